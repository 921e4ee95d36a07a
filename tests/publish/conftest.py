"""What tests of publishing share."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from handbook.publish import build as publish
from handbook.site import render_pool


@pytest.fixture
def no_pages(monkeypatch) -> None:
    """Leave Sphinx and drawings out: what is looked at is what runs, who writes when, and what is left."""

    def written(edition: publish.Edition, source: Path, site: Path, *_: object) -> None:
        (site / "_data").mkdir(parents=True, exist_ok=True)
        for name in ("_data/a.csv", "index.html"):
            (site / name).write_text(f"{edition.language}: {edition.about['label']}", encoding="utf-8")

    monkeypatch.setattr(publish, "_sphinx", written)
    monkeypatch.setattr(render_pool, "begun", lambda *_: contextlib.nullcontext())

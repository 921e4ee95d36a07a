"""What tests of publishing share."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from handbook.publish import pages
from handbook.publish.about import about_in
from handbook.publish.edition import Edition
from handbook.site import render_pool


@pytest.fixture
def no_pages(monkeypatch) -> None:
    """Leave Sphinx and drawings out: what is looked at is what runs, who writes when, and what is left."""

    def written(edition: Edition, language: str, *_: object, **__: object) -> None:
        for folder, name in (
            (pages.root_files(edition), "_data/a.csv"),
            (pages.html_of(edition, language), "index.html"),
        ):
            file: Path = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{language}: {about_in(edition, language)['label']}", encoding="utf-8")

    monkeypatch.setattr(pages, "sphinx", written)
    monkeypatch.setattr(render_pool, "begun", lambda *_: contextlib.nullcontext())

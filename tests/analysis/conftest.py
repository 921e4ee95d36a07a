"""The handbook's own tables and audit, as chapters ask for them, and an edition with one table of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handbook.figures.chapter import ChapterLedger, ChapterTables
from samples import opened

OWN = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def tables() -> ChapterTables:
    """The handbook's own tables."""
    return opened(OWN)[0]


@pytest.fixture(scope="session")
def ledger() -> ChapterLedger:
    """The audit of the handbook's own tables."""
    return opened(OWN)[1]


@pytest.fixture
def edition(tmp_path: Path) -> Callable[..., ChapterTables]:
    """Return tables of which one differs from the handbook's own: pairs of what stands there and what replaces it."""

    def changed(table: str, *replacements: tuple[str, str]) -> ChapterTables:
        text = (OWN / f"{table}.csv").read_text(encoding="utf-8")
        for old, new in replacements:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {table}.csv"
            text = text.replace(old, new)
        (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
        return opened(tmp_path)[0]

    return changed

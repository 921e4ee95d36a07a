"""Writing a draft of an audit: its files in a folder, with the decisions that stand there already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from handbook.draft import draft, page, rows
from handbook.draft.text import TextError, read
from handbook.draft.wording import said

__all__ = ["PAGE", "DraftError", "written"]

PAGE = "draft.html"
"""The page of what does not add up."""


class DraftError(ValueError):
    """A text that cannot be read, or a folder that holds something else; nothing was written."""


def written(text: Path, folder: Path, language: str, prior: Path | None) -> tuple[dict[str, str], list[str], list[str]]:
    """Draft an audit of a text.

    Args:
        text: the report.
        folder: of the draft; decisions in it are kept.
        language: of the page; that of the text where it is empty.
        prior: the report of the year before.

    Returns:
        The files by name, what to tell, and sentences about tables that are torn.

    Raises:
        DraftError: one sentence about what is wrong and what to do.
    """
    try:
        drafted = draft.draft(read(text), read(prior) if prior else None)
        old = {name: _decided(folder / name, columns) for name, columns in rows.FILES.items()}
        merged = rows.merged(old, dict(zip(rows.FILES, rows.rows(drafted), strict=True)))
    except (TextError, rows.RowsError) as error:
        raise DraftError(str(error)) from None
    files = {name: rows.write(kept, rows.FILES[name]) for name, kept in merged.files.items()}
    counted = page.counts(drafted)
    words = {"numbers": counted["read"], "bad": counted["misfits"], **{k: counted[k] for k in ("related", "relations")}}
    told = [said("written", language, **words)]
    told += [said("kept", language, kept=merged.kept, gone=merged.gone)] if merged.kept else []
    return {**files, PAGE: page.page(drafted, language)}, told, drafted.reading.document.torn


def _decided(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a draft that was written before, none where there is none."""
    try:
        return rows.read(file.read_text(encoding="utf-8-sig"), columns, str(file)) if file.exists() else []
    except (OSError, UnicodeDecodeError):
        raise rows.RowsError(f"{file}: expected a draft in UTF-8. Choose another folder, or restore it.") from None

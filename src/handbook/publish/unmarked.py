"""Unverified values that stand in outputs, in sentences that do not say so (`handbook.figures.evidence` marks them)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from handbook import notebooks
from handbook.tables.problems import Problem

__all__ = ["problems"]


def problems(chapters: Iterable[Path]) -> Iterator[Problem]:
    """Yield the unverified values that the outputs of chapters show in sentences that do not say so.

    Args:
        chapters: notebooks with outputs: those of the book, or the copies that an edition executed.
    """
    remedy = (
        "No copy of what it rests on was seen: say so in the sentence or leave the value out, then `handbook refresh`."
    )
    for chapter in chapters:
        try:
            if b'"unmarked"' not in chapter.read_bytes():
                continue
            cells = notebooks.read(chapter)["cells"]
        except (notebooks.NotebookError, OSError):
            continue  # said where the chapters are read
        for number, cell in enumerate(cells, start=1):
            for output in cell.get("outputs", []):
                for entry in output.get("metadata", {}).get("handbook", {}).get("unmarked", []):
                    expected = f"“{entry['mark']}” beside it in “{entry['sentence']}”"
                    yield Problem(f"{chapter.name}, cell {number}", None, None, entry["value"], expected, remedy)

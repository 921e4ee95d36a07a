"""The code of a chapter in one place: at the end of its page, every cell in order, each function once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from handbook.language.interface import say
from handbook.site import code
from handbook.site.internals import HideCodeCellNode, code_of, is_cell, place_of
from handbook.site.nodes import HandbookOutput, node
from handbook.site.staging import CELL

__all__ = ["SECTION", "GatheredCode", "steps"]

SECTION = "hb-steps"
"""Class of the section that holds the code of a page."""


def steps(cells: Mapping[int, str], shown: Mapping[int, Sequence[str]], helpers: Sequence[Path]) -> dict[str, Any]:
    """Return the cells of a chapter with what each shows, builds on and calls, and the functions that they call.

    Args:
        cells: source of each cell by its place in the notebook.
        shown: ids of the figures that a cell shows, by its place.
        helpers: files of the helper package.

    Returns:
        ``cells`` with place, source, figures, places of the cells it builds on, names of functions; ``functions`` with
        name, file, source, in the order in which they are called first.

    >>> made = steps({2: "a = 1", 5: "chapter.figure('F01', a)"}, {5: ["F01"]}, [])
    >>> [(cell["place"], cell["figures"], cell["before"]) for cell in made["cells"]]
    [(2, [], []), (5, ['F01'], [2])]
    """
    sources = [cells.get(place) for place in range(max(cells, default=-1) + 1)]
    named = code.modules(sources, helpers)
    called = {place: code.calls(source, named) for place, source in cells.items()}
    functions = dict.fromkeys(call for place in sorted(cells) for call in called[place])
    return {
        "cells": [
            {
                "place": place,
                "source": source,
                "figures": list(shown.get(place, ())),
                "before": code.needed(sources, place),
                "calls": [name for name, _, _ in called[place]],
            }
            for place, source in sorted(cells.items())
        ],
        "functions": [{"name": name, "file": file, "source": text} for name, file, text in functions],
    }


class GatheredCode(SphinxPostTransform):
    """Moves the folded code of a page's cells to its end; each figure learns which cell made it."""

    default_priority = 200  # right after MyST-NB has folded the code
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Take the code out of the text of the page, put a section with all of it at the end."""
        cells: dict[int, str] = {}
        shown: dict[int, list[str]] = {}
        for folded in list(self.document.findall(HideCodeCellNode)):
            cell = folded.parent
            if not is_cell(cell):
                continue
            place = place_of(cell, CELL)
            cells[place] = "\n".join(source.astext() for source in code_of(cell))
            cell.remove(folded)
            outputs = [output for output in cell.findall(HandbookOutput) if output["payload"]["kind"] == "figure"]
            shown[place] = [output["payload"]["id"] for output in outputs]
            for output in outputs:
                output["step"] = place
            if not any(output.children for output in cell.children):
                cell.parent.remove(cell)
        if cells:
            self._section(steps(cells, shown, [Path(helper) for helper in self.app.config.handbook_helpers]))

    def _section(self, section: dict[str, Any]) -> None:
        """Add the section to the first of the page, which is the whole of it."""
        language = self.app.config.handbook_language
        whole = next(iter(self.document.findall(nodes.section)), self.document)
        whole += nodes.section(
            "",
            nodes.title(text=say(language, "How it is computed")),
            node({"kind": "steps", "id": "code", "language": language, **section}),
            ids=["how-it-is-computed"],
            classes=[SECTION],
        )

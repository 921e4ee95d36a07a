"""Executed chapters as documents in one language: what Sphinx reads, and what a reader of a notebook opens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from handbook.figures.chapter import FIGURE_MIME, TABLE_MIME, TEXT_MIME
from handbook.language import Language, Languages
from handbook.language.extract import translated

__all__ = ["CELL", "as_text", "in_language"]

CELL = "handbook_cell"
"""Metadata of a code cell: its place among the cells of the notebook, before sentences became cells of their own."""

Notebook = dict[str, Any]


def in_language(notebook: Mapping[str, Any], language: Language) -> Notebook:
    """Return an executed chapter in one language, as pages are made of it.

    Sentences that were outputs become prose; a figure keeps what the language shows of it; tables that were only
    looked at stay with the notebook.

    Args:
        notebook: an executed chapter.
        language: with the catalogues of the chapter.
    """
    cells: list[dict[str, Any]] = []
    for place, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            cells.append({**cell, "source": translated("".join(cell["source"]), language)})
        elif cell["cell_type"] == "code":
            cells += _code(cell, place, language.code)
        else:
            cells.append(cell)
    return {**notebook, "cells": cells}


def as_text(text: str, docname: str, language: str, languages: Languages) -> str:
    """Return a chapter in one language as the text of a notebook.

    Args:
        text: of the executed chapter.
        docname: its name in the book; its last part names its catalogue.
        language: code.
        languages: of the book, with its catalogues.
    """
    notebook = json.loads(text)
    spoken = languages.of_chapter(language, docname.rpartition("/")[2])
    return json.dumps(in_language(notebook, spoken), ensure_ascii=False)


def _code(cell: dict[str, Any], place: int, code: str) -> list[dict[str, Any]]:
    """Return a code cell with the outputs of one language, followed by its prose.

    Args:
        cell: as it was executed.
        place: among all cells of the notebook; a figure says which cell made it.
        code: of the language.
    """
    outputs, prose = [], []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if TEXT_MIME in data:
            prose.append(data[TEXT_MIME][code])
        elif FIGURE_MIME in data:
            outputs.append({**output, "data": {FIGURE_MIME: {**data[FIGURE_MIME][code], "cell": place}}})
        elif TABLE_MIME not in data:
            outputs.append(output)
    tags = cell["metadata"].get("tags", [])
    hidden = "remove-cell" if "parameters" in tags else "hide-input"
    metadata = {**cell["metadata"], "tags": [*(tag for tag in tags if tag != hidden), hidden], CELL: place}
    cells = [{**cell, "outputs": outputs, "metadata": metadata}]
    for number, text in enumerate(prose):
        cells.append({"cell_type": "markdown", "id": f"{cell['id']}-text{number}", "metadata": {}, "source": text})
    return cells

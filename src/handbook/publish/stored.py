"""Executed chapters as notebooks that people open: charts are pictures too, and all prose is in one language.

Programs that draw Vega-Lite draw a chart from its specification; code hosts and nbconvert show the picture. A picture
is drawn anew only where the specification differs, so that another machine's fonts change no stored output.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nbformat

from handbook import limits
from handbook.figures.chapter import VEGALITE_MIME
from handbook.language import Language, Languages
from handbook.language.extract import translated
from handbook.publish import execute

__all__ = ["PICTURE_MIME", "finish", "in_language", "with_pictures"]

PICTURE_MIME = "image/svg+xml"

Notebook = Mapping[str, Any]


def with_pictures(notebook: Any, before: Notebook | None = None) -> None:
    """Put a picture beside each chart of an executed notebook, in place.

    Args:
        notebook: as nbformat reads it.
        before: the notebook as it was stored; its pictures stay where its charts are the same.
    """
    known = {_key(data): data[PICTURE_MIME] for data in _charts(before or {"cells": []}) if PICTURE_MIME in data}
    for data in _charts(notebook):
        if _key(data) not in known:
            limits.need("drawing a chart", limits.DRAWING)
            import vl_convert  # takes a while to start, and may not have started where chapters are forked

            known[_key(data)] = vl_convert.vegalite_to_svg(data[VEGALITE_MIME])
        data[PICTURE_MIME] = known[_key(data)]


def _charts(notebook: Notebook) -> list[dict[str, Any]]:
    """Return the outputs of a notebook that are charts, by their representations."""
    outputs = (output for cell in notebook["cells"] for output in cell.get("outputs", ()))
    return [output["data"] for output in outputs if VEGALITE_MIME in output.get("data", {})]


def _key(data: Mapping[str, Any]) -> str:
    return repr(sorted(data[VEGALITE_MIME].items()))


def in_language(notebook: Any, language: Language) -> None:
    """Put the prose of a notebook into a language, in place; its outputs are in the one that it was run with."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
            cell["source"] = translated(source, language)


def finish(job: execute.Job, code: str) -> None:
    """Let a notebook that was run read as a whole, in place: its prose in one language, its charts as pictures too.

    Args:
        job: that was executed.
        code: of the language, the author's where it is empty.
    """
    notebook = execute.load(job.target)
    languages = Languages(job.tables.languages, job.root / "book" / "locale", job.tables.helpers)
    in_language(notebook, languages.of_chapter(code or languages.author, job.name))
    with_pictures(notebook)
    job.target.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")

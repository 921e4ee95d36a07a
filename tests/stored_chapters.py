"""The chapters of the handbook as they are stored, or as an edition executed them: parsed once, read by many tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from handbook.figures.chapter import FIGURE_MIME, TEXT_MIME
from handbook.language import Language, Languages
from handbook.language.extract import Sentence, in_chapter

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = sorted((ROOT / "book").glob("*.ipynb"))
LANGUAGES = Languages(("en", "zh"), ROOT / "book" / "locale", "analysis")

Notebook = nbformat.NotebookNode


@cache
def load(notebook: Path) -> Notebook:
    """Return a notebook; not to be changed."""
    return nbformat.read(notebook, as_version=4)


def code_cells(notebook: Path) -> list[Notebook]:
    return [cell for cell in load(notebook).cells if cell.cell_type == "code"]


def tags(cell: Notebook) -> set[str]:
    return set(cell.metadata.get("tags", []))


def outputs(notebook: Path) -> Iterator[Notebook]:
    for cell in code_cells(notebook):
        yield from cell.outputs


def payloads(notebook: Path, language: str = "en") -> list[dict[str, Any]]:
    """Return what the outputs of a chapter say to a page: figures, verdicts, lists of lost figures."""
    return [output.data[FIGURE_MIME][language] for output in outputs(notebook) if FIGURE_MIME in output.get("data", {})]


def figures(notebook: Path, language: str = "en") -> dict[str, dict[str, Any]]:
    """Return the figures of a chapter by their ids."""
    return {content["id"]: content for content in payloads(notebook, language) if content["kind"] == "figure"}


def told(notebook: Path, language: str = "en") -> list[str]:
    """Return the paragraphs with values that a chapter shows."""
    return [output.data[TEXT_MIME][language] for output in outputs(notebook) if TEXT_MIME in output.get("data", {})]


@cache
def sentences(notebook: Path) -> tuple[Sentence, ...]:
    """Return what the author of a chapter wrote: prose, sentences with places, titles, captions, names of axes."""
    return tuple(in_chapter(notebook))


def language(notebook: Path, code: str) -> Language:
    """Return a language with the catalogues of a chapter."""
    return LANGUAGES.of_chapter(code, notebook.stem)

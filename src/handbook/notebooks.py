"""The chapters of a book: which notebooks ``_toc.yml`` lists, and what they hold, mended where that changes nothing.

A notebook may come from an old Jupyter, another editor, a merge or a script. What says the same either way is put
right when it is read, and stays as it is in the file: a byte order mark, cells without ids or with the id of another
cell, empty tags, missing metadata. Whatever else is wrong is one line that names the notebook and what to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import yaml

from handbook.tables.problems import Problem

__all__ = [
    "Cell",
    "ChapterError",
    "NotebookError",
    "cells",
    "chapters",
    "contents",
    "entries",
    "problems",
    "read",
    "text",
    "unlisted",
]

CONTENTS = "_toc.yml"
KINDS = ("code", "markdown", "raw")
_MARKS = re.compile(r"^(<{7}|={7}|>{7})( .*)?$", re.MULTILINE)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_AGAIN = "Take its last good version, or save it in Jupyter again."
_UTF8 = "Save it as UTF-8."


class ChapterError(RuntimeError):
    """A chapter cannot be read, or failed while it ran; the message names it, the place and the reason."""


class NotebookError(ChapterError):
    """A notebook or the table of contents is not what it should be.

    Attributes:
        problem: file, what was found, what was expected and what to do.
    """

    def __init__(self, file: str, found: str | None, expected: str, remedy: str = _AGAIN) -> None:
        self.problem = Problem(file, None, None, found, expected, remedy)
        super().__init__(str(self.problem))


# ── contents ─────────────────────────────────────────────────────────────────────────────────────


def contents(root: Path) -> dict[str, Any]:
    """Return ``_toc.yml`` as it is written.

    Raises:
        NotebookError: when it is no table of contents.
    """
    return _contents(root)[0]


def _contents(root: Path) -> tuple[dict[str, Any], list[str], list[str]]:
    """Return the table of contents, the documents that it names, and its patterns for documents."""
    from sphinx_external_toc.parsing import MalformedError, parse_toc_data

    remedy = f"Mend {CONTENTS}."
    try:
        given = yaml.safe_load((root / CONTENTS).read_text(encoding="utf-8-sig"))
        # Captions in other languages are the handbook's own.
        listed = parse_toc_data(
            {key: value for key, value in given.items() if not key.startswith("captions_")}
            if isinstance(given, dict)
            else given
        )
    except (OSError, UnicodeDecodeError) as error:
        raise NotebookError(CONTENTS, str(error), "a table of contents in UTF-8", remedy) from None
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise NotebookError(f"{CONTENTS}{line}", error.problem, "YAML", remedy) from None
    except MalformedError as error:
        raise NotebookError(CONTENTS, str(error), "a table of contents of Jupyter Book", remedy) from None
    return given, list(listed), sorted(listed.globs())


def entries(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every entry of a table of contents that names documents, at any depth, its top included.

    >>> toc = {"root": "a", "parts": [{"chapters": [{"file": "b", "sections": [{"glob": "c*"}]}]}]}
    >>> [entry.get("file") for entry in entries(toc)]
    [None, 'b', None]
    """
    if isinstance(part, dict):
        if {"root", "file", "glob"} & set(part):
            yield part
        for value in part.values():
            yield from entries(value)
    elif isinstance(part, list):
        for value in part:
            yield from entries(value)


def chapters(root: Path) -> list[Path]:
    """Return the notebooks in ``book/`` that ``_toc.yml`` lists, in alphabetical order.

    Raises:
        NotebookError: when there is no table of contents to look in.
    """
    _, named, patterns = _contents(root)
    wanted = {name.removesuffix(".ipynb") for name in named}
    return [
        file
        for file in _notebooks(root)
        if (name := f"book/{file.stem}") in wanted or any(fnmatch(name, pattern) for pattern in patterns)
    ]


def unlisted(root: Path) -> list[str]:
    """Return a line for each notebook in ``book/`` that is no chapter."""
    others = sorted(set(_notebooks(root)) - set(chapters(root)))
    return [f"book/{file.name}: not in {CONTENTS}, so it is not executed and no part of the book." for file in others]


def _notebooks(root: Path) -> list[Path]:
    return sorted((root / "book").glob("*.ipynb"))


def problems(root: Path) -> list[Problem]:
    """Return what is wrong with the table of contents and the chapters; empty when all is well."""
    try:
        named = _contents(root)[1]
    except NotebookError as error:
        return [error.problem]
    wrong = []
    for name in named:
        stem = re.sub(r"\.(ipynb|md)$", "", name)
        if not any((root / f"{stem}{ending}").is_file() for ending in (".ipynb", ".md")):
            expected = f"a notebook {stem}.ipynb or a page {stem}.md"
            wrong.append(Problem(CONTENTS, None, None, name, expected, "Write it, or take it out of the list."))
    for file in chapters(root):
        try:
            text(file)
        except NotebookError as error:
            wrong.append(error.problem)
    return wrong


# ── notebooks ────────────────────────────────────────────────────────────────────────────────────


def text(notebook: Path) -> str:
    """Return a notebook as JSON of nbformat 4, mended: each cell has an id of its own and, if it is code, outputs.

    Raises:
        NotebookError: when it cannot be read.
    """
    return _looked_at(notebook).text


def read(notebook: Path) -> dict[str, Any]:
    """Return what `text` returns as a dictionary that the caller may change."""
    return dict(json.loads(text(notebook)))


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


class Cell(NamedTuple):
    """A cell of a notebook without its outputs."""

    kind: str
    source: str
    tags: tuple[str, ...]


class _Mended(NamedTuple):
    """A notebook as it is read: as JSON, and its cells."""

    text: str
    cells: tuple[Cell, ...]


def cells(notebook: Path) -> tuple[Cell, ...]:
    """Return the cells of a notebook; see `text`."""
    return _looked_at(notebook).cells


def _looked_at(notebook: Path) -> _Mended:
    try:
        status = notebook.stat()
    except OSError as error:
        raise NotebookError(_name(notebook), error.strerror, "a notebook", "Write it, or mend its name.") from None
    return _mended(notebook, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _mended(file: Path, changed: int, size: int) -> _Mended:
    name = _name(file)
    notebook = _parsed(_decoded(file.read_bytes(), name), name)
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat"), int):
        raise NotebookError(name, None, "a notebook: JSON with a field nbformat")
    if notebook["nbformat"] != 4:
        remedy = f"Convert it: jupyter nbconvert --to notebook --inplace {name}."
        raise NotebookError(name, f"nbformat {notebook['nbformat']}", "nbformat 4", remedy)
    if not isinstance(notebook.get("cells"), list):
        raise NotebookError(name, None, "a notebook: a list of cells")
    _mend(notebook)
    for number, cell in enumerate(notebook["cells"], start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") not in KINDS:
            kind = str(cell.get("cell_type") if isinstance(cell, dict) else cell)
            expected = f"a cell of type {', '.join(KINDS[:-1])} or {KINDS[-1]}"
            raise NotebookError(f"{name}, cell {number}", kind, expected)
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError:
        for number, cell in enumerate(notebook["cells"], start=1):
            _check(cell, f"{name}, cell {number}")
        raise NotebookError(name, None, "what nbformat 4 says of a notebook") from None
    return _Mended(json.dumps(notebook, ensure_ascii=False), tuple(map(_cell, notebook["cells"])))


def _cell(cell: Mapping[str, Any]) -> Cell:
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    return Cell(cell["cell_type"], source, tuple(cell["metadata"].get("tags", ())))


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotebookError(name, "UTF-16", "a notebook in UTF-8", _UTF8)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{content[error.start]:02x}"
        raise NotebookError(f"{name}, line {line}", byte, "a notebook in UTF-8", _UTF8) from None


def _parsed(written: str, name: str) -> Any:
    try:
        return json.loads(written)
    except json.JSONDecodeError as error:
        place, beginning = f"{name}, line {error.lineno}", written[error.pos : error.pos + 20].partition("\n")[0]
        if mark := _MARKS.search(written):
            place = f"{name}, line {written.count(chr(10), 0, mark.start()) + 1}"
            remedy = f"Resolve the conflict, or take one side: git checkout --ours {name}."
            raise NotebookError(place, mark[0], "no marks of a merge", remedy) from None
        if error.pos >= len(written.rstrip()) or error.msg.startswith("Unterminated string"):
            raise NotebookError(place, "the end of the file", "the rest of the notebook: it is cut off") from None
        raise NotebookError(place, beginning, f"JSON ({error.msg})") from None


def _mend(notebook: dict[str, Any]) -> None:
    """Put right what says the same either way: ids, and fields that may be missing."""
    notebook["metadata"] = notebook.get("metadata") or {}
    # Cells have ids since 4.5; what a later version adds is left to nbformat.
    notebook["nbformat_minor"] = max(notebook.get("nbformat_minor") or 0, 5)
    cells = [cell for cell in notebook["cells"] if isinstance(cell, dict)]
    given = {str(cell.get("id")) for cell in cells}
    taken: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        cell["metadata"] = cell.get("metadata") or {}
        if isinstance(cell["metadata"], dict) and cell["metadata"].get("tags", ()) is None:
            del cell["metadata"]["tags"]
        if cell.get("cell_type") == "code":
            cell["outputs"] = cell.get("outputs") or []
            cell.setdefault("execution_count", None)
        known = cell.get("id")
        if not isinstance(known, str) or not _ID.fullmatch(known) or known in taken:
            known = f"cell-{number}"
            while known in taken | given:
                known += "-"
        cell["id"] = known
        taken.add(known)


def _check(cell: dict[str, Any], place: str) -> None:
    """Raise `NotebookError` for a cell that is not as nbformat has it, and name the field."""
    try:
        nbformat.validate(cell, ref=f"{cell['cell_type']}_cell", version=4, version_minor=5)
    except nbformat.ValidationError as error:
        where = ".".join(map(str, getattr(error, "path", ()))) or "the cell"
        message = str(error).partition("\n")[0]
        raise NotebookError(f"{place}, {where}", message[:100], "what nbformat 4 has there") from None

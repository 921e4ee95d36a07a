"""Facts that a report's helpers hand to sentences, and those that no sentence has a place for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from handbook import notebooks
from handbook.language.catalogue import places
from handbook.language.extract import CodeError, Sentence, in_chapter
from handbook.tables.problems import Problem

__all__ = ["offered", "problems"]


def offered(source: str, file: str) -> Iterator[Sentence]:
    """Yield the facts that a helper offers to sentences: each its name, and where it stands.

    Facts are what ``saying`` is handed by name, and the entries of a dictionary that is handed over as ``facts`` or
    returned by a function that says it returns values for sentences (``dict[str, Text]``).

    >>> [fact.text for fact in offered('size.saying(year=Period(2022), **more)\\nTable(rows, facts={"size": 1})', "a.py")]
    ['year', 'size']
    """
    yield from _offered(_nodes(source), file)


def _nodes(source: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(source)))


def _offered(nodes: Iterable[ast.AST], file: str) -> Iterator[Sentence]:
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "saying":
            yield from (Sentence(word.arg, file, word.lineno) for word in node.keywords if word.arg)
        for value in _dictionaries(node):
            for key in value.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield Sentence(key.value, file, key.lineno)


def _dictionaries(node: ast.AST) -> list[ast.Dict]:
    """Return the dictionaries of facts that a piece of code writes down itself, not those of the pieces inside it."""
    values: list[ast.expr | None] = []
    if isinstance(node, ast.Call):
        values = [keyword.value for keyword in node.keywords if keyword.arg == "facts"]
    elif isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) == "dict[str, Text]":
        values = [part.value for part in ast.walk(node) if isinstance(part, ast.Return)]
    return [value for value in values if isinstance(value, ast.Dict)]


def problems(book: Path, helpers: Path) -> Iterator[Problem]:
    """Yield the facts of a chapter's helper that no sentence of the chapter, or of the helper, has a place for.

    What cannot be read is passed over: `handbook.language.extract.problems` says so.

    Args:
        book: folder with the chapters.
        helpers: folder of the report's helper package.
    """
    for chapter in sorted(book.glob("*.ipynb")):
        module = helpers / f"{chapter.stem}.py"
        if not module.is_file():
            continue
        try:
            used = {place for sentence in in_chapter(chapter) for place in places(sentence.text)}
            helper = _nodes(module.read_text(encoding="utf-8"))
            used |= _looked_up(helper).union(*(_looked_up(_nodes(source)) for source in _code(chapter)))
            facts = list(_offered(helper, module.name))
        except (notebooks.NotebookError, CodeError, SyntaxError):
            continue
        for fact in facts:
            if fact.text not in used:
                yield fact.problem(fact.text, f"a place for each fact in {chapter.name}", "Say it, or leave it out.")


def _code(chapter: Path) -> list[str]:
    return [cell.source for cell in notebooks.cells(chapter) if cell.kind == "code"]


def _looked_up(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names by which code takes something out of something: ``size.facts["mark"]``, for the axis of a chart."""
    parts = (node.slice for node in nodes if isinstance(node, ast.Subscript))
    return {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}

"""Facts that a report's helpers hand to sentences, those that no sentence has a place for, and places without a fact."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from handbook import notebooks
from handbook.language.catalogue import places
from handbook.language.extract import CodeError, Sentence, in_chapter, in_code, parsed
from handbook.tables.problems import Problem

__all__ = ["offered", "problems", "unfilled"]


def offered(source: str, file: str) -> Iterator[Sentence]:
    """Yield the facts that a helper offers to sentences: each its name, and where it stands.

    Facts are what ``saying`` is handed by name, and the entries of a dictionary that is handed over as ``facts`` or
    returned by a function that says it returns values for sentences (``dict[str, Text]``).

    >>> [fact.text for fact in offered('size.saying(year=Period(2022), **more)\\nTable(rows, facts={"size": 1})', "a.py")]
    ['year', 'size']
    """
    yield from _offered(_nodes(source), file)


@lru_cache(maxsize=2048)
def _nodes(source: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(parsed(source)))


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


def unfilled(book: Path, helpers: Path, in_tables: Callable[[str], bool]) -> Iterator[Problem]:
    """Yield the places in the sentences of chapters that nothing can fill: neither code nor tables know such a name.

    Facts may be called after what stands in a table, or by a name that is put together; which of the known names a
    sentence is handed is seen when its chapter runs, and all of it where the helpers are installed elsewhere. What cannot
    be read is passed over, as in `problems`.

    Args:
        book: folder with the chapters.
        helpers: folder of the report's helper package.
        in_tables: whether a name stands in a table: a column, or what a cell holds.
    """
    if not helpers.is_dir():
        return
    try:
        shared = set().union(*(_names(file.read_text(encoding="utf-8")) for file in sorted(helpers.rglob("*.py"))))
        chapters = notebooks.chapters(book.parent)
    except (notebooks.NotebookError, SyntaxError):
        return
    for chapter in chapters:
        try:
            names = shared.union(*map(_names, _code(chapter)))
            sentences = [
                sentence
                for number, cell in enumerate(notebooks.cells(chapter), start=1)
                if cell.kind == "code"
                for sentence in in_code(cell.source, chapter.name, number)
            ]
        except (notebooks.NotebookError, CodeError, SyntaxError):
            continue
        for sentence in sentences:
            for place in places(sentence.text):
                # Where all values are handed over by name, `handbook.language.extract.problems` compares them.
                if sentence.complete or place in names or _put_together(place, names):
                    continue
                if not in_tables(place) and place not in _names_of_engine():
                    near = difflib.get_close_matches(place, sorted(filter(str.isidentifier, names)), n=3)
                    remedy = f"Near names: {', '.join(near)}." if near else "Hand one over, or take it out."
                    yield sentence.problem(f"{{{place}}}", "a value for each place", remedy)


def _names(source: str) -> set[str]:
    """Return the names in a piece of code and its texts; of one that is put together, what it begins or ends with.

    >>> sorted(_names('f(growth=1, facts={"size": n}, **{f"of_{year}": 2})'))
    ['f', 'facts', 'growth', 'n', 'of_', 'size', 'year']
    """
    names = set()
    for node in _nodes(source):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                names.add(name)
            case ast.Constant(value=str(name)):
                names.add(name)
    return names


@lru_cache(maxsize=1)
def _names_of_engine() -> frozenset[str]:
    """Return the names in what makes figures and tables of the engine, which has facts of its own to hand over."""
    modules = sorted((Path(__file__).parents[1] / "figures").rglob("*.py"))
    return frozenset().union(*(_names(module.read_text(encoding="utf-8")) for module in modules))


def _put_together(place: str, names: Iterable[str]) -> bool:
    """Return whether a place begins or ends with what a name that is put together begins or ends with.

    >>> _put_together("of_2022", {"of_"}), _put_together("of_2022", {"of"})
    (True, False)
    """
    return any(
        len(name) > 1 and (place.startswith(name) if name.endswith("_") else name[0] == "_" and place.endswith(name))
        for name in names
    )


def _code(chapter: Path) -> list[str]:
    return [cell.source for cell in notebooks.cells(chapter) if cell.kind == "code"]


def _looked_up(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names by which code takes something out of something: ``size.facts["mark"]``, for the axis of a chart."""
    parts = (node.slice for node in nodes if isinstance(node, ast.Subscript))
    return {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}

"""What a cell of a chapter makes and does not show: of all its expressions a program shows the last one alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from handbook import notebooks
from handbook.language.extract import parsed
from handbook.tables.problems import Problem

__all__ = ["problems", "unshown"]

_OUTPUTS = frozenset({"claims", "figure", "later", "not_recomputed", "table", "text"})
"""Methods of a chapter that give an output and do nothing else."""


def unshown(tree: ast.Module, chapter: str) -> Iterator[ast.Call]:
    """Yield the outputs that a cell makes and does not show.

    Args:
        tree: of the cell.
        chapter: name of the object that makes outputs.

    >>> cell = "chapter.text('One.')\\nif more:\\n    chapter.text('Two.')\\nchapter.text('Three.')"
    >>> [call.lineno for call in unshown(ast.parse(cell), "chapter")]
    [1, 3]
    """
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)) or node is tree.body[-1]:
            continue
        method = node.value.func
        if (
            isinstance(method, ast.Attribute)
            and method.attr in _OUTPUTS
            and isinstance(method.value, ast.Name)
            and method.value.id == chapter
        ):
            yield node.value


def problems(root: Path) -> Iterator[Problem]:
    """Yield the outputs that no reader sees; what cannot be read is passed over, others say so.

    Args:
        root: folder of the project.
    """
    try:
        chapters = notebooks.chapters(root)
    except notebooks.NotebookError:
        return
    for notebook in chapters:
        try:
            cells = [(number, parsed(cell.source)) for number, cell in _code(notebook)]
        except (notebooks.NotebookError, SyntaxError):
            continue
        for name in {name for _, tree in cells for name in _chapters(tree)}:
            for number, tree in cells:
                for call in unshown(tree, name):
                    place = f"{notebook.name}, cell {number}, line {call.lineno}"
                    expected = "one output in a cell, as its last line: nothing else is shown"
                    remedy = "Give it a cell of its own, or leave it out."
                    yield Problem(place, None, None, ast.unparse(call.func), expected, remedy)


def _code(notebook: Path) -> Iterator[tuple[int, notebooks.Cell]]:
    """Yield the code cells of a notebook with their numbers among all."""
    return ((number, cell) for number, cell in enumerate(notebooks.cells(notebook), start=1) if cell.kind == "code")


def _chapters(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a cell gives to the object that makes outputs."""
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and getattr(node.value.func, "id", "") == "Chapter"
        ):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))

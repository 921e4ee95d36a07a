"""Locals and parameters say what they hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAGUE = frozenset(
    {"found", "its", "made", "there", "got", "thing", "things", "stuff", "mine", "ours", "theirs", "that"}
)
"""Names that say of a value only that there is one."""

SAYS_IT = {("notebooks.py", "found")}
"""A parameter of an error whose message begins with “found”."""


def bound(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the names that a piece of code binds, with their lines: assigned, looped over, or taken as parameters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno


def test_no_name_says_only_that_something_was_found():
    """Of the engine, the helper package and the tools; in chapters ``there`` would stand where readers look."""
    files = sorted(file for folder in ("src", "tools") for file in (ROOT / folder).rglob("*.py"))
    code = {file: file.read_text(encoding="utf-8") for file in files}
    assert len(code) > 100
    vague = [
        f"{file.relative_to(ROOT)}, line {line}: {name}"
        for file, text in code.items()
        for name, line in bound(ast.parse(text))
        if name in VAGUE and (file.name, name) not in SAYS_IT
    ]
    assert not vague, "say what it holds:\n" + "\n".join(vague)


def test_vague_names_are_seen_wherever_they_are_bound():
    text = "def f(found): ...\nfor its in []: ...\nmade: int = 1\nx = [there for there in y]\nkept = got = 2\ntold(found=1)"
    assert {name for name, _ in bound(ast.parse(text))} & VAGUE == {"found", "its", "made", "there", "got"}

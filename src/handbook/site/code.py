"""The code behind a figure: the cell that made it, the cells it builds on, the functions it calls; its colours."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO

from pygments.formatters import HtmlFormatter
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Text, Whitespace, _TokenType

__all__ = ["Formatter", "calls", "modules", "needed"]


@lru_cache(maxsize=4096)
def _names(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell binds and the names that it uses.

    >>> sorted(_names("a = b + 1")[0]), sorted(_names("a = b + 1")[1])
    (['a'], ['b'])
    """
    bound: set[str] = set()
    used: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (bound if isinstance(node.ctx, ast.Store) else used).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
    return bound, used


def needed(sources: list[str | None], at: int) -> list[int]:
    """Return the places of the cells before ``at`` that it builds on, directly or not; None stands for no code.

    >>> needed(["a = 1", None, "b = a", "c = 2", "d = b"], 4)
    [0, 2]
    """
    wanted = _names(sources[at] or "")[1]
    modules = []
    for place in range(at - 1, -1, -1):
        source = sources[place]
        if source is None:
            continue
        bound, used = _names(source)
        if bound & wanted:
            modules.append(place)
            wanted = (wanted - bound) | used
    return sorted(modules)


def modules(sources: Iterable[str | None], helpers: Sequence[Path]) -> dict[str, Path]:
    """Return the helper modules that the cells of a chapter import, by the names that they have there.

    >>> modules(["from analysis import cloud as clouds"], [Path("src/analysis/cloud.py")])
    {'clouds': PosixPath('src/analysis/cloud.py')}
    """
    files = {f"{file.parent.name}.{file.stem}": file for file in helpers}
    return {
        alias.asname or alias.name: files[f"{node.module}.{alias.name}"]
        for source in sources
        for node in ast.walk(ast.parse(source or ""))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if f"{node.module}.{alias.name}" in files
    }


def calls(source: str, named: Mapping[str, Path]) -> list[tuple[str, str, str]]:
    """Return the helper functions that a cell calls, in order: ``module.name``, the module's file, and their source.

    Args:
        source: of the cell.
        named: helper modules by the names that they have in the chapter, see `modules`.
    """
    calls_in_order = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in named:
            text = _functions(named[node.value.id]).get(node.attr)
            if text:
                place = node.lineno, node.col_offset
                calls_in_order.append((*place, f"{node.value.id}.{node.attr}", named[node.value.id].name, text))
    return list(dict.fromkeys((name, file, text) for _, _, name, file, text in sorted(calls_in_order)))


@lru_cache(maxsize=64)
def _functions(module: Path) -> dict[str, str]:
    """Return the functions of a module: their source by their name."""
    text = module.read_text(encoding="utf-8")
    lines = text.splitlines()
    functions = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    return {node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno]) for node in functions}


class Formatter(HtmlFormatter):
    """Colours code with as few elements as it takes.

    Pygments wraps every name, sign and space; two thirds of a chapter's elements were of that kind. Names and signs
    have the colour of text here, and neighbours of one colour share an element. Lines wrap, so nothing scrolls: the
    theme measures whatever is named ``pre``, open or folded, which cost the browser more than drawing the page.

    >>> from pygments import highlight
    >>> from pygments.lexers import PythonLexer
    >>> print(highlight('a = f"{b}"', PythonLexer(), Formatter()))
    <div class="highlight"><code class="hb-code">a = <span class="s">f"{</span>b<span class="s">}"</span>
    </code></div>
    <BLANKLINE>
    """

    def wrap(self, source: Iterable[tuple[int, str]]) -> Iterable[tuple[int, str]]:
        """Put coloured lines into a block."""
        yield 0, '<code class="hb-code">'
        yield from source
        yield 0, "</code>"

    def format_unencoded(self, tokensource: Iterable[tuple[_TokenType, str]], outfile: IO[str]) -> None:
        """Write tokens as HTML."""
        super().format_unencoded(((_kind(kind), text) for kind, text in tokensource), outfile)


_PLAIN = (Name, Name.Namespace, Operator, Punctuation, Whitespace)
_ALIKE = (Comment, Keyword, Number, String)


@lru_cache(maxsize=256)
def _kind(kind: _TokenType) -> _TokenType:
    """Return the kind of token that has the same colour."""
    if kind in _PLAIN:
        return Text
    return next((alike for alike in _ALIKE if kind in alike), kind)

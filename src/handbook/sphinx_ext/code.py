"""The code behind a figure: the cell that made it, the cells it builds on, the functions it calls; its colours."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable
from functools import lru_cache
from typing import IO, Any

from pygments.formatters import HtmlFormatter
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Text, Whitespace, _TokenType

import analysis.measures

__all__ = ["Formatter", "calls", "measure_sources", "needed"]

MODULES = ("audit", "charts", "checks", "figures", "measures", "quantities", "tables", "wording")
"""Modules of `analysis` whose functions a cell may call by ``module.name``."""


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
    found = []
    for place in range(at - 1, -1, -1):
        source = sources[place]
        if source is None:
            continue
        bound, used = _names(source)
        if bound & wanted:
            found.append(place)
            wanted = (wanted - bound) | used
    return sorted(found)


@lru_cache(maxsize=4096)
def calls(source: str) -> list[str]:
    """Return the functions of `analysis` that a cell calls, as ``module.name``, in order.

    >>> calls("x = measures.share_of_total(d)\\ncharts.lines(x)")
    ['measures.share_of_total', 'charts.lines']
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in MODULES:
            found.append((node.lineno, node.col_offset, f"{node.value.id}.{node.attr}"))
    return list(dict.fromkeys(name for _, _, name in sorted(found)))


def measure_sources(names: list[str]) -> list[tuple[str, str]]:
    """Return the functions of `analysis.measures` among the names, each with its source."""
    found: list[tuple[str, str]] = []
    for name in names:
        module, _, attribute = name.partition(".")
        function: Any = getattr(analysis.measures, attribute, None) if module == "measures" else None
        if inspect.isfunction(function):
            found.append((name, inspect.getsource(function)))
    return found


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

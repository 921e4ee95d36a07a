"""Values in Markdown: a name from a table is text, whatever signs it has."""

from __future__ import annotations

import re

__all__ = ["in_markdown"]

_SIGNS = re.compile(
    r"[\\`*\[\]<]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|^(?=[#+-]+\s|[>=~]|--)|(?<=^\d)[.)](?!\d)|(?<=^\d\d)[.)](?!\d)"
)
"""What begins emphasis, code, links, elements, entities and, at the start of a paragraph, headings and lists."""

_LINES = re.compile(r"\s*[\r\n]\s*")


def in_markdown(text: str) -> str:
    r"""Return plain text as Markdown that reads the same, in one line.

    >>> print(in_markdown("A*B <b> [c](d) snake_case _e_ &amp; R&D"))
    A\*B \<b> \[c\](d) snake_case \_e\_ \&amp; R&D
    >>> print(in_markdown("# one"), in_markdown("1. two"), in_markdown("1.5%"), in_markdown("a\n\nb"))
    \# one 1\. two 1.5% a b
    """
    return _SIGNS.sub(lambda sign: "\\" + sign[0], _LINES.sub(" ", text))

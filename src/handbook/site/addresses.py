"""Addresses of pages below any path."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

__all__ = ["address", "anchored"]

_RELATIVE = re.compile(r'(<[^<>]* (?:href|src|action|data-script)=")(?!#|/|[a-z][a-z0-9+.-]*:)(?:\./)?([^"]*")')


def address(prefix: str) -> str:
    """Return a path below which a site stands as a browser asks for it, from slash to slash.

    Args:
        prefix: the path as it is written or as it is asked for, with or without slashes around it.

    >>> address("/研究/hand book") == address("%E7%A0%94%E7%A9%B6/hand%20book/")
    True
    >>> address("hand book"), address("")
    ('/hand%20book/', '/')
    """
    parts = [quote(unquote(part), safe="") for part in prefix.split("/") if part]
    return "/".join(["", *parts, ""])


def anchored(text: str, prefix: str) -> str:
    """Return a page whose links start at the root of the site, so that they lead on from any address.

    Args:
        text: HTML of a page at the root of the site.
        prefix: path of that root; see `address`.

    >>> anchored('<a href="index.html">x</a> <a href="#here">y</a> <a href="https://z">z</a>', "/book/")
    '<a href="/book/index.html">x</a> <a href="#here">y</a> <a href="https://z">z</a>'
    """
    return _RELATIVE.sub(lambda found: f"{found[1]}{prefix}{found[2]}", text)

"""Addresses of pages below any path."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

__all__ = ["AddressError", "address", "anchored", "public"]

_RELATIVE = re.compile(r'(<[^<>]* (?:href|src|action|data-script)=")(?!#|/|[a-z][a-z0-9+.-]*:)(?:\./)?([^"]*")')


_NO_PLACE = re.compile(r"[\s\"'<>\\^`{|}\x00-\x1f]")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*|[0-9a-f:]+")
_HERE = re.compile(r"(.*\.)?localhost|127(\.\d+){3}|0\.0\.0\.0|::1?")


class AddressError(ValueError):
    """A text that is no address at which others could reach a site."""


def public(text: str) -> str:
    """Return the address of a site in one way of writing it, with a slash at its end; nothing for nothing.

    Args:
        text: as a person gives it.

    Raises:
        AddressError: when it is none, or one that only this machine reaches; says what is expected.

    >>> public("https://Example.org/研究/book"), public("")
    ('https://example.org/%E7%A0%94%E7%A9%B6/book/', '')
    >>> public("example.org/book")
    Traceback (most recent call last):
    ...
    handbook.site.addresses.AddressError: found 'example.org/book', expected an address such as https://example.org/book/
    """
    if not text:
        return ""
    expected = "an address such as https://example.org/book/"
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise AddressError(f"found {text!r}, expected {expected}") from None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or _NO_PLACE.search(text):
        raise AddressError(f"found {text!r}, expected {expected}")
    if parts.query or parts.fragment or parts.username is not None:
        raise AddressError(f"found {text!r}, expected {expected}, without a name, a question mark or #")
    if _HERE.fullmatch(host):
        raise AddressError(f"found {text!r}, expected {expected}: one at which others reach it")
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}{f':{port}' if port is not None else ''}{address(parts.path)}"


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
    return _RELATIVE.sub(lambda match: f"{match[1]}{prefix}{match[2]}", text)

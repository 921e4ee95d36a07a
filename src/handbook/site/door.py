"""The front door of a site in several languages, and its page for addresses that do not exist."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from babel import Locale

from handbook.language.interface import tag
from handbook.site.addresses import address, anchored

__all__ = ["POLICY", "door", "endonym", "lost"]

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # The theme's style sheets draw their small marks from data addresses.
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'self'",
    ]
)
"""What a page may load, whoever serves it: scripts and styles of the site itself, none inline, none from a string."""


def endonym(code: str) -> str:
    """Return the name of a language as its speakers write it.

    >>> endonym("zh"), endonym("en")
    ('中文', 'English')
    """
    return str(Locale.parse(code).display_name)


def door(fronts: Mapping[str, Path], base_url: str = "") -> str:
    """Return the page at the root of a site, which leads to the language that its reader prefers.

    A script chooses: the language that the reader has chosen before, else the first of the browser's that the site
    has, else the author's. Without scripts the page shows a link for each.

    Args:
        fronts: front page of each language by its code, the author's first.
        base_url: address of the site, empty where it is not known.
    """
    author = next(iter(fronts))
    titles = {code: _title(front) for code, front in fronts.items()}
    alternates, ways = [], []
    for code, title in titles.items():
        alternates.append(f'<link rel="alternate" hreflang="{tag(code)}" href="{base_url}{code}/index.html"/>')
        name = f"<span>{title}</span>" if title else ""
        ways.append(
            f'<li><a href="{code}/index.html" lang="{tag(code)}" hreflang="{tag(code)}" data-language="{code}">'
            f"{endonym(code)} {name}</a></li>"
        )
    alternates.append(f'<link rel="alternate" hreflang="x-default" href="{base_url}index.html"/>')
    if base_url:
        alternates.append(f'<link rel="canonical" href="{base_url}index.html"/>')
    # One language needs no choice, and so no script.
    leads = (
        f'<meta http-equiv="refresh" content="0; url={author}/index.html"/>'
        if len(fronts) == 1
        else f'<script src="{author}/_static/handbook-door.js" defer></script>'
    )
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{tag(author)}">',
            '<head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>',
            f"<title>{' / '.join(filter(None, dict.fromkeys(titles.values()))) or endonym(author)}</title>",
            *alternates,
            f'<link rel="icon" type="image/svg+xml" href="{author}/_static/handbook-icon.svg"/>',
            f'<link rel="stylesheet" href="{author}/_static/handbook-door.css"/>',
            f"{leads}</head>",
            f"<body><main><h1>{titles[author] or endonym(author)}</h1>",
            f"<ul>{''.join(ways)}</ul></main></body>",
            "</html>",
            "",
        ]
    )


def _title(front: Path) -> str:
    """Return the title of a book, as it stands above the contents of its front page."""
    match = re.search(r'class="title logo__title">([^<]*)<', front.read_text(encoding="utf-8"))
    return match[1] if match else ""


def lost(page: Path, code: str, base_url: str = "") -> str:
    """Return the page for addresses that do not exist as it stands at the root of the site.

    Args:
        page: the page of a language.
        code: of that language.
        base_url: address of the site: hosts show this page at addresses of any depth.
    """
    root = address(urlsplit(base_url).path) if base_url else ""
    return anchored(page.read_text(encoding="utf-8"), f"{root}{escape(code)}/")

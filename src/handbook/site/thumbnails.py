"""Thumbnails: the shape of a chart without letters, for the index of figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.language.wording import width_of

__all__ = ["shape"]

_TEXT = re.compile(r'<text\b(?:[^>"/]|"[^"]*"|/(?!>))*(?:/>|>.*?</text>)', re.DOTALL)
"""A text of a drawing; Vega closes one that is empty in itself."""

_ROLES = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
_WHOLE_PLOT = re.compile(r'class="background"[^>]* d="M0,0h(\d{2,}[\d.]*)v(\d{2,}[\d.]*)')
_MOVED = re.compile(r'transform="translate\(([\d.]+),([\d.]+)\)"')
_OPENING = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'font-size="([\d.]+)px"')
_LINE = re.compile(r"<tspan\b[^>]*>([^<]*)</tspan>|>([^<]+)</text>")
_SHADE = "#a9b3c1"
"""Of the bars that stand for lines of text: seen on white and on the dark page."""


def shape(svg: str) -> str:
    """Return the plot of a drawing as a small SVG without letters.

    A drawing without axes says what it says in words: these become bars, or nothing but a line of dots would be left.

    >>> plot = '<svg width="9"><g transform="translate(1,2)"><path class="background" d="M0,0h90v40h-90Z"/>{}</g></svg>'
    >>> words = '<text x="1" font-size="10px" transform="translate(5,9)" text-anchor="end">ab</text>'
    >>> print(shape(plot.format(words)).partition("40h-90Z")[2])
    "/><rect x="-6" y="4" width="11" height="5" fill="#a9b3c1"/></g></svg>
    >>> print(shape(plot.format(f'<g class="role-axis"/><text font-size="9px"/><rect/>{words}')).partition("40h-90Z")[2])
    "/><g class="role-axis"/><rect/></g></svg>
    """
    bare = "role-axis" in svg
    svg = _ROLES.sub("", _TEXT.sub(lambda text: "" if bare else "".join(_bars(text[0])), svg))
    plot, moved = _WHOLE_PLOT.search(svg), _MOVED.search(svg)
    if plot is None or moved is None:
        return svg
    (left, top), (width, height) = moved.groups(), plot.groups()
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{left} {top} {width} {height}">'
    return _OPENING.sub(opening, svg, count=1)


def _bars(text: str) -> Iterator[str]:
    """Yield a bar for each line of a text, as long as the line."""
    size, moved = _SIZE.search(text), _MOVED.search(text)
    if size is None or moved is None:
        return
    high, (x, y) = float(size[1]), map(float, moved.groups())
    for number, line in enumerate(one or other for one, other in _LINE.findall(text)):
        long = round(width_of(line, round(high)))
        left = x - long if 'text-anchor="end"' in text else x - long / 2 if 'text-anchor="middle"' in text else x
        yield f'<rect x="{left:.0f}" y="{y + (number * 1.25 - 0.5) * high:.0f}" width="{long}" height="{high / 2:.0f}" fill="{_SHADE}"/>'

"""A drawing that leaves its page: with its title above, and below it the key of weak marks, source, licence, address.

Texts are SVG, laid out by the widths that the engine reckons with, so that a frame costs no drawing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from handbook.figures.theme import FONT, INK, MUTED
from handbook.language import wording
from handbook.language.catalogue import WRITTEN_IN
from handbook.language.interface import say
from handbook.quantities.printed import DECIDING
from handbook.site.imprint import Imprint, dated

__all__ = ["CARD", "EMBED", "Frame", "card", "frame", "framed", "hollow", "key_words", "snippet", "typeset"]

CARD = (1200, 630)
"""Pixels of a card: what pages that link to another show of it."""

EMBED = "embed"
"""Where figures stand as pages of their own, in the folder of each language."""

TABLE_HEIGHT = 560
AROUND = 150
"""Pixels that title, source and licence take, at most."""

PAD = 16
BOLDER = 1.08
"""So much wider are bold letters than those that the engine reckons with."""

_OPENING = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'\b(width|height)="([\d.]+)"')
# A word with the space after it, or a Chinese sign with what may not begin a line.
_PIECE = re.compile(r"[^\s\u2e80-\uffef]+\s*|[\u2e80-\uffef][，。、；：！？）》」』”]*\s*|\s+")


@dataclass(frozen=True)
class Frame:
    """What stands round a drawing.

    Attributes:
        title: of the figure.
        key: what hollow marks mean, empty where there are none.
        marks: how they are drawn: ``points``, ``bars`` or ``diamonds``.
        source: who issued the numbers, in words.
        book: name of the book, version and date, licence.
        address: of the figure; empty where that of the site is not known.
    """

    title: str
    key: str = ""
    marks: str = ""
    source: str = ""
    book: str = ""
    address: str = ""

    @property
    def shared(self) -> bool:
        """Whether a card is made as well: only where there is an address to share."""
        return bool(self.address)


def frame(
    content: Mapping[str, Any], issuers: Sequence[str], book: str, imprint: Imprint, language: str, address: str = ""
) -> Frame:
    """Return the frame of a figure.

    Args:
        content: of the figure, in the language: its ``figure``, ``title``, ``grades`` and ``spec``.
        issuers: who issued its numbers.
        book: title of the book.
        imprint: who made the book, when, under which licence.
        language: its code.
        address: of the figure, empty where that of the site is not known.
    """
    marks = hollow(content.get("spec"))
    source = (
        say(language, "Source: {names}", names=say(language, ", ", context="list").join(issuers)) if issuers else ""
    )
    about = [content["figure"], book, dated(imprint, language), imprint.data_licence]
    return Frame(
        title=typeset(str(content["title"]), language),
        key=key_words(content["grades"], language) if marks else "",
        marks=marks,
        source=source,
        book=" · ".join(part for part in about if part),
        address=address,
    )


def hollow(spec: Mapping[str, Any] | None) -> str:
    """Return how a chart draws weak evidence: ``points``, ``bars``, ``diamonds``, or empty where it draws none.

    >>> hollow({"mark": "bar", "datasets": {"rows": [{"solid": False}]}}), hollow({"mark": "bar", "datasets": {}})
    ('bars', '')
    """
    rows = [row for table in (spec or {}).get("datasets", {}).values() for row in table]
    weak = [row for row in rows if not row.get("solid", True)]
    if not weak:
        return ""
    if all("from" in row and row["from"] == row["to"] for row in weak):
        return "diamonds"  # exact values among intervals (`charts.intervals`)
    return "bars" if '"bar"' in json.dumps({**(spec or {}), "datasets": {}, "usermeta": {}}) else "points"


def key_words(grades: Sequence[str], language: str) -> str:
    """Return what hollow marks mean.

    >>> key_words(["original", "secondary"], "en")
    'Hollow: evidence too weak to decide a verdict (secondary)'
    """
    said = say(language, "Hollow: evidence too weak to decide a verdict")
    weak = [say(language, grade, context="grade") for grade in grades if grade not in DECIDING]
    named = say(language, ", ", context="list").join(weak)
    return f"{said}{say(language, ' (')}{named}{say(language, ')')}" if weak else said


def typeset(text: str, language: str) -> str:
    """Return a text as prose is printed; English apostrophes are those of print, as Sphinx makes them beside it.

    >>> typeset("81.7% of the report's", "en")
    '81.7% of the report’s'
    """
    return re.sub(r"(?<=\w)'", "’", text) if language == WRITTEN_IN else text


def snippet(base: str, language: str, anchor: str, title: str, drawing: str) -> str:
    """Return the line of HTML that puts a figure into a page.

    Args:
        base: address of the site.
        language: code.
        anchor: id of the figure.
        title: of the figure.
        drawing: the wide one, empty for a table; says how high the frame is.

    >>> snippet("https://example.org/", "en", "F1", "A rise", '<svg width="720" height="300">')
    '<iframe src="https://example.org/en/embed/F1.html" title="A rise" width="100%" height="450" loading="lazy"></iframe>'
    """
    match = re.search(r'\bheight="([\d.]+)"', drawing)
    height = round(float(match[1])) + AROUND if match else TABLE_HEIGHT
    return (
        f'<iframe src="{base}{language}/{EMBED}/{anchor}.html" title="{escape(title)}" '
        f'width="100%" height="{height}" loading="lazy"></iframe>'
    )


# ── drawing ──────────────────────────────────────────────────────────────────────────────────────


def framed(svg: str, about: Frame) -> str:
    """Return a drawing in its frame, on white."""
    inner, width, height = _parts(svg)
    title = list(_wrapped(about.title, width / BOLDER, 17))
    top = PAD + 24 * len(title) + 8
    y = top + height + 12
    foot: list[str] = []
    if about.key:
        foot.append(_mark(about.marks, PAD + 7, y + 7))
        foot += _texts(_wrapped(about.key, width - 20, 12), PAD + 20, y + 11, 12, MUTED)
        y += 17 * len(list(_wrapped(about.key, width - 20, 12))) + 4
    for text in filter(None, (about.source, about.book, about.address)):
        lines = list(_wrapped(text, width, 12))
        foot += _texts(lines, PAD, y + 11, 12, MUTED)
        y += 17 * len(lines)
    head = _texts(title, PAD, PAD + 17, 17, INK, bold=True, height=24)
    drawing = f'<g transform="translate({PAD},{top})">{inner}</g>'
    return _whole(width + 2 * PAD, y + PAD, "".join([*head, drawing, *foot]))


def card(svg: str | None, about: Frame) -> str:
    """Return a card of a figure: its title, its drawing as large as there is room, its source and the book."""
    width, height = CARD
    across = width - 96
    title = _clipped(list(_wrapped(about.title, across / BOLDER, 34)), 2 if svg else 6, across / BOLDER, 34)
    parts = _texts(title, 48, 72, 34, INK, bold=True, height=44)
    said = filter(None, (about.key, about.source, about.book))
    foot = [_clipped(list(_wrapped(text, across, 17)), 1, across, 17)[0] for text in said]
    top, bottom = 72 + 44 * len(title) - 22, height - 32 - 25 * len(foot)
    if svg:
        inner, w, h = _parts(svg)
        scale = min(across / w, (bottom - top - 16) / h)
        x = 48 + (across - w * scale) / 2
        parts.append(f'<g transform="translate({x:.2f},{top:g}) scale({scale:.4f})">{inner}</g>')
    parts += _texts(foot, 48, bottom + 20, 17, MUTED, height=25)
    return _whole(width, height, "".join(parts))


def _parts(svg: str) -> tuple[str, float, float]:
    """Return what stands in a drawing, its width and its height.

    Raises:
        ValueError: when it is no SVG.
    """
    opening = _OPENING.search(svg)
    size = dict(_SIZE.findall(opening[0])) if opening else {}
    if opening is None or len(size) < 2:
        raise ValueError("the drawing is no SVG")
    return svg[opening.end() :].rpartition("</svg>")[0], float(size["width"]), float(size["height"])


def _whole(width: float, height: float, parts: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" '
        f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}" font-family="{FONT}">'
        f'<rect width="{width:g}" height="{height:g}" fill="white"/>{parts}</svg>\n'
    )


def _texts(
    lines: Iterator[str] | Sequence[str],
    x: float,
    y: float,
    size: int,
    fill: str,
    *,
    bold: bool = False,
    height: int = 17,
) -> list[str]:
    """Return lines of text, the base of the first at ``y``.

    More than six parameters: a text has a place and a look.
    """
    weight = ' font-weight="600"' if bold else ""
    return [
        f'<text x="{x:g}" y="{y + at * height:g}" font-size="{size}px"{weight} fill="{fill}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    ]


def _mark(kind: str, x: float, y: float) -> str:
    """Return a hollow mark as charts draw it, round a place."""
    look = f'fill="white" stroke="{MUTED}" stroke-width="1.5"'
    if kind == "points":
        return f'<circle cx="{x:g}" cy="{y:g}" r="5" {look}/>'
    look += ' stroke-dasharray="2 1.5"' if kind == "bars" else ""
    turned = f' transform="rotate(45 {x:g} {y:g})"' if kind == "diamonds" else ""
    return f'<rect x="{x - 5:g}" y="{y - 5:g}" width="10" height="10" {look}{turned}/>'


def _wrapped(text: str, width: float, size: int) -> Iterator[str]:
    """Yield the lines of a text that is no wider than a width; a piece that is wider stands in a line of its own.

    >>> list(_wrapped("one two 三四，五", 60, 12))
    ['one two ', '三四，五']
    """
    line = ""
    for piece in _PIECE.findall(text):
        if line and wording.width_of(line + piece.rstrip(), size) > width:
            yield line
            line = ""
        line += piece
    if line:
        yield line


def _clipped(lines: list[str], most: int, width: float, size: int) -> list[str]:
    """Return so many lines at most; what is left out is told by an ellipsis.

    >>> _clipped(["one ", "two ", "three"], 2, 60, 12)
    ['one ', 'two…']
    """
    if len(lines) <= most:
        return lines
    last = lines[most - 1].rstrip()
    while last and wording.width_of(last + "…", size) > width:
        last = last[:-1].rstrip()
    return [*lines[: most - 1], last + "…"]

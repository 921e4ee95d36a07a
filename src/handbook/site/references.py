"""How a figure, a finding or the whole book is cited: who, what, where, which version, of when."""

from __future__ import annotations

from dataclasses import dataclass

from sphinx.application import Sphinx

from handbook.language.interface import joined, say
from handbook.site import context
from handbook.site.imprint import Imprint, dated

__all__ = ["Reference", "entry", "reference"]

_ENDS = (".", "。", "!", "?", "！", "？")
_SPECIAL = {sign: f"\\{sign}" for sign in "%&#_$"}


@dataclass(frozen=True)
class Reference:
    """A citation in two forms.

    Attributes:
        text: in words, without the address.
        entry: for BibTeX, without the address and the brace that closes it.
        url: address; empty where that of the site is not known.
        place: the same from the folder of the language on.
    """

    text: str
    entry: str
    url: str
    place: str


def reference(app: Sphinx, title: str, place: str, key: str = "", note: str = "") -> Reference:
    """Return how something is cited in the language of the pages.

    Args:
        app: whose site it stands in.
        title: of what is cited; empty for the book itself.
        place: page and anchor, from the folder of the language on.
        key: of the entry, the book's own by default.
        note: what the entry says besides.
    """
    language, imprint = app.config.handbook_language, context.imprint_of(app)
    book = str(app.config.html_title)
    edition = say(language, "{book}, {edition}", book=book, edition=app.config.handbook_label)
    parts = [
        _begun(say(language, ", ", "list").join(imprint.authors)),
        title,
        edition,
        _begun(dated(imprint, language)),
    ]
    base = context.base_of(app)
    return Reference(
        text=joined([_ended(part, language) for part in parts if part], language),
        entry=entry(key or "handbook", title or book, edition if title else app.config.handbook_label, imprint, note),
        url=f"{base}{language}/{place}" if base else "",
        place=place,
    )


def entry(key: str, title: str, within: str, imprint: Imprint, note: str = "") -> str:
    r"""Return an entry for BibTeX without address and closing brace; what is not declared is left out.

    >>> print(entry("handbook-F20", "A rise of 5%", "A book", Imprint(("us",), "1.0", "2026-11-30")))
    @misc{handbook-F20,
      author       = {{us}},
      title        = {{A rise of 5\%}},
      howpublished = {A book},
      version      = {1.0},
      date         = {2026-11-30},
      year         = {2026},
    """
    fields = {
        "author": " and ".join(f"{{{_plain(name)}}}" for name in imprint.authors),
        "title": f"{{{_plain(title)}}}",
        "howpublished": _plain(within),
        "version": imprint.version,
        "date": imprint.date,
        "year": imprint.year,
        "note": _plain(note),
    }
    lines = [f"  {name:<12} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines])


def _plain(text: str) -> str:
    """Return a text with the signs that LaTeX reads otherwise."""
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def _ended(text: str, language: str) -> str:
    return text if text.endswith(_ENDS) else text + say(language, ". ").rstrip()


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]

"""The engine's own phrases in each language: English where they are used, and keys of its gettext catalogue.

What the pages, the audit and the comparison of editions say of themselves comes from here; what a report says comes
from its chapters and their catalogues. Both are read by `handbook.language.catalogue`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache, reduce
from typing import Any, TypeVar

from handbook.language.catalogue import ENGINE, WRITTEN_IN, Language

__all__ = ["interface", "joined", "known", "localized", "msgid", "other_forms", "say", "tag"]


def known() -> tuple[str, ...]:
    """Return the languages that the engine speaks: the one that its phrases are written in, and those with a catalogue.

    >>> known()[0]
    'en'
    """
    return (WRITTEN_IN, *sorted(folder.parent.name for folder in ENGINE.glob("*/LC_MESSAGES")))


Marked = TypeVar("Marked", str, tuple[str, ...])


def msgid(phrase: Marked, context: str = "") -> Marked:
    """Return one phrase or several as they are: this marks those that are kept in a table and translated when said."""
    return phrase


@lru_cache(maxsize=16)
def interface(code: str) -> Language:
    """Return a language with the engine's own catalogue only.

    >>> interface("xx")
    Traceback (most recent call last):
    ...
    ValueError: language 'xx' is not there; choose en or zh.
    """
    if code not in known():
        raise ValueError(f"language {code!r} is not there; choose {' or '.join(known())}.")
    return Language(code)


def say(language: str, phrase: str, /, context: str = "", **values: object) -> str:
    """Return a phrase of the engine in a language, with its places filled.

    Args:
        language: its code.
        phrase: in English, as in the catalogue.
        context: tells apart phrases that are one in English and several in another language.
        values: for the places; without any they stay as they are, for a script of the page to fill.

    Raises:
        ValueError: for a language that has no catalogue.
        LanguageError: for a place that no value fills.

    >>> say("zh", "Verdict"), say("en", "{count} found", count=3)
    ('判定', '3 found')
    """
    spoken = interface(language)
    if not values:
        return spoken.translate(phrase, context)
    return spoken.fill(phrase, {name: str(value) for name, value in values.items()}, context)


def tag(language: str) -> str:
    """Return the tag of a language that browsers and Sphinx know.

    >>> tag("en"), tag("zh")
    ('en', 'zh-CN')
    """
    return say(language, WRITTEN_IN, context="language tag")


def joined(texts: Iterable[str], language: str) -> str:
    """Return texts one after the other, with the space that a language has between words and sentences.

    >>> joined(["It holds.", "", "So does this."], "en"), joined(["成立。", "此亦成立。"], "zh")
    ('It holds. So does this.', '成立。此亦成立。')
    """
    shown = [text for text in texts if text]
    return reduce(lambda first, next: say(language, "{first} {next}", first=first, next=next), shown) if shown else ""


def localized(row: Any, column: str, language: str) -> str:
    """Return a text in a language: ``title_zh`` where it is filled, else ``title``.

    Args:
        row: of a table or of the data package, by key; or an object with these attributes, such as a claim.
        column: in the author's language.
        language: its code.

    >>> localized({"title": "Year", "title_zh": "年份"}, "title", "zh"), localized({"title": "Year"}, "title", "zh")
    ('年份', 'Year')
    """
    forms = (
        row if isinstance(row, Mapping) else {name: getattr(row, name, "") for name in (column, f"{column}_{language}")}
    )
    return str(forms.get(f"{column}_{language}") or forms.get(column) or "")


def other_forms(row: Mapping[Any, Any], column: str, language: str) -> str:
    """Return the text of a row in the languages that are not read, for those who search for it.

    >>> other_forms({"title": "Year", "title_zh": "年份"}, "title", "zh")
    'Year'
    """
    shown = f"{column}_{language}" if row.get(f"{column}_{language}") else column
    forms = [key for key in map(str, row) if key == column or key.startswith(f"{column}_")]
    return " ".join(str(row[key]) for key in forms if key != shown and row[key])

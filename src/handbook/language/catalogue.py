"""Languages and their catalogues: gettext files, read with Babel, that translators edit with the tools they know.

A sentence is written once, in the author's language, with places for values: ``"rose by {by}"``. It is its own key;
the catalogue of another language holds its translation with the same places. A chapter's sentences are in the
catalogue of its name, those of the engine in one beside this module.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import PoFileError, read_po

__all__ = [
    "ENGINE",
    "INTERFACE",
    "WRITTEN_IN",
    "Catalogue",
    "Language",
    "LanguageError",
    "Languages",
    "engine_catalogue",
    "file_of",
    "in_context",
    "places",
]

ENGINE = Path(__file__).with_name("locale")
"""The folder with the engine's own catalogues."""

INTERFACE = "handbook"
"""Name of the catalogue of the engine's own phrases."""

WRITTEN_IN = "en"
"""The language that the engine's own phrases are written in."""

_WORDS = re.compile(r'\s*(?:msg[a-z]+(?:\[\d\])?\s+)?"')
"""The begin of a line of a catalogue that holds words."""

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"\s*$')

_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}(?!`)")


class LanguageError(ValueError):
    """A language or catalogue that is not there or cannot be read, or a sentence that cannot be filled."""


def places(sentence: str) -> tuple[str, ...]:
    """Return the names of the places of a sentence, in their order; a role such as ``{numref}`x``` is none.

    >>> places("The shares add up to {sum}, {more} more ({numref}`fig`).")
    ('sum', 'more')
    """
    return tuple(_PLACE.findall(sentence))


def in_context(sentence: str, context: str = "") -> str:
    """Return the key of a sentence in a catalogue: with its context before it, as gettext keeps both in one.

    >>> in_context("Old", "rank").partition("\\x04")[::2], in_context("Old")
    (('rank', 'Old'), 'Old')
    """
    return f"{context}\x04{sentence}" if context else sentence


@dataclass(frozen=True)
class Catalogue:
    """The translations of one file.

    Attributes:
        file: where it is.
        sentences: translation by sentence of the author (see `in_context`); empty ones are left out.
        lines: the line in the file of each sentence, translated or not.
    """

    file: Path
    sentences: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether each of its sentences, of which there are some, has a translation with the same places."""
        return bool(self.lines) and all(
            key in self.sentences and set(places(key)) == set(places(self.sentences[key])) for key in self.lines
        )

    @staticmethod
    def read(file: Path) -> Catalogue:
        """Read a catalogue; one that is not there is empty.

        Raises:
            LanguageError: for a file that is no gettext catalogue.
        """
        if not file.is_file():
            return Catalogue(file)
        return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read(file: Path, changed: int) -> Catalogue:
    try:
        content = file.read_bytes()
        _check_quotes(content.decode("utf-8"))
        messages = [message for message in read_po(io.BytesIO(content), abort_invalid=True) if message.id]
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise LanguageError(f"{file.name}: this is no gettext catalogue in UTF-8 ({error}).") from None
    keyed = [(in_context(str(message.id), message.context or ""), message) for message in messages]
    translations = {key: str(message.string) for key, message in keyed if message.string and not message.fuzzy}
    lines = {key: message.lineno or 0 for key, message in keyed}
    return Catalogue(file, MappingProxyType(translations), MappingProxyType(lines))


def _check_quotes(text: str) -> None:
    """Raise `ValueError` for a text without its closing quote: it would be read as an empty one."""
    for number, line in enumerate(text.splitlines(), start=1):
        if _WORDS.match(line) and not _QUOTED.search(line):
            raise ValueError(f"line {number} does not end with a quotation mark: {line.strip()!r}")


def file_of(folder: Path, language: str, domain: str) -> Path:
    """Return where the catalogue of a domain is: ``locale/zh/LC_MESSAGES/cloud.po``."""
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


@lru_cache(maxsize=16)
def engine_catalogue(language: str) -> Catalogue:
    """Return the catalogue of the engine's phrases in a language; it is empty for the one that they are written in."""
    return Catalogue.read(file_of(ENGINE, language, INTERFACE))


@dataclass(frozen=True)
class Language:
    """One language with the catalogues that are looked into, the nearest first; the engine's own is the last.

    Attributes:
        code: as in ``_config.yml``, ``zh``.
        catalogues: of the book; none for the author's language, whose sentences are their own translation.
    """

    code: str
    catalogues: tuple[Catalogue, ...] = ()

    def translate(self, sentence: str, context: str = "") -> str:
        """Return a sentence of the author in this language, itself where it has no translation (see `knows`)."""
        key = in_context(sentence, context)
        for catalogue in (*self.catalogues, engine_catalogue(self.code)):
            if key in catalogue.sentences:
                return catalogue.sentences[key]
        return sentence

    def fill(self, sentence: str, values: Mapping[str, str], context: str = "") -> str:
        """Return a sentence in this language with its places filled.

        Raises:
            LanguageError: for a place that no value fills, naming the values that there are.

        >>> Language("en").fill("{a} of {b}", {"a": "3", "b": "9"})
        '3 of 9'
        """
        translated = self.translate(sentence, context)
        if missing := [place for place in places(translated) if place not in values]:
            offered = ", ".join(values) or "none"
            raise LanguageError(f"{translated!r}: no value for {{{missing[0]}}}; values are: {offered}.")
        return _PLACE.sub(lambda place: values[place[1]], translated)


@dataclass(frozen=True)
class Languages:
    """The languages that an edition is published in, the author's first.

    Args:
        codes: ``("en", "zh")``.
        folder: with the catalogues of the book, ``book/locale``.
        shared: the catalogue of the sentences that chapters share, which has the name of the helper package.

    >>> Languages(("en",)).author
    'en'
    """

    codes: tuple[str, ...] = ("en",)
    folder: Path = Path("book/locale")
    shared: str = ""

    @property
    def author(self) -> str:
        """The language that chapters are written in."""
        return self.codes[0]

    def of_chapter(self, code: str, chapter: str) -> Language:
        """Return one language, with the catalogue of a chapter before the one that all of them share."""
        return self.of(code, filter(None, (chapter, self.shared)))

    def of(self, code: str, domains: Iterable[str] = ()) -> Language:
        """Return one language, with the catalogues of some chapters before the engine's own.

        Raises:
            LanguageError: for a language that the edition has not.
        """
        if code not in self.codes:
            raise LanguageError(f"{code!r} is no language of this book; choose {' or '.join(self.codes)}.")
        own = () if code == self.author else tuple(file_of(self.folder, code, domain) for domain in domains)
        return Language(code, tuple(map(Catalogue.read, own)))

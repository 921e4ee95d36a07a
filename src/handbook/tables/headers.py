"""Find the columns of a table under the headers that people write: titles in either language, with units and note marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from handbook.quantities.units import Unit, UnitError, unit
from handbook.tables import note_marks

__all__ = ["Headers", "kind_of", "plain", "unit_of"]

_LONGEST, _MOST = 300, 500
"""So many characters a header may have to name a column, and so many cells of a row are asked whether they do."""


def plain(text: str) -> str:
    """Return a header in the form in which headers are compared.

    >>> plain("  数字经济规模（万亿元） "), plain("Size_TN_CNY\N{ZERO WIDTH SPACE}")
    ('数字经济规模(万亿元)', 'size tn cny')
    """
    return re.sub(r"[\s_]+", " ", note_marks.folded(note_marks.visible(text))).strip().casefold()


_MAGNITUDES = {
    **dict.fromkeys(("trillion", "trn", "tn"), "tn_"),
    **dict.fromkeys(("100 billion", "100bn", "hundred billion"), "100bn_"),
    **dict.fromkeys(("billion", "bln", "bn"), "bn_"),
    **dict.fromkeys(("100 million", "100 mn", "100mn", "100m", "hundred million"), "100m_"),
    **dict.fromkeys(("10 million", "10mn", "10m", "ten million"), "10m_"),
    **dict.fromkeys(("million", "mln", "mio", "mn"), "million_"),
    **dict.fromkeys(("10,000", "10 000", "10000", "10k", "ten thousand"), "10k_"),
    **dict.fromkeys(("thousand", "'000"), "thousand_"),
}
_BEHIND_MONEY = {"b": "bn_", "m": "million_", "k": "thousand_"}
_MONEY = {
    **dict.fromkeys(("chinese yuan", "yuan renminbi", "yuan", "rmb", "renminbi", "cny", "人民币"), "cny"),
    **dict.fromkeys(("us dollars", "us dollar", "us$", "usd"), "usd"),
}
_NOUNS = {**_MONEY, "people": "persons"}


def _any(words: Mapping[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LEAD = re.compile(r"(?:(?:计量)?单位|units?)\s*:?\s*|in\s+")
_MONEY_FIRST = re.compile(rf"({_any(_MONEY)})\s*(.+)")
_SIZED = re.compile(rf"({_any(_MAGNITUDES)})(?![a-z])\s*(?:of\s+)?(.*)")
_PER_CENT = {"per cent": "percent", "pct": "percent", "percentage": "percent"}
_KINDS = {
    **dict.fromkeys(("fraction", "%", "percent", "‰", "成"), "share"),
    **dict.fromkeys(("百分点", "个百分点", "percentage_points"), "points"),
    **dict.fromkeys(("index", "ratio", "倍", ""), "index"),
}


@lru_cache(maxsize=4096)
def unit_of(words: str) -> Unit | None:
    """Return the unit that words in a header or behind a number name; nothing when they name none.

    >>> unit_of("trillion yuan").factor == unit_of("万亿元").factor == unit_of("tn cny").factor
    True
    >>> [unit_of(words).name for words in ("单位：亿元", "RMB 100 million", "CNY billion", "in US$ m", "人民币亿元")]
    ['亿元', '100m_cny', 'bn_cny', 'million_usd', '亿元']
    """
    words = plain(words)
    words = _LEAD.sub("", words, count=1) if _LEAD.match(words) else words
    words = _PER_CENT.get(words, words)
    if not words:
        return None
    sized = _SIZED.fullmatch(words)
    if sized:
        words = _MAGNITUDES[sized[1]] + _NOUNS.get(sized[2], sized[2])
    words = re.sub("(?<!元)人民币$", "元", _NOUNS.get(words, words))
    for name in (words, words.replace(" ", "_"), words.upper()):
        try:
            return unit(name)
        except UnitError:
            continue
    first = _MONEY_FIRST.fullmatch(words)
    return _behind(_MONEY[first[1]], first[2]) if first else None


def _behind(money: str, words: str) -> Unit | None:
    """Return the unit of words that follow the name of a currency: a magnitude, or a unit of that currency."""
    prefix = _MAGNITUDES.get(words) or _BEHIND_MONEY.get(words)
    if prefix:
        return unit(prefix + money)
    unit_name = unit_of(words)
    return unit_name if unit_name and unit_name.dimension == money else None


def kind_of(measure: Unit) -> str:
    """Return what a unit measures; only units of one kind are converted into each other."""
    if measure.dimension != "1":
        return measure.dimension
    return _KINDS.get(measure.name, "count")


def _parts(header: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part a plain header into a name and the words of a unit: in brackets, or behind a sign."""
    bracketed = re.fullmatch(r"(.+?)\s*[(\[【〔]([^()\[\]【】〔〕]+)[)\]】〕]", header)
    if bracketed:
        yield bracketed[1], bracketed[2]
        return
    for sign in re.finditer(r"[ ,:/–—-]+", header):
        if sign.start() and sign.end() < len(header):
            yield header[: sign.start()], header[sign.end() :]


def _splits(header: str) -> Iterator[tuple[str, Unit]]:
    """Yield the ways to part a plain header into a name and a unit.

    >>> [(name, measure.name) for name, measure in _splits("规模(亿元)")]
    [('规模', '亿元')]
    """
    for base, words in _parts(header):
        measure = unit_of(words)
        if measure:
            yield base, measure


def titles_of(entry: Mapping[str, Any]) -> list[str]:
    """Return the titles of a table or a column in all languages: ``title``, ``title_zh`` and so on.

    >>> titles_of({"name": "year", "title": "Year", "title_zh": "年份"})
    ['Year', '年份']
    """
    return [str(text) for key, text in entry.items() if key == "title" or key.startswith("title_")]


class Headers:
    """The names by which the columns of one table are known: name, title in each language, aliases."""

    def __init__(self, resource: Mapping[str, Any]) -> None:
        self.fields: dict[str, dict[str, Any]] = {entry["name"]: entry for entry in resource["schema"]["fields"]}

    @cached_property
    def _exact(self) -> dict[str, str]:
        return {plain(name): name for name in self.fields}

    @cached_property
    def _bases(self) -> dict[str, list[str]]:
        """The columns by what heads them without its unit; a table in the plain form asks for none."""
        bases: dict[str, list[str]] = {}
        for name, entry in self.fields.items():
            titles = titles_of(entry)
            for text in (name, *titles, *entry.get("aliases", [])):
                known = plain(str(text))
                for base in (known, *(base for base, measure in _splits(known) if self._fits(name, measure))):
                    if base and name not in bases.setdefault(base, []):
                        bases[base].append(name)
        return bases

    def unit(self, name: str) -> Unit | None:
        """Return the unit of a column; nothing for text."""
        entry = self.fields[name]
        if entry.get("type") not in ("integer", "number", "year") or "unit" not in entry:
            return None
        return unit(entry["unit"])

    def _fits(self, name: str, measure: Unit) -> bool:
        own = self.unit(name)
        return own is not None and kind_of(own) == kind_of(measure)

    def score(self, header: Sequence[str]) -> int:
        """Return how many cells of a row name a column."""
        return sum(bool(self.find(cell)[0]) for cell in header[:_MOST] if cell)

    def find(self, header: str) -> tuple[list[str], Unit | None]:
        """Return the columns that a header can mean, and the unit that it names (nothing when it names none)."""
        if header in self.fields:
            return [header], self.unit(header)
        if len(header) > _LONGEST:
            return [], None
        known = plain(header)
        names, measure = self._find(known)
        return (names, measure) if names else self._find(note_marks.unmarked(known))

    def _find(self, known: str) -> tuple[list[str], Unit | None]:
        if known in self._exact:
            return [self._exact[known]], self.unit(self._exact[known])
        for base, measure in _splits(known):
            fitting = [name for name in self._bases.get(base, []) if self._fits(name, measure)]
            if fitting:
                return fitting, measure
        return self._bases.get(known, []), None

    def almost(self, header: str) -> tuple[list[str], str]:
        """Return the columns that a header would mean but for its last words, and those words."""
        for base, words in _parts(note_marks.unmarked(plain(header))):
            names = self._bases.get(base) or self.find(base)[0]
            if names:
                return names, words
        return [], ""

    def needs_unit(self, name: str) -> bool:
        """Return whether a header other than the column's name has to say its unit: money, shares, areas …"""
        own = self.unit(name)
        return own is not None and not (kind_of(own) == "index" or (kind_of(own) == "count" and own.factor == 1))

    def with_unit(self, header: str, name: str) -> str:
        """Return how the header would be written with its unit."""
        own = self.unit(name)
        example = "%" if own is not None and kind_of(own) == "share" else str(self.fields[name].get("unit", ""))
        return f"{header} ({example})"

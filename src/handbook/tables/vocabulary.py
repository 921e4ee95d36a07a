"""The words by which a table is known: names of measures with their units, codes with their labels, periods."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from handbook.tables import note_marks as marks
from handbook.tables.headers import Headers, plain, unit_of
from handbook.tables.layout import period
from handbook.tables.snapshot import Tables

__all__ = ["LEFT_OUT", "PROVENANCE", "Given", "Meaning", "Vocabulary", "is_total"]

LEFT_OUT = "-"
"""What stands in `Given.words` for a text whose numbers are not meant."""

_PERIODS = ("year", "period")
PROVENANCE = ("source", "evidence")
_NUMERIC = ("number", "integer")
_TOTAL = re.compile(r"(?:grand |sub)?totals?|sum|all|合计|总计|总量|总和|总体|全部", re.IGNORECASE)
_UNIT = re.compile(r"(?:(?:计量)?单位|units?)\s*[:：]?\s*(.+)|in\s+(.+)|[(（\[](.+)[)）\]]", re.IGNORECASE)


@dataclass(frozen=True)
class Given:
    """What the reader says of a file besides what stands in it.

    Attributes:
        columns: values for columns of the tables, ``{"vintage": "first_published"}``.
        words: what a text of the file stands for: a column, a code, a text with its unit; nothing for a text that
            says nothing, ``-`` for one whose numbers are left out.
        unit: of the numbers whose unit the file does not name.
        tables: the only tables that are looked for; all by default.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    tables: Sequence[str] = ()

    def read(self, text: str) -> str:
        """Return what a text is read as."""
        return {plain(before): after for before, after in self.words.items()}.get(plain(text), text)


@dataclass
class Meaning:
    """What words say of the numbers beside or below them.

    Attributes:
        values: columns of the table with their values.
        measure: the column that holds the numbers; empty where they do not say it.
        unit: in which they are, as written.
        unread: words that say nothing that the table knows.
        mark: behind a period.
    """

    values: dict[str, str] = field(default_factory=dict)
    measure: str = ""
    unit: str = ""
    unread: str = ""
    mark: str = ""

    def with_(self, other: Meaning) -> Meaning | None:
        """Return both together; nothing where they contradict each other."""
        clash = any(self.values.get(key, text) != text for key, text in other.values.items())
        if clash or (self.measure and other.measure and self.measure != other.measure):
            return None
        if self.unit and other.unit and unit_of(self.unit) != unit_of(other.unit):
            return None
        return Meaning(
            {**self.values, **other.values}, self.measure or other.measure, self.unit or other.unit, mark=self.mark
        )


class Vocabulary:
    """The words by which one table is known.

    Args:
        name: of the table.
        tables: of the handbook.
        given: by the reader.
    """

    def __init__(self, name: str, tables: Tables, given: Given) -> None:
        self.name, self.tables, self.given = name, tables, given
        self.resource = tables.resource(name)
        self.fields = tables.fields(name)
        self.headers = Headers(self.resource)
        self.key = tables.key(name)
        self.period = next((column for column in _PERIODS if column in self.fields), "")
        self.measures = [
            column
            for column, entry in self.fields.items()
            if entry.get("type") in _NUMERIC and column not in (*self.key, self.period)
        ]
        self._read: dict[str, Meaning] = {}

    @cached_property
    def codes(self) -> dict[str, list[tuple[str, str]]]:
        """Columns and codes by the words that stand for them: codes, labels, and the values of key columns."""
        by_word: dict[str, list[tuple[str, str]]] = {}
        for column, entry in self.fields.items():
            if entry.get("type", "string") != "string" or column in (self.period, *PROVENANCE):
                continue
            labels = entry.get("labels", {})
            known = list(labels) or list(entry.get("constraints", {}).get("enum", []))
            if not known and column in self.key:
                known = list(dict.fromkeys(self.tables.text(self.name)[column]))
            for code in filter(None, known):
                for word in (code, *labels.get(code, [])):
                    pair = (column, str(code))
                    if pair not in by_word.setdefault(plain(str(word)), []):
                        by_word[plain(str(word))].append(pair)
        return by_word

    @cached_property
    def _totals(self) -> list[tuple[str, str]]:
        """Columns and codes that stand for a total."""
        return list(dict.fromkeys(pair for word, pairs in self.codes.items() if is_total(word) for pair in pairs))

    def meaning(self, text: str) -> Meaning:
        """Return what a header or a label says."""
        if text not in self._read:
            self._read[text] = self._meaning(self.given.read(text))
        return self._read[text]

    def _meaning(self, text: str) -> Meaning:
        if text in ("", LEFT_OUT):
            return Meaning()
        said = self._column_or_code(text)
        if said is not None:
            return said
        time = period(text)
        if time and self.period:
            year, rest, mark = time
            more = self.meaning(rest) if rest else Meaning()
            return Meaning({self.period: year, **more.values}, more.measure, more.unit, more.unread, mark)
        unit = _UNIT.fullmatch(text.strip())
        words = next(filter(None, unit.groups()), "") if unit else text
        if unit_of(words) is not None:
            return Meaning(unit=words)
        return self._both(text) or Meaning(unread=text)

    def _column_or_code(self, text: str) -> Meaning | None:
        """Return the one measure or the one code that a text stands for."""
        names, _ = self.headers.find(text)
        measures = [name for name in names if name in self.measures]
        if len(measures) == 1:
            return Meaning(measure=measures[0], unit=self._unit_words(text, measures[0]))
        shown = marks.unmarked(plain(text)).strip(" :-–—·.")
        codes = self.codes.get(plain(text)) or self.codes.get(shown, [])
        if not codes and is_total(shown):
            codes = self._totals
        return Meaning(dict(codes)) if len(codes) == 1 else None

    def _unit_words(self, text: str, name: str) -> str:
        """Return the unit that a header names for a measure, in words that are understood."""
        if text == name:
            return str(self.fields[name].get("unit", ""))
        if plain(text) == plain(name):
            return ""  # an everyday word that happens to be the column's name
        named = self.headers.find(text)[1]
        return named.name if named is not None else ""

    def _both(self, text: str) -> Meaning | None:
        """Return what a text says that begins or ends with the words of a code, and names a measure besides."""
        shown = plain(text)
        for word, pairs in sorted(self.codes.items(), key=lambda item: -len(item[0])):
            if len(word) < 2 or len(pairs) != 1 or word not in shown:
                continue
            head, _, tail = shown.partition(word)
            rest = f"{head} {tail}".strip(" :：,，-–—·_的") if head and tail else (head or tail).strip(" :：,，-–—·_的")
            more = self._column_or_code(rest) if rest else None
            if more and (more.measure or more.unit):
                return Meaning({**dict(pairs), **more.values}, more.measure, more.unit)
        return None

    def label(self, head: str) -> str:
        """Return the column of the table that a header over labels means; empty where it means none."""
        names, _ = self.headers.find(self.given.read(head)) if head else ([], None)
        fitting = [name for name in names if name not in self.measures]
        return fitting[0] if len(fitting) == 1 else ""


def is_total(label: str) -> bool:
    """Return whether a label stands for a total, whatever the table calls it.

    >>> is_total("合计"), is_total("Grand total"), is_total("Total cloud")
    (True, True, False)
    """
    return bool(_TOTAL.fullmatch(plain(label)))

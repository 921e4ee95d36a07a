"""What differs between the stored outputs of a chapter and new ones, told in a few lines: figure, value, old, new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, NamedTuple

from handbook.figures.chapter import FIGURE_MIME, TABLE_MIME, TEXT_MIME
from handbook.language import number
from handbook.language.wording import percent

__all__ = ["FEW", "Difference", "of_notebooks", "of_outputs", "remedy", "told"]

FEW = 5
"""So many differences of a chapter, or of a cell, are told; the number of the others is."""

LONGEST = 90
"""Signs of a text that is told; the rest is left out."""

_TOKEN = re.compile(r"\s*(?:[\d.,]*\d%?|[一-鿿]|[^\W\d一-鿿]+(?:['’]\w+)?|[^\s\w]|\w)")
_MANY = 0.5
"""Texts that have less than this share in common are told whole."""


class Difference(NamedTuple):
    """One thing that moved.

    >>> print(Difference("F20, 2022", "Size (trillion yuan)", "50.2", "50.4"))
    F20, 2022, Size (trillion yuan): 50.2 → 50.4
    >>> print(Difference("F20", "the drawing"))
    F20, the drawing
    """

    place: str
    value: str
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        moved = f": {self.old or 'nothing'} → {self.new or 'nothing'}" if self.old or self.new else ""
        return f"{self.place}, {self.value}{moved}"


def told(differences: Sequence[Difference]) -> list[str]:
    """Return the first few differences in lines, and how many more there are."""
    more = len(differences) - FEW
    return [*map(str, differences[:FEW]), *([f"and {more} more"] if more > 0 else [])]


def remedy(chapter: str) -> str:
    """Return how new outputs of a chapter are accepted."""
    return f"If they are right, handbook accept {chapter} shows and stores them."


def of_notebooks(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what differs in the outputs of two copies of a chapter, cell by cell, values before words.

    Args:
        before: as nbformat reads it.
        after: the same chapter, executed anew.
    """
    pairs = zip_longest(*(_code_cells(notebook) for notebook in (before, after)), fillvalue={})
    differences = [
        difference
        for count, (old, new) in enumerate(pairs, start=1)
        for difference in of_outputs(old.get("outputs", ()), new.get("outputs", ()), f"code cell {count}")
    ]
    return sorted(differences, key=lambda difference: difference.place.startswith("code cell"))


def _code_cells(notebook: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def of_outputs(before: Sequence[Any], after: Sequence[Any], place: str) -> list[Difference]:
    """Return what differs between the outputs of one cell; nothing where only pictures or metadata do.

    Args:
        before, after: outputs as nbformat has them.
        place: what the cell is called, where its outputs are no figure with an id.
    """
    differences = []
    nothing: dict[str, Any] = {}
    for old, new in zip_longest(map(_data, before), map(_data, after), fillvalue=nothing):
        if not old or not new:
            differences.append(Difference(place, "an output", _first(old), _first(new)))
        elif old != new:
            differences.extend(_of_data(old, new, place))
    return differences


def _data(output: Mapping[str, Any]) -> dict[str, Any]:
    """Return the representations of an output by type, pictures left out, texts as one string each."""
    data = output.get("data") or {"text/plain": output.get("text") or output.get("evalue") or ""}
    return {
        kind: "".join(content) if isinstance(content, list) else content
        for kind, content in data.items()
        if not kind.startswith("image/")
    }


def _first(data: Mapping[str, Any]) -> str:
    return _short(str(data.get("text/plain", "")).partition("\n")[0])


def _of_data(old: Mapping[str, Any], new: Mapping[str, Any], place: str) -> list[Difference]:
    for kind, compare in ((FIGURE_MIME, _of_figures), (TABLE_MIME, _of_tables), (TEXT_MIME, _of_texts)):
        if kind in old and kind in new:
            for code, content in new[kind].items():
                before = old[kind].get(code)
                where = place if code == next(iter(new[kind])) else f"{place}, {code}"
                if before is None:
                    return [Difference(where, "a language that is new")]
                if differences := list(compare(before, content, where)):
                    return differences
            return [Difference(place, "how it is drawn")]
    return list(_of_texts(str(old.get("text/plain", "")), str(new.get("text/plain", "")), place))


def _of_figures(old: Mapping[str, Any], new: Mapping[str, Any], place: str) -> Iterator[Difference]:
    """Yield what differs between two figures, or lists of claims: values, then words, then the rest by name."""
    place = str(new.get("id", place))
    yield from _of_tables(old.get("table", {}), new.get("table", {}), place)
    for part in ("title", "caption", "missing"):
        if old.get(part, "") != new.get(part, ""):
            yield from _of_texts(old.get(part, ""), new.get(part, ""), f"{place}, {part}")
    others = {*old, *new} - {"table", "title", "caption", "missing", "alt", "spec", "language"}
    for part in sorted(others):
        if old.get(part) != new.get(part):
            lists = [entry if isinstance(entry, list) else [entry] for entry in (old.get(part), new.get(part))]
            gone, come = ([x for x in one if x not in other] for one, other in (lists, reversed(lists)))
            yield Difference(place, part, *(_short(", ".join(map(str, items))) for items in (gone, come)))


def _of_tables(old: Mapping[str, Any], new: Mapping[str, Any], place: str) -> Iterator[Difference]:
    """Yield cells that differ, by the words of their rows; rows that only one of the tables has."""
    if not old or not new or old == new:
        return
    columns = [_heading(column) for column in new["columns"]]
    if (before := [_heading(column) for column in old["columns"]]) != columns:
        yield Difference(
            place, "columns", _short(", ".join(b for b, _ in before)), _short(", ".join(c for c, _ in columns))
        )
        return
    rows, others = (_labelled(table["rows"], columns) for table in (old, new))
    if rows.keys() != others.keys() and len(old["rows"]) == len(new["rows"]):
        others = dict(zip(rows, others.values(), strict=True))
    for label, row in rows.items():
        if label not in others:
            yield Difference(place, f"a row is gone: {label}")
            continue
        for (title, unit), a, b in zip(columns, row, others[label], strict=True):
            if a != b:
                yield Difference(f"{place}, {label}", title, _cell(a, unit), _cell(b, unit))
    yield from (Difference(place, f"a row is new: {label}") for label in others if label not in rows)


def _heading(column: Any) -> tuple[str, str]:
    return (column["title"], column.get("unit", "")) if isinstance(column, Mapping) else (str(column), "")


def _labelled(rows: Sequence[Sequence[Any]], columns: Sequence[tuple[str, str]]) -> dict[str, Sequence[Any]]:
    """Return rows by what names them: the first cell, years and words; by their numbers too, where that is not enough.

    >>> list(_labelled([["North", 2021, 9.5], ["North", 2022, 10.5]], [("Region", ""), ("Year", "year"), ("Sales", "")]))
    ['North, 2021', 'North, 2022']
    """
    labels = [
        _short(
            ", ".join(
                str(cell)
                for place, (cell, (_, unit)) in enumerate(zip(row, columns, strict=True))
                if cell is not None and (place == 0 or unit == "year" or isinstance(cell, str))
            )
        )
        for row in rows
    ]
    if len({*labels}) < len(labels):
        labels = [f"{label} (row {number})" for number, label in enumerate(labels, start=1)]
    return dict(zip(labels, rows, strict=True))


def _cell(value: Any, unit: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else _short(str(value))
    if unit == "year":
        return str(value)
    return percent(value) if unit == "fraction" else number(value)


def _of_texts(old: str, new: str, place: str) -> Iterator[Difference]:
    """Yield the words of a text that differ, each with the words before it.

    >>> for difference in _of_texts("It rose by 40.9% to 455 billion yuan.", "It fell by 3% to 455 billion yuan.", "a"):
    ...     print(difference)
    a, “It …”: rose → fell
    a, “It fell by …”: 40.9% → 3%
    """
    if old == new:
        return
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _MANY:
        yield Difference(place, "the words", _short(old), _short(new))
        return
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            context = "".join(after[max(0, c - 4) : c]).strip(" ;,.，；。")
            words = f"“{context} …”" if context else "the first words"
            yield Difference(place, words, *(_short("".join(part).strip()) for part in (before[a:b], after[c:d])))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"

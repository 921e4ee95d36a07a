"""What is unlikely in a table beside the handbook's own, which it replaces: each row is held against the row of its key.

Revisions are told elsewhere (`handbook.tables.diff`); here stands what no revision looks like: a power of ten, another
sign, the value of a neighbour, two values exchanged, rows that are gone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from handbook.tables.likelihood import Suspicion, measures, periods, scale
from handbook.tables.rules import Rows

__all__ = ["suspicions"]

REVISED = 1.5
"""So many times more or less than before a revised value may be."""

_NEXT = 8.0
"""The same for a value that is of a later period now."""

_PROVENANCE = ("source", "evidence")
_SHOWN = 4


@dataclass(frozen=True)
class _Pair:
    """Two versions of a table.

    Attributes:
        old, new: the handbook's own, and the one that replaces it.
        rows_old, rows_new: positions by key.
        shared: the keys that both have.
        periods: the columns that say of which period a row is.
    """

    old: Rows
    new: Rows
    rows_old: Mapping[tuple[str, ...], int]
    rows_new: Mapping[tuple[str, ...], int]
    shared: Sequence[tuple[str, ...]]
    periods: Sequence[str]

    def was(self, column: str, key: tuple[str, ...]) -> str:
        """Return a cell of the handbook's own table."""
        return self.old.cells(column)[self.rows_old[key]]

    def now(self, column: str, key: tuple[str, ...]) -> str:
        """Return a cell of the new table."""
        return self.new.cells(column)[self.rows_new[key]]

    def moved_on(self, key: tuple[str, ...]) -> bool:
        """Return whether a row is of another period now, which stands outside of the key."""
        outside = [column for column in self.periods if column not in self.new.key()]
        return any(self.was(column, key) != self.now(column, key) for column in outside if column in self.old.fields)


def suspicions(new: Rows, old: Rows) -> Iterator[Suspicion]:
    """Yield what is unlikely in a table beside the one that it replaces."""
    key = new.key()
    if key != old.key() or new.text.equals(old.text) or not key:
        return
    rows_old, rows_new = ({at: place for place, at in enumerate(rows.tuples(key))} for rows in (old, new))
    pair = _Pair(old, new, rows_old, rows_new, [at for at in rows_new if at in rows_old], periods(new))
    if not pair.shared:
        yield from _keys_exchanged(pair)
    yield from _gone(pair)
    yield from _later(pair)
    yield from _all_later(pair)
    columns = [column for column in new.fields if column not in key and column in old.fields]
    exchanged = yield from _columns_exchanged(pair, [column for column in columns if column not in _PROVENANCE])
    for column in columns:
        if column in exchanged:
            continue
        is_number = column in new.numeric()
        moved = yield from _moved(pair, column)
        if is_number and not moved and column in measures(new):
            yield from _sizes(pair, column)


def _plain(text: str) -> str:
    """Return a number in one way of writing it, whatever its zeros; a text as it is."""
    try:
        return repr(float(text))
    except ValueError:
        return text


def _equal(one: str, other: str) -> bool:
    return one == other or _plain(one) == _plain(other)


def _words(key: tuple[str, ...]) -> str:
    return ", ".join(part for part in key if part)


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────


def _gone(pair: _Pair) -> Iterator[Suspicion]:
    """Yield the handbook's rows that are not there, though their neighbours are."""
    gone = [key for key in pair.rows_old if key not in pair.rows_new]
    if not gone or not pair.shared:
        return
    added = len(pair.rows_new) - len(pair.shared)
    period = next((place for place, column in enumerate(pair.new.key()) if column in pair.periods), None)
    if period is not None and added:
        # Newer rows may stand there without the older ones; a year that is there should be whole.
        present = {key[period] for key in pair.rows_new}
        gone = [key for key in gone if key[period] in present]
    elif period is None and len(gone) > len(pair.shared):
        return  # another list
    if gone:
        more = f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else ""
        yield Suspicion("missing", None, "", "; ".join(map(_words, gone[:_SHOWN])) + more, "", "gone")


def _later(pair: _Pair) -> Iterator[Suspicion]:
    """Yield that what stood at one step of a series stands at the next one, or the one before."""
    over = next((column for column in pair.periods if column in pair.new.key()), None)
    if over is None or pair.new.fields[over].get("type") != "integer":
        return
    place = pair.new.key().index(over)
    content = [column for column in pair.new.fields if column not in pair.new.key() and column in pair.old.fields]
    for step in (1, -1):
        same = apart = 0
        for key in pair.rows_new:
            sooner = (*key[:place], str(int(key[place]) - step), *key[place + 1 :])
            if sooner not in pair.rows_old:
                continue
            here = [pair.now(column, key) for column in content]
            same += here == [pair.was(column, sooner) for column in content]
            apart += key not in pair.rows_old or here != [pair.was(column, key) for column in content]
        whole = same == len(pair.rows_old) == len(pair.rows_new)
        if same >= 2 and (whole or apart >= 2) and same > 0.6 * len(pair.rows_old):
            why = "later" if step > 0 else "earlier"
            yield Suspicion("shifted", None, over, "", "", why, {"count": str(same)})


def _all_later(pair: _Pair) -> Iterator[Suspicion]:
    """Yield a year outside of the key that moved on in all rows, of which nothing else did."""
    rest = [column for column in pair.new.fields if column in pair.old.fields and column not in pair.new.key()]
    for column in [one for one in rest if one in pair.periods and pair.new.fields[one].get("type") == "integer"]:
        others = [one for one in rest if one != column]
        moves = {
            int(pair.now(column, key)) - int(pair.was(column, key))
            for key in pair.shared
            if pair.now(column, key) and pair.was(column, key)
        }
        same = all(pair.now(one, key) == pair.was(one, key) for key in pair.shared for one in others)
        if len(pair.shared) >= 3 and len(moves) == 1 and 0 not in moves and same:
            why = "later" if min(moves) > 0 else "earlier"
            yield Suspicion("shifted", None, column, "", "", why, {"count": str(len(pair.shared))})


# ── columns ──────────────────────────────────────────────────────────────────────────────────────


def _keys_exchanged(pair: _Pair) -> Iterator[Suspicion]:
    """Yield key columns that hold the cells of another column of the handbook's own table."""
    for column in pair.new.key():
        cells = set(pair.new.cells(column))
        for other in pair.old.fields:
            if (
                other != column
                and len(cells) > 1
                and cells == set(pair.old.cells(other)) != set(pair.old.cells(column))
            ):
                yield Suspicion("swapped", None, column, "", "", "columns", {"other": other})
                break


def _columns_exchanged(pair: _Pair, columns: Sequence[str]) -> Generator[Suspicion, None, set[str]]:
    """Yield pairs of columns that have each other's cells, and return them all."""
    exchanged: set[str] = set()
    for place, one in enumerate(columns):
        for other in columns[place + 1 :]:
            rows = [key for key in pair.shared if pair.was(one, key) != pair.was(other, key)]
            if rows and all(
                _equal(pair.now(one, key), pair.was(other, key)) and _equal(pair.now(other, key), pair.was(one, key))
                for key in rows
            ):
                exchanged |= {one, other}
                yield Suspicion("swapped", None, one, pair.now(one, rows[0]), "", "columns", {"other": other})
    return exchanged


def _moved(pair: _Pair, column: str) -> Generator[Suspicion, None, bool]:
    """Yield cells that hold what another row of the handbook's own table holds; return whether there are any.

    One cell may be equal to another by chance; two that have each other's value, a run of cells that moved by a row,
    and the value of the year before, with all its digits, are not.
    """
    changed = [key for key in pair.shared if not _equal(pair.was(column, key), pair.now(column, key))]
    changed = [key for key in changed if pair.now(column, key) and not pair.moved_on(key)]
    holders: dict[str, list[tuple[str, ...]]] = {}
    for key in pair.rows_old:
        holders.setdefault(_plain(pair.was(column, key)), []).append(key)
    is_text = column not in pair.new.numeric()
    if column in _PROVENANCE or (is_text and len(holders) < len(pair.rows_old) / 2):
        return False  # codes and sources come many times
    moved: set[tuple[str, ...]] = set()
    for key in changed:
        for other in holders.get(_plain(pair.now(column, key)), ()):
            if key not in moved and other in pair.rows_new and _equal(pair.now(column, other), pair.was(column, key)):
                moved |= {key, other}
                yield _cell("swapped", pair, column, key, "exchanged", other=_words(other))
                break
    order = {key: place for place, key in enumerate(pair.rows_old)}
    steps = Counter(
        order[other] - order[key]
        for key in changed
        if key not in moved
        for other in holders.get(_plain(pair.now(column, key)), ())
    )
    if steps and not moved:
        step, number = steps.most_common(1)[0]
        if number >= 2 and number >= 0.6 * len(changed):
            given = {"count": str(number), "step": str(abs(step))}
            yield Suspicion("shifted", None, column, "", "", "below" if step > 0 else "above", given)
            return True
    yield from _of_the_year_before(pair, column, [key for key in changed if key not in moved])
    return bool(moved)


def _of_the_year_before(pair: _Pair, column: str, changed: Sequence[tuple[str, ...]]) -> Iterator[Suspicion]:
    """Yield cells that hold the handbook's own value of the step before, and held another one."""
    over = next((place for place, name in enumerate(pair.new.key()) if name in pair.periods), None)
    if over is None or column not in measures(pair.new):
        return
    for key in changed:
        line = [
            other for other in pair.rows_old if (*other[:over], *other[over + 1 :]) == (*key[:over], *key[over + 1 :])
        ]
        before = [other for other in line if other[over] < key[over]]
        if before and _equal(pair.now(column, key), pair.was(column, max(before, key=lambda other: other[over]))):
            yield _cell("copied", pair, column, key, "before")


def _sizes(pair: _Pair, column: str) -> Iterator[Suspicion]:
    """Yield values that are far from what they were: the whole column by one factor, or single cells."""
    times: dict[tuple[str, ...], float] = {}
    for key in pair.shared:
        was, now = pair.was(column, key), pair.now(column, key)
        if was and now and float(was) and float(now) != float(was):
            times[key] = float(now) / float(was)
    counted = [key for key in pair.shared if pair.was(column, key) and pair.now(column, key)]
    powers = Counter(round(math.log10(abs(ratio)), 2) for ratio in times.values() if ratio)
    if powers and len(counted) >= 2:
        power, number = powers.most_common(1)[0]
        if number == len(counted) and abs(power) >= 0.3:
            key = counted[-1]
            given = {"count": str(number), "times": scale(10**power)}
            beside = f"{_words(key)}: {pair.was(column, key)} → {pair.now(column, key)}"
            yield Suspicion("scale", None, column, pair.now(column, key), beside, "all_times", given)
            return
    turned = [key for key, ratio in times.items() if ratio < 0]
    if len(turned) == len(counted) >= 2:
        yield Suspicion("sign", None, column, "", "", "all_signs", {"count": str(len(turned))})
        return
    for key, ratio in times.items():
        far = _NEXT if pair.moved_on(key) else REVISED
        if ratio < 0:
            yield _cell("sign", pair, column, key, "sign")
        elif not 1 / far <= ratio <= far:
            yield _cell("changed", pair, column, key, "changed", times=scale(ratio))


def _cell(kind: str, pair: _Pair, column: str, key: tuple[str, ...], why: str, **given: str) -> Suspicion:
    given["was"] = pair.was(column, key)
    return Suspicion(kind, pair.rows_new[key], column, pair.now(column, key), "", why, given)

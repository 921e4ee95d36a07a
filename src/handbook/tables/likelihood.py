"""What is unlikely in a table by itself: a value against its own series, a year like the last, a row too few.

Nothing here is declared but what the data package says already: what a series runs over, types, units, languages. The
factors are conventions; they were chosen so that the tables of this report raise no doubt and a slip of the decimal
point does (``make plausible``).
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from handbook.tables.rules import Rows

__all__ = ["FACTOR", "Suspicion", "measures", "periods", "scale", "suspicions"]

FACTOR = 2.5
"""So many times more or less than its series promises a value may be, beside how unsteady the series is."""

_PERIODS = ("year", "period", "month")
"""Names of columns that say of which period a row is, whether or not a series is declared over them."""

_FAR = 4.0
"""The same where the series is too short to promise anything."""

_DIGITS = 8
"""So many digits have to be equal in two years before one is taken for a copy of the other; of one number half."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_SHOWN = 3


@dataclass(frozen=True)
class Suspicion:
    """What is unlikely, before it is known where it stands in a file; see `handbook.tables.doubts.Doubt`."""

    kind: str
    at: int | None
    column: str = ""
    value: str = ""
    beside: str = ""
    why: str = ""
    given: Mapping[str, str] = field(default_factory=dict, hash=False)


def measures(rows: Rows) -> list[str]:
    """Return the columns that measure something: numbers outside of the key that are no years and no ranks."""
    key = rows.key()
    fields = rows.fields.items()
    return [
        name
        for name, entry in fields
        if entry.get("type") in ("integer", "number") and entry.get("unit") not in ("year", "rank") and name not in key
    ]


def periods(rows: Rows) -> list[str]:
    """Return the columns that say of which period a row is: by their name, or as the years that a series runs over."""
    over = rows.resource.get("series", {}).get("over", "")
    years = [over] if rows.fields.get(over, {}).get("unit") == "year" else []
    return [column for column in dict.fromkeys([*_PERIODS, *years]) if column in rows.fields]


def suspicions(rows: Rows) -> Iterator[Suspicion]:
    """Yield what is unlikely in a table by itself."""
    yield from _languages(rows)
    declared = rows.resource.get("series", {}).get("over")
    over = declared or next((column for column in rows.key() if column == "period"), "")
    for column in measures(rows):
        yield from _zeros(rows, column)
    if not over:
        return
    periods, columns = rows.cells(over), measures(rows)
    for _, positions in rows.groups(over, least=2):
        # Of periods that are no years (half-years, months) only the years are a series.
        ordered = [at for at in positions if re.fullmatch(r"\d{4}", periods[at])]
        ordered.sort(key=lambda at: int(periods[at]))
        for column in columns:
            yield from _series(rows, column, over, ordered)
    if declared and rows.fields[declared].get("unit") == "year":
        steps = _steps(rows, over)
        yield from _copied(rows, steps)
        yield from _incomplete(rows, steps)


def _beside(rows: Rows, column: str, over: str, ordered: Sequence[int], at: int) -> str:
    """Return the nearest values of a series, in words."""
    place = ordered.index(at)
    near = [other for other in ordered[max(0, place - 2) : place + 3] if other != at]
    return ", ".join(f"{rows.cells(over)[other]}: {rows.table.as_written(column, other)}" for other in near)


# ── a value and its series ───────────────────────────────────────────────────────────────────────


def _series(rows: Rows, column: str, over: str, ordered: Sequence[int]) -> Iterator[Suspicion]:
    """Yield the values of one series that the others do not promise: too large or small, of the other sign."""
    cells, periods = rows.cells(column), rows.cells(over)
    known = [at for at in ordered if cells[at] != ""]
    if len(known) < 2:
        return
    values = [float(cells[at]) for at in known]
    steps = [int(periods[at]) for at in known]
    negative = [value for value in values if value < 0]
    if len(negative) == 1 and len(values) >= 4:
        at = known[values.index(negative[0])]
        if abs(negative[0]) > min(abs(value) for value in values if value >= 0) / 2:
            yield Suspicion("sign", at, column, "", _beside(rows, column, over, known, at), "negative")
    is_rate = rows.fields[column].get("constraints", {}).get("minimum", 0) < 0 or "growth" in column
    for place, at in enumerate(known):
        if len(known) == 2 and place == 0:
            continue  # of two values the newer one is told
        others = [(step, value) for step, value in zip(steps, values, strict=True) if step != steps[place]]
        expected, factor = (_of_rates if is_rate else _of_levels)(steps[place], others)
        if not expected or (values[place] <= 0 and not is_rate):
            continue
        times = abs(values[place]) / expected
        if times and 1 / factor <= times <= factor:
            continue
        if times == 0 or (place not in (0, len(known) - 1) and not _is_odd(place, values, is_rate)):
            continue
        beside = _beside(rows, column, over, known, at)
        yield Suspicion("scale", at, column, "", beside, "series", {"times": scale(times)})


def _is_odd(place: int, values: Sequence[float], is_rate: bool) -> bool:
    """Return whether a value inside a series is what is odd there, and not its neighbour."""
    if is_rate:
        return True
    left, here, right = (math.log(abs(value)) if value else 0.0 for value in values[place - 1 : place + 2])
    return (here - left) * (right - here) < 0


def _of_levels(step: int, others: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """Return what a level should be by the others of its series, and how many times off it may be; 0 if nothing is known.

    Between two steps the level grows evenly; beyond the last one it goes on as the series did.
    """
    logs = [(at, math.log(value)) for at, value in others if value > 0]
    if not logs:
        return 0.0, FACTOR
    rates = [(later[1] - sooner[1]) / (later[0] - sooner[0]) for sooner, later in itertools.pairwise(logs)]
    sooner, later = [one for one in logs if one[0] < step], [one for one in logs if one[0] > step]
    spread = max((abs(rate - median(rates)) for rate in rates), default=0.0)
    factor = FACTOR * math.exp(min(spread, 0.5))
    if not rates:  # the further apart two values are, the less one of them says of the other
        factor = _FAR ** (1 + (abs(step - logs[0][0]) - 1) / 3)
    if sooner and later:
        rate = (later[0][1] - sooner[-1][1]) / (later[0][0] - sooner[-1][0])
        return math.exp(sooner[-1][1] + rate * (step - sooner[-1][0])), factor
    rate = median(rates) if rates else 0.0
    near = sooner[-1] if sooner else later[0]
    return math.exp(near[1] + rate * (step - near[0])), factor


def _of_rates(step: int, others: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """Return what a rate is likely to be at most or at least, by the others of its series: rates come and go."""
    sizes = [abs(value) for _, value in others if value]
    if len(sizes) < 2:
        return (sizes[0], _FAR * 2) if sizes else (0.0, FACTOR)
    middle = math.sqrt(max(sizes) * min(sizes))
    return middle, FACTOR * math.sqrt(max(sizes) / min(sizes))


def scale(times: float) -> str:
    """Write how many times as large something is, with two digits.

    >>> scale(10.2), scale(0.1), scale(3.26), scale(0.0098), scale(100.2)
    ('10', '0.1', '3.3', '0.0098', '100')
    """
    digits = Decimal(f"{times:.2g}")
    return f"{digits:f}"


# ── zeros, copies, what is not there ─────────────────────────────────────────────────────────────


def _zeros(rows: Rows, column: str) -> Iterator[Suspicion]:
    """Yield the only zero of a column: often a cell that should be empty."""
    cells = rows.cells(column)
    filled = [at for at, text in enumerate(cells) if text != ""]
    zeros = [at for at in filled if float(cells[at]) == 0]
    if len(zeros) == 1 and len(filled) >= 3:
        others = ", ".join(rows.table.as_written(column, at) for at in filled if at != zeros[0])
        short = others if len(others) < 60 else f"{others[:60]} …"
        yield Suspicion("zero", zeros[0], column, "", short, "zero")


def _significant(text: str) -> int:
    return len(re.sub(r"[eE].*", "", text).replace(".", "").lstrip("-0"))


_Steps = Mapping[int, Mapping[tuple[str, ...], int]]
"""The rows of each step of a series, by the rest of their key."""


def _steps(rows: Rows, over: str) -> _Steps:
    """Return the rows of each step of a series by the rest of their key."""
    rest = [column for column in rows.key() if column != over]
    steps: dict[int, dict[tuple[str, ...], int]] = {}
    for at, (step, key) in enumerate(zip(rows.cells(over), rows.tuples(rest), strict=True)):
        if step:
            steps.setdefault(int(step), {})[key] = at
    return steps


def _copied(rows: Rows, steps: _Steps) -> Iterator[Suspicion]:
    """Yield the steps that hold the same numbers as the step before."""
    columns = [rows.cells(column) for column in measures(rows)]
    for sooner, later in itertools.pairwise(sorted(steps)):
        both = [at for at in steps[later] if at in steps[sooner]]
        pairs = [(cells[steps[sooner][at]], cells[steps[later][at]]) for at in both for cells in columns]
        values = {now for _, now in pairs if now}
        digits = sum(map(_significant, values))
        if values and all(was == now for was, now in pairs) and digits >= (_DIGITS if len(values) > 1 else _DIGITS / 2):
            told = ", ".join(list(dict.fromkeys(now for _, now in pairs if now))[:_SHOWN])
            yield Suspicion("copied", None, "", str(later), told, "copied_step", {"step": str(sooner)})


def _incomplete(rows: Rows, steps: _Steps) -> Iterator[Suspicion]:
    """Yield what the last step of a series lacks and the step before has."""
    if len(steps) < 2:
        return
    *_, sooner, last = sorted(steps)
    sparse = {value for values in rows.resource["series"].get("sparse", {}).values() for value in values}
    if last in rows.resource["series"].get("gaps", []) or last - sooner > 1:
        return
    both = steps[sooner].keys() & steps[last].keys()
    gone = [at for at in steps[sooner] if at not in steps[last] and not sparse.intersection(at)]
    if both and gone:
        named = "; ".join(", ".join(at) for at in gone[:_SHOWN])
        yield Suspicion("missing", None, "", f"{last}: {named}", "", "incomplete", {"step": str(sooner)})


_SCRIPTS = {"zh": _HAN, "en": re.compile(r"^[^\u3400-\u9fff]*$")}
"""What words of a language look like, where signs tell it from others."""


def _languages(rows: Rows) -> Iterator[Suspicion]:
    """Yield the columns that name the language of their words, and whose words are none of it."""
    for column in rows.fields:
        script = _SCRIPTS.get(column.rpartition("_")[2])
        if script is None or rows.fields[column].get("type", "string") != "string":
            continue
        filled = [text for text in rows.cells(column) if text]
        wrong = sum(not script.search(text) for text in filled)
        if len(filled) >= 2 and wrong > len(filled) * 0.8:
            beside = ", ".join(filled[1 : _SHOWN + 1])
            yield Suspicion(
                "language", None, column, filled[0], beside, "other_language", {"code": column.rpartition("_")[2]}
            )

"""Doubts in words: what is unlikely in a table, for the terminal and for the page of changes."""

from __future__ import annotations

from handbook.language.catalogue import WRITTEN_IN
from handbook.language.interface import msgid, say
from handbook.tables.doubts import Doubt

__all__ = ["WHY", "line", "why"]

WHY = {
    "series": msgid("it is {times} times what the others of its series promise"),
    "negative": msgid("it is the only negative value of its series"),
    "zero": msgid("no other value of its column is zero"),
    "copied_step": msgid("all its numbers are those of {step}"),
    "incomplete": msgid("{step} has such rows"),
    "other_language": msgid("its name promises words in the language “{code}”, which these are not"),
    "gone": msgid("the handbook’s own table has these rows"),
    "later": msgid("{count} rows of the handbook’s own table stand one step later here"),
    "earlier": msgid("{count} rows of the handbook’s own table stand one step earlier here"),
    "columns": msgid("its cells and those of {other} are exchanged, beside the handbook’s own table"),
    "exchanged": msgid("it has the handbook’s own value of {other}, which has its value ({was})"),
    "below": msgid("{count} of its cells stand {step} rows further down in the handbook’s own table"),
    "above": msgid("{count} of its cells stand {step} rows further up in the handbook’s own table"),
    "before": msgid("it is the handbook’s own value of the period before; the handbook has {was} here"),
    "all_times": msgid("all {count} values are {times} times the handbook’s own"),
    "all_signs": msgid("all {count} values have the other sign than the handbook’s own"),
    "sign": msgid("it has the other sign than the handbook’s own ({was})"),
    "changed": msgid("it is {times} times the handbook’s own ({was})"),
    "from": msgid("{number} follows from {tables}"),
    "below_it": msgid("it is at most {number}, which follows from {tables}"),
    "above_it": msgid("it is at least {number}, which follows from {tables}"),
}
"""Why something is unlikely, by the name that `Doubt.why` has."""


def why(doubt: Doubt, language: str = WRITTEN_IN) -> str:
    """Return why something is unlikely, with what stands beside it.

    >>> why(Doubt("scale", "gdp", "gdp.csv", 9, "gdp", "121", {}, "2021: 1143", "series", {"times": "0.1"}))
    'it is 0.1 times what the others of its series promise (2021: 1143)'
    """
    said = say(language, WHY[doubt.why], **doubt.given)
    return say(language, "{why} ({beside})", why=said, beside=doubt.beside) if doubt.beside else said


def line(doubt: Doubt, language: str = WRITTEN_IN) -> str:
    """Return a doubt in one line: where it is, what stands there, why it is unlikely.

    >>> print(line(Doubt("sign", "a", "a.csv", 9, "x", "-1", {"year": "2022"}, "", "sign", {"was": "1"})))
    a.csv, row 9, column x (year 2022): found '-1', unlikely: it has the other sign than the handbook’s own (1).
    """
    where = doubt.file + (f", row {doubt.row}" if doubt.row is not None else "")
    where += f", column {doubt.column}" if doubt.column else ""
    where += f" ({doubt.named})" if doubt.place else ""
    if doubt.kind == "missing":
        return f"{where}: no row of {doubt.value!r}, unlikely: {why(doubt, language)}."
    value = f"found {doubt.value!r}, " if doubt.value else ""
    return f"{where}: {value}unlikely: {why(doubt, language)}."

"""Consistency with the text of the year before: what both print of one time, and growth between the two."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from handbook.draft import periods
from handbook.draft.model import Number
from handbook.draft.patterns import Context, _value, alike, is_level
from handbook.draft.proposals import Proposal, proposed
from handbook.draft.subjects import likeness

__all__ = ["compared"]

_LIKE = 0.6
"""So much two subjects must share to be one thing in two texts."""


def compared(context: Context, before: Context) -> Iterator[Proposal]:
    """Propose what ties a text to the one of the year before.

    Args:
        context: the text.
        before: the text of the year before. Its numbers are named ``prior`` in the draft.
    """
    earlier: dict[str, list[Number]] = defaultdict(list)
    for number in before.numbers:
        number.claim = f"prior line {number.line}"
        if len(number.subject) > 2 and not number.inherited:
            earlier[number.period].append(number)
    for number in context.numbers:
        if len(number.subject) < 3 or number.kind in ("duration", "change"):
            continue
        same = _likest(number, earlier[number.period])
        if same is not None:
            yield from _same(number, same)
        if number.kind == "growth" and number.percent:
            yield from _grown(context, number, earlier)


def _likest(number: Number, others: list[Number]) -> Number | None:
    """Return the number of the other text that is most like one in words, unit and kind."""
    fitting = [n for n in others if alike(n, number) and n.kind == number.kind]
    best = max(fitting, key=lambda n: likeness(n.subject, number.subject), default=None)
    return best if best is not None and likeness(best.subject, number.subject) >= _LIKE else None


def _same(number: Number, other: Number) -> Iterator[Proposal]:
    if number.inherited or len(re.sub(r"\D", "", number.printed)) < 2:
        return
    proposal = proposed(
        "prior", number, [other], "repeated", number.subject, 0.5 + 0.4 * likeness(number.subject, other.subject)
    )
    if proposal is None:
        return
    near = _value(number) and abs(_value(other) / _value(number) - 1) < 0.2
    if proposal.fits or (
        near and likeness(number.subject, other.subject) > 0.8 and number.qualifier == other.qualifier == "exact"
    ):
        yield proposal


def _grown(context: Context, number: Number, earlier: dict[str, list[Number]]) -> Iterator[Proposal]:
    """Propose growth from the level of the year before; one that does not fit says nothing: rates are of constant prices."""
    level = next((n for n in context.before(number, 2) if is_level(n) and n.sentence == number.sentence), None)
    year = periods.year_of(number.period)
    if level is None or not year:
        return
    old = _likest(level, earlier[number.period.replace(year, str(int(year) - 1))])
    if old is not None:
        proposal = proposed("growth", number, [level, old], "fall" if number.falls else "growth", number.words, 0.7)
        if proposal is not None and proposal.fits and proposal.chance < 0.3:
            yield proposal

"""The verdict that follows from the outcomes of a claim's checks: the words first, then the checks, never a mercy."""

from __future__ import annotations

from collections.abc import Iterable

from handbook.audit.claims import Outcome
from handbook.quantities.verdicts import (
    AS_STATED,
    CANNOT,
    CONSISTENT,
    CONTRADICTED,
    HOLDS,
    LISTING,
    MISWORDED,
    REPETITION,
    ROUNDING,
)

__all__ = ["AGREES", "judge", "standing"]

AGREES = frozenset({"unverified_yes", "needed", "too_wide"})
"""Remarks of checks that decide nothing and yet speak for the print, or cannot speak against it."""

_SEVERITY = (CONTRADICTED, MISWORDED, ROUNDING, HOLDS, CONSISTENT, CANNOT, AS_STATED)
"""Where several checks apply, the print has to pass them all: the first of these that one of them gives decides."""

_MERCY = (HOLDS, ROUNDING, CONSISTENT, "agrees", CONTRADICTED, CANNOT, AS_STATED)
"""Where the words allow several readings, the first of these that one of them gives decides."""

Judged = tuple[str, Outcome | None, Outcome | None]
"""A verdict, the outcome that gave it, and for a misworded claim the outcome that its number fits."""


def standing(outcome: Outcome) -> str:
    """Return the verdict that an outcome would give by itself: what only agrees with the report is consistent."""
    verdict = outcome.finding.verdict
    own = outcome.basis in (REPETITION, LISTING)
    return CONSISTENT if own and verdict in (HOLDS, ROUNDING) else verdict


def judge(outcomes: Iterable[Outcome]) -> Judged:
    """Return the verdict that follows from outcomes, with what decided it.

    A claim has to pass each check that stands under no reading. Of those under readings the words choose: the reading
    that they have decides alone; where they allow several, the most favourable one; a reading that they exclude can
    turn a contradiction into a wrong wording, and never into more.
    """
    apart: list[Judged] = []
    readings: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.reading:
            readings.setdefault(outcome.reading, []).append(outcome)
        else:
            apart.append((standing(outcome), outcome, None))
    if readings:
        apart.append(_by_words([_worst(group) for group in readings.values()]))
    return min(apart, key=lambda judged: _SEVERITY.index(judged[0]))


def _worst(group: Iterable[Outcome]) -> Outcome:
    """Return the outcome that decides a reading, all of whose checks have to pass."""
    return min(group, key=lambda outcome: _SEVERITY.index(standing(outcome)))


def _by_words(readings: list[Outcome]) -> Judged:
    """Return the verdict of the readings of a claim, each given by the outcome that decides it."""
    worded = [outcome for outcome in readings if outcome.words == "yes"]
    open_ = worded or [outcome for outcome in readings if outcome.words != "no"]
    if not open_:
        return CANNOT, None, None  # what the words say cannot be computed, and what they do not say decides nothing
    deciding = min(open_, key=_kindness)
    if (verdict := standing(deciding)) == CONTRADICTED:
        fits = [other for other in readings if other not in open_ and standing(other) in (HOLDS, ROUNDING, CONSISTENT)]
        if fits:
            return MISWORDED, deciding, min(fits, key=_kindness)
    return verdict, deciding, None


def _kindness(outcome: Outcome) -> int:
    return _MERCY.index("agrees" if outcome.finding.remark in AGREES else standing(outcome))

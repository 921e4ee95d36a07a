"""Relations that numbers seem to be in: how each is worked out, whether it fits, how likely that is by accident."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from handbook.draft.model import Number
from handbook.language.units import unit_words
from handbook.quantities import relations
from handbook.quantities.printed import PrintError, Quantity, exact, printed
from handbook.quantities.slips import Slip, variants
from handbook.quantities.units import UnitError, unit
from handbook.quantities.verdicts import CONTRADICTED, CheckError, decide

__all__ = ["KINDS", "Kind", "Proposal", "proposed"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of relation: what auditors call it in each language, and the check of the engine that works it out."""

    name: str
    name_zh: str
    check: str


KINDS: dict[str, Kind] = {
    "footing": Kind("footing: parts and total", "表内勾稽：分项与合计", "sum"),
    "cross_footing": Kind("cross-footing: columns and total", "表内勾稽：横向加总", "sum"),
    "balance": Kind("balance: difference of two", "差额勾稽", "difference"),
    "whole": Kind("shares of one whole", "构成合计100%", "sum"),
    "share": Kind("recalculation: share", "重新计算：占比", "share"),
    "growth": Kind("recalculation: growth from two levels", "重新计算：增速", "growth"),
    "compound": Kind("recalculation: compound rate", "重新计算：年均增速", "compound_growth"),
    "product": Kind("recalculation: product", "重新计算：乘积", "product"),
    "per_head": Kind("recalculation: per head", "重新计算：人均", "ratio"),
    "multiple": Kind("recalculation: multiple", "重新计算：倍数", "ratio"),
    "points": Kind("difference in points", "百分点之差", "difference"),
    "contributions": Kind("contributions to growth", "拉动加总", "sum"),
    "roll_forward": Kind("roll-forward: opening, change, closing", "期初期末勾稽", "sum"),
    "tie_out": Kind("tie-out: one number in two places", "文表、跨表勾稽", "repeated"),
    "prior": Kind("prior-year consistency", "跨期勾稽", "repeated"),
    "order": Kind("order and rank", "排序与名次", "order"),
    "count": Kind("counted list", "列举清点", "count"),
    "bounds": Kind("bounds", "数值界限", "at_most"),
    "subset": Kind("part of a count", "子项不大于总项", "at_most"),
    "projection": Kind("recalculation: level projected at a rate", "重新计算：按增速外推", "projection"),
    "whole_numbers": Kind("whole-number test", "整数检验", "grim"),
}
"""Kinds of relations that a draft looks for."""

Computed = Callable[[Sequence[Quantity]], Quantity]


@dataclass
class Proposal:
    """A relation that some numbers seem to be in.

    Attributes:
        kind: one of `KINDS`.
        claim: the number that is checked; None where a constant is (100 %).
        inputs: the numbers that it should follow from.
        computed: what follows from them.
        fits: whether print and computation can meet.
        words: those that suggest it.
        score: from 0 to 1: how much words and arithmetic speak for it.
        chance: how likely numbers of this size and precision would fit by accident.
        formula: the arithmetic, in printed numbers.
        expression: how ``checks.csv`` writes it, with a place for the inputs.
        function: what works it out from the inputs.
        constant: what a sum is compared with where no printed number is (1 for 100 %).
    """

    kind: str
    claim: Number | None
    inputs: tuple[Number, ...]
    computed: Quantity | None
    fits: bool
    words: str
    score: float
    chance: float
    formula: str
    expression: str = ""
    function: Computed | None = None
    constant: Fraction | None = None

    @cached_property
    def slips(self) -> list[tuple[Number, Slip]]:
        """The smallest mistakes that would explain a misfit, each with the number that it would have hit."""
        return [] if self.fits or self.function is None else _slips(self)

    @property
    def members(self) -> tuple[Number, ...]:
        """All numbers of the relation, the one that is checked first."""
        return ((self.claim,) if self.claim is not None else ()) + self.inputs

    @property
    def key(self) -> frozenset[int]:
        """What tells this relation from others: its numbers."""
        return frozenset(id(number) for number in self.members)


def _sum(parts: Sequence[Quantity]) -> Quantity:
    return relations.total(*parts)


def _growth(parts: Sequence[Quantity]) -> Quantity:
    return relations.growth(parts[0], parts[1])


def _fall(parts: Sequence[Quantity]) -> Quantity:
    grown = relations.growth(parts[0], parts[1])
    return grown.but(
        value=-grown.value, low=-grown.high, high=-grown.low, formula=f"1 − {parts[0].formula} ÷ {parts[1].formula}"
    )


def _mean_base(parts: Sequence[Quantity]) -> Quantity:
    """Return a level per head of the mean of two year-ends: the second is the closing level, the third its change."""
    closing, change = parts[1], parts[2]
    opening = relations.difference(closing, change)
    return relations.ratio(parts[0], relations.mean(closing, opening))


def _mean_base_fallen(parts: Sequence[Quantity]) -> Quantity:
    return relations.ratio(parts[0], relations.mean(parts[1], relations.total(parts[1], parts[2])))


COMPUTE: dict[str, tuple[Computed, str]] = {
    "sum": (_sum, "sum({})"),
    "share": (lambda parts: relations.share(parts[0], parts[1]), "share({})"),
    "ratio": (lambda parts: relations.ratio(parts[0], parts[1]), "ratio({})"),
    "growth": (_growth, "growth({})"),
    "fall": (_fall, "growth({})"),
    "difference": (lambda parts: relations.difference(parts[0], parts[1]), "difference({})"),
    "product": (lambda parts: relations.product(*parts), "product({})"),
    "repeated": (lambda parts: parts[0], "{}"),
    "mean_base": (_mean_base, "ratio({})"),
    "mean_base_fallen": (_mean_base_fallen, "ratio({})"),
}
"""How a relation is worked out from its inputs, and how ``checks.csv`` writes it."""


def compound(years: int) -> Computed:
    """Return the function from end and start to a yearly rate over some years."""
    return lambda parts: relations.compound_growth(parts[0], parts[1], exact(years))


def projected(years: int) -> Computed:
    """Return the function from a level and a yearly rate to the level some years later."""
    return lambda parts: relations.projection(parts[0], parts[1], exact(years))


def proposed(
    kind: str,
    claim: Number | Fraction,
    inputs: Sequence[Number],
    compute: str | Computed,
    words: str,
    strength: float,
    tried: int = 1,
) -> Proposal | None:
    """Return a relation worked out, None where it makes no sense (units, a base of nothing).

    More than six parameters: what a relation is, how it is worked out, and what speaks for it.

    Args:
        kind: one of `KINDS`.
        claim: the number that is checked, or a constant.
        inputs: what it should follow from.
        compute: a name in `COMPUTE`, or a function.
        words: those that suggest it.
        strength: how much they do, from 0 to 1.
        tried: how many combinations were looked at until this one.
    """
    function = COMPUTE[compute][0] if isinstance(compute, str) else compute
    quantities = [number.quantity for number in inputs]
    known = [quantity for quantity in quantities if quantity is not None]
    printed = claim.quantity if isinstance(claim, Number) else exact(claim)
    if printed is None or len(known) < len(quantities):
        return None
    qualifier = claim.qualifier if isinstance(claim, Number) else "exact"
    try:
        computed = function(known)
        fits = decide(printed, computed, qualifier).verdict != CONTRADICTED
    except (CheckError, ZeroDivisionError, ValueError, OverflowError):
        return None
    if _open(printed) or _open(computed):
        # What is only more or less than a number fits anything; a relation is meant where the two are near.
        near = printed.value and Fraction(4, 5) <= computed.value / printed.value <= Fraction(5, 4)
        if not near:
            return None
    chance = min(1.0, tried * _width(printed, computed))
    number = claim if isinstance(claim, Number) else None
    template = COMPUTE[compute][1] if isinstance(compute, str) else KINDS[kind].check + "({})"
    return Proposal(
        kind,
        number,
        tuple(inputs),
        computed,
        fits,
        words.strip(),
        round(strength * (1 - chance / 2), 3),
        chance,
        f"{computed.formula} = {_shown(computed, printed, claim)}",
        template,
        function,
        None if isinstance(claim, Number) else claim,
    )


def _shown(computed: Quantity, printed: Quantity, claim: Number | Fraction) -> str:
    """Return a computed number in the unit of the print, with one digit more."""
    name = claim.unit if isinstance(claim, Number) else "%"
    scale = unit(name).factor
    step = float(printed.step / scale) if printed.step else 1.0
    number = f"{float(computed.value / scale):,.{min(max(0, round(-math.log10(step))) + 1, 6)}f}"
    if name == "%":
        return f"{number}%"
    return f"{number} {unit_words(name, 'en') if name.isascii() and name else name}".strip()


def _open(quantity: Quantity) -> bool:
    """Whether a quantity has no bound on one side."""
    return math.isinf(quantity.low) or math.isinf(quantity.high)


def _width(printed: Quantity, computed: Quantity) -> float:
    """Return how wide print and computation are beside the print: the chance that any number would meet."""
    if printed.value == 0:
        return 1.0
    widths = []
    for quantity in (printed, computed):
        widths.append(abs(quantity.value) / 5 if _open(quantity) else quantity.high - quantity.low)
    width = float(sum(widths)) / abs(float(printed.value)) / 2
    # A count is exact; the next counts are as near as its own size lets them be.
    return max(width, 1 / (abs(float(printed.value)) + 1)) if all(w == 0 for w in widths) else width


def _slips(proposal: Proposal) -> list[tuple[Number, Slip]]:
    """Return the slips in one of the numbers that would make a relation hold, the smallest first."""
    function = proposal.function
    quantities = [number.quantity for number in proposal.members]
    known = [quantity for quantity in quantities if quantity is not None]
    if function is None or len(known) < len(quantities) or len(known) > 14:
        return []
    qualifier = proposal.claim.qualifier if proposal.claim is not None else "exact"
    ranked: list[tuple[int, float, int, Number, Slip]] = []
    for at, number in enumerate(proposal.members):
        if number.qualifier == "range":
            continue

        for slip in variants(number.printed):
            if slip.kind not in _ORDER:
                continue
            try:
                numbers = [*known[:at], printed(slip.meant, number.unit, number.qualifier), *known[at + 1 :]]
                first = numbers[0] if proposal.claim is not None else exact(proposal.constant or 1)
                computed = function(numbers[1:] if proposal.claim is not None else numbers)
                if decide(first, computed, qualifier).verdict != CONTRADICTED:
                    off = abs(float(first.value - computed.value))
                    ranked.append((_ORDER[slip.kind], off, len(ranked), number, slip))
            except (CheckError, PrintError, UnitError, ZeroDivisionError, ValueError, OverflowError):
                continue
    return [(number, slip) for *_, number, slip in sorted(ranked, key=lambda one: one[:3])][:6]


_ORDER = {"digit": 0, "swapped": 0, "left_out": 1, "doubled": 1, "factor": 2, "sign": 3}
"""Kinds of slips that are looked for, the smallest first."""

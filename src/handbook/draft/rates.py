"""Relations between times and of parts to wholes: growth, changes, projections, and what can be no more than another."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from handbook.draft import periods
from handbook.draft.model import Number
from handbook.draft.patterns import Context, _near, _timed, _value, alike, is_level, slip
from handbook.draft.proposals import Computed, Proposal, compound, projected, proposed
from handbook.draft.subjects import likeness
from handbook.quantities.printed import Quantity

__all__ = ["DETECTORS"]

# ── growth ───────────────────────────────────────────────────────────────────────────────────────


def growths(context: Context) -> Iterator[Proposal]:
    """Propose that a rate is the growth between two levels of one thing at two times."""
    for number in context.numbers:
        if number.cell is not None or number.kind != "growth" or not number.percent:
            continue
        levels = [n for n in _around(context, number) if is_level(n)]
        tried = 0
        near: list[Proposal] = []
        for new in sorted(levels, key=lambda n: (n.sentence != number.sentence, abs(n.start - number.start)))[:3]:
            for old in levels:
                if old is new or not alike(old, new) or not _earlier(old, new, context):
                    continue
                tried += 1
                compute, kind = ("fall" if number.falls else "growth"), "growth"
                years = _years(number, old, new)
                if years < 0:
                    continue
                proposals = (
                    proposed(kind, number, [new, old], compute, _words(context, number), 0.85, tried)
                    if not years
                    else None
                )
                if years:
                    proposals = proposed(
                        "compound", number, [new, old], compound(years), _words(context, number), 0.85, tried
                    )
                if proposals is None:
                    continue
                if proposals.fits and proposals.chance < 0.3:
                    yield proposals
                    near = []
                    break
                pair = [n for n in levels if alike(n, new) and n.sentence == number.sentence]
                sure = len(pair) == 2 and {id(new), id(old)} == {id(n) for n in pair} and slip(proposals, 200)
                based = (
                    number.since and number.since == old.period and number.period == new.period and slip(proposals, 200)
                )
                sure = bool(sure or based)
                if (not proposals.fits and (sure or (_near(proposals, 0.05) and tried == 1))) or _beyond(proposals):
                    near.append(proposals)
            else:
                continue
            break
        yield from near[:1]


def _beyond(proposal: Proposal) -> bool:
    """Whether two levels that stand beside a rate give a rate near it, but not it: a rate that was not worked out anew."""
    if proposal.fits or proposal.computed is None or proposal.claim is None or proposal.claim.quantity is None:
        return False
    close = abs(proposal.computed.value - proposal.claim.quantity.value) < abs(proposal.claim.quantity.value) / 10
    return close and proposal.chance < 0.02 and {n.sentence for n in proposal.members} == {proposal.claim.sentence}


def _words(context: Context, number: Number) -> str:
    return (
        (number.words.strip() or number.after.strip())[-20:]
        if context.language == "zh"
        else (number.words.strip()[-24:] or number.after.strip()[:24])
    )


def _around(context: Context, number: Number) -> list[Number]:
    """Return the numbers of the same sentence, of the one before and the one after."""
    return [n for n in context.blocks[number.block] if abs(n.sentence - number.sentence) <= 1]


def _earlier(old: Number, new: Number, context: Context) -> bool:
    """Whether one level is of an earlier time than another of the same thing."""
    if old.period and new.period and old.period != new.period:
        return periods.year_of(old.period) < periods.year_of(new.period) or old.period < new.period
    text = context.text(new)
    excess = re.search(
        r"\b(?:above|below|higher than|lower than|more than|less than)\b|高于|低于|高出", text[new.start : old.start]
    )
    if excess and new.block == old.block and new.start < old.start:
        return True
    between = text[min(old.start, new.start) : max(old.end, new.end)] if old.block == new.block else ""
    lead = text[max(0, old.start - 14) : old.start]
    turned = re.search(r"(?:从|由|自)[^，。；]{0,10}$|\bfrom\s*(?:EUR|USD|[€£$])?\s*$", lead)
    return bool(turned and old.start < new.start and re.search(r"至|到|为|\bto\b", between) and len(between) < 60)


def _years(number: Number, old: Number, new: Number) -> int:
    """Return how many years a compound rate spans, 0 for plain growth, -1 where its years are not those of the levels."""
    if "/" not in number.period:
        return 0
    first, _, last = number.period.partition("/")
    if (periods.year_of(old.period), periods.year_of(new.period)) != (periods.year_of(first), periods.year_of(last)):
        return -1
    years = int(periods.year_of(last)) - int(periods.year_of(first))
    return years if years > 1 else 0


def changes(context: Context) -> Iterator[Proposal]:
    """Propose that a rate is a change over the level before it: 比上年减少15.2%（减少719.2万人次）."""
    for number in context.numbers:
        if number.cell is not None or number.kind != "growth":
            continue
        here = _around(context, number)
        for change in (n for n in here if n.kind == "change" and n.sentence == number.sentence):
            for level in (n for n in here if is_level(n) and alike(n, change) and n.start < number.start):
                proposal = proposed(
                    "growth", number, [change, level], _formulated(change.falls), number.words[-12:], 0.8
                )
                if proposal is not None and ((proposal.fits and proposal.chance < 0.3) or _near(proposal, 0.05)):
                    yield proposal


def _formulated(falls: bool) -> Computed:
    """Return the function from a change and the level after it to the rate over the level before."""

    def compute(parts: Sequence[Quantity]) -> Quantity:
        change, level = parts
        rate = change / (level + change if falls else level - change)
        return rate.but(formula=f"{change.formula} ÷ ({level.formula} {'+' if falls else '−'} {change.formula})")

    return compute


_WITHIN = tuple(
    (re.compile(whole, re.I), re.compile(part, re.I))
    for whole, part in (
        (r"申请.{0,6}专利|专利.{0,2}申请|申请", r"授权"),
        (r"注册", r"活跃|付费"),
        (r"GMV|交易额|成交额", r"营收|营业收入"),
        (r"\bapplied|\bapplications?\b", r"\bgranted\b"),
        (r"\bregistered\b", r"\bactive\b|\bpaying\b"),
        (r"\bGMV\b|gross merchandise", r"\brevenue\b"),
    )
)
"""Amounts of which the second is never more than the first, as reports name them."""


def within(context: Context) -> Iterator[Proposal]:
    """Propose that what words name as a part of a thing is no more of it: patents granted of those applied for."""
    for whole, part in itertools.pairwise(context.numbers):
        together = part.sentence == whole.sentence and part.cell == whole.cell
        if not (together and is_level(whole) and is_level(part) and alike(whole, part)):
            continue
        first, second = f"{whole.words[-14:]} {whole.after[:4]}", f"{part.words[-14:]} {part.after[:12]}"
        if not any(a.search(first) and b.search(second) for a, b in _WITHIN):
            continue
        fits = part.quantity is not None and whole.quantity is not None and part.quantity.low <= whole.quantity.high
        formula = f"{part.printed} {'≤' if fits else '>'} {whole.printed}"
        yield Proposal(
            "subset", part, (whole,), whole.quantity, fits, second.strip()[:16], 0.5, 0.5 if fits else 0.1, formula
        )


def subsets(context: Context) -> Iterator[Proposal]:
    """Propose that a count which words make a part of another is no larger (6家，其中有5家)."""
    for numbers in context.blocks.values():
        for at, whole in enumerate(numbers):
            for part in numbers[at + 1 : at + 6]:
                text = context.text(part)[whole.end : part.start]
                words = re.search(r"其中|\bof (?:which|whom|them|these)\b", text)
                counts = whole.kind == part.kind == "count" and alike(whole, part) and part.qualifier == "exact"
                counts = counts and part.unit not in ("万", "亿", "万亿", "") and whole.unit[-1:] == part.unit[-1:]
                if part.sentence != whole.sentence or len(text) > 80:
                    break
                if not words or words.start() > 12 or not counts or not _timed(whole, part):
                    continue
                fits = (
                    part.quantity is not None
                    and whole.quantity is not None
                    and part.quantity.low <= whole.quantity.high
                )
                chance = min(0.9, float(_value(part) / _value(whole))) if fits and _value(whole) else 0.1
                formula = f"{part.printed} {'≤' if fits else '>'} {whole.printed}"
                yield Proposal("subset", part, (whole,), whole.quantity, fits, words[0], 0.5, chance, formula)


def projections(context: Context) -> Iterator[Proposal]:
    """Propose that a forecast is a level carried on at the yearly rate that stands beside them."""
    for claim in context.numbers:
        last = periods.year_of(claim.period)
        if claim.qualifier != "forecast" or not last or not is_level(claim):
            continue
        near = [n for n in context.before(claim, 6) if claim.section - n.section <= 1]
        rates = [n for n in near if n.kind == "growth" and "/" in n.period]
        for rate in rates[:1]:
            for level in (n for n in near if is_level(n) and alike(n, claim)):
                first = periods.year_of(level.period)
                years = int(last) - int(first) if first and first == periods.year_of(rate.period) else 0
                if (0 < years < 15 and likeness(level.subject, claim.subject) > 0.2) or (
                    0 < years < 15 and not claim.subject
                ):
                    proposal = proposed("projection", claim, [level, rate], projected(years), rate.words[-12:], 0.7)
                    if proposal is not None and proposal.fits and proposal.chance < 0.6:
                        yield proposal


DETECTORS: list[Callable[[Context], Iterator[Proposal]]] = [growths, changes, within, subsets, projections]
"""Detectors of this module, in the order in which they are asked."""

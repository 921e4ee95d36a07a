"""The checks: relations that must hold between quantities, and the verdict on a printed one.

Every function takes quantities (intervals, see `analysis.quantities`) and returns the quantity that follows
from them, with its bounds; `decide` compares it with the print. Which check applies to which claim stands in
``data/checks.csv``; `analysis.audit` evaluates it. The rules in words, with examples, are in the methods chapter.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from analysis.quantities import Bound, Quantity, exact, rounded

__all__ = [
    "AS_STATED",
    "CANNOT",
    "CHECKS",
    "CONTRADICTED",
    "DECIDED",
    "HOLDS",
    "REFUTING",
    "ROUNDING",
    "VERDICTS",
    "CheckError",
    "Finding",
    "above",
    "at_most",
    "below",
    "common_base",
    "compound_growth",
    "consecutive",
    "contains",
    "count",
    "decide",
    "difference",
    "distinct",
    "first_above",
    "grim",
    "grim_finding",
    "growth",
    "known",
    "level",
    "mean",
    "near",
    "needs",
    "order",
    "prior_level",
    "product",
    "projection",
    "rank",
    "ratio",
    "repeated",
    "share",
    "shared",
    "spelling_pairs",
    "spellings",
    "total",
    "value",
    "years_between",
]

HOLDS = "holds"
ROUNDING = "holds within rounding"
CONTRADICTED = "contradicted"
CANNOT = "cannot be checked"
AS_STATED = "as stated"
VERDICTS = (CONTRADICTED, ROUNDING, HOLDS, CANNOT, AS_STATED)
DECIDED = frozenset({CONTRADICTED, ROUNDING, HOLDS})
"""Verdicts that a computation gave."""


class CheckError(ValueError):
    """A check that makes no sense: wrong number of inputs, units that do not go together, nothing to divide by."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says of one claim.

    Attributes:
        verdict: one of `VERDICTS`.
        computed: the quantity that follows from the inputs, None where the check only says yes or no.
        remark: a code for what is special (``truncated``, ``unverified`` …), see `analysis.wording.REMARKS`.
        formula: the arithmetic in symbols.
    """

    verdict: str
    computed: Quantity | None
    formula: str
    remark: str = ""


def _in_brackets(q: Quantity) -> str:
    return f"({q.formula})" if any(sign in q.formula for sign in " ") and _is_compound(q.formula) else q.formula


def _is_compound(formula: str) -> bool:
    return any(f" {sign} " in formula for sign in "+−×÷")


def _same_unit(*quantities: Quantity) -> None:
    dimensions = {q.dimension for q in quantities}
    if len(dimensions) > 1:
        named = " and ".join(f"{q.formula or float(q.value)} [{q.dimension}]" for q in quantities)
        raise CheckError(f"{named} are in units that do not go together.")


_ONE = exact(1)

# ── relations ────────────────────────────────────────────────────────────────────────────────────


def value(x: Quantity) -> Quantity:
    """Return the same quantity as an independent source gives it."""
    return x


def repeated(x: Quantity) -> Quantity:
    """Return the same quantity as the report prints it elsewhere."""
    return x


def total(*parts: Quantity) -> Quantity:
    """Return the sum of the parts.

    >>> from analysis.quantities import printed
    >>> int(total(printed("72", "家"), printed("70", "家"), printed("7", "家")).value)
    149
    """
    if not parts:
        raise CheckError("a sum needs at least one part.")
    _same_unit(*parts)
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return result.but(formula=" + ".join(_in_brackets(p) for p in parts))


def difference(a: Quantity, b: Quantity) -> Quantity:
    """Return a − b."""
    _same_unit(a, b)
    return (a - b).but(formula=f"{_in_brackets(a)} − {_in_brackets(b)}")


def product(*factors: Quantity) -> Quantity:
    """Return the product of the factors."""
    if not factors:
        raise CheckError("a product needs at least one factor.")
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result.but(formula=" × ".join(_in_brackets(f) for f in factors))


def ratio(a: Quantity, b: Quantity) -> Quantity:
    """Return a ÷ b."""
    return (a / b).but(formula=f"{_in_brackets(a)} ÷ {_in_brackets(b)}")


def share(part: Quantity, whole: Quantity) -> Quantity:
    """Return the part as a fraction of the whole.

    >>> from analysis.quantities import printed
    >>> q = share(printed("41", "万亿元"), printed("50.2", "万亿元"))
    >>> round(float(q.low), 4), round(float(q.high), 4)
    (0.806, 0.8275)
    """
    _same_unit(part, whole)
    return ratio(part, whole)


def growth(new: Quantity, old: Quantity) -> Quantity:
    """Return new ÷ old − 1.

    >>> from analysis.quantities import printed
    >>> round(float(growth(printed("50.2", "万亿元"), printed("45.5", "万亿元")).value), 4)
    0.1033
    """
    _same_unit(new, old)
    return (new / old - _ONE).but(formula=f"{_in_brackets(new)} ÷ {_in_brackets(old)} − 1")


def level(old: Quantity, rate: Quantity) -> Quantity:
    """Return the level after growth: old × (1 + rate)."""
    _same_unit(rate, _ONE)
    return (old * (_ONE + rate)).but(formula=f"{_in_brackets(old)} × (1 + {rate.formula})")


def prior_level(new: Quantity, rate: Quantity) -> Quantity:
    """Return the level before growth: new ÷ (1 + rate)."""
    _same_unit(rate, _ONE)
    return (new / (_ONE + rate)).but(formula=f"{_in_brackets(new)} ÷ (1 + {rate.formula})")


def _whole_years(years: Quantity) -> int:
    if years.value.denominator != 1 or years.value <= 0:
        raise CheckError(f"{years.formula} years: the number of years is a whole number above 0.")
    return int(years.value)


def compound_growth(end: Quantity, start: Quantity, years: Quantity) -> Quantity:
    """Return the yearly rate that turns start into end: (end ÷ start)^(1/years) − 1.

    >>> from analysis.quantities import printed
    >>> round(float(compound_growth(printed("141", "亿元"), printed("68", "亿元"), exact(2)).value), 3)
    0.44
    """
    _same_unit(end, start)
    times = end / start
    n = _whole_years(years)
    return times.but(
        value=_root(times.value, n) - 1,
        low=_root(times.low, n) - 1,
        high=_root(times.high, n) - 1,
        formula=f"({_in_brackets(end)} ÷ {_in_brackets(start)})^(1/{n}) − 1",
    )


def _root(x: Bound, n: int) -> Bound:
    if x < 0:
        raise CheckError("a rate over years needs levels of one sign.")
    if isinstance(x, float) and math.isinf(x):
        return x
    # A root is irrational: twelve digits are far below any printed precision.
    return Fraction(float(x) ** (1 / n)).limit_denominator(10**12)


def projection(start: Quantity, rate: Quantity, years: Quantity) -> Quantity:
    """Return start × (1 + rate)^years."""
    _same_unit(rate, _ONE)
    n = _whole_years(years)
    result = start
    for _ in range(n):
        result = result * (_ONE + rate)
    return result.but(
        evidence=start.evidence | rate.evidence,
        places=start.places + rate.places,
        formula=f"{_in_brackets(start)} × (1 + {rate.formula})^{n}",
    )


def mean(*items: Quantity) -> Quantity:
    """Return the arithmetic mean."""
    summed = total(*items)
    return (summed / exact(len(items))).but(formula=f"({summed.formula}) ÷ {len(items)}")


def years_between(end: Quantity, start: Quantity) -> Quantity:
    """Return the number of years from start to end."""
    return difference(end, start)


def rank(own: Quantity, others: Sequence[Quantity]) -> Quantity:
    """Return the position of a value among all (itself included), largest first.

    Values whose intervals meet may stand in either order; the bounds of the rank say so.

    >>> from analysis.quantities import printed
    >>> field = [printed(x) for x in ("74.15", "70.68", "58.52")]
    >>> int(rank(field[1], field).value)
    2
    """
    return Ranking(others).rank(own)


class Ranking:
    """Values among which ranks are sought, put in order once: a thousand ranks among a thousand rows need no million steps.

    Args:
        others: all values, those whose rank is sought included.
    """

    def __init__(self, others: Sequence[Quantity]) -> None:
        self._values = sorted(other.value for other in others)
        self._lows = sorted(other.low for other in others)
        self._highs = sorted(other.high for other in others)
        self._evidence: frozenset[str] = frozenset().union(*{other.evidence for other in others})

    def rank(self, own: Quantity) -> Quantity:
        """Return the position of one of the values, see `rank`."""
        among = len(self._values)
        ahead = among - bisect_right(self._values, own.value)
        surely = among - bisect_right(self._lows, own.high)
        possibly = among - bisect_right(self._highs, own.low) - (own.high > own.low)  # without itself
        return Quantity(
            Fraction(ahead + 1),
            Fraction(surely + 1),
            Fraction(max(possibly, surely) + 1),
            evidence=own.evidence | self._evidence,
            formula=f"{ahead + 1} / {among} ({own.formula})",
            places=own.places,
        )


def count(members: Sequence[str], evidence: frozenset[str] = frozenset({"report"}), place: str = "") -> Quantity:
    """Return how many members there are.

    >>> int(count(["芯片", "服务器", "存储"]).value)
    3
    """
    number = Fraction(len(members))
    formula = f"{len(members)} ({_named(members)})" if members else "0"
    return Quantity(number, number, number, evidence=evidence, formula=formula, places=(place,))


def _named(members: Sequence[str], most: int = 12) -> str:
    """Return members as they stand in a formula, no more than `most` of them."""
    return "、".join(members[:most]) + ("…" if len(members) > most else "")


def distinct(members: Sequence[str], evidence: frozenset[str] = frozenset({"report"}), place: str = "") -> Quantity:
    """Return how many different members there are; the formula takes the repeated ones away and names them.

    >>> distinct(["MOSS", "盘古", "MOSS"]).formula
    '3 − 1 (2 × MOSS) = 2'
    """
    number = Fraction(len(set(members)))
    again = [f"{times} × {member}" for member, times in Counter(members).items() if times > 1]
    formula = f"{len(members)} − {len(members) - int(number)} ({_named(again)}) = {number}" if again else str(number)
    return Quantity(number, number, number, evidence=evidence, formula=formula, places=(place,))


def shared(
    members: Sequence[str],
    groups: Sequence[str],
    evidence: frozenset[str] = frozenset({"report"}),
    place: str = "",
) -> Quantity:
    """Return how many members stand in more than one group; the formula names them with their groups.

    Args:
        members: one entry per membership.
        groups: the group of each entry.

    >>> shared(["鸿海", "和硕", "鸿海"], ["1", "1", "3"]).formula
    '1 (鸿海: 1, 3)'
    """
    found: dict[str, dict[str, None]] = {}
    for member, group in zip(members, groups, strict=True):
        found.setdefault(member, {})[group] = None
    several = {member: list(its) for member, its in found.items() if len(its) > 1}
    number = Fraction(len(several))
    places = [f"{member}: {', '.join(its)}" for member, its in several.items()]
    formula = f"{number} ({_named(places)})" if several else str(number)
    return Quantity(number, number, number, evidence=evidence, formula=formula, places=(place,))


def consecutive(
    years: Sequence[int], last: int, evidence: frozenset[str] = frozenset({"report"}), place: str = ""
) -> Quantity:
    """Return how many years in a row, up to and including the last, are among the given ones.

    >>> consecutive([2015, 2017, 2018, 2019], 2019).formula
    '3 (2017–2019)'
    """
    given = set(years)
    run = 0
    while last - run in given:
        run += 1
    formula = f"{run} ({last - run + 1}–{last})" if run else f"0 (… {last})"
    return Quantity(Fraction(run), Fraction(run), Fraction(run), evidence=evidence, formula=formula, places=(place,))


def first_above(series: Sequence[tuple[int, Quantity]], threshold: Quantity) -> Quantity:
    """Return the first year in which a series exceeds a threshold.

    Values that round to the threshold may lie on either side of it; the bounds of the year say so.

    Args:
        series: (year, value), in any order.
        threshold: a level.

    Raises:
        CheckError: when no year does.
    """
    ordered = sorted(series, key=lambda entry: entry[0])
    for _, level_ in ordered:
        _same_unit(level_, threshold)
    mark = threshold.value
    found = next(((year, level_) for year, level_ in ordered if level_.value > mark), None)
    if found is None:
        raise CheckError(f"no year of the series is above {threshold.formula}.")
    year, level_ = found
    return Quantity(
        Fraction(year),
        Fraction(next(at for at, entry in ordered if entry.high > mark)),
        next((Fraction(at) for at, entry in ordered if entry.low > mark), math.inf),
        evidence=frozenset[str]().union(*(entry.evidence for at, entry in ordered if at <= year)),
        formula=f"{year} ({level_.formula} > {threshold.formula})",
        places=level_.places,
    )


# ── yes-or-no checks ─────────────────────────────────────────────────────────────────────────────


def _yes_or_no(yes: bool, quantities: Sequence[Quantity], formula: str, remark: str = "") -> Finding:
    if not all(q.decides for q in quantities):
        return Finding(CANNOT, quantities[-1], formula, "unverified_yes" if yes else "unverified_no")
    return Finding(HOLDS if yes else CONTRADICTED, quantities[-1], formula, remark)


def above(a: Quantity, b: Quantity) -> Finding:
    """Say whether a is above b *as printed*: a rise that the print does not show is no rise.

    >>> from analysis.quantities import printed
    >>> above(printed("81.7", "%"), printed("81.7", "%")).verdict
    'contradicted'
    """
    _same_unit(a, b)
    yes = a.value > b.value
    return _yes_or_no(yes, (a, b), _compared(a, b), "" if yes else "not_above")


def below(a: Quantity, b: Quantity) -> Finding:
    """Say whether a is below b as printed."""
    _same_unit(a, b)
    yes = a.value < b.value
    return _yes_or_no(yes, (a, b), _compared(a, b), "" if yes else "not_below")


def _compared(a: Quantity, b: Quantity) -> str:
    """Return how two quantities compare as printed, in symbols."""
    sign = ">" if a.value > b.value else "<" if a.value < b.value else "="
    return f"{a.formula} {sign} {b.formula}"


def order(*quantities: Quantity) -> Finding:
    """Say whether quantities stand in an order that never rises.

    >>> from analysis.quantities import printed
    >>> order(printed("3"), printed("2"), printed("2")).verdict
    'holds'
    """
    if len(quantities) < 2:
        raise CheckError("an order needs at least two quantities.")
    _same_unit(*quantities)
    pairs = itertools.pairwise(quantities)
    wrong = [f"{a.formula} < {b.formula}" for a, b in pairs if a.value < b.value]
    formula = "; ".join(wrong) if wrong else " ≥ ".join(q.formula for q in quantities)
    return _yes_or_no(not wrong, quantities, formula)


def at_most(part: Quantity, whole: Quantity) -> Finding:
    """Say whether a part can belong to a whole: it refutes a part that is larger and proves nothing of one that is not.

    Such one-sided edits are as old as the checking of surveys by machine: Fellegi & Holt (1976), *Journal of the
    American Statistical Association* 71(353).

    >>> from analysis.quantities import printed
    >>> at_most(printed("29", "家"), printed("25", "家")).verdict, at_most(printed("22"), printed("25")).verdict
    ('contradicted', 'as stated')
    """
    _same_unit(part, whole)
    possible = part.low <= whole.high
    formula = f"{part.formula} ≤ {whole.formula}" if possible else f"{part.formula} > {whole.formula}"
    if not possible:
        return _yes_or_no(False, (whole, part), formula, "part_above_whole")
    return Finding(AS_STATED, part, formula, "possible")


REFUTING = frozenset({"at_most"})
"""Checks that can refute a claim and never confirm it: without a refutation the claim's own reason stands."""


def needs(x: Quantity) -> Finding:
    """Say which quantity a reading of a claim needs that nobody has published: under it the claim stays undecided.

    >>> from analysis.quantities import printed
    >>> needs(prior_level(printed("12", "亿元"), printed("20", "%"))).formula
    '12 亿元 ÷ (1 + 20 %)'
    """
    return Finding(CANNOT, None, x.formula, "needed")


def contains(members: Sequence[str], wanted: str, evidence: frozenset[str] = frozenset({"report"})) -> Finding:
    """Say whether a list has a member.

    >>> contains(["辅导", "申报"], "上市").formula
    '上市 ∉ {辅导、申报}'
    """
    there = wanted in members
    formula = f"{wanted} {'∈' if there else '∉'} {{{_named(members)}}}"
    number = Fraction(int(there))
    found = Quantity(number, number, number, evidence=evidence, formula=formula)
    return _yes_or_no(there, [found], formula, "" if there else "not_member")


def known(named: Sequence[str], keys: Sequence[str]) -> Finding:
    """Say whether every publication that is named is known; one that is not leaves the claim undecided.

    Args:
        named: publications as the report names them.
        keys: for each its key in the bibliography, empty where none was found.

    >>> known(["年报", "白皮书"], ["zall_2022", ""]).formula
    '2 − 1 (白皮书) = 1'
    """
    missing = list(dict.fromkeys(name for name, key in zip(named, keys, strict=True) if not key))
    total = len(dict.fromkeys(named))
    number = Fraction(total - len(missing))
    formula = f"{total} − {len(missing)} ({_named(missing)}) = {number}" if missing else str(total)
    found = Quantity(number, number, number, evidence=frozenset({"report"}), formula=formula)
    return Finding(CANNOT if missing else HOLDS, found, formula, "source_unknown" if missing else "")


# ── spellings ────────────────────────────────────────────────────────────────────────────────────


def near(a: str, b: str) -> bool:
    """Return whether two names differ by one sign put in, left out, replaced or swapped with its neighbour.

    Letters of either case count as the same. After Damerau (1964), *Communications of the ACM* 7(3).

    >>> near("无界创新资本", "无届创新资本"), near("EPR", "ERP"), near("京东", "京东工业"), near("a", "a")
    (True, True, False, False)
    """
    a, b = a.casefold(), b.casefold()
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[start:], b[start:]
    return x[1:] == y[1:] or x[1:] == y or x == y[1:] or (x[:2] == y[1::-1] and x[2:] == y[2:] and len(x) > 1)


def spelling_pairs(names: Iterable[str], least: int = 4) -> list[tuple[str, str]]:
    """Return the pairs of names that look like two spellings of one, in order; shorter names differ too easily.

    Args:
        names: any names.
        least: signs of the shorter name of a pair.

    >>> spelling_pairs(["飞熊领鲜", "飞熊领先", "汇通达"])
    [('飞熊领先', '飞熊领鲜')]
    """
    every = sorted({name for name in names if len(name) >= least})
    return [(a, b) for a, b in itertools.combinations(every, 2) if near(a, b)]


def spellings(names: Sequence[str], evidence: frozenset[str] = frozenset({"report"})) -> Finding:
    """Say whether one name is spelled in one way, whatever the case of its letters.

    >>> spellings(["无界资本", "无届资本"]).formula, spellings(["Dmall", "DMALL"]).verdict
    ('无界资本 ≠ 无届资本', 'holds')
    """
    if not names:
        raise CheckError("there is no name to compare.")
    ways = list({name.casefold(): name for name in reversed(names)}.values())[::-1]
    formula = " ≠ ".join(ways) if len(ways) > 1 else ways[0]
    number = Fraction(len(ways))
    found = Quantity(number, number, number, evidence=evidence, formula=formula)
    return _yes_or_no(len(ways) == 1, [found], formula, "spelled" if len(ways) > 1 else "")


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().rstrip("%").strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise CheckError(f"{text!r} is no number; write digits with a decimal point.")
    return number


def _reachable(text: str, parts: int, scale: int) -> tuple[int, Fraction, Fraction]:
    """Return the whole number nearest to the print, and the bounds of what rounds to the print."""
    shown = _decimal(text)
    exponent = shown.as_tuple().exponent
    half = Fraction(1, 2) / 10 ** max(0, -int(exponent))
    target = Fraction(shown)
    nearest = int(rounded(target * parts / scale, 0))
    return nearest, target - half, target + half


def grim(printed: str, base: int, items: int = 1, percent: bool = False) -> bool:
    """Return whether whole numbers can give a printed mean or percentage (GRIM test).

    A mean of ``base`` whole numbers (each of ``items`` items) is a multiple of 1/(base·items); a percentage of
    ``base`` things is a multiple of 100/(base·items). A value halfway between two printed ones may have been
    rounded either way. After Brown & Heathers (2017), *Social Psychological and Personality Science* 8(4).

    Args:
        printed: the number with its printed precision, ``"26.2"``.
        base: how many cases stand behind it.
        items: how many items each case answered.
        percent: True for a percentage.

    Raises:
        CheckError: when the print is no number, or base or items is below 1.

    >>> grim("26.2", 147, percent=True), grim("26.2", 149, percent=True)
    (False, True)
    >>> grim("5.19", 28)
    False
    """
    if base < 1 or items < 1:
        raise CheckError(f"base {base}, items {items}: both are whole numbers of at least 1.")
    scale = 100 if percent else 1
    parts = base * items
    nearest, low, high = _reachable(printed, parts, scale)
    return any(low <= Fraction(k * scale, parts) <= high for k in (nearest - 1, nearest, nearest + 1))


def grim_finding(printed: str, base: Quantity, items: int = 1, percent: bool = True) -> Finding:
    """Say whether a whole number out of ``base`` can give the print, with the neighbouring fractions.

    >>> grim_finding("26.2", exact(147)).formula
    '38 ÷ 147 = 25.85 %, 39 ÷ 147 = 26.53 %'
    """
    if base.value.denominator != 1:
        raise CheckError(f"{base.formula}: the base of a whole-number test is a whole number.")
    parts = int(base.value) * items
    fits = grim(printed, int(base.value), items, percent)
    scale = 100 if percent else 1
    target = Fraction(_decimal(printed)) * parts / scale
    nearest = int(rounded(target, 0))
    sign = " %" if percent else ""
    decimals = max(2, len(printed.rstrip("%").partition(".")[2]) + 1)
    candidates = [nearest] if fits else [math.floor(target), math.floor(target) + 1]
    formula = ", ".join(f"{k} ÷ {parts} = {rounded(Fraction(k * scale, parts), decimals)}{sign}" for k in candidates)
    found = Fraction(nearest * scale, parts) / (100 if percent else 1)
    computed = Quantity(found, found, found, evidence=base.evidence, places=base.places, formula=formula)
    if not base.decides:
        return Finding(CANNOT, computed, formula, "unverified_yes" if fits else "unverified_no")
    return Finding(ROUNDING if fits else CONTRADICTED, computed, formula, "whole_number" if fits else "no_whole_number")


def common_base(printed: Sequence[str], base: Quantity) -> Finding:
    """Say whether whole numbers out of one base can give several printed percentages.

    Each percentage alone may fit where together they do not: the base must pass `grim` for all of them.

    >>> common_base(["26.2", "52.1"], exact(147)).verdict, common_base(["26.2"], exact(149)).verdict
    ('contradicted', 'holds within rounding')
    """
    if not printed:
        raise CheckError("a common base needs at least one percentage.")
    tests = {text: grim_finding(text, base).formula for text in printed}
    misfits = {text: formula for text, formula in tests.items() if not grim(text, int(base.value), percent=True)}
    formula = "; ".join(f"{text} %: {arithmetic}" for text, arithmetic in (misfits or tests).items())
    if not base.decides:
        return Finding(CANNOT, base, formula, "unverified_no" if misfits else "unverified_yes")
    return Finding(
        CONTRADICTED if misfits else ROUNDING, base, formula, "no_whole_number" if misfits else "whole_number"
    )


# ── the verdict ──────────────────────────────────────────────────────────────────────────────────


def decide(claim: Quantity, computed: Quantity, qualifier: str = "exact") -> Finding:
    """Compare what is printed with what follows from the inputs.

    Equal numbers hold; intervals that meet hold within rounding; a print that is cut off instead of rounded holds
    within rounding and is named; intervals that cannot meet contradict. Evidence below ``reprint`` decides nothing.

    Raises:
        CheckError: when the two are in units that do not go together.

    >>> from analysis.quantities import printed
    >>> decide(printed("147", "家"), total(printed("72", "家"), printed("70", "家"), printed("7", "家"))).verdict
    'contradicted'
    >>> cut = decide(printed("2.7", "亿元"), printed("2.792486", "亿元", evidence="reprint"))
    >>> cut.verdict, cut.remark
    ('holds within rounding', 'truncated')
    """
    _same_unit(claim, computed)
    verdict, remark = _compare(claim, computed, qualifier)
    if not computed.decides:
        agrees = verdict != CONTRADICTED
        return Finding(CANNOT, computed, computed.formula, "unverified_yes" if agrees else "unverified_no")
    return Finding(verdict, computed, computed.formula, remark)


def _compare(claim: Quantity, computed: Quantity, qualifier: str) -> tuple[str, str]:
    if qualifier in ("exact", "forecast"):
        if computed.value == claim.value:
            return HOLDS, ""
    elif claim.low <= computed.low and computed.high <= claim.high:
        return HOLDS, ""
    if claim.meets(computed):
        return ROUNDING, "one_sided" if qualifier in ("at_least", "less_than") else ""
    if qualifier == "exact" and claim.low < claim.high and _truncated(claim, computed):
        return ROUNDING, "truncated"
    return CONTRADICTED, ""


def _truncated(claim: Quantity, computed: Quantity) -> bool:
    """Return whether cutting off digits (towards zero) gives the print."""
    if claim.value >= 0:
        return computed.low < claim.value + claim.step and computed.high >= claim.value
    return computed.high > claim.value - claim.step and computed.low <= claim.value


CHECKS: dict[str, Callable[..., Quantity | Finding]] = {
    "value": value,
    "repeated": repeated,
    "sum": total,
    "share": share,
    "difference": difference,
    "ratio": ratio,
    "product": product,
    "growth": growth,
    "level": level,
    "prior_level": prior_level,
    "compound_growth": compound_growth,
    "projection": projection,
    "mean": mean,
    "years_between": years_between,
    "rank": rank,
    "count": count,
    "distinct": distinct,
    "shared": shared,
    "consecutive": consecutive,
    "first_above": first_above,
    "order": order,
    "above": above,
    "below": below,
    "at_most": at_most,
    "needs": needs,
    "contains": contains,
    "known": known,
    "spellings": spellings,
    "grim": grim_finding,
    "common_base": common_base,
}
"""All checks by the name that ``data/checks.csv`` uses. A new check is a function here and a line in this dictionary."""

"""What follows from a list: how many members it has, which are there, which stand twice, how they are spelled."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from handbook.quantities.printed import Quantity
from handbook.quantities.verdicts import CANNOT, HOLDS, CheckError, Finding, yes_or_no

__all__ = [
    "consecutive",
    "contains",
    "count",
    "distinct",
    "known",
    "near",
    "shared",
    "spelling_pairs",
    "spellings",
]


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

    >>> distinct(["ACME", "天问", "ACME"]).formula
    '3 − 1 (2 × ACME) = 2'
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

    >>> shared(["鸿海", "和安", "鸿海"], ["1", "1", "3"]).formula
    '1 (鸿海: 1, 3)'
    """
    groups_of: dict[str, dict[str, None]] = {}
    for member, group in zip(members, groups, strict=True):
        groups_of.setdefault(member, {})[group] = None
    several = {member: list(memberships) for member, memberships in groups_of.items() if len(memberships) > 1}
    number = Fraction(len(several))
    places = [f"{member}: {', '.join(memberships)}" for member, memberships in several.items()]
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


def contains(members: Sequence[str], wanted: str, evidence: frozenset[str] = frozenset({"report"})) -> Finding:
    """Say whether a list has a member.

    >>> contains(["辅导", "申报"], "上市").formula
    '上市 ∉ {辅导、申报}'
    """
    is_member = wanted in members
    formula = f"{wanted} {'∈' if is_member else '∉'} {{{_named(members)}}}"
    number = Fraction(int(is_member))
    counted = Quantity(number, number, number, evidence=evidence, formula=formula)
    return yes_or_no(is_member, [counted], formula, "" if is_member else "not_member")


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
    counted = Quantity(number, number, number, evidence=frozenset({"report"}), formula=formula)
    if missing:
        return Finding(CANNOT, counted, formula, "source_unknown")
    return Finding(HOLDS, counted, formula, sensitivity=Fraction(0))


# ── spellings ────────────────────────────────────────────────────────────────────────────────────


def near(a: str, b: str) -> bool:
    """Return whether two names differ by one sign put in, left out, replaced or swapped with its neighbour.

    Letters of either case count as the same. After Damerau (1964), *Communications of the ACM* 7(3).

    >>> near("无界资本", "无届资本"), near("EPR", "ERP"), near("东方", "东方工业"), near("a", "a")
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

    >>> spelling_pairs(["南山领鲜", "南山领先", "通达网"])
    [('南山领先', '南山领鲜')]
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
    counted = Quantity(number, number, number, evidence=evidence, formula=formula)
    return yes_or_no(len(ways) == 1, [counted], formula, "spelled" if len(ways) > 1 else "")

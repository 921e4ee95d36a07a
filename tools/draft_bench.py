"""Measure `handbook draft` on texts with keys: what is found, what is proposed, which slips are seen.

``python -m tools.draft_bench`` writes docs/draft.md. The short texts with their keys are in tests/data/draft; the report,
whose key is data/claims.csv and data/checks.csv, is measured where HANDBOOK_REPORT names its text.
"""

from __future__ import annotations

import csv
import itertools
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from random import Random

from handbook.draft.draft import Draft, draft
from handbook.draft.model import Number
from handbook.draft.proposals import Proposal, proposed
from handbook.draft.text import parse
from handbook.quantities.units import unit
from tools import draft_report

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "tests" / "data" / "draft"
MARK = re.compile(r"\{([^{}|]+)\|([^{}|]*)\|([^{}|]*)\|([^{}|]*)\|([^{}|]*)\}")
POINTS = ("百分点", "个百分点", "percentage_points", "基点", "basis_points")


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """One number that a key says is printed."""

    name: str
    line: int
    token: str
    printed: str
    unit: str
    qualifier: str
    period: str


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """One relation that a key says is among the numbers: the claim that is checked comes first."""

    check: str
    claims: tuple[str, ...]
    of: str = ""
    """The claim of which it is one reading among others."""


@dataclass(slots=True)
class Key:
    """A text with what is in it."""

    name: str
    text: str
    claims: list[KeyClaim] = field(default_factory=list)
    checks: list[KeyCheck] = field(default_factory=list)


def marked(name: str, source: str) -> Key:
    """Return the key of a text whose quantities are marked.

    >>> key = marked("a", "In 2021, {5 tonnes|5|t|exact|2021}.\\n---\\nrepeated: 1")
    >>> key.text.strip(), key.claims[0].printed, key.checks
    ('In 2021, 5 tonnes.', '5', [KeyCheck(check='repeated', claims=('1',), of='')])
    """
    body, _, relations = source.partition("\n---\n")
    key = Key(name, MARK.sub(lambda match: match[1], body))
    number = 0
    for at, line in enumerate(body.split("\n"), start=1):
        for match in MARK.finditer(line):
            number += 1
            key.claims.append(KeyClaim(str(number), at, *match.groups()))
    for line in relations.strip().splitlines():
        check, _, members = line.partition(":")
        key.checks.append(KeyCheck(check.strip(), tuple(part.strip() for part in members.split(","))))
    return key


def texts() -> list[Key]:
    """Return the short texts with their keys."""
    return [marked(file.stem, file.read_text(encoding="utf-8")) for file in sorted(TEXTS.glob("*.txt"))]


ARITHMETIC = ("sum", "share", "growth", "difference", "product", "projection", "compound_growth", "ratio", "level",
              "prior_level", "grim", "common_base", "order", "above", "below", "repeated", "at_most", "mean")  # fmt: skip
"""Checks that are arithmetic among the printed numbers, where all their inputs are claims."""


def report() -> Key | None:
    """Return the report with its key, None where its text is not at hand."""
    file = os.environ.get("HANDBOOK_REPORT", "")
    if not file:
        return None
    key = Key("report", Path(file).read_text(encoding="utf-8"))
    for row in _rows(ROOT / "data" / "claims.csv"):
        if row["token"]:
            fields = (row["claim"], int(row["line"]), row["token"], row["printed"], row["unit"], row["qualifier"])
            key.claims.append(KeyClaim(*fields, row["period"]))
    printed = {claim.name for claim in key.claims}
    for row in _rows(ROOT / "data" / "checks.csv"):
        inputs = re.findall(r"C\d{4}[a-z]", row["inputs"])
        members = tuple(name for name in dict.fromkeys([row["claim"], *inputs]) if name in printed)
        if (
            row["check"] in ARITHMETIC
            and inputs
            and "/" not in row["inputs"]
            and len(members) > 1
            and set(inputs) <= printed
        ):
            key.checks.append(KeyCheck(row["check"], members, row["claim"]))
    return key


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


# ── claims ───────────────────────────────────────────────────────────────────────────────────────


def same(number: Number, claim: KeyClaim) -> bool:
    """Whether a drafted number has the value and unit of a claim."""
    if claim.unit == "日期" or number.kind == "date":
        return number.kind == "date" and number.printed.endswith(claim.printed)
    if number.points != (claim.unit in POINTS):
        return False
    if (number.unit == "%") != (claim.unit == "%"):
        return False
    number_value, claim_value = _value(number.printed, number.unit), _value(claim.printed, claim.unit)
    return number_value is not None and number_value == claim_value


def _value(printed: str, name: str) -> tuple[tuple[Fraction, ...], str] | None:
    """Return the ends of a printed number in base units, and their dimension; an unknown unit is none."""
    try:
        measure = unit("" if name == "年份" else name)
        low, dash, high = printed[1:].partition("-")
        ends = (printed[0] + low, high) if dash else (printed,)
        return tuple(Fraction(end) * measure.factor for end in ends), measure.dimension
    except ValueError:
        return None


@dataclass(slots=True)
class Found:
    """How a text was read: pairs of claim and number, claims that were missed, numbers that are none."""

    pairs: list[tuple[KeyClaim, Number]]
    missed: list[KeyClaim]
    none: list[Number]

    def number_of(self) -> dict[str, Number]:
        """Return the drafted number of each claim of the key that was found."""
        return {claim.name: number for claim, number in self.pairs}


def compared(key: Key, numbers: Sequence[Number]) -> Found:
    """Pair the claims of a key with drafted numbers on their lines."""
    free: dict[int, list[Number]] = {}
    for number in numbers:
        free.setdefault(number.line, []).append(number)
    pairs, missed = [], []
    for claim in key.claims:
        here = free.get(claim.line, [])
        partner = next((number for number in here if same(number, claim)), None)
        if partner is None:
            missed.append(claim)
        else:
            here.remove(partner)
            pairs.append((claim, partner))
    return Found(pairs, missed, [number for left in free.values() for number in left])


def right_period(claim: KeyClaim, number: Number, title: str) -> bool:
    """Whether a number has the period of the key; where the text names none, the report's own year is as good as none."""
    drafted_period, key_period = number.period or title, claim.period or title
    return drafted_period == key_period


# ── relations ────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Related:
    """How the relations of a text were proposed: those of the key proposed and missed, proposals right and wrong."""

    proposed: list[KeyCheck]
    missed: list[KeyCheck]
    right: list[Proposal]
    wrong: list[Proposal]


def relations(key: Key, draft: Draft, matched: Found) -> Related:
    """Compare proposals with the relations of a key.

    A relation is found where a proposal has its numbers, one more allowed (the change beside a year-end); a tie-out
    where a chain of proposals joins both places. A proposal is right where it has the numbers of a relation of the key.
    """
    alias = same_number(key)
    names = {id(number): alias.get(claim.name, claim.name) for claim, number in matched.pairs}
    sets = [(p, {names.get(id(n), "?") for n in p.members}) for p in draft.proposals]
    plain = {id(number): claim.name for claim, number in matched.pairs}
    joined = _joined({plain.get(id(n), "?") for n in p.members} for p in draft.proposals if p.kind == "tie_out")
    wanted = distinct(key.checks, alias)
    hit = [check for check in wanted if any(_is(check, s) for _, s in sets) or _tied(check, joined)]
    # A check with several readings is proposed where one of them is.
    read = {(check.check, check.of) for check in hit if check.of and check.check != "repeated"}
    hit = [check for check in wanted if check in hit or (check.check, check.of) in read]
    every = wanted
    one = {(c.check, c.of if c.of and c.check != "repeated" else c.claims): c for c in wanted}
    wanted, hit = list(one.values()), [check for check in one.values() if check in hit]
    right = [
        p
        for p, s in sets
        if any(_is(check, s) for check in every) or (p.kind == "tie_out" and _known(p, plain, wanted, alias))
    ]
    wrong = [p for p, _ in sets if p not in right]
    return Related(hit, [check for check in wanted if check not in hit], right, wrong)


def same_number(key: Key) -> dict[str, str]:
    """Return for each claim that only repeats another, in the same digits and unit, the first of them."""
    printed = {claim.name: (claim.printed, claim.unit) for claim in key.claims}
    pairs = [
        set(c.claims) for c in key.checks if c.check == "repeated" and len({printed[name] for name in c.claims}) == 1
    ]
    return {name: min(group) for group in _joined(pairs) for name in group}


def distinct(checks: Iterable[KeyCheck], alias: dict[str, str] | None = None) -> list[KeyCheck]:
    """Return relations once: one number that stands twice is one, and so is a pair that a key names in both directions."""
    seen: set[tuple[str, frozenset[str]]] = set()
    once = []
    for check in checks:
        names = check.claims
        if alias and check.check != "repeated":
            names = tuple(dict.fromkeys(alias.get(name, name) for name in names))
        key = (check.check, frozenset(names))
        if key not in seen:
            seen.add(key)
            once.append(KeyCheck(check.check, names, (alias or {}).get(check.of, check.of)))
    return once


def _is(check: KeyCheck, members: set[str]) -> bool:
    wanted = set(check.claims)
    return (wanted <= members and len(members) <= len(wanted) + 1 and len(members) > 1) or wanted == members


def _joined(pairs: Iterable[set[str]]) -> list[set[str]]:
    groups: list[set[str]] = []
    for pair in pairs:
        touching = [group for group in groups if group & pair]
        groups = [group for group in groups if not group & pair] + [set().union(pair, *touching)]
    return groups


def _tied(check: KeyCheck, joined: Sequence[set[str]]) -> bool:
    return check.check == "repeated" and any(set(check.claims) <= group for group in joined)


def _known(proposal: Proposal, plain: dict[int, str], wanted: Sequence[KeyCheck], alias: dict[str, str]) -> bool:
    """Whether a tie-out joins two places that the key joins, at once or by a third."""
    names = {plain.get(id(number), "?") for number in proposal.members}
    ties = _joined(set(check.claims) for check in wanted if check.check == "repeated")
    return any(names <= group for group in ties) or len({alias.get(name, name) for name in names}) == 1


# ── slips ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Slipped:
    """What became of numbers that were changed inside relations which hold."""

    changed: int = 0
    reported: int = 0
    explained: int = 0
    missed: list[str] = field(default_factory=list)


def changed(printed: str, random: Random) -> tuple[str, str]:
    """Return a printed number with one slip, and its kind: one digit, two digits swapped, or a factor of ten."""
    digits = [at for at, sign in enumerate(printed) if sign.isdigit()]
    kind = random.choice(("digit", "digit", "swapped", "factor"))
    signs = list(printed)
    if kind == "swapped":
        pairs = [
            (a, b)
            for a, b in itertools.pairwise(digits)
            if signs[a] != signs[b] and not (a == digits[0] and signs[b] == "0")
        ]
        if pairs:
            a, b = random.choice(pairs)
            signs[a], signs[b] = signs[b], signs[a]
            return "".join(signs), kind
    if kind == "factor" and "." in printed:
        return printed.replace(".", ""), kind
    at = random.choice(digits)
    signs[at] = random.choice([digit for digit in "123456789" if digit != signs[at]])
    return "".join(signs), "digit"


def slipped(key: Key, times: int, seed: int = 2022) -> Slipped:
    """Change one number of a relation of the key that holds, draft again, and see whether it is reported."""
    random = Random(seed)
    result = Slipped()
    unchanged = drafted(key)
    matched = compared(key, unchanged.reading.numbers)
    names = {claim.name: number for claim, number in matched.pairs}
    members = [
        (check, name)
        for check in distinct(key.checks)
        if holds(check, names)
        for name in dict.fromkeys(check.claims)
        if name in names and re.search(r"\d", names[name].token) and names[name].qualifier == "exact"
    ]
    random.shuffle(members)
    before = {signature(p) for p in unchanged.misfits}
    for _, name in members:
        if result.changed == times:
            break
        claim = next(claim for claim in key.claims if claim.name == name)
        number = re.search(r"\d[\d, .]*\d|\d", claim.token)
        if number is None:
            continue
        printed, kind = changed(number[0], random)
        if not spoiled(unchanged, names[name], printed):
            continue
        after = replaced(key, claim, claim.token.replace(number[0], printed, 1))
        again = draft(parse(after, key.name))
        news = [p for p in again.misfits if signature(p) not in before]
        bare = re.sub(r"[, ]", "", printed)
        told = [
            p
            for p in news
            if any(n.line == claim.line and n.printed.lstrip("-") == bare.lstrip("-") for n in p.members)
        ]
        meant = re.sub(r"[, ]", "", number[0])
        result.changed += 1
        result.reported += bool(told)
        right = any(
            n.line == claim.line and slip.meant.lstrip("-") == meant.lstrip("-") for p in told for n, slip in p.slips
        )
        result.explained += right
        if not told:
            result.missed.append(f"{claim.token} → {printed} ({kind})")
    return result


def spoiled(draft: Draft, number: Number, text: str) -> bool:
    """Whether a change takes a relation that was proposed beyond its rounding; where none was proposed, any change does."""
    other = replace(number, printed=re.sub(r"[, ]", "", text))
    fitting = [p for p in draft.proposals if p.fits and p.function is not None and number in p.members]
    if not fitting:
        return True
    for one in fitting:
        members = [other if n is number else n for n in one.members]
        again = proposed(
            one.kind,
            members[0] if one.claim is not None else one.constant or Fraction(1),
            members[1:] if one.claim is not None else members,
            one.function or (lambda parts: parts[0]),
            "",
            1.0,
        )
        if again is None or not again.fits:
            return True
    return False


def holds(check: KeyCheck, names: dict[str, Number]) -> bool:
    """Whether all numbers of a relation were read and it holds; one that cannot be worked out here is left out."""
    if check.check not in SLIPPABLE or any(name not in names for name in check.claims):
        return False
    numbers = [names[name] for name in check.claims]
    if check.check not in ("sum", "share", "difference") or not check.of:
        return not check.of
    footing = proposed("footing", numbers[0], numbers[1:], check.check, "", 1.0) if len(numbers) > 2 else None
    return footing is not None and footing.fits and (check.check == "sum" or len(numbers) == 3)


SLIPPABLE = frozenset({"sum", "share", "growth", "difference", "compound_growth", "per_head", "whole", "contributions",
                       "roll_forward", "product"})  # fmt: skip
"""Relations in which a changed number is looked for; a number that only stands twice has no third to decide."""


def signature(proposal: Proposal) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Return what a proposal is about, for comparison with that of another draft."""
    return proposal.kind, tuple((number.line, number.printed) for number in proposal.members)


def replaced(key: Key, claim: KeyClaim, token: str) -> str:
    """Return the text with the token of one claim changed, in its own place among equal tokens of its line."""
    lines = key.text.split("\n")
    line = lines[claim.line - 1]
    before = [c for c in key.claims if c.line == claim.line]
    at = 0
    for one in before:
        at = line.find(one.token, at)
        if one is claim:
            break
        at += len(one.token)
    lines[claim.line - 1] = line[:at] + token + line[at + len(claim.token) :]
    return "\n".join(lines)


def drafted(key: Key) -> Draft:
    """Return the draft of a key's text."""
    return draft(parse(key.text, key.name))


# ── the page ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Measured:
    """One text with all that was measured of it."""

    key: Key
    draft: Draft
    matched: Found
    related: Related
    slips: Slipped

    @property
    def quantities(self) -> list[KeyClaim]:
        """The claims of the key that are quantities: times are said of numbers, and set aside as such."""
        return [claim for claim in self.key.claims if not is_time(claim)]

    def rightly(self) -> tuple[int, int, int]:
        """Return how many quantities were found, with the right period, and how many times were seen as times."""
        pairs = [(claim, number) for claim, number in self.matched.pairs if not is_time(claim)]
        title = own_year(self.draft)
        dates = sum(is_time(claim) for claim, _ in self.matched.pairs)
        asides = {(aside.line, aside.token) for aside in self.draft.reading.asides if aside.reason == "period"}
        seen = sum(
            is_time(c) and any(at == c.line and c.token[:4] in token for at, token in asides)
            for c in self.matched.missed
        )
        return len(pairs), sum(right_period(claim, number, title) for claim, number in pairs), dates + seen

    @property
    def alarms(self) -> list[Proposal]:
        """Misfits on the unchanged text that its key does not know."""
        return [p for p in self.draft.misfits if self.key.name != "report" or p not in self.related.right]


def is_time(claim: KeyClaim) -> bool:
    """Whether a claim of a key is a date, a year or a span of years.

    >>> is_time(KeyClaim("1", 1, "2021-2025年", "2021-2025", "年", "range", "")), is_time(KeyClaim("1", 1, "五年", "5", "年", "", ""))
    (True, False)
    """
    return claim.unit in ("日期", "年份") or (claim.unit == "年" and bool(re.match(r"(?:19|20)\d\d", claim.printed)))


def own_year(draft: Draft) -> str:
    """Return the year of a report's title: numbers that nobody dated have it, or none, in a key."""
    years = re.findall(r"20\d\d", " ".join(block.text for block in draft.reading.document.blocks[:3]))
    return years[0] if years else ""


def measured(key: Key, times: int = 40) -> Measured:
    """Measure one text."""
    draft = drafted(key)
    matched = compared(key, draft.reading.numbers)
    return Measured(key, draft, matched, relations(key, draft, matched), slipped(key, times))


def main() -> None:
    """Measure all texts and write docs/draft.md."""
    own = report()
    done = [measured(key) for key in [*([own] if own else []), *texts()]]
    text = draft_report.page(done)
    (ROOT / "docs" / "draft.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

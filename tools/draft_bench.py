"""Measure `handbook draft` on texts with keys: what is found, what is proposed, which slips are seen.

``python -m tools.draft_bench`` writes docs/draft.md. The short texts with their keys are in tests/data/draft; the report,
whose key is data/claims.csv and data/checks.csv, is measured where HANDBOOK_REPORT names its text.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from handbook.draft.model import Number
from handbook.draft.reading import read_numbers
from handbook.draft.text import parse
from handbook.quantities.units import unit

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
    ('In 2021, 5 tonnes.', '5', [KeyCheck(check='repeated', claims=('1',))])
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


def keys() -> list[Key]:
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
        if row["check"] in ARITHMETIC and inputs and "/" not in row["inputs"] and {row["claim"], *inputs} <= printed:
            key.checks.append(KeyCheck(row["check"], (row["claim"], *inputs)))
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
    mine, its = _value(number.printed, number.unit), _value(claim.printed, claim.unit)
    return mine is not None and mine == its


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
        found = next((number for number in here if same(number, claim)), None)
        if found is None:
            missed.append(claim)
        else:
            here.remove(found)
            pairs.append((claim, found))
    return Found(pairs, missed, [number for left in free.values() for number in left])


def right_period(claim: KeyClaim, number: Number, title: str) -> bool:
    """Whether a number has the period of the key; where the text names none, the report's own year is as good as none."""
    mine, its = number.period or title, claim.period or title
    return mine == its


def main() -> None:
    """Print what was found."""
    for key in [*([report()] if report() else []), *keys()]:
        assert key is not None
        reading = read_numbers(parse(key.text, key.name))
        found = compared(key, reading.numbers)
        title = "2023" if key.name == "report" else ""
        period = sum(right_period(claim, number, title) for claim, number in found.pairs)
        n = len(key.claims)
        print(
            f"{key.name:20} claims {len(found.pairs)}/{n} = {len(found.pairs) / n:.1%}; period {period}/{n} {period / max(1, len(found.pairs)):.1%}; none {len(found.none)} of {len(reading.numbers)} = {len(found.none) / max(1, len(reading.numbers)):.1%}"
        )


if __name__ == "__main__":
    main()

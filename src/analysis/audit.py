"""The audit: every claim of the report with its verdict.

``data/claims.csv`` says what the report prints, ``data/checks.csv`` which relation each number must satisfy.
An input of a check is a claim (``C0139a``), a cell (``gdp/gdp_100m_cny?year=2022&vintage=first_published``),
rows (``winners?year=2023&list=smart_brands``), an exact number with or without a unit (``2 万亿元``), or another check in brackets: ``growth(new; old)``.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import checks, tables
from analysis.checks import (
    AS_STATED,
    CANNOT,
    CHECKS,
    CONTRADICTED,
    DECIDED,
    HOLDS,
    REFUTING,
    ROUNDING,
    CheckError,
    Finding,
    Ranking,
)
from analysis.quantities import EVIDENCE, PrintError, Quantity, exact, printed
from analysis.units import UnitError, unit

__all__ = [
    "KINDS_OF_FINDING",
    "REASONS",
    "Claim",
    "Ledger",
    "Outcome",
    "Verdict",
    "audit",
    "findings",
    "of_chapter",
    "of_figure",
    "verdicts_digest",
]

REASONS: dict[str, str] = {
    "self_reported": AS_STATED,
    "definition": AS_STATED,
    "opinion": AS_STATED,
    "unpublished": CANNOT,
    "source_not_found": CANNOT,
    "edition_lost": CANNOT,
    "method_unpublished": CANNOT,
    "vague": CANNOT,
}
"""Why a claim has no check, and the verdict that follows."""

KINDS_OF_FINDING = ("arithmetic", "source", "listing")
"""What decides a claim: the report's own numbers, a public source, or what is listed and how it is named."""

_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?: (\S+))?")
_CALL = re.compile(r"([a-z_]+)\((.*)\)", re.DOTALL)
_ROWS = ("count", "distinct", "shared", "consecutive", "first_above", "rank", "contains", "known", "spellings")
"""Checks whose first input stands for rows of a table, not for quantities."""

_TIMELESS = frozenset({*_ROWS, "grim", "common_base"} - {"count", "distinct"})
"""Checks that ask nothing which another year could answer."""

_LISTING = frozenset({"count", "distinct", "shared", "contains", "spellings"})
"""Checks of what is listed and how it is named."""
_YEAR = re.compile(r"\byear=(\d{4})\b")
_FILTERED = re.compile(r"([a-z]\w*)/\w+\?([^;()]*)")
_TABLE = re.compile(r"([a-z]\w*)/\w+\?[^;()]*\byear=")


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantity that the report prints; the columns of ``data/claims.csv``."""

    claim: str
    figure: str
    page: str
    entity: str
    subject: str
    subject_zh: str
    metric: str
    period: str
    printed: str
    unit: str
    qualifier: str
    source: str
    kind: str
    chapter: str
    line: str
    token: str
    reason: str

    @property
    def implied(self) -> bool:
        """Whether the number is not printed but follows from what is: how many are listed, which way a number goes."""
        return not self.token

    @property
    def quantity(self) -> Quantity:
        """The printed number as an interval."""
        return printed(self.printed, self.unit, self.qualifier, place=self.claim)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The finding of one check on one claim, with the label of the choice it depends on (or nothing)."""

    check: str
    inputs: str
    choice: str
    choice_zh: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Later:
    """What the tables say of a claim's quantity in a year after the report."""

    period: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one claim and how it came about.

    Attributes:
        claim: what is printed.
        verdict: one of `analysis.checks.VERDICTS`.
        outcomes: one per check and choice; empty when nothing can be checked.
        deciding: the outcome that gave the verdict, None without checks.
        later: the same quantity in the years after the report; the verdict stays that on the claim's own period.
    """

    claim: Claim
    verdict: str
    outcomes: tuple[Outcome, ...] = ()
    deciding: Outcome | None = None
    later: tuple[Later, ...] = ()

    @property
    def evidence(self) -> str:
        """The weakest evidence behind the deciding outcome."""
        if self.deciding is None or self.deciding.finding.computed is None:
            return "report"
        return weakest(self.deciding.finding.computed.evidence)

    @property
    def depends_on_choice(self) -> bool:
        """Whether different choices give different verdicts."""
        return len({o.finding.verdict for o in self.outcomes if o.choice}) > 1

    @property
    def kind_of_finding(self) -> str:
        """What decided it, one of `KINDS_OF_FINDING`; empty where nothing did."""
        if self.deciding is None or self.verdict not in DECIDED:
            return ""
        places = self.deciding.finding.computed.evidence if self.deciding.finding.computed else frozenset()
        if places - {"report"}:
            return "source"
        return "listing" if self.deciding.check in _LISTING else "arithmetic"

    @property
    def gap(self) -> float:
        """How far print and computation are apart, relative to the print; 0 unless contradicted."""
        if self.verdict != CONTRADICTED or self.deciding is None or self.deciding.finding.computed is None:
            return 0.0
        computed, claimed = self.deciding.finding.computed.value, self.claim.quantity.value
        return abs(float((computed - claimed) / claimed)) if claimed else 1.0

    def in_unit_of_print(self, computed: Quantity | None) -> Quantity | None:
        """Return what was computed if it is a quantity of the print's kind.

        A check that says yes or no may compare sums of money for a claim that prints a year.
        """
        if computed is None or computed.dimension != unit(self.claim.unit).dimension:
            return None
        return computed

    def in_printed_unit(self, bound: Any) -> float | None:
        """Return a bound in the unit of the print with all its digits, None where there is none or it is infinite."""
        if bound is None or bound in (float("inf"), float("-inf")):
            return None
        return float(Fraction(bound) / unit(self.claim.unit).factor)


def weakest(grades: Iterable[str]) -> str:
    """Return the weakest of some grades of evidence (``report`` when there is none).

    >>> weakest({"reprint", "unverified"})
    'unverified'
    """
    return max(grades, key=EVIDENCE.index, default="report")


def split_inputs(inputs: str) -> list[str]:
    """Split at semicolons that are not inside brackets.

    >>> split_inputs("C0001a; growth(C0002a; C0003a)")
    ['C0001a', 'growth(C0002a; C0003a)']
    """
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(inputs):
        depth += (sign == "(") - (sign == ")")
        if sign == ";" and depth == 0:
            parts.append(inputs[start:at].strip())
            start = at + 1
    parts.append(inputs[start:].strip())
    if depth:
        raise CheckError(f"{inputs!r}: the brackets do not match.")
    return [part for part in parts if part]


def _items(text: str) -> int:
    if not text.isdecimal():
        raise CheckError(f"{text!r}: the number of items of a whole-number test is a whole number.")
    return int(text)


@dataclass
class Ledger:
    """All claims and the tables that decide them, with look-ups that are made once.

    Args:
        data_dir: folder with tables.
    """

    data_dir: str | Path = "data"
    claims: dict[str, Claim] = field(default_factory=dict)
    checks: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    _index: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[int]]] = field(default_factory=dict)
    _lists: dict[str, list[str]] = field(default_factory=dict)
    _cells: dict[tuple[str, str, int], Quantity] = field(default_factory=dict)
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    _units: dict[tuple[str, str], str] = field(default_factory=dict)
    _rankings: dict[tuple[str, str, str], Ranking] = field(default_factory=dict)
    _last_years: dict[str, int] = field(default_factory=dict)
    _verdicts: dict[str, Verdict] = field(default_factory=dict)
    _groups: dict[str, dict[str, list[Claim]]] = field(default_factory=dict)
    _ties: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tables.checked("claims", self.data_dir)
        tables.checked("checks", self.data_dir)
        columns = [field_.name for field_ in fields(Claim)]
        for row in tables.text("claims", self.data_dir)[columns].to_dict("records"):
            self.claims[row["claim"]] = Claim(**{str(key): value for key, value in row.items()})
        for row in tables.text("checks", self.data_dir).to_dict("records"):
            self.checks.setdefault(row["claim"], []).append({str(k): v for k, v in row.items()})

    # ── references ──

    def is_claim(self, text: str) -> bool:
        """Return whether a text is the id of a claim, as the data package writes them, whether it is there or not."""
        return text in self.claims or (bool(self._claim_ids) and bool(re.fullmatch(self._claim_ids, text)))

    @cached_property
    def _claim_ids(self) -> str:
        return str(tables.fields("claims", self.data_dir)["claim"].get("constraints", {}).get("pattern", ""))

    def claims_in(self, inputs: str) -> list[str]:
        """Return the claims that a check names as its inputs, those of checks in brackets included.

        Raises:
            CheckError: when brackets do not match.
        """
        found = []
        for part in split_inputs(inputs):
            if call := _CALL.fullmatch(part):
                found += self.claims_in(call[2])
            elif self.is_claim(part):
                found.append(part)
        return found

    def rows(self, reference: str) -> tuple[str, str, list[int]]:
        """Return table, column (or nothing) and row positions that a reference stands for.

        Raises:
            CheckError: for an unknown table, column or year, naming those there are.
        """
        place, _, filters = reference.partition("?")
        name, _, column = place.partition("/")
        frame = self._frame(name, reference)
        pairs = tables.wanted(filters)
        keys = tuple(pair[0] for pair in pairs)
        for key in (*keys, *([column] if column else [])):
            if key not in frame.columns:
                raise CheckError(
                    f"{reference!r}: table {name} has no column {key!r}; it has {', '.join(frame.columns)}."
                )
        if (name, keys) not in self._index:
            index: dict[tuple[str, ...], list[int]] = {}
            columns = [frame[key].tolist() for key in keys]
            for position in range(len(frame)):
                index.setdefault(tuple(values[position] for values in columns), []).append(position)
            self._index[name, keys] = index
        found = self._index[name, keys].get(tuple(pair[1] for pair in pairs), [])
        if not found and "year" in keys and dict(pairs)["year"] not in (years := set(self._column(name, "year"))):
            # Nothing counted in a year that is not there at all would be no finding of 0.
            raise CheckError(
                f"{reference!r}: {name} has no row of {dict(pairs)['year']}; its years are {', '.join(sorted(years))}."
            )
        return name, column, found

    def _frame(self, name: str, reference: str) -> pd.DataFrame:
        if name not in self._frames:
            known = tables.names(self.data_dir)
            if name not in known:
                raise CheckError(f"{reference!r}: there is no table {name!r}; tables are {', '.join(known)}.")
            self._frames[name] = tables.text(name, self.data_dir)
        return self._frames[name]

    def cell(self, name: str, column: str, position: int) -> Quantity:
        """Return one cell of a table as a quantity."""
        found = self._cells.get((name, column, position))
        if found is None:
            frame = self._frame(name, name)
            if (name, column) not in self._units:
                self._units[name, column] = str(tables.fields(name, self.data_dir).get(column, {}).get("unit", ""))
            found = printed(
                self._column(name, column)[position],
                self._units[name, column],
                evidence=self._column(name, "evidence")[position] if "evidence" in frame.columns else "report",
                place=f"{name}/{column}/{position + 2}",
            )
            self._cells[name, column, position] = found
        return found

    def _column(self, name: str, column: str) -> list[str]:
        key = f"{name}/{column}"
        if key not in self._lists:
            self._lists[key] = self._frame(name, key)[column].tolist()
        return self._lists[key]

    def quantities(self, expression: str) -> list[Quantity]:
        """Return the quantities that an expression stands for (several for a reference to several cells)."""
        plain = _NUMBER.fullmatch(expression)
        if plain:
            measure = unit(plain[2] or "")
            return [exact(Fraction(plain[1]) * measure.factor, measure.dimension).but(formula=expression)]
        if self.is_claim(expression):
            return [self._claim(expression).quantity]
        call = _CALL.fullmatch(expression)
        if call:
            result = self.apply(call[1], call[2])
            if isinstance(result, Finding):
                raise CheckError(f"{call[1]} says yes or no; it cannot be an input.")
            return [result]
        name, column, positions = self.rows(expression)
        if not column:
            raise CheckError(f"{expression!r} names rows; name a column too: {name}/<column>?…")
        if not positions:
            raise CheckError(f"{expression!r}: no row of {name} has these values.")
        return [self.cell(name, column, position) for position in positions]

    # ── checks ──

    def apply(self, check: str, inputs: str, claim: Claim | None = None) -> Quantity | Finding:
        """Evaluate one check.

        Raises:
            CheckError: when the check is unknown or its inputs do not fit it.
        """
        if check not in CHECKS:
            raise CheckError(f"there is no check {check!r}; checks are {', '.join(CHECKS)}.")
        parts = split_inputs(inputs)
        least = {"first_above": 2, "shared": 2, "consecutive": 2, "contains": 2, "known": 2, "common_base": 2}
        if len(parts) < least.get(check, 1):
            raise CheckError(f"{check}({inputs}): wrong number of inputs.")
        try:
            if check in _ROWS:
                return self._of_rows(check, parts)
            if check == "grim":
                if claim is None:
                    raise CheckError("grim tests a printed number; it cannot be an input.")
                base = self.quantities(parts[0])[0]
                items = _items(parts[1]) if len(parts) > 1 else 1
                return checks.grim_finding(claim.printed, base, items, percent=claim.unit == "%")
            if check == "common_base":
                return checks.common_base(
                    [self._claim(part).printed for part in parts[1:]], self.quantities(parts[0])[0]
                )
            return CHECKS[check](*(q for part in parts for q in self.quantities(part)))
        except TypeError:
            raise CheckError(f"{check}({inputs}): wrong number of inputs.") from None
        except (ZeroDivisionError, PrintError, UnitError) as error:
            raise CheckError(f"{check}({inputs}): {error}") from None

    def _claim(self, name: str) -> Claim:
        if name not in self.claims:
            raise CheckError(f"there is no claim {name!r}.")
        return self.claims[name]

    def _of_rows(self, check: str, parts: list[str]) -> Quantity | Finding:
        """Evaluate a check on rows of a table; see the check's own words for its other inputs."""
        name, column, positions = self.rows(parts[0])
        if not column and check != "count":
            raise CheckError(f"{parts[0]!r} names rows; name a column too: {name}/<column>?…")
        grades = self._column(name, "evidence") if "evidence" in tables.fields(name, self.data_dir) else []
        evidence = frozenset(grades[p] for p in positions) if grades else frozenset({"report"})
        cells = self._column(name, column) if column else []
        filled = [p for p in positions if not column or cells[p]]
        codes = tables.fields(name, self.data_dir)[column].get("labels", {}) if column else {}
        # The names of the report are Chinese: so are those of codes, in every language.
        members = [codes.get(cells[p], (0, cells[p]))[1] if column else self._label(name, p) for p in filled]

        def beside(other: str) -> list[str]:
            """Return another column of the same rows."""
            if other not in tables.fields(name, self.data_dir):
                raise CheckError(f"{parts[0]!r}: table {name} has no column {other!r}.")
            values = self._column(name, other)
            return [values[p] for p in filled]

        if check == "count":
            # Rows are counted one by one, values of a column once.
            return checks.count(list(dict.fromkeys(members)) if column else members, evidence, parts[0])
        if check == "distinct":
            return checks.distinct(members, evidence, parts[0])
        if check == "shared":
            return checks.shared(members, beside(parts[1]), evidence, parts[0])
        if check == "contains":
            return checks.contains(members, parts[1], evidence)
        if check == "known":
            return checks.known(members, beside(parts[1]))
        if check == "spellings":
            return checks.spellings(members, evidence)
        if check == "consecutive":
            years = [int(year) for year in members if year.isdigit()]
            return checks.consecutive(years, int(self.quantities(parts[1])[0].value), evidence, parts[0])
        if check == "rank":
            if len(positions) != 1:
                raise CheckError(f"{parts[0]!r}: a rank is that of one cell, but {len(positions)} rows match.")
            among = name, column, parts[1] if len(parts) > 1 else ""
            if among not in self._rankings:
                others = self.rows(parts[1])[2] if among[2] else range(len(self._column(name, column)))
                values = self._column(name, column)
                self._rankings[among] = Ranking([self.cell(name, column, p) for p in others if values[p]])
            return self._rankings[among].rank(self.cell(name, column, positions[0]))
        years_of = self._column(name, "year" if "year" in tables.fields(name, self.data_dir) else "period")
        dated = [p for p in filled if years_of[p].isdigit()]
        series = [(int(years_of[p]), self.cell(name, column, p)) for p in dated]
        return checks.first_above(series, self.quantities(parts[1])[0])

    def _label(self, name: str, position: int) -> str:
        """Return what names a row: its first text column."""
        for column, entry in tables.fields(name, self.data_dir).items():
            if entry.get("type", "string") == "string" and column not in ("source", "evidence"):
                label = self._column(name, column)[position]
                if label:
                    return label
        return str(position + 2)

    def outcome(self, claim: Claim, row: dict[str, str]) -> Outcome:
        """Evaluate one row of ``checks.csv`` on its claim."""
        result = self.apply(row["check"], row["inputs"], claim)
        if isinstance(result, Quantity):
            if row["check"] == "value" and "report" in result.evidence:
                raise CheckError(
                    f"value({row['inputs']}): the report cannot check itself; use `repeated` or another source."
                )
            result = checks.decide(claim.quantity, result, claim.qualifier)
        return Outcome(row["check"], row["inputs"], row["choice"], row["choice_zh"], result)

    def verdict(self, claim: Claim) -> Verdict:
        """Return the verdict on one claim.

        A claim that fails one check is contradicted. Where a check depends on a choice, the claim is contradicted
        only if it fails under every choice: a choice under which it would hold, if only the evidence were good
        enough to decide, leaves it undecided. Checks that can only refute leave a claim its own reason.
        """
        outcomes = tuple(self.outcome(claim, row) for row in self.checks.get(claim.claim, []))
        refuted = any(o.finding.verdict == CONTRADICTED for o in outcomes)
        if all(o.check in REFUTING for o in outcomes) and not refuted:
            if claim.reason not in REASONS:
                raise CheckError(
                    f"it has no check that can decide, and {claim.reason!r} is none of the reasons {', '.join(REASONS)}."
                )
            return Verdict(claim, REASONS[claim.reason], outcomes)
        groups: dict[str, list[Outcome]] = {}
        for position, outcome in enumerate(outcomes):
            groups.setdefault("choice" if outcome.choice else str(position), []).append(outcome)
        best = [min(group, key=lambda o: _MERCY.index(_standing(o.finding))) for group in groups.values()]
        worst = min(best, key=lambda o: _SEVERITY.index(o.finding.verdict))
        return Verdict(claim, worst.finding.verdict, outcomes, worst, tuple(self.later(claim)))

    # ── what came after ──

    def later(self, claim: Claim) -> list[Later]:
        """Return what the tables say of a claim's quantity in the years after the last one that the report speaks of.

        The check of the claim is worked out again with all its years moved on; a claim about an earlier year, or one
        whose check rests on other claims, has nothing that came after.
        """
        for row in self.checks.get(claim.claim, []):
            years = [int(year) for year in _YEAR.findall(row["inputs"])]
            place = _TABLE.findall(row["inputs"])
            if not years or self.claims_in(row["inputs"]) or row["check"] in _TIMELESS:
                continue
            if max(years) < max(self.horizon[name] for name in place):
                return []
            found = []
            for step in range(1, max(self._last_year(name) for name in place) - max(years) + 1):
                inputs = _YEAR.sub(lambda year, step=step: f"year={int(year[1]) + step}", row["inputs"])  # type: ignore[misc]
                try:
                    result = self.apply(row["check"], inputs)
                except CheckError:
                    continue
                if isinstance(result, Quantity):
                    found.append(Later(str(max(years) + step), result))
            return found
        return []

    @cached_property
    def horizon(self) -> dict[str, int]:
        """The last year of each table that any check of a claim names: up to there the report speaks of it."""
        last: dict[str, int] = {}
        for rows in self.checks.values():
            for row in rows:
                for name, filters in _FILTERED.findall(row["inputs"]):
                    years = [int(year) for year in _YEAR.findall(filters)]
                    last[name] = max([*years, last.get(name, 0)])
        return last

    def _last_year(self, name: str) -> int:
        if name not in self._last_years:
            self._last_years[name] = max(int(year) for year in set(self._column(name, "year")) if year.isdigit())
        return self._last_years[name]

    def group(self, column: str, value: str) -> list[Claim]:
        """Return the claims with a value in a column of ``claims.csv``."""
        if column not in self._groups:
            groups: dict[str, list[Claim]] = {}
            for claim in self.claims.values():
                groups.setdefault(getattr(claim, column), []).append(claim)
            self._groups[column] = groups
        return self._groups[column].get(value, [])

    # ── weight ──

    def ties(self, claim: str) -> set[str]:
        """Return the other claims that a check joins to a claim, as its inputs or as what it is an input of."""
        if not self._ties:
            for name, rows in self.checks.items():
                inputs = [row["inputs"] for row in rows if row["check"] not in REFUTING]
                for other in {found for text in inputs for found in self.claims_in(text)} - {name}:
                    self._ties.setdefault(name, set()).add(other)
                    self._ties.setdefault(other, set()).add(name)
        return self._ties.get(claim, set())

    def weight(self, verdict: Verdict) -> float:
        """Return how much a contradiction matters, 0 for other verdicts: the sum of

        - 2 where the number stands in the title of its page;
        - log2(1 + claims tied to it by a check), at most 3: how much else leans on it or is involved;
        - 1 where it speaks of a country, a sector or a sample, 0 where of one company or product;
        - 1 where arithmetic or a source decides, 0 where it is about naming or listing;
        - half of 1 where an official statistic is quoted;
        - the gap between print and computation relative to the print, at most 1 (not for lists).
        """
        if verdict.verdict != CONTRADICTED:
            return 0.0
        claim = verdict.claim
        text = claim.token or claim.printed
        listing = verdict.kind_of_finding == "listing"
        return round(
            2.0 * (len(text) > 1 and text in claim.page)
            + min(3.0, math.log2(1 + len(self.ties(claim.claim))))
            + 1.0 * (claim.entity not in self._companies)
            + 1.0 * (not listing)
            + 0.5 * (claim.kind == "official")
            + (0.0 if listing else min(1.0, verdict.gap)),
            4,
        )

    @cached_property
    def _companies(self) -> set[str]:
        rows = tables.text("names", self.data_dir)
        return set(rows[rows["kind"].isin(["company", "product"])]["name"])

    def verdicts(self, chosen: Iterable[Claim] | None = None) -> Iterator[Verdict]:
        """Yield the verdicts on some claims (all by default), in the order of ``claims.csv``."""
        for claim in self.claims.values() if chosen is None else chosen:
            try:
                if claim.claim not in self._verdicts:
                    self._verdicts[claim.claim] = self.verdict(claim)
                yield self._verdicts[claim.claim]
            except (CheckError, PrintError, UnitError) as error:
                at = list(self.claims).index(claim.claim) + 2
                raise tables.TableError(
                    [
                        tables.Problem(
                            "claims.csv", at, "claim", claim.claim, f"a check that can be worked out, but {error}"
                        )
                    ]
                ) from None


def _standing(finding: Finding) -> str:
    """Return a verdict for the comparison of choices: undecided, but agreeing, stands before a contradiction."""
    return "agrees" if finding.remark in ("unverified_yes", "needed") else finding.verdict


_MERCY = (HOLDS, ROUNDING, "agrees", CONTRADICTED, CANNOT, AS_STATED)
_SEVERITY = (CONTRADICTED, ROUNDING, HOLDS, CANNOT, AS_STATED)


@lru_cache(maxsize=4)
def _ledger(data_dir: str, state: tuple[Any, ...]) -> Ledger:
    return Ledger(data_dir)


def ledger(data_dir: str | Path = "data") -> Ledger:
    """Return the ledger of a folder, made anew only when a table changed."""
    return _ledger(str(tables.folder(data_dir)), tables.stamps(data_dir))


def audit(data_dir: str | Path = "data") -> list[Verdict]:
    """Return the verdicts on all claims."""
    return list(ledger(data_dir).verdicts())


def of_figure(figure: str, data_dir: str | Path = "data") -> list[Verdict]:
    """Return the verdicts on the claims of one figure."""
    book = ledger(data_dir)
    return _recorded(f"figure={figure}", book.group("figure", figure), book)


def of_chapter(chapter: str, data_dir: str | Path = "data", without_figure: bool = False) -> list[Verdict]:
    """Return the verdicts on the claims of one chapter, on request only those that belong to no figure."""
    book = ledger(data_dir)
    chosen = [c for c in book.group("chapter", chapter) if not (without_figure and c.figure)]
    return _recorded(f"chapter={chapter}", chosen, book)


def _recorded(scope: str, chosen: list[Claim], book: Ledger) -> list[Verdict]:
    found = list(book.verdicts(chosen))
    tables.record_digest(f"verdicts?{scope}", verdicts_digest(scope, book.data_dir))
    return found


def verdicts_digest(scope: str, data_dir: str | Path = "data") -> str:
    """Return a digest of the verdicts on a ``figure=…`` or a ``chapter=…``: what a page shows of the audit."""
    column, _, wanted = scope.partition("=")
    book = ledger(data_dir)
    rows = [as_row(v) for v in book.verdicts(book.group(column, wanted))]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def findings(data_dir: str | Path = "data") -> list[list[Verdict]]:
    """Return the contradictions by weight, heaviest first (see `Ledger.weight`).

    Claims that one arithmetic contradicts (a total printed three times, two prints of one rank) are one finding: the
    heaviest of them comes first.
    """
    book = ledger(data_dir)
    found = [v for v in book.verdicts() if v.verdict == CONTRADICTED]
    found.sort(key=lambda v: (-book.weight(v), v.claim.claim))
    groups: dict[Any, list[Verdict]] = {}
    bases = {
        claim: v.claim.claim
        for v in found
        if v.deciding and v.deciding.check == "common_base"
        for claim in book.claims_in(v.deciding.inputs)
    }
    for verdict in found:
        assert verdict.deciding is not None  # a contradiction has been decided
        claim, check, finding = verdict.claim, verdict.deciding.check, verdict.deciding.finding
        key: Any = (check, finding.formula, claim.printed, claim.unit)
        if check in ("grim", "common_base"):  # a percentage that fails alone belongs to the base that fails for all
            key = bases.get(claim.claim, claim.claim)
        elif check == "repeated" and finding.computed is not None:
            key = frozenset({claim.claim, *finding.computed.places})
        groups.setdefault(key, []).append(verdict)
    return list(groups.values())


def as_row(verdict: Verdict, language: str = "en") -> dict[str, Any]:
    """Return a verdict as one row of ``audit.json`` (without the address of its page)."""
    from analysis import wording  # wording speaks of verdicts: imported late to keep the audit free of language

    claim = verdict.claim
    found = verdict.deciding.finding.computed if verdict.deciding else None
    computed = verdict.in_unit_of_print(found)
    row = {
        "claim": claim.claim,
        "figure": claim.figure,
        "page": claim.page,
        "entity": claim.entity,
        "subject": claim.subject,
        "subject_zh": claim.subject_zh,
        "period": claim.period,
        "printed": claim.printed,
        "unit": claim.unit,
        "qualifier": claim.qualifier,
        "computed": None if computed is None else verdict.in_printed_unit(computed.value),
        "low": None if computed is None else verdict.in_printed_unit(computed.low),
        "high": None if computed is None else verdict.in_printed_unit(computed.high),
        "verdict": verdict.verdict,
        "check": verdict.deciding.check if verdict.deciding else next((o.check for o in verdict.outcomes), ""),
        "kind_of_finding": verdict.kind_of_finding,
        "arithmetic": verdict.deciding.finding.formula if verdict.deciding else "",
        "reason": wording.reason(verdict, language),
        "evidence": verdict.evidence,
        "kind": claim.kind,
        "implied": claim.implied,
        "chapter": claim.chapter,
        "line": int(claim.line) if claim.line else None,
        "places": list(dict.fromkeys(p for p in found.places if p)) if found else [],
        "choices": [
            {
                "choice": o.choice_zh if language == "zh" and o.choice_zh else o.choice,
                "check": o.check,
                "computed": (
                    None
                    if (chosen := verdict.in_unit_of_print(o.finding.computed)) is None
                    else verdict.in_printed_unit(chosen.value)
                ),
                "verdict": o.finding.verdict,
                "reason": wording.explain(verdict, o, language),
            }
            for o in verdict.outcomes
            if len(verdict.outcomes) > 1 and verdict.deciding is not None
        ],
    }
    if verdict.later:
        # Only where there is something: the page of the claim's own period does not change with the years.
        row["later"] = [
            {
                "period": later.period,
                "computed": verdict.in_printed_unit(later.quantity.value),
                "evidence": weakest(later.quantity.evidence),
            }
            for later in verdict.later
        ]
    return row


def frame(verdicts: Iterable[Verdict], language: str = "en") -> pd.DataFrame:
    """Return verdicts as a table, one row each, as in ``audit.csv``."""
    return pd.DataFrame([as_row(verdict, language) for verdict in verdicts])


CSV_COLUMNS = [
    "claim",
    "figure",
    "page",
    "subject",
    "subject_zh",
    "period",
    "printed",
    "unit",
    "qualifier",
    "computed",
    "low",
    "high",
    "verdict",
    "kind_of_finding",
    "check",
    "arithmetic",
    "reason",
    "evidence",
    "kind",
    "chapter",
    "line",
    "url",
]


def to_csv(rows: Iterable[dict[str, Any]]) -> str:
    """Return the rows of ``audit.json`` as CSV text."""
    frame_ = pd.DataFrame(
        [{column: row.get(column, "") for column in CSV_COLUMNS} for row in rows], columns=CSV_COLUMNS
    )
    return frame_.to_csv(index=False, lineterminator="\n")

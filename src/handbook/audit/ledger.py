"""The audit: every claim of the report with its verdict.

``data/claims.csv`` says what the report prints, ``data/checks.csv`` which relation each number must satisfy.
An input of a check is a claim (``C0001a``), a cell (``sales/sales_100m_cny?region=north&year=2022``),
rows (``members?year=2023&kind=a``), an exact number with or without a unit (``2 万亿元``), or another check in brackets: ``growth(new; old)``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from handbook.audit import across
from handbook.audit.claims import DEFAULT_REASONS, Claim, Later, Outcome, Verdict, accepted
from handbook.audit.inputs import split_inputs
from handbook.audit.judging import judge
from handbook.quantities import relations
from handbook.quantities.printed import PrintError, Quantity, exact, printed, with_unit
from handbook.quantities.relations import (
    AS_STATED,
    CANNOT,
    CHECKS,
    CONTRADICTED,
    REFUTING,
    CheckError,
    Finding,
    Ranking,
)
from handbook.quantities.slips import impossible
from handbook.quantities.units import UnitError, unit
from handbook.quantities.verdicts import ARITHMETIC, LISTING, MISWORDED, REPETITION, SOURCE, same_print
from handbook.tables.doubts import Doubt
from handbook.tables.snapshot import PACKAGE, Problem, TableError, Tables, wanted
from handbook.tables.table import Table

if TYPE_CHECKING:
    from handbook.audit.diagnosis import Diagnosis

__all__ = ["Ledger", "MissingError", "split_inputs"]

_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?: (\S+))?")
_CALL = re.compile(r"([a-z_]+)\((.*)\)", re.DOTALL)
_ROWS = ("count", "distinct", "shared", "consecutive", "first_above", "rank", "contains", "known", "spellings")
"""Checks whose first input stands for rows of a table, not for quantities."""

_LISTS = frozenset({"count", "distinct", "shared", "contains", "known", "spellings"})
"""Checks of what is listed and how it is named."""

_TIMELESS = frozenset({*_ROWS, "grim", "common_base"} - {"count", "distinct"})
"""Checks that ask nothing which another year could answer."""

_YEAR = re.compile(r"\byear=(\d{4})\b")
_FILTERED = re.compile(r"([a-z]\w*)/\w+\?([^;()]*)")
_TABLE = re.compile(r"([a-z]\w*)/\w+\?[^;()]*\byear=")


def _items(text: str) -> int:
    if not text.isdecimal():
        raise CheckError(f"{text!r}: the number of items of a whole-number test is a whole number.")
    return int(text)


class MissingError(CheckError):
    """A row that a check reads and that its table does not have.

    Attributes:
        table: its name.
        place: the values that no row has, as the check writes them: ``year=2022&part=total``.
    """

    def __init__(self, expression: str, table: str, said: str) -> None:
        self.table, self.place = table, expression.partition("?")[2]
        super().__init__(f"{expression!r}: {said}")


@dataclass
class Ledger:
    """All claims and the tables that decide them, with look-ups that are made once.

    One ledger serves a whole run (`Ledger.of`): each check is evaluated once.

    Args:
        tables: of the run.
    """

    tables: Tables
    claims: dict[str, Claim] = field(default_factory=dict)
    checks: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    _index: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[int]]] = field(default_factory=dict)
    _cells: dict[tuple[str, str, int], Quantity] = field(default_factory=dict)
    _tables: dict[str, Table] = field(default_factory=dict)
    _units: dict[tuple[str, str], str] = field(default_factory=dict)
    _rankings: dict[tuple[str, str, str], Ranking] = field(default_factory=dict)
    _outcomes: dict[tuple[Claim | str, ...], Outcome] = field(default_factory=dict)
    _last_years: dict[str, int] = field(default_factory=dict)
    _verdicts: dict[str, Verdict] = field(default_factory=dict)
    _groups: dict[str, dict[str, list[Claim]]] = field(default_factory=dict)
    _ties: dict[str, set[str]] = field(default_factory=dict)
    diagnoses: dict[str, list[Diagnosis]] = field(default_factory=dict)
    """What `handbook.audit.diagnosis` found behind contradictions, by claim: every language asks for it."""

    @staticmethod
    def of(tables: Tables) -> Ledger:
        """Return the ledger of a snapshot of tables, made once for it."""
        return tables.derived(Ledger)

    def __post_init__(self) -> None:
        self.tables.ensure("claims")
        self.tables.ensure("checks")
        columns = [field_.name for field_ in fields(Claim)]
        for row in filter(accepted, self.tables.table("claims").records()):
            self.claims[row["claim"]] = Claim(**{name: row[name] for name in columns})
        for row in filter(accepted, self.tables.table("checks").records()):
            self.checks.setdefault(row["claim"], []).append(row)

    # ── references ──

    def is_claim(self, text: str) -> bool:
        """Return whether a text is the id of a claim, as the data package writes them, whether it is there or not."""
        return text in self.claims or (bool(self._claim_ids) and bool(re.fullmatch(self._claim_ids, text)))

    @cached_property
    def _claim_ids(self) -> str:
        return str(self.tables.fields("claims")["claim"].get("constraints", {}).get("pattern", ""))

    def claims_in(self, inputs: str) -> list[str]:
        """Return the claims that a check names as its inputs, those of checks in brackets included.

        Raises:
            CheckError: when brackets do not match.
        """
        named = []
        for part in split_inputs(inputs):
            if call := _CALL.fullmatch(part):
                named += self.claims_in(call[2])
            elif self.is_claim(part):
                named.append(part)
        return named

    def rows(self, reference: str) -> tuple[str, str, list[int]]:
        """Return table, column (or nothing) and row positions that a reference stands for.

        Raises:
            CheckError: for an unknown table, column or year, naming those there are.
        """
        place, _, filters = reference.partition("?")
        name, _, column = place.partition("/")
        table = self._table(name, reference)
        pairs = wanted(filters)
        keys = tuple(pair[0] for pair in pairs)
        for key in (*keys, *([column] if column else [])):
            if key not in table.headers:
                raise CheckError(
                    f"{reference!r}: table {name} has no column {key!r}; it has {', '.join(table.frame.columns)}."
                )
        if (name, keys) not in self._index:
            index: dict[tuple[str, ...], list[int]] = {}
            for position, cells in enumerate(table.tuples(keys)):
                index.setdefault(cells, []).append(position)
            self._index[name, keys] = index
        positions = self._index[name, keys].get(tuple(pair[1] for pair in pairs), [])
        if not positions and "year" in keys and dict(pairs)["year"] not in (years := set(self._column(name, "year"))):
            # Nothing counted in a year that is not there at all would be no finding of 0.
            said = f"{name} has no row of {dict(pairs)['year']}; its years are {', '.join(sorted(years))}."
            raise MissingError(reference, name, said)
        return name, column, positions

    def _table(self, name: str, reference: str) -> Table:
        if name not in self._tables:
            known = self.tables.names
            if name not in known:
                near = ", ".join(difflib.get_close_matches(name, known, n=3)) or ", ".join(known)
                raise CheckError(f"{reference!r}: there is no table {name!r}; tables are {near}.")
            # Of a table with a wrong cell the others still say which rows it has.
            self._tables[name] = self.tables.readable(name) or self.tables.table(name)
        return self._tables[name]

    def cell(self, name: str, column: str, position: int) -> Quantity:
        """Return one cell of a table as a quantity."""
        quantity = self._cells.get((name, column, position))
        if quantity is None:
            table = self._table(name, name)
            if (name, column) not in self._units:
                self._units[name, column] = str(self.tables.fields(name).get(column, {}).get("unit", ""))
            quantity = printed(
                self._column(name, column)[position],
                self._units[name, column],
                evidence=self._column(name, "evidence")[position] if "evidence" in table.headers else "report",
                place=f"{name}/{column}/{position + 2}",
            )
            self._cells[name, column, position] = quantity
        return quantity

    def _column(self, name: str, column: str) -> list[str]:
        table = self._table(name, f"{name}/{column}")
        # A column is only missing where the table cannot be read as a whole, which that says.
        return (table if column in table.headers else self.tables.table(name)).cells(column)

    def quantities(self, expression: str) -> list[Quantity]:
        """Return the quantities that an expression stands for (several for a reference to several cells)."""
        plain = _NUMBER.fullmatch(expression)
        if plain:
            measure = unit(plain[2] or "")
            written = with_unit(plain[1], plain[2] or "")
            return [exact(Fraction(plain[1]) * measure.factor, measure.dimension).but(formula=written)]
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
            raise MissingError(expression, name, f"no row of {name} has these values.")
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
                return relations.grim_finding(claim.printed, base, items, percent=claim.unit == "%")
            if check == "common_base":
                return relations.common_base(
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

    def _of_rows(self, check: str, parts: Sequence[str]) -> Quantity | Finding:
        """Evaluate a check on rows of a table; see the check's own words for its other inputs."""
        name, column, positions = self.rows(parts[0])
        if not column and check != "count":
            raise CheckError(f"{parts[0]!r} names rows; name a column too: {name}/<column>?…")
        grades = self._column(name, "evidence") if "evidence" in self.tables.fields(name) else []
        evidence = frozenset(grades[p] for p in positions) if grades else frozenset({"report"})
        cells = self._column(name, column) if column else []
        filled = [p for p in positions if not column or cells[p]]
        codes = self.tables.fields(name)[column].get("labels", {}) if column else {}
        # The names of the report are Chinese: so are those of codes, in every language.
        members = [codes.get(cells[p], (0, cells[p]))[1] if column else self._label(name, p) for p in filled]

        def beside(other: str) -> list[str]:
            """Return another column of the same rows."""
            if other not in self.tables.fields(name):
                raise CheckError(f"{parts[0]!r}: table {name} has no column {other!r}.")
            values = self._column(name, other)
            return [values[p] for p in filled]

        if check == "count":
            # Rows are counted one by one, values of a column once.
            return relations.count(list(dict.fromkeys(members)) if column else members, evidence, parts[0])
        if check == "distinct":
            return relations.distinct(members, evidence, parts[0])
        if check == "shared":
            return relations.shared(members, beside(parts[1]), evidence, parts[0])
        if check == "contains":
            return relations.contains(members, parts[1], evidence)
        if check == "known":
            return relations.known(members, beside(parts[1]))
        if check == "spellings":
            return relations.spellings(members, evidence)
        if check == "consecutive":
            years = [int(year) for year in members if year.isdigit()]
            return relations.consecutive(years, int(self.quantities(parts[1])[0].value), evidence, parts[0])
        if check == "rank":
            if len(positions) != 1:
                raise CheckError(f"{parts[0]!r}: a rank is that of one cell, but {len(positions)} rows match.")
            among = name, column, parts[1] if len(parts) > 1 else ""
            if among not in self._rankings:
                others = self.rows(parts[1])[2] if among[2] else range(len(self._column(name, column)))
                values = self._column(name, column)
                self._rankings[among] = Ranking([self.cell(name, column, p) for p in others if values[p]])
            return self._rankings[among].rank(self.cell(name, column, positions[0]))
        years_of = self._column(name, "year" if "year" in self.tables.fields(name) else "period")
        dated = [p for p in filled if years_of[p].isdigit()]
        series = [(int(years_of[p]), self.cell(name, column, p)) for p in dated]
        return relations.first_above(series, self.quantities(parts[1])[0])

    def _label(self, name: str, position: int) -> str:
        """Return what names a row: its first text column."""
        for column, entry in self.tables.fields(name).items():
            if entry.get("type", "string") == "string" and column not in ("source", "evidence"):
                label = self._column(name, column)[position]
                if label:
                    return label
        return str(position + 2)

    def outcome(self, claim: Claim, row: dict[str, str]) -> Outcome:
        """Evaluate one row of ``checks.csv`` on its claim, once for validation and verdict."""
        known: tuple[Claim | str, ...] = (claim, *row.values())
        if known not in self._outcomes:
            check, inputs = row["check"], row["inputs"]
            finding = self.finding(claim, check, inputs)
            links = frozenset({claim.claim, *self._leaves(check, inputs)})
            readings = (row["reading"], row["reading_zh"], row.get("words", ""))
            self._outcomes[known] = Outcome(check, inputs, *readings, finding, self._basis(check, inputs), links)
        return self._outcomes[known]

    def finding(self, claim: Claim, check: str, inputs: str) -> Finding:
        """Return what a check says of a claim."""
        result = self.apply(check, inputs, claim)
        if isinstance(result, Quantity):
            if "report" in result.evidence and (check == "value" or (check == "sum" and self._is_one(inputs))):
                raise CheckError(
                    f"{check}({inputs}): the report cannot check itself; use `repeated` or another source."
                )
            compare = same_print if check == "repeated" else relations.decide
            return compare(claim.quantity, result, claim.qualifier)
        if check in relations.COMPARING and claim.claim in (parts := split_inputs(inputs)):
            quantities = [q for part in parts for q in self.quantities(part)]
            return relations.among(parts.index(claim.claim), quantities, result)
        return result

    def _is_one(self, inputs: str) -> bool:
        """Return whether inputs are a single number that stands somewhere: a sum of one is that number itself."""
        parts = split_inputs(inputs)
        return len(parts) == 1 and not _CALL.fullmatch(parts[0]) and len(self.quantities(parts[0])) == 1

    def _leaves(self, check: str, inputs: str) -> Iterator[str]:
        """Yield the claims, cells and rows that a check joins, those of checks in brackets included."""
        for part in split_inputs(inputs):
            if call := _CALL.fullmatch(part):
                yield from self._leaves(call[1], call[2])
            elif not _NUMBER.fullmatch(part):
                yield part

    def _basis(self, check: str, inputs: str) -> str:
        """Return what a check rests on: a source where one of its cells comes from one, else what it does with the report."""
        counted = check in _LISTS
        for part in split_inputs(inputs):
            call = _CALL.fullmatch(part)
            if call and self._basis(call[1], call[2]) == SOURCE:
                return SOURCE
            if call or _NUMBER.fullmatch(part) or self.is_claim(part):
                continue
            if "/" in part or part.partition("?")[0] in self.tables.names:
                name, _, positions = self.rows(part)
                grades = self._column(name, "evidence") if "evidence" in self.tables.fields(name) else []
                elsewhere = [grades[position] != "report" for position in positions if grades]
                # A list that is the report's own stays so when one of its members is vouched for by others.
                if any(elsewhere) and (all(elsewhere) or not counted):
                    return SOURCE
        if check == "repeated":
            return REPETITION
        return LISTING if counted or self._counts(inputs) else ARITHMETIC

    def _counts(self, inputs: str) -> bool:
        """Return whether a check joins nothing but counts of lists, in brackets or as claims that are nowhere printed."""
        parts = [part for part in split_inputs(inputs) if not _NUMBER.fullmatch(part)]

        def counted(part: str) -> bool:
            if call := _CALL.fullmatch(part):
                return call[1] in _LISTS or self._counts(call[2])
            return part in self.claims and self.claims[part].implied

        return bool(parts) and all(map(counted, parts))

    def verdict(self, claim: Claim) -> Verdict:
        """Return the verdict on one claim (see `handbook.audit.judging.judge`).

        Checks that can only refute leave a claim its own reason. A part above the whole needs no check.
        """
        outcomes = [self.outcome(claim, row) for row in self.checks.get(claim.claim, [])]
        if claim.metric in self._parts and impossible(claim.quantity):
            outcomes.append(self._impossible(claim))
        refuted = any(o.finding.verdict == CONTRADICTED for o in outcomes)
        if all(o.check in REFUTING for o in outcomes) and not refuted:
            if claim.reason not in self.reasons:
                raise CheckError(
                    f"it has no check that can decide, and {claim.reason!r} is none of the reasons {', '.join(self.reasons)}."
                )
            return Verdict(claim, self.reasons[claim.reason], tuple(outcomes), why=self.why(claim.reason))
        verdict, deciding, met = judge(outcomes)
        if doubt := self._in_doubt(claim, verdict, deciding):
            return Verdict(claim, CANNOT, tuple(outcomes), doubt=doubt)
        return Verdict(claim, verdict, tuple(outcomes), deciding, tuple(self.later(claim)), met=met)

    @cached_property
    def doubts(self) -> list[Doubt]:
        """What is unlikely in the tables and was not confirmed; see `handbook.audit.across`."""
        return across.doubts(self.tables, self)

    def _in_doubt(self, claim: Claim, verdict: str, deciding: Outcome | None) -> Doubt | None:
        """Return a doubt about a table that alone turns a verdict against the report: the handbook's own tables did not."""
        if verdict not in (CONTRADICTED, MISWORDED) or deciding is None:
            return None
        names = [re.split(r"[/?]", link)[0] for link in sorted(deciding.links)]
        # A row that is gone bears on what counts rows; other checks ask for theirs by name.
        bearing = [one for one in self.doubts if one.kind != "missing" or deciding.check in _ROWS]
        doubtful = across.doubtful(bearing, self.tables)
        doubt = next((doubtful[name] for name in names if name in doubtful), None)
        if doubt is None or self.tables is self.tables.own:
            return doubt
        own = Ledger.of(self.tables.own)
        known = own.claims.get(claim.claim) == claim and own.on(claim.claim).verdict == verdict
        return None if known else doubt

    @cached_property
    def _parts(self) -> frozenset[str]:
        """The metrics that are at most all there is, as the data package declares them (``at_most_all``)."""
        return frozenset(self.tables.fields("claims")["metric"].get("at_most_all", ["share"]))

    def _impossible(self, claim: Claim) -> Outcome:
        part = claim.quantity if claim.quantity.value > 0 else exact(-1) * claim.quantity
        finding = relations.at_most(part.but(formula=claim.quantity.formula), exact(1).but(formula="100%"))
        return Outcome("at_most", "1", "", "", "", finding, ARITHMETIC, frozenset({claim.claim}))

    @contextmanager
    def supposing(self, claim: str, number: str) -> Iterator[None]:
        """Let a claim print another number for as long as it is asked what would follow."""
        real, known = self.claims[claim], self._outcomes
        self.claims[claim], self._outcomes = replace(real, printed=number), {}
        try:
            yield
        finally:
            self.claims[claim], self._outcomes = real, known

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
            later = []
            for step in range(1, max(self._last_year(name) for name in place) - max(years) + 1):
                _, inputs = self.moved(row["inputs"], step)
                try:
                    result = self.apply(row["check"], inputs)
                except CheckError:
                    continue
                if isinstance(result, Quantity):
                    later.append(Later(str(max(years) + step), result))
            return later
        return []

    @staticmethod
    def moved(inputs: str, step: int) -> tuple[str, str]:
        """Return inputs with all their years moved on, and the last of these; nothing where they name none."""
        years = [int(year) + step for year in _YEAR.findall(inputs)]
        if not years:
            return "", inputs
        return str(max(years)), _YEAR.sub(lambda year: f"year={int(year[1]) + step}", inputs)

    @cached_property
    def reasons(self) -> dict[str, str]:
        """Why claims have no check, and the verdict that follows, as the data package declares them.

        Raises:
            TableError: for a verdict that follows from no reason.
        """
        declared = dict(self.tables.fields("claims")["reason"].get("verdicts") or DEFAULT_REASONS)
        expected, remedy = f"one of {AS_STATED}, {CANNOT}", "Mend `verdicts` of the column reason of claims."
        wrong = {reason: verdict for reason, verdict in declared.items() if verdict not in (AS_STATED, CANNOT)}
        if wrong:
            raise TableError(
                Problem(PACKAGE, None, None, f"{reason}: {verdict}", expected, remedy)
                for reason, verdict in wrong.items()
            )
        return declared

    def why(self, reason: str) -> dict[str, str]:
        """Return a reason in words, by language."""
        labels = self.tables.fields("claims")["reason"].get("labels", {}).get(reason, [])
        return dict(zip(self.tables.languages, labels, strict=False))

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
            self._last_years[name] = max(
                (int(year) for year in set(self._column(name, "year")) if year.isdecimal() and len(year) == 4),
                default=0,
            )
        return self._last_years[name]

    def group(self, column: str, value: str) -> list[Claim]:
        """Return the claims with a value in a column of ``claims.csv``."""
        if column not in self._groups:
            groups: dict[str, list[Claim]] = {}
            for claim in self.claims.values():
                groups.setdefault(getattr(claim, column), []).append(claim)
            self._groups[column] = groups
        return self._groups[column].get(value, [])

    # ── what hangs together ──

    def ties(self, claim: str) -> set[str]:
        """Return the other claims that a check joins to a claim, as its inputs or as what it is an input of."""
        if not self._ties:
            for name, rows in self.checks.items():
                inputs = [row["inputs"] for row in rows if row["check"] not in REFUTING]
                for other in {tied for text in inputs for tied in self.claims_in(text)} - {name}:
                    self._ties.setdefault(name, set()).add(other)
                    self._ties.setdefault(other, set()).add(name)
        return self._ties.get(claim, set())

    def verdicts(self, chosen: Iterable[Claim] | None = None) -> Iterator[Verdict]:
        """Yield the verdicts on some claims (all by default), in the order of ``claims.csv``."""
        for claim in self.claims.values() if chosen is None else chosen:
            try:
                if claim.claim not in self._verdicts:
                    self._verdicts[claim.claim] = self.verdict(claim)
                yield self._verdicts[claim.claim]
            except (CheckError, PrintError, UnitError) as error:
                at = list(self.claims).index(claim.claim) + 2
                expected = f"a check that can be worked out, but {str(error).rstrip('.')}"
                raise TableError([Problem("claims.csv", at, "claim", claim.claim, expected)]) from None

    def on(self, claim: str) -> Verdict:
        """Return the verdict on one claim.

        Raises:
            CheckError: when there is no such claim, naming the near ones.
        """
        if claim not in self.claims:
            near = ", ".join(difflib.get_close_matches(claim, self.claims, n=3)) or "none like it"
            raise CheckError(f"there is no claim {claim!r} in claims.csv; near it: {near}.")
        return next(self.verdicts([self.claims[claim]]))

    def of_figure(self, figure: str) -> list[Verdict]:
        """Return the verdicts on the claims of one figure."""
        return list(self.verdicts(self.group("figure", figure)))

    def of_chapter(self, chapter: str, *, without_figure: bool = False) -> list[Verdict]:
        """Return the verdicts on the claims of one chapter, on request only those that belong to no figure."""
        chosen = [claim for claim in self.group("chapter", chapter) if not (without_figure and claim.figure)]
        return list(self.verdicts(chosen))

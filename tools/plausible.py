"""Plant slips that look like data into every table, and count those that `handbook check` refuses or notices.

Each slip is planted twice. *Beside the handbook's own*: a folder holds the table with the slip, over the handbook's
tables, as an analyst's folder does. *By itself*: the table with the slip takes the place of the handbook's own, so that
nothing but its own series, its parts, its ranks and the other tables can tell. ``make plausible`` writes its section of
``docs/reliability.md``.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from handbook import terminal
from handbook.audit import Ledger
from handbook.audit.validate import problems
from handbook.tables import rules
from handbook.tables.likelihood import measures, periods
from handbook.tables.problems import Problem
from handbook.tables.snapshot import TableError, Tables
from tools import reliability

__all__ = ["KINDS", "Slip", "main", "slips", "trial"]

GOAL = 0.85
PROVENANCE = ("source", "evidence", "qualifier", "bound", "status")


@dataclass(frozen=True)
class Slip:
    """One table with a slip in it.

    Attributes:
        kind: one of `KINDS`.
        table, column: where it is; no column where it is about rows.
        frame: the table with it, all cells as text.
    """

    kind: str
    table: str
    column: str
    frame: pd.DataFrame

    def __str__(self) -> str:
        return f"{self.table}{f'/{self.column}' if self.column else ''}: {self.kind}"


# ── what is planted ──────────────────────────────────────────────────────────────────────────────


def _scaled(text: str, power: int) -> str:
    return f"{Decimal(text).scaleb(power).normalize():f}"


def _last(frame: pd.DataFrame, column: str) -> list[int]:
    return [at for at, text in enumerate(frame[column]) if text != ""][-1:]


def _with(frame: pd.DataFrame, column: str, cells: Sequence[str]) -> pd.DataFrame:
    changed = frame.copy()
    changed[column] = list(cells)
    return changed


def _scales(power: int, whole: bool) -> Callable[[pd.DataFrame, str, str], pd.DataFrame]:
    def planted(frame: pd.DataFrame, column: str, _: str) -> pd.DataFrame:
        chosen = range(len(frame)) if whole else _last(frame, column)
        cells = [_scaled(cell, power) if at in chosen and cell else cell for at, cell in enumerate(frame[column])]
        return _with(frame, column, cells)

    return planted


def _sign(frame: pd.DataFrame, column: str, _: str) -> pd.DataFrame:
    last = _last(frame, column)
    return _with(frame, column, [str(-Decimal(cell)) if at in last else cell for at, cell in enumerate(frame[column])])


def _shifted(frame: pd.DataFrame, column: str, _: str) -> pd.DataFrame:
    cells = list(frame[column])
    return _with(frame, column, [cells[0], *cells[:-1]])


def _swapped(frame: pd.DataFrame, column: str, _: str) -> pd.DataFrame:
    cells = list(frame[column])
    filled = [at for at, cell in enumerate(cells) if cell]
    others = [at for at in filled[:-1] if cells[at] != cells[filled[-1]]]
    if others:
        cells[others[-1]], cells[filled[-1]] = cells[filled[-1]], cells[others[-1]]
    return _with(frame, column, cells)


def _copied(frame: pd.DataFrame, column: str, over: str) -> pd.DataFrame:
    """Give the last period the numbers of the one before, for all rows that both have."""
    periods = sorted(set(frame[over])) if over else []
    if len(periods) < 2:
        return frame
    changed = frame.copy()
    rest = [name for name in frame.columns if name not in (over, column, *PROVENANCE)]
    before = {
        tuple(row[name] for name in rest if not _is_number(row[name])): row[column]
        for row in _rows(frame, over, periods[-2])
    }
    for at, row in changed.iterrows():
        key = tuple(row[name] for name in rest if not _is_number(row[name]))
        if row[over] == periods[-1] and before.get(key):
            changed.loc[at, column] = before[key]
    return changed


def _rows(frame: pd.DataFrame, over: str, period: str) -> list[dict[str, str]]:
    return [
        {str(name): str(cell) for name, cell in row.items()} for row in frame[frame[over] == period].to_dict("records")
    ]


def _is_number(text: str) -> bool:
    return text.replace(".", "").replace("-", "").isdigit()


COLUMN: dict[str, Callable[[pd.DataFrame, str, str], pd.DataFrame]] = {
    "the last value is a tenth": _scales(-1, False),
    "the last value is ten times as much": _scales(1, False),
    "the last value is a hundredth": _scales(-2, False),
    "the column is a tenth": _scales(-1, True),
    "the column is ten times as much": _scales(1, True),
    "the column is a hundredth": _scales(-2, True),
    "values stand a row lower": _shifted,
    "the last year has the values of the one before": _copied,
    "two values are exchanged": _swapped,
    "the last value has the other sign": _sign,
}
SCALES = tuple(COLUMN)[:3]
ROWS = ("years are one later", "a row in the middle is missing", "the last row is missing", "two columns are exchanged")
KINDS = (*COLUMN, *ROWS)


def slips(name: str, tables: Tables) -> Iterator[Slip]:
    """Yield the slips of one table; those that change nothing are none."""
    frame, rows = tables.text(name), rules.Rows(name, tables)
    over = next(iter(periods(rows)), "")
    for column in measures(rows):
        for kind, plant in COLUMN.items():
            planted = plant(frame, column, over)
            if _differ(planted, frame):
                yield Slip(kind, name, column, planted)
    if over and rows.fields[over].get("type") == "integer":
        yield Slip(
            ROWS[0], name, over, _with(frame, over, [str(int(cell) + 1) if cell else cell for cell in frame[over]])
        )
    if len(frame) >= 3:
        yield Slip(ROWS[1], name, "", frame.drop(index=len(frame) // 2).reset_index(drop=True))
    if len(frame) >= 2:
        yield Slip(ROWS[2], name, "", frame.iloc[:-1])
    pair = _exchangeable(rows)
    if pair:
        exchanged = frame.copy()
        exchanged[pair[0]], exchanged[pair[1]] = frame[pair[1]], frame[pair[0]]
        if _differ(exchanged, frame):
            yield Slip(ROWS[3], name, pair[0], exchanged)


def _differ(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return bool(one.to_numpy().tolist() != other.to_numpy().tolist())


def _exchangeable(rows: rules.Rows) -> tuple[str, str] | None:
    """Return two columns that somebody could exchange: numbers, or else words that no list of codes limits."""
    numbers = measures(rows)
    if len(numbers) >= 2:
        return numbers[-2], numbers[-1]
    words = [
        column
        for column, entry in rows.fields.items()
        if entry.get("type", "string") == "string" and column not in PROVENANCE
    ]
    return (words[0], words[1]) if len(words) >= 2 else None


# ── what notices ─────────────────────────────────────────────────────────────────────────────────


def trial(slip: Slip, own: Tables, alone: bool = False) -> str:
    """Return what is said of a slip first: ``refused: …``, ``noticed: …``, or nothing.

    Args:
        slip: that is planted.
        own: the handbook's own tables.
        alone: whether it takes the place of the handbook's own.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if alone:
            for file in own.folder.iterdir():
                os.symlink(file, folder / file.name)
        target = folder / own.file(slip.table).name
        target.unlink(missing_ok=True)
        slip.frame.to_csv(target, index=False, lineterminator="\n")
        tables = Tables(folder) if alone else Tables(folder, own)
        try:
            if doubts := Ledger.of(tables).doubts:
                return f"noticed: {doubts[0].kind}"
        except TableError as error:
            return f"refused: {error.problems[0].expected}"
        # By itself only the rules of its table are asked: claims that no longer hold would tell, but of the report.
        wrong = list(_by_rules(slip.table, tables) if alone else problems(tables, own.folder.parent))
        return f"refused: {wrong[0].expected}" if wrong else ""


def _by_rules(name: str, tables: Tables) -> Iterator[Problem]:
    try:
        tables.checked(name)
        asked = (
            rules.constraints,
            rules.series,
            rules.relations,
            rules.ranks,
            rules.kept,
            rules.needed,
            rules.foreign_keys,
        )
        yield from (problem for rule in asked for problem in rule(name, tables))
    except TableError as error:
        yield from error.problems


def witness(slip: Slip, own: Tables) -> str:
    """Return what in the data could tell a slip in a table that stands by itself; nothing where nothing could."""
    rows, resource = rules.Rows(slip.table, own), own.resource(slip.table)
    over, is_whole = resource.get("series", {}).get("over"), slip.kind.startswith("the column")
    for name in own.names:
        for entry in own.resource(name).get("follows", ()):
            text = "".join(str(entry.get(side, "")) for side in ("from", "below", "above"))
            is_asked = name == slip.table and slip.column in (entry["column"], "", over)
            asks = is_asked or f"{slip.table}/{'' if slip.column == over else slip.column}" in text
            own_scale = is_asked and not text.startswith(f"{slip.table}/")
            # Growth and shares of its own parts are the same in every unit.
            if (
                asks
                and slip.kind not in ROWS[1:3]
                and (
                    not is_whole
                    or own_scale
                    or not re.search(rf"(growth|share)\({slip.table}/[^;]*; {slip.table}/", text)
                )
            ):
                return "another table"
    if is_whole:
        return ""
    if any(slip.column in (entry["sum"], "", over) for entry in resource.get("relations", ())):
        return "its parts"
    if resource.get("ranks") and slip.kind in (ROWS[1], ROWS[3]):
        return "its ranks"
    if over and slip.kind in SCALES:
        # Values that are exchanged, copied or a row lower are as likely in a series as those that belong there.
        last = _last(own.text(slip.table), slip.column)[0]
        group = next(at for _, at in rows.groups(over) if last in at)
        return "its series" if sum(rows.text[slip.column].iloc[at] != "" for at in group) >= 3 else ""
    if over and slip.kind == ROWS[1]:
        middle = len(rows.text) // 2
        group = next(at for _, at in rows.groups(over) if middle in at)
        steps = sorted(int(rows.text[over].iloc[at]) for at in group)
        return "its series" if steps[0] < int(rows.text[over].iloc[middle]) < steps[-1] else ""
    if slip.kind == ROWS[3] and slip.column.endswith(("_en", "_zh")):
        return "its language"
    return ""


@dataclass
class Counted:
    """How many slips of each kind were tried and told."""

    tried: Counter[str]
    told: Counter[str]
    missed: dict[str, list[Slip]]

    @property
    def share(self) -> float:
        """The share that was told, over all kinds."""
        return sum(self.told.values()) / max(1, sum(self.tried.values()))


def count(chosen: Sequence[Slip], own: Tables, alone: bool = False) -> Counted:
    """Try slips and count what was told of them."""
    counted = Counted(Counter(), Counter(), defaultdict(list))
    for number, slip in enumerate(chosen):
        said = trial(slip, own, alone)
        counted.tried[slip.kind] += 1
        counted.told[slip.kind] += bool(said)
        if not said:
            counted.missed[slip.kind].append(slip)
        if sys.stderr.isatty() or not said:
            print(f"[{number + 1}/{len(chosen)}] {slip}: {said or 'nothing'}", file=sys.stderr, flush=True)
    return counted


def report(beside: Counted, alone: Counted, blind: Sequence[Slip], own_doubts: int) -> str:
    """Return the section in Markdown."""

    def cells(counted: Counted, kind: str) -> str:
        return f"{counted.told[kind]} of {counted.tried[kind]}" if counted.tried[kind] else "–"

    def listed(missed: dict[str, list[Slip]]) -> list[str]:
        lines = []
        for kind in KINDS:
            if missed.get(kind):
                places = ", ".join(f"{slip.table}{f'/{slip.column}' if slip.column else ''}" for slip in missed[kind])
                lines.append(f"- {kind}: {places}")
        return lines

    by_table = Counter(slip.table for slip in blind)
    return "\n".join(
        [
            "## Wrong in silence",
            "",
            "Written by `make plausible`: slips that look like data, planted in every table, and how many of them",
            "`handbook check` refuses or notices. *Beside the handbook’s own*: in a folder over the handbook’s tables.",
            "*By itself*: in place of the handbook’s own, where something in the data could tell: a series of three",
            "values, parts and totals, ranks, a relation to another table.",
            "",
            f"Notices on the handbook’s own tables: {own_doubts}.",
            "",
            f"**Told: {beside.share:.1%} of {sum(beside.tried.values())} beside the handbook’s own,"
            f" {alone.share:.1%} of {sum(alone.tried.values())} by itself.**",
            "",
            "| slip | beside the handbook’s own | by itself |",
            "|---|---:|---:|",
            *(f"| {kind} | {cells(beside, kind)} | {cells(alone, kind)} |" for kind in KINDS),
            "",
            "Not told beside the handbook’s own:",
            "",
            *(listed(beside.missed) or ["- none"]),
            "",
            "Not told by itself, though something could have told:",
            "",
            *(listed(alone.missed) or ["- none"]),
            "",
            f"By itself nothing could tell {len(blind)} slips: these tables have no series of three values, no parts, no",
            f"ranks and no relation to another table: {', '.join(f'{name} ({n})' for name, n in by_table.items())}.",
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant, count, write; return 1 below the goal or with a notice on the handbook's own tables."""
    terminal.forgiving()
    parser = argparse.ArgumentParser(prog="python -m tools.plausible", description=__doc__)
    parser.add_argument("--table", default="", help="only this table; nothing is written")
    chosen = parser.parse_args(arguments)
    own = Tables.open()
    names = [name for name in own.names if own.resource(name).get("template", True) and chosen.table in ("", name)]
    planted = [slip for name in names for slip in slips(name, own)]
    blind = [slip for slip in planted if not witness(slip, own)]
    hidden = {id(slip) for slip in blind}
    beside = count(planted, own)
    alone = count([slip for slip in planted if id(slip) not in hidden], own, alone=True)
    text = report(beside, alone, blind, len(Ledger.of(own).doubts))
    print(text)
    if not chosen.table:
        reliability.write("plausible", text)
    return int(min(beside.share, alone.share) < GOAL or bool(Ledger.of(own).doubts))


if __name__ == "__main__":
    sys.exit(main())

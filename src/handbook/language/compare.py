"""What changed between two editions: values, verdicts, ranks, columns.

Each side is a built site or a folder with tables. A site brings its tables (``_data``) and its verdicts
(``audit.json``) along, so that it can be compared with one built by another version of the handbook; for a folder
with tables the verdicts are worked out here.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from handbook.audit import Ledger
from handbook.language import wording
from handbook.language.catalogue import WRITTEN_IN
from handbook.language.interface import msgid
from handbook.language.numbers import number
from handbook.language.rows import as_row
from handbook.language.rows import to_json as rows_to_json
from handbook.tables import diff, formulas
from handbook.tables.diff import KINDS, Change
from handbook.tables.snapshot import PACKAGE, Tables

__all__ = ["COUNTED", "WHAT", "CompareError", "Side", "compare", "load", "to_csv", "to_json", "to_text"]

SHOWN = 12
"""How many changes of one table the text lists; CSV and JSON hold all."""


class CompareError(ValueError):
    """A side that is no edition; the message says what was expected."""


@dataclass(frozen=True)
class Side:
    """One of the two editions.

    Attributes:
        tables: its tables.
        verdicts: verdict, computed value and reason by claim.
        figures: status by figure.
        label: what it says of itself.
    """

    tables: Tables
    verdicts: Mapping[str, Mapping[str, Any]]
    figures: Mapping[str, str]
    label: str


def load(place: Path, language: str = WRITTEN_IN) -> Side:
    """Return the edition in a folder: a built site, or a folder with tables.

    Raises:
        CompareError: when it is neither a built site nor a folder with tables.
        TableError: when its tables cannot be read.
    """
    if not place.is_dir():
        raise CompareError(f"{place}: there is no such folder. Name a built site or a folder with tables.")
    if (place / "edition.json").is_file():
        return _site(place)
    tables = Tables.open(place)
    if not tables.held:
        raise CompareError(
            f"{place}: neither a site of the handbook (with an edition.json) nor a folder with one of its tables."
        )
    return of_tables(tables, language)


def of_tables(tables: Tables, language: str = WRITTEN_IN) -> Side:
    """Return the edition that is made of some tables: page, CSV and JSON of an edition ask for the same."""
    return tables.derived(_side, language)


def _side(tables: Tables, language: str) -> Side:
    rows = json.loads(rows_to_json([as_row(verdict, language) for verdict in Ledger.of(tables).verdicts()]))
    figures = tables.text("figures")
    replaced = diff.replaced(tables)
    label = f"tables replaced: {', '.join(replaced)}" if replaced else "the handbook's own tables"
    return Side(tables, _by_claim(rows), dict(zip(figures["figure"], figures["status"], strict=True)), label)


def _by_claim(rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {str(row["claim"]): row for row in rows}


def _site(place: Path) -> Side:
    def content(name: str) -> Any:
        try:
            return json.loads((place / name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CompareError(f"{place}: {name} cannot be read ({error}). Build this edition again.") from None

    if not (place / "_data" / PACKAGE).is_file():
        raise CompareError(f"{place}: its tables (_data/{PACKAGE}) are missing. Build this edition again.")
    figures = {row["figure"]: row["status"] for row in content("figures.json")}
    return Side(
        Tables.open(place / "_data"),
        _by_claim(content("audit.json")),
        figures,
        str(content("edition.json").get("label", "")),
    )


def compare(old: Side, new: Side) -> list[Change]:
    """Return all differences of two editions: those of the tables, the largest moves first, then what follows of them."""
    claims = ("added", "removed")  # told with their verdicts
    changes = [c for c in diff.between(old.tables, new.tables) if not (c.table == "claims" and c.kind in claims)]
    pages = _pages(new.tables)
    changes = [replace(change, page=pages.get(change.table, "")) for change in changes]
    changes.sort(key=lambda change: (change.kind not in _MOVES, -change.size))
    return [*changes, *_verdicts(old, new), *_figures(old, new)]


_MOVES = ("added", "revised")
"""Kinds of changes that are moves of a value."""


def _pages(tables: Tables) -> dict[str, str]:
    """Return the chapter in which a table stands: that of the most claims which are checked by it."""
    chapters = dict(tables.text("claims")[["claim", "chapter"]].itertuples(index=False, name=None))
    read: dict[str, Counter[str]] = {}
    for claim, inputs in tables.text("checks")[["claim", "inputs"]].itertuples(index=False, name=None):
        for name in set(re.findall(r"\w+", inputs)) & set(tables.names):
            read.setdefault(name, Counter())[chapters.get(claim, "")] += 1
    return {name: counted.most_common(1)[0][0] for name, counted in read.items()}


def _verdicts(old: Side, new: Side) -> Iterable[Change]:
    """Yield the claims whose verdict flipped, and those that are new or gone."""
    for claim in dict.fromkeys([*new.verdicts, *old.verdicts]):
        before, now = old.verdicts.get(claim, {}), new.verdicts.get(claim, {})
        row = now or before
        verdicts = str(before.get("verdict", "")), str(now.get("verdict", ""))
        if verdicts[0] != verdicts[1]:
            key = (("claim", claim), ("subject", f"{row['subject']} {row['period']}".strip()))
            kind = "verdict" if before and now else "claim"
            page = str(row.get("chapter", ""))
            yield Change(kind, "audit", key, "verdict", *verdicts, why=row["reason"], page=page)


def _figures(old: Side, new: Side) -> Iterable[Change]:
    for figure, status in new.figures.items():
        if old.figures.get(figure, status) != status:
            yield Change("figure", "figures", (("figure", figure),), "status", old.figures[figure], status)


# ── as text, JSON and CSV ────────────────────────────────────────────────────────────────────────

_SIGNS = {
    "added": "+",
    "removed": "−",
    "revised": "~",
    "rank": "↕",
    "text": "~",
    "schema": "#",
    "contradiction": "!",
    "claim": "!",
    "verdict": "!",
    "figure": "#",
}


def line(change: Change) -> str:
    """Return a change in one line.

    >>> print(line(Change("revised", "gdp", (("year", "2022"),), "gdp_100m_cny", "50", "51", 1.0, 0.02)))
    ~ year 2022, gdp_100m_cny: 50 → 51 (+1, +2.0%)
    """
    place = ", ".join(filter(None, (change.row, change.column)))
    both = change.old or change.kind in ("schema", "claim")
    moved = " → ".join((change.old or "–", change.new or "–")) if both else change.new
    if change.kind == "removed":
        moved = change.old
    size = []
    if change.absolute is not None:
        points = change.unit == "fraction"
        moved_by = f"{number(change.absolute * 100, 1)} points" if points else number(change.absolute)
        size.append(f"{'+' if change.absolute >= 0 else ''}{moved_by}")
    if change.relative is not None:
        size.append(f"{'+' if change.relative >= 0 else ''}{wording.percent(change.relative)}")
    text = f"{_SIGNS[change.kind]} {place}: {moved}" if place else f"{_SIGNS[change.kind]} {moved}"
    text += f" ({', '.join(size)})" if size else ""
    return text + (f". {change.why}" if change.why else "")


def counts(differences: Iterable[Change]) -> dict[str, int]:
    """Return how many changes there are of each kind, in the order of `KINDS`."""
    counted = Counter(change.kind for change in differences)
    return {kind: counted[kind] for kind in KINDS if counted[kind]}


def to_text(old: Side, new: Side, differences: list[Change]) -> str:
    """Return the changes for a terminal, table by table; the longest lists are cut and say so."""
    if not differences:
        return "No differences.\n"
    lines = [f"old: {old.label}", f"new: {new.label}", ""]
    for table in dict.fromkeys(change.table for change in differences):
        here = [change for change in differences if change.table == table]
        page = next((change.page for change in here if change.kind in _MOVES), "")
        lines.append(f"{table} (chapter {page})" if page else table)
        lines += [f"  {line(change)}" for change in here[:SHOWN]]
        if len(here) > SHOWN:
            lines.append(f"  … {len(here) - SHOWN} more (all with --format csv)")
        lines.append("")
    lines.append("; ".join(f"{COUNTED[kind]}: {number}" for kind, number in counts(differences).items()))
    return "\n".join(lines) + "\n"


COUNTED = {
    "added": msgid("values added"),
    "removed": msgid("values removed"),
    "revised": msgid("values revised"),
    "rank": msgid("ranks moved"),
    "text": msgid("sources and names that differ"),
    "contradiction": msgid("totals that the publication itself contradicts"),
    "schema": msgid("differences of columns"),
    "claim": msgid("claims added or removed"),
    "verdict": msgid("verdicts flipped"),
    "figure": msgid("figures with another status"),
}
"""What was counted, in words."""

WHAT = {
    "added": msgid("added"),
    "removed": msgid("removed"),
    "revised": msgid("revised"),
}
"""What became of a value."""


def to_json(old: Side, new: Side, differences: list[Change]) -> str:
    """Return the changes as JSON."""
    content = {
        "old": old.label,
        "new": new.label,
        "counts": counts(differences),
        "changes": [c.as_row() for c in differences],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def to_csv(differences: Iterable[Change]) -> str:
    """Return the changes as CSV, one row each."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(Change.__dataclass_fields__), lineterminator="\n")
    writer.writeheader()
    for change in differences:
        row = change.as_row()
        [cells] = formulas.guarded_rows([list(row.values())])
        writer.writerow(dict(zip(row, cells, strict=True)))
    return text.getvalue()

"""What several tests need: charts of every kind on a few rows, the columns of the audit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from handbook.audit.ledger import Ledger
from handbook.figures import Chart, Column, Table, charts
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.figures.charts import Look
from handbook.figures.drawing import specification
from handbook.language import Language, Languages, Words, written
from handbook.tables.snapshot import Tables

AUDIT_COLUMNS = [
    "claim",
    "figure",
    "page",
    "subject",
    "period",
    "printed",
    "unit",
    "computed",
    "low",
    "high",
    "verdict",
    "basis",
    "sensitivity",
    "finding",
    "check",
    "reason",
    "evidence",
    "chapter",
]
"""Columns of ``audit.json`` that others rely on."""


def opened(folder: Path) -> tuple[ChapterTables, ChapterLedger]:
    """Return the tables of a folder, and their audit, as a chapter asks for them."""
    tables = ChapterTables(Tables.open(folder))
    return tables, ledger_of(tables)


def ledger_of(tables: ChapterTables) -> ChapterLedger:
    """Return the audit of a chapter's tables."""
    return ChapterLedger(Ledger.of(tables.tables), tables.reads)


def reworded(folder: Path, name: str, old: str, new: str) -> tuple[ChapterTables, ChapterLedger]:
    """Return the handbook's own tables, of which one has other words in it, and the audit of them."""
    own = Path(__file__).resolve().parents[1] / "data"
    text = (own / f"{name}.csv").read_text(encoding="utf-8")
    assert old in text
    (folder / f"{name}.csv").write_text(text.replace(old, new), encoding="utf-8")
    return opened(folder)


def told(facts: Mapping[str, Any], *names: str) -> list[str]:
    """Return some facts in English."""
    return [written(facts[name], Language("en")) for name in names]


def both(english: str, chinese: str) -> Words:
    """Return words in the two languages of the samples."""
    return Words({"en": english, "zh": chinese})


LABELS = {"north": both("North", "北方"), "south": both("South", "南方")}
COLUMNS = {
    "region": Column(both("Region", "地区"), labels=LABELS),
    "year": Column(both("Year", "年份"), "year"),
    "sales": Column(both("Sales", "销售额")),
    "name": Column(both("Name", "名称")),
    "base": Column(both("Base", "基数")),
    "value": Column(both("Value", "数值")),
    "rank": Column(both("Rank", "名次"), "rank"),
    "share": Column(both("Share", "占比"), "fraction"),
    "when": Column(both("Date", "日期")),
    "what": Column(both("Event", "事件")),
}
"""What the columns of the samples are called."""

SALES = Table(
    pd.DataFrame(
        {
            "region": ["north", "north", "south", "south"],
            "year": [2021, 2022, 2021, 2022],
            "sales": [10.0, 12.0, -3.0, 4.5],
            "evidence": ["original", "unverified", "original", "report"],
        }
    ),
    COLUMNS,
)
REVISED = SALES.having(
    SALES.rows.assign(later=[None, 12.5, -3.5, None], later_evidence=["", "unverified", "original", ""])
)
LATER = both("later on", "后来")
RANKED = Table(pd.DataFrame({"name": ["a", "b", "c"], "value": [9.0, 5.0, 1.0], "rank": [1, 2, 3]}), COLUMNS)
BOUNDS = Table(
    pd.DataFrame({"name": ["x"], "printed_low": [1.0], "printed_high": [2.0], "low": [3.0], "high": [4.0]}), COLUMNS
)
WHOLE = Table(
    pd.DataFrame(
        {
            "base": ["147"] * 2,
            "share": [0.25, 0.27],
            "low": 0.26,
            "high": 0.28,
            "fits": [False, True],
            "text": ["37", "39"],
        }
    ),
    COLUMNS,
)
LONG = WHOLE.having(WHOLE.rows.assign(base="147 enterprises that said so"))
EVENTS = Table(pd.DataFrame({"when": ["2021"], "what": [both("start", "开始")]}), COLUMNS)
VALUE, SIDES, MARK = (
    both("Value", "数值"),
    (both("print", "所印"), both("computation", "所算")),
    both("the mark", "标线"),
)

CHARTS: dict[str, Callable[[], Chart]] = {
    "bars": lambda: charts.bars(SALES, "region", "sales"),
    "bars by series": lambda: charts.bars(SALES, "year", "sales", series="region"),
    "bars highlighted": lambda: charts.bars(SALES, "region", "sales", highlight=["north"], sort="-x"),
    "columns": lambda: charts.columns(SALES, "year", "sales", highlight=[2022]),
    "lines": lambda: charts.lines(SALES, "year", "sales", "region"),
    "stacked": lambda: charts.stacked(SALES, "year", "sales", "region"),
    "revised columns": lambda: charts.columns(REVISED.head(2), "year", "sales", format=".1f", revised=LATER),
    "revised lines": lambda: charts.lines(REVISED, "year", "sales", "region", format=".1f", revised=LATER),
    "revised stacked": lambda: charts.stacked(REVISED, "year", "sales", "region", format=".1f", revised=LATER),
    "stacked to 100%": lambda: charts.stacked(SALES, "year", "sales", "region", normalize=True),
    "paired": lambda: charts.paired(RANKED, "name", "value", "rank", names=(both("then", "当时"), both("now", "现在"))),
    "ranking": lambda: charts.ranking(RANKED, "value", "name", named=["a"], highlight=["a"]),
    "strip": lambda: charts.strip(RANKED, "value", "name", highlight=["b"]),
    "intervals": lambda: charts.intervals(BOUNDS, "name", axis=VALUE, names=SIDES),
    "weak intervals": lambda: charts.intervals(
        BOUNDS.having(BOUNDS.rows.assign(evidence="secondary")), "name", axis=VALUE, names=SIDES
    ),
    "weak exact value": lambda: charts.intervals(
        BOUNDS.having(BOUNDS.rows.assign(high=3.0, evidence="secondary")), "name", axis=VALUE, names=SIDES
    ),
    "timeline": lambda: charts.timeline(EVENTS, "when", "what"),
    "membership": lambda: charts.membership(
        SALES, "region", "year", highlight=["north"], names=(both("one", "此"), both("other", "彼")), detail="sales"
    ),
    "grouped": lambda: charts.grouped(SALES, "year", "sales", "region"),
    "whole_numbers": lambda: charts.whole_numbers(
        WHOLE, "base", names=(both("print", "所印"), both("fits", "相符"), both("fits not", "不符"))
    ),
    "points_over_time": lambda: charts.points_over_time(SALES, "region", "sales", "year"),
    "magnitudes": lambda: charts.magnitudes(RANKED, "name", "value"),
    "panels": lambda: charts.panels(SALES, "year", "sales", "region"),
    "threshold": lambda: charts.columns(SALES, "year", "sales") + charts.threshold(5, MARK),
    "boundary": lambda: charts.stacked(SALES, "year", "sales", "region") + charts.boundary(5, MARK, 60),
    "one below the other": lambda: (
        charts.whole_numbers(LONG, "base")
        & charts.strip(RANKED, "value", "name")
        & charts.magnitudes(RANKED, "name", "value")
    ),
}

SPOKEN = Languages(("en", "zh"))


def drawn(chart: Chart | str, code: str = "en", colours: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the specification of a chart, or of the sample of that name, in a language."""
    if isinstance(chart, str):
        return dict(json.loads(_sample(chart, code)))
    language = SPOKEN.of(code)
    return specification(chart.draw(Look(language, colours or {})), written(chart.alt, language))


@cache
def _sample(name: str, code: str) -> str:
    return json.dumps(drawn(CHARTS[name](), code))


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast of two colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)

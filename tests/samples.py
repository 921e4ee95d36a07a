"""What several tests need: charts of every kind on a few rows, the columns of the audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis import charts

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
    "check",
    "reason",
    "evidence",
    "chapter",
]
"""Columns of ``audit.json`` that others rely on."""

SALES = pd.DataFrame(
    {
        "region": ["north", "north", "south", "south"],
        "year": [2021, 2022, 2021, 2022],
        "sales": [10.0, 12.0, -3.0, 4.5],
        "evidence": ["original", "unverified", "original", "report"],
    }
)
REVISED = SALES.assign(later=[None, 12.5, -3.5, None], later_evidence=["", "unverified", "original", ""])
LABELS = {"north": "North", "south": "South"}
RANKED = pd.DataFrame({"name": ["a", "b", "c"], "value": [9.0, 5.0, 1.0], "rank": [1, 2, 3]})
BOUNDS = pd.DataFrame({"name": ["x"], "printed_low": [1.0], "printed_high": [2.0], "low": [3.0], "high": [4.0]})
WHOLE = pd.DataFrame(
    {"base": ["147"] * 2, "share": [0.25, 0.27], "low": 0.26, "high": 0.28, "fits": [False, True], "text": ["37", "39"]}
)

CHARTS: dict[str, Callable[[], Any]] = {
    "bars": lambda: charts.bars(SALES, "region", "sales", axis="Sales"),
    "bars by series": lambda: charts.bars(SALES, "year", "sales", axis="Sales", series="region", labels=LABELS),
    "bars highlighted": lambda: charts.bars(SALES, "region", "sales", axis="Sales", highlight=["north"], sort="-x"),
    "columns": lambda: charts.columns(SALES, "year", "sales", axis="Sales", highlight=[2022]),
    "lines": lambda: charts.lines(SALES, "year", "sales", "region", axis="Sales", labels=LABELS),
    "stacked": lambda: charts.stacked(SALES, "year", "sales", "region", axis="Sales", labels=LABELS),
    "revised columns": lambda: charts.columns(
        REVISED[:2], "year", "sales", axis="Sales", format=".1f", revised="later on"
    ),
    "revised lines": lambda: charts.lines(
        REVISED, "year", "sales", "region", axis="Sales", labels=LABELS, format=".1f", revised="later on"
    ),
    "revised stacked": lambda: charts.stacked(
        REVISED, "year", "sales", "region", axis="Sales", labels=LABELS, format=".1f", revised="later on"
    ),
    "stacked to 100 %": lambda: charts.stacked(
        SALES, "year", "sales", "region", axis="Sales", labels=LABELS, normalize=True
    ),
    "paired": lambda: charts.paired(RANKED, "name", "value", "rank", axis="Value", names=("then", "now")),
    "ranking": lambda: charts.ranking(
        RANKED, "value", "name", axis="Value", rank_axis="Rank", named=["a"], highlight=["a"]
    ),
    "strip": lambda: charts.strip(RANKED, "value", "name", axis="Value", highlight=["b"]),
    "intervals": lambda: charts.intervals(BOUNDS, "name", axis="Value", names=("print", "computation")),
    "weak intervals": lambda: charts.intervals(
        BOUNDS.assign(evidence="secondary"), "name", axis="Value", names=("print", "computation")
    ),
    "weak exact value": lambda: charts.intervals(
        BOUNDS.assign(high=3.0, evidence="secondary"), "name", axis="Value", names=("print", "computation")
    ),
    "timeline": lambda: charts.timeline(pd.DataFrame({"when": ["2021"], "what": ["start"]}), "when", "what"),
    "tiles": lambda: charts.tiles(RANKED, "name"),
    "grouped tiles": lambda: charts.tiles(SALES, "sales", group="region"),
    "membership": lambda: charts.membership(
        SALES, "region", "year", highlight=["north"], names=("one", "other"), detail="sales"
    ),
    "grouped": lambda: charts.grouped(SALES, "year", "sales", "region", axis="Sales", labels=LABELS),
    "whole_numbers": lambda: charts.whole_numbers(WHOLE, "base", axis="Share", names=("print", "fits", "fits not")),
    "points_over_time": lambda: charts.points_over_time(SALES, "region", "sales", "year", axis="Sales"),
    "magnitudes": lambda: charts.magnitudes(RANKED, "name", "value", axis="Value"),
    "panels": lambda: charts.panels(SALES, "year", "sales", "region", axis="Sales", labels=LABELS),
    "threshold": lambda: charts.columns(SALES, "year", "sales", axis="Sales") + charts.threshold(5, "the mark"),
    "boundary": lambda: (
        charts.stacked(SALES, "year", "sales", "region", axis="Sales", labels=LABELS)
        + charts.boundary(5, "the mark", 60)
    ),
}


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast of two colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)

"""The same bytes from every version of Python: from 3.12 on, `sum` adds floats with a correction."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

from handbook.figures.chapter import FIGURE_MIME
from handbook.figures.responsive import narrow
from samples import CHARTS, drawn
from thorough import THOROUGH

BOOK = Path(__file__).resolve().parents[2] / "book"


def plain_sum(values: Iterable[Any], /, start: Any = 0) -> Any:
    """Add as Python does up to 3.11: one after the other."""
    for value in values:
        start = start + value
    return start


def corrected_sum(values: Iterable[Any], /, start: Any = 0) -> Any:
    """Add as Python does from 3.12 on: floats with Neumaier's correction."""
    total, lost = start, 0.0
    for value in values:
        new = total + value
        if isinstance(new, float):
            lost += (total - new) + value if abs(total) >= abs(value) else (value - new) + total
        total = new
    return total + lost if isinstance(total, float) else total


@cache
def stored() -> list[dict[str, Any]]:
    """Return the specifications of all charts that the chapters store, in all languages."""
    figures = [
        figure
        for file in sorted(BOOK.glob("*.ipynb"))
        for cell in nbformat.read(file, as_version=4).cells
        for output in cell.get("outputs", [])
        for figure in output.get("data", {}).get(FIGURE_MIME, {}).values()
    ]
    return [figure["spec"] for figure in figures if "spec" in figure]


def every_drawing() -> list[str]:
    """Return every chart as the site draws it: the kinds of charts wide, those of the chapters narrow.

    Of the chapters' every third is read, or each (`make thorough`).
    """
    wide = [drawn(chart()) for chart in CHARTS.values()]
    chapters = stored() if THOROUGH else stored()[::3]
    return [json.dumps(spec) for spec in [*wide, *(narrow(spec) for spec in [*wide, *chapters])]]


def test_the_two_ways_of_adding_differ() -> None:
    tenths = [0.1] * 10
    assert plain_sum(tenths) != corrected_sum(tenths) == 1.0
    assert plain_sum([1, 2], 3) == corrected_sum([1, 2], 3) == sum([1, 2], 3)
    assert sum(tenths) in (plain_sum(tenths), corrected_sum(tenths))


def test_charts_are_the_same_however_python_adds(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for way in (plain_sum, corrected_sum):
        monkeypatch.setattr(builtins, "sum", way)
        found.append(every_drawing())
    monkeypatch.undo()
    assert len(found[0]) > 60
    assert [one for one, other in zip(*found, strict=True) if one != other] == []

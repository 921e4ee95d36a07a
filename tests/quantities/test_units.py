"""Units: every printed one has an exact factor and a dimension."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from handbook.quantities.units import UNITS_KNOWN, UnitError, unit

ROOT = Path(__file__).resolve().parents[2]


UNITS = [
    ("元", "cny", 1),
    ("万元", "cny", 10**4),
    ("千万元", "cny", 10**7),
    ("亿元", "cny", 10**8),
    ("万亿元", "cny", 10**12),
    ("tn_cny", "cny", 10**12),
    ("100m_cny", "cny", 10**8),
    ("10k_cny", "cny", 10**4),
    ("million_cny", "cny", 10**6),
    ("thousand_cny", "cny", 10**3),
    ("亿美元", "usd", 10**8),
    ("亿新元", "sgd", 10**8),
    ("100m_usd", "usd", 10**8),
    ("%", "1", Fraction(1, 100)),
    ("百分点", "1", Fraction(1, 100)),
    ("成", "1", Fraction(1, 10)),
    ("‰", "1", Fraction(1, 1000)),
    ("倍", "1", 1),
    ("", "1", 1),
    ("家", "1", 1),
    ("万家", "1", 10**4),
    ("千个", "1", 10**3),
    ("百", "1", 100),
    ("万人", "1", 10**4),
    ("10k_persons", "1", 10**4),
    ("万吨", "t", 10**4),
    ("万m²", "m2", 10**4),
    ("平方米", "m2", 1),
    ("公里", "m", 1000),
    ("分钟", "h", Fraction(1, 60)),
    ("周", "d", 7),
    ("美元每小时", "usd/h", 1),
    ("元/吨", "cny/t", 1),
]
"""Units with their dimension and factor."""


def test_unit_has_its_dimension_and_exact_factor():
    assert [(name, unit(name).dimension, unit(name).factor) for name, _, _ in UNITS] == UNITS


def test_counts_are_of_whole_things_and_rounded_counts_and_measures_are_not():
    counts = ["家", "个", "人", "项", "年", "位", "companies", "count", "rank", "years"]
    assert [name for name in counts if not unit(name).whole] == []
    assert [name for name in ("万家", "千个", "%", "亿元", "", "天") if unit(name).whole] == []


def test_unknown_unit_is_named_with_what_to_do():
    for name in ("parsec", "亿parsec", "万万元", "yuan", " 元"):
        with pytest.raises(UnitError, match=f"unit '{name}' is not known; add it to src/handbook/quantities/units.py"):
            unit(name)


def test_all_known_units_can_be_looked_up():
    assert {"亿元", "万亿元"}.isdisjoint(UNITS_KNOWN)  # magnitudes combine; they are not listed one by one
    for name in UNITS_KNOWN:
        assert unit(name).factor > 0, name


def test_every_unit_of_the_claims_is_known():
    with (ROOT / "data" / "claims.csv").open(encoding="utf-8", newline="") as file:
        units = {row["unit"] for row in csv.DictReader(file)}
    assert len(units) > 20
    for name in units:
        unit(name)

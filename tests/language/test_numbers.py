"""Numbers as readers see them: rounded half up as they are written, the same in prose and in charts."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.language import Language, percent, points, written
from handbook.language.numbers import formatted, number
from handbook.language.wording import percent as share_text

NUMBERS = [
    (0, None, "0"),
    (152977, None, "152,977"),
    (-1234.5, 1, "−1,234.5"),
    (-1e-9, None, "0"),
    (-0.04, 1, "0.0"),  # no minus before a zero
    (0.0456, None, "0.0456"),
    (12.3456, None, "12.3"),
    (-2.50, None, "−2.5"),
    (99.96, None, "100"),
    (0.00001234, None, "0.000012"),
    (2.5, 0, "3"),
    (-2.5, 0, "−3"),
    (1334.5, 0, "1,335"),
    (2.675, 2, "2.68"),  # its float lies below
    (1.1 * 1.1 * 50, 1, "60.5"),
    (9007199254740993, 0, "9,007,199,254,740,993"),
    (Fraction(1, 3), 3, "0.333"),
]
"""Numbers, decimals that are asked for, and what is written."""


def test_number():
    assert [(x, decimals, number(x, decimals)) for x, decimals, _ in NUMBERS] == NUMBERS


@given(st.decimals(-(10**8), 10**8, places=4), st.integers(0, 4))
def test_numbers_are_rounded_half_up_as_they_are_written(x, decimals):
    wanted = x.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    for value in (float(x), Fraction(x)):
        text = number(value, decimals).replace(",", "").replace("−", "-")
        assert Decimal(text) == wanted
        assert len(text.partition(".")[2]) == decimals
        assert formatted(value, f".{decimals}f").replace("−", "-") == text


def test_a_share_is_one_percentage_in_sentences_reasons_and_charts():
    for share, decimals, text in [
        (0.0725, 1, "7.3%"),
        (0.285, 0, "29%"),
        (-0.0005, 1, "−0.1%"),
        (0.4415, 1, "44.2%"),
    ]:
        assert share_text(share, decimals) == text
        assert written(percent(share, decimals), Language("en")) == text
        assert formatted(share, f".{decimals}%") == text
        assert written(points(share, decimals), Language("en")) == text.replace("%", " percentage points")


def test_formats_of_charts():
    expected = {
        (1234567, ",d"): "1,234,567",
        (2.5, "d"): "3",
        (0.5, "+.0%"): "+50%",
        (-0.5, "+.1%"): "−50.0%",
        (41.50, ".3~f"): "41.5",
        (123456, ".2g"): "123456",
        (0.1 + 0.2, ""): "0.3",
    }
    assert {key: formatted(*key) for key in expected} == expected


def test_a_format_that_charts_do_not_use_is_refused():
    for format in ("e", "$.2f", ".1s"):
        with pytest.raises(ValueError, match="the charts use d, f, g and % with"):
            formatted(1.0, format)


def test_what_is_no_number_is_refused():
    for value in (float("nan"), float("inf")):
        with pytest.raises((ValueError, OverflowError)):
            number(value)

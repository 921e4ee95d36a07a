"""Whole numbers behind a printed mean or percentage, against trying every one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drawn import digits_of
from handbook.quantities import relations
from handbook.quantities.printed import exact, printed
from handbook.quantities.relations import CANNOT, CONTRADICTED, ROUNDING, CheckError


def brute_force(text: str, base: int, items: int, percent: bool) -> bool:
    """Try every whole number: does one give a value that rounds to the print?"""
    half = Fraction(1, 2) / 10 ** len(text.partition(".")[2])
    scale = 100 if percent else 1
    most = base * items if percent else base * items * (int(float(text)) + 2)
    return any(abs(Fraction(k * scale, base * items) - Fraction(text)) <= half for k in range(most + 1))


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1)), min_size=1, max_size=3), st.integers(1, 60))
def test_a_common_base_passes_every_whole_number_test(shares, base):
    texts = [digits_of(digits, decimals) for digits, decimals in shares]
    assume(all(float(text) <= 100 for text in texts))
    fits = all(brute_force(text, base, 1, True) for text in texts)
    found = relations.common_base(texts, exact(base))
    assert found.verdict == ((ROUNDING if found.remark != "too_wide" else CANNOT) if fits else CONTRADICTED)
    assert relations.common_base(texts, printed(str(base), "家", evidence="derived")).verdict == CANNOT


def test_a_base_of_no_percentage_is_refused():
    with pytest.raises(CheckError, match="a common base needs at least one percentage"):
        relations.common_base([], exact(147))


@given(st.integers(0, 1000), st.integers(0, 2), st.integers(1, 60), st.integers(1, 3), st.booleans())
def test_grim_agrees_with_trying_every_whole_number(digits, decimals, base, items, percent):
    text = digits_of(digits, decimals)
    assume(not percent or float(text) <= 100)
    assume(percent or digits <= 200)
    assert relations.grim(text, base, items, percent) is brute_force(text, base, items, percent)


@given(st.integers(1, 300), st.data())
def test_grim_accepts_every_percentage_that_a_count_gives(base, data):
    count = data.draw(st.integers(0, base))
    decimals = data.draw(st.integers(0, 3))
    share = Fraction(100 * count, base)
    text = digits_of(round(share * 10**decimals), decimals)
    assert relations.grim(text, base, percent=True)


APPLICANTS = [
    ("26.2", 147, False),
    ("26.2", 149, True),
    ("26.2", 142, False),
    ("52.1", 147, False),
    ("52.1", 149, False),
    ("52.1", 142, True),
    ("17.6", 147, False),
    ("17.6", 149, False),
    ("17.6", 142, True),
    ("44", 147, True),
    ("25", 147, True),
]
"""Percentages, how many cases may stand behind them, and whether a whole number of these gives the percentage."""


def test_grim_on_the_applicants_of_the_report():
    for text, base, fits in APPLICANTS:
        assert relations.grim(text, base, percent=True) is fits, f"{text} of {base}"
        finding = relations.grim_finding(text, exact(base))
        expected = (ROUNDING, "whole_number") if fits else (CONTRADICTED, "no_whole_number")
        if "." not in text:
            expected = (CANNOT, "too_wide")  # a whole number of 147 is near every whole per cent
        assert (finding.verdict, finding.remark) == expected, f"{text} of {base}"


def test_grim_on_the_example_of_its_authors():
    assert not relations.grim("5.19", 28)
    assert relations.grim("5.18", 28)
    assert relations.grim("3.44", 9)
    assert not relations.grim("3.45", 9)
    assert not relations.grim("3.47", 9)
    assert relations.grim("3.47", 9, items=5)


def test_grim_counts_trailing_zeros_as_precision():
    assert relations.grim("26", 147, percent=True)
    assert not relations.grim("26.00", 147, percent=True)


def test_grim_takes_a_percent_sign():
    assert relations.grim("26.2 %", 149, percent=True)


def test_grim_names_the_neighbouring_fractions():
    assert relations.grim_finding("26.2", exact(147)).formula == "38 ÷ 147 = 25.85%, 39 ÷ 147 = 26.53%"
    assert relations.grim_finding("26.2", exact(149)).formula == "39 ÷ 149 = 26.17%"


def test_grim_refuses_what_is_no_number():
    for text in ("", "some", "nan", "Infinity", "26,2"):
        with pytest.raises(CheckError, match=f"^'{text}' is no number; write digits with a decimal point"):
            relations.grim(text, 10)


def test_grim_refuses_a_base_of_nothing():
    for base, items in ((0, 1), (-3, 1), (10, 0)):
        with pytest.raises(CheckError, match=f"base {base}, items {items}: both are whole numbers of at least 1"):
            relations.grim("5", base, items)


def test_grim_needs_a_whole_base_and_deciding_evidence():
    with pytest.raises(CheckError, match="the base of a whole-number test is a whole number"):
        relations.grim_finding("5", printed("2.5"))
    assert relations.grim_finding("26.2", printed("147", "家", evidence="unverified")).verdict == CANNOT


def reached(base: int, power: int) -> set[int]:
    """Return the percentages, times a power of ten, that a count out of a base is rounded to, either way at a half."""
    found = set()
    for count in range(base + 1):
        twice = 2 * 100 * power * count
        low = -((base - twice) // (2 * base))
        found.update({low, (twice + base) // (2 * base)})
    return found


def test_grim_agrees_with_brute_force_for_all_bases_to_2000():
    for base in range(1, 2_001):
        fits = reached(base, 1)
        assert all(relations.grim(str(n), base, percent=True) == (n in fits) for n in range(101)), base
        if base % 100 == 1:  # one decimal decides more bases; all of them would take a minute
            fits = reached(base, 10)
            shown = [(n, f"{n // 10}.{n % 10}") for n in range(1_001)]
            assert all(relations.grim(text, base, percent=True) == (n in fits) for n, text in shown), base

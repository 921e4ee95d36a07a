"""Printed numbers as intervals, and interval arithmetic against points inside the intervals."""

from __future__ import annotations

import math
import operator
import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import PLACES, digits_of, inside, point, prints
from handbook.quantities.printed import APPROXIMATE, EVIDENCE, PrintError, display_unit, exact, printed
from handbook.quantities.units import UnitError, unit

QUALIFIERS = ("exact", "approx", "at_least", "less_than", "forecast")


def any_prints(qualifiers=QUALIFIERS):
    """Draw a printed number of either sign, with any unit and qualifier."""
    return prints(-99_999, 99_999, qualifiers, units=("", "%", "亿元", "家"))


# ── what a print stands for ──────────────────────────────────────────────────────────────────────


@given(st.integers(-99_999, 99_999), st.integers(0, 3), st.sampled_from(["", "%", "亿元", "万家", "‰"]), PLACES)
def test_everything_that_rounds_to_the_print_lies_inside_and_nothing_else(digits, decimals, unit_name, where):
    text = digits_of(digits, decimals)
    q = printed(text, unit_name)
    factor = unit(unit_name).factor
    inside = point(q, where) / factor
    rounded = Decimal(inside.numerator * 1000) / Decimal(inside.denominator * 1000)
    grid = Decimal(1).scaleb(-decimals)
    assert abs(rounded.quantize(grid, ROUND_HALF_UP) - Decimal(text)) <= (grid if where in (0, 1) else 0)
    for outside in (Fraction(q.low) / factor - Fraction(1, 10**6), Fraction(q.high) / factor + Fraction(1, 10**6)):
        shown = (Decimal(outside.numerator) / Decimal(outside.denominator)).quantize(grid, ROUND_HALF_UP)
        assert shown != Decimal(text)


BOUNDS = [
    ("41", "万亿元", "40.5e12", "41.5e12"),
    ("41.0", "万亿元", "40.95e12", "41.05e12"),
    ("81.7", "%", "0.8165", "0.8175"),
    ("2.8", "万家", "27500", "28500"),
    ("-34", "%", "-0.345", "-0.335"),
    ("2", "‰", "0.0015", "0.0025"),
    ("10-15", "%", "0.10", "0.15"),
    ("10–15", "%", "0.10", "0.15"),
    (" 50.2 ", "", "50.15", "50.25"),
    ("0.410", "fraction", "0.4095", "0.4105"),
]
"""Prints with their units, and the bounds of what they stand for."""


def test_print_is_half_a_last_digit_to_either_side():
    found = {(text, unit_name): printed(text, unit_name) for text, unit_name, _, _ in BOUNDS}
    assert {key: (q.low, q.high) for key, q in found.items()} == {
        (text, unit_name): (Fraction(low), Fraction(high)) for text, unit_name, low, high in BOUNDS
    }


def test_count_of_whole_things_is_exact_but_a_rounded_count_is_not():
    assert printed("147", "家").low == printed("147", "家").high == 147
    assert printed("2", "万家").low < 20_000 < printed("2", "万家").high
    assert printed("1.5", "年").low < Fraction("1.5")


@given(st.integers(1, 99_999), st.integers(0, 3))
def test_approximate_is_wider_than_exact_and_never_by_less_than_a_last_digit(digits, decimals):
    text = digits_of(digits, decimals)
    about, plain = printed(text, "", "approx"), printed(text)
    assert about.low < plain.low
    assert about.high > plain.high
    assert about.high - about.value == max(about.value * APPROXIMATE, about.step) == about.value - about.low


def test_one_sided_prints_are_open_on_one_side():
    assert (printed("200", "亿元", "at_least").low, printed("200", "亿元", "at_least").high) == (200 * 10**8, math.inf)
    assert (printed("5", "%", "less_than").low, printed("5", "%", "less_than").high) == (-math.inf, Fraction(5, 100))


def test_text_that_is_no_number_is_named():
    for text in ("", "n/a", "1,234", "五", "12a", "1.", ".5", "--3", "1e5", "nan", "inf"):
        with pytest.raises(PrintError, match=f"^'{text}' is no number; write digits with a decimal point"):
            printed(text)


def test_range_that_ends_before_it_begins_is_refused():
    with pytest.raises(PrintError, match="'15-10' is a range that ends before it begins"):
        printed("15-10", "%")


def test_unknown_unit_of_a_print_is_refused():
    with pytest.raises(UnitError, match="unit 'furlong' is not known"):
        printed("5", "furlong")


def test_evidence_and_place_are_carried_along():
    q = printed("3", "", evidence="secondary", place="gdp/size/2") + printed("4", place="C0001a")
    assert q.evidence == {"secondary", "report"}
    assert q.places == ("gdp/size/2", "C0001a")
    assert not q.decides
    assert printed("3").decides


def test_strong_evidence_decides_and_weak_evidence_does_not():
    deciding = [grade for grade in EVIDENCE if printed("3", evidence=grade).decides]
    assert deciding == ["original", "reprint", "report"]
    assert set(EVIDENCE) - set(deciding) == {"secondary", "derived", "unverified"}


# ── arithmetic ───────────────────────────────────────────────────────────────────────────────────


@given(a=any_prints(), b=any_prints(), at=PLACES, bt=PLACES)
def test_result_of_points_inside_lies_inside_the_result(a, b, at, bt):
    possible = not b.low <= 0 <= b.high
    for operation in (operator.add, operator.sub, operator.mul, *([operator.truediv] if possible else [])):
        result = operation(a, b)
        assert inside(result, operation(point(a, at), point(b, bt))), operation
        assert result.value == operation(a.value, b.value), operation


@given(a=any_prints(("exact", "approx")), b=any_prints(("exact", "approx")))
def test_bounds_are_reached_so_no_wider_than_needed(a, b):
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    assert (a * b).low in corners
    assert (a * b).high in corners
    assert (a + b).high - (a + b).low == (a.high - a.low) + (b.high - b.low)


def test_nothing_is_divided_by_what_may_be_zero():
    with pytest.raises(ZeroDivisionError, match=r"0.0 may be 0, so nothing can be divided by it"):
        printed("5") / printed("0.0")
    with pytest.raises(ZeroDivisionError, match="-3 may be 0"):
        printed("5") / printed("-3", "", "at_least")


@given(a=any_prints(), b=any_prints())
def test_two_quantities_meet_when_and_only_when_they_share_a_number(a, b):
    shared = max(a.low, b.low) <= min(a.high, b.high)
    assert a.meets(b) is b.meets(a) is shared


def test_numbers_in_different_magnitudes_are_one_quantity():
    assert printed("50.2", "万亿元").meets(printed("502150", "亿元"))
    assert not printed("50.2", "万亿元").meets(printed("502600", "亿元"))


def test_dimensions_go_through_products_and_quotients():
    yuan, people = printed("6", "亿元"), printed("3", "天")
    assert (yuan / people).dimension == "cny/d"
    assert (yuan / yuan).dimension == "1"
    assert (yuan * exact(2)).dimension == (exact(2) * yuan).dimension == "cny"
    assert (yuan * people).dimension == "cny·d"


def test_exact_numbers_carry_no_rounding():
    assert exact("0.1") + exact("0.2") == exact("0.3").but(formula="")


def test_unit_is_shown_as_a_reader_knows_it():
    shown = {
        "100m_cny": "亿元",
        "tn_cny": "万亿元",
        "10k_persons": "万人",
        "fraction": "",
        "year": "",
        "亿元": "亿元",
        "thousand_cny": "千元",
    }
    assert {name: display_unit(unit(name)) for name in shown} == shown


def test_fractions_are_shown_as_percentages_of_the_same_precision():
    assert printed("0.410", "fraction").formula == "41.0%"
    assert printed("0.41", "fraction").formula == "41%"


def test_ten_thousand_random_expressions_hold_the_exact_fraction():
    """What an expression gives for numbers inside its prints lies inside what it gives for the prints."""
    chance = random.Random(1)
    signs = (operator.add, operator.sub, operator.mul, operator.truediv)

    def leaf():
        q = printed(f"{chance.choice(('', '-'))}{chance.randrange(1, 9_999)}.{chance.randrange(10)}")
        return q, q.low + (q.high - q.low) * Fraction(chance.randrange(101), 100), q.value

    tried = 0
    while tried < 10_000:
        q, inside, value = leaf()
        for _ in range(chance.randrange(1, 5)):
            other, point_of_other, value_of_other = leaf()
            sign = chance.choice(signs)
            if chance.random() < 0.3 and not (sign is operator.truediv and q.low <= 0 <= q.high):
                q, inside, value = sign(other, q), sign(point_of_other, inside), sign(value_of_other, value)
            else:
                q, inside, value = sign(q, other), sign(inside, point_of_other), sign(value, value_of_other)
            tried += 1
            assert q.low <= inside <= q.high
            assert q.value == value

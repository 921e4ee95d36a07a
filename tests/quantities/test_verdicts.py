"""The verdict on a printed quantity: by definition, and on prints that are cut off, bounded or weakly backed."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drawn import prints
from handbook.quantities import relations
from handbook.quantities.printed import Quantity, exact, printed
from handbook.quantities.relations import CANNOT, CONTRADICTED, HOLDS, ROUNDING, CheckError
from handbook.quantities.verdicts import TOO_WIDE, same_print, sensitivity


@given(prints(qualifiers=("exact",)), prints(qualifiers=("exact",)))
def test_exact_claims_hold_when_equal_meet_within_rounding_and_else_are_truncated_or_contradicted(claim, computed):
    found = relations.decide(claim, computed)
    assume(found.remark != "too_wide")
    shared = max(claim.low, computed.low) <= min(claim.high, computed.high)
    cut = {
        Decimal(float(x)).quantize(Decimal(1).scaleb(-6)) for x in (computed.low, computed.value, computed.high)
    }  # the ends and the middle are enough: cutting is monotone
    grid = Decimal(str(float(claim.step)))
    low, high = (x.quantize(grid, ROUND_DOWN) for x in (min(cut), max(cut)))
    reachable = low <= Decimal(str(float(claim.value))) <= high
    if claim.value == computed.value:
        assert found.verdict == HOLDS
    elif shared:
        assert (found.verdict, found.remark) == (ROUNDING, "")
    elif reachable:
        assert (found.verdict, found.remark) == (ROUNDING, "truncated")
    else:
        assert found.verdict == CONTRADICTED


CUT_OFF = [
    (printed("2.7", "亿元"), printed("2.792486", "亿元"), ROUNDING, "truncated"),
    (printed("2.8", "亿元"), printed("2.792486", "亿元"), ROUNDING, ""),
    (printed("2.6", "亿元"), printed("2.792486", "亿元"), CONTRADICTED, ""),
    (printed("-2.7", "亿元"), printed("-2.792486", "亿元"), ROUNDING, "truncated"),
    (printed("-2.9", "亿元"), printed("-2.792486", "亿元"), CONTRADICTED, ""),
    (printed("2.9", "亿元"), printed("2.792486", "亿元"), CONTRADICTED, ""),  # cut off is not rounded up
    (printed("147", "家"), printed("147", "家"), HOLDS, ""),
    (printed("147", "家"), exact("147.5"), CONTRADICTED, ""),  # a count is never a truncated number
]
"""Prints with what was computed, the verdict and its remark."""


def test_cut_off_prints_are_recognised_and_named():
    for claim, computed, verdict, remark in CUT_OFF:
        found = relations.decide(claim, computed)
        assert (found.verdict, found.remark) == (verdict, remark), f"{claim.formula} and {computed.formula}"


QUALIFIED = [
    ("50", "at_least", "50.2", HOLDS),
    ("50", "at_least", "50.0", ROUNDING),
    ("50", "at_least", "49.97", CONTRADICTED),
    ("50", "at_least", "49.9", CONTRADICTED),
    ("5", "less_than", "4.9", HOLDS),
    ("5", "less_than", "5.0", ROUNDING),
    ("5", "less_than", "5.1", CONTRADICTED),
    ("44", "approx", "44.22", HOLDS),
    ("44", "approx", "46.2", ROUNDING),
    ("44", "approx", "47.0", CONTRADICTED),
    ("10-15", "range", "12", HOLDS),
    ("10-15", "range", "15.0", ROUNDING),
    ("10-15", "range", "15.1", CONTRADICTED),
    ("10-15", "range", "9.5", CONTRADICTED),
    ("33", "forecast", "33", HOLDS),
    ("33", "forecast", "33.4", ROUNDING),
    ("33", "forecast", "33.9", CONTRADICTED),  # cutting off is only granted to exact claims
]
"""Prints with their qualifier, what was computed, and the verdict."""


def test_qualified_claims():
    for text, qualifier, computed, verdict in QUALIFIED:
        found = relations.decide(printed(text, "%", qualifier), printed(computed, "%"), qualifier)
        assert found.verdict == verdict, f"{qualifier} {text} and {computed}"
        one_sided = verdict == ROUNDING and qualifier in ("at_least", "less_than")
        assert (found.remark == "one_sided") is one_sided, f"{qualifier} {text} and {computed}"


@given(prints(), prints(), st.sampled_from(["at_least", "less_than", "approx"]))
def test_one_sided_and_approximate_claims_follow_their_definition(claim, computed, qualifier):
    claim = printed(claim.formula, "", qualifier)
    found = relations.decide(claim, computed, qualifier)
    assume(found.remark != "too_wide")
    found = found.verdict
    if claim.low <= computed.low and computed.high <= claim.high:
        assert found == HOLDS
    elif computed.high < claim.low or computed.low > claim.high:
        assert found == CONTRADICTED
    else:
        assert found == ROUNDING


@given(
    prints(qualifiers=("exact",)),
    prints(qualifiers=("exact",)),
    st.sampled_from(["secondary", "derived", "unverified"]),
)
def test_weak_evidence_never_decides_but_says_what_it_would(claim, computed, grade):
    strong = relations.decide(claim, computed).verdict
    weak = relations.decide(claim, computed.but(evidence=frozenset({"original", grade})))
    assert weak.verdict == CANNOT
    assert weak.remark == ("unverified_no" if strong == CONTRADICTED else "unverified_yes")


@given(prints(qualifiers=("exact",)), prints(qualifiers=("exact",)))
def test_better_evidence_does_not_change_the_verdict(claim, computed):
    assert (
        relations.decide(claim, computed).verdict
        == relations.decide(claim, computed.but(evidence=frozenset({"original"}))).verdict
    )


def test_claim_and_computation_in_different_units_are_refused():
    with pytest.raises(CheckError, match="do not go together"):
        relations.decide(printed("5", "亿元"), printed("5", "家"))


# ── what a check would have noticed ──────────────────────────────────────────────────────────────


def moved(claim: Quantity, by: Fraction, qualifier: str) -> Quantity:
    """Return a claim as it would be had another number been printed, with as many digits."""
    value = claim.value + by
    if qualifier == "approx":
        wider = max(abs(value) / 20, claim.step)
        return claim.but(value=value, low=value - wider, high=value + wider)
    return claim.but(value=value, low=claim.low + by, high=claim.high + by)


@given(
    prints(), prints(qualifiers=("exact",)), st.sampled_from(["exact", "approx", "at_least", "less_than", "forecast"])
)
def test_a_print_that_moves_by_less_than_the_sensitivity_is_not_noticed_and_by_more_it_is(claim, computed, qualifier):
    claim = printed(claim.formula, "", qualifier)
    noticed = sensitivity(claim, computed, qualifier)
    contradicted = relations.decide(claim, computed, qualifier).verdict == CONTRADICTED
    start = claim if not contradicted else moved(claim, computed.value - claim.value, qualifier)
    assume(not math.isinf(noticed))

    def refuted(share: Fraction) -> list[bool]:
        return [
            relations.decide(moved(start, sign * share * abs(start.value), qualifier), computed, qualifier).verdict
            == CONTRADICTED
            for sign in (1, -1)
        ]

    assert not any(refuted(noticed * Fraction(99, 100)))
    assert any(refuted(noticed * Fraction(101, 100) + Fraction(1, 10**9)))


def test_a_check_that_almost_any_number_would_pass_decides_nothing():
    cases = (
        ("2", "exact", "2.3", CANNOT),
        ("200", "at_least", "555", CANNOT),
        ("200", "at_least", "230", HOLDS),
        ("2", "exact", "9.3", CONTRADICTED),
        ("1", "less_than", "0.3", CANNOT),
    )
    for text, qualifier, computed, verdict in cases:
        found = relations.decide(printed(text, "亿元", qualifier), printed(computed, "亿元"), qualifier)
        assert found.verdict == verdict, f"{qualifier} {text} and {computed}"
        assert (found.remark == "too_wide") is (verdict == CANNOT)
        assert (found.sensitivity > TOO_WIDE) is (verdict == CANNOT) or verdict == CONTRADICTED


def test_a_number_printed_twice_is_the_same_number_or_rounded_to_it():
    cases = (
        (("2", "exact"), ("3", "exact"), CONTRADICTED),
        (("2", "exact"), ("2", "exact"), HOLDS),
        (("50.2", "exact"), ("50", "exact"), ROUNDING),
        (("50", "exact"), ("50.2", "exact"), ROUNDING),
        (("50.7", "exact"), ("50", "exact"), ROUNDING),
        (("49", "exact"), ("50.2", "exact"), CONTRADICTED),
        (("200", "at_least"), ("200", "at_least"), HOLDS),
        (("130", "exact"), ("156", "at_least"), CONTRADICTED),
        (("156", "at_least"), ("130", "exact"), CONTRADICTED),
    )
    for (text, qualifier), (other, its), verdict in cases:
        found = same_print(printed(text, "亿元", qualifier), printed(other, "亿元", its), qualifier)
        assert found.verdict == verdict, f"{qualifier} {text} and {its} {other}"
    assert same_print(printed("2", "亿元"), printed("2", "亿元")).sensitivity == 0


def test_of_a_printed_0_no_relative_change_is_told():
    assert sensitivity(printed("0.0", "%"), printed("0.03", "%")) is None
    assert sensitivity(printed("0", "家"), printed("0", "家")) == 0

"""The verdict on a printed quantity: by definition, and on prints that are cut off, bounded or weakly backed."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import prints
from handbook.quantities import relations as checks
from handbook.quantities.printed import exact, printed
from handbook.quantities.relations import CANNOT, CONTRADICTED, HOLDS, ROUNDING, CheckError


@given(prints(qualifiers=("exact",)), prints(qualifiers=("exact",)))
def test_exact_claims_hold_when_equal_meet_within_rounding_and_else_are_truncated_or_contradicted(claim, computed):
    found = checks.decide(claim, computed)
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
        found = checks.decide(claim, computed)
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
        found = checks.decide(printed(text, "%", qualifier), printed(computed, "%"), qualifier)
        assert found.verdict == verdict, f"{qualifier} {text} and {computed}"
        one_sided = verdict == ROUNDING and qualifier in ("at_least", "less_than")
        assert (found.remark == "one_sided") is one_sided, f"{qualifier} {text} and {computed}"


@given(prints(), prints(), st.sampled_from(["at_least", "less_than", "approx"]))
def test_one_sided_and_approximate_claims_follow_their_definition(claim, computed, qualifier):
    claim = printed(claim.formula, "", qualifier)
    found = checks.decide(claim, computed, qualifier).verdict
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
    strong = checks.decide(claim, computed).verdict
    weak = checks.decide(claim, computed.but(evidence=frozenset({"original", grade})))
    assert weak.verdict == CANNOT
    assert weak.remark == ("unverified_no" if strong == CONTRADICTED else "unverified_yes")


@given(prints(qualifiers=("exact",)), prints(qualifiers=("exact",)))
def test_better_evidence_does_not_change_the_verdict(claim, computed):
    assert (
        checks.decide(claim, computed).verdict
        == checks.decide(claim, computed.but(evidence=frozenset({"original"}))).verdict
    )


def test_claim_and_computation_in_different_units_are_refused():
    with pytest.raises(CheckError, match="do not go together"):
        checks.decide(printed("5", "亿元"), printed("5", "家"))

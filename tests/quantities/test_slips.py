"""Slips: what one mistake of writing spoils is found again, what fits by no slip is not explained, shares above all."""

from __future__ import annotations

import random

import pytest

from handbook.quantities.printed import printed
from handbook.quantities.relations import CheckError, share, total
from handbook.quantities.slips import KINDS, impossible, slips, variants


def spoiled(number: str, kind: str, turn: random.Random) -> str:
    """Write a number with one slip, as a typist would make it; nothing where it would not show."""
    digits = [at for at, sign in enumerate(number) if sign != "."]
    at = turn.choice(digits[:-1])
    if kind == "digit":
        return number[:at] + turn.choice("123456789") + number[at + 1 :]
    if kind == "swapped":
        other = digits[digits.index(at) + 1]
        signs = list(number)
        signs[at], signs[other] = signs[other], signs[at]
        return "".join(signs)
    if kind == "left_out":
        return number[:at] + number[at + 1 :]
    if kind == "doubled":
        return number[: at + 1] + number[at] + number[at + 1 :]
    if kind == "sign":
        return f"-{number}"
    return str(float(number) * 10)  # a decimal point one place too far


def test_a_number_that_one_slip_spoiled_is_among_what_may_have_been_meant():
    turn, missed = random.Random(20231), []
    for kind in ("digit", "swapped", "left_out", "doubled", "sign", "factor"):
        for _ in range(40):
            meant = f"{turn.randint(110, 9999) / 10:.1f}"
            text = spoiled(meant, kind, turn)
            if text.startswith(("0", ".")) or float(text) == float(meant):
                continue
            may = slips(
                text,
                printed(meant, "亿元").but(low=printed(meant, "亿元").value, high=printed(meant, "亿元").value),
                "亿元",
            )
            if float(meant) not in {float(slip.meant) for slip in may}:
                missed.append((kind, meant, text))
    assert missed == []


def test_slips_are_told_the_smallest_first_and_only_where_few_of_a_kind_fit():
    computed = total(*(printed(part, "家") for part in ("72", "70", "7")))
    assert [(slip.kind, slip.meant) for slip in slips("147", computed, "家")] == [("digit", "149")]
    assert slips("149", computed, "家") == [], "nothing to explain"
    anything = printed("50", "%").but(low=printed("10", "%").low, high=printed("90", "%").high)
    assert [slip.kind for slip in slips("95", anything, "%") if slip.kind == "digit"] == [], "too wide to tell"
    assert slips("2021-2023", computed, "家") == [], "a range of years is no number"


def test_another_quantity_in_the_place_of_the_one_that_was_meant_is_offered_where_it_fits():
    of_147, of_142 = (share(printed("37", "家"), printed(base, "家")) for base in ("147", "142"))
    others = [
        ("last_year", "2021", printed("24.4", "%")),
        ("base", "142", of_142),
        ("points", "in points", printed("26.1", "%")),
    ]
    found = slips("26.1", of_147, "%", others=others)
    assert [(slip.kind, slip.meant) for slip in found if slip.kind in ("points", "base", "last_year")] == [
        ("points", "in points"),
        ("base", "142"),
    ]
    assert [KINDS.index(slip.kind) for slip in found] == sorted(KINDS.index(slip.kind) for slip in found)


def test_units_that_do_not_go_together_are_refused():
    with pytest.raises(CheckError, match="units that do not go together"):
        slips("12", printed("15", "家"), "亿元")


def test_variants_are_other_numbers_each_once():
    for text in ("147", "0.5", "1.25", "-7.5", "100"):
        meant = [float(slip.meant) for slip in variants(text)]
        assert len(meant) == len(set(meant)), text
        assert float(text) not in meant
    assert list(variants("07-18")) == list(variants("")) == []


def test_a_share_or_a_fall_of_more_than_all_is_impossible_by_itself():
    for text, verdict in (("108.01", True), ("100", False), ("100.4", True), ("-130", True), ("-99.9", False)):
        assert impossible(printed(text, "%")) is verdict, text
    assert not impossible(printed("100", "%", "approx"))

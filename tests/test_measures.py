"""The calculations of the chapters, against brute force and on tiny data."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import measures
from analysis.checks import grim

LEVELS = st.floats(0.1, 1e6)
RATES = st.floats(-0.9, 5)


def test_success_rates_name_the_group_without_applicants():
    with pytest.raises(ValueError, match=r"no applicants in \['b'\], so no rate can be taken there"):
        measures.success_rates(pd.Series({"a": 1}), pd.Series({"a": 2, "b": 0}))


def test_success_rates_are_matched_by_group():
    rates = measures.success_rates(pd.Series({"b": 1, "a": 3}), pd.Series({"a": 4, "b": 2, "c": 5}))
    assert rates.to_dict() == {"a": 0.75, "b": 0.5, "c": 0.0}


@given(st.integers(1, 200), st.integers(0, 1000))
def test_whole_numbers_near_say_the_same_as_grim(base, tenths):
    text = f"{tenths / 10:.1f}"
    near = measures.whole_numbers_near(text, base)
    assert near["fits"].any() == grim(text, base, percent=True)
    assert near["count"].between(0, base).all()
    assert (near["share"] == near["count"] / base).all()


def test_whole_numbers_near_bound_what_rounds_to_the_print():
    near = measures.whole_numbers_near("26.2", 149)
    assert (near["low"].iloc[0], near["high"].iloc[0]) == (0.2615, 0.2625)
    assert near["count"].tolist() == [38, 39, 40, 41]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=3), st.integers(1, 60))
def test_bases_that_fit_are_those_of_which_every_percentage_is_a_whole_number(percentages, largest):
    texts = [str(p) for p in percentages]
    fitting = [
        base
        for base in range(1, largest + 1)
        if all(any(abs(Fraction(100 * k, base) - p) <= Fraction(1, 2) for k in range(base + 1)) for p in percentages)
    ]
    assert measures.bases_that_fit(texts, largest) == fitting
    if fitting:
        assert measures.smallest_base(texts) == fitting[0]


def test_smallest_base_says_when_there_is_none():
    with pytest.raises(ValueError, match=r"no number of cases up to 10 gives all of 26.2 %"):
        measures.smallest_base(["26.2"], limit=10)


def test_bases_of_the_printed_revenue_bands():
    assert 142 in measures.bases_that_fit(["52.1", "17.6"], 150)
    assert {147, 149}.isdisjoint(measures.bases_that_fit(["52.1"], 150))


@given(st.lists(st.tuples(LEVELS, RATES), min_size=1, max_size=4))
def test_combined_growth_is_that_of_the_sums(parts):
    old = [level for level, _ in parts]
    new = [level * (1 + rate) for level, rate in parts]
    combined = measures.combined_growth(pd.Series(new), pd.Series([rate for _, rate in parts]))
    assert combined == pytest.approx(sum(new) / sum(old) - 1, rel=1e-6, abs=1e-9)


def test_combined_growth_of_nothing_is_refused():
    with pytest.raises(ValueError, match="the parts sum to 0 before they grew"):
        measures.combined_growth(pd.Series([0.0]), pd.Series([0.1]))


@given(LEVELS, RATES, st.integers(1, 10))
def test_growing_and_going_back_gives_the_start(start, rate, years):
    levels = measures.projected(start, rate, years)
    assert len(levels) == years + 1
    assert levels[0] == start
    assert measures.yearly_rate(levels.iloc[-1], start, years) == pytest.approx(rate, rel=1e-6, abs=1e-9)
    assert measures.before_growth(start * (1 + rate), rate) == pytest.approx(start)
    change = pd.Series([levels.iloc[-1] / start - 1])
    assert measures.yearly_change(change, pd.Series([years]))[0] == pytest.approx(rate, rel=1e-6, abs=1e-9)


def test_a_fall_to_nothing_has_no_yearly_rate():
    with pytest.raises(ValueError, match=r"a fall of 100 % or more has no yearly rate"):
        measures.yearly_change(pd.Series([0.1, -1.0]), pd.Series([2, 2]))


def test_margins_are_matched_by_name():
    assert measures.margins(pd.Series({"b": 3.0, "a": -2.0}), pd.Series({"a": 50.0, "b": 6.0})).to_dict() == {
        "b": 0.5,
        "a": -0.04,
    }


def test_printed_values_are_in_base_units():
    claims = pd.DataFrame({"claim": ["a", "b", "c"], "printed": ["5.4", "3", "-34"], "unit": ["亿美元", "成", "%"]})
    assert measures.printed_values(claims).to_dict() == {"a": 540_000_000.0, "b": 0.3, "c": -0.34}


def test_growth_by_edition_never_crosses_editions():
    rows = pd.DataFrame(
        {
            "year": [2024, 2022, 2023],
            "vintage": ["a", "a", "b"],
            "x": [121.0, 100.0, 999.0],
            "source": ["s2", "s0", "s1"],
            "evidence": ["report", "report", "original"],
        }
    )
    found = measures.growth_by_edition(rows, "x")
    assert found[["vintage", "first", "last", "source"]].values.tolist() == [["a", 2022, 2024, "s2"]]
    assert found["growth"].tolist() == [pytest.approx(0.1)]


@given(LEVELS, LEVELS, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_growth_of_the_whole_follows_from_part_and_share(old, new, old_share, new_share):
    grown = measures.growth_of_whole(new * new_share / (old * old_share) - 1, new_share / old_share - 1)
    assert grown == pytest.approx(new / old - 1, rel=1e-6, abs=1e-6)


def test_a_share_of_which_nothing_is_left_is_refused():
    with pytest.raises(ValueError, match="a share cannot grow by -1: nothing of it would be left"):
        measures.growth_of_whole(0.5, -1)


def test_growth_rates_skip_gaps_and_ignore_order():
    rates = measures.growth_rates(pd.Series({2023: 9.0, 2020: 4.0, 2021: 5.0, 2022: None}))
    assert rates.to_dict() == {2021: 0.25}


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_rank_is_one_more_than_the_number_of_larger_values(values):
    ranks = measures.rank_of(pd.Series(values, dtype="float64"))
    assert ranks.tolist() == [1 + sum(other > value for other in values) for value in values]


def test_mean_of_year_ends_needs_both():
    assert measures.mean_of_year_ends(pd.Series({2022: 4.0, 2021: 2.0, 2019: 8.0})).to_dict() == {2022: 3.0}


def test_growth_on_the_year_before_compares_like_with_like():
    values = pd.Series({"2021": 4.0, "2022": 5.0, "2021H1": 1.0, "2022H1": 3.0, "2023H2": 9.0})
    assert measures.growth_on_year_before(values).to_dict() == {"2022": 0.25, "2022H1": 2.0}


def test_verdict_on_a_claim_with_and_without_a_figure(project):
    assert measures.verdict_on("C0001b", project.data).verdict == "holds"
    assert measures.verdict_on("C0003a", project.data).verdict == "contradicted"
    with pytest.raises(KeyError, match=r"'C9999a' is no claim of data/claims.csv"):
        measures.verdict_on("C9999a", project.data)


def test_print_and_computation_come_as_bounds_per_choice(project):
    project.append("checks", "C0001a,sum,11 亿元,one reading,一种读法")
    rows = measures.printed_and_computed(measures.verdict_on("C0001a", project.data), "zh")
    assert rows[["choice", "printed_low", "printed_high", "low", "high"]].values.tolist() == [
        ["一种读法", 1195e6, 1205e6, 11e8, 11e8]
    ]


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in dir(measures)
        if callable(getattr(measures, name))
        and getattr(getattr(measures, name), "__module__", "") == "analysis.measures"
    ],
)
def test_every_calculation_says_what_it_returns_and_shows_an_example(name):
    text = getattr(measures, name).__doc__
    assert text.startswith(("Return", "Yield")), name
    assert ">>>" in text or name in {"verdict_on", "printed_and_computed"}, f"{name} has no example"

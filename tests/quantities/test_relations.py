"""Relations of quantities against brute force: points inside the inputs give results inside the bounds."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drawn import PLACES, inside, point, prints, rates
from handbook.quantities import relations
from handbook.quantities.printed import exact, printed
from handbook.quantities.relations import AS_STATED, CANNOT, CHECKS, CONTRADICTED, HOLDS, ROUNDING, CheckError


@given(st.lists(st.tuples(prints(smallest=-9999), PLACES), min_size=1, max_size=6))
def test_sum_and_mean_hold_for_every_choice_of_points(pairs):
    parts = [q for q, _ in pairs]
    points = [point(q, where) for q, where in pairs]
    assert inside(relations.total(*parts), sum(points))
    assert inside(relations.mean(*parts), sum(points) / len(points))
    assert relations.total(*parts).value == sum(q.value for q in parts)


@given(prints(), prints(), PLACES, PLACES)
def test_share_ratio_difference_product_and_growth_hold_for_every_choice_of_points(a, b, at, bt):
    assume(b.low > 0)
    x, y = point(a, at), point(b, bt)
    assert inside(relations.share(a, b), x / y)
    assert inside(relations.ratio(a, b), x / y)
    assert inside(relations.difference(a, b), x - y)
    assert inside(relations.product(a, b), x * y)
    assert inside(relations.growth(a, b), x / y - 1)


@given(prints(), rates(), PLACES, PLACES)
def test_levels_before_and_after_growth_hold_for_every_choice_of_points(level, rate, at, rt):
    x, r = point(level, at), point(rate, rt)
    assert inside(relations.level(level, rate), x * (1 + r))
    assert inside(relations.prior_level(level, rate), x / (1 + r))


@given(prints(qualifiers=("exact",)), rates(), st.integers(1, 8), PLACES, PLACES)
def test_projection_holds_for_every_choice_of_points(start, rate, years, at, rt):
    result = relations.projection(start, rate, exact(years))
    assert inside(result, point(start, at) * (1 + point(rate, rt)) ** years)
    assert result.value == start.value * (1 + rate.value) ** years


@given(prints(qualifiers=("exact",)), prints(qualifiers=("exact",)), st.integers(1, 8), PLACES, PLACES)
def test_compound_growth_holds_for_every_choice_of_points(end, start, years, at, bt):
    assume(start.low > 0)
    assume(end.low > 0)
    result = relations.compound_growth(end, start, exact(years))
    rate = float(point(end, at) / point(start, bt)) ** (1 / years) - 1
    assert float(result.low) - 1e-9 <= rate <= float(result.high) + 1e-9


@given(rates(), st.integers(1, 8), st.integers(1, 9999))
def test_compound_growth_undoes_projection(rate, years, start):
    assume(rate.value > Fraction(-9, 10))
    begin = exact(start)
    end = relations.projection(begin, exact(rate.value), exact(years))
    assert float(relations.compound_growth(end, begin, exact(years)).value) == pytest.approx(
        float(rate.value), abs=1e-9
    )


@given(prints(qualifiers=("exact",)), rates())
def test_prior_level_undoes_level(level, rate):
    assert relations.prior_level(relations.level(level, exact(rate.value)), exact(rate.value)).value == level.value


@given(st.integers(1900, 2100), st.integers(0, 100))
def test_years_between_is_the_difference(start, years):
    assert relations.years_between(printed(str(start + years), "年份"), printed(str(start), "年份")).value == years


def test_value_and_repetition_are_the_quantity_itself():
    q = printed("41.5", "%")
    assert relations.value(q) is q
    assert relations.repeated(q) is q


@given(st.data())
def test_rank_is_the_place_in_a_sorted_list_for_every_choice_of_points(data):
    field = data.draw(st.lists(prints(largest=60, qualifiers=("exact",), decimals=1), min_size=1, max_size=7))
    own = data.draw(st.integers(0, len(field) - 1))
    ranked = relations.rank(field[own], field)
    points = [point(q, data.draw(PLACES)) for q in field]
    place = 1 + sum(x > points[own] for x in points)
    assert ranked.low <= place <= ranked.high
    values = sorted((q.value for q in field), reverse=True)
    assert ranked.value == values.index(field[own].value) + 1
    assert 1 <= ranked.low <= ranked.value <= ranked.high <= len(field)


@given(st.lists(prints(largest=60, qualifiers=("exact",), decimals=1), min_size=1, max_size=6), st.data())
def test_bounds_of_a_rank_are_reached(field, data):
    own = data.draw(st.sampled_from(field))
    ranked = relations.rank(own, field)
    others = [q for q in field if q is not own]
    best = 1 + sum(q.low > own.high for q in others)
    worst = 1 + sum(q.high > own.low for q in others)
    assert (ranked.low, ranked.high) == (best, worst)


def test_an_exact_value_may_stand_behind_a_rounded_one():
    own, other = exact(4), printed("4")  # 4 may stand for 4.4
    assert (relations.rank(own, [own, other]).low, relations.rank(own, [own, other]).high) == (1, 2)


@given(
    st.dictionaries(
        st.integers(2000, 2030), prints(largest=80, qualifiers=("exact",), decimals=1), min_size=1, max_size=6
    ),
    st.integers(1, 70),
    st.data(),
)
def test_first_year_above_a_threshold_holds_for_every_choice_of_points(series, threshold, data):
    over = [year for year in sorted(series) if series[year].value > threshold]
    entries = data.draw(st.permutations(list(series.items())))
    if not over:
        with pytest.raises(CheckError, match="no year of the series is above"):
            relations.first_above(entries, exact(threshold))
        return
    found = relations.first_above(entries, exact(threshold))
    assert found.value == over[0]
    drawn = {year: point(series[year], data.draw(PLACES)) for year in sorted(series)}
    first = next((year for year in sorted(drawn) if drawn[year] > threshold), math.inf)
    assert found.low <= first <= found.high


def test_a_year_that_rounds_to_the_threshold_leaves_the_first_year_open():
    found = relations.first_above([(2021, printed("50")), (2022, printed("51"))], exact(50))
    assert (found.low, found.value, found.high) == (2021, 2022, 2022)


@given(st.lists(prints(largest=30, qualifiers=("exact",)), min_size=2, max_size=6))
def test_order_holds_when_the_prints_are_sorted_and_only_then(field):
    values = [q.value for q in field]
    assert relations.order(*field).verdict == (HOLDS if values == sorted(values, reverse=True) else CONTRADICTED)


def test_one_quantity_has_no_order():
    with pytest.raises(CheckError, match="an order needs at least two quantities"):
        relations.order(printed("3"))


def test_a_rate_of_growth_has_no_unit():
    for check, *more in ((relations.level,), (relations.prior_level,), (relations.projection, exact(2))):
        with pytest.raises(CheckError, match="do not go together"):
            check(printed("3", "亿元"), printed("2", "亿元"), *more)


def test_order_names_the_pair_that_is_wrong():
    assert relations.order(printed("3"), printed("1"), printed("2")).formula == "1 < 2"


@given(prints(largest=30, qualifiers=("exact",)), prints(largest=30, qualifiers=("exact",)))
def test_above_and_below_compare_what_is_printed(a, b):
    assert relations.above(a, b).verdict == (HOLDS if a.value > b.value else CONTRADICTED)
    assert relations.below(a, b).verdict == (HOLDS if a.value < b.value else CONTRADICTED)
    assert relations.above(a, b).verdict == relations.below(b, a).verdict


def test_weak_evidence_decides_no_comparison():
    for check, remark in ((relations.above, "no"), (relations.below, "yes"), (relations.order, "no")):
        finding = check(printed("2"), printed("3", evidence="secondary"))
        assert (finding.verdict, finding.remark) == (CANNOT, f"unverified_{remark}"), check


@given(prints(), prints(), st.data())
def test_a_part_is_refuted_only_when_no_choice_of_points_lets_it_fit(part, whole, data):
    found = relations.at_most(part, whole)
    if found.verdict == CONTRADICTED:
        assert point(part, data.draw(PLACES)) > point(whole, data.draw(PLACES))
    else:
        assert found.verdict == AS_STATED, "a part that fits proves nothing"
        assert part.low <= whole.high


def test_weak_evidence_refutes_no_part():
    assert relations.at_most(printed("30"), printed("2", evidence="unverified")).verdict == CANNOT


def test_a_reading_that_needs_a_value_decides_nothing():
    found = relations.needs(printed("12", "亿元"))
    assert (found.verdict, found.computed, found.remark) == (CANNOT, None, "needed")


def test_units_that_do_not_go_together_are_named():
    for name in ("sum", "share", "difference", "growth", "order", "above", "below", "mean", "at_most"):
        with pytest.raises(CheckError, match=r"5 亿元 \[cny\] and 3 家 \[1\] are in units that do not go together"):
            CHECKS[name](printed("5", "亿元"), printed("3", "家"))


def test_nothing_cannot_be_summed():
    for empty in (relations.total, relations.product, relations.mean):
        with pytest.raises(CheckError, match="needs at least one"):
            empty()


def test_number_of_years_is_whole_and_above_zero():
    for years in ("0", "1.5", "-2"):
        for check in (relations.projection, relations.compound_growth):
            with pytest.raises(CheckError, match=f"{years} years: the number of years is a whole number above 0"):
                check(printed("3"), printed("2"), printed(years))


def test_compound_growth_needs_levels_of_one_sign():
    with pytest.raises(CheckError, match="a rate over years needs levels of one sign"):
        relations.compound_growth(printed("-5"), printed("3"), exact(2))


def test_three_types_of_applicants_do_not_give_the_printed_total():
    parts = [printed(text, "家") for text in ("72", "70", "7")]
    found = relations.decide(printed("147", "家"), relations.total(*parts))
    assert (found.verdict, found.computed.value, found.formula) == (CONTRADICTED, 149, "72 家 + 70 家 + 7 家")


def test_growth_of_the_digital_economy_holds_within_rounding():
    grown = relations.growth(printed("50.2", "万亿元"), printed("45.5", "万亿元"))
    assert relations.decide(printed("10.3", "%"), grown).verdict == ROUNDING
    assert relations.decide(printed("10.1", "%"), grown).verdict == ROUNDING
    assert relations.decide(printed("10.7", "%"), grown).verdict == CONTRADICTED


def test_share_that_is_printed_twice_alike_did_not_rise():
    found = relations.above(printed("81.7", "%"), printed("81.7", "%"))
    assert (found.verdict, found.remark) == (CONTRADICTED, "not_above")


def test_rank_in_prose_differs_from_rank_in_the_table():
    assert relations.decide(printed("109", "位"), relations.repeated(printed("108", "位"))).verdict == CONTRADICTED


def test_printed_labour_productivity_is_not_what_the_printed_formula_gives():
    given_by_formula = relations.ratio(printed("1210207", "亿元"), printed("73351", "万人")).but(dimension="cny")
    found = relations.decide(printed("152977", "元/人"), given_by_formula)
    assert found.verdict == CONTRADICTED
    assert float(given_by_formula.value) / 152977 == pytest.approx(1.0785, abs=1e-4)  # 8% above the print


def test_four_bands_sum_to_more_than_a_hundred_percent():
    bands = relations.total(*(printed(text, "%") for text in ("20.90", "43.53", "26.97", "16.61")))
    assert bands.value == Fraction("1.0801")
    assert relations.decide(printed("100.00", "%"), bands).verdict == CONTRADICTED


def test_formulas_keep_their_brackets():
    a, b, c = (printed(text) for text in "234")
    assert relations.ratio(relations.total(a, b), c).formula == "(2 + 3) ÷ 4"
    assert relations.growth(a, relations.product(b, c)).formula == "2 ÷ (3 × 4) − 1"
    assert relations.level(a, printed("5", "%")).formula == "2 × (1 + 5%)"


def test_every_check_has_its_own_name_and_function():
    assert len(set(map(id, CHECKS.values()))) == len(CHECKS)
    assert all(getattr(function, "__doc__", None) for function in CHECKS.values())

"""The checks against brute force: points inside the inputs give results inside the bounds; verdicts by definition."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import checks
from analysis.checks import AS_STATED, CANNOT, CHECKS, CONTRADICTED, HOLDS, ROUNDING, CheckError
from analysis.quantities import Quantity, exact, printed

PLACES = st.fractions(0, 1, max_denominator=16)


def number(digits: int, decimals: int) -> str:
    return f"{Decimal(digits).scaleb(-decimals):f}"


@st.composite
def prints(draw, smallest=1, largest=9999, qualifiers=("exact", "approx", "at_least"), decimals=3):
    text = number(draw(st.integers(smallest, largest)), draw(st.integers(0, decimals)))
    return printed(text, "", draw(st.sampled_from(qualifiers)))


@st.composite
def rates(draw):
    """Draw a growth rate of -60 to 200 %."""
    return printed(number(draw(st.integers(-600, 2000)), 1), "%")


def point(q: Quantity, where: Fraction) -> Fraction:
    """Return a number inside a quantity's bounds, at a fraction of the way (infinite ways end after 1,000,000)."""
    low = q.low if not math.isinf(q.low) else q.high - 10**6
    high = q.high if not math.isinf(q.high) else low + 10**6
    return Fraction(low) + (Fraction(high) - Fraction(low)) * where


def inside(result: Quantity, x: Fraction, slack: Fraction = Fraction(0)) -> bool:
    return result.low - slack <= x <= result.high + slack


# ── relations ────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.tuples(prints(smallest=-9999), PLACES), min_size=1, max_size=6))
def test_sum_and_mean_hold_for_every_choice_of_points(pairs):
    parts = [q for q, _ in pairs]
    points = [point(q, where) for q, where in pairs]
    assert inside(checks.total(*parts), sum(points))
    assert inside(checks.mean(*parts), sum(points) / len(points))
    assert checks.total(*parts).value == sum(q.value for q in parts)


@given(prints(), prints(), PLACES, PLACES)
def test_share_ratio_difference_product_and_growth_hold_for_every_choice_of_points(a, b, at, bt):
    assume(b.low > 0)
    x, y = point(a, at), point(b, bt)
    assert inside(checks.share(a, b), x / y)
    assert inside(checks.ratio(a, b), x / y)
    assert inside(checks.difference(a, b), x - y)
    assert inside(checks.product(a, b), x * y)
    assert inside(checks.growth(a, b), x / y - 1)


@given(prints(), rates(), PLACES, PLACES)
def test_levels_before_and_after_growth_hold_for_every_choice_of_points(level, rate, at, rt):
    x, r = point(level, at), point(rate, rt)
    assert inside(checks.level(level, rate), x * (1 + r))
    assert inside(checks.prior_level(level, rate), x / (1 + r))


@given(prints(qualifiers=("exact",)), rates(), st.integers(1, 8), PLACES, PLACES)
def test_projection_holds_for_every_choice_of_points(start, rate, years, at, rt):
    result = checks.projection(start, rate, exact(years))
    assert inside(result, point(start, at) * (1 + point(rate, rt)) ** years)
    assert result.value == start.value * (1 + rate.value) ** years


@given(prints(qualifiers=("exact",)), prints(qualifiers=("exact",)), st.integers(1, 8), PLACES, PLACES)
def test_compound_growth_holds_for_every_choice_of_points(end, start, years, at, bt):
    assume(start.low > 0)
    assume(end.low > 0)
    result = checks.compound_growth(end, start, exact(years))
    rate = float(point(end, at) / point(start, bt)) ** (1 / years) - 1
    assert float(result.low) - 1e-9 <= rate <= float(result.high) + 1e-9


@given(rates(), st.integers(1, 8), st.integers(1, 9999))
def test_compound_growth_undoes_projection(rate, years, start):
    assume(rate.value > Fraction(-9, 10))
    begin = exact(start)
    end = checks.projection(begin, exact(rate.value), exact(years))
    assert float(checks.compound_growth(end, begin, exact(years)).value) == pytest.approx(float(rate.value), abs=1e-9)


@given(prints(qualifiers=("exact",)), rates())
def test_prior_level_undoes_level(level, rate):
    assert checks.prior_level(checks.level(level, exact(rate.value)), exact(rate.value)).value == level.value


@given(st.integers(1900, 2100), st.integers(0, 100))
def test_years_between_is_the_difference(start, years):
    assert checks.years_between(printed(str(start + years), "年份"), printed(str(start), "年份")).value == years


@pytest.mark.parametrize("same", [checks.value, checks.repeated])
def test_value_and_repetition_are_the_quantity_itself(same):
    q = printed("41.5", "%")
    assert same(q) is q


@given(st.lists(st.sampled_from(["芯片", "服务器", "存储", "网络"])))
def test_count_counts_every_member(members):
    found = checks.count(members)
    assert found.low == found.value == found.high == len(members)
    assert all(member in found.formula for member in members[:12])


def test_count_names_no_more_than_twelve_members():
    assert checks.count([f"m{n}" for n in range(13)]).formula.endswith("m11…)")


# ── rank, order and thresholds ───────────────────────────────────────────────────────────────────


@given(st.data())
def test_rank_is_the_place_in_a_sorted_list_for_every_choice_of_points(data):
    field = data.draw(st.lists(prints(largest=60, qualifiers=("exact",), decimals=1), min_size=1, max_size=7))
    own = data.draw(st.integers(0, len(field) - 1))
    ranked = checks.rank(field[own], field)
    points = [point(q, data.draw(PLACES)) for q in field]
    place = 1 + sum(x > points[own] for x in points)
    assert ranked.low <= place <= ranked.high
    values = sorted((q.value for q in field), reverse=True)
    assert ranked.value == values.index(field[own].value) + 1
    assert 1 <= ranked.low <= ranked.value <= ranked.high <= len(field)


@given(st.lists(prints(largest=60, qualifiers=("exact",), decimals=1), min_size=1, max_size=6), st.data())
def test_bounds_of_a_rank_are_reached(field, data):
    own = data.draw(st.sampled_from(field))
    ranked = checks.rank(own, field)
    others = [q for q in field if q is not own]
    best = 1 + sum(q.low > own.high for q in others)
    worst = 1 + sum(q.high > own.low for q in others)
    assert (ranked.low, ranked.high) == (best, worst)


def test_an_exact_value_may_stand_behind_a_rounded_one():
    own, other = exact(4), printed("4")  # 4 may stand for 4.4
    assert (checks.rank(own, [own, other]).low, checks.rank(own, [own, other]).high) == (1, 2)


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
            checks.first_above(entries, exact(threshold))
        return
    found = checks.first_above(entries, exact(threshold))
    assert found.value == over[0]
    drawn = {year: point(series[year], data.draw(PLACES)) for year in sorted(series)}
    first = next((year for year in sorted(drawn) if drawn[year] > threshold), math.inf)
    assert found.low <= first <= found.high


def test_a_year_that_rounds_to_the_threshold_leaves_the_first_year_open():
    found = checks.first_above([(2021, printed("50")), (2022, printed("51"))], exact(50))
    assert (found.low, found.value, found.high) == (2021, 2022, 2022)


@given(st.lists(prints(largest=30, qualifiers=("exact",)), min_size=2, max_size=6))
def test_order_holds_when_the_prints_are_sorted_and_only_then(field):
    values = [q.value for q in field]
    assert checks.order(*field).verdict == (HOLDS if values == sorted(values, reverse=True) else CONTRADICTED)


def test_one_quantity_has_no_order():
    with pytest.raises(CheckError, match="an order needs at least two quantities"):
        checks.order(printed("3"))


@pytest.mark.parametrize("check", [checks.level, checks.prior_level, lambda a, r: checks.projection(a, r, exact(2))])
def test_a_rate_of_growth_has_no_unit(check):
    with pytest.raises(CheckError, match="do not go together"):
        check(printed("3", "亿元"), printed("2", "亿元"))


def test_order_names_the_pair_that_is_wrong():
    assert checks.order(printed("3"), printed("1"), printed("2")).formula == "1 < 2"


@given(prints(largest=30, qualifiers=("exact",)), prints(largest=30, qualifiers=("exact",)))
def test_above_and_below_compare_what_is_printed(a, b):
    assert checks.above(a, b).verdict == (HOLDS if a.value > b.value else CONTRADICTED)
    assert checks.below(a, b).verdict == (HOLDS if a.value < b.value else CONTRADICTED)
    assert checks.above(a, b).verdict == checks.below(b, a).verdict


@pytest.mark.parametrize("yes_or_no", [checks.above, checks.below, checks.order])
def test_weak_evidence_decides_no_comparison(yes_or_no):
    finding = yes_or_no(printed("2"), printed("3", evidence="secondary"))
    assert finding.verdict == CANNOT
    assert finding.remark in ("unverified_yes", "unverified_no")


# ── parts, lists and names ───────────────────────────────────────────────────────────────────────


@given(prints(), prints(), st.data())
def test_a_part_is_refuted_only_when_no_choice_of_points_lets_it_fit(part, whole, data):
    found = checks.at_most(part, whole)
    if found.verdict == CONTRADICTED:
        assert point(part, data.draw(PLACES)) > point(whole, data.draw(PLACES))
    else:
        assert found.verdict == AS_STATED, "a part that fits proves nothing"
        assert part.low <= whole.high


def test_weak_evidence_refutes_no_part():
    assert checks.at_most(printed("30"), printed("2", evidence="unverified")).verdict == CANNOT


NAMES = st.text("甲乙丙AbB", min_size=1, max_size=6)


@given(st.lists(NAMES, max_size=8))
def test_distinct_members_are_those_of_a_set_and_repeated_ones_are_named(members):
    found = checks.distinct(members)
    assert found.low == found.value == found.high == len(set(members))
    again = {m for m in members if members.count(m) > 1}
    assert all(f"{members.count(m)} × {m}" in found.formula for m in again)
    assert ("×" in found.formula) is bool(again)


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from("123")), max_size=9))
def test_shared_members_stand_in_two_groups_at_least(pairs):
    found = checks.shared([m for m, _ in pairs], [g for _, g in pairs])
    expected = [m for m in "甲乙丙丁" if len({g for n, g in pairs if n == m}) > 1]
    assert found.value == len(expected)
    assert all(f"{m}: " in found.formula for m in expected)


@given(st.lists(st.integers(2000, 2012), max_size=12), st.integers(2000, 2012))
def test_consecutive_years_are_the_longest_run_that_ends_with_the_last(years, last):
    run = checks.consecutive(years, last).value
    assert all(last - back in years for back in range(int(run)))
    assert last - int(run) not in years


@given(st.lists(st.sampled_from("甲乙丙丁"), max_size=5), st.sampled_from("甲乙丙丁"))
def test_contains_is_membership(members, wanted):
    assert checks.contains(members, wanted).verdict == (HOLDS if wanted in members else CONTRADICTED)
    weak = checks.contains(members, wanted, frozenset({"secondary"}))
    assert weak.verdict == CANNOT


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.booleans()), min_size=1, max_size=6))
def test_sources_are_known_when_each_has_a_key_and_never_contradict(pairs):
    named = [name for name, _ in pairs]
    found = checks.known(named, ["key" if there else "" for _, there in pairs])
    missing = {name for name, there in pairs if not there}
    assert found.verdict == (CANNOT if missing else HOLDS)
    assert found.computed.value == len(set(named)) - len(missing)


def edits(a: str, b: str) -> int:
    """Return how many single edits (put in, leave out, replace, swap neighbours) turn one text into the other."""
    rows = [[i + j if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            same = a[i - 1] == b[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (not same))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(NAMES, NAMES)
def test_near_names_are_one_edit_apart(a, b):
    assert checks.near(a, b) is (edits(a.casefold(), b.casefold()) == 1)
    assert checks.near(a, b) is checks.near(b, a)


@given(st.lists(NAMES, max_size=6), st.integers(1, 4))
def test_pairs_of_spellings_are_those_of_every_comparison(names, least):
    every = sorted({name for name in names if len(name) >= least})
    expected = [(a, b) for a in every for b in every if a < b and edits(a.casefold(), b.casefold()) == 1]
    assert checks.spelling_pairs(names, least) == expected


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_one_name_has_one_spelling_whatever_its_case(names):
    found = checks.spellings(names)
    ways = {name.casefold() for name in names}
    assert found.verdict == (HOLDS if len(ways) == 1 else CONTRADICTED)
    assert found.formula.count(" ≠ ") == len(ways) - 1


def test_no_name_has_no_spelling():
    with pytest.raises(CheckError, match="there is no name to compare"):
        checks.spellings([])


def test_a_reading_that_needs_a_value_decides_nothing():
    found = checks.needs(printed("12", "亿元"))
    assert (found.verdict, found.computed, found.remark) == (CANNOT, None, "needed")


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1)), min_size=1, max_size=3), st.integers(1, 60))
def test_a_common_base_passes_every_whole_number_test(shares, base):
    texts = [number(digits, decimals) for digits, decimals in shares]
    assume(all(float(text) <= 100 for text in texts))
    fits = all(brute_force(text, base, 1, True) for text in texts)
    assert checks.common_base(texts, exact(base)).verdict == (ROUNDING if fits else CONTRADICTED)
    assert checks.common_base(texts, printed(str(base), "家", evidence="derived")).verdict == CANNOT


def test_a_base_of_no_percentage_is_refused():
    with pytest.raises(CheckError, match="a common base needs at least one percentage"):
        checks.common_base([], exact(147))


# ── whole numbers behind a print ─────────────────────────────────────────────────────────────────


def brute_force(text: str, base: int, items: int, percent: bool) -> bool:
    """Try every whole number: does one give a value that rounds to the print?"""
    half = Fraction(1, 2) / 10 ** len(text.partition(".")[2])
    scale = 100 if percent else 1
    most = base * items if percent else base * items * (int(float(text)) + 2)
    return any(abs(Fraction(k * scale, base * items) - Fraction(text)) <= half for k in range(most + 1))


@given(st.integers(0, 1000), st.integers(0, 2), st.integers(1, 60), st.integers(1, 3), st.booleans())
def test_grim_agrees_with_trying_every_whole_number(digits, decimals, base, items, percent):
    text = number(digits, decimals)
    assume(not percent or float(text) <= 100)
    assume(percent or digits <= 200)
    assert checks.grim(text, base, items, percent) is brute_force(text, base, items, percent)


@given(st.integers(1, 300), st.data())
def test_grim_accepts_every_percentage_that_a_count_gives(base, data):
    count = data.draw(st.integers(0, base))
    decimals = data.draw(st.integers(0, 3))
    share = Fraction(100 * count, base)
    text = number(round(share * 10**decimals), decimals)
    assert checks.grim(text, base, percent=True)


@pytest.mark.parametrize(
    ("text", "base", "fits"),
    [
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
    ],
)
def test_grim_on_the_applicants_of_the_report(text, base, fits):
    assert checks.grim(text, base, percent=True) is fits
    finding = checks.grim_finding(text, exact(base))
    assert (finding.verdict, finding.remark) == (
        (ROUNDING, "whole_number") if fits else (CONTRADICTED, "no_whole_number")
    )


def test_grim_on_the_example_of_its_authors():
    assert not checks.grim("5.19", 28)
    assert checks.grim("5.18", 28)
    assert checks.grim("3.44", 9)
    assert not checks.grim("3.45", 9)
    assert not checks.grim("3.47", 9)
    assert checks.grim("3.47", 9, items=5)


def test_grim_counts_trailing_zeros_as_precision():
    assert checks.grim("26", 147, percent=True)
    assert not checks.grim("26.00", 147, percent=True)


def test_grim_takes_a_percent_sign():
    assert checks.grim("26.2 %", 149, percent=True)


def test_grim_names_the_neighbouring_fractions():
    assert checks.grim_finding("26.2", exact(147)).formula == "38 ÷ 147 = 25.85 %, 39 ÷ 147 = 26.53 %"
    assert checks.grim_finding("26.2", exact(149)).formula == "39 ÷ 149 = 26.17 %"


@pytest.mark.parametrize("text", ["", "some", "nan", "Infinity", "26,2"])
def test_grim_refuses_what_is_no_number(text):
    with pytest.raises(CheckError, match="is no number; write digits with a decimal point"):
        checks.grim(text, 10)


@pytest.mark.parametrize(("base", "items"), [(0, 1), (-3, 1), (10, 0)])
def test_grim_refuses_a_base_of_nothing(base, items):
    with pytest.raises(CheckError, match=f"base {base}, items {items}: both are whole numbers of at least 1"):
        checks.grim("5", base, items)


def test_grim_needs_a_whole_base_and_deciding_evidence():
    with pytest.raises(CheckError, match="the base of a whole-number test is a whole number"):
        checks.grim_finding("5", printed("2.5"))
    assert checks.grim_finding("26.2", printed("147", "家", evidence="unverified")).verdict == CANNOT


# ── the verdict ──────────────────────────────────────────────────────────────────────────────────


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


@pytest.mark.parametrize(
    ("claim", "computed", "verdict", "remark"),
    [
        (printed("2.7", "亿元"), printed("2.792486", "亿元"), ROUNDING, "truncated"),
        (printed("2.8", "亿元"), printed("2.792486", "亿元"), ROUNDING, ""),
        (printed("2.6", "亿元"), printed("2.792486", "亿元"), CONTRADICTED, ""),
        (printed("-2.7", "亿元"), printed("-2.792486", "亿元"), ROUNDING, "truncated"),
        (printed("-2.9", "亿元"), printed("-2.792486", "亿元"), CONTRADICTED, ""),
        (printed("2.9", "亿元"), printed("2.792486", "亿元"), CONTRADICTED, ""),  # cut off is not rounded up
        (printed("147", "家"), printed("147", "家"), HOLDS, ""),
        (printed("147", "家"), exact("147.5"), CONTRADICTED, ""),  # a count is never a truncated number
    ],
)
def test_cut_off_prints_are_recognised_and_named(claim, computed, verdict, remark):
    found = checks.decide(claim, computed)
    assert (found.verdict, found.remark) == (verdict, remark)


@pytest.mark.parametrize(
    ("text", "qualifier", "computed", "verdict"),
    [
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
    ],
)
def test_qualified_claims(text, qualifier, computed, verdict):
    found = checks.decide(printed(text, "%", qualifier), printed(computed, "%"), qualifier)
    assert found.verdict == verdict
    assert (found.remark == "one_sided") is (verdict == ROUNDING and qualifier in ("at_least", "less_than"))


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


# ── checks that make no sense ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["sum", "share", "difference", "growth", "order", "above", "below", "mean"])
def test_units_that_do_not_go_together_are_named(name):
    with pytest.raises(CheckError, match=r"5 亿元 \[cny\] and 3 家 \[1\] are in units that do not go together"):
        CHECKS[name](printed("5", "亿元"), printed("3", "家"))


def test_claim_and_computation_in_different_units_are_refused():
    with pytest.raises(CheckError, match="do not go together"):
        checks.decide(printed("5", "亿元"), printed("5", "家"))


@pytest.mark.parametrize("empty", [checks.total, checks.product, checks.mean])
def test_nothing_cannot_be_summed(empty):
    with pytest.raises(CheckError, match="needs at least one"):
        empty()


@pytest.mark.parametrize("years", ["0", "1.5", "-2"])
def test_number_of_years_is_whole_and_above_zero(years):
    for check in (checks.projection, checks.compound_growth):
        with pytest.raises(CheckError, match="the number of years is a whole number above 0"):
            check(printed("3"), printed("2"), printed(years))


def test_compound_growth_needs_levels_of_one_sign():
    with pytest.raises(CheckError, match="a rate over years needs levels of one sign"):
        checks.compound_growth(printed("-5"), printed("3"), exact(2))


# ── what the report prints ───────────────────────────────────────────────────────────────────────


def test_three_types_of_applicants_do_not_give_the_printed_total():
    parts = [printed(text, "家") for text in ("72", "70", "7")]
    found = checks.decide(printed("147", "家"), checks.total(*parts))
    assert (found.verdict, found.computed.value, found.formula) == (CONTRADICTED, 149, "72 家 + 70 家 + 7 家")


def test_growth_of_the_digital_economy_holds_within_rounding():
    grown = checks.growth(printed("50.2", "万亿元"), printed("45.5", "万亿元"))
    assert checks.decide(printed("10.3", "%"), grown).verdict == ROUNDING
    assert checks.decide(printed("10.1", "%"), grown).verdict == ROUNDING
    assert checks.decide(printed("10.7", "%"), grown).verdict == CONTRADICTED


def test_share_that_is_printed_twice_alike_did_not_rise():
    found = checks.above(printed("81.7", "%"), printed("81.7", "%"))
    assert (found.verdict, found.remark) == (CONTRADICTED, "not_above")


def test_rank_in_prose_differs_from_rank_in_the_table():
    assert checks.decide(printed("109", "位"), checks.repeated(printed("108", "位"))).verdict == CONTRADICTED


def test_printed_labour_productivity_is_not_what_the_printed_formula_gives():
    given_by_formula = checks.ratio(printed("1210207", "亿元"), printed("73351", "万人")).but(dimension="cny")
    found = checks.decide(printed("152977", "元/人"), given_by_formula)
    assert found.verdict == CONTRADICTED
    assert float(given_by_formula.value) / 152977 == pytest.approx(1.0785, abs=1e-4)  # 8 % above the print


def test_four_bands_sum_to_more_than_a_hundred_percent():
    bands = checks.total(*(printed(text, "%") for text in ("20.90", "43.53", "26.97", "16.61")))
    assert bands.value == Fraction("1.0801")
    assert checks.decide(printed("100.00", "%"), bands).verdict == CONTRADICTED


def test_formulas_keep_their_brackets():
    a, b, c = (printed(text) for text in "234")
    assert checks.ratio(checks.total(a, b), c).formula == "(2 + 3) ÷ 4"
    assert checks.growth(a, checks.product(b, c)).formula == "2 ÷ (3 × 4) − 1"
    assert checks.level(a, printed("5", "%")).formula == "2 × (1 + 5 %)"


def test_every_check_has_its_own_name_and_function():
    assert len(set(map(id, CHECKS.values()))) == len(CHECKS)
    assert all(getattr(function, "__doc__", None) for function in CHECKS.values())

"""Zall Smart Commerce: numbers worked out by hand from its tables, and what is told of other tables."""

from __future__ import annotations

import pytest

from analysis import case_zall as zall
from handbook.language import Language, written
from samples import ledger_of

EN, ZH = Language("en"), Language("zh")


def said(facts, *names, language=EN):
    return [written(facts[name], language) for name in names]


def test_the_undated_revenue_is_that_of_the_year_whose_accounts_round_to_it(tables, ledger):
    facts = zall.headline(tables, ledger)
    # 1109.06215 rounds to 1109; 1045.51813 of the year before does not.
    assert said(facts, "fits") == ["in published accounts it is that of 2022, 110.906 billion yuan"]
    assert said(facts, "undated", "mark", "first_year", "stated_year", "year_verdict") == [
        "110.9 billion yuan",
        "100 billion yuan",
        "2021",
        "2021",
        "holds",
    ]


def test_an_undated_revenue_that_fits_no_year_says_so(edition):
    tables = edition("company_results", ("2022,later,1109.06215", "2022,later,1108.4"))
    facts = zall.headline(tables, ledger_of(tables))
    assert said(facts, "fits") == ["published accounts give no such value"]


def test_growth_of_annual_revenue_needs_the_year_before(tables, ledger, edition):
    annual = zall.revenue(tables, ledger)
    growth = annual.rows.set_index("period")["growth"]
    assert growth["2022"] == pytest.approx(1109.06215 / 1045.51813 - 1)
    assert growth[["2017"]].isna().all()
    assert said(annual.facts, "years", "year", "before") == ["2017–2023", "2023", "2022"]
    fewer = edition("company_results", ("卓尔智联,revenue,2019,later,728.98756,S40,reprint\n", ""))
    assert zall.revenue(fewer, ledger).rows.set_index("period")["growth"][["2020"]].isna().all()


def test_half_years_are_periods_in_words_and_leave_out_what_the_report_prints(tables, edition):
    halves = zall.half_years(tables)
    assert halves.cells(ZH)[0] == ["2023年上半年", 549.31545]
    assert said(halves.facts, "from_year", "to_year") == ["2023", "2025"]
    assert written(halves.facts["change"], EN).startswith("rose by 65.5")  # 909.21475 / 549.31545
    only_report = edition("company_results", ("卓尔智联,revenue,2023H1,later,549.31545,S41,reprint\n", ""))
    assert said(zall.half_years(only_report).facts, "from_year") == ["2024"]


def test_profit_over_margin_gives_the_growth_of_the_segment(tables, ledger):
    growth = zall.growth(tables, ledger)
    assert growth["growth"].iloc[-1] == pytest.approx(2.0498 / 1.8638 - 1)
    assert growth["evidence"].iloc[-1] == "derived"
    assert said(growth.facts, "side") == ["below"]
    # Half a digit to either side: 2.04975 / 1.86385 and 2.04985 / 1.86375.
    assert said(growth.facts, "low", "high") == ["9.974%", "9.985%"]


def test_a_margin_in_points_solves_profit_over_revenue():
    then, now = zall.margins_if_points(profit=1.0498, revenue=0.1002, margin=0.8638)
    assert now / then == pytest.approx(2.0498 / 1.1002)
    assert now - then == pytest.approx(0.8638)
    assert zall.margins_if_points(profit=0.1, revenue=0.1, margin=0.05) is None


def test_a_margin_in_points_is_judged_by_what_it_would_come_to(tables, ledger, edition):
    assert said(zall.growth(tables, ledger).facts, "in_points")[0].endswith("more profit than revenue")
    smaller = edition("zall_growth", ("gross_margin,0.8638", "gross_margin,0.0863"))
    assert said(zall.growth(smaller, ledger).facts, "in_points")[0].endswith("which is possible too")
    equal = edition("zall_growth", ("gross_profit,1.0498", "gross_profit,0.1002"))
    assert said(zall.growth(equal, ledger).facts, "in_points") == ["in percentage points no margin gives it"]


def test_the_printed_half_year_is_set_against_segment_and_group(tables, ledger):
    readings = zall.segment_or_group(tables, ledger)
    rows = readings.rows
    # 680.9 ± 0.05 over 1.244 ± 0.0005.
    assert rows["low"].tolist() == pytest.approx([680.85 / 1.2445, 549.315445])
    assert rows["high"].tolist() == pytest.approx([680.95 / 1.2435, 549.315455])
    assert said(readings.facts, "segment_side", "group_side", "nearer", "farther") == [
        "above",
        "above",
        "the segment",
        "the group",
    ]
    assert written(readings.facts["share"], EN).startswith("99.54")  # 546.79 / 549.31545


def test_the_largest_segment_is_a_share_of_the_group_in_its_period(tables):
    segments = zall.segments(tables)
    assert said(segments.facts, "largest", "period") == ["Supply chain management and trade", "H1 2024"]
    assert written(segments.facts["share"], EN).startswith("99.7")  # 680.9 / 682.76396


def test_assets_are_counted_above_the_stated_level(tables, ledger, edition):
    assets = zall.assets(tables, ledger)
    assert said(assets.facts, "finding", "above", "ends", "side") == [
        "Total assets exceeded 60 billion yuan at the end of 2019, 2020 and 2022",
        "three",
        "four",
        "above",
    ]
    poorer = edition("zall_assets", ("614.89239", "514"), ("621.27930", "521"), ("603.59070", "503"))
    facts = zall.assets(poorer, ledger).facts
    assert said(facts, "finding", "above") == ["Total assets never exceeded 60 billion yuan", "none"]


def test_indicators_name_what_accounts_and_text_leave_open_or_deny(tables, ledger, edition):
    [finding] = said(zall.indicators(tables, ledger).facts, "finding")
    assert finding == "Accounts and the report’s own text confirm all indicators except rank in the Fortune China 500"
    other = edition("company_results", ("2022,later,1109.06215", "2022,later,1108.4"))
    [finding] = said(zall.indicators(other, ledger_of(other)).facts, "finding")
    assert finding == "At odds with accounts or with the report’s own text: annual revenue, year not printed"


def test_platforms_without_a_number_are_named_and_not_summed(tables, edition):
    facts = zall.platforms(tables).facts
    assert said(facts, "most_short", "known", "sum") == ["Sinoagri", "four", "321,000 companies"]
    assert written(facts["share"], EN).startswith("59.2")  # 190 / 321
    assert said(facts, "sum", language=ZH) == ["32.1万家"]
    assert said(facts, "silence") == ["For Haishangxian (海上鲜) the report gives no number."]
    complete = edition("zall_platforms", ("fishery,,,", "fishery,190000,at_least,"))
    facts = zall.platforms(complete).facts
    assert said(facts, "most_short", "silence") == ["Sinoagri and Haishangxian", ""]
    assert written(facts["share"], EN).startswith("74.4")  # 380 / 511


def test_turnover_and_trade_are_spread_over_merchants_and_users(tables, ledger):
    facts = zall.services(tables, ledger).facts
    assert said(facts, "turnover", "year") == ["161.9 billion yuan", "2022"]
    # 161.9 billion yuan over 32,000; 20 billion US dollars over 16,200.
    assert said(facts, "per_merchant", "per_user") == ["5.06 million yuan", "1.23 million US dollars"]
    assert said(facts, "per_merchant", "per_user", language=ZH) == ["506万元", "123万美元"]
    assert written(facts["granted_share"], EN).startswith("42.2")  # 113 / 268


def test_patents_are_cut_out_of_the_services(tables):
    patents = zall.patents(tables)
    assert patents.cells(EN) == [["Patents applied for", 268.0], ["Patents granted", 113.0]]
    assert said(patents.facts, "filed", "granted") == ["268", "113"]


def test_members_are_as_many_as_the_report_counts_or_said_not_to_be(tables, ledger, edition):
    facts = zall.service_members(tables, ledger).facts
    assert said(facts, "finding") == ["The report names all five supply chains and two kinds of credit that it counts"]
    fewer = edition("zall_parts", ("chain,鲜花链,flowers,report,report\n", ""))
    [finding] = said(zall.service_members(fewer, ledger_of(fewer)).facts, "finding")
    assert finding == "The report names four supply chains and two kinds of credit, not as many as it counts"


def test_a_stated_amount_is_a_level_in_100_million_yuan(ledger):
    assert [zall.level_of(ledger, claim) for claim in (zall.MARK, "C1866a")] == [1000.0, 600.0]

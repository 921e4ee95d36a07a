"""Zall Smart Commerce: numbers worked out by hand from its tables, and what is told of other tables."""

from __future__ import annotations

import math

import pytest

from analysis import case_zall as zall
from handbook.language import Language, written
from samples import ledger_of

EN, ZH = Language("en"), Language("zh")


def said(facts, *names, language=EN):
    return [written(facts[name], language) for name in names]


def test_the_undated_revenue_is_that_of_the_year_whose_accounts_round_to_it(tables, ledger):
    facts = zall.revenue(tables, ledger).facts
    # 1109.06215 rounds to 1109; 1045.51813 of the year before does not.
    assert said(facts, "fits") == ["is that of 2022"]
    assert said(facts, "undated", "mark", "first_year", "stated_year") == [
        "110.9 billion yuan",
        "100 billion yuan",
        "2021",
        "2021",
    ]


def test_an_undated_revenue_that_fits_no_year_says_so(edition):
    tables = edition("company_results", ("2022,later,1109.06215", "2022,later,1108.4"))
    facts = zall.revenue(tables, ledger_of(tables)).facts
    assert said(facts, "fits") == ["is that of no year in its accounts"]


def test_growth_of_annual_revenue_needs_the_year_before(tables, ledger, edition):
    def growth(rows):
        return {period.written(EN): rate for period, rate in rows[["period", "growth"]].itertuples(index=False)}

    annual = zall.revenue(tables, ledger)
    assert growth(annual.rows)["2022"] == pytest.approx(1109.06215 / 1045.51813 - 1)
    assert growth(annual.rows)["H1 2024"] == pytest.approx(682.76396 / 549.31545 - 1)
    assert math.isnan(growth(annual.rows)["2017"])
    assert said(annual.facts, "year", "before") == ["2023", "2022"]
    fewer = zall.revenue(
        edition("company_results", ("卓尔智联,revenue,2022,later,1109.06215,S40,reprint\n", "")), ledger
    )
    assert math.isnan(growth(fewer.rows)["2023"])
    assert said(fewer.facts, "year", "before") == ["2023", "2021"]  # both are said


def test_profit_over_margin_gives_the_growth_of_the_segment(tables, ledger):
    growth = zall.growth(tables, ledger)
    assert growth["growth"].iloc[-1] == pytest.approx(2.0498 / 1.8638 - 1)
    assert growth["evidence"].iloc[-1] == "derived"
    assert [text.split()[0].removesuffix("%") for text in said(growth.facts, "implied", "group")] == ["9.98", "10.02"]


def test_the_printed_half_year_is_set_against_segment_and_group(tables, ledger):
    facts = zall.segments(tables, ledger).facts
    assert said(facts, "half", "printed", "segment", "whole") == [
        "H1 2023",
        "54.679 billion yuan",
        "54.735 billion yuan",  # 680.9 / 1.244
        "54.932 billion yuan",
    ]
    assert said(facts, "share")[0].startswith("99.5")  # 546.79 / 549.31545


def test_assets_are_counted_above_the_stated_level(tables, ledger, edition):
    assets = zall.assets(tables, ledger)
    assert said(assets.facts, "finding") == ["Total assets exceeded 60 billion yuan at the end of 2019, 2020 and 2022"]
    assert assets.where(above=True)["year"].tolist() == [2019, 2020, 2022]
    poorer = edition("zall_assets", ("614.89239", "514"), ("621.27930", "521"), ("603.59070", "503"))
    facts = zall.assets(poorer, ledger).facts
    assert said(facts, "finding") == ["Total assets never exceeded 60 billion yuan"]


def test_platforms_without_a_number_are_named_and_not_summed(tables, edition):
    facts = zall.platforms(tables).facts
    assert said(facts, "most", "led", "known", "sum") == ["Sinoagri", "190,000 companies", "four", "321,000 companies"]
    assert said(facts, "sum", language=ZH) == ["32.1万家"]
    complete = edition("zall_platforms", ("fishery,,,", "fishery,190000,at_least,"))
    facts = zall.platforms(complete).facts
    assert said(facts, "most", "led") == ["Sinoagri and Haishangxian", "380,000 companies"]


def test_turnover_and_trade_are_spread_over_merchants_and_users(tables, ledger):
    facts = zall.services(tables, ledger).facts
    assert said(facts, "turnover", "year") == ["161.9 billion yuan", "2022"]
    # 161.9 billion yuan over 32,000; 20 billion US dollars over 16,200.
    assert said(facts, "per_merchant", "per_user") == ["5.06 million yuan", "1.23 million US dollars"]
    assert said(facts, "per_merchant", "per_user", language=ZH) == ["506万元", "123万美元"]
    assert written(facts["granted"], EN).startswith("42")  # 113 / 268

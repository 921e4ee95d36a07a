"""The industrial internet: what is computed from the tables, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from analysis import industrial_internet as internet
from samples import ledger_of, told

LAST_MODEL = "subscription,Accepted direction,普遍认可的方向,Small firms seldom pay,中小企业付费意愿低,0.15"


def test_counts_are_compared_with_exact_counts_of_sources_that_decide(tables):
    counts = internet.achievements(tables)
    assert counts.where(source="report")["count"].tolist() == [381, 248, 45, 29, 25, 22, 8]
    assert told(counts.facts, "counts", "compared", "agree") == ["seven", "two", "one"]
    assert told(counts.facts, "comparison") == [
        "divisions of the economy (45 in the report for 2023, 45 in June 2023) and "
        "cross-industry platforms (29 in the report for 2023, 28 in June 2023)"
    ]
    [unmatched] = told(counts.facts, "unmatched")
    assert "influential platforms" in unmatched  # at least 150, at least 340: bounds, and one of a later year


def test_the_latest_count_that_is_not_of_a_later_year_is_compared(edition):
    name = "industrial_internet_indicators"
    assert told(internet.achievements(edition(name, ("market,2022-11,45,", "market,2022-11,44,"))).facts, "agree") == [
        "one"
    ]
    assert told(internet.achievements(edition(name, ("market,2023-06,45,", "market,2023-06,44,"))).facts, "agree") == [
        "none"
    ]
    assert told(internet.achievements(edition(name, ("market,2023-06,45,", "market,2024-06,44,"))).facts, "agree") == [
        "one"
    ]


def test_the_forecast_is_reached_from_the_last_size_that_a_source_decides(tables, edition, ledger):
    facts = internet.size(tables, ledger).facts
    assert told(facts, "known", "known_year", "forecast") == ["at least 1.2 trillion yuan", "2022", "2 trillion yuan"]
    assert told(facts, "needed")[0].startswith(f"{((2 / 1.2) ** (1 / 3) - 1) * 100:.1f}")
    row = "2023,1.35,forecast,S414,secondary\n"
    newer = edition("industrial_internet_size", (row, f"{row}2024,1.5,exact,S411,original\n"))
    facts = internet.size(newer, ledger_of(newer)).facts
    assert told(facts, "known", "known_year") == ["1.5 trillion yuan", "2024"]
    assert told(facts, "needed")[0].startswith("33.3")  # 2 / 1.5 in one year


def test_losses_are_told_beside_revenue_and_by_reading(tables, ledger):
    results = internet.results(tables, ledger)
    assert len(results) == 12
    assert told(results.facts, "loss_per_yuan", "span") == ["1.42 yuan", "2019–2021"]  # 13.443196 / 9.477973
    [ratios] = told(results.facts, "ratios")
    assert ratios.startswith("141.5")  # 3.40 + 2.92 + 7.10 over 9.477973, attributable to shareholders


def test_a_year_without_profit_breaks_the_span(edition, ledger):
    gap = edition("company_results", ("树根互联,net_profit,2020,first_published,-2.944755,S44,reprint\n", ""))
    assert told(internet.results(gap, ledger).facts, "span") == ["2019 and 2021"]
    assert set(internet.revenue_and_loss(gap)["period"]) == {"2019", "2021"}


def test_half_years_and_later_vintages_leave_the_years_alone(edition, ledger):
    row = "树根互联,revenue,2021,first_published,5.170124,S44,reprint\n"
    more = "树根互联,revenue,2022H1,first_published,2.2,S44,reprint\n树根互联,revenue,2021,later,5.2,S44,reprint\n"
    results = internet.results(edition("company_results", (row, row + more)), ledger)
    assert results.where(measure="revenue")["value_100m_cny"].tolist() == [1.515363, 2.792486, 5.170124]


def test_revenue_and_loss_are_both_positive(tables):
    drawn = internet.revenue_and_loss(tables)
    assert drawn.where(series="loss")["amount"].tolist() == [3.392157, 2.944755, 7.106284]


def test_amounts_that_are_cut_off_are_named(ledger):
    facts = internet.cut_off(ledger)
    assert told(facts, "amounts", "cut", "cut_amounts") == [
        "six",
        "three",
        "revenue of 2020, revenue of 2021 and loss of 2019",
    ]


def test_customers_share_the_revenue(tables):
    sales = internet.customers(tables)
    shares = sales.where(customer="sales_to_sany")["share"].tolist()
    assert shares == pytest.approx([1.115596 / 1.515363, 1.905508 / 2.792486, 2.907478 / 5.170124])
    assert sales.rows.groupby("period")["share"].sum().tolist() == pytest.approx([1, 1, 1])
    assert told(sales.facts, "first", "last", "direction") == ["2019", "2021", "fell"]


def test_models_without_a_printed_share_are_told_apart(tables, edition):
    assert told(internet.profit_models(tables).facts, "finding")[0].startswith(
        "The report gives a share in profit only for sub"
    )
    bare = edition("profit_models", (LAST_MODEL, LAST_MODEL.removesuffix("0.15")))
    assert told(internet.profit_models(bare).facts, "finding") == ["The report gives no model's share in profit"]


def test_lists_are_told_by_their_entries(tables):
    assert told(internet.platform_shifts(tables).facts, "ends")[0].startswith("serve industry chains; ")

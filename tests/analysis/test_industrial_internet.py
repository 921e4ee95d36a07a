"""The industrial internet: what is computed from the tables, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from analysis import industrial_internet as internet
from handbook.language import Language, written
from samples import ledger_of

EN, ZH = Language("en"), Language("zh")
LAST_MODEL = "subscription,Accepted direction,普遍认可的方向,Small firms seldom pay,中小企业付费意愿低,0.15"


def said(facts, *names):
    return [written(facts[name], EN) for name in names]


def test_the_first_paragraph_says_what_is_confirmed_needed_lost_and_cut(tables, ledger):
    facts = internet.headline(tables, ledger)
    assert said(facts, "counts", "compared", "agree", "differ") == ["seven", "two", "one", "one"]
    assert said(facts, "needed", "loss_per_yuan", "cut") == ["18.6%", "1.42 yuan", "three"]


def test_years_without_a_mention_are_told_apart_from_years_in_a_row(tables, edition):
    assert said(internet.mentions(tables), "named") == ["in each of the six years 2018–2023"]
    gap = edition("work_report_mentions", ("2020,S754,reprint\n", ""))
    assert said(internet.mentions(gap), "named") == ["in five of the six years 2018–2023"]


def test_counts_are_compared_with_exact_counts_of_sources_that_decide(tables):
    counts = internet.achievements(tables)
    assert counts.where(source="report")["count"].tolist() == [381, 248, 45, 29, 25, 22, 8]
    assert len(counts) == 17
    assert said(counts.facts, "comparison") == [
        "divisions of the economy (45 in the report, 45 elsewhere) and "
        "cross-industry platforms (29 in the report, 28 elsewhere)"
    ]
    [unmatched] = said(counts.facts, "unmatched")
    assert "influential platforms" in unmatched  # at least 150, at least 340: bounds, no counts


def test_the_latest_count_of_another_source_is_the_one_compared(edition):
    counts = internet.achievements(
        edition("industrial_internet_indicators", ("market,2022-11,45,", "market,2022-11,44,"))
    )
    assert said(counts.facts, "agree", "differ") == ["one", "one"]
    counts = internet.achievements(
        edition("industrial_internet_indicators", ("market,2023-06,45,", "market,2023-06,44,"))
    )
    assert said(counts.facts, "agree", "differ") == ["none", "two"]


def test_a_bound_is_compared_with_no_count(edition):
    sure = edition("industrial_internet_indicators", ("340,at_least,S414,secondary", "340,at_least,S414,reprint"))
    assert said(internet.achievements(sure).facts, "compared") == ["two"]


def test_size_has_what_forecast_and_rate_imply(tables, ledger):
    size = internet.size(tables, ledger)
    [implied] = size.where(series="implied").rows.to_dict("records")
    assert implied["year"] == 2021
    assert implied["size_tn_cny"] == pytest.approx(2 / 1.19**4)
    assert implied["evidence"] == "derived"
    assert size["year"].tolist() == [2020, 2021, 2021, 2022, 2023, 2025]
    assert said(size.facts, "needed") == [f"{((2 / 1.2) ** (1 / 3) - 1) * 100:.1f}%"]
    assert said(size.facts, "implied", "known", "known_date") == [
        "0.997 trillion yuan",
        "1.2 trillion yuan",
        "June 2023",
    ]


def test_a_newer_size_is_told_with_the_growth_that_is_left(tables, edition, ledger):
    assert len(internet.newer_sizes(tables, ledger)) == 0
    row = "2023,1.35,forecast,S414,secondary\n"
    newer = edition("industrial_internet_size", (row, f"{row}2024,1.5,exact,S411,original\n"))
    audit = ledger_of(newer)
    facts = internet.newer_sizes(newer, audit).facts
    assert said(facts, "year", "size", "needed") == ["2024", "1.5 trillion yuan", "33.3%"]  # 2 / 1.5 in one year
    assert said(internet.size(newer, audit).facts, "needed", "known_year") == ["18.6%", "2022"]


def test_accounts_give_growth_and_losses(tables, ledger):
    results = internet.results(tables, ledger)
    assert len(results) == 12
    # (5.170124 / 1.515363) ** (1 / 2) - 1; 7.106284 / 3.392157 - 1; 13.443196 / 9.477973.
    assert said(results.facts, "revenue_growth", "loss_change", "loss_share") == [
        "84.7%",
        "rose by 109.5%",
        "141.8%",
    ]
    assert said(results.facts, "company") == ["Rootcloud (树根互联), founded in 2016,"]


def test_a_year_of_foundation_that_nobody_knows_is_left_out(edition, ledger):
    unknown = edition("company_foundings", ("Rootcloud,2016,", "Rootcloud,,"))
    assert said(internet.results(unknown, ledger).facts, "company") == ["Rootcloud (树根互联)"]


def test_half_years_and_later_vintages_leave_the_years_alone(edition, ledger):
    row = "树根互联,revenue,2021,first_published,5.170124,S44,reprint\n"
    more = "树根互联,revenue,2022H1,first_published,2.2,S44,reprint\n树根互联,revenue,2021,later,5.2,S44,reprint\n"
    results = internet.results(edition("company_results", (row, row + more)), ledger)
    assert results.where(measure="revenue")["value_100m_cny"].tolist() == [1.515363, 2.792486, 5.170124]


def test_revenue_and_loss_are_both_positive(tables):
    drawn = internet.revenue_and_loss(tables)
    assert drawn.where(series="loss")["amount"].tolist() == [3.392157, 2.944755, 7.106284]
    assert drawn.where(series="revenue")["amount"].tolist() == [1.515363, 2.792486, 5.170124]


def test_readings_of_the_printed_ratio_are_told_apart(ledger):
    facts = internet.losses(ledger)
    # 3.40 + 2.92 + 7.10 over 9.477973.
    assert said(facts, "loss", "ratio", "ratio_printed") == ["1.342 billion yuan", "141.6%", "141.56%"]
    assert written(facts["loss"], ZH) == "13.42亿元"
    assert said(facts, "ratio_judged") == [
        "agrees with profit attributable to shareholders and printed yearly values, not with net profit"
    ]


def test_amounts_that_are_cut_off_lie_outside_of_what_the_print_stands_for(tables, ledger):
    amounts = internet.printed_amounts(tables, ledger)
    outside = (amounts["low"] > amounts["printed_high"]) | (amounts["low"] < amounts["printed_low"])
    assert len(amounts) == 6
    assert outside.tolist() == amounts["cut"].tolist() == [False, True, True, True, False, False]
    [told] = said(amounts.facts, "cut_amounts")
    assert told.startswith("revenue of 2020 (270 million yuan for 279 million yuan), ")


def test_amounts_around_their_print_are_distances(tables, ledger):
    around = internet.around_print(internet.printed_amounts(tables, ledger))
    assert around["low"].tolist()[1] == pytest.approx(0.092486)  # 2.792486 beside 2.7
    assert around["printed_high"].tolist() == pytest.approx([0.05] * 6)


def test_customers_share_out_the_revenue_of_each_year(tables):
    sales = internet.customers(tables)
    assert sales.rows.groupby("period")["share"].sum().tolist() == pytest.approx([1, 1, 1])
    assert sales.where(customer="sales_to_sany")["share"].tolist()[0] == pytest.approx(1.115596 / 1.515363)
    # 2.262646 / 0.399767 - 1.
    assert said(sales.facts, "share_last", "direction", "others") == ["56.24%", "fell", "rose by 466.0%"]


@pytest.mark.parametrize(
    ("shares", "finding"),
    [
        ("0.15", "The report gives a share in profit only for subscriptions (15%)"),
        ("", "The report gives no model's share in profit"),
    ],
)
def test_shares_in_profit_are_told_as_many_as_there_are(edition, shares, finding):
    models = internet.profit_models(edition("profit_models", (LAST_MODEL, LAST_MODEL.replace("0.15", shares))))
    assert said(models.facts, "finding") == [finding]
    assert said(models.facts, "models", "shared") == ["four", "Kingdee (金蝶国际)"]


def test_examples_stand_beside_their_model(tables):
    models = internet.profit_models(tables).rows.set_index("model")
    assert written(models.loc["subscription", "examples"], EN) == "Huawei Cloud; Alibaba Cloud; Yonyou; Kingdee"
    assert written(models.loc["data_service", "examples"], ZH) == "柠檬豆；北京国际大数据交易所"


def test_lists_of_the_report_name_what_they_hold(tables):
    assert said(internet.business_problems(tables).facts, "sides", "faults") == [
        "two",
        "too little market and no measurable results",
    ]
    types = internet.platform_types(tables).facts
    assert said(types, "types", "families", "industrial", "industry") == [
        "four",
        "two",
        "technology and tools",
        "platform and connection",
    ]
    assert said(internet.platform_shifts(tables).facts, "shifts") == ["three"]


def test_a_type_of_no_family_is_in_no_family(edition):
    types = internet.platform_types(
        edition("platform_types", ("industrial_general,industrial_internet,", "industrial_general,,"))
    )
    assert said(types.facts, "industrial", "types") == ["tools", "four"]

"""HSH: its lists and the percentages of its strip, against numbers worked out by hand."""

from __future__ import annotations

from analysis import case_huasuhui as hsh
from handbook.language import Language, written
from samples import ledger_of

EN, ZH = Language("en"), Language("zh")


def said(facts, *names):
    return [written(facts[name], EN) for name in names]


def test_the_first_paragraph_counts_benefits_numbers_and_indicators(tables, ledger):
    facts = hsh.headline(tables, ledger)
    assert said(facts, "company", "benefits", "blocks", "indicators") == ["HSH (化塑汇)", "13", "four", "eight"]
    assert said(facts, "numbered") == ["one"]  # the distance of delivery; two more claims of the figure are our counts


def test_benefits_without_any_number_are_told(edition, tables):
    distance = "C2084a,F96,"
    ledger = ledger_of(edition("claims", (distance, "C2084a,F97,")))
    assert said(hsh.benefits(tables, ledger).facts, "numbered") == ["none"]


def test_the_longest_list_is_named_and_so_are_two_of_one_length(tables, ledger, edition):
    benefits = hsh.benefits(tables, ledger)
    assert said(benefits.facts, "fewest", "most", "fullest") == ["two", "five", "finance"]
    dropped = "".join(
        f"产融结合,Finance,{row},report,report\n"
        for row in ("用款灵活,flexible use of funds", "全线上操作,wholly online")
    )
    level = hsh.benefits(edition("huasuhui_solutions", (dropped, "")), ledger)
    assert said(level.facts, "most", "fullest") == ["three", "finance, smart logistics and digital storage"]


def test_english_readers_see_both_names_and_chinese_readers_one(tables, ledger):
    benefits = hsh.benefits(tables, ledger)
    assert benefits.cells(EN)[2] == ["Finance", "instant approval and loan", "秒批秒贷"]
    assert benefits.cells(ZH)[2] == ["产融结合", "秒批秒贷"]


def test_credit_is_spread_over_the_companies_that_have_a_line(tables, ledger):
    facts = hsh.indicators(tables, ledger).facts
    assert said(facts, "rates", "credit_each") == ["five", "625,000 yuan"]  # 2.5 billion / 4,000
    assert written(facts["credit_each"], ZH) == "62.5万元"


def test_percentages_are_fractions_the_largest_first_with_its_bound(tables, edition):
    percentages = hsh.percentages(tables)
    assert percentages["value"].tolist() == [2.0, 1.0, 0.3, 0.15, 0.08]
    assert said(percentages.facts, "largest", "largest_value") == ["rise in efficiency", "at least 200%"]
    level = edition("huasuhui_indicators", ("200,percent,at_least", "100,percent,exact"))
    facts = hsh.percentages(level).facts
    assert said(facts, "largest", "largest_value") == ["rise in efficiency and level of risk control", "100%"]


def test_the_services_of_the_lost_map_are_those_of_this_company(tables):
    services = hsh.services(tables)
    assert len(services) == 5
    assert said(services.facts, "count")[0] == "five"
    assert said(services.facts, "services")[0].startswith("easy trade, supply-chain finance,")

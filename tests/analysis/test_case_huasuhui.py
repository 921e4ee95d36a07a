"""HSH: its lists and what its numbers imply, against numbers worked out by hand."""

from __future__ import annotations

from analysis import case_huasuhui as hsh
from handbook.language import Language, written
from samples import ledger_of, told


def test_the_first_paragraph_counts_benefits_and_indicators(tables, ledger, edition):
    facts = hsh.headline(tables, ledger)
    # The distance of delivery is the only benefit with a number; two more claims of the figure are our counts.
    assert told(facts, "company", "benefits", "with_number", "numbers") == ["HSH (化塑汇)", "13", "one", "eight"]
    without = ledger_of(edition("claims", ("C2084a,F96,", "C2084a,F97,")))
    assert told(hsh.headline(tables, without), "with_number") == ["none"]


def test_credit_is_spread_over_the_companies_that_have_a_line(tables, ledger):
    facts = hsh.headline(tables, ledger)
    assert told(facts, "credit_each") == ["625,000 yuan"]  # 2.5 billion / 4,000
    assert written(facts["credit_each"], Language("zh")) == "62.5万元"


<<<<<<< HEAD
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
=======
def test_english_readers_see_both_names_and_chinese_readers_one(tables):
    benefits = hsh.benefits(tables)
    assert benefits.cells(Language("en"))[2] == ["Finance", "instant approval and loan", "秒批秒贷"]
    assert benefits.cells(Language("zh"))[2] == ["产融结合", "秒批秒贷"]
>>>>>>> cf9dc14 (chapters: seven cases say what their numbers imply together, and their lists are lists; a claim prints itself with its unit)

"""The growth model: what is computed from the accounts of companies, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from analysis import growth_model as model
from samples import told


def value(table, company, period, column):
    [found] = table.where(company=company, period=period)[column].tolist()
    return found


def test_stages_are_told_with_their_mode(tables):
    stages = model.stages(tables)
    assert told(stages.facts, "first", "last") == ["more of the same units", "rebuilding the industry chain"]
    assert stages["now"].tolist() == [False, True, True]


def test_an_indicator_is_filled_where_all_that_it_needs_is_published(tables, edition):
    assert told(model.scorecard(tables).facts, "indicators", "companies", "direct", "near") == [
        "nine",
        "nine",
        "one",
        "two",
    ]
    score = model.scorecard(tables).rows.set_index("indicator")
    assert score["direct"].sum() == score.loc["gross_margin", "direct"] == 1
    assert score.loc[["paying_customers", "gross_margin"], "near"].tolist() == [9, 8]
    # Without the loss of one company seven have a margin; its growth stays.
    row = "震坤行,adjusted_net_loss,2022,first_published,6.261,S52,reprint\n"
    fewer = model.scorecard(edition("company_results", (row, ""))).rows.set_index("indicator")
    assert fewer.loc[["paying_customers", "gross_margin"], "near"].tolist() == [9, 7]


def test_margins_are_profit_over_revenue_of_the_preferred_profit(tables):
    margins = model.margins(tables)
    assert value(margins, "树根互联", "2021", "margin") == pytest.approx(-7.10 / 5.170124)
    assert value(margins, "树根互联", "2021", "kind") == "net_profit_attributable"
    assert value(margins, "京东工业", "2022", "profit") == -12.7  # net, where the report prints an adjusted 7


def test_what_third_parties_told_is_no_account(edition):
    row = "云汉芯城,revenue,2022,later,43.33,S49,reprint"
    weak = edition("company_results", (row, row.replace("reprint", "unverified")))
    assert len(model.margins(weak).where(company="云汉芯城")) == 0


def test_companies_are_compared_in_the_year_that_most_of_them_have(tables, edition):
    margins = model.margins(tables)
    assert set(margins.where(compared=True)["period"]) == {"2022"}
    assert told(margins.facts, "year", "best", "worst") == ["2022", "JLC kept 9.0%", "JD Industrials lost 9.0%"]
    # A year that one company alone has is in the table, and in no sentence.
    row = "嘉立创,net_profit_attributable,2024,later,9.983260,S48,reprint"
    ragged = model.margins(edition("company_results", (row, f"{row}\n{row.replace('2024', '2025')}")))
    assert told(ragged.facts, "year", "best") == ["2022", "JLC kept 9.0%"]


def test_growth_compares_with_the_same_period_of_the_year_before(tables):
    growth = model.revenue_growth(tables)
    assert value(growth, "国联股份", "2023H1", "growth") == pytest.approx(236.33 / 278.95 - 1)
    assert value(growth, "震坤行", "2024", "growth") == pytest.approx(87.61318 / 87.21175 - 1)
    assert told(growth.facts, "year", "best") == ["2022", "revenue of JD Industrials rose by 36.9%"]


def test_questions_have_their_place_in_each_repeat(tables):
    questions = model.questions(tables)
    assert questions.rows.set_index("question").loc["supply_chain_modes"].tolist() == [1, 5, 1, 1, 1, 3]
    assert told(questions.facts, "questions", "repeats") == ["five", "five"]

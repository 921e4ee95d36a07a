"""The growth model: what is computed from the accounts of companies, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from analysis import growth_model as model
from handbook.language import Language, written

EN, ZH = Language("en"), Language("zh")


def said(facts, *names):
    return [written(facts[name], EN) for name in names]


def value(table, company, period, column):
    [found] = table.where(company=company, period=period)[column].tolist()
    return found


def test_the_first_paragraph_says_how_much_of_the_model_accounts_fill(tables):
    assert said(model.headline(tables), "variables", "indicators", "companies", "direct", "near") == [
        "efficiency, scope and barrier",
        "nine",
        "nine",
        "one",
        "one",
    ]


def test_stages_are_told_with_their_mode(tables):
    stages = model.stages(tables)
    assert said(stages.facts, "mixed", "first", "last") == [
        "two",
        "more of the same units",
        "rebuilding the industry chain",
    ]
    assert stages["now"].tolist() == [False, True, True]
    assert written(stages["mode"][0], ZH) == "数量扩张"


def test_each_variable_has_its_sub_dimensions_and_indicators(tables, edition):
    outline = model.outline(tables)
    assert outline.rows[["dimensions", "indicators"]].to_numpy().tolist() == [[2, 3], [3, 3], [1, 3]]
    bare = edition(
        "growth_model_dimensions", ("voice,barrier,产业链话语权,Say in the industry chain,report,report\n", "")
    )
    assert model.outline(bare)["dimensions"].tolist() == [2, 3, 0]
    assert said(model.dimensions(bare).facts, "dimensions") == ["five"]


def test_an_indicator_is_filled_where_all_that_it_needs_is_published(tables, edition):
    score = model.scorecard(tables).rows.set_index("indicator")
    assert score["direct"].sum() == score.loc["gross_margin", "direct"] == 1
    assert score.loc[["paying_customers", "gross_margin"], "near"].tolist() == [9, 8]
    assert score["near"].sum() == 17
    # Without the loss of one company seven have a margin; its growth stays.
    row = "震坤行,adjusted_net_loss,2022,first_published,6.261,S52,reprint\n"
    fewer = model.scorecard(edition("company_results", (row, ""))).rows.set_index("indicator")
    assert fewer.loc[["paying_customers", "gross_margin"], "near"].tolist() == [9, 7]


def test_margins_are_profit_over_revenue_of_the_preferred_profit(tables):
    margins = model.margins(tables)
    assert value(margins, "树根互联", "2021", "margin") == pytest.approx(-7.10 / 5.170124)
    assert value(margins, "树根互联", "2021", "kind") == "net_profit_attributable"
    assert value(margins, "京东工业", "2022", "profit") == -12.7  # net, where the report prints an adjusted 7
    assert value(margins, "震坤行", "2022", "margin") == pytest.approx(-6.261 / 83.15)
    assert said(margins.facts, "companies", "losses", "best", "worst") == [
        "eight",
        "two",
        "JLC kept 12.5%",
        "Rootcloud lost 137.3%",
    ]


def test_a_margin_is_as_sure_as_the_weaker_of_its_two_numbers(edition):
    rows = edition(
        "company_results",
        ("云汉芯城,revenue,2022,later,43.33,S49,reprint", "云汉芯城,revenue,2022,later,43.33,S49,unverified"),
    )
    assert value(model.margins(rows), "云汉芯城", "2022", "evidence") == "unverified"


def test_growth_compares_with_the_same_period_of_the_year_before(tables):
    growth = model.revenue_growth(tables)
    assert value(growth, "国联股份", "2023H1", "growth") == pytest.approx(236.33 / 278.95 - 1)
    assert value(growth, "震坤行", "2024", "growth") == pytest.approx(87.61318 / 87.21175 - 1)
    assert said(growth.facts, "companies", "grew") == ["nine", "six"]
    assert said(growth.facts, "best", "best_change", "worst", "worst_change") == [
        "Rootcloud",
        "rose by 85.1%",
        "Guolian",
        "fell by 15.3%",
    ]


def test_the_newest_period_of_a_company_is_the_one_that_ended_last(edition):
    year = ("欧冶云商,revenue,2022,first_published,1128.27,", "欧冶云商,revenue,2022,first_published,1400,")
    growth = model.revenue_growth(edition("company_results", year))
    newest = model.newest(growth, "growth")
    assert value(newest, "欧冶云商", "2022", "growth") == pytest.approx(1400 / 1266.69 - 1)
    assert newest["growth"].is_monotonic_decreasing


def test_a_label_names_company_and_period(tables):
    newest = model.newest(model.margins(tables), "margin")
    assert written(newest["label"][0], EN) == "JLC (嘉立创), 2024"
    assert len(newest) == 8


def test_profiles_have_the_numbers_of_margins_and_growth(tables):
    profile = model.profile(tables)
    rows = profile.rows.set_index("company")
    assert len(rows) == 9
    assert rows.loc["嘉立创", ["margin_period", "growth_period", "missing"]].tolist() == ["2024", "2024", 7]
    assert rows.loc["国联股份", ["margin_period", "growth_period", "missing"]].tolist() == ["", "2023H1", 8]
    assert rows.loc["嘉立创", "growth"] == pytest.approx(79.995927 / 67.479974 - 1)
    assert said(profile.facts, "most", "least_missing", "indicators") == ["two", "seven", "nine"]
    [best] = said(profile.facts, "best")
    assert "Guolian" not in best


def test_questions_have_their_place_in_each_repeat(tables, edition):
    questions = model.questions(tables)
    first = questions.rows.set_index("question").loc["supply_chain_modes"]
    assert first.tolist() == [1, 5, 1, 1, 1, 3]
    assert said(questions.facts, "questions", "repeats", "same", "complete") == [
        "five",
        "five",
        "none",
        "are in every repeat",
    ]
    assert [entry["title"] for entry in questions.headings(EN)][-2:] == ["Repeat at line 1128", "Repeat at line 1321"]
    swapped = edition(
        "part_two_strips",
        ("1128,2,state_owned_enterprises", "1128,3,state_owned_enterprises"),
        ("1128,3,going_global", "1128,4,going_global"),
        ("1128,4,industrial_internet", "1128,2,industrial_internet"),
    )
    assert said(model.questions(swapped).facts, "same") == ["one"]


def test_a_question_that_a_repeat_lacks_is_told(edition):
    row = "440,5,supply_chain_modes,谁在开创供应链新模式,report,report\n"
    assert said(model.questions(edition("part_two_strips", (row, ""))).facts, "complete") == ["are not in every repeat"]

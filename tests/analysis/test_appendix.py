"""The last pages of the report: people by position, experts by institution, publications by whether they were found."""

from __future__ import annotations

from collections.abc import Mapping

from analysis import appendix
from handbook.language import Language, Text, written


def said(facts: Mapping[str, Text], language: str = "en") -> dict[str, str]:
    return {name: written(value, Language(language)) for name, value in facts.items()}


def test_the_team_has_one_lead_author_and_the_chairman_first(tables):
    table = appendix.team(tables)
    assert len(table) == 7
    assert said(table.facts) == {"authors": "one", "members": "six", "first": "chairman of the company"}
    assert said(table.facts, "zh")["first"] == "亿邦动力董事长"


def test_a_position_without_english_keeps_its_chinese(edition):
    changed = edition("report_team", ("chairman of the company", ""))
    assert said(appendix.team(changed).facts)["first"] == "亿邦动力董事长"


def test_all_experts_but_one_invest(tables):
    table = appendix.experts(tables)
    assert table["place"].tolist() == list(range(1, 21))
    assert said(table.facts) == {
        "experts": "20",
        "institutions": "18",
        "investors": "19",
        "share": "95%",
        "several": "two",
        "names": "Shengjingjiacheng (盛景嘉成) and Western Securities (西部证券)",
    }


def test_institutions_that_are_thanked_once_are_not_named(edition):
    changed = edition("thanked_experts", ("9,盛景嘉成,", "9,盛景网联,"))
    assert said(appendix.experts(changed).facts)["names"] == "Western Securities (西部证券)"


def test_publications_are_counted_once_and_those_not_found_are_named(tables):
    table = appendix.cited(tables)
    assert table["line"].tolist() == [172, 196, 200, 206, 320, 350, 370, 615, 624, 983, 1345, 1355, 1770, 1870]
    facts = said(table.facts)
    assert (facts["named"], facts["known"]) == ("14", "nine")
    assert facts["unknown"].count(";") == 4
    assert "CAICT: forecast of the industrial internet" in facts["unknown"]


def test_headline_puts_team_and_experts_together(tables):
    facts = said(appendix.headline(tables))
    assert (facts["members"], facts["investors"]) == ("six", "19")

"""The last pages of the report: people by position, experts by institution, publications by whether they were found."""

from __future__ import annotations

from analysis import appendix
from handbook.language import Language, written
from samples import told


def test_the_team_has_the_chairman_first(tables, edition):
    table = appendix.team(tables)
    assert told(table.facts, "members", "first") == ["six", "chairman of the company"]
    assert written(table.facts["first"], Language("zh")) == "亿邦动力董事长"
    untranslated = edition("report_team", ("chairman of the company", ""))
    assert told(appendix.team(untranslated).facts, "first") == ["亿邦动力董事长"]


def test_all_experts_but_one_invest(tables):
    table = appendix.experts(tables)
    assert table["place"].tolist() == list(range(1, 21))
    assert told(table.facts, "experts", "investors") == ["20", "19"]


def test_publications_are_counted_once_and_those_not_found_are_named(tables):
    rows = appendix.cited(tables)
    [named, unknown] = told(rows.facts, "named", "unknown")
    assert named == str(rows["publication"].nunique())
    assert unknown.count(";") == (rows["key"] == "").sum() - 1
    assert "CBNData: count of large models" in unknown


def test_numerals_that_are_no_claim_are_listed_with_their_reason(edition):
    thinner = edition("exclusions", ("25,一线,idiom\n", ""))
    rows = appendix.left_out(thinner)
    assert "一线" not in set(rows.where(line=25)["token"])
    assert told(rows.facts, "words") == [str(len(rows))]
    assert rows.cells(Language("zh"))[0][2] == "属于企业、产品、文件或单位的名称。"


def test_what_was_looked_up_is_counted_by_what_came_of_it(tables, edition):
    rows = appendix.looked_up(tables)
    looked, confirmed = len(rows), len(rows.where(result="confirmed"))
    assert told(rows.facts, "looked") == [str(looked)]
    fewer = appendix.looked_up(edition("lookups", ("C0121b,confirmed,", "C0121b,not_found,")))
    assert len(fewer.where(result="confirmed")) == confirmed - 1
    assert told(fewer.facts, "confirmed") != told(rows.facts, "confirmed")

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

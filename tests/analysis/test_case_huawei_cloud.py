"""Huawei Cloud: what stated numbers imply together, and the report's lists, against numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import case_huawei_cloud as huawei
from handbook.language import Language, Languages, written
from samples import ledger_of

LOCALE = Path(__file__).parents[2] / "book" / "locale"
EN, ZH = Language("en"), Languages(("en", "zh"), LOCALE).of("zh", ["case_huawei_cloud"])


def said(facts, *names):
    return [written(facts[name], EN) for name in names]


@pytest.mark.parametrize(
    ("claim", "english", "chinese"),
    [
        ("C1502c", "8,000 tonnes", "8,000吨"),
        ("C1502e", "about 20 million yuan", "约2,000万元"),
        ("C1502d", "2 ‰", "2‰"),
        ("C1502h", "at least 50%", "至少50%"),
        ("C1502i", "at least 2 weeks", "至少2周"),
        ("C1502m", "less than 0.2 metres", "不到0.2米"),
        ("C1502k", "4 person-months", "4人月"),
        ("C1502o", "16 million", "1,600万"),
        ("C1502q", "4,000 (forecast)", "4,000家（预测）"),
        ("C1502t", "at least 20", "至少20国"),
        ("C0752e", "at least 200,000", "至少20万人"),
        ("C0766a", "at least 50,000 companies", "至少5万家"),
    ],
)
def test_a_number_is_told_in_the_units_of_its_reader(ledger, claim, english, chinese):
    found = huawei.stated(ledger, claim)
    assert [written(found, EN), written(found, ZH)] == [english, chinese]


def test_the_first_paragraph_counts_what_is_printed_and_not_what_we_added(tables, ledger):
    facts = huawei.headline(tables, ledger)
    assert said(facts, "company", "claims", "statements") == ["Huawei Cloud (华为云)", "32", "all of them"]
    assert said(facts, "coal_price", "speed_up") == ["2,500 yuan per tonne", "7"]  # 20 million / 8,000; 14 days / 2


def test_a_number_that_is_no_statement_is_told_apart(tables, edition):
    ledger = ledger_of(edition("claims", (",1502,30,self_reported", ",1502,30,unpublished")))
    assert said(huawei.headline(tables, ledger), "claims", "statements") == ["32", "31 of them"]
    assert said(huawei.pangu(tables, ledger).facts, "numbers", "statements") == ["20", "19 of them"]


def test_coal_gives_a_price_and_a_base(ledger):
    facts = huawei.coal(ledger)
    assert said(facts, "coal_base") == ["4 million tonnes"]  # 8,000 / 0.002
    assert written(facts["coal_base"], ZH) == "400万吨"


def test_a_share_of_projects_is_at_least_so_many(ledger):
    assert said(huawei.projects(ledger), "projects", "share", "in_core") == ["at least 1,000", "30%", "at least 300"]


def test_numbers_are_spread_over_sectors(tables, ledger, edition):
    pangu = huawei.pangu(tables, ledger)
    assert said(pangu.facts, "numbers", "sectors", "most", "fullest", "statements") == [
        "20",
        "six",
        "six",
        "vehicles",
        "all of them",
    ]
    assert pangu.cells(EN)[4] == ["Mining", "Additional revenue", "about 20 million yuan"]
    assert pangu.cells(ZH)[4] == ["矿山", "增收金额", "约2,000万元"]
    level = edition("pangu_measures", ("C1502n,automotive,report,report\n", ""))
    assert said(huawei.pangu(level, ledger).facts, "most", "fullest") == ["five", "mining and vehicles"]


def test_pillars_and_tools_are_counted_with_their_items(tables, ledger):
    diagnosis = huawei.diagnosis(tables, ledger)
    assert said(diagnosis.facts, "pillars", "pillar_items", "tools", "tool_items", "fullest") == [
        "four",
        "17",
        "four",
        "16",
        "policy tools",
    ]
    assert said(diagnosis.facts, "served", "supported") == ["at least 50,000 companies", "at least 23,000 companies"]
    assert diagnosis.cells(EN)[0] == ["Pillar", "Diagnose", "survey of key companies", "重点企业调研"]


def test_a_service_without_tools_has_none(edition, ledger):
    text = (edition("huawei_diagnosis").tables.folder / "huawei_diagnosis.csv").read_text(encoding="utf-8")
    tools = "".join(line for line in text.splitlines(keepends=True) if line.startswith("tool,"))
    assert said(huawei.diagnosis(edition("huawei_diagnosis", (tools, "")), ledger).facts, "tools", "tool_items") == [
        "no",
        "0",
    ]

"""Zallsteel: its counts against its lists, and what its numbers imply together, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from analysis import case_zhuoganglian as zallsteel
from handbook.language import Language, written
from samples import ledger_of

EN = Language("en")


def said(facts, *names):
    return [written(facts[name], EN) for name in names]


def test_the_numbers_of_the_warehouses_imply_a_size_and_a_turnover(tables, ledger):
    facts = zallsteel.headline(tables, ledger)
    assert said(facts, "company", "numbers") == ["Zallsteel (卓钢链)", "18"]
    assert said(facts, "area_each") == ["2,857 square metres"]  # 1,000,000 m² / (32 + 318)
    assert said(facts, "tonnes_per_m2") == ["5 tonnes"]  # 5,000,000 t / 1,000,000 m²


def test_each_count_of_the_company_agrees_with_its_list(ledger):
    # Wings, platforms, commitments, segments; the blocks are counted by us, the company gives no number of them.
    assert written(zallsteel.counts(ledger), EN) == "each of the four counts agrees with its list"


def test_a_count_that_does_not_fit_its_list_is_told(edition):
    tables = edition("zhuogang_parts", ("platform,智慧物流,smart logistics,report,report\n", ""))
    ledger = ledger_of(tables)
    assert written(zallsteel.counts(ledger), EN) == "three of the four counts agree with their lists"


def test_what_is_both_body_and_platform_is_named(tables, edition):
    architecture = zallsteel.architecture(tables)
    assert said(architecture.facts, "wings", "platforms", "shared") == ["two", "six", "smart trade"]
    assert len(architecture) == 9
    apart = edition("zhuogang_parts", ("body,智慧交易,smart trade", "body,智慧经营,smart business"))
    assert said(zallsteel.architecture(apart).facts, "shared") == ["none"]


def test_english_readers_see_both_names_and_chinese_readers_one(tables):
    architecture = zallsteel.architecture(tables)
    assert architecture.cells(EN)[0] == ["Body", "smart trade", "智慧交易"]
    assert architecture.cells(Language("zh"))[0] == ["主体", "智慧交易"]


def test_clients_named_stand_beside_clients_stated(tables):
    members = zallsteel.members(tables)
    assert said(members.facts, "clients", "stated") == ["five", "110"]
    assert members["role"].unique().tolist() == ["depth", "segment", "client"]


def test_numbers_of_the_blocks_are_counted_and_set_in_relation(tables, ledger):
    numbers = zallsteel.numbers(tables, ledger)
    assert said(numbers.facts, "numbers", "blocks", "lower_bounds", "dated") == [
        "18",
        "four",
        "seven",
        "none with a year",
    ]
    assert said(numbers.facts, "finance_each") == ["11.4 million yuan"]  # 40 billion / 3,500
    assert written(numbers.facts["finance_each"], Language("zh")) == "1,143万元"
    assert numbers.cells(EN)[3][:4] == ["Finance innovation", "Cut in financing cost", 6.0, 8.0]


def test_a_number_with_a_year_is_counted(edition):
    stated = (
        "C2021a,F94,卓钢链：“双深+数实融合”助力钢铁产业高质量发展,卓钢链,Standard trading warehouses,标准交易仓,count,"
    )
    tables = edition("claims", (f"{stated},32", f"{stated}2023,32"))
    facts = zallsteel.numbers(tables, ledger_of(tables)).facts
    assert said(facts, "dated") == ["one with a year"]


def test_most_warehouses_are_certified(tables, ledger):
    warehouses = zallsteel.warehouses(tables, ledger)
    assert warehouses["value"].tolist() == [32, 318]
    assert warehouses.facts["warehouses"] == 350
    assert float(warehouses.facts["certified"].value) == pytest.approx(318 / 350)


def test_stated_gains_are_fractions_the_largest_first(tables):
    gains = zallsteel.gains(tables)
    assert gains["value"].tolist() == [0.27, 0.20, 0.15]
    assert said(gains.facts, "least", "most") == ["15%", "27%"]

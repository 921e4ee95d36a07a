"""Zallsteel: what its numbers imply together, worked out by hand."""

from __future__ import annotations

from analysis import case_zhuoganglian as zallsteel
from handbook.language import Language
from samples import told


def test_the_company_s_numbers_imply_warehouses_and_clients(tables, ledger):
    facts = zallsteel.headline(tables, ledger)
    assert told(facts, "company", "numbers", "own") == ["Zallsteel (卓钢链)", "18", "any of them"]
    # 1,000,000 m² / (32 + 318); 5,000,000 t / 1,000,000 m²; 40 billion / 3,500.
    assert told(facts, "area_each", "tonnes_per_m2", "finance_each") == [
        "2,857 square metres",
        "5 tonnes",
        "11.4 million yuan",
    ]
    assert told(facts, "certified")[0].startswith("91")  # 318 / 350


<<<<<<< HEAD
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
=======
def test_blocks_are_named_in_the_language_of_the_reader(tables):
    numbers = zallsteel.numbers(tables)
    assert numbers.cells(Language("en"))[0][:3] == ["Finance innovation", "Partner financial institutions", 12.0]
    assert numbers.cells(Language("zh"))[0][0] == "产融创新"
>>>>>>> cf9dc14 (chapters: seven cases say what their numbers imply together, and their lists are lists; a claim prints itself with its unit)

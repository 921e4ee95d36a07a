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


def test_blocks_are_named_in_the_language_of_the_reader(tables):
    numbers = zallsteel.numbers(tables)
    assert numbers.cells(Language("en"))[0][:3] == ["Finance innovation", "Partner financial institutions", 12.0]
    assert numbers.cells(Language("zh"))[0][0] == "产融创新"

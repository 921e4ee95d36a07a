"""Suppliers of state-owned enterprises: counts and quotients worked out by hand from the tables."""

from __future__ import annotations

from analysis import case_soe_suppliers as suppliers
from handbook.language import Language, written
from samples import ledger_of, told

ZH = Language("zh")


def test_growth_agrees_with_the_note_within_its_rounding(tables, ledger, edition):
    facts = suppliers.headline(tables, ledger)
    assert told(facts, "printed", "found", "grown") == ["15.13%", "15%", "Comix"]
    assert told(facts, "agreement") == ["which agrees within rounding"]
    assert written(facts["firms"], ZH) == "齐心集团、得力集实和宏伟供应链"
    apart = edition("qixin_growth", ("2023Q1Q3,0.15,", "2023Q1Q3,0.17,"))
    assert told(suppliers.headline(apart, ledger_of(apart)), "agreement") == ["which does not agree"]


def test_values_are_characters_with_their_meaning_for_readers_of_english(tables):
    facts = suppliers.deli_values(tables)
    assert told(facts, "values") == ["精 (precise), 准 (accurate), 合 (fitting) and 规 (compliant)"]
    assert written(facts["values"], ZH) == "“精”、“准”、“合”和“规”"


def test_quotients_are_those_of_the_printed_limits(tables, ledger):
    indicators = suppliers.hongwei_indicators(tables, ledger)
    assert indicators["count"].tolist() == [2_000_000, 12_000, 700, 300, 16]
    assert told(indicators.facts, "units_each") == ["167"]  # 2,000,000 over 12,000

"""Suppliers of state-owned enterprises: counts and quotients worked out by hand from the tables."""

from __future__ import annotations

from analysis import case_soe_suppliers as suppliers
from handbook.language import Language, written
from samples import ledger_of

EN, ZH = Language("en"), Language("zh")


def said(facts, *names, language=EN):
    return [written(facts[name], language) for name in names]


def test_most_quantities_only_stand_as_stated(tables, ledger):
    facts = suppliers.headline(tables, ledger)
    # Counted from lists: the values of Deli and the blocks of Hongwei; the growth of Comix cannot be checked.
    assert said(facts, "claims", "listed", "stated") == ["15", "two", "12"]
    assert said(facts, "firms", "grown", language=ZH) == ["齐心集团、得力集实和宏伟供应链", "齐心集团"]


def test_growth_agrees_with_the_note_within_its_rounding(tables, ledger, edition):
    facts = suppliers.headline(tables, ledger)
    assert said(facts, "printed", "found", "agreement") == ["15.13%", "15%", "agree within rounding"]
    apart = edition("qixin_growth", ("2023Q1Q3,0.15,", "2023Q1Q3,0.17,"))
    assert said(suppliers.headline(apart, ledger_of(apart)), "found", "agreement") == [
        "17%",
        "do not agree",
    ]


def test_values_are_characters_with_their_meaning_for_readers_of_english(tables):
    facts = suppliers.deli_values(tables)
    assert said(facts, "count", "values") == ["four", "精 (precise), 准 (accurate), 合 (fitting) and 规 (compliant)"]
    assert said(facts, "values", language=ZH) == ["“精”、“准”、“合”和“规”"]


def test_service_blocks_are_held_against_the_numbered_ones(tables, ledger, edition):
    services = suppliers.hongwei_services(tables, ledger)
    assert said(services.facts, "printed", "naming") == ["six", "and names each"]
    assert services.cells(EN)[-1] == ["Digital factoring", "数字保理"]
    fewer = edition("supplier_lists", ("hongwei_service,数字保理,Digital factoring,report,report\n", ""))
    assert said(suppliers.hongwei_services(fewer, ledger).facts, "naming") == ["and names five"]


def test_quotients_are_those_of_the_printed_limits(tables, ledger):
    indicators = suppliers.hongwei_indicators(tables, ledger)
    assert indicators["count"].tolist() == [2_000_000, 12_000, 700, 300, 16]
    # 2,000,000 over 12,000 and 700 over 300.
    assert said(indicators.facts, "units_per_supplier", "service_per_product") == ["167", "2.3"]
    assert said(indicators.facts, "indicators", "bounds") == ["five", "four"]

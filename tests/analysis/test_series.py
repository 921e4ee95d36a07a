"""What several subjects share: lists in both languages, and numbers as the report prints them."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.series import as_printed, listing, of_company
from handbook.language import Language, Languages, written
from samples import told

EN = Language("en")
ZH = Languages(("en", "zh"), Path(__file__).parents[2] / "book" / "locale").of("zh")


def test_a_number_is_told_in_the_units_of_its_reader(ledger):
    expected = {
        "C1502c": ("8,000 tonnes", "8,000吨"),
        "C1502e": ("about 20 million yuan", "约2,000万元"),
        "C1502d": ("2 ‰", "2‰"),
        "C1502i": ("at least 2 weeks", "至少2周"),
        "C1502m": ("less than 0.2 metres", "不到0.2米"),
        "C1502k": ("4 person-months", "4人月"),
        "C1502o": ("16 million", "1,600万"),
        "C1502t": ("at least 20", "至少20国"),
        "C0766a": ("at least 50,000 companies", "至少5万家"),
    }
    found = {claim: as_printed(ledger, claim) for claim in expected}
    assert {claim: (written(value, EN), written(value, ZH)) for claim, value in found.items()} == expected


def test_a_list_has_its_names_in_both_languages(tables):
    services = listing(tables, "business_map_names", {"company": "化塑汇"})
    assert told(services.facts, "count") == ["five"]
    assert told(services.facts, "items")[0].startswith("easy trade, supply-chain finance,")
    assert services.cells(EN)[0] == ["Service", "easy trade", "便利交易"]
    assert services.cells(ZH)[0] == ["服务", "便利交易"]


def test_english_readers_see_both_names_and_chinese_readers_one(tables):
    benefits = listing(tables, "huasuhui_solutions", block=("block_en", "block"))
    assert benefits.cells(EN)[2] == ["Finance", "instant approval and loan", "秒批秒贷"]
    assert benefits.cells(ZH)[2] == ["产融结合", "秒批秒贷"]


def test_a_list_has_further_words_of_which_some_may_lack(tables):
    pairs = {"turns_from": ("turns_from_en", "turns_from"), "turns_to": ("turns_to_en", "turns_to")}
    turned = listing(tables, "soe_transformations", english="label_en", **pairs)
    assert turned.cells(EN)[1] == ["Management model", "管理模式变革", "", "Management by data"]
    layers = listing(tables, "cloud_stack")
    assert written(layers.names("layer"), EN) == "SaaS, PaaS and IaaS"


@pytest.mark.parametrize(
    ("expression", "unit", "text"),
    [("C0843b", "100m_cny", "23.633 billion yuan"), ("ratio(C2021c; C2021a)", "m2", "31,250 square metres")],
)
def test_a_relation_comes_to_an_amount(ledger, expression, unit, text):
    assert written(ledger.number(expression, unit), EN) == text


def test_numbers_that_something_decides_are_no_longer_a_company_s_own(ledger):
    own = ledger.of_figure("F94")
    assert told(of_company(own), "numbers", "own") == ["18", "any of them"]
    counted = [verdict for verdict in ledger.of_figure("F93") if not verdict.claim.implied]
    assert told(of_company([*own, *counted]), "numbers", "own") == [
        "20",
        "18 of them",
    ]  # wings and platforms are listed

"""Sinoagri: what is listed and counted in its tables, and what is told of other tables."""

from __future__ import annotations

from analysis import case_zhongnongwang as sinoagri
from handbook.language import Language, written
from samples import ledger_of

EN, ZH = Language("en"), Language("zh")


def said(facts, *names, language=EN):
    return [written(facts[name], language) for name in names]


def test_the_first_paragraph_counts_links_and_the_company_s_own_numbers(tables, ledger):
    facts = sinoagri.headline(tables, ledger)
    assert said(facts, "company", "links", "verdict", "own") == [
        "Sinoagri (中农网)",
        "six",
        "holds",
        "All its six numbers",
    ]
    assert said(facts, "ratio") == ["1.2"]  # 600 / 500


def test_a_link_that_is_not_listed_contradicts_the_count(edition):
    tables = edition("zhongnongwang_blocks", ("加工,processing,云工厂加工,cloud factory,report,report\n", ""))
    facts = sinoagri.headline(tables, ledger_of(tables))
    assert said(facts, "links", "verdict") == ["five", "contradicted"]


def test_numbers_that_are_more_than_statements_are_not_counted_among_them(edition):
    tables = edition("claims", ("1979,50亿,self_reported", "1979,50亿,source_not_found"))
    facts = sinoagri.headline(tables, ledger_of(tables))
    assert said(facts, "own") == ["Of its six numbers five"]


def test_links_and_solutions_are_named_in_the_language_of_the_reader(tables):
    links = sinoagri.links(tables)
    assert links.cells(EN)[3] == ["storage and transport", "smart logistics", "仓储运输", "智慧物流"]
    assert links.cells(ZH)[3] == ["仓储运输", "智慧物流"]
    assert said(links.facts, "first", "last") == ["production", "foundation"]
    assert said(links.facts, "first", "last", language=ZH) == ["生产", "生态底座"]


def test_numbers_that_are_no_lower_bounds_are_named(tables, edition):
    assert said(sinoagri.numbers(tables).facts, "finding") == [
        "Apart from the added profit per pig, every number is only a lower bound"
    ]
    bounded = edition("zhongnongwang_indicators", ("20,30,cny,range", "20,,cny,at_least"))
    assert said(sinoagri.numbers(bounded).facts, "finding") == ["Every number is only a lower bound"]


def test_providers_stand_beside_clients(tables):
    logistics = sinoagri.logistics(tables)
    assert logistics.cells(EN) == [["Logistics providers integrated", 600.0], ["Business clients of logistics", 500.0]]
    assert said(logistics.facts, "providers", "clients") == ["600", "500"]


def test_names_of_the_lost_map_are_those_of_this_company(tables):
    names = sinoagri.business_map(tables)
    assert said(names.facts, "names", "categories", "services") == ["ten", "four", "six"]
    assert names.cells(EN)[0] == ["Product category", "sweeteners", "甜味"]
    assert names.cells(ZH)[0] == ["品类", "甜味"]

"""Modes of the supply chain: what is computed from the tables, against what was counted by hand, and thinner tables."""

from __future__ import annotations

from analysis import supply_chain_modes as modes
from handbook.language import Language, written
from samples import ledger_of

EN, ZH = Language("en"), Language("zh")


def said(facts, *names, language=EN):
    return [written(facts[name], language) for name in names]


def test_stages_are_columns_and_their_features_cells(tables):
    stages = modes.stages(tables)
    assert [heading["key"] for heading in stages.headings(EN)] == ["dimension", "linear", "network", "multidimensional"]
    assert stages.cells(EN)[1] == ["Data flow", "Data silos; Unequal information", "Data online; Live exchange", "Shared data; Data-driven"]  # fmt: skip
    assert stages.cells(ZH)[1][1] == "数据孤岛；信息不对称"
    assert said(stages.facts, "first_driver", "last_driver") == ["capacity", "demand"]


def test_a_stage_without_a_feature_has_an_empty_cell(edition):
    stages = modes.stages(edition("supply_chain_stages", ("network,driver,服务驱动,Service,report,report\n", "")))
    assert stages.cells(EN)[0] == ["Driver", "Capacity", "", "Demand"]


def test_a_feature_without_chinese_words_stands_in_english(edition):
    stages = modes.stages(edition("supply_chain_stages", ("linear,driver,产能驱动,", "linear,driver,,")))
    assert stages.cells(ZH)[0][1] == "Capacity"


def test_example_firms_that_were_awarded_are_counted(tables):
    firms = modes.example_firms(tables)
    # 京东工业, 鑫方盛, 震坤行, 西域, 嘉立创, 华强电子 and 鸭鸭 of the 14.
    assert (firms["award"] != "").sum() == 7
    assert said(firms.facts, "firms", "awarded") == ["14", "seven"]
    assert firms.rows.set_index("name").loc["鸭鸭", "award"] == "smart_brands"
    assert dict(zip(firms["name"], [row[-1] for row in firms.cells(ZH)], strict=True))["西域"] == "数字供应链"


def test_a_mode_without_a_number_stands_last(edition):
    firms = modes.example_firms(edition("supply_chain_mode_firms", ("full_chain,1,", "full_chain,,")))
    assert firms["name"].iloc[-1] == "京东工业"


def test_growth_of_orders_is_told_of_the_unit_that_has_it(tables, edition):
    assert said(modes.units(tables).facts, "orders") == ["at Taote rose by 370%"]
    without = edition("alibaba_c2m_units", ("consumer_internet,3.70", "consumer_internet,"))
    assert said(modes.units(without).facts, "orders") == ["have no number"]


def test_entries_and_firms_are_told_apart(tables):
    facts = modes.suppliers(tables).facts
    # Samsung stands in two lines of one tier; 富士康 and 鸿海精密工业 are one firm, 和硕联合 and 和硕 another.
    assert said(facts, "entries", "firms_behind", "tiers", "repeated") == ["18", "14", "four", "two"]
    assert said(facts, "repeated_firms") == [
        "Hon Hai (Foxconn) (富士康 / 鸿海精密工业); Pegatron (和硕联合 / 和硕)",
    ]
    assert "TSMC" in said(facts, "remark")[0]


def test_without_the_foundry_nothing_is_said_of_it(edition):
    row = "1,assembly,台积电,TSMC,台积电,TSMC,report,report\n"
    assert said(modes.suppliers(edition("apple_supplier_tiers", (row, ""))).facts, "remark") == [""]


def test_a_firm_without_an_english_name_has_its_own(edition):
    suppliers = modes.suppliers(edition("apple_supplier_tiers", ("铠侠,Kioxia,铠侠,Kioxia", "铠侠,,铠侠,")))
    assert suppliers.cells(EN)[10][-2:] == ["", "铠侠"]


def test_a_firm_has_its_english_name_in_all_its_lines(edition):
    suppliers = modes.suppliers(edition("apple_supplier_tiers", ("和硕,Pegatron,和硕,Pegatron", "和硕,Pegatron,和硕,")))
    assert [row[-1] for row in suppliers.cells(EN) if row[2] in ("和硕联合", "和硕")] == ["Pegatron", "Pegatron"]


def test_lists_are_compared_with_the_years_printed(tables, ledger):
    masters = modes.masters(tables, ledger)
    assert masters["years"].tolist() == [10, 9]  # 2015 to 2023 are nine
    assert said(masters.facts, "first_list", "last_list", "lists", "printed") == ["2015", "2023", "nine", "ten"]


def test_later_lists_are_counted_but_not_held_against_the_print(edition):
    later = edition("gartner_masters", ("2023,S409,reprint", "2023,S409,reprint\n2024,S409,reprint"))
    assert modes.masters(later, ledger_of(later))["years"].tolist() == [10, 9]
    assert modes.lists_so_far(later)[2024] == 10


def test_supplier_lists_stand_beside_the_print(tables, ledger, edition):
    lists = modes.supplier_lists(tables, ledger)
    assert lists["suppliers"].tolist() == [201, 190, 188, 187, 200]
    assert said(lists.facts, "stated") == ["at least 200"]
    assert lists.cells(ZH)[-1] == ["The report, at least", 200, None]
    thinner = modes.supplier_lists(edition("apple_supplier_lists", ("2023,187,", "2023,,")), ledger)
    assert len(thinner.known("suppliers")) == 4


def test_principles_are_named_with_their_points(tables):
    principles = modes.principles(tables)
    assert said(principles.facts, "principles") == [
        "hold the core technology, manage through all tiers and share gains with suppliers"
    ]
    assert principles.cells(ZH)[0] == ["掌握核心技术", "核心外购注资，非核心多家竞价"]

"""The lists of the third part: what is told of them, against the tables read by eye."""

from __future__ import annotations

from analysis import integration
from handbook.language import Language, written
from samples import told

ZH = Language("zh")


def test_a_company_won_if_any_of_its_names_is_a_winner(tables, ledger):
    companies = integration.companies(tables, ledger)
    awards = companies.rows.set_index("name")["award"]
    assert awards[["卡奥斯", "齐心"]].tolist() == ["not_awarded", "awarded"]  # 齐心 is short for 齐心集团
    assert told(companies.facts, "companies", "won", "alike") == [
        "30",
        "20",
        "China State Construction Yzw, Feixiong Lingxian and Hengyuan Intelligence",
    ]
    assert companies.tables == ("integration_companies", "name_variants")


def test_a_company_that_no_winner_is_called_like_lost(edition, ledger):
    row = "齐心,齐心集团,digital_supply_chain,产业互联网是推动数实深度融合的生力军,shorter,report,report\n"
    companies = integration.companies(edition("name_variants", (row, "")), ledger)
    assert told(companies.facts, "won", "companies") == ["19", "30"]


def test_textile_blocks_are_named_without_their_explanation(tables, ledger):
    facts = integration.textile_chain(tables, ledger).facts
    assert told(facts, "names", "mills", "looms") == [
        "Quanbu, Baibu, Tiangong, Zhijing textile park and Jingfangcang",
        "9,000",
        "at least 600,000",
    ]
    assert "60万" in written(facts["looms"], ZH)


def test_posts_that_are_named_stand_beside_those_that_are_claimed(tables, ledger):
    people = integration.digital_humans(tables, ledger)
    assert told(people.facts, "named_posts", "posts") == ["four", "at least 20"]
    assert len(people) == 11

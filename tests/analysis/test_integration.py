"""The lists of the third part: what is told of them, against the tables read by eye."""

from __future__ import annotations

from analysis import integration
from handbook.language import Language, written

EN, ZH = Language("en"), Language("zh")


def said(facts, *names):
    return [written(facts[name], EN) for name in names]


def test_the_first_paragraph_counts_winners_and_repeats_what_a_company_says(tables, ledger):
    facts = integration.headline(tables, ledger)
    assert said(facts, "companies", "won", "mills", "looms") == ["30", "20", "9,000", "600,000"]
    assert written(facts["looms"], ZH) == "60万"


def test_a_company_won_if_any_of_its_names_is_a_winner(tables, ledger):
    companies = integration.companies(tables, ledger)
    awards = companies.rows.set_index("name")["award"]
    assert awards[["卡奥斯", "齐心"]].tolist() == ["not_awarded", "awarded"]  # 齐心 is short for 齐心集团
    assert said(companies.facts, "won_by_kind", "spelled", "judged") == [
        "five “built on physical resources”, ten “built on a platform” and five “built on digital technology”",
        "Feixiong Lingxian",
        "China State Construction Yzw and Hengyuan Intelligence",
    ]
    assert companies.tables == ("integration_companies", "name_variants")


def test_a_company_that_no_winner_is_called_like_lost(edition, ledger):
    row = "齐心,齐心集团,digital_supply_chain,产业互联网是推动数实深度融合的生力军,1547,shorter,report,report\n"
    companies = integration.companies(edition("name_variants", (row, "")), ledger)
    assert said(companies.facts, "won", "companies") == ["19", "30"]
    assert companies.rows.set_index("name").loc["齐心", "award"] == "not_awarded"


def test_a_company_that_is_listed_twice_is_one_company(edition, ledger):
    row = "technology,恒远智能,Hengyuan Intelligence,report,report\n"
    twice = edition("integration_companies", (row, f"{row}platform,恒远智能,Hengyuan Intelligence,report,report\n"))
    assert said(integration.companies(twice, ledger).facts, "companies", "distinct") == ["31", "30"]


def test_layers_of_the_cloud_are_counted_in_their_order(tables):
    cloud = integration.cloud_services(tables)
    assert said(cloud.facts, "entries", "by_layer") == ["17", "five in SaaS, six in PaaS and six in IaaS"]
    assert said(cloud.facts, "layers", "fullest") == ["SaaS, PaaS and IaaS", "PaaS and IaaS"]
    assert [entry["title"] for entry in cloud.headings(EN)] == ["Layer", "Service", "Chinese name"]
    assert [entry["title"] for entry in cloud.headings(ZH)] == ["层", "Service"]


def test_plants_have_blocks_with_items(tables):
    facts = integration.plant(tables).facts
    assert said(facts, "layer_count", "entries", "fullest") == ["nine", "16", "production"]
    assert said(facts, "company", "short") == ["Guolian (国联股份)", "Guolian"]


def test_none_of_the_numbers_without_a_source_can_be_tested(tables, ledger):
    uses = integration.data_uses(tables, ledger)
    assert len(uses) == 3
    assert said(uses.facts, "numbers", "tested", "uses") == ["four", "none", "three"]


def test_finance_rests_on_what_the_report_lists(tables):
    modes = integration.finance_modes(tables)
    assert said(modes.facts, "modes", "bases") == ["four", "receivables, pledged stock, orders and prepayment"]


def test_textile_blocks_are_named_without_their_explanation(tables, ledger):
    facts = integration.textile_chain(tables, ledger).facts
    assert said(facts, "names") == ["Quanbu, Baibu, Tiangong, Zhijing textile park and Jingfangcang"]
    assert said(facts, "looms_per_mill", "blocks") == ["66.7", "five"]  # 600,000 over 9,000


def test_posts_that_are_named_stand_beside_those_that_are_claimed(tables, ledger):
    people = integration.digital_humans(tables, ledger)
    assert said(people.facts, "posts", "named_posts", "sectors", "avatars") == ["20", "four", "three", "four"]
    assert len(people) == 11


def test_entries_that_only_stand_for_more_are_told(tables, edition):
    stack = integration.artificial_intelligence(tables)
    assert said(stack.facts, "by_layer", "open") == ["eight in application, five in technology and ten in base", "one"]
    closed = edition("ai_stack", ("application,AI+.....,AI + …,report,report\n", ""))
    assert said(integration.artificial_intelligence(closed).facts, "entries", "open") == ["22", "none"]

"""Policy: what follows from the lists of these pages."""

from __future__ import annotations

from analysis import policy
from handbook.language import Language, written
from samples import ledger_of

EN = Language("en")


def said(facts, *names):
    return [written(facts[name], EN) for name in names]


def test_the_first_paragraph_counts_claims_and_what_became_of_them(tables, ledger):
    facts = policy.headline(tables, ledger)
    assert said(facts, "claims", "checked", "outcome") == ["17", "11", "all of those hold"]
    assert said(facts, "first_year", "last_year", "platforms", "overlap") == ["2020", "2023", "five", "two"]


def test_a_list_that_is_longer_than_its_printed_count_is_no_longer_upheld(edition):
    tables = edition(
        "policy_lists", ("data_asset_benefits,3,", "data_asset_benefits,4,x,y,report,report\ndata_asset_benefits,3,")
    )
    facts = policy.headline(tables, ledger_of(tables))
    assert said(facts, "checked", "outcome") == ["11", "ten of those hold"]


def test_platforms_with_an_award_come_first(tables):
    platforms = policy.platforms(tables)
    assert platforms["name_en"].tolist() == ["Ouyeel", "Haizol", "XCMG Hanyun", "CASICloud", "COSMOPlat"]
    assert platforms.cells(EN)[0] == [4, "欧冶云商", "Ouyeel", "Also on the award list"]
    assert said(platforms.facts, "winners") == ["Ouyeel and Haizol"]
    assert written(platforms.facts["named"], EN).startswith("XCMG Hanyun (徐工汉云), CASICloud")


def test_without_a_winner_among_them_the_list_says_so(edition):
    tables = edition("policy_lists", (",4,欧冶云商,", ",4,甲,"), (",5,海智在线,", ",5,乙,"))
    assert said(policy.platforms(tables).facts, "overlap", "winners") == ["no", "none of them"]


def test_a_list_stands_in_the_order_of_its_page(edition):
    swapped = edition("policy_lists", ("policy_issuers,1,", "policy_issuers,9,"))
    issuers = policy.listed(swapped, "policy_issuers")
    assert issuers["name_en"].tolist()[-1] == "National Development and Reform Commission"
    assert said(issuers.facts, "count") == ["four"]


def test_the_timeline_is_short_in_its_title_and_whole_in_its_table(tables, ledger):
    timeline = policy.timeline(tables, ledger)
    assert said(timeline.facts, "first_slogan", "last_slogan", "span") == [
        "antitrust",
        "support to lead growth",
        "3 years",
    ]
    assert timeline.cells(EN)[0] == [1, 2020, "antitrust, no disorderly expansion of capital"]
    assert timeline.cells(Language("zh"))[0] == [1, 2020, "强化反垄断"]
    assert said(timeline.facts, "agreement") == ["agree with"]


def test_another_span_does_not_agree_with_the_years_of_the_text(edition, ledger):
    tables = edition("policy_timeline", ("4,2023,", "4,2024,"))
    assert said(policy.timeline(tables, ledger).facts, "span", "agreement") == ["4 years", "do not agree with"]


def test_readers_of_english_see_the_types_in_english(tables):
    types = policy.types(tables)
    assert types.cells(EN)[0] == ["commodity trading", "data services on commodities", "Mysteel"]
    assert types.cells(Language("zh"))[0] == ["大宗商品交易平台", "大宗商品数据服务", "上海钢联"]


def test_the_shanghai_plan_has_its_blocks_and_its_example(tables, ledger):
    assert said(
        policy.shanghai(tables, ledger), "blocks", "match", "types", "company", "services", "service_names"
    ) == [
        "four",
        "match",
        "four",
        "Mysteel (上海钢联)",
        "three",
        "matching of trades, financial services and integrated logistics",
    ]

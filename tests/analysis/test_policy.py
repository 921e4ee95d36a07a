"""Policy: what follows from the lists of these pages."""

from __future__ import annotations

from analysis import policy
from handbook.language import Language
from samples import ledger_of, told

EN = Language("en")


def test_the_first_paragraph_counts_claims_and_what_became_of_them(tables, ledger):
    assert told(policy.claims(ledger), "outcome") == ["all of these stand"]
    facts = {**policy.timeline(tables).facts, **policy.platforms(tables).facts}
    assert told(facts, "first_year", "last_year", "platforms", "overlap") == ["2020", "2023", "five", "two"]


def test_a_list_that_is_longer_than_its_printed_count_is_no_longer_upheld(ledger, edition):
    longer = edition(
        "policy_lists", ("data_asset_benefits,3,", "data_asset_benefits,4,x,y,report,report\ndata_asset_benefits,3,")
    )
    before, now = policy.claims(ledger), policy.claims(ledger_of(longer))
    assert told(now, "checked") == told(before, "checked")
    assert told(now, "outcome")[0].endswith(" of these stand")


def test_platforms_with_an_award_come_first(tables):
    platforms = policy.platforms(tables)
    assert platforms["name_en"].tolist() == ["Ouyeel", "Haizol", "XCMG Hanyun", "CASICloud", "COSMOPlat"]
    assert platforms.cells(EN)[0] == [4, "欧冶云商", "Ouyeel", "Also on the award list"]
    assert told(platforms.facts, "winners") == ["Ouyeel (欧冶云商) and Haizol (海智在线)"]


def test_without_a_winner_among_them_the_list_says_so(edition):
    tables = edition("policy_lists", (",4,欧冶云商,", ",4,甲,"), (",5,海智在线,", ",5,乙,"))
    assert told(policy.platforms(tables).facts, "overlap", "winners") == ["none", "none"]


def test_the_timeline_is_short_in_its_title_and_whole_in_its_table(tables):
    timeline = policy.timeline(tables)
    assert told(timeline.facts, "first_slogan", "last_slogan") == ["antitrust", "support to lead growth"]
    assert timeline.cells(EN)[0] == [1, 2020, "antitrust, no disorderly expansion of capital"]
    assert timeline.cells(Language("zh"))[0] == [1, 2020, "强化反垄断"]

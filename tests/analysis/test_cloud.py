"""The cloud market: what is computed from the tables, against numbers worked out by hand."""

from __future__ import annotations

from analysis import cloud
from handbook.figures import Chapter
from handbook.figures.rows import whole
from handbook.language import Language, written
from samples import told

EN = Language("en")
SEEN = [
    (f"2022,{code},{size},caict_cloud_unseen,unverified", f"2022,{code},{size},S33,original")
    for code, size in (("private", 1294), ("iaas", 2442), ("paas", 342), ("saas", 472))
]
"""Sizes of the last year, as if they had been seen."""


def test_the_newest_total_is_told_with_its_change(tables, edition, ledger):
    facts = cloud.total(tables, ledger).facts
    assert told(facts, "year", "size", "printed_year") == ["2022", "455 billion yuan", "2022"]
    assert told(facts, "change")[0].startswith("rose by 40.9")  # 4550 / 3229
    skipped = edition("cloud_market", ("2022,saas,", "2024,total,9100,report,report\n2022,saas,"))
    assert told(cloud.total(skipped, ledger).facts, "change")[0].endswith("from 2022")


def test_values_that_were_not_seen_make_no_title(tables, edition):
    facts = cloud.segments(tables).facts
    assert told(facts, "finding") == ["How the cloud market divides among its services could not be verified"]
    assert told(facts, "standing")[0].startswith("We could not find all values")
    seen = cloud.segments(edition("cloud_market", *SEEN)).facts
    assert told(seen, "finding", "standing") == ["IaaS led the cloud market in 2022 with 244.2 billion yuan", ""]
    assert told(cloud.growth(tables).facts, "finding", "by") == [
        "Growth of the cloud services could not be verified",
        "By these unverified rates",
    ]


def test_the_largest_is_that_of_a_year_in_which_all_segments_have_a_value(edition):
    segments = cloud.segments(
        edition("cloud_market", *SEEN[:-1], (SEEN[-1][0], f"{SEEN[-1][1]}\n2023,private,9000,S33,original"))
    )
    assert told(segments.facts, "finding")[0].startswith("IaaS led the cloud market in 2022")
    drawn = whole(segments, "segment", "size_100m_cny")
    assert drawn["year"].max() == 2022
    assert told(drawn.facts, "left_out") == [" Not drawn, since a part has no value: 2023."]


def test_two_that_are_level_lead_together(edition):
    level = (("2022,private,1294,caict_cloud_unseen,unverified", "2022,private,2442,S33,original"), *SEEN[1:])
    finding = cloud.segments(edition("cloud_market", *level)).facts["finding"]
    assert written(finding, EN).startswith("Private cloud and IaaS led")


def test_rates_of_growth_slow_quicken_or_stay(tables, edition):
    growth = cloud.growth(tables)
    assert told(growth.facts, "first_year", "year") == ["2018", "2022"]
    assert told(growth.facts, "iaas")[0].startswith("slowed from 81.8")
    changed = edition(
        "cloud_growth", ("2022,iaas,0.5121,", "2022,iaas,0.9,"), ("2022,saas,0.2757,", "2022,saas,0.389,")
    )
    iaas, saas = told(cloud.growth(changed).facts, "iaas", "saas")
    assert iaas.startswith("quickened from 81.8")
    assert saas.startswith("stayed at 38.9")


def test_what_came_later_is_told_in_the_unit_of_the_print(edition):
    tables = edition("cloud_market", ("2022,saas,", "2023,total,5005,report,report\n2022,saas,"))
    chapter = Chapter("cloud", tables.tables.folder)
    later = chapter.later(C1339a=cloud.total_by_year(tables), C1339b=cloud.growth_of_total(tables))
    assert later is not None
    assert "the newer table gives 500.5 billion yuan for 2023" in str(later)
    assert "for 2023" in str(later).split("Growth of the cloud market")[1]

"""The cloud market: what is computed from the tables, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from analysis import cloud
from handbook.figures import Chapter
from handbook.language import Language, written
from samples import ledger_of

EN = Language("en")


def said(facts, *names):
    return [written(facts[name], EN) for name in names]


def test_the_first_paragraph_takes_the_newest_total_and_the_fastest_service(tables, ledger):
    facts = cloud.headline(tables, ledger)
    assert said(facts, "year", "size", "before") == ["2022", "455 billion yuan", "322.9 billion yuan"]
    assert written(facts["change"], EN).startswith("rose by 40.9")  # 4550 / 3229
    assert said(facts, "printed_year", "fastest") == ["2022", "PaaS"]
    assert written(facts["standing"], EN).startswith("We could not find the published values")


def test_values_seen_in_a_publication_are_counted(edition, ledger):
    seen = ("2022,iaas,2442,caict_cloud_unseen,unverified", "2022,iaas,2442,S33,original")
    facts = cloud.headline(edition("cloud_market", seen), ledger)
    assert said(facts, "standing") == ["Of the 30 values shown here, 29 are unverified."]


def test_rates_that_end_before_the_sizes_are_dated(edition, ledger):
    tables = edition("cloud_market", ("2022,saas,", "2023,total,5005,report,report\n2022,saas,"))
    assert said(cloud.headline(tables, ledger), "year", "fastest") == ["2023", "PaaS (2022)"]


def test_the_largest_part_is_named_and_so_are_two_that_are_level(tables, edition):
    assert said(cloud.segments(tables).facts, "largest", "size") == ["IaaS was the largest part", "244.2 billion yuan"]
    level = edition("cloud_market", ("2022,private,1294,", "2022,private,2442,"))
    assert said(cloud.segments(level).facts, "largest") == ["Private cloud and IaaS were, alike, the largest part"]


def test_sums_stand_beside_their_totals(tables):
    sums = cloud.sums(tables)
    rows = sums.rows.set_index("year")
    # 2018: 437.4 + 525 = 962.4 against 962.8; 270.4 + 21.8 + 145.2 = 437.4.
    assert rows.loc[2018, ["public_and_private", "gap", "services", "gap_services"]].tolist() == [
        962.4,
        -0.4,
        437.4,
        0.0,
    ]
    assert set(rows["evidence"]) == {"unverified"}
    assert said(sums.facts, "gap", "agreement") == [
        "40 million yuan",
        "In each of the five years the parts meet their totals within rounding.",
    ]


def test_a_year_whose_parts_miss_their_total_is_named(edition):
    sums = cloud.sums(edition("cloud_market", ("2021,private,1048,", "2021,private,1049,")))
    assert said(sums.facts, "agreement") == [
        "In four of five years the parts meet their totals within rounding; not in 2021."
    ]


def test_a_year_without_all_parts_has_no_sum(edition):
    sums = cloud.sums(edition("cloud_market", ("2019,saas,194.8,caict_cloud_unseen,unverified\n", "")))
    assert sums["year"].tolist() == [2018, 2020, 2021, 2022]


def test_published_growth_agrees_with_the_sizes_within_rounding(tables, ledger):
    total = cloud.total(tables, ledger)
    assert total.where(year=2022)["computed"].tolist() == pytest.approx([4550 / 3229 - 1])
    assert total.where(year=2018)["computed"].isna().all()
    assert said(total.facts, "agreement", "seen", "years") == [
        "In each of the four years they agree within rounding.",
        "three",
        "five",
    ]


def test_a_year_whose_published_growth_the_sizes_cannot_give_is_named(edition):
    tables = edition("cloud_growth", ("2021,total,0.544,", "2021,total,0.564,"))
    total = cloud.total(tables, ledger_of(tables))
    assert said(total.facts, "agreement") == ["In three of four years they agree within rounding; not in 2021."]


def test_rates_of_growth_slow_quicken_or_stay(tables, edition):
    growth = cloud.growth(tables, cloud.SERVICES)
    assert said(growth.facts, "fastest", "first_year", "year") == ["PaaS", "2018", "2022"]
    assert written(growth.facts["iaas"], EN).startswith("slowed from 81.8")
    changed = edition(
        "cloud_growth", ("2022,iaas,0.5121,", "2022,iaas,0.9,"), ("2022,saas,0.2757,", "2022,saas,0.389,")
    )
    growth = cloud.growth(changed, cloud.SERVICES)
    assert written(growth.facts["iaas"], EN).startswith("quickened from 81.8")
    assert written(growth.facts["saas"], EN).startswith("stayed at 38.9")
    assert said(growth.facts, "fastest") == ["IaaS"]


def test_two_that_grow_alike_are_both_the_fastest(edition):
    level = edition("cloud_growth", ("2022,private,0.253,", "2022,private,0.493,"))
    growth = cloud.growth(level, cloud.OWNERSHIP)
    assert said(growth.facts, "fastest", "place") == ["Public cloud and private cloud", "one as fast as the other"]


def test_what_came_later_is_told_in_the_unit_of_the_print(edition):
    tables = edition("cloud_market", ("2022,saas,", "2023,total,5005,report,report\n2022,saas,"))
    chapter = Chapter("cloud", tables.tables.folder)
    later = chapter.later(C1339a=cloud.total_by_year(tables), C1339b=cloud.growth_of_total(tables))
    assert later is not None
    assert "the newer table gives 500.5 billion yuan for 2023" in str(later)
    assert "the newer table gives 10 % for 2023" in str(later)


def test_the_leading_step_lists_its_sectors(tables):
    steps = cloud.steps(tables)
    assert said(steps.facts, "count", "sectors") == [
        "three",
        "government and state enterprises, finance and telecommunications",
    ]
    assert steps.cells(EN)[0] == ["leading", "Government and state enterprises"]

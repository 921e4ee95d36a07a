"""Labour productivity: what is computed from the tables, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from analysis import labour_productivity as labour
from handbook.language import Language, written
from samples import told

EN = Language("en")


def test_levels_are_those_of_the_newest_price_base(tables, ledger):
    levels = labour.levels(tables, ledger)
    assert len(levels) == 5
    assert told(levels.facts, "level", "level_year", "first_year") == ["152,977 yuan", "2022", "2021"]


def test_each_way_to_compute_the_level_has_its_distance_and_its_evidence(tables, ledger):
    ways = labour.formula(tables, ledger)
    rows = ways.rows.set_index("way")
    assert rows.loc["official", ["result", "gap"]].tolist() == [152977.0, 0.0]
    # Mean of 74,652 and 73,351 is 74,001.5.
    assert rows.loc["mean", "result"] == pytest.approx(1210207 / 74001.5 * 1e4)
    # 2020 prices: 1,013,567 grown by 8.4 % as finally published and by 3.0 %.
    assert rows.loc["constant", "result"] == pytest.approx(1013567 * 1.084 * 1.03 / 74001.5 * 1e4)
    assert told(ways.facts, "year", "formula", "side", "base") == ["2022", "164,988 yuan", "above", "2020"]


def test_growth_is_told_of_a_year_with_both_rates(tables, edition, ledger):
    growth = labour.growth(tables, ledger)
    assert growth.where(year=2022)["growth"].tolist() == [0.042, 0.03]
    assert growth.where(year=2022)["series"].tolist() == ["output", "gdp"]
    last = "2022,first_published,0.030,S20,reprint\n"
    newer = labour.growth(edition("gdp_growth", (last, f"{last}2023,first_published,0.052,S20,reprint\n")), ledger)
    assert told(newer.facts, "year") == ["2022"]
    assert newer["year"].max() == 2022


def test_the_report_s_economies_stand_with_both_ranks_of_china(tables, ledger):
    printed = labour.printed_economies(tables, ledger)
    china = printed.rows.set_index("iso3").loc["CHN"]
    assert (china["rank"], china["rank_later"]) == (108, 106)
    assert told(printed.facts, "rank_in_table", "rank_in_text") == ["108th", "109th"]
    assert [cells[1] for cells in printed.cells(EN) if cells[0] in (4, 108)] == [
        "Singapore, rank 4",
        "China, rank 108 (text: 109)",
    ]


def test_an_economy_that_the_later_edition_lacks_has_no_later_rank(edition, ledger):
    tables = edition("labour_productivity_ilo", ("SGP,Singapore,新加坡,2021,96.77,S01,original\n", ""))
    [singapore] = labour.printed_economies(tables, ledger).where(iso3="SGP").cells(EN)
    assert singapore[-1] is None
    assert "SGP" not in labour.landmarks(tables)


def test_economies_are_ranked_among_those_of_one_year(tables, edition):
    assert told(labour.later_edition(tables).facts, "rank", "count", "year", "left_out") == ["106th", "189", "2021", ""]
    newer = labour.later_edition(
        edition("labour_productivity_ilo", ("LUX,Luxembourg,卢森堡,2021,", "LUX,Luxembourg,卢森堡,2024,"))
    )
    assert told(newer.facts, "rank", "count", "year") == ["105th", "188", "2021"]
    assert told(newer.facts, "left_out")[0].endswith("of other years: 1.")


def test_the_world_stands_beside_china_in_a_year_that_it_has(tables, edition):
    [beside] = told(labour.later_edition(tables).facts, "beside_world")
    assert beside.startswith(", 22")  # 17.18 over 21.95
    assert "below the world average of 21.95" in beside
    other = edition("labour_productivity_world", ("2021,21.95", "2022,21.95"))
    assert told(labour.later_edition(other).facts, "beside_world") == [""]


def test_equal_outputs_share_a_rank(edition, ledger):
    tables = edition("labour_productivity_ilo", ("中国,2021,17.18,", "中国,2021,17.24,"))
    later = labour.later_edition(tables)
    assert later.where(rank=105)["iso3"].tolist() == ["CHN", "THA"]
    assert later.where(rank=106)["iso3"].tolist() == []
    assert written(later.facts["rank"], EN) == "joint 105th"
    [column, *_] = later.headings(EN)
    assert 105 in column["ties"]
    [*_, column] = labour.printed_economies(tables, ledger).headings(EN)
    assert column["ties"] == [27, 105]


def test_landmarks_are_the_first_of_all_and_the_report_s_first_and_last(tables):
    assert labour.landmarks(tables) == ["LUX", "SGP", "IND", "CHN"]

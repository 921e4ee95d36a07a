"""Labour productivity: what is computed from the tables, against numbers worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import labour_productivity as labour
from handbook.language import Language, written

EN = Language("en")


def said(facts, *names):
    return [written(facts[name], EN) for name in names]


def test_the_first_paragraph_compares_the_newest_level_with_the_formula(tables, ledger):
    facts = labour.headline(tables, ledger)
    # 1,210,207 · 100 million yuan over 73,351 · 10,000 persons; the official level is 152,977.
    assert said(facts, "year", "level", "formula", "side") == ["2022", "152,977 yuan", "164,988 yuan", "above"]
    assert written(facts["gap"], EN).startswith("7.9")
    assert said(facts, "rank_in_table", "rank_in_text", "verdict") == ["108th", "109th", "contradicted"]


def test_levels_are_apart_by_more_than_official_growth(tables):
    levels = labour.levels(tables)
    assert len(levels) == 5
    assert written(levels.facts["apart"], EN).startswith("4.5")  # 152977 / 146380
    assert said(levels.facts, "earlier_last", "direction") == ["2020", "rose"]


def test_each_way_to_compute_the_level_has_its_distance_and_its_evidence(tables, ledger):
    ways = labour.formula(tables, ledger)
    rows = ways.rows.set_index("way")
    assert rows.loc["official", ["result", "gap", "evidence"]].tolist() == [152977.0, 0.0, "reprint"]
    # Mean of 74,652 and 73,351 is 74,001.5.
    assert rows.loc["first_published, mean", "result"] == pytest.approx(1210207 / 74001.5 * 1e4)
    # 2020 prices: 1,013,567 grown by 8.1% and 3.0%.
    assert rows.loc["constant", "result"] == pytest.approx(1013567 * 1.081 * 1.03 / 74001.5 * 1e4)
    assert rows.loc[["constant", "first_published, mean"], "evidence"].tolist() == ["reprint", "reprint"]
    assert said(ways.facts, "base", "judgement") == ["2020", "comes nearer than all of these"]


def test_the_formula_is_tested_in_the_last_year_with_employment_at_both_ends(edition, ledger):
    tables = edition("employment", ("2022,first_published,73351,S21,reprint\n", ""))
    ways = labour.formula(tables, ledger)
    assert said(ways.facts, "year") == ["2021"]
    assert ways["result"][0] == 146380.0


def test_a_year_without_employment_at_its_beginning_is_not_tested(edition, ledger):
    edition("china_labour_productivity", ("2022,first_published_2020_prices,", "2024,first_published_2020_prices,"))
    edition(
        "gdp",
        *((f"2022,{v},", f"2024,{v},") for v in ("first_published", "final_before_5th_census", "after_5th_census")),
    )
    tables = edition("employment", ("2022,first_published,", "2024,first_published,"))
    assert said(labour.formula(tables, ledger).facts, "year") == ["2021"]


def test_implied_growth_needs_employment_at_three_year_ends(tables, ledger):
    growth = labour.growth(tables, ledger)
    implied = growth.rows.set_index("year")["growth_implied"]
    assert implied[2022] == pytest.approx(1.03 / ((74652 + 73351) / (75064 + 74652)) - 1)
    assert implied[[2016, 2017]].isna().all()
    assert written(growth.facts["caveat"], EN) == "; some inputs could not be verified"


def test_mean_of_year_ends_leaves_out_a_year_after_a_gap():
    means = labour.mean_of_year_ends(pd.Series({2018: 10.0, 2019: 20.0, 2021: 40.0}))
    assert means.to_dict() == {2019: 15.0}


def test_the_report_s_economies_stand_beside_their_later_rank(tables, ledger):
    printed = labour.printed_economies(tables, ledger)
    china = printed.rows.set_index("iso3").loc["CHN"]
    assert (china["rank"], china["ratio"], china["rank_later"]) == (108, 1.0, 106)
    assert said(printed.facts, "first", "first_ratio", "us_ratio") == ["Singapore", "5.5 times", "5.2 times"]
    assert printed.cells(EN)[0][1] == "Singapore"


def test_an_economy_that_the_later_edition_lacks_has_no_later_rank(edition, ledger):
    tables = edition("labour_productivity_ilo", ("SGP,Singapore,新加坡,2021,96.77,S01,original\n", ""))
    [singapore] = labour.printed_economies(tables, ledger).where(iso3="SGP").cells(EN)
    assert singapore[-1] is None
    assert "SGP" not in labour.landmarks(tables)


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

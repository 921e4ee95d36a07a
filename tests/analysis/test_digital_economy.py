"""The digital economy: what is computed from the tables, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from analysis import digital_economy as economy
from handbook.figures.rows import whole
from handbook.language import Language, written
from samples import ledger_of, told

SIZES = "2022,industrial_digitalisation,first_published,41,S05,reprint\n"


def test_the_size_of_the_last_year_stands_beside_the_share_with_its_own_year(tables, edition, ledger):
    facts = economy.size(tables, ledger).facts
    assert told(facts, "year", "size", "mark", "first_year") == [
        "2022",
        "50.2 trillion yuan",
        "50 trillion yuan",
        "2022",
    ]
    newer = economy.size(
        edition("digital_economy_size", (SIZES, f"{SIZES}2024,total,first_published,60.24,S05,reprint\n")), ledger
    ).facts
    assert told(newer, "size") == ["60.24 trillion yuan"]  # as published, not as exact as the report
    assert told(newer, "change")[0].startswith("rose by 20.0")  # 60.24 / 50.2
    assert told(newer, "change")[0].endswith("from 2022")
    assert told(newer, "of_gdp")[0].endswith("(2022)")


def test_the_share_of_gdp_is_the_newest_as_it_was_first_published(tables, edition):
    share = economy.share_of_gdp(tables)
    assert share["year"].is_monotonic_increasing
    assert told(share.facts, "year", "share") == ["2022", "41.5%"]
    row = "2022,total,first_published,0.415,S04,reprint\n"
    revised = edition("digital_economy_share_of_gdp", (row, f"{row}2022,total,revised,0.408,S04,reprint\n"))
    assert told(economy.share_of_gdp(revised).facts, "share") == ["41.5%"]
    assert economy.share_of_gdp(revised)["later"].iloc[-1] == 0.408


def test_growth_of_gdp_needs_both_years_in_one_vintage(tables, edition):
    growth = economy.growth(tables)
    assert growth.where(series="national_economy", year=2022)["growth_nominal"].tolist() == [
        pytest.approx(1210207 / 1143670 - 1)
    ]
    assert growth.where(series="national_economy", year=2022)["later"].tolist() == [
        pytest.approx(1234029 / 1173823 - 1)
    ]
    assert told(growth.facts, "faster", "year") == ["in each of the years 2017–2022", "2022"]
    gap = economy.growth(edition("gdp", ("2019,first_published,990865,S713,reprint\n", "")))
    assert 2019 not in set(gap["year"])
    assert 2020 not in set(gap["year"])


def test_the_lead_spans_what_the_revisions_of_gdp_give(ledger):
    facts = economy.lead_over_gdp(ledger).facts
    assert told(facts, "lead", "printed") == ["4.5–5.5 percentage points", "5 percentage points"]
    assert written(facts["lead"], Language("zh")) == "4.5–5.5个百分点"


def test_the_share_of_gdp_is_right_on_the_gdp_that_it_was_computed_with(tables, edition, ledger):
    assert told(economy.revisions_of_share(ledger).facts, "right") == ["right only on GDP as first published"]
    other = edition("gdp", ("2022,first_published,1210207,", "2022,first_published,1250207,"))
    assert told(economy.revisions_of_share(ledger_of(other)).facts, "right") == ["right on no revision of GDP"]


def test_a_year_in_which_a_part_has_no_size_is_not_drawn_and_said(tables, edition):
    ragged = edition(
        "digital_economy_size",
        (
            SIZES,
            f"{SIZES}2023,total,first_published,55,S05,reprint\n2023,industrial_digitalisation,first_published,45,S05,reprint\n",
        ),
    )
    parts = economy.parts(ragged)
    assert told(parts.facts, "year", "size") == ["2022", "41 trillion yuan"]
    drawn = whole(parts, "part", "size_tn_cny")
    assert drawn["year"].max() == 2022
    assert told(drawn.facts, "left_out") == [" Not drawn, since a part has no value: 2023."]
    assert whole(economy.parts(tables), "part", "size_tn_cny").facts["left_out"] == ""


def test_the_climb_compares_the_year_of_the_claim_with_the_one_before(tables, ledger):
    climb = economy.climb(tables, ledger)
    assert climb["year"].tolist() == ["2021", "2022"]
    assert told(climb.facts, "direction", "before") == ["stayed the same", "2021"]
    # 40.95 to 41.05 or, cut off, 40.5 to 41.5 of 50.15 to 50.25.
    assert climb["low"].tolist()[1] == pytest.approx(40.5 / 50.25)
    heads = [column.title for column in climb.columns.values()]
    assert heads[:3] == ["Year", "Published share, from", "Published share, to"], "another source than the report"


def test_the_highest_penetration_is_that_of_a_year_with_all_sectors(edition):
    last = "2022,tertiary,0.447,S05,reprint\n"
    ragged = economy.penetration(edition("digital_penetration", (last, f"{last}2023,primary,0.99,S05,reprint\n")))
    assert told(ragged.facts, "year", "highest") == ["2022", "tertiary sector"]


def test_productivity_is_told_with_its_years(tables, ledger):
    facts = economy.productivity(tables, ledger).facts
    assert told(facts, "first", "last", "direction", "rise") == ["1.66 (2012)", "1.75 (2022)", "rose", "0.09"]

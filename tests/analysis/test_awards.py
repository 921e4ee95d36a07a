"""The award: numbers worked out by hand from its tables, and what becomes of them on newer or thinner ones."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import awards
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.figures.rows import whole_numbers_near
from handbook.language import Language, Text, written
from handbook.quantities import bases_that_fit
from samples import opened

DATA = Path(__file__).resolve().parents[2] / "data"
TABLES, LEDGER = opened(DATA)
ENGLISH = Language("en")


def said(facts: Mapping[str, Text]) -> dict[str, str]:
    return {name: written(value, ENGLISH) for name, value in facts.items()}


def edition(
    folder: Path, name: str, *rows: str, replaced: tuple[str, str] = ("", "")
) -> tuple[ChapterTables, ChapterLedger]:
    """Write a table with some rows more, or with a text replaced, and return the tables and the audit on it."""
    text = (DATA / f"{name}.csv").read_text(encoding="utf-8").replace(*replaced)
    (folder / f"{name}.csv").write_text(text + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return opened(folder)


@given(st.integers(1, 200), st.integers(0, 1000))
def test_a_percentage_fits_where_a_whole_number_rounds_to_it(base, tenths):
    text = f"{tenths / 10:.1f}"
    near = whole_numbers_near(text, base)
    possible = any(abs(Fraction(100 * k, base) - Fraction(text)) <= Fraction(1, 20) for k in range(base + 1))
    assert near["fits"].any() == possible == (bases_that_fit([text], [base]) == [base])
    assert near["count"].between(0, base).all()


def test_whole_numbers_bound_what_rounds_to_the_print():
    near = whole_numbers_near("26.2", 149)
    assert (near["low"].iloc[0], near["high"].iloc[0]) == (0.2615, 0.2625)
    assert near["count"].tolist() == [38, 39, 40, 41]


def test_headline_sets_the_sum_of_the_types_beside_the_print():
    facts = said(awards.headline(TABLES, LEDGER))
    assert (facts["printed"], facts["sum"], facts["types"]) == ("147", "149", "three")
    assert facts["joint"] == "no single total"
    assert (facts["winners"], facts["won"]) == ("116", "78%")


def test_types_stand_beside_both_totals():
    table = awards.applicants(TABLES, LEDGER)
    assert table["companies"].tolist() == [72, 70, 7, 149, 147]


def test_a_newer_award_stands_beside_the_report(tmp_path):
    row = "2024,digital_supply_chain,,80,report,report", "2024,smart_brands,,20,report,report"
    tables, ledger = edition(tmp_path, "applicants", *row)
    facts = said(awards.applicants(tables, ledger).facts)
    assert (facts["sum"], facts["year"]) == ("149 companies", "2023")
    later = awards.later_applicants(tables, ledger)
    assert said(later.facts) == {"year": "2024", "sum": "100 companies"}
    assert later["share"].tolist() == [0.8, 0.2]
    assert awards.applicants_by_year(tables).to_dict() == {2023: 149, 2024: 100}
    assert len(awards.later_applicants(TABLES, LEDGER)) == 0


@pytest.mark.parametrize(("bands", "rest"), [(awards.revenue_bands, "30.3%"), (awards.growth_bands, "31%")])
def test_bands_and_what_they_leave_make_a_whole(bands, rest):
    table = bands(TABLES)
    assert table["share"].sum() == pytest.approx(1)
    assert table.rows.iloc[-1][["band", "evidence"]].tolist() == ["rest", "derived"]
    assert said(table.facts)["rest"] == rest


def test_bands_that_are_level_are_both_the_largest(tmp_path):
    tables, _ = edition(tmp_path, "applicant_shares", replaced=(",0.176,", ",0.521,"))
    assert said(awards.revenue_bands(tables).facts)["largest"] == "0.1 to 5 billion yuan and 10 to 50 million yuan"


def test_a_band_without_bounds_keeps_its_name(tmp_path):
    tables, _ = edition(tmp_path, "applicant_shares", replaced=(",0.1,0.5,,,0.176", ",,,,,0.176"))
    rows = awards.revenue_bands(tables).cells(ENGLISH)
    assert [row[0] for row in rows] == ["0.1 to 5 billion yuan", "10 to 50 million yuan", "all others together"]


def test_rates_are_winners_over_applicants():
    table = awards.rates(TABLES)
    assert dict(zip(table["list"], table["rate"], strict=True)) == {
        "digital_supply_chain": 65 / 72,
        "industrial_digital_technology": 47 / 70,
        "smart_brands": 4 / 7,
    }
    facts = said(table.facts)
    assert (facts["best"], facts["rate"]) == ("digital supply chain", "90%")


def test_a_type_that_nobody_applied_in_has_no_rate(tmp_path):
    tables, _ = edition(tmp_path, "applicants", replaced=("数智品牌,7,", "数智品牌,0,"))
    assert awards.rates(tables)["list"].tolist() == ["digital_supply_chain", "industrial_digital_technology"]


@pytest.mark.parametrize(
    ("code", "count", "above", "broken"),
    [("digital_supply_chain", 65, 30, True), ("smart_brands", 4, 0, False)],
)
def test_winners_stand_in_the_order_of_printing(code, count, above, broken):
    table = awards.winners(TABLES, code)
    assert table["position"].tolist() == list(range(1, count + 1))
    assert table.facts["above"] == above
    assert ("as_printed" in table.rows) == broken


def test_a_share_is_tested_for_each_number_of_applicants():
    listed = awards.whole_numbers(TABLES, LEDGER, awards.LISTING)
    assert listed.rows[listed["fits"]]["text"].tolist() == ["39 ÷ 149"]
    revenue = awards.whole_numbers(TABLES, LEDGER, awards.REVENUE)
    assert sorted(revenue.rows[revenue["fits"]]["text"]) == ["25 ÷ 142", "74 ÷ 142"]
    facts = said(revenue.facts)
    assert (said(listed.facts)["fit"], facts["fit"], facts["printed"]) == (
        "only 149 applicants",
        "only 142 applicants",
        "147",
    )


def test_a_share_that_fits_no_number_of_applicants_is_said_to(tmp_path):
    tables, ledger = edition(tmp_path, "applicants", replaced=("数智品牌,7,", "数智品牌,6,"))
    fit = said(awards.whole_numbers(tables, ledger, awards.LISTING).facts)["fit"]
    assert fit == "none of these numbers of applicants"


def test_spellings_that_a_search_misses_are_named():
    table = awards.spellings(TABLES)
    assert {"飞熊领先", "飞熊领鲜"} <= set(table["variant"])
    facts = said(table.facts)
    assert facts["pairs"].startswith("“飞熊领先” / “飞熊领鲜”")
    assert facts["count"] == "four"

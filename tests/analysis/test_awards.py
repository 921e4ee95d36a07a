"""The award: numbers worked out by hand from its tables, and what becomes of them on newer or thinner ones."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import awards
from analysis.series import bases_that_fit
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Language, Text, written
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
    near = awards.whole_numbers_near(text, base)
    possible = any(abs(Fraction(100 * k, base) - Fraction(text)) <= Fraction(1, 20) for k in range(base + 1))
    assert near["fits"].any() == possible == (bases_that_fit([text], [base]) == [base])
    assert near["count"].between(0, base).all()


def test_whole_numbers_bound_what_rounds_to_the_print():
    near = awards.whole_numbers_near("26.2", 149)
    assert (near["low"].iloc[0], near["high"].iloc[0]) == (0.2615, 0.2625)
    assert near["count"].tolist() == [38, 39, 40, 41]


def test_headline_sets_the_sum_of_the_types_beside_the_print():
    facts = said(awards.headline(TABLES, LEDGER))
    assert (facts["printed"], facts["sum"], facts["types"]) == ("147", "149", "three")
    assert facts["fit"] == "fits 149 applicants only"
    assert facts["joint"] == "no single total"
    assert (facts["winners"], facts["won"]) == ("116", "78%")


def test_applicants_are_shares_of_either_total():
    table = awards.applicants(TABLES, LEDGER)
    assert table["companies"].tolist() == [72, 70, 7, 149, 147]
    assert table["share_of_sum"].iloc[0] == pytest.approx(72 / 149)
    assert table["share_of_printed"].iloc[0] == pytest.approx(72 / 147)


def test_a_newer_award_stands_beside_the_report(tmp_path):
    row = "2024,digital_supply_chain,,80,report,report", "2024,smart_brands,,20,report,report"
    tables, ledger = edition(tmp_path, "applicants", *row)
    assert said(awards.applicants(tables, ledger).facts)["sum"] == "149 companies (2023)"
    later = awards.later_applicants(tables, ledger)
    assert said(later.facts) == {"year": "2024", "sum": "100 companies"}
    assert later["share"].tolist() == [0.8, 0.2]
    assert awards.applicants_by_year(tables)["C0257a"].to_dict() == {2023: 149, 2024: 100}
    assert len(awards.later_applicants(TABLES, LEDGER)) == 0


def test_listing_is_possible_for_the_sum_of_the_types_only():
    table = awards.listing(TABLES, LEDGER)
    assert table.rows[table["fits"]]["text"].tolist() == ["39 ÷ 149"]
    assert said(table.facts)["hits"] == "39 ÷ 149"


def test_a_share_that_fits_neither_total_is_said_to(tmp_path):
    tables, ledger = edition(tmp_path, "applicants", replaced=("数智品牌,7,", "数智品牌,6,"))
    assert said(awards.listing(tables, ledger).facts)["fit"] == "fits neither number of applicants"


def test_revenue_shares_need_another_number_of_applicants():
    table = awards.revenue(TABLES, LEDGER)
    assert sorted(table.rows[table["fits"]]["text"]) == ["25 ÷ 142", "74 ÷ 142"]
    facts = said(table.facts)
    assert (facts["common"], facts["needed"], facts["without"]) == ("119 and 142", "119 or 142", "142")
    assert facts["smallest"] == "smart brands"


@pytest.mark.parametrize(("bands", "rest"), [(awards.revenue_bands, "30.3%"), (awards.growth_bands, "31%")])
def test_bands_and_what_they_leave_make_a_whole(bands, rest):
    table = bands(TABLES, LEDGER)
    assert table["share"].sum() == pytest.approx(1)
    assert table.rows.iloc[-1][["band", "evidence"]].tolist() == ["rest", "derived"]
    assert said(table.facts)["rest"] == rest


def test_bands_that_are_level_are_both_the_largest(tmp_path):
    tables, ledger = edition(tmp_path, "applicant_shares", replaced=(",0.176,", ",0.521,"))
    assert (
        said(awards.revenue_bands(tables, ledger).facts)["largest"] == "0.1 to 5 billion yuan and 10 to 50 million yuan"
    )


def test_a_band_without_bounds_keeps_its_name(tmp_path):
    tables, ledger = edition(tmp_path, "applicant_shares", replaced=(",0.1,0.5,,,0.176", ",,,,,0.176"))
    rows = awards.revenue_bands(tables, ledger).cells(ENGLISH)
    assert [row[0] for row in rows] == ["0.1 to 5 billion yuan", "10 to 50 million yuan", "all others together"]


def test_stages_are_those_of_the_footnote():
    assert said(awards.listing_stages(TABLES).facts) == {"stages": "four"}


def test_rates_are_winners_over_applicants():
    table = awards.rates(TABLES, LEDGER)
    assert dict(zip(table["list"], table["rate"], strict=True)) == {
        "digital_supply_chain": 65 / 72,
        "industrial_digital_technology": 47 / 70,
        "smart_brands": 4 / 7,
    }
    facts = said(table.facts)
    assert (facts["best"], facts["rate"], facts["above"], facts["broken"]) == (
        "digital supply chain",
        "90%",
        "60",
        "three",
    )


def test_a_type_that_nobody_applied_in_has_no_rate(tmp_path):
    tables, ledger = edition(tmp_path, "applicants", replaced=("数智品牌,7,", "数智品牌,0,"))
    assert awards.rates(tables, ledger)["list"].tolist() == ["digital_supply_chain", "industrial_digital_technology"]


@pytest.mark.parametrize(
    ("code", "count", "above", "broken"),
    [("digital_supply_chain", 65, 30, True), ("smart_brands", 4, 0, False)],
)
def test_winners_stand_in_the_order_of_printing(code, count, above, broken):
    table = awards.winners(TABLES, LEDGER, code)
    assert table["position"].tolist() == list(range(1, count + 1))
    assert table.facts["above"] == above
    assert ("as_printed" in table.rows) == broken


def test_elsewhere_counts_pages_outside_of_the_appendix():
    table = awards.elsewhere(TABLES, LEDGER)
    variants = pd.read_csv(DATA / "name_variants.csv")
    guolian = variants[(variants["name"] == "国联股份") & ~variants["page"].str.startswith("附录：")]["page"]
    assert table.rows.iloc[0][["name", "pages"]].tolist() == ["国联股份", guolian.nunique()]
    assert said(table.facts)["share"] == "30%"


def test_spellings_that_a_search_misses_are_named():
    facts = said(awards.spellings(TABLES).facts)
    assert (facts["several"], facts["names"]) == ("22", "42")
    assert "EPR / ERP" in facts["pairs"]

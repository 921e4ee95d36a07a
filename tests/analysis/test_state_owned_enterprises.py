"""State-owned enterprises: what is computed from the tables, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from analysis import state_owned_enterprises as soe
from handbook.language import Language, written


def said(facts, *names, language="en"):
    return [written(facts[name], Language(language)) for name in names]


def test_the_bands_exceed_the_whole_by_more_than_rounding(tables, ledger):
    total = soe.sum_of_bands(tables, ledger)
    # 20.90 + 43.53 + 26.97 + 16.61 = 108.01; four numbers with two decimals move by 4 · 0.005 at most.
    assert total.rows.iloc[0].tolist() == pytest.approx([1.0801, 1.0, 0.0801])
    assert said(total.facts, "sum", "outcome", "room", "rounding") == [
        "108.01%", "exceed 100% by 8.01 percentage points", "0.02 percentage points", "cannot explain the difference",
    ]  # fmt: skip


def test_the_shares_need_a_large_total(tables, ledger):
    # 462, 962, 596 and 367 of 2,210 are 20.90, 43.53, 26.97 and 16.61%.
    assert said(soe.sum_of_bands(tables, ledger).facts, "base") == ["that total is at least 2,210"]


def test_the_largest_band_is_named(tables, ledger):
    bands = soe.bands(tables, ledger)
    assert said(bands.facts, "largest", "share") == ["20% to 50%", "43.53%"]
    assert bands.only("band", "share").cells(Language("zh"))[0] == ["20%以下", 0.209]


def test_bands_of_equal_share_are_both_named(edition, ledger):
    bands = soe.bands(edition("soe_penetration", ("0.2697", "0.4353")), ledger)
    assert said(bands.facts, "largest") == ["20% to 50% or 50% to 80%"]


def test_indicators_are_ordered_by_their_change_and_spread_over_the_years(tables, ledger):
    indicators = soe.indicators(tables)
    assert indicators["change"].tolist() == sorted(indicators["change"])
    assert indicators["yearly"].iloc[0] == pytest.approx(0.54 ** (1 / 6) - 1)
    assert indicators["yearly"].iloc[-1] == pytest.approx(1.37 ** (1 / 6) - 1)
    assert said(indicators.facts, "indicators", "span") == ["ten", "2016–2022"]
    assert said(indicators.facts, "lowest", "highest") == [
        "supply-chain operating cost down 46%",
        "electronic tender rate up 37%",
    ]


def test_steps_stand_in_words_of_the_reader(tables):
    steps = soe.steps(tables)
    assert said(steps.facts, "last", "topic") == ["April 2023", "digital procurement"]
    assert said(steps.facts, "last", "topic", language="zh") == ["2023年4月", "数字化智能化采购"]
    assert [heading["key"] for heading in steps.headings(Language("zh"))] == ["month", "topic", "content"]


def test_what_the_report_counts_stands_beside_what_it_names(tables, ledger):
    assert said(soe.requirements(tables, ledger).facts, "printed", "count") == ["six", "three"]


def test_changes_over_other_years_stand_in_the_table_and_in_no_sentence(ledger, edition):
    row = "management_cost,Supply-chain management cost,供应链管理成本,2016,2022,-0.34"
    indicators = soe.indicators(edition("soe_indicators", (row, row.replace("2016,2022,-0.34", "2017,2023,-0.99"))))
    assert said(indicators.facts, "indicators", "span") == ["nine", "2016–2022"]
    assert said(indicators.facts, "lowest") == ["supply-chain operating cost down 46%"]

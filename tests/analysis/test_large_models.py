"""Large models: counts by who counts, the market by edition, and the report's lists."""

from __future__ import annotations

import pytest

from analysis import large_models as models
from handbook.language import Language, written
from samples import told

EN = Language("en")
OBSERVER = "2023-07,economic_observer,all,china,106,S63,reprint\n"


def test_the_rest_of_the_world_is_what_remains_of_a_count(tables, ledger):
    pair = models.share_of_pair(tables, ledger)
    elsewhere = pair.where(area="elsewhere").rows
    assert elsewhere["count"].tolist() == [149 - 75 - 39, 130 + 138 - 130 - 114]
    assert elsewhere["evidence"].tolist() == ["derived", "derived"]
    assert elsewhere["share"].tolist() == pytest.approx([35 / 149, 24 / 268])
    assert pair.rows.groupby("source")["share"].sum().tolist() == pytest.approx([1, 1])
    assert told(pair.facts, "shares")[0].startswith("76.5–91.0")  # 114 / 149 and 244 / 268


def test_counts_of_another_year_stay_out(edition, ledger):
    newer = edition("llm_counts", (OBSERVER, f"{OBSERVER}2024-07,ccid,all,china,900,S61,reprint\n"))
    assert models.counts_of_china(newer, ledger)["count"].max() == 156
    assert told(models.counts_of_china(newer, ledger).facts, "counts", "year") == ["39–156", "2023"]


def test_counts_of_china_hold_those_of_the_report_with_their_bounds(tables, ledger):
    china = models.counts_of_china(tables, ledger)
    assert china["count"].tolist() == [156, 130, 130, 106, 39]
    assert china.where(evidence="report")["bound"].tolist() == ["at_least", "exact"]
    assert written(china.facts["later"], EN).startswith("at least 156")


def test_a_market_is_that_of_the_quoted_forecast_beside_other_editions(tables, ledger):
    facts = models.market_of_china(tables, ledger).facts
    assert told(facts, "start", "end") == ["14.7 billion yuan", "117.9 billion yuan"]
    assert told(facts, "others") == [
        "14.7 billion yuan (Dec. 2023 edition) and 14.134 billion yuan (Feb. 2025 edition)"
    ]
    assert told(facts, "ratio") == ["8.0 times"]  # 1,179 over 147
    assert told(facts, "growth_china")[0].startswith(f"{((1179 / 147) ** 0.2 - 1) * 100:.1f}")
    world = models.forecast(tables, ledger, "world")
    assert told(world, "first", "start", "last", "end") == [
        "2023",
        "21 billion US dollars",
        "2028",
        "109.5 billion US dollars",
    ]
    assert told(world, "growth_world")[0].startswith(f"{((1095 / 210) ** 0.2 - 1) * 100:.1f}")


def test_lists_name_what_is_repeated_and_what_is_misplaced(tables):
    players = models.players(tables).facts
    assert (players["rows"], players["products"]) == (35, 32)
    assert told(players, "repeated") == ["Xueersi, Kidswant and DataGrand"]
    assert told(players, "misplaced") == ["Tsinghua University, Xueersi and Kidswant"]

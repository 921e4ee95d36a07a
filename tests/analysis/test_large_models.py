"""Large models: counts by who counts, the market by edition, and the report's lists."""

from pathlib import Path

import pytest

from analysis import large_models as models
from handbook.language import Language, written
from samples import opened

DATA = Path(__file__).parents[2] / "data"
TABLES, LEDGER = opened(DATA)


def told(facts, name):
    """Return a fact in English."""
    return written(facts[name], Language("en"))


def other_tables(folder, name, *rows):
    """Return tables of which one has these rows instead of its own."""
    (folder / f"{name}.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    return opened(folder)[0]


def test_the_rest_of_the_world_is_what_remains_of_a_count():
    pair = models.share_of_pair(TABLES, LEDGER)
    elsewhere = pair.where(area="elsewhere").rows
    assert elsewhere["count"].tolist() == [149 - 75 - 39, 130 + 138 - 130 - 114]
    assert elsewhere["evidence"].tolist() == ["derived", "derived"]
    assert elsewhere["share"].tolist() == pytest.approx([35 / 149, 24 / 268])
    assert pair.rows.groupby("source")["share"].sum().tolist() == pytest.approx([1, 1])


def test_each_count_reaches_or_misses_the_share_that_the_report_quotes():
    facts = models.share_of_pair(TABLES, LEDGER).facts
    assert told(facts, "pair_shares") == "91.0% or 76.5%"
    assert told(facts, "judged") == "The count of CCID gives as much, that of CAICT does not."


@pytest.mark.parametrize(("abroad", "judged"), [(90, "Every count gives as much."), (60, "No count gives as much.")])
def test_a_single_count_settles_the_share(tmp_path, abroad, judged):
    head = "month,counted_by,scope,area,count,source,evidence"
    counts = [
        f"2023-07,ccid,all,{area},{n},S61,reprint"
        for area, n in (("china", 0), ("world", 100), ("united_states", abroad))
    ]
    facts = models.share_of_pair(other_tables(tmp_path, "llm_counts", head, *counts), LEDGER).facts
    assert told(facts, "judged") == judged


def test_counts_of_china_hold_those_of_the_report_with_their_bounds():
    china = models.counts_of_china(TABLES, LEDGER)
    assert china["count"].tolist() == [156, 130, 130, 106, 39]
    assert china.where(evidence="report")["bound"].tolist() == ["at_least", "exact"]
    assert [told(china.facts, name) for name in ("front", "part_two")] == ["130 models", "at least 156 models"]
    assert told(china.facts, "equal_to") == "CCID"


def test_pages_give_how_many_models_are_vertical_and_how_the_total_changed():
    facts = models.counts_on_pages(TABLES).facts
    assert facts["remainder"] == 130 - 20
    assert [told(facts, f"{kind}_change") for kind in ("total", "general")] == ["rose by 20.0%", "stayed the same"]


def test_the_world_is_china_and_the_rest_where_a_count_does_not_name_it():
    world = models.share_of_world(TABLES)
    assert world["world"].tolist() == [149, 130 + 138, 3755]
    assert world["share"].tolist() == pytest.approx([39 / 149, 130 / 268, 1509 / 3755])


def test_places_are_shares_of_the_same_count():
    places = models.places(TABLES)
    assert places["share"].tolist() == pytest.approx([38 / 79, 20 / 79, 54 / 106])
    assert [told(places.facts, name) for name in ("first", "place", "body", "share")] == [
        "Beijing", "Beijing", "Economic Observer", "50.9%",
    ]  # fmt: skip


def test_openai_is_printed_in_the_unit_of_what_others_told():
    openai = models.openai(TABLES, LEDGER)
    assert openai["printed_million_usd"].tolist() == [540, 30, 0.7]
    assert told(openai.facts, "ratio") == "18 times"
    assert told(openai.facts, "agree") == "differs by at most 6.7% from"  # 28 of 30 million


def test_a_market_is_that_of_the_quoted_forecast_beside_other_editions():
    china, world = models.market_of_china(TABLES), models.market_of_world(TABLES)
    assert [told(china.facts, name) for name in ("start", "end")] == ["14.7 billion yuan", "117.9 billion yuan"]
    assert (
        told(china.facts, "others")
        == "14.7 billion yuan (Dec. 2023 edition) and 14.134 billion yuan (Feb. 2025 edition)"
    )
    assert told(world.facts, "ratio") == "5.2 times"  # 1,095 over 210


def test_growth_is_even_over_the_years_of_each_edition():
    growth = models.market_growth(TABLES, LEDGER)
    assert len(growth) == 8
    assert growth["growth"].iloc[0] == pytest.approx((70 / 15) ** 0.5 - 1)
    assert told(growth.facts, "growth_china") == f"{((1179 / 147) ** 0.2 - 1) * 100:.1f}%"
    assert told(growth.facts, "growth_world") == f"{((1095 / 210) ** 0.2 - 1) * 100:.1f}%"
    assert [told(growth.facts, name) for name in ("slowest", "quickest")] == ["46.9%", "116.0%"]


def test_the_first_paragraph_has_the_facts_of_its_tables():
    facts = models.headline(TABLES, LEDGER)
    assert {"front", "part_two", "pair_shares", "pair_printed", "growth_china", "growth_world"} <= set(facts)


def test_lists_name_what_is_repeated_and_what_is_misplaced():
    players = models.players(TABLES).facts
    assert (players["rows"], players["products"]) == (35, 32)
    assert told(players, "repeated") == "Xueersi, Kidswant and DataGrand"
    assert told(players, "misplaced") == "Tsinghua University, Xueersi and Kidswant"


def test_lists_are_told_by_their_entries():
    assert told(models.classes(TABLES).facts, "classes") == "generative models and decision models"
    assert told(models.sectors(TABLES).facts, "sectors") == "energy and banking"
    software = models.business_software(TABLES)
    assert told(software.facts, "leaders") == "Microsoft (OpenAI), Google and Meta"
    assert len(software) == 4

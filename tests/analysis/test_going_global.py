"""Going global: trade under two readings, growth by period, and the report's lists."""

from pathlib import Path

import pytest

from analysis import going_global
from handbook.audit.validate import problems
from handbook.language import Language, written
from samples import opened, reworded, told

DATA = Path(__file__).parents[2] / "data"
TABLES, LEDGER = opened(DATA)


def test_the_numbers_on_trade_hold_as_electronic_commerce_and_not_as_worded():
    trade = going_global.trade(TABLES, LEDGER)
    assert told(trade.facts, "as_ecommerce", "as_goods") == ["four", "none"]
    assert told(trade.facts, "b2b_share") == ["73%"]  # 600 over 821 billion
    assert [written(what, Language("en")) for what in trade["what"]][1:4:2] == [
        "Cross-border e-commerce, exports", "All goods trade, total",
    ]  # fmt: skip


def test_the_first_paragraph_says_which_trade_the_number_fits():
    facts = going_global.trade(TABLES, LEDGER).facts
    assert told(facts, "printed_total", "of_goods") == ["1.1 trillion yuan", "5.5%"]  # 1.1 of 20.1
    assert told(facts, "meant")[0].startswith("The number fits cross-border e-commerce")


def test_the_number_fits_goods_trade_where_that_has_it(tmp_path):
    text = (DATA / "cross_border_trade.csv").read_text(encoding="utf-8")
    swapped = text.replace("goods_trade", "other").replace("cross_border_ecommerce", "goods_trade")
    (tmp_path / "cross_border_trade.csv").write_text(
        swapped.replace("other", "cross_border_ecommerce"), encoding="utf-8"
    )
    facts = going_global.trade(*opened(tmp_path)).facts
    assert told(facts, "meant") == ["The number fits all goods trade."]


def with_rows(folder: Path, name: str, *rows: str) -> tuple:
    """Return tables, of which one has further rows, and their ledger."""
    text = (DATA / f"{name}.csv").read_text(encoding="utf-8")
    (folder / f"{name}.csv").write_text(text + "".join(f"{row},S501,reprint\n" for row in rows), encoding="utf-8")
    return opened(folder)


FLOWS = "total,{0},1.20,0.1", "export,{0},0.90,0.1", "import,{0},0.30,0.1"
GOODS = "total,{0},21.0,0.06", "export,{0},12.0,0.07", "import,{0},9.0,0.05"


def test_trade_of_a_newer_period_is_told_once_all_of_its_flows_are_known(tmp_path):
    rows = [f"cross_border_ecommerce,{flow.format('2024H1')}" for flow in FLOWS]
    rows += [f"goods_trade,{flow.format('2024H1')}" for flow in GOODS]
    part, whole = tmp_path / "part", tmp_path / "whole"
    part.mkdir(), whole.mkdir()
    early = going_global.trade(*with_rows(part, "cross_border_trade", *rows[:-1]))
    assert told(early.facts, "period", "growth", "goods_growth") == ["H1 2023", "16.0%", "2.1%"]
    newer = with_rows(whole, "cross_border_trade", *rows)
    trade = going_global.trade(*newer)
    assert told(trade.facts, "period", "growth", "goods_growth") == ["H1 2024", "10.0%", "6.0%"]
    assert trade.where(newest=True)["size_tn_cny"].tolist() == [1.2, 0.9, 0.3, 21.0, 12.0, 9.0]
    # What the report says stays with its own half-year.
    assert told(trade.facts, "in_report", "printed_total", "of_goods") == [
        "H1 2023", "1.1 trillion yuan", "5.5%",
    ]  # fmt: skip


def test_a_year_is_named_as_one_and_follows_its_parts(tmp_path):
    three = going_global.new_three(*with_rows(tmp_path, "new_three_exports", "2024,0.1,0.5", "2023,0.296,1.2"))
    assert told(three.facts, "others") == ["66.9% in Q1 2023, 29.6% in 2023 and 10.0% in 2024"]


def test_a_period_that_is_none_is_refused_with_an_example(tmp_path):
    tables, _ = with_rows(tmp_path, "new_three_exports", "2024年,0.1,0.5")
    [problem] = problems(tables.tables, DATA.parent)
    assert (problem.column, problem.value) == ("period", "2024年")
    assert problem.expected.endswith("such as 2023H1")


def test_the_printed_growth_is_that_of_the_half_year(tmp_path):
    three = going_global.new_three(TABLES, LEDGER)
    assert three["matches"].tolist() == [False, True]
    assert told(three.facts, "of_period", "others") == ["H1 2023", "66.9% in Q1 2023"]
    neither = going_global.new_three(*reworded(tmp_path, "new_three_exports", "2023H1,0.616", "2023H1,0.600"))
    assert told(neither.facts, "of_period") == ["no period"]


def test_obstacles_and_remedies_are_counted_apart():
    assert told(going_global.obstacles(TABLES).facts, "points", "remedies") == ["four", "three"]


def test_the_printed_share_is_that_of_the_first_year():
    overseas = going_global.overseas_share(TABLES, LEDGER)
    assert (overseas["printed_low"].iloc[0], overseas["printed_high"].iloc[0]) == pytest.approx((0.965, 0.975))
    assert told(overseas.facts, "fits") == ["it would be that of 2021"]


@pytest.mark.parametrize("share", ["0.9640", "0.9900"])
def test_no_year_gives_a_share_that_none_rounds_to(tmp_path, share):
    overseas = going_global.overseas_share(*reworded(tmp_path, "anker_overseas", "0.9680", share))
    assert told(overseas.facts, "fits") == ["it is that of no year in it"]


def test_ways_have_their_companies_in_one_cell():
    ways = going_global.ways(TABLES)
    assert written(ways["representatives"].iloc[2], Language("zh")) == "阿里巴巴国际站、中国制造网和敦煌网"
    assert written(ways["quoted"].iloc[0], Language("en")) == "Amazon China (亚马逊中国)"
    assert told(ways.facts, "ways") == ["six"]
    assert told(ways.facts, "spellings") == ["“无界创新资本” and “无届创新资本”"]


def test_savings_are_a_range_that_the_report_repeats():
    direct = going_global.saving(TABLES, LEDGER)
    assert told(direct.facts, "least", "most", "again") == ["10%", "15%", "the same"]
    assert told(direct.facts, "items") == ["cross-border B2B firm, platform and business user"]

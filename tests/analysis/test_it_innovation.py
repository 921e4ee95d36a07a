"""IT innovation: where the printed rate leads, how the years are counted, and the report's lists."""

from pathlib import Path

import pytest

from analysis import it_innovation as innovation
from handbook.language import Language
from samples import opened, reworded, told

DATA = Path(__file__).parents[2] / "data"
TABLES, LEDGER = opened(DATA)


def test_the_printed_rate_carries_the_size_above_the_forecast():
    path = innovation.projection(TABLES, LEDGER)
    assert path["size_tn_cny"].tolist() == pytest.approx([0.92202 * 1.357**n for n in range(4)])
    assert path["evidence"].tolist() == ["report", "derived", "derived", "derived"]
    assert told(path.facts, "forecast_size", "compared", "met", "first_year") == [
        "2.30 trillion yuan", "above", "would meet", "2025",
    ]  # fmt: skip
    assert told(path.facts, "large", "large_year") == ["1 trillion yuan", "2023"]
    assert told(path.facts, "size_before") == [f"{0.92202 / 1.357**5:.2f} trillion yuan"]
    assert told(path.facts, "needed", "needed_compared") == [f"{((2 / 0.92202) ** (1 / 3) - 1) * 100:.1f}%", "below"]


def test_a_rate_that_is_too_low_misses_the_forecast(tmp_path):
    facts = innovation.projection(*reworded(tmp_path, "it_innovation_market", "0.92202,0.357", "0.92202,0.02")).facts
    assert told(facts, "compared", "met", "first_year", "large_year", "needed_compared") == [
        "below", "would miss", "no year shown", "no year shown", "above",
    ]  # fmt: skip


def test_newer_sizes_leave_the_base_of_the_report_and_are_told_apart(tmp_path):
    line = "2022,actual,0.92202,0.357,report,report\n"
    newer = reworded(tmp_path, "it_innovation_market", line, line + "2024,actual,1.5,0.3,report,report\n")
    assert told(innovation.projection(*newer).facts, "base_year", "base_size") == ["2022", "0.92 trillion yuan"]
    later = newer[1].later("C0164a", innovation.sizes(newer[0]))
    assert "the newer table gives 1.5 trillion yuan for 2024" in later.written(Language("en"))
    assert LEDGER.later("C0164a", innovation.sizes(TABLES)) is None


def test_sizes_are_in_the_unit_of_the_print():
    assert innovation.sizes(TABLES).to_dict() == {2022: pytest.approx(9220.2)}


def test_the_next_years_fit_the_deadline_from_the_end_of_the_first_phase():
    facts = innovation.headline(TABLES, LEDGER)
    assert told(facts, "next_years", "fitting", "unfitting") == [
        "five", "from the end of the first phase", "from the 2023 document",
    ]  # fmt: skip
    assert told(facts, "reason") == [
        "The publication that the report names exists, but no copy with this number was seen."
    ]


def test_branches_are_counted_by_category():
    facts = innovation.value_chain(TABLES).facts
    assert (facts["branches"], *told(facts, "categories")) == (17, "four")
    assert told(facts, "per_category")[0].startswith("basic hardware 6, basic software 4")
    assert told(facts, "names")[0].endswith("application software and information security")


def test_sectors_stand_in_the_order_of_the_text(tmp_path):
    facts = innovation.scope(TABLES).facts
    assert told(facts, "sectors", "first", "last") == ["seven", "party and government", "all sectors"]
    tables, _ = reworded(tmp_path, "it_innovation_scope", "lead,2,", "lead,20,")
    assert told(innovation.scope(tables).facts, "last") == ["finance"]


@pytest.mark.parametrize(("year", "compared"), [("2023", "fewer than"), ("2022", "as many as"), ("2021", "more than")])
def test_years_to_the_deadline_are_compared_with_those_of_the_text(tmp_path, year, compared):
    tables, _ = reworded(tmp_path, "it_innovation_milestones", "document,2023", f"document,{year}")
    facts = innovation.milestones(tables, LEDGER).facts
    assert told(facts, "compared", "printed", "from_phase") == [compared, "five", "five"]

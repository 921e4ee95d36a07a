"""IT innovation: where the printed rate leads, how the years are counted, and the report's lists."""

from __future__ import annotations

import pytest

from analysis import it_innovation as innovation
from handbook.language import Language
from samples import ledger_of, reworded, told


def test_the_printed_rate_carries_the_size_above_the_forecast(tables, ledger):
    path = innovation.projection(tables, ledger)
    assert path["size_tn_cny"].tolist() == pytest.approx([0.92202 * 1.357**n for n in range(4)])
    assert path["evidence"].tolist() == ["report", "derived", "derived", "derived"]
    assert told(path.facts, "last_size", "last_year", "threshold") == ["2.30 trillion yuan", "2025", "2 trillion yuan"]
    assert told(path.facts, "finding")[0].endswith("would pass 2 trillion yuan in 2025")
    assert told(path.facts, "needed")[0].startswith(f"{((2 / 0.92202) ** (1 / 3) - 1) * 100:.1f}")


def test_a_rate_that_is_too_low_stays_under_the_forecast(tmp_path):
    low = reworded(tmp_path, "claims", ",growth,2017/2022,35.7,", ",growth,2017/2022,2.0,")
    assert told(innovation.projection(*low).facts, "finding")[0].endswith("would stay under 2 trillion yuan")


def test_newer_sizes_leave_the_base_of_the_report_and_are_told_apart(edition, tables, ledger):
    line = "2022,actual,0.92202,0.357,report,report\n"
    newer = edition("it_innovation_market", (line, line + "2024,actual,1.5,0.3,report,report\n"))
    audit = ledger_of(newer)
    assert told(innovation.projection(newer, audit).facts, "base_year", "base_size") == ["2022", "922.02 billion yuan"]
    later = audit.later("C0164a", innovation.sizes(newer))
    assert "the newer table gives 1.5 trillion yuan for 2024" in later.written(Language("en"))
    assert ledger.later("C0164a", innovation.sizes(tables)) is None


def test_the_years_to_the_deadline_are_told_by_what_they_are_counted_from(edition, ledger):
    facts = innovation.phase(ledger)
    assert told(facts, "printed", "readings") == [
        "5 years",
        "4 years from the 2023 document; 5 years from the end of the first phase",
    ]
    earlier = ledger_of(edition("it_innovation_milestones", ("document,2023", "document,2021")))
    assert told(innovation.phase(earlier), "readings")[0].startswith("6 years from")


def test_milestones_stand_in_their_order_with_the_span_of_the_first_phase(edition):
    early = edition("it_innovation_milestones", ("document,2023", "document,2019"))
    milestones = innovation.milestones(early)
    assert milestones["year"].tolist() == [2019, 2020, 2022, 2027]
    assert told(milestones.facts, "party", "deadline") == ["2020–2022", "2027"]


def test_lists_stand_in_the_order_of_the_text(tables, edition):
    assert told(innovation.value_chain(tables).facts, "names") == [
        "basic hardware, basic software, application software and information security"
    ]
    assert told(innovation.scope(tables).facts, "first", "last") == ["party and government", "all sectors"]
    assert told(innovation.scope(edition("it_innovation_scope", ("lead,2,", "lead,20,"))).facts, "last") == ["finance"]

"""Slips are planted where they change something; each tool writes its own section of the page on reliability."""

from __future__ import annotations

from handbook.audit import Ledger
from handbook.tables.snapshot import Tables
from tools import plausible, reliability


def test_the_handbooks_own_tables_raise_no_doubt():
    assert Ledger.of(Tables.open()).doubts == []


def test_slips_of_a_table_are_told_beside_the_handbooks_own(tiny):
    planted = list(plausible.slips("sales", tiny.tables))
    assert {slip.kind for slip in planted} >= {*plausible.COLUMN} - {"the last year has the values of the one before"}
    for slip in planted:
        assert slip.frame.to_numpy().tolist() != tiny.tables.text("sales").to_numpy().tolist()
        assert plausible.trial(slip, tiny.tables), slip


def test_each_tool_writes_its_own_section(tmp_path):
    page = tmp_path / "docs" / "reliability.md"
    reliability.write("plausible", "## Slips\n\nOne.", page)
    reliability.write("faults", "## Faults\n\nTwo.", page)
    reliability.write("plausible", "## Slips\n\nThree.", page)
    text = page.read_text(encoding="utf-8")
    assert [text.count(word) for word in ("One.", "Two.", "Three.")] == [0, 1, 1]
    assert text.index("## Faults") < text.index("## Slips")

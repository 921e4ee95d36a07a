"""HSH: its lists and what its numbers imply, against numbers worked out by hand."""

from __future__ import annotations

from analysis import case_huasuhui as hsh
from handbook.language import Language, written
from samples import ledger_of, told


def test_the_first_paragraph_counts_benefits_and_indicators(tables, ledger, edition):
    facts = hsh.headline(tables, ledger)
    # The distance of delivery is the only benefit with a number; two more claims of the figure are our counts.
    assert told(facts, "company", "benefits", "with_number", "numbers") == ["HSH (化塑汇)", "13", "one", "eight"]
    without = ledger_of(edition("claims", ("C2084a,F96,", "C2084a,F97,")))
    assert told(hsh.headline(tables, without), "with_number") == ["none"]


def test_credit_is_spread_over_the_companies_that_have_a_line(tables, ledger):
    facts = hsh.headline(tables, ledger)
    assert told(facts, "credit_each") == ["625,000 yuan"]  # 2.5 billion / 4,000
    assert written(facts["credit_each"], Language("zh")) == "62.5万元"

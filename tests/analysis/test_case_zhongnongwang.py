"""Sinoagri: what is listed in its tables, and what is told of its numbers."""

from __future__ import annotations

from analysis import case_zhongnongwang as sinoagri
from samples import ledger_of, told


def test_the_first_paragraph_counts_the_company_s_own_numbers(tables, ledger, edition):
    facts = sinoagri.headline(tables, ledger)
    assert told(facts, "company", "numbers", "own", "providers", "clients") == [
        "Sinoagri (中农网)",
        "six",
        "any of them",
        "600",
        "500",
    ]
    other = edition("zhongnongwang_indicators", ("providers,600", "providers,700"))
    assert told(sinoagri.headline(other, ledger_of(other)), "providers") == ["700"]

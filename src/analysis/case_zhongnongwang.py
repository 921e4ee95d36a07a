"""Sinoagri: the numbers that it states of its agricultural data space."""

from __future__ import annotations

from analysis.series import of_company
from handbook.figures import ChapterLedger, ChapterTables
from handbook.language import Text, name_of

COMPANY = "中农网"


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the company's numbers, its logistics providers and their clients."""
    cell = "zhongnongwang_indicators/value?indicator="
    return {
        "company": name_of(tables, COMPANY),
        "providers": ledger.number(f"{cell}logistics_providers"),
        "clients": ledger.number(f"{cell}business_clients"),
        **of_company(ledger.of_figure("F92")),
    }

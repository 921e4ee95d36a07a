"""HSH: the benefits of its solution blocks, the indicators of its strip, and what its numbers imply together."""

from __future__ import annotations

from analysis.series import of_company
from handbook.figures import ChapterLedger, ChapterTables
from handbook.language import Count, Text, name_of

COMPANY = "化塑汇"

CREDIT_LINES, CREDIT_DRAWN = "C2092a", "C2100a"
"""Claims: companies with a credit line, and the credit that they drew."""


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: how many benefits have a number, whose the indicators are, credit drawn.

    ``credit_each`` is the credit drawn over the companies with a credit line, both of them lower bounds as they stand.
    """
    with_number = sum(not verdict.claim.implied for verdict in ledger.of_figure("F96"))
    return {
        "company": name_of(tables, COMPANY),
        "benefits": Count(len(tables.read("huasuhui_solutions"))),
        "with_number": Count(with_number, alone=True),
        "credit_each": ledger.number(f"ratio({CREDIT_DRAWN}; {CREDIT_LINES})", "10k_cny"),
        **of_company(ledger.of_figure("F97")),
    }

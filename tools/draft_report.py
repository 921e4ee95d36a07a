"""The page of what `make draft-bench` measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.draft_bench import Measured

__all__ = ["page"]

OWN = ("bulletin-2022.zh", "services-2021.en")
"""Texts whose keys were written before the first run."""


def page(done: Sequence[Measured]) -> str:
    """Return the page, in Markdown.

    Args:
        done: what was measured, the report first where it was at hand.
    """
    parts = [
        "# Drafting",
        "How well `handbook draft` reads texts whose numbers and relations are known (`make draft-bench`). The key of the "
        "report is `data/claims.csv` and `data/checks.csv`; those of the short texts stand in `tests/data/draft/`. Keys of "
        f"{OWN[0]} and {OWN[1]} were written before the first run; the other ten texts were used to find faults, so they "
        "show what is handled, not what an unknown text will give.",
        _goals(done),
        "## Texts",
        _texts(done),
        "A number is *found* when value and unit are right (points are not per cent); its period is *right* when it is the "
        "key’s, where undated numbers may have the report’s own year or none. *None* are drafted numbers that are no claim. "
        "Dates and years are times for a draft: they are counted apart, as seen or not. A relation is *found* when a "
        "proposal has its numbers, *right* when it is one of the key’s. *Changed* are single numbers inside a relation of "
        "the key that were given one wrong digit, two swapped digits or a lost decimal point, beyond what rounding lets "
        "pass; *told* are those in a misfit that the unchanged text does not have, *explained* those whose right value is "
        "among the slips. Alarms are misfits on the unchanged text that its key does not know.",
        "## Kinds of relations",
        _kinds(done),
        "## What was missed",
        *(_missed(one) for one in done),
    ]
    return "\n\n".join(parts) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "–"


def _goals(done: Sequence[Measured]) -> str:
    rows = []
    for one in done:
        if one.key.name == "report":
            paired, period, times = one.rightly()
            n, all_times = len(one.quantities), len(one.key.claims) - len(one.quantities)
            none = len([number for number in one.matched.none if number.kind != "date"])
            related, wanted = len(one.related.proposed), len(one.related.proposed) + len(one.related.missed)
            rows += [
                f"| report: quantities found with value and unit right | 95 % | {_share(paired, n)} |",
                f"| report: of those found, period right | 90 % | {_share(period, paired)} |",
                f"| report: drafted numbers that are none | at most 10 % | {_share(none, len(one.draft.reading.numbers))} |",
                f"| report: dates and years seen as such | – | {_share(times, all_times)} |",
                f"| report: arithmetic relations proposed | 60 % | {_share(related, wanted)} |",
                f"| report: proposals right | 50 % | {_share(len(one.related.right), len(one.draft.proposals))} |",
            ]
    changed, told = sum(one.slips.changed for one in done), sum(one.slips.reported for one in done)
    explained, alarms = sum(one.slips.explained for one in done), sum(len(one.alarms) for one in done)
    own = [one for one in done if one.key.name in OWN]
    rows += [
        f"| all texts: changed numbers told | 80 % | {_share(told, changed)} |",
        f"| all texts: of these, explained | 50 % | {_share(explained, told)} |",
        f"| all texts: alarms on unchanged texts | 0 | {alarms} |",
        f"| the two bulletins: changed numbers told | 80 % | {_share(sum(o.slips.reported for o in own), sum(o.slips.changed for o in own))} |",
    ]
    return "| measured | goal | |\n|---|---:|---:|\n" + "\n".join(rows)


def _texts(done: Sequence[Measured]) -> str:
    head = (
        "| text | found | period | none | relations | right | changed | told | explained | alarms |\n|---|"
        + "---:|" * 9
    )
    rows = []
    for one in done:
        paired, period, _ = one.rightly()
        none = len([number for number in one.matched.none if number.kind != "date"])
        wanted = len(one.related.proposed) + len(one.related.missed)
        rows.append(
            f"| {one.key.name} | {paired}/{len(one.quantities)} | {period}/{paired} | {none}/{len(one.draft.reading.numbers)} | "
            f"{len(one.related.proposed)}/{wanted} | {len(one.related.right)}/{len(one.draft.proposals)} | {one.slips.changed} | "
            f"{one.slips.reported} | {one.slips.explained} | {len(one.alarms)} |"
        )
    return head + "\n" + "\n".join(rows)


def _kinds(done: Sequence[Measured]) -> str:
    proposed = Counter(check.check for one in done for check in one.related.proposed)
    missed = Counter(check.check for one in done for check in one.related.missed)
    rows = [f"| {kind} | {proposed[kind]} | {missed[kind]} |" for kind in sorted({*proposed, *missed})]
    return "| kind in the keys | found | missed |\n|---|---:|---:|\n" + "\n".join(rows)


def _missed(one: Measured) -> str:
    """Return what was missed in one text: tokens and ids, no words of the text."""
    tokens = {claim.name: claim.token for claim in one.key.claims}
    numbers = [f"{claim.token} (line {claim.line})" for claim in one.matched.missed if claim in one.quantities]
    none = [f"{number.token} (line {number.line})" for number in one.matched.none if number.kind != "date"]
    related = [f"{c.check}({', '.join(tokens.get(name, name) for name in c.claims)})" for c in one.related.missed]
    wrong = [f"{p.kind}({', '.join(number.token for number in p.members[:8])})" for p in one.related.wrong]
    lines = [
        f"- {label}: {'; '.join(items)}"
        for label, items in (
            ("numbers", numbers),
            ("no claims", none),
            ("relations", related),
            ("proposals that are none", wrong),
            ("changes not told", one.slips.missed),
        )
        if items
    ]
    return f"**{one.key.name}**\n\n" + ("\n".join(lines) or "- nothing")

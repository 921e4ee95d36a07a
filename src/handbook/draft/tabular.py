"""Relations within a table: totals of columns and rows, balances, growth between columns, shares, order."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from handbook.draft.model import Number
from handbook.draft.patterns import Context, _value, alike
from handbook.draft.proposals import Proposal, proposed

__all__ = ["tables"]

_TOTAL = re.compile(
    r"^\s*(?:合计|总计|共计|总额|总量|总数|全国|全省|全市|Total|All|Sum|Grand total|World)\b|^\s*(?:合计|总计|共计)",
    re.I,
)
_BALANCE = re.compile(r"差额|顺差|净额|结余|余额|\bbalance\b|\bnet\b|\bdifference\b", re.I)
_SUBTOTAL = re.compile(r"其中|小计|of which|subtotal|^\s*[-–—]|^\s*#", re.I)
_RATE = re.compile(r"增长|增速|增幅|同比|涨幅|\bgrowth\b|\bchange\b|%\s*$", re.I)

Grid = dict[tuple[int, int], Number]


def tables(context: Context) -> Iterator[Proposal]:
    """Propose the relations within each table."""
    grids: dict[int, Grid] = defaultdict(dict)
    for number in context.numbers:
        if number.cell is not None and number.cell not in grids[number.block] and not number.words.strip():
            grids[number.block][number.cell] = number
    for grid in grids.values():
        yield from _columns(grid)
        yield from _rows(grid)
        yield from _rates(grid)
        yield from _order(grid)


def _columns(grid: Grid) -> Iterator[Proposal]:
    """Propose that the row of totals sums the rows above it (or below it, where it comes first)."""
    rows = sorted({row for row, _ in grid})
    for column in sorted({column for _, column in grid}):
        cells = [grid[(row, column)] for row in rows if (row, column) in grid]
        totals = [cell for cell in cells if _TOTAL.search(cell.row)]
        if len(totals) != 1 or cells[0].kind == "rank" or cells[0].kind == "growth":
            yield from _shares(cells) if not totals else []
            continue
        parts = [cell for cell in cells if cell is not totals[0] and not _SUBTOTAL.search(cell.row)]
        if len(parts) < 2 or (totals[0].percent and abs(_value(totals[0]) - 1) > Fraction(1, 50)):
            continue
        if not all(alike(part, totals[0]) for part in parts):
            continue
        proposal = proposed("footing", totals[0], parts, "sum", totals[0].row, 0.95)
        if proposal is not None and (proposal.fits or _plausible(proposal)):
            yield proposal


def _plausible(proposal: Proposal) -> bool:
    """Whether a misfit may be a slip: the sum is of the size of the total, or one digit mends it."""
    if proposal.computed is None or proposal.claim is None:
        return bool(proposal.slips)
    off = abs(proposal.computed.value - _value(proposal.claim))
    return bool(proposal.slips) or off <= abs(_value(proposal.claim)) / 20


def _shares(cells: Sequence[Number]) -> Iterator[Proposal]:
    """Propose that a column of shares makes one whole."""
    if len(cells) < 3 or not all(cell.percent and cell.kind == "share" for cell in cells):
        return
    proposal = proposed("whole", Fraction(1), cells, "sum", cells[0].column, 0.7)
    if proposal is not None and proposal.fits and proposal.chance < 0.3:
        yield proposal


def _rows(grid: Grid) -> Iterator[Proposal]:
    """Propose that a column of totals sums the columns before it, and a balance is the difference of two."""
    rows = sorted({row for row, _ in grid})
    columns = sorted({column for _, column in grid})
    for column in columns:
        title = next((grid[(row, column)].column for row in rows if (row, column) in grid), "")
        others = [c for c in columns if c < column]
        balance, total = _BALANCE.search(title), _TOTAL.search(title)
        if not (balance or total) or len(others) < 2:
            continue
        proposals = []
        for row in rows:
            parts = [grid[(row, c)] for c in others if (row, c) in grid]
            if (row, column) not in grid or len(parts) < 2:
                continue
            claim = grid[(row, column)]
            parts = [part for part in parts if alike(part, claim) and part.kind != "rank"]
            if balance and len(parts) >= 2:
                proposals.append(proposed("balance", claim, parts[-2:], "difference", title, 0.85))
            elif total and len(parts) >= 2:
                proposals.append(proposed("cross_footing", claim, parts, "sum", title, 0.9))
        known = [one for one in proposals if one is not None]
        fitting = [one for one in known if one.fits]
        # A column is what its head says only if most rows agree.
        if 2 * len(fitting) > len(known):
            yield from known


def _rates(grid: Grid) -> Iterator[Proposal]:
    """Propose that a column of growth compares two columns of years."""
    rows = sorted({row for row, _ in grid})
    columns = sorted({column for _, column in grid})
    for column in columns:
        sample = next((grid[(row, column)] for row in rows if (row, column) in grid), None)
        if sample is None or not sample.percent or not _RATE.search(sample.column):
            continue
        proposals = []
        for row in rows:
            levels = [grid[(row, c)] for c in columns if (row, c) in grid and c < column and not grid[(row, c)].percent]
            levels = [n for n in levels if re.search(r"\d{4}", n.column) and n.period and n.kind != "rank"]
            if (row, column) not in grid or len(levels) < 2:
                continue
            new, old = sorted(levels, key=lambda n: n.period, reverse=True)[:2]
            if alike(new, old) and new.period != old.period:
                proposals.append(proposed("growth", grid[(row, column)], [new, old], "growth", sample.column, 0.9))
        known = [one for one in proposals if one is not None]
        if 2 * sum(one.fits for one in known) > len(known):
            yield from known


def _order(grid: Grid) -> Iterator[Proposal]:
    """Propose that a table of ranks is in the order of its values."""
    rows = sorted({row for row, _ in grid})
    ranks = [
        grid[(row, c)]
        for row in rows
        for c in sorted({c for _, c in grid})
        if (row, c) in grid and grid[(row, c)].kind == "rank"
    ]
    if len(ranks) < 3 or len({rank.cell[1] for rank in ranks if rank.cell}) != 1:
        return
    column = ranks[0].cell[1] if ranks[0].cell else 0
    for other in sorted({c for _, c in grid if c != column}):
        values = [grid[(row, other)] for row in rows if (row, other) in grid and (row, column) in grid]
        if (
            len(values) != len(ranks)
            or not all(alike(value, values[0]) for value in values)
            or values[0].kind == "rank"
        ):
            continue
        steps = [_value(a) >= _value(b) for a, b in itertools.pairwise(values)]
        rising = sum(steps) < len(steps) / 2
        wrong = sum(step == rising for step in steps)
        if (wrong <= 1 and len(values) >= 4) or not wrong:
            chance = 2.0 ** -(len(steps) - 1)
            formula = " ≥ ".join(value.printed for value in values)
            yield Proposal(
                "order", values[0], tuple(values[1:]), None, not wrong, values[0].column, 0.8, chance, formula
            )
            return

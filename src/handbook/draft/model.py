"""What a draft is made of: numbers with their place, unit and period, and the words that are set aside."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from handbook.language.units import unit_words
from handbook.quantities.printed import PrintError, Quantity, printed
from handbook.quantities.units import UnitError, unit

__all__ = ["Aside", "Number", "Period"]


@dataclass(frozen=True, slots=True)
class Aside:
    """A numeral that is no quantity, with the reason: year, version, ordinal, list mark, name, idiom …"""

    line: int
    token: str
    reason: str


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time that a text names.

    Attributes:
        start, end: its place in the block.
        value: ``2022``, ``2022H1``, ``2023Q1-Q3``, ``2022-09``, ``2017/2022``, ``2023-07-12``; a leading ``*`` stands for
            the year that the words around name.
        base: whether it is what is compared with (比2021年, than in 2021).
    """

    start: int
    end: int
    value: str
    base: bool = False


@dataclass
class Number:
    """One number of the text.

    Attributes:
        line: number of the line in the file.
        block, start, end: its place: number of the block, signs of the block's text (of a table: of the row).
        token: as it stands.
        printed: its digits as the handbook writes them (``41.0``, ``10-15``).
        unit: a unit of `handbook.quantities.units`, empty where none is printed or known.
        seen: the word that stands where a unit would, where it is none that is known.
        qualifier: one of `handbook.quantities.printed.QUALIFIERS`.
        kind: level, growth, share, points, count, rank, date, duration, ratio.
        period, since: the time it is said of, and the one it is compared with (or empty).
        subject: the words of what it seems to measure.
        sentence, clause: numbers that count through the text.
        cell: row and column, in a table.
        falls: whether the words say that it went down.
        words, after: the words of its clause before it, and behind it.
        row, column: the names of its row and column in a table.
        inherited: whether its subject is that of the number before it.
        weak: whether its period is only that of the whole text.
        claim: its name in the draft.
    """

    line: int
    block: int
    start: int
    end: int
    token: str
    printed: str
    unit: str
    seen: str = ""
    qualifier: str = "exact"
    kind: str = "level"
    period: str = ""
    since: str = ""
    subject: str = ""
    sentence: int = 0
    clause: int = 0
    section: int = 0
    cell: tuple[int, int] | None = None
    falls: bool = False
    words: str = ""
    after: str = ""
    row: str = ""
    column: str = ""
    inherited: bool = False
    weak: bool = False
    claim: str = ""

    @cached_property
    def quantity(self) -> Quantity | None:
        """The interval that it stands for; None for dates and for what is no plain number."""
        if self.kind == "date":
            return None
        try:
            quantity = printed(self.printed, self.unit, self.qualifier)
        except (PrintError, UnitError, ArithmeticError):
            return None
        if self.unit.isascii() and self.unit not in ("", "%"):
            quantity = quantity.but(formula=f"{self.printed} {unit_words(self.unit, 'en')}".strip())
        # "Over 55.0 %" is said of a rounded number too.
        if self.qualifier == "at_least":
            return quantity.but(low=quantity.low - quantity.step / 2)
        return quantity.but(high=quantity.high + quantity.step / 2) if self.qualifier == "less_than" else quantity

    @property
    def points(self) -> bool:
        """Whether it is in percentage points (or basis points)."""
        return self.unit in ("百分点", "个百分点", "percentage_points", "基点", "basis_points")

    @property
    def percent(self) -> bool:
        """Whether it is in per cent, ‰ or tenths."""
        return self.unit in ("%", "‰", "成")

    @property
    def money_or_measure(self) -> str:
        """The dimension of its unit: ``cny``, ``t`` …; ``1`` for counts and plain numbers."""
        return unit(self.unit).dimension if self.unit or not self.seen else "1"

    @property
    def decimal(self) -> Decimal:
        """The printed number, the lower end of a range."""
        text = self.printed
        return Decimal(text.split("-")[0] if "-" in text[1:] and not text.startswith("-") else text)

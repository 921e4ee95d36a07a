"""The audit of a run as a chapter asks for it, and what newer tables say of what a claim states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from handbook.audit import Claim, Ledger, Verdict
from handbook.language import Items, Language, Number, Period, Phrase, Words, wording
from handbook.language.interface import localized
from handbook.language.rows import verdicts_digest
from handbook.language.verdicts import verdict_phrase
from handbook.quantities import factor, weakest
from handbook.quantities.printed import Quantity
from handbook.quantities.words import named

__all__ = ["ChapterLedger", "FigureError", "LaterValues"]

_PLACES = re.compile(r"([a-z]\w*)/\w+(?:\?([^;()]*))?")
"""References to cells in an expression of the audit: table and filter."""


class FigureError(ValueError):
    """A figure that cannot be made: an unknown id, too many rows, a column without a title."""


class ChapterLedger:
    """The audit of a run as a chapter asks for it; what was asked is remembered with the tables that were read.

    Args:
        ledger: of the run.
        reads: what the chapter read so far.
    """

    def __init__(self, ledger: Ledger, reads: dict[str, str]) -> None:
        self.ledger = ledger
        self._reads = reads

    def _asked(self, scope: str) -> None:
        key = f"verdicts?{scope}"
        if key not in self._reads:
            self._reads[key] = verdicts_digest(scope, self.ledger)

    def on(self, claim: str) -> Verdict:
        """Return the verdict on one claim.

        Raises:
            CheckError: when there is no such claim, naming the near ones.
        """
        verdict = self.ledger.on(claim)
        about = verdict.claim
        self._asked(f"figure={about.figure}" if about.figure else f"chapter={about.chapter}")
        return verdict

    def verdict(self, claim: str) -> Phrase:
        """Return the verdict on one claim in words, for a sentence."""
        return verdict_phrase(self.on(claim).verdict)

    def printed(self, claim: str) -> Number:
        """Return the number of one claim as the report prints it, with its unit and all its digits, for a sentence."""
        return _as_printed(self.on(claim).claim)

    def period(self, claim: str) -> Period:
        """Return the period that one claim is about, for a sentence."""
        return Period(*self.on(claim).claim.period.split("/"))

    def subject(self, claim: str) -> Words:
        """Return what one claim is about, in the words of its table, for a sentence."""
        about = self.on(claim).claim
        return Words({code: localized(about, "subject", code) for code in self.ledger.tables.languages})

    def of_figure(self, figure: str) -> list[Verdict]:
        """Return the verdicts on the claims of one figure."""
        self._asked(f"figure={figure}")
        return self.ledger.of_figure(figure)

    def claims_of(self, figure: str) -> list[str]:
        """Return the ids of the claims of one figure; its verdicts are no part of an output, the site adds them."""
        key = f"claims?figure={figure}"
        self._reads.setdefault(key, self.ledger.tables.digest(key))
        return [claim.claim for claim in self.ledger.group("figure", figure)]

    def of_chapter(self, chapter: str, *, without_figure: bool = False) -> list[Verdict]:
        """Return the verdicts on the claims of one chapter, on request only those that belong to no figure."""
        self._asked(f"chapter={chapter}&figure=" if without_figure else f"chapter={chapter}")
        return self.ledger.of_chapter(chapter, without_figure=without_figure)

    def reason(self, claim: str) -> Words:
        """Return in a sentence why a claim has the verdict that it has."""
        verdict = self.on(claim)
        return Words({code: wording.reason(verdict, code) for code in self.ledger.tables.languages})

    def quantity(self, expression: str) -> Quantity:
        """Return the quantity that a reference or a check stands for: ``growth(new; old)``."""
        for name, filters in _PLACES.findall(expression):
            key = f"{name}?{filters}" if filters else name
            self._reads[key] = self.ledger.tables.digest(key)
        for claim in self.ledger.claims_in(expression):
            key = f"claims?claim={claim}"
            self._reads[key] = self.ledger.tables.digest(key)
        return self.ledger.quantities(expression)[0]

    def number(self, expression: str, unit: str = "", decimals: int | None = None) -> Number:
        """Return what a claim, a cell or a relation between them comes to, in a unit, for a sentence.

        Args:
            expression: as in ``checks.csv``: ``C0001b``, ``ratio(C0002a; C0001b)``.
            unit: of the result, as in the data package.
            decimals: in that unit; by default as many as the number needs.
        """
        return Number(self.quantity(expression).value / factor(unit), unit, decimals)

    def computed(self, claim: str) -> float:
        """Return what decided a claim, in the unit that it is printed in.

        Raises:
            FigureError: for a claim that nothing decided by a number.
        """
        verdict = self.on(claim)
        quantity = verdict.in_unit_of_print(verdict.deciding.finding.computed) if verdict.deciding else None
        if quantity is None:
            raise FigureError(f"{claim}: no check of it computes a number.")
        return float(quantity.value / factor(verdict.claim.unit))

    def by_reading(self, claim: str) -> pd.DataFrame:
        """Return print and computation of a claim as bounds in base units, one row per reading of its words.

        Columns: ``reading``, ``printed_low``, ``printed_high``, ``low``, ``high``, ``verdict``, ``evidence``.
        """
        verdict = self.on(claim)
        rows = [
            {
                "reading": Words({code: wording.reading_of(outcome, code) for code in self.ledger.tables.languages}),
                "printed_low": float(verdict.claim.quantity.low),
                "printed_high": float(verdict.claim.quantity.high),
                "low": float(computed.low),
                "high": float(computed.high),
                "verdict": outcome.finding.verdict,
                "evidence": weakest(computed.evidence),
            }
            for outcome in verdict.outcomes
            if outcome.reading and (computed := outcome.finding.computed) is not None
        ]
        return pd.DataFrame(rows)

    def later(self, claim: str, values: Mapping[Any, float] | None = None) -> LaterValues | None:
        """Return what newer tables say of a claim's quantity, None where nothing is newer.

        Args:
            claim: its id.
            values: the quantity by year in the unit of the print, where no check of the claim reads it from a table.
        """
        verdict = self.on(claim)
        if values is None:
            newer = {later.period: verdict.in_printed_unit(later.quantity.value) or 0.0 for later in verdict.later}
        else:
            newer = {str(year): float(x) for year, x in values.items() if str(year) > verdict.claim.period[-4:]}
        return LaterValues(verdict.claim, newer) if newer else None


def _as_printed(claim: Claim) -> Number:
    return Number(Decimal(claim.printed.replace(",", "")), named(claim.unit), len(claim.printed.partition(".")[2]))


@dataclass(frozen=True)
class LaterValues:
    """What newer tables say of what a claim states, in a sentence.

    Attributes:
        claim: what the report said.
        values: by period, in the unit of the print.
    """

    claim: Claim
    values: Mapping[str, float]

    def written(self, language: Language) -> str:
        """Return the sentence; newer values have all their digits, the report's those that it printed."""
        claim, unit = self.claim, named(self.claim.unit)
        told = [
            Phrase("{value} for {period}", value=Number(round(value, 10), unit), period=period)
            for period, value in self.values.items()
        ]
        subject = localized(claim, "subject", language.code)
        sentence = Phrase(
            "{subject}: for {period} the report said {printed}; the newer table gives {values}.",
            subject=subject[:1].upper() + subject[1:],
            period=claim.period.replace("/", "–"),
            printed=_as_printed(claim),
            values=Items(told),
        )
        return sentence.written(language)

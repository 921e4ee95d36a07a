"""Levels that are laid over other charts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from handbook.figures.charts.chart import Chart
from handbook.figures.charts.words import Sentence, in_words
from handbook.figures.marks import levels as marks
from handbook.figures.table import scaled
from handbook.language import Phrase, Text

__all__ = ["boundary", "threshold"]


def threshold(level: float | Fraction | Decimal, label: Text) -> Chart:
    """Return a level with its label, to be laid over columns or lines: ``columns(…) + threshold(…)``."""
    return Chart(
        lambda look: marks.threshold(scaled(float(level), look.shift), in_words(label, look.language)),
        Phrase("A line marks: {label}.", label=Sentence(label)),
    )


def boundary(level: float, label: Text, reach: int | None = None) -> Chart:
    """Return a level with its label as an upright rule, to be laid over horizontal bars.

    Args:
        level: where the rule stands.
        label: what is written above it.
        reach: pixels down to which it is drawn, None for all the way.
    """
    return Chart(
        lambda look: marks.boundary(scaled(level, look.shift), in_words(label, look.language), reach),
        Phrase("A line marks: {label}.", label=Sentence(label)),
    )

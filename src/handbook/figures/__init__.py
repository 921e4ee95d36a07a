"""Figures: charts in any language, the tables behind them, and what a chapter shows."""

from handbook.figures import charts
from handbook.figures.chapter import Chapter, ChapterLedger, ChapterTables, FigureError
from handbook.figures.charts import Chart
from handbook.figures.table import Column, Table, described, labels_of, typed, words_in

__all__ = [
    "Chapter",
    "ChapterLedger",
    "ChapterTables",
    "Chart",
    "Column",
    "FigureError",
    "Table",
    "charts",
    "described",
    "labels_of",
    "typed",
    "words_in",
]

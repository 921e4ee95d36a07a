"""Charts of a chapter: each function takes a table and the columns to draw and returns a `Chart`.

Titles of axes, labels of codes and formats come from the table's columns; what is written in a chart is worked out
for each language when a figure is shown. The drawing itself is in `handbook.figures.marks`.
"""

from handbook.figures.charts.bounds import intervals, whole_numbers
from handbook.figures.charts.chart import Chart, Look
from handbook.figures.charts.horizontal import bars, stacked
from handbook.figures.charts.levels import boundary, threshold
from handbook.figures.charts.line import lines
from handbook.figures.charts.points import magnitudes, membership, paired, points_over_time, ranking, strip, timeline
from handbook.figures.charts.upright import columns, grouped, panels

__all__ = [
    "Chart",
    "Look",
    "bars",
    "boundary",
    "columns",
    "grouped",
    "intervals",
    "lines",
    "magnitudes",
    "membership",
    "paired",
    "panels",
    "points_over_time",
    "ranking",
    "stacked",
    "strip",
    "threshold",
    "timeline",
    "whole_numbers",
]

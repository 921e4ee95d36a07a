"""How each kind of chart is drawn with Altair, from rows and words that are ready to be shown.

Reading, arithmetic and language are done before (`handbook.figures.charts`). All kinds share the theme and the sign
for weak evidence: hollow marks. Sizes are those of a wide screen.
"""

from handbook.figures.marks.bounds import intervals, whole_numbers
from handbook.figures.marks.horizontal import bars, stacked
from handbook.figures.marks.levels import boundary, threshold
from handbook.figures.marks.line import lines
from handbook.figures.marks.parts import Series, Values
from handbook.figures.marks.points import magnitudes, membership, paired, points_over_time, ranking, strip, timeline
from handbook.figures.marks.upright import columns, grouped, panels

__all__ = [
    "Series",
    "Values",
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

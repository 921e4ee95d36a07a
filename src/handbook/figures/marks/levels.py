"""Levels that are laid over other charts."""

from __future__ import annotations

import altair as alt
import pandas as pd

from handbook.figures.theme import INK, ORANGE

__all__ = ["boundary", "threshold"]


def threshold(level: float, label: str) -> alt.LayerChart:
    """Return a level with its label, to be laid over columns or lines: ``columns(…) + threshold(…)``."""
    base = alt.Chart(pd.DataFrame({"level": [level], "label": [label]})).encode(y=alt.Y("level:Q"))
    rule = base.mark_rule(color=ORANGE, strokeWidth=2, strokeDash=[5, 3])
    return rule + base.mark_text(align="left", dx=4, dy=-8, color=INK).encode(x=alt.XValue(0), text=alt.Text("label:N"))


def boundary(level: float, label: str, reach: int | None = None) -> alt.LayerChart:
    """Return a level with its label as an upright rule, to be laid over horizontal bars: ``stacked(…) + boundary(…)``.

    Args:
        level: where the rule stands.
        label: what is written above it.
        reach: pixels down to which it is drawn, None for all the way.
    """
    base = alt.Chart(pd.DataFrame({"level": [level], "label": [label]})).encode(x=alt.X("level:Q"))
    rule = base.mark_rule(color=INK, strokeWidth=2.4)
    if reach is not None:
        rule = rule.encode(y=alt.YValue(-3), y2=alt.Y2Value(reach))
    return rule + base.mark_text(baseline="bottom", color=INK, fontWeight=600).encode(
        y=alt.YValue(-4), text=alt.Text("label:N")
    )

"""How charts look: sizes, colours, fonts. One theme for a whole book; the site swaps its colours for the dark one."""

from __future__ import annotations

from typing import Any

__all__ = ["CONFIG", "INK", "MUTED", "PALETTE", "PAPER", "RULE", "WIDTH"]

WIDTH = 720
"""Pixels of a whole drawing, names of axes and lines included : the width of the text."""

INK, MUTED, RULE = "#1f2430", "#5b6472", "#d5dae1"
"""Text, secondary text and rules; the site swaps exactly these for its dark theme."""

PAPER = "#fefefe"
"""What lies under a chart: hollow points hide their line with it. The site swaps it too."""

PALETTE = ("#2272cb", "#b65e08", "#14826f", "#9752c2", "#cc14a8", "#7d6e24", "#3a7b94", "#6b737e")
"""Told apart with colour-blindness; at least 4.5:1 with white (text inside bars), 3.5:1 with the dark page.

None is red: red stands for what is contradicted, and for nothing else (``--hb-contradicted`` in ``handbook.css``).
"""

BLUE, ORANGE, TEAL, PURPLE, MAGENTA, OLIVE, STEEL, GREY = PALETTE

FONT = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "padding": {"left": 3, "top": 4, "right": 20, "bottom": 2},
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLimit": 260,
        "gridColor": RULE,
        "domainColor": RULE,
        "tickColor": RULE,
        "labelPadding": 6,
        "titlePadding": 10,
    },
    "axisX": {"labelAngle": 0, "grid": False},
    "axisY": {"domain": False, "ticks": False},
    # A title along the axis takes room and is read with the head turned: above it stands.
    "axisYQuantitative": {
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleBaseline": "bottom",
        "titleX": 0,
        "titleY": -18,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": MUTED,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLimit": 400,
        "orient": "top",
        "offset": 12,
        "symbolType": "square",
        "symbolStrokeWidth": 0,
        "symbolOpacity": 1,
    },
    "scale": {"bandPaddingInner": 0.16},
    "header": {
        "labelColor": INK,
        "titleColor": MUTED,
        "labelFontSize": 13,
        "labelLimit": 400,
        "labelAnchor": "start",
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "titleAnchor": "start",
    },
    "text": {"color": INK, "fontSize": 13},
    "title": {"color": INK, "fontSize": 14, "fontWeight": 600, "anchor": "start"},
}

ACCENT = BLUE
"""What is pointed out among grey others."""

PRINTED, COMPUTED = ORANGE, BLUE
"""Print and computation, wherever they stand side by side."""

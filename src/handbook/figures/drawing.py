"""Specifications of charts as the handbook draws them: its look, its width, its alternative text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from altair.utils import schemapi

from handbook.figures import theme
from handbook.language.wording import width_of

__all__ = ["checked_once", "specification"]


def checked_once() -> AbstractContextManager[None]:
    """Return a context in which Altair checks a chart against the schema of Vega-Lite once, when it is whole.

    By itself it checks every part anew with all that is in it, which takes most of the time that a chart takes.
    """
    return schemapi.debug_mode(False)


def specification(chart: Any, alt: str, check: bool = True, renamed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the Vega-Lite specification of an Altair chart.

    Args:
        chart: as `handbook.figures.marks` draws it.
        alt: what it shows, for those who cannot see it.
        check: whether it is held against the schema of Vega-Lite.
        renamed: columns of its data that have another name there than in the table: they are drawn in another unit.

    Raises:
        altair.SchemaValidationError: for a chart that is none of Vega-Lite's.
    """
    spec: dict[str, Any] = chart.to_dict(format="vega-lite", validate=check)
    if renamed:
        column = re.compile(rf"(?<!\w)(?:{'|'.join(renamed)})(?!\w)")
        spec = json.loads(column.sub(lambda name: renamed[name[0]], json.dumps(spec)))
    spec["config"] = theme.CONFIG
    _fit(spec)
    spec["description"] = alt
    _round(spec)
    return spec


def _fit(spec: dict[str, Any]) -> None:
    """Make a drawing as wide as the text, whatever the length of the names beside its plots."""
    if "layer" in spec or "mark" in spec:
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    # Vega-Lite fits single views only: for several the room of the names is reckoned, and they begin below each other.
    views = [view for view in spec.get("vconcat", []) if view.get("width") == theme.WIDTH]
    rows = [row for table in spec.get("datasets", {}).values() for row in table]
    names = {str(row[field]) for view in views for field in _named(view) for row in rows if field in row}
    for view in views:
        view["width"] = round(theme.WIDTH - _MARGINS - max((width_of(name, 13) for name in names), default=0))


_MARGINS = 34
"""Pixels beside a plot and its names: the drawing's padding, and the distance between names and plot."""


def _named(view: dict[str, Any]) -> set[str]:
    """Return the columns whose values stand as names at the left of a view."""
    upright = [layer.get("encoding", {}).get("y", {}) for layer in view.get("layer", [view])]
    return {y["field"] for y in upright if y.get("type") in ("nominal", "ordinal")}


def _round(node: Any) -> Any:
    """Round all floats in place to ten significant digits (see `handbook.figures.table.plain`)."""
    if isinstance(node, dict):
        for key, value in node.items():
            node[key] = _round(value)
    elif isinstance(node, list):
        node[:] = [_round(value) for value in node]
    elif isinstance(node, float):
        return None if math.isnan(node) else float(f"{node:.10g}")
    return node

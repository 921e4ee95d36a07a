"""The numbers of a chart as texts: rounded as everywhere in the handbook, and not by the library that draws.

D3 rounds the binary fraction that stands for a decimal, so that a bar could say 7.2% under a sentence with 7.3%.
"""

from __future__ import annotations

import copy
import math
import re
from typing import Any

from handbook.language.wording import formatted

__all__ = ["in_words"]

_CALCULATED = re.compile(r"format\(datum\['([^']+)'\], '([^']+)'\)")

Fields = dict[tuple[str, str], str]
"""The column of texts for a column of numbers and a D3 format."""


def in_words(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification whose numbers, in the plot and in tooltips, are columns of texts; axes stay as they are.

    >>> text = {"field": "a", "type": "quantitative", "format": ".1%"}
    >>> made = in_words({"mark": "text", "encoding": {"text": text}, "datasets": {"rows": [{"a": 0.0725}]}})
    >>> made["encoding"]["text"], made["datasets"]["rows"]
    ({'field': 'a, text 1', 'type': 'nominal'}, [{'a': 0.0725, 'a, text 1': '7.3%'}])
    """
    worded = copy.deepcopy(spec)
    rows = [row for table in worded.get("datasets", {}).values() for row in table]
    fields: Fields = {}
    _replace(
        {key: value for key, value in worded.items() if key not in ("datasets", "config", "usermeta")}, fields, rows
    )
    for (field, form), name in fields.items():
        for row in rows:
            if field in row:
                row[name] = formatted(row[field], form) if _number(row[field]) else ""
    return worded


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _replace(node: Any, fields: Fields, rows: list[dict[str, Any]]) -> None:
    """Let texts, tooltips and calculated texts refer to columns of texts, which are noted in ``fields``."""

    def column(field: str, form: str) -> str:
        return fields.setdefault((field, form), f"{field}, text {len(fields) + 1}")

    if isinstance(node, list):
        for child in node:
            _replace(child, fields, rows)
    if not isinstance(node, dict):
        return
    for channel in ("text", "tooltip"):
        content = node.get("encoding", {}).get(channel, [])
        for told in content if isinstance(content, list) else [content, content.get("condition", {})]:
            if "format" in told and "aggregate" not in told and any(told.get("field") in row for row in rows):
                told.update(field=column(told["field"], told.pop("format")), type="nominal")
    if isinstance(node.get("calculate"), str):
        node["calculate"] = _CALCULATED.sub(lambda m: f"datum['{column(m[1], m[2])}']", node["calculate"])
    for child in node.values():
        _replace(child, fields, rows)

"""The drawing for a narrow screen, derived from that for a wide one: the same data, rearranged so that all can be read.

What is done: plots as wide as the screen leaves, names in lines of their own instead of cut ones, views below each
other, numbers only where there is room for them.
"""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from handbook.language.wording import formatted, width_of

__all__ = ["NARROW", "narrow", "width_of", "wrapped"]

Spec = dict[str, Any]

NARROW = 330
"""Width in pixels of the drawing for phones."""

NAMES = 112
"""Most pixels for the names at the left of a plot."""

_LINE = 15

_CHINESE = re.compile(
    r"[(（“《]*(?:(?<=[(（])[^()（）]{1,6}(?=[)）])|[\u2e80-\uffef]|[^\u2e80-\uffef(（“《]+)[)）”》,，、。：；]*|."
)
"""A sign of Chinese, a short bracket, or what stands between: no line begins with what closes or ends with what opens."""


def wrapped(text: str, room: float, size: int = 12) -> list[str]:
    """Return a text in lines that fit, of about one length: broken at spaces, within Chinese only where it must be.

    >>> wrapped("Industrial digital technology", 112)
    ['Industrial digital', 'technology']
    >>> wrapped("产业数字化技术服务商", 112)
    ['产业数字化', '技术服务商']
    >>> wrapped("Rootcloud (青山互联), 2021", 112)
    ['Rootcloud', '(青山互联), 2021']
    """
    lines = _filled(text, room, room, size)
    while len(lines) > 1:
        longest = max(width_of(line, size) for line in lines)
        closer = _filled(text, longest - 1, room, size)
        if len(closer) > len(lines) or max(width_of(line, size) for line in closer) >= longest:
            break
        lines = closer
    return lines


def _filled(text: str, aim: float, room: float, size: int) -> list[str]:
    """Return a text in few lines, each filled up to what is aimed at; only a word without room is taken apart."""
    lines = [""]
    for word in re.findall(r"[^ /]*[ /]+|[^ /]+", text):
        for piece in [word] if width_of(word.rstrip(), size) <= room else _CHINESE.findall(word):
            if lines[-1] and width_of((lines[-1] + piece).rstrip(), size) > aim:
                lines.append(piece)
            else:
                lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def narrow(spec: Spec, less: int = 0) -> Spec:
    """Return the specification for a narrow screen.

    Args:
        less: pixels that all plots give up, when a first drawing was too wide.

    >>> narrow({"width": 640, "mark": "bar"})["width"]
    330
    """
    made = copy.deepcopy(spec)
    made.pop("autosize", None)
    rows = [row for table in made.get("datasets", {}).values() for row in table]
    if _timeline(made):
        return _configured(made)
    room = _names(made, rows)
    _rearrange(made, max(120, NARROW - room - less))
    for view in _views(made):
        _columns(view, rows)
        _lines(view, rows)
        _parts(view, rows)
        _whole_numbers(view, rows)
        _margins(view, rows)
    return _configured(made)


def _configured(made: Spec) -> Spec:
    config = made.setdefault("config", {})
    config["padding"] = {**config.get("padding", {}), "left": 1, "right": 1}
    config["axis"] = {
        **config.get("axis", {}),
        "labelLimit": 150,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleLimit": NARROW,
    }
    config["axisX"] = {**config.get("axisX", {}), "labelOverlap": True, "labelSeparation": 6}
    config["legend"] = {**config.get("legend", {}), "columns": 1, "labelLimit": NARROW - 40}
    return made


def _views(node: Any) -> list[Spec]:
    """Return the layered or single views of a specification."""
    if not isinstance(node, dict):
        return []
    if "layer" in node or "mark" in node:
        return [node]
    return [
        view for key in ("vconcat", "hconcat", "concat") for child in node.get(key, []) for view in _views(child)
    ] + (_views(node["spec"]) if "spec" in node else [])


def _layers(view: Spec) -> list[Spec]:
    """Return the marks of a view; a layer may hold layers."""
    return [leaf for child in view["layer"] for leaf in _layers(child)] if "layer" in view else [view]


def _channel(view: Spec, layer: Spec, name: str) -> Spec:
    found = layer.get("encoding", {}).get(name) or view.get("encoding", {}).get(name) or {}
    return found if isinstance(found, dict) else {}


def _mark(layer: Spec) -> Spec:
    mark = layer.get("mark", {})
    if isinstance(mark, str):
        layer["mark"] = mark = {"type": mark}
    return dict(mark) if not isinstance(mark, dict) else mark


def _rearrange(node: Any, width: int) -> None:
    if isinstance(node, list):
        for child in node:
            _rearrange(child, width)
        return
    if not isinstance(node, dict):
        return
    if isinstance(node.get("width"), int | float) and ("mark" in node or "layer" in node) and node["width"] > 150:
        node["width"] = width
    if "hconcat" in node:
        node["vconcat"] = node.pop("hconcat")
    if "columns" in node:
        node["columns"] = 1
    axis = node.get("axis")
    if isinstance(axis, dict) and "tickCount" in axis:
        axis["tickCount"] = 3
    for key, child in node.items():
        if key not in ("datasets", "data", "config", "usermeta", "legend", "axis", "scale"):
            _rearrange(child, width)


# ── names at the left ────────────────────────────────────────────────────────────────────────────


def _names(made: Spec, rows: list[Spec]) -> int:
    """Break the names on upright axes into lines; return how much room they take."""
    taken = 0
    for view in _views(made):
        lines = 1
        for layer in _layers(view):
            y = _channel(view, layer, "y")
            if y.get("type") not in ("nominal", "ordinal") or y.get("axis", True) is None or "field" not in y:
                continue
            names = {str(row[y["field"]]) for row in rows if y["field"] in row}
            broken = {name: wrapped(name, NAMES) for name in sorted(names)}
            long = {name: parts for name, parts in broken.items() if len(parts) > 1}
            taken = max([taken, *(int(width_of(part)) for parts in broken.values() for part in parts)])
            if long:
                axis = y.get("axis") or {}
                # The names are data, written as JSON into the expression: nothing in them can become code.
                y["axis"] = {**axis, "labelExpr": f"{json.dumps(long, ensure_ascii=False)}[datum.label] || datum.label"}
                y["axis"]["labelLineHeight"] = _LINE - 1
                # Lines hang from the first one: raise it, so that their middle is beside the mark.
                y["axis"]["labelOffset"] = {
                    "condition": [
                        {
                            "test": f"indexof({json.dumps(same, ensure_ascii=False)}, datum.value) >= 0",
                            "value": -(count - 1) * (_LINE - 1) / 2,
                        }
                        for count in sorted({len(parts) for parts in long.values()})
                        if (same := [name for name, parts in long.items() if len(parts) == count])
                    ],
                    "value": 0,
                }
                lines = max([lines, *(len(parts) for parts in long.values())])
        height = view.get("height")
        if lines > 1 and isinstance(height, dict) and "step" in height:
            sides = 2 if any(_channel(view, layer, "yOffset") for layer in _layers(view)) else 1
            height["step"] = max(height["step"], (_LINE * lines + 4) / sides)
    return min(150, taken) + 16 if taken else 0


# ── numbers where there is room ──────────────────────────────────────────────────────────────────


def _columns(view: Spec, rows: list[Spec]) -> None:
    """Write the numbers above dense columns smaller, or upright."""
    layers = _layers(view)
    if not any(_mark(layer).get("type") == "bar" for layer in layers):
        return
    for layer in layers:
        x, text = _channel(view, layer, "x"), _channel(view, layer, "text")
        if _mark(layer).get("type") != "text" or x.get("type") not in ("nominal", "ordinal") or "field" not in text:
            continue
        offset = str(_channel(view, layer, "xOffset").get("field"))
        here = [row for row in rows if x.get("field") in row and text["field"] in row]
        if text["field"] == "written":
            _two_lines(layer, here)
        periods = (x.get("scale") or {}).get("domain") or {row[x["field"]] for row in here}
        places = len(periods) * max(1, len({row.get(offset) for row in here}))
        band = float(view.get("width", NARROW)) / max(1, places)
        shown = [_shown(row[text["field"]], text.get("format", "")) for row in here]
        longest = max([len(line) for words in shown for line in words.split("\n")], default=0)
        layer["mark"]["fontSize"] = 11
        if longest * 6.1 > band - 2:
            layer["mark"].update(angle=270, align="left", baseline="middle", dx=6, dy=0)
            _headroom(view, layer, rows, longest * 6.1 + 8)


def _headroom(view: Spec, layer: Spec, rows: list[Spec], pixels: float) -> None:
    """Leave room for upright numbers above the highest column, and none below zero."""
    y = _channel(view, layer, "y")
    scale, height = dict(y.get("scale") or {}), view.get("height")
    fields = {str(_channel(view, each, "y").get("field")) for each in _layers(view)}
    values = [float(row[field]) for row in rows for field in fields if isinstance(row.get(field), int | float)]
    if "domainMin" in scale or not isinstance(height, int | float):
        scale["padding"] = pixels  # panels have each a scale of its own; their foot is fixed
    else:
        low, high = min([0.0, *values]), max([0.0, *values])
        scale.update(domainMax=high + (high - low) * pixels / max(height - pixels, height / 4), nice=False)
    y["scale"] = scale


def _two_lines(layer: Spec, rows: list[Spec]) -> None:
    """Write what a later vintage says below what was said first (`handbook.figures.marks.parts.with_later`)."""
    for row in rows:
        row["written"] = str(row["written"]).replace(" → ", "\n→")
    layer["mark"].update(lineBreak="\n", lineHeight=13, dy={"expr": "isValid(datum.later) ? -22 : -9"})


def _lines(view: Spec, rows: list[Spec]) -> None:
    """Name lines in several lines of text; with many points keep only the numbers of the first and the last."""
    layers = _layers(view)
    if not any(_mark(layer).get("type") == "line" for layer in layers):
        return
    for layer in layers:
        mark, x, text = _mark(layer), _channel(view, layer, "x"), _channel(view, layer, "text")
        if mark.get("type") != "text" or "field" not in text or "field" not in x:
            continue
        series = _channel(view, layer, "color").get("field")
        here = [row for row in rows if x["field"] in row and text["field"] in row]
        if text["field"] == "ending":
            for row in rows:
                if row.get("name") and "gap" in row:
                    row.update(name="\n".join(wrapped(str(row["name"]), 80, 13)), gap="\n")
            mark.update(lineBreak="\n", lineHeight=_LINE, dx=7, fontSize=12)
        elif series and len({row[x["field"]] for row in here}) > 3:
            ends: dict[Any, set[Any]] = {}
            for row in here:
                ends.setdefault(row.get(series), set()).add(row[x["field"]])
            for row in here:
                among = ends[row.get(series)]
                row["at_end"] = row[x["field"]] in (min(among, key=str), max(among, key=str))
            layer["transform"] = [*layer.get("transform", []), {"filter": "datum.at_end"}]


def _parts(view: Spec, rows: list[Spec]) -> None:
    """Leave out the numbers of parts that are too small for them (the column ``wide`` of `charts.stacked`)."""
    for layer in _layers(view):
        x, y = _channel(view, layer, "x"), _channel(view, layer, "y")
        text = layer.get("encoding", {}).get("text", {})
        if "condition" not in text or text["condition"].get("test") != "datum.wide":
            continue
        value, category = str(x.get("field")), str(y.get("field"))
        here = [row for row in rows if value in row and "wide" in row and isinstance(row[value], int | float)]
        sums: dict[Any, float] = {}
        for row in here:
            sums[row.get(category)] = sums.get(row.get(category), 0.0) + row[value]
        for row in here:
            whole = sums[row.get(category)] if x.get("stack") == "normalize" else max(sums.values())
            room = row[value] / whole * float(view.get("width", NARROW)) * 0.88 if whole else 0
            words = row.get("written") or _shown(row[value], text["condition"].get("format", ""))
            row["wide"] = row["wide"] and room >= 6.6 * len(words) + 2
        _mark(layer)["fontSize"] = 12


def _whole_numbers(view: Spec, rows: list[Spec]) -> None:
    """Write only the counts over the ticks of a whole-number test; the base stands at the left."""
    if any({"share", "fits", "text"} <= row.keys() for row in rows):
        for row in rows:
            if "fits" in row and " ÷ " in str(row.get("text", "")):
                row["text"] = str(row["text"]).partition(" ÷ ")[0]


def _margins(view: Spec, rows: list[Spec]) -> None:
    """Widen the value axis of horizontal bars by what the numbers at their ends need beside a plot this narrow."""
    layers = _layers(view)
    written = [
        (float(row[x["field"]]), _shown(row[x["field"]], text.get("format", "")))
        for layer in layers
        if (x := _channel(view, layer, "x")).get("field") == (text := _channel(view, layer, "text")).get("field")
        for row in rows
        if isinstance(row.get(str(x.get("field"))), int | float)
    ]
    for layer in layers:
        x = _channel(view, layer, "x")
        scale = x.get("scale") or {}
        domain = scale.get("domain")
        discrete = _channel(view, layer, "y").get("type") in ("nominal", "ordinal")
        if not discrete or not isinstance(domain, list) or scale.get("type") == "log" or not written:
            continue
        low, high = min(0.0, *(value for value, _ in written)), max(0.0, *(value for value, _ in written))
        plot = float(view.get("width", NARROW))
        left = max((width_of(text, 13) + 14 for value, text in written if value < 0), default=0.0)
        right = max((width_of(text, 13) + 9 for value, text in written if value >= 0), default=0.0)
        # The longest number may belong to the longest bar: then both ends need it whole.
        unit = (high - low) / max(plot - left - right, plot / 4)
        scale["domain"] = [low - left * unit, high + right * unit]


def _shown(value: Any, form: str) -> str:
    """Return what is written for a value; texts are written as they are.

    >>> _shown(-0.415, ".1%"), _shown(152977, ",.4~g"), _shown("a", "")
    ('−41.5%', '152,977', 'a')
    """
    return formatted(value, form) if isinstance(value, int | float) and form else str(value)


# ── timelines ────────────────────────────────────────────────────────────────────────────────────────


def _timeline(made: Spec) -> bool:
    """Move a timeline to the left and break its labels (see `charts.timeline`); return whether it was one."""
    layers = _layers(made) if "layer" in made else []
    texts = [
        layer
        for layer in layers
        if _mark(layer).get("type") == "text" and "value" in layer.get("encoding", {}).get("x", {})
    ]
    if len(texts) != 2 or not all(layer["encoding"].get("y", {}).get("axis", True) is None for layer in texts):
        return False
    date, label = sorted(texts, key=lambda layer: float(layer["encoding"]["x"]["value"]))
    rows = [row for table in made.get("datasets", {}).values() for row in table]
    dates = max(width_of(str(row.get(date["encoding"]["text"]["field"], "")), 13) for row in rows)
    left = dates + 4
    field = label["encoding"]["text"]["field"]
    lines = 1
    for row in rows:
        broken = wrapped(str(row.get(field, "")), NARROW - left - 30, 13)
        row["label_lines"] = "\n".join(broken)
        lines = max(lines, len(broken))
    label["encoding"]["text"]["field"] = "label_lines"
    # The first line stands beside the date; further ones hang below it.
    label["mark"].update(lineBreak="\n", lineHeight=16, limit=NARROW)
    for layer in layers:
        x = layer["encoding"].get("x", {})
        if "value" in x:
            x["value"] = left if layer is date else left + 30 if layer is label else left + 14
    made["width"] = NARROW
    if isinstance(made.get("height"), dict):
        made["height"]["step"] = max(34, 16 * lines + 14)
    return True

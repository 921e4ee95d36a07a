"""The drawing for a narrow screen, derived from that for a wide one: the same data, rearranged so that all can be read.

Every drawing gets plots as wide as the screen leaves, names in lines of their own instead of cut ones, views below each
other. What else changes is declared where a kind of chart is drawn (`handbook.figures.marks`): one `Variant` for each
thing that is turned, broken, left out or moved. The declarations travel in the specification, beside what is drawn
(``usermeta``), so that they are there when a site is built from a stored notebook.
"""

from __future__ import annotations

import copy
import json
import re
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from typing import Any

from handbook.language.wording import formatted, width_of

__all__ = [
    "NARROW",
    "Broken",
    "Ends",
    "Fitting",
    "OneSided",
    "Shortened",
    "Turned",
    "Variant",
    "Widened",
    "declared",
    "joined",
    "narrow",
    "width_of",
    "wrapped",
]

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
    drawing = copy.deepcopy(spec)
    drawing.pop("autosize", None)
    by_view = drawing.pop("usermeta", {}).get(_KEY, [])
    rows = [row for table in drawing.get("datasets", {}).values() for row in table]
    room = _names(drawing, rows)
    _rearrange(drawing, max(120, NARROW - room - less))
    for view, variants in zip(_views(drawing), by_view, strict=False):  # a chart of another hand declares nothing
        for variant in variants:
            _VARIANTS[variant["kind"]](**{name: value for name, value in variant.items() if name != "kind"}).apply(
                view, rows
            )
    return _configured(drawing)


def _configured(spec: Spec) -> Spec:
    config = spec.setdefault("config", {})
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
    return spec


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
    channel = layer.get("encoding", {}).get(name) or view.get("encoding", {}).get(name) or {}
    return channel if isinstance(channel, dict) else {}


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


def _names(spec: Spec, rows: list[Spec]) -> int:
    """Break the names on upright axes into lines; return how much room they take."""
    taken = 0
    for view in _views(spec):
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


# ── what a chart declares ────────────────────────────────────────────────────────────────────────

_KEY = "narrow"


@dataclass(frozen=True)
class Variant(ABC):
    """One thing that is otherwise on a narrow screen; its fields name the columns that it is about."""

    @abstractmethod
    def apply(self, view: Spec, rows: list[Spec]) -> None:
        """Change a view and the rows of the drawing in place.

        Args:
            view: one view of the specification, its width already that of the screen.
            rows: of all tables of the drawing.
        """


def declared(*variants: Variant) -> Spec:
    """Return what the specification of one view says of the narrow screen, for its ``usermeta``.

    >>> declared(Shortened("text", " ÷ "))
    {'narrow': [[{'kind': 'Shortened', 'column': 'text', 'sign': ' ÷ '}]]}
    """
    return {_KEY: [[{"kind": type(variant).__name__, **asdict(variant)} for variant in variants]]}


def joined(one: Spec, other: Spec, *, layered: bool) -> Spec:
    """Return what two drawings declare when they become one.

    Args:
        layered: whether they share a view; else the views of the other come after those of the first.

    >>> one, other = declared(Shortened("text", "÷")), declared()
    >>> [len(joined(one, other, layered=layered)["narrow"]) for layered in (True, False)]
    [1, 2]
    """
    first, second = one.get(_KEY, [[]]), other.get(_KEY, [[]])
    return {_KEY: [[*first[0], *second[0]]] if layered else [*first, *second]}


def _texts(view: Spec, column: str) -> list[Spec]:
    """Return the marks of a view that write a column."""
    return [
        layer
        for layer in _layers(view)
        if _mark(layer).get("type") == "text" and _channel(view, layer, "text").get("field") == column
    ]


@dataclass(frozen=True)
class Turned(Variant):
    """Numbers above columns are smaller, and upright where the columns stand too close for them.

    Attributes:
        numbers: the column that is written above the columns.
        later: whether it holds what a later vintage says too (`handbook.figures.marks.parts.with_later`), which then
            stands in a line of its own.
    """

    numbers: str
    later: bool = False

    def apply(self, view: Spec, rows: list[Spec]) -> None:
        """Write the numbers smaller, or upright."""
        for layer in _texts(view, self.numbers):
            x, text = _channel(view, layer, "x"), _channel(view, layer, "text")
            offset = str(_channel(view, layer, "xOffset").get("field"))
            here = [row for row in rows if x["field"] in row and self.numbers in row]
            if self.later:
                for row in here:
                    row[self.numbers] = str(row[self.numbers]).replace(" → ", "\n→")
                layer["mark"].update(lineBreak="\n", lineHeight=13, dy={"expr": "isValid(datum.later) ? -22 : -9"})
            periods = (x.get("scale") or {}).get("domain") or {row[x["field"]] for row in here}
            places = len(periods) * max(1, len({row.get(offset) for row in here}))
            band = float(view.get("width", NARROW)) / max(1, places)
            shown = [_shown(row[self.numbers], text.get("format", "")) for row in here]
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


@dataclass(frozen=True)
class Broken(Variant):
    """What stands at the last points of lines, a number and a name, is broken into lines.

    Attributes:
        ending: the text of both.
        name: the column with the names, empty where a line goes on.
        gap: the column with what stands between number and name.
    """

    ending: str
    name: str
    gap: str

    def apply(self, view: Spec, rows: list[Spec]) -> None:
        """Break the names, and put each below its number."""
        for row in rows:
            if row.get(self.name) and self.gap in row:
                row.update({self.name: "\n".join(wrapped(str(row[self.name]), 80, 13)), self.gap: "\n"})
        for layer in _texts(view, self.ending):
            _mark(layer).update(lineBreak="\n", lineHeight=_LINE, dx=7, fontSize=12)


@dataclass(frozen=True)
class Ends(Variant):
    """Of the numbers along lines of many points only the first and the last are written.

    Attributes:
        numbers: the column that is written at the points.
        series: the column that tells the lines apart.
    """

    numbers: str
    series: str

    def apply(self, view: Spec, rows: list[Spec]) -> None:
        """Leave out the numbers between."""
        for layer in _texts(view, self.numbers):
            period = _channel(view, layer, "x")["field"]
            here = [row for row in rows if period in row and self.numbers in row]
            if len({row[period] for row in here}) <= 3:
                continue
            periods: dict[Any, set[Any]] = {}
            for row in here:
                periods.setdefault(row.get(self.series), set()).add(row[period])
            for row in here:
                among = periods[row.get(self.series)]
                row["at_end"] = row[period] in (min(among, key=str), max(among, key=str))
            layer["transform"] = [*layer.get("transform", []), {"filter": "datum.at_end"}]


@dataclass(frozen=True)
class Fitting(Variant):
    """The numbers of parts that are too small for them are left out.

    Attributes:
        numbers: the column that is written in the parts.
        wide: the column that says whether a number fits into its part.
    """

    numbers: str
    wide: str

    def apply(self, view: Spec, rows: list[Spec]) -> None:
        """Say of each part whether its number still fits."""
        for layer in _layers(view):
            shown = layer.get("encoding", {}).get("text", {}).get("condition", {})
            if shown.get("field") != self.numbers:
                continue
            x, y = _channel(view, layer, "x"), _channel(view, layer, "y")
            value, category = x["field"], y["field"]
            here = [row for row in rows if self.wide in row and isinstance(row.get(value), int | float)]
            sums: dict[Any, float] = {}
            for row in here:
                sums[row.get(category)] = sums.get(row.get(category), 0.0) + row[value]
            for row in here:
                whole = sums[row.get(category)] if x.get("stack") == "normalize" else max(sums.values())
                room = row[value] / whole * float(view.get("width", NARROW)) * 0.88 if whole else 0
                words = _shown(row[self.numbers], shown.get("format", ""))
                row[self.wide] = row[self.wide] and room >= 6.6 * len(words) + 2
            _mark(layer)["fontSize"] = 12


@dataclass(frozen=True)
class Shortened(Variant):
    """Texts end before a sign: what follows it stands at the left too.

    Attributes:
        column: of the texts.
        sign: where they are cut.
    """

    column: str
    sign: str

    def apply(self, view: Spec, rows: list[Spec]) -> None:
        """Cut the texts."""
        for row in rows:
            if self.column in row:
                row[self.column] = str(row[self.column]).partition(self.sign)[0]


@dataclass(frozen=True)
class Widened(Variant):
    """The value axis of horizontal bars reaches as far as the numbers at their ends need beside a plot this narrow.

    Attributes:
        numbers: the column that the bars stand for and that is written at their ends.
    """

    numbers: str

    def apply(self, view: Spec, rows: list[Spec]) -> None:
        """Widen the axis at both ends."""
        values = [float(row[self.numbers]) for row in rows if isinstance(row.get(self.numbers), int | float)]
        forms = [_channel(view, layer, "text").get("format", "") for layer in _texts(view, self.numbers)]
        written = [(value, _shown(value, form)) for value in values for form in forms]
        if not written:
            return
        low, high = min(0.0, *values), max(0.0, *values)
        plot = float(view.get("width", NARROW))
        left = max((width_of(text, 13) + 14 for value, text in written if value < 0), default=0.0)
        right = max((width_of(text, 13) + 9 for value, text in written if value >= 0), default=0.0)
        # The longest number may belong to the longest bar: then both ends need it whole.
        unit = (high - low) / max(plot - left - right, plot / 4)
        for layer in _layers(view):
            x = _channel(view, layer, "x")
            if x.get("field") == self.numbers:
                x["scale"]["domain"] = [low - left * unit, high + right * unit]


@dataclass(frozen=True)
class OneSided(Variant):
    """A timeline moves to the left and its labels are broken into lines.

    Attributes:
        dates: the column that is written at the left of the line.
        labels: the column that is written at its right.
    """

    dates: str
    labels: str

    def apply(self, view: Spec, rows: list[Spec]) -> None:
        """Move the line, and give the longest label its room."""
        [date], [label] = _texts(view, self.dates), _texts(view, self.labels)
        left = max(width_of(str(row.get(self.dates, "")), 13) for row in rows) + 4
        lines = 1
        for row in rows:
            broken = wrapped(str(row.get(self.labels, "")), NARROW - left - 30, 13)
            row["label_lines"] = "\n".join(broken)
            lines = max(lines, len(broken))
        label["encoding"]["text"]["field"] = "label_lines"
        # The first line stands beside the date; further ones hang below it.
        label["mark"].update(lineBreak="\n", lineHeight=16, limit=NARROW)
        for layer in _layers(view):
            x = layer["encoding"].get("x", {})
            if "value" in x:
                x["value"] = left if layer is date else left + 30 if layer is label else left + 14
        view["width"] = NARROW
        view["height"]["step"] = max(34, 16 * lines + 14)


_VARIANTS: dict[str, type[Variant]] = {
    kind.__name__: kind for kind in (Turned, Broken, Ends, Fitting, Shortened, Widened, OneSided)
}


def _shown(value: Any, form: str) -> str:
    """Return what is written for a value; texts are written as they are.

    >>> _shown(-0.415, ".1%"), _shown(152977, ",.4~g"), _shown("a", "")
    ('−41.5%', '152,977', 'a')
    """
    return formatted(value, form) if isinstance(value, int | float) and form else str(value)

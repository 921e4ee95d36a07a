"""Draw Vega-Lite specifications as SVG while the site is built, for a wide and a narrow screen."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import re
from dataclasses import asdict
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from handbook.figures import responsive
from handbook.figures.responsive import NARROW, narrow
from handbook.site import frames, thumbnails
from handbook.site.frames import Frame
from handbook.site.labels import in_words

__all__ = ["both", "card", "complete", "interactive", "picture", "prepare", "standalone", "thumbnail", "vega", "zooms"]

VERSION = hashlib.sha256(
    b"".join(Path(file).read_bytes() for file in (__file__, str(responsive.__file__), frames.__file__))
    + version("vl-convert-python").encode()
).hexdigest()
"""Of the code and the library that draw: a change to them makes all drawings anew."""


def both(spec: dict[str, Any], anchor: str, alt: str, cache: Path) -> tuple[str, str]:
    """Return the wide and the narrow drawing as SVG elements, with the alternative text.

    Args:
        anchor: id of the figure; makes the ids inside the drawings unique on their page.
        cache: folder that keeps drawings by the digest of their specification.
    """
    return (
        _element(_draw(spec, cache), f"{anchor}-w", alt, "hb-wide"),
        _element(_draw(_fitted(spec, cache), cache), f"{anchor}-n", alt, "hb-narrow"),
    )


def prepare(spec: dict[str, Any] | None, cache: Path, frame: Frame | None = None) -> None:
    """Draw all that a site shows of a figure, and keep it.

    Args:
        spec: of its chart; None for a figure that is a table, of which only a card is drawn.
        cache: folder that keeps drawings.
        frame: of what leaves the page; without it only the page's own drawings are made.
    """
    if spec is not None:
        _draw(spec, cache)
        _draw(_fitted(spec, cache), cache)
        interactive(spec, cache)
        if frame is not None:
            picture(spec, cache, frame)
    if frame is not None and frame.shared:
        card(spec, cache, frame)
    _keep(_mark(spec, cache, frame), "")


def complete(spec: dict[str, Any] | None, cache: Path, frame: Frame | None = None) -> bool:
    """Return whether all that a site shows of a figure has been drawn."""
    return _mark(spec, cache, frame).is_file()


def _mark(spec: dict[str, Any] | None, cache: Path, frame: Frame | None) -> Path:
    text = json.dumps([spec, frame and asdict(frame)], sort_keys=True, ensure_ascii=False)
    return cache / f"{hashlib.sha256((VERSION + text).encode()).hexdigest()[:32]}.complete"


def vega(cache: Path) -> bytes:
    """Return Vega, Vega-Lite and the interpreter that needs no ``eval``, as one script that runs from a disk too."""
    kept = cache / f"vega-{version('vl-convert-python')}.js"
    if not kept.is_file():
        import vl_convert

        bundle = vl_convert.javascript_bundle("window.handbookVega = {embed: vegaEmbed};")
        # Wrapped: a classic script would make a global of each of its thousands of names.
        _keep(kept, f"(() => {{\n{bundle}\n}})();\n")
    return kept.read_bytes()


def _draw(spec: dict[str, Any], cache: Path) -> str:
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False)
    kept = cache / f"{hashlib.sha256((VERSION + text).encode()).hexdigest()[:32]}.svg"
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    import vl_convert

    svg = str(vl_convert.vegalite_to_svg(in_words(spec)))
    _keep(kept, svg)
    return svg


_OPENING = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'\b(width|height)="([\d.]+)"')


def _element(svg: str, prefix: str, alt: str, css_class: str) -> str:
    """Return the drawing as an element that scales with its box, named for assistive technology."""
    opening = _OPENING.search(svg)
    if opening is None:
        raise ValueError("the drawing is no SVG")
    size = dict(_SIZE.findall(opening[0]))
    width, height = float(size["width"]), float(size["height"])
    body = svg[opening.end() :]
    # Vega numbers its clip paths from 0 in every drawing; on one page they must differ.
    body = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", body)
    # Marks carry their own labels in Vega's output; one name for the whole picture is what a listener wants.
    body = re.sub(r' (?:aria-[a-z]+|role|aria-roledescription)="[^"]*"', "", body)
    # The style sheet says it once for all.
    body = re.sub(r' font-family="[^"]*"', "", body)
    return (
        f'<svg class="{css_class}" role="img" aria-label="{escape(alt)}" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}">{body}'
    )


def _fitted(spec: dict[str, Any], cache: Path) -> dict[str, Any]:
    """Return the specification for a narrow screen, its plots as much smaller as a first drawing is too wide."""
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False)
    kept = cache / f"{hashlib.sha256((VERSION + 'narrow' + text).encode()).hexdigest()[:32]}.json"
    if kept.is_file():
        return dict(json.loads(kept.read_text(encoding="utf-8")))
    less = 0
    fitted = narrow(spec)
    for _ in range(2):
        opening = _OPENING.search(_draw(fitted, cache))
        width = float(dict(_SIZE.findall(opening[0]))["width"]) if opening else 0.0
        if width <= NARROW + 6:
            break
        less += int(width - NARROW)
        fitted = narrow(spec, less)
    _keep(kept, json.dumps(fitted, ensure_ascii=False))
    return fitted


def _keep(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    # Two processes may draw the same: each writes a file of its own.
    scratch = file.with_suffix(f".{os.getpid()}.new")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(file)


def interactive(spec: dict[str, Any], cache: Path) -> str:
    """Return wide and narrow drawing as JSON for the page's script, with what a reader can do there.

    A chart with a legend of named colours gets a filter: a click on a name dims the others.
    """
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False)
    kept = cache / f"{hashlib.sha256((VERSION + 'live' + text).encode()).hexdigest()[:32]}.json"
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    drawings = {"wide": _live(in_words(_settled(spec, cache))), "narrow": _live(in_words(_fitted(spec, cache)))}
    content = json.dumps(drawings, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    _keep(kept, content)
    return content


_PLOT = re.compile(r'class="background"[^>]* d="M[^h]*h([\d.]+)')


def _settled(spec: dict[str, Any], cache: Path) -> dict[str, Any]:
    """Return the specification with the width that its plot has in the drawing.

    Fitted anew in a browser, with letters measured a little differently, the chart would jump when it wakes.
    """
    if "autosize" not in spec:
        return spec
    plot = _PLOT.search(_draw(spec, cache))
    if plot is None:
        raise ValueError("the drawing has no plot")
    settled = {**spec, "width": float(plot[1])}
    del settled["autosize"]
    return settled


def _live(spec: dict[str, Any]) -> dict[str, Any]:
    spec = copy.deepcopy(spec)
    spec.pop("usermeta", None)  # what a narrow screen changes is done by now
    _name_lines(spec)
    if zooms(spec):
        _with_zoom(spec)
    filtered = _with_filter(spec)
    if filtered is None:
        return spec
    import vl_convert

    try:
        vl_convert.vegalite_to_vega(filtered)
    except ValueError:
        return spec
    return filtered


def _name_lines(node: Any) -> None:
    """Keep the lines of a tooltip apart that have no title: Vega keeps one line per title.

    >>> spec = {"tooltip": [{"field": "a", "title": " "}, {"field": "b", "title": " "}]}
    >>> _name_lines(spec)
    >>> [line["title"] for line in spec["tooltip"]]
    [' ', '  ']
    """
    if isinstance(node, list):
        for child in node:
            _name_lines(child)
    elif isinstance(node, dict):
        lines = node.get("tooltip")
        if isinstance(lines, list):
            blank = [line for line in lines if not str(line.get("title", "x")).strip()]
            for count, line in enumerate(blank, 1):
                line["title"] = " " * count
        for key, child in node.items():
            if key not in ("datasets", "config"):
                _name_lines(child)


def _with_filter(spec: dict[str, Any]) -> dict[str, Any] | None:
    """Return the specification with a legend that filters, None where there is no such legend.

    >>> colour = {"field": "kind", "type": "nominal"}
    >>> made = _with_filter({"mark": "bar", "encoding": {"color": colour}})
    >>> made["params"][0]["bind"], made["encoding"]["opacity"]["condition"]["param"]
    ('legend', 'chosen')
    """
    filtered = copy.deepcopy(spec)
    views = filtered.get("layer", [filtered])
    fields = {field for view in views if (field := _legend_field(view))}
    if len(fields) != 1 or any("mark" not in view for view in views):
        return None
    field = fields.pop()
    owner = next(view for view in views if _legend_field(view) == field)
    # A click anywhere in the plot would clear the choice; only the legend makes it.
    chosen = {"name": "chosen", "select": {"type": "point", "fields": [field], "toggle": "true"}, "bind": "legend"}
    owner["params"] = [*owner.get("params", []), chosen]
    for view in views:
        encoding = view.setdefault("encoding", {})
        if view.get("data", {}) != owner.get("data", {}) or "opacity" in encoding:
            continue
        mark = view["mark"]
        full = mark.get("opacity", 1) if isinstance(mark, dict) else 1
        encoding["opacity"] = {"condition": {"param": "chosen", "value": full}, "value": 0.15}
    return filtered


CROWDED = 100
"""From so many points on a view reaches for zoom; names beside fewer can be read as they stand."""


def zooms(spec: dict[str, Any] | None) -> bool:
    """Return whether a reader can zoom into a chart: one of many points on two axes of numbers.

    >>> axes = {"x": {"field": "a", "type": "quantitative"}, "y": {"field": "b", "type": "quantitative"}}
    >>> points = {"layer": [{"mark": "circle", "encoding": axes}], "datasets": {"rows": [{}] * 150}}
    >>> zooms(points), zooms({**points, "datasets": {"rows": [{}] * 9}})
    (True, False)
    """
    if spec is None or max((len(rows) for rows in spec.get("datasets", {}).values()), default=0) < CROWDED:
        return False
    axes = [view.get("encoding", {}) for view in spec.get("layer", [])]
    return bool(axes) and all(a.get(side, {}).get("type") == "quantitative" for a in axes for side in ("x", "y"))


def _with_zoom(spec: dict[str, Any]) -> None:
    """Let the wheel zoom and the pointer move the plot while Shift is held: without it, the page scrolls as ever."""
    held = {
        "type": "interval",
        "zoom": "wheel![event.shiftKey]",
        "translate": "[pointerdown[event.shiftKey], window:pointerup] > window:pointermove!",
    }
    spec["layer"][0]["params"] = [{"name": "window", "select": held, "bind": "scales"}]
    for view in spec["layer"]:
        mark = view["mark"] if isinstance(view["mark"], dict) else {"type": view["mark"]}
        view["mark"] = {**mark, "clip": True}


def _legend_field(view: dict[str, Any]) -> str:
    colour = view.get("encoding", {}).get("color", {})
    if colour.get("type") not in ("nominal", "ordinal") or colour.get("legend", True) is None:
        return ""
    scale = colour.get("scale", {})
    return "" if scale is None else str(colour.get("field", ""))


def standalone(spec: dict[str, Any], cache: Path, frame: Frame | None = None) -> str:
    """Return the wide drawing as a file of its own, on white, in its frame where it has one."""
    svg = _draw(spec, cache)
    if frame is not None:
        return frames.framed(svg, frame)
    opening = _OPENING.search(svg)
    if opening is None:
        raise ValueError("the drawing is no SVG")
    size = dict(_SIZE.findall(opening[0]))
    # What Vega draws for a background, without drawing all again.
    ground = f'<rect width="{size["width"]}" height="{size["height"]}" fill="white"/>'
    return svg[: opening.end()] + ground + svg[opening.end() :]


def thumbnail(spec: dict[str, Any], cache: Path) -> str:
    """Return the shape of a chart as a small SVG: the plot of the narrow drawing, without letters."""
    return thumbnails.shape(_draw(_fitted(spec, cache), cache))


def picture(spec: dict[str, Any], cache: Path, frame: Frame | None = None) -> bytes:
    """Return the wide drawing as PNG at twice its size, on white, in its frame where it has one."""
    return _png(standalone(spec, cache, frame), 2, cache)


def card(spec: dict[str, Any] | None, cache: Path, frame: Frame) -> bytes:
    """Return the card of a figure as PNG; one that is a table has its title on it and no drawing."""
    return _png(frames.card(_draw(spec, cache) if spec is not None else None, frame), 1, cache)


def _png(svg: str, scale: int, cache: Path) -> bytes:
    kept = cache / f"{hashlib.sha256((VERSION + svg).encode()).hexdigest()[:32]}.png"
    if kept.is_file():
        return kept.read_bytes()
    import vl_convert

    png: bytes = vl_convert.svg_to_png(svg, scale=scale)
    cache.mkdir(parents=True, exist_ok=True)
    scratch = kept.with_suffix(f".{os.getpid()}.new")
    scratch.write_bytes(png)
    scratch.replace(kept)
    return png

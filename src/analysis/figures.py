"""The figure component: a chart (or a table alone) with everything a reader needs to believe it.

A chapter makes one `Chapter` and ends its cells in `Chapter.figure(…)`. In a notebook the figure is a
deterministic Vega-Lite bundle and a short plain-text table; the site turns it into a ``<figure id="F20">``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import audit, changes, charts, measures, tables, wording
from analysis.quantities import EVIDENCE, display_unit
from analysis.units import unit

__all__ = ["FIGURE_MIME", "VEGALITE_MIME", "Chapter", "Figure", "FigureError", "Listing", "specification"]

FIGURE_MIME = "application/vnd.handbook.figure+json"
VEGALITE_MIME = "application/vnd.vegalite.v6+json"
MAX_ROWS = 2000
TEXT_ROWS = 40
"""Of the plain-text table: enough that nbval names a changed number, not so many that it floods a terminal."""

Column = tuple[str, str, str]
"""English title, Chinese title, unit of a computed column."""

Bundle = tuple[dict[str, Any], dict[str, Any]]
"""Representations by mime type, and the metadata of the output."""


def _origin() -> dict[str, Any]:
    """Return, as metadata of an output, which tables were read up to there, with the digests of their rows.

    So the executed copy says what it was made from, whatever executed it: papermill, JupyterLab or the handbook.
    """
    return {"handbook": {"reads": tables.recorded()}}


class FigureError(ValueError):
    """A figure that cannot be made: unknown id, no status, too many rows, a column without a title."""


@dataclass(frozen=True)
class Figure:
    """One figure of the report, or an addition to it.

    Attributes:
        payload: all that the page shows, as JSON: id, title, caption, alt text, table, sources, verdicts …
        spec: the Vega-Lite specification, None for a figure that is a table.
        chart: the Altair chart, to be changed or shown by a reader in a notebook of their own.
        data: the data behind it.
    """

    payload: dict[str, Any]
    spec: dict[str, Any] | None = None
    chart: Any = None
    data: pd.DataFrame = field(default_factory=pd.DataFrame)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        if self.spec is None:
            return {FIGURE_MIME: self.payload, "text/plain": str(self)}, _origin()
        # One bundle holds all: programs that know Vega-Lite draw it, the site also reads the payload.
        bundle = {**self.spec, "usermeta": {"handbook": self.payload}}
        return {VEGALITE_MIME: bundle, "text/plain": str(self)}, _origin()

    def __str__(self) -> str:
        table = self.payload["table"]
        head = " | ".join(column["title"] for column in table["columns"])
        rows = [" | ".join("" if cell is None else str(cell) for cell in row) for row in table["rows"][:TEXT_ROWS]]
        more = len(table["rows"]) - len(rows)
        tail = [f"… {more} more rows"] if more > 0 else []
        return "\n".join([f"{self.payload['figure']} {self.payload['title']}".strip(), head, *rows, *tail])

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Listing:
    """What a chapter shows at its end: claims that belong to no figure, or figures that cannot be recomputed."""

    payload: dict[str, Any]
    text: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        return {FIGURE_MIME: self.payload, "text/plain": self.text}, _origin()

    def __repr__(self) -> str:
        return self.text


@dataclass
class Chapter:
    """What a chapter knows of itself: its name, its tables, its language.

    Args:
        name: file stem of the notebook.
        data_dir: folder with tables.
        language: ``en`` or ``zh``.
    """

    name: str
    data_dir: str | Path = "data"
    language: str = "en"

    def __post_init__(self) -> None:
        wording.check_language(self.language)

    # ── words in the chapter's language ──

    def say(self, en: str, zh: str) -> str:
        """Return the text of the chapter's language."""
        return wording.say(self.language, en, zh)

    def named(self, chinese: str) -> str:
        """Return a name with its English or pinyin form."""
        return wording.name(chinese, self.language, self.data_dir)

    def title_of(self, table: str, column: str) -> str:
        """Return the title of a column in the chapter's language."""
        entry = tables.fields(table, self.data_dir)[column]
        return str(entry.get("title_zh") if self.language == "zh" else entry.get("title")) or column

    def labels(self, table: str, column: str) -> dict[str, str]:
        """Return the codes of a column with their labels in the chapter's language, in the order of the data package.

        Raises:
            FigureError: when the data package gives that column no ``labels``.
        """
        found = tables.fields(table, self.data_dir)[column].get("labels")
        if not found:
            raise FigureError(
                f"{table}.{column} has no labels in datapackage.yaml; add `labels: {{code: [English, 中文]}}`."
            )
        return {str(code): words[1 if self.language == "zh" else 0] for code, words in found.items()}

    def hollow(self, rows: pd.DataFrame) -> str:
        """Return the sentence of a caption that says what is drawn hollow in some rows; nothing where nothing is."""
        return wording.hollow(rows["evidence"], self.language)

    def later(self, table: str, value: str) -> dict[str, Column]:
        """Return titles and unit of the column ``later`` that `analysis.measures.with_later` adds to a table."""
        fields = tables.fields(table, self.data_dir)
        english, chinese = list(fields["vintage"]["labels"].values())[-1]
        return {"later": (english, chinese, str(fields[value].get("unit", "")))}

    def came_after(self, claim: str, series: pd.Series | None = None) -> str:
        """Return in a sentence what newer tables say of what a claim states; nothing where nothing is newer.

        Args:
            claim: its id; the verdict on it stays that on its own period.
            series: the quantity by year in the unit of the print, where the claim's check cannot be moved on in time.
        """
        verdict = measures.verdict_on(claim, self.data_dir)
        if series is None:
            values = {later.period: verdict.in_printed_unit(later.quantity.value) or 0.0 for later in verdict.later}
        else:
            values = {str(year): float(x) for year, x in series.items() if str(year) > verdict.claim.period[-4:]}
        return wording.came_after(verdict.claim, values, self.language)

    # ── outputs ──

    def figure(
        self,
        figure: str,
        *,
        data: pd.DataFrame,
        title: str,
        caption: str,
        alt: str,
        chart: Any = None,
        tables_used: Sequence[str] = (),
        columns: Mapping[str, Column] | None = None,
        bars: Sequence[str] = (),
        behind: Sequence[pd.DataFrame] = (),
        part: str = "",
        missing: str = "",
    ) -> Figure:
        """Return a figure with chart, data, words, sources and the verdicts on its claims.

        Args:
            figure: its id in the report, ``F20``.
            data: the rows behind the chart, in the order to be shown.
            title: what is seen, in one computed sentence.
            caption: what is drawn and from where, one or two sentences.
            alt: what the chart shows, with its main numbers, for those who cannot see it.
            chart: an Altair chart; None for a figure that is a table.
            tables_used: names of the tables it comes from; titles and units of columns are theirs.
            columns: English title, Chinese title and unit of columns that no table describes; a column
                that neither names is not shown. A column ``x_tied`` says of a column of ranks which are shared.
            bars: columns whose numbers have a bar beside them, on one scale for all of them: for a figure that is
                a table, where one unit and none below zero make the rows comparable.
            behind: rows of tables that ``data`` were computed from: they are cited beside the sources that
                ``data`` name. Where there is neither, all sources of the tables are cited.
            part: distinguishes several figures with one id (``growth`` → ``F20-growth``); only the one
                without a part carries the verdicts.
            missing: what else is missing and why, beyond what ``data/figures.csv`` says.

        Raises:
            FigureError: for an unknown id, too many rows, no column to show, or bars that none can draw.
        """
        about = self._about(figure)
        if len(data) > MAX_ROWS:
            raise FigureError(f"{figure}: {len(data)} rows; a figure carries at most {MAX_ROWS}. Aggregate them first.")
        shown = self._columns(data, tables_used, columns or {})
        if not shown:
            raise FigureError(f"{figure}: no column has a title; name the tables or give `columns`.")
        if unfit := [key for key in bars if not pd.api.types.is_numeric_dtype(data[key]) or (data[key] < 0).any()]:
            raise FigureError(f"{figure}: no bars for {', '.join(unfit)}: they need numbers, none below zero.")
        longest = max((float(data[key].max()) for key in bars), default=0.0)
        for column in shown:
            if column["key"] in bars and longest > 0:
                column["longest"] = longest
        rows = self._rows(data, shown, tables_used)
        anchor = f"{figure}-{part}" if part else figure
        verdicts = [] if part else [audit.as_row(v, self.language) for v in audit.of_figure(figure, self.data_dir)]
        evidence, origins = (
            [value if isinstance(value, str) else "" for value in data[column]] if column in data.columns else []
            for column in ("evidence", "source")
        )
        payload = {
            "kind": "figure",
            "id": anchor,
            "figure": figure,
            "chapter": self.name,
            "language": self.language,
            "status": about["status"],
            "reason": about["reason_zh" if self.language == "zh" else "reason"],
            "page": about["page"],
            "title": title,
            "caption": caption,
            "alt": alt,
            "missing": missing,
            "table": {"columns": shown, "rows": rows, "evidence": evidence, "sources": origins},
            "tables": list(tables_used),
            "sources": self._distinct("source", data, behind, tables_used),
            "grades": [g for g in EVIDENCE if g in self._distinct("evidence", data, behind, tables_used)],
            "verdicts": verdicts,
        }
        if revised := [
            self._revised(change) for name in tables_used for change in changes.revisions(name, self.data_dir)
        ]:
            payload["revised"] = revised
        spec = None if chart is None else specification(chart, alt)
        return Figure(payload, spec, chart, data)

    def verdicts(self) -> Listing:
        """Return the verdicts on the chapter's claims that belong to no figure."""
        found = [
            audit.as_row(v, self.language) for v in audit.of_chapter(self.name, self.data_dir, without_figure=True)
        ]
        payload = {"kind": "verdicts", "id": f"{self.name}-claims", "language": self.language, "verdicts": found}
        text = "\n".join(
            f"{row['claim']} {row['printed']} {row['unit']}: {row['verdict']}. {row['reason']}" for row in found
        )
        return Listing(payload, text)

    def not_recomputed(self) -> Listing:
        """Return the chapter's figures that hold no data or whose data were never published, with the reasons."""
        rows = tables.read("figures", self.data_dir, where={"chapter": self.name})
        rows = rows[rows["status"].isin(["not recomputable", "diagram"])]
        zh = self.language == "zh"
        entries = [
            {
                "figure": row["figure"],
                "title": row["title_zh" if zh else "title"],
                "page": row["page"],
                "status": row["status"],
                "reason": row["reason_zh" if zh else "reason"],
                "verdicts": [audit.as_row(v, self.language) for v in audit.of_figure(row["figure"], self.data_dir)],
            }
            for row in rows.to_dict("records")
        ]
        payload = {"kind": "lost", "id": f"{self.name}-lost", "language": self.language, "figures": entries}
        text = "\n".join(f"{e['figure']} {e['title']}: {e['status']}. {e['reason']}" for e in entries)
        return Listing(payload, text)

    # ── parts of a figure ──

    def _revised(self, change: changes.Change) -> dict[str, Any]:
        """Return a revision of a value in words."""
        column = self.title_of(change.table, change.column)
        words = wording.key_words(change.table, change.key, self.data_dir, self.language)
        show = wording.percent if change.unit == "fraction" else wording.number
        old, new = show(float(change.old)), show(float(change.new))
        return {"table": change.table, "row": words, "column": column, "old": old, "new": new, "why": change.why}

    def _about(self, figure: str) -> dict[str, Any]:
        rows = tables.read("figures", self.data_dir, where={"figure": figure})
        if rows.empty:
            raise FigureError(f"{figure!r} is no figure of data/figures.csv.")
        about = rows.iloc[0].to_dict()
        if about["chapter"] != self.name:
            raise FigureError(
                f"{figure} belongs to chapter {about['chapter']!r} in data/figures.csv, not to {self.name!r}."
            )
        return {str(key): value for key, value in about.items()}

    def _columns(
        self, data: pd.DataFrame, tables_used: Sequence[str], columns: Mapping[str, Column]
    ) -> list[dict[str, Any]]:
        described: dict[str, dict[str, Any]] = {}
        for table in reversed(tables_used):
            described.update(tables.fields(table, self.data_dir))
        zh = self.language == "zh"
        shown = []
        for key in map(str, data.columns):
            if key == "later" and data[key].isna().all():
                continue  # none of these rows was revised
            if key in columns:
                english, chinese, unit_name = columns[key]
                title = chinese if zh else english
            elif key in described and key not in ("source", "evidence"):
                entry = described[key]
                title = str(entry.get("title_zh" if zh else "title") or entry.get("title") or key)
                unit_name = str(entry.get("unit", ""))
            else:
                continue
            numeric = pd.api.types.is_numeric_dtype(data[key])
            column: dict[str, Any] = {
                "key": key,
                "title": title,
                "unit": unit_name,
                "unit_shown": unit_words(unit_name, self.language) if unit_name else "",
                "type": "number" if numeric else "text",
            }
            if f"{key}_tied" in data.columns:
                column["ties"] = sorted({int(rank) for rank in data.loc[data[f"{key}_tied"], key]})
            shown.append(column)
        return shown

    def _rows(
        self, data: pd.DataFrame, shown: Sequence[Mapping[str, Any]], tables_used: Sequence[str]
    ) -> list[list[Any]]:
        words: dict[str, dict[str, str]] = {}
        for table in tables_used:
            for column, entry in tables.fields(table, self.data_dir).items():
                if "labels" in entry:
                    words.setdefault(column, self.labels(table, column))
        keys = [column["key"] for column in shown]
        return [
            [words.get(key, {}).get(value, _plain(value)) for key, value in zip(keys, row, strict=True)]
            for row in data[keys].itertuples(index=False)
        ]

    def _distinct(
        self, column: str, data: pd.DataFrame, behind: Sequence[pd.DataFrame], tables_used: Sequence[str]
    ) -> list[str]:
        frames = [*([data] if column in data.columns else []), *behind]
        frames = frames or [tables.read(t, self.data_dir) for t in tables_used]
        values = pd.concat([f[column] for f in frames if column in f.columns] or [pd.Series(dtype=str)])
        return list(dict.fromkeys(str(value) for value in values if isinstance(value, str) and value))


_UNIT_WORDS: dict[str, tuple[str, str]] = {
    "cny": ("yuan", "元"),
    "cny_per_person": ("yuan per person", "元/人"),
    "cny_per_t": ("yuan per tonne", "元/吨"),
    "usd": ("US dollars", "美元"),
    "usd_per_hour": ("US dollars per hour", "美元每小时"),
    "intl2021ppp_per_hour": ("2021 international dollars per hour", "2021年国际元每小时"),
    "index": ("index", "指数"),
    "persons": ("persons", "人"),
    "companies": ("companies", "家"),
    "m2": ("square metres", "平方米"),
    "t": ("tonnes", "吨"),
    "days": ("days", "天"),
    "percentage_points": ("percentage points", "百分点"),
    "years": ("years", "年"),
    **dict.fromkeys(("fraction", "count", "rank", "year", "ratio"), ("", "")),
}

_MAGNITUDES: dict[str, tuple[str, str]] = {
    "tn_": ("trillion", "万亿"),
    "bn_": ("billion", "十亿"),
    "100m_": ("100 million", "亿"),
    "million_": ("million", "百万"),
    "10k_": ("10,000", "万"),
    "thousand_": ("thousand", "千"),
}


def unit_words(name: str, language: str = "en") -> str:
    """Return a unit in words for axes and table heads (empty for shares, counts, ranks and years).

    >>> unit_words("tn_cny"), unit_words("million_usd"), unit_words("10k_t", "zh"), unit_words("fraction")
    ('trillion yuan', 'million US dollars', '万吨', '')
    """
    for prefix, words in _MAGNITUDES.items():
        rest = name.removeprefix(prefix)
        if rest != name and rest in _UNIT_WORDS:
            return wording.say(language, f"{words[0]} {_UNIT_WORDS[rest][0]}", f"{words[1]}{_UNIT_WORDS[rest][1]}")
    if name in _UNIT_WORDS:
        return wording.say(language, *_UNIT_WORDS[name])
    return display_unit(unit(name))


def _plain(value: Any) -> Any:
    """Return a cell as JSON: numbers to ten significant digits, so that every machine writes the same."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return float(f"{value:.10g}")
    return str(value)


def specification(chart: Any, alt: str) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart as the handbook draws it: its look, its width, its alt text."""
    spec: dict[str, Any] = chart.to_dict(format="vega-lite")
    spec["config"] = charts.CONFIG
    _fit(spec)
    spec["description"] = alt
    _round(spec)
    return spec


def _fit(spec: dict[str, Any]) -> None:
    """Make a drawing as wide as the text, whatever the length of the names beside its plots."""
    if "layer" in spec or "mark" in spec:
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    # Vega-Lite fits single views only: for several the room of the names is reckoned.
    for view in spec.get("vconcat", []):
        fields = {layer.get("encoding", {}).get("y", {}).get("field") for layer in view.get("layer", [view])}
        names = {str(row[f]) for rows in spec.get("datasets", {}).values() for row in rows for f in fields if f in row}
        if view.get("width") == charts.WIDTH and names:
            view["width"] = round(charts.WIDTH - 16 - max(wording.width_of(name, 13) for name in names))


def _round(node: Any) -> Any:
    """Round all floats in place to ten significant digits (see `_plain`)."""
    if isinstance(node, dict):
        for key, value in node.items():
            node[key] = _round(value)
    elif isinstance(node, list):
        node[:] = [_round(value) for value in node]
    elif isinstance(node, float):
        return None if math.isnan(node) else float(f"{node:.10g}")
    return node

"""What a chapter shows: sentences with values, figures, tables, and the verdicts on its claims.

A chapter makes one `Chapter` and calls `Chapter.text` and `Chapter.figure`. It is executed once: each output holds
all languages of the edition, and in a notebook it shows the one that the chapter was asked for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from handbook.audit import Ledger
from handbook.figures.asked import ChapterLedger, FigureError
from handbook.figures.charts import Chart, Look
from handbook.figures.drawing import checked_once, specification
from handbook.figures.evidence import UNVERIFIED, Cells, unmarked
from handbook.figures.table import Table, in_unit_of_reader, shown_cell
from handbook.language import Language, Languages, Phrase, Text, Words, places, wording, written
from handbook.language.interface import joined
from handbook.language.markdown import in_markdown
from handbook.language.printed import spoken
from handbook.quantities.printed import EVIDENCE
from handbook.tables import diff
from handbook.tables.diff import Change
from handbook.tables.snapshot import ChapterTables, Tables

__all__ = [
    "FIGURE_MIME",
    "TABLE_MIME",
    "TEXT_MIME",
    "VEGALITE_MIME",
    "Chapter",
    "ChapterLedger",
    "ChapterTables",
    "FigureError",
    "Output",
    "what_was_read",
]

FIGURE_MIME = "application/vnd.handbook.figure+json"
TABLE_MIME = "application/vnd.handbook.table+json"
TEXT_MIME = "application/vnd.handbook.text+json"
VEGALITE_MIME = "application/vnd.vegalite.v5+json"
"""The newest that current JupyterLab draws by itself."""

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""What a notebook's chart says of itself: all that is used of Vega-Lite 6 is in 5 as well."""

_READS = "what chapters of handbook read"
"""Among what IPython keeps of a session for its extensions."""

MAX_ROWS = 2000
TEXT_ROWS = 40
"""Of the plain-text table: enough that nbval names a changed number, not so many that it floods a terminal."""

REVISED = 3
"""So many revisions are told under a figure; the page of changes has all."""

Bundle = tuple[dict[str, Any], dict[str, Any]]
"""Representations by mime type, and the metadata of the output."""


@dataclass(frozen=True)
class Output:
    """One output of a chapter, in all languages.

    Attributes:
        mime: of the bundle that the site reads.
        contents: what the site shows, by language.
        shown: representations for other programs, in the language that was asked for.
        reads: what the chapter had read, with digests.
        unmarked: unverified values in sentences that do not say so.
    """

    mime: str
    contents: Mapping[str, Any]
    shown: Mapping[str, Any]
    reads: Mapping[str, str] = field(default_factory=dict)
    unmarked: Sequence[Mapping[str, str]] = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        about = {"reads": dict(self.reads), **({"unmarked": list(self.unmarked)} if self.unmarked else {})}
        return {self.mime: dict(self.contents), **self.shown}, {"handbook": about}

    def __repr__(self) -> str:
        return str(self.shown["text/plain"])


class Chapter:
    """What a chapter knows: its name, its tables, the audit, and the languages it is published in.

    Args:
        name: file stem of the notebook.
        data_dir: folder with tables; those it lacks are the report's own.
        language: of what a notebook shows that is opened or run by itself; the author's by default.
        colours: colour by code, of the report's things.
    """

    def __init__(
        self,
        name: str,
        data_dir: str | Path = "data",
        language: str = "",
        colours: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        tables = Tables.open(data_dir)
        self.tables = ChapterTables(tables)
        self.ledger = ChapterLedger(Ledger.of(tables), self.tables.reads)
        self.colours = colours or {}
        self.languages = Languages(tables.languages, tables.own.folder.parent / "book" / "locale", tables.helpers)
        self.spoken = {code: self.languages.of_chapter(code, name) for code in self.languages.codes}
        self.language = language or self.languages.author
        self.languages.of(self.language)
        self._cells: dict[tuple[str, ...], Cells] = {}
        self._register()

    def _register(self) -> None:
        """Let the notebook show tables in the chapter's language, and say in the end what was read."""
        from IPython.core.getipython import get_ipython

        shell = get_ipython()
        if shell is not None:
            shell.meta.setdefault(_READS, []).append(self.tables.reads)
        if shell is not None and shell.display_formatter is not None:
            shell.display_formatter.mimebundle_formatter.for_type(
                Table, lambda table, **_: self.table(table)._repr_mimebundle_()
            )

    # ── outputs ──

    def _output(
        self,
        mime: str,
        contents: Mapping[str, Any],
        shown: Mapping[str, Any],
        unsaid: Sequence[Mapping[str, str]] = (),
    ) -> Output:
        return Output(mime, contents, shown, dict(self.tables.reads), unsaid)

    def _unsaid(
        self, text: str, sentence: Text, values: Mapping[str, Text], language: Language
    ) -> list[dict[str, str]]:
        """Return the unverified values that a sentence holds and does not call so; see `handbook.figures.evidence`."""
        names = tuple(
            name for name in self.tables.names if any(key.partition("?")[0] == name for key in self.tables.reads)
        )
        if names not in self._cells:
            claims = self.ledger.ledger.group("chapter", self.name)
            self._cells[names] = Cells(self.tables.tables, names, claims)
        held = (
            [values[name] for name in places(sentence) if name in values] if isinstance(sentence, str) else [sentence]
        )
        return unmarked(text, held, language, self._cells[names])

    def text(self, sentence: str, *facts: Mapping[str, Text], **values: Text) -> Output:
        """Return a paragraph of prose whose places are filled with values.

        Args:
            sentence: Markdown in the author's language, with places: ``"It {change} to {size}."``
            facts: values by name, such as the facts of a table; a sentence need not use all of them.
            values: further ones; each has its place.

        Raises:
            LanguageError: for a place that no value fills.
            FigureError: for a value that has no place.
        """
        if idle := [name for name in values if name not in places(sentence)]:
            raise FigureError(f"{sentence!r} has no place for {', '.join(idle)}.")
        offered: dict[str, Text] = {}
        for group in (*facts, values):
            offered.update(group)
        contents = {code: _prose(sentence, offered, language) for code, language in self.spoken.items()}
        plain = {code: _filled(sentence, offered, language) for code, language in self.spoken.items()}
        unsaid = [entry for code in plain for entry in self._unsaid(plain[code], sentence, offered, self.spoken[code])]
        shown = {"text/markdown": contents[self.language], "text/plain": plain[self.language]}
        return self._output(TEXT_MIME, contents, shown, unsaid)

    def later(self, *claims: str, **values: Mapping[Any, float]) -> Output | None:
        """Return a paragraph with what newer tables say of some claims; nothing where nothing is newer.

        Args:
            claims: ids of those whose checks read a table.
            values: by the ids of others, the quantity by year in the unit of the print.
        """
        asked: dict[str, Mapping[Any, float] | None] = {**dict.fromkeys(claims), **values}
        newer = [after for claim, series in asked.items() if (after := self.ledger.later(claim, series)) is not None]
        contents = {
            code: joined((in_markdown(sentence.written(language)) for sentence in newer), code)
            for code, language in self.spoken.items()
        }
        told = contents[self.language]
        return self._output(TEXT_MIME, contents, {"text/markdown": told, "text/plain": told}) if newer else None

    def table(self, table: Table) -> Output:
        """Return a table to be looked at."""
        contents = {code: _plain_table(table, language) for code, language in self.spoken.items()}
        shown = {
            "text/html": table.html(self.spoken[self.language]),
            "text/plain": _plain_text(contents[self.language]),
        }
        return self._output(TABLE_MIME, contents, shown)

    def figure(
        self,
        figure: str,
        chart: Chart | None = None,
        *,
        table: Table,
        title: str,
        caption: str = "",
        facts: Mapping[str, Text] | None = None,
        part: str = "",
        missing: Text = "",
        bars: Sequence[str] = (),
        **values: Text,
    ) -> Output:
        """Return a figure of the report, or a drawing that belongs to one, with the verdicts on its claims.

        More than six parameters: all that a reader sees of a figure, each named in the call.

        Args:
            figure: its id in the report, ``F20``.
            chart: what is drawn; None for a figure that is a table.
            table: the rows behind it, in the order to be shown.
            title: what a reader should take from it, with places for values; a value that is only unverified is said
                to be so.
            caption: what is drawn, with places for values.
            facts: values by name; those of the table are there already.
            part: tells several drawings of one figure apart; only the one without a part carries the verdicts.
            missing: what else is missing and why, beyond what ``data/figures.csv`` says.
            bars: columns whose numbers have a bar beside them, on one scale, in a figure that is a table.
            values: further values for title and caption.

        Raises:
            FigureError: for an unknown id, too many rows, no column to show, bars that none can draw, or a value that has
                no place.
            LanguageError: for a place that no value fills.
        """
        about = self._about(figure)
        if len(table) > MAX_ROWS:
            raise FigureError(
                f"{figure}: {len(table)} rows; a figure carries at most {MAX_ROWS}. Aggregate them first."
            )
        offered = {**table.facts, **(facts or {}), **values}
        texts = {"title": title, "caption": caption, "missing": missing, "alt": "" if chart is None else chart.alt}
        said_in = {place for text in texts.values() if isinstance(text, str) for place in places(text)}
        if idle := [name for name in values if name not in said_in]:
            raise FigureError(f"{figure}: no title, caption or other text has a place for {', '.join(idle)}.")
        contents: dict[str, Any] = {}
        unsaid: list[dict[str, str]] = []
        for code, language in self.spoken.items():
            said = {name: _filled(text, offered, language) for name, text in texts.items()}
            payload = self._payload(figure, part, about, table, bars, language)
            if payload["grades"] == [UNVERIFIED] and re.search(r"\d", said["title"]):
                said["title"] = written(Phrase("{title} (unverified)", title=Words({code: said["title"]})), language)
            for name in ("title", "caption", "missing"):
                unsaid += self._unsaid(said[name], texts[name], offered, language)
            spec = None if chart is None else self._drawn(chart, language, said["alt"])
            contents[code] = {**payload, **said, **({} if spec is None else {"spec": spec})}
        own_contents = contents[self.language]
        shown: dict[str, Any] = {"text/plain": _figure_text(own_contents)}
        if chart is None:
            shown["text/html"] = f"<h4>{escape(own_contents['title'])}</h4>{table.html(self.spoken[self.language])}"
        else:
            shown[VEGALITE_MIME] = {**own_contents["spec"], "$schema": _SCHEMA, "title": own_contents["title"]}
        return self._output(FIGURE_MIME, contents, shown, unsaid)

    def _drawn(self, chart: Chart, language: Language, alt: str) -> dict[str, Any]:
        # A chart has the same form in every language: the notebook's own is checked for all.
        with checked_once():
            look = Look(language, self.colours)
            drawing = chart.draw(look)
            return specification(drawing, alt, language.code == self.language, look.renamed)

    def claims(self) -> Output:
        """Return the verdicts on the chapter's claims that belong to no figure."""
        verdicts = self.ledger.of_chapter(self.name, without_figure=True)
        contents: dict[str, Any] = {
            code: {
                "kind": "verdicts",
                "id": f"{self.name}-claims",
                "language": code,
                "claims": [verdict.claim.claim for verdict in verdicts],
            }
            for code in self.spoken
        }
        text = "\n".join(
            f"{spoken(wording.printed_text(v, self.language), self.language)} ({v.claim.claim}): "
            f"{wording.verdict_word(v.verdict, self.language)}"
            for v in verdicts
        )
        return self._output(FIGURE_MIME, contents, {"text/plain": text})

    def not_recomputed(self) -> Output:
        """Return the chapter's figures that hold no data or whose data were never published, with the reasons."""
        rows = self.tables.read("figures", where={"chapter": self.name})
        rows = rows[rows["status"].isin(["not recomputable", "diagram"])]
        contents: dict[str, Any] = {
            code: {
                "kind": "lost",
                "id": f"{self.name}-lost",
                "language": code,
                "figures": [self._lost(row, code) for row in rows.to_dict("records")],
            }
            for code in self.spoken
        }
        entries = contents[self.language]["figures"]
        text = "\n".join(
            f"{entry['figure']} {entry['title']}: {entry['status']}. {entry['reason']}" for entry in entries
        )
        return self._output(FIGURE_MIME, contents, {"text/plain": text})

    # ── parts of a figure ──

    def _lost(self, row: Mapping[Any, Any], code: str) -> dict[str, Any]:
        ending = "" if code == self.languages.author else f"_{code}"
        return {
            "figure": row["figure"],
            "title": row[f"title{ending}"],
            "page": row["page"],
            "status": row["status"],
            "reason": row[f"reason{ending}"],
            "claims": self.ledger.claims_of(row["figure"]),
        }

    def _about(self, figure: str) -> dict[str, Any]:
        rows = self.tables.read("figures", where={"figure": figure})
        if rows.empty:
            near = difflib.get_close_matches(figure, self.tables.read("figures")["figure"], n=3)
            remedy = f"; near it: {', '.join(near)}" if near else ""
            raise FigureError(f"{figure!r} is no figure of data/figures.csv{remedy}.")
        about = {str(key): value for key, value in rows.iloc[0].to_dict().items()}
        if about["chapter"] != self.name:
            raise FigureError(
                f"{figure} belongs to chapter {about['chapter']!r} in data/figures.csv, not to {self.name!r}."
            )
        return about

    def _payload(
        self, figure: str, part: str, about: Mapping[str, Any], table: Table, bars: Sequence[str], language: Language
    ) -> dict[str, Any]:
        code = language.code
        columns = table.headings(language)
        if not columns:
            raise FigureError(f"{figure}: no column has a title; name the data tables or give `columns`.")
        self._bar_lengths(figure, table, columns, bars)
        rows = table.rows
        evidence, origins = (
            [value if isinstance(value, str) else "" for value in rows[column]] if column in rows.columns else []
            for column in ("evidence", "source")
        )
        payload = {
            "kind": "figure",
            "id": f"{figure}-{part}" if part else figure,
            "figure": figure,
            "chapter": self.name,
            "language": code,
            "status": about["status"],
            "reason": about["reason" if code == self.languages.author else f"reason_{code}"],
            "page": about["page"],
            "table": {"columns": columns, "rows": table.cells(language), "evidence": evidence, "sources": origins},
            "tables": list(table.tables),
            "sources": self._distinct("source", table),
            "grades": [grade for grade in EVIDENCE if grade in self._distinct("evidence", table)],
            "claims": [] if part else self.ledger.claims_of(figure),
        }
        revised = [change for name in table.tables for change in self._revisions(name) if _draws(table, change)]
        revised.sort(key=lambda change: -change.size)
        if revised:
            payload["revised"] = [self._revised(change, table, language) for change in revised[:REVISED]]
            payload["revised_more"] = max(0, len(revised) - REVISED)
        return payload

    def _revisions(self, name: str) -> list[Change]:
        """Return the numbers of a data table that revise the report's own; what was asked is remembered."""
        self.tables.reads[f"revisions?{name}"] = diff.revisions_digest(name, self.tables.tables)
        return diff.revisions(name, self.tables.tables)

    @staticmethod
    def _bar_lengths(figure: str, table: Table, columns: Sequence[dict[str, Any]], bars: Sequence[str]) -> None:
        unfit = [key for key in bars if not pd.api.types.is_numeric_dtype(table[key]) or (table[key] < 0).any()]
        if unfit:
            raise FigureError(f"{figure}: no bars for {', '.join(unfit)}: they need numbers, none below zero.")
        longest = max((float(table[key].max()) for key in bars), default=0.0)
        for column in columns:
            if column["key"] in bars and longest > 0:
                column["longest"] = longest

    def _revised(self, change: Change, table: Table, language: Language) -> dict[str, Any]:
        """Return a revision of a value in words, in the unit of the table beside it."""
        fields = self.tables.fields(change.table)[change.column]
        title = str(fields.get("title" if language.code == self.languages.author else f"title_{language.code}"))
        words = wording.key_words(change.table, change.key, self.tables.tables, language.code)
        values = float(change.old), float(change.new)
        shift = table.shift_of(change.unit, values, language)
        title = in_unit_of_reader(title, change.unit, shift, language.code)
        column = {"unit": change.unit, "key": change.column, "reader": {"shift": shift}}
        if change.unit == "fraction" or not shift:
            old, new = map(wording.percent if change.unit == "fraction" else wording.number, values)
        else:
            old, new = (shown_cell(value, column) for value in values)
        return {"table": change.table, "row": words, "column": title, "old": old, "new": new, "why": change.why}

    def _distinct(self, column: str, table: Table) -> list[str]:
        frames = [*([table.rows] if column in table.rows.columns else []), *table.behind]
        frames = frames or [self.tables.read(name) for name in table.tables]
        values = pd.concat([f[column] for f in frames if column in f.columns] or [pd.Series(dtype=str)])
        return list(dict.fromkeys(str(value) for value in values if isinstance(value, str) and value))


def _draws(table: Table, change: Change) -> bool:
    """Return whether a figure is drawn from the row that changed; where it keeps none of its key, it may be."""
    for frame in (table.rows, *table.behind):
        key = {column: value for column, value in change.key if column in frame.columns}
        if not key:
            continue
        rows = pd.Series(True, index=frame.index)
        for column, value in key.items():
            rows &= frame[column].astype(str) == value
        if rows.any():
            return True
    return not any(column in frame.columns for frame in (table.rows, *table.behind) for column, _ in change.key)


def what_was_read() -> Output:
    """Return an output that shows nothing and says what the chapters of this notebook have read.

    A table that is printed, or looked at as a plain frame, is in no output of ours: the last cell of a run asks.
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    reads: dict[str, str] = {}
    for read in shell.meta.get(_READS, ()) if shell is not None else ():
        reads.update(read)
    return Output(TEXT_MIME, {}, {"text/plain": ""}, reads)


def _filled(text: Text, values: Mapping[str, Text], language: Language) -> str:
    """Return a sentence of the author with its places filled, or a typed value, in a language."""
    if not isinstance(text, str):
        return written(text, language)
    chosen = {name: written(values[name], language) for name in places(text) if name in values}
    return language.fill(text, chosen)


def _prose(sentence: str, values: Mapping[str, Text], language: Language) -> str:
    """Return a sentence of the author, who writes Markdown, with values in its places, which are text."""
    chosen = {name: in_markdown(written(values[name], language)) for name in places(sentence) if name in values}
    return language.fill(sentence, chosen)


def _plain_table(table: Table, language: Language) -> dict[str, Any]:
    return {"columns": [entry["title"] for entry in table.headings(language)], "rows": table.cells(language)}


def _plain_text(table: Mapping[str, Any]) -> str:
    rows = [" | ".join("" if cell is None else str(cell) for cell in row) for row in table["rows"][:TEXT_ROWS]]
    more = len(table["rows"]) - len(rows)
    return "\n".join([" | ".join(table["columns"]), *rows, *([f"… {more} more rows"] if more > 0 else [])])


def _figure_text(payload: Mapping[str, Any]) -> str:
    table = payload["table"]
    titles = {"columns": [column["title"] for column in table["columns"]], "rows": table["rows"]}
    return f"{payload['figure']} {payload['title']}\n{_plain_text(titles)}"

"""Give every table over time newer, ragged data and look for sentences that join two periods, or stay at the old one.

Each edition changes one table: a plain new period, a new period for one member only, a member that ends early, a period
that is missing. In each, the values of one period after another are moved: a sentence that moves with them depends on
that period, so it has to name it. A sentence that stands as in the handbook's own edition and speaks of a period that this
one has as well mostly tests what the report says of its own year; it is counted, and printed with ``--all`` to be read.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from handbook import executors, terminal
from handbook.audit.validate import problems
from handbook.figures import chapter
from handbook.figures.chapter import FIGURE_MIME, TEXT_MIME
from handbook.figures.charts import Chart
from handbook.publish import engine, execute
from handbook.tables.snapshot import Tables, prepared
from tools import mutate

__all__ = ["Edition", "Flagged", "editions", "main", "named_years", "swept"]

Rows = list[dict[str, str]]
Said = dict[str, dict[str, str]]
"""Sentences by their places in a chapter, each by language."""

NUMERIC = ("integer", "number")
FACTOR = 1.4
"""By how much the values of a period are moved: words that judge move with them, not only digits."""

PARTS = ("title", "caption", "missing")


@dataclass(frozen=True)
class Edition:
    """One table with other rows.

    Attributes:
        table: its name.
        kind: what is new about it, in words.
        rows: all rows.
        periods: those to be moved, the newest first.
        old: the last period of the handbook's own table, where the edition has a newer one.
    """

    table: str
    kind: str
    rows: Rows
    periods: tuple[str, ...]
    old: str = ""


@dataclass(frozen=True)
class Flagged:
    """A sentence to be read: what it depends on and does not name, or the old period that it still names."""

    table: str
    kind: str
    chapter: str
    place: str
    why: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.table}, {self.kind}: {self.chapter}, {self.place}: {self.why}\n    {self.sentence}"


# ── editions ─────────────────────────────────────────────────────────────────────────────────────


def time_column(tables: Tables, name: str) -> str:
    """Return the column with the period of a table's rows; empty where it has none."""
    columns = [column for column in tables.fields(name) if column in ("year", "period") or column.endswith("_year")]
    return next((column for column in columns if not column.startswith(("founded", "first", "from"))), "")


def following(period: str) -> str:
    """Return the same period a year later.

    >>> following("2022"), following("2023H1")
    ('2023', '2024H1')
    """
    return f"{int(period[:4]) + 1}{period[4:]}"


def editions(tables: Tables, name: str) -> list[Edition]:
    """Return newer and ragged editions of a table: none for one without periods."""
    column, rows = time_column(tables, name), _rows(tables, name)
    if not column or tables.resource(name).get("template") is False:
        return []
    variants: list[Edition] = []
    for ending in sorted({row[column][4:] for row in rows if row[column]}):
        comparable = [row for row in rows if row[column] and row[column][4:] == ending]
        if column in tables.key(name):
            variants.extend(_of_series(tables, name, column, rows, comparable))
        else:
            variants.extend(_of_dated(name, column, rows, comparable, _numbers(tables, name)))
    return variants


def _rows(tables: Tables, name: str) -> Rows:
    return [{str(column): str(cell) for column, cell in row.items()} for row in tables.text(name).to_dict("records")]


def _numbers(tables: Tables, name: str) -> dict[str, dict[str, Any]]:
    """Return the columns with numbers that can move: neither key nor year nor rank."""
    return {
        column: field
        for column, field in tables.fields(name).items()
        if field.get("type") in NUMERIC and field.get("unit") not in ("year", "rank") and column not in tables.key(name)
    }


def _of_series(tables: Tables, name: str, column: str, rows: Rows, comparable: Rows) -> Iterator[Edition]:
    """Yield the editions of a table whose rows are a value each of a member in a period."""
    periods = sorted({row[column] for row in comparable})
    last, numbers = periods[-1], _numbers(tables, name)
    members = [key for key in tables.key(name) if key not in (column, "vintage", "position")]
    ending = [row for row in comparable if row[column] == last]
    new = [_moved({**row, column: following(last)}, numbers, 1.1) for row in ending]
    before = tuple(reversed(periods[-2:]))
    yield Edition(name, "a new period", rows + new, (following(last), *before[:1]), last)
    groups = [tuple(row[key] for key in members) for row in ending]
    if len(set(groups)) > 1:
        for group in (groups[0], groups[-1]):
            words = ", ".join(group)
            added = [row for row, one in zip(new, groups, strict=True) if one == group]
            yield Edition(name, f"a new period for {words} alone", rows + added, (following(last), last), last)
            kept = [row for row in rows if not (row[column] == last and tuple(row[key] for key in members) == group)]
            yield Edition(name, f"{words} ends early", kept, before)
    if len(periods) > 2:
        kept = [row for row in rows if row[column] != periods[-2]]
        yield Edition(name, f"{periods[-2]} is missing", kept, (last, periods[-3]))


def _of_dated(
    name: str, column: str, rows: Rows, comparable: Rows, numbers: Mapping[str, Mapping[str, Any]]
) -> Iterator[Edition]:
    """Yield the editions of a table whose rows have a date beside their key: all move on, or one of them."""
    last = max(row[column] for row in comparable)
    moved = {
        id(row): _moved({**row, column: following(last)}, numbers, 1.1) for row in comparable if row[column] == last
    }
    yield Edition(name, "all move on", [moved.get(id(row), row) for row in rows], (following(last),), last)
    if len(moved) > 1:
        for kind, one in (("the first moves on", next(iter(moved))), ("the last moves on", list(moved)[-1])):
            yield Edition(
                name, kind, [moved[one] if id(row) == one else row for row in rows], (following(last), last), last
            )


def _moved(row: dict[str, str], numbers: Mapping[str, Mapping[str, Any]], factor: float) -> dict[str, str]:
    """Return a row whose numbers are larger by a factor, or smaller where they may not be as large."""
    new = dict(row)
    for column, field in numbers.items():
        if not row[column]:
            continue
        value, limit = float(row[column]), float(field.get("constraints", {}).get("maximum", "inf"))
        value = value * factor if value * factor <= limit else value / factor
        digits = max(len(row[column].partition(".")[2]), 3)
        new[column] = str(round(value)) if field["type"] == "integer" else f"{value:.{digits}f}"
    return new


def _write(folder: Path, tables: Tables, name: str, rows: Rows) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(tables.fields(name)), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# ── what a chapter says ──────────────────────────────────────────────────────────────────────────


def said(outputs: Mapping[int, str]) -> Said:
    """Return the sentences of an executed chapter by their places: titles, captions, paragraphs."""
    sentences: Said = {}
    for position, text in outputs.items():
        for output in json.loads(text):
            data = output.get("data", {})
            if data.get(TEXT_MIME):
                sentences[f"cell {position + 1}"] = data[TEXT_MIME]
            for code, content in data.get(FIGURE_MIME, {}).items():
                for part in PARTS if content["kind"] == "figure" else ():
                    sentences.setdefault(f"{content['id']} {part}", {})[code] = content[part]
    return sentences


_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_SPAN = re.compile(rf"{_YEAR}年?(?:–|-|—|至| to | and |到|/)(?:the year )?((?:19|20)\d\d)")
_BEFORE = re.compile(r"year before|the one before|上年|同比|on the year|a year earlier|previous")


def named_years(sentence: str) -> set[int]:
    """Return the years that a sentence names, those inside of a span and the year before included.

    >>> sorted(named_years("between 2018 and 2020 it grew; in 2022 by 5% on the year before"))
    [2017, 2018, 2019, 2020, 2021, 2022]
    """
    years = {int(year) for year in re.findall(_YEAR, sentence)}
    for first, last in _SPAN.findall(sentence):
        years.update(range(int(first), int(last) + 1))
    if _BEFORE.search(sentence):
        years |= {year - 1 for year in years}
    return years


# ── sweeping ─────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _own() -> Tables:
    return Tables.open()


@dataclass(frozen=True)
class Task:
    """An edition, and a chapter that reads its table together with others over time."""

    edition: Edition
    chapter: str
    others: tuple[str, ...]


def _run(task: Task, moved: str = "", others: bool = False) -> Said:
    """Execute a chapter on an edition, in which the values of a period are moved, or the last ones of the other tables."""
    own, edition = _own(), task.edition
    numbers, column = _numbers(own, edition.table), time_column(own, edition.table)
    rows = [_moved(row, numbers, FACTOR) if row[column] == moved else row for row in edition.rows]
    with tempfile.TemporaryDirectory() as scratch:
        _write(Path(scratch), own, edition.table, rows)
        for name in task.others if others else ():
            at = time_column(own, name)
            other_rows = _rows(own, name)
            last = max(row[at] for row in other_rows)
            changed = [_moved(row, _numbers(own, name), FACTOR) if row[at] == last else row for row in other_rows]
            _write(Path(scratch), own, name, changed)
        notebook = own.folder.parent / "book" / f"{task.chapter}.ipynb"
        with prepared(Tables(Path(scratch), own)), _undrawn() if moved or others else contextlib.nullcontext():
            return said(mutate.run_chapter(notebook, Path(scratch))[0])


@contextlib.contextmanager
def _undrawn() -> Iterator[None]:
    """Leave charts out, which take most of a chapter's time: sentences are compared, and they were drawn once before."""
    figure, specification = chapter.Chapter.figure, chapter.specification

    def plain(self: chapter.Chapter, name: str, chart: Chart | None = None, **more: Any) -> chapter.Output:
        return figure(self, name, None if chart is None else Chart(lambda look: None, chart.alt), **more)

    places: Any = chapter
    try:
        places.Chapter.figure, places.specification = plain, lambda *_, **__: {}
        yield
    finally:
        places.Chapter.figure, places.specification = figure, specification


def _refused(task: Task) -> bool:
    """Return whether an edition is refused before any chapter runs."""
    own = _own()
    with tempfile.TemporaryDirectory() as scratch:
        _write(Path(scratch), own, task.edition.table, task.edition.rows)
        return bool(problems(Tables(Path(scratch), own), own.folder.parent))


@lru_cache(maxsize=1)
def _published(name: str) -> Said:
    """Return what a chapter says of the handbook's own tables, as it is stored."""
    notebook = execute.load(_own().folder.parent / "book" / f"{name}.ipynb")
    return said({at: json.dumps(cell.get("outputs", [])) for at, cell in enumerate(notebook.cells)})


READ = "to read: "
"""How the reason begins where a sentence stands as in the handbook's own edition, of a period that this has as well."""

WHOLE = ("a new period", "all move on")
"""Editions in which every member has the new period: in others what is said of all of them stays at the one before."""


def swept(task: Task) -> list[Flagged]:
    """Return what is to be mended or read of a chapter on an edition; nothing of one that `handbook check` refuses."""
    edition, known = task.edition, {text for forms in _published(task.chapter).values() for text in forms.values()}
    flagged: dict[str, Flagged] = {}

    def flag(place: str, why: str, sentence: str, read: bool = False) -> None:
        why = f"{READ}{why}" if read else why
        flagged.setdefault(place, Flagged(edition.table, edition.kind, task.chapter, place, why, sentence))

    try:
        now = _run(task)
    except engine.CellError as error:
        flag("", "fails", str(error))
        now = {}
    for place, forms in now.items():
        if re.search(r"\bnan\b|\{\w+\}|\bNone\b", forms["en"]):
            flag(place, "holds what is no value", forms["en"])
    try:
        for place, why, sentence, read in _unnamed(task, now, known):
            flag(place, why, sentence, read)
    except engine.CellError as error:
        flag("", "fails where values are moved", str(error))
    return [] if flagged and _refused(task) else list(flagged.values())


def _unnamed(task: Task, now: Said, known: set[str]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield sentences that rest on a period and do not name it: place, reason, sentence, and whether it is only to be read."""
    edition = task.edition
    for period in edition.periods if now else ():
        own = not edition.old or period <= edition.old
        for place in _differ(now, task, period):
            for sentence in now[place].values():
                if int(period[:4]) not in named_years(sentence):
                    yield place, f"moves with {period} and does not name it", sentence, own and sentence in known
                elif edition.old == period and int(following(period)[:4]) not in named_years(sentence):
                    yield place, f"stays at {period}", sentence, sentence in known or edition.kind not in WHOLE
    lasts = {int(max(_own().text(name)[time_column(_own(), name)])[:4]) for name in task.others}
    for place in _differ(now, task, others=True) if now and lasts else ():
        for sentence in now[place].values():
            if not lasts & named_years(sentence):
                why = "moves with the last periods of other tables and names none of them"
                yield place, why, sentence, sentence in known


def _differ(now: Said, task: Task, moved: str = "", others: bool = False) -> list[str]:
    """Return the places of sentences that are not the same where values are moved."""
    try:
        then = _run(task, moved, others)
    except engine.CellError as error:
        if error.name == "TableError":
            return []  # what is moved no longer fits what else the tables say
        raise
    return [place for place, forms in now.items() if place in then and then[place] != forms]


def tasks(names: Sequence[str] = (), chapters: Sequence[str] = ()) -> list[Task]:
    """Return what there is to sweep: the editions of some tables, or of all, in each chapter that reads them."""
    own = _own()
    todo: list[Task] = []
    for notebook in execute.chapters(own.folder.parent):
        if chapters and notebook.stem not in chapters:
            continue
        reads = {key.partition("?")[0] for key in mutate.run_chapter(notebook, own.folder)[1]}
        read = [name for name in own.names if name in reads and editions(own, name)]
        for name in read if not names else [name for name in read if name in names]:
            others = tuple(other for other in read if other != name)
            todo.extend(Task(edition, notebook.stem, others) for edition in editions(own, name))
    return todo


def main(arguments: Sequence[str] | None = None) -> int:
    """Sweep and print what is to be read; return 1 where a chapter fails or a sentence names no period of its values."""
    terminal.forgiving()
    parser = argparse.ArgumentParser(prog="python -m tools.sweep", description=__doc__)
    parser.add_argument("--jobs", type=int, default=0, help="how many at a time; one per processor by default")
    parser.add_argument("--table", action="append", default=[], help="only this table; may be given again")
    parser.add_argument("--chapter", action="append", default=[], help="only this chapter; may be given again")
    parser.add_argument("--all", action="store_true", help="also what stands as in the handbook's own edition")
    chosen = parser.parse_args(arguments)
    execute.warm()
    todo = tasks(chosen.table, chosen.chapter)
    flagged: list[Flagged] = []
    for number, (_, many) in enumerate(executors.choose(chosen.jobs).map(swept, todo), start=1):
        print(f"{number} of {len(todo)}", end="\r", file=sys.stderr)
        flagged += many
    wrong = [one for one in flagged if not one.why.startswith(READ)]
    by_sentence: dict[tuple[str, str, str, str], list[Flagged]] = {}
    for one in sorted(
        flagged if chosen.all else wrong, key=lambda one: (one.why.startswith(READ), one.chapter, one.place)
    ):
        by_sentence.setdefault((one.chapter, one.place, one.sentence, one.why), []).append(one)
    for (name, place, sentence, why), many in by_sentence.items():
        print(f"{name}, {place}: {why}\n    {sentence}")
        print("    " + "; ".join(f"{one.table}, {one.kind}" for one in many) + "\n")
    print(
        f"{len(todo)} editions of a table in a chapter; {len(wrong)} sentences to mend, {len(flagged) - len(wrong)} to read."
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    # Under this name the forks would look for the functions in another module.
    from tools import sweep

    sys.exit(sweep.main())

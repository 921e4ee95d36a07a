"""What `tools.bench` measured, in words and tables: docs/benchmarks.md and docs/scaling.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["CHAPTERS", "OURS", "STEPS", "Row", "report", "scaling"]

CHAPTERS = 6
OURS = "handbook"
STEPS = ("cold", "no change", "one table", "prose only", "helper changed")


@dataclass(frozen=True)
class Row:
    """One measurement.

    Attributes:
        system: who did the work.
        step: which work.
        wall, cpu: seconds.
        memory: peak of the largest process in MB.
        executed: chapters executed; None where it was not counted.
        page: ``right`` or ``stale``: what the page concerned shows afterwards.
        load: processes that waited for the processors of the machine when the part began.
    """

    system: str
    step: str
    wall: float
    cpu: float
    memory: int
    executed: int | None = None
    page: str = ""
    load: float = 0.0


Rows = Mapping[tuple[str, str], Row]
"""Measurements by system and step."""


def report(result: dict[str, Any]) -> str:
    """Return docs/benchmarks.md."""
    rows = [Row(**row) for row in result["rows"]]
    by = {(row.system, row.step): row for row in rows}
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; nothing here is typed. Walls vary from machine to machine and from run to run;",
        "ratios are what counts. The suite tests counts (chapters executed, kernels started, pages written), never seconds.",
        "",
        "## Machine",
        "",
        *(f"- {key}: {value}" for key, value in result["machine"].items()),
        *(f"- {name}: {number}" for name, number in result["peers"].items()),
        "",
        *_systems(rows, by),
        *_whole(by),
        *_phases(result.get("phases", {})),
        *_growth(by),
        *_raw(rows),
    ]
    return "\n".join(lines) + "\n"


def _systems(rows: list[Row], by: Rows) -> list[str]:
    """Return how long the systems took for the same chapters."""
    names = list(
        dict.fromkeys(row.system for row in rows if row.step == "cold" and (row.system, "helper changed") in by)
    )
    lines = [
        f"## The same {CHAPTERS} generated chapters in every system",
        "",
        "Each chapter reads a table of its own, draws a chart and shows three verdicts. Seconds; in brackets the ratio to",
        "the system's own cold build. *Executed* counts chapters; *page* says whether the page concerned shows the change.",
        "",
        "| system | " + " | ".join(STEPS) + " | executed | page after one table | page after a helper changed |",
        "|---|" + "---:|" * len(STEPS) + "---|---|---|",
    ]
    for name in names:
        cold = by[name, "cold"].wall
        cells = [
            _number(by[name, step].wall) + ("" if step == "cold" else f" ({by[name, step].wall / cold:.2f})")
            for step in STEPS
        ]
        counts = ", ".join(str(by[name, step].executed) for step in STEPS)
        pages = [by[name, step].page for step in ("one table", "helper changed")]
        lines.append(
            f"| {name} | {' | '.join(cells)} | {counts} | {' | '.join(f'**{p}**' if p == 'stale' else p for p in pages)} |"
        )
    lines += ["", "### Cold build, times ours", ""]
    wall = by[OURS, "cold"].wall
    lines += [f"- {name}: {by[name, 'cold'].wall / wall:.1f}" for name in names if name != OURS]
    return lines


def _whole(by: Rows) -> list[str]:
    """Return how long the whole handbook took, beside Jupyter Book."""
    if ("Jupyter Book 1, force, whole handbook", "cold") not in by:
        return []
    handbook, jupyter_book = by["whole handbook", "cold"], by["Jupyter Book 1, force, whole handbook", "cold"]
    return [
        "",
        "## The whole handbook",
        "",
        f"{handbook.executed} chapters, the same pages: ours takes **{handbook.wall / jupyter_book.wall:.2f}** of the time of",
        f"`jupyter-book build` that executes the chapters ({_number(handbook.wall)} s and {_number(jupyter_book.wall)} s);",
        "the goal is 0.35. Ours is the site in both languages, theirs in one.",
        *_second_language(by),
        "",
        "As a share of our cold build (one run); each small change is the median of three:",
        "",
        *(
            f"- {step}: {row.wall / handbook.wall:.3f} ({_number(row.wall)} s), {row.executed} executed; the goal is {goal}."
            for step, goal in (("no change", "0.02"), ("one table", "0.2"), ("prose only", "0.3"))
            if (row := by.get(("whole handbook", step)))
        ),
        "",
    ]


def _second_language(by: Rows) -> list[str]:
    """Return what the second language adds: both builds are of the same run, one after the other."""
    one, both = by.get(("whole handbook", "cold, one language")), by.get(("whole handbook", "all languages again"))
    if one is None or both is None:
        return []
    return [
        f"The second language adds {both.wall / one.wall - 1:.0%} to a cold build of one ({_number(one.wall)} s; of "
        f"processor seconds {both.cpu / one.cpu - 1:.0%}); the goal is 30%.",
    ]


def _phases(took: dict[str, float]) -> list[str]:
    """Return where a cold build spends its time."""
    if not took:
        return []
    rows = [f"| {label} | {_number(seconds)} |" for label, seconds in took.items()]
    return ["", "## Where a cold build spends its time", "", "| | seconds |", "|---|---:|", *rows]


def _growth(by: Rows) -> list[str]:
    """Return how the work grows with chapters, claims and rows, and how long commands take to start."""
    lines = []
    small, large = by.get(("10 chapters", "cold")), by.get(("100 chapters", "cold"))
    if small and large:
        lines += [
            "",
            "## Growth",
            "",
            f"- Ten times the chapters take {large.wall / small.wall:.1f} times the time (goal 10.5) and the largest process",
            f"  {large.memory / small.memory:.2f} times the memory ({small.memory} and {large.memory} MB).",
        ]
    for system, step in (("10,000 claims", "audit"), ("100,000 claims", "audit"), ("1,000,000 applicants", "build")):
        row = by.get((system, step))
        if row:
            lines.append(f"- {system}: {_number(row.wall)} s, {row.memory} MB{'; ' + row.page if row.page else ''}.")
    for command, goal in (("handbook --help", "0.3"), ("handbook check", "2")):
        row = by.get((command, "start"))
        if row:
            lines.append(f"- `{command}`: {row.wall:.2f} s (goal {goal}).")
    return lines


def _raw(rows: list[Row]) -> list[str]:
    """Return every measurement."""
    lines = [
        "",
        "## Raw figures",
        "",
        "Load: how many processes waited for the processors when the part began; on a busy machine walls say little.",
        "",
        "| system | step | wall s | processor s | peak MB | executed | page | load |",
        "|---|---|---:|---:|---:|---:|---|---:|",
    ]
    for row in rows:
        executed = "" if row.executed is None else row.executed
        lines.append(
            f"| {row.system} | {row.step} | {row.wall:.2f} | {row.cpu:.2f} | {row.memory} | {executed} | {row.page} | {row.load:.1f} |"
        )
    return lines


def _number(seconds: float) -> str:
    return f"{seconds:.2f}" if seconds < 10 else f"{seconds:.1f}"


PROVINCES, YEARS = 31, 10


def scaling(result: dict[str, Any]) -> str:
    """Return docs/scaling.md: what 31 provinces and ten years would take, from measured unit costs."""
    by = {(row["system"], row["step"]): row for row in result["rows"]}
    cold, one = by["whole handbook", "cold"], by["whole handbook", "cold, one language"]
    edition = by["whole handbook", "an edition with one table of its own"]
    editions = PROVINCES * YEARS
    full = editions * cold["cpu"]
    shared = editions * edition["cpu"]
    site = result["site"]
    storage = editions * site["bytes"]
    unique = site["bytes"] + editions * (site["bytes"] - site["shared"])
    price = 0.04  # US dollars per processor hour, the order of magnitude of rented machines
    return "\n".join(
        [
            f"# From one report to {PROVINCES * YEARS} editions",
            "",
            "Written by `make bench` from the unit costs that it measured (see `benchmarks.md`); only the number of editions",
            "and the price of a processor hour are assumed.",
            "",
            f"{PROVINCES} provinces × {YEARS} years = {editions} editions, each in two languages.",
            "",
            "## Unit costs",
            "",
            "| | processor seconds | chapters executed |",
            "|---|---:|---:|",
            f"| an edition in both languages, everything new | {cold['cpu']:.1f} | {cold['executed']} |",
            f"| the same in one language | {one['cpu']:.1f} | {one['executed']} |",
            f"| an edition with one table of its own | {edition['cpu']:.1f} | {edition['executed']} |",
            "",
            f"A site holds {site['files']} files, {site['bytes'] / 1e6:.1f} MB, of which {site['shared'] / 1e6:.1f} MB are the same in every edition",
            "(fonts, scripts, style sheets).",
            "",
            "## Time",
            "",
            f"All editions with all tables new take {full / 3600:.1f} processor hours; if each edition differs from the handbook in",
            f"one table, {shared / 3600:.1f}, because chapters whose rows are the same are taken over.",
            "",
            "| processors | hours, everything new | hours, one table each |",
            "|---:|---:|---:|",
            *(f"| {n} | {full / n / 3600:.2f} | {shared / n / 3600:.2f} |" for n in (2, 16, 64, 256)),
            "",
            "Editions do not wait for each other, so the time is divided by the processors until there are as many as",
            f"editions ({editions}); beyond that, a single edition's chapters are the unit.",
            "",
            "## Cost and storage",
            "",
            f"- {full / 3600 * price:.2f} US dollars for everything new, at {price} dollars per processor hour.",
            f"- {storage / 1e9:.1f} GB if every site stands alone, {unique / 1e9:.1f} GB if they share what is the same.",
            f"- {cold['memory']} MB of memory per process at the peak.",
            "",
            "## The way there",
            "",
            "1. One machine: `handbook batch` builds editions one after another on all processors.",
            "2. Several machines: `dask scheduler` on one, `dask worker tcp://HOST:8786 --nthreads 1 --nworkers auto` on each,",
            "   `handbook build --scheduler tcp://HOST:8786`. Jobs carry notebook and tables, results the executed chapter:",
            "   no folder is shared, each worker needs the same version of the handbook (another one is refused by name).",
            "   A worker that dies loses nothing; its jobs go to another. The bytes are those of a local build.",
            "3. What binds first is not the machines but the data: one table of each kind per province and year, with sources.",
            "   The sites' search index and audit page grow with the claims of one edition, not with the number of editions.",
            "",
        ]
    )

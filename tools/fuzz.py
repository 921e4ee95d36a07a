"""Give every table, and data packages and workbooks, contents that no table should have, and see what is said.

`handbook check` has to end with status 1 and name the file, the place, what stands there, what was expected and the
next step; never with a traceback, after more than 30 seconds, with more than 1 GB or with more than 200 lines. Each
trial runs in a fork of a process that has read the handbook's own tables. ``make fuzz`` writes its section of
``docs/reliability.md``; each trial can be had again from the seed and its number.
"""

from __future__ import annotations

import argparse
import ctypes
import io
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from handbook import cli, terminal
from handbook.tables.snapshot import PACKAGE, Tables, prepared
from tools import reliability

__all__ = ["Trial", "main", "packages", "run", "tables", "verdict"]

SECONDS, BYTES, LINES = 30, 1 << 30, 200
NUMBERS = {
    "a text where a number belongs": "n/a",
    "a number of 30 digits": "123456789012345678901234567890",
    "1e99": "1e99",
    "a number of 5,000 digits": "7" * 5_000,
    "infinity": "Infinity",
    "no number": "NaN",
    "an error value": "#REF!",
    "two points": "1.2.3",
    "a formula": "=1+2",
}


@dataclass(frozen=True)
class Trial:
    """One folder with something wrong in it.

    Attributes:
        kind: what it is counted under.
        name: of the table, or of the entry.
        write: writes it into a folder.
    """

    kind: str
    name: str
    write: Callable[[Path], None]


def _file(name: str, content: str | bytes) -> Callable[[Path], None]:
    raw = content.encode() if isinstance(content, str) else content

    def write(folder: Path) -> None:
        (folder / name).write_bytes(raw)

    return write


def _at(name: str, make: Callable[[Path], None]) -> Callable[[Path], None]:
    return lambda folder: make(folder / name)


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def tables(own: Tables, chance: random.Random, each: int) -> Iterator[Trial]:
    """Yield some trials for every table: cells, rows, headers, bytes."""
    for name in own.names:
        possible = list(_of_table(name, own, chance))
        yield from chance.sample(possible, min(each, len(possible)))


def _of_table(name: str, own: Tables, chance: random.Random) -> Iterator[Trial]:
    frame, fields = own.text(name), own.fields(name)
    file = f"{name}.csv"

    def written(changed: pd.DataFrame) -> str:
        return str(changed.to_csv(index=False, lineterminator="\n"))

    text = written(frame)
    head, *rows = text.splitlines(keepends=True)
    at = chance.randrange(len(frame))
    numbers = [column for column, entry in fields.items() if entry.get("type") in ("integer", "number")]
    if numbers:
        column = chance.choice(numbers)
        for kind, value in NUMBERS.items():
            changed = frame.copy().astype("object")
            changed.loc[at, column] = value
            yield Trial(kind, name, _file(file, written(changed)))
    required = [column for column, entry in fields.items() if entry.get("constraints", {}).get("required")]
    if required:
        changed = frame.copy().astype("object")
        changed.loc[at, chance.choice(required)] = ""
        yield Trial("an empty cell", name, _file(file, written(changed)))
    columns = list(frame.columns)
    gone = chance.choice(columns)
    yield Trial("a column is missing", name, _file(file, written(frame.drop(columns=gone))))
    yield Trial("a column has another name", name, _file(file, written(frame.rename(columns={gone: "zzz"}))))
    yield Trial("a column too many", name, _file(file, written(frame.assign(zzz="1"))))
    yield Trial("a row stands twice", name, _file(file, text + rows[-1]))
    yield Trial("a cell too many", name, _file(file, text + rows[-1].rstrip("\n") + ",1\n"))
    yield Trial("a quotation mark that is not closed", name, _file(file, text + '"' + rows[-1]))
    yield Trial("no header", name, _file(file, "".join(rows)))
    yield Trial("nothing but a header", name, _file(file, head))
    yield Trial("an empty file", name, _file(file, b""))
    yield Trial(
        "a zero byte", name, _file(file, text[: len(text) // 2].encode() + b"\x00" + text[len(text) // 2 :].encode())
    )
    yield Trial("pipes between cells", name, _file(file, frame.to_csv(index=False, sep="|")))
    yield Trial("UTF-32", name, _file(file, text.encode("utf-32")))
    yield Trial("random bytes", name, _file(file, chance.randbytes(2_000)))
    yield Trial("a million columns", name, _file(file, head.rstrip("\n") + ",x" * 1_000_000 + "\n" + "".join(rows)))
    yield Trial("a line of 50 MB", name, _file(file, text + "x" * 50_000_000 + "\n"))
    yield Trial("two files of one table", name, _both(file, text))
    yield Trial("a workbook that is none", name, _file(f"{name}.xlsx", text))
    yield Trial("a workbook that is cut off", name, _workbook(f"{name}.xlsx", frame))
    big5 = text.encode("big5", "ignore")
    if len(big5) > len(text) * 1.2:
        yield Trial("Big5", name, _file(file, big5))
    for kind, make in OTHER_FILES.items():
        yield Trial(kind, name, _at(file, make))


def _both(file: str, text: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / file).write_text(text, encoding="utf-8")
        (folder / file).with_suffix(".tsv").write_text(text.replace(",", "\t"), encoding="utf-8")

    return write


def _workbook(file: str, frame: pd.DataFrame) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        workbook = io.BytesIO()
        frame.to_excel(workbook, index=False)
        (folder / file).write_bytes(workbook.getvalue()[: len(workbook.getvalue()) // 2])

    return write


def _loop(path: Path) -> None:
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)


def _unreadable(path: Path) -> None:
    path.write_text("x", encoding="utf-8")
    path.chmod(0)


OTHER_FILES: dict[str, Callable[[Path], None]] = {
    "a directory": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": _loop,
    "a file that may not be read": _unreadable,
}


# ── data packages ────────────────────────────────────────────────────────────────────────────────

_ALIASES = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(8)
)
PACKAGES: dict[str, str | bytes] = {
    "not YAML": "resources: [",
    "a tab": "resources:\n\t- name: gdp\n",
    "a list": "- 1\n- 2\n",
    "a text": "gdp",
    "a number": "42",
    "nothing": "",
    "resources is a mapping": "resources: {gdp: {}}",
    "resources is a text": "resources: gdp",
    "a resource is a text": "resources: [gdp]",
    "a resource without a name": "resources: [{path: gdp.csv}]",
    "a name that is a list": "resources: [{name: [gdp]}]",
    "an unknown table": "resources: [{name: gdpp}]",
    "a path above the folder": "resources: [{name: gdp, path: ../gdp.csv}]",
    "a path from the root": "resources: [{name: gdp, path: /etc/passwd}]",
    "a path of Windows": "resources: [{name: gdp, path: 'C:\\x.csv'}]",
    "a path that is a number": "resources: [{name: gdp, path: 3}]",
    "a path that is no CSV": "resources: [{name: gdp, path: gdp.xml}]",
    "schema is a list": "resources: [{name: gdp, schema: []}]",
    "fields is a mapping": "resources: [{name: gdp, schema: {fields: {year: 1}}}]",
    "a field without a name": "resources: [{name: gdp, schema: {fields: [{type: year}]}}]",
    "a field of an unknown type": "resources: [{name: gdp, schema: {fields: [{name: year, type: yeer}]}}]",
    "constraints is a list": "resources: [{name: gdp, schema: {fields: [{name: year, constraints: [1]}]}}]",
    "a minimum that is a text": "resources: [{name: gdp, schema: {fields: [{name: year, constraints: {minimum: a}}]}}]",
    "a pattern that is none": "resources: [{name: gdp, schema: {fields: [{name: source, constraints: {pattern: '('}}]}}]",
    "a pattern that never ends": "resources: [{name: gdp, schema: {fields: [{name: source, constraints: {pattern: '(S+)+x'}}]}}]",
    "an unknown constraint": "resources: [{name: gdp, schema: {fields: [{name: year, constraints: {minmum: 1}}]}}]",
    "an enum that is a text": "resources: [{name: gdp, schema: {fields: [{name: source, constraints: {enum: a}}]}}]",
    "an unknown unit": "resources: [{name: gdp, schema: {fields: [{name: gdp_100m_cny, unit: furlongs}]}}]",
    "a key that is no column": "resources: [{name: gdp, schema: {primaryKey: [yeer]}}]",
    "a key that is a number": "resources: [{name: gdp, schema: {primaryKey: 3}}]",
    "foreign keys that are none": "resources: [{name: gdp, schema: {foreignKeys: [1]}}]",
    "a foreign key to no table": "resources: [{name: gdp, schema: {foreignKeys: [{fields: year, reference: {resource: x, fields: y}}]}}]",
    "series is a text": "resources: [{name: gdp, series: year}]",
    "series over no column": "resources: [{name: gdp, series: {over: yeer}}]",
    "series over a text": "resources: [{name: gdp, series: {over: source}}]",
    "gaps that are no years": "resources: [{name: gdp, series: {gaps: [x]}}]",
    "a jump that is a text": "resources: [{name: gdp, series: {jump: far}}]",
    "a relation that is none": "resources: [{name: cloud_market, relations: [1]}]",
    "a relation of no column": "resources: [{name: cloud_market, relations: [{sum: x, of: {segment: [a]}, to: 1}]}]",
    "follows that is none": "resources: [{name: gdp, follows: [{column: gdp_100m_cny}]}]",
    "follows a column that is not there": "resources: [{name: gdp, follows: [{column: x, from: 'gdp/x?year={year}'}]}]",
    "ranks of no column": "resources: [{name: gdp, ranks: [{column: x}]}]",
    "ranks of a text": "resources: [{name: gdp, ranks: [{column: source}]}]",
    "keeps no column": "resources: [{name: gdp, keeps: {x: [1]}}]",
    "needs no column": "resources: [{name: gdp, needs: {x: {}}}]",
    "confirmed is a text": "resources: [{name: gdp, confirmed: all}]",
    "contradictions of nothing": "resources: [{name: cloud_market, contradictions: [{column: size_100m_cny, year: 1900}]}]",
    "languages is a text": "languages: en",
    "aliases that grow": _ALIASES + "resources: [{name: gdp}]\n",
    "an object of Python": "resources: !!python/object/apply:os.system ['true']\n",
    "a depth of 5,000": "resources: " + "[" * 5_000 + "]" * 5_000,
    "bytes that are no text": b"resources: [{name: \xff\xfe}]",
    "a zero byte": b"resources: [{name: g\x00dp}]",
    "10 MB": "resources: [{name: gdp}]\nx: " + "y" * 10_000_000,
}


def packages(own: Tables) -> Iterator[Trial]:
    """Yield data packages that are none, each beside two tables that are right."""
    beside = [own.file(name) for name in ("gdp", "cloud_market")]

    def both(write: Callable[[Path], None]) -> Callable[[Path], None]:
        def written(folder: Path) -> None:
            for file in beside:
                (folder / file.name).write_bytes(file.read_bytes())
            write(folder)

        return written

    for kind, text in PACKAGES.items():
        yield Trial("a data package", kind, both(_file(PACKAGE, text)))
    for kind, make in OTHER_FILES.items():
        yield Trial("a data package", kind, both(_at(PACKAGE, make)))


# ── what is said ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Said:
    """What came of a trial: exit status (negative: a signal), text, seconds, bytes at most."""

    status: int
    text: str
    seconds: float
    bytes: int


def run(trial: Trial, own: Tables) -> Said:
    """Let `handbook check` look at a folder in a fork, which may not read what is another's."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "next"
        folder.mkdir()
        trial.write(folder)
        said = Path(scratch) / "said"
        begun = time.perf_counter()
        child = os.fork()
        if child == 0:
            _child(folder, said, own)
        status, usage = os.wait4(child, 0)[1:]
        seconds = time.perf_counter() - begun
        text = said.read_text(encoding="utf-8", errors="replace") if said.exists() else ""
        return Said(os.waitstatus_to_exitcode(status), text, seconds, usage.ru_maxrss * 1024)


def _without_privileges() -> None:
    """Give up that the superuser may read every file (Linux): what belongs to others stays shut."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    libc.capget(header, sets)
    for place in range(2):  # effective and permitted: without CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
        sets[place] &= ~0b110
    libc.capset(header, sets)


def _child(folder: Path, said: Path, own: Tables) -> None:
    """Check the folder and end this process."""
    status = 99
    out = said.open("w", encoding="utf-8")
    try:
        _without_privileges()
        signal.alarm(4 * SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (6 * BYTES, 6 * BYTES))
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        sys.stdout = sys.stderr = out
        with prepared(own):
            cli.main(["check", "--data", str(folder)], standalone_mode=True)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc(file=out)
    finally:
        out.flush()
        os._exit(status)


def verdict(said: Said, own_bytes: int = 0) -> str:
    """Return what is not right about what was said; nothing where all is.

    >>> verdict(Said(1, "gdp.csv, row 3: found 'x', expected a number. Mend it.\\n1 problem; nothing was built.", 1, 1))
    ''
    >>> verdict(Said(0, "all is well", 1, 1))
    'accepted'
    >>> verdict(Said(0, "gdp.csv: vertical bars between cells read as a table in UTF-8 with commas", 1, 1))
    ''
    """
    wrong = []
    if "Traceback" in said.text or said.status not in (0, 1):
        wrong.append(f"a traceback or a signal (status {said.status}): {said.text.strip()[-200:]}")
    elif said.status == 0 and not re.search(r"notice: | read as ", said.text):
        wrong.append("accepted")
    elif said.status and not re.search(r"expected .+\. \S", said.text):
        wrong.append(f"no next step: {said.text.strip()[:200]}")
    if said.seconds > SECONDS:
        wrong.append(f"{said.seconds:.0f} seconds")
    if said.bytes - own_bytes > BYTES:
        wrong.append(f"{said.bytes >> 20} MB")
    if said.text.count("\n") > LINES or len(said.text) > 500 * LINES:
        wrong.append(f"{said.text.count(chr(10))} lines, {len(said.text)} characters")
    return "; ".join(wrong)


def report(tried: Counter[str], right: Counter[str], wrong: Sequence[str], seed: int) -> str:
    """Return the section in Markdown."""
    rows = [f"| {kind} | {tried[kind]} | {right[kind]} |" for kind in sorted(tried)]
    return "\n".join(
        [
            "## Tables that are none",
            "",
            "Written by `make fuzz`: contents that no table should have, in every table of the handbook, and data packages",
            "that are none. *Refused well*: status 1 (or a notice, or a line that says what was read as what), in words with file, place, what was expected and the",
            f"next step, within {SECONDS} seconds, 1 GB and {LINES} lines, without a traceback. Seed {seed}.",
            "",
            "| what | tried | refused well |",
            "|---|---:|---:|",
            *rows,
            f"| all | {sum(tried.values())} | {sum(right.values())} |",
            *(["", "Not refused well:", "", *(f"- {line}" for line in wrong)] if wrong else []),
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Try all, write the section; return 1 where something was not refused well."""
    terminal.forgiving()
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=3, help="trials for each table [default: 3]")
    parser.add_argument("--only", default="", help="trials whose kind and name a pattern finds; nothing is written")
    chosen = parser.parse_args(arguments)
    own = Tables.open()
    root = own.folder.parent
    cli_check_of_the_own(own, root)
    trials = [*packages(own), *tables(own, random.Random(chosen.seed), chosen.each)]
    if chosen.only:
        trials = [trial for trial in trials if re.search(chosen.only, f"{trial.kind} {trial.name}")]
    tried, right, wrong = Counter[str](), Counter[str](), []
    own_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    for number, trial in enumerate(trials):
        fault = verdict(run(trial, own), own_bytes)
        tried[trial.kind] += 1
        right[trial.kind] += not fault
        if fault:
            wrong.append(f"{trial.kind}, {trial.name}: {fault}")
            print(f"[{number + 1}/{len(trials)}] {wrong[-1]}", file=sys.stderr, flush=True)
    text = report(tried, right, wrong, chosen.seed)
    print(text)
    if not chosen.only:
        reliability.write("fuzz", text)
    return int(bool(wrong))


def cli_check_of_the_own(own: Tables, root: Path) -> None:
    """Read and check the handbook's own tables, which every fork takes over."""
    from handbook.publish import told

    if wrong := told.check(own, root).problems:
        raise SystemExit("\n".join(map(str, wrong)))


if __name__ == "__main__":
    sys.exit(main())

"""Measure the handbook beside other notebook publishers, and how its work grows; write docs/benchmarks.md and docs/scaling.md.

``python -m tools.bench`` (``make bench``) takes about ten minutes on a quiet machine. All systems publish the same
generated chapters, in folders and processes of their own, with compiled bytecode. What is compared are ratios: of one
system to another, of a rebuild to the first build.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from handbook import executors, terminal
from tools import generate
from tools.bench_report import CHAPTERS, OURS, Row, report, scaling

__all__ = ["main"]

NEW = "777.7"


# ── running ──────────────────────────────────────────────────────────────────────────────────────


class CommandError(RuntimeError):
    """A command of a system failed; the message holds the end of what it said."""


def run(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> tuple[float, float, int, str]:
    """Run a command; return wall seconds, processor seconds of all its processes, peak memory in MB, and its output."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    log = folder / "bench.log"
    started = time.perf_counter()
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=folder, env={**clean, **(environment or {})}, stdout=stream, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    said = log.read_text(encoding="utf-8", errors="replace")
    if process.returncode != 0:
        raise CommandError(f"{' '.join(command)}: status {process.returncode}\n{said[-1500:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, said


@dataclass(frozen=True)
class System:
    """A publisher of notebooks: how it is set up, run and read."""

    name: str
    commands: Callable[[Path], list[list[str]]]
    page: Callable[[Path, str], Path]
    prepare: Callable[[Path], None] = lambda root: None

    @property
    def key(self) -> str:
        """The name as a folder has it."""
        return re.sub(r"\W+", "-", self.name).lower()


def measure(system: System, root: Path, settings: str, tools: Path, source: Path) -> Iterator[Row]:
    """Yield the rows of one system: first build, nothing changed, then one change after the other."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    generate.book(root, CHAPTERS, settings)
    # A copy of the helper package: it is edited. Where bytecode may not be written, none is missing here.
    shutil.copytree(source / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    subprocess.run([sys.executable, "-m", "compileall", "-q", "src"], cwd=root, check=True, env=_compiling())
    system.prepare(root)
    kernels = root / "kernels.log"
    environment = {
        "PYTHONPATH": f"{tools}{os.pathsep}{root / 'src'}",
        "HANDBOOK_BENCH_KERNELS": str(kernels),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    changed = generate.chapter_name(3)
    for step, change, wanted in _changes(root, changed):
        change()
        kernels.write_text("")
        wall = cpu = 0.0
        memory = 0
        said = ""
        for command in system.commands(root):
            spent = run(command, root, environment)
            wall, cpu, memory, said = wall + spent[0], cpu + spent[1], max(memory, spent[2]), said + spent[3]
        executed = len(re.findall(r": executed", said)) if system.name == OURS else kernels.read_text().count("\n")
        page = system.page(root, changed).read_text(encoding="utf-8")
        yield Row(system.name, step, wall, cpu, memory, executed, "right" if re.search(wanted, page) else "stale")


def _compiling() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _changes(root: Path, chapter: str) -> Iterator[tuple[str, Callable[[], None], str]]:
    """Yield steps, each with what is changed before it and what the page must show after it."""
    table = root / "data" / f"{chapter}.csv"
    notebook = root / "book" / f"{chapter}.ipynb"
    helper = root / "src" / "handbook" / "language" / "numbers.py"
    last = table.read_text(encoding="utf-8").strip().splitlines()[-1].split(",")[1]

    def edit(file: Path, old: str, new: str) -> None:
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{file.name} holds no {old!r} to be changed: the benchmark would measure nothing."
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    yield "cold", lambda: None, re.escape(last)
    yield "no change", lambda: None, re.escape(last)
    yield "one table", lambda: edit(table, f"2022,{last}", f"2022,{NEW}"), re.escape(NEW)
    yield "prose only", lambda: edit(notebook, "Ten made-up years.", "Ten years, made up."), "Ten years, made up"
    shouted = (
        "\n\n_number = number\n\n\ndef number(value, decimals=None):\n    return _number(value, decimals) + '!!'\n"
    )
    yield (
        "helper changed",
        lambda: edit(helper, helper.read_text(), helper.read_text() + shouted),
        r"Sales reach [\d.,]+!!",
    )


# ── who is compared ──────────────────────────────────────────────────────────────────────────────


def _book_with(mode: str) -> Callable[[Path], None]:
    def prepare(root: Path) -> None:
        file = root / "_config.yml"
        file.write_text(file.read_text().replace('execute_notebooks: "off"', f'execute_notebooks: "{mode}"'))

    return prepare


def _mkdocs(root: Path) -> None:
    (root / "mkdocs.yml").write_text(
        "site_name: Sales\ndocs_dir: book\nplugins:\n  - mkdocs-jupyter:\n      execute: true\n      allow_errors: false\n"
    )


def systems(venv: Path | None) -> list[System]:
    """Return all that can be compared here; some need packages in an environment of their own."""
    tool = Path(sys.executable).parent

    def notebooks(root: Path) -> list[Path]:
        return sorted((root / "book").glob("*.ipynb"))

    compared = [
        System(
            OURS,
            lambda root: [[str(tool / "handbook"), "build"]],
            lambda root, name: root / "_build/html/en" / f"{name}.html",
        ),
    ]
    for mode in ("force", "cache"):
        compared.append(
            System(
                f"Jupyter Book 1, {mode}",
                lambda root: [[str(tool / "jupyter-book"), "build", "."]],
                lambda root, name: root / "_build/html/book" / f"{name}.html",
                _book_with(mode),
            )
        )
    if venv is None:
        return compared
    convert = [str(venv / "bin" / "jupyter-nbconvert"), "--to", "html", "--output-dir", "out"]
    compared += [
        System(
            "nbconvert",
            lambda root: [[*convert, "--execute", *map(str, notebooks(root))]],
            lambda root, name: root / "out" / f"{name}.html",
        ),
        System(
            "papermill + nbconvert",
            lambda root: [
                *([str(tool / "papermill"), "--cwd", "book", str(n), f"run/{n.name}"] for n in notebooks(root)),
                [*convert, *(str(root / "run" / n.name) for n in notebooks(root))],
            ],
            lambda root, name: root / "out" / f"{name}.html",
            lambda root: (root / "run").mkdir(),
        ),
        System(
            "mkdocs-jupyter",
            lambda root: [[str(venv / "bin" / "mkdocs"), "build", "--quiet"]],
            lambda root, name: root / "site" / name / "index.html",
            _mkdocs,
        ),
    ]
    return compared


PEERS = ("nbconvert", "mkdocs", "mkdocs-jupyter")


def peers(folder: Path) -> Path | None:
    """Return an environment with the other publishers, None where they cannot be installed."""
    venv = folder / "peers"
    if not (venv / "bin" / "mkdocs").is_file():
        tool = Path(sys.executable).parent
        try:
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True, capture_output=True)
            install = [
                str(tool / "uv"),
                "pip",
                "install",
                "--quiet",
                "--compile-bytecode",
                "--python",
                str(venv / "bin" / "python"),
            ]
            subprocess.run([*install, *PEERS, "ipykernel"], check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"not compared: {', '.join(PEERS)} ({getattr(error, 'stderr', '') or error})", file=sys.stderr)
            return None
        packages = next((venv / "lib").glob("python*/site-packages"))
        # The chapters' own packages come from this environment.
        own = [path for path in sys.path if path.endswith("site-packages")]
        (packages / "handbook-bench.pth").write_text("\n".join(own) + "\n")
    return venv


COUNTER = """\
import os, sys
if "HANDBOOK_BENCH_KERNELS" in os.environ and "ipykernel_launcher" in " ".join(sys.orig_argv):
    with open(os.environ["HANDBOOK_BENCH_KERNELS"], "a") as log:
        log.write("kernel\\n")
"""


# ── the whole handbook, growth, imports ──────────────────────────────────────────────────────────


def _copy(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    for name in ("book", "data", "src"):
        shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("_config.yml", "_toc.yml", "requirements.lock"):
        shutil.copyfile(source / name, target / name)
    subprocess.run([sys.executable, "-m", "compileall", "-q", "src"], cwd=target, check=True, env=_compiling())
    return target


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{file.name} holds no {old!r} to be changed: choose another cell for the benchmark.")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


VALUES = ("472", "473", "474", "471")
ARTICLES = ("The", "A", "One", "Some")
"""What a cell of a table and a heading hold, one after the other.

The first is what stands there, the others are for three changes; all differ, so that no build has kept what one needs.
"""


def whole(source: Path, folder: Path) -> Iterator[Row]:
    """Yield the rows of the whole handbook: ours, and Jupyter Book executing the same chapters with the same pages.

    What is done after a small change, or none, is measured three times: the one in the middle counts.
    """
    tool = Path(sys.executable).parent
    root = _copy(source, folder / "whole")
    environment = {"PYTHONPATH": str(root / "src")}
    chapters = len(list((root / "book").glob("*.ipynb")))

    def unchanged(turn: int) -> None:
        pass

    def revalue(turn: int) -> None:
        cells = [f"2022,saas,{value}," for value in VALUES]
        _replace(root / "data" / "cloud_market.csv", cells[turn], cells[turn + 1])

    def reword(turn: int) -> None:
        # A heading and what its translation belongs to.
        heads = [f"{article} cloud under" for article in ARTICLES]
        _replace(root / "book" / "cloud.ipynb", f"# {heads[turn]}", f"# {heads[turn + 1]}")
        catalogue = root / "book" / "locale" / "zh" / "LC_MESSAGES" / "cloud.po"
        _replace(catalogue, f'"{heads[turn]}', f'"{heads[turn + 1]}')

    for step, change, times, arguments in (
        ("cold", unchanged, 1, ["--force"]),
        ("no change", unchanged, 3, []),
        ("one table", revalue, 3, []),
        ("prose only", reword, 3, []),
        ("cold, one process", unchanged, 1, ["--force", "--jobs", "1"]),
        ("cold, one language", unchanged, 1, ["--force", "--language", "en"]),
        ("all languages again", unchanged, 1, ["--force"]),
    ):
        measured = []
        for number in range(times):
            change(number)
            wall, cpu, memory, said = run([str(tool / "handbook"), "build", *arguments], root, environment)
            measured.append(Row("whole handbook", step, wall, cpu, memory, said.count(": executed")))
        yield sorted(measured, key=lambda row: row.wall)[times // 2]
    table = root / "edition" / "applicants.csv"
    table.parent.mkdir()
    table.write_text(
        (root / "data" / "applicants.csv").read_text(encoding="utf-8").replace(",7,", ",8,"), encoding="utf-8"
    )
    command = [str(tool / "handbook"), "build", "--data", "edition", "--output", "next"]
    wall, cpu, memory, said = run(command, root, environment)
    yield Row("whole handbook", "an edition with one table of its own", wall, cpu, memory, said.count(": executed"))
    book = _copy(source, folder / "whole-jupyter-book")
    _book_with("force")(book)
    wall, cpu, memory, said = run([str(tool / "jupyter-book"), "build", "."], book, {"PYTHONPATH": str(book / "src")})
    yield Row("Jupyter Book 1, force, whole handbook", "cold", wall, cpu, memory, chapters)


def growth(source: Path, folder: Path, settings: str) -> Iterator[Row]:
    """Yield the rows of books of ten and of a hundred chapters."""
    for chapters in (10, 100):
        root = folder / f"growth-{chapters}"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        generate.book(root, chapters, settings)
        spent = run([str(Path(sys.executable).parent / "handbook"), "build"], root)
        yield Row(f"{chapters} chapters", "cold", *spent[:3], executed=spent[3].count(": executed"))


CLAIMS = """
import json, sys, time
from pathlib import Path
from handbook.audit import Ledger
from handbook.tables.snapshot import Tables
started, spent = time.perf_counter(), time.process_time()
print(len(list(Ledger.of(Tables.open(sys.argv[1])).verdicts())), time.perf_counter() - started, time.process_time() - spent)
"""


def many(folder: Path) -> Iterator[Row]:
    """Yield the rows of reports with ten thousand and a hundred thousand claims."""
    for regions in (2_000, 20_000):
        data = folder / f"claims-{regions}" / "data"
        generate.many_claims(data, regions)
        spent = run([sys.executable, "-c", CLAIMS, str(data)], data.parent)
        claims, wall, cpu = spent[3].split()[-3:]
        yield Row(f"{int(claims):,} claims", "audit", float(wall), float(cpu), spent[2])


def big(source: Path, folder: Path) -> Iterator[Row]:
    """Yield the row of a table of a million applicants, with the size of its page beside the usual one."""
    root = folder / "whole"
    generate.applicants(root / "million", 1_000_000)
    tool = str(Path(sys.executable).parent / "handbook")
    spent = run(
        [tool, "build", "--data", "million", "--output", "site-million"], root, {"PYTHONPATH": str(root / "src")}
    )
    sizes = [(root / name / "en" / "awards.html").stat().st_size for name in ("_build/html", "site-million")]
    grown = f"awards page {sizes[0]:,} → {sizes[1]:,} bytes ({sizes[1] / sizes[0] - 1:+.1%})"
    yield Row("1,000,000 applicants", "build", *spent[:3], executed=spent[3].count(": executed"), page=grown)


def imports(source: Path) -> Iterator[Row]:
    """Yield what it takes to start: the median of five."""
    for arguments in (["--help"], ["check"]):
        spent = [run([str(Path(sys.executable).parent / "handbook"), *arguments], source) for _ in range(5)]
        (source / "bench.log").unlink(missing_ok=True)
        wall, cpu = median(one[0] for one in spent), median(one[1] for one in spent)
        yield Row(f"handbook {arguments[0]}", "start", wall, cpu, max(one[2] for one in spent))


PHASES = """
import sys, time, json, resource
from pathlib import Path
from handbook.publish import execute, pages, swap
from handbook.publish.build import Edition, build
took = {}
def timed(module, name, label):
    inner = getattr(module, name)
    def outer(*arguments, **options):
        started = time.perf_counter()
        try:
            return inner(*arguments, **options)
        finally:
            took[label] = took.get(label, 0) + time.perf_counter() - started
    setattr(module, name, outer)
timed(execute, "execute_all", "execute the chapters")
timed(pages, "write_all", "draw the figures, read and write the pages of all languages (Sphinx)")
timed(swap, "put", "bring the folder of the site up to date")
root = Path.cwd()
edition = Edition(root=root, data_dir=root / "data", output=root / "_build" / "html")
started = time.perf_counter()
build(edition, force=True)
took["all"] = time.perf_counter() - started
usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
took["processor seconds, this process"] = usage[0].ru_utime + usage[0].ru_stime
took["processor seconds, its children"] = usage[1].ru_utime + usage[1].ru_stime
print("\\n" + json.dumps(took))
"""


def phases(source: Path, folder: Path) -> dict[str, float]:
    """Return where the time of a cold build goes, in seconds."""
    root = _copy(source, folder / "phases")
    said = run([sys.executable, "-c", PHASES], root, {"PYTHONPATH": str(root / "src")})[3]
    took: dict[str, float] = json.loads(said.strip().splitlines()[-1])
    return took


# ── the report ───────────────────────────────────────────────────────────────────────────────────


def machine() -> dict[str, str]:
    """Return what the figures depend on besides the code."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    names = ("jupyter-book", "Sphinx", "papermill", "nbclient", "pandas", "altair", "vl-convert-python", "distributed")
    versions = {}
    for name in names:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    return {
        "processors": str(executors.processors()),
        "memory": f"{memory:.1f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **versions,
    }


# ── main ─────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _said(what: str) -> Iterator[None]:
    started = time.perf_counter()
    print(f"{what} …", flush=True)
    yield
    print(f"  {time.perf_counter() - started:.1f} s", flush=True)


def main() -> None:
    """Measure and write the two pages."""
    terminal.forgiving()
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--only", default="", help="parts to measure, separated by commas; the rest keeps its figures")
    only = set(filter(None, parser.parse_args().only.split(",")))
    source = Path.cwd()
    folder = source / "_build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "result.json"
    result: dict[str, Any] = json.loads(kept.read_text()) if only and kept.is_file() else {"rows": []}
    settings = (source / "_config.yml").read_text(encoding="utf-8")
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "sitecustomize.py").write_text(COUNTER)
    result["machine"] = machine()

    def part(name: str, make: Callable[[], Iterator[Row]]) -> None:
        if only and name not in only:
            return
        load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0
        with _said(name):
            for row in make():
                print(f"  {row.system}, {row.step}: {row.wall:.2f} s, executed {row.executed} {row.page}", flush=True)
                result["rows"] = [r for r in result["rows"] if (r["system"], r["step"]) != (row.system, row.step)]
                result["rows"].append({**asdict(row), "load": load})
                kept.write_text(json.dumps(result, indent=1, ensure_ascii=False))

    venv = peers(folder)
    result["peers"] = _versions(venv)
    for system in systems(venv):
        part(system.key, partial(measure, system, folder / system.key, settings, tools, source))
    part("whole", lambda: whole(source, folder))
    part("growth", lambda: growth(source, folder, settings))
    part("claims", lambda: many(folder))
    part("million", lambda: big(source, folder))
    part("imports", lambda: imports(source))
    if not only or "phases" in only:
        with _said("phases"):
            result["phases"] = phases(source, folder)
    if (folder / "whole" / "_build" / "html").is_dir():
        result["site"] = _site(folder / "whole" / "_build" / "html")
    kept.write_text(json.dumps(result, indent=1, ensure_ascii=False))
    (source / "docs").mkdir(exist_ok=True)
    (source / "docs" / "benchmarks.md").write_text(report(result), encoding="utf-8")
    if {"an edition with one table of its own"} & {row["step"] for row in result["rows"]} and "site" in result:
        (source / "docs" / "scaling.md").write_text(scaling(result), encoding="utf-8")


def _versions(venv: Path | None) -> dict[str, str]:
    if venv is None:
        return {}
    listed = subprocess.run(
        [str(Path(sys.executable).parent / "uv"), "pip", "list", "--format", "json", "--python", str(venv / "bin" / "python")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {entry["name"]: entry["version"] for entry in json.loads(listed.stdout) if entry["name"] in PEERS}


def _site(folder: Path) -> dict[str, int]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {
        "files": len(files),
        "bytes": sum(file.stat().st_size for file in files),
        "shared": sum(file.stat().st_size for file in files if "_static" in file.parts),
    }


if __name__ == "__main__":
    main()

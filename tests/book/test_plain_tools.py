"""The chapters under the plain tools: papermill, and pytest with nbval."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handbook.publish.execute import reads_of
from handbook.tables.snapshot import Tables
from stored_chapters import ROOT, code_cells, load, outputs, tags, told

CLOUD = ROOT / "book" / "cloud.ipynb"
OURS = "application/vnd.handbook"
"""How the kinds of outputs begin that hold all languages."""


def plain(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "HANDBOOK_NO_SKIPS": ""}
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_papermill_runs_a_chapter_plainly_in_the_language_that_is_asked_for(tmp_path):
    out, words = tmp_path / "out.ipynb", "text/markdown"
    asked = ("-p", "data_dir", "data", "-p", "language", "zh")
    done = plain("papermill", "book/cloud.ipynb", str(out), *asked, "--no-progress-bar", cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    fresh = [o.data for c in code_cells(out) if "injected-parameters" not in tags(c) for o in c.outputs]
    assert [data[words] for data in fresh if words in data] == told(CLOUD, "zh")
    stored = [output.data for output in outputs(CLOUD)]
    for_all = [
        [{kind: content for kind, content in data.items() if kind.startswith(OURS)} for data in these]
        for these in (fresh, stored)
    ]
    assert for_all[0] == for_all[1]
    assert sum(map(bool, for_all[0])) > 3
    reads, tables = reads_of(load(out)), Tables.open(ROOT / "data", ROOT / "data")
    assert {"cloud_market", "cloud_growth", "cloud_steps"} <= set(reads)
    read = {key: digest for key, digest in reads.items() if not key.startswith(("verdicts?", "revisions?"))}
    assert read == {key: tables.digest(key) for key in read}


@pytest.fixture
def copy_of_cloud(tmp_path) -> Path:
    """Give a folder with one chapter, its translations, its tables as links, and one table as a copy to be changed."""
    (tmp_path / "book").mkdir()
    (tmp_path / "data").mkdir()
    shutil.copy(CLOUD, tmp_path / "book")
    shutil.copytree(ROOT / "book" / "locale", tmp_path / "book" / "locale")
    for name in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / name, tmp_path)
    for file in (ROOT / "data").iterdir():
        if file.name == "cloud_market.csv":
            shutil.copy(file, tmp_path / "data")
        else:
            try:
                (tmp_path / "data" / file.name).symlink_to(file)
            except OSError:  # Windows without the right to make links
                shutil.copy(file, tmp_path / "data")
    return tmp_path


NBVAL = ("pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-p", "no:xdist", "-q", "book")


def test_nbval_fails_where_a_copy_shows_a_cell_of_a_table_that_changed_and_nowhere_else(copy_of_cloud):
    table = copy_of_cloud / "data" / "cloud_market.csv"
    with table.open(encoding="utf-8", newline="") as file:
        [*rows] = csv.reader(file)
    column = next(at for at, name in enumerate(rows[0]) if name.endswith("_cny"))
    old = rows[-1][column]
    new = f"{float(old) + 7:.{len(old.partition('.')[2])}f}"
    rows[-1][column] = new
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)

    done = plain(*NBVAL, cwd=copy_of_cloud)
    assert done.returncode == 1
    passed, failed = (int(re.search(rf"(\d+) {what}", done.stdout)[1]) for what in ("passed", "failed"))
    assert passed > 3 * failed
    failures = done.stdout.partition("= FAILURES =")[2].split(
        "cloud: the outputs that are stored are not those of today."
    )
    assert len(failures) > 1
    for failure in failures[1:]:
        lines = failure.partition("\n___")[0].strip().splitlines()
        assert len(lines) < 9, "a failure takes a few lines"
        assert "If they are right, handbook accept cloud shows and stores them." in lines
    moved = rf"^F64, 2022, SaaS, Size \(100 million yuan\): {re.escape(f'{float(old):g}')} → {re.escape(f'{float(new):g}')}$"
    assert re.search(moved, done.stdout, re.MULTILINE), "old and new value are named"

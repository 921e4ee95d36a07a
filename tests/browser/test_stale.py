"""Nothing stale is published: after each kind of change the next build shows it, and only what depends on it runs.

The tiny handbook of ``conftest.py``, with a copy of the code beside it, is built by the command line; what it then
says is read in the browser.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def handbook(project) -> Callable[..., set[str]]:
    """Give a function that builds the tiny handbook and returns the chapters that were executed for it."""
    root = project.root
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copyfile(ROOT / "_config.yml", root / "_config.yml")
    # What the lock file pins is installed beside it.
    (root / "packages").mkdir()
    (root / "packages" / "adverb.py").write_text('WORD = "barely"\n', encoding="utf-8")
    path = os.pathsep.join([str(root / "src"), str(root / "packages")])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}

    def build(*more: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", "from handbook.cli import main; main()", "build", *more],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return set(re.findall(r"\] (\w+): executed", done.stdout))

    return build


def change(project, chapter: str, at: int, old: str, new: str) -> None:
    file = project.root / "book" / f"{chapter}.ipynb"
    notebook = nbformat.read(file, 4)
    assert old in notebook.cells[at].source
    notebook.cells[at].source = notebook.cells[at].source.replace(old, new)
    nbformat.write(notebook, file)


def test_every_change_is_shown_and_runs_only_what_depends_on_it(project, handbook, browser):
    page = browser.new_page()

    def shown(name: str) -> str:
        page.goto((project.root / "_build" / "html" / f"{name}.html").as_uri())
        return page.inner_text("article")

    assert handbook() == {"sales", "members"}
    assert "Sales rose by 20.0 %." in shown("sales")
    assert handbook() == set()

    # a table: the chapter that reads it
    project.replace("sales", "north,2022,12.0", "north,2022,12.5")
    assert handbook() == {"sales"}
    assert "Sales rose by 25.0 %." in shown("sales")

    # a chapter's prose: nothing runs
    change(project, "sales", 0, "Sales {glue", "Turnover {glue")
    assert handbook() == set()
    assert "Turnover rose by 25.0 %." in shown("sales")

    # a chapter's code: that chapter
    change(project, "sales", 4, "north.iloc[0]", "north.iloc[1]")
    assert handbook() == {"sales"}
    assert "Turnover stayed the same." in shown("sales")

    # a helper: every chapter
    helper = project.root / "src" / "analysis" / "wording.py"
    text = helper.read_text(encoding="utf-8")
    assert "stayed the same" in text
    helper.write_text(text.replace("stayed the same", "stood still"), encoding="utf-8")
    assert handbook() == {"sales", "members"}
    assert "Turnover stood still." in shown("sales")

    # the lock file: every chapter, on the packages that it pins now
    change(project, "sales", 4, "wording.glue(change=", 'import adverb\nwording.glue(change=adverb.WORD + " " + ')
    assert handbook() == {"sales"}
    assert "Turnover barely stood still." in shown("sales")
    (project.root / "packages" / "adverb.py").write_text('WORD = "simply"\n', encoding="utf-8")
    (project.root / "requirements.lock").write_text("nothing==2\n", encoding="utf-8")
    assert handbook() == {"sales", "members"}
    assert "Turnover simply stood still." in shown("sales")
    assert handbook() == set()
    assert "Turnover simply stood still." in shown("sales")

    # a parameter: every chapter, in the other language
    assert handbook("--language", "zh") == {"sales", "members"}
    assert "销售额simply 持平" in shown("sales")

    # a claim: the chapter that shows its verdict
    assert handbook() == set()
    project.replace(
        "claims",
        "C0003a,,Members,China,members,成员数,count,2022,4",
        "C0003a,,Members,China,members,成员数,count,2022,3",
    )
    assert handbook() == {"members"}
    assert "contradicted" not in shown("members")

"""The worked example of the book: its commands are run as they stand there, in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import commands
from handbook.publish import execute
from handbook.tables import diff
from handbook.tables.snapshot import Tables

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("own_edition.md", "own_edition.zh.md")
NEEDED = ("book", "data", "src", "examples", "_config.yml", "_toc.yml", "requirements.lock", "pyproject.toml")
CHAPTER = "cloud"


def blocks(page: str, kind: str) -> list[str]:
    text = (ROOT / "book" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_both_languages_tell_the_same_commands():
    english, chinese = (blocks(page, "bash") + blocks(page, "text") for page in PAGES)
    assert english == chinese
    assert len(english) > 6


def test_example_adds_to_the_handbooks_own_table_and_changes_nothing_of_it(own):
    edition = Tables(ROOT / "examples" / "next-year", own)
    found = diff.between(own, edition)
    assert {(change.kind, change.table, dict(change.key)["year"]) for change in found} == {
        ("added", "cloud_market", "2023")
    }
    assert set(edition.text("cloud_market").query("year == '2023'")["evidence"]) == {"unverified"}
    assert edition.file("cloud_market").read_text(encoding="utf-8").startswith("# The rows of 2023 are made up")


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """Give a copy of the project as a reader has it, but for chapters and pages that the page does not speak of.

    These keep their titles alone: a whole edition is built and looked at elsewhere.
    """
    root = tmp_path_factory.mktemp("own") / "handbook"
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            commands.copy_code(source, root / name)
        else:
            root.mkdir(exist_ok=True)
            shutil.copyfile(source, root / name)
    for chapter in execute.chapters(root):
        if chapter.stem != CHAPTER:
            notebook = execute.load(chapter)
            parameters = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
            notebook.cells = [notebook.cells[0], *parameters]
            nbformat.write(notebook, chapter)
            (root / "src" / "analysis" / f"{chapter.stem}.py").unlink(missing_ok=True)
    for page in (root / "book").glob("*.md"):
        if page.name not in PAGES:
            text = page.read_text(encoding="utf-8")
            page.write_text(re.search(r"^# .*\n", text, re.MULTILINE)[0], encoding="utf-8")
    commands.share_drawings(root)
    return root


def run(command: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run a block of the page as a shell does, with this environment in the place of ``.venv``.

    papermill comes after the handbook, which spares it a grammar that it would read at each start; other tests run it plainly.
    """
    programs = root / "programs"
    programs.mkdir(exist_ok=True)
    for name, main in (
        ("handbook", "handbook.cli import main"),
        ("papermill", "papermill.cli import papermill as main"),
    ):
        file = programs / name
        code = f"import handbook; from {main}; main()"
        file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n', encoding="utf-8")
        file.chmod(0o755)
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONUTF8": "1"}
    return subprocess.run(
        ["sh", "-eu", "-c", command.replace(".venv/bin/", "programs/")],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the page's commands are those of a POSIX shell")
def test_commands_of_the_page_make_the_edition_that_it_tells_of(copy):
    said = {}
    for block in blocks(PAGES[0], "bash"):
        done = run(block, copy)
        assert done.returncode == 0, f"{block}{done.stdout}{done.stderr}"
        said[block.split()[1]] = done.stdout
    assert said["compare"] == blocks(PAGES[0], "text")[0]
    explained = said["--help-notebook"]
    assert "data_dir: str (default" in explained
    assert "folder with tables; a table that is not there is taken from the handbook's own" in explained
    assert "language: str (default" in explained
    assert "en or zh" in explained
    site = copy / "_build" / "next-year"
    about = json.loads((site / "edition.json").read_text(encoding="utf-8"))
    assert about["label"] == "tables replaced: cloud_market (2018–2023)"
    assert "in 2023" in re.sub(r"<[^>]+>", "", (site / "en" / "cloud.html").read_text(encoding="utf-8"))
    assert (site / "zh" / "changes.html").is_file()
    assert "cloud: executed" in said["build"]
    chapter = json.loads((copy / "cloud-next-year.ipynb").read_text(encoding="utf-8"))
    reads = [
        o["metadata"]["handbook"]["reads"]
        for c in chapter["cells"]
        for o in c.get("outputs", [])
        if "handbook" in o["metadata"]
    ]
    assert reads[-1]["cloud_market"] == Tables.open(copy / "next-year").digest("cloud_market")

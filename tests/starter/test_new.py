"""A new book is whole at once, and what its CONTRIBUTING says is enough to add to it."""

from __future__ import annotations

import csv
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from click.testing import CliRunner

import commands
from handbook import cli, starter

ROOT = Path(__file__).resolve().parents[2]


def make(book: Path, *targets: str) -> str:
    """Run make in a book with the engine of this environment: nothing is downloaded."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    asked = ["make", f"BIN={Path(sys.executable).parent}", "READY=", *targets]
    done = subprocess.run(asked, cwd=book, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """Give a new book in English and Chinese."""
    folder = tmp_path_factory.mktemp("new") / "city-museums"
    said = commands.run(folder.parent, "new", str(folder))
    assert said.returncode == 0, said.stderr
    commands.share_drawings(folder)
    return folder


def test_a_new_book_takes_a_figure_by_its_contributing_alone(book):
    text = (book / "CONTRIBUTING.md").read_text(encoding="utf-8")
    row, function, cell = re.findall(r"```(?:csv|python)\n(.*?)```", text, re.DOTALL)
    row, function, cell = (re.sub(r"^ {3}", "", part, flags=re.MULTILINE) for part in (row, function, cell))
    with (book / "data" / "figures.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    with (book / "src" / "analysis" / "visitors.py").open("a", encoding="utf-8") as file:
        file.write("\n\n" + function)
    chapter = book / "book" / "visitors.ipynb"
    notebook = nbformat.read(chapter, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(cell.rstrip(), id="second"))
    nbformat.write(notebook, chapter)

    untranslated = commands.run(book, "i18n")
    assert untranslated.returncode == 1
    assert "zh  visitors" in untranslated.stdout
    catalogue = book / "book" / "locale" / "zh" / "LC_MESSAGES" / "visitors.po"
    waiting = 'msgid "Visitors by museum in {year}"\nmsgstr ""'
    assert waiting in catalogue.read_text(encoding="utf-8")
    filled = catalogue.read_text(encoding="utf-8").replace(waiting, waiting[:-1] + '{year}年各馆参观人次"')
    catalogue.write_text(filled, encoding="utf-8")

    said = make(book, "refresh", "book", "test")
    assert "stored outputs changed: visitors" in said
    assert re.search(r"^\d+ passed", said, re.MULTILINE)
    site = book / "_build" / "html"
    assert "Visitors by museum in 2022" in (site / "en" / "visitors.html").read_text(encoding="utf-8")
    assert "2022年各馆参观人次" in (site / "zh" / "visitors.html").read_text(encoding="utf-8")
    verdicts = {row["claim"]: row["verdict"] for row in json.loads((site / "audit.json").read_text(encoding="utf-8"))}
    assert verdicts == {"C0001a": "holds", "C0001b": "holds", "C0001c": "holds", "C0002a": "as stated"}


def test_a_book_in_one_language_has_no_word_of_another(tmp_path):
    folder = tmp_path / "museums"
    said = commands.run(tmp_path, "new", str(folder), "--language", "zh", "--title", "Museums", "--licence", "none")
    assert said.returncode == 0, said.stderr
    assert not [file for file in folder.rglob("*") if ".en." in file.name or file.name == "locale"]
    assert not (folder / "book" / "glossary.md").exists(), "it is a table of two languages"
    assert commands.run(folder, "check").returncode == 0
    told = yaml.safe_load((folder / "data" / "datapackage.yaml").read_text(encoding="utf-8"))
    assert (told["languages"], told["title"], told.get("licenses")) == (["zh"], "Museums", None)
    assert not [key for key in told if key.startswith("title_")]


def test_a_new_book_has_the_shape_of_this_one_and_nothing_of_its_report(book):
    shape = [
        "book/index.md",
        "book/references.bib",
        "data/claims.csv",
        "src/analysis",
        "_config.yml",
        "_toc.yml",
        "tests",
    ]
    shape += ["environment.yml", "README.md", "CONTRIBUTING.md", "Makefile", ".ci/run", ".github/workflows", "LICENSE"]
    assert [place for place in shape if not ((book / place).exists() and (ROOT / place).exists())] == []
    assert os.stat(book / ".ci" / "run").st_mode & stat.S_IXUSR
    with (ROOT / "data" / "names.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    own = [file for file in book.rglob("*") if file.is_file() and not {"_build", "__pycache__"} & {*file.parts}]
    words = re.compile("|".join(map(re.escape, [*names, "亿邦", "产业互联网", "Industrial Internet"])))
    assert [file.name for file in own if words.search(file.read_text(encoding="utf-8"))] == []
    assert starter.PACKAGE in (book / "requirements.txt").read_text(encoding="utf-8")


def test_what_cannot_be_followed_is_said_in_a_sentence_and_nothing_is_written(tmp_path):
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    free = tmp_path / "free"
    for arguments, said in (
        ([taken], "expected a folder that is new or empty. Nothing was written."),
        ([tmp_path / "file"], "expected a folder that is new or empty"),
        ([tmp_path / "file" / "below"], "expected a folder that can be written"),
        ([free, "--language", "xx"], "--language: found 'xx', expected one or several of en, zh"),
        ([free, "--language", "en,en"], "expected each language once"),
        ([free, "--licence", "GPL"], "--licence: found 'GPL', expected one of MIT, CC0-1.0, none."),
        ([free, "--title", " "], "--title: found nothing"),
    ):
        result = CliRunner().invoke(cli.main, ["new", *map(str, arguments)])
        assert isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == 1
        assert said in result.output
        assert len(result.output.strip().splitlines()) == 1
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["file", "mine.txt", "taken"]


def test_a_wheel_has_what_the_engine_needs_and_no_helpers_of_a_report(tmp_path):
    code = "import sys; from setuptools.build_meta import build_wheel as b; b(sys.argv[1], {})"
    source = tmp_path / "source"
    (source / "src").mkdir(parents=True)
    for name in ("pyproject.toml", "LICENSE", "README.md"):
        (source / name).write_bytes((ROOT / name).read_bytes())
    for name in ("handbook", "analysis"):
        (source / "src" / name).symlink_to(ROOT / "src" / name)
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    [wheel] = tmp_path.glob("*.whl")
    import zipfile

    packed = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}
    package = ROOT / "src" / "handbook"
    kept = {f"handbook/{file.relative_to(package).as_posix()}" for file in package.rglob("*") if file.is_file()}
    kept = {name for name in kept if "__pycache__" not in name}
    assert kept <= packed
    assert {name.partition("/")[0] for name in packed} - {"handbook"} == {
        next(name.partition("/")[0] for name in packed if ".dist-info/" in name)
    }

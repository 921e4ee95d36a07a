"""A build redoes what changed and nothing else, and gives the same bytes wherever and whenever it is run."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import commands
from handbook import executors
from thorough import THOROUGH
from tools import generate

ROOT = Path(__file__).resolve().parents[2]

INDEX = "en/_static/handbook-index.js"

MAIN = """
import os, sys, time
later = float(os.environ.get("LATER", 0))
now, local, exact = time.time, time.localtime, time.time_ns
time.time = lambda: now() + later
time.time_ns = lambda: exact() + int(later) * 10**9
time.localtime = lambda seconds=None: local(now() + later if seconds is None else seconds)
from handbook.cli import main
main()
"""


def handbook(root: Path, *arguments: str, before: str = "", path: str = "", **environment: str) -> str:
    """Run the command line, after some code if wanted, and return what it says."""
    if {"PYTHONPATH", "PYTHONHASHSEED", "TZ"} & environment.keys():  # what Python reads while it starts
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *arguments],
            cwd=root,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
    else:
        done = commands.run(root, *arguments, code=before + commands.MAIN, path=path, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


def executed(said: str) -> list[str]:
    return re.findall(r"\] (\w+): executed", said)


def files(site: Path) -> dict[str, bytes]:
    return {str(file.relative_to(site)): file.read_bytes() for file in sorted(site.rglob("*")) if file.is_file()}


def written(root: Path) -> Path:
    root.mkdir(parents=True)
    generate.book(root, 4, (ROOT / "_config.yml").read_text(encoding="utf-8"))
    return root


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """Give a book of four chapters that was built by one process."""
    root = written(tmp_path_factory.mktemp("first") / "handbook")
    log = root.parent / "kernels.log"
    # Every Python process reads this file when it starts.
    (root.parent / "sitecustomize.py").write_text(
        f"import sys\nif 'ipykernel_launcher' in ' '.join(sys.orig_argv):\n    open({str(log)!r}, 'a').write('kernel')\n"
    )
    said = handbook(root, "build", "--jobs", "1", PYTHONHASHSEED="1", PYTHONPATH=str(root.parent))
    assert len(executed(said)) == 4
    assert log.exists() is not executors.can_fork(), "no kernel where processes can be forked"
    return root


@pytest.fixture(scope="module")
def second(tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """Give the same book, built in another folder, by other processes, by a clock that is a year ahead, and its site then."""
    root = written(tmp_path_factory.mktemp("second") / "another folder" / "手册")
    commands.share_vega(root)
    for file in root.rglob("*"):
        os.utime(file, (10**9, 10**9))
    handbook(root, "build", "--jobs", "3", PYTHONHASHSEED="2", LATER=str(400 * 86400), TZ="Asia/Shanghai")
    return root, files(root / "_build" / "html")


@pytest.fixture
def book(second) -> Path:
    """Give the second book up to date; each test changes something else in it."""
    root, _ = second
    handbook(root, "build")
    return root


def test_book_without_a_page_of_tables_names_them_without_a_link(first):
    pages = [file.read_text(encoding="utf-8") for file in (first / "_build" / "html").rglob("*.html")]
    assert any("<code>region_001</code>" in page for page in pages)
    assert [link for page in pages for link in re.findall(r'href="[./]*\.html[^"]*"', page)] == []


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_builds_in_two_folders_at_two_dates_by_other_processes_are_the_same_byte_for_byte(first, second):
    here, there = files(first / "_build" / "html"), second[1]
    assert sorted(here) == sorted(there)
    assert [name for name, content in here.items() if there[name] != content] == []
    assert len(here) > 50


def test_site_names_no_folder_of_the_machine_that_built_it(first):
    for name, content in files(first / "_build" / "html").items():
        assert str(first).encode() not in content, name
        assert str(ROOT).encode() not in content, name


def test_build_with_nothing_to_do_writes_nothing(book):
    before = {file: file.stat().st_mtime_ns for file in (book / "_build").rglob("*")}
    assert handbook(book, "build").startswith("Up to date")
    assert {file: file.stat().st_mtime_ns for file in (book / "_build").rglob("*")} == before


def changed(book: Path, *arguments: str) -> tuple[list[str], set[str]]:
    """Build; return the chapters executed and the files of the site that differ from before."""
    before = files(book / "_build" / "html")
    said = handbook(book, "build", *arguments)
    after = files(book / "_build" / "html")
    names = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert f"{len(names)} files written" in said
    return executed(said), names


def test_changed_table_executes_its_chapter_and_writes_its_pages(book):
    edit(book / "data" / "region_002.csv", "2022,", "2022,9")
    chapters, names = changed(book)
    assert chapters == ["region_002"]
    assert {name for name in names if name.endswith(".html")} == {"en/region_002.html"}
    assert {name for name in names if "region_002" not in name} == {
        "_data/handbook-data.zip",
        *(f"en/_figures/F02.{ending}" for ending in ("csv", "js", "png", "svg", "thumb.svg", "vl.json")),
        "audit.csv",
        "audit.json",
        "edition.json",
        "findings.json",
        INDEX,
    }
    assert "916.23" in (book / "_build" / "html" / "en" / "region_002.html").read_text(encoding="utf-8")


def test_changed_prose_executes_nothing_and_writes_its_page(book):
    edit(book / "book" / "region_003.ipynb", "Ten made-up years.", "Ten years, made up.")
    chapters, names = changed(book)
    assert chapters == []
    assert names == {"en/region_003.html", INDEX}


def test_changed_sentence_with_values_executes_its_chapter_and_writes_its_page(book):
    edit(book / "book" / "region_003.ipynb", "The last value is", "The newest value is")
    chapters, names = changed(book)
    assert chapters == ["region_003"]
    assert {name for name in names if name.endswith(".html")} == {"en/region_003.html"}
    assert "The newest value is" in (book / "_build" / "html" / "en" / "region_003.html").read_text(encoding="utf-8")


def test_all_languages_are_made_of_one_run_and_a_translation_changes_its_own_pages_alone(tmp_path):
    """A run holds all languages; what a translator changes executes the chapter whose sentences it translates."""
    root = tmp_path / "handbook"
    site = root / "_build" / "html"
    root.mkdir()
    commands.share_drawings(root)
    generate.book(root, 1, (ROOT / "_config.yml").read_text(encoding="utf-8"))
    edit(root / "data" / "datapackage.yaml", "name: generated\n", "name: generated\nlanguages: [en, zh]\n")
    front = root / "book" / "index.md"
    front.write_text("# Sales of all regions\n\n## By region\n", encoding="utf-8")
    front.with_suffix(".zh.md").write_text("# 各区销售额\n\n## 分区\n", encoding="utf-8")
    catalogue = root / "book" / "locale" / "zh" / "LC_MESSAGES" / "region_001.po"
    catalogue.parent.mkdir(parents=True)
    sentences = {
        "Sales in region_001": "一区销售额",
        "Ten made-up years.": "虚构的十年。",
        "The last value is {last}.": "最后一年为{last}。",
        "Sales reach {last}": "销售额达{last}",
        "Sales by year.": "各年销售额。",
        "Sales": "销售额",
    }
    catalogue.write_text("\n".join(f'msgid "{en}"\nmsgstr "{words}"\n' for en, words in sentences.items()))
    assert executed(handbook(root, "build")) == ["region_001"]
    before = files(site / "en")
    page = (site / "zh" / "region_001.html").read_text(encoding="utf-8")
    assert "最后一年为159。" in page
    assert "虚构的十年。" in page
    assert "The last value is 159" not in page
    edit(catalogue, "虚构的十年。", "十年，皆虚构。")
    edit(front, "## By region", "## Of each region")
    assert executed(handbook(root, "build")) == ["region_001"]
    assert "十年，皆虚构。" in (site / "zh" / "region_001.html").read_text(encoding="utf-8")
    assert 'id="of-each-region"' in (site / "zh" / "index.html").read_text(encoding="utf-8"), "its twin's anchor"
    changed = {name for name, content in files(site / "en").items() if before[name] != content}
    assert changed == {"index.html", "_static/handbook-index.js"}
    # One language by itself is a site of one, which the door leads to.
    assert executed(handbook(root, "build", "--language", "zh")) == []
    assert {file.name for file in site.iterdir() if file.is_dir()} == {"zh", "_data", "_code"}
    assert 'id="of-each-region"' not in (site / "zh" / "index.html").read_text(encoding="utf-8"), "there is no twin"
    assert 'content="0; url=zh/index.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_changed_title_is_shown_beside_every_page(book):
    edit(book / "book" / "region_003.ipynb", "# Sales in region_003", "# Turnover in region_003")
    chapters, names = changed(book)
    assert chapters == []
    pages = {str(file.relative_to(book / "_build" / "html")) for file in (book / "_build" / "html").glob("en/*.html")}
    assert {name for name in names if name.endswith(".html")} == {*pages, "404.html"}, "the door shows no contents"
    assert all("Turnover in" in (book / "_build" / "html" / name).read_text(encoding="utf-8") for name in pages)


def test_changed_source_is_cited_anew_where_it_is_cited(book):
    edit(book / "book" / "references.bib", "Office of statistics", "Bureau of statistics")
    chapters, names = changed(book)
    assert chapters == []
    assert {f"en/region_00{number}.html" for number in range(1, 5)} <= names
    assert "Bureau of statistics" in (book / "_build" / "html" / "en" / "region_004.html").read_text(encoding="utf-8")


def test_changed_lock_file_makes_every_page_anew(book):
    """Another version of the theme, say, may write other pages from the same outputs."""
    (book / "requirements.lock").write_text("# another\n", encoding="utf-8")
    pages = sorted((book / "_build" / "work" / "original" / "en" / "html").glob("*.html"))
    before = [page.stat().st_mtime_ns for page in pages]
    handbook(book, "build")
    assert all(page.stat().st_mtime_ns > then for page, then in zip(pages, before, strict=True))


def test_changed_verdict_is_shown_and_executes_no_chapter(book):
    growth = "growth,region_002/sales_100m_cny?year=2022; region_002/sales_100m_cny?year=2013"
    edit(book / "data" / "checks.csv", growth, "sum,1 %")
    chapters, names = changed(book)
    assert chapters == []
    assert {name for name in names if name.endswith(".html")} == {"en/region_002.html"}
    page = (book / "_build" / "html" / "en" / "region_002.html").read_text(encoding="utf-8")
    assert re.findall(r'id="C0002c" data-claim="C0002c" data-verdict="([^"]+)"', page) == [
        "cannot be checked"  # a print of one digit would hide a change of half its size
    ]


def test_table_edited_while_a_build_runs_is_in_the_next_one(book):
    table = book / "data" / "region_004.csv"
    edit(table, "2022,", "2022,8")
    # The chapter is executed when the table changes once more.
    late = "import handbook.publish.pages as p, pathlib; stage = p._stage\n" + (
        f"def _stage(*given):\n    file = pathlib.Path({str(table)!r})\n"
        "    file.write_text(file.read_text().replace('2022,8', '2022,7'))\n    stage(*given)\n"
        "p._stage = _stage\n"
    )
    handbook(book, "build", before=late)
    assert "2022,7" in table.read_text(encoding="utf-8")
    assert executed(handbook(book, "build")) == ["region_004"]
    assert "716.97" in (book / "_build" / "html" / "en" / "region_004.html").read_text(encoding="utf-8")


def test_build_after_one_that_was_killed_writes_what_that_one_left_out(book):
    edit(book / "book" / "region_004.ipynb", "# Sales in region_004", "# Revenue in region_004")
    killed = (
        "import os, signal, handbook.site.shell as s\n"
        "s.page_context = lambda *given: os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    with pytest.raises(AssertionError):
        handbook(book, "build", "--jobs", "1", before=killed)
    # Sphinx writes down what it made its pages with, and may be ended while it does.
    (book / "_build" / "work" / "original" / "en" / "html" / ".buildinfo").write_text("# Sphinx", encoding="utf-8")
    handbook(book, "build")
    for name in ("index", "region_001", "region_004"):
        assert "Revenue in" in (book / "_build" / "html" / "en" / f"{name}.html").read_text(encoding="utf-8")


def test_explanation_names_the_table_that_changed(book):
    edit(book / "data" / "region_001.csv", "2013,", "2013,1")
    said = handbook(book, "build", "--explain")
    assert "region_001: executed (region_001 changed)" in said
    assert said.count("kept (nothing it depends on has changed)") == 3
    assert handbook(book, "build", "--explain").count("kept (nothing it depends on has changed)") == 4


def test_package_that_changes_elsewhere_makes_the_site_anew(book, tmp_path):
    """The project's folder holds no code of its own: what runs is installed in another place."""
    package = tmp_path / "installed"
    commands.copy_code(ROOT / "src", package)
    assert handbook(book, "build", path=str(package)).startswith("Up to date"), "the same in another place"
    edit(package / "handbook" / "site" / "templates" / "figure.html", "data with units and sources", "all the data")
    said = handbook(book, "build", path=str(package))
    assert "files written" in said
    assert executed(said) == []
    page = (book / "_build" / "html" / "en" / "region_001.html").read_text(encoding="utf-8")
    assert "all the data" in page


def test_site_after_changes_of_all_kinds_is_that_of_a_clean_build(tmp_path):
    """What pages show is changed, then what all are made with; or each thing by itself (`make thorough`): nothing old stays."""
    root, package = tmp_path / "handbook", tmp_path / "installed"
    root.mkdir()
    settings = (ROOT / "_config.yml").read_text(encoding="utf-8")
    generate.book(root, 2, settings.replace("title: ", "logo: book/logo.svg\ntitle: ", 1))
    commands.copy_code(ROOT / "src", package)
    commands.share_drawings(root)
    book, data, site = root / "book", root / "data", root / "_build" / "html"
    picture, logo, sheet = book / "below" / "picture.svg", book / "logo.svg", book / "_static" / "own.css"
    for file in (picture, sheet, data / "below" / "region_001.csv"):
        file.parent.mkdir()
    for file in (picture, logo):
        file.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', encoding="utf-8")
    sheet.write_text("h1 {color: red}", encoding="utf-8")
    table = (data / "region_001.csv").rename(data / "below" / "region_001.csv")
    edit(data / "datapackage.yaml", "path: region_001.csv", "path: below/region_001.csv")
    lists = "".join(f"\n```{{handbook-{part}}}\n```\n" for part in ("flagship", "figures"))
    (book / "extra.md").write_text(f"# Extra\n\n![A picture](below/picture.svg)\n{lists}", encoding="utf-8")
    edit(data / "datapackage.yaml", "resources:\n", "featured: [F01]\nresources:\n")
    edit(root / "_toc.yml", "  chapters:\n", "  chapters:\n  - file: book/extra\n")
    icon = package / "handbook" / "site" / "static" / "handbook-icon.svg"

    def build() -> str:
        return handbook(root, "build", path=str(package))

    def changes_of_pages() -> Iterator[tuple[str, str]]:
        edit(picture, 'width="1"', 'width="2"')
        yield "a picture", "en/_images/picture.svg"
        edit(logo, 'width="1"', 'width="2"')
        yield "the logo", "en/_static/logo.svg"
        edit(sheet, "red", "blue")
        yield "a style sheet", "en/_static/site.css"
        edit(root / "_toc.yml", "caption: All", "caption: Everything")
        yield "a caption of the contents", "en/region_001.html"
        edit(data / "datapackage.yaml", "name: generated\n", "name: generated\ntitle: Generated tables\n")
        yield "the description of the tables", "_data/datapackage.yaml"
        edit(table, "2022,", "2022,1")
        yield "a table in a folder below", "en/region_001.html"
        edit(table, "2022,1", "2022,2")
        yield "a chart on the page of others", "en/extra.html"
        edit(data / "claims.csv", "C0001a,F01,Sales,China,sales", "C0001a,F01,Sales,China,all sales")
        yield "what a claim is about", "en/region_001.html"
        edit(data / "checks.csv", "C0001b,value,", "C0001b,sum,")
        yield "a check", "audit.json"
        edit(book / "references.bib", "Office of statistics", "Bureau of statistics")
        yield "a source", "en/region_001.html"
        edit(book / "region_002.ipynb", r"charts.columns(sales, \"year\", \"sales_100m_cny\", axis=\"Sales\")", "None")
        yield "a figure that has no chart any more", "en/extra.html"

    def changes_of_all() -> Iterator[tuple[str, str]]:
        """Change what every page is made with: after one of these nothing can be stale."""
        edit(root / "_toc.yml", "  - file: book/extra\n", "")
        yield "a page less", "en/index.html"
        edit(root / "_config.yml", "title: Industrial Internet Handbook", "title: Another book")
        yield "the title, in what a chart is downloaded as", "en/_figures/F01.svg"
        edit(data / "datapackage.yaml", "resources:\n", "version: 2.0.0\nresources:\n")
        yield "the version of the book", "en/about.html"
        icon.write_bytes(icon.read_bytes() + b"<!-- another -->")
        yield "the icon", "en/_static/handbook-icon.svg"
        edit(package / "handbook" / "__init__.py", '__version__ = "', '__version__ = "9.')
        yield "the version of the engine", "edition.json"

    build()
    for made in (changes_of_pages(), changes_of_all()):
        while together := dict(itertools.islice(made, 1 if THOROUGH else None)):
            before = {what: (site / name).read_bytes() for what, name in together.items()}
            assert "files written" in build(), together
            assert [what for what, name in together.items() if (site / name).read_bytes() == before[what]] == []
    assert build().startswith("Up to date")
    there = files(site)
    shutil.rmtree(root / "_build")
    commands.share_drawings(root)
    build()
    assert {name for name, content in files(site).items() if there.get(name) != content} == set()
    assert there.keys() == files(site).keys()

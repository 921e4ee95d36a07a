"""Nothing stale is published: after each kind of change the next build shows it, and only what depends on it runs.

The tiny handbook of ``conftest.py``, with helpers beside it, is built by the command line; what it then says is read
in the browser.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

import commands

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


SENTENCE = (
    "import adverb\n"
    "from analysis import trade\n"
    "from handbook.language import Words\n\n"
    'north = sales.where(region="north")["sales_100m_cny"]\n'
    'how = Words({"en": adverb.WORD, "zh": adverb.WORD_ZH})\n'
    'chapter.text("Sales {how} {change}.", how=how, change=Change(north.iloc[-1], trade.first(north)))'
)

CATALOGUE = {
    "Sales": "销售额",
    "Turnover": "营业额",
    "Sales {how} {change}.": "销售额{how}{change}。",
    "Sales by region.": "各地区销售额。",
}


@pytest.fixture
def handbook(project) -> Callable[..., set[str]]:
    """Give a function that builds the tiny handbook and returns the chapters that were executed for it."""
    root = project.root
    commands.share_drawings(root)
    shutil.copyfile(ROOT / "_config.yml", root / "_config.yml")
    (root / "src" / "analysis").mkdir(parents=True)
    (root / "src" / "analysis" / "__init__.py").touch()
    helper = '"""Trade."""\n\n\ndef first(values):\n    """Return the first value."""\n    return values.iloc[0]\n'
    (root / "src" / "analysis" / "trade.py").write_text(helper, encoding="utf-8")
    # What the lock file pins is installed beside it.
    (root / "packages").mkdir()
    (root / "packages" / "adverb.py").write_text('WORD, WORD_ZH = "barely", "略"\n', encoding="utf-8")
    file = root / "book" / "sales.ipynb"
    notebook = nbformat.read(file, 4)
    [told] = [cell for cell in notebook.cells if "chapter.text" in cell.source]
    told.source = SENTENCE
    nbformat.write(notebook, file)
    project.translate("sales", CATALOGUE)
    path = os.pathsep.join([str(root / "src"), str(root / "packages")])

    def build(*more: str) -> set[str]:
        done = commands.run(root, "build", *more, path=path)
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

    def shown(name: str, language: str = "en") -> str:
        page.goto((project.root / "_build" / "html" / language / f"{name}.html").as_uri())
        return page.inner_text("article").replace("\xa0", " ")

    english = ("--language", "en")
    assert handbook(*english) == {"sales", "members"}
    assert "Sales barely rose by 20.0%." in shown("sales")

    # a table: the chapter that reads it
    project.replace("sales", "north,2022,12.0", "north,2022,12.5")
    assert handbook(*english) == {"sales"}
    assert "Sales barely rose by 25.0%." in shown("sales")

    # a chapter's prose, and a claim of another: only the one that shows its verdict
    assert "contradicted" in shown("members")
    change(project, "sales", 0, "# Sales", "# Turnover")
    project.replace("claims", "members,成员数,count,2022,4", "members,成员数,count,2022,3")
    assert handbook(*english) == {"members"}
    assert shown("sales").startswith("Turnover")
    assert "Sales barely rose by 25.0%." in shown("sales")
    assert "contradicted" not in shown("members")

    # a helper: every chapter
    helper = project.root / "src" / "analysis" / "trade.py"
    helper.write_text(helper.read_text(encoding="utf-8").replace("iloc[0]", "iloc[-1]"), encoding="utf-8")
    assert handbook() == {"sales", "members"}
    assert "Sales barely stayed the same." in shown("sales")

    # each output holds all languages
    assert "销售额略持平。" in shown("sales", "zh")

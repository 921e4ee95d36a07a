"""Numbers of which no copy was seen: traced back from sentences to cells, and named where a sentence does not say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import commands
from handbook import cli
from handbook.figures import Chapter
from handbook.figures.evidence import Cells, Figure
from handbook.language import Change, Count, Number, Period, Phrase, percent
from handbook.publish.unmarked import problems

ROOT = Path(__file__).resolve().parents[2]
WEAK = ("south,2021,9.5,office,original", "south,2021,9.5,office,unverified")


@pytest.fixture
def weak(project):
    project.replace("sales", *WEAK)
    return project


def unmarked(chapter: Chapter, sentence: str, **values) -> list[tuple[str, str]]:
    """Return the values of a sentence that it should call unverified, as the output tells them."""
    told = chapter.text(sentence, **values)._repr_mimebundle_()[1]["handbook"].get("unmarked", [])
    return [(entry["value"], entry["mark"]) for entry in told]


def test_a_value_is_found_whichever_way_it_was_computed(weak):
    chapter = Chapter("sales", weak.data, "en")
    rows = chapter.tables.read("sales").set_index(["region", "year"])["sales_100m_cny"]
    north, south = rows["north"], rows["south"]
    doubtful = {
        "the cell": Number(south[2021], "100m_cny"),
        "in another unit": Number(south[2021] / 10, "bn_cny"),
        "a change": Change(south[2022], south[2021]),
        "growth": percent(south[2022] / south[2021] - 1),
        "a ratio": Number(north[2022] / south[2021]),
        "a sum": Number(north[2021] + south[2021], "100m_cny"),
        "a phrase": Phrase("{size} more", size=Number(south[2021], "100m_cny")),
    }
    for way, value in doubtful.items():
        english, chinese = unmarked(chapter, "It came to {value}.", value=value)
        assert (english[1], chinese[1]) == ("unverified", "未核实"), way
    sure = {
        "a good cell": Number(south[2022], "100m_cny"),
        "what the report prints": Number(12, "100m_cny"),
        "growth from good cells": percent(north[2022] / north[2021] - 1),
        "a year": Period(2021),
        "how many": Count(len(rows)),
        "words": "9.5",
    }
    for way, value in sure.items():
        assert not unmarked(chapter, "It came to {value}.", value=value), way


def test_the_sentence_that_holds_the_value_has_to_say_so(weak):
    chapter = Chapter("sales", weak.data, "en")
    value = Number(chapter.tables.read("sales")["sales_100m_cny"][2], "100m_cny")
    assert not unmarked(Chapter("sales", weak.data, "en"), "It came to {value}.", value=Number(9.4, "100m_cny"))
    for sentence, lacking in (
        ("Sales came to {value} (unverified).", 1),  # the Chinese catalogue has no such sentence
        ("Others are unverified. Sales came to {value}.", 2),
    ):
        assert len(unmarked(chapter, sentence, value=value)) == lacking, sentence


def test_no_table_with_weak_rows_no_doubt(project):
    cells = Cells(project.tables, ["sales", "members"])
    assert not cells.unverified(Figure(9.5e8, True))
    project.replace("sales", *WEAK)
    assert Cells(project.tables, ["sales"]).unverified(Figure(9.5e8, True))


def test_check_names_chapter_and_sentence_of_a_mixed_figure(weak):
    """Some values of the figure are seen, so that its title as a whole is not called unverified."""
    cells = [
        ("markdown", "# Sales", []),
        ("code", 'data_dir = "data"\nlanguage = "en"', ["parameters"]),
        (
            "code",
            "from handbook.figures import Chapter, described\nfrom handbook.language import Change\n"
            'chapter = Chapter("sales", data_dir, language)\n'
            'sales = described(chapter.tables, chapter.tables.read("sales"), "sales")\n'
            'south = sales.where(region="south")["sales_100m_cny"]\n'
            'chapter.figure("F01", table=sales, title="Sales {change}.", change=Change(south.iloc[-1], south.iloc[0]))',
            [],
        ),
    ]
    weak.write_chapter("sales", cells)
    assert not list(problems([weak.root / "book" / "sales.ipynb"]))
    run = CliRunner().invoke
    assert run(cli.main, ["refresh", "sales"]).exit_code == 0
    told = run(cli.main, ["check"])
    assert told.exit_code == 1
    english, chinese, last = told.output.splitlines()
    assert english.startswith(
        "sales.ipynb, cell 3: found 'rose by 10.5%', expected “unverified” beside it in “Sales rose by 10.5%.”."
    )
    assert "“未核实”" in chinese
    assert last == "2 problems; nothing was built."
    assert run(cli.main, ["refresh", "sales"]).exit_code == 0  # what was mended can be stored
    (weak.root / "_config.yml").write_bytes((ROOT / "_config.yml").read_bytes())
    commands.share_drawings(weak.root)
    built = commands.run(weak.root, "build", "--jobs", "1", "--language", "en")
    assert (built.returncode, f"notice: {english}\n" in built.stdout) == (0, True), built.stdout + built.stderr

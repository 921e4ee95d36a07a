"""What a chapter shows: figures, sentences and lists in all languages, and messages for what cannot be made."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import nbformat
import pandas as pd
import pytest

from handbook.figures import Chapter, Column, FigureError, Table, charts, described, labels_of
from handbook.figures.chapter import FIGURE_MIME, MAX_ROWS, TABLE_MIME, TEXT_MIME, VEGALITE_MIME, Output
from handbook.language import Change, LanguageError, percent
from handbook.quantities.verdicts import CheckError


@pytest.fixture
def chapter(project) -> Chapter:
    return Chapter("sales", project.data)


@pytest.fixture
def sales(chapter) -> Table:
    return described(chapter.tables, chapter.tables.read("sales"), "sales")


def make(chapter: Chapter, table: Table, figure: str = "F01", **changes: Any) -> Output:
    return chapter.figure(figure, table=table, **{"title": "Sales", "caption": "Sales by region.", **changes})


def lines(table: Table) -> charts.Chart:
    return charts.lines(table, "year", "sales_100m_cny", "region", axis="Sales")


def bundle(output: Output | None) -> dict[str, Any]:
    """Return the representations that a notebook stores."""
    assert output is not None
    return output._repr_mimebundle_()[0]


def read_by(output: Output) -> dict[str, str]:
    """Return what a chapter had read when it made an output."""
    return dict(output._repr_mimebundle_()[1]["handbook"]["reads"])


# ── the bundle ───────────────────────────────────────────────────────────────────────────────────


def test_figure_with_a_chart_draws_itself_in_a_notebook_and_has_a_text_table(chapter, sales):
    made = bundle(make(chapter, sales, chart=lines(sales)))
    assert set(made) == {FIGURE_MIME, VEGALITE_MIME, "text/plain"}
    alt = "Lines: Sales, billion yuan. At their ends, North: 1.2 (2022) and South: 1.05 (2022)."
    assert (made[FIGURE_MIME]["en"]["id"], made[FIGURE_MIME]["en"]["alt"]) == ("F01", alt)
    assert (made[VEGALITE_MIME]["title"], made[VEGALITE_MIME]["description"]) == ("Sales", alt)
    assert made["text/plain"].splitlines()[:3] == ["F01 Sales", "Region | Year | Sales", "North | 2021 | 10.0"]


def test_figure_without_a_chart_is_a_table_in_a_notebook(chapter, sales):
    made = bundle(make(chapter, sales))
    assert set(made) == {FIGURE_MIME, "text/html", "text/plain"}
    assert made[FIGURE_MIME]["en"]["table"]["rows"][0] == ["North", 2021, 10.0]
    assert "<h4>Sales</h4>" in made["text/html"]
    assert "<td>North</td>" in made["text/html"]


def test_bundle_is_valid_in_a_notebook_and_the_same_every_time(chapter, sales):
    first, second = (json.dumps(bundle(make(chapter, sales, chart=lines(sales)))) for _ in range(2))
    assert first == second
    output = nbformat.v4.new_output("display_data", data=json.loads(first))
    nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])]))


def test_chart_names_no_server_and_says_which_version_it_is(chapter, sales):
    made = bundle(make(chapter, sales, chart=lines(sales)))
    shown = dict(made[VEGALITE_MIME])
    assert shown.pop("$schema").startswith("https://vega.github.io/schema/vega-lite/v5")
    contents = json.loads(json.dumps(made[FIGURE_MIME]))
    for figure in contents.values():
        figure["spec"].pop("$schema")
    assert "://" not in json.dumps([shown, contents])


def test_numbers_have_ten_digits_on_every_machine(chapter, sales):
    sales = sales.having(sales.rows.assign(sales_100m_cny=[0.1 + 0.2, 1 / 3, math.nan, 10.5]))
    made = bundle(make(chapter, sales, chart=charts.columns(sales, "year", "sales_100m_cny")))[FIGURE_MIME]["en"]
    assert [row[2] for row in made["table"]["rows"]] == [0.3, 0.3333333333, None, 10.5]
    text = json.dumps(made["spec"])
    assert "0.30000000000000004" not in text
    assert "NaN" not in text


def test_bars_beside_numbers_share_one_scale(chapter, sales):
    twice = Table(
        sales.rows.assign(twice=sales["sales_100m_cny"] * 2), {**sales.columns, "twice": Column("Twice")}, sales.tables
    )
    made = bundle(make(chapter, twice, bars=["sales_100m_cny", "twice"]))[FIGURE_MIME]["en"]
    longest = {column["key"]: column.get("longest") for column in made["table"]["columns"]}
    most = float(twice["twice"].max())
    assert longest == {"region": None, "year": None, "sales_100m_cny": most, "twice": most}


def test_numbers_below_zero_and_words_have_no_bars(chapter, sales):
    below = sales.having(sales.rows.assign(sales_100m_cny=-sales["sales_100m_cny"]))
    with pytest.raises(
        FigureError, match="F01: no bars for sales_100m_cny, region: they need numbers, none below zero"
    ):
        make(chapter, below, bars=["sales_100m_cny", "region"])


def test_long_tables_are_cut_where_they_are_only_looked_at(chapter, sales):
    long = sales.having(pd.concat([sales.rows] * 11, ignore_index=True))
    made = make(chapter, long)
    assert str(made).splitlines()[-1] == "… 4 more rows"
    assert bundle(made)["text/html"].endswith("<p>… +4</p>")
    assert len(bundle(made)[FIGURE_MIME]["en"]["table"]["rows"]) == 44
    assert repr(made) == bundle(made)["text/plain"]


# ── languages ────────────────────────────────────────────────────────────────────────────────────


def test_one_output_holds_all_languages(chapter, sales):
    made = bundle(make(chapter, sales, chart=lines(sales)))[FIGURE_MIME]
    assert {code: (made[code]["language"], made[code]["title"], made[code]["caption"]) for code in made} == {
        "en": ("en", "Sales", "Sales by region."),
        "zh": ("zh", "销售额", "各地区销售额。"),
    }
    assert (
        made["zh"]["alt"]
        == made["zh"]["spec"]["description"]
        == "折线：销售额。末端为北方：12（2022年）和南方：10.5（2022年）。"
    )


def test_titles_units_and_codes_speak_the_language(chapter, sales):
    made = bundle(make(chapter, sales))[FIGURE_MIME]
    assert [(c["title"], c["unit_shown"], c["type"]) for c in made["zh"]["table"]["columns"]] == [
        ("地区", "", "text"),
        ("年份", "", "number"),
        ("销售额", "亿元", "number"),
    ]
    assert made["zh"]["table"]["rows"][0][0] == "北方"
    assert made["en"]["table"]["columns"][2]["unit_shown"] == "100 million yuan"
    read = made["en"]["table"]["columns"][2]["reader"]
    assert (read["title"], read["unit_shown"], read["shift"]) == ("Sales", "billion yuan", 1)
    assert not any("reader" in column for column in made["zh"]["table"]["columns"]), "Chinese has a word for it"


def test_a_notebook_shows_the_language_that_it_was_asked_for(project):
    chapter = Chapter("sales", project.data, "zh")
    sales = described(chapter.tables, chapter.tables.read("sales"), "sales")
    assert str(make(chapter, sales)).startswith("F01 销售额\n地区 | 年份 | 销售额\n北方 | 2021 | 10.0")
    assert str(chapter.text("Sales {change}.", change=Change(12, 10))) == "销售额增长20.0%。"


def test_sentences_are_filled_in_all_languages(chapter):
    made = bundle(chapter.text("Sales {change}.", {"other": 1}, change=Change(12, 10)))
    assert made[TEXT_MIME] == {"en": "Sales rose by 20.0%.", "zh": "销售额增长20.0%。"}
    assert made["text/markdown"] == made["text/plain"] == "Sales rose by 20.0%."


def test_places_and_values_that_do_not_match_are_named(chapter, sales):
    with pytest.raises(LanguageError, match=re.escape("no value for {change}; values are: none")):
        chapter.text("Sales {change}.")
    with pytest.raises(FigureError, match=r"'Sales\.' has no place for change, share"):
        chapter.text("Sales.", change=1, share=2)
    with pytest.raises(LanguageError, match=re.escape("no value for {mark}")):
        make(chapter, sales, title="Sales passed {mark}")


def test_title_and_caption_are_filled_with_facts_and_values(chapter, sales):
    facts = Table(sales.rows, sales.columns, sales.tables, facts={"share": percent(0.5)})
    made = bundle(make(chapter, facts, title="{share} of all", caption="{by}", by=3))[FIGURE_MIME]["en"]
    assert (made["title"], made["caption"]) == ("50.0% of all", "3")


def test_a_table_that_is_looked_at_is_in_all_languages(chapter, sales):
    made = bundle(chapter.table(sales.tail(1)))
    assert set(made) == {TABLE_MIME, "text/html", "text/plain"}
    assert made[TABLE_MIME]["zh"] == {"columns": ["地区", "年份", "销售额"], "rows": [["南方", 2022, 10.5]]}
    assert made["text/plain"] == "Region | Year | Sales\nSouth | 2022 | 10.5"


# ── what stands with a figure ────────────────────────────────────────────────────────────────────


def test_computed_columns_bring_their_titles_and_others_are_not_shown(chapter, sales):
    rows = sales.rows.assign(share=0.5, helper=1)
    table = described(chapter.tables, rows, "sales", share=Column("Share", "fraction"))
    shown = bundle(make(chapter, table))[FIGURE_MIME]["en"]["table"]["columns"]
    assert [c["key"] for c in shown] == ["region", "year", "sales_100m_cny", "share"]


def test_sources_and_grades_are_those_of_the_rows_shown(project):
    project.replace("sales", "south,2022,10.5,office,original", "south,2022,10.5,report,unverified")
    chapter = Chapter("sales", project.data)
    sales = described(chapter.tables, chapter.tables.read("sales"), "sales")
    made = bundle(make(chapter, sales))[FIGURE_MIME]["en"]
    assert (made["sources"], made["grades"]) == (["office", "report"], ["original", "unverified"])
    assert made["table"]["evidence"] == ["original", "original", "original", "unverified"]
    assert bundle(make(chapter, sales.head(3)))[FIGURE_MIME]["en"]["grades"] == ["original"]


def test_sources_of_what_was_computed_are_those_of_the_rows_behind_it(project):
    project.replace("sales", "south,2022,10.5,office,original", "south,2022,10.5,report,unverified")
    chapter = Chapter("sales", project.data)
    rows = chapter.tables.read("sales")
    computed = described(chapter.tables, rows[["region", "year"]], "sales").computed_from(rows.tail(1))
    assert bundle(make(chapter, computed))[FIGURE_MIME]["en"]["sources"] == ["report"]
    whole = described(chapter.tables, rows[["region", "year"]], "sales")
    made = bundle(make(chapter, whole))[FIGURE_MIME]["en"]
    assert made["sources"] == ["office", "report"], "those of the tables, where the rows name none"


def test_verdicts_stand_with_the_figure_but_not_with_its_parts(chapter, sales):
    made = bundle(make(chapter, sales))[FIGURE_MIME]["en"]
    assert made["claims"] == ["C0001a", "C0001b", "C0002a"]
    part = bundle(make(chapter, sales, part="growth"))[FIGURE_MIME]["en"]
    assert (part["id"], part["figure"], part["claims"]) == ("F01-growth", "F01", [])


def test_a_title_says_of_a_value_that_nobody_has_seen_a_copy_of_it(project):
    text = project.file("sales").read_text(encoding="utf-8").replace("original", "unverified")
    project.file("sales").write_text(text, encoding="utf-8")
    chapter = Chapter("sales", project.data)
    table = described(chapter.tables, chapter.tables.read("sales"), "sales")

    def titles(title: str) -> set[str]:
        shown = bundle(chapter.figure("F01", table=table, title=title, facts={"sales": 12}))[FIGURE_MIME]
        return {content["title"] for content in shown.values()}

    assert titles("Sales could not be verified") == {"Sales could not be verified"}
    assert titles("Sales of {sales}") == {"Sales of 12 (unverified)", "Sales of 12（未核实）"}


def test_status_and_reason_come_from_the_table_of_figures(project):
    chapter = Chapter("members", project.data)
    members = described(chapter.tables, chapter.tables.read("members"), "members")
    made = bundle(chapter.figure("F02", table=members, title="Members", missing="One more."))[FIGURE_MIME]
    assert {code: (made[code]["status"], made[code]["reason"]) for code in made} == {
        "en": ("partly recomputed", "The logos are lost."),
        "zh": ("partly recomputed", "徽标已失。"),
    }
    assert made["en"]["missing"] == "One more."


def test_a_figure_of_other_tables_says_what_they_revise(project, tmp_path):
    folder = tmp_path / "newer"
    folder.mkdir()
    text = project.file("sales").read_text(encoding="utf-8").replace("north,2022,12.0", "north,2022,12.5")
    (folder / "sales.csv").write_text(text, encoding="utf-8")
    chapter = Chapter("sales", folder)
    sales = described(chapter.tables, chapter.tables.read("sales"), "sales")
    told = {code: figure["revised"] for code, figure in bundle(make(chapter, sales))[FIGURE_MIME].items()}
    assert [[one[part] for part in ("row", "column", "old", "new")] for code in ("zh", "en") for one in told[code]] == [
        ["北方，2022", "销售额", "12", "12.5"],
        ["North, 2022", "Sales, billion yuan", "1.2", "1.25"],  # in the unit of the table beside it
    ]
    south = bundle(make(chapter, sales.where(region="south")))[FIGURE_MIME]["zh"]
    assert "revised" not in south, "no row of the figure was revised"
    own = Chapter("sales", project.data)
    assert "revised" not in bundle(make(own, sales))[FIGURE_MIME]["zh"]


def test_three_revisions_are_told_and_the_rest_counted(project, tmp_path):
    folder = tmp_path / "newer"
    folder.mkdir()
    text = project.file("sales").read_text(encoding="utf-8")
    for old, new in (("10.0", "11.0"), ("12.0", "12.1"), ("9.5", "9.9"), ("10.5", "20")):
        text = text.replace(old, new)
    (folder / "sales.csv").write_text(text, encoding="utf-8")
    chapter = Chapter("sales", folder)
    made = bundle(make(chapter, described(chapter.tables, chapter.tables.read("sales"), "sales")))[FIGURE_MIME]["en"]
    assert [(entry["old"], entry["new"]) for entry in made["revised"]] == [
        ("1.05", "2"),
        ("1", "1.1"),
        ("0.95", "0.99"),
    ]
    assert made["revised_more"] == 1


def test_labels_of_a_column_are_in_the_order_of_the_data_package(chapter):
    labels = {code: words.forms for code, words in labels_of(chapter.tables, "sales", "region").items()}
    assert labels == {"north": {"en": "North", "zh": "北方"}, "south": {"en": "South", "zh": "南方"}}


def test_units_that_nobody_described_are_shown_as_they_are(chapter, sales):
    units = {"tn_cny": "trillion yuan", "fraction": "", "亿元": "亿元", "thousand_cny": "thousand yuan"}
    for unit, words in units.items():
        table = Table(sales.rows, {"year": Column("Year", unit)}, sales.tables)
        made = bundle(make(chapter, table))[FIGURE_MIME]
        assert made["en"]["table"]["columns"][0]["unit_shown"] == words, unit
    assert made["zh"]["table"]["columns"][0]["unit_shown"] == "千元"


# ── listings ─────────────────────────────────────────────────────────────────────────────────────


def test_claims_without_a_figure_are_listed_with_reasons(project):
    made = bundle(Chapter("members", project.data).claims())
    assert made[FIGURE_MIME]["en"]["kind"] == "verdicts"
    for code in ("en", "zh"):
        assert made[FIGURE_MIME][code]["claims"] == ["C0003a", "C0004a"]
    assert made["text/plain"].splitlines()[0] == "4 companies (C0003a): contradicted"
    assert bundle(Chapter("sales", project.data).claims())[FIGURE_MIME]["en"]["claims"] == []


def test_figures_that_cannot_be_recomputed_are_listed(project):
    made = bundle(Chapter("members", project.data).not_recomputed())
    told = {
        code: [(f["figure"], f["title"], f["status"], f["reason"]) for f in made[FIGURE_MIME][code]["figures"]]
        for code in ("en", "zh")
    }
    assert told == {
        "en": [("F03", "Map", "diagram", "It holds no data.")],
        "zh": [("F03", "地图", "diagram", "图中没有数据。")],
    }
    assert made["text/plain"] == "F03 Map: diagram. It holds no data."


# ── what a chapter asks of the audit ─────────────────────────────────────────────────────────────


def test_a_chapter_asks_for_verdicts_and_what_decided_them(chapter):
    assert chapter.ledger.on("C0001a").verdict == "holds"
    assert chapter.ledger.computed("C0002a") == pytest.approx(20)
    assert [verdict.claim.claim for verdict in chapter.ledger.of_figure("F01")] == ["C0001a", "C0001b", "C0002a"]
    assert "C0001a" not in [v.claim.claim for v in chapter.ledger.of_chapter("sales", without_figure=True)]
    assert set(chapter.ledger.subject("C0002a").forms) == {"en", "zh"}
    assert chapter.ledger.subject("C0002a").forms["en"] == chapter.ledger.on("C0002a").claim.subject
    reason = chapter.ledger.reason("C0002a").forms
    assert reason["en"] != reason["zh"]
    quantity = chapter.ledger.quantity("sales/sales_100m_cny?region=north&year=2022")
    assert (quantity.low, quantity.high) == (11.95e8, 12.05e8), "12.0 as it is written, in yuan"


def test_print_and_computation_are_bounds_by_reading(project):
    project.replace(
        "checks",
        "C0001b,sum,sales/sales_100m_cny?region=north&year=2022; sales/sales_100m_cny?region=south&year=2022,,",
        "C0001b,value,sales/sales_100m_cny?region=north&year=2022,north alone,仅北方\n"
        "C0001b,sum,sales/sales_100m_cny?region=north&year=2022; sales/sales_100m_cny?region=south&year=2022,both,合计",
    )
    found = Chapter("sales", project.data).ledger.by_reading("C0001b")
    assert [words.forms for words in found["reading"]] == [
        {"en": "north alone", "zh": "仅北方"},
        {"en": "both", "zh": "合计"},
    ]
    assert found["low"].tolist() == [11.95e8, 22.4e8]
    assert found["printed_low"].tolist() == [22.45e8] * 2
    assert found["evidence"].tolist() == ["original"] * 2


def test_a_claim_that_nothing_computes_has_no_number(project):
    ledger = Chapter("members", project.data).ledger
    with pytest.raises(FigureError, match="C0004a: no check of it computes a number"):
        ledger.computed("C0004a")
    with pytest.raises(CheckError, match=r"C0003b.*C0003a"):
        ledger.on("C0003b")


def test_newer_values_stand_in_a_sentence_of_their_own(project):
    assert Chapter("sales", project.data).later("C0001a") is None
    project.append("sales", "north,2023,14.3,office,original")
    chapter = Chapter("sales", project.data)
    made = bundle(chapter.later("C0001a"))
    assert made[TEXT_MIME]["en"] == (
        "Sales in the north: for 2022 the report said 1.20 billion yuan; "
        "the newer table gives 1.43 billion yuan for 2023."
    )
    assert "14.3" in made[TEXT_MIME]["zh"]
    given = bundle(chapter.later(C0002a={2022: 20.0, 2023: 25.5}))
    assert "25.5" in given[TEXT_MIME]["en"]
    assert given[TEXT_MIME]["en"].count("2022") == 1, "what the claim is about is not newer"
    assert given[TEXT_MIME]["en"].endswith("2023."), (
        "of a claim whose checks read no newer value, the chapter may tell it"
    )


def test_what_was_read_is_remembered_row_by_row(chapter, sales):
    reads = read_by(make(chapter, sales))
    assert {"figures?figure=F01", "claims?figure=F01", "revisions?sales", "sales"} <= set(reads)
    chapter.ledger.on("C0001a")
    chapter.ledger.quantity(
        "growth(sales/sales_100m_cny?region=north&year=2022; sales/sales_100m_cny?region=north&year=2021)"
    )
    later = read_by(chapter.text("Sales."))
    assert "sales?region=north&year=2021" in later
    assert set(reads) < set(later), "an output knows what was read before it"


# ── messages ─────────────────────────────────────────────────────────────────────────────────────


def test_unknown_figure_is_named_with_near_ones(chapter, sales):
    with pytest.raises(FigureError, match=r"'F99' is no figure of data/figures.csv\.$"):
        make(chapter, sales, "F99")
    with pytest.raises(FigureError, match=r"'F010' is no figure of data/figures.csv; near it: F01\b"):
        make(chapter, sales, "F010")


def test_value_that_no_text_of_a_figure_has_a_place_for_is_named(chapter, sales):
    with pytest.raises(FigureError, match="F01: no title, caption or other text has a place for extra"):
        chapter.figure("F01", table=sales, title="Sales", extra=1)


def test_figure_of_another_chapter_is_named(chapter, sales):
    with pytest.raises(FigureError, match=r"F02 belongs to chapter 'members' in data/figures.csv, not to 'sales'"):
        make(chapter, sales, "F02")


def test_figure_without_a_titled_column_is_refused(chapter):
    with pytest.raises(FigureError, match="F01: no column has a title; name the data tables or give `columns`"):
        make(chapter, Table(pd.DataFrame({"x": [1]}), {}))


def test_too_many_rows_are_refused_with_the_limit(chapter, sales):
    long = sales.having(pd.concat([sales.rows] * (MAX_ROWS // 4 + 1), ignore_index=True))
    with pytest.raises(
        FigureError, match=f"{len(long)} rows; a figure carries at most {MAX_ROWS}. Aggregate them first"
    ):
        make(chapter, long)


def test_column_without_labels_says_where_to_add_them(chapter):
    with pytest.raises(KeyError, match=r"members.kind has no labels in datapackage.yaml: add `labels: \{code:"):
        labels_of(chapter.tables, "members", "kind")


def test_chapter_in_an_unknown_language_is_refused(project):
    with pytest.raises(ValueError, match="'de' is no language of this book; choose en or zh"):
        Chapter("sales", project.data, "de")

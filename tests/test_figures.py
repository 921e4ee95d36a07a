"""The figure component: what a notebook stores, in both languages, and messages for figures that cannot be made."""

from __future__ import annotations

import json
import math

import altair
import nbformat
import pandas as pd
import pytest

from analysis import charts, figures, tables
from analysis.figures import FIGURE_MIME, MAX_ROWS, VEGALITE_MIME, Chapter, FigureError


@pytest.fixture
def sales(project) -> pd.DataFrame:
    return tables.read("sales", project.data)


@pytest.fixture
def chapter(project) -> Chapter:
    return Chapter("sales", project.data)


def make(chapter: Chapter, data: pd.DataFrame, figure: str = "F01", **changes) -> figures.Figure:
    words = {"title": "Sales", "caption": "By region.", "alt": "Lines.", "tables_used": ["sales"]}
    return chapter.figure(figure, data=data, **{**words, **changes})


def lines(data: pd.DataFrame) -> altair.LayerChart:
    return charts.lines(data, "year", "sales_100m_cny", "region", axis="Sales", labels={"north": "N", "south": "S"})


# ── the bundle ───────────────────────────────────────────────────────────────────────────────────


def test_figure_with_a_chart_is_one_vega_lite_bundle_with_a_text_table(chapter, sales):
    bundle, _ = make(chapter, sales, chart=lines(sales))._repr_mimebundle_()
    assert set(bundle) == {VEGALITE_MIME, "text/plain"}
    assert bundle[VEGALITE_MIME]["usermeta"]["handbook"]["id"] == "F01"
    assert bundle[VEGALITE_MIME]["description"] == "Lines."
    assert bundle["text/plain"].splitlines()[:3] == ["F01 Sales", "Region | Year | Sales", "North | 2021 | 10.0"]


def test_figure_without_a_chart_is_its_payload(chapter, sales):
    bundle, _ = make(chapter, sales)._repr_mimebundle_()
    assert set(bundle) == {FIGURE_MIME, "text/plain"}
    assert bundle[FIGURE_MIME]["table"]["rows"][0] == ["North", 2021, 10.0]


def test_bundle_is_valid_in_a_notebook_and_the_same_every_time(chapter, sales):
    first, second = (json.dumps(make(chapter, sales, chart=lines(sales))._repr_mimebundle_()[0]) for _ in range(2))
    assert first == second
    output = nbformat.v4.new_output("display_data", data=json.loads(first))
    nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])]))


def test_chart_names_no_server(chapter, sales):
    spec = {**make(chapter, sales, chart=lines(sales)).spec}
    assert spec.pop("$schema").startswith("https://vega.github.io/schema/vega-lite/v6")
    assert "://" not in json.dumps(spec)


def test_numbers_have_ten_digits_on_every_machine(chapter, sales):
    sales["sales_100m_cny"] = [0.1 + 0.2, 1 / 3, math.nan, 10.5]
    made = make(chapter, sales, chart=charts.columns(sales, "year", "sales_100m_cny", axis="Sales"))
    assert [row[2] for row in made.payload["table"]["rows"]] == [0.3, 0.3333333333, None, 10.5]
    text = json.dumps(made.spec)
    assert "0.30000000000000004" not in text
    assert "NaN" not in text


def test_bars_beside_numbers_share_one_scale(chapter, sales):
    data = sales.assign(twice=sales["sales_100m_cny"] * 2)
    made = make(chapter, data, columns={"twice": ("Twice", "两倍", "")}, bars=["sales_100m_cny", "twice"])
    longest = {column["key"]: column.get("longest") for column in made.payload["table"]["columns"]}
    most = float(data["twice"].max())
    assert longest == {"region": None, "year": None, "sales_100m_cny": most, "twice": most}


def test_numbers_below_zero_and_words_have_no_bars(chapter, sales):
    sales["sales_100m_cny"] *= -1
    with pytest.raises(
        FigureError, match="F01: no bars for sales_100m_cny, region: they need numbers, none below zero"
    ):
        make(chapter, sales, bars=["sales_100m_cny", "region"])


def test_long_tables_are_cut_in_text_only(chapter, sales):
    long = pd.concat([sales] * 11, ignore_index=True)
    made = make(chapter, long)
    assert str(made).splitlines()[-1] == "… 4 more rows"
    assert len(made.payload["table"]["rows"]) == 44
    assert repr(made) == str(made)


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def test_titles_units_and_codes_speak_the_language(project, sales):
    zh = make(Chapter("sales", project.data, "zh"), sales).payload
    assert [(c["title"], c["unit_shown"], c["type"]) for c in zh["table"]["columns"]] == [
        ("地区", "", "text"),
        ("年份", "", "number"),
        ("销售额", "亿元", "number"),
    ]
    assert zh["table"]["rows"][0][0] == "北方"
    en = make(Chapter("sales", project.data), sales).payload
    assert en["table"]["columns"][2]["unit_shown"] == "100 million yuan"
    assert en["language"] == "en"


def test_computed_columns_bring_their_titles_and_others_are_not_shown(chapter, sales):
    data = sales.assign(share=0.5, helper=1)
    shown = make(chapter, data, columns={"share": ("Share", "占比", "fraction")}).payload["table"]["columns"]
    assert [c["key"] for c in shown] == ["region", "year", "sales_100m_cny", "share"]


def test_sources_and_grades_are_those_of_the_rows_shown(project, chapter):
    project.replace("sales", "south,2022,10.5,office,original", "south,2022,10.5,report,unverified")
    sales = tables.read("sales", project.data)
    payload = make(chapter, sales).payload
    assert (payload["sources"], payload["grades"]) == (["office", "report"], ["original", "unverified"])
    assert payload["table"]["evidence"] == ["original", "original", "original", "unverified"]
    assert make(chapter, sales[:3]).payload["grades"] == ["original"]


def test_sources_come_from_the_tables_where_the_rows_name_none(chapter, sales):
    assert make(chapter, sales[["region", "year"]]).payload["sources"] == ["office"]


def test_verdicts_stand_with_the_figure_but_not_with_its_parts(chapter, sales):
    assert [v["claim"] for v in make(chapter, sales).payload["verdicts"]] == ["C0001a", "C0001b", "C0002a"]
    part = make(chapter, sales, part="growth").payload
    assert (part["id"], part["figure"], part["verdicts"]) == ("F01-growth", "F01", [])


def test_status_and_reason_come_from_the_table_of_figures(project):
    members = Chapter("members", project.data, "zh")
    made = members.figure("F02", data=tables.read("members"), tables_used=["members"], title="t", caption="c", alt="a")
    assert (made.payload["status"], made.payload["reason"]) == ("partly recomputed", "徽标已失。")


def test_names_and_labels(chapter):
    assert chapter.named("卓尔智联") == "Zall Smart Commerce (卓尔智联)"
    assert chapter.labels("sales", "region") == {"north": "North", "south": "South"}
    assert chapter.title_of("sales", "sales_100m_cny") == "Sales"
    assert chapter.say("year", "年") == "year"


@pytest.mark.parametrize(
    ("unit", "en", "zh"),
    [
        ("tn_cny", "trillion yuan", "万亿元"),
        ("fraction", "", ""),
        ("亿元", "亿元", "亿元"),
        ("thousand_cny", "thousand yuan", "千元"),
    ],
)
def test_units_in_words(unit, en, zh):
    assert (figures.unit_words(unit), figures.unit_words(unit, "zh")) == (en, zh)


# ── listings ─────────────────────────────────────────────────────────────────────────────────────


def test_claims_without_a_figure_are_listed_with_reasons(project):
    listing = Chapter("members", project.data).verdicts()
    assert listing.payload["kind"] == "verdicts"
    assert [v["claim"] for v in listing.payload["verdicts"]] == ["C0003a", "C0004a"]
    assert listing.text.splitlines()[0].startswith("C0003a 4 家: contradicted. 3 (甲公司")
    assert listing._repr_mimebundle_()[0][FIGURE_MIME] is listing.payload
    assert Chapter("sales", project.data).verdicts().payload["verdicts"] == []


def test_figures_that_cannot_be_recomputed_are_listed(project):
    listing = Chapter("members", project.data).not_recomputed()
    assert [(f["figure"], f["status"], f["reason"]) for f in listing.payload["figures"]] == [
        ("F03", "diagram", "It holds no data.")
    ]
    assert Chapter("members", project.data, "zh").not_recomputed().payload["figures"][0]["reason"] == "图中没有数据。"


def test_what_a_figure_read_is_recorded_row_by_row(project, chapter, sales):
    tables.recorded(clear=True)
    make(chapter, sales)
    assert {"figures?figure=F01", "verdicts?figure=F01"} <= set(tables.recorded())


# ── messages ─────────────────────────────────────────────────────────────────────────────────────


def test_unknown_figure_is_named(chapter, sales):
    with pytest.raises(FigureError, match=r"'F99' is no figure of data/figures.csv"):
        make(chapter, sales, "F99")


def test_figure_of_another_chapter_is_named(chapter, sales):
    with pytest.raises(FigureError, match=r"F02 belongs to chapter 'members' in data/figures.csv, not to 'sales'"):
        make(chapter, sales, "F02")


def test_figure_without_a_titled_column_is_refused(chapter):
    with pytest.raises(FigureError, match="F01: no column has a title; name the tables or give `columns`"):
        make(chapter, pd.DataFrame({"x": [1]}))


def test_too_many_rows_are_refused_with_the_limit(chapter, sales):
    long = pd.concat([sales] * (MAX_ROWS // 4 + 1), ignore_index=True)
    with pytest.raises(
        FigureError, match=f"{len(long)} rows; a figure carries at most {MAX_ROWS}. Aggregate them first"
    ):
        make(chapter, long)


def test_column_without_labels_says_where_to_add_them(chapter):
    with pytest.raises(FigureError, match=r"members.kind has no labels in datapackage.yaml; add `labels: \{code:"):
        chapter.labels("members", "kind")


def test_chapter_in_an_unknown_language_is_refused(project):
    with pytest.raises(ValueError, match="language 'de' is not there; choose en or zh"):
        Chapter("sales", project.data, "de")

"""Tables of a chapter as readers of a language see them."""

import re

import pandas as pd
import pytest

from handbook.figures import Column, Table, described, words_in
from handbook.figures.table import shown_cell
from handbook.language import Language

COLUMNS = {"name": Column("Name"), "share": Column("Share", "fraction")}

BOXES = pd.DataFrame({"name": ["平台"], "name_en": ["Platform"]})


class Package:
    """A data package whose one table has a column in words of its own language."""

    languages = ("en", "zh")

    def fields(self, name):
        english = {"name": "name_en", "title": "Name (English)", "language": "en"}
        return {"name": {"name": "name", "title": "Name", "title_zh": "名称"}, "name_en": english}


def test_a_column_in_one_language_is_seen_by_those_who_read_it():
    boxes = described(Package(), BOXES, "boxes")
    english, chinese = Language("en"), Language("zh")
    assert [heading["title"] for heading in boxes.headings(english)] == ["Name", "Name (English)"]
    assert boxes.cells(english) == [["平台", "Platform"]]
    assert [heading["title"] for heading in boxes.headings(chinese)] == ["名称"]
    assert boxes.cells(chinese) == [["平台"]]


def test_words_of_several_columns_are_one_column_in_the_language_of_the_reader():
    table = Table(BOXES.assign(box=words_in(BOXES, en="name_en", zh="name")), {"box": Column("Box")})
    assert [table.cells(Language(code)) for code in ("en", "zh")] == [[["Platform"]], [["平台"]]]


def test_what_stands_in_cells_is_text_in_html_and_long_tables_say_how_much_is_left():
    table = Table(pd.DataFrame({"name": ["<script>", "b", "c"], "share": [0.415, None, 0.5]}), COLUMNS)
    html = table.html(Language("en"), most=2)
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "41.5%" in html
    assert "–" in html, "a missing value"
    assert html.endswith("<p>… +1</p>")


def test_rows_and_columns_are_chosen_without_changing_the_table():
    table = Table(pd.DataFrame({"name": ["a", "b"], "share": [0.1, None]}), COLUMNS)
    assert table.where(name="b").cells(Language("en")) == [["b", None]]
    assert table.known("share").cells(Language("en")) == [["a", 0.1]]
    assert table.only("share").cells(Language("en")) == [[0.1], [None]]
    assert len(table) == 2


@pytest.mark.parametrize(
    "asked",
    [
        lambda table: table["shar"],
        lambda table: table.where(shar=0.1),
        lambda table: table.known("shar"),
        lambda table: table.only("shar"),
        lambda table: table.apart("shar"),
    ],
)
def test_a_column_that_a_table_lacks_is_named_with_the_near_one(asked):
    table = Table(pd.DataFrame({"name": ["a"], "share": [0.1]}), COLUMNS)
    with pytest.raises(KeyError, match="the table has no column 'shar'; write one that it has: share"):
        asked(table)


def test_a_code_without_a_label_is_named():
    parts = Table(pd.DataFrame({"part": ["a", "b"]}), {"part": Column("Part", labels={"a": "Iron"})})
    assert parts.names("part", ["a"]).items == ["Iron"]
    with pytest.raises(KeyError, match="part has no label for 'b'; write one that it has: a"):
        parts.names("part")
    with pytest.raises(KeyError, match="no column 'parts'; write one that it has: part"):
        parts.names("parts")


def test_what_is_no_description_of_a_column_is_refused_with_an_example():
    table = described(Package(), BOXES, "boxes")
    with pytest.raises(KeyError, match="no column 'column'; write one that it has: name, name_en"):
        table.where(column="Platform")
    with pytest.raises(TypeError, match=re.escape("described(columns=['name']): expected a Column")) as error:
        described(Package(), BOXES, "boxes", columns=["name"])
    assert 'name=Column("Title"); the rows have name, name_en.' in str(error.value)
    with pytest.raises(TypeError, match=re.escape('such as name_en=Column("Title")')):
        described(Package(), BOXES, "boxes", name_en="Name")


def test_later_values_are_shown_where_there_are_some():
    rows = pd.DataFrame({"name": ["a", "b"], "later": [None, 2.0]})
    table = Table(rows, {**COLUMNS, "later": Column("Later")})
    assert [heading["key"] for heading in table.headings(Language("en"))] == ["name", "later"]
    assert [heading["key"] for heading in table.head(1).headings(Language("en"))] == ["name"]


def test_shared_ranks_are_marked():
    rows = pd.DataFrame({"name": ["a", "b", "c"], "rank": [1, 2, 2], "rank_tied": [False, True, True]})
    table = Table(rows, {**COLUMNS, "rank": Column("Rank", "rank")})
    [_, rank] = table.headings(Language("en"))
    assert [shown_cell(cell, rank) for _, cell in table.cells(Language("en"))] == ["1", "=2", "=2"]


def test_a_column_drawn_in_the_unit_of_a_reader_has_its_name():
    """In English 100 million yuan are read in billions, 10,000 persons as persons; Chinese counts in both units."""
    rows = pd.DataFrame({"year": [2022], "size_100m_cny": [4550.0], "users_10k": [49.0], "value": [645.2]})
    units = {"year": "year", "size_100m_cny": "100m_cny", "users_10k": "10k_persons", "value": "100m_cny"}
    table = Table(rows, {name: Column(name, unit) for name, unit in units.items()})
    drawn = {"size_100m_cny": "size_bn_cny", "users_10k": "users_persons"}  # what says no unit keeps its name
    assert table.renamed(Language("en")) == drawn
    assert table.labelled(Language("en")).iloc[0].to_dict() == {
        "year": 2022,
        "size_100m_cny": 455.0,
        "users_10k": 490_000.0,
        "value": 64.52,
    }
    assert table.renamed(Language("zh")) == {}


def test_a_row_that_names_its_unit_is_read_in_one_that_the_reader_has_a_word_for():
    rows = pd.DataFrame(
        {"value": [25.0, 40.0, 3.0], "up_to": [None, 60.0, None], "unit": ["100m_cny", "10k_t", "days"]}
    )
    columns = {key: Column(key, units="unit") for key in ("value", "up_to")}
    table = Table(rows, {**columns, "unit": Column("unit", labels={"100m_cny": "亿元", "10k_t": "万吨", "days": "天"})})
    assert table.cells(Language("en")) == [
        [2.5, None, "billion yuan"],
        [400_000.0, 600_000.0, "tonnes"],
        [3.0, None, "天"],
    ]
    assert table.cells(Language("zh"))[0] == [25.0, None, "亿元"]
    assert table["value"].tolist() == [25.0, 40.0, 3.0], "the table itself stays"

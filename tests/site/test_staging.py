"""Executed chapters in one language: what Sphinx reads of them."""

from __future__ import annotations

import json
from typing import Any

import nbformat

from handbook.figures.chapter import FIGURE_MIME, TABLE_MIME, TEXT_MIME, VEGALITE_MIME
from handbook.language import Catalogue, Language, Languages
from handbook.site import staging


def shown(**data: Any) -> Any:
    mimes = {
        "text": TEXT_MIME,
        "figure": FIGURE_MIME,
        "table": TABLE_MIME,
        "chart": VEGALITE_MIME,
        "plain": "text/plain",
    }
    bundle = {mimes[name]: content for name, content in data.items()}
    return nbformat.v4.new_output("display_data", data=bundle)


def executed() -> dict[str, Any]:
    """Return a chapter as it is after execution: prose, a sentence, a figure, a table to look at, and a print."""
    both = {"en": "It rose by 3.", "zh": "增长3。"}
    figures = {"en": {"id": "F01", "title": "Sales"}, "zh": {"id": "F01", "title": "销售额"}}
    cells = [
        nbformat.v4.new_markdown_cell("# Sales\n\nOf both regions.", id="prose"),
        nbformat.v4.new_code_cell('data_dir = "data"', id="given", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("chapter.text(…)", id="told", outputs=[shown(text=both, plain=both["en"])]),
        nbformat.v4.new_code_cell(
            "chapter.figure(…)", id="drawn", outputs=[shown(figure=figures, chart={"mark": "bar"})]
        ),
        nbformat.v4.new_code_cell("sales", id="seen", outputs=[shown(table={"en": {}, "zh": {}}, plain="…")]),
        nbformat.v4.new_code_cell("print(1)", id="printed", outputs=[shown(plain="1")]),
    ]
    return json.loads(json.dumps(nbformat.v4.new_notebook(cells=cells)))


def in_chinese(tmp_path) -> dict[str, Any]:
    file = tmp_path / "sales.po"
    file.write_text(
        'msgid "Sales"\nmsgstr "销售额"\n\nmsgid "Of both regions."\nmsgstr "两个地区。"\n', encoding="utf-8"
    )
    return staging.in_language(executed(), Language("zh", (Catalogue.read(file),)))


def test_sentences_become_prose_behind_their_cells_in_the_language_of_the_page(tmp_path):
    for made, said in (
        (staging.in_language(executed(), Language("en")), "It rose by 3."),
        (in_chinese(tmp_path), "增长3。"),
    ):
        at = [cell["id"] for cell in made["cells"]].index("told")
        assert made["cells"][at]["outputs"] == []
        assert (made["cells"][at + 1]["cell_type"], made["cells"][at + 1]["source"]) == ("markdown", said)
        nbformat.validate(made)


def test_prose_is_translated_and_headings_stay_headings(tmp_path):
    assert in_chinese(tmp_path)["cells"][0]["source"] == "# 销售额\n\n两个地区。"


def test_a_figure_keeps_its_language_and_names_the_cell_that_made_it(tmp_path):
    for made, title in ((staging.in_language(executed(), Language("en")), "Sales"), (in_chinese(tmp_path), "销售额")):
        [cell] = [cell for cell in made["cells"] if cell["id"] == "drawn"]
        [output] = cell["outputs"]
        assert output["data"] == {FIGURE_MIME: {"id": "F01", "title": title, "cell": 3}}


def test_tables_to_look_at_stay_with_the_notebook_and_other_outputs_on_the_page():
    made = {cell["id"]: cell for cell in staging.in_language(executed(), Language("en"))["cells"]}
    assert made["seen"]["outputs"] == []
    assert [output["data"] for output in made["printed"]["outputs"]] == [{"text/plain": "1"}]


def test_parameters_are_not_shown_and_other_code_is_folded():
    made = staging.in_language(executed(), Language("en"))
    tags = {cell["id"]: cell["metadata"]["tags"] for cell in made["cells"] if cell["cell_type"] == "code"}
    assert tags.pop("given") == ["parameters", "remove-cell"]
    assert set(map(tuple, tags.values())) == {("hide-input",)}


def test_the_executed_chapter_stays_as_it_was():
    before = executed()
    staging.in_language(before, Language("en"))
    assert before == executed()


def test_the_catalogue_of_a_chapter_is_that_of_its_name(tmp_path):
    folder = tmp_path / "zh" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "sales.po").write_text('msgid "Sales"\nmsgstr "销售额"\n', encoding="utf-8")
    text, languages = json.dumps(executed()), Languages(("en", "zh"), tmp_path)

    def heading(docname: str, code: str, languages: Languages = languages) -> str:
        source: str = json.loads(staging.as_text(text, docname, code, languages))["cells"][0]["source"]
        return source.partition("\n")[0]

    assert heading("book/sales", "zh") == "# 销售额"
    assert heading("book/members", "zh") == "# Sales"
    assert heading("book/sales", "en") == "# Sales"
    assert heading("book/sales", "zh", Languages(("zh", "en"), tmp_path)) == "# Sales", "its author writes Chinese"

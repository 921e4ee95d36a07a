"""Sentences of a book are found, brought into catalogues, and checked against their translations."""

from __future__ import annotations

import re
from inspect import signature

import nbformat
import pytest
from click.testing import CliRunner

from handbook import cli
from handbook.figures import Chapter
from handbook.language import Catalogue, Language, Languages, extract
from handbook.language.catalogue import file_of
from handbook.tables.snapshot import Tables


def found(source: str, **more) -> list[str]:
    return [sentence.text for sentence in extract.in_code(source, "a.py", **more)]


def test_sentences_stand_where_they_are_used():
    expected = {
        'chapter.text("It {change}.", facts)': ["It {change}."],
        'Phrase("more" if n else "none")': ["more", "none"],
        'chapter.figure("F20", title="Size {n}", caption="By year.", part="a")': ["Size {n}", "By year."],
        'Column("Growth", "fraction")': ["Growth"],
        'chart + charts.threshold(5, "the mark")': ["the mark"],
        'charts.intervals(t, "year", names=("print", "computation"))': ["print", "computation"],
        'Phrase({"a": "one", "b": "other"}[kind])': ["one", "other"],
        'Phrase(("falls", "rises")[up])': ["falls", "rises"],
        'Phrase("{label}", label="IaaS")': ["{label}"],
        'name(tables, "text")\nf(title=variable)\ntext()': [],
    }
    assert {source: found(source) for source in expected} == expected


def test_sentences_of_the_engine_stand_in_fewer_places():
    said = 'Phrase("a")\nlanguage.translate("b")\nsay(code, "c", n=1)\nmsgid("d")\nColumn("e")\nf(title="f")'
    assert found(said, calls=extract.CALLS_OF_ENGINE) == ["a", "b", "c", "d"]


def test_commands_of_ipython_are_passed_over(make_notebook, tmp_path):
    file = tmp_path / "c.ipynb"
    cells = ["%matplotlib inline\nchapter.text('One.')", "files = !ls\nPhrase('Two')", "%%time\nPhrase('in the timed')"]
    nbformat.write(make_notebook([("code", source, []) for source in cells]), file)
    assert [(s.text, s.line) for s in extract.in_chapter(file)] == [("One.", 1), ("Two", 2)]


def test_paragraphs_are_translated_one_by_one(tmp_path):
    file = file_of(tmp_path, "zh", "c")
    file.parent.mkdir(parents=True)
    file.write_text('msgid "Size"\nmsgstr "规模"\n\nmsgid "It\\ngrew."\nmsgstr "增长了。"\n', encoding="utf-8")
    chinese = Language("zh", (Catalogue.read(file),))
    assert extract.translated("## Size\n\nIt\ngrew.\n\n\nUnknown.\n", chinese) == "## 规模\n\n增长了。\n\nUnknown."


def test_a_catalogue_is_brought_up_to_date(tmp_path):
    file = file_of(tmp_path, "zh", "c")
    file.parent.mkdir(parents=True)
    file.write_text('msgid "Old"\nmsgstr "旧"\n\nmsgid "Size"\nmsgstr "规模"\n', encoding="utf-8")
    sentences = [extract.Sentence("Size", "c.ipynb", 2), extract.Sentence("Sizes", "c.py", 7)]
    text, state = extract.brought_up(file, "zh", sentences)
    assert (state.domain, state.sentences, state.done) == ("c", 2, 1)
    file.write_bytes(text)
    assert Catalogue.read(file).sentences == {"Size": "规模"}, "a new sentence takes no translation of a like one"
    assert set(Catalogue.read(file).lines) == {"Size", "Sizes"}
    assert extract.brought_up(file, "zh", sentences)[0] == text
    assert extract.brought_up(tmp_path / "new.po", "zh", sentences)[1].done == 0


def test_sentences_that_move_keep_their_place_in_a_catalogue(tmp_path):
    file = tmp_path / "c.po"
    first = [extract.Sentence(text, "c.py", line) for line, text in enumerate(("One", "Two", "Three"), start=1)]
    text, _ = extract.brought_up(file, "zh", first)
    file.write_bytes(text)
    moved = [extract.Sentence(text, "c.py", line) for line, text in enumerate(("Three", "New", "Two", "One"), start=1)]
    text, _ = extract.brought_up(file, "zh", moved)
    assert re.findall(r'^msgid "(.+)"', text.decode(), re.MULTILINE) == ["One", "Two", "Three", "New"]


def test_catalogues_of_the_book_hold_what_it_says_and_are_written_as_they_stand():
    own = Tables.open()
    root = own.folder.parent
    for domain, sentences in extract.domains(root / "book", root / "src" / own.helpers).items():
        file = file_of(root / "book" / "locale", "zh", domain)
        text, _ = extract.brought_up(file, "zh", sentences)
        # The lines at which they stand move with every edit; `make i18n` writes them anew.
        now, then = (
            re.sub("^#: .*\n", "", words, flags=re.MULTILINE) for words in (file.read_text("utf-8"), text.decode())
        )
        assert now == then, f"{domain}: run `make i18n`"


# ── what a check says ────────────────────────────────────────────────────────────────────────────


def check() -> list[str]:
    """Return the lines of ``handbook check``, without the last one that counts them."""
    result = CliRunner().invoke(cli.main, ["check"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code == 0) is ("all is well" in result.output)
    return result.output.strip().splitlines()[:-1]


@pytest.fixture
def add(project):
    """Give a function that writes the chapter of sales with one more cell."""
    cells = nbformat.read(project.root / "book" / "sales.ipynb", 4).cells
    given = [(cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in cells]
    return lambda source, kind="code": project.write_chapter("sales", [*given, (kind, source, [])])


def test_a_sentence_without_a_translation_is_named_with_chapter_and_cell(add):
    remedy = "expected a translation in zh/LC_MESSAGES/sales.po. Run `make i18n`, then fill it in there."
    add("New prose.\n\n# Sales", "markdown")
    assert check() == [f"sales.ipynb, cell 6: found 'New prose.', {remedy}"]
    add('chapter.text("New words.")')
    assert check() == [f"sales.ipynb, cell 6: found 'New words.', {remedy}"]


def test_a_value_without_a_place_and_a_place_without_a_value_are_named(add, project):
    sentences = {"Sales": "销售额", "Sales {change}.": "销售额{change}。", "Sales by region.": "各地区销售额。"}
    project.translate("sales", {**sentences, "{a} and {b}": "{a}和{b}"})
    add('chapter.text("{a} and {b}", a=1, b=2, c=3)')
    [line] = check()
    assert line.startswith("sales.ipynb, cell 6: found '{c}', expected a place for each value.")
    add('chapter.text("{a} and {b}", a=1)')
    [line] = check()
    assert line.startswith("sales.ipynb, cell 6: found '{b}', expected a value for each place.")
    for enough in ('chapter.text("{a} and {b}", facts, a=1)', 'Phrase("{a} and {b}", a=1, **facts)'):
        for known in ('facts = {"b": 2}', "facts = sales.saying(b=2).facts", "b, facts = 2, dict(vars())"):
            add(f"{known}\n{enough}")
            assert check() == []


def test_a_place_that_nothing_can_fill_is_named_with_near_names(add, project):
    """What a sentence is handed in a dictionary is not known before it runs: what nobody calls so is in none."""
    sentences = {"Sales": "销售额", "Sales {change}.": "销售额{change}。", "Sales by region.": "各地区销售额。"}
    told = {
        "In {first_yaer}.": "{first_yaer}年。",
        "In {of_2022}, {north}, {region}.": "{of_2022}，{north}，{region}。",
        "{zzz}": "{zzz}",
    }
    project.translate("sales", {**sentences, **told})
    helpers = project.root / "src" / "analysis"
    helpers.mkdir(parents=True)
    (helpers / "shared.py").write_text('FACTS = {"first_year": 2021}\n', encoding="utf-8")
    add('chapter.text("In {first_yaer}.", facts)')
    [line] = check()
    assert line == (
        "sales.ipynb, cell 6: found '{first_yaer}', expected a value for each place. Near names: first_year."
    )
    add('chapter.figure("F01", table=sales, title="{zzz}")')
    [line] = check()
    assert line.startswith("sales.ipynb, cell 6: found '{zzz}', expected a value for each place.")
    add('chapter.text("In {of_2022}, {north}, {region}.", {f"of_{year}": 1 for year in years}, rows)')
    assert check() == [], "names that are put together, and what tables hold"


def test_a_value_of_a_figure_without_a_place_is_named(add, project):
    sentences = {"Sales": "销售额", "Sales {change}.": "销售额{change}。", "Sales by region.": "各地区销售额。"}
    project.translate("sales", {**sentences, "{a} and {b}": "{a}和{b}", "In {c}.": "{c}年。"})
    add('chapter.figure("F01", table=sales, title="{a} and {b}", caption="In {c}.", a=1, b=2, c=3, d=4)')
    [line] = check()
    assert line.startswith("sales.ipynb, cell 6: found '{d}', expected a place for each value.")
    for elsewhere in ('title=said, caption="In {c}."', 'title="{a} and {b}", missing=Phrase(said)'):
        add(f'chapter.figure("F01", table=sales, {elsewhere}, a=1, b=2, c=3, d=4)')
        assert check() == [], "what has places may be worked out elsewhere"
    about = [name for name, one in signature(Chapter.figure).parameters.items() if one.kind is not one.VAR_KEYWORD]
    assert set(about) - {"self"} == extract.ABOUT_FIGURES


def test_an_output_that_no_reader_sees_is_named_with_cell_and_line(add):
    add('chapter.text("Sales")\nfor place in [1]:\n    chapter.text("Sales by region.")\nchapter.text("Sales")')
    remedy = "expected one output in a cell, as its last line: nothing else is shown. Give it a cell of its own, or leave it out."
    assert check() == [f"sales.ipynb, cell 6, line {line}: found 'chapter.text', {remedy}" for line in (1, 3)]


def test_a_translation_with_other_places_is_named_with_file_and_line(project):
    project.translate("sales", {"Sales": "{x}", "Sales {change}.": "销售额。", "Sales by region.": "各地区。"})
    assert check() == [
        "zh/LC_MESSAGES/sales.po, line 1: found '{x}', expected the places of the sentence: none. Mend the translation.",
        "zh/LC_MESSAGES/sales.po, line 4: found '销售额。', expected the places of the sentence: {change}. "
        "Mend the translation.",
    ]


def test_a_catalogue_that_cannot_be_read_is_said_once(project):
    file = project.translate("sales", {"Sales": "销售额"})
    file.write_text('msgid "Sales\nmsgstr "销售额"\n', encoding="utf-8")
    [line] = check()
    assert line.startswith("zh/LC_MESSAGES/sales.po: expected a gettext catalogue in UTF-8. Mend it: sales.po: ")
    assert "line 1 does not end with a quotation mark" in line


def test_code_that_cannot_be_read_is_named_and_the_rest_is_checked(add, project):
    add("chapter.text('never closed'")
    helper = project.root / "src" / "analysis" / "sales.py"
    helper.parent.mkdir(parents=True)
    helper.write_text("total = 1\n\ndef size(:\n", encoding="utf-8")
    (project.root / "book" / "members.ipynb").write_text("{ cut", encoding="utf-8")
    lines = check()
    assert [line.partition(": found ")[0] for line in lines] == [
        "book/members.ipynb, line 1",
        "sales.ipynb, cell 6",
        "sales.py, line 3",
    ]
    assert "\"chapter.text('never closed'\", expected code that Python can read, but '(' was never closed" in lines[1]
    assert "'def size(:', expected code that Python can read" in lines[2]


def test_sentences_of_helpers_belong_to_their_chapter_or_to_all(project):
    helpers = project.root / "src" / "analysis"
    helpers.mkdir(parents=True)
    (helpers / "sales.py").write_text('Phrase("of sales")', encoding="utf-8")
    (helpers / "series.py").write_text('Phrase("of all")', encoding="utf-8")
    domains = extract.domains(project.root / "book", helpers)
    assert [sentence.text for sentence in domains["sales"]][-1] == "of sales"
    assert [sentence.text for sentence in domains["analysis"]] == ["of all"]
    project.translate("analysis", {"of all": "全部", "of sales": "销售"})
    assert check() == [], "a chapter finds a translation that all share"
    assert list(extract.problems(project.root / "book", helpers, Languages(("en",)))) == []


def test_a_draft_that_no_contents_list_needs_no_translation(project):
    project.write_chapter("draft", [("markdown", "Only a draft.", [])])
    helpers = project.root / "src" / "analysis"
    helpers.mkdir(parents=True)
    (helpers / "draft.py").write_text('Phrase("not yet")', encoding="utf-8")
    assert check() == ["book/draft.ipynb: not in _toc.yml, so it is not executed and no part of the book."]

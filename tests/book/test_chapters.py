"""The chapters as they are stored: outputs of one run in all languages, short cells, every figure once."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from statistics import median
from typing import Any

import pytest

from handbook.figures.chapter import FIGURE_MIME, TABLE_MIME, TEXT_MIME, VEGALITE_MIME
from handbook.language import wording
from handbook.publish.execute import parameters_of
from handbook.quantities.printed import rounded, written
from handbook.tables.snapshot import Tables
from stored_chapters import CHAPTERS, LANGUAGES, ROOT, code_cells, figures, load, outputs, payloads, sentences, tags

OURS = {FIGURE_MIME, TABLE_MIME, TEXT_MIME}
TABLES = Tables.open(ROOT / "data", ROOT / "data")
FIGURES = TABLES.text("figures").to_dict("records")

each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda file: file.stem)


# ── stored outputs ───────────────────────────────────────────────────────────────────────────────


def test_there_are_chapters():
    assert len(CHAPTERS) >= 20


@each_chapter
def test_outputs_are_those_of_one_run_from_top_to_bottom(chapter):
    cells = [cell for cell in code_cells(chapter) if cell.source.strip()]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1)), "run `handbook refresh`"
    for cell in cells:
        counts = {output.execution_count for output in cell.outputs if output.output_type == "execute_result"}
        assert counts <= {cell.execution_count}, "run `handbook refresh`"


@each_chapter
def test_nothing_is_printed_warned_or_shown_raw(chapter):
    for output in outputs(chapter):
        assert output.output_type in ("display_data", "execute_result"), output.output_type
        assert len(set(output.data) & OURS) == 1, sorted(output.data)
        assert "text/plain" in output.data, "nbval names what differs from the text"


@each_chapter
def test_each_output_holds_all_languages_and_shows_the_authors(chapter):
    author = LANGUAGES.author
    for output in outputs(chapter):
        [kind] = set(output.data) & OURS
        contents = output.data[kind]
        assert set(contents) == set(LANGUAGES.codes)
        assert len({repr(content) for content in contents.values()}) == len(contents), "not translated"
        if kind == TEXT_MIME:
            assert output.data["text/markdown"] == contents[author]
        elif kind == FIGURE_MIME and VEGALITE_MIME in output.data:
            assert output.data[VEGALITE_MIME]["title"] == contents[author]["title"]


@each_chapter
def test_stored_text_names_no_folder_of_a_machine(chapter):
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|work|Users)/", chapter.read_text(encoding="utf-8"))


@each_chapter
def test_a_chapter_is_a_document_in_one_language(chapter):
    cells = load(chapter).cells
    assert cells[0].source.startswith("# ")
    for cell in cells:
        assert cell.cell_type != "markdown" or not re.search("[\u4e00-\u9fff]{4}", cell.source), cell.source
        assert tags(cell) in (set(), {"parameters"}), f"{cell.id}: {sorted(tags(cell))}"


@each_chapter
def test_parameters_stand_in_one_cell_and_are_explained(chapter):
    [cell] = [cell for cell in code_cells(chapter) if "parameters" in tags(cell)]
    lines = cell.source.splitlines()
    assert list(parameters_of(chapter)) == ["data_dir", "language"]
    assert all(re.fullmatch(r'\w+: str = "\w+"  # \S.+', line) for line in lines), lines


@each_chapter
def test_cells_have_ids_that_last(chapter):
    ids = [cell.id for cell in load(chapter).cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"c\d+", name) for name in ids), "an editor gave them random ones"


def undated(title: str, figure: str) -> list[str]:
    """Return the numbers of a title without a year that the report prints of some year; what it only counts has none."""
    if re.search(r"(?:19|20)\d\d", title):
        return []
    numbers = set(re.findall(r"\d[\d,]*(?:\.\d+)?", title))
    claims = [row for row in TABLES.text("claims").to_dict("records") if row["figure"] == figure]
    dated = [row for row in claims if row["metric"] != "count" and re.match(r"\d{4}", row["period"])]
    return [row["printed"] for row in dated if row["printed"] in numbers]


def test_titles_name_the_year_of_what_the_report_prints():
    assert undated("The share is 26.2%", "F16") == ["26.2"]
    assert undated("In 2023 the share was 26.2%", "F16") == []
    wrong = {
        (name, code): undated(figure["title"], name.partition("-")[0])
        for chapter in CHAPTERS
        for code in LANGUAGES.codes
        for name, figure in figures(chapter, code).items()
    }
    assert {place: numbers for place, numbers in wrong.items() if numbers} == {}


# ── cells ────────────────────────────────────────────────────────────────────────────────────────


def lines(source: str) -> int:
    """Count the lines of code: what is neither blank nor a remark."""
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in source.splitlines())


def test_cells_are_short():
    counts = {
        f"{notebook.stem}, cell {cell.execution_count}": lines(cell.source)
        for notebook in CHAPTERS
        for cell in code_cells(notebook)
        if "parameters" not in tags(cell)
    }
    assert median(counts.values()) <= 6
    assert {cell: count for cell, count in counts.items() if count > 20} == {}
    assert sum(counts.values()) <= 2000


LOOPS = (ast.For, ast.While, ast.AsyncFor, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
NOT_IN_CELLS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.If, ast.Try, ast.With, ast.Match)


def misuse(source: str) -> list[str]:
    """Return what a cell does that belongs to a helper: loops, languages, sentences made of pieces, arithmetic."""
    named = re.search(r"Chapter\([^()]*\blanguage\b", source)
    return [
        f"{kind}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(source))
        for kind, met in (
            ("a loop", isinstance(node, LOOPS)),
            ("a definition or a decision", isinstance(node, NOT_IN_CELLS) or _chooses(node)),
            ("a sentence made of pieces", isinstance(node, ast.JoinedStr) or _of(node, "join", "format", "replace")),
            ("arithmetic", isinstance(node, ast.BinOp) and not _layers(node)),
            ("a language", isinstance(node, ast.Constant) and node.value in LANGUAGES.codes),
            ("a language", isinstance(node, ast.Name) and node.id == "language" and not named),
        )
        if met
    ]


def _of(node: ast.AST, *names: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in names


def _chooses(node: ast.AST) -> bool:
    """Tell whether code decides what is shown; only to show nothing of an empty table is no decision."""
    return isinstance(node, ast.IfExp) and not (
        ast.unparse(node.orelse) == "None" and ast.unparse(node.test).startswith("len(")
    )


def _layers(node: ast.BinOp) -> bool:
    """Tell whether an expression puts charts together: ``chart + mark``, ``chart & chart``."""
    sides = (node.left, node.right)
    return isinstance(node.op, ast.Add | ast.BitAnd) and not any(isinstance(side, ast.Constant) for side in sides)


def test_no_cell_loops_computes_builds_sentences_or_knows_a_language():
    found = [
        f"{notebook.stem}: {part}"
        for notebook in CHAPTERS
        for cell in code_cells(notebook)
        if "parameters" not in tags(cell)
        for part in misuse(cell.source)
    ]
    assert found == [], "give it to the helper module of the chapter"


def test_misuse_is_found():
    for source in (
        "for row in rows: row",
        "[row for row in rows]",
        "while x: pass",
        "chapter.text(f'{x} rows')",
        "chapter.text('It ' + word)",
        "', '.join(names)",
        "'{}'.format(x)",
        "sales * 1e4",
        "sales / 1e8",
        "sales - before",
        "text['zh']",
        "words if language == 'x' else others",
        "if x: y",
        "def f(): pass",
    ):
        assert misuse(source), source
    for source in (
        'chapter = Chapter("cloud", data_dir, language, COLOURS)',
        "charts.columns(size) + charts.threshold(level)",
        "chapter.text('{x}', newer.facts) if len(newer) else None",
        "size.tail(3)",
    ):
        assert not misuse(source), source


# ── figures ──────────────────────────────────────────────────────────────────────────────────────


def test_all_figures_of_the_report_are_listed_in_order():
    assert [row["figure"] for row in FIGURES] == [f"F{number:02}" for number in range(1, 103)]


@pytest.mark.report_text
def test_pages_of_figures_have_the_titles_of_the_report(report_lines):
    # One page joins two titles, one counts its parts: "主笔 / 团队", "模式1-5".
    titles = [re.sub(r"\d-\d$", "", title) for row in FIGURES for title in row["page"].split(" / ")]
    assert [title for title in titles if not any(title in line for line in report_lines)] == []


def surviving() -> dict[str, str]:
    """Return how much of each figure's data the report's text holds: full, partial or none."""
    with (ROOT / "tests" / "data" / "report_figures.csv").open(encoding="utf-8", newline="") as file:
        return {row["figure"]: row["data_in_text"] for row in csv.DictReader(file)}


def test_every_figure_with_surviving_data_is_recomputed_at_least_in_part():
    left = surviving()
    idle = [
        f"{row['figure']} ({left[row['figure']]}): {row['status']}"
        for row in FIGURES
        if left[row["figure"]] != "none" and row["status"] not in ("recomputed", "partly recomputed")
    ]
    assert idle == []


def test_each_figure_is_shown_once_in_its_chapter_or_listed_as_lost():
    wrong = []
    for row in FIGURES:
        contents = payloads(ROOT / "book" / f"{row['chapter']}.ipynb")
        drawn = [p["id"] for p in contents if p["kind"] == "figure"].count(row["figure"])
        lost = [entry["figure"] for p in contents if p["kind"] == "lost" for entry in p["figures"]].count(row["figure"])
        if (drawn, lost) != ((1, 0) if row["status"] in ("recomputed", "partly recomputed") else (0, 1)):
            wrong.append(f"{row['figure']} ({row['status']}) in {row['chapter']}: drawn {drawn}, listed {lost} times")
    assert wrong == []


def test_a_figure_that_is_a_list_is_a_list():
    """What is drawn is a number of its table, dates, or who belongs where; not names in boxes or how many there are."""
    drawn = []
    for notebook in CHAPTERS:
        charts = "\n".join(cell.source for cell in code_cells(notebook))
        assert "charts.tiles" not in charts
        for content in figures(notebook).values():
            if "spec" in content:
                numbers = [c["key"] for c in content["table"]["columns"] if c["type"] == "number"]
                marks = re.search(rf'"{content["figure"]}",\s*charts\.(\w+)', charts)
                if not numbers and marks and marks[1] not in ("timeline", "membership"):
                    drawn.append(f"{content['id']}: {marks[1]}")
    assert drawn == []


def stacks(node: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the columns of bar and value, and the format of the numbers, of the stacked bars in a specification."""
    if isinstance(node, dict):
        encoding = node.get("encoding", {})
        text = encoding.get("text", {})
        if isinstance(text, dict) and text.get("condition", {}).get("test") == "datum.wide":
            yield encoding["y"]["field"], encoding["x"]["field"], text["condition"].get("format", "")
        node = [child for key, child in node.items() if key not in ("datasets", "usermeta")]
    for child in node if isinstance(node, list) else []:
        yield from stacks(child)


def amounts(text: str) -> list[Decimal]:
    return [Decimal(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def test_numbers_of_stacked_parts_add_up_to_the_sum_that_is_told_beside_them():
    checked = 0
    for words in drawings():
        for bar, value, form in stacks(words["spec"]):
            rows = [
                row for table in words["spec"]["datasets"].values() for row in table if value in row and "wide" in row
            ]
            for name in {row[bar] for row in rows}:
                parts = [row[value] for row in rows if row[bar] == name]
                if len(parts) < 2 or not form:
                    continue
                checked += 1
                whole = sum(map(written, parts)) * (100 if form.endswith("%") else 1)
                shown = sum(amount for part in parts for amount in amounts(wording.formatted(part, form)))
                for told in amounts(f"{words['title']} {words['caption']} {words['alt']}"):
                    decimals = -int(told.as_tuple().exponent)
                    if decimals and rounded(whole, decimals) == told:
                        assert rounded(shown, decimals) == told, f"{words['id']}, {name}: {shown} beside {told}"
    assert checked


def test_figures_have_all_their_words_and_a_source():
    for notebook in CHAPTERS:
        for code in LANGUAGES.codes:
            for name, content in figures(notebook, code).items():
                words = ("title", "page", "status", *(("alt", "caption") if "spec" in content else ()))
                assert [word for word in words if not content[word].strip()] == [], f"{name} ({code})"
                assert content["alt"] != content["title"], name
                # The page names who issued the figures, from the sources of the rows; typed, it would be another table's.
                assert not re.search("Sources?:|来源[：:]", content["caption"]), name
                assert content["sources"], name
                assert content["table"]["rows"], name
                assert content["chapter"] == notebook.stem
                assert content["language"] == code


def test_titles_say_what_to_take_away():
    """No template, no colon with a count; and a title ends without a full stop."""
    template = re.compile(r"runs? from .* to|has the most|: \d+ of \d+$|, the print\b|the page prints")
    titles = [
        f"{notebook.stem}: {content['title']}"
        for notebook in CHAPTERS
        for content in figures(notebook).values()
        if template.search(content["title"]) or content["title"].endswith(".")
    ]
    assert titles == []


def test_ids_of_figures_are_unique():
    ids = [payload["id"] for notebook in CHAPTERS for payload in payloads(notebook)]
    assert sorted(set(ids)) == sorted(ids)


# ── charts ───────────────────────────────────────────────────────────────────────────────────────


def drawings() -> Iterator[dict[str, Any]]:
    """Yield the figures with charts of all chapters, in all languages."""
    for notebook in CHAPTERS:
        for code in LANGUAGES.codes:
            yield from (content for content in figures(notebook, code).values() if "spec" in content)


def colours(node: object) -> Iterator[tuple[str, str]]:
    """Yield which name has which colour in a specification."""
    if isinstance(node, dict):
        scale = node.get("scale")
        if isinstance(scale, dict) and isinstance(scale.get("range"), list) and isinstance(scale.get("domain"), list):
            yield from zip(map(str, scale["domain"]), scale["range"], strict=True)
        for key, child in node.items():
            if key not in ("datasets", "usermeta"):
                yield from colours(child)
    elif isinstance(node, list):
        for child in node:
            yield from colours(child)


def test_a_thing_has_one_colour_in_the_whole_book_and_things_of_one_chart_have_their_own():
    found: dict[str, dict[str, str]] = {}
    for content in drawings():
        named = dict(colours(content["spec"]))
        assert len(set(named.values())) == len(named), f"{content['id']}: {named}"
        for name, colour in named.items():
            found.setdefault(name.lower(), {})[colour] = content["id"]
    assert len(found) > 50
    twice = {name: used for name, used in found.items() if len(used) > 1}
    assert twice == {}, "add its code to `analysis.colours`"


def test_red_is_kept_for_what_is_contradicted():
    red = re.compile(r'"#(?:[c-f][0-9a-f])(?:[0-4][0-9a-f])(?:[0-4][0-9a-f])"', re.IGNORECASE)
    for content in drawings():
        assert not red.search(str(content["spec"]).replace("'", '"')), content["id"]


def test_no_table_shows_the_bare_name_of_a_column():
    for notebook in CHAPTERS:
        for code in LANGUAGES.codes:
            for content in payloads(notebook, code):
                for column in content.get("table", {}).get("columns", []):
                    assert "_" not in column["title"], f"{content['id']}: {column['title']}"
                    assert code != "en" or not any(ord(sign) > 0x2E80 for sign in column["unit_shown"])
                    assert "_" not in column["unit_shown"], f"{content['id']}: {column['unit_shown']}"


def test_every_claim_stands_in_the_outputs_of_its_chapter_once():
    claims = TABLES.text("claims")
    for notebook in CHAPTERS:
        contents = payloads(notebook)
        shown = [claim for p in contents for entry in [p, *p.get("figures", [])] for claim in entry.get("claims", [])]
        assert sorted(shown) == sorted(claims.loc[claims["chapter"] == notebook.stem, "claim"]), notebook.stem


def test_the_sentences_of_a_chapter_stand_in_its_outputs():
    """What the author wrote is what a notebook shows: each sentence of a `text` is a paragraph, with its places filled."""
    for notebook in CHAPTERS:
        shown = [output.data[TEXT_MIME]["en"] for output in outputs(notebook) if TEXT_MIME in output.data]
        spoken = [cell for cell in code_cells(notebook) if "chapter.text(" in cell.source and cell.outputs]
        assert len(shown) >= len(spoken) > 0, notebook.stem
        for sentence in sentences(notebook):
            cell = load(notebook).cells[sentence.line - 1]
            [start, *_] = re.split(r"\{", sentence.text)
            if cell in spoken and len(cell.outputs) == 1 and TEXT_MIME in cell.outputs[0].data:
                assert start.strip() in cell.outputs[0].data[TEXT_MIME]["en"], sentence.text

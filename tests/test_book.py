"""The chapters as they are stored: outputs of one run, both languages, every figure, no typed number or judgement."""

from __future__ import annotations

import ast
import csv
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat
import pytest

from analysis import audit, checks, wording
from analysis.figures import FIGURE_MIME, VEGALITE_MIME
from analysis.quantities import rounded, written
from analysis.tables import digest, text
from handbook.execute import parameters_of

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = sorted((ROOT / "book").glob("*.ipynb"))
GLUED = "application/papermill.record/text/plain"

pytestmark = pytest.mark.filterwarnings("ignore")
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda file: file.stem)


def load(chapter: Path) -> nbformat.NotebookNode:
    return nbformat.read(chapter, as_version=4)


def code_cells(chapter: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in load(chapter).cells if cell.cell_type == "code"]


def prose_cells(chapter: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in load(chapter).cells if cell.cell_type == "markdown"]


def tags(cell: nbformat.NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", []))


def shown(chapter: Path) -> Iterator[dict]:
    """Yield what the stored outputs of a chapter say of themselves: figures, verdicts, lists of lost figures."""
    for cell in code_cells(chapter):
        for output in cell.outputs:
            data = output.get("data", {})
            if VEGALITE_MIME in data:
                yield data[VEGALITE_MIME]["usermeta"]["handbook"]
            elif FIGURE_MIME in data:
                yield data[FIGURE_MIME]


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
    for cell in code_cells(chapter):
        kinds = {output.output_type for output in cell.outputs}
        assert kinds <= {"display_data", "execute_result"}, f"{cell.id}: {kinds}"
        for output in cell.outputs:
            assert set(output.data) & {VEGALITE_MIME, FIGURE_MIME, GLUED}, f"{cell.id} shows {sorted(output.data)}"
            assert "text/html" not in output.data, cell.id


@each_chapter
def test_stored_text_names_no_folder_of_a_machine(chapter):
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|work|Users)/", chapter.read_text(encoding="utf-8"))


# ── cells ────────────────────────────────────────────────────────────────────────────────────────


@each_chapter
def test_code_is_folded(chapter):
    for cell in code_cells(chapter):
        assert tags(cell) in ({"hide-input"}, {"parameters", "remove-cell"}), f"{cell.id}: {sorted(tags(cell))}"


@each_chapter
def test_every_text_comes_in_both_languages(chapter):
    languages = [next(iter(tags(cell) & {"lang-en", "lang-zh"}), "none") for cell in prose_cells(chapter)]
    assert languages == ["lang-en", "lang-zh"] * (len(languages) // 2)
    assert languages
    for cell in prose_cells(chapter):
        assert ("remove-cell" in tags(cell)) == ("lang-zh" in tags(cell)), cell.id
        assert bool(re.search("[\u4e00-\u9fff]{2}", bare(cell.source))) or "lang-en" in tags(cell), cell.id


@each_chapter
def test_both_languages_have_the_same_headings_and_quote_the_same_numbers(chapter):
    cells = prose_cells(chapter)
    for english, chinese in zip(cells[::2], cells[1::2], strict=True):
        assert re.findall("^#+ ", english.source, re.MULTILINE) == re.findall("^#+ ", chinese.source, re.MULTILINE)
        if "lang-zh" in tags(chinese):
            quoted = [set(re.findall(r"\{glue:text\}`([^`]+)`", cell.source)) for cell in (english, chinese)]
            assert bool(quoted[0]) == bool(quoted[1]), f"{english.id}: {quoted}"


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
    assert all(re.fullmatch(rf"{chapter.stem.replace('_', '-')}-\d+", name) for name in ids)


@each_chapter
def test_what_prose_quotes_is_glued_once_and_what_is_glued_is_quoted(chapter):
    glued = Counter(
        output.metadata["scrapbook"]["name"]
        for cell in code_cells(chapter)
        for output in cell.outputs
        if GLUED in output.data
    )
    assert not [name for name, times in glued.items() if times > 1]
    quoted = {name for cell in prose_cells(chapter) for name in re.findall(r"\{glue:text\}`([^`]+)`", cell.source)}
    assert quoted - set(glued) == set()
    assert set(glued) - quoted == set()


# ── figures ──────────────────────────────────────────────────────────────────────────────────────

FIGURES = text("figures", ROOT / "data").to_dict("records")


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


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row["figure"])
def test_figure_is_shown_once_in_its_chapter_or_listed_as_lost(row):
    chapter = ROOT / "book" / f"{row['chapter']}.ipynb"
    assert chapter in CHAPTERS, f"nobody wrote {chapter.name}"
    payloads = list(shown(chapter))
    drawn = [p["id"] for p in payloads if p["kind"] == "figure"]
    lost = [entry["figure"] for p in payloads if p["kind"] == "lost" for entry in p["figures"]]
    if row["status"] in ("recomputed", "partly recomputed"):
        assert (drawn.count(row["figure"]), lost.count(row["figure"])) == (1, 0), f"drawn: {drawn}"
    else:
        assert (drawn.count(row["figure"]), lost.count(row["figure"])) == (0, 1), f"listed: {lost}"


def test_profile_gives_each_company_the_numbers_of_its_charts():
    made = {found["id"]: found["table"] for found in shown(ROOT / "book/growth_model.ipynb") if found.get("table")}
    for part in ("margin", "growth"):
        places = [column["key"] for column in made[f"F26-{part}"]["columns"]]
        charted = {
            tuple(row[places.index(key)] for key in ("company", part, "period")) for row in made[f"F26-{part}"]["rows"]
        }
        places = [column["key"] for column in made["F26-profile"]["columns"]]
        rows = [
            [row[places.index(key)] for key in ("company", part, f"{part}_period")]
            for row in made["F26-profile"]["rows"]
        ]
        told = {tuple(row) for row in rows if row[1] is not None}
        assert told
        assert told <= charted


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


@each_chapter
def test_numbers_of_stacked_parts_add_up_to_the_sum_that_is_told_beside_them(chapter):
    for output in (output for cell in code_cells(chapter) for output in cell.outputs):
        spec = output.get("data", {}).get(VEGALITE_MIME, {})
        words = spec.get("usermeta", {}).get("handbook", {})
        for bar, value, form in stacks(spec):
            rows = [row for table in spec["datasets"].values() for row in table if value in row and "wide" in row]
            for name in {row[bar] for row in rows}:
                parts = [row[value] for row in rows if row[bar] == name]
                if len(parts) < 2 or not form:
                    continue
                whole = sum(map(written, parts)) * (100 if form.endswith("%") else 1)
                shown = sum(amount for part in parts for amount in amounts(wording.formatted(part, form)))
                for told in amounts(f"{words['title']} {words['caption']} {words['alt']}"):
                    decimals = -int(told.as_tuple().exponent)
                    if decimals and rounded(whole, decimals) == told:
                        assert rounded(shown, decimals) == told, f"{words['id']}, {name}: {shown} beside {told}"


def test_a_verdict_is_no_word_of_prose():
    """`as stated` is what the audit says of a claim that nothing decides: no sentence says it of one that holds."""
    for chapter in CHAPTERS:
        for output in (output for cell in code_cells(chapter) for output in cell.outputs):
            text = ast.literal_eval(output.get("data", {}).get(GLUED, "''"))
            if text not in checks.VERDICTS:
                assert not re.search(r"\bas stated\b(?! \d)", text), f"{chapter.stem}: {text}"


def test_what_can_be_checked_is_what_a_computation_decided():
    for name, verdicts in {"capital": audit.of_figure("F14"), "policy": audit.of_chapter("policy")}.items():
        outputs = [output for cell in code_cells(ROOT / "book" / f"{name}.ipynb") for output in cell.outputs]
        [checked] = [o.data[GLUED] for o in outputs if o.metadata.get("scrapbook", {}).get("name") == "checked"]
        assert int(ast.literal_eval(checked)) == sum(v.verdict in checks.DECIDED for v in verdicts)


@each_chapter
def test_figures_have_all_their_words_and_a_source(chapter):
    for payload in shown(chapter):
        if payload["kind"] != "figure":
            continue
        for word in ("title", "caption", "alt", "page", "status"):
            assert payload[word].strip(), f"{payload['id']} has no {word}"
        assert payload["alt"] != payload["title"], payload["id"]
        # The page names who issued the figures, from the sources of the rows; typed, it would be another table's.
        assert not re.search("Sources?:|来源", payload["caption"]), payload["id"]
        assert payload["sources"], payload["id"]
        assert payload["table"]["rows"], payload["id"]
        assert payload["chapter"] == chapter.stem


@each_chapter
def test_ids_of_figures_are_unique(chapter):
    ids = [payload["id"] for payload in shown(chapter)]
    assert len(set(ids)) == len(ids)


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


def specifications() -> Iterator[dict]:
    for chapter in CHAPTERS:
        for cell in code_cells(chapter):
            for output in cell.outputs:
                if VEGALITE_MIME in output.get("data", {}):
                    yield output.data[VEGALITE_MIME]


def test_a_thing_has_one_colour_in_the_whole_book():
    found: dict[str, dict[str, str]] = {}
    for spec in specifications():
        for name, colour in colours(spec):
            found.setdefault(name.lower(), {})[colour] = spec["usermeta"]["handbook"]["id"]
    assert len(found) > 50
    assert {name: used for name, used in found.items() if len(used) > 1} == {}, "add the code to `charts.COLOURS`"


def test_things_of_one_chart_have_colours_of_their_own():
    for spec in specifications():
        named = dict(colours(spec))
        assert len(set(named.values())) == len(named), f"{spec['usermeta']['handbook']['id']}: {named}"


@each_chapter
def test_no_table_shows_the_bare_name_of_a_column(chapter):
    for payload in shown(chapter):
        for column in payload.get("table", {}).get("columns", []):
            assert "_" not in column["title"], f"{payload['id']}: {column['title']}"
            assert payload["language"] != "en" or not any(ord(sign) > 0x2E80 for sign in column["unit_shown"])


def test_every_claim_stands_in_the_outputs_of_its_chapter_once():
    for chapter in CHAPTERS:
        verdicts = [v["claim"] for p in shown(chapter) for v in p.get("verdicts", [])]
        verdicts += [v["claim"] for p in shown(chapter) for entry in p.get("figures", []) for v in entry["verdicts"]]
        own = [
            row["claim"] for row in text("claims", ROOT / "data").to_dict("records") if row["chapter"] == chapter.stem
        ]
        assert sorted(verdicts) == sorted(own), chapter.stem


# ── prose ────────────────────────────────────────────────────────────────────────────────────────

DIRECTIONS = re.compile(
    r"\b(?:rose|risen|rises?|rising|fell|fallen|falls?|falling|climb\w*|grew|grown|grows|shr[aiu]nk\w*|dropp\w+|drops?|"
    r"declin\w+|increas\w+|decreas\w+|doubl\w+|tripl\w+|halv\w+|exceed\w*|surpass\w*|outpac\w+|outstrip\w*|overt[ao]\w+|"
    r"ahead of|higher|lower|larger|smaller|greater|bigger|faster|slower|above|below|soar\w*|plung\w*|twice|"
    r"more than doubled)\b|上升|下降|上涨|下跌|升至|降至|增至|升高|降低|超过|超出|高于|低于|多于|少于|大于|小于|快于|慢于|翻倍|翻番",
    re.IGNORECASE,
)
"""Words that judge: they come from the computation, see `analysis.wording`."""

SUPERLATIVES = re.compile(
    r"\b(?:fastest|slowest|largest|smallest|highest|lowest|biggest|strongest|weakest|greatest)\b|最(?:高|低|快|慢|大|小|强|弱)",
    re.IGNORECASE,
)
"""They may tell how a glued name or number was chosen; without one in their sentence they are typed judgements."""

NAMES_WITH_DIGITS = re.compile(r"B2B2C|B2B|B2C|5G|3C|SaaS\d?")

ALLOWED = {
    # a term, not a judgement
    r"lower (?:bound|limit)s?": "term",
    r"above the size threshold": "term",
    r"leaves out the smallest suppliers|略去了最小的供应商": "term",
    r"a tick that falls into it": "term",
    r"grows by what GDP grows and employment shrinks": "definition",
    # where something stands on the page
    r"(?:sizes|panels|collected|listed|shown|drawn) below": "place",
    r"stand above a line": "place",
    # the report's own qualifier before its own glued number
    r"(?:超过|多于|高于|低于)\s*\{glue:text\}": "qualifier of a glued number",
    r"首次超过该水平": "counted by computation",
    r"(?:first year|year ends on record are) above it": "counted by computation",
    # what the report says, put to the test
    r"says that this share climbs": "claim",
    r"Does the share climb\?": "claim",
    r"claim of a climb": "claim",
    r"says that productivity grew faster than GDP": "claim",
    r"称其快于GDP": "claim",
    r"prints a level and a rise": "claim",
    r"says that the share of enterprises at each grew": "claim",
    r"超过参数门槛": "term",
    # the glued count before it says in how many cases it is so
    r"grew faster than nominal GDP in \{glue:text\}": "counted by computation",
    r"年数字经济增速高于名义GDP": "counted by computation",
    r"\{glue:text\}`\w+` grew in their latest period": "counted by computation",
    r"个高于该数": "counted by computation",
}


def bare(source: str, roles: bool = True) -> str:
    """Return prose without code, addresses and figure ids (and without roles such as {glue:text}`…`)."""
    source = re.sub(r"(\{[\w:-]+\}`[^`]*`)|`[^`]*`", lambda m: " " if roles else m[1] or " ", source)
    source = re.sub(r"\]\([^)]*\)", "]", source)
    source = re.sub(r"(?<![A-Za-z0-9])F\d{2,3}(?!\d)", " ", source)
    return NAMES_WITH_DIGITS.sub(" ", source)


def sentences(source: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.?!:;])\s+|[。；！？]|\n+", source) if s.strip()]


def judgements(source: str) -> list[str]:
    """Return the sentences of a text that judge in typed words."""
    found = []
    for sentence in sentences(bare(source, roles=False)):
        rest = sentence
        for phrase in ALLOWED:
            rest = re.sub(phrase, " ", rest, flags=re.IGNORECASE)
        rest = re.sub(r"\{[\w:-]+\}`[^`]*`", " ", rest)
        if DIRECTIONS.search(rest) or (SUPERLATIVES.search(rest) and "{glue:text}" not in sentence):
            found.append(sentence.strip())
    return found


@each_chapter
def test_prose_holds_no_typed_digit(chapter):
    typed = [
        f"{cell.id}: …{m[0]}…"
        for cell in prose_cells(chapter)
        for m in re.finditer(r".{0,20}\d.{0,20}", bare(cell.source))
    ]
    assert not typed, "\n".join(typed)


@each_chapter
def test_prose_holds_no_typed_judgement(chapter):
    typed = [f"{cell.id}: {sentence}" for cell in prose_cells(chapter) for sentence in judgements(cell.source)]
    assert not typed, "glue the word (wording.direction, change, compared), or choose it by code:\n" + "\n".join(typed)


OF_EVIDENCE = re.compile(
    r"\b(?:recall\w*|unverified|transcri\w+|from memory|no copy)\b|凭记|凭记忆|未核实|转录", re.IGNORECASE
)
"""Words that grade evidence: they come from the column, see `analysis.wording.standing`."""


@each_chapter
def test_evidence_is_graded_by_the_table_not_by_the_chapter(chapter):
    typed = [
        f"{cell.id}: {line.strip()}"
        for cell in load(chapter).cells
        for line in cell.source.splitlines()
        if OF_EVIDENCE.search(line) and cell.id not in CONVENTIONS
    ]
    assert not typed, "compute it (chapter.hollow, wording.standing):\n" + "\n".join(typed)


CONVENTIONS = {"digital-economy-23"}
"""Cells that say when a mark is hollow, whatever the table holds."""


@pytest.mark.parametrize(
    "typed",
    [
        "The share rose to {glue:text}`x`.",
        "Sales more than doubled.",
        "China is ahead of India.",
        "The largest market is public cloud.",
        "It exceeds the target.",
        "份额上升到{glue:text}`x`。",
        "公有云是最大的市场。",
        "规模翻倍。",
        "增速高于预期。",
    ],
)
def test_typed_judgement_is_found(typed):
    assert judgements(typed)


@pytest.mark.parametrize(
    "glued",
    [
        "The share {glue:text}`rose_or_fell` to {glue:text}`x`.",
        "The largest market is {glue:text}`name`.",
        "Both are lower bounds.",
        "最大者是{glue:text}`name`。",
        "The column `higher` is in code.",
    ],
)
def test_glued_judgement_is_not(glued):
    assert not judgements(glued)


@pytest.mark.parametrize(
    ("typed", "left"), [("In 2022, F20 of B2B", True), ("{glue:text}`year2` and F102 and `x1` and [a](b1)", False)]
)
def test_typed_digit_is_found(typed, left):
    assert bool(re.search(r"\d", bare(typed))) is left


def test_every_allowed_phrase_is_needed():
    prose = "\n".join(cell.source for chapter in CHAPTERS for cell in prose_cells(chapter))
    unused = [phrase for phrase in ALLOWED if not re.search(phrase, prose, re.IGNORECASE)]
    assert not unused


# ── the plain tools ──────────────────────────────────────────────────────────────────────────────


def plain(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "HANDBOOK_NO_SKIPS": ""}
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_papermill_runs_a_chapter_plainly(tmp_path):
    out = tmp_path / "out.ipynb"
    done = plain("papermill", "book/cloud.ipynb", str(out), "-p", "data_dir", "data", "--no-progress-bar", cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    stored = [o.data for c in code_cells(ROOT / "book" / "cloud.ipynb") for o in c.outputs]
    fresh = [o.data for c in code_cells(out) if "injected-parameters" not in tags(c) for o in c.outputs]
    assert fresh == stored
    origin = [o.metadata["handbook"]["reads"] for c in code_cells(out) for o in c.outputs if "handbook" in o.metadata]
    assert {"cloud_market", "cloud_growth", "cloud_steps"} <= set(origin[-1])
    assert all(value == digest(name, ROOT / "data") for name, value in origin[-1].items() if "verdicts?" not in name)


def test_papermill_explains_the_parameters():
    done = plain("papermill", "--help-notebook", "book/cloud.ipynb", cwd=ROOT)
    assert "data_dir: str (default" in done.stdout
    assert "folder with tables; a table that is not there is taken from the handbook's own" in done.stdout
    assert "language: str (default" in done.stdout
    assert "en or zh" in done.stdout


@pytest.fixture
def copy_of_cloud(tmp_path) -> Path:
    """Give a folder with one chapter, its tables as links, and one table as a copy that may be changed."""
    (tmp_path / "book").mkdir()
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "book" / "cloud.ipynb", tmp_path / "book")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file in (ROOT / "data").iterdir():
        if file.name == "cloud_market.csv":
            shutil.copy(file, tmp_path / "data")
        else:
            try:
                (tmp_path / "data" / file.name).symlink_to(file)
            except OSError:  # Windows without the right to make links
                shutil.copy(file, tmp_path / "data")
    return tmp_path


NBVAL = ("pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-p", "no:xdist", "-q", "book")


def test_nbval_passes_on_a_copy_and_fails_when_one_cell_of_a_table_changes(copy_of_cloud):
    done = plain(*NBVAL, cwd=copy_of_cloud)
    assert done.returncode == 0, done.stdout[-3000:]

    table = copy_of_cloud / "data" / "cloud_market.csv"
    with table.open(encoding="utf-8", newline="") as file:
        [*rows] = csv.reader(file)
    column = next(at for at, name in enumerate(rows[0]) if name.endswith("_cny"))
    old = rows[-1][column]
    new = f"{float(old) + 7:.{len(old.partition('.')[2])}f}"
    rows[-1][column] = new
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)

    done = plain(*NBVAL, cwd=copy_of_cloud)
    assert done.returncode == 1
    assert "Cell outputs differ" in done.stdout
    assert re.search(rf"(?<![\d.]){re.escape(f'{float(new):g}')}(?!\d)", done.stdout), f"{new} is not named"

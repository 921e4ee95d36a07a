"""Notebooks as people leave them: what says the same either way is built, anything else is one line that names it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

import commands
from handbook import cli
from handbook.publish import outputs
from handbook.publish.edition import PublishError
from tools import generate

ROOT = Path(__file__).resolve().parents[1]


def handbook(*arguments: object) -> Result:
    """Run the command line in this process; whatever it does, it shows no traceback."""
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def build(root: Path, *arguments: str) -> str:
    """Build in a process of its own and return what was said."""
    done = commands.run(root, "build", "--jobs", "1", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def change(file: Path, edit: Callable[[dict[str, Any]], Any]) -> None:
    notebook = json.loads(file.read_text(encoding="utf-8-sig"))
    edit(notebook)
    file.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def code(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **more}


def without_ids(notebook: dict[str, Any]) -> None:
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        del cell["id"]


def copied(notebook: dict[str, Any]) -> None:
    """Copy the cell of the figure with its id, and change the copy."""
    [place] = [at for at, cell in enumerate(notebook["cells"]) if "F02" in "".join(cell["source"])]
    notebook["cells"].insert(place + 1, {**notebook["cells"][place], "source": 'print("a copied cell")', "outputs": []})


# ── built ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> tuple[Path, str]:
    """Give a book whose notebooks were saved by other hands, and what its first build said."""
    root = tmp_path_factory.mktemp("others") / "handbook"
    root.mkdir()
    generate.book(root, 4, (ROOT / "_config.yml").read_text(encoding="utf-8"))
    commands.share_drawings(root)
    chapter = {number: root / "book" / f"region_00{number}.ipynb" for number in (1, 2, 3, 4)}
    change(chapter[1], without_ids)
    change(chapter[2], copied)
    change(chapter[3], lambda notebook: notebook["cells"].append(code('print("no id here")')))
    change(chapter[4], lambda notebook: notebook["cells"][0]["metadata"].update(tags=None))
    change(chapter[4], lambda notebook: notebook["cells"].append(code("'no metadata'", id="x", metadata=None)))
    chapter[4].write_bytes(b"\xef\xbb\xbf" + chapter[4].read_bytes())
    (root / "book" / "Untitled.ipynb").write_text(chapter[3].read_text().replace("no id here", "{undefined}"))
    return root, build(root)


def page(root: Path, number: int) -> str:
    return (root / "_build" / "html" / "en" / f"region_00{number}.html").read_text(encoding="utf-8")


def test_each_figure_stands_once_on_the_page_of_its_chapter(book):
    for number in (1, 2, 3, 4):
        assert page(book[0], number).count(f'id="F0{number}"') == 1, number


def test_cell_with_the_id_of_another_shows_its_own_output(book):
    assert page(book[0], 2).count("a copied cell\n") == 1


def test_cells_without_id_or_metadata_show_their_outputs(book):
    assert page(book[0], 3).count("no id here\n") == 1
    assert "'no metadata'\n" in page(book[0], 4)


def test_notebook_that_the_contents_do_not_list_is_named_and_left_out(book):
    root, said = book
    assert "book/Untitled.ipynb: not in _toc.yml, so it is not executed and no part of the book." in said
    assert len(re.findall(r": executed$", said, re.MULTILINE)) == 4
    assert not (root / "_build" / "html" / "en" / "Untitled.html").exists()


def test_prose_put_before_cells_without_ids_executes_nothing_and_moves_no_output(book, tmp_path):
    root = tmp_path / "handbook"
    shutil.copytree(book[0], root)
    new = {"cell_type": "markdown", "source": "A sentence that is new.", "metadata": {}}
    change(root / "book" / "region_001.ipynb", lambda notebook: notebook["cells"].insert(1, new))
    change(root / "book" / "region_002.ipynb", lambda notebook: [cell.pop("id") for cell in notebook["cells"]])
    assert ": executed" not in build(root)
    assert "A sentence that is new." in page(root, 1)
    assert page(root, 1).count('id="F01"') == page(root, 2).count('id="F02"') == 1
    assert page(root, 2).count("a copied cell\n") == 1


def test_refresh_writes_ids_and_plain_utf8_once(project):
    file = project.root / "book" / "sales.ipynb"
    change(file, without_ids)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert "sales" in handbook("refresh", "sales").output
    notebook = json.loads(file.read_text(encoding="utf-8"))
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len({*ids}) == len(notebook["cells"])
    assert notebook["nbformat_minor"] == 5
    assert handbook("refresh", "sales").output == "stored outputs changed: none\n"


def test_accept_shows_what_moved_before_it_is_stored(project):
    handbook("refresh", "sales")
    file = project.root / "book" / "sales.ipynb"
    before = file.read_bytes()
    project.replace("sales", "north,2022,12.0", "north,2022,14.5")
    shown = handbook("accept", "sales")
    assert shown.exit_code == 1
    assert shown.output.splitlines() == [
        "sales:",
        "  F01, North, 2022, Sales: 12 → 14.5",
        "  code cell 3, “Sales rose by …”: 20.0% → 45.0%",
        "Nothing was stored. If this is right: handbook accept sales --yes",
    ]
    assert file.read_bytes() == before
    assert "stored outputs changed: sales\n" in handbook("accept", "sales", "--yes").output
    assert "14.5" in file.read_text(encoding="utf-8")
    assert handbook("accept", "sales").output == "stored outputs changed: none\n"


def test_chapter_that_is_edited_while_it_is_asked_for_is_not_overwritten(project):
    made = outputs.fresh(project.root, "sales")
    file = project.root / "book" / "sales.ipynb"
    change(file, lambda notebook: notebook["cells"].pop())
    edited = file.read_bytes()
    with pytest.raises(PublishError, match=r"sales.ipynb: edited since it was executed. Nothing was stored"):
        outputs.store(made)
    assert file.read_bytes() == edited


# ── refused ──────────────────────────────────────────────────────────────────────────────────────


def conflict(content: bytes) -> bytes:
    return content.replace(b'"nbformat": 4', b'"nbformat":\n<<<<<<< HEAD\n4\n=======\n5\n>>>>>>> other\n', 1)


V3 = b'{"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": []}'
SPOILED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "merge": (conflict, r", line \d+: found '<<<<<<< HEAD', expected no marks of a merge. Resolve the conflict, or"),
    "cut off": (lambda content: content[:700], r", line \d+: found 'the end of the file', expected the rest of the"),
    "cut in a text": (lambda content: content[: content.index(b"# Sales") + 3], r", line \d+: found 'the end of the"),
    "empty": (lambda content: b"", r", line 1: found 'the end of the file'"),
    "no JSON": (lambda content: b"# Sales\n", r", line 1: found '# Sales', expected JSON"),
    "a list": (lambda content: b"[]", r": expected a notebook: JSON with a field nbformat."),
    "no cells": (lambda content: b'{"nbformat": 4}', r": expected a notebook: a list of cells."),
    "old": (lambda content: V3, r": found 'nbformat 3', expected nbformat 4. Convert it: jupyter nbconvert"),
    "utf-16": (lambda content: content.decode().encode("utf-16"), r": found 'UTF-16', expected a notebook in UTF-8."),
    "gb18030": (lambda content: "{\n'销售'}".encode("gb18030"), r", line 2: found 'byte 0x\w+', expected a notebook"),
    "no cell": (lambda content: b'{"nbformat": 4, "cells": [3]}', r", cell 1: found '3', expected a cell of type code"),
    "no source": (
        lambda content: b'{"nbformat": 4, "cells": [{"cell_type": "code"}]}',
        r", cell 1, the cell: found .* expected what nbformat 4 has there.",
    ),
    "tags that are numbers": (
        lambda content: b'{"nbformat": 4, "cells": [{"cell_type": "raw", "source": "", "metadata": {"tags": [1]}}]}',
        r", cell 1, metadata.tags.0: found .* expected what nbformat 4 has there.",
    ),
}


@pytest.mark.parametrize("case", SPOILED)
def test_notebook_that_cannot_be_read_is_one_line_that_names_it(project, case):
    spoil, message = SPOILED[case]
    file = project.root / "book" / "sales.ipynb"
    file.write_bytes(spoil(file.read_bytes()))
    for command in ("check", "build", "refresh"):
        result = handbook(command)
        assert result.exit_code == 1, command
        [line] = [line for line in result.stderr.splitlines() if "book/sales.ipynb" in line]
        assert re.match(f"book/sales.ipynb{message}", line), line
        assert result.stderr.splitlines()[1:] == ["1 problem; nothing was built."]
    assert handbook("run", "sales", project.root / "out.ipynb").exit_code == 1


def test_all_notebooks_that_are_wrong_are_named_at_once_beside_the_tables(project):
    for name in ("sales", "members"):
        (project.root / "book" / f"{name}.ipynb").write_bytes(V3)
    project.replace("sales", "12.0", "twelve")
    said = handbook("build").stderr.splitlines()
    assert [line.partition(":")[0] for line in said] == [
        "book/members.ipynb",
        "book/sales.ipynb",
        "sales.csv, row 3, column sales_100m_cny",
        "3 problems; nothing was built.",
    ]


def test_parameters_that_are_no_python_are_told_with_their_cell(project):
    file = project.root / "book" / "sales.ipynb"
    change(file, lambda notebook: notebook["cells"][1].update(source='data_dir = "data"\nlanguage = '))
    result = handbook("build")
    assert result.exit_code == 1
    assert (
        "sales.ipynb, cell 2: found 'language =', expected code that Python can read, but invalid syntax."
        in result.stderr
    )


# ── contents ─────────────────────────────────────────────────────────────────────────────────────


def contents(project, edit: Callable[[dict[str, Any]], Any]) -> None:
    file = project.root / "_toc.yml"
    toc = yaml.safe_load(file.read_text(encoding="utf-8"))
    edit(toc)
    file.write_text(yaml.safe_dump(toc), encoding="utf-8")


def test_chapter_that_nobody_wrote_is_one_line(project):
    contents(project, lambda toc: toc["parts"][0]["chapters"].append({"file": "book/shops"}))
    for command in ("check", "build"):
        assert handbook(command).stderr.splitlines() == [
            "_toc.yml: found 'book/shops', expected a notebook book/shops.ipynb or a page book/shops.md. "
            "Write it, or take it out of the list.",
            "1 problem; nothing was built.",
        ]


def test_figures_of_a_chapter_that_is_not_listed_are_named(project):
    contents(project, lambda toc: toc["parts"][0]["chapters"].pop())
    result = handbook("check")
    assert result.exit_code == 1
    assert "figures.csv, row 3, column chapter: found 'members', expected a notebook in book/ that _toc.yml lists." in (
        result.stderr
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("format: jb-book\nroot: [book/index\n", "_toc.yml, line 3: found "),
        ("format: jb-book\n", "_toc.yml: found \"'root' key not found @ '/'\", expected a table of contents"),
        ("", '_toc.yml: found "toc is not a mapping'),
        (
            "format: jb-book\nroot: book/index\nchapters:\n- file: book/sales\n- file: book/sales\n",
            "_toc.yml: found \"document file used multiple times: 'book/sales'\"",
        ),
    ],
)
def test_contents_that_are_none_are_one_line(project, text, message):
    (project.root / "_toc.yml").write_text(text, encoding="utf-8")
    result = handbook("build")
    assert result.exit_code == 1
    assert result.stderr.startswith(message), result.stderr
    assert result.stderr.count("\n") == 2


def test_refresh_of_a_chapter_that_is_not_there_names_those_that_are(project):
    result = handbook("refresh", "shops")
    assert result.exit_code == 2
    assert "there is no chapter 'shops'; chapters are members, sales." in result.stderr

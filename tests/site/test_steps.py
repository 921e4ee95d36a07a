"""The code of a page in one place: every cell in its order at the end, each figure with the cell that made it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document
from myst_nb.sphinx_ import HideCodeCellNode

from handbook.site import steps
from handbook.site.nodes import HandbookOutput, node
from handbook.site.staging import CELL

TABLE = {"columns": [], "rows": []}


def cell(place: int, *outputs: nodes.Node, source: str = "", index: int = 0) -> nodes.container:
    """Return a folded cell; ``index`` is its place on the page, where sentences are cells too."""
    code = nodes.container("", nodes.literal_block(text=source or f"x{place} = 1"), nb_element="cell_code_source")
    made = nodes.container(
        "", HideCodeCellNode("", code), nb_element="cell_code", cell_index=index, cell_metadata={CELL: place}
    )
    if outputs:
        made += nodes.container("", *outputs, nb_element="cell_code_output")
    return made


def figure(name: str) -> HandbookOutput:
    return node({"kind": "figure", "id": name, "title": "", "caption": "", "table": TABLE})


def sentence() -> nodes.paragraph:
    return nodes.paragraph(text="a sentence")


@pytest.fixture
def page(monkeypatch):
    """Give a function that makes a page of parts and gathers its code; returns the page."""

    def make(*parts: nodes.Node, helpers: list[str] | None = None) -> nodes.document:
        made = new_document("page")
        made += nodes.section("", nodes.title(text="A chapter"), *parts)
        config = SimpleNamespace(handbook_language="en", handbook_helpers=helpers or [])
        transform = steps.GatheredCode(made)
        monkeypatch.setattr(steps.GatheredCode, "app", SimpleNamespace(config=config), raising=False)
        transform.run()
        return made

    return make


def listed(page: nodes.document) -> dict:
    [section] = [part for part in page.findall(nodes.section) if steps.SECTION in part["classes"]]
    assert section is page[0][-1], "at the end of the page"
    return section[-1]["payload"]


def test_all_code_stands_at_the_end_in_the_order_of_the_notebook(page):
    inner = nodes.section("", nodes.title(text="A section"), cell(4, figure("F1")), sentence(), cell(5))
    made = page(cell(2), sentence(), cell(3), inner)
    assert [one["place"] for one in listed(made)["cells"]] == [2, 3, 4, 5]
    assert not list(made.findall(HideCodeCellNode)), "no code between the sentences"
    assert len(list(made.findall(lambda n: n.get("nb_element") == "cell_code" if hasattr(n, "get") else False))) == 1


def test_a_figure_and_its_cell_lead_to_each_other(page):
    made = page(cell(3, figure("F1"), index=9), cell(7, figure("F2"), figure("F2-b")))
    assert {one["place"]: one["figures"] for one in listed(made)["cells"]} == {3: ["F1"], 7: ["F2", "F2-b"]}
    shown = {output["payload"]["id"]: output.get("step") for output in made.findall(HandbookOutput)}
    assert shown == {"F1": 3, "F2": 7, "F2-b": 7, "code": None}


def test_a_cell_names_what_it_builds_on_and_a_function_stands_once(page, tmp_path: Path):
    module = tmp_path / "analysis" / "sales.py"
    module.parent.mkdir()
    module.write_text("def total(rows):\n    return sum(rows)\n\n\ndef unused():\n    return 0\n", encoding="utf-8")
    sources = ["from analysis import sales", "a = sales.total([1])", "b = 2", "sales.total([a])"]
    made = page(*(cell(place, source=text) for place, text in enumerate(sources, 1)), helpers=[str(module)])
    code = listed(made)
    assert [one["before"] for one in code["cells"]] == [[], [1], [], [1, 2]]
    assert [one["calls"] for one in code["cells"]] == [[], ["sales.total"], [], ["sales.total"]]
    assert [(one["name"], one["file"]) for one in code["functions"]] == [("sales.total", "sales.py")]
    assert code["functions"][0]["source"] == "def total(rows):\n    return sum(rows)"


def test_a_page_without_folded_code_has_no_such_section(page):
    code = nodes.container("", nb_element="cell_code_source")
    plain = nodes.container("", code, nb_element="cell_code", cell_index=2)
    made = page(sentence(), plain)
    assert plain in list(made.findall(nodes.container))
    assert not any(steps.SECTION in part["classes"] for part in made.findall(nodes.section))

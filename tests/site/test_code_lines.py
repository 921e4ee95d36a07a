"""Code on a page: one line to unfold for a stretch of a section, each cell with the number that it has in the notebook."""

from __future__ import annotations

from docutils import nodes
from docutils.utils import new_document
from myst_nb.sphinx_ import HideCodeCellNode

from handbook.site import output
from handbook.site.staging import CELL


def cell(place: int, *outputs: nodes.Node, index: int = 0) -> nodes.container:
    """Return a folded cell; ``index`` is its place on the page, where sentences are cells too."""
    source = nodes.container("", nodes.literal_block(text=f"x = {place}"), nb_element="cell_code_source")
    made = nodes.container(
        "", HideCodeCellNode("", source), nb_element="cell_code", cell_index=index, cell_metadata={CELL: place}
    )
    if outputs:
        made += nodes.container("", *outputs, nb_element="cell_code_output")
    return made


def sentence() -> nodes.paragraph:
    return nodes.paragraph(text="a sentence")


def figure() -> nodes.paragraph:
    return nodes.paragraph(text="a figure")


def section(*parts: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title(text="A section"), *parts)


def shown(*parts: nodes.Node) -> list[str]:
    """Return the parts of a page in their order: prose, and for each line of code the anchors of its cells."""
    page = new_document("page")
    page.extend(parts)
    output.FoldedCode(page).run()
    found = []
    for part in page.findall(lambda n: isinstance(n, nodes.paragraph | nodes.title | HideCodeCellNode)):
        if isinstance(part, HideCodeCellNode):
            assert all(source.parent is part for source in part.children)
            found.append(" ".join(anchor for source in part.children for anchor in source["ids"]))
        else:
            found.append(part.astext())
    return found


def test_a_figure_takes_the_code_of_the_sentences_before_it():
    page = shown(section(cell(2), sentence(), cell(3), sentence(), cell(4, figure()), sentence(), cell(5, figure())))
    assert page == [
        *("A section", "a sentence", "a sentence", "cell-2 cell-3 cell-4", "a figure"),
        *("a sentence", "cell-5", "a figure"),
    ]


def test_what_is_left_stands_at_the_end_of_its_section():
    inner = section(cell(4), sentence())
    page = shown(section(cell(1), sentence(), cell(2), sentence(), inner))
    assert page == [
        *("A section", "a sentence", "a sentence", "cell-1 cell-2"),
        *("A section", "a sentence", "cell-4"),
    ]


def test_a_figure_takes_the_code_after_it_that_says_nothing():
    assert shown(section(cell(1, figure()), cell(2), cell(3))) == ["A section", "cell-1 cell-2 cell-3", "a figure"]
    page = shown(section(cell(1, figure()), sentence(), cell(2)))
    assert page == ["A section", "cell-1", "a figure", "a sentence", "cell-2"]


def test_code_does_not_leave_its_section():
    page = shown(section(section(cell(1), sentence()), section(cell(2, figure()))))
    assert page == ["A section", "A section", "a sentence", "cell-1", "A section", "cell-2", "a figure"]


def test_a_cell_has_the_number_that_it_has_in_the_notebook():
    assert "cell-3" in shown(section(cell(3, figure(), index=7)))

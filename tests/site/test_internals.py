"""What the pages use of Sphinx, MyST-NB, Jupyter Book and the theme without being promised it is still there.

Each test says in its message what to look at when a newer version has moved something.
"""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import myst_nb.core.render
import myst_nb.sphinx_
import pydata_sphinx_theme
import pytest
import sphinx
import sphinx_book_theme
from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.highlighting import PygmentsBridge
from sphinx.jinja2glue import BuiltinTemplateLoader

from handbook.publish import pages
from handbook.site import internals

SITE = Path(internals.__file__).parent
THEMES = [Path(package.__file__).parent for package in (sphinx_book_theme, pydata_sphinx_theme, sphinx)]
INSIDE = re.compile(
    r"(myst_nb|jupyter_book|sphinx_book_theme|pydata_sphinx_theme|sphinx\.(domains|builders|environment))\b"
)
"""Packages whose insides are meant; what ``sphinx`` documents for extensions is none of them."""


def in_themes(pattern: str) -> bool:
    return any(next(folder.rglob(pattern), None) for folder in THEMES)


def test_the_versions_are_those_it_was_written_for():
    moved = {
        name: version(name)
        for name, known in internals.WRITTEN_FOR.items()
        if not version(name).startswith(f"{known}.")
    }
    assert not moved, f"read handbook.site.internals against {moved}, build the book, then change WRITTEN_FOR"


def test_no_other_module_of_the_engine_reaches_inside():
    found = []
    for file in sorted(SITE.parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            private = (
                [alias.name for alias in node.names if alias.name.startswith("_")] if "sphinx" in "".join(names) else []
            )
            if any(INSIDE.match(name) for name in names) or private:
                found.append(f"{file.relative_to(SITE.parent)}, line {node.lineno}: {names + private}")
    assert [place for place in found if not place.startswith("site/internals.py")] == []
    assert found, "the pattern finds those of internals"


def test_jupyter_book_calls_sphinx_as_the_build_asks_it_to():
    [call] = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(pages)))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "build_sphinx"
    ]
    taken = inspect.signature(internals.build_sphinx).parameters
    assert {keyword.arg for keyword in call.keywords} <= set(taken), "publish/pages.py hands over what is not taken"
    assert list(taken)[:2] == ["sourcedir", "outputdir"]


@pytest.mark.parametrize(
    ("of", "names"),
    [
        ("_LOADED_BY_EXTENSIONS", internals._LOADED_BY_EXTENSIONS),
        ("builtin_extensions of Sphinx", internals.builtin_extensions),
        ("default extensions of Jupyter Book", internals.get_default_sphinx_config()["extensions"]),
    ],
)
def test_what_is_imported_before_a_process_is_forked_for_each_language_is_there(of, names):
    gone = []
    for name in names:
        try:
            import_module(name)
        except ImportError as error:
            gone.append(f"{name} ({error})")
    assert not gone, f"{of}: {gone} moved. load_extensions passes over them: builds are slower, and nothing else breaks"


def test_an_extension_that_is_not_there_stops_no_import(monkeypatch):
    monkeypatch.setattr(internals, "_LOADED_BY_EXTENSIONS", ("handbook.no_such_module",))
    internals.load_extensions()


def test_mystnb_marks_cells_and_folds_code_as_gathered_code_reads_it():
    source = inspect.getsource(myst_nb.core.render) + inspect.getsource(myst_nb.sphinx_)
    for mark in ('"cell_code"', '"cell_code_source"', "cell_index=", "cell_metadata="):
        assert mark in source, f"{mark}: GatheredCode in site/steps.py finds no cells"
    assert issubclass(internals.HideCodeCellNode, nodes.Element)
    assert {"mime_type", "content"} <= set(inspect.signature(internals.MimeData).parameters), (
        "FigureRenderer reads them"
    )
    cell = nodes.container(nb_element="cell_code", cell_index=4, cell_metadata={"place": 7})
    cell += nodes.container(nb_element="cell_code_source")
    assert internals.is_cell(cell)
    assert not internals.is_cell(cell[0])
    assert list(internals.code_of(cell)) == [cell[0]]
    assert (internals.place_of(cell, "place"), internals.place_of(cell, "none")) == (7, 4)


def test_sphinx_keeps_a_glossary_a_search_and_a_highlighter_where_they_are_looked_for():
    taken = list(inspect.signature(internals.make_glossary_term).parameters)
    assert taken == ["env", "textnodes", "index_key", "source", "lineno", "node_id", "document"], "site/glossary.py"
    builder = inspect.getsource(StandaloneHTMLBuilder)
    assert "self.search" in builder, "without_search keeps no index away"
    assert "self.highlighter" in builder
    assert "self.formatter" in inspect.getsource(PygmentsBridge), "colour_code_with has no effect"
    assert "self.environment" in inspect.getsource(BuiltinTemplateLoader), "keep_compiled keeps nothing"


def test_the_theme_has_each_template_that_is_overridden_and_each_file_that_is_dropped():
    own = {"404.html", "about.html", "shared.html", "edition.html", "icons.html"}
    there = {file.relative_to(SITE / "theme").as_posix() for file in (SITE / "theme").rglob("*.html")}
    assert there == own | set(internals.OVERRIDDEN)
    gone = [name for name in internals.OVERRIDDEN if not in_themes(Path(name).name)]
    assert not gone, f"the theme never asks for {gone}: find what took their place"
    for name in own - {"404.html"}:
        assert not in_themes(name), f"{name}: the theme has one of its own now"
    kept = {*internals.UNUSED_WIDGETS, "webpack-macros.html", "doctools.js", "sphinx_highlight.js", "searchtools.js"}
    lost = [
        name for name in (*kept, *(Path(sheet).name for sheet in internals.FIRST_STYLE_SHEETS)) if not in_themes(name)
    ]
    assert not lost, f"{lost} are elsewhere: a page loads what it does not need, or lacks a style sheet"

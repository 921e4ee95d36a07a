"""What pages use of Sphinx, MyST-NB, Jupyter Book and the theme beyond what these promise to keep.

All of it stands here, with the versions it was written for; `tests/site/test_internals.py` compares it with what is
installed, and says which page breaks where something has moved. What they document is used where it is needed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import Environment, FileSystemBytecodeCache

# The extensions that Jupyter Book loads for every book.
from jupyter_book.config import get_default_sphinx_config

# Jupyter Book's own call of Sphinx: its configuration without its command line, which would execute and print.
from jupyter_book.sphinx import build_sphinx

# What MyST-NB hands to a renderer of a mime type, and the node that it folds code into.
from myst_nb.core.render import MimeData, NbElementRenderer
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx, builtin_extensions

# What the directive ``glossary`` makes of a term: the only way to a glossary whose terms come from a table.
from sphinx.domains.std import make_glossary_term

__all__ = [
    "FIRST_STYLE_SHEETS",
    "OVERRIDDEN",
    "UNUSED_FILES",
    "UNUSED_SCRIPTS",
    "UNUSED_WIDGETS",
    "WRITTEN_FOR",
    "HideCodeCellNode",
    "MimeData",
    "NbElementRenderer",
    "build_sphinx",
    "code_of",
    "colour_code_with",
    "is_cell",
    "keep_compiled",
    "load_extensions",
    "make_glossary_term",
    "place_of",
    "without_search",
]

WRITTEN_FOR = {
    "sphinx": "7.4",
    "myst-nb": "1.4",
    "jupyter-book": "1.0",
    "sphinx-book-theme": "1.3",
    "pydata-sphinx-theme": "0.17",
}
"""The versions whose insides are meant below."""


# ── MyST-NB: notebooks as nodes ──────────────────────────────────────────────────────────────────


def is_cell(element: nodes.Node | None) -> bool:
    """Return whether a node is a code cell with its outputs."""
    return isinstance(element, nodes.container) and element.get("nb_element") == "cell_code"


def code_of(cell: nodes.Element) -> Iterator[nodes.container]:
    """Yield the parts of a code cell that hold its code."""
    for source in cell.findall(nodes.container):
        if source.get("nb_element") == "cell_code_source":
            yield source


def place_of(cell: nodes.Element, key: str) -> int:
    """Return what the metadata of a cell say under a key, else its place among the cells of the notebook."""
    return int(cell.get("cell_metadata", {}).get(key, cell["cell_index"]))


# ── Sphinx: the builder of pages ─────────────────────────────────────────────────────────────────


def load_extensions() -> None:
    """Import what Sphinx loads for every book, once, before a process is forked for each language."""
    for name in (*builtin_extensions, *get_default_sphinx_config()["extensions"], *_LOADED_BY_EXTENSIONS):
        # Sphinx itself reports an extension that is missing.
        with contextlib.suppress(ImportError):
            import_module(name)


_LOADED_BY_EXTENSIONS = ("myst_nb.sphinx_ext", "myst_parser.sphinx_ext.main", "sphinx_jupyterbook_latex")
"""Modules that extensions import when they are set up."""


def without_search(app: Sphinx) -> None:
    """Keep Sphinx from writing an index and a search page of its own."""
    app.builder.search = False  # type: ignore[attr-defined]


def colour_code_with(app: Sphinx, formatter: Any) -> None:
    """Let code be coloured by a formatter of ours."""
    app.builder.highlighter.formatter = formatter  # type: ignore[attr-defined]


def keep_compiled(app: Sphinx, folder: Path, *others: Environment) -> None:
    """Let the templates of pages, and others, be compiled once for all builds.

    Jinja's own cache knows each by its text and version.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for templates in (app.builder.templates.environment, *others):
        templates.bytecode_cache = FileSystemBytecodeCache(str(folder))


# ── the theme: templates and files ───────────────────────────────────────────────────────────────

OVERRIDDEN = (
    "components/prev-next.html",
    "article-header-buttons.html",
    "layout.html",
    "navbar-logo.html",
    "page-toc.html",
    "sbt-sidebar-nav.html",
    "search-button-field.html",
    "search-field.html",
    "search.html",
    "toggle-primary-sidebar.html",
    "toggle-secondary-sidebar.html",
)
"""Templates of the theme that have another form in ``theme/``; the other files there are our own."""

FIRST_STYLE_SHEETS = ("styles/theme.css", "styles/pydata-sphinx-theme.css")
"""Style sheets that the theme's template names itself, before those that it is given."""

UNUSED_SCRIPTS = (
    "doctools.js",
    "sphinx_highlight.js",
    "translations.js",
    "design-tabs.js",
    "searchtools.js",
    "language_data.js",
)
"""What Sphinx and the theme bring along and no page of ours uses: a search of pages, tabs, a function from a string."""

UNUSED_WIDGETS = ("fontawesome.js", "bootstrap.js")
"""Scripts of the theme, below ``scripts``, that no page of ours uses."""

UNUSED_FILES = ("locales", "webpack-macros.html", "sbt-webpack-macros.html", "images")
"""What else the theme copies into ``_static`` and no page names."""

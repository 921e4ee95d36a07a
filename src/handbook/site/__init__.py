"""The Sphinx side of the handbook: figures, audit and indexes as pages of a site that needs no network.

Kept apart from ``analysis``: editing how a page looks executes no chapter.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["setup"]

HERE = Path(__file__).parent


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register nodes, directives, files and events."""
    from handbook.language.catalogue import WRITTEN_IN
    from handbook.site import anchors, computed, internals, output, rebuild, search, steps
    from handbook.site import shell as site
    from handbook.site.nodes import HandbookOutput

    app.add_config_value("handbook_data_dir", "", "env", str)
    app.add_config_value("handbook_language", WRITTEN_IN, "env", str)
    # All languages of the site, each in a folder of its code; none where plain Jupyter Book makes a site of one.
    app.add_config_value("handbook_languages", [], "html", list)
    app.add_config_value("handbook_root", "", "", str)
    # The folders with the pages in the other languages, by their codes.
    app.add_config_value("handbook_twins", {}, "", dict)
    app.add_config_value("handbook_sources", "", "env", str)
    app.add_config_value("handbook_drawings", "", "", str)
    app.add_config_value("handbook_lock", "", "env", str)
    app.add_config_value("handbook_code", "", "", str)
    app.add_config_value("handbook_helpers", [], "", list)
    app.add_config_value("handbook_locale", "", "", str)
    app.connect("source-read", _in_language)
    # The label stands on every page, the rest (digests of all tables) only where a directive reports a change.
    app.add_config_value("handbook_label", "", "html", str)
    app.add_config_value("handbook_edition", {}, "", dict)
    # A digest of what all pages stand in: settings, contents, files of the book that are no pages.
    app.add_config_value("handbook_around", "", "", str)
    # Address of the code, where the build knows it.
    app.add_config_value("handbook_repository", "", "html", str)
    # Jupyter Book always sets it, though sphinx-comments (a script from elsewhere) is not among our extensions.
    app.add_config_value("comments_config", {}, "", dict)
    app.add_node(HandbookOutput, html=(output.visit, output.depart))
    computed.register(app)
    app.add_post_transform(steps.GatheredCode)
    app.connect("config-inited", _settings)
    app.connect("config-inited", _unnumbered, priority=900)  # after Jupyter Book's, which turns it on
    app.connect("builder-inited", internals.without_search)
    app.connect("builder-inited", _begun)
    app.connect("env-get-outdated", rebuild.outdated)
    app.connect("doctree-read", anchors.same_in_all, priority=100)  # before Sphinx notes them for its contents
    app.connect("doctree-read", output.joined_lines)
    app.connect("env-before-read-docs", rebuild.reads)
    app.connect("env-merge-info", rebuild.merged)
    app.connect("doctree-read", rebuild.remember)
    app.connect("env-updated", rebuild.changed_elsewhere)
    app.connect("env-updated", _drawn)
    app.connect("doctree-resolved", search.keep_text)
    app.connect("html-collect-pages", site.more_pages)
    app.connect("html-page-context", site.page_context)
    # Last: the theme writes its style sheet for code at this event too.
    app.connect("build-finished", site.write_files, priority=900)
    app.add_css_file("handbook.css")
    app.add_js_file("handbook.js", loading_method="defer")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}


def _in_language(app: Sphinx, docname: str, source: list[str]) -> None:
    """Let Sphinx read a chapter in the edition's language, its sentences as prose."""
    from handbook.language import Languages
    from handbook.site import context, staging

    if app.env.doc2path(docname).endswith(".ipynb"):
        tables = context.tables_of(app)
        languages = Languages(tables.languages, context.locale_of(app), tables.helpers)
        source[0] = staging.as_text(source[0], docname, app.config.handbook_language, languages)


def _begun(app: Sphinx) -> None:
    from handbook.site import code, internals, output

    if app.builder.format == "html":
        internals.colour_code_with(app, code.Formatter)
        internals.keep_compiled(app, output.cache(app).with_name("templates"), output.environment())


def _drawn(app: Sphinx, env: Any) -> list[str]:
    """Wait for the drawings before pages are written; if some are missing, write in this process only.

    The drawing library hangs in a fork of a process that has drawn.
    """
    from handbook.site import render_pool

    if not render_pool.finished():
        app.parallel = 1
    return []


def _settings(app: Sphinx, config: Any) -> None:
    """Add templates and files of our own, and the theme's words in the edition's language."""
    # Those of Jupyter Book that number sections or prepare LaTeX do not say whether pages may be read in parallel;
    # nothing is numbered here, and a test compares the sites of one and of several processes.
    for extension in app.extensions.values():
        if extension.parallel_read_safe is None:
            extension.parallel_read_safe = True
    config.html_static_path.append(str(HERE / "static"))
    config.templates_path.insert(0, str(HERE / "theme"))
    config.handbook_sources = _digest(config)
    from handbook.language.interface import say
    from handbook.site import context

    package = context.tables_of(app).package
    title = package.get(f"title_{config.handbook_language}")
    if title:
        config.project = config.html_title = title
        search = say(config.handbook_language, "Search the handbook")
        config.html_theme_options = {**config.html_theme_options, "search_bar_text": search}


def _unnumbered(app: Sphinx, config: Any) -> None:
    """Number no figures, as they have their own ids: Sphinx would look through every page in every build."""
    config.numfig = False


def _digest(config: Any) -> str:
    """Return a digest of what pages are made with: a change to it makes all pages anew."""
    from handbook.site import render

    # The packages of calculations and pages, and the drawing library that is really here.
    digest = hashlib.sha256((config.handbook_code + render.VERSION).encode())
    for file in sorted(HERE.parent.rglob("*")):
        # Whatever it is: an icon, too, is copied with the pages only.
        if file.is_file() and file.parent.name != "__pycache__":
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()

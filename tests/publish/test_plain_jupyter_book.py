"""A book of the handbook is one of Jupyter Book: its own command writes the pages from the stored outputs."""

from __future__ import annotations

from types import SimpleNamespace

from docutils import nodes

import commands
from handbook.figures.chapter import FIGURE_MIME
from handbook.site.output import FigureRenderer

JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"


def test_jupyter_book_alone_writes_pages_with_figures_and_verdicts(project):
    stored = commands.run(project.root, "refresh")
    assert stored.returncode == 0, stored.stdout + stored.stderr
    built = commands.run(project.root, "build", ".", code=JUPYTER_BOOK)
    assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]
    page = (project.root / "_build" / "html" / "book" / "sales.html").read_text(encoding="utf-8")
    assert "Sales rose by 20.0%." in page.replace("\xa0", " ")
    assert '<figure id="F01"' in page
    assert "<svg" in page


def test_what_jupyter_book_executes_itself_is_shown_in_the_language_of_the_page():
    """Its execution comes after the handbook has chosen the words of a language."""
    payload = {"kind": "figure", "id": "F01", "title": "Sales"}
    config = SimpleNamespace(handbook_language="zh")
    document = SimpleNamespace(settings=SimpleNamespace(env=SimpleNamespace(config=config)), get=lambda *_: "")
    renderer = SimpleNamespace(renderer=SimpleNamespace(document=document))
    for content in ({"en": payload, "zh": {**payload, "title": "销售额"}}, {**payload, "title": "销售额"}):
        [made] = FigureRenderer.handle_mime(renderer, SimpleNamespace(mime_type=FIGURE_MIME, content=content), False)
        assert made["payload"]["title"] == "销售额"
        assert isinstance(made, nodes.Element)

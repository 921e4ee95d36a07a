"""A book of the handbook is one of Jupyter Book: its own command writes the pages from the stored outputs."""

from __future__ import annotations

import commands

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

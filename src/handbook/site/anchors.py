"""The sections of a page have the same anchors in all languages: a link to one leads to its twin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from markdown_it import MarkdownIt
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

from handbook.language import Language, Languages
from handbook.language.extract import translated
from handbook.site.context import languages_of, locale_of, tables_of

__all__ = ["beside", "elsewhere", "headings", "same_in_all"]


_HEADING = re.compile(r"#|[=-][ \t]*(?:\r|$)", re.MULTILINE)
"""Every heading has a # or an underline; most paragraphs have neither."""

_FRONT_MATTER = re.compile(r"\A---[\r\n].*?[\r\n]---[\r\n]", re.DOTALL)


def headings(text: str) -> list[str]:
    """Return the headings of a page of Markdown as plain text.

    >>> headings("# One `a`\\n\\n```python\\n# no heading\\n```\\n\\n## *Two*\\n")
    ['One a', 'Two']
    >>> [headings(end.join(["---", "a: b", "---", "One", "===", ""])) for end in ("\\n", "\\r\\n", "\\r")]
    [['One'], ['One'], ['One']]
    """
    if not _HEADING.search(text):
        return []
    tokens = MarkdownIt().parse(_FRONT_MATTER.sub("", text))
    opened = (tokens[at + 1].children or () for at, token in enumerate(tokens) if token.type == "heading_open")
    return ["".join(child.content for child in children) for children in opened]


def same_in_all(app: Sphinx, doctree: nodes.document) -> None:
    """Give the sections of a page the anchors that they have in the author's language."""
    twin = _twin(app)
    if twin is None:
        return
    names = [heading for text in _texts(twin) for heading in headings(text)]
    sections = list(doctree.findall(nodes.section))
    if len(names) != len(sections):
        getLogger(__name__).warning(
            "%s headings, the page in the author's language has %s: their links would not lead to the same section",
            len(sections),
            len(names),
            location=app.env.docname,
        )
        return
    taken = {anchor for element in doctree.findall(nodes.Element) for anchor in element.get("ids", ())}
    for section, name in zip(sections, names, strict=True):
        anchor = nodes.make_id(name)
        if anchor and anchor not in taken:
            section["ids"].insert(0, anchor)
            taken.add(anchor)


def _twin(app: Sphinx) -> Path | None:
    """Return the page that is being read as it stands in the author's language, None where that is this one."""
    return beside(app, app.env.docname, languages_of(app)[0])


def beside(app: Sphinx, docname: str, language: str) -> Path | None:
    """Return the source of a page in another language, None where there is none."""
    folder = app.config.handbook_twins.get(language)
    page = Path(app.env.doc2path(docname)).relative_to(app.srcdir)
    return Path(folder) / page if folder and (Path(folder) / page).is_file() else None


def elsewhere(app: Sphinx, docname: str) -> list[tuple[str, ...]]:
    """Return what each heading of a page is in the other languages of the site, in the order of the page."""
    known = Languages(tables_of(app).languages, locale_of(app), tables_of(app).helpers)
    told = []
    for code in languages_of(app):
        twin = beside(app, docname, code)
        if twin is not None:
            spoken = known.of_chapter(code, docname.rpartition("/")[2]) if twin.suffix == ".ipynb" else None
            told.append([name for text in _texts(twin, spoken) for name in headings(text)])
    return list(zip(*told, strict=False))


def _texts(page: Path, language: Language | None = None) -> Iterator[str]:
    """Yield the prose of a page: all of it, or the Markdown cells of a notebook, in a language."""
    text = page.read_text(encoding="utf-8")
    if page.suffix != ".ipynb":
        yield text
        return
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "markdown":
            source = "".join(cell["source"])
            yield translated(source, language) if language else source

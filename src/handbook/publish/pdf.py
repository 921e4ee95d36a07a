"""The book as one PDF: the finished pages in their order, printed by the system's Chromium.

The pages are those of the site, put one after the other; nothing is computed or worded anew. Headings move one step
down, so that the parts of the book stand above its chapters in the outline.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from handbook.language.catalogue import WRITTEN_IN
from handbook.publish.browser import FLAGS, MISSING, find_chromium

__all__ = ["PdfError", "book", "contents", "write"]

ABOUT = "about.html"
"""The page that says who made the book, when, which version it is and under which licences; no contents name it."""

LIMIT = 600
"""Seconds that printing may take."""


class PdfError(RuntimeError):
    """There is no site to print, no browser to print with, or it did not print."""


@dataclass
class Part:
    """A part of the book: its caption, and the pages in their order."""

    caption: str
    pages: list[str] = field(default_factory=list)


class _Navigation(HTMLParser):
    """Reads the order of the pages from the table of contents that stands on every page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = [Part("")]
        self._depth = 0
        self._caption = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "nav" and (self._depth or "bd-docs-nav" in given.get("class", "")):
            self._depth += 1
        elif self._depth and "caption-text" in given.get("class", ""):
            self._caption = True
            self.parts.append(Part(""))
        elif self._depth and tag == "a" and re.fullmatch(r"[\w/.-]+\.html", given.get("href", "")):
            self.parts[-1].pages.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "nav" and self._depth > 0
        self._caption = self._caption and tag != "span"

    def handle_data(self, data: str) -> None:
        if self._caption:
            self.parts[-1].caption += data


def contents(site: Path) -> list[Part]:
    """Return the parts of a built site with their pages: the front page is the first, who made the book stands last.

    Args:
        site: folder of a language in a built site.

    Raises:
        PdfError: there is no site in the folder.
    """
    front = site / "index.html"
    if not front.is_file():
        raise PdfError(f"{site} holds no site yet: run `handbook build` first.")
    reader = _Navigation()
    reader.feed(front.read_text(encoding="utf-8"))
    parts = [part for part in reader.parts if part.pages]
    named = {page for part in parts for page in part.pages}
    last = [Part("", [ABOUT])] if ABOUT not in named and (site / ABOUT).is_file() else []
    return [Part("", ["index.html"]), *parts, *last]


_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_ATTRIBUTE = re.compile(r' (id|href|xlink:href|for|aria-labelledby|aria-describedby)="([^"]*)"')
_HEADING = re.compile(r"(</?h)([1-5])(?=[ >])")


def _key(page: str) -> str:
    return page.removesuffix(".html").replace("/", "-")


def article(text: str, page: str, pages: frozenset[str]) -> str:
    """Return what a page says, with anchors of its own and links that stay inside the book.

    Args:
        text: HTML of the page.
        page: its name.
        pages: names of all pages of the book.

    >>> page = '<article class="bd-article"><h1 id="a">A</h1><a href="b.html#c">C</a> <a href="x.csv">x</a></article>'
    >>> article(page, "a.html", frozenset({"a.html", "b.html"}))
    '<h2 id="a--a">A</h2><a href="#b--c">C</a> <a>x</a>'
    """
    body = re.split(r'<article class="bd-article[^"]*">', text, maxsplit=1)[-1].rpartition("</article>")[0]

    def attribute(match: re.Match[str]) -> str:
        name, value = match.groups()
        if name in ("id", "for"):
            return f' {name}="{_key(page)}--{value}"'
        if name.startswith("aria-"):
            return f' {name}="{" ".join(f"{_key(page)}--{one}" for one in value.split())}"'
        target, _, anchor = value.partition("#")
        if re.match(r"(https?|mailto|data):", value):
            return match.group()
        if (target or page) in pages:
            return f' {name}="#{_key(target or page)}--{anchor}"'
        return ""  # a file beside the pages: not in the book

    def tag(match: re.Match[str]) -> str:
        text = _ATTRIBUTE.sub(attribute, match.group())
        text = re.sub(r"url\(#", f"url(#{_key(page)}--", text)
        if text.startswith("<details") and "hb-checks" in text:
            text = re.sub(r' name="[^"]*"', "", text[:-1]) + " open>"
        return text

    return _HEADING.sub(lambda heading: f"{heading[1]}{int(heading[2]) + 1}", _TAG.sub(tag, body))


def book(site: Path, only: frozenset[str] = frozenset()) -> str:
    """Return the whole book as one page of HTML, to be printed.

    Args:
        site: folder of a language in a built site.
        only: names of the pages to take; all of them when empty.
    """
    parts = [Part(p.caption, [page for page in p.pages if not only or page in only]) for p in contents(site)]
    parts = [part for part in parts if part.pages]
    pages = frozenset(page for part in parts for page in part.pages)
    front = (site / "index.html").read_text(encoding="utf-8")
    language = re.search(r'<html lang="([^"]+)"', front)
    title = re.search(r'class="title logo__title">([^<]*)<', front)
    about = json.loads((site.parent / "edition.json").read_text(encoding="utf-8"))
    commit = (site.parent / "commit.txt").read_text(encoding="utf-8").strip()
    label = about.get(f"label_{site.name}", about.get("label", ""))
    sheets = "".join(
        f'<link rel="stylesheet" href="{sheet}"/>' for sheet in re.findall(r'href="([^"]+\.css[^"]*)"', front)
    )
    body = []
    for part in parts:
        if part.caption:
            body.append(f'<h1 class="hb-part">{html.escape(part.caption)}</h1>')
        for page in part.pages:
            text = article((site / page).read_text(encoding="utf-8"), page, pages)
            # On paper the file beside the pages cannot be opened.
            text = text.replace(">commit.txt<", f">{html.escape(commit)}<")
            body.append(f'<section class="hb-chapter" id="{_key(page)}--">{text}</section>')
    named = title[1] if title else ""
    return f"""<!DOCTYPE html>
<html lang="{language[1] if language else WRITTEN_IN}" data-theme="light" data-mode="light">
<head><meta charset="utf-8"/><base href="{site.absolute().as_uri()}/"/><title>{named}</title>{sheets}
<link rel="stylesheet" href="_static/handbook-book.css"/></head>
<body><main class="bd-main"><div class="bd-content"><div class="bd-article-container"><article class="bd-article">
<p class="hb-book">{named}<span>{html.escape(str(label))}</span></p>
{"".join(body)}
</article></div></div></main></body></html>
"""


def write(site: Path, output: Path, only: frozenset[str] = frozenset()) -> None:
    """Print a built site to a PDF with an outline.

    Args:
        site: folder of a language in a built site.
        output: the PDF; what stood there stays if printing fails.
        only: names of the pages to take; all of them when empty.

    Raises:
        PdfError: no site, no browser, or the browser did not print.
    """
    text = book(site, only)
    chromium = find_chromium()
    if chromium is None:
        raise PdfError(MISSING)
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source, printed = Path(folder) / "book.html", Path(folder) / "book.pdf"
        source.write_text(text, encoding="utf-8")
        options = ["--headless", "--no-pdf-header-footer", "--generate-pdf-document-outline", "--export-tagged-pdf"]
        command = [chromium, *FLAGS, *options, f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}"]
        try:
            done = subprocess.run(
                [*command, source.as_uri()], capture_output=True, text=True, timeout=LIMIT, check=False
            )
        except subprocess.TimeoutExpired:
            raise PdfError(f"Chromium had not printed the book after {LIMIT} seconds.") from None
        if done.returncode != 0 or not printed.is_file():
            raise PdfError(f"Chromium did not print the book (status {done.returncode}):\n{done.stderr[-2000:]}")
        scratch = output.with_name(output.name + ".new")
        scratch.write_bytes(printed.read_bytes())
        scratch.replace(output)

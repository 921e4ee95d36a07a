"""The pages say what was computed: each sentence letter for letter, each figure word for word and cell for cell, and
nothing that is no word.

What a page should say is read from the executed chapters that the sites were made from, by decimals and a reader of
plain Markdown: not by the code that writes the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from markdown_it import MarkdownIt

TEXT = "application/vnd.handbook.text+json"
FIGURE = "application/vnd.handbook.figure+json"
TABLE = "application/vnd.handbook.table+json"

PARAGRAPHS = """() => [...document.querySelectorAll(".bd-article section > p, .bd-article section > ul > li")]
  .map((e) => e.textContent.replace(/\\s+/g, " ").trim())"""

FIGURES = """() => Object.fromEntries([...document.querySelectorAll("figure.hb-figure:not(.hb-lost)")].map((figure) => {
  const words = (selector) => figure.querySelector(selector)?.textContent.replace(/\\s+/g, " ").trim() ?? "";
  return [figure.id, {
    title: words(".hb-title"),
    section: figure.closest("section").id,
    notes: [...figure.querySelectorAll(":scope > :is(.hb-key, .hb-caption, .hb-missing), .hb-open > .hb-same, details > .hb-missing")]
      .map((e) => e.textContent.replace(/\\s+/g, " ").trim()),
    caption: words(":scope > .hb-caption"),
    missing: words(":scope > .hb-missing:not(.hb-revised)"),
    alt: figure.querySelector(".hb-chart")?.dataset.label ?? "",
    heads: [...figure.querySelectorAll(".hb-data thead th")].map((th) => {
      const unit = th.querySelector(".hb-muted");
      return th.textContent.slice(0, th.textContent.length - (unit ? unit.textContent.length : 0)).trim();
    }),
    rows: [...figure.querySelectorAll(".hb-data tbody tr")].map((tr) => [...tr.children].map((td) => td.textContent.trim())),
    same: words(".hb-same"),
  }];
}))"""

# What a reader reads: code is code, drawings have their own words, and addresses of sources are what they are.
READ = """() => {
  const page = document.querySelector(".bd-main") ?? document.body;
  const copy = page.cloneNode(true);
  copy.querySelectorAll("script, style, pre, .highlight, .hb-steps, .hb-page, .hb-wide, .hb-narrow").forEach((e) => e.remove());
  copy.querySelectorAll("a[href^='http']").forEach((e) => { e.textContent = "↗"; });
  const heads = "h1, h2, h3, h4, h5, h6";
  const words = (e) => { const c = e.cloneNode(true); c.querySelectorAll(".headerlink").forEach((a) => a.remove()); return c.textContent.trim(); };
  const texts = () => [...copy.querySelectorAll("p, li, td, th, dt, dd, summary, figcaption, caption, " + heads)]
    .filter((e) => !e.querySelector("p, li, td, dt")).map((e) => e.textContent.replace(/\\s+/g, " ").trim());
  const own = texts();
  const drawn = [...page.querySelectorAll("svg text")].map((e) => e.textContent);
  const empty = [...copy.querySelectorAll(heads)].filter((e) => !words(e)).map((e) => e.outerHTML);
  const bare = [...copy.querySelectorAll("section > " + heads.replaceAll(", ", ", section > "))].filter((e) => {
    for (let next = e.nextSibling; next; next = next.nextSibling)
      if (next.textContent.trim() || next.querySelector?.("svg, img, input")) return false;
    return true;
  }).map(words);
  const blank = [...copy.querySelectorAll("section > p, section > ul, .cell_output, .hb-caption, .hb-title, .hb-data"), ...page.querySelectorAll(".cell")]
    .filter((e) => !e.textContent.trim() && !e.querySelector("svg, img, input")).map((e) => e.outerHTML.slice(0, 100));
  const outputs = [...page.querySelectorAll(".cell_output")]
    .filter((e) => [...e.children].some((c) => !c.matches("figure.hb-figure, .hb-list"))).map((e) => e.textContent.trim().slice(0, 100));
  // Words of the report and what a check is called with are quoted as they are, and titles of publications by their words.
  copy.querySelectorAll(".hb-quoted, code, [lang]").forEach((e) => e.remove());
  const signs = [...texts(), ...drawn];
  copy.querySelectorAll(".hb-sources, .hb-bibliography, [id^='source-']").forEach((e) => e.remove());
  const said = [...texts(), ...drawn];
  return { own: [...own, ...drawn].filter(Boolean), signs, said, empty, bare, blank, outputs };
}"""

NO_WORDS = {
    "a tuple": r"\((?:-?\d+|'[^']*'), ?(?:-?\d+|'[^']*')?\)",
    "a value that is missing": r"(?<![\w.])(?:None(?! of )|nan|NaN|NaT|<NA>|-?inf|undefined|\[object Object\])(?![\w.])",
    "a place that was not filled": r"\{glue|\{\{|\}\}|\{%|\{[a-z_]+\}|%\(",
    "a year with separators": r"\b[12],\d{3}\s?年|\b(?:in|since|until|from|for|by) [12],\d{3}(?=[.,;:)]? [a-z(]|[.;:)]?$)(?! (?:to|and)\b)",
    "an address of the machine": r"127\.0\.0\.1|localhost|file://",
    "a path of the machine": r"(?<![\w.])/(?:home|tmp|work|root|Users|opt|var)/|\b[A-Z]:\\\\",
    "an object of Python": r"<[\w.]+ object at 0x|\b(?:Timestamp|Fraction|Decimal|Number|Period|Words|Phrase)\(",
    "a word twice": r"\b([A-Za-z]{2,}) \1\b(?!-)",
    "signs that do not follow each other": r"(?<!\d) [,;:.](?= |$)|,,|(?<!\.)\.\.(?!\.)|;;|，，|。。|、、|。，|，。|\( *\)|（ *）",
}
"""What no page may hold."""

NOT_IN = {
    "en": {
        "a Chinese unit": r"\d ?(?:[百千万亿]+[元个家人吨户]?|[元个家项位种类人吨天周倍成国年]|日期|年份|美元|百分点)(?![\u4e00-\u9fff])",
        "a space before a per cent sign": r"\d\s+%",
        "a list with Chinese commas": r"\d、\d|\([^()]*[\u4e00-\u9fff]、[\u4e00-\u9fff][^()]*\)",
    },
    "zh": {
        "words in half-width brackets": r"[\u4e00-\u9fff] ?\([\u4e00-\u9fff]{2,}|\d \([\u4e00-\u9fff]",
        "a space before a unit": r"\d (?:[百千万亿]+[元个家人吨户]?|[元个家项位种类人吨天周倍成国]|美元|百分点)(?![\u4e00-\u9fff])",
        "a unit that is none": r"\d ?(?:日期|年份)(?![\u4e00-\u9fff])",
        "a space before a per cent sign": r"\d\s+%",
    },
}
"""What no page of one language may hold; quotations of the report do."""

SIGNS = {
    "en": {},
    "zh": {
        "a half-width sign after a Chinese word": r"[\u4e00-\u9fff”》）] ?[,;:(](?!//)",
        "a half-width sign before a Chinese word": r"[,;:)] ?[\u4e00-\u9fff“《（]",
    },
}
"""Signs that no page of a language may hold, in titles and notes of its sources neither."""


def outputs(chapter: dict[str, Any], mime: str, language: str) -> Iterator[Any]:
    """Yield what a chapter's outputs of a kind say in a language, in their order."""
    for cell in chapter["cells"]:
        for output in cell.get("outputs", []):
            if mime in output.get("data", {}):
                yield output["data"][mime][language]


def read(markdown: str) -> str:
    """Return what a reader reads of a paragraph of Markdown.

    >>> read("It *rose* to [two](x.html).")
    'It rose to two.'
    """
    parts = [part for block in MarkdownIt("commonmark").parse(markdown) for part in block.children or []]
    return " ".join("".join(" " if part.type == "softbreak" else part.content for part in parts).split())


def spaced(text: str) -> str:
    """Return a text with one space wherever it has some, of whichever kind."""
    return " ".join(text.split())


def printed(text: str, language: str) -> str:
    """Return a text of the data as it is printed: English apostrophes are those of print."""
    return re.sub(r"(?<=\w)'", "’", spaced(text)) if language == "en" else spaced(text)


def test_what_was_computed_is_read_on_the_page_letter_for_letter(site, dom):
    counted = 0
    for name, chapter in site.executed.items():
        there = iter(dom(site, f"{name}.html", PARAGRAPHS))
        for sentence in outputs(chapter, TEXT, site.language):
            wanted = printed(read(sentence), site.language)
            assert wanted, f"{name}: an empty sentence"
            assert wanted in there, f"{name}: not on the page, or not in its place: {wanted}"
            counted += 1
    print(f"{site.language}: {counted} sentences with values found on pages")
    assert counted > 60


def fits(shown: str, value: Any, column: dict[str, Any]) -> bool:
    """Tell whether a cell of a page is a value: the text itself, or the number rounded half up to what is shown."""
    if value is None or value == "":
        return shown == "–"
    if isinstance(value, bool):
        return shown == ("✓" if value else "–")
    if not isinstance(value, int | float):
        return shown == " ".join(str(value).split())
    if column["unit"] in ("year", "年份"):
        return shown == str(value)
    exact, text = Decimal(repr(value)), shown.replace("−", "-").replace(",", "")
    if "ties" in column:
        exact, text = exact, text.removeprefix("=")
    if text.endswith("%"):
        exact, text = exact * 100, text.removesuffix("%").strip()
    exact = exact.scaleb(-column.get("reader", {}).get("shift", 0))
    return Decimal(text) == exact.quantize(Decimal(text), ROUND_HALF_UP)


def misread(anchor: str, table: dict[str, Any], shown: dict[str, Any]) -> Iterator[str]:
    """Yield what a page shows otherwise than a figure's table has it."""
    if len(shown["rows"]) != len(table["rows"]):
        yield f"{anchor}: {len(shown['rows'])} rows of {len(table['rows'])}"
        return
    at = 0
    for place, column in enumerate(table["columns"]):
        values = [row[place] for row in table["rows"]]
        if at < len(shown["heads"]) and shown["heads"][at] == spaced(column.get("reader", column)["title"]):
            for row, value in zip(shown["rows"], values, strict=True):
                if not fits(row[at], value, column):
                    yield f"{anchor}, {column['title']}: {row[at]!r} for {value!r}"
            at += 1
        else:  # said once, above the table
            told = {spaced(f"{column['title']}{sign}{value}") for value in values for sign in (": ", "：")}
            if len(set(values)) > 1 or not any(words in shown["same"] for words in told):
                yield f"{anchor}: no column {column['title']}, nor {sorted(told)} in {shown['same']!r}"
    if shown["heads"][at:] not in ([], ["Evidence"], ["证据"]):
        yield f"{anchor}: columns too many: {shown['heads'][at:]}"


def test_figures_say_and_show_what_was_computed(site, dom):
    wrong, cells = [], 0
    for name, chapter in site.executed.items():
        there = dom(site, f"{name}.html", FIGURES)
        figures = {f["id"]: f for f in outputs(chapter, FIGURE, site.language) if f["kind"] == "figure"}
        assert list(there) == list(figures), name
        said: dict[str, set[str]] = {}
        for anchor, figure in figures.items():
            shown = there[anchor]
            # A note is said once in a section; what the report does not give at the figure itself, not at its parts.
            section = said.setdefault(shown["section"], set())
            notes = [figure["caption"], figure["reason"] if anchor == figure["figure"] else "", figure["missing"]]
            new = ["" if note in section else note for note in notes]
            section.update(notes)
            title, caption, missing = (
                printed(text, site.language) for text in (figure["title"], new[0], f"{new[1]} {new[2]}")
            )
            for part, wanted in (("title", title), ("missing", missing), ("alt", spaced(figure["alt"]))):
                if shown[part] != wanted:
                    wrong.append(f"{anchor}: its {part} is {shown[part]!r}, not {wanted!r}")
            source = shown["caption"].removeprefix(caption).strip()
            if not shown["caption"].startswith(caption) or (source and not source.startswith(("Source: ", "来源："))):
                wrong.append(f"{anchor}: its caption is {shown['caption']!r}, not {caption!r}")
            wrong += misread(anchor, figure["table"], shown)
            cells += sum(map(len, figure["table"]["rows"]))
    assert wrong == []
    assert cells > 2000


def test_a_note_is_said_once_in_a_section(site, dom):
    twice, counted = [], 0
    for name in site.executed:
        said = set()
        for anchor, shown in dom(site, f"{name}.html", FIGURES).items():
            for note in shown["notes"]:
                # A caption ends with whose numbers they are, which is a note of its own.
                parts = [part for part in re.split(r"(?=Source: |来源：)", note) if part.strip()]
                twice += [f"{name}#{anchor}: {part}" for part in parts if (shown["section"], part) in said]
                said |= {(shown["section"], part) for part in parts}
                counted += 1
    assert twice == []
    assert counted > 100


def test_a_table_that_an_author_looks_at_stays_with_the_notebook(site):
    """A look at the data is for who reads the notebook: no head of such a table stands on a page that no figure has."""
    looked = 0
    for name, chapter in site.executed.items():
        page = site.text(f"{name}.html")
        assert page.count("<table") == page.count('class="hb-table'), f"{name}: a table of no figure"
        looked += sum(1 for _ in outputs(chapter, TABLE, site.language))
    assert looked > 5


def test_no_page_holds_what_is_no_word(site, dom):
    found = []
    for name in site.pages:
        seen = dom(site, name, READ)
        found += [f"{name}: an empty heading {head}" for head in seen["empty"]]
        found += [f"{name}: nothing under the heading {head!r}" for head in seen["bare"]]
        found += [f"{name}: nothing in {part}" for part in seen["blank"]]
        found += [f"{name}: an output that is neither figure nor list: {text!r}" for text in seen["outputs"]]
        for text in seen["own"]:
            for what, pattern in NO_WORDS.items():
                found += [f"{name}: {what}, {m[0]!r} in {text[:120]!r}" for m in re.finditer(pattern, text)]
        for text in seen["signs"]:
            for what, pattern in SIGNS[site.language].items():
                found += [f"{name}: {what}, {m[0]!r} in {text[:120]!r}" for m in re.finditer(pattern, text)]
        for text in seen["said"]:
            for what, pattern in NOT_IN[site.language].items():
                found += [f"{name}: {what}, {m[0]!r} in {text[:120]!r}" for m in re.finditer(pattern, text)]
    assert found == []


# Drawings cannot mark a word, code is code, and an entry for BibTeX is copied as it stands.
UNMARKED = """() => {
  const han = /\\p{Script=Han}/u;
  const left = "script, style, code, pre, svg, textarea";
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const [text, element] = [walk.currentNode.textContent, walk.currentNode.parentElement];
    if (han.test(text) && !element.closest(left) && !element.closest("[lang]").lang.startsWith("zh")) found.push(text.trim());
  }
  return found;
}"""

# In prose a name that keeps its Chinese form has it in brackets behind its own, and the report's words are quoted as such.
ALONE = """() => [...document.querySelectorAll(".bd-article > section p, .bd-article h1, .bd-article h2, .bd-article h3, .bd-article li, figcaption")]
  .filter((e) => !e.closest(".hb-sources, .hb-bibliography, .hb-way, .hb-dictionary, .hb-findings, .hb-same, .glossary, .hb-claims, .hb-table"))
  .map((e) => {
    const copy = e.cloneNode(true);
    copy.querySelectorAll("q").forEach((quoted) => quoted.remove());
    return copy.textContent.replace(/\\s+/g, " ").trim();
  })"""

WRITTEN = r"in two ways: [^.]*|[\u4e00-\u9fff]+ \([a-z]+\)"
"""Sentences about how the report writes a name, where its letters are what they are about; a word that is explained."""


def test_chinese_on_an_english_page_says_that_it_is_chinese(english, dom):
    unmarked = {name: found for name in english.pages if (found := dom(english, name, UNMARKED))}
    assert unmarked == {}
    assert english.text("awards.html").count('<td><span lang="zh">') > 50, "the table of winners quotes no name"


def test_chinese_in_english_prose_stands_behind_an_english_form(english, dom):
    found = []
    for name in english.pages:
        for text in dom(english, name, ALONE):
            rest = re.sub(r"\([^()]*\)|《[^》]*》|“[^”]*”", "", re.sub(WRITTEN, "", text))
            found += [f"{name}: {text[:160]}"] if re.search("[\u4e00-\u9fff]", rest) else []
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "more than (50, 0) companies",
        "nan %",
        "None",
        "2,021 年",
        "see {glue:text}`x`",
        "in in it",
        "localhost:8000",
        "/tmp/x",
        "it rose by Number(3, 'tn_cny')",
    ],
)
def test_what_is_no_word_is_recognised(text):
    assert any(re.search(pattern, text) for pattern in NO_WORDS.values())

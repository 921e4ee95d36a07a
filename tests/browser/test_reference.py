"""The pages of reference as built: methods, glossary, tables and sources, in both languages."""

from __future__ import annotations

import html
import json
import re
import struct
import zipfile
from pathlib import Path

from analysis import audit, checks, tables, wording
from analysis.quantities import EVIDENCE
from handbook import picture
from handbook.sphinx_ext import pages

ROOT = Path(__file__).resolve().parents[2]


def text_of(site, name: str) -> str:
    """Return what a page says, without its marks."""
    source = (site.folder / f"{name}.html").read_text(encoding="utf-8")
    body = source[source.index("<article") : source.index("</article>")]
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


def anchors(site, name: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', (site.folder / f"{name}.html").read_text(encoding="utf-8")))


def test_every_page_has_a_title_of_its_own(site):
    for name in ("audit", "figures", "methods", "glossary", "data", "sources", "own_edition"):
        source = (site.folder / f"{name}.html").read_text(encoding="utf-8")
        title = html.unescape(re.search(r"<h1>(.*?)<", source, re.DOTALL)[1])
        assert title[0] == title[0].upper(), title
        assert title != name
        assert bool(re.search("[\u4e00-\u9fff]", title)) == (site.language == "zh"), title


def test_methods_names_every_check_verdict_and_grade(site):
    said = text_of(site, "methods")
    for check in checks.CHECKS:
        assert wording.check_name(check, site.language) in said
    for verdict in checks.VERDICTS:
        assert wording.verdict_word(verdict, site.language) in said
    assert {f"grade-{grade}" for grade in EVIDENCE} <= anchors(site, "methods")
    assert "Brown" in said
    assert wording.say(site.language, "has no claim", "本版没有数字") not in said


def test_examples_of_the_methods_are_those_of_the_audit(site):
    rows = {row["claim"]: row for row in json.loads((site.folder / "audit.json").read_text(encoding="utf-8"))}
    source = (site.folder / "methods.html").read_text(encoding="utf-8")
    examples = re.findall(r'<section class="hb-example" id="handbook-example-(\w+)".*?</section>', source, re.DOTALL)
    assert len(examples) > 15
    for claim in examples:
        part = re.search(rf'id="handbook-example-{claim}".*?</section>', source, re.DOTALL)[0]
        verdict = wording.verdict_word(rows[claim]["verdict"], site.language)
        assert verdict in part.rpartition("<dt>")[2], claim
        assert rows[claim]["printed"] in part


def test_glossary_defines_every_term_and_links_to_pages_that_are_there(site):
    said = text_of(site, "glossary")
    source = (site.folder / "glossary.html").read_text(encoding="utf-8")
    for row in tables.text("glossary").to_dict("records"):
        assert row["term"] in said
        assert row["chinese"] in said
        assert row["definition_zh" if site.language == "zh" else "definition"] in said
    body = source[source.index('<dl class="simple glossary') : source.index("</article>")]
    links = re.findall(r'href="([^"#]+)"', body)
    assert len(links) > 60
    assert {link for link in links if not (site.folder / link).is_file()} == set()
    assert 'lang="zh"' in body or site.language == "zh"


def test_dictionary_describes_every_table_and_column_in_the_language(site):
    there, said = anchors(site, "data"), text_of(site, "data")
    zh = site.language == "zh"
    for name in tables.names():
        assert f"table-{name}" in there
        described = tables.resource(name)
        assert described["title_zh" if zh else "title"] in said
        assert " ".join(described["description_zh" if zh else "description"].split()) in " ".join(said.split())
        for field, entry in tables.fields(name).items():
            assert field in said
            assert entry["title_zh" if zh else "title"] in said
    assert "CC-BY-4.0" in said


def test_every_table_can_be_downloaded_alone_and_in_the_archive(site):
    with zipfile.ZipFile(site.folder / "_data" / "handbook-data.zip") as archive:
        for name in tables.names():
            file = tables.resource(name)["path"]
            alone = (site.folder / "_data" / file).read_bytes()
            assert archive.read(file) == alone == tables.path(name, "data").read_bytes()
        assert archive.read(tables.PACKAGE)


def test_sources_are_complete_and_each_is_used(site):
    source = (site.folder / "sources.html").read_text(encoding="utf-8")
    entries = dict(re.findall(r'<li id="source-(\w+)">(.*?)</li>', source, re.DOTALL))
    known = pages._entries(str(tables.own_folder().parent / "book" / "references.bib"))
    assert set(entries) == set(known)
    for key, entry in entries.items():
        fields = known[key]
        for part in (fields["people"], fields["title"], fields["year"]):
            assert part, f"{key}: issuing body, title or year is missing"
            assert part in html.unescape(entry), key
        assert re.search(r'href="(?:data\.html#table-|methods\.html)', entry), f"{key} is used by nothing"
        assert "\\" not in entry, f"{key} shows marks of its file"
    known_tables = anchors(site, "data")
    assert set(re.findall(r'href="data\.html#(table-\w+)"', source)) <= known_tables


def test_claims_of_the_methods_lead_to_their_rows(site):
    known = anchors(site, "audit")
    source = (site.folder / "methods.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="audit\.html#(audit-\w+)"', source))
    assert linked
    assert linked <= known
    assert {f"audit-{claim}" for claim in audit.ledger().claims} <= known


def test_the_picture_of_the_readme_can_be_drawn_anew(english, tmp_path):
    drawn = tmp_path / "picture.png"
    picture.draw(english.folder, drawn)
    width, height = struct.unpack(">II", drawn.read_bytes()[16:24])
    stored = struct.unpack(">II", (ROOT / "docs" / "picture.png").read_bytes()[16:24])
    assert abs(width - stored[0]) < 40, "run `make picture`"
    assert abs(height - stored[1]) < 80, "run `make picture`"

"""The pages of reference as built: methods, glossary, tables and sources, in both languages."""

from __future__ import annotations

import codecs
import csv
import html
import io
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import latexcodec  # noqa: F401  (registers the codec that reads the marks of a bibliography)
from pybtex.database import parse_file

from handbook.language import wording
from handbook.language.interface import say
from handbook.language.printed import printed_amount
from handbook.quantities import relations
from handbook.quantities.printed import EVIDENCE
from handbook.tables import formulas
from handbook.tables.snapshot import PACKAGE

ROOT = Path(__file__).resolve().parents[2]


def text_of(site, name: str) -> str:
    """Return what a page says, without its marks."""
    source = site.text(f"{name}.html")
    body = source[source.index("<article") : source.index("</article>")]
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


def anchors(site, name: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', site.text(f"{name}.html")))


def test_every_page_has_a_title_of_its_own(site):
    for name in ("audit", "figures", "methods", "glossary", "data", "sources", "own_edition"):
        source = site.text(f"{name}.html")
        title = html.unescape(re.search(r"<h1>(.*?)<", source, re.DOTALL)[1])
        assert title[0] == title[0].upper(), title
        assert title != name
        assert bool(re.search("[\u4e00-\u9fff]", title)) == (site.language == "zh"), title


def test_methods_names_every_check_verdict_and_grade(site):
    said = text_of(site, "methods")
    for check in relations.CHECKS:
        assert wording.check_name(check, site.language) in said
    for verdict in relations.VERDICTS:
        assert wording.verdict_word(verdict, site.language) in said
    assert {f"grade-{grade}" for grade in EVIDENCE} <= anchors(site, "methods")
    assert "Brown" in said
    assert say(site.language, "This edition has no claim") not in said


def test_examples_of_the_methods_are_those_of_the_audit(site):
    rows = {row["claim"]: row for row in site.rows("audit.json")}
    source = site.text("methods.html")
    examples = re.findall(r'<section class="hb-example" id="handbook-example-(\w+)".*?</section>', source, re.DOTALL)
    assert len(examples) > 15
    for claim in examples:
        part = re.search(rf'id="handbook-example-{claim}".*?</section>', source, re.DOTALL)[0]
        verdict = wording.verdict_word(rows[claim]["verdict"], site.language)
        assert verdict in part.rpartition("<dt>")[2], claim
        assert printed_amount(rows[claim]["printed"], rows[claim]["unit"], site.language) in part


def test_glossary_defines_every_term_and_links_to_pages_that_are_there(site, own):
    said = text_of(site, "glossary")
    source = site.text("glossary.html")
    for row in own.text("glossary").to_dict("records"):
        assert row["term"] in said
        assert row["chinese"] in said
        assert row["definition_zh" if site.language == "zh" else "definition"] in said
    body = source[source.index('<dl class="simple glossary') : source.index("</article>")]
    links = re.findall(r'href="([^"#]+)"', body)
    assert len(links) > 60
    assert {link for link in links if not (site.folder / link).is_file()} == set()
    assert 'lang="zh"' in body or site.language == "zh"


def test_dictionary_describes_every_table_and_column_in_the_language(site, own):
    there, said = anchors(site, "data"), text_of(site, "data")
    zh = site.language == "zh"
    for name in own.names:
        assert f"table-{name}" in there
        described = own.resource(name)
        assert described["title_zh" if zh else "title"] in said
        assert " ".join(described["description_zh" if zh else "description"].split()) in " ".join(said.split())
        for field, entry in own.fields(name).items():
            assert field in said
            assert entry["title_zh" if zh else "title"] in said
    assert "CC-BY-4.0" in said


def test_every_table_can_be_downloaded_alone_and_in_the_archive(site, own):
    with zipfile.ZipFile(site.common("_data") / "handbook-data.zip") as archive:
        for name in own.names:
            file = own.resource(name)["path"]
            alone = (site.common("_data") / file).read_bytes()
            assert archive.read(file) == alone == own.as_csv(name)
            assert [list(map(formulas.unguarded, row)) for row in csv.reader(io.StringIO(alone.decode()))] == list(
                csv.reader(io.StringIO(own.file(name).read_text(encoding="utf-8")))
            ), name
        assert archive.read(PACKAGE)


def plain(latex: str) -> str:
    """Return a field of the bibliography without its marks."""
    return " ".join(codecs.decode(latex, "ulatex").replace("{", "").replace("}", "").split())


def test_sources_are_complete_and_each_is_used(site):
    source = site.text("sources.html")
    entries = dict(re.findall(r'<li id="source-(\w+)">(.*?)</li>', source, re.DOTALL))
    known = parse_file(str(ROOT / "book" / "references.bib")).entries
    assert set(entries) == set(known)
    for key, entry in entries.items():
        fields = known[key].fields
        people = [str(person) for person in known[key].persons.get("author", [])] or [fields.get("organization", "")]
        year = fields.get("year", "")
        bodies = [body for person in people for body in re.split(r"; | via ", person)]
        for part in map(
            plain, (*bodies, fields.get("title", ""), say(site.language, year) if year == "undated" else year)
        ):
            assert part, f"{key}: issuing body, title or year is missing"
            assert part in html.unescape(re.sub(r"<[^>]+>", "", entry)), key
        assert re.search(r'href="(?:data\.html#table-|methods\.html)', entry), f"{key} is used by nothing"
        assert "\\" not in entry, f"{key} shows marks of its file"
    known_tables = anchors(site, "data")
    assert set(re.findall(r'href="data\.html#(table-\w+)"', source)) <= known_tables


def test_claims_of_the_methods_lead_to_their_rows(site, own):
    known = anchors(site, "audit")
    source = site.text("methods.html")
    linked = set(re.findall(r'href="audit\.html#(audit-\w+)"', source))
    assert linked
    assert linked <= known
    assert {f"audit-{claim}" for claim in own.text("claims")["claim"]} <= known


def test_the_picture_of_the_readme_can_be_drawn_anew(english, tmp_path):
    drawn = tmp_path / "picture.png"
    command = [sys.executable, "-m", "tools.picture", str(english.folder.parent), str(drawn)]
    subprocess.run(command, cwd=ROOT, check=True)
    width, height = struct.unpack(">II", drawn.read_bytes()[16:24])
    stored = struct.unpack(">II", (ROOT / "docs" / "picture.png").read_bytes()[16:24])
    assert abs(width - stored[0]) < 40, "run `make picture`"
    assert abs(height - stored[1]) < 80, "run `make picture`"

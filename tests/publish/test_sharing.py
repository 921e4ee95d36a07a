"""A site that knows its address says so to machines in their own forms, and one that does not says nothing of it."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from pathlib import Path
from urllib.parse import urldefrag
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml

import commands
from handbook.site import feeds
from tools import generate

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/a%20shelf/"
CODE = "https://code.example/group/book"
ATOM, MAP, LINK = (
    "{http://www.w3.org/2005/Atom}",
    "{http://www.sitemaps.org/schemas/sitemap/0.9}",
    "{http://www.w3.org/1999/xhtml}",
)

ABSOLUTE = {"type": "string", "pattern": rf"^{re.escape(BASE)}"}
TEXT = {"type": "string", "minLength": 1}
DATE = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}
MAKERS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["@type", "name"],
        "properties": {"@type": {"enum": ["Organization", "Person"]}, "name": TEXT},
    },
}
# What Google and schema.org ask of a dataset and of a review of a claim.
DATASET = {
    "type": "object",
    "required": ["@type", "@id", "name", "description", "url", "license", "creator", "distribution", "version"],
    "properties": {
        "@type": {"const": "Dataset"},
        **dict.fromkeys(("@id", "url"), ABSOLUTE),
        **dict.fromkeys(("name", "description", "version", "inLanguage"), TEXT),
        "license": {"type": "string", "pattern": "^https://"},
        "dateModified": DATE,
        "creator": MAKERS,
        "distribution": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["@type", "contentUrl", "encodingFormat"],
                "properties": {"@type": {"const": "DataDownload"}, "contentUrl": ABSOLUTE},
            },
        },
        "variableMeasured": {"type": "array", "items": {"required": ["@type", "name"]}},
        "isPartOf": {"required": ["@id"]},
        "hasPart": {"type": "array"},
    },
    "additionalProperties": False,
}
REVIEW = {
    "type": "object",
    "required": ["@type", "url", "claimReviewed", "author", "itemReviewed", "reviewRating", "datePublished"],
    "properties": {
        "@type": {"const": "ClaimReview"},
        **dict.fromkeys(("@id", "url"), ABSOLUTE),
        **dict.fromkeys(("claimReviewed", "reviewBody", "inLanguage"), TEXT),
        "datePublished": DATE,
        "author": MAKERS,
        "itemReviewed": {
            "required": ["@type", "author", "appearance"],
            "properties": {"@type": {"const": "Claim"}, "appearance": {"required": ["@type", "name"]}},
        },
        "reviewRating": {"required": ["@type", "alternateName"], "properties": {"@type": {"const": "Rating"}}},
    },
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """Give a small book with a contradiction that was built for an address."""
    root = tmp_path_factory.mktemp("shared") / "handbook"
    root.mkdir()
    generate.book(root, 1, (ROOT / "_config.yml").read_text(encoding="utf-8"))
    claims = root / "data" / "claims.csv"
    rows = claims.read_text(encoding="utf-8").splitlines()
    rows[1] = re.sub(r",2022,[\d.]+,", ",2022,9.9,", rows[1])
    claims.write_text("\n".join(rows) + "\n", encoding="utf-8")
    for page in ("audit", "data"):
        shown = "findings" if page == "audit" else page
        (root / "book" / f"{page}.md").write_text(f"# {page}\n\n```{{handbook-{shown}}}\n```\n", encoding="utf-8")
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    contents["parts"][0]["chapters"] += [{"file": "book/audit"}, {"file": "book/data"}]
    (root / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    file = root / "data" / "datapackage.yaml"
    package = yaml.safe_load(file.read_text(encoding="utf-8"))
    declared = {
        "title": "Sales & more",
        "version": "1.2.0",
        "created": "2026-11-30T00:00:00Z",
        "contributors": [{"title": "A group"}],
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "featured": ["F01"],
    }
    file.write_text(yaml.safe_dump({**package, **declared}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    commands.share_drawings(root)
    said = commands.run(root, "build", "--jobs", "1", "--base-url", BASE, "--repository", CODE)
    assert said.returncode == 0, said.stdout + said.stderr
    shutil.copytree(root / "_build" / "html", root.parent / "shared")
    return root


@pytest.fixture(scope="module")
def site(book) -> Path:
    """Give the site as it was built for an address."""
    return book.parent / "shared"


def there(site: Path, url: str) -> bool:
    """Return whether an address is that of a file of the site, and its anchor is on the page."""
    place, anchor = urldefrag(url)
    file = site / place.removeprefix(BASE)
    return place.startswith(BASE) and file.is_file() and (not anchor or f'id="{anchor}"' in file.read_text("utf-8"))


def test_the_map_names_every_page_once_with_its_twins(site):
    root = ElementTree.parse(site / "sitemap.xml").getroot()
    assert root.tag == f"{MAP}urlset"
    places = [entry.findtext(f"{MAP}loc") for entry in root]
    wanted = {
        BASE + file.relative_to(site).as_posix()
        for file in site.rglob("*.html")
        if file.name not in ("404.html", "search.html") and "embed" not in file.parts
    }
    assert len(places) == len(set(places))
    assert set(places) == wanted
    assert {child.tag for entry in root for child in entry} == {f"{MAP}loc"}, "one language has no twins"


def test_a_page_in_two_languages_is_two_places_that_name_each_other():
    pages = ["index.html", "404.html", "en/index.html", "zh/index.html", "en/search.html", "en/embed/F01.html", "a.csv"]
    root = ElementTree.fromstring(feeds.sitemap(pages, ["en", "zh"], BASE))
    places = {entry.findtext(f"{MAP}loc").removeprefix(BASE): entry.findall(f"{LINK}link") for entry in root}
    assert list(places) == ["en/index.html", "index.html", "zh/index.html"]
    for links in places.values():
        assert [(link.get("rel"), link.get("hreflang"), link.get("href")) for link in links] == [
            ("alternate", "en", f"{BASE}en/index.html"),
            ("alternate", "zh-CN", f"{BASE}zh/index.html"),
        ]


def test_the_feed_is_atom_and_leads_to_each_finding(site):
    found = json.loads((site / "findings.json").read_text(encoding="utf-8"))
    assert found, "the book has a contradiction"
    root = ElementTree.parse(site / "en" / "feed.xml").getroot()
    assert root.tag == f"{ATOM}feed"
    for part in (root, *root.iter(f"{ATOM}entry")):
        once = {name: part.findall(ATOM + name) for name in ("id", "title", "updated")}
        assert {name: len(elements) for name, elements in once.items()} == dict.fromkeys(once, 1)
        assert all(elements[0].text for elements in once.values())
        datetime.datetime.fromisoformat(once["updated"][0].text)
        ways = [link.get("href") for link in part.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(ways) == 1
        assert there(site, ways[0])
    assert there(site, root.find(f"{ATOM}link[@rel='self']").get("href"))
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "A group"
    assert [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")] == [row["sentence"] for row in found]
    names = "feed id title updated author name link rights entry category summary"
    assert {element.tag for element in root.iter()} <= {f"{ATOM}{name}" for name in names.split()}


def linked(page: Path) -> list[dict]:
    """Return what a page says as JSON-LD."""
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    told = json.loads(script)
    assert told["@context"] == "https://schema.org"
    return told["@graph"]


def test_each_table_is_a_dataset_and_each_finding_a_review(site):
    checker = jsonschema.FormatChecker()
    whole, *tables = linked(site / "en" / "data.html")
    for told in (whole, *tables):
        jsonschema.validate(told, DATASET, format_checker=checker)
        assert there(site, told["url"])
        assert all(there(site, file["contentUrl"]) for file in told["distribution"])
    assert [part["@id"] for part in whole["hasPart"]] == [table["@id"] for table in tables]
    assert {table["isPartOf"]["@id"] for table in tables} == {whole["@id"]}
    assert {table["distribution"][0]["contentUrl"].rpartition("/")[2] for table in tables} == {
        file.name for file in (site / "_data").glob("*.csv") if file.name != "codebook.csv"
    }
    reviews = linked(site / "en" / "audit.html")
    assert len(reviews) == len(json.loads((site / "findings.json").read_text("utf-8")))
    for told in reviews:
        jsonschema.validate(told, REVIEW, format_checker=checker)
        assert there(site, told["url"])
        assert told["reviewRating"]["alternateName"] == "contradicted"
    for page in (site / "en").glob("*.html"):
        if page.name not in ("data.html", "audit.html"):
            assert "application/ld+json" not in page.read_text("utf-8")


def test_each_figure_has_a_card_and_a_page_for_the_pages_of_others(site):
    place = f"{BASE}en/"
    chapter = (site / "en" / "region_001.html").read_text("utf-8")
    alone = (site / "en" / "embed" / "F01.html").read_text("utf-8")
    for page in (chapter, alone, (site / "en" / "index.html").read_text("utf-8")):
        heads = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', page))
        assert heads["image"] == f"{place}_figures/F01.card.png"
        assert there(site, heads["image"])
        assert there(site, heads["url"])
        assert heads["title"]
    assert f'<link rel="canonical" href="{place}region_001.html"' in chapter
    assert f'<link rel="canonical" href="{place}region_001.html#F01"/>' in alone
    assert f"&lt;iframe src=&#34;{place}embed/F01.html&#34;" in chapter
    assert alone.count("<svg") == 2
    assert "<script" not in alone
    drawing = (site / "en" / "_figures" / "F01.svg").read_text("utf-8")
    assert f"{place}region_001.html#F01" in drawing
    assert "CC BY 4.0" in drawing


def test_the_head_of_a_download_has_each_unit_once_and_says_what_the_last_columns_are(site):
    head, first, *_ = (site / "en" / "_figures" / "F01.csv").read_text("utf-8").splitlines()
    assert head.endswith("Evidence,Source")
    assert head.count("yuan") <= 1
    assert first.endswith("original,office")


def test_the_page_for_what_is_not_there_claims_no_address(site):
    assert 'rel="canonical"' not in (site / "en" / "404.html").read_text("utf-8")


def test_every_page_says_who_when_under_which_licence_and_where_errors_go(site):
    pages = list((site / "en").glob("*.html"))
    assert len(pages) >= 6
    for page in pages:
        [foot] = re.findall(r'<p class="hb-edition[^"]*">By.*?</p>', page.read_text("utf-8"))
        assert "By A group. Version 1.2.0, 30 November 2026. " in foot
        place = "" if page.name == "about.html" else "about.html"
        assert re.findall(r'href="([^"]*)"', foot) == [f"{place}#{part}" for part in ("cite", "code", "errors")]
    about = (site / "en" / "about.html").read_text("utf-8")
    assert f'<a href="{CODE}/issues">' in about
    assert "author       = {{A group}}" in about
    chapter = (site / "en" / "region_001.html").read_text("utf-8")
    assert "A group. F01: " in chapter
    assert f"url          = {{{BASE}en/region_001.html#F01}}" in chapter


def test_without_an_address_none_is_told_and_nothing_that_needs_one_is_left(book, site):
    said = commands.run(book, "build", "--jobs", "1")
    assert said.returncode == 0, said.stdout + said.stderr
    plain = book / "_build" / "html"
    names, shared = (
        {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
        for folder in (plain, site)
    )
    needing = re.compile(r"sitemap\.xml|en/(feed\.xml|embed/.*|_figures/.*\.card\.png)")
    assert shared - names == {name for name in shared if needing.fullmatch(name)}
    assert names <= shared
    for name in names:
        content = (plain / name).read_bytes()
        assert BASE.encode() not in content, name
        assert CODE.encode() not in content, name
        assert not re.search(rb"og:|ld\+json|rel=\"canonical\"|application/atom", content) or name.endswith(".js"), name
    assert "region_001.html#F01" in (plain / "en" / "region_001.html").read_text("utf-8")


def test_each_claim_says_in_plain_words_what_the_report_says_and_how_and_where_it_stands(site):
    rows = json.loads((site / "audit.json").read_text("utf-8"))
    page = (site / "en" / "region_001.html").read_text("utf-8")
    assert len(re.findall(r'<dd class="hb-said">', page)) == len(rows)
    first = next(row for row in rows if row["printed"] == "9.9")
    [panel] = re.findall(rf'<tbody id="{first["claim"]}".*?</tbody>', page, re.DOTALL)
    said = re.sub(r"<[^>]+>", "", "".join(re.findall(r'<dd class="hb-said">.*?</dd>', panel)))
    assert said.startswith("sales (China): 990 million yuan in 2022")
    assert '<q lang="zh">158.6</q>, read as 990 million yuan' in panel, "as it is printed, and as it was read"
    assert f'<q lang="zh">{first["page"]}</q>' in panel
    assert f"line {first['line']} of the report’s text" in panel

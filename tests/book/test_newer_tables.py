"""The chapters on newer tables: they follow the data to their last year, and test the report on its own year."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, permutations
from math import comb
from pathlib import Path
from typing import Any

import pytest
import yaml

import commands
from handbook.audit import Ledger
from handbook.publish import execute
from handbook.publish.build import Edition, build
from handbook.tables.snapshot import Tables, prepared
from next_year import EVERY_YEAR, OWN, extended
from stored_chapters import LANGUAGES, ROOT, figures, load, told
from thorough import THOROUGH

CHAPTERS = ("digital_economy", "labour_productivity", "cloud", "awards")


def own(chapter: str) -> Path:
    return ROOT / "book" / f"{chapter}.ipynb"


# ── the pages ────────────────────────────────────────────────────────────────────────────────────


SOURCES = """\
@misc{yearbook2023, author = {{Office of made-up figures}}, title = {{Yearbook}}, year = {2024}, url = {https://example.org/a}}
@misc{yearbook2024, title = {{Yearbook <b>two</b>}}, year = {2025}, url = {javascript:alert(1)}}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Path]:
    """Build four chapters on tables that end in 2024 and give the folder of the site."""
    root = tmp_path_factory.mktemp("edition")
    (root / "book").mkdir()
    (root / "data").symlink_to(OWN, target_is_directory=True)
    (root / "book" / "locale").symlink_to(ROOT / "book" / "locale", target_is_directory=True)
    for name in ("requirements.lock", "_config.yml"):
        (root / name).write_bytes((ROOT / name).read_bytes())
    for name in (*(f"{chapter}.ipynb" for chapter in CHAPTERS), "references.bib"):
        (root / "book" / name).write_bytes((ROOT / "book" / name).read_bytes())
    front = "# Handbook\n" + "".join(f"\n```{{handbook-{part}}}\n```\n" for part in ("headline", "edition", "flagship"))
    (root / "book" / "index.md").write_text(front, encoding="utf-8")
    (root / "book" / "sources.md").write_text("# Sources\n\n```{handbook-sources}\n```\n", encoding="utf-8")
    pages = [{"file": f"book/{name}"} for name in (*CHAPTERS, "sources")]
    parts = [{"caption": "Chapters", "chapters": pages}]
    contents = {"format": "jb-book", "root": "book/index", "parts": parts}
    (root / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    data = extended(root / "next")
    text = (data / "cloud_market.csv").read_text(encoding="utf-8")
    (data / "cloud_market.csv").write_text(text.replace("2021,total,3229,", "2021,total,3329,"), encoding="utf-8")
    text = (data / "employment.csv").read_text(encoding="utf-8")
    text = re.sub(r"^(202[34])(.*),\w+,unverified$", r"\1\2,yearbook\1,unverified", text, flags=re.MULTILINE)
    (data / "employment.csv").write_text(text, encoding="utf-8")
    (data / "references.bib").write_text(SOURCES, encoding="utf-8")
    commands.share_drawings(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        edition = Edition(root, data, root / "site", ("en",))
        assert Ledger.of(edition.tables).doubts is not None  # worked out once, as `handbook check` does, for all forks
        build(edition)
        yield root / "site"


@cache
def source(file: Path, written: int) -> str:
    return html.unescape(file.read_text(encoding="utf-8"))


def page(site: Path, name: str) -> str:
    file = site / "en" / f"{name}.html"
    return source(file, file.stat().st_mtime_ns)


def figure(site: Path, name: str, anchor: str) -> str:
    found = re.search(rf'<figure id="{anchor}".*?</figure>', page(site, name), re.DOTALL)
    assert found, f"no figure {anchor} in {name}"
    return found[0]


def words(text: str) -> str:
    """Return what a reader reads of a piece of a page."""
    return " ".join(re.sub(r"<[^>]+>", "", text).replace("’", "'").replace("\u00a0", " ").split())


def executed(site: Path, chapter: str) -> Path:
    """Return the executed copy of a chapter that the site was made from."""
    [found] = (site.parent / "_build").rglob(f"executed/{chapter}.ipynb")
    return found


SPOKEN = {
    ("digital_economy", "F20-growth"): "In 2024 the digital economy grew by",
    ("digital_economy", "F20-share"): "of GDP in 2024",
    ("digital_economy", "F21"): "came to 49.6 trillion yuan in 2024",
    ("digital_economy", "F20-penetration"): "In 2024 digital penetration was highest",
    ("labour_productivity", "F23"): "was 185,102 yuan in 2024",
    ("labour_productivity", "F23-growth"): "In 2024 output per person grew by",
    ("cloud", "F64-total"): "in 2024",
    ("awards", "F15-newest"): "164 companies applied in 2024",
    ("awards", "F17"): "53.1% of applicants had revenue of 0.1 to 5 billion yuan in H1 2024",
    ("awards", "F18"): "About 45% of the applicants of 2024 report growth of 10 to 50%",
    ("awards", "F98-rates"): "52% of the applicants in industrial digital technology won in 2024",
    ("awards", "F98"): "40 companies won for digital supply chains in 2024",
    ("awards", "F99"): "40 companies won for industrial digital technology in 2024",
    ("awards", "F100"): "4 companies won as smart brands in 2024; YAYA",
}
OF_TYPES = "awards"
"""The chapter whose figures show one year each: their axes hold types, lists and bands, not years."""


def test_titles_axes_and_alternative_texts_follow_the_table_to_its_last_year(site):
    for (chapter, anchor), title in SPOKEN.items():
        shown = figure(site, chapter, anchor)
        heading = re.search(r'class="hb-title"[^>]*>(.*?)</p>', shown, re.DOTALL)
        assert heading, anchor
        assert title in words(heading[1])
        assert not re.search("2022|2023", heading[1]), heading[1]
        alternative = re.search(r'role="img" aria-label="([^"]*)"', shown)
        if alternative is None:  # a table has none: it is read as it stands
            assert "<svg" not in shown.split("<table")[0], anchor
            continue
        if chapter != OF_TYPES:
            assert "2024" in alternative[1], alternative[1]
            for drawing in re.findall(r"<svg.*?</svg>", shown, re.DOTALL):
                assert re.search(r"<text[^>]*>2024</text>", drawing), f"{anchor}: the axis ends before the last year"


def spoken(notebook: Path, language: str) -> dict[str, str]:
    """Return titles, captions, alternative texts and paragraphs of a chapter, by their places: how the English begins."""
    shown = figures(notebook, language)
    said = {f"{name} {part}": content[part] for name, content in shown.items() for part in ("title", "caption", "alt")}
    return {**said, **dict(zip(told(notebook), told(notebook, language), strict=True))}


OF_THE_REPORT = re.compile(
    "F15 title|F16 title|F17-whole-numbers title|F20 title|F20-gap title|F20-vintages|F21-climb|"
    "F23-formula|For 2022 the report puts the lead|A share of GDP depends|The sizes cannot settle|The report gives the digital economy|For 2022 that is"
)
"""What speaks of a claim's own year, which stays."""


@pytest.mark.parametrize("language", LANGUAGES.codes)
def test_nothing_said_of_the_newest_year_names_an_older_one(site, language):
    """Older years stand only in lists of all years, in what came after, and where a claim is tested."""
    stale = {
        f"{chapter}, {place}": text
        for chapter in CHAPTERS
        for place, text in spoken(executed(site, chapter), language).items()
        if re.search(r"(?<!\d)202[23](?!\d)", text) and "2024" not in text and not OF_THE_REPORT.match(place)
    }
    assert stale == {}


def test_front_page_speaks_of_the_newest_year(site):
    cards = dict(re.findall(r'id="flagship-(\w+)"><a[^>]*>(.*?)</a>', page(site, "index"), re.DOTALL))
    assert "came to 49.6 trillion yuan in 2024" in words(cards["F21"])
    assert words(cards["F15"]).endswith("applicants in 2023 add up to 149 companies; the report says 147")
    assert not re.search("2022|2023", cards["F21"] + cards["F24"])
    edition = re.search(r'class="hb-edition-?\w*".*?</p>', page(site, "index"), re.DOTALL)
    assert edition
    assert "2024" in edition[0]


LEADS = {
    "digital_economy": "China's digital economy came to 60.7 trillion yuan in 2024",
    "labour_productivity": "Output per employed person in China was 185,102 yuan in 2024",
    "cloud": "China's cloud market was put at 550.55 billion yuan in 2024",
}

AFTER = {
    "digital_economy": "for 2022 the report said 50.2 trillion yuan; the newer table gives 55.2 trillion yuan for 2023 and "
    "60.7 trillion yuan for 2024.",
    "labour_productivity": "for 2022 the report said 152,977 yuan per person; the newer table gives 168,275 yuan per person "
    "for 2023 and 185,102 yuan per person for 2024.",
    "cloud": "for 2022 the report said 455.0 billion yuan; the newer table gives 500.5 billion yuan for 2023 and "
    "550.55 billion yuan for 2024.",
    "awards": "Names on the three lists of winners: for 2023 the report said 116; the newer table gives 84 for 2024. "
    "Share of applicants listed or about to be listed: for 2023 the report said 26.2%; the newer table gives 27.2% "
    "for 2024. Companies that applied for the award: for 2023 the report said 147 companies; the newer table gives 164 "
    "companies for 2024.",
}


def test_sentences_speak_of_the_last_year_and_what_came_after_stands_beside_the_claim(site):
    for chapter, sentence in AFTER.items():
        text = words(page(site, chapter))
        assert LEADS.get(chapter, "") in text
        assert sentence in text
        both = zip(told(executed(site, chapter)), told(executed(site, chapter), "zh"), strict=True)
        after = [chinese for english, chinese in both if "the newer table gives" in english]
        assert after
        assert all("2024年" in chinese for chinese in after)
        assert "the newer table gives" not in own(chapter).read_text(encoding="utf-8"), "only editions say so"


@pytest.mark.parametrize("anchor", ["F15", "F16", "F17-whole-numbers"])
def test_what_the_report_prints_of_the_award_is_tested_on_its_own_year(site, anchor):
    stored, now = (figures(notebook)[anchor] for notebook in (own("awards"), executed(site, "awards")))
    assert now["table"]["rows"] == stored["table"]["rows"]
    assert now["claims"] == stored["claims"]


def test_newer_values_stand_under_the_checks_of_the_figure(site):
    checks = figure(site, "digital_economy", "F20")
    assert re.search(
        r'class="hb-later">After it: 2023 55\.2 trillion yuan .*?2024 60\.7 trillion yuan', checks, re.DOTALL
    )


def test_revised_value_is_told_beside_the_figure(site):
    assert "Revised: 2021, Total, Size (billion yuan): 322.9 → 332.9" in figure(site, "cloud", "F64-total")
    assert "hb-revised" not in figure(site, "cloud", "F64"), "the total is not drawn there"
    assert "hb-revised" not in figure(site, "cloud", "F64-growth")


def test_sources_of_the_edition_stand_beside_those_of_the_handbook(site):
    text = page(site, "sources")
    entries = dict(re.findall(r'<li id="source-(\w+)">(.*?)</li>', text, re.DOTALL))
    assert 'href="https://example.org/a"' in entries["yearbook2023"]
    assert "Yearbook <b>two</b>. 2025." in entries["yearbook2024"]
    assert "Office of made-up figures. Yearbook. 2024." in entries["yearbook2023"]
    assert "employment" in entries["yearbook2024"]
    cited = re.findall(r"^@misc\{(\w+),", (ROOT / "book" / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(cited) - set(entries) == set()
    assert "Yearbook. 2024." in figure(site, "labour_productivity", "F23-formula")
    for name in ("sources", "labour_productivity"):
        raw = (site / "en" / f"{name}.html").read_text(encoding="utf-8")
        assert "javascript:" not in raw
        assert "<b>two</b>" not in raw


def test_caption_names_who_issued_the_figures(site):
    [caption] = re.findall(r'<p class="hb-caption">(.*?)</p>', figure(site, "labour_productivity", "F23-formula"))
    assert "Source: National Bureau of Statistics of China, " in caption
    assert re.search(r"(?:, | and )Office of made-up figures(?:,| and|\.)", caption)


def test_source_that_reads_otherwise_is_shown_where_it_is_named(site):
    """Nothing that a chapter read has changed: only its page is written anew."""
    root = site.parent
    bib = root / "next" / "references.bib"
    bib.write_text(SOURCES.replace("Yearbook}}", "Almanac}}"), encoding="utf-8")
    before = (site / "en" / "cloud.html").stat().st_mtime_ns
    build(Edition(root, root / "next", site, ("en",)))
    assert "Almanac. 2024." in figure(site, "labour_productivity", "F23-formula")
    assert "Almanac. 2024." in page(site, "sources")
    assert (site / "en" / "cloud.html").stat().st_mtime_ns == before


def test_every_page_names_the_edition(site):
    about = json.loads((site / "edition.json").read_text(encoding="utf-8"))
    assert about["label"].startswith("tables replaced: ")
    assert "(2018–2024)" in about["label"]
    assert {entry["table"] for entry in about["replaced"]} == set(EVERY_YEAR)
    assert all(entry["last_period"] == "2024" for entry in about["replaced"])
    for name in ("index", "changes", *CHAPTERS):
        [footer] = re.findall(r'<p class="hb-edition">.*?</p>', page(site, name), re.DOTALL)
        place = "#" if name == "changes" else "changes.html"
        assert f'<a href="{place}">{about["label"]}</a>' in footer
    assert about["label"] in page(site, "index").split('id="handbook-edition"')[1]


def test_page_of_changes_shows_values_moves_and_flipped_verdicts(site):
    text = page(site, "changes")
    assert "<svg" in text
    assert "Claims that are new, gone, or judged otherwise" in text
    assert 'href="cloud.html#C1339b"' in text
    assert "3,229" in text
    changed = json.loads((site / "changes.json").read_text(encoding="utf-8"))
    assert changed["counts"]["revised"] == 1
    assert {"C1339a", "C1339b"} <= {
        row["key"].split(",")[0].removeprefix("claim ") for row in changed["changes"] if row["kind"] == "verdict"
    }
    assert (site / "changes.csv").is_file()


def test_shared_ranks_carry_their_sign_on_the_page(site):
    cells = re.findall(
        r'<td class="hb-num" data-value="(\d+)">(=?\d+)</td>', figure(site, "labour_productivity", "F24-later")
    )
    marked = [int(rank) for rank, text in cells if text == f"={rank}"]
    assert marked
    assert all(marked.count(rank) > 1 for rank in marked)


# ── chapters that are run on tables of which some differ ─────────────────────────────────────────

NEWER = {
    "it_innovation": (
        "it_innovation_market",
        "2024,actual,1.5,,report,report",
        "Size of the IT-innovation industry: for 2022 the report said 922.02 billion yuan; the newer table gives "
        "1.5 trillion yuan for 2024.",
    ),
    "supply_chain_modes": (
        "gartner_masters",
        "2024,S409,reprint",
        "Consecutive years as Master in the supply-chain ranking: for 2014–2023 the report said 10 years; the newer table "
        "gives 10 years for 2024.",
    ),
}

REVISED = {
    "digital_economy_size": [
        "2022,total,revised,50.4,S04,reprint",
        "2021,industrial_digitalisation,revised,37.9,S04,reprint",
    ],
    "digital_economy_share_of_gdp": ["2022,total,revised,0.418,S04,reprint"],
}

TIES = {
    ("labour_productivity", "F24-later"): (
        {"labour_productivity_ilo": ("中国,2021,17.18,", "中国,2021,17.24,")},
        "In the later edition China ranks joint 105th of 189",
    ),
    ("digital_economy", "F20-penetration"): (
        {"digital_penetration": ("2022,secondary,0.240,", "2022,secondary,0.447,")},
        "In 2022 digital penetration was highest in the secondary sector and tertiary sector, at 44.7%",
    ),
    ("awards", "F17"): (
        {"applicant_shares": (",0.176,", ",0.521,")},
        "52.1% of applicants had revenue of 0.1 to 5 billion yuan and 10 to 50 million yuan in H1 2023",
    ),
}

Runs = dict[Any, Path]


def job(chapter: str, folder: Path) -> execute.Job:
    return execute.Job(own(chapter), folder / "run" / f"{chapter}.ipynb", {"data_dir": str(folder)}, folder)


def table(name: str) -> str:
    return (OWN / f"{name}.csv").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Runs:
    """Execute chapters on tables with a newer row, with revised values and with ties; give the copies."""
    root = tmp_path_factory.mktemp("runs")
    newer, revised = root / "newer", root / "revised"
    for folder in (newer, revised):
        folder.mkdir()
    jobs: dict[Any, execute.Job] = {}
    for chapter, (name, row, _) in NEWER.items():
        (newer / f"{name}.csv").write_text(f"{table(name)}{row}\n", encoding="utf-8")
        jobs[chapter] = job(chapter, newer)
    for (chapter, anchor), (replaced, _) in TIES.items():
        for name, (old, new) in replaced.items():
            assert table(name).count(old) == 1
            (newer / f"{name}.csv").write_text(table(name).replace(old, new), encoding="utf-8")
        jobs[chapter, anchor] = job(chapter, newer)
    for name, rows in REVISED.items():
        (revised / f"{name}.csv").write_text(table(name) + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    jobs["revised"] = job("digital_economy", revised)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for folder in (newer, revised):
            edition = Tables.open(folder, OWN)
            assert Ledger.of(edition).doubts is not None  # worked out once for all forks
            with prepared(edition):
                execute.execute_all([made for made in jobs.values() if made.data_dir == folder])
    return {key: made.target for key, made in jobs.items()}


@pytest.mark.parametrize("chapter", NEWER)
def test_newer_row_changes_no_test_of_the_print_and_is_told_beside_it(runs, chapter):
    before, now = told(own(chapter)), told(runs[chapter])
    assert [paragraph.replace("\u00a0", " ") for paragraph in now if paragraph not in before] == [NEWER[chapter][2]]
    assert [paragraph for paragraph in before if paragraph not in now] == []


@pytest.mark.parametrize(
    ("anchor", "first", "later", "said"),
    [
        ("F20", 50.2, 50.4, "2022: 50.2 (Revised later: 50.4)."),
        ("F21", 37.18, 37.9, "2021: 45.53 (Revised later: 46.25)"),
        ("F20-share", 0.415, 0.418, "2022: 41.5% (Revised later: 41.8%)."),
    ],
)
def test_both_vintages_stand_in_table_and_alternative_text(runs, anchor, first, later, said):
    content, before = figures(runs["revised"])[anchor], figures(own("digital_economy"))[anchor]
    assert {first, later} <= {cell for row in content["table"]["rows"] for cell in row}
    assert said in content["alt"].replace("\u00a0", " ")
    titles, titles_before = ([column["title"] for column in c["table"]["columns"]] for c in (content, before))
    assert [title for title in titles if title not in titles_before] == ["Revised later"]


@pytest.mark.parametrize("anchor", ["F21-climb", "F20-penetration"])
def test_figures_of_what_nobody_revised_stay_as_they_are(runs, anchor):
    content, before = figures(runs["revised"])[anchor], figures(own("digital_economy"))[anchor]
    for part in ("title", "caption", "alt", "table"):
        assert content[part] == before[part]


@pytest.mark.parametrize(("chapter", "anchor"), TIES)
def test_things_that_are_level_share_their_place(runs, chapter, anchor):
    content = figures(runs[chapter, anchor])[anchor]
    assert TIES[chapter, anchor][1] in content["title"].replace("\u00a0", " ")
    if anchor == "F24-later":
        rank, *_ = content["table"]["columns"]
        assert 105 in rank["ties"]
        names = [row[1] for row in content["table"]["rows"] if row[0] == 105]
        assert sorted(names) == ["China", "Thailand"]
        assert [row[0] for row in content["table"]["rows"]].count(106) == 0
        assert any("joint 105th" in paragraph for paragraph in told(runs[chapter, anchor]))
        assert any("并列第105" in paragraph for paragraph in told(runs[chapter, anchor], "zh"))


# ── any mix of own and shipped tables ────────────────────────────────────────────────────────────


def halves(names: list[str]) -> Iterator[list[str]]:
    """Yield choices of some names, as few as it takes that each of any two is once in a choice without the other."""
    count = next(n for n in range(2, 99) if comb(n, n // 2) >= len(names))
    chosen = list(zip(names, combinations(range(count), count // 2), strict=False))
    for number in range(count):
        if choice := [name for name, numbers in chosen if number in numbers]:
            yield choice


def test_halves_part_any_two():
    for count in (2, 3, 5, 8):
        names = list("abcdefgh")[:count]
        choices = list(halves(names))
        for one, other in permutations(names, 2):
            assert any(one in choice and other not in choice for choice in choices), (one, other)


def test_chapters_run_on_any_mix_of_own_and_shipped_tables(tmp_path, monkeypatch, site):
    """Each table is newer than each other one in some edition; a usual run tries one of these."""
    jobs = []
    for chapter in ("labour_productivity",):
        reads = execute.reads_of(load(executed(site, chapter)))
        for number, newer in enumerate(halves([name for name in EVERY_YEAR if name in reads])):
            jobs.append(job(chapter, extended(tmp_path / f"{chapter}-{number}", newer)))
    assert len(jobs) > 3
    jobs = jobs if THOROUGH else jobs[:1]
    monkeypatch.chdir(ROOT)
    execute.execute_all(jobs)
    for made in jobs:
        for language in LANGUAGES.codes:
            for place, text in spoken(made.target, language).items():
                assert not re.search(r"\bnan\b|\{\w+\}", text), f"{made.name} on {made.data_dir.name}, {place}: {text}"

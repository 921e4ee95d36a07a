"""An edition on other tables: it names itself, follows the data to their last year, and keeps the report's verdicts."""

from __future__ import annotations

import ast
import html
import json
import re
from pathlib import Path

import pytest
import yaml

from analysis import audit, tables
from analysis.figures import FIGURE_MIME, VEGALITE_MIME
from handbook import execute, publish
from next_year import EVERY_YEAR, extend, extended

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ("digital_economy", "labour_productivity", "cloud", "awards")


# ── what it says of itself ───────────────────────────────────────────────────────────────────────


def edition(project, folder: Path, language: str = "en", **parameters: str) -> publish.Edition:
    return publish.Edition(project.root, folder, project.root / "_build" / "html", language, parameters)


@pytest.fixture
def newer(project, tmp_path) -> Path:
    folder = tmp_path / "next"
    folder.mkdir()
    text = project.file("sales").read_text(encoding="utf-8")
    (folder / "sales.csv").write_text(text + "north,2023,14.3,office,original\n", encoding="utf-8")
    return folder


def test_own_edition_is_the_original_one(project):
    about = edition(project, project.data).about
    assert (about["label"], about["replaced"]) == ("original edition", [])
    assert edition(project, project.data, "zh").about["label"] == "手册原版"


def test_edition_names_what_it_replaces_and_up_to_when(project, newer):
    about = edition(project, newer).about
    assert about["label"] == "tables replaced: sales (2021–2023)"
    assert edition(project, newer, "zh").about["label"] == "替换数据表：sales (2021–2023)"
    [entry] = about["replaced"]
    assert (entry["table"], entry["rows"], entry["last_period"], entry["last_period_of_the_handbook"]) == (
        "sales",
        5,
        "2023",
        "2022",
    )
    assert entry["digest"] == tables.digest("sales", newer)


def test_edition_has_no_time_and_no_folder_in_it(project, newer, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    newer.rename(elsewhere)
    first = edition(project, elsewhere).about
    elsewhere.rename(newer)
    assert first == edition(project, newer).about
    assert str(tmp_path) not in json.dumps(first)


def test_digest_of_the_tables_follows_every_cell(project, newer):
    before = edition(project, newer).about["digest"]
    assert before != edition(project, project.data).about["digest"]
    text = (newer / "sales.csv").read_text(encoding="utf-8")
    (newer / "sales.csv").write_text(text.replace("14.3", "14.4"), encoding="utf-8")
    assert edition(project, newer).about["digest"] != before


def test_long_labels_are_cut_and_say_so(project, newer, monkeypatch):
    monkeypatch.setattr(publish, "LABELLED", 2)
    for name in ("members", "names"):
        text = project.file(name).read_text(encoding="utf-8")
        (newer / f"{name}.csv").write_text(text.replace("公司", "会社").replace("冻品在线", "冻品"), encoding="utf-8")
    label = edition(project, newer).about["label"]
    assert label == "tables replaced: names and 2 more"


# ── shared work ──────────────────────────────────────────────────────────────────────────────────


def jobs(project, folder: Path, name: str) -> list[execute.Job]:
    out = project.root / "_build" / "work" / name / "executed"
    given = {} if folder == project.data else {"data_dir": str(folder)}
    return [execute.Job(file, out / file.name, given, folder) for file in execute.chapters(project.root)]


def test_chapters_that_read_the_same_rows_are_executed_once_for_all_editions(project, newer):
    execute.execute_all(jobs(project, project.data, "en"), workers=1)
    other = jobs(project, newer, "next")
    assert execute.adopt(other, project.root / "_build" / "work") == ["members"]
    done = execute.execute_all(other, workers=1)
    assert {result.job.name for result in done if result.ran} == {"sales"}
    [own, taken] = [
        [c.outputs for c in execute.load(edition[0].target).cells if c.cell_type == "code" and c.outputs]
        for edition in (jobs(project, project.data, "en"), other)
    ]
    assert own == taken


def test_chapter_of_another_language_is_not_taken_over(project):
    execute.execute_all(jobs(project, project.data, "en"), workers=1)
    out = project.root / "_build" / "work" / "zh" / "executed"
    other = [
        execute.Job(file, out / file.name, {"language": "zh"}, project.data) for file in execute.chapters(project.root)
    ]
    assert execute.adopt(other, project.root / "_build" / "work") == []


# ── claims and newer data ────────────────────────────────────────────────────────────────────────


def test_claims_keep_their_verdicts_and_newer_years_stand_beside_them(tmp_path):
    folder = extended(tmp_path / "data")
    before = {verdict.claim.claim: verdict for verdict in audit.audit(ROOT / "data")}
    now = {verdict.claim.claim: verdict for verdict in audit.audit(folder)}
    assert {claim: verdict.verdict for claim, verdict in now.items()} == {
        claim: verdict.verdict for claim, verdict in before.items()
    }
    size = now["C0307b"]
    assert [(later.period, size.in_printed_unit(later.quantity.value)) for later in size.later] == [
        ("2023", 55.2),
        ("2024", 60.7),
    ]
    assert before["C0307b"].later == ()
    assert [(later.period, float(later.quantity.value)) for later in now["C2110x"].later] == [("2024", 40.0)]
    assert before["C2110x"].later == ()
    assert "later" not in audit.as_row(before["C0307b"])
    assert [row["period"] for row in audit.as_row(size)["later"]] == ["2023", "2024"]


def test_claim_about_an_earlier_year_has_nothing_that_came_after(project):
    project.append("sales", "north,2023,14.3,office,original")
    project.append(
        "claims",
        "C0005a,F01,Sales,North,sales before,此前销售额,sales,2021,10.0,亿元,exact,report,derivable,sales,5,10.0,",
    )
    project.append("checks", "C0005a,value,sales/sales_100m_cny?region=north&year=2021,,")
    found = {verdict.claim.claim: verdict.later for verdict in audit.audit(project.data)}
    assert [later.period for later in found["C0001a"]] == ["2023"]
    assert [later.period for later in found["C0002a"]] == ["2023"]
    assert found["C0001b"] == ()
    assert found["C0005a"] == ()


# ── the pages ────────────────────────────────────────────────────────────────────────────────────


SOURCES = """\
@misc{yearbook2023, author = {{Office of made-up figures}}, title = {{Yearbook}}, year = {2024}, url = {https://example.org/a}}
@misc{yearbook2024, title = {{Yearbook <b>two</b>}}, year = {2025}, url = {javascript:alert(1)}}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Build four chapters on tables that end in 2024 and give the folder of the site."""
    root = tmp_path_factory.mktemp("edition")
    (root / "book").mkdir()
    (root / "data").symlink_to(ROOT / "data", target_is_directory=True)
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
    publish.build(publish.Edition(root, data, root / "site"))
    return root / "site"


def page(site: Path, name: str) -> str:
    return html.unescape((site / f"{name}.html").read_text(encoding="utf-8"))


def figure(site: Path, name: str, anchor: str) -> str:
    found = re.search(rf'<figure id="{anchor}".*?</figure>', page(site, name), re.DOTALL)
    assert found, f"no figure {anchor} in {name}"
    return found[0]


SPOKEN = {
    ("digital_economy", "F20-growth"): "In 2024 the digital economy grew by",
    ("digital_economy", "F20-share"): "of GDP in 2024",
    ("digital_economy", "F21"): "in 2024, to 49.6 trillion yuan",
    ("digital_economy", "F20-penetration"): "In 2024 penetration is highest",
    ("labour_productivity", "F23"): "rose to 185,102 yuan in 2024",
    ("labour_productivity", "F23-growth"): "In 2024 output per person grew by",
    ("cloud", "F64"): "was the largest part in 2024",
    ("cloud", "F64-total"): "in 2024",
    ("cloud", "F64-growth"): "in 2024, the fastest of the services",
    ("awards", "F15-newest"): "164 applicants by type in 2024",
    ("awards", "F17"): "53.1 % of applicants in the band 0.1–5 billion yuan (2024)",
    ("awards", "F18"): "45 % of applicants grew by 10–50 % (2024)",
    ("awards", "F98-rates"): "Industrial digital technology: 52 % of applicants won (2024)",
    ("awards", "F98-groups"): "have the most names: 40 each of 84 (2024)",
    ("awards", "F98"): "Digital supply chain: 30 of 40 names above the line (2024)",
    ("awards", "F99"): "Industrial digital technology: 30 of 40 names above the line (2024)",
    ("awards", "F100"): "to Yibangren (衣邦人) (2024)",
}
OF_TYPES = "awards"
"""The chapter whose figures show one year each: their axes hold types, lists and bands, not years."""


@pytest.mark.parametrize(("chapter", "anchor"), SPOKEN)
def test_titles_axes_and_alternative_texts_follow_the_table_to_its_last_year(site, chapter, anchor):
    shown = figure(site, chapter, anchor)
    title = re.search(r'class="hb-title"[^>]*>(.*?)</p>', shown, re.DOTALL)
    assert title
    assert " %" not in title[1], "a number and its percent sign could stand on two lines"
    assert SPOKEN[chapter, anchor] in title[1].replace("\u00a0", " ")
    assert not re.search("2022|2023", title[1])
    alternative = re.search(r'role="img" aria-label="([^"]*)"', shown)
    if alternative is None:  # a table has none: it is read as it stands
        assert "<svg" not in shown.split("<table")[0]
        return
    last = "2024" in alternative[1] or re.search(r"\b(?:ends?|ending) at\b", alternative[1])
    assert last, alternative[1]
    for drawing in re.findall(r"<svg.*?</svg>", shown, re.DOTALL) if chapter != OF_TYPES else []:
        assert re.search(r"<text[^>]*>2024</text>", drawing), "the axis ends before the last year"


def executed_copy(site: Path, chapter: str) -> Path:
    """Return the executed copy of a chapter that the site was made from."""
    [found] = (site.parent / "_build").rglob(f"executed/{chapter}.ipynb")
    return found


def spoken(site: Path, chapter: str) -> dict[str, str]:
    """Return titles, captions, alternative texts and glued sentences of a chapter of the edition, by their places."""
    executed = executed_copy(site, chapter)
    said = {f"{a} {part}": p[part] for a, p in payloads(executed).items() for part in ("title", "caption", "alt")}
    return {**said, **glued(executed)}


OF_THE_REPORT = {
    "digital_economy": "F20-vintages|F20-gap|F21-climb|claimed_year|climb_last|climb_before|tfp_year|first_year",
    "labour_productivity": "F24|rank_",
    "cloud": "printed_year",
    "awards": r"F15 |F16|F17-whole|F98-elsewhere|F98-names",
}
"""What speaks of a claim's own year, which stays."""


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_said_of_the_newest_year_names_an_older_one(site, chapter):
    """Older years stand only in lists of all years, in what came after, and where a claim is tested."""
    stale = {
        place: text
        for place, text in spoken(site, chapter).items()
        if re.search(r"\b202[23]\b", text) and "2024" not in text and not re.match(OF_THE_REPORT[chapter], place)
    }
    assert stale == {}


def test_front_page_speaks_of_the_newest_year(site):
    cards = dict(re.findall(r'id="flagship-(\w+)"><a[^>]*>(.*?)</a>', page(site, "index"), re.DOTALL))
    assert "in 2024, to 49.6 trillion yuan" in cards["F21"]
    assert cards["F15"] == "149 applicants by type, 147 in the printed total (2023)"
    assert not re.search("2022|2023", cards["F21"] + cards["F24"])
    assert "2024" in re.search(r'class="hb-edition-?\w*".*?</p>', page(site, "index"), re.DOTALL)[0]


LEADS = {
    "digital_economy": ["In 2024 China's digital economy measured 60.7 trillion yuan"],
    "labour_productivity": ["In 2024 output per employed person in China came to 185,102 yuan"],
    "cloud": ["In 2024 China’s cloud market was put at 550.5 billion yuan"],
}


@pytest.mark.parametrize("chapter", LEADS)
def test_sentences_speak_of_the_last_year(site, chapter):
    text = re.sub(r"<[^>]+>", "", page(site, chapter)).replace("’", "'")
    for sentence in LEADS[chapter]:
        assert sentence.replace("’", "'") in " ".join(text.split())


AFTER = {
    "digital_economy": "for 2022 the report said 50.2 万亿元; the newer table gives 55.2 万亿元 for 2023 and 60.7 万亿元 for 2024.",
    "labour_productivity": "for 2022 the report said 152,977 元/人; the newer table gives 168,275 元/人 for 2023",
    "cloud": "for 2022 the report said 4,550 亿元; the newer table gives 5,005 亿元 for 2023 and 5,506 亿元 for 2024.",
    "awards": "for 2023 the report said 147 家; the newer table gives 164 家 for 2024. Share of applicants listed or about "
    "to be listed: for 2023 the report said 26.2 %; the newer table gives 27.2 % for 2024. Names printed on the three "
    "lists of winners: for 2023 the report said 116 个; the newer table gives 84 个 for 2024.",
}


@pytest.mark.parametrize("chapter", AFTER)
def test_what_came_after_stands_beside_the_claim(site, chapter):
    assert AFTER[chapter] in " ".join(re.sub(r"<[^>]+>", "", page(site, chapter)).split())
    told = re.findall(r'<span class="([\w-]+)">[^<]*the newer table gives', page(site, chapter))
    assert told
    assert set(told) == {"hb-told"}, "a sentence in the weight of the prose"
    stored = (ROOT / "book" / f"{chapter}.ipynb").read_text(encoding="utf-8")
    assert "the newer table gives" not in stored


def payloads(notebook: Path) -> dict[str, dict]:
    """Return what the figures of a chapter carry, by their anchors."""
    found = {}
    for cell in execute.load(notebook).cells:
        for output in cell.get("outputs", []):
            for kind in (FIGURE_MIME, VEGALITE_MIME):
                content = output.data.get(kind, {})
                content = content.get("usermeta", {}).get("handbook", content)
                if content.get("kind") == "figure":
                    found[content["id"]] = content
    return found


@pytest.mark.parametrize("anchor", ["F15", "F16", "F17-whole-numbers", "F98-elsewhere"])
def test_what_the_report_prints_of_the_award_is_tested_on_its_own_year(site, anchor):
    executed = executed_copy(site, "awards")
    stored, now = (payloads(notebook)[anchor] for notebook in (ROOT / "book" / "awards.ipynb", executed))
    assert now["table"]["rows"] == stored["table"]["rows"]
    assert now["verdicts"] == stored["verdicts"]


def test_newer_values_stand_under_the_checks_of_the_figure(site):
    checks = figure(site, "digital_economy", "F20")
    assert re.search(r'class="hb-later">After it: 2023 55\.2 万亿元 .*?2024 60\.7 万亿元', checks, re.DOTALL)


def test_revised_value_is_told_beside_the_figure(site):
    assert "Revised: 2021, Total, Size (100 million yuan): 3,229 → 3,329" in figure(site, "cloud", "F64")
    assert "hb-revised" not in figure(site, "cloud", "F64-growth")


def test_sources_of_the_edition_stand_beside_those_of_the_handbook(site):
    text = page(site, "sources")
    entries = dict(re.findall(r'<li id="source-(\w+)">(.*?)</li>', text, re.DOTALL))
    assert 'href="https://example.org/a"' in entries["yearbook2023"]
    assert "Yearbook <b>two</b>. 2025." in entries["yearbook2024"]
    assert "Office of made-up figures. Yearbook. 2024." in entries["yearbook2023"]
    assert "employment" in entries["yearbook2024"]
    own = re.findall(r"^@misc\{(\w+),", (ROOT / "book" / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(own) - set(entries) == set()
    assert "Yearbook. 2024." in figure(site, "labour_productivity", "F23-formula")
    for name in ("sources", "labour_productivity"):
        raw = (site / f"{name}.html").read_text(encoding="utf-8")
        assert "javascript:" not in raw
        assert "<b>two</b>" not in raw


def test_caption_names_who_issued_the_figures(site):
    [caption] = re.findall(r'<p class="hb-caption">(.*?)</p>', figure(site, "labour_productivity", "F23-formula"))
    assert "Source: National Bureau of Statistics of China, " in caption
    assert caption.endswith(" and Office of made-up figures.")


def test_source_that_reads_otherwise_is_shown_where_it_is_named(site):
    """Nothing that a chapter read has changed: only its page is written anew."""
    root = site.parent
    bib = root / "next" / "references.bib"
    bib.write_text(SOURCES.replace("Yearbook}}", "Almanac}}"), encoding="utf-8")
    before = (site / "cloud.html").stat().st_mtime_ns
    publish.build(publish.Edition(root, root / "next", site))
    assert "Almanac. 2024." in figure(site, "labour_productivity", "F23-formula")
    assert "Almanac. 2024." in page(site, "sources")
    assert (site / "cloud.html").stat().st_mtime_ns == before


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
    assert "Verdicts that flipped" in text
    assert 'href="cloud.html#C1339b"' in text
    assert "3,229" in text
    changed = json.loads((site / "changes.json").read_text(encoding="utf-8"))
    assert changed["counts"]["revised"] == 1
    assert {"C1339a", "C1339b"} <= {
        row["key"].split(",")[0].removeprefix("claim ") for row in changed["changes"] if row["kind"] == "verdict"
    }
    assert (site / "changes.csv").is_file()


# ── claims that stay with their own year ─────────────────────────────────────────────────────────

NEWER = {
    "industrial_internet": (
        "industrial_internet_size",
        "2024,1.5,exact,S411,original",
        "size_after",
        "For 2024 the newer table gives 1.5 trillion yuan, from which it needs 33.3 %.",
    ),
    "it_innovation": (
        "it_innovation_market",
        "2024,actual,1.5,,report,report",
        "size_after",
        "Size of the IT-innovation industry: for 2022 the report said 9,220.2 亿元; "
        "the newer table gives 15,000.0 亿元 for 2024.",
    ),
    "supply_chain_modes": (
        "gartner_masters",
        "2024,S409,reprint",
        "lists_after",
        "Consecutive years as Master in the supply-chain ranking: for 2014–2023 the report said 10 年; "
        "the newer table gives 10 年 for 2024.",
    ),
}


def glued(notebook: Path) -> dict[str, str]:
    """Return what a chapter's sentences quote."""
    kind = "application/papermill.record/text/plain"
    outputs = [output for cell in execute.load(notebook).cells for output in cell.get("outputs", [])]
    found = [output for output in outputs if kind in output.get("data", {})]
    return {output.metadata["scrapbook"]["name"]: ast.literal_eval(output.data[kind]) for output in found}


@pytest.mark.parametrize("chapter", NEWER)
def test_newer_row_changes_no_test_of_the_print_and_is_told_beside_it(tmp_path, chapter):
    table, row, name, sentence = NEWER[chapter]
    text = (ROOT / "data" / f"{table}.csv").read_text(encoding="utf-8")
    (tmp_path / f"{table}.csv").write_text(f"{text}{row}\n", encoding="utf-8")
    source = ROOT / "book" / f"{chapter}.ipynb"
    job = execute.Job(source, tmp_path / "run" / source.name, {"data_dir": str(tmp_path)}, tmp_path)
    execute.execute_all([job], workers=1)
    before, now = glued(source), glued(job.target)
    assert {key: value for key, value in now.items() if before[key] != value} == {name: sentence}


# ── values that a publisher revised ──────────────────────────────────────────────────────────────

REVISED = {
    "digital_economy_size": [
        "2022,total,revised,50.4,S04,reprint",
        "2021,industrial_digitalisation,revised,37.9,S04,reprint",
    ],
    "digital_economy_share_of_gdp": ["2022,total,revised,0.418,S04,reprint"],
}


@pytest.fixture(scope="module")
def revised(tmp_path_factory) -> dict[str, dict]:
    """Give the figures of a chapter whose tables hold later vintages of three values, and what they were."""
    folder = tmp_path_factory.mktemp("revised")
    for table, rows in REVISED.items():
        text = (ROOT / "data" / f"{table}.csv").read_text(encoding="utf-8")
        (folder / f"{table}.csv").write_text(text + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    source = ROOT / "book" / "digital_economy.ipynb"
    job = execute.Job(source, folder / "run" / source.name, {"data_dir": str(folder)}, folder)
    execute.execute_all([job], workers=1)
    return {name: {**content, "before": payloads(source)[name]} for name, content in payloads(job.target).items()}


@pytest.mark.parametrize(
    ("anchor", "first", "later", "said"),
    [
        ("F20", 50.2, 50.4, "Revised later: 2022 50.4."),
        ("F21", 37.18, 37.9, "Revised later: Industry digitalisation 2021 37.9."),
        ("F20-share", 0.415, 0.418, "Revised later: 2022 41.8 %."),
    ],
)
def test_both_vintages_stand_in_table_and_alternative_text(revised, anchor, first, later, said):
    content = revised[anchor]
    assert {first, later} <= {cell for row in content["table"]["rows"] for cell in row}
    assert said in content["alt"]
    titles, before = ([column["title"] for column in c["table"]["columns"]] for c in (content, content["before"]))
    assert [title for title in titles if title not in before] == ["Revised later"]


@pytest.mark.parametrize("anchor", ["F21-share-of-gdp", "F21-climb", "F20-penetration"])
def test_figures_of_what_nobody_revised_stay_as_they_are(revised, anchor):
    content = revised[anchor]
    for part in ("title", "caption", "alt", "table"):
        assert content[part] == content["before"][part]


# ── ties ─────────────────────────────────────────────────────────────────────────────────────────

TIES = {
    ("labour_productivity", "F24-later"): (
        {"labour_productivity_ilo": ("中国,2021,17.18,", "中国,2021,17.24,")},
        "In the later edition China ranks joint 105th of 189",
    ),
    ("cloud", "F64-growth"): (
        {"cloud_growth": ("2022,iaas,0.5121,", "2022,iaas,0.7449,")},
        "IaaS and PaaS grew by 74 % in 2022, the fastest of the services",
    ),
    ("cloud", "F64"): (
        {"cloud_market": ("2022,private,1294,", "2022,private,2442,")},
        "Private cloud and IaaS were, alike, the largest part in 2022: 244.2 billion yuan",
    ),
    ("cloud", "F64-ownership"): (
        {"cloud_growth": ("2022,private,0.253,", "2022,private,0.493,")},
        "one as fast as the other",
    ),
    ("digital_economy", "F20-penetration"): (
        {"digital_penetration": ("2022,secondary,0.240,", "2022,secondary,0.447,")},
        "In 2022 penetration is highest in the secondary sector and tertiary sector, at 44.7 %",
    ),
    ("awards", "F17"): (
        {"applicant_shares": (",0.176,", ",0.521,")},
        "52.1 % of applicants in the band 0.1–5 billion yuan and 10–50 million yuan",
    ),
}


@pytest.mark.parametrize(("chapter", "anchor"), TIES)
def test_things_that_are_level_share_their_place(tmp_path, chapter, anchor):
    replaced, title = TIES[chapter, anchor]
    for table, (old, new) in replaced.items():
        text = (ROOT / "data" / f"{table}.csv").read_text(encoding="utf-8")
        assert text.count(old) == 1
        (tmp_path / f"{table}.csv").write_text(text.replace(old, new), encoding="utf-8")
    source = ROOT / "book" / f"{chapter}.ipynb"
    job = execute.Job(source, tmp_path / "run" / source.name, {"data_dir": str(tmp_path)}, tmp_path)
    execute.execute_all([job], workers=1)
    found = payloads(job.target)
    assert title in found[anchor]["title"]
    if anchor == "F24-later":
        column, *_ = found[anchor]["table"]["columns"]
        assert 105 in column["ties"]
        names = [row[1] for row in found[anchor]["table"]["rows"] if row[0] == 105]
        assert sorted(names) == ["China", "Thailand"]
        assert [row[0] for row in found[anchor]["table"]["rows"]].count(106) == 0
        assert "Thailand 102 and =105, China 108 and =105" in found["F24-ranks"]["alt"]
        assert glued(job.target)["later_rank"] == "joint 105th"


def test_shared_ranks_carry_their_sign_on_the_page(site):
    cells = re.findall(
        r'<td class="hb-num" data-value="(\d+)">(=?\d+)</td>', figure(site, "labour_productivity", "F24-later")
    )
    marked = [int(rank) for rank, text in cells if text == f"={rank}"]
    assert marked
    assert all(marked.count(rank) > 1 for rank in marked)


# ── any mix of own and shipped tables ────────────────────────────────────────────────────────────


def test_chapters_run_on_any_mix_of_own_and_shipped_tables(tmp_path):
    found = []
    for table in EVERY_YEAR:
        folder = tmp_path / table
        folder.mkdir()
        extend(table, folder)
        for name in CHAPTERS:
            source = ROOT / "book" / f"{name}.ipynb"
            if f'\\"{table}\\"' in source.read_text(encoding="utf-8"):
                found.append(execute.Job(source, folder / f"{name}.ipynb", {"data_dir": str(folder)}, folder))
    assert len({job.data_dir for job in found}) == len(EVERY_YEAR)
    execute.execute_all(found)
    for job in found:
        outputs = [output for cell in execute.load(job.target).cells for output in cell.get("outputs", [])]
        text = "\n".join(str(value) for output in outputs for kind, value in output.data.items() if "plain" in kind)
        assert not re.search(r"\bnan\b", text), f"{job.name} on {job.data_dir.name}"

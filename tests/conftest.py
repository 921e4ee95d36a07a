"""A tiny handbook for the tests: a project folder with six tables, two chapters, contents and a bibliography."""

from __future__ import annotations

import csv
import functools
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
import yaml
from hypothesis import settings

import commands
import kernels
from handbook.publish import execute
from handbook.tables.snapshot import Tables

settings.register_profile("handbook", deadline=None, derandomize=True, max_examples=100)
settings.register_profile("fuzz", deadline=None, max_examples=5_000)
settings.load_profile("handbook")

if commands.CAN_FORK:
    kernels.fork_kernels()

EVIDENCE = ["original", "reprint", "secondary", "derived", "unverified", "report"]
KEY = {"constraints": {"required": True}}
PROVENANCE = [{"name": "source", **KEY}, {"name": "evidence", "constraints": {"required": True, "enum": EVIDENCE}}]

REASONS = {
    "self_reported": ["Stated by themselves.", "自述。"],
    "unpublished": ["The data were never published.", "数据从未公布。"],
}
VERDICTS_OF_REASONS = {"self_reported": "as stated", "unpublished": "cannot be checked"}

FORMS = {"name": {"form": "zh"}, "english": {"form": "en"}, "pinyin": {"form": "en"}, "kind": {}}
ABOUT_THE_REPORT = ("claims", "checks", "figures", "names")

PACKAGE = {
    "claims": (
        "claim",
        [
            {"name": "claim", "constraints": {"required": True, "pattern": "C[0-9]{4}[a-z]+"}},
            *({"name": name} for name in ["figure", "page", "entity", "subject", "subject_zh", "metric", "period"]),
            {"name": "printed", **KEY},
            {"name": "unit"},
            {"name": "qualifier", **KEY},
            {"name": "source", **KEY},
            *({"name": name} for name in ["kind", "chapter", "line", "token"]),
            {"name": "reason", "labels": REASONS, "verdicts": VERDICTS_OF_REASONS},
        ],
    ),
    "checks": (
        ["claim", "check", "inputs", "reading"],
        [{"name": name} for name in ["claim", "check", "inputs", "reading", "reading_zh"]],
    ),
    "figures": (
        "figure",
        [
            {"name": "figure", "constraints": {"required": True, "pattern": "F[0-9]{2,3}"}},
            *({"name": name} for name in ["title", "title_zh", "part", "page", "kind"]),
            {
                "name": "status",
                "constraints": {
                    "required": True,
                    "enum": ["recomputed", "partly recomputed", "not recomputable", "diagram"],
                },
            },
            *({"name": name} for name in ["reason", "reason_zh", "chapter"]),
        ],
    ),
    "names": ("name", [{"name": name, **form} for name, form in FORMS.items()]),
    "sales": (
        ["region", "year"],
        [
            {
                "name": "region",
                "title": "Region",
                "title_zh": "地区",
                "labels": {"north": ["North", "北方"], "south": ["South", "南方"]},
                "constraints": {"enum": ["north", "south"]},
            },
            {"name": "year", "type": "integer", "unit": "year", "title": "Year", "title_zh": "年份"},
            {
                "name": "sales_100m_cny",
                "type": "number",
                "unit": "100m_cny",
                "title": "Sales",
                "title_zh": "销售额",
                "constraints": {"minimum": 0, "maximum": 1000},
            },
            *PROVENANCE,
        ],
    ),
    "members": ("name", [{"name": "name", "title": "Member", "title_zh": "成员"}, {"name": "kind"}, *PROVENANCE]),
}

TABLES = {
    "claims": """\
claim,figure,page,entity,subject,subject_zh,metric,period,printed,unit,qualifier,source,kind,chapter,line,token,reason
C0001a,F01,Sales,North,sales in the north,北方销售额,sales,2022,12.0,亿元,exact,report,derivable,sales,1,12.0,
C0001b,F01,Sales,China,sales of both regions,全国销售额,sales,2022,22.5,亿元,exact,report,derivable,sales,1,22.5,
C0002a,F01,Sales,North,growth in the north,北方增速,growth,2022,20,%,exact,report,derivable,sales,2,20,
C0003a,,Members,China,members,成员数,count,2022,4,家,exact,report,derivable,members,3,四,
C0004a,,Members,China,satisfied members,满意度,share,2022,99,%,exact,report,self_reported,members,4,99,self_reported
""",
    "checks": """\
claim,check,inputs,reading,reading_zh
C0001a,value,sales/sales_100m_cny?region=north&year=2022,,
C0001b,sum,sales/sales_100m_cny?region=north&year=2022; sales/sales_100m_cny?region=south&year=2022,,
C0002a,growth,sales/sales_100m_cny?region=north&year=2022; sales/sales_100m_cny?region=north&year=2021,,
C0003a,count,members,,
""",
    "figures": """\
figure,title,title_zh,part,page,kind,status,reason,reason_zh,chapter
F01,Sales by region,各地区销售额,1,Sales,chart,recomputed,,,sales
F02,Members,成员,1,Members,list,partly recomputed,The logos are lost.,徽标已失。,members
F03,Map,地图,1,Members,diagram,diagram,It holds no data.,图中没有数据。,members
""",
    "names": """\
name,english,pinyin,kind
卓尔智联,Zall Smart Commerce,Zhuoer Zhilian,company
冻品在线,,Dongpin Zaixian,company
""",
    "sales": """\
region,year,sales_100m_cny,source,evidence
north,2021,10.0,office,original
north,2022,12.0,office,original
south,2021,9.5,office,original
south,2022,10.5,office,original
""",
    "members": """\
name,kind,source,evidence
甲公司,a,report,report
乙公司,a,report,report
丙公司,b,report,report
""",
}

BIBLIOGRAPHY = """\
@misc{report, title = {The report}, year = {2023}}
@misc{office, title = {Office of statistics}, year = {2022}}
"""

CONFIG = """\
title: Tiny handbook
only_build_toc_files: true
execute: {execute_notebooks: "off"}
bibtex_bibfiles: [book/references.bib]
sphinx:
  config:
    extensions:
    - myst_nb
    - jupyter_book
    - sphinx_external_toc
    - sphinx_design
    - sphinx_book_theme
    - sphinxcontrib.bibtex
    - handbook.site
"""

PARAMETERS = 'data_dir = "data"  # folder with tables\nlanguage = "en"  # en or zh'

CHAPTERS = {
    "sales": [
        ("markdown", "# Sales", []),
        ("code", PARAMETERS, ["parameters"]),
        (
            "code",
            "from handbook.figures import Chapter, charts, described\n"
            "from handbook.language import Change\n\n"
            'chapter = Chapter("sales", data_dir, language)\n'
            'sales = described(chapter.tables, chapter.tables.read("sales"), "sales")',
            [],
        ),
        (
            "code",
            'north = sales.where(region="north")["sales_100m_cny"]\n'
            'chapter.text("Sales {change}.", change=Change(north.iloc[-1], north.iloc[0]))',
            [],
        ),
        (
            "code",
            "chapter.figure(\n"
            '    "F01",\n    charts.lines(sales, "year", "sales_100m_cny", "region", axis="Sales"),\n'
            '    table=sales,\n    title="Sales",\n    caption="Sales by region.",\n)',
            [],
        ),
    ],
    "members": [
        ("markdown", "# Members", []),
        ("code", PARAMETERS, ["parameters"]),
        (
            "code",
            "from handbook.figures import Chapter, described\n\n"
            'chapter = Chapter("members", data_dir, language)\n'
            'members = described(chapter.tables, chapter.tables.read("members"), "members")\n'
            'chapter.figure("F02", table=members, title="Members", caption="All members.")',
            [],
        ),
        ("code", "chapter.claims()", []),
        ("code", "chapter.not_recomputed()", []),
    ],
}

CATALOGUES = {
    "sales": {
        "Sales": "销售额",
        "Sales {change}.": "销售额{change}。",
        "Sales by region.": "各地区销售额。",
    },
    "members": {"Members": "成员", "All members.": "全部成员。"},
}
"""Translations of the chapters, by chapter and sentence."""


def notebook(cells: list[tuple[str, str, list[str]]], name: str = "c") -> nbformat.NotebookNode:
    """Return a notebook of (kind, source, tags)."""
    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for number, (kind, source, tags) in enumerate(cells, start=1):
        new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        made.cells.append(new(source, id=f"{name}-{number:02}", metadata={"tags": tags} if tags else {}))
    return made


@dataclass
class Project:
    """A handbook in a temporary folder, and ways to spoil it."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    def file(self, table: str) -> Path:
        return self.data / f"{table}.csv"

    def replace(self, table: str, old: str, new: str) -> None:
        """Replace a text that stands once in a table."""
        text = self.file(table).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {table}.csv"
        self.file(table).write_text(text.replace(old, new), encoding="utf-8")

    def append(self, table: str, row: str) -> None:
        with self.file(table).open("a", encoding="utf-8") as file:
            file.write(row + "\n")

    def write_chapter(self, name: str, cells: list[tuple[str, str, list[str]]]) -> Path:
        file = self.root / "book" / f"{name}.ipynb"
        nbformat.write(notebook(cells, name), file)
        return file

    def translate(self, chapter: str, sentences: dict[str, str]) -> Path:
        """Write the Chinese catalogue of a chapter."""
        file = self.root / "book" / "locale" / "zh" / "LC_MESSAGES" / f"{chapter}.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join(
            f"msgid {json.dumps(a)}\nmsgstr {json.dumps(b, ensure_ascii=False)}" for a, b in sentences.items()
        )
        file.write_text(text + "\n", encoding="utf-8")
        return file

    @property
    def tables(self) -> Tables:
        """A new snapshot of the tables."""
        return Tables.open(self.data, self.data)

    def records(self, table: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.file(table).read_text(encoding="utf-8"))))


def write_package(folder: Path, only: list[str] | None = None) -> None:
    """Write tables and data package into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    names = tuple(only or PACKAGE)
    for name in names:
        (folder / f"{name}.csv").write_text(TABLES[name], encoding="utf-8")
    (folder / "datapackage.yaml").write_text(described_tables(names), encoding="utf-8")


@functools.cache
def described_tables(names: tuple[str, ...]) -> str:
    """Return the data package of some tables."""
    resources = []
    for name in names:
        key, fields = PACKAGE[name]
        key = [key] if isinstance(key, str) else key
        described = [{"type": "string", "title": field["name"], "title_zh": field["name"], **field} for field in fields]
        schema = {"primaryKey": key, "fields": described}
        resources.append(
            {
                "name": name,
                "path": f"{name}.csv",
                "schema": schema,
                "type": "table",
                "format": "csv",
                "encoding": "utf-8",
                **({"template": False} if name in ABOUT_THE_REPORT else {}),
            }
        )
    return yaml.safe_dump(
        {"name": "tiny", "languages": ["en", "zh"], "resources": resources}, allow_unicode=True, sort_keys=False
    )


def write_project(root: Path) -> Project:
    """Write the tiny handbook into a folder."""
    write_package(root / "data")
    (root / "book").mkdir()
    (root / "book" / "references.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")
    (root / "book" / "index.md").write_text("# Tiny handbook\n", encoding="utf-8")
    (root / "_config.yml").write_text(CONFIG, encoding="utf-8")
    (root / "requirements.lock").write_text("nothing==1\n", encoding="utf-8")
    contents = {"format": "jb-book", "root": "book/index", "parts": [{"caption": "All", "chapters": []}]}
    contents["parts"][0]["chapters"] = [{"file": f"book/{name}"} for name in CHAPTERS]
    (root / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    made = Project(root)
    for name, cells in CHAPTERS.items():
        made.write_chapter(name, cells)
        made.translate(name, CATALOGUES[name])
    return made


@pytest.fixture(scope="session")
def own() -> Tables:
    """Give the handbook's own tables: one snapshot, read and checked once, for all tests that do not change them."""
    return Tables(Path(__file__).resolve().parents[1] / "data")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Give a tiny handbook that no test changes."""
    return write_project(tmp_path_factory.mktemp("tiny") / "handbook")


@pytest.fixture(scope="session")
def new_project() -> Callable[[Path], Project]:
    """Give the function that writes the tiny handbook into a folder."""
    return write_project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Give a tiny handbook and make its folder the working folder."""
    made = write_project(tmp_path / "handbook")
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the executed chapters of the tiny handbook, with their records: to be copied, not changed."""
    made = write_project(tmp_path_factory.mktemp("executed") / "handbook")
    folder = made.root / "_build" / "executed"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.root)
        jobs = [
            execute.Job(notebook, folder / notebook.name, {}, made.data) for notebook in execute.chapters(made.root)
        ]
        done = execute.execute_all(jobs)
    assert {result.job.name: result.why for result in done} == dict.fromkeys(CHAPTERS, "never run")
    return folder


@pytest.fixture
def make_notebook() -> Callable[..., nbformat.NotebookNode]:
    """Give the function that makes a notebook of (kind, source, tags)."""
    return notebook

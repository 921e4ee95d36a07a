"""Books, claims and tables of any size, made up: what growth is measured and tested on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import yaml

from handbook.tables.snapshot import PACKAGE, Tables

__all__ = ["applicants", "book", "chapter_name", "many_claims"]

_PROVENANCE = ["source", "evidence"]
_CLAIM = "claim figure page entity subject subject_zh metric period printed unit qualifier source kind chapter line token reason"
_FIGURE = "figure title title_zh part page kind status reason reason_zh chapter"


def chapter_name(number: int) -> str:
    """Return the file stem of a generated chapter.

    >>> chapter_name(7)
    'region_007'
    """
    return f"region_{number:03}"


def book(root: Path, chapters: int, settings: str) -> None:
    """Write a whole handbook: every chapter has a table, a chart and three claims of its own.

    Args:
        root: an empty folder.
        chapters: how many.
        settings: content of ``_config.yml``.
    """
    names = [chapter_name(number) for number in range(1, chapters + 1)]
    sales: list[dict[str, Any]] = [
        {"name": "year", "type": "integer", "unit": "year"},
        {"name": "sales_100m_cny", "type": "number", "unit": "100m_cny"},
        *({"name": name} for name in _PROVENANCE),
    ]
    for name in names:
        rows = [[year, f"{value / 10:.1f}", "office", "original"] for year, value in _series(name)]
        _table(root / "data" / f"{name}.csv", [field["name"] for field in sales], rows)
    claims: list[list[Any]] = []
    checks: list[list[Any]] = []
    for number, name in enumerate(names, start=1):
        cell = f"{name}/sales_100m_cny?year="
        last, first = (f"{dict(_series(name))[year] / 10:.1f}" for year in (2022, 2013))
        for letter, printed, unit, check, inputs in (
            ("a", last, "亿元", "value", f"{cell}2022"),
            ("b", first, "亿元", "value", f"{cell}2013"),
            ("c", "1", "%", "growth", f"{cell}2022; {cell}2013"),
        ):
            claims.append(_claim(f"C{number:04}{letter}", f"F{number:02}", printed, unit, name))
            checks.append([f"C{number:04}{letter}", check, inputs, "", ""])
    _table(root / "data" / "claims.csv", _CLAIM.split(), claims)
    _table(root / "data" / "checks.csv", ["claim", "check", "inputs", "reading", "reading_zh"], checks)
    figures = [
        [f"F{number:02}", f"Sales {number}", f"销售{number}", 1, "Sales", "chart", "recomputed", "", "", name]
        for number, name in enumerate(names, start=1)
    ]
    _table(root / "data" / "figures.csv", _FIGURE.split(), figures)
    _table(
        root / "data" / "names.csv", ["name", "english", "pinyin", "kind"], [["甲公司", "", "Jia Gongsi", "company"]]
    )
    plain = {
        "claims": ("claim", [{"name": name} for name in _CLAIM.split()]),
        "checks": (
            ["claim", "check", "inputs"],
            [{"name": n} for n in ("claim", "check", "inputs", "reading", "reading_zh")],
        ),
        "figures": ("figure", [{"name": name} for name in _FIGURE.split()]),
        "names": ("name", [{"name": name} for name in ("name", "english", "pinyin", "kind")]),
    }
    _package(root / "data", {**plain, **dict.fromkeys(names, ("year", sales))})
    (root / "book").mkdir()
    for number, name in enumerate(names, start=1):
        _notebook(root / "book" / f"{name}.ipynb", name, f"F{number:02}")
    (root / "book" / "index.md").write_text("# Sales of all regions\n", encoding="utf-8")
    (root / "book" / "references.bib").write_text(
        "@misc{report, title = {The report}, year = {2023}}\n@misc{office, title = {Office of statistics}, year = {2022}}\n",
        encoding="utf-8",
    )
    contents = {"format": "jb-book", "root": "book/index"}
    parts = [{"caption": "All", "chapters": [{"file": f"book/{name}"} for name in names]}]
    (root / "_toc.yml").write_text(yaml.safe_dump({**contents, "parts": parts}), encoding="utf-8")
    (root / "_config.yml").write_text(settings, encoding="utf-8")
    (root / "requirements.lock").write_text("", encoding="utf-8")


def _series(name: str) -> list[tuple[int, int]]:
    """Return ten years of made-up values, in tenths; no two regions have the same."""
    number = int(name.rpartition("_")[2])
    return [(2013 + step, 1000 + 37 * number + 61 * step) for step in range(10)]


def _claim(claim: str, figure: str, printed: str, unit: str, chapter: str) -> list[Any]:
    about = ["Sales", "China", "sales", "销售额", "sales", "2022", printed, unit, "exact", "report", "derivable"]
    return [claim, figure, *about, chapter, 1, printed, ""]


def _table(file: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _package(folder: Path, described: dict[str, tuple[Any, list[dict[str, Any]]]]) -> None:
    resources = []
    for name, (key, fields) in described.items():
        words = [{"type": "string", "title": field["name"], "title_zh": field["name"], **field} for field in fields]
        schema = (
            {"fields": words}
            if key is None
            else {"primaryKey": [key] if isinstance(key, str) else key, "fields": words}
        )
        about = {"name": name, "path": f"{name}.csv", "title": name, "title_zh": name, "type": "table", "format": "csv"}
        resources.append({**about, "encoding": "utf-8", "schema": schema})
    text = yaml.safe_dump({"name": "generated", "resources": resources}, allow_unicode=True, sort_keys=False)
    (folder / PACKAGE).write_text(text, encoding="utf-8")


def _notebook(file: Path, name: str, figure: str) -> None:
    cells = [
        ("markdown", f"# Sales in {name}\n\nTen made-up years.", []),
        ("code", 'data_dir = "data"  # folder with tables\nlanguage = "en"  # en or zh', ["parameters"]),
        (
            "code",
            "from handbook.figures import Chapter, charts, described\n\n"
            f'chapter = Chapter("{name}", data_dir, language)\n'
            f'sales = described(chapter.tables, chapter.tables.read("{name}"), "{name}")\n'
            'last = sales["sales_100m_cny"].iloc[-1]',
            [],
        ),
        ("code", 'chapter.text("The last value is {last}.", last=last)', []),
        (
            "code",
            f'chapter.figure(\n    "{figure}",\n'
            '    charts.columns(sales, "year", "sales_100m_cny", axis="Sales"),\n'
            '    table=sales,\n    title="Sales reach {last}",\n    caption="Sales by year.",\n    last=last,\n)',
            [],
        ),
        ("code", "chapter.claims()", []),
    ]
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for number, (kind, source, tags) in enumerate(cells, start=1):
        new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        notebook.cells.append(new(source, id=f"{name}-{number:02}", metadata={"tags": tags} if tags else {}))
    file.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def many_claims(folder: Path, regions: int) -> None:
    """Write a folder of tables whose report makes five claims about each region: value, growth, sum, rank, a statement.

    Args:
        folder: for the tables.
        regions: how many; five times as many claims.
    """
    fields = [
        {"name": "region"},
        {"name": "year", "type": "integer", "unit": "year"},
        {"name": "sales_100m_cny", "type": "number", "unit": "100m_cny"},
        *({"name": name} for name in _PROVENANCE),
    ]
    values = [7919 * region % 1000 for region in range(regions)]
    rows = [
        [f"r{region}", year, f"{value}.{year % 10}", "office", "original"]
        for region, value in enumerate(values)
        for year in (2021, 2022)
    ]
    _table(folder / "sales.csv", [field["name"] for field in fields], rows)
    claims: list[list[Any]] = []
    checks: list[list[Any]] = []
    for region, value in enumerate(values):
        before, now = (f"sales/sales_100m_cny?region=r{region}&year={year}" for year in (2021, 2022))
        for check, inputs, printed, unit in (
            ("value", now, f"{value}.2", "亿元"),
            ("growth", f"{now}; {before}", "0.1", "%"),
            ("sum", f"{before}; {now}", str(2 * value), "亿元"),
            ("rank", f"{now}; sales/sales_100m_cny?year=2022", "3", ""),
            ("", "", "99", "%"),
        ):
            name = f"C{len(claims) + 1:07}a"
            claims.append(_claim(name, f"F{region % 50 + 1:02}", printed, unit, "sales"))
            if check:
                checks.append([name, check, inputs, "", ""])
            else:
                claims[-1][-1] = "self_reported"
    _table(folder / "claims.csv", _CLAIM.split(), claims)
    _table(folder / "checks.csv", ["claim", "check", "inputs", "reading", "reading_zh"], checks)
    _package(
        folder,
        {
            "claims": ("claim", [{"name": name} for name in _CLAIM.split()]),
            "checks": (
                ["claim", "check", "inputs"],
                [{"name": n} for n in ("claim", "check", "inputs", "reading", "reading_zh")],
            ),
            "sales": (["region", "year"], fields),
        },
    )


def applicants(folder: Path, rows: int) -> None:
    """Write an edition whose table of applicants has one row per company, instead of one per type.

    Args:
        folder: for the table and the data package that describes it.
        rows: how many companies.
    """
    tables = Tables.open()
    described = tables.resource("applicants")
    company = {"name": "company", "type": "string", "title": "Company", "title_zh": "企业"}
    schema = {**described["schema"], "primaryKey": ["company"], "fields": [*described["schema"]["fields"], company]}
    own = tables.text("applicants")
    kinds = own.to_dict("records")
    _table(
        folder / "applicants.csv",
        [field["name"] for field in schema["fields"]],
        (
            [*{**kinds[at % len(kinds)], "companies": 1}.values(), f"c{at}"]  # the first rows again and again
            for at in range(rows)
        ),
    )
    # Its key is the company: no series in time is left.
    resource = {**described, "series": {}, "schema": schema}
    text = yaml.safe_dump({"name": "applicants", "resources": [resource]}, allow_unicode=True)
    (folder / PACKAGE).write_text(text, encoding="utf-8")

"""The engine knows no report: nothing of this one stands in it, and it builds another, whose names are all different."""

from __future__ import annotations

import ast
import csv
import json
import re
from pathlib import Path

import nbformat
import yaml

import commands

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "src" / "handbook"

FIELDS = {
    "claims": "claim figure page entity subject subject_zh metric period printed unit qualifier source kind chapter line "
    "token reason",
    "checks": "claim check inputs reading reading_zh",
    "figures": "figure title title_zh part page kind status reason reason_zh chapter",
    "lakes": "lake depth_m source evidence",
}
ROWS = {
    "claims": [
        "L-1,Chart 1,Lakes,Baikal,depth of the deepest,,depth,2020,1642,m,exact,report,official,lakes,3,1642,",
        "L-2,Chart 1,Lakes,Baikal,beauty,,beauty,2020,10,,exact,report,opinion,lakes,4,10,taste",
    ],
    "checks": ["L-1,value,lakes/depth_m?lake=Baikal,,"],
    "figures": ["Chart 1,Depths,,1,Lakes,chart,recomputed,,,lakes"],
    "lakes": ["Baikal,1642,survey,original", "Tanganyika,1470,survey,original"],
}
NUMBERS = {"depth_m": {"type": "number", "unit": "m", "title": "Depth"}}
REASON = {"labels": {"taste": ["A matter of taste."]}, "verdicts": {"taste": "as stated"}}
CELLS = [
    ("markdown", "# Lakes"),
    ("parameters", 'data_dir = "data"\nlanguage = "en"'),
    (
        "code",
        "from handbook.figures import Chapter, charts, described\n"
        'chapter = Chapter("lakes", data_dir, language)\n'
        'lakes = described(chapter.tables, chapter.tables.read("lakes"), "lakes")',
    ),
    ("code", 'chapter.text("The deepest lake is {name}.", name=lakes["lake"].iloc[0])'),
    ("code", 'chapter.figure("Chart 1", charts.bars(lakes, "lake", "depth_m"), table=lakes, title="Two deep lakes")'),
]


def write_report(root: Path) -> None:
    """Write a project of one chapter in one language, with ids, reasons and columns of its own."""
    (root / "data").mkdir(parents=True)
    (root / "book").mkdir()
    resources = []
    for name, columns in FIELDS.items():
        fields = [{"name": c, "type": "string", "title": c, **NUMBERS.get(c, {})} for c in columns.split()]
        for field in fields:
            if (name, field["name"]) == ("claims", "reason"):
                field.update(REASON)
            if (name, field["name"]) == ("claims", "claim"):
                field["constraints"] = {"pattern": "L-[0-9]+"}
        schema = {"primaryKey": [fields[0]["name"]], "fields": fields}
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema, "encoding": "utf-8", "type": "table"})
        with (root / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([columns.split(), *(row.split(",") for row in ROWS[name])])
    package = {"name": "lakes", "title": "Lakes", "languages": ["en"], "helpers": "lakes_lab", "resources": resources}
    (root / "data" / "datapackage.yaml").write_text(yaml.safe_dump(package, sort_keys=False), encoding="utf-8")
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for number, (kind, source) in enumerate(CELLS):
        new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        tags = {"tags": ["parameters"]} if kind == "parameters" else {}
        notebook.cells.append(new(source, id=f"c{number}", metadata=tags))
    nbformat.write(notebook, root / "book" / "lakes.ipynb")
    (root / "book" / "index.md").write_text("# Lakes of the world\n", encoding="utf-8")
    entries = [f"@misc{{{key}, title = {{{key}}}, year = {{2020}}}}" for key in ("report", "survey")]
    (root / "book" / "references.bib").write_text("\n".join(entries), encoding="utf-8")
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nchapters:\n- file: book/lakes\n", encoding="utf-8"
    )
    (root / "_config.yml").write_text((ROOT / "_config.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (root / "requirements.lock").write_text("nothing==1\n", encoding="utf-8")


def test_a_second_report_is_built_by_the_engine_alone(tmp_path):
    root = tmp_path / "lakes"
    write_report(root)
    commands.share_drawings(root)
    # The engine stands by itself in a folder: no helper package of this report can be imported.
    alone = tmp_path / "engine"
    alone.mkdir()
    (alone / "handbook").symlink_to(ENGINE)
    code = (
        "import sys\n"
        f"sys.path[:] = [p for p in sys.path if p != {str(ROOT / 'src')!r} and p != {str(ROOT)!r}]\n"
        f"sys.path.insert(0, {str(alone)!r})\n"
        "sys.meta_path[:] = [f for f in sys.meta_path if 'editable' not in type(f).__name__.lower() and 'editable' not in getattr(f, '__name__', '').lower()]\n"
        "from handbook.cli import main\n"
        "main(['build', '--jobs', '1'], standalone_mode=False)\n"
        "assert 'analysis' not in sys.modules\n"
    )
    done = commands.run(root, code=code)
    assert done.returncode == 0, done.stdout + done.stderr
    site = root / "_build" / "html"
    page = (site / "en" / "lakes.html").read_text(encoding="utf-8")
    assert "The deepest lake is Baikal." in page
    assert "Two deep lakes" in page
    rows = {row["claim"]: row for row in json.loads((site / "audit.json").read_text(encoding="utf-8"))}
    assert (rows["L-1"]["verdict"], rows["L-2"]["verdict"]) == ("holds", "as stated")
    assert rows["L-2"]["reason"] == "A matter of taste."


SHARED = {"claims", "checks", "figures", "names", "glossary", "employment"}
"""Tables that any report may have by these names."""


def words_of_this_report() -> set[str]:
    """Return what only this report has: its tables, chapters, ids, companies and its own name."""
    package = yaml.safe_load((ROOT / "data" / "datapackage.yaml").read_text(encoding="utf-8"))
    tables = {entry["name"] for entry in package["resources"]} - SHARED
    chapters = {file.stem for file in (ROOT / "book").glob("*.ipynb") if "_" in file.stem}
    with (ROOT / "data" / "names.csv").open(encoding="utf-8", newline="") as file:
        names = {row["name"] for row in csv.DictReader(file) if not row["name"].isascii()}
    return {name for name in tables if "_" in name} | chapters | names | {"亿邦", "产业互联网", "Industrial Internet"}


def test_nothing_of_this_report_stands_in_the_engine():
    words = re.compile("|".join(map(re.escape, sorted(words_of_this_report(), key=len, reverse=True))))
    ids = re.compile(r"\bC(?!000)\d{4}[a-z]\b")
    found = [
        f"{file.relative_to(ENGINE)}: {match[0]}"
        for file in sorted(ENGINE.rglob("*"))
        if file.suffix in (".py", ".html", ".css", ".js", ".po")
        for pattern in (words, ids)
        for match in pattern.finditer(file.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(sorted(set(found)))


def columns_of_this_report() -> set[str]:
    """Return the columns of several words that only this report's own tables have."""
    package = yaml.safe_load((ROOT / "data" / "datapackage.yaml").read_text(encoding="utf-8"))
    own, shared = set(), set()
    for entry in package["resources"]:
        columns = {field["name"] for field in entry["schema"]["fields"]}
        (shared if entry["name"] in SHARED else own).update(columns)
    return {column for column in own - shared if "_" in column}


def test_no_column_of_this_report_is_named_in_the_code_of_the_engine():
    columns = columns_of_this_report()
    assert len(columns) > 50
    found = []
    for file in sorted(ENGINE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        # What stands in an example is not what the engine looks for.
        examples = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        found += [
            f"{file.relative_to(ENGINE)}, line {node.lineno}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and id(node) not in examples and node.value in columns
        ]
    words = re.compile(rf"(?<!\w)({'|'.join(sorted(map(re.escape, columns)))})(?!\w)")
    found += [
        f"{file.relative_to(ENGINE)}: {match[0]}"
        for file in sorted(ENGINE.rglob("*"))
        if file.suffix in (".html", ".css", ".js")
        for match in words.finditer(file.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


LANGUAGES_NAMED = {
    "language/catalogue.py": "declares the one that the engine's phrases are written in",
    "tables/snapshot.py": "declares the one of a data package that names none",
    "audit/ledger.py": "reads columns of the checks, whose form other programs know",
    "tables/likelihood.py": "knows the signs that words of a language are written in",
    "language/rows.py": "writes audit.json, whose form other programs know",
    "site/glossary.py": "a glossary is a table of terms and their Chinese forms",
    "draft/": "reads reports in the languages that it has a grammar of",
}
"""Where the engine names a language, and why; anywhere else catalogues, data package and tags decide."""


def test_no_language_is_named_in_the_engine_but_where_one_is_declared():
    code = re.compile(r"(^|[_.-])(en|zh)([_.-]|$)")
    found, named = [], set()
    for file in sorted(ENGINE.rglob("*.py")):
        name = file.relative_to(ENGINE).as_posix()
        reason = next((known for known in LANGUAGES_NAMED if name.startswith(known)), None)
        tree = ast.parse(file.read_text(encoding="utf-8"))
        spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            text = (
                node.value if isinstance(node, ast.Constant) and id(node) not in spoken else getattr(node, "attr", "")
            )
            if isinstance(text, str) and code.search(text):
                named.add(reason)
                if reason is None:
                    found.append(f"{name}, line {node.lineno}: {text!r}")
    assert not found, "\n".join(found)
    assert named == set(LANGUAGES_NAMED), "an exception that is not needed any more"


def test_the_helper_package_is_named_by_the_data_package_only():
    named = [
        file.relative_to(ENGINE).as_posix()
        for file in sorted(ENGINE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == "analysis"
    ]
    assert named == [
        "starter/__init__.py",  # writes the package of a new report, which may have any name later
        "tables/snapshot.py",  # declares the name that a data package without one has
    ]

"""What README, CONTRIBUTING and the pages under docs/ say is so: commands, links, numbers, licences."""

from __future__ import annotations

import re
import struct
import subprocess
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from handbook import __version__, cli
from handbook.audit import Ledger
from handbook.quantities import relations
from handbook.site import door, frames
from handbook.tables.snapshot import Tables
from tools import picture

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "book").glob("another_report*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def commands() -> set[str]:
    assert isinstance(cli.main, click.Group)
    return set(cli.main.commands)


def code(text: str) -> list[str]:
    """Return the lines of code of a page: fenced blocks and inline code."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return [line.partition("#")[0].strip() for block in [*fenced, *inline] for line in block.splitlines()]


@each_page
def test_commands_exist(page):
    for line in code(page.read_text(encoding="utf-8")):
        if line.startswith("make "):
            asked = [word for word in line.split()[1:] if "=" not in word]
            assert set(asked) <= targets(), line
        found = re.search(r"(?:^|[/\\])handbook (\w+)", line)
        if found:
            assert found[1] in commands(), line


@each_page
def test_links_point_to_files_and_headings_that_exist(page):
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not link.startswith(("http://", "https://", "mailto:")):
            path, _, anchor = link.partition("#")
            target = page.parent / path if path else page
            assert target.exists(), link
            if anchor and target.suffix == ".md":
                headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
                assert anchor in [re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings], link


@each_page
def test_pages_name_no_folder_of_a_machine(page):
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|work|Users)/", page.read_text(encoding="utf-8"))


def test_the_readme_names_the_two_commands_and_ci_runs_the_second():
    fenced = re.findall(r"^```bash\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert [line.split("#")[0].strip() for line in fenced[0].splitlines()] == ["make book", "make test"]
    assert re.search(r"^make .*\btest\b", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)


def test_contributing_starts_in_places_that_exist():
    table = re.findall(
        r"^\| [a-z ]+ \| `([^`]+)` \|", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(table) >= 10
    assert [place for place in table if not (ROOT / place).exists()] == []


def test_the_readme_names_every_command():
    named = {found[1] for line in code(README) if (found := re.match(r"handbook (\w+)", line))}
    assert named == commands()


def test_make_help_names_every_target_that_says_what_it_does():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert [line.partition("\t")[0] for line in listed.splitlines()] == re.findall(
        r"^([\w-]+):.* ## ", text, re.MULTILINE
    )
    assert "i18n\tbring " in listed


def test_windows_and_conda_run_the_same_tests_as_make():
    recipe = re.search(r"^test:.*\n\t\$\(PYTEST\) (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    asked = recipe[1].replace("$(wildcard book)", "book")
    assert README.count(f"python -m pytest {asked}\n") == 2
    name = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["name"]
    assert f"conda activate {name}\n" in README


def test_the_readme_speaks_of_the_python_that_the_package_wants():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert f"Python {wanted.removeprefix('>=')} or newer" in README


def test_the_readme_counts_nothing_but_what_its_picture_shows():
    """Numbers in prose go stale; those of the picture are compared with the audit."""
    alt, target = re.search(r"!\[([^\]]*)\]\(([^)]*)\)", README).groups()
    verdicts = Ledger.of(Tables(ROOT / "data")).of_figure(picture.FIGURE)
    verdict, claims = verdicts[0], [verdict.claim for verdict in verdicts]
    computed = verdict.deciding.finding.computed
    shown = {claim.printed for claim in claims} | {str(computed.value)}
    assert set(re.findall(r"(?<![\w])\d+", alt)) == shown
    assert picture.FIGURE in alt
    assert [word for word in relations.VERDICTS if word in alt] == [verdict.verdict]

    prose = re.sub(r"^```.*?^```|!\[[^\]]*\]|`[^`]*`|\]\([^)]*\)", "", README, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^\d\. |\b2023\b|CC BY 4\.0|Python [\d.]+", "", prose, flags=re.MULTILINE)
    assert re.findall(r".{0,20}\d.{0,20}", prose) == []
    assert target == "docs/picture.png"


def test_the_picture_is_small_and_of_the_right_width():
    content = (ROOT / "docs" / "picture.png").read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    assert 600 <= width <= 1000
    assert height <= 1000
    assert len(content) < 200_000


def test_citation_licence_and_package_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    package = yaml.safe_load((ROOT / "data" / "datapackage.yaml").read_text(encoding="utf-8"))
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert citation["version"] == package["version"] == __version__
    assert "version" in project["dynamic"], "pyproject.toml takes it from the package"
    assert citation["license"] == [project["license"], package["licenses"][0]["name"]] == ["MIT", "CC-BY-4.0"]
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    for words in ("MIT License", "CC-BY-4.0", "src/", "book/", "data/", "亿邦智库", "not ours to license"):
        assert words in licence, words


def test_a_wheel_of_the_package_has_its_catalogues_templates_and_scripts():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = declared["tool"]["setuptools"]["package-data"]["handbook"]
    package = ROOT / "src" / "handbook"
    packed = {file for pattern in patterns for file in package.glob(pattern)}
    other = [file for file in package.rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc")]
    assert {file.suffix for file in other} >= {".po", ".html", ".js"}
    assert not set(other) - packed, "pyproject.toml does not name them as package data"


def test_the_recipe_for_a_server_sends_the_policy_of_the_pages_and_lets_figures_be_framed():
    recipe = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
    assert f'"{door.POLICY}; frame-ancestors $handbook_ancestors"' in recipe
    assert f"~/{frames.EMBED}/" in recipe
    told = re.findall(r"`(--[a-z-]+)`", recipe)
    known = {option for parameter in cli.main.commands["build"].params for option in parameter.opts}
    assert {"--base-url", "--repository"} <= set(told) <= known

"""What looks at the locks: licences are allowed or named, bills join two views of a lock, silence is no all-clear."""

from __future__ import annotations

import doctest
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement

from tools import licences, sbom, vulnerabilities

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = """
[project]
license = "MIT"
dependencies = ["Reader>=1"]

[tool.licences]
allowed = ["MIT", "BSD-3-Clause"]
allowed-tools = ["GPL-3.0-only"]

[tool.licences.read]
silent = "MIT OR GPL-3.0-only"
gone = "MIT"
"""


def component(name: str, licence: str = "") -> dict:
    return {
        "bom-ref": f"{name}==1",
        "name": name,
        "version": "1",
        **({"licenses": [{"expression": licence}]} if licence else {}),
    }


def licences_of(folder: Path, python: list[dict], npm: list[dict], graph: list[dict]) -> subprocess.CompletedProcess:
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    for name, parts in {"python": python, "npm": npm}.items():
        bom = {"components": parts, "dependencies": graph if name == "python" else []}
        (folder / f"{name}.cdx.json").write_text(json.dumps(bom), encoding="utf-8")
    places = ["--bills", folder, "--pyproject", folder / "pyproject.toml", "--output", folder / "page.md"]
    command = [sys.executable, "-m", "tools.licences", *places]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_examples_of_the_three_tools_hold():
    for module in (licences, sbom, vulnerabilities):
        failed, tried = doctest.testmod(module)
        assert (failed, tried > 0) == (0, True), module.__name__


def test_what_fits_no_list_is_named_at_once_and_a_tool_may_have_what_the_book_may_not(tmp_path):
    python = [component("reader", "MIT"), component("needed", "GPL-3.0-only"), component("linter", "GPL-3.0-only")]
    python += [component("silent"), component("mute"), component("loose", "BSD-3-Clause AND SSPL-1.0")]
    graph = [{"ref": "reader==1", "dependsOn": ["needed==1"]}]
    done = licences_of(tmp_path, python, [{**component("viewer", "MIT"), "group": "@x"}], graph)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert [line.split(",")[0].split(":")[0] for line in lines] == [
        "needed 1 (the book) is under GPL-3.0-only",
        "loose 1 (tools) is under BSD-3-Clause AND SSPL-1.0",
        "mute 1 (tools) says no licence that is clear",
        "pyproject.toml",
    ]
    assert '"mute" = "…"' in lines[2]
    assert "gone is not locked any more" in lines[3]
    assert not (tmp_path / "page.md").exists()


def test_what_fits_is_listed_by_what_it_is_for(tmp_path):
    python = [component("reader", "MIT"), component("linter", "GPL-3.0-only"), component("silent"), component("gone")]
    done = licences_of(tmp_path, python, [{**component("viewer", "MIT"), "group": "@x"}], [])
    assert done.returncode == 0, done.stderr
    heads = re.findall(r"^## (.*)|^\| (@?\w.*) \|$", (tmp_path / "page.md").read_text(encoding="utf-8"), re.MULTILINE)
    rows = [head or row for head, row in heads if row != "package | version | licence"]
    assert rows == [
        "What the handbook imports",
        "reader | 1 | MIT",
        "What tests, checks and JupyterLab need",
        "gone | 1 | MIT",
        "linter | 1 | GPL-3.0-only",
        "silent | 1 | MIT OR GPL-3.0-only",
        "What measures the site",
        "@x/viewer | 1 | MIT",
    ]


def test_the_page_of_licences_lists_what_is_locked():
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (@?[\w./-]+) \| (\d\S*) \| [^|]+ \|$", text, re.MULTILINE)
    pins = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    npm = json.loads((ROOT / "tools" / "npm" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    brought = [(place.rpartition("node_modules/")[2], entry["version"]) for place, entry in npm.items() if place]
    differ = {f"{n.lower()} {v}" for n, v in listed} ^ {f"{n.lower()} {v}" for n, v in [*pins, *brought]}
    assert sorted(differ) == [], "run `make licences`"


def test_the_tools_that_look_at_the_locks_are_locked_by_hash_themselves():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["supply"]
    text = (ROOT / "tools" / "supply.lock").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)(?: ;[^\\\n]+)? \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE))
    assert len(pins) == len(re.findall(r"^\w", text, re.MULTILINE))
    assert "://" not in text
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(pins[requirement.name]), "run `make lock`"


def program(folder: Path, name: str, *lines: str) -> Path:
    file = folder / name
    file.write_text("#!/bin/sh\n" + "\n".join(lines) + "\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def asked(pip_audit: Path, npm: Path) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "tools.vulnerabilities", "--pip-audit", pip_audit, "--npm", npm]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_a_database_that_does_not_answer_is_told_in_a_line_and_is_no_all_clear(tmp_path):
    clear = """echo '{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}'"""
    flaw = clear.replace("[]", '[{"id": "CVE-1", "fix_versions": []}]')
    none = """echo '{"vulnerabilities": {}, "metadata": {"dependencies": {"total": 3}}}'"""
    pip_audit = program(tmp_path, "clear", clear)
    npm = program(tmp_path, "npm", none)
    assert asked(pip_audit, npm) == (
        0,
        [
            "requirements.lock: nothing is known against its 1 packages",
            "tools/supply.lock: nothing is known against its 1 packages",
            "tools/npm/package-lock.json: nothing is known against its 3 packages",
        ],
    )
    status, lines = asked(program(tmp_path, "flaw", flaw, "exit 1"), npm)
    assert (status, lines[0]) == (1, "requirements.lock: a 1: CVE-1 (not mended yet)")

    torn = program(tmp_path, "torn", 'printf "Traceback:\\nConnectionError: no such host\\n" >&2; exit 1')
    skipped = program(tmp_path, "skipped", """echo '{"dependencies": [{"name": "a", "skip_reason": "not found"}]}'""")
    for silent, why in ((torn, "no such host"), (skipped, "no answer for a"), (tmp_path / "none", "cannot be run")):
        status, lines = asked(silent, npm)
        assert status == 2, lines
        assert len(lines) == 3
        assert lines[0].startswith(
            "requirements.lock: not checked, since the database of vulnerabilities gave no full "
        )
        assert why in lines[0]


def test_ci_holds_licences_against_the_list_and_keeps_the_bills_of_materials():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["supply"]["steps"]
    assert any("make licences" in step.get("run", "") for step in steps)
    assert any("make vulnerabilities" in step.get("run", "") for step in steps)
    [kept] = [step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", "")]
    assert kept == "_build/sbom"

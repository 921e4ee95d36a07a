"""The workflow for GitHub runs what `.ci/run` runs, on the Pythons that the package names, with the least rights."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / ".github" / "workflows" / "ci.yml"
WORKFLOW = yaml.safe_load(FILE.read_text(encoding="utf-8"))
STEPS = {name: job["steps"] for name, job in WORKFLOW["jobs"].items()}


def test_every_action_is_pinned_by_commit_and_says_its_release():
    uses = re.findall(r"uses: (\S+)(.*)", FILE.read_text(encoding="utf-8"))
    assert uses
    loose = [action for action, remark in uses if not re.search(r"@[0-9a-f]{40}$", action) or "# v" not in remark]
    assert loose == []


def test_no_job_may_write():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert [name for name, job in WORKFLOW["jobs"].items() if "permissions" in job] == []


def test_the_suite_runs_on_the_oldest_and_the_newest_python_as_ci_runs_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [c.rpartition(" ")[2] for c in project["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert WORKFLOW["jobs"]["test"]["strategy"]["matrix"]["python"] == [named[0], named[-1]]
    assert ".ci/run" in [step.get("run") for step in STEPS["test"]]


def test_packages_are_kept_by_the_lock():
    [cache] = [step for step in STEPS["test"] if "actions/cache" in step.get("uses", "")]
    assert "hashFiles('requirements.lock')" in cache["with"]["key"]


def test_the_built_site_is_kept():
    *_, build, keep = STEPS["site"]
    assert "make book" in build["run"]
    assert "upload-artifact" in keep["uses"]
    assert "_build/html" in keep["with"]["path"]

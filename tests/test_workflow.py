"""The workflows for GitHub: tests run what `.ci/run` runs, pages publish the site, each job with the least rights."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / ".github" / "workflows" / "ci.yml"
WORKFLOW = yaml.safe_load(FILE.read_text(encoding="utf-8"))
PAGES = yaml.safe_load(FILE.with_name("pages.yml").read_text(encoding="utf-8"))
STEPS = {name: job["steps"] for name, job in WORKFLOW["jobs"].items()}


def test_every_action_is_pinned_by_commit_and_says_its_release():
    uses = [
        use
        for file in FILE.parent.glob("*.yml")
        for use in re.findall(r"uses: (\S+)(.*)", file.read_text(encoding="utf-8"))
    ]
    assert {action.partition("@")[0] for action, _ in uses} >= {"actions/checkout", "actions/deploy-pages"}
    loose = [action for action, remark in uses if not re.search(r"@[0-9a-f]{40}$", action) or "# v" not in remark]
    assert loose == []


def test_no_job_may_write():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert [name for name, job in WORKFLOW["jobs"].items() if "permissions" in job] == []


def test_of_the_jobs_that_publish_one_builds_and_may_only_read_the_other_publishes_and_runs_nothing_of_ours():
    build, publish = PAGES["jobs"]["build"], PAGES["jobs"]["publish"]
    assert PAGES["permissions"] == {"contents": "read"}
    assert build["permissions"] == {"contents": "read", "pages": "read"}
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert publish["needs"] == "build"
    assert [step for step in publish["steps"] if "run" in step] == []
    [run] = [step for step in build["steps"] if "run" in step]
    assert "--base-url" in run["run"]
    assert "${{" not in run["run"], "what GitHub fills in is data, not a part of the script"
    [kept] = [step for step in build["steps"] if "upload-pages-artifact" in step.get("uses", "")]
    assert kept["with"]["path"] == "_build/html"


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

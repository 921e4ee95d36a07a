"""What an edition says it was made from: the commit of its own project, and whether something was changed since."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from handbook.publish import provenance
from handbook.publish.build import Edition, build, up_to_date


def git(folder: Path, *arguments: str) -> str:
    who = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **who}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def committed(folder: Path) -> str:
    """Make a folder a repository, or commit what has changed in it, and return the commit."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "x")
    return git(folder, "rev-parse", "HEAD")


pytestmark = pytest.mark.usefixtures("no_pages")


def edition(project) -> Edition:
    return Edition(project.root, project.data, project.root / "_build" / "html")


def said(project) -> str:
    """Build where that is needed, and return the commit that the site names."""
    if not up_to_date(edition(project)):
        build(edition(project), workers=1)
    return json.loads((project.root / "_build" / "html" / "edition.json").read_text(encoding="utf-8"))["commit"]


def test_site_names_the_commit_of_its_project_and_marks_what_was_changed_since(project):
    (project.root / ".gitignore").write_text("_build/\n")
    assert said(project) == ""
    first = committed(project.root)
    assert said(project) == first
    (project.root / "README.md").write_text("No page is made from it.", encoding="utf-8")
    assert said(project) == first
    project.replace("sales", "12.0", "12.1")
    assert said(project) == f"{first}-dirty"
    second = committed(project.root)
    assert second != first
    assert said(project) == second, "the same tables, now committed"
    (project.data / "new.csv").write_text("a\n1\n", encoding="utf-8")
    assert provenance.commit(project.root) == f"{second}-dirty"


def test_project_that_lies_in_the_repository_of_another_has_no_commit(project):
    outer = project.root.parent
    (outer / "other.txt").write_text("x", encoding="utf-8")
    git(outer, "init", "--quiet")
    git(outer, "add", "other.txt")
    git(outer, "commit", "--quiet", "--message", "x")
    assert provenance.commit(project.root) == ""
    assert said(project) == ""


def test_project_that_is_kept_inside_of_a_repository_has_its_commit(project):
    outer = project.root.parent
    (outer / "other.txt").write_text("x", encoding="utf-8")
    found = committed(outer)
    (outer / "other.txt").write_text("y", encoding="utf-8")
    assert provenance.commit(project.root) == found, "what else is kept there was changed, the project was not"


def test_hook_of_another_repository_changes_nothing(project, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.mkdir()
    committed(other)
    found = committed(project.root)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert provenance.commit(project.root) == found


def test_repository_without_a_commit_and_machine_without_git_name_none(project, monkeypatch):
    git(project.root, "init", "--quiet")
    git(project.root, "add", "--all")
    assert provenance.commit(project.root) == ""
    monkeypatch.setenv("PATH", "")
    assert provenance.commit(project.root) == ""

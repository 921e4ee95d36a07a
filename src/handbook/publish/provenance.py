"""Which state of the project an edition was made from."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

__all__ = ["CHANGED", "commit"]

CHANGED = "-dirty"
"""Ends a commit where something that the site is made from was changed since; git's own word for it."""

MADE_FROM = ("_config.yml", "_toc.yml", "requirements.lock", "LICENSE", "book", "data", "src")


def commit(root: Path) -> str:
    """Return the commit that a project stands at, marked where the files that a site is made from differ from it.

    Args:
        root: the project's folder.

    Returns:
        The commit's digest; empty where git does not keep this project: a folder that merely lies in the repository
        of something else has no commit.
    """
    if not _git(root, "ls-files", "--error-unmatch", "_toc.yml"):
        return ""
    head = _git(root, "rev-parse", "--verify", "HEAD")
    changed = _git(root, "status", "--porcelain", "--untracked-files=all", "--", *MADE_FROM)
    return head and head + (CHANGED if changed else "")


def _git(folder: Path, *arguments: str) -> str:
    """Return what git says, nothing where it fails or is not there."""
    # A hook that builds is told of its own repository in such variables.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        finished = subprocess.run(
            ["git", "--no-optional-locks", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return finished.stdout.strip() if finished.returncode == 0 else ""

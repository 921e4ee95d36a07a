"""The system's Chromium: found here for whoever prints or tests with it."""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path

__all__ = ["FLAGS", "MISSING", "find_chromium"]

# The first is Chromium without its windows: the same pages for a third of the work.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
MISSING = "no Chromium found: install it (Debian: apt install chromium-headless-shell) or name it in HANDBOOK_CHROMIUM"

FLAGS = (
    # It shows no page but our own, and has no sandbox where it runs as root, as in a container.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Keep it from asking for anything that no page asked for."""


@functools.cache
def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    named = os.environ.get("HANDBOOK_CHROMIUM")
    if named:
        return shutil.which(named)
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    return str(ON_MACOS) if browser is None and ON_MACOS.exists() else browser

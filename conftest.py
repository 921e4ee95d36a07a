"""What every test run shares: tools that may be missing, and a run that forbids skips.

A test that needs a browser carries the marker `browser`, one that draws Chinese
text into a picture carries `cjk_font`; both are skipped, with the remedy named,
where the machine lacks the tool. The report's text is its publisher's and no part
of the project: tests that read it carry `report_text` and are skipped unless
HANDBOOK_REPORT names its file. With HANDBOOK_NO_SKIPS=1 (as CI sets it) every
other skipped test counts as failed, so a green run has run everything.
"""

from __future__ import annotations

import functools
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from handbook.publish.browser import MISSING, find_chromium

# A hundred processes that tests start would each compile the modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# What is imported while tests are collected stays: no collection of garbage needs to look for what of it could go.
gc.disable()

collect_ignore_glob = ["tests/data/*", "tests/warmed.py", "_build/*"]

# Of two files that begin a run one builds the site for all of the browser, and none of the long ones ends it alone.
ROOT = Path(__file__).resolve().parent
FIRST = ("tests/browser/test_access.py", "tests/publish/test_build.py", "tests/book/test_newer_tables.py")

NO_SKIPS = os.environ.get("HANDBOOK_NO_SKIPS", "") not in {"", "0"}

REPORT_MISSING = "the report's text is no part of the project: name its file in HANDBOOK_REPORT"

CJK_FONT = "Noto Sans CJK SC"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts")

CJK_FONT_MISSING = f"font {CJK_FONT} not found: install it (Debian: apt install fonts-noto-cjk)"


@functools.cache
def has_cjk_font() -> bool:
    """Tell whether the font that the charts name for Chinese is installed."""
    if shutil.which("fc-list"):
        listing = subprocess.run(["fc-list", CJK_FONT, "family"], capture_output=True, text=True, check=False)
        return bool(listing.stdout.strip())
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(next(folder.rglob("NotoSansCJK*"), None) for folder in folders)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of a Chromium; skip the test where there is none."""
    path = find_chromium()
    if path is None:
        pytest.skip(MISSING)
    return path


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; of a file and its folder on one command line pytest sees the folder."""
    places = {ROOT / name: at for at, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish() -> None:
    """Keep what was collected, which lasts as long as the run, out of collections of garbage, and these few."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose tool is missing, and name the remedy."""
    if item.get_closest_marker("browser") and find_chromium() is None:
        pytest.skip(MISSING)
    if item.get_closest_marker("cjk_font") and not has_cjk_font():
        pytest.skip(CJK_FONT_MISSING)
    if item.get_closest_marker("report_text") and not os.environ.get("HANDBOOK_REPORT"):
        pytest.skip(f"{item.name}: {REPORT_MISSING}")


@pytest.fixture(scope="session")
def report_lines() -> list[str]:
    """Give the lines of the report's text; the first has the index 0."""
    return Path(os.environ["HANDBOOK_REPORT"]).read_text(encoding="utf-8").split("\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a skipped test as failed where skips are forbidden."""
    report = yield
    expected = hasattr(report, "wasxfail") or (
        item.get_closest_marker("report_text") and not os.environ.get("HANDBOOK_REPORT")
    )
    if NO_SKIPS and report.skipped and not expected:
        forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Count a module that skips itself as an error where skips are forbidden."""
    report = yield
    if NO_SKIPS and report.skipped:
        forbid_skip(report)
    return report


def forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a report of a skip into one of a failure that keeps the reason."""
    skip = report.longrepr
    reason = skip[2] if isinstance(skip, tuple) else str(skip)
    report.outcome = "failed"
    report.longrepr = f"skipped, but HANDBOOK_NO_SKIPS is set: {reason}"

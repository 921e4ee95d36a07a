"""pytest hooks for chapters under nbval: what moved stands in a few lines, with the command that accepts it.

A book's ``conftest.py`` names this module: ``pytest_plugins = ["handbook.publish.nbval"]``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from handbook.publish import differences
from handbook.publish.stored import PICTURE_MIME


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Let nbval leave pictures out: their bytes depend on the fonts of a machine, their specifications are compared."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += (PICTURE_MIME,)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell what differs in a cell, instead of two outputs in full."""
    report = yield
    compared: Any = item
    if report.when == "call" and report.failed and getattr(compared, "comparison_traceback", None):
        differing = differences.of_outputs(
            compared.cell.outputs, compared.test_outputs, f"code cell {compared.cell_num + 1}"
        )
        if differing:
            chapter = item.path.stem
            lines = [f"{chapter}: the outputs that are stored are not those of today.", *differences.told(differing)]
            report.longrepr = "\n".join([*lines, differences.remedy(chapter)])
    return report

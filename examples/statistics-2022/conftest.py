"""What every test run shares."""

import pytest


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Let nbval leave pictures out: their bytes depend on the fonts of a machine, their specifications are compared."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("image/svg+xml",)

"""The tool that ends builds counts what was right, and names what was not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tools import faults


def test_report_counts_each_kind_and_lists_what_was_not_right():
    made = faults.Trials(Path("a"), Path("b"))
    made.tried, made.right = Counter({"SIGTERM": 5, "no HOME": 1}), Counter({"SIGTERM": 4, "no HOME": 1})
    made.wrong = ["SIGTERM, 2, 0.31 s: a mixture of two sites"]
    text = faults.report(made, seed=3)
    assert "| SIGTERM | 5 | 4 |\n| no HOME | 1 | 1 |\n| all | 6 | 5 |" in text
    assert "Seed 3," in text
    assert text.endswith("Not right:\n\n- SIGTERM, 2, 0.31 s: a mixture of two sites\n")


def test_site_that_lacks_a_file_or_has_another_is_no_whole_one(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.html").write_text("x")
    before = faults.listing(tmp_path)
    assert list(before) == ["a/x.html"]
    (tmp_path / "a" / "x.html").write_text("y")
    assert faults.listing(tmp_path) != before

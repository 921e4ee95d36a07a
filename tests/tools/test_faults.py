"""The tool that ends builds counts what was right, and names what was not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tools import fault_kinds, faults


def test_report_counts_each_kind_and_lists_what_was_not_right():
    made = faults.Trials(Path("a"))
    made.tried, made.right = Counter({"SIGTERM": 5, "no HOME": 1}), Counter({"SIGTERM": 4, "no HOME": 1})
    made.wrong = ["SIGTERM, 2, 0.31 s: a mixture of two sites"]
    made.untried = ["full disks, since this user may mount none"]
    text = faults.report(made, seed=3)
    assert "| SIGTERM | 5 | 4 |\n| no HOME | 1 | 1 |\n| all | 6 | 5 |" in text
    assert "Seed 3," in text
    assert "Not right:\n\n- SIGTERM, 2, 0.31 s: a mixture of two sites\n" in text
    assert text.endswith("Not tried: full disks, since this user may mount none.\n")


def test_site_that_lacks_a_file_or_has_another_is_no_whole_one(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.html").write_text("x")
    before = faults.listing(tmp_path)
    assert list(before) == ["a/x.html"]
    (tmp_path / "a" / "x.html").write_text("y")
    assert faults.listing(tmp_path) != before


@pytest.mark.skipif(os.name == "nt", reason="a process is not killed by a signal there")
def test_write_that_is_counted_is_torn_and_ends_the_process_and_others_do_not_count(tmp_path):
    work, other = tmp_path / "work", tmp_path / "other"
    for folder in (work, other):
        folder.mkdir()
    code = f"open({str(other / 'a')!r}, 'w').close(); [open({str(work)!r} + name, 'w').write('whole') for name in ('/b', '/c')]"
    environment = {**os.environ, "AT_WRITE": "2", "AT_WRITE_BELOW": str(work)}
    done = subprocess.run([sys.executable, "-c", fault_kinds.AT_WRITE + code], env=environment, check=False)
    assert done.returncode == -9
    assert {file.name: file.read_text(encoding="utf-8") for file in work.iterdir()} == {"b": "whole", "c": "torn"}

"""The books under examples/ are whole: built and tested by their own commands, in a folder of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import commands

ROOT = Path(__file__).resolve().parents[1]


def test_the_book_on_two_bulletins_builds_and_what_holds_rests_on_arithmetic(tmp_path):
    book = tmp_path / "statistics-2022"
    commands.copy_code(ROOT / "examples" / "statistics-2022", book)
    commands.share_drawings(book)
    asked = ["make", f"BIN={Path(sys.executable).parent}", "book", "test"]
    done = subprocess.run(asked, cwd=book, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site = book / "_build" / "html"
    rows = json.loads((site / "audit.json").read_text(encoding="utf-8"))
    held = [row for row in rows if row["verdict"] in ("holds", "holds within rounding")]
    assert {row["basis"] for row in held} == {"arithmetic"}
    assert len(held) == sum(bool(row["check"]) for row in rows) == 9
    assert "三次产业" in (site / "zh" / "gdp.html").read_text(encoding="utf-8")

"""The benchmark measures what it says: each of its changes is one, and reaches the page."""

from __future__ import annotations

import re
from pathlib import Path

import commands
from tools import bench, generate

ROOT = Path(__file__).resolve().parents[2]


def test_each_change_is_one_and_shows_on_the_page(tmp_path):
    root = tmp_path / "book"
    root.mkdir()
    generate.book(root, 1, (ROOT / "_config.yml").read_text(encoding="utf-8"))
    commands.copy_code(ROOT / "src", root / "src")
    commands.share_drawings(root)
    page = root / "_build" / "html" / "en" / "region_001.html"
    waiting = []
    for step, change, wanted in bench._changes(root, "region_001"):
        change()
        waiting.append(wanted)
        if step in ("one table", "prose only"):  # built with the next one, whose page shows both
            continue
        done = commands.run(root, "build", path=str(root / "src"))
        assert done.returncode == 0, done.stderr
        text = page.read_text(encoding="utf-8")
        assert [one for one in waiting if not re.search(one, text)] == [], step
        waiting = []

"""What npm installs for `make quality` is locked: each package exactly, by hash, and from nowhere in particular."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASKED = json.loads((ROOT / "tools" / "npm" / "package.json").read_text(encoding="utf-8"))
LOCK = json.loads((ROOT / "tools" / "npm" / "package-lock.json").read_text(encoding="utf-8"))


def test_lock_holds_what_package_json_asks_for_at_the_one_version_that_it_names():
    locked = {place: LOCK["packages"][f"node_modules/{place}"]["version"] for place in ASKED["dependencies"]}
    assert locked == ASKED["dependencies"] == LOCK["packages"][""]["dependencies"], "run `make lock-npm`"


def test_each_locked_package_has_its_hash_and_no_address():
    packages = {place: entry for place, entry in LOCK["packages"].items() if place}
    assert len(packages) > len(ASKED["dependencies"])
    loose = [p for p, e in packages.items() if not re.fullmatch(r"sha512-[\w+/]{86}==", e.get("integrity", ""))]
    assert loose == []
    assert [place for place, entry in packages.items() if "resolved" in entry] == []
    assert "://" not in re.sub(r'"funding": \{.*?\}|"funding": \[.*?\]', "", json.dumps(LOCK))


def test_make_installs_from_the_lock_alone_and_runs_no_script_of_a_package():
    recipes = re.findall(r"^\t.*\bnpm .*$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert any(" ci " in recipe for recipe in recipes)
    assert [r for r in recipes if "--ignore-scripts" not in r] == []
    assert [r for r in recipes if " install " in r and "--package-lock-only" not in r] == []

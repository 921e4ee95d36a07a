"""Terminals and files that cannot hold every sign: what can be printed is, and the exit status is the command's."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

MAIN = "from handbook.cli import main; main()"
BARE = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


def run(encoding: str, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run the command line where output has an encoding; ``C`` for a system without any language."""
    kept = {name: value for name, value in os.environ.items() if name not in (*BARE, "PYTHONIOENCODING", "LANG")}
    setting = BARE if encoding == "C" else {"PYTHONIOENCODING": encoding}
    return subprocess.run(
        [sys.executable, "-c", MAIN, *map(str, arguments)], env={**kept, **setting}, capture_output=True, check=False
    )


@pytest.mark.parametrize("encoding", ["C", "cp1252", "gbk", "utf-8"])
def test_commands_say_what_they_can_and_keep_their_exit_status(project, tmp_path, encoding):
    other = tmp_path / "other"
    other.mkdir()
    text = project.file("names").read_text(encoding="utf-8").replace("卓尔智联", "𠮷卓 – é")
    (other / "names.csv").write_text(text.replace("name,english", "name,English"), encoding="utf-8")
    done = {
        name: run(encoding, *arguments)
        for name, arguments in {
            "check": ["check", "--data", other],
            "compare": ["compare", "data", other],
            "same": ["compare", "data", "data"],
            "audit": ["audit", "--language", "zh"],
            "problem": ["check", "--data", tmp_path / "研究"],
            "usage": ["研究"],
        }.items()
    }
    assert {name: found.returncode for name, found in done.items()} == {
        "check": 0,
        "compare": 1,
        "same": 0,
        "audit": 0,
        "problem": 1,
        "usage": 2,
    }
    assert not any(b"Traceback" in found.stdout + found.stderr for found in done.values())
    assert all((name in ("problem", "usage")) == bool(found.stderr) for name, found in done.items())


@pytest.mark.parametrize("encoding", ["C", "cp1252", "gbk"])
def test_json_says_the_same_in_every_encoding(project, encoding):
    project.replace("claims", "sales in the north", "sales of 北方𠮷")
    shown = "utf-8" if encoding == "C" else encoding  # click takes ASCII for a terminal that nobody set up
    rows, plain = (
        json.loads(run(name, "audit", "--language", "zh", "--format", "json").stdout.decode(shown))
        for name, shown in ((encoding, shown), ("utf-8", "utf-8"))
    )
    assert rows == plain
    assert rows[0]["subject"] == "sales of 北方𠮷"

"""Terminals and files that cannot hold every sign: what can be printed is, and the exit status is the command's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

# Several commands in one process: each has files for its output, and the encoding that the process was started with.
MAIN = """
import os, sys, traceback
from handbook.cli import main
folder, *rest = sys.argv[1:]
while rest:
    end = rest.index("--next")
    name, *arguments = rest[:end]
    rest = rest[end + 1:]
    for number, stream in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(os.path.join(folder, f"{name}.{stream}"), os.O_CREAT | os.O_WRONLY), number)
    status = 0
    try:
        main(arguments)
    except SystemExit as error:
        status = error.code
    except BaseException:
        traceback.print_exc()
        status = "traceback"
    sys.stdout.flush()
    sys.stderr.flush()
    with open(os.path.join(folder, f"{name}.status"), "w") as file:
        file.write(str(status))
"""
BARE = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


class Said:
    """What a command printed and how it ended."""

    def __init__(self, folder: Path, name: str) -> None:
        self.stdout, self.stderr = ((folder / f"{name}.{stream}").read_bytes() for stream in ("stdout", "stderr"))
        self.status = (folder / f"{name}.status").read_text()


def run(folder: Path, encoding: str, commands: dict[str, list[object]]) -> dict[str, Said]:
    """Run commands where output has an encoding; ``C`` for a system without any language."""
    folder.mkdir()
    kept = {name: value for name, value in os.environ.items() if name not in (*BARE, "PYTHONIOENCODING", "LANG")}
    setting = BARE if encoding == "C" else {"PYTHONIOENCODING": encoding}
    told = [str(word) for name, arguments in commands.items() for word in (name, *arguments, "--next")]
    subprocess.run([sys.executable, "-c", MAIN, str(folder), *told], env={**kept, **setting}, check=True)
    return {name: Said(folder, name) for name in commands}


def test_commands_say_what_they_can_in_every_encoding_and_keep_their_exit_status(project, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    text = project.file("names").read_text(encoding="utf-8").replace("卓尔智联", "𠮷卓 – é")
    (other / "names.csv").write_text(text.replace("name,english", "name,English"), encoding="utf-8")
    project.replace("claims", "sales in the north", "sales of 北方𠮷")
    commands: dict[str, list[object]] = {
        "check": ["check", "--data", other],
        "compare": ["compare", "data", other],
        "same": ["compare", "data", "data"],
        "audit": ["audit", "--language", "zh"],
        "json": ["audit", "--language", "en", "--format", "json"],
        "problem": ["check", "--data", tmp_path / "研究"],
        "usage": ["研究"],
    }
    rows = {}
    for encoding in ("C", "cp1252", "gbk", "utf-8"):
        done = run(tmp_path / f"said {encoding}", encoding, commands)
        assert {name: found.status for name, found in done.items()} == {
            "check": "0",
            "compare": "1",
            "same": "0",
            "audit": "0",
            "json": "0",
            "problem": "1",
            "usage": "2",
        }, (encoding, {name: found.stderr for name, found in done.items()})
        for name, found in done.items():
            assert b"Traceback" not in found.stdout + found.stderr, (encoding, name)
            assert bool(found.stderr) is (name in ("problem", "usage")), (encoding, name)
        # click takes ASCII for a terminal that nobody set up
        rows[encoding] = json.loads(done["json"].stdout.decode("utf-8" if encoding == "C" else encoding))
    assert [encoding for encoding in rows if rows[encoding] != rows["utf-8"]] == []
    assert rows["utf-8"][0]["subject"] == "sales of 北方𠮷"

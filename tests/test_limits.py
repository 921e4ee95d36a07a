"""A command that the system grants too little says what, how much it needs and how it gets it, before it runs out of it."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

import pytest

import commands
from handbook import limits

resource = pytest.importorskip("resource", reason="Windows has no such limits")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold processes to them")

ALLOWS_MORE = "allows more, in a new shell where this one refuses it.\n"
LIMITED = "import resource; resource.setrlimit(resource.{what}, ({size}, {size}))\n" + commands.MAIN


def test_command_with_few_addresses_is_refused_before_its_imports():
    for size in (60, 100, 200, 300):
        limit = partial(resource.setrlimit, resource.RLIMIT_AS, (size * 10**6, size * 10**6))
        command = [sys.executable, "-c", commands.MAIN, "build"]
        done = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            f"A process may have {size} MB of addresses, and a command needs {limits.START:,}: "
            f"`ulimit -v unlimited` {ALLOWS_MORE}"
        )


@pytest.mark.parametrize(
    ("what", "size", "said"),
    [
        ("RLIMIT_NOFILE", 16, "16 files may be open at a time, and a build needs {files}: `ulimit -n 256` "),
        (
            "RLIMIT_AS",
            8_000 * 10**6,
            "A process may have 8,000 MB of addresses, and a build needs 80,000: `ulimit -v unlimited` ",
        ),
    ],
)
def test_build_that_is_granted_too_little_is_refused_and_leaves_the_site_and_no_work(project, what, size, said):
    site = project.root / "_build" / "html"
    site.mkdir(parents=True)
    files = {"index.html": "the last good site", "edition.json": "{}"}
    for name, text in files.items():
        (site / name).write_text(text, encoding="utf-8")
    done = commands.run(project.root, "build", "--jobs", "2", code=LIMITED.format(what=what, size=size))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == said.format(files=limits.files(2)) + ALLOWS_MORE
    left = [file for file in (project.root / "_build").rglob("*") if file.is_file()]
    assert {file.name: file.read_text(encoding="utf-8") for file in left} == files


def test_more_files_are_opened_where_the_system_allows_them_when_asked():
    code = (
        "import resource\nfrom handbook import limits\nmost = resource.getrlimit(resource.RLIMIT_NOFILE)[1]\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (16, most))\nlimits.need('a build', opened=72)\n"
        "print(resource.getrlimit(resource.RLIMIT_NOFILE) == (72, most))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "True\n"

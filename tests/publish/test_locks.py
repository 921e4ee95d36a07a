"""Builds that would write into the same folders: one after the other, whatever becomes of the first."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

import commands
from handbook import cli
from handbook.publish import locks
from handbook.publish.build import Edition, PublishError, build, up_to_date
from tools import generate

ROOT = Path(__file__).resolve().parents[2]
WAITS = "this one waits until it has ended"


def edition(project, *languages: str) -> Edition:
    return Edition(project.root, project.data, project.root.parent / "sites" / "site", languages)


def files(site: Path) -> dict[str, bytes]:
    return {str(file.relative_to(site)): file.read_bytes() for file in sorted(site.rglob("*")) if file.is_file()}


def test_two_builds_at_once_give_the_site_of_one(tmp_path):
    root = tmp_path / "handbook"
    root.mkdir()
    generate.book(root, 1, (ROOT / "_config.yml").read_text(encoding="utf-8"))
    commands.share_drawings(root)
    command = ("build", "--jobs", "1", "--output", "out")
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(commands.run, root, *command) for _ in "ab"]
    said = [(build.result().stdout, build.result().stderr) for build in both]
    assert [build.result().returncode for build in both] == [0, 0], said
    assert sorted(out.count("region_001: executed") for out, _ in said) == [0, 1]
    assert sum(WAITS in out for out, _ in said) == 1
    assert all(err == "" for _, err in said)
    together = files(root / "out")
    shutil.rmtree(root / "_build")
    shutil.rmtree(root / "out")
    assert commands.run(root, *command).returncode == 0
    assert files(root / "out") == together


@pytest.mark.parametrize("folder", ["handbook/_build/work", "sites"])
def test_build_waits_for_one_of_the_same_project_or_into_the_same_folder(project, no_pages, folder):
    """Editions of a project share drawings and chapters; another clone may write into the same folder."""
    sites = project.root.parent / "sites"
    other = contextlib.ExitStack()
    other.enter_context(locks.held(project.root.parent / folder))
    told = []

    def waiting(message: str) -> None:
        told.append((message, sites.exists() and files(sites)))
        other.close()

    build(edition(project), workers=1, waiting=waiting)
    assert told == [
        (
            f"Another build is running in {project.root.parent / folder}: {WAITS} (Ctrl+C gives up).",
            {} if folder == "sites" else False,
        )
    ]
    assert (sites / "site" / "zh" / "index.html").read_text(encoding="utf-8").startswith("zh: ")


def test_refresh_waits_for_a_build_and_says_so(project, monkeypatch):
    other = contextlib.ExitStack()
    other.enter_context(locks.held(project.root / "_build" / "work"))
    monkeypatch.setattr(locks.time, "sleep", lambda seconds: other.close())
    result = CliRunner().invoke(cli.main, ["refresh", "sales"])
    assert result.exit_code == 0
    assert WAITS in result.output
    assert result.output.endswith("stored outputs changed: sales\n")


def test_builds_one_after_the_other_do_not_wait(project, no_pages):
    for languages in (("en",), ("zh",), ()):
        build(edition(project, *languages), workers=1, waiting=pytest.fail)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork there")
def test_build_that_was_killed_holds_nothing_though_a_child_of_it_lives_on(tmp_path):
    holder = (
        "import os, sys, time\nfrom pathlib import Path\nfrom handbook.publish import locks\n"
        f"with locks.held(Path({str(tmp_path)!r})):\n"
        "    child = os.fork()\n    if child:\n        print(child, flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        try:
            told = []
            with locks.held(tmp_path, lambda: (told.append("held"), process.kill())):
                assert told == ["held"]
                os.kill(child, 0)  # still there
        finally:
            os.kill(child, signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_no_child_outlives_a_build_that_was_killed():
    holder = (
        "import os, signal, time\nfrom handbook import executors\nexecutors.tie_children()\n"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"  # who runs the tests may ignore it, as nohup does
        "child = os.fork()\nif not child:\n    os.write(1, f'{os.getpid()} {os.fork()}\\n'.encode())\ntime.sleep(60)\n"
    )
    for end in (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP):
        with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            children = {
                number for line in (process.stdout.readline(), process.stdout.readline()) for number in line.split()
            }
            process.send_signal(end)
            # All that hold the pipe have ended when it does.
            assert process.stdout.read() == ""
        assert len(children) == 3, "a child, its child, and the 0 of that one"


def test_state_that_cannot_be_read_means_that_the_site_is_built_anew(project, no_pages):
    build(edition(project), workers=1)
    told: list[str] = []
    assert up_to_date(edition(project), told.append)
    stamp = project.root / "_build" / "work" / "original" / "stamp.json"
    for content in ('{"state": "', "[]", "{}"):
        stamp.write_text(content, encoding="utf-8")
        assert not up_to_date(edition(project), told.append)
        assert told.pop() == f"{stamp}: what the last build left here cannot be read; the site is built anew."
        build(edition(project), workers=1)
        assert up_to_date(edition(project), told.append)
        assert told == []


def test_page_that_was_edited_after_its_check_is_not_published(project, no_pages):
    made = edition(project)
    assert not up_to_date(made)  # asked before the check
    (project.root / "book" / "index.md").write_text("# Nobody checked this\n", encoding="utf-8")
    with pytest.raises(PublishError, match=r"book/index.md: edited while the book was built. Build again."):
        build(made, workers=1)
    assert not (project.root.parent / "sites" / "site").exists()


def test_site_does_not_go_where_builds_work(project):
    built = project.root / "_build"
    work = built / "work"
    for output in (built, work, work / "en" / "html", work / "original" / "en" / "html", project.root):
        result = CliRunner().invoke(cli.main, ["build", "--output", str(output)])
        assert result.exit_code == 1, output
        assert "may not lie one inside the other. Choose another folder with --output." in result.stderr, output
        assert not built.exists(), output


def test_work_folder_that_cannot_be_made_is_named(project):
    (project.root / "_build").write_text("a file", encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["build", "--output", str(project.root.parent / "site")])
    assert result.exit_code == 1
    assert (
        f"{project.root}/_build/work: the site cannot be written there (Not a directory). Builds work" in result.stderr
    )

"""Drawings that are made beforehand, with small fonts, are those that would be made one by one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from commands import vega
from handbook import executors
from handbook.site import labels, render, render_pool
from handbook.site.frames import Frame
from samples import drawn

ALONE = """
import json, sys
from pathlib import Path
from handbook.site import render
from handbook.site.frames import Frame
cache = Path(sys.argv[1])
for spec, frame in json.loads(sys.stdin.read()):
    render.prepare(spec, cache, frame and Frame(**frame))
"""


def _run(code: str, told: object, *folders: Path) -> None:
    """Run code in a fresh process, which has not drawn yet."""
    subprocess.run([sys.executable, "-c", code, *folders], input=json.dumps(told), text=True, check=True)


def _files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_small_fonts_and_processes_change_no_byte_of_a_drawing(tmp_path, monkeypatch):
    if not (executors.can_fork() and render_pool._faces()):
        pytest.skip("needs fork, fc-list and Noto Sans CJK SC (apt-get install fontconfig fonts-noto-cjk)")
    monkeypatch.setattr(render_pool, "WORTH", 1)
    # One that leaves the page with its address, one with characters that no chart has, and one that stays.
    shared = Frame("题", "空心", "bars", "来源：统计局", "手册", "https://example.org/zh/a.html#F01")
    figures = [(drawn("bars", "zh"), shared), (drawn("timeline", "zh"), Frame("罕")), (drawn("lines"), None)]
    for name in ("together", "alone"):
        (tmp_path / name).mkdir()
        shutil.copy(vega(), tmp_path / name)
    with render_pool.begun(figures, tmp_path / "together", 2):
        assert render_pool.finished()
    assert len(list((tmp_path / "together").glob("fonts-*/*.otf"))) == len(render_pool._faces())
    _run(ALONE, [(spec, frame and asdict(frame)) for spec, frame in figures], tmp_path / "alone")
    together, alone = (_files(tmp_path / name) for name in ("together", "alone"))
    assert sorted(together) == sorted(alone)
    assert [name for name, content in together.items() if alone[name] != content] == []
    assert {Path(name).suffix for name in together} == {".svg", ".png", ".json", ".complete", ".js"}


READY = """
import json, multiprocessing, sys
from pathlib import Path
from handbook.site import render, render_pool
figures, ready, later = [(json.loads(sys.stdin.read()), None)], *map(Path, sys.argv[1:])
with render_pool.awake(ready):
    [waiting] = multiprocessing.active_children()
    with render_pool.begun(figures, ready, 1):
        assert render_pool.finished()
    assert multiprocessing.active_children() == [], "the one that was ready has drawn"
with render_pool.begun(figures, later, 1):
    assert render_pool.finished()
with render_pool.awake(ready):
    assert multiprocessing.active_children() != []
assert multiprocessing.active_children() == [], "one that has nothing to draw ends too"
with render_pool.awake(ready / "none"):
    assert multiprocessing.active_children() == []
"""


def test_process_that_is_ready_draws_the_same_and_ends(tmp_path):
    if not executors.can_fork():
        pytest.skip("needs fork")
    folders = [tmp_path / "ready", tmp_path / "later"]
    for folder in folders:
        folder.mkdir()
        shutil.copy(vega(), folder)
    _run(READY, drawn("bars", "zh"), *folders)
    ready, later = map(_files, folders)
    assert ready == later
    assert len(ready) > 3


CHANGED = """
import json, multiprocessing, sys
from pathlib import Path
from handbook.site import render_pool
figures, cache = json.loads(sys.stdin.read()), Path(sys.argv[1])
render_pool.WORTH = 1
with render_pool.begun([(figures[0], None)], cache, 1):
    assert render_pool.finished()
render_pool.WORTH = 24
_, characters = render_pool.largest_cut_font(cache)
for figure, known in zip(figures[1:], (True, False)):
    with render_pool.awake(cache):
        [waiting] = multiprocessing.active_children()
        with render_pool.begun([(figure, None)], cache, 1):
            assert render_pool.finished()
        assert (multiprocessing.active_children() == []) is known, "who waits has all characters, or draws nothing"
cut = next(cache.glob("fonts-*/fonts.conf")), characters
assert render_pool.largest_cut_font(cache) == cut, "no other font was cut"
for damaged in sorted(cut[0].parent.iterdir()):
    for content in (damaged.read_bytes()[:-9], b"", b"\\xff"):
        damaged.write_bytes(content)
        assert render_pool.largest_cut_font(cache) is None, damaged
    assert render_pool.small_fonts(characters, cache) == cut[0]
    assert render_pool.largest_cut_font(cache) == cut, "what is damaged is cut again"
render_pool._faces = lambda: [("another.ttc", 0)]
assert render_pool.largest_cut_font(cache) is None, "the system has another font now"
"""


def test_few_drawings_take_a_font_that_was_cut_before_where_it_has_their_characters(tmp_path):
    if not (executors.can_fork() and render_pool._faces()):
        pytest.skip("needs fork, fc-list and Noto Sans CJK SC (apt-get install fontconfig fonts-noto-cjk)")
    folders = [tmp_path / "changed", tmp_path / "alone"]
    for folder in folders:
        folder.mkdir()
        shutil.copy(vega(), folder)
    spec = drawn("bars", "zh")
    figures = [spec, {**spec, "title": "12.5"}, {**spec, "title": "罕"}]
    _run(CHANGED, figures, folders[0])
    _run(ALONE, [(figure, None) for figure in figures], folders[1])
    changed, alone = map(_files, folders)
    assert changed == alone


def test_white_ground_is_the_one_that_vega_draws(tmp_path):
    spec = labels.in_words(drawn("bars", "zh"))
    script = "import json, sys, vl_convert; print(vl_convert.vegalite_to_svg(json.load(sys.stdin)), end='')"
    vegas = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps({**spec, "background": "white"}),
        capture_output=True,
        text=True,
        check=True,
    )
    ours = subprocess.run(
        [
            sys.executable,
            "-c",
            "import json, sys; from pathlib import Path; from handbook.site import render\n"
            "print(render.standalone(json.load(sys.stdin), Path(sys.argv[1])), end='')",
            str(tmp_path),
        ],
        input=json.dumps(spec),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ours.stdout == vegas.stdout != ""


AFTER_ANOTHER = """
import json, sys
from pathlib import Path
from handbook.site import render, render_pool
cache = Path(sys.argv[1])
first, second = json.loads(sys.stdin.read())
render.prepare(first, cache)
with render_pool.begun([(second, None)], cache, 1):
    assert render_pool.finished()
"""


def test_process_that_has_drawn_begins_other_drawings_without_hanging(tmp_path):
    specs = [drawn("bars"), drawn("lines", "zh")]
    shutil.copy(vega(), tmp_path)
    subprocess.run(
        [sys.executable, "-c", AFTER_ANOTHER, str(tmp_path)],
        input=json.dumps(specs),
        text=True,
        check=True,
        timeout=120,
    )


def test_drawing_that_fails_beforehand_is_reported_as_missing(tmp_path):
    """The page that needs it then draws it, and says what is wrong with it."""
    wrong = {"mark": "no such mark"}
    shutil.copy(vega(), tmp_path)
    with render_pool.begun([(wrong, None)], tmp_path, 1):
        assert not render_pool.finished()
    assert not render.complete(wrong, tmp_path)


def test_drawing_that_cannot_be_kept_is_told_by_the_page_that_needs_it_and_not_before(tmp_path, capfd):
    taken = tmp_path / "drawings"
    taken.write_text("a file", encoding="utf-8")
    with render_pool.begun([({"mark": "bar"}, None)], taken, 1):
        assert not render_pool.finished()
    assert capfd.readouterr() == ("", "")


def test_build_that_fails_does_not_wait_for_its_drawings(tmp_path, monkeypatch):
    if not executors.can_fork():
        pytest.skip("needs fork")
    monkeypatch.setattr(render, "prepare", lambda *_: time.sleep(60))

    def fail() -> None:
        with render_pool.begun([({"mark": "bar"}, None)] * 2, tmp_path, 2):
            time.sleep(0.5)
            raise RuntimeError("no page")

    started = time.monotonic()
    with pytest.raises(RuntimeError, match="no page"):
        fail()
    assert time.monotonic() - started < 30


def test_nothing_begun_is_nothing_finished():
    assert not render_pool.finished()


def test_no_font_no_small_fonts(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", os.devnull)
    assert render_pool.small_fonts({"a"}, tmp_path) is None


@pytest.mark.parametrize(
    "said", [r"printf '\377\376|0\n'", "echo hello world", "echo '/a.ttc|'", "exit 3", "exec nothing"]
)
def test_program_that_lists_fonts_oddly_is_as_good_as_none(tmp_path, monkeypatch, said):
    program = tmp_path / "fc-list"
    program.write_text(f"#!/bin/sh\n{said}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert render_pool.small_fonts({"a"}, tmp_path) is None
    assert render_pool.largest_cut_font(tmp_path) is None

"""A site takes the place of the last one in one step: whatever ends a build, readers have the old site or the new."""

from __future__ import annotations

import contextlib
import ctypes
from pathlib import Path

import pytest

from handbook.publish import swap
from handbook.publish.edition import PublishError

OLD = {"edition.json": b"{}", "a.html": b"old", "data/same.csv": b"1", "gone.html": b"x"}
NEW = {"edition.json": b"{}", "a.html": b"new", "data/same.csv": b"1", "more/b.html": b"y"}


def files(site: Path) -> dict[str, bytes]:
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


@pytest.fixture
def site(tmp_path) -> Path:
    """Give a folder with a published site, the only thing in the folder above it."""
    output = tmp_path / "html"
    assert swap.put(OLD, output) == len(OLD)
    return output


@pytest.fixture(params=["in one step", "in two"])
def way(request, monkeypatch) -> str:
    """Let folders change names in one step, and as where the system cannot do that."""
    if request.param == "in two":
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    return request.param


def test_site_holds_what_it_was_given_and_unchanged_files_keep_their_date(site, way):
    before = (site / "data/same.csv").stat().st_mtime_ns
    assert swap.put(NEW, site) == 3, "one changed, one new, one gone"
    assert files(site) == NEW
    assert (site / "data/same.csv").stat().st_mtime_ns == before
    folder = site.stat().st_ino
    assert swap.put(NEW, site) == 0
    assert site.stat().st_ino == folder, "nothing to do, nothing done"
    assert [entry.name for entry in site.parent.iterdir()] == ["html"]


STEPS = ["_lay", "_exchange", "out of the way", "rmtree"]


@pytest.mark.parametrize("step", STEPS)
def test_build_that_is_ended_at_any_step_leaves_a_whole_site_and_the_next_one_tidies_up(site, way, step, monkeypatch):
    class KilledError(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    if step == "out of the way":
        rename = Path.rename

        def once(self: Path, target: Path) -> Path:
            if self.name.endswith("-new"):
                raise KilledError
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", once)
    # A process that is killed tidies nothing up.
    monkeypatch.setattr(swap.shutil, "rmtree", killed if step == "rmtree" else lambda *_, **__: None)
    if step.startswith("_"):
        monkeypatch.setattr(swap, step, killed)
    with contextlib.suppress(KilledError):
        swap.put(NEW, site)
    monkeypatch.undo()
    if site.exists():
        assert files(site) in (OLD, NEW)
    swap.ready(site)
    assert files(site) in (OLD, NEW)
    swap.put(NEW, site)
    assert files(site) == NEW
    assert [entry.name for entry in site.parent.iterdir()] == ["html"]


def test_full_disk_leaves_the_last_site_and_is_told(site, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(PublishError, match="the site cannot be written there \\(No space left on device\\)"):
        swap.put(NEW, site)
    assert files(site) == OLD
    assert [entry.name for entry in site.parent.iterdir()] == ["html"]


def test_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "diary.txt").write_text("dear diary")
    with pytest.raises(PublishError, match="holds other files and no site of the handbook"):
        swap.put(NEW, tmp_path / "html")
    assert files(tmp_path) == {"html/diary.txt": b"dear diary"}


def test_site_behind_a_link_is_replaced_where_it_lies(site, tmp_path):
    link = tmp_path / "elsewhere" / "current"
    link.parent.mkdir()
    link.symlink_to(site)
    swap.put(NEW, link)
    assert link.is_symlink()
    assert files(site) == NEW

"""Draw the figures of a book beforehand, in processes of their own, while Sphinx reads.

Drawing is most of the work of a new site, and nearly all of that is measuring Chinese text: the drawing library
opens the font, 20 MB of it, for every character. So a font is cut down to the characters that occur, which gives the
same drawings to the byte in a third of the time; the few drawings of a change take a font that was cut before. Whatever
is missing here (processes that fork, fontTools, the font), Sphinx draws for itself as it goes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence, Set
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from handbook import executors
from handbook.site import render
from handbook.site.frames import Frame

__all__ = ["Drawn", "awake", "begun", "finished"]

FAMILY = "Noto Sans CJK SC"
WORTH = 24
"""From how many drawings on it pays to cut the font."""

FEW = 4
"""So many drawings take as long as the drawing library takes to begin."""

ALWAYS = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2040), 0x2212, 0x2190, 0x2192)))
"""Characters that a drawing may hold though its specification does not: digits, minus, ellipsis."""

Drawn = tuple[dict[str, Any] | None, Frame | None]
"""A chart (none where a figure is a table) and its frame (none where nothing of it leaves the page)."""


@dataclass(frozen=True)
class Waiting:
    """A process that has the drawing library ready.

    Attributes:
        process: it, which draws once it is told to.
        pipe: by which it is told what to draw.
        characters: that its font has; None for all.
    """

    process: Any
    pipe: Connection
    characters: frozenset[str] | None


_begun: list[tuple[Any, list[Drawn], Path]] = []
_awake: list[Waiting] = []


@contextlib.contextmanager
def awake(cache: Path) -> Iterator[None]:
    """Have the drawing library ready as long as the block runs: it takes half a second to begin.

    That is for the few drawings of a change, in a font that was cut before. A first build cuts a font of its own and
    starts its processes with it.

    Args:
        cache: folder that keeps drawings.
    """
    if not (executors.can_fork() and cache.is_dir()) or "vl_convert" in sys.modules:
        yield
        return
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    settings, characters = largest_cut_font(cache) or (None, None)
    process = fork.Process(target=_when_told, args=(receiver, sender, settings), daemon=True)
    process.start()
    receiver.close()
    _awake.append(Waiting(process, sender, characters))
    try:
        yield
    finally:
        _awake.clear()
        process.terminate()
        process.join()
        sender.close()


def _when_told(receiver: Connection, sender: Connection, settings: Path | None) -> None:
    """Load the drawing library, then draw what it is told."""
    os.setpgid(0, 0)
    sender.close()
    _prefer(settings)
    # What could not be drawn is drawn, or told, by the process that needs it.
    with contextlib.suppress(EOFError, OSError, MemoryError, ValueError):
        import vl_convert

        vl_convert.vegalite_to_svg({"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "mark": "bar"})
        _share((*receiver.recv(), True))


def _told(figures: list[Drawn], cache: Path) -> Any:
    """Return the process that was ready, which now draws some figures; None where there is none for them."""
    if not _awake or len(figures) >= WORTH:
        return None
    waiting = _awake[0]
    if waiting.characters is not None and not _characters(figures) <= waiting.characters:
        return None
    try:
        waiting.pipe.send((figures, cache))
    except OSError:  # it has ended before it was needed
        return None
    return waiting.process


@contextlib.contextmanager
def begun(figures: Sequence[Drawn], cache: Path, workers: int) -> Iterator[None]:
    """Draw in the background as long as the block runs.

    Args:
        figures: Vega-Lite specifications, and the frames of what leaves the page.
        cache: folder that keeps drawings; see `handbook.site.render`.
        workers: how many at a time.
    """
    missing = [(spec, frame) for spec, frame in figures if not render.complete(spec, cache, frame)]
    process = None
    if executors.can_fork() and not (process := _told(missing, cache)):
        # The drawing library hangs in the fork of a process that has drawn: such a one starts a fresh process.
        start: Any = multiprocessing.get_context("spawn" if "vl_convert" in sys.modules else "fork")
        process = start.Process(target=_all, args=(missing, cache, workers, len(missing) >= WORTH))
        process.start()
    if process is not None:
        _begun.append((process, missing, cache))
    try:
        yield
    except BaseException:
        if process is not None:
            assert process.pid is not None
            # Nobody will look at the drawings: end the process with all that it has begun.
            process.terminate()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        raise
    finally:
        _begun.clear()
        if process is not None:
            process.join()


def finished() -> bool:
    """Wait for what was begun; return whether all of it is there.

    Where it is not, this process may have to draw, after which it must not be forked any more.
    """
    for process, figures, cache in _begun:
        wait([process.sentinel])  # a fork of the process that began it may ask, and could not join it
        if not all(render.complete(spec, cache, frame) for spec, frame in figures):
            return False
    return bool(_begun)


def _all(figures: list[Drawn], cache: Path, workers: int, cut: bool) -> None:
    os.setpgid(0, 0)
    characters = _characters(figures)
    if cut:
        _prefer(small_fonts(characters, cache, workers))
    elif (before := largest_cut_font(cache)) and characters <= before[1]:
        _prefer(before[0])
    workers = max(1, min(workers, len(figures) // FEW))
    # Large ones first, dealt out in turn: the processes end together.
    dealt = sorted(figures, key=lambda figure: -len(_text(figure)))
    shares = [(dealt[start::workers], cache, start == 0) for start in range(workers)]
    # What could not be drawn is drawn, or told, by the process that needs it.
    with contextlib.suppress(OSError, MemoryError, executors.LostError):
        for _ in executors.Forks(workers).map(_share, shares):
            pass


def _text(figure: Drawn) -> str:
    spec, frame = figure
    return json.dumps([spec, frame and asdict(frame)], ensure_ascii=False)


def _characters(figures: list[Drawn]) -> frozenset[str]:
    """Return the characters that drawings may hold."""
    return frozenset(ALWAYS).union(*map(_text, figures))


def _prefer(settings: Path | None) -> None:
    """Let the drawing library, which is not loaded yet, find fonts as some settings for fontconfig say."""
    if settings is not None:
        os.environ["FONTCONFIG_FILE"] = str(settings)


def _share(share: tuple[list[Drawn], Path, bool]) -> None:
    figures, cache, first = share
    if first:
        render.vega(cache)
    for spec, frame in figures:
        # A specification that cannot be drawn is reported by the page that needs it.
        with contextlib.suppress(ValueError):
            render.prepare(spec, cache, frame)


# ── small fonts ──────────────────────────────────────────────────────────────────────────────────


def small_fonts(characters: Set[str], cache: Path, workers: int = 1) -> Path | None:
    """Cut the font down to some characters; return settings for fontconfig that prefer it, None where that fails."""
    faces = _faces()
    if not faces:
        return None
    text = "".join(sorted(characters))
    folder = _folder(cache, faces, text)
    settings = folder / SETTINGS
    if _cut_before(folder) != text:
        jobs = [(file, index, text, folder / f"{place}.otf") for place, (file, index) in enumerate(faces)]
        try:
            for _ in executors.Forks(workers).map(_cut, jobs):
                pass
        except (ImportError, OSError, executors.LostError):
            return None
        settings.write_text(_preferring(folder), encoding="utf-8")
        record = {"characters": text, "fonts": _digest(folder)}
        (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return settings


SETTINGS, RECORD = "fonts.conf", "cut.json"
"""Names of the settings that prefer cut fonts, and of what says which characters they have, beside them."""


def _preferring(folder: Path) -> str:
    """Return settings for fontconfig that look into a folder before they look where the system keeps its fonts."""
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>'
        f'<dir>{folder}</dir><include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>\n'
    )


def _digest(folder: Path) -> str:
    """Return a digest of the fonts in a folder."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(folder.glob("*.otf")))).hexdigest()


def _cut_before(folder: Path) -> str | None:
    """Return the characters of the fonts in a folder; None where fonts or settings are not as they were written."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        settings = (folder / SETTINGS).read_text(encoding="utf-8")
        if settings == _preferring(folder) and record["fonts"] == _digest(folder):
            return str(record["characters"])
    return None


def _folder(cache: Path, faces: list[tuple[str, int]], text: str) -> Path:
    """Return the folder of the fonts that are cut from some faces down to the characters of a text."""
    return (cache / f"fonts-{hashlib.sha256(f'{faces}{text}'.encode()).hexdigest()[:16]}").absolute()


def largest_cut_font(cache: Path) -> tuple[Path, frozenset[str]] | None:
    """Return the settings of those cut fonts that have most characters, and these; None where there are none.

    Fonts that were cut from faces which are not the system's any more do not count, nor do damaged ones.
    """
    faces, known = _faces(), []
    for folder in cache.absolute().glob("fonts-*"):
        characters = _cut_before(folder)
        if characters is not None and folder == _folder(cache, faces, characters):
            known.append((folder / SETTINGS, frozenset(characters)))
    return max(known, key=lambda fonts: len(fonts[1]), default=None)


def _faces() -> list[tuple[str, int]]:
    """Return file and place of each face of the font; none where it has many, or cannot be asked for."""
    program = shutil.which("fc-list")
    if program is None or "FONTCONFIG_FILE" in os.environ:
        return []
    command = [program, "--format", "%{file}|%{index}\n", FAMILY]
    # Drawings need no answer: the system's font is found by the drawing library too.
    with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
        listed = subprocess.run(command, capture_output=True, text=True, check=False, timeout=5).stdout
        lines = sorted(line.rpartition("|") for line in listed.split("\n") if line)
        return [(file, int(index)) for file, _, index in lines] if len(lines) <= 4 else []
    return []


def _cut(job: tuple[str, int, str, Path]) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    file, index, text, target = job
    options = subset.Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True)
    # Bounds of the whole font stay: nothing drawn depends on them, and to find new ones takes as long as all the rest.
    font = TTFont(file, fontNumber=index, lazy=True, recalcBBoxes=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)

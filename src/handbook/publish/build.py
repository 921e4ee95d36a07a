"""Publish an edition: executed chapters and written pages become a static site.

The work goes into a folder of the edition below ``_build``; the finished site is copied to its folder only when all
went well, file by file and only where the content differs. So the last good site survives every failure, and an
unchanged page keeps its date.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
import yaml

from handbook import __version__, executors, notebooks
from handbook.audit.validate import strangers
from handbook.figures.chapter import FIGURE_MIME
from handbook.language import wording
from handbook.language.catalogue import WRITTEN_IN
from handbook.language.interface import localized, say, tag
from handbook.publish import execute, locks, provenance, stored
from handbook.tables import bibliography as sources
from handbook.tables import diff as changes
from handbook.tables.appended import FOLDER
from handbook.tables.snapshot import TableError, Tables, prepared

__all__ = ["Edition", "PublishError", "build", "refresh", "tables_of", "up_to_date"]

STAMP = "stamp.json"
EDITION = "edition.json"
SAID = 30
"""How many lines of what Sphinx said a message repeats, the last ones."""

LABELLED = 4
"""How many replaced tables the label names; all stand in ``edition.json`` and on the page of changes."""


UNWRITABLE = "the site cannot be written there ({})."
ELSEWHERE = "Choose another folder with --output."
NEEDED = "Builds work in this folder: see that it can be made and written."


class PublishError(RuntimeError):
    """The pages could not be built, or the site could not be written."""


@dataclass(frozen=True)
class Edition:
    """One edition of the handbook.

    Attributes:
        root: the project's folder.
        data_dir: folder with tables.
        output: folder of the site.
        language: ``en`` or ``zh``.
        parameters: for every chapter, besides folder and language.
    """

    root: Path
    data_dir: Path
    output: Path
    language: str = WRITTEN_IN
    parameters: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def tables(self) -> Tables:
        """The tables of the edition, one snapshot for all that is made of it."""
        return Tables.open(self.data_dir, self.root / "data")

    @cached_property
    def state(self) -> str:
        """A digest of all that the site depends on, as it was when it was first asked for: before tables are read."""
        return state_of(self)

    @property
    def own(self) -> bool:
        """Whether all tables are the handbook's own."""
        return self.data_dir == (self.root / "data").absolute()

    @property
    def shared(self) -> Path:
        """Folder for what all languages of the edition have in common."""
        if self.own and not self.parameters:
            return self.root / "_build" / "work" / "original"
        name = hashlib.sha256(f"{self.data_dir}|{sorted(self.parameters.items())}".encode()).hexdigest()[:12]
        return self.root / "_build" / "work" / name

    @property
    def executed(self) -> Path:
        """Folder with the executed chapters, which hold all languages."""
        return self.shared / "executed"

    @property
    def work(self) -> Path:
        """Folder for what one build of a language leaves to the next."""
        return self.shared / self.language

    @property
    def drawings(self) -> Path:
        """Folder with the drawings of all editions: the same chart is drawn once."""
        return self.shared.parent / "drawings"

    @property
    def replaced(self) -> list[str]:
        """Names of the tables whose cells differ from the handbook's own, in the order of the data package."""
        return [] if self.own else changes.replaced(self.tables)

    @property
    def about(self) -> dict[str, Any]:
        """What the edition says of itself on every page and in ``edition.json``.

        No time and no folder stands in it: the same tables give the same edition.
        """
        replaced = [self._replaced(name) for name in self.replaced]
        every = "".join(map(self.tables.digest, self.tables.names))
        return {
            "label": self._label(replaced),
            "language": self.language,
            "handbook": __version__,
            "commit": provenance.commit(self.root),
            "parameters": dict(sorted(self.parameters.items())),
            "digest": hashlib.sha256(every.encode()).hexdigest(),
            "replaced": replaced,
        }

    def _replaced(self, name: str) -> dict[str, Any]:
        entry = self.tables.resource(name)
        title = localized(entry, "title", self.language) or name
        first, last = changes.periods(name, self.tables)
        return {
            "table": name,
            "title": title,
            "rows": len(self.tables.text(name)),
            "first_period": first,
            "last_period": last,
            "last_period_of_the_handbook": changes.periods(name, self.tables.own)[1]
            if name in self.tables.own.names
            else "",
            "digest": self.tables.digest(name),
        }

    def _label(self, replaced: list[dict[str, Any]]) -> str:
        if not replaced:
            return say(self.language, "original edition")
        named = [
            entry["table"]
            + (f" ({wording.span(entry['first_period'], entry['last_period'])})" if entry["last_period"] else "")
            for entry in replaced
        ]
        if len(named) > LABELLED:
            rest = len(named) - LABELLED + 1
            named = [*named[: LABELLED - 1], say(self.language, "{count} more", context="tables", count=rest)]
        words = wording.listing(named, self.language)
        return say(self.language, "tables replaced: {names}", names=words)


def tables_of(data_dir: Path | None, root: Path) -> Tables:
    """Return an edition's tables, the report's own by default.

    Raises:
        PublishError: when there is no such folder, or it holds no table of the handbook.
    """
    folder = (data_dir or root / "data").absolute()
    if not folder.is_dir():
        raise PublishError(f"{data_dir}: there is no such folder. Name a folder with tables, or leave --data out.")
    tables = Tables.open(folder, root / "data")
    try:
        empty = data_dir and not tables.held
    except TableError as error:
        raise PublishError(str(error)) from None
    if empty:
        names = tables.own.names
        said = (
            f"{data_dir}: no table of the handbook is in this folder. A table has the name of the one that it "
            f"replaces, such as {names[0]}.csv. Names are: {', '.join(names)}."
        )
        raise PublishError("\n".join([said, *map(str, strangers(tables))]))
    return tables


# ── what a build depends on ──────────────────────────────────────────────────────────────────────


def _inputs(edition: Edition) -> Iterator[Path]:
    """Yield every file that the site depends on."""
    root = edition.root
    yield from (root / "_config.yml", root / "_toc.yml", root / "requirements.lock")
    for folder, pattern in (
        (root / "book", "**/*"),
        # The code that runs, wherever it is installed: a copy of the project may have none of its own.
        (root / "src", "**/*"),
        (Path(__file__).parents[1], "**/*"),
        (root / "data", "*"),
        (edition.data_dir, "*"),
        (edition.data_dir / FOLDER, "*"),
    ):
        for file in sorted(folder.glob(pattern)):
            if file.is_file() and "__pycache__" not in file.parts and ".egg-info" not in str(file):
                yield file


def state_of(edition: Edition) -> str:
    """Return a digest of the content of all inputs, of the commit that the site names, and of the choices."""
    choices = f"{edition.language}|{sorted(edition.parameters.items())}|{sys.version_info[:2]}"
    digest = hashlib.sha256(f"{choices}|{provenance.commit(edition.root)}".encode())
    for file in _inputs(edition):
        digest.update(file.name.encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _listing(site: Path) -> dict[str, str]:
    return {
        str(file.relative_to(site)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(site.rglob("*"))
        if file.is_file()
    }


def up_to_date(edition: Edition) -> bool:
    """Return whether the site in the output folder is what a build would write now."""
    stamp = edition.work / STAMP
    if not stamp.is_file() or not edition.output.is_dir():
        return False
    said = json.loads(stamp.read_text(encoding="utf-8"))
    return bool(
        said["state"] == edition.state
        and said["output"] == str(edition.output)
        and said["files"] == _listing(edition.output)
    )


# ── building ─────────────────────────────────────────────────────────────────────────────────────


def build(
    edition: Edition,
    *,
    workers: int = 0,
    scheduler: str = "",
    force: bool = False,
    progress: Callable[[execute.Executed, int, int], None] | None = None,
    waiting: Callable[[str], None] | None = None,
) -> int:
    """Execute what changed, write the pages, and bring the output folder up to date.

    Args:
        edition: what is built.
        workers, scheduler, force, progress: see `handbook.publish.execute.execute_all`.
        waiting: told in words, once, when another build has to end first.

    Returns:
        How many files of the site were written or removed.

    Raises:
        ParameterError, ChapterError, LostError: see `handbook.publish.execute.execute_all`.
        PublishError: when the pages cannot be built without warnings, or the output cannot be written.
    """
    _apart(edition)
    with _alone(edition.shared.parent, waiting, NEEDED), _alone(edition.output, waiting, ELSEWHERE):
        _writable(edition)
        # Before anything is read: what is edited from here on is not in this site, and the next build must see it.
        state = edition.state
        with prepared(edition.tables):
            written = _build(edition, workers or executors.processors(), scheduler, force, progress)
        stamp = {"state": state, "output": str(edition.output), "files": _listing(edition.output)}
        _write(edition.work / STAMP, json.dumps(stamp))
    return written


@contextlib.contextmanager
def _alone(folder: Path, waiting: Callable[[str], None] | None, remedy: str) -> Iterator[None]:
    """Keep other builds out of a folder; all editions of a project share one for their work, as they share drawings."""

    def told() -> None:
        if waiting:
            waiting(f"Another build is running in {folder}: this one waits until it has ended (Ctrl+C gives up).")

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locks.held(folder, told))
        except OSError as error:
            raise PublishError(f"{folder}: {UNWRITABLE.format(error.strerror)} {remedy}") from None
        yield


def _build(
    edition: Edition,
    workers: int,
    scheduler: str,
    force: bool,
    progress: Callable[[execute.Executed, int, int], None] | None,
) -> int:
    if force:
        for folder in (edition.work, edition.drawings):
            shutil.rmtree(folder, ignore_errors=True)
    jobs = _jobs(edition)
    if not force:
        execute.adopt(jobs, edition.shared.parent)
    execute.execute_all(
        jobs, workers=workers, scheduler=scheduler, force=force, progress=progress, meanwhile=load_sphinx
    )
    source = edition.work / "source"
    _stage(edition, jobs, source)
    site = edition.work / "html"
    from handbook.site import render_pool as drawers

    with drawers.begun(_specifications(edition, jobs), edition.drawings, workers):
        _sphinx(edition, source, site, workers)
    _write(site / EDITION, json.dumps(edition.about, ensure_ascii=False, indent=1) + "\n")
    return _sync(site, edition.output)


def load_sphinx() -> None:
    """Import what writes the pages: the processor is free while the last chapters run."""
    import sphinxcontrib.bibtex  # noqa: F401

    from handbook.site import shell as site  # noqa: F401


def _jobs(edition: Edition) -> list[execute.Job]:
    parameters: dict[str, Any] = dict(edition.parameters)
    if not edition.own:
        parameters["data_dir"] = str(edition.data_dir)
    return [
        execute.Job(notebook, edition.executed / notebook.name, parameters, edition.data_dir)
        for notebook in execute.chapters(edition.root)
    ]


def _apart(edition: Edition) -> None:
    """Say why the site may not go to a folder: it would replace what it is made from."""
    there = edition.output.resolve()
    for what, folder in (("the tables", edition.data_dir), ("what builds leave to each other", edition.shared.parent)):
        if there.is_relative_to(folder.resolve()) or folder.resolve().is_relative_to(there):
            raise PublishError(
                f"{edition.output}: the site and {what} ({folder}) may not lie one inside the other. {ELSEWHERE}"
            )


def _writable(edition: Edition) -> None:
    """Make the output folder, or say why the site cannot go there: it would replace all that is in it."""
    output = edition.output
    try:
        output.mkdir(parents=True, exist_ok=True)
        if any(output.iterdir()) and not (output / EDITION).is_file():
            raise PublishError(
                f"{output}: this folder holds other files and no site of the handbook; a build would remove them. "
                "Choose an empty or a new folder with --output."
            )
        probe = output / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise PublishError(f"{output}: {UNWRITABLE.format(error.strerror)} {ELSEWHERE}") from None


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all, and only where its content changes."""
    content = text.encode()
    if not file.is_file() or file.read_bytes() != content:
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch = file.with_name(file.name + ".new")
        scratch.write_bytes(content)
        os.replace(scratch, file)


# ── sources of the pages ─────────────────────────────────────────────────────────────────────────


def _stage(edition: Edition, jobs: list[execute.Job], source: Path) -> None:
    """Lay out what Sphinx reads: pages of the language, chapters with their outputs, contents and settings."""
    wanted: set[Path] = set()

    def put(name: str, text: str) -> None:
        _write(source / name, text)
        wanted.add(source / name)

    root = edition.root
    put("_config.yml", (root / "_config.yml").read_text(encoding="utf-8").replace("book/", ""))
    put("_toc.yml", _contents(edition))
    for file in sorted((root / "book").rglob("*")):
        name = str(file.relative_to(root / "book"))
        if file.suffix == ".md" and file.stem.rpartition(".")[2] not in edition.tables.languages:
            chosen = file.with_suffix(f".{edition.language}.md")
            put(name, (chosen if chosen.is_file() else file).read_text(encoding="utf-8"))
        elif name == sources.BIBLIOGRAPHY:
            put(name, sources.bibliography(edition.tables, root))
        elif file.suffix == ".bib":
            put(name, file.read_text(encoding="utf-8"))
    for job in jobs:
        put(job.notebook.name, _chapter(job))
    if edition.replaced:
        title = say(edition.language, "What changed")
        put("changes.md", f"# {title}\n\n```{{handbook-changes}}\n```\n")
    for file in sorted(source.rglob("*")):
        if file.is_file() and file not in wanted:
            file.unlink()


def _contents(edition: Edition) -> str:
    """Return the table of contents with paths from the staged folder and captions in the language."""
    contents = notebooks.contents(edition.root)
    given = {key: contents.pop(key) for key in list(contents) if key.startswith("captions_")}
    captions = given.get(f"captions_{edition.language}") or _captions(edition.root, edition.language)
    for entry in notebooks.entries(contents):
        for key in {"root", "file", "glob"} & set(entry):
            entry[key] = entry[key].removeprefix("book/")
    # A short book has chapters without parts.
    parts = contents.get("parts") or [contents]
    for part in parts:
        if "caption" in part:
            part["caption"] = captions.get(part["caption"], part["caption"])
    if edition.replaced:
        # First of all chapters: it is what a reader of a new edition asks for.
        parts[0].setdefault("chapters", []).insert(0, {"file": "changes"})
    return yaml.safe_dump(contents, allow_unicode=True, sort_keys=False)


def _captions(root: Path, language: str) -> dict[str, str]:
    file = root / "book" / f"captions.{language}.yml"
    return dict(yaml.safe_load(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def _chapter(job: execute.Job) -> str:
    """Return a chapter for Sphinx: prose as it is now, outputs of the last run."""
    notebook = notebooks.read(job.notebook)
    # By place, not by id: the copy is of the same code cells in the same order, whoever gave them new ids since.
    here, executed = _code(notebook), _code(json.loads(job.target.read_text(encoding="utf-8")))
    if ["".join(cell["source"]) for cell in executed] != ["".join(cell["source"]) for cell in here]:
        raise execute.ChapterError(f"{job.notebook.name}: its code was edited while the book was built; build again.")
    for cell, ran in zip(here, executed, strict=True):
        cell["outputs"], cell["execution_count"] = ran["outputs"], ran["execution_count"]
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _code(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the code cells of a chapter, without the one that papermill puts in."""
    code = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return [cell for cell in code if "injected-parameters" not in cell["metadata"].get("tags", [])]


# ── Sphinx ───────────────────────────────────────────────────────────────────────────────────────

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def _specifications(edition: Edition, jobs: Iterable[execute.Job]) -> list[dict[str, Any]]:
    """Return the charts of an edition as its pages draw them: the specification without our notes."""
    from handbook.site.edition import chart

    moves = chart(edition.tables, edition.language) if edition.replaced else None
    found = [] if moves is None else [moves]
    for job in jobs:
        for cell in json.loads(job.target.read_text(encoding="utf-8"))["cells"]:
            for shown in cell.get("outputs", []):
                content = shown.get("data", {}).get(FIGURE_MIME, {}).get(edition.language, {})
                if "spec" in content:
                    found.append(content["spec"])
    return found


def _sphinx(edition: Edition, source: Path, site: Path, workers: int) -> None:
    from handbook.site.internals import build_sphinx

    doctrees, begun = edition.work / "doctrees", edition.work / "begun"
    if begun.exists():
        # A build was ended before it had written all pages; Sphinx would take those that are missing for written.
        shutil.rmtree(doctrees, ignore_errors=True)
    begun.touch()
    messages = io.StringIO()
    about = edition.about
    overrides = {
        "handbook_data_dir": str(edition.data_dir),
        "handbook_language": edition.language,
        "handbook_label": about["label"],
        "handbook_lock": execute.lock_digest(edition.root),
        "handbook_code": execute.code_digest(edition.root, edition.tables.helpers),
        "handbook_helpers": [str(module) for module in execute.helpers(edition.root, edition.tables.helpers)],
        "handbook_locale": str(edition.root / "book" / "locale"),
        "handbook_edition": about,
        "handbook_drawings": str(edition.drawings),
        "language": tag(edition.language).replace("-", "_"),
        "nitpicky": True,
        "latex_individualpages": False,
    }
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(messages):
        status = build_sphinx(
            str(source),
            str(site),
            path_config=str(source / "_config.yml"),
            confoverrides=overrides,
            doctreedir=str(doctrees),
            noconfig=True,
            jobs=workers if executors.can_fork() else 1,
            # Sphinx counts its warnings and tells by the status that there were any; what it said is shown below.
            warningiserror=True,
            keep_going=True,
            quiet=True,
        )
    said = [line for line in _ESCAPES.sub("", messages.getvalue()).splitlines() if line.strip()]
    if status != 0:
        # The mark remains: Sphinx would keep its half-done state and be silent about these pages the next time.
        told = [line.replace(str(source) + os.sep, "") for line in said[-SAID:]]
        raise PublishError("The pages were not built:\n" + "\n".join(told or [f"Sphinx ended with status {status}."]))
    begun.unlink()


def _sync(site: Path, output: Path) -> int:
    """Make the output folder equal to the site; return how many files were written or removed."""
    ignored = (".buildinfo", ".buildinfo.bak", "objects.inv")
    wanted = {file.relative_to(site) for file in site.rglob("*") if file.is_file() and file.name not in ignored}
    there = {file.relative_to(output) for file in output.rglob("*") if file.is_file()}
    touched = 0
    # What names the folder a site of the handbook comes first: a build that is ended here can be done again.
    for name in sorted(wanted, key=lambda name: (str(name) != EDITION, name)):
        new, old = site / name, output / name
        if name in there and old.read_bytes() == new.read_bytes():
            continue
        old.parent.mkdir(parents=True, exist_ok=True)
        scratch = old.with_name(old.name + ".new")
        shutil.copyfile(new, scratch)
        os.replace(scratch, old)
        touched += 1
    for name in sorted(there - wanted):
        (output / name).unlink()
        touched += 1
    for folder in sorted((f for f in output.rglob("*") if f.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
    return touched


# ── stored outputs ───────────────────────────────────────────────────────────────────────────────


def refresh(
    root: Path, chapter: str | None = None, engine: str = "", waiting: Callable[[str], None] | None = None
) -> list[str]:
    """Execute chapters on the handbook's own tables and store their outputs in ``book/``.

    Args:
        root: the project's folder.
        chapter: file stem of one chapter; all by default.
        engine: see `handbook.publish.execute.execute_all`.
        waiting: told in words, once, when a build has to end first.

    Returns:
        Names of the chapters whose stored outputs changed.
    """
    work = root / "_build" / "work"
    with _alone(work, waiting, NEEDED):
        return _refresh(root, work / "refresh", chapter, engine)


def _refresh(root: Path, target: Path, chapter: str | None, engine: str) -> list[str]:
    jobs = [
        execute.Job(notebook, target / notebook.name, {}, root / "data")
        for notebook in execute.chapters(root)
        if chapter in (None, notebook.stem)
    ]
    execute.execute_all(jobs, force=True, engine=engine)
    changed = []
    for job in jobs:
        fresh = execute.load(job.target)
        fresh.metadata.pop("handbook", None)
        for cell in fresh.cells:
            for output in cell.get("outputs", []):
                output.get("metadata", {}).pop("handbook", None)
        stored.with_pictures(fresh, execute.load(job.notebook))
        text = nbformat.writes(fresh) + "\n"
        if job.notebook.read_bytes() != text.encode():
            _write(job.notebook, text)
            changed.append(job.name)
    return changed

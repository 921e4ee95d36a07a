"""The pages of an edition, one language as the other: sources laid out for Sphinx, and Sphinx.

The languages have the executed chapters and the pool of drawings in common, and are written at the same time where
processes can fork.
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
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from handbook import executors, notebooks
from handbook.audit import Ledger
from handbook.figures.chapter import FIGURE_MIME
from handbook.language.interface import say, tag
from handbook.language.rows import audit_rows, finding_rows
from handbook.publish import execute
from handbook.publish.about import about_in, replaced
from handbook.publish.edition import Edition, PublishError
from handbook.publish.files import write
from handbook.site import citations, frames, render_pool
from handbook.site.imprint import imprint
from handbook.tables import bibliography

__all__ = ["html_of", "load_sphinx", "prepare", "root_files", "write_all"]

SAID = 30
"""How many lines of what Sphinx said a message repeats, the last ones."""


def html_of(edition: Edition, language: str) -> Path:
    """Return the folder with the pages of a language, as Sphinx writes them."""
    return edition.work / language / "html"


def root_files(edition: Edition) -> Path:
    """Return the folder with the files that all languages have in common: audit, tables, code."""
    return edition.work / "common"


def prepare(edition: Edition) -> None:
    """Do what the pages need and no chapter gives: a processor is free while the last chapters run."""
    from handbook.site.internals import load_extensions

    load_sphinx()
    load_extensions()
    citations.entries_in(bibliography.bibliography(edition.tables, edition.root))
    ledger = Ledger.of(edition.tables)
    for code in edition.codes:
        audit_rows(ledger, code)
    finding_rows(ledger)


def load_sphinx() -> None:
    """Import what writes the pages."""
    import soupsieve
    import sphinxcontrib.bibtex  # noqa: F401

    from handbook.site import shell  # noqa: F401

    # The patterns with which the theme's selectors are read are compiled with the first of them.
    soupsieve.compile("a.b > c[d]:not(e)")


def write_all(edition: Edition, jobs: list[execute.Job], workers: int) -> None:
    """Write the pages of all languages.

    Args:
        edition: what is built.
        jobs: its executed chapters.
        workers: processes at a time.

    Raises:
        PublishError: when the pages of a language cannot be built without warnings; what was said stands in it.
    """
    codes = edition.codes
    chapters = {job.notebook.stem: _chapter(job) for job in jobs}
    figures = [figure for code in codes for figure in _figures(edition, code, chapters)]
    # The drawing library hangs in a fork of a process that has drawn.
    together = len(codes) > 1 and workers > 1 and executors.can_fork() and "vl_convert" not in sys.modules
    executor = executors.Forks(min(workers, len(codes))) if together else _InTurn()
    work = partial(sphinx, edition, workers=max(1, workers // len(codes)) if together else workers)
    with render_pool.begun(figures, edition.drawings, workers):
        texts = {name: json.dumps(chapter, ensure_ascii=False, sort_keys=True) for name, chapter in chapters.items()}
        for code in codes:
            _stage(edition, code, texts)
        for _ in executor.map(work, codes):
            pass


class _InTurn:
    """Does jobs in this process: Sphinx takes over its output, which threads would share."""

    def map(self, function: Any, jobs: Iterable[str]) -> Iterable[tuple[int, Any]]:
        """See `handbook.executors.Executor.map`."""
        return ((place, function(job)) for place, job in enumerate(jobs))


# ── sources ──────────────────────────────────────────────────────────────────────────────────────


def _source(edition: Edition, language: str) -> Path:
    return edition.work / language / "source"


def _stage(edition: Edition, language: str, chapters: Mapping[str, str]) -> None:
    """Lay out what Sphinx reads: pages of the language, chapters with their outputs, contents and settings."""
    root, source = edition.root, _source(edition, language)
    wanted: set[Path] = set()

    def put(name: str, text: str | bytes) -> None:
        write(source / name, text)
        wanted.add(source / name)

    put("_config.yml", (root / "_config.yml").read_text(encoding="utf-8").replace("book/", ""))
    put("_toc.yml", _contents(edition, language))
    for file in sorted((root / "book").rglob("*")):
        name = str(file.relative_to(root / "book"))
        if file.suffix == ".md" and file.stem.rpartition(".")[2] not in edition.tables.languages:
            chosen = file.with_suffix(f".{language}.md")
            put(name, (chosen if chosen.is_file() else file).read_text(encoding="utf-8"))
        elif name == bibliography.BIBLIOGRAPHY:
            put(name, bibliography.bibliography(edition.tables, root))
        elif file.is_file() and file.suffix not in NO_ASSETS and not {"locale", ".ipynb_checkpoints"} & set(file.parts):
            put(name, file.read_bytes())
    for name, chapter in chapters.items():
        put(f"{name}.ipynb", chapter)
    if replaced(edition):
        title = say(language, "What changed")
        put("changes.md", f"# {title}\n\n```{{handbook-changes}}\n```\n")
    for file in sorted(source.rglob("*")):
        if file.is_file() and file not in wanted:
            file.unlink()


DOCUMENTS = (".ipynb", ".md")
"""Endings of pages."""

NO_ASSETS = (*DOCUMENTS, ".yml")
"""Endings of what is read from the folder of the book; all else there is shown as it is, a picture for one."""


def _contents(edition: Edition, language: str) -> str:
    """Return the table of contents with paths from the staged folder and captions in the language."""
    contents = notebooks.contents(edition.root)
    given = {key: contents.pop(key) for key in list(contents) if key.startswith("captions_")}
    captions = given.get(f"captions_{language}") or _captions(edition.root, language)
    for entry in notebooks.entries(contents):
        for key in {"root", "file", "glob"} & set(entry):
            entry[key] = entry[key].removeprefix("book/")
    # A short book has chapters without parts.
    parts = contents.get("parts") or [contents]
    for part in parts:
        if "caption" in part:
            part["caption"] = captions.get(part["caption"], part["caption"])
    if replaced(edition):
        # First of all chapters: it is what a reader of a new edition asks for.
        parts[0].setdefault("chapters", []).insert(0, {"file": "changes"})
    return yaml.safe_dump(contents, allow_unicode=True, sort_keys=False)


def _captions(root: Path, language: str) -> dict[str, str]:
    file = root / "book" / f"captions.{language}.yml"
    return dict(yaml.safe_load(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def _chapter(job: execute.Job) -> dict[str, Any]:
    """Return a chapter for Sphinx: prose as it is now, outputs of the last run."""
    notebook = notebooks.read(job.notebook)
    # By place, not by id: the copy is of the same code cells in the same order, whoever gave them new ids since.
    here, executed = _code(notebook), _code(json.loads(job.target.read_text(encoding="utf-8")))
    if ["".join(cell["source"]) for cell in executed] != ["".join(cell["source"]) for cell in here]:
        raise execute.ChapterError(f"{job.notebook.name}: its code was edited while the book was built; build again.")
    for cell, ran in zip(here, executed, strict=True):
        cell["outputs"], cell["execution_count"] = ran["outputs"], ran["execution_count"]
    return notebook


def _code(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the code cells of a chapter, without the one that papermill puts in."""
    code = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return [cell for cell in code if "injected-parameters" not in cell["metadata"].get("tags", [])]


# ── Sphinx ───────────────────────────────────────────────────────────────────────────────────────

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def _figures(edition: Edition, language: str, chapters: Mapping[str, dict[str, Any]]) -> list[render_pool.Drawn]:
    """Return the figures of an edition as the pages of a language draw them, with their frames."""
    from handbook.site.edition import chart

    moves = chart(edition.tables, language) if replaced(edition) else None
    drawn: list[render_pool.Drawn] = [] if moves is None else [(moves, None)]
    entries = citations.entries_in(bibliography.bibliography(edition.tables, edition.root))
    about = imprint(edition.tables.package, language, edition.repository)
    settings = yaml.safe_load((edition.root / "_config.yml").read_text(encoding="utf-8"))
    title = str(edition.tables.package.get(f"title_{language}") or settings.get("title", ""))
    for name, chapter in chapters.items():
        for cell in chapter["cells"]:
            for shown in cell.get("outputs", []):
                content = shown.get("data", {}).get(FIGURE_MIME, {}).get(language, {})
                if "spec" in content or (content and edition.base_url and content["kind"] == "figure"):
                    issuers = citations.issued_by(content["sources"], entries, edition.tables, language)
                    place = f"{edition.base_url}{language}/{name}.html#{content['id']}"
                    address = place if edition.base_url else ""
                    drawn.append((content.get("spec"), frames.frame(content, issuers, title, about, language, address)))
    return drawn


def _around(source: Path) -> str:
    """Return a digest of what is laid out for all pages: settings, contents, style sheets, scripts, pictures.

    Sphinx asks whether a page has changed, and copies such files only where one has.
    """
    digest = hashlib.sha256()
    for file in sorted(source.rglob("*")):
        if file.is_file() and file.suffix not in DOCUMENTS and file.name != bibliography.BIBLIOGRAPHY:
            digest.update(f"{file.relative_to(source).as_posix()}\n".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def sphinx(edition: Edition, language: str, workers: int) -> None:
    """Write the pages of a language, and the files at the root of the site with those of the first."""
    from handbook.site.internals import build_sphinx

    source, site, work = _source(edition, language), html_of(edition, language), edition.work / language
    doctrees, begun = work / "doctrees", work / "begun"
    if begun.exists():
        # A build was ended before it had written all pages; Sphinx would take those that are missing for written.
        # What it noted of its last build may be half written, which it calls a warning.
        shutil.rmtree(doctrees, ignore_errors=True)
        (site / ".buildinfo").unlink(missing_ok=True)
    begun.touch()
    messages = io.StringIO()
    about = about_in(edition, language)
    overrides = {
        "handbook_data_dir": str(edition.data_dir),
        "handbook_language": language,
        "handbook_languages": list(edition.codes),
        "handbook_root": str(root_files(edition)),
        "handbook_twins": {code: str(_source(edition, code)) for code in edition.codes if code != language},
        "handbook_label": about["label"],
        "handbook_around": _around(source),
        "handbook_lock": execute.lock_digest(edition.root),
        "handbook_code": execute.code_digest(edition.root, edition.tables.helpers),
        "handbook_helpers": [str(module) for module in execute.helpers(edition.root, edition.tables.helpers)],
        "handbook_locale": str(edition.root / "book" / "locale"),
        "handbook_edition": about,
        "handbook_drawings": str(edition.drawings),
        "handbook_repository": edition.repository,
        "language": tag(language).replace("-", "_"),
        "nitpicky": True,
        "latex_individualpages": False,
    }
    if edition.base_url:
        overrides["html_baseurl"] = f"{edition.base_url}{language}/"
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
        which = f" ({language})" if len(edition.codes) > 1 else ""
        said = told or [f"Sphinx ended with status {status}."]
        raise PublishError("\n".join([f"The pages were not built{which}:", *said]))
    begun.unlink()

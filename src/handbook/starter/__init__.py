"""A new book: a project of one chapter that is whole at once, made from the templates beside this module.

A template ends in ``.jinja``; ``dot-`` at the begin of a name stands for a point. One with a language before its ending
(``audit.zh.md``) is a page in that language; the author's has none. What renders to nothing is no file.
"""

from __future__ import annotations

import contextlib
import datetime
import importlib.metadata
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import nbformat
import yaml

from handbook import __version__
from handbook.language import catalogue, extract, interface
from handbook.publish import outputs

__all__ = [
    "DEFAULT_LANGUAGES",
    "LICENCES",
    "PACKAGE",
    "Choices",
    "StarterError",
    "engine",
    "free",
    "languages",
    "titled",
    "write",
]

FILES = Path(__file__).with_name("files")
ENDING = ".jinja"
PACKAGE = "industrial-internet-handbook"
"""Name under which the engine is installed."""

HELPERS = "analysis"
NO_FILES = ("words.yaml", "licences.yaml")
"""Templates that the others are filled from."""

DEFAULT_LANGUAGES = ",".join(interface.known())

LICENCES: dict[str, dict[str, str]] = yaml.safe_load((FILES / f"licences.yaml{ENDING}").read_text(encoding="utf-8"))
"""What a licence says, in its text and of the tables, by its name."""


class StarterError(ValueError):
    """A choice that cannot be followed, or a folder that is not free."""


@dataclass(frozen=True)
class Choices:
    """What is chosen for a new book.

    Attributes:
        title: of the book.
        languages: codes, the author's first.
        licence: one of `LICENCES`.
        engine: what pip is told to install the engine with.
    """

    title: str
    languages: tuple[str, ...]
    licence: str
    engine: str


def languages(text: str) -> tuple[str, ...]:
    """Return the languages that are asked for, the author's first.

    Args:
        text: codes, separated by commas.

    Raises:
        StarterError: for one that the engine has no catalogue of, or one that is named twice.
    """
    codes = tuple(part.strip() for part in text.split(","))
    for code in codes:
        if code not in interface.known():
            expected = f"one or several of {', '.join(interface.known())}, separated by commas"
            raise StarterError(f"--language: found {code!r}, expected {expected}.")
    if len(set(codes)) < len(codes):
        raise StarterError(f"--language: found {text!r}, expected each language once.")
    return codes


def engine() -> str:
    """Return what pip installs this engine with again: where it came from, else its name and version."""
    try:
        record = importlib.metadata.distribution(PACKAGE).read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        record = None
    origin = json.loads(record) if record else {}
    if "url" not in origin:
        return f"{PACKAGE}=={__version__}"
    versioned = origin.get("vcs_info")
    address = f"{versioned['vcs']}+{origin['url']}@{versioned['commit_id']}" if versioned else origin["url"]
    return f"{PACKAGE} @ {address}"


def free(folder: Path) -> None:
    """Raise `StarterError` unless a folder is new or empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StarterError(f"{folder}: expected a folder that is new or empty. Nothing was written.")


def titled(folder: Path) -> str:
    """Return the title that a folder's name suggests.

    >>> titled(Path("books/trade-2022"))
    'Trade 2022'
    """
    words = re.sub(r"[-_\s]+", " ", folder.absolute().name).strip()
    return words[:1].upper() + words[1:]


def write(folder: Path, choices: Choices) -> list[str]:
    """Write a new book into a folder, its chapter executed; return the names of its files.

    Args:
        folder: that is not there yet, or empty.
        choices: title, languages, licence, engine.

    Raises:
        StarterError: when the folder holds something or cannot be written; nothing is overwritten.
    """
    if choices.licence not in LICENCES:
        raise StarterError(f"--licence: found {choices.licence!r}, expected one of {', '.join(LICENCES)}.")
    if not choices.title.strip():
        raise StarterError("--title: found nothing, expected the title of the book.")
    try:
        free(folder)
        for name, content in list(_rendered(folder.absolute().name, choices)):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8", newline="\n")
            if content.startswith("#!"):
                file.chmod(0o755)
        _translate(folder, choices)
        with contextlib.chdir(folder):
            outputs.refresh(Path.cwd())
        shutil.rmtree(folder / "_build")
    except OSError as error:
        raise StarterError(f"{folder}: expected a folder that can be written ({error.strerror}).") from None
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


# ── templates ────────────────────────────────────────────────────────────────────────────────────

Forms = Mapping[str, str]
"""A text by language."""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _filling(name: str, choices: Choices) -> tuple[jinja2.Environment, dict[str, Any]]:
    """Return what reads templates, and the values that they are filled with."""
    author, *others = choices.languages

    def keyed(key: str) -> list[str]:
        return [key, *(f"{key}_{code}" for code in others)]

    def say(forms: Forms) -> str:
        return forms[author]

    def bare(forms: Forms) -> str:
        """Return what a column without a language at its name holds, which is what other programs read first."""
        return forms[catalogue.WRITTEN_IN if catalogue.WRITTEN_IN in choices.languages else author]

    def titles(forms: Forms, joint: str = ", ") -> str:
        told = [forms.get(code, forms[author]) for code in choices.languages]
        return joint.join(f"{key}: {_quoted(text)}" for key, text in zip(keyed("title"), told, strict=True))

    words = yaml.safe_load((FILES / f"words.yaml{ENDING}").read_text(encoding="utf-8"))
    values = {
        "name": re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "book",
        "title": choices.title.strip(),
        "languages": choices.languages,
        "licence": LICENCES[choices.licence],
        "engine": choices.engine,
        "helpers": HELPERS,
        "year": str(datetime.date.today().year),
        "today": datetime.date.today().isoformat(),
        "words": {key: say(forms) for key, forms in words.items() if key != "captions"},
        "captions": words["captions"],
        "say": say,
        "bare": bare,
        "titles": titles,
        "forms": lambda forms: "[" + ", ".join(_quoted(forms[code]) for code in choices.languages) + "]",
        "columns": lambda key: ",".join(keyed(key)),
        "cells": lambda forms: ",".join(forms[code] for code in choices.languages),
    }
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FILES), undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    environment.filters["quoted"] = _quoted
    return environment, values


def _rendered(name: str, choices: Choices) -> Iterator[tuple[str, str]]:
    """Yield the files of a new book: name and content."""
    environment, values = _filling(name, choices)
    for file in sorted(FILES.rglob(f"*{ENDING}")):
        template = file.relative_to(FILES).as_posix()
        place = Path(template.removesuffix(ENDING))
        if place.name in NO_FILES:
            continue
        code = place.stem.rpartition(".")[2] if "." in place.stem else ""
        if code in interface.known():
            if code not in choices.languages or (place.suffix != ".md" and code == choices.languages[0]):
                continue
            if code == choices.languages[0]:
                place = place.with_name(place.name.replace(f".{code}.", "."))
        content = environment.get_template(template).render(values).strip() + "\n"
        if content.strip():
            parts = [HELPERS if part == "helpers" else re.sub("^dot-", ".", part) for part in place.parts]
            target = Path("src" if "helpers" in place.parts else "", *parts)
            yield target.as_posix(), _notebook(content) if place.suffix == ".ipynb" else content


def _notebook(cells: str) -> str:
    """Return a notebook of cells that are listed by kind and source, as text.

    >>> [cell["cell_type"] for cell in json.loads(_notebook("- {markdown: A}"))["cells"]]
    ['markdown']
    """
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook.metadata["language_info"] = {"name": "python"}
    for number, entry in enumerate(yaml.safe_load(cells), start=1):
        [(kind, source)] = entry.items()
        new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        tags = {"tags": [kind]} if kind == "parameters" else {}
        notebook.cells.append(new(source.rstrip("\n"), id=f"c{number:02}", metadata=tags))
    return nbformat.writes(notebook) + "\n"


def _translate(folder: Path, choices: Choices) -> None:
    """Write the catalogues of the chapter in the languages that are not the author's."""
    author = choices.languages[0]
    words = yaml.safe_load((FILES / f"words.yaml{ENDING}").read_text(encoding="utf-8"))
    for code in choices.languages[1:]:
        known = {forms[author]: forms[code] for forms in words.values() if author in forms}
        for domain, sentences in extract.domains(folder / "book", folder / "src" / HELPERS).items():
            if not sentences:
                continue
            file = catalogue.file_of(folder / "book" / "locale", code, domain)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(extract.brought_up(file, code, sentences, known)[0])

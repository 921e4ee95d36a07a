"""The catalogues of a book on disk: brought up to date with what its chapters say."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from handbook.language import Languages, extract, facts, phrases, shown
from handbook.language.catalogue import file_of
from handbook.tables.snapshot import Problem, TableError, Tables

__all__ = ["bring_up", "problems", "update"]


def problems(tables: Tables, root: Path, built: Sequence[str] = ()) -> list[Problem]:
    """Return what is wrong with the sentences of the chapters and their translations, and what no cell shows.

    Args:
        tables: of the edition.
        root: folder of the project.
        built: the languages whose translations are needed; all of the edition where none is named.
    """
    try:
        helpers = root / "src" / tables.helpers
    except TableError:
        return []  # the data package cannot be read, which is said where tables are checked
    languages = Languages(tables.languages, root / "book" / "locale")
    return [
        *extract.problems(root / "book", helpers, languages, built),
        *facts.problems(root / "book", helpers),
        *facts.unfilled(root / "book", helpers, lambda name: name in tables.derived(_names)),
        *shown.problems(root),
        *phrases.problems(built or languages.codes),
    ]


def _names(tables: Tables) -> frozenset[str]:
    """Return the columns of all tables that can be read, and what stands in their cells and may be a name."""
    names: set[str] = set()
    for name in tables.names:
        with contextlib.suppress(TableError):  # what keeps it from being read is said where tables are checked
            if table := tables.readable(name):
                names.update(map(str, table.frame), *(table.frame[column].unique() for column in table.frame))
    return frozenset(filter(str.isidentifier, names))


def bring_up(tables: Tables) -> Iterator[extract.Translation]:
    """Bring the catalogues of all languages of a book up to date; yield how much of each is translated.

    Sentences that are gone leave their catalogue, new ones wait for their translation.
    """
    root = tables.own.folder.parent
    domains = extract.domains(root / "book", root / "src" / tables.helpers)
    for code in tables.languages[1:]:
        for domain, sentences in domains.items():
            yield update(file_of(root / "book" / "locale", code, domain), code, sentences)


def update(file: Path, code: str, sentences: list[extract.Sentence]) -> extract.Translation:
    """Write one catalogue and return how much of it is translated."""
    text, state = extract.brought_up(file, code, sentences)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text)
    return state

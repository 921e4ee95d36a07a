"""The tables as one archive, with what somebody needs who has nothing but that: a readme, a codebook, the licence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from handbook.language.interface import localized, say
from handbook.site import dictionary
from handbook.site.imprint import Imprint, dated
from handbook.tables.snapshot import PACKAGE, Tables

__all__ = ["ARCHIVE", "INSIDE", "codebook", "contents", "in_language", "packed", "readme"]

ARCHIVE = "handbook-data.zip"
LICENCE = "LICENSE"
INSIDE = ("README", LICENCE)
"""Beginnings of the names of files that only stand in the archive."""


def in_language(name: str, language: str, languages: Sequence[str]) -> str:
    """Return the name of a file in a language; the author's has none of its own.

    >>> in_language("codebook.md", "en", ["en", "zh"]), in_language("codebook.md", "zh", ["en", "zh"])
    ('codebook.md', 'codebook.zh.md')
    """
    stem, _, ending = name.rpartition(".")
    return name if language == languages[0] else f"{stem}.{language}.{ending}"


def contents(
    tables: Tables, imprints: Mapping[str, Imprint], titles: Mapping[str, str], place: str
) -> dict[str, bytes]:
    """Return the files of the archive by name.

    Args:
        tables: of the edition.
        imprints: who made the book, by language.
        titles: of the book, by language.
        place: address of the site, empty where it is not known.
    """
    files = {Path(tables.resource(n)["path"]).name: tables.as_csv(n) for n in tables.names}
    files[PACKAGE] = tables.description()
    for language, imprint in imprints.items():
        code = in_language("codebook.md", language, list(imprints))
        files[code] = codebook(tables, language).encode()
        files[in_language("README.md", language, list(imprints))] = readme(
            tables, imprint, language, titles[language], code, place
        ).encode()
    licence = tables.own.folder.parent / LICENCE
    if licence.is_file():
        files[LICENCE] = licence.read_bytes()
    return files


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as an archive: the same files give the same archive, on any day."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)
    return archive.getvalue()


def codebook(tables: Tables, language: str) -> str:
    """Return what each column of each table means, in Markdown, from the data package.

    Args:
        tables: of the edition.
        language: its code.
    """
    heads = [say(language, head) for head in ("Column", "Meaning", "Type", "Unit", "Rules")]
    parts = [f"# {say(language, 'Codebook')}\n"]
    for name in tables.names:
        told = dictionary.table(name, tables, language, lambda _: "", lambda _: {})
        parts.append(f"## {_told(told['path'], told['title'], language)}\n")
        if told["description"]:
            parts.append(f"{told['description']}\n")
        rows = [
            [f"`{f['name']}`", _told(f["title"], f["description"], language), f["type"], f["unit"], f["rules"]]
            for f in told["fields"]
        ]
        parts.append(_table([heads, ["---"] * len(heads), *rows]))
    return "\n".join(parts)


def _told(title: str, description: str, language: str) -> str:
    """Return a title with what it is described as."""
    return say(language, "{subject}: {value}", subject=title, value=description) if description else title


def readme(tables: Tables, imprint: Imprint, language: str, title: str, code: str, place: str) -> str:
    """Return what the archive is, who made it, under which licence, and what its files are, in Markdown.

    Args:
        tables: of the edition.
        imprint: who made the book, when, under which licence.
        language: code.
        title: of the book.
        code: name of the codebook.
        place: address of the site, empty where it is not known.
    """
    package = tables.package
    lines = [f"# {localized(package, 'title', language) or title}", ""]
    if described := localized(package, "description", language):
        lines += [described, ""]
    facts = {
        say(language, "By", "authors"): say(language, ", ", "list").join(imprint.authors),
        say(language, "Version"): dated(imprint, language, named=False),
        say(language, "Licence"): " ".join(filter(None, (imprint.data_licence, imprint.licence_url))),
        say(language, "Address"): place,
        say(language, "Code"): imprint.repository,
    }
    lines += [f"- {_told(name, fact, language)}" for name, fact in facts.items() if fact]
    lines += [
        "",
        say(language, "Each row names its source in the column source and how sure it is in the column evidence."),
        say(
            language,
            "What each column means stands in {codebook}, and for programs in {package}.",
            codebook=code,
            package=PACKAGE,
        ),
        "",
    ]
    heads = [say(language, "Table"), say(language, "Meaning"), say(language, "Rows")]
    rows = [
        [tables.resource(n)["path"], localized(tables.resource(n), "title", language), str(len(tables.text(n)))]
        for n in tables.names
    ]
    return "\n".join([*lines, _table([heads, ["---"] * 3, *rows])])


def _table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a table of Markdown."""
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows) + "\n"

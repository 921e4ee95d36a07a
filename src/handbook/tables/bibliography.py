"""The sources of an edition: the handbook's bibliography and, beside it, that of a folder with tables.

A folder may hold a ``references.bib`` of its own. Its entries come to those of ``book/references.bib``, which all stay:
what its tables name in the column ``source`` stands in one of the two.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from handbook.tables.problems import Problem
from handbook.tables.snapshot import Tables

__all__ = ["BIBLIOGRAPHY", "bibliography", "problems"]

BIBLIOGRAPHY = "references.bib"


def _own(tables: Tables) -> Path:
    return tables.folder / BIBLIOGRAPHY


def bibliography(tables: Tables, root: Path) -> str:
    """Return the entries of an edition as BibTeX: the handbook's, then those of the folder with the tables.

    Args:
        data_dir: folder with tables.
        root: the project's folder.
    """
    text = (root / "book" / BIBLIOGRAPHY).read_text(encoding="utf-8")
    own = _own(tables)
    return f"{text}\n{own.read_text(encoding='utf-8-sig')}" if own.is_file() else text


@lru_cache(maxsize=4)
def _titles(text: str) -> dict[str, str]:
    """Return the titles of BibTeX entries by their keys."""
    from pybtex.database import parse_string

    return {key: entry.fields.get("title", "") for key, entry in parse_string(text, "bibtex").entries.items()}


def problems(tables: Tables, root: Path) -> Iterator[Problem]:
    """Yield what is wrong with the folder's bibliography, or else the sources of its tables that no entry explains."""
    known = _titles((root / "book" / BIBLIOGRAPHY).read_text(encoding="utf-8"))
    broken = list(_broken(_own(tables), set(known)))
    yield from broken
    # What cannot be read as a whole still says which keys it has.
    keys = _named(_own(tables)) if broken else set(_titles(bibliography(tables, root)))
    yield from _unknown(tables, root, keys | set(known))


def _named(file: Path) -> set[str]:
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    return set(re.findall(r"@\w+\s*[{(]\s*([^\s,{}]+)\s*,", text))


def _broken(own: Path, known: set[str]) -> Iterator[Problem]:
    from pybtex.exceptions import PybtexError

    if not own.is_file():
        return
    try:
        text = own.read_text(encoding="utf-8-sig")
        titles = _titles(text)
    except UnicodeDecodeError:
        yield Problem(BIBLIOGRAPHY, None, None, None, "text in UTF-8", "Save it as UTF-8.")
        return
    except PybtexError as error:
        said = " ".join(str(error).split())
        yield Problem(BIBLIOGRAPHY, None, None, None, f"BibTeX, but {said}", f"Write it so: {_EXAMPLE}")
        return
    for key, title in titles.items():
        at = re.search(rf"@\w+\s*[{{(]\s*{re.escape(key)}\s*,", text)
        row = text.count("\n", 0, at.start()) + 1 if at else None
        if key in known:
            remedy = "The handbook's own entries stay: give yours another key, and name that in the column source."
            yield Problem(BIBLIOGRAPHY, row, None, key, "a key that book/references.bib does not have", remedy)
        elif not title.strip("{} "):
            yield Problem(BIBLIOGRAPHY, row, None, key, "an entry with a title", f"Write it so: {_EXAMPLE}")


_EXAMPLE = "@misc{key, author = {{Who issued it}}, title = {{Its title}}, year = {2024}}"


def _unknown(tables: Tables, root: Path, keys: set[str]) -> Iterator[Problem]:
    for name in tables.names:
        if "source" not in tables.fields(name):
            continue
        table = tables.readable(name)
        if table is None or "source" not in table.frame:
            continue
        folder = "book" if tables.file(name).parent == root / "data" else tables.folder.name
        values = table.frame["source"]
        for value, rows in values.groupby(values, sort=False).groups.items():
            if not value or value in keys:
                continue
            near = difflib.get_close_matches(str(value), sorted(keys), n=1)
            more = f" It stands in {len(rows)} rows." if len(rows) > 1 else ""
            hint = f" Did you mean {near[0]!r}?" if near else ""
            yield Problem(
                table.file_at(int(rows[0])),
                table.rows[rows[0]],
                table.header_at("source", int(rows[0])),
                str(value),
                f"a key of {folder}/{BIBLIOGRAPHY}" + ("" if folder == "book" else f" or book/{BIBLIOGRAPHY}"),
                f"Add the source there, or mend the key.{more}{hint}",
            )

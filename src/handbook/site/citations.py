"""Sources as readers see them: citations, and who issued what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from handbook.language import Language, Period, name_of, written
from handbook.language.interface import msgid, say
from handbook.site.context import document, once, tables_of
from handbook.tables.snapshot import Tables

__all__ = ["accessed", "citation", "cited", "entries_in", "entries_of", "issued_by", "issuers", "known", "seen"]


def cited(app: Sphinx) -> dict[str, list[str]]:
    """Return the documents that cite each source in their text."""
    keys_by_page: dict[str, list[str]] = {}
    for docname in sorted(app.env.found_docs):
        file = Path(app.env.doc2path(docname))
        for keys in re.findall(r"\{cite[\w:]*\}`([^`]+)`", file.read_text(encoding="utf-8")):
            for key in keys.split(","):
                if docname not in keys_by_page.setdefault(key.strip(), []):
                    keys_by_page[key.strip()].append(docname)
    return keys_by_page


def _bib(app: Sphinx) -> Path:
    for place in ("references.bib", "book/references.bib"):
        if (Path(app.srcdir) / place).is_file():
            return Path(app.srcdir) / place
    return tables_of(app).own.folder.parent / "book" / "references.bib"


@once
def known(app: Sphinx) -> dict[str, dict[str, str]]:
    """Return the entries of the bibliography by key."""
    return entries_of(_bib(app))


def entries_of(bib: Path) -> dict[str, dict[str, str]]:
    """Return the entries of a bibliography by key."""
    return entries_in(bib.read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def entries_in(bibtex: str) -> dict[str, dict[str, str]]:
    """Return the entries of a text in BibTeX by key."""
    import codecs

    import latexcodec  # noqa: F401  (registers the codec that pybtex uses)
    from pybtex.database import parse_string

    def plain(latex: Any) -> str:
        text = codecs.decode(str(latex), "ulatex")  # type: ignore[call-overload]
        return " ".join(text.replace("{", "").replace("}", "").split())

    entries = {}
    for key, entry in parse_string(bibtex, "bibtex").entries.items():
        # Addresses are written as they are: two hyphens in them are no dash.
        fields = {name: value if name in ("url", "doi") else plain(value) for name, value in entry.fields.items()}
        people = [plain(person) for person in entry.persons.get("author", [])] or [fields.get("organization", "")]
        fields["people"] = "; ".join(person for person in people if person)
        entries[key] = fields
    return entries


def issuers(app: Sphinx, keys: Iterable[str]) -> list[str]:
    """Return who issued some sources, each once, named in the edition's language; see `issued_by`."""
    return issued_by(keys, known(app), tables_of(app), app.config.handbook_language)


def issued_by(
    keys: Iterable[str], entries: Mapping[str, Mapping[str, str]], tables: Tables, language: str
) -> list[str]:
    """Return who issued some sources, each once, named in a language; not through whom it was seen.

    Args:
        keys: of the sources.
        entries: of the bibliography, see `entries_of`.
        tables: of the edition, for names in other languages.
        language: its code.
    """
    names: dict[str, None] = {}
    for key in keys:
        for body in [] if key == "report" else entries.get(key, {}).get("people", "").partition(" via ")[0].split("; "):
            # In a line of names the English one alone is enough.
            names[written(name_of(tables, body, both=False), Language(language))] = None
        if key == "report":
            names[say(language, "the report")] = None
    return [body for body in names if body]


_SEEN = {
    "Seen in a reprint": msgid("Seen in a reprint: {where}"),
    "Seen in reprints": msgid("Seen in reprints: {where}"),
    "Seen in press": msgid("Seen in press: {where}"),
}
"""How notes begin that say where a publication was seen: what follows is a name."""


def seen(fields: Mapping[str, str], language: str) -> str:
    """Return what was seen of a source.

    >>> seen({"note": "Seen in a reprint: 新华社, 2021"}, "zh"), seen({"note": "The file itself", "note_zh": "原件"}, "zh")
    ('见于转载：新华社，2021', '原件')
    """
    own = fields.get(f"note_{language}", "")
    note = own or fields.get("note", "")
    head, _, where = note.partition(": ")
    if own or head not in _SEEN:
        return note
    return say(language, _SEEN[head], where=_bodies(where, language).replace(", ", say(language, ", ")))


def _bodies(names: str, language: str) -> str:
    """Return the names of bodies, and through whom they were seen, with the signs of a language between them.

    >>> _bodies("新华社 via gov.cn; 经济日报", "zh"), _bodies("新华社 via gov.cn", "en")
    ('新华社（经gov.cn）；经济日报', '新华社 via gov.cn')
    """
    text = _VIA.sub(lambda via: say(language, "{body} via {other}", body=via[1], other=via[2]), names)
    return text.replace("; ", say(language, "; "))


_VIA = re.compile(r"([^;,]+) via ([^;,]+)")


def accessed(fields: Mapping[str, str], language: str) -> str:
    """Return when the address of a source was looked at, empty where that was not noted.

    >>> accessed({"urldate": "2026-11-25"}, "en"), accessed({"urldate": "2026-11"}, "en")
    ('Accessed 25 November 2026', 'Accessed November 2026')
    """
    day = fields.get("urldate", "")
    return say(language, "Accessed {day}", day=Period(day).written(Language(language))) if day else ""


@once
def citation(app: Sphinx, key: str) -> dict[str, str]:
    """Return a source in words: who, what, when, what was seen of it and when; with its address if it has a safe one."""
    fields, language = known(app).get(key, {}), app.config.handbook_language
    parts = [
        _bodies(fields.get("people", ""), language),
        fields.get("title", key),
        fields.get("publisher", "") or fields.get("journal", ""),
    ]
    year = say(language, "undated") if fields.get("year") == "undated" else fields.get("year", "")
    parts += [year, seen(fields, language), accessed(fields, language)]
    url = fields.get("url", "") or (f"https://doi.org/{fields['doi']}" if "doi" in fields else "")
    if not url.startswith(("http://", "https://")):
        url = ""
    page = document(app, "sources")
    return {
        "key": key,
        # An initial keeps its own stop.
        "text": "".join(
            f"{part} " if part.endswith((".", "。")) else part + say(language, ". ") for part in parts if part
        ).rstrip(),
        "url": url,
        "page": f"{page}.html" if page else "",
    }

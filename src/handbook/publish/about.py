"""What an edition says of itself: its label, its version, the tables that are its own."""

from __future__ import annotations

import hashlib
from typing import Any

from handbook import __version__
from handbook.language import wording
from handbook.language.interface import localized, say
from handbook.language.several import in_all
from handbook.publish.edition import Edition
from handbook.tables import diff
from handbook.tables.snapshot import Tables

__all__ = ["about", "about_in", "replaced"]

LABELLED = 4
"""How many replaced tables the label names; all stand in ``edition.json`` and on the page of changes."""


def replaced(edition: Edition) -> list[str]:
    """Return the names of the tables whose cells differ from the handbook's own, in the order of the data package."""
    return [] if edition.own else diff.replaced(edition.tables)


def about(edition: Edition) -> dict[str, Any]:
    """Return what an edition says of itself in ``edition.json``, in all its languages.

    No time and no folder stands in it: the same tables give the same edition.
    """
    said = in_all({code: about_in(edition, code) for code in edition.codes}, {"label", "title"})
    return {**said, "languages": list(edition.codes)}


def about_in(edition: Edition, language: str) -> dict[str, Any]:
    """Return what an edition says of itself on the pages of a language."""
    entries = [_replaced(edition.tables, name, language) for name in replaced(edition)]
    every = "".join(map(edition.tables.digest, edition.tables.names))
    return {
        "label": _label(entries, language),
        "handbook": __version__,
        "commit": edition.commit,
        "parameters": dict(sorted(edition.parameters.items())),
        "digest": hashlib.sha256(every.encode()).hexdigest(),
        "replaced": entries,
    }


def _replaced(tables: Tables, name: str, language: str) -> dict[str, Any]:
    entry = tables.resource(name)
    title = localized(entry, "title", language) or name
    first, last = diff.periods(name, tables)
    return {
        "table": name,
        "title": title,
        "rows": len(tables.text(name)),
        "first_period": first,
        "last_period": last,
        "last_period_of_the_handbook": diff.periods(name, tables.own)[1] if name in tables.own.names else "",
        "digest": tables.digest(name),
    }


def _label(replaced: list[dict[str, Any]], language: str) -> str:
    if not replaced:
        return say(language, "original edition")
    named = [
        entry["table"]
        + (f" ({wording.span(entry['first_period'], entry['last_period'])})" if entry["last_period"] else "")
        for entry in replaced
    ]
    if len(named) > LABELLED:
        rest = len(named) - LABELLED + 1
        named = [*named[: LABELLED - 1], say(language, "{count} more", context="tables", count=rest)]
    words = wording.listing(named, language)
    return say(language, "tables replaced: {names}", names=words)

"""A table of the data package as a reader sees it: all its rows, with words for its codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from handbook.language.interface import localized
from handbook.tables.snapshot import Tables

__all__ = ["rows"]


def rows(name: str, tables: Tables, language: str, cited: Callable[[str], dict[str, str]]) -> dict[str, Any]:
    """Return the heads and cells of a table in one language; columns of other languages are left out.

    Args:
        name: of the table.
        tables: of the edition.
        language: its code.
        cited: gives a source in words and its address, for the column ``source``.
    """
    own = tables.text(name)
    shown = {
        column: entry for column, entry in tables.fields(name).items() if entry.get("language", language) == language
    }
    place = tables.languages.index(language)

    def cell(column: str, value: str) -> dict[str, Any]:
        words = shown[column].get("labels", {}).get(value)
        if column == "source" and value:
            return {"source": cited(value)}
        if column == "evidence":
            return {"grade": value}
        return {"text": words[place] if words else value}

    return {
        "title": localized(tables.resource(name), "title", language),
        "heads": [localized(entry, "title", language) for entry in shown.values()],
        "rows": [[cell(column, str(row[column])) for column in shown] for row in own.to_dict("records")],
    }

"""The data dictionary: every table with its columns, rules, sources and figures, from the data package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from handbook.language import wording
from handbook.language.catalogue import WRITTEN_IN
from handbook.language.interface import localized, msgid, say
from handbook.language.numbers import number
from handbook.language.printed import readable
from handbook.language.units import unit_words
from handbook.quantities.printed import display_unit
from handbook.quantities.units import unit
from handbook.tables.snapshot import Tables

__all__ = ["licences", "rules", "table"]

_TYPES = {
    "string": msgid("text", context="type"),
    "integer": msgid("whole number", context="type"),
    "number": msgid("number", context="type"),
    "boolean": msgid("yes or no", context="type"),
    "date": msgid("date", context="type"),
    "year": msgid("year", context="type"),
}


def table(
    name: str,
    tables: Tables,
    language: str,
    figure_url: Callable[[str], str],
    cited: Callable[[str], dict[str, str]],
) -> dict[str, Any]:
    """Return all that a reader wants to know of a table before using it.

    Args:
        name: of the table.
        tables: of the edition.
        language: its code.
        figure_url: gives the address of a figure.
        cited: gives a source in words and its address.
    """
    described = tables.resource(name)
    own = tables.text(name)
    fields = tables.fields(name)
    key = described["schema"].get("primaryKey", [])
    key = [key] if isinstance(key, str) else key
    return {
        "name": name,
        "path": described["path"],
        "title": localized(described, "title", language) or name,
        "description": localized(described, "description", language),
        "rows": len(own),
        "licences": licences(described, tables),
        "figures": [
            {"figure": figure, "url": figure_url(figure)} for figure in described.get("report", {}).get("figures", [])
        ],
        "sources": [cited(source) for source in sorted(own["source"].unique())] if "source" in fields else [],
        "fields": [
            {
                "name": field,
                "title": localized(entry, "title", language) or field,
                "description": localized(entry, "description", language),
                "type": _type(str(entry.get("type", "string")), language),
                "unit": _unit(str(entry.get("unit", "")), language),
                "rules": rules(entry, language, field in key, tables.languages),
            }
            for field, entry in fields.items()
        ],
    }


def licences(described: dict[str, Any], tables: Tables) -> list[dict[str, str]]:
    """Return the licences of a table: its own, or those of the whole package."""
    return list(described.get("licenses") or tables.package.get("licenses", []))


def _type(name: str, language: str) -> str:
    return say(language, _TYPES[name], context="type") if name in _TYPES else name


def _unit(name: str, language: str) -> str:
    """Return a unit as a reader sees it.

    >>> _unit("100m_cny", "en"), _unit("fraction", "en"), _unit("", "en")
    ('100 million yuan', 'fraction of 1', '')
    """
    if name == "fraction":
        return say(language, "fraction of 1")
    said = (unit_words(name, language) or display_unit(unit(name))) if name else ""
    return said if readable(said, language) else name


def rules(field: dict[str, Any], language: str, key: bool = False, languages: Sequence[str] = (WRITTEN_IN,)) -> str:
    """Return the constraints of a column in words.

    >>> rules({"constraints": {"required": True, "minimum": 0, "maximum": 5000}}, "en", key=True)
    'key; not empty; 0 to 5,000'
    >>> rules({"unit": "year", "constraints": {"minimum": 2000}}, "zh")
    '不小于2000'
    """
    given = field.get("constraints", {})
    said = []
    if key:
        said.append(say(language, "key"))
    if given.get("required"):
        said.append(say(language, "not empty"))
    if given.get("unique"):
        said.append(say(language, "each value once"))
    low, high = (_bound(given.get(end), field) for end in ("minimum", "maximum"))
    if low and high:
        said.append(say(language, "{low} to {high}", low=low, high=high))
    elif low:
        said.append(say(language, "at least {low}", low=low))
    elif high:
        said.append(say(language, "at most {high}", high=high))
    if "pattern" in given:
        said.append(say(language, "of the form {pattern}", pattern=given["pattern"]))
    if "enum" in given:
        labels = field.get("labels", {})
        values = [
            f"{value}{say(language, ' (')}{wording.label(labels, value, language, languages)}{say(language, ')')}"
            if value in labels
            else str(value)
            for value in given["enum"]
        ]
        said.append(say(language, "one of {values}", values=say(language, ", ", "list").join(values)))
    return say(language, "; ").join(said)


def _bound(value: float | None, field: dict[str, Any]) -> str:
    """Return a bound with thousands separators, a year without; nothing where there is none."""
    if value is None:
        return ""
    return str(value) if field.get("unit") == "year" else number(value)

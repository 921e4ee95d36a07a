"""The data dictionary: every table with its columns, rules, sources and figures, from the data package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from handbook.language import wording
from handbook.quantities.printed import display_unit
from handbook.quantities.units import unit
from handbook.tables.snapshot import Tables

__all__ = ["licences", "rules", "table"]

_TYPES = {
    "string": ("text", "文本"),
    "integer": ("whole number", "整数"),
    "number": ("number", "数"),
    "boolean": ("yes or no", "是或否"),
    "date": ("date", "日期"),
    "year": ("year", "年份"),
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
        language: en or zh.
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
        "title": _in(described, "title", language) or name,
        "description": _in(described, "description", language),
        "rows": len(own),
        "licences": licences(described, tables),
        "figures": [
            {"figure": figure, "url": figure_url(figure)} for figure in described.get("report", {}).get("figures", [])
        ],
        "sources": [cited(source) for source in sorted(own["source"].unique())] if "source" in fields else [],
        "fields": [
            {
                "name": field,
                "title": _in(entry, "title", language) or field,
                "description": _in(entry, "description", language),
                "type": wording.say(language, *_TYPES.get(entry.get("type", "string"), (str(entry.get("type")),) * 2)),
                "unit": _unit(str(entry.get("unit", "")), language),
                "rules": rules(entry, language, field in key),
            }
            for field, entry in fields.items()
        ],
    }


def licences(described: dict[str, Any], tables: Tables) -> list[dict[str, str]]:
    """Return the licences of a table: its own, or those of the whole package."""
    return list(described.get("licenses") or tables.package.get("licenses", []))


def _in(entry: dict[str, Any], what: str, language: str) -> str:
    """Return a title or a description in the language, else in English."""
    chosen = entry.get(f"{what}_zh") if language == "zh" else None
    return str(chosen or entry.get(what, ""))


def _unit(name: str, language: str) -> str:
    """Return a unit as a reader sees it.

    >>> _unit("100m_cny", "en"), _unit("fraction", "en"), _unit("", "en")
    ('亿元', 'fraction of 1', '')
    """
    if name == "fraction":
        return wording.say(language, "fraction of 1", "小数")
    return (display_unit(unit(name)) or name) if name else ""


def rules(field: dict[str, Any], language: str, key: bool = False) -> str:
    """Return the constraints of a column in words.

    >>> rules({"constraints": {"required": True, "minimum": 0, "maximum": 5000}}, "en", key=True)
    'key; not empty; 0 to 5,000'
    >>> rules({"unit": "year", "constraints": {"minimum": 2000}}, "zh")
    '不小于2000'
    """
    given = field.get("constraints", {})
    said = []
    if key:
        said.append(wording.say(language, "key", "主键"))
    if given.get("required"):
        said.append(wording.say(language, "not empty", "不可为空"))
    if given.get("unique"):
        said.append(wording.say(language, "each value once", "不可重复"))
    low, high = (_bound(given.get(end), field) for end in ("minimum", "maximum"))
    if low and high:
        said.append(wording.say(language, f"{low} to {high}", f"{low}至{high}"))
    elif low:
        said.append(wording.say(language, f"at least {low}", f"不小于{low}"))
    elif high:
        said.append(wording.say(language, f"at most {high}", f"不大于{high}"))
    if "pattern" in given:
        said.append(wording.say(language, f"of the form {given['pattern']}", f"形如{given['pattern']}"))
    if "enum" in given:
        labels = field.get("labels", {})
        place = 1 if language == "zh" else 0
        values = [f"{value} ({labels[value][place]})" if value in labels else str(value) for value in given["enum"]]
        said.append(wording.say(language, "one of ", "取值：") + ", ".join(values))
    return wording.say(language, "; ", "；").join(said)


def _bound(value: float | None, field: dict[str, Any]) -> str:
    """Return a bound with thousands separators, a year without; nothing where there is none."""
    if value is None:
        return ""
    return str(value) if field.get("unit") == "year" else f"{value:,}"

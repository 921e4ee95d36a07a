"""The form of a data package: what each part of a description is, before anything reads it.

``datapackage.yaml`` is written by hand, in folders with tables too. Here its form is held against a schema, so that a
list where a mapping belongs is named with its place and nothing else of the engine has to expect it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from handbook.quantities.units import UnitError, unit
from handbook.tables.problems import Problem, TableError

__all__ = ["MOST_BYTES", "complete", "read"]

MOST_BYTES = 4_000_000
"""A description that is larger is none: that of this report has 200,000 bytes."""

_MOST_NODES = 200_000
"""So many values a description may have, aliases counted each time that they stand for something."""

_DEEPEST = 40
"""So many levels it may have."""

_TEXT = {"type": "string"}
_SCALAR = {"type": ["string", "number", "boolean", "null"]}
_TEXTS = {"type": "array", "items": _TEXT}
_BY_NAME = {"type": "object"}
_NAMES = {"anyOf": [_TEXT, _TEXTS]}
_IN_LANGUAGES = {"^(title|description)_[a-z]+$": _TEXT}
_FIELD = {
    "type": "object",
    "required": ["name"],
    "patternProperties": _IN_LANGUAGES,
    "properties": {
        "name": _TEXT,
        "type": {"enum": ["string", "integer", "number", "year", "boolean"]},
        **dict.fromkeys(("unit", "title", "description", "example", "language", "form", "understood", "units"), _TEXT),
        "aliases": _TEXTS,
        "labels": {"type": "object", "additionalProperties": {"type": "array"}},
        "verdicts": _BY_NAME,
        "constraints": {
            "type": "object",
            "properties": {
                **{key: {"type": "number"} for key in ("minimum", "maximum")},
                **{key: {"type": "integer"} for key in ("minLength", "maxLength")},
                **{key: {"type": "boolean"} for key in ("required", "unique")},
                "enum": {"type": "array"},
                "pattern": _TEXT,
            },
        },
    },
}
_ENTRIES = {"type": "array", "items": _BY_NAME}
_SCHEMA = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("helpers", "title", "code_license"), _TEXT),
        "languages": {**_TEXTS, "minItems": 1},
        "resources": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name"],
                "patternProperties": _IN_LANGUAGES,
                "properties": {
                    **dict.fromkeys(("name", "path", "title", "description"), _TEXT),
                    "template": {"type": "boolean"},
                    "schema": {
                        "type": "object",
                        "properties": {
                            "fields": {"type": "array", "items": _FIELD},
                            "primaryKey": _NAMES,
                            "foreignKeys": {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "required": ["fields", "reference"],
                                    "properties": {
                                        "fields": _NAMES,
                                        "reference": {
                                            "type": "object",
                                            "required": ["resource", "fields"],
                                            "properties": {"resource": _TEXT, "fields": _NAMES},
                                        },
                                    },
                                },
                            },
                        },
                    },
                    "series": {
                        "type": "object",
                        "properties": {
                            "over": _TEXT,
                            "gaps": {"type": "array", "items": {"type": "integer"}},
                            "sparse": {"type": "object", "additionalProperties": {"type": "array"}},
                            "jump": {"type": "number", "exclusiveMinimum": 1},
                            "order": _TEXTS,
                        },
                    },
                    "relations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["sum", "of", "to"],
                            "properties": {
                                "sum": _TEXT,
                                "of": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "array"}},
                                "to": {"anyOf": [{"type": "number"}, {"type": "object", "minProperties": 1}]},
                            },
                        },
                    },
                    "follows": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["column"],
                            "properties": {"column": _TEXT, "within": {"type": "number"}, "where": {"type": "object"}},
                        },
                    },
                    "ranks": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["column"],
                            "properties": {"column": _TEXT, "of": _TEXT, "by": _TEXTS},
                        },
                    },
                    "contradictions": _ENTRIES,
                    "confirmed": _ENTRIES,
                    "keeps": {"type": "object", "additionalProperties": {"type": "array"}},
                    "needs": {"type": "object", "additionalProperties": _BY_NAME},
                },
            },
        },
    },
}
_IN_WORDS = {
    "object": "a mapping of names to values",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}
_AGAIN = "Write it so (CONTRIBUTING.md says what a description holds), and run `handbook check` again."


def read(file: Path) -> dict[str, Any]:
    """Return the description in a file.

    Raises:
        TableError: with every place that has another form than a data package.
    """
    name = file.name
    if file.stat().st_size > MOST_BYTES:
        raise TableError([Problem(name, None, None, None, f"a description of at most {MOST_BYTES:,} bytes", _AGAIN)])
    try:
        return dict(_description(file.read_bytes().decode("utf-8"), name))
    except UnicodeDecodeError:
        raise TableError([Problem(name, None, None, None, "text in UTF-8", "Save it as UTF-8.")]) from None
    except OSError as error:
        expected = f"a file that can be read ({error.strerror})"
        raise TableError([Problem(name, None, None, None, expected, "Check its permissions.")]) from None


@lru_cache(maxsize=4)
def _description(text: str, name: str) -> dict[str, Any]:
    """Return the description that stands in a text: folders and snapshots share one, which nobody changes."""
    try:
        loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())[:300]
        raise TableError([Problem(name, None, None, None, f"YAML, but {said}", _AGAIN)]) from None
    if not _is_simple(loaded):
        expected = f"at most {_MOST_NODES:,} values, aliases (*name) counted each time, and {_DEEPEST} levels"
        raise TableError([Problem(name, None, None, None, expected, "Write out what the aliases stand for.")])
    if wrong := list(_problems(loaded, name)):
        raise TableError(wrong)
    return dict(loaded)


def _is_simple(loaded: Any) -> bool:
    """Return whether a description has no more values, and is no deeper, than one that somebody wrote."""
    count, waiting = 0, [(loaded, 0)]
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > _MOST_NODES or depth > _DEEPEST:
            return False
        inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        waiting += [(one, depth + 1) for one in inside]
    return True


def _problems(loaded: Any, file: str) -> Iterator[Problem]:
    wrong = list(Draft202012Validator(_SCHEMA).iter_errors(loaded))
    for error in wrong:
        place = _place(error.absolute_path, loaded)
        value = error.instance if isinstance(error.instance, str) else " ".join(repr(error.instance).split())
        yield Problem(file, None, place or None, value[:80], _expected(error), _AGAIN)
    if wrong or not isinstance(loaded, Mapping):
        return
    for entry in loaded.get("resources", []):
        yield from _of_table(entry, file)


def _of_table(entry: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """Yield what is wrong with one description that no schema says: its path, its patterns, its columns."""
    path = PurePosixPath(str(entry.get("path", "table.csv")).replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or path.suffix != ".csv" or re.match(r"[A-Za-z]:", str(path)):
        expected = "the name of a .csv file inside the folder of the tables"
        yield Problem(file, None, f"{entry['name']}.path", str(entry["path"])[:80], expected, _AGAIN)
    fields = entry.get("schema", {}).get("fields", [])
    for field in fields:
        pattern = field.get("constraints", {}).get("pattern")
        if pattern is None:
            continue
        place = f"{entry['name']}.{field['name']}.pattern"
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            yield Problem(file, None, place, pattern[:80], f"a regular expression ({error})", _AGAIN)
            continue
        if _may_never_end(pattern):
            expected = "a pattern without a repetition inside of a repetition, such as (a+)+, which may take for ever"
            yield Problem(file, None, place, pattern[:80], expected, _AGAIN)


def complete(package: dict[str, Any], file: str) -> dict[str, Any]:
    """Return a description of all tables if each has a path and fields, and all columns that it names are there.

    Raises:
        TableError: with every name that stands for nothing.
    """
    if wrong := [problem for entry in package.get("resources", ()) for problem in _incomplete(entry, package, file)]:
        raise TableError(wrong)
    if not package.get("resources"):
        raise TableError([Problem(file, None, "resources", None, "the descriptions of tables", _AGAIN)])
    return package


def _incomplete(entry: Mapping[str, Any], package: Mapping[str, Any], file: str) -> Iterator[Problem]:
    fields = [field["name"] for field in entry.get("schema", {}).get("fields", [])]
    typed = all("type" in field for field in entry.get("schema", {}).get("fields", []))
    if "path" not in entry or not fields or not typed:
        near = ", ".join(
            difflib.get_close_matches(entry["name"], [one["name"] for one in package["resources"]], n=3)[1:]
        )
        remedy = f"Describe it whole, or write the name of a table that there is{f': {near}' if near else ''}."
        yield Problem(file, None, "resources", entry["name"], "a path, and fields with their types", remedy)
        return
    for place, column in _columns_named(entry):
        if column not in fields:
            similar = difflib.get_close_matches(str(column), fields, n=1)
            meant = f"Did you mean {similar[0]}? " if similar else ""
            remedy = f"{meant}Columns are: {', '.join(fields)}."
            yield Problem(file, None, f"{entry['name']}.{place}", str(column)[:80], "a column of the table", remedy)
    yield from _misused(entry, package, file)


def _misused(entry: Mapping[str, Any], package: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """Yield columns that are not of the kind that a rule needs, units that are none, tables that are not there."""

    def problem(place: str, value: Any, expected: str) -> Problem:
        return Problem(file, None, f"{entry['name']}.{place}", str(value)[:80], expected, _AGAIN)

    fields = {field["name"]: field for field in entry["schema"]["fields"]}
    for name, field in fields.items():
        try:
            unit(field.get("unit", ""))
        except UnitError as error:
            yield problem(f"{name}.unit", field["unit"], f"a unit ({error})")
    ordered = [("series.over", entry["series"]["over"])] if entry.get("series") else []
    ordered += [("ranks", declared["column"]) for declared in entry.get("ranks", ())]
    yield from (
        problem(place, column, "a column of whole numbers")
        for place, column in ordered
        if column in fields and fields[column]["type"] not in ("integer", "year")
    )
    tables = {one["name"]: one for one in package["resources"]}
    for declared in entry["schema"].get("foreignKeys", ()):
        other, column = declared["reference"]["resource"] or entry["name"], declared["reference"]["fields"]
        columns = [field["name"] for field in tables.get(other, {}).get("schema", {}).get("fields", [])]
        if (column if isinstance(column, str) else column[0]) not in columns:
            yield problem("foreignKeys", f"{other}.{column}", "a column of a table that there is")
    for declared in entry.get("follows", ()):
        sides = [side for side in ("from", "below", "above") if side in declared]
        named = {place[1] for side in sides for place in re.finditer(r"\{(\w+?)(?:[+-]\d+)?\}", str(declared[side]))}
        if len(sides) != 1 or not {declared["column"], *named, *declared.get("where", ())} <= set(fields):
            expected = "a column and one of from, below, above, with places that are columns of the table"
            yield problem("follows", dict(declared), expected)


def _columns_named(entry: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the columns that a description names, with the place where it does."""
    schema, series = entry["schema"], entry.get("series", {})
    key = schema.get("primaryKey", [])
    yield from (("primaryKey", column) for column in ([key] if isinstance(key, str) else key))
    for declared in schema.get("foreignKeys", ()):
        columns = declared["fields"]
        yield from (("foreignKeys", column) for column in ([columns] if isinstance(columns, str) else columns))
    if series:
        yield "series.over", series.get("over")
    yield from (("series", column) for column in (*series.get("order", ()), *series.get("sparse", ())))
    for declared in entry.get("relations", ()):
        yield "relations", declared["sum"]
        to = declared["to"]
        yield from (("relations", column) for column in (*declared["of"], *(to if isinstance(to, Mapping) else ())))
    for declared in entry.get("ranks", ()):
        yield from (("ranks", column) for column in (declared["column"], *declared.get("by", ())))
        if "of" in declared:
            yield "ranks", declared["of"]
    yield from (("keeps", column) for column in entry.get("keeps", ()))
    for column, declared in entry.get("needs", {}).items():
        yield from (("needs", one) for one in (column, *declared))


_REPEATS = re.compile(r"(?:[*+]|\{\d*,\d*\})")


def _may_never_end(pattern: str) -> bool:
    r"""Return whether a group that repeats holds a repetition or alternatives: the usual way to exponential time.

    >>> _may_never_end("(a+)+b"), _may_never_end("(a|aa)*"), _may_never_end("C[0-9]{4}[a-z]+"), _may_never_end("(ab)+")
    (True, True, False, False)
    """
    plain = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "x", pattern)
    while (group := re.search(r"\(([^()]*)\)((?:[*+]|\{\d*,\d*\})?)", plain)) is not None:
        inside, repeated = group[1], bool(group[2])
        if repeated and (_REPEATS.search(inside) or "|" in inside):
            return True
        # What a group repeats counts for the group around it.
        left = "x+" if repeated or _REPEATS.search(inside) else "x|x" if "|" in inside else "x"
        plain = plain[: group.start()] + left.replace("|", "\x00") + plain[group.end() :]
        plain = plain.replace("\x00", "|")
    return False


def _place(path: Any, loaded: Any) -> str:
    """Return a place in words: tables and fields by their names."""
    words: list[str] = []
    here = loaded
    for step in path:
        here = here[step]
        name = here.get("name") if isinstance(here, Mapping) else None
        if isinstance(step, int) and isinstance(name, str):
            words[-1:] = [name]
        else:
            words.append(str(step + 1) if isinstance(step, int) else str(step))
    return ".".join(words)


def _expected(error: Any) -> str:
    """Return what a schema asks, in words."""
    rule, value = error.validator, error.validator_value
    if rule == "type":
        kinds = [value] if isinstance(value, str) else value
        return " or ".join(_IN_WORDS.get(kind, kind) for kind in kinds)
    if rule == "required":
        return f"an entry {next(name for name in value if name not in error.instance)!r}"
    if rule == "enum":
        return f"one of {', '.join(map(str, value))}"
    if rule == "anyOf":
        return " or ".join(_IN_WORDS.get(str(one.get("type")), "another form") for one in value)
    if rule in ("minItems", "minProperties"):
        return "at least one entry"
    return str(error.message)[:120]

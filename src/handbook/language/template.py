"""Tables that are ready to fill, with a data package that describes them.

A template is a CSV with its header and a few remarks: what the table is, what each column holds, and one example row.
A row whose first cell begins with ``#`` is a remark; it is skipped when the table is read, by the handbook and by
frictionless (the data package declares the sign). The files begin with a byte order mark, so that Excel shows Chinese.
"""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from handbook.language.interface import joined, localized, msgid, say
from handbook.language.units import unit_words
from handbook.language.wording import label
from handbook.tables.bibliography import BIBLIOGRAPHY
from handbook.tables.note_marks import REMARK
from handbook.tables.snapshot import PACKAGE, Tables

__all__ = ["template"]

ENCODING = "utf-8-sig"
BYTE_ORDER_MARK = "\ufeff"
_KINDS = {
    "integer": msgid("whole number", context="kind of cell"),
    "number": msgid("number", context="kind of cell"),
    "year": msgid("year", context="kind of cell"),
    "string": msgid("text", context="kind of cell"),
    "boolean": msgid("true or false", context="kind of cell"),
}

# Outside of entries everything is a remark, but for the sign that begins one: so the example lacks it.
_SOURCES = """\
% Sources of your tables that book/references.bib lacks. A table names a key in its column source.
% 数据表所用、而 book/references.bib 没有的来源；表中 source 列填写其键。
% Write entries below as in this example, which lacks the at sign before misc:
% 仿照下例在下方填写，并在 misc 之前补上 at 符号：
%
% misc{yearbook2024,
%   author = {{Who issued it 发布机构}},
%   title  = {{Its title 标题}},
%   year   = {2024},
%   url    = {https://example.org/},
%   note   = {What was seen: the publisher's file, a reprint, a transcription 所见版本},
% }
"""


def template(own: Tables, names: Sequence[str] = (), *, filled: bool = False) -> dict[str, str]:
    """Return tables that are ready to fill, with an empty bibliography and the data package that describes them.

    Args:
        own: the report's own tables.
        names: of the tables; by default all but those that the data package calls no template (``template: false``).
        filled: with the rows of the report's own tables, to be added to.

    Returns:
        Text by file name, bibliography and data package last; to be written in UTF-8 as it is. A table begins with a
        byte order mark, and its lines end as Excel ends them.

    Raises:
        TableError: for an unknown table.
    """
    chosen = list(dict.fromkeys(names)) or [n for n in own.names if own.resource(n).get("template", True)]
    tables = {f"{name}.csv": BYTE_ORDER_MARK + _table(own, name, filled) for name in chosen}
    return {**tables, BIBLIOGRAPHY: _SOURCES, PACKAGE: _package(chosen, own)}


def _package(names: Sequence[str], own: Tables) -> str:
    """Return the data package of some tables; a foreign key to a table that is not among them is left out."""
    described = {key: value for key, value in own.package.items() if key != "resources"}
    resources = []
    for name in names:
        entry = copy.deepcopy(own.resource(name))
        entry.update(
            path=f"{name}.csv",
            encoding=ENCODING,
            dialect={"commentChar": REMARK, "headerRows": [len(own.languages) + 1], "csv": {"delimiter": ","}},
        )
        keys = entry["schema"].pop("foreignKeys", [])
        kept = [key for key in keys if key["reference"]["resource"] in names]
        if kept:
            entry["schema"]["foreignKeys"] = kept
        resources.append(entry)
    described["resources"] = resources
    return yaml.safe_dump(described, allow_unicode=True, sort_keys=False, width=160)


def _table(own: Tables, name: str, filled: bool) -> str:
    """Return a table to fill: what it is, its header, its columns in words, one example or all rows that there are."""
    entry = own.resource(name)
    fields = entry["schema"]["fields"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for language in own.languages:
        title = localized(entry, "title", language) or name
        rule = say(
            language, "Rows that begin with # are remarks and are not read. Fill in rows below, or remove this file."
        )
        about = [str(entry.get("description", "")) if language == own.languages[0] else "", rule]
        said = say(language, "{title}. {rest}", title=title, rest=joined(about, language))
        writer.writerow([f"{REMARK} {said}"])
    writer.writerow([field["name"] for field in fields])
    for language in own.languages:
        words = [_words(field, language, own.languages) for field in fields]
        writer.writerow([f"{REMARK} {words[0]}", *words[1:]])
    if filled:
        writer.writerows(own.text(name).itertuples(index=False, name=None))
        return text.getvalue()
    example = _example(own, name)
    called = " ".join(say(language, "example") for language in own.languages)
    writer.writerow([f"{REMARK} {called}: {example[0]}", *example[1:]])
    return text.getvalue()


def _words(field: dict[str, Any], language: str, languages: Sequence[str]) -> str:
    """Return in words what a column holds: title, unit, and the values or bounds that it allows."""
    title = localized(field, "title", language) or field["name"]
    return f"{title}: " + "; ".join(_parts(field, language, languages))


def _parts(field: dict[str, Any], language: str, languages: Sequence[str]) -> Iterator[str]:
    rules = field.get("constraints", {})
    measure = field.get("unit", "")
    labels = field.get("labels", {})
    if field["name"] == "source":
        yield say(language, "key of book/references.bib, or of references.bib beside this table")
    elif labels:
        names = {code: label(labels, code, language, languages) for code in labels}
        yield " | ".join(f"{code} ({name})" if labels[code] else code for code, name in names.items())
    elif "enum" in rules:
        yield " | ".join(map(str, rules["enum"]))
    elif measure == "fraction":
        yield say(language, "fraction of 1, or with %")
    else:
        words = unit_words(measure, language) if measure else ""
        kind = say(language, _KINDS[field.get("type", "string")], context="kind of cell")
        yield kind + (f" ({words})" if words else "")
    if "minimum" in rules and "maximum" in rules:
        yield f"{rules['minimum']} – {rules['maximum']}"
    if not rules.get("required"):
        yield say(language, "may be empty")


def _example(own: Tables, name: str) -> list[str]:
    """Return the row of the handbook's own table with the most cells filled; the last of equals, which is the newest."""
    frame = own.text(name)
    filled = (frame != "").sum(axis=1)
    return [str(cell) for cell in frame.loc[filled[filled == filled.max()].index[-1]]]

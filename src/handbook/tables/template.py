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

from handbook.quantities.words import unit_words
from handbook.tables.bibliography import BIBLIOGRAPHY
from handbook.tables.note_marks import REMARK
from handbook.tables.snapshot import PACKAGE, Tables

__all__ = ["template"]

ENCODING = "utf-8-sig"
BYTE_ORDER_MARK = "\ufeff"
OF_THE_REPORT = frozenset({"claims", "checks", "figures", "names"})
"""Tables about the report itself; a template holds them only when it is asked for them."""

_SAID = {
    "rule": (
        "Rows that begin with # are remarks and are not read. Fill in rows below, or remove this file.",
        "以 # 开头的行是注释，不会被读取。请在下方填写数据，或删除此文件。",
    ),
    "example": ("example ", "示例: "),
    "integer": ("whole number", "整数"),
    "number": ("number", "数值"),
    "year": ("year", "年份"),
    "string": ("text", "文本"),
    "boolean": ("true or false", "true 或 false"),
    "fraction": ("fraction of 1, or with %", "小数（1 为 100%），或带 %"),
    "source": (
        "key of book/references.bib, or of references.bib beside this table",
        "book/references.bib 或本表旁 references.bib 中的条目",
    ),
    "may be empty": ("may be empty", "可为空"),
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
        names: of the tables; all but those about the report itself by default.
        filled: with the rows of the report's own tables, to be added to.

    Returns:
        Text by file name, bibliography and data package last; to be written in UTF-8 as it is. A table begins with a
        byte order mark, and its lines end as Excel ends them.

    Raises:
        TableError: for an unknown table.
    """
    chosen = list(dict.fromkeys(names)) or [name for name in own.names if name not in OF_THE_REPORT]
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
            dialect={"commentChar": REMARK, "headerRows": [3], "csv": {"delimiter": ","}},
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
    title = entry.get("title", entry["name"])
    about = f"{entry['description']} " if entry.get("description") else ""
    writer.writerow([f"{REMARK} {title}. {about}{_SAID['rule'][0]}"])
    writer.writerow([f"{REMARK} {entry.get('title_zh', title)}。{_SAID['rule'][1]}"])
    writer.writerow([field["name"] for field in fields])
    for language in (0, 1):
        words = [_words(field, language) for field in fields]
        writer.writerow([f"{REMARK} {words[0]}", *words[1:]])
    if filled:
        writer.writerows(own.text(name).itertuples(index=False, name=None))
        return text.getvalue()
    example = _example(own, name)
    writer.writerow([f"{REMARK} {''.join(_SAID['example'])}{example[0]}", *example[1:]])
    return text.getvalue()


def _words(field: dict[str, Any], language: int) -> str:
    """Return in words what a column holds: title, unit, and the values or bounds that it allows."""
    title = field.get("title_zh" if language else "title", field["name"])
    return f"{title}: " + "; ".join(_parts(field, language))


def _parts(field: dict[str, Any], language: int) -> Iterator[str]:
    rules = field.get("constraints", {})
    measure = field.get("unit", "")
    labels = field.get("labels", {})
    kind = field.get("type", "string")
    if field["name"] == "source":
        yield _SAID["source"][language]
    elif labels:
        yield " | ".join(f"{code} ({names[language]})" if names else code for code, names in labels.items())
    elif "enum" in rules:
        yield " | ".join(map(str, rules["enum"]))
    elif measure == "fraction":
        yield _SAID["fraction"][language]
    else:
        words = unit_words(measure, "zh" if language else "en") if measure else ""
        yield f"{_SAID[kind][language]}" + (f" ({words})" if words else "")
    if "minimum" in rules and "maximum" in rules:
        yield f"{rules['minimum']} – {rules['maximum']}"
    if not rules.get("required"):
        yield _SAID["may be empty"][language]


def _example(own: Tables, name: str) -> list[str]:
    """Return the row of the handbook's own table with the most cells filled; the last of equals, which is the newest."""
    frame = own.text(name)
    filled = (frame != "").sum(axis=1)
    return [str(cell) for cell in frame.loc[filled[filled == filled.max()].index[-1]]]

"""Lists inside arithmetic: `4 (北方、南方)` names members of the report's lists, each language in its own form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handbook.language.interface import msgid, say
from handbook.language.names import Readable

__all__ = ["forms_in", "listed"]

_CHINESE = re.compile("[\u4e00-\u9fff]")
_LIST = re.compile(r" ?\(((?:[^()]|\([^()]*\))*)\)|\{([^{}]*)\}")
_REPEATED = re.compile(r"\d+ × ")
_NO_LIST = re.compile(r" [+−÷] |\d ?(?:[万亿%]|[\u4e00-\u9fff]{1,3}\))")
_ALONE = re.compile(r"[^\s;；:：(){}、,，∈∉∧∩=]*[\u4e00-\u9fff][^\s;；:：(){}、,，∈∉∧∩=]*")
_UNLIKE = re.compile("[\u4e00-\u9fff]\\S* ≠ \\S*[\u4e00-\u9fff]")
_SCRIPT = msgid("Latin", context="script")
_BETWEEN = (msgid("; "), msgid(": "), msgid(", "))
"""Signs between parts of arithmetic."""


def forms_in(tables: Readable, language: str) -> dict[str, str]:
    """Return what names and entries of the report's lists are called in a language, by the report's own form.

    They are those of the tables that say in which language a column holds the form of a name or a term (``form: zh``),
    and of every table that has a column for readers of the language (``language: en``) beside the report's: ``name_en``
    beside ``name``.

    Args:
        tables: of the edition.
        language: code.
    """
    forms: dict[str, str] = {}
    for table in tables.names:
        fields = tables.fields(table)
        pairs = [(key.removesuffix(f"_{language}"), key) for key in fields if fields[key].get("language") == language]
        own = next((key for key, entry in fields.items() if entry.get("form") not in (None, language)), "")
        # The first form that is filled counts, so the others are put in before it.
        pairs += [(own, key) for key, entry in reversed(list(fields.items())) if own and entry.get("form") == language]
        rows = tables.read(table) if any(own in fields and own != key for own, key in pairs) else None
        for own, key in pairs:
            if rows is not None and own in fields:
                pairs_of = zip(rows[own].tolist(), rows[key].tolist(), strict=True)
                forms |= {str(a): str(b) for a, b in pairs_of if isinstance(b, str) and b}
    return forms


def listed(text: str, forms: Mapping[str, str], language: str) -> str:
    """Return arithmetic with its lists as a language writes them; one that it has no words for is left out.

    A word that stands by itself keeps the report's own behind it. Where spellings are compared the report's own words
    stay: they are what it is about.

    Args:
        text: arithmetic, or a sentence with some in it.
        forms: see `forms_in`.
        language: code.

    >>> forms = {"北方": "North", "南方": "South"}
    >>> listed("2 (北方、南方)", forms, "en"), listed("2 (北方、南方)", {}, "zh")
    ('2 (North, South)', '2（北方、南方）')
    >>> listed("26.2%: 38 ÷ 147 = 25.9%, 39 ÷ 147 = 26.5%", {}, "zh")
    '26.2%：38 ÷ 147 = 25.9%，39 ÷ 147 = 26.5%'
    >>> listed("3 − 1 (2 × 北方) = 2", forms, "en"), listed("2 (辅导、申报); the report has 2", forms, "en")
    ('3 − 1 (2 × North) = 2', '2; the report has 2')
    >>> listed("北方 ∈ {1}", forms, "en"), listed("无界 ≠ 无届", {"无界": "Wujie"}, "en")
    ('North (北方) ∈ {1}', '无界 ≠ 无届')
    """
    if say(language, _SCRIPT, context="script") != _SCRIPT:
        text = _LIST.sub(_as_printed, text)
        for sign in _BETWEEN:
            text = text.replace(sign, say(language, sign))
        return text
    if _UNLIKE.search(text):
        return text
    text = _LIST.sub(lambda match: _translated(match, forms), text)
    return _ALONE.sub(lambda match: f"{forms[match[0]]} ({match[0]})" if match[0] in forms else match[0], text)


def _is_list(inside: str) -> bool:
    """Return whether brackets hold names, and not a part of the arithmetic.

    >>> _is_list("北方、南方"), _is_list("74652万人 + 73351万人"), _is_list("2017–2019")
    (True, False, False)
    """
    return bool(_CHINESE.search(inside) or "、" in inside) and not _NO_LIST.search(_REPEATED.sub("", f"{inside})"))


def _as_printed(match: re.Match[str]) -> str:
    """Return a list in the brackets and with the commas of Chinese print."""
    inside = match[1] or match[2] or ""
    if not _is_list(inside):
        return match[0]
    inside = inside.replace(", ", "、").replace(": ", "：")
    return f"（{inside}）" if match[2] is None else f"{{{inside}}}"


def _translated(match: re.Match[str], forms: Mapping[str, str]) -> str:
    """Return a list with the names of another language, nothing if some have none."""
    inside = match[1] or match[2] or ""
    if not _is_list(inside):
        return match[0]
    members = inside.removesuffix("…").split("、")
    said = [_ALONE.sub(lambda name: forms.get(name[0], name[0]), forms.get(member, member)) for member in members]
    if any(_CHINESE.search(member) for member in said):
        return match[0] if match[2] is not None else ""
    more = "…" if inside.endswith("…") else ""
    apart = "; " if any(": " in member for member in said) else ", "
    text = f"{apart.join(said)}{more}"
    return f" ({text})" if match[2] is None else f"{{{text}}}"

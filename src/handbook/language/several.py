"""One record for readers of all languages: a word that differs by language stands once for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

__all__ = ["in_all"]


def in_all(said: Mapping[str, Any], worded: Collection[str]) -> Any:
    """Return what was said in several languages as one record, the first language's with the others' words beside it.

    Args:
        said: the same record by code of language, the author's first: dictionaries, lists of them, or plain values.
        worded: names of fields that hold words (or addresses) of a language. The author's keep their names, those of
            another language end in its code; a field of that name that is there already stays.

    >>> in_all({"en": {"claim": "C1", "reason": "Cut off."}, "zh": {"claim": "C1", "reason": "截尾。"}}, {"reason"})
    {'claim': 'C1', 'reason': 'Cut off.', 'reason_zh': '截尾。'}
    """
    author, *others = said
    first = said[author]
    if isinstance(first, list):
        return [in_all({code: said[code][at] for code in said}, worded) for at in range(len(first))]
    if not isinstance(first, dict):
        return first
    record: dict[str, Any] = {}
    for name, value in first.items():
        record[name] = in_all({code: said[code][name] for code in said}, worded)
        if name in worded and not isinstance(value, dict | list):
            record.update({key: said[code][name] for code in others if (key := f"{name}_{code}") not in first})
    return record

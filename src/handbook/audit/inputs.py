"""Inputs of a check as they are written: parts between semicolons, checks in brackets among them."""

from __future__ import annotations

import re
from functools import lru_cache

from handbook.quantities.relations import CheckError

__all__ = ["split_inputs"]

_SIGNS = re.compile(r"[();]")


def split_inputs(inputs: str) -> list[str]:
    """Split at semicolons that are not inside brackets.

    >>> split_inputs("C0001a; growth(C0002a; C0003a)")
    ['C0001a', 'growth(C0002a; C0003a)']
    """
    return list(_split(inputs))


@lru_cache(maxsize=256)
def _split(inputs: str) -> tuple[str, ...]:
    """Return the parts of inputs: whoever evaluates a check asks for its parts several times."""
    parts, depth, start = [], 0, 0
    for sign in _SIGNS.finditer(inputs):
        depth += (sign[0] == "(") - (sign[0] == ")")
        if sign[0] == ";" and depth == 0:
            parts.append(inputs[start : sign.start()].strip())
            start = sign.end()
    parts.append(inputs[start:].strip())
    if depth:
        raise CheckError(f"{inputs!r}: the brackets do not match.")
    return tuple(part for part in parts if part)

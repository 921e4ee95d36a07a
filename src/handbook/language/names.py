"""Names from the report's table of names, in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd

from handbook.language.values import Words

__all__ = ["name_of"]


class Readable(Protocol):
    """Tables that can be read by name."""

    @property
    def names(self) -> Sequence[str]:
        """The names of all tables."""
        ...

    def read(self, name: str, where: Mapping[str, str] | None = None) -> pd.DataFrame:
        """Return a data table, on request only the rows with some values."""
        ...


def name_of(tables: Readable, name: str, *, both: bool = True) -> Words:
    """Return a name in each language: English or pinyin with the Chinese form, and the Chinese one.

    Args:
        tables: with a table ``names``; without one a name is the same in all languages.
        name: as the report or a source spells it.
        both: whether the English form is followed by the Chinese one in brackets, as at first use.
    """
    if "names" not in tables.names:
        return Words({"en": name})
    rows = tables.read("names", where={"name": name})
    if rows.empty:
        translated = tables.read("names", where={"english": name})
        return Words({"en": name, "zh": name if translated.empty else str(translated["name"].iloc[0])})
    latin = str(rows["english"].iloc[0]) or str(rows["pinyin"].iloc[0])
    english = name if not latin or latin == name else f"{latin} ({name})" if both else latin
    return Words({"en": english, "zh": name})

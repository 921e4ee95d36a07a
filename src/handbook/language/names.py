"""Names from the report's table of names, in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from handbook.language.values import Words

__all__ = ["name_of"]


class Readable(Protocol):
    """Tables that can be read by name."""

    @property
    def names(self) -> Sequence[str]:
        """The names of all tables."""
        ...

    @property
    def languages(self) -> Sequence[str]:
        """The codes of the languages of the edition, the author's first."""
        ...

    def fields(self, name: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the columns of a table, as they are described."""
        ...

    def read(self, name: str, where: Mapping[str, str] | None = None) -> pd.DataFrame:
        """Return a data table, on request only the rows with some values."""
        ...

    def row(self, name: str, column: str, value: str) -> Mapping[str, str] | None:
        """Return the first row of a table that has a value in a column, as text."""
        ...


def name_of(tables: Readable, name: str, *, both: bool = True) -> Words:
    """Return a name in each language, in the forms that the data package declares columns for (``form: zh``).

    Of several columns of a language the first that is filled is taken: an English name, else a transcription.

    Args:
        tables: with a table ``names``; without one a name is the same in all languages.
        name: as the report or a source spells it.
        both: whether a form in another language is followed by the original in brackets, as at first use.
    """
    author = tables.languages[0]
    if "names" not in tables.names:
        return Words({author: name})
    columns = [(column, entry["form"]) for column, entry in tables.fields("names").items() if "form" in entry]
    # A name is looked for as it is in each language, not as a transcription.
    for own, spelled in {form: column for column, form in reversed(columns)}.items():
        row = tables.row("names", spelled, name)
        if row is None:
            continue
        forms = {}
        for code in tables.languages:
            spelling = next((row[column] for column, form in columns if form == code and row[column]), name)
            first = columns[0][0] == spelled  # the original, which a form in another language brings along
            forms[code] = f"{spelling} ({name})" if both and first and code != own and spelling != name else spelling
        return Words(forms)
    return Words(dict.fromkeys(tables.languages, name))

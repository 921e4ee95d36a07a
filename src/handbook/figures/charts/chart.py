"""A chart that can be drawn in any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import altair as alt
import pandas as pd

from handbook.figures.responsive import joined
from handbook.figures.table import Table
from handbook.language import Language, Phrase, Text

__all__ = ["Chart", "Look"]


@dataclass(frozen=True)
class Look:
    """What a drawing depends on besides its data: the language, which thing has which colour, the unit it is laid over.

    ``renamed`` is filled while it is drawn: the columns that are drawn in another unit than their names say.
    """

    language: Language
    colours: Mapping[str, str] = field(default_factory=dict)
    shift: int = 0
    renamed: dict[str, str] = field(default_factory=dict)

    def rows(self, table: Table, keep: str | None = None) -> pd.DataFrame:
        """Return the rows of a table as a reader sees them, see `Table.labelled`."""
        self.renamed.update(table.renamed(self.language))
        return table.labelled(self.language, keep=keep)


def _as_they_are(language: Language) -> int:
    """Return that values are read in the unit that they have."""
    return 0


@dataclass(frozen=True)
class Chart:
    """A chart that can be drawn in any language.

    Attributes:
        draw: returns the Altair chart for a look.
        alt: what it shows, for those who cannot see it.
        shift: by how many powers of ten a reader's unit is larger than that of the values; what is laid over the
            chart is drawn in the same.
    """

    draw: Callable[[Look], Any]
    alt: Text
    shift: Callable[[Language], int] = _as_they_are

    def __add__(self, other: Chart) -> Chart:
        """Lay another chart over this one."""
        return Chart(
            lambda look: _joined(
                self.draw(look), other.draw(replace(look, shift=self.shift(look.language))), layered=True
            ),
            Phrase("{one} {other}", one=self.alt, other=other.alt),
            self.shift,
        )

    def __and__(self, other: Chart) -> Chart:
        """Put another chart below this one."""
        return Chart(
            lambda look: _joined(self.draw(look), other.draw(look), layered=False),
            Phrase("{one} {other}", one=self.alt, other=other.alt),
        )


def _joined(one: Any, other: Any, *, layered: bool) -> Any:
    """Return two Altair charts as one, with what both declare of a narrow screen: Altair keeps that of whole drawings."""
    said: list[dict[str, Any]] = []
    for chart in (one, other):
        said.append(chart.usermeta if isinstance(chart.usermeta, dict) else {})
        chart.usermeta = alt.Undefined
    whole = one + other if layered else one & other
    return whole.properties(usermeta=joined(*said, layered=layered))

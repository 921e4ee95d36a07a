"""Add rows to a table: a folder's ``append/`` holds only what is new, the table keeps the rows that it has.

A file in ``next-year/append/`` has the name, the header and the forms of the table that it adds to. Its rows come to
those of the table in ``next-year/``, or else of the report's own. A row whose key is there already takes the place of
that row, and this is said; nothing else of the table is touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from handbook.tables.ingest import Table, in_order
from handbook.tables.problems import Conversion

__all__ = ["FOLDER", "joined"]

FOLDER = "append"
"""The folder in a folder with tables that holds rows to add."""


def joined(base: Table, more: Table, resource: dict[str, object], key: Sequence[str]) -> Table:
    """Return a table with the rows of another added, those of the same key replaced.

    Args:
        base: the table as it is.
        more: the rows to add, in the same columns.
        resource: the description of the table in the data package.
        key: the columns that name a row; without one, no row replaces another.

    Returns:
        The table; `Table.file_at` says of each record which file holds it.
    """
    gone = _in_both(base.frame, more.frame, key) if key else pd.Series(False, index=base.frame.index)
    kept = [at for at in range(len(base.frame)) if not gone.iloc[at]]
    frame = pd.concat([base.frame.iloc[kept], more.frame], ignore_index=True)
    rows = [*(base.rows[at] for at in kept), *more.rows]
    files = [*(base.file_at(at) for at in kept), *[more.file] * len(more.frame)]
    ordered, places = in_order(frame, range(len(frame)), resource)
    note = Conversion(more.file, None, f"{_count(more.frame)} in {FOLDER}/", _told(base, int(gone.sum())))
    return replace(
        more,
        frame=ordered,
        rows=[rows[at] for at in places],
        files=[files[at] for at in places],
        conversions=(*base.conversions, *more.conversions, note),
    )


def _in_both(base: pd.DataFrame, more: pd.DataFrame, key: Sequence[str]) -> pd.Series:
    """Return for each row of a table whether the other has one of the same key."""
    keys = set(more[list(key)].itertuples(index=False, name=None))
    return pd.Series([at in keys for at in base[list(key)].itertuples(index=False, name=None)], index=base.index)


def _count(rows: pd.DataFrame) -> str:
    return f"{len(rows)} row{'s' * (len(rows) != 1)}"


def _told(base: Table, replaced: int) -> str:
    told = f"rows added to the {len(base.frame)} of {base.file}"
    return told + (f", {replaced} of them in place of a row with the same key" if replaced else "")

"""The tables of an edition, from the folder that somebody names; what only looks at them imports nothing that draws."""

from __future__ import annotations

from pathlib import Path

from handbook.audit.validate import strangers
from handbook.publish.edition import PublishError
from handbook.tables.snapshot import TableError, Tables

__all__ = ["tables_of"]


def tables_of(data_dir: Path | None, root: Path) -> Tables:
    """Return an edition's tables, the report's own by default.

    Raises:
        PublishError: when there is no such folder, or it holds no table of the handbook.
    """
    folder = (data_dir or root / "data").absolute()
    if not folder.is_dir():
        raise PublishError(f"{data_dir}: there is no such folder. Name a folder with tables, or leave --data out.")
    tables = Tables.open(folder, root / "data")
    try:
        empty = data_dir and not tables.held
    except TableError as error:
        raise PublishError(str(error)) from None
    if empty:
        names = tables.own.names
        said = (
            f"{data_dir}: no table of the handbook is in this folder. A table has the name of the one that it "
            f"replaces, such as {names[0]}.csv. Names are: {', '.join(names)}."
        )
        raise PublishError("\n".join([said, *map(str, strangers(tables))]))
    return tables

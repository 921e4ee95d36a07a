"""Bring the catalogues of all languages up to date and say how much of each is translated.

Those of the book are brought up as `handbook i18n` does; here the engine's own join them. ``python -m tools.i18n``
writes the files and ends with status 1 below 100%.
"""

from __future__ import annotations

import sys

from handbook.language import phrases
from handbook.language.catalogue import ENGINE, INTERFACE, file_of
from handbook.publish import catalogues
from handbook.tables.snapshot import Tables

__all__ = ["main"]


def main() -> int:
    """Update every catalogue; return 1 when a sentence has no translation."""
    tables = Tables.open()
    states = list(catalogues.bring_up(tables))
    states += [
        catalogues.update(file_of(ENGINE, code, INTERFACE), code, phrases.of_engine()) for code in tables.languages[1:]
    ]
    for state in states:
        print(state)
    return 1 if any(state.done < state.sentences for state in states) else 0


if __name__ == "__main__":
    sys.exit(main())

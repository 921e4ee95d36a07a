"""Bring the catalogues of all languages up to date and say how much of each is translated.

Sentences are found in the chapters, the helper package and the engine; those that are gone leave the catalogue, new
ones wait for their translation. ``python -m tools.i18n`` writes the files and ends with status 1 below 100%.
"""

from __future__ import annotations

import sys
from pathlib import Path

from handbook.language import Languages, extract, phrases
from handbook.language.catalogue import ENGINE, INTERFACE, file_of
from handbook.tables.snapshot import Tables

__all__ = ["main"]


def main() -> int:
    """Update every catalogue; return 1 when a sentence has no translation."""
    tables = Tables.open()
    root = tables.folder.parent
    languages = Languages(tables.languages, root / "book" / "locale")
    domains = extract.domains(root / "book", root / "src" / tables.helpers)
    missing = 0
    for code in languages.codes[1:]:
        folders = {domain: (languages.folder, sentences) for domain, sentences in domains.items()}
        for domain, (folder, sentences) in {**folders, INTERFACE: (ENGINE, phrases.of_engine())}.items():
            missing += _update(file_of(folder, code, domain), code, sentences)
    return 1 if missing else 0


def _update(file: Path, code: str, sentences: list[extract.Sentence]) -> int:
    """Write one catalogue, print its line, and return how many sentences have no translation."""
    text, state = extract.brought_up(file, code, sentences)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text)
    share = state.done / state.sentences if state.sentences else 1.0
    print(f"{code}  {state.domain:<28} {state.done:>4} of {state.sentences:>4}  {share:>6.1%}")
    return state.sentences - state.done


if __name__ == "__main__":
    sys.exit(main())

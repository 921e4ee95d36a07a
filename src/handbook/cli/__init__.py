"""The command line: ``handbook build``, ``check``, ``audit`` …

Exit status 0: done; 1: the data or a chapter is wrong, said in words; 2: wrong usage. Heavy imports stand inside the
commands, so that ``handbook --help`` answers at once.
"""

from handbook.cli import books, chapters, site, tables
from handbook.cli.shared import main

__all__ = ["books", "chapters", "main", "site", "tables"]

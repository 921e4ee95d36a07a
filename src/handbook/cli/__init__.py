"""The command line: ``handbook build``, ``check``, ``audit`` …

Exit status 0: done; 1: the data or a chapter is wrong, said in words; 2: wrong usage. Heavy imports stand inside the
commands, so that ``handbook --help`` answers at once.
"""

import sys

from handbook import limits

try:
    # Before anything else is imported: where memory is short, an import ends in words of others, or without any.
    limits.need("a command", limits.START)
except limits.TooLittleError as error:
    sys.exit(str(error))

from handbook.cli import books, chapters, site, tables
from handbook.cli.shared import main

__all__ = ["books", "chapters", "main", "site", "tables"]

"""What a check of an edition says: problems, which stop a build; notices of what is unlikely; what was converted."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handbook import notebooks
from handbook.audit.ledger import Ledger
from handbook.audit.validate import problems
from handbook.language import doubts
from handbook.publish import catalogues, settings, unmarked
from handbook.tables.doubts import Doubt
from handbook.tables.problems import Problem, TableError, to_paste
from handbook.tables.snapshot import PACKAGE, Tables

__all__ = ["Told", "check"]

_LINES = 150
"""So many problems are told on a terminal; JSON holds all."""


@dataclass(frozen=True)
class Told:
    """What a check found.

    Attributes:
        tables: of the edition.
        problems: what has to be mended before anything is built.
        notices: what is unlikely; it can be confirmed.
        notes: what was read as something else, which notebooks are not read.
    """

    tables: Tables
    problems: Sequence[Problem]
    notices: Sequence[Doubt]
    notes: Sequence[str]

    def lines(self) -> list[str]:
        """Return what is said on a terminal: problems, notices, what to paste if the data are right, how many problems."""
        lines = [str(problem) for problem in self.problems[:_LINES]]
        if (more := len(self.problems) - _LINES) > 0:
            lines.append(f"… and {more:,} more; `handbook check --format json` lists all.")
        lines += [f"notice: {doubts.line(doubt)}" for doubt in self.notices]
        entries = [problem.entry for problem in self.problems[:_LINES] if problem.entry]
        if pasted := to_paste([*entries, *(doubt.entry for doubt in self.notices)]):
            place = self.tables.folder / PACKAGE
            where, head = (f"at the end of {place}", "") if place.is_file() else (f"into {place}", "resources:\n")
            lines.append(f"If the data are right as they are, paste these lines {where}:\n{head}{pasted}")
        if self.problems:
            lines.append(f"{len(self.problems)} problem{'s' * (len(self.problems) > 1)}; nothing was built.")
        return lines

    def as_json(self) -> str:
        """Return all of it for programs."""
        fields = ("file", "row", "column", "value", "expected", "remedy")
        content = {
            "ok": not self.problems,
            "problems": [{name: getattr(problem, name) for name in fields} for problem in self.problems],
            "notices": [{**doubt.as_row(), "said": doubts.why(doubt)} for doubt in self.notices],
            "conversions": list(self.notes),
        }
        return json.dumps(content, ensure_ascii=False, indent=1)


def check(tables: Tables, root: Path, built: Sequence[str] = (), *, stored: bool = False) -> Told:
    """Check an edition.

    Args:
        tables: of the edition.
        root: folder of the project.
        built: the languages whose translations are needed; all of the edition where none is named.
        stored: whether the stored outputs of the chapters are looked at too; who runs the chapters anew does not ask.
    """
    # What the reader brought comes first.
    of_edition = [problems(tables, root), [*settings.problems(root), *notebooks.problems(root)]][
        :: -1 if tables is tables.own else 1
    ]
    wrong = [*itertools.chain(*of_edition), *catalogues.problems(tables, root, built)]
    wrong += unmarked.problems(notebooks.chapters(root)) if stored else ()
    try:
        notices = Ledger.of(tables).doubts
    except TableError:
        notices = []  # what claims and checks are wrong in is told above
    # What is unlikely in a table that breaks a rule mostly follows from that.
    broken = {Path(problem.file).stem for problem in wrong}
    notices = [one for one in notices if not broken.intersection((one.table, *one.others))]
    notes = [] if wrong else [str(note) for note in (*tables.conversions(), *notebooks.unlisted(root))]
    return Told(tables, wrong, notices, notes)

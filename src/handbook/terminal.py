"""What commands share: signs that a terminal lacks are escaped, and files are written or it is said why not."""

from __future__ import annotations

import atexit
import codecs
import gc
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from handbook.limits import TooLittleError
from handbook.tables.problems import TableError

__all__ = ["Commands", "forgiving", "print_verdicts", "write", "write_new"]

_NAME = "handbook.escaped"

RARELY = 100_000
"""So many objects come to be between two collections of garbage; Python's own number is 700."""


def _escaped(error: UnicodeError) -> tuple[str, int]:
    r"""Return signs as JSON escapes them, so that what is printed as JSON says the same in every encoding.

    >>> "云𠮷: 12".encode("ascii", _NAME).decode()
    '\\u4e91\\ud842\\udfb7: 12'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)), error.end


codecs.register_error(_NAME, _escaped)


class Commands(click.Group):
    """Commands that print on any terminal, their errors of usage included."""

    def main(self, *args: Any, **more: Any) -> Any:
        """Run what the command line says."""
        forgiving()
        # What a command reads stays until it ends, soon: to look through it for garbage again and again takes a tenth
        # of the time of a build.
        gc.set_threshold(RARELY, *gc.get_threshold()[1:])
        # At exit nothing is collected either: the system frees it all.
        atexit.register(gc.freeze)
        return super().main(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; tables that cannot be read, and limits of the system, end it in words wherever they are met."""
        try:
            return super().invoke(ctx)
        except (TableError, TooLittleError) as error:
            said = str(error)
        except MemoryError:
            said = "There is not enough memory: end other programs, or allow this one more (ulimit -v)."
        click.echo(said, err=True)
        sys.exit(1)


def forgiving() -> None:
    """Let standard output and standard error escape what their encoding lacks, instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_NAME)


def write_new(folder: Path, contents: Mapping[str, str]) -> str:
    """Write files into a folder, which is made if it is missing; nothing that is there is overwritten.

    Returns:
        What is wrong, in words; empty where all files are written.
    """
    existing = sorted(name for name in contents if (folder / name).exists())
    if existing:
        some = ", ".join(existing[:5]) + (f" and {len(existing) - 5} more" if len(existing) > 5 else "")
        remedy = "Choose another folder, or move these files away. Nothing was written."
        return f"{folder}: found {some!r}, expected a folder without these files. {remedy}"
    return write(folder, contents)


def write(folder: Path, contents: Mapping[str, str]) -> str:
    """Write files into a folder, which is made if it is missing; return what is wrong, in words, empty where nothing is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        return f"{folder}: expected a folder that can be written ({error.strerror}). Choose another folder."
    return ""


def print_verdicts(rows: list[dict[str, Any]], findings: list[dict[str, Any]], language: str) -> None:
    """Print the verdicts and the findings of an audit as tables.

    Args:
        rows, found: as `handbook.language.rows` makes them.
        language: of subjects and sentences.
    """
    from collections import Counter

    from rich.console import Console
    from rich.table import Table

    from handbook.language.interface import localized
    from handbook.language.printed import printed_amount
    from handbook.language.wording import percent

    table = Table(title="Verdicts")
    for column in ("claim", "figure", "subject", "printed", "verdict", "basis", "notices", "reason"):
        table.add_column(column, no_wrap=column in ("claim", "figure"))
    for row in rows:
        shown = (
            localized(row, "subject", language),
            printed_amount(row["printed"], row["unit"], language),
            row["verdict"],
            row["basis"],
        )
        notices = "" if row["sensitivity"] is None else percent(row["sensitivity"])
        table.add_row(row["claim"], row["figure"], *shown, notices, row["reason"])
    told = Table(title="Findings")
    for column in ("finding", "weight", "kind", "sentence", "claims"):
        told.add_column(column, no_wrap=column == "finding")
    for entry in findings:
        sentence = localized(entry, "sentence", language) + (" (?)" if entry["question"] else "")
        told.add_row(entry["finding"], str(entry["weight"]), entry["kind"], sentence, "; ".join(entry["claims"]))
    console = Console()
    console.print(table)
    console.print(told)
    for (verdict, basis), number in Counter((row["verdict"], row["basis"]) for row in rows).most_common():
        console.print(f"{number:>5} {verdict}{f' ({basis})' if basis else ''}")

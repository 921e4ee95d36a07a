"""What the commands share: the group that they belong to, their common options, the book and its tables, what is said of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from handbook import __version__, terminal

if TYPE_CHECKING:
    from handbook.publish.told import Told
    from handbook.tables.snapshot import Tables

__all__ = [
    "book_root",
    "check_edition",
    "data_option",
    "fail",
    "language_of",
    "language_option",
    "main",
    "only_option",
    "opened",
    "public_address",
    "shown_path",
    "site_of",
    "tell",
]

data_option = click.option(
    "--data",
    "data_dir",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder with tables; those it lacks are the handbook's own.",
)


language_option = click.option("--language", default="", help="One of the book's languages. [default: the author's]")


only_option = click.option("--language", default="", help="One of the book's languages alone. [default: all of them]")


@click.group(cls=terminal.Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="handbook")
def main() -> None:
    """Run and publish an executable, audited edition of a report."""


def book_root() -> Path:
    """Return the project's folder: the nearest one with a ``_toc.yml`` and a ``data`` folder."""
    for base in (Path.cwd(), *Path.cwd().parents):
        if (base / "_toc.yml").is_file() and (base / "data").is_dir():
            return base
    raise click.UsageError("Run handbook inside a book's folder: no _toc.yml with data/ is here or above.")


def fail(message: str) -> NoReturn:
    """Say what is wrong and stop with status 1."""
    click.echo(message, err=True)
    sys.exit(1)


def opened(data_dir: Path | None, root: Path) -> Tables:
    """Return the tables of an edition, those of the book where no folder is named; stop with status 1 where there are none."""
    from handbook.publish.edition import PublishError, tables_of
    from handbook.tables.snapshot import prepared

    try:
        # What is checked is what is read, until the command ends.
        return click.get_current_context().with_resource(prepared(tables_of(data_dir, root)))
    except PublishError as error:
        fail(str(error))


def language_of(language: str, tables: Tables) -> str:
    """Return the language that is asked for, the author's where none is."""
    if language and language not in tables.languages:
        known = " or ".join(tables.languages)
        raise click.UsageError(f"{language!r} is no language of this book; its data package names {known}.")
    return language or tables.languages[0]


def public_address(option: str, text: str) -> str:
    """Return an address that others reach, with a slash at its end; stop with status 1 where it is none."""
    from handbook.site.addresses import AddressError, public

    try:
        return public(text)
    except AddressError as error:
        raise click.ClickException(f"{option}: {error}.") from None


def check_edition(tables: Tables, root: Path) -> None:
    """Say what is unlikely and what is converted; stop with status 1 when the data are wrong, listing every problem.

    Args:
        tables: of the edition.
        root: folder of the project.
    """
    from handbook.publish import told

    tell(told.check(tables, root))


def tell(checked: Told) -> None:
    """Say what a check found; stop with status 1 when the data are wrong."""
    for line in checked.lines():
        click.echo(line, err=bool(checked.problems))
    if checked.problems:
        sys.exit(1)
    for note in checked.notes:
        click.echo(note)


def site_of(folder: Path, root: Path) -> Path:
    """Return the folder of a site where none is named; other tables never replace the site of the handbook's own."""
    build = root / "_build"
    return build / "html" if folder == root / "data" else build / "editions" / folder.name


def shown_path(path: Path) -> str:
    """Return a path as it is shown: from the folder that the command runs in, where it lies below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)

"""Commands on the tables of an edition and on what is judged by them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handbook import terminal
from handbook.cli.shared import book_root, data_option, fail, language_of, language_option, main, opened, tell

if TYPE_CHECKING:
    pass

__all__ = ["audit", "check", "compare", "ingest", "template"]


@main.command()
@data_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(data_dir: Path | None, form: str) -> None:
    """Validate tables, claims, checks, sources and cross references; notice what is unlikely."""
    from handbook.publish import told

    root = book_root()
    tables = opened(data_dir, root)
    checked = told.check(tables, root, stored=True)
    if form == "json":
        click.echo(checked.as_json())
        sys.exit(bool(checked.problems))
    tell(checked)

    names = tables.names
    rows = sum(len(tables.text(name)) for name in names)
    click.echo(f"{len(names)} tables, {rows} rows: all is well.")


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("names", metavar="[TABLE]...", nargs=-1)
@click.option("--filled", is_flag=True, help="With the handbook's rows, to which yours are added.")
def template(folder: Path, names: tuple[str, ...], filled: bool) -> None:
    """Write tables that are ready to fill into DIR, all of them or those that are named."""
    from handbook.language.template import template as ready_to_fill
    from handbook.tables.snapshot import TableError

    root = book_root()
    try:
        written = ready_to_fill(opened(None, root), names, filled=filled)
    except TableError as error:
        fail(str(error))
    else:
        if wrong := terminal.write_new(folder, written):
            fail(wrong)
        count = sum(name.endswith(".csv") for name in written)
        others = " and ".join(list(written)[count:])
        click.echo(f"{count} table{'s' if count > 1 else ''} to fill, {others}: {folder}")
        click.echo(f"Fill in rows, remove the tables you do not need, then: handbook build --data {folder}")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", "sheets", multiple=True, help="Only this sheet. [default: all]")
@click.option("--table", "names", multiple=True, help="Only this table of the handbook. [default: any that fits]")
@click.option("--as", "words", multiple=True, metavar="TEXT=NAME", help="What a text of the file stands for.")
@click.option("--set", "columns", multiple=True, metavar="COLUMN=VALUE", help="A value for all rows.")
@click.option("--unit", default="", help="Of the numbers whose unit the file does not name.")
@click.option("--source", default="", help="Key of the bibliography, for all rows.")
@click.option("--evidence", default="", help="Grade of evidence, for all rows.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=None, help="Folder with tables. [default: FILE's name]"
)
@click.option("--write", is_flag=True, help="Write the tables; without it, they are only told.")
def ingest(file: Path, sheets: tuple[str, ...], output: Path | None, write: bool, **given: Any) -> None:
    """Say which tables of the handbook a wide FILE holds, and write their new rows.

    Years may stand as columns, several measures side by side, titles above and notes below. A text that is not known
    is said with --as: 'Market value=size_100m_cny', 'Growth=growth (%)', 'Europe=-' (leave out), 'of which=' (ignore).
    """
    from handbook.tables import intake
    from handbook.tables.problems import TableError

    tables = opened(None, book_root())
    try:
        asked = intake.given(tables, **given)
        done = intake.read(file, tables, asked, sheets)
        click.echo(done.text())
        folder = output or file.parent / file.stem
        if write and not done.problems:
            contents = done.contents(tables)
            if wrong := terminal.write_new(folder / "append", contents):
                fail(wrong)
            click.echo(f"{len(contents)} table{'s' * (len(contents) != 1)} written: {folder / 'append'}")
            click.echo(f"Then: handbook check --data {folder}")
    except TableError as error:
        fail(str(error))
    else:
        if done.problems:
            fail("\n".join(map(str, done.problems)))


@main.command()
@data_option
@language_option
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def audit(data_dir: Path | None, language: str, form: str) -> None:
    """Print the verdict on every claim and the findings, without building the site."""
    from handbook.audit import Ledger
    from handbook.language.rows import audit_rows, finding_rows, to_csv, to_json
    from handbook.tables.snapshot import TableError

    root = book_root()
    tables = opened(data_dir, root)
    language = language_of(language, tables)
    try:
        rows = audit_rows(Ledger.of(tables), language)
        findings = finding_rows(Ledger.of(tables))
    except TableError as error:
        fail(str(error))
    if form == "json":
        click.echo(to_json(rows))
    elif form == "csv":
        click.echo(to_csv(rows), nl=False)
    else:
        terminal.print_verdicts(rows, findings, language)


@main.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
def compare(old: Path, new: Path, form: str) -> None:
    """Say what changed from OLD to NEW: values, verdicts, ranks, columns.

    Each is a built site or a folder with tables. Exit status, like diff: 0 equal, 1 different, 2 error.
    """
    from handbook.language import compare as comparing
    from handbook.tables.snapshot import TableError

    try:
        before, now = comparing.load(old.absolute()), comparing.load(new.absolute())
        differences = comparing.compare(before, now)
    except (comparing.CompareError, TableError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if form == "json":
        click.echo(comparing.to_json(before, now, differences), nl=False)
    elif form == "csv":
        click.echo(comparing.to_csv(differences), nl=False)
    else:
        click.echo(comparing.to_text(before, now, differences), nl=False)
    sys.exit(1 if differences else 0)

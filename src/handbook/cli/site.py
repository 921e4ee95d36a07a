"""Commands that make and show a site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handbook.cli.shared import (
    book_root,
    data_option,
    fail,
    language_of,
    language_option,
    main,
    only_option,
    opened,
    public_address,
    shown_path,
    site_of,
    tell,
)

if TYPE_CHECKING:
    from handbook.publish.edition import Edition
    from handbook.publish.execute import Executed
    from handbook.publish.told import Told

__all__ = ["batch", "build", "pdf", "serve"]


@main.command()
@data_option
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the site. [default: _build/html; with --data _build/editions/DIR]",
)
@only_option
@click.option("--base-url", default="", help="Address at which the site will stand, such as https://example.org/book/.")
@click.option("--repository", default="", help="Address of the code, where errors are reported too.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Chapters at a time. [default: one per processor]")
@click.option("--scheduler", default="", help="Dask scheduler whose workers execute the chapters: tcp://HOST:8786.")
@click.option("--force", is_flag=True, help="Execute and write everything anew.")
@click.option("--explain", is_flag=True, help="Say for each chapter why it was or was not executed.")
@click.option("--parameter", "-p", "parameters", type=(str, str), multiple=True, help="NAME VALUE for every chapter.")
def build(
    data_dir: Path | None,
    output: Path | None,
    language: str,
    base_url: str,
    repository: str,
    jobs: int,
    scheduler: str,
    force: bool,
    explain: bool,
    parameters: tuple[tuple[str, str], ...],
) -> None:
    """Check the tables, execute what changed, publish the site."""
    # More than six parameters: they are the options of the command.
    from handbook.publish.edition import Edition, up_to_date

    root = book_root()
    folder = (data_dir or root / "data").absolute()
    edition = Edition(
        root=root,
        data_dir=folder,
        output=(output or site_of(folder, root)).absolute(),
        languages=(language,) if language else (),
        parameters=dict(parameters),
        base_url=public_address("--base-url", base_url),
        repository=public_address("--repository", repository),
    )
    # Asked before anything is read, so that no later edit is taken for read, or imported that only a build needs.
    if up_to_date(edition, click.echo) and not force and not explain:
        click.echo(f"Up to date: {shown_path(edition.output)}")
        return
    told = _checked(data_dir, edition, jobs, force)
    from handbook.executors import LostError
    from handbook.publish import build, unmarked
    from handbook.publish.execute import DAMAGED, ChapterError, ParameterError
    from handbook.tables.snapshot import TableError, prepared

    # What was checked is what is read, until the command ends.
    click.get_current_context().with_resource(prepared(told.tables))
    language_of(language, told.tables)
    tell(told)

    def progress(result: Executed, number: int, total: int) -> None:
        if result.ran or explain:
            done = "executed" if result.ran else "kept"
            click.echo(
                f"[{number:>2}/{total}] {result.job.name}: {done}"
                + (f" ({result.why})" if explain or result.why == DAMAGED else "")
            )

    try:
        written = build.build(
            edition, workers=jobs, scheduler=scheduler, force=force, progress=progress, waiting=click.echo
        )
    except (ChapterError, LostError, TableError, build.PublishError) as error:
        fail(f"{error}\nThe last good site is untouched.")
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        fail(
            f"{place}{error.strerror or error}. Builds work below {root / '_build'}.\nThe last good site is untouched."
        )
    except ParameterError as error:
        raise click.UsageError(str(error)) from None
    else:
        for unsaid in unmarked.problems(sorted(edition.executed.glob("*.ipynb"))):
            click.echo(f"notice: {unsaid}")
        click.echo(f"{written} files written: {shown_path(edition.output)}/index.html")


def _checked(data_dir: Path | None, edition: Edition, jobs: int, force: bool) -> Told:
    """Return what the check of an edition finds, as a fork finds it while this process imports what builds."""
    from handbook import limits
    from handbook.executors import LostError, processors, tie_children
    from handbook.publish.edition import PublishError

    limits.need_of_build(jobs or processors())
    tie_children()
    # What the fork needs is imported before it is made, once for both, and after it is known that there is room for it.
    from handbook.publish.checking import checked

    try:
        return checked(data_dir, edition, _load, ahead=not force)
    except PublishError as error:
        fail(str(error))
    except (LostError, OSError) as error:
        fail(f"{error}\nThe last good site is untouched.")


def _load() -> None:
    """Import what executes chapters and writes pages."""
    from handbook.publish import execute, pages

    execute.warm()
    pages.load_sphinx()


@main.command()
@click.argument("listed", metavar="EDITIONS.csv", type=click.Path(path_type=Path))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder that gets one folder per edition. [default: _build/editions]",
)
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Chapters at a time. [default: one per processor]")
def batch(listed: Path, output: Path | None, jobs: int) -> None:
    """Build many editions: one row each of name and data (a folder, or nothing for the handbook's own).

    One that fails stops no other; the exit status is then 1.
    """
    from handbook.publish import batch as batches
    from handbook.tables.snapshot import TableError

    root = book_root()
    try:
        editions = batches.tasks(listed.absolute(), root, (output or root / "_build" / "editions").absolute(), jobs)
    except TableError as error:
        fail(str(error))

    def progress(outcome: batches.Outcome) -> None:
        click.echo(f"{outcome.name}: {outcome.status}")
        if outcome.message:
            click.echo(outcome.message, err=True)

    done = batches.build(editions, progress)
    widths = [max(len(row[column]) for row in batches.summary(editions, done)) for column in range(5)]
    for row in batches.summary(editions, done):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo("  ".join([*cells, shown_path(Path(row[5]))]).rstrip())
    if any(outcome.status == "failed" for outcome in done):
        sys.exit(1)


@main.command()
@click.option(
    "--site", type=click.Path(path_type=Path), default=None, help="Folder of the site. [default: _build/html]"
)
@language_option
@click.option("--output", type=click.Path(path_type=Path), default=None, help="The PDF. [default: _build/handbook.pdf]")
def pdf(site: Path | None, language: str, output: Path | None) -> None:
    """Print the built site to one PDF with an outline, through the system's Chromium."""
    from handbook.publish import pdf as printing

    root = book_root()
    target = output or root / "_build" / "handbook.pdf"
    try:
        language = language_of(language, opened(None, root))
        printing.write((site or root / "_build" / "html") / language, target)
    except printing.PdfError as error:
        fail(str(error))
    else:
        click.echo(shown_path(target.absolute()))


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--prefix", default="/", show_default=True, help="Path below which the site stands, such as /book/.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=None, help="Folder of the site. [default: _build/html]"
)
def serve(port: int, prefix: str, output: Path | None) -> None:
    """Show the built site on localhost."""
    from handbook.publish.serve import address, server

    site = output or book_root() / "_build" / "html"
    if not (site / "index.html").is_file():
        fail(f"{shown_path(site)} holds no site yet: run `handbook build` first.")
    try:
        with server(site, port, prefix) as serving:
            click.echo(f"http://localhost:{serving.server_address[1]}{address(prefix)} (stop with Ctrl+C)")
            serving.serve_forever()
    except KeyboardInterrupt:
        click.echo("")
    except OSError as error:
        fail(f"Port {port} cannot be used ({error.strerror}). Name another with --port.")

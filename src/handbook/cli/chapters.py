"""Commands that run chapters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handbook.cli.shared import book_root, check_edition, fail, main, opened

if TYPE_CHECKING:
    from handbook.publish.outputs import Fresh

__all__ = ["accept", "chapter_of", "engine_option", "fresh", "refresh", "run", "store"]

engine_option = click.option(
    "--engine", type=click.Choice(["inprocess", "kernel"]), default=None, help="How to run; default: the fastest."
)


def chapter_of(root: Path, name: str) -> Path:
    """Return the notebook of a chapter that is named, with or without folder and ending."""
    from handbook.publish import execute

    by_name = {file.stem: file for file in execute.chapters(root)}
    if Path(name).stem not in by_name:
        raise click.UsageError(f"there is no chapter {name!r}; chapters are {', '.join(by_name)}.")
    return by_name[Path(name).stem]


def fresh(chapter: str | None, engine: str | None) -> list[Fresh]:
    """Return the chapters whose stored outputs are not those of today, or stop with status 1."""
    from handbook.executors import LostError
    from handbook.publish import outputs
    from handbook.publish.edition import PublishError
    from handbook.publish.execute import ChapterError

    root = book_root()
    check_edition(opened(None, root), root)
    try:
        return outputs.fresh(root, chapter_of(root, chapter).stem if chapter else None, engine or "", click.echo)
    except (ChapterError, LostError, PublishError) as error:
        fail(str(error))
        raise


def store(chapters: list[Fresh]) -> None:
    """Store the outputs of chapters and say of which; stop with status 1 where one was edited meanwhile."""
    from handbook.publish import outputs
    from handbook.publish.edition import PublishError

    try:
        click.echo(f"stored outputs changed: {', '.join(outputs.store(chapters)) or 'none'}")
    except PublishError as error:
        fail(str(error))


@main.command()
@click.argument("chapter", required=False)
@engine_option
def refresh(chapter: str | None, engine: str | None) -> None:
    """Execute chapters (all by default) on the handbook's own tables and store their outputs in book/."""
    store(fresh(chapter, engine))


@main.command()
@click.argument("chapter", required=False)
@engine_option
@click.option("--yes", is_flag=True, help="Store without asking.")
def accept(chapter: str | None, engine: str | None, yes: bool) -> None:
    """Execute chapters (all by default), show what moved in their outputs, and store those that you accept.

    Status 1: something moved and was not stored.
    """
    chapters = fresh(chapter, engine)
    for one in chapters:
        click.echo("\n  ".join([f"{one.notebook.stem}:", *one.told()]))
    if chapters and not yes:
        again = f"handbook accept{f' {chapter}' if chapter else ''} --yes"
        if not sys.stdin.isatty():
            fail(f"Nothing was stored. If this is right: {again}")
        if not click.confirm("Store these outputs?"):
            fail("Nothing was stored.")
    store(chapters)


@main.command()
@click.argument("chapter")
@click.argument("output", type=click.Path(path_type=Path))
@click.option(
    "--parameter", "-p", "parameters", type=(str, str), multiple=True, help="NAME VALUE, as papermill takes them."
)
def run(chapter: str, output: Path, parameters: tuple[tuple[str, str], ...]) -> None:
    """Execute one CHAPTER with other parameters and write the notebook to OUTPUT."""
    from handbook.executors import LostError
    from handbook.publish import execute, stored
    from handbook.tables.snapshot import TableError

    root = book_root()
    try:
        notebook = chapter_of(root, chapter)
        execute.check_parameters(notebook, dict(parameters))
        [done] = execute.execute_all(
            [
                execute.Job(
                    notebook, output.absolute(), dict(parameters), Path(dict(parameters).get("data_dir", root / "data"))
                )
            ],
            force=True,
        )
    except execute.ParameterError as error:
        raise click.UsageError(str(error)) from None
    except (execute.ChapterError, LostError, TableError) as error:
        fail(str(error))
    else:
        done.job.record.unlink(missing_ok=True)
        stored.finish(done.job, dict(parameters).get("language", ""))
        click.echo(str(output))

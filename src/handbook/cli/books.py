"""Commands that begin a book: a new one, the draft of an audit, its translations."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from handbook import terminal
from handbook.cli.shared import book_root, fail, main, opened, shown_path
from handbook.draft.wording import LANGUAGES

__all__ = ["draft", "i18n", "new"]


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", default=None, help="Of the book. [asked; default: DIR's name]")
@click.option("--language", default=None, help="Codes, the author's first. [asked; default: en,zh]")
@click.option("--licence", default=None, help="MIT, CC0-1.0 or none. [asked; default: MIT]")
@click.option("--engine", default=None, help="What pip installs the engine from. [default: where this one is from]")
def new(folder: Path, title: str | None, language: str | None, licence: str | None, engine: str | None) -> None:
    """Write a new book into DIR: one chapter on numbers that are made up, whole and tested, to be filled with a report."""
    from handbook import starter

    def chosen(given: str | None, question: str, default: str) -> str:
        asked = given is None and sys.stdin.isatty()
        return str(click.prompt(question, default=default)) if asked else given or default

    try:
        starter.free(folder)  # before anything is asked
        choices = starter.Choices(
            chosen(title, "Title", starter.titled(folder)),
            starter.languages(chosen(language, "Languages, the author's first", starter.DEFAULT_LANGUAGES)),
            chosen(licence, f"Licence ({', '.join(starter.LICENCES)})", next(iter(starter.LICENCES))),
            engine or starter.engine(),
        )
        written = starter.write(folder, choices)
    except starter.StarterError as error:
        fail(str(error))
    else:
        click.echo(f"{len(written)} files. cd {folder}, then: make book test. Its README.md says what comes next.")


@main.command()
@click.argument("text", metavar="TEXT", type=click.Path(path_type=Path))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the draft. [default: TEXT's name + -draft]",
)
@click.option("--language", type=click.Choice(LANGUAGES), default=None, help="Of the page. [default: the text's]")
@click.option("--prior", type=click.Path(path_type=Path), default=None, help="The report of the year before.")
def draft(text: Path, output: Path | None, language: str | None, prior: Path | None) -> None:
    """Draft an audit of a report's TEXT (plain text, Markdown, PDF): claims, checks, and what does not add up.

    It writes claims.csv, checks.csv and draft.html. Write yes or no into the column accepted: decisions survive the next
    run, on an edited text too. Status 1: the text cannot be read, or a table in it is torn.
    """
    from handbook.publish import drafts

    folder = output or Path.cwd() / f"{text.stem}-draft"
    try:
        files, told, torn = drafts.written(text, folder, language or "", prior)
    except drafts.DraftError as error:
        fail(str(error))
    if wrong := terminal.write(folder, files):
        fail(wrong)
    for line in (*told, shown_path(folder / drafts.PAGE)):
        click.echo(line)
    if torn:
        fail("\n".join(torn))


@main.command()
def i18n() -> None:
    """Bring the book's catalogues up to date with its chapters and say how much is translated; status 1 below 100%."""
    from handbook.publish import catalogues

    states = list(catalogues.bring_up(opened(None, book_root())))
    click.echo("\n".join(map(str, states)))
    sys.exit(any(state.done < state.sentences for state in states))

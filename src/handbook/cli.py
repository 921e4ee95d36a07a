"""The command line: ``handbook build``, ``check``, ``audit`` …

Exit status 0: done; 1: the data or a chapter is wrong, said in words; 2: wrong usage. Heavy imports stand inside the
commands, so that ``handbook --help`` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handbook import __version__, terminal
from handbook.draft.wording import LANGUAGES

if TYPE_CHECKING:
    from handbook.publish.execute import Executed
    from handbook.publish.outputs import Fresh
    from handbook.tables.snapshot import Tables

__all__ = ["main"]

_data = click.option(
    "--data",
    "data_dir",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder with tables; those it lacks are the handbook's own.",
)
_language = click.option("--language", default="", help="One of the book's languages. [default: the author's]")
_only = click.option("--language", default="", help="One of the book's languages alone. [default: all of them]")


def _root() -> Path:
    """Return the project's folder: the nearest one with a ``_toc.yml`` and a ``data`` folder."""
    for base in (Path.cwd(), *Path.cwd().parents):
        if (base / "_toc.yml").is_file() and (base / "data").is_dir():
            return base
    raise click.UsageError("Run handbook inside a book's folder: no _toc.yml with data/ is here or above.")


def _fail(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(1)


def _tables_of(data_dir: Path | None, root: Path) -> Tables:
    from handbook.publish import build
    from handbook.tables.snapshot import prepared

    try:
        # What is checked is what is read, until the command ends.
        return click.get_current_context().with_resource(prepared(build.tables_of(data_dir, root)))
    except build.PublishError as error:
        _fail(str(error))
        raise


def _chosen(language: str, tables: Tables) -> str:
    """Return the language that is asked for, the author's where none is."""
    if language and language not in tables.languages:
        known = " or ".join(tables.languages)
        raise click.UsageError(f"{language!r} is no language of this book; its data package names {known}.")
    return language or tables.languages[0]


def _address(option: str, text: str) -> str:
    """Return an address that others reach, with a slash at its end; stop with status 1 where it is none."""
    from handbook.site.addresses import AddressError, public

    try:
        return public(text)
    except AddressError as error:
        raise click.ClickException(f"{option}: {error}.") from None


def _check(tables: Tables, root: Path, built: Sequence[str] = (), *, stored: bool = False) -> None:
    """Say what is unlikely and what is converted; stop with status 1 when the data are wrong, listing every problem.

    Args:
        tables: of the edition.
        root: folder of the project.
        built: the languages whose translations are needed; all of the edition where none is named.
        stored: whether stored outputs are looked at too.
    """
    from handbook.publish import told

    checked = told.check(tables, root, built, stored=stored)
    for line in checked.lines():
        click.echo(line, err=bool(checked.problems))
    if checked.problems:
        sys.exit(1)
    for note in checked.notes:
        click.echo(note)


@click.group(cls=terminal.Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="handbook")
def main() -> None:
    """Run and publish an executable, audited edition of a report."""


@main.command()
@_data
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the site. [default: _build/html; with --data _build/editions/DIR]",
)
@_only
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
    from handbook.publish import build

    root = _root()
    tables = _tables_of(data_dir, root)
    edition = build.Edition(
        root=root,
        data_dir=tables.folder,
        output=(output or _site_of(tables, root)).absolute(),
        languages=(_chosen(language, tables),) if language else (),
        parameters=dict(parameters),
        base_url=_address("--base-url", base_url),
        repository=_address("--repository", repository),
    )
    current = build.up_to_date(
        edition, click.echo
    )  # asked before anything is read, so that no later edit is taken for read
    if current and not force and not explain:
        click.echo(f"Up to date: {_shown(edition.output)}")
        return
    from handbook.executors import LostError
    from handbook.publish.execute import DAMAGED, ChapterError, ParameterError
    from handbook.tables.snapshot import TableError

    _check(tables, root, edition.codes)

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
        _fail(f"{error}\nThe last good site is untouched.")
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _fail(
            f"{place}{error.strerror or error}. Builds work below {root / '_build'}.\nThe last good site is untouched."
        )
    except ParameterError as error:
        raise click.UsageError(str(error)) from None
    else:
        click.echo(f"{written} files written: {_shown(edition.output)}/index.html")


def _site_of(tables: Tables, root: Path) -> Path:
    """Return the folder of a site where none is named; other tables never replace the site of the handbook's own."""
    build = root / "_build"
    return build / "html" if tables is tables.own else build / "editions" / tables.folder.name


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@main.command()
@_data
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(data_dir: Path | None, form: str) -> None:
    """Validate tables, claims, checks, sources and cross references; notice what is unlikely."""
    root = _root()
    tables = _tables_of(data_dir, root)
    if form == "json":
        from handbook.publish import told

        checked = told.check(tables, root, stored=True)
        click.echo(checked.as_json())
        sys.exit(bool(checked.problems))
    _check(tables, root, stored=True)

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

    root = _root()
    try:
        written = ready_to_fill(_tables_of(None, root), names, filled=filled)
    except TableError as error:
        _fail(str(error))
    else:
        if wrong := terminal.write_new(folder, written):
            _fail(wrong)
        count = sum(name.endswith(".csv") for name in written)
        others = " and ".join(list(written)[count:])
        click.echo(f"{count} table{'s' if count > 1 else ''} to fill, {others}: {folder}")
        click.echo(f"Fill in rows, remove the tables you do not need, then: handbook build --data {folder}")


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
        _fail(str(error))
        return
    if wrong := terminal.write(folder, files):
        _fail(wrong)
    for line in (*told, _shown(folder / drafts.PAGE)):
        click.echo(line)
    if torn:
        _fail("\n".join(torn))


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

    tables = _tables_of(None, _root())
    try:
        asked = intake.given(tables, **given)
        done = intake.read(file, tables, asked, sheets)
        click.echo(done.text())
        folder = output or file.parent / file.stem
        if write and not done.problems:
            contents = done.contents(tables)
            if wrong := terminal.write_new(folder / "append", contents):
                _fail(wrong)
            click.echo(f"{len(contents)} table{'s' * (len(contents) != 1)} written: {folder / 'append'}")
            click.echo(f"Then: handbook check --data {folder}")
    except TableError as error:
        _fail(str(error))
    else:
        if done.problems:
            _fail("\n".join(map(str, done.problems)))


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
        _fail(str(error))
    else:
        click.echo(f"{len(written)} files. cd {folder}, then: make book test. Its README.md says what comes next.")


@main.command()
def i18n() -> None:
    """Bring the book's catalogues up to date with its chapters and say how much is translated; status 1 below 100%."""
    from handbook.publish import catalogues

    states = list(catalogues.bring_up(_tables_of(None, _root())))
    click.echo("\n".join(map(str, states)))
    sys.exit(any(state.done < state.sentences for state in states))


@main.command()
@_data
@_language
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def audit(data_dir: Path | None, language: str, form: str) -> None:
    """Print the verdict on every claim and the findings, without building the site."""
    from handbook.audit import Ledger
    from handbook.language.rows import audit_rows, finding_rows, to_csv, to_json
    from handbook.tables.snapshot import TableError

    root = _root()
    tables = _tables_of(data_dir, root)
    language = _chosen(language, tables)
    try:
        rows = audit_rows(Ledger.of(tables), language)
        findings = finding_rows(Ledger.of(tables))
    except TableError as error:
        _fail(str(error))
        return
    if form == "json":
        click.echo(to_json(rows))
    elif form == "csv":
        click.echo(to_csv(rows), nl=False)
    else:
        terminal.print_verdicts(rows, findings, language)


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

    root = _root()
    try:
        editions = batches.tasks(listed.absolute(), root, (output or root / "_build" / "editions").absolute(), jobs)
    except TableError as error:
        _fail(str(error))
        return

    def progress(outcome: batches.Outcome) -> None:
        click.echo(f"{outcome.name}: {outcome.status}")
        if outcome.message:
            click.echo(outcome.message, err=True)

    done = batches.build(editions, progress)
    widths = [max(len(row[column]) for row in batches.summary(editions, done)) for column in range(5)]
    for row in batches.summary(editions, done):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo("  ".join([*cells, _shown(Path(row[5]))]).rstrip())
    if any(outcome.status == "failed" for outcome in done):
        sys.exit(1)


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


def _chapter(root: Path, name: str) -> Path:
    """Return the notebook of a chapter that is named, with or without folder and ending."""
    from handbook.publish import execute

    by_name = {file.stem: file for file in execute.chapters(root)}
    if Path(name).stem not in by_name:
        raise click.UsageError(f"there is no chapter {name!r}; chapters are {', '.join(by_name)}.")
    return by_name[Path(name).stem]


_engine = click.option(
    "--engine", type=click.Choice(["inprocess", "kernel"]), default=None, help="How to run; default: the fastest."
)


def _fresh(chapter: str | None, engine: str | None) -> list[Fresh]:
    """Return the chapters whose stored outputs are not those of today, or stop with status 1."""
    from handbook.publish import outputs
    from handbook.publish.edition import PublishError
    from handbook.publish.execute import ChapterError

    root = _root()
    _check(_tables_of(None, root), root)
    try:
        return outputs.fresh(root, _chapter(root, chapter).stem if chapter else None, engine or "", click.echo)
    except (ChapterError, PublishError) as error:
        _fail(str(error))
        raise


def _store(chapters: list[Fresh]) -> None:
    from handbook.publish import outputs
    from handbook.publish.edition import PublishError

    try:
        click.echo(f"stored outputs changed: {', '.join(outputs.store(chapters)) or 'none'}")
    except PublishError as error:
        _fail(str(error))


@main.command()
@click.argument("chapter", required=False)
@_engine
def refresh(chapter: str | None, engine: str | None) -> None:
    """Execute chapters (all by default) on the handbook's own tables and store their outputs in book/."""
    _store(_fresh(chapter, engine))


@main.command()
@click.argument("chapter", required=False)
@_engine
@click.option("--yes", is_flag=True, help="Store without asking.")
def accept(chapter: str | None, engine: str | None, yes: bool) -> None:
    """Execute chapters (all by default), show what moved in their outputs, and store those that you accept.

    Status 1: something moved and was not stored.
    """
    chapters = _fresh(chapter, engine)
    for one in chapters:
        click.echo("\n  ".join([f"{one.notebook.stem}:", *one.told()]))
    if chapters and not yes:
        again = f"handbook accept{f' {chapter}' if chapter else ''} --yes"
        if not sys.stdin.isatty():
            _fail(f"Nothing was stored. If this is right: {again}")
        if not click.confirm("Store these outputs?"):
            _fail("Nothing was stored.")
    _store(chapters)


@main.command()
@click.argument("chapter")
@click.argument("output", type=click.Path(path_type=Path))
@click.option(
    "--parameter", "-p", "parameters", type=(str, str), multiple=True, help="NAME VALUE, as papermill takes them."
)
def run(chapter: str, output: Path, parameters: tuple[tuple[str, str], ...]) -> None:
    """Execute one CHAPTER with other parameters and write the notebook to OUTPUT."""
    from handbook.publish import execute, stored
    from handbook.tables.snapshot import TableError

    root = _root()
    try:
        notebook = _chapter(root, chapter)
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
    except (execute.ChapterError, TableError) as error:
        _fail(str(error))
    else:
        done.job.record.unlink(missing_ok=True)
        stored.finish(done.job, dict(parameters).get("language", ""))
        click.echo(str(output))


@main.command()
@click.option(
    "--site", type=click.Path(path_type=Path), default=None, help="Folder of the site. [default: _build/html]"
)
@_language
@click.option("--output", type=click.Path(path_type=Path), default=None, help="The PDF. [default: _build/handbook.pdf]")
def pdf(site: Path | None, language: str, output: Path | None) -> None:
    """Print the built site to one PDF with an outline, through the system's Chromium."""
    from handbook.publish import pdf as printing

    root = _root()
    target = output or root / "_build" / "handbook.pdf"
    try:
        language = _chosen(language, _tables_of(None, root))
        printing.write((site or root / "_build" / "html") / language, target)
    except printing.PdfError as error:
        _fail(str(error))
    else:
        click.echo(_shown(target.absolute()))


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--prefix", default="/", show_default=True, help="Path below which the site stands, such as /book/.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=None, help="Folder of the site. [default: _build/html]"
)
def serve(port: int, prefix: str, output: Path | None) -> None:
    """Show the built site on localhost."""
    from handbook.publish.serve import address, server

    site = output or _root() / "_build" / "html"
    if not (site / "index.html").is_file():
        _fail(f"{_shown(site)} holds no site yet: run `handbook build` first.")
    try:
        with server(site, port, prefix) as serving:
            click.echo(f"http://localhost:{serving.server_address[1]}{address(prefix)} (stop with Ctrl+C)")
            serving.serve_forever()
    except KeyboardInterrupt:
        click.echo("")
    except OSError as error:
        _fail(f"Port {port} cannot be used ({error.strerror}). Name another with --port.")

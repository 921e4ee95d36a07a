"""An edition: the book on one set of tables, in all its languages, what it depends on, and whether it is built already.

Most builds have nothing to do. Who asks is answered with Python's own modules: tables are opened, and what reads them
is imported, only by who asks for them.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from handbook.publish import provenance
from handbook.publish.files import read_state, write

if TYPE_CHECKING:
    from handbook.tables.snapshot import Tables

__all__ = ["Edition", "PublishError", "Told", "inputs_of", "stamped", "tables_of", "up_to_date"]

STAMP = "stamp.json"

Told = Callable[[str], None]


class PublishError(RuntimeError):
    """The pages could not be built, or the site could not be written."""


@dataclass(frozen=True)
class Edition:
    """One edition of the handbook.

    Attributes:
        root: the project's folder.
        data_dir: folder with tables.
        output: folder of the site, which holds one folder for each language.
        languages: codes, the first leads; all of the book when empty.
        parameters: for every chapter, besides folder and language.
        base_url: address at which the site will stand, empty where that is not known.
        repository: address of the code, empty where that is not known.
    """

    root: Path
    data_dir: Path
    output: Path
    languages: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    base_url: str = ""
    repository: str = ""

    @cached_property
    def tables(self) -> Tables:
        """The tables of the edition, one snapshot for all that is made of it."""
        from handbook.tables.snapshot import Tables

        return Tables.open(self.data_dir, self.root / "data")

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the languages of the site, the first leads."""
        return self.languages or self.tables.languages

    @cached_property
    def inputs(self) -> dict[str, str]:
        """Digests of all files that the site depends on, as they were when first asked for: before they are read."""
        return inputs_of(self)

    @property
    def state(self) -> str:
        """A digest of the content of all inputs, of the commit that the site names, and of the choices."""
        choices = [
            *(self.languages, sorted(self.parameters.items()), self.base_url, self.repository),
            *(sys.version_info[:2], self.commit),
        ]
        return hashlib.sha256(repr([choices, sorted(self.inputs.items())]).encode()).hexdigest()

    @cached_property
    def commit(self) -> str:
        """The commit that the project stands at; see `handbook.publish.provenance.commit`."""
        return provenance.commit(self.root)

    @property
    def own(self) -> bool:
        """Whether all tables are the handbook's own."""
        return self.data_dir == (self.root / "data").absolute()

    @property
    def work(self) -> Path:
        """Folder for what one build of the edition leaves to the next."""
        if self.own and not self.parameters:
            return self.root / "_build" / "work" / "original"
        name = hashlib.sha256(f"{self.data_dir}|{sorted(self.parameters.items())}".encode()).hexdigest()[:12]
        return self.root / "_build" / "work" / name

    @property
    def executed(self) -> Path:
        """Folder with the executed chapters, which hold all languages."""
        return self.work / "executed"

    @property
    def drawings(self) -> Path:
        """Folder with the drawings of all editions: the same chart is drawn once."""
        return self.work.parent / "drawings"


def tables_of(data_dir: Path | None, root: Path) -> Tables:
    """Return an edition's tables, the report's own by default.

    Raises:
        PublishError: when there is no such folder, or it holds no table of the handbook.
    """
    from handbook.audit.validate import strangers
    from handbook.tables.snapshot import TableError, Tables

    folder = (data_dir or root / "data").absolute()
    if not folder.is_dir():
        raise PublishError(f"{data_dir}: there is no such folder. Name a folder with tables, or leave --data out.")
    tables = Tables.open(folder, root / "data")
    try:
        empty = data_dir and not tables.held
    except TableError as error:
        raise PublishError(str(error)) from None
    if empty:
        names = tables.own.names
        said = (
            f"{data_dir}: no table of the handbook is in this folder. A table has the name of the one that it "
            f"replaces, such as {names[0]}.csv. Names are: {', '.join(names)}."
        )
        raise PublishError("\n".join([said, *map(str, strangers(tables))]))
    return tables


def _files(edition: Edition) -> Iterator[tuple[str, Path]]:
    """Yield every file that the site depends on, with a name that is the same wherever the project lies."""
    root = edition.root
    for name in ("_config.yml", "_toc.yml", "requirements.lock", "LICENSE"):
        if (root / name).is_file():
            yield name, root / name
    for place, folder in (
        ("book", root / "book"),
        # The code that runs, wherever it is installed: a copy of the project may have none of its own.
        ("src", root / "src"),
        ("handbook", Path(__file__).parents[1]),
        ("data", root / "data"),
        *([] if edition.own else [("edition", edition.data_dir)]),
    ):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts and ".egg-info" not in str(file):
                yield f"{place}/{file.relative_to(folder).as_posix()}", file


def inputs_of(edition: Edition) -> dict[str, str]:
    """Return the digests of all files that the site depends on, by their names."""
    return {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in _files(edition)}


def _listing(site: Path) -> dict[str, str]:
    return {
        str(file.relative_to(site)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(site.rglob("*"))
        if file.is_file()
    }


def up_to_date(edition: Edition, told: Told | None = None) -> bool:
    """Return whether the site in the output folder is what a build would write now.

    Args:
        edition: its output is looked at.
        told: told in words where the last build left something that cannot be read.
    """
    state = edition.state  # before anything is checked: what is edited later is not what was checked
    stamp = edition.work / STAMP
    said = read_state(stamp, "state", "output", "files")
    if said is None and stamp.exists() and told:
        told(f"{stamp}: what the last build left here cannot be read; the site is built anew.")
    return bool(
        said
        and edition.output.is_dir()
        and said["state"] == state
        and said["output"] == str(edition.output)
        and said["files"] == _listing(edition.output)
    )


def stamped(edition: Edition, state: str) -> None:
    """Note that the site in the output folder is that of a state; see `up_to_date`."""
    stamp = {"state": state, "output": str(edition.output), "files": _listing(edition.output)}
    write(edition.work / STAMP, json.dumps(stamp))

"""Folders with tables of their own, over those of the tiny handbook, which is read and checked once for all tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from handbook.tables.snapshot import Tables, prepared


@pytest.fixture(scope="session")
def read_once(tiny) -> Tables:
    """Give the tables of the tiny handbook: one snapshot for all tests."""
    return tiny.tables


@pytest.fixture
def base(read_once: Tables, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tables]:
    """Give the tables of the tiny handbook, inside whose folder the test runs, as those of a run."""
    monkeypatch.chdir(read_once.folder.parent)
    with prepared(read_once):
        yield read_once


@pytest.fixture
def other(base: Tables, tmp_path: Path) -> Path:
    """Give a folder for tables that replace those of the tiny handbook."""
    folder = tmp_path / "next"
    folder.mkdir()
    return folder


@pytest.fixture
def described(base: Tables, other: Path) -> Callable[..., None]:
    """Give the function by which the folder describes one column of its sales otherwise."""

    def describe(column: str, **changes: object) -> None:
        package = yaml.safe_load(base.description())
        [sales] = [entry for entry in package["resources"] if entry["name"] == "sales"]
        [entry] = [entry for entry in sales["schema"]["fields"] if entry["name"] == column]
        entry.update(changes)
        text = yaml.safe_dump({"name": "next", "resources": [sales]}, allow_unicode=True)
        (other / "datapackage.yaml").write_text(text, encoding="utf-8")

    return describe

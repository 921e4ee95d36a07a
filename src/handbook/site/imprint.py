"""Who made a book, when, which version of it this is, under which licences, and where errors are reported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handbook.language import Language, Period
from handbook.language.interface import localized, say

__all__ = ["Imprint", "dated", "imprint"]


@dataclass(frozen=True)
class Imprint:
    """What a book says of itself in one language; what is not declared is empty, and is left out of pages.

    Attributes:
        authors: names, in the order of the data package.
        version: of the book.
        date: of that version, ``2026-11-30``.
        data_licence, code_licence: as readers know them, ``CC BY 4.0``.
        licence_url: text of the licence of text and data.
        repository: address of the code, without a slash at its end.
        issues: address for reports of errors.
    """

    authors: tuple[str, ...] = ()
    version: str = ""
    date: str = ""
    data_licence: str = ""
    code_licence: str = ""
    licence_url: str = ""
    repository: str = ""
    issues: str = ""

    @property
    def year(self) -> str:
        """The year of the version."""
        return self.date[:4]


def imprint(package: Mapping[str, Any], language: str, repository: str = "") -> Imprint:
    """Return what a data package declares: ``contributors``, ``version``, ``created``, ``licenses``, ``code_license``.

    Args:
        package: description of the tables.
        language: code.
        repository: address of the code where the build knows it; else that of the package, if it has one.

    >>> made = imprint({"version": "1.0", "created": "2026-11-30T08:00:00Z", "licenses": [{"name": "CC-BY-4.0"}],
    ...                 "contributors": [{"title": "A group", "title_zh": "某组"}]}, "zh", "https://code.example/a/b")
    >>> made.authors, made.date, made.data_licence, made.issues
    (('某组',), '2026-11-30', 'CC BY 4.0', 'https://code.example/a/b/issues')
    """
    licences = list(package.get("licenses", ()))
    address = (repository or str(package.get("repository", ""))).rstrip("/")
    return Imprint(
        authors=tuple(localized(entry, "title", language) for entry in package.get("contributors", ())),
        version=str(package.get("version", "")),
        date=str(package.get("created", ""))[:10],
        data_licence=", ".join(_known(str(entry.get("name", ""))) for entry in licences),
        code_licence=str(package.get("code_license", "")),
        licence_url=next((str(entry["path"]) for entry in licences if "path" in entry), ""),
        repository=address,
        issues=address and f"{address}/issues",
    )


def _known(licence: str) -> str:
    """Return a licence as a reader knows it.

    >>> _known("CC-BY-4.0"), _known("MIT")
    ('CC BY 4.0', 'MIT')
    """
    return re.sub(r"^CC-([A-Z-]+)-(\d.*)", r"CC \1 \2", licence)


def dated(imprint: Imprint, language: str, *, named: bool = True) -> str:
    """Return version and date in words, empty where neither is declared; not ``named``, the version is a number alone.

    >>> dated(Imprint(version="0.2.0", date="2026-11-30"), "en"), dated(Imprint(date="2026-11-30"), "zh")
    ('version 0.2.0, 30 November 2026', '2026年11月30日')
    """
    day = Period(imprint.date).written(Language(language)) if imprint.date else ""
    version = (
        say(language, "version {version}", version=imprint.version) if imprint.version and named else imprint.version
    )
    return say(language, "{version}, {day}", version=version, day=day) if version and day else version or day

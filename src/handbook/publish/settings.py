"""What ``_config.yml`` has to say so that the pages of a book can be written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from handbook.tables.bibliography import BIBLIOGRAPHY
from handbook.tables.problems import Problem

__all__ = ["problems"]

SETTINGS = "_config.yml"
EXTENSIONS = (
    "myst_nb",
    "jupyter_book",
    "sphinx_external_toc",
    "sphinxcontrib.bibtex",
    "handbook.site",
)
"""Without these no page is made. Jupyter Book's own list lacks the last two and has some that load from elsewhere."""

THEME = "sphinx_book_theme"
_MEND = f"Mend {SETTINGS}; `handbook new` writes one that works."


def problems(root: Path) -> list[Problem]:
    """Return what the settings of a book lack or have otherwise than the pages need it; empty when all is well.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "_config.yml").write_text('''
    ...         title: A book
    ...         execute: {execute_notebooks: "off"}
    ...         bibtex_bibfiles: [book/references.bib]
    ...         sphinx: {config: {extensions: [myst_nb, jupyter_book, sphinx_external_toc, sphinxcontrib.bibtex]}}
    ...     ''')
    ...     print(*problems(Path(folder)))
    _config.yml, sphinx: config: extensions: expected handbook.site in the list. Add to the list: handbook.site.
    """
    try:
        settings = yaml.safe_load((root / SETTINGS).read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        return [Problem(SETTINGS, None, None, str(error), "a file in UTF-8", "Save it as UTF-8.")]
    except OSError as error:
        return [Problem(SETTINGS, None, None, error.strerror, "the settings of the book", _MEND)]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{SETTINGS}, line {mark.line + 1}" if mark else SETTINGS
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        return [Problem(where, None, None, said, "YAML", _MEND)]
    wrong = sorted(_form().iter_errors(settings), key=lambda error: list(map(str, error.path)))
    if wrong or not isinstance(settings, dict):
        return [_of_form(error) for error in wrong] or [_problem("", str(settings), "entries such as title: …")]
    return list(_needed(settings))


@lru_cache(maxsize=1)
def _form() -> Any:
    """Return what checks the form of the settings: Jupyter Book's own schema, without importing Sphinx for it."""
    schema = json.loads(resources.files("jupyter_book").joinpath("config_schema.json").read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


def _problem(entry: str, value: str | None, expected: str, remedy: str = _MEND) -> Problem:
    return Problem(f"{SETTINGS}, {entry}" if entry else SETTINGS, None, None, value, expected, remedy)


def _of_form(error: Any) -> Problem:
    """Return what the schema finds as a problem."""
    entry = ": ".join(map(str, error.path))
    kinds = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    return _problem(entry, str(error.instance), " or ".join(str(kind) for kind in kinds))


def _needed(settings: dict[str, Any]) -> Iterator[Problem]:
    """Yield what settings of the right form lack or have otherwise."""
    given = settings.get("sphinx") or {}
    own = given.get("config") or {}
    listed = own.get("extensions")
    if listed is not None and not (isinstance(listed, list) and all(isinstance(name, str) for name in listed)):
        yield _problem("sphinx: config: extensions", str(listed), "a list of extensions of Sphinx")
    elif missing := [name for name in EXTENSIONS if name not in (listed or [])]:
        how = (
            f"Add to the list: {', '.join(missing)}."
            if listed
            else f"Write all of the list: extensions: [{', '.join(EXTENSIONS)}]."
        )
        yield _problem("sphinx: config: extensions", None, f"{', '.join(missing)} in the list", how)
    theme = own.get("html_theme", THEME)
    if theme != THEME:
        yield _problem("sphinx: config: html_theme", str(theme), THEME, "Take the entry out.")
    executed = (settings.get("execute") or {}).get("execute_notebooks")
    if executed not in ("off", False):
        # Jupyter Book's own choice is to execute.
        value = None if executed is None else str(executed)
        yield _problem(
            "execute: execute_notebooks",
            value,
            '"off"',
            'Write execute_notebooks: "off"; the handbook executes copies.',
        )
    sources = f"book/{BIBLIOGRAPHY}"
    if sources not in settings.get("bibtex_bibfiles", ()):
        value = str(settings["bibtex_bibfiles"]) if "bibtex_bibfiles" in settings else None
        yield _problem("bibtex_bibfiles", value, f"{sources} in the list", f"Write bibtex_bibfiles: [{sources}].")

"""The phrases that the engine says: found in its code, its templates and its scripts, for its own catalogue."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_javascript
from jinja2 import Environment
from jinja2.nodes import Call, Const, Name

from handbook.language import wording
from handbook.language.catalogue import ENGINE, INTERFACE, WRITTEN_IN, Catalogue, LanguageError, file_of
from handbook.language.extract import CALLS_OF_ENGINE, Sentence, in_code, untranslated
from handbook.quantities.relations import CHECKS
from handbook.tables.problems import Problem

__all__ = ["of_engine", "of_scripts", "problems"]

PACKAGE = ENGINE.parents[1]


def of_engine() -> list[Sentence]:
    """Return the engine's own phrases, each as often as it is said."""
    return [sentence for file in sorted(PACKAGE.rglob("*")) for sentence in _said(file)] + list(_checks())


def of_scripts() -> list[str]:
    """Return the phrases that the scripts of a page say: the page has to bring their translations along."""
    files = sorted(PACKAGE.rglob("*.js"))
    return list(dict.fromkeys(sentence.text for file in files for sentence in _said(file)))


def problems(languages: Sequence[str], folder: Path = ENGINE) -> Iterator[Problem]:
    """Yield what the engine does not say in the languages of an edition.

    A catalogue holds every phrase since it was brought up to date, translated or not (a test of the engine sees to
    that): its code is read only to say where something that lacks stands.

    Args:
        languages: their codes.
        folder: with the engine's catalogues.
    """
    for code in languages:
        if code == WRITTEN_IN:
            continue
        name = f"{code}/LC_MESSAGES/{INTERFACE}.po"
        file = file_of(folder, code, INTERFACE)
        try:
            catalogue = Catalogue.read(file)
        except LanguageError as error:
            yield Problem(name, None, None, None, "a gettext catalogue in UTF-8", f"Mend it: {error}")
            continue
        if not catalogue.whole:
            yield from untranslated(of_engine(), catalogue, catalogue, name)


def _said(file: Path) -> Iterator[Sentence]:
    """Yield the phrases in one file of the engine."""
    name = file.relative_to(PACKAGE).as_posix()
    if file.suffix == ".py":
        yield from in_code(file.read_text(encoding="utf-8"), name, calls=CALLS_OF_ENGINE)
    elif file.suffix == ".html":
        for call in Environment().parse(file.read_text(encoding="utf-8")).find_all(Call):
            if isinstance(call.node, Name) and call.node.name in ("say", "handbook_say"):
                text, *context = (argument.value for argument in call.args if isinstance(argument, Const))
                yield Sentence(text, name, call.lineno, context="".join(context))
    elif file.suffix == ".js":
        script = io.BytesIO(file.read_bytes())
        for line, _, arguments, _ in extract_javascript(script, {"say": None}, [], {}):
            given: Any = arguments  # the only one, or all of them
            yield Sentence(given if isinstance(given, str) else given[0], name, line)


def _checks() -> Iterator[Sentence]:
    """Yield what stands in no call: the tag of the language, names and rules of the checks.

    A check is called by its key, and its rule is the first sentence of its docstring.
    """
    yield Sentence(WRITTEN_IN, "language/catalogue.py", 1, context="language tag")
    for check, function in CHECKS.items():
        place = f"{function.__module__.removeprefix('handbook.').replace('.', '/')}.py"
        line = function.__code__.co_firstlineno
        yield Sentence(wording.check_name(check), place, line, context=wording.CHECK)
        yield Sentence(wording.check_rule(check), place, line)

"""Which sentences a book has: found in the source of chapters and helpers, and brought into the catalogues.

A sentence of the author stands where it is used: as the first argument of ``text``, `Phrase` or `Phrase.each`, as
title, caption, axis or name of a figure, as the title of a `Column`, or as a paragraph of a Markdown cell.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from handbook import notebooks
from handbook.language.catalogue import Catalogue, Language, LanguageError, Languages, file_of, in_context, places
from handbook.tables.problems import Problem

__all__ = [
    "CALLS_OF_ENGINE",
    "CodeError",
    "Sentence",
    "Translation",
    "brought_up",
    "domains",
    "in_chapter",
    "in_code",
    "paragraphs",
    "parsed",
    "problems",
    "translated",
    "untranslated",
]

Key = TypeVar("Key")

_CALLS = {"text": 0, "Phrase": 0, "each": 0, "Column": 0, "threshold": 1, "boundary": 1}
"""Functions that take sentences, with the position of the first one."""

CALLS_OF_ENGINE = {"Phrase": 0, "translate": 0, "msgid": 0, "say": 1}
"""Functions of the engine that take its phrases."""

_KEYWORDS = frozenset({"axis", "caption", "empty", "label", "missing", "names", "title"})
"""Arguments of any function of ours that are sentences."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of the author.

    Attributes:
        text: as written, with its places.
        file: where it stands.
        line: in that file; in a notebook the number of the cell.
        values: that are handed to it by name, and need a place each.
        complete: whether nothing else is handed to it, so that each place needs one of them.
        context: tells it from others that are spelled the same.
    """

    text: str
    file: str
    line: int
    values: tuple[str, ...] = ()
    complete: bool = False
    context: str = ""

    @property
    def key(self) -> str:
        """The sentence as catalogues know it."""
        return in_context(self.text, self.context)

    def problem(self, value: str, expected: str, remedy: str) -> Problem:
        """Return what is wrong with the sentence, where it stands."""
        return Problem(_place(self.file, self.line), None, None, value, expected, remedy)


def _place(file: str, line: int) -> str:
    return f"{file}, {'cell' if file.endswith('.ipynb') else 'line'} {line}"


class CodeError(LanguageError):
    """Code that Python cannot read.

    Attributes:
        problem: where it stands and what is wrong with it.
    """

    def __init__(self, file: str, line: int, error: SyntaxError) -> None:
        value, expected = (error.text or "").strip(), f"code that Python can read, but {error.msg}"
        place = _place(file, line or error.lineno or 1)
        self.problem = Problem(place, None, None, value, expected, "Mend the code, and run `handbook check` again.")
        super().__init__(str(self.problem))


@dataclass(frozen=True)
class Translation:
    """How much of a catalogue is translated."""

    domain: str
    language: str
    sentences: int
    done: int

    def __str__(self) -> str:
        share = self.done / self.sentences if self.sentences else 1.0
        return f"{self.language}  {self.domain:<28} {self.done:>4} of {self.sentences:>4}  {share:>6.1%}"


def in_code(source: str, file: str, line: int = 0, calls: Mapping[str, int] = _CALLS) -> Iterator[Sentence]:
    """Yield the sentences of a piece of code.

    Args:
        source: Python.
        file: what it belongs to.
        line: said for each sentence; 0 for the lines of the code itself.
        calls: functions that take sentences, with the position of the first one.

    Raises:
        CodeError: for code that Python cannot read; commands of IPython are passed over.

    >>> [s.text for s in in_code('chapter.text("It {change}.", f)\\nPhrase("more" if n else "none")', "a.py")]
    ['It {change}.', 'more', 'none']
    """
    engine = calls is not _CALLS
    try:
        tree = parsed(source)
    except SyntaxError as error:
        raise CodeError(file, line, error) from None
    called = _called(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        filled = name in ("Phrase", "each", "text")  # what these are handed by name are values
        named, complete = _handed(node) if filled else ((), False)
        arguments = [k.value for k in node.keywords if k.arg in _KEYWORDS and not (engine or filled)]
        context = next((_constant(k.value) for k in node.keywords if k.arg == "context" and engine), "")
        if name in calls and len(node.args) > calls[name]:
            arguments.insert(0, node.args[calls[name]])
        if name == "figure":
            named = tuple(_idle(node))
        arguments = [
            called.get(argument.id, argument) if isinstance(argument, ast.Name) else argument for argument in arguments
        ]
        for text in (text for argument in arguments for text in _strings(argument)):
            yield Sentence(text, file, line or node.lineno, named, complete, context)
            named = () if name == "figure" else named  # told once, of its first sentence


def _called(tree: ast.Module) -> dict[str, ast.expr]:
    """Return the texts that code gives a name before it hands them over, by that name.

    >>> [s.text for s in in_code('axis = "Size"\\nf(axis=axis, title=other)', "a.py")]
    ['Size']
    """
    return {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


ABOUT_FIGURES = frozenset({"figure", "chart", "table", "title", "caption", "facts", "part", "missing", "bars"})
"""What a figure is handed that is no value for its sentences."""


def _idle(figure: ast.Call) -> Iterator[str]:
    """Yield the values that a figure is handed by name and none of its texts has a place for.

    Where a text is worked out elsewhere, its places are seen when the chapter runs.
    """
    if any(k.arg in ("title", "caption", "missing") and not list(_strings(k.value)) for k in figure.keywords):
        return
    texts = (node.value for node in ast.walk(figure) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    said = {place for text in texts for place in places(text)}
    yield from (k.arg for k in figure.keywords if k.arg and k.arg not in ABOUT_FIGURES | said)


def _constant(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _handed(call: ast.Call) -> tuple[tuple[str, ...], bool]:
    """Return the values that a sentence is handed by name, and whether these are all."""
    named = tuple(keyword.arg for keyword in call.keywords if keyword.arg)
    return named, len(call.args) == 1 and len(named) == len(call.keywords)


@lru_cache(maxsize=2048)
def parsed(source: str) -> ast.Module:
    """Return code as a tree, not to be changed: several checks look at it.

    Commands of IPython (``%time``, ``!ls``) become the calls that IPython makes of them.
    """
    try:
        return ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager  # only where a chapter holds such a command

        return ast.parse(TransformerManager().transform_cell(source))


def _strings(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an argument may be: a text, one of two, or several; not those inside of other calls."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)
    elif isinstance(node, ast.Tuple | ast.List):
        for element in node.elts:
            yield from _strings(element)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Tuple | ast.Dict):
        yield from (
            _strings(node.value)
            if isinstance(node.value, ast.Tuple)
            else (text for value in node.value.values for text in _strings(value))
        )


_HEADING = re.compile(r"#+ ")


def paragraphs(markdown: str) -> list[tuple[str, str]]:
    """Return the paragraphs of a Markdown cell: what precedes the words (the marks of a heading), and the words.

    >>> paragraphs("## Size\\n\\nThe page draws size.")
    [('## ', 'Size'), ('', 'The page draws size.')]
    """
    pairs = []
    for block in re.split(r"\n\s*\n", markdown.strip()):
        mark = _HEADING.match(block)
        head = mark[0] if mark else ""
        pairs.append((head, block.removeprefix(head).strip()))
    return [pair for pair in pairs if pair[1]]


def in_chapter(notebook: Path) -> Iterator[Sentence]:
    """Yield the sentences of a notebook: paragraphs of its Markdown cells, and those in its code.

    Raises:
        NotebookError: when the notebook cannot be read.
        CodeError: for a cell that Python cannot read.
    """
    for number, cell in enumerate(notebooks.cells(notebook), start=1):
        if cell.kind == "markdown":
            for _, words in paragraphs(cell.source):
                yield Sentence(words, notebook.name, number)
        elif cell.kind == "code":
            yield from in_code(cell.source, notebook.name, number)


def domains(book: Path, helpers: Path, unread: list[Problem] | None = None) -> dict[str, list[Sentence]]:
    """Return the sentences of each catalogue: one per chapter with the helper of its name, one for the other helpers.

    Args:
        book: folder with the chapters; those that ``_toc.yml`` does not list are no part of it.
        helpers: folder of the report's helper package.
        unread: what is wrong with files that cannot be read is added to these; without it the first is raised.

    Raises:
        NotebookError, CodeError: for what cannot be read.
    """
    by_domain: dict[str, list[Sentence]] = {}

    def add(domain: str, sentences: Iterator[Sentence]) -> None:
        known = by_domain.setdefault(domain, [])
        try:
            known.extend(sentences)
        except (notebooks.NotebookError, CodeError) as error:
            if unread is None:
                raise
            unread.append(error.problem)

    for chapter in notebooks.chapters(book.parent):
        add(chapter.stem, in_chapter(chapter))
    drafts = {notebook.stem for notebook in book.glob("*.ipynb")} - set(by_domain)
    for module in sorted(helpers.glob("*.py")):
        if module.stem not in drafts:
            domain = module.stem if module.stem in by_domain else helpers.name
            add(domain, in_code(module.read_text(encoding="utf-8"), module.name))
    return by_domain


def brought_up(
    file: Path, language: str, sentences: Iterable[Sentence], known: Mapping[str, str] | None = None
) -> tuple[bytes, Translation]:
    """Return a catalogue brought up to date, as a file: sentences that are gone leave it, new ones wait for words.

    What it holds already keeps its order, wherever the sentences have moved; a new one follows the one said before it.

    Args:
        file: the catalogue as it is now, if it is there.
        language: of its translations.
        sentences: that it should hold.
        known: translations that new sentences get at once.
    """
    if file.is_file():
        with file.open("rb") as handle:
            catalogue = read_po(handle, locale=language)
    else:
        catalogue = Catalog(locale=language)
    places_of: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for sentence in sentences:
        places_of.setdefault((sentence.text, sentence.context), []).append((sentence.file, sentence.line))
    template = Catalog()
    for text, context in _in_order(places_of, [(str(message.id), message.context or "") for message in catalogue]):
        template.add(text, locations=places_of[text, context], context=context or None)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in catalogue:
        if message.id and not message.string:
            message.string = (known or {}).get(str(message.id), "")
    written = io.BytesIO()
    write_po(written, catalogue, width=0, omit_header=True, ignore_obsolete=True)
    done = sum(bool(message.string) for message in catalogue if message.id)
    return written.getvalue(), Translation(file.stem, language, sum(bool(message.id) for message in catalogue), done)


def _in_order(said: Iterable[Key], held: Iterable[Key]) -> list[Key]:
    """Return what is said, in the order in which it is held; what is not held yet after what is said before it.

    >>> _in_order("xabc", "cab")
    ['x', 'c', 'a', 'b']
    >>> _in_order("abxyc", "cabz")
    ['c', 'a', 'b', 'x', 'y']
    """
    keys = list(said)
    order = [key for key in held if key in set(keys)]
    for before, key in zip([None, *keys], keys, strict=False):
        if key not in order:
            order.insert(0 if before is None else order.index(before) + 1, key)
    return order


def translated(markdown: str, language: Language) -> str:
    """Return a Markdown cell in a language, paragraph by paragraph.

    >>> translated("## Size\\n\\nThe page draws size.", Language("en"))
    '## Size\\n\\nThe page draws size.'
    """
    return "\n\n".join(head + language.translate(words) for head, words in paragraphs(markdown))


def problems(book: Path, helpers: Path, languages: Languages, built: Sequence[str] = ()) -> Iterator[Problem]:
    """Yield what is wrong with the sentences of a book and their translations.

    Args:
        book: folder with the chapters.
        helpers: folder of the report's helper package.
        languages: that the book is published in.
        built: those whose translations are asked for; all of them where none is named.
    """
    unread: list[Problem] = []
    try:
        sentences_of = domains(book, helpers, unread)
    except notebooks.NotebookError:
        return  # the table of contents is broken, which `notebooks.problems` says
    named = set(map(str, notebooks.problems(book.parent)))
    yield from (problem for problem in unread if str(problem) not in named)
    for sentences in sentences_of.values():
        for sentence in sentences:
            for value in sentence.values:
                if value not in places(sentence.text):
                    remedy = "Write the place into the sentence, or leave the value out."
                    yield sentence.problem(f"{{{value}}}", "a place for each value", remedy)
            for place in places(sentence.text) if sentence.complete else ():
                if place not in sentence.values:
                    yield sentence.problem(f"{{{place}}}", "a value for each place", "Hand one over, or take it out.")
    for code in languages.codes[1:]:
        if built and code not in built:
            continue
        shared, wrong = _catalogue(languages, code, helpers.name)
        yield from wrong
        for domain, sentences in sentences_of.items():
            own, wrong = (shared, []) if domain == helpers.name else _catalogue(languages, code, domain)
            yield from wrong or untranslated(sentences, own, shared, f"{code}/LC_MESSAGES/{domain}.po")


def _catalogue(languages: Languages, code: str, domain: str) -> tuple[Catalogue, list[Problem]]:
    """Return a catalogue, and what keeps it from being read."""
    file = file_of(languages.folder, code, domain)
    try:
        return Catalogue.read(file), []
    except LanguageError as error:
        expected, remedy = "a gettext catalogue in UTF-8", f"Mend it: {error}"
        return Catalogue(file), [Problem(f"{code}/LC_MESSAGES/{file.name}", None, None, None, expected, remedy)]


def untranslated(sentences: Iterable[Sentence], own: Catalogue, shared: Catalogue, name: str) -> Iterator[Problem]:
    """Yield the sentences that two catalogues do not hold, and translations whose places are others.

    Args:
        sentences: that they should hold.
        own, shared: the one that is looked into first, and the other.
        name: of the first, as messages say it.
    """
    for key, sentence in {sentence.key: sentence for sentence in sentences}.items():
        text = own.sentences.get(key) or shared.sentences.get(key)
        wanted = set(places(sentence.text))
        if text is None:
            yield sentence.problem(sentence.text, f"a translation in {name}", "Run `make i18n`, then fill it in there.")
        elif set(places(text)) != wanted:
            said = ", ".join(f"{{{place}}}" for place in sorted(wanted)) or "none"
            place = f"{name}, line {own.lines[key]}" if key in own.lines else name
            yield Problem(place, None, None, text, f"the places of the sentence: {said}", "Mend the translation.")

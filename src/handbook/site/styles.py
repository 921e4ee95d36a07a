"""One style sheet for the site: those of Sphinx and the themes and ours, less every rule that can apply nowhere.

The theme brings Bootstrap and icons along: 66 kB compressed, of which these pages use a tenth, in eight files of which
one asks for another. A browser paints nothing before it has them all. So the sheets become one, and a rule stays only
if every class and id that its selector names stands in some page or in some script of the site. What the theme's rules
say of light or dark holds for the system's choice too, so that no page waits for the script that knows the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["NAME", "join", "trimmed", "vocabulary"]

NAME = "site.css"

_ATTRIBUTES = [re.compile(rf'{attribute}="([^"]*)"') for attribute in ("class", "id")]
"""A pattern that starts with a literal is searched seven times faster."""
_WORD = re.compile(r"[\w-]+")
_TOKEN = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)"']*\)|[{};]|[^{};"'/u]+|.""", re.DOTALL)
_NAMED = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
_FUNCTION = re.compile(r":[\w-]+\((?:[^()]|\([^()]*\))*\)")
_STRING = re.compile(r"\[[^\]]*\]")
_CHOSEN = {mode: re.compile(rf"""\[data-theme=["']?{mode}["']?\]""") for mode in ("light", "dark")}


def vocabulary(pages: Iterable[str], scripts: Iterable[str]) -> frozenset[str]:
    """Return the classes and ids of pages, and every word of scripts, which may set one.

    >>> sorted(vocabulary(['<p class="a b" id="c">d</p>'], ['x.classList.add("on")']))
    ['a', 'add', 'b', 'c', 'classList', 'on', 'x']
    """
    attributes = {value for page in pages for pattern in _ATTRIBUTES for value in pattern.findall(page)}
    words = {word for value in attributes for word in value.split()}
    for script in scripts:
        words.update(_WORD.findall(script))
    return frozenset(words)


def _applies(selector: str, words: frozenset[str]) -> bool:
    """Return whether a selector can apply; what stands in brackets and in functions such as ``:not()`` does not count."""
    if "\\" in selector:
        return False  # escaped names are Bootstrap's and sphinx-design's; no page of ours has one
    return set(_NAMED.findall(_FUNCTION.sub("", _STRING.sub("", selector)))) <= words


def _selectors(head: str) -> list[str]:
    """Split a list of selectors at its outer commas."""
    if "(" not in head and "[" not in head:
        return head.split(",")
    parts, depth = [""], 0
    for sign in head:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def trimmed(sheet: str, words: frozenset[str]) -> str:
    """Return a style sheet without the rules that can apply nowhere, and without comments.

    Args:
        sheet: CSS.
        words: classes and ids that there are.

    >>> trimmed(".a, .x { color: red } @media print { .x { top: 0 } p { margin: 0 } } :not(.x) { left: 0 }", frozenset("a"))
    '.a{color: red}@media print{p{margin: 0}}:not(.x){left: 0}'
    >>> trimmed('html[data-theme="dark"] p { color: white }', frozenset())
    'html[data-theme="dark"] p{color: white}@media (prefers-color-scheme: dark){html:not([data-theme]) p{color: white}}'
    """
    tokens = [token for token in _TOKEN.findall(sheet) if not token.startswith("/*")]
    text, _ = _block(tokens, 0, words)
    return text


def _block(tokens: list[str], at: int, words: frozenset[str]) -> tuple[str, int]:
    """Return the rules from a token on, up to the brace that closes them, and where they end."""
    rules: list[str] = []
    head = ""
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token == ";":
            if head.strip():
                rules.append(f"{head.strip()};")
            head = ""
        elif token == "}":
            break
        elif token == "{":
            head = head.strip()
            if re.match(r"@(media|supports|container|layer)\b", head):
                inside, at = _block(tokens, at, words)
                if inside:
                    rules.append(f"{head}{{{inside}}}")
            else:
                body, at = _body(tokens, at)
                kept = [s.strip() for s in _selectors(head) if head.startswith("@") or _applies(s, words)]
                if kept and body:
                    rules += [f"{','.join(kept)}{{{body}}}", *_as_the_system_has_it(kept, body)]
            head = ""
        else:
            head += token
    return "".join(rules), at


def _as_the_system_has_it(selectors: list[str], body: str) -> Iterator[str]:
    """Return what a rule for light or dark says, for a page that no script has told yet which it is."""
    for mode, chosen in _CHOSEN.items():
        unchosen = [chosen.sub(":not([data-theme])", selector) for selector in selectors if chosen.search(selector)]
        if unchosen:
            yield f"@media (prefers-color-scheme: {mode}){{{','.join(unchosen)}{{{body}}}}}"


def _body(tokens: list[str], at: int) -> tuple[str, int]:
    """Return what stands between two braces, as it is."""
    depth, body = 1, ""
    while at < len(tokens):
        depth += (tokens[at] == "{") - (tokens[at] == "}")
        at += 1
        if depth == 0:
            break
        body += tokens[at - 1]
    return body.strip(), at


def join(static: Path, sheets: list[str], words: frozenset[str]) -> str:
    """Return several style sheets as one that stands beside them.

    Args:
        static: the folder that holds them.
        sheets: their names below it, in their order; an ``@import`` at the head of one is followed.
        words: classes and ids that there are.
    """
    whole = "".join(trimmed(_read(static / name, static), words) for name in sheets)
    faces = re.findall(r"@font-face\{[^}]*\}", whole)
    rest = re.sub(r"@font-face\{[^}]*\}", "", whole)
    used = [face for face in faces if (family := _family(face)) and f"{family}" in rest]
    return "".join(used) + rest + "\n"


def _family(face: str) -> str:
    match = re.search(r"""font-family:\s*["']?([^"';}]+)""", face)
    return match[1] if match else ""


def _read(file: Path, static: Path) -> str:
    """Return a style sheet with the addresses it names as seen from the folder of all."""
    text = file.read_text(encoding="utf-8")

    def imported(match: re.Match[str]) -> str:
        return _read((file.parent / match[1]).resolve(), static.resolve())

    def seen(match: re.Match[str]) -> str:
        address = match[1].strip("\"'")
        if address.startswith(("data:", "#", "%23")):
            return match.group()
        target = (file.parent / address).resolve().relative_to(static.resolve())
        return f"url({target.as_posix()})"

    text = re.sub(r"""url\(((?!["']?data:)[^)]+)\)""", seen, text)
    text = re.sub(r"""@import\s+["']([^"']+)["'];""", imported, text)
    return re.sub(r'@charset "[^"]*";', "", text)

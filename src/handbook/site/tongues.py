"""Words of another script on a page are marked with their language, so that voices and fonts take the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.language.printed import readable

__all__ = ["marked"]

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_SIGNS = "\u3001-\u303f\uff01-\uff65·“”…—"
_RUN = re.compile(rf"[《「『“（]?\w*?[{_HAN}](?:[{_HAN}{_SIGNS}\w%+./:-]*[{_HAN}》」』”）])?")
"""Chinese words, from the first sign to the last; Latin letters and digits between them are part of what is quoted."""

_TOKENS = re.compile(
    r"""<!--.*?-->|<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>(?:[^"'>]|"[^"]*"|'[^']*')*)>""", re.DOTALL
)
_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_LEFT = frozenset({"code", "pre", "script", "style", "svg", "textarea"})
"""Elements whose text is no prose, or cannot hold a mark."""
_LANGUAGE = re.compile(r"""\slang=["']""")


def marked(body: str, language: str) -> str:
    """Return the HTML of a page in which words that are not in the script of its language say which language they are in.

    >>> marked('<p>Some Firm (某公司) and <q lang="zh">引文</q>, <code>名</code></p>', "en")
    '<p>Some Firm (<span lang="zh">某公司</span>) and <q lang="zh">引文</q>, <code>名</code></p>'
    >>> marked("<p>2021年GDP, 占GDP 3%.</p>", "en")
    '<p><span lang="zh">2021年</span>GDP, <span lang="zh">占</span>GDP 3%.</p>'
    >>> marked("<p>某公司</p>", "zh")
    '<p>某公司</p>'
    """
    if readable("汉", language):
        return body
    return "".join(_parts(body))


def _parts(body: str) -> Iterator[str]:
    inside: list[tuple[str, bool]] = []  # open elements, and whether their text is left as it is
    at = 0
    for token in _TOKENS.finditer(body):
        yield _text(body[at : token.start()], inside)
        at = token.end()
        yield token[0]
        name = (token["name"] or "").lower()
        if not name or name in _VOID or token["rest"].endswith("/"):
            continue
        if token["end"]:
            while inside and inside.pop()[0] != name:
                pass
        else:
            left = bool(inside and inside[-1][1]) or name in _LEFT
            left = left or (name != "html" and bool(_LANGUAGE.search(token["rest"])))
            inside.append((name, left))
    yield _text(body[at:], inside)


def _text(text: str, inside: list[tuple[str, bool]]) -> str:
    if inside and inside[-1][1]:
        return text
    return _RUN.sub(lambda run: f'<span lang="zh">{run[0]}</span>', text)

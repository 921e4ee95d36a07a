"""What stands in tables beside the values: invisible characters, note marks, remarks, error values of programs.

A person does not see the first and does not read the others as part of a number; here they are told apart, so that
`962.8¹` is not taken for 962.81 and `#REF!` not for a remark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = [
    "REMARK",
    "REMARKS",
    "column_letter",
    "folded",
    "hidden",
    "is_error",
    "is_note",
    "is_remark",
    "unmarked",
    "visible",
]

REMARK = "#"
"""A row whose first cell is this sign, or begins with it and a space, is a remark, not data."""

REMARKS = (REMARK, "＃")
"""A first cell that begins so and is no remark is asked about."""

_INVISIBLE = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0001-\U000e007f"
    "\u115f\u1160\u2800\u3164\uffa0]"  # letters and signs without ink
)

# Superscripts, subscripts, digits and letters in circles, brackets and with a full stop, fractions: compatibility
# forms would make digits of them.
_RAISED = (
    "\u00aa\u00b2\u00b3\u00b9\u00ba\u00bc-\u00be\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d6a\u2070-\u209c\u2150-\u215f\u2189"
    "\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf\U0001f100-\U0001f10c"
)
_RAISED_RUN = re.compile(f"([{_RAISED}]+)")
_POWER = re.compile("(?<![A-Za-z])([kdc]?m)([\u00b2\u00b3])")
_NOTE = rf"(?:[{_RAISED}*†‡§¶※★☆]+|[(\[【〔]\s*(?:注|note)?\s*(?:\d{{1,2}}|[a-z])?\s*[)\]】〕]|注\s*\d{{0,2}})"
_NOTES = re.compile(rf"^[{_RAISED}*†‡※]+\s*|\s*{_NOTE}(?=\s*(?:$|[(\[【〔]|{_NOTE}))", re.IGNORECASE)

_ERROR = re.compile(
    r"#N/A(?: .*)?|#(?:N/?[ADV]|Н/Д|GETTING_DATA)|#[¡¿]?[^\W\d_a-z][^\sa-z]*[!?]|##+|Err:\d{3}",
    re.DOTALL,
)


def visible(text: str) -> str:
    """Return a text without the characters that nobody sees.

    >>> visible("year\N{ZERO WIDTH SPACE}"), visible("\N{ZERO WIDTH NO-BREAK SPACE}962\N{SOFT HYPHEN}.8")
    ('year', '962.8')
    """
    return _INVISIBLE.sub("", text)


def hidden(text: str) -> str:
    """Return the code points of the invisible characters in a text, each once; nothing when there are none.

    >>> hidden("year\N{ZERO WIDTH SPACE}")
    'U+200B'
    """
    return ", ".join(f"U+{ord(sign):04X}" for sign in dict.fromkeys(_INVISIBLE.findall(text)))


def folded(text: str) -> str:
    """Return a text with full-width and other compatible forms made plain, but no note mark made a digit.

    >>> folded("９６２．８％"), folded("962.8¹"), folded("962.8①"), folded("面积（m²）")
    ('962.8%', '962.8¹', '962.8①', '面积(m2)')
    """
    if text.isascii():
        return text
    text = _POWER.sub(lambda match: match[1] + unicodedata.normalize("NFKC", match[2]), visible(text))
    parts = _RAISED_RUN.split(text)
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return "".join(parts)


def unmarked(header: str) -> str:
    """Return a header without its note marks, at its ends and before a bracket.

    >>> [unmarked(header) for header in ("规模(亿元)①", "规模¹ (亿元)", "Size* [1]", "*Size", "Size (t)")]
    ['规模(亿元)', '规模 (亿元)', 'Size', 'Size', 'Size']
    """
    return _NOTES.sub("", header).strip()


def is_note(text: str) -> bool:
    """Return whether a text is a note mark and nothing else.

    >>> [is_note(text) for text in ("¹", "①", "*", "[1]", "(注2)", "E")]
    [True, True, True, True, True, False]
    """
    return bool(re.fullmatch(rf"(?:{_NOTE}\s*)+", text, re.IGNORECASE)) and not re.search("[¼-¾⅐-⅟↉]", text)


def is_error(cell: str) -> bool:
    """Return whether a cell holds the error value of a spreadsheet program instead of a value.

    >>> [is_error(cell) for cell in ("#N/A", "#REF!", "#¿NOMBRE?", "#BEZUG!", "####", "Err:502", "# N/A", "#1")]
    [True, True, True, True, True, True, False, False]
    """
    return cell[:1] in "#E" and bool(_ERROR.fullmatch(cell.strip()))


def is_remark(cells: Sequence[str]) -> bool:
    """Return whether a row is a remark: the sign with a space behind it, or nothing but the one cell.

    >>> is_remark(["# from the office", "2021"]), is_remark(["#from the office", ""]), is_remark(["#"])
    (True, True, True)
    >>> is_remark(["#REF!", "total"]), is_remark(["#REF!", ""]), is_remark(["#2021", "total"])
    (False, False, False)
    """
    first = cells[0].strip() if cells else ""
    if not first.startswith(REMARK):
        return False
    alone = not any(cell.strip() for cell in cells[1:])
    if is_error(first):
        return alone and not first.strip(REMARK)  # a line of signs
    return alone or first == REMARK or first[1].isspace()


def column_letter(position: int) -> str:
    """Return the letter of a column as spreadsheet programs show it; the first is at 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

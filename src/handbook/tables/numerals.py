"""Numbers as people write them: their signs, separators and units, and what to write instead of what is no number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from handbook.tables import note_marks as marks

__all__ = [
    "AN_ERROR",
    "DIGITS",
    "INTEGER",
    "NO_REMARK",
    "NO_VALUE",
    "NUMBER",
    "WORDS",
    "Cell",
    "NotNumberError",
    "advice",
    "convention",
    "decimal",
    "is_nothing",
    "is_plain",
    "narrow",
    "parted",
    "rounded",
    "scaled",
    "written",
]

NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII)
INTEGER = re.compile(r"-?\d+", re.ASCII)
_PATTERNS = {"number": re.compile(r"-?\d+(\.\d+)?(E\+\d{1,2})?", re.ASCII), "integer": INTEGER, "year": INTEGER}
WORDS = {"integer": "a whole number", "number": "a number", "year": "a year"}
_PARTED = re.compile(r"([-+]?)(\d(?:[\d.,' ]*\d)?)\s*(.*)", re.ASCII | re.DOTALL)
_PLAIN = re.compile(r"\d+(\.\d+)?", re.ASCII)
_COMMA_DECIMAL = re.compile(r"\d+,(\d{1,2}|\d{4,})|0\d*,\d+|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}", re.ASCII)
_POINT_DECIMAL = re.compile(r"\d+\.(\d{1,2}|\d{4,})|0\d*\.\d+|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}", re.ASCII)
_EITHER = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)
_POINT_GROUPS = re.compile(r"[1-9]\d{0,2}([, '])\d{3}(\1\d{3})*(\.\d+)?", re.ASCII)
_COMMA_GROUPS = re.compile(r"([1-9]\d{0,2}([. ])\d{3}(\2\d{3})*|\d+)(,\d+)?", re.ASCII)
_EXACT = Context(prec=400)


def narrow(text: str) -> str:
    """Return a number with the signs of a keyboard: full-width digits, minus signs and fixed spaces made plain.

    >>> narrow("－４１．５％"), narrow("−3\N{NO-BREAK SPACE}500")
    ('-41.5%', '-3 500')
    """
    return marks.folded(marks.visible(text)).replace("\u2212", "-").replace("\u2013", "-").strip()


DIGITS = 15
"""So many digits of a number are known to a spreadsheet; what programs write behind them is noise of binary fractions."""


def is_plain(cell: str, kind: str) -> bool:
    """Return whether a cell is a number of a kind (``number``, ``integer``, ``year``) in the handbook's own form.

    >>> is_plain("41.50", "number"), is_plain("0.3390000000000003", "number"), is_plain("41.5", "integer")
    (True, False, False)
    """
    return bool(_PATTERNS[kind].fullmatch(cell)) and (len(cell) <= DIGITS or rounded(cell) == cell)


def rounded(number: str) -> str:
    """Return a decimal number to the digits that spreadsheets show; whole numbers and shorter ones as they are.

    >>> rounded("0.3390000000000003"), rounded("962.8000000000001"), rounded("-0.30000000000000004"), rounded("41.50")
    ('0.339', '962.8', '-0.3', '41.50')
    """
    if len(number) <= DIGITS or "." not in number or len(Decimal(number).as_tuple().digits) <= DIGITS:
        return number
    text = f"{Context(prec=DIGITS).create_decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as written: sign, digits with their separators, and what follows."""

    sign: str
    digits: str
    words: str


def parted(text: str) -> Cell | None:
    """Return the parts of a number as written; nothing when the text does not begin with one."""
    parts = _PARTED.fullmatch(narrow(text))
    return Cell(parts[1], parts[2], parts[3].strip()) if parts else None


class NotNumberError(Exception):
    """A cell that is no number, with what was expected there and what to do."""

    def __init__(self, expected: str, remedy: str = "") -> None:
        self.expected = expected
        self.remedy = remedy
        super().__init__(expected)


def convention(cells: Iterable[Cell], delimiter: str) -> str:
    """Return how the numbers of a file are written: ``point``, ``comma``, or ``asked`` when `1,234` can be either."""
    digits = [cell.digits for cell in cells]
    point = any(_POINT_DECIMAL.fullmatch(text) for text in digits)
    if any(_COMMA_DECIMAL.fullmatch(text) for text in digits) and not point:
        return "comma"
    either = any(_EITHER.fullmatch(text) for text in digits)
    return "asked" if either and not point and delimiter != "," else "point"


def decimal(cell: Cell, convention: str) -> tuple[str, str]:
    """Return the digits with a decimal point, and what had to be changed for it.

    Raises:
        NotNumberError: when the separators make no sense under the convention of the file.
    """
    digits = cell.digits
    if _EITHER.fullmatch(digits) and convention == "asked":
        whole, decimal = digits.replace(",", ""), digits.replace(",", ".")
        raise NotNumberError(
            f"a number that can be read in one way, not {whole} or {decimal}", "Write it without a thousands separator."
        )
    if convention == "comma":
        if _COMMA_GROUPS.fullmatch(digits):
            changed = "decimal comma" if "," in digits or "." in digits else ""
            return re.sub("[. ]", "", digits).replace(",", "."), changed
    elif _PLAIN.fullmatch(digits):
        return digits, ""
    elif _POINT_GROUPS.fullmatch(digits):
        return re.sub("[, ']", "", digits), "thousands separator"
    raise NotNumberError("a number", "Write digits with a decimal point, without a thousands separator.")


def written(value: Decimal) -> str:
    """Return a number in digits, with an exponent only where its last digits are not known.

    >>> written(Decimal("4.15e5")), written(Decimal("41.50")), written(Decimal("1e-9")), written(Decimal("0e3"))
    ('4.15E+5', '41.50', '0.000000001', '0')
    """
    if not value:
        return "0"
    return str(value) if int(value.as_tuple().exponent) > 0 else f"{value:f}"


def scaled(number: str, ratio: Fraction) -> str:
    """Return a number times a ratio, without rounding and with the precision of its digits.

    Zeros at the end of a whole number are not taken for precision, and none are added: a number that grows has an
    exponent.

    >>> scaled("41.50", Fraction(1, 100)), scaled("415000", Fraction(1, 10000)), scaled("3", Fraction(7))
    ('0.4150', '41.5', '21')
    >>> scaled("41.5", Fraction(10000))
    '4.15E+5'

    Raises:
        NotNumberError: when no decimal number is the result.
    """
    value = Decimal(number)
    if ratio == 1:
        return number
    power = len(str(max(ratio.numerator, ratio.denominator))) - 1
    if ratio == Fraction(10) ** power:
        return written(value.scaleb(power, _EXACT))
    if ratio == Fraction(1, 10**power):
        shrunk = f"{value.scaleb(-power, _EXACT):f}"
        return shrunk if "." in number or "." not in shrunk else shrunk.rstrip("0").rstrip(".")
    result = Fraction(value) * ratio
    if result.denominator == 1:
        return str(result.numerator)
    raise NotNumberError("a number in the unit of the column", "Convert it; the result is no whole number.")


_NOTHING = frozenset(
    [
        *("..", "...", ". .", "…", "……", "-", "--", "---", "—", "——", "―", "/", "\\", ":", ".", "*", "?", "x", "_"),
        *("n/a", "na", "n.a.", "n.a", "nan", "null", "none", "nil", "not available", "missing", "unknown", "tbd"),
        *("无", "缺", "空", "暂无", "不详", "未知", "保密", "不适用", "未公布", "未披露", "无数据", "暂缺", "待定"),
    ]
)


def is_nothing(cell: str) -> bool:
    """Return whether a cell says that there is no value.

    >>> [is_nothing(cell) for cell in ("..", "[c]", "n/a", "未公布", "(P)", "0", "")]
    [True, True, True, True, True, False, False]
    """
    text = narrow(cell)
    return text.casefold().strip("()[]（） ") in _NOTHING or bool(re.fullmatch(r"[(\[][^\W\d]{1,4}[)\]]", text))


_DIGITS = r"\d(?:[\d.,' ]*\d)?"
_IN_BRACKETS = re.compile(rf"[(\[]\s*({_DIGITS})\s*[)\]]", re.ASCII)
_MINUS_APART = re.compile(rf"-\s+({_DIGITS})|({_DIGITS})\s*-", re.ASCII)
_QUOTED_GROUPS = re.compile(r"-?\d{1,3}([’‘`´ʼ′]\d{3})+(\.\d+)?", re.ASCII)
_RANGE = re.compile(rf"[-+]?{_DIGITS}\s*%?\s*(?:-|~|—|至|到|to|±)\s*{_DIGITS}\s*\S*", re.ASCII)
_MARKED = re.compile(rf"([^\d+-]*)([-+]?{_DIGITS})(.*)", re.ASCII | re.DOTALL)
_DIGIT = re.compile(r"[\d¼-¾⅐-⅟↉]", re.ASCII)
_EMPTY = "Leave the cell empty where nothing is known, or the row out if the column may not be empty."
AN_ERROR = "a value, but the cell holds an error of Excel"
NO_VALUE = f"Mend the formula that gave it. {_EMPTY}"
NO_REMARK = f"Begin a remark with {marks.REMARK!r} and a space; a value does not begin with that sign."


def advice(cell: str) -> str:
    """Return what to write instead of a cell that is no number.

    >>> advice("(0.04)"), advice("− 0.04"), advice("6’000")
    ('Write -0.04 if the brackets mean a negative number.', 'Write -0.04.', 'Write 6000, without a thousands separator.')
    >>> advice("..") == advice("[c]") == advice("n/a")
    True
    >>> advice("962.8¹")
    "Write 962.8; say what '¹' means in a row that begins with '# ', or in a column that datapackage.yaml describes."
    """
    text = narrow(cell)
    if text.startswith(marks.REMARK):
        return NO_REMARK
    if is_nothing(text):
        return _EMPTY
    if match := _IN_BRACKETS.fullmatch(text):
        return f"Write -{match[1]} if the brackets mean a negative number."
    if match := _MINUS_APART.fullmatch(text):
        return f"Write -{match[1] or match[2]}."
    if _QUOTED_GROUPS.fullmatch(text):
        return f"Write {re.sub('[^-0-9.]', '', text)}, without a thousands separator."
    if _RANGE.fullmatch(text):
        return "Write one number; a range does not fit into a column of numbers."
    match = _MARKED.fullmatch(text)
    mark = " ".join(part for part in (match[1].strip(), match[3].strip()) if part) if match else ""
    if match and mark and (marks.is_note(mark) or not _DIGIT.search(mark)):
        where = f"in a row that begins with '{marks.REMARK} ', or in a column that datapackage.yaml describes"
        return f"Write {match[2]}; say what {mark!r} means {where}."
    return f"Write digits with a decimal point. {_EMPTY}"

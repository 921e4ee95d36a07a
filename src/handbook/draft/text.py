"""A report's text as it comes: plain text, Markdown or a PDF, parted into headings, paragraphs and tables."""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Block", "Document", "Row", "TextError", "parse", "read"]

MOST_BYTES = 200 * 1024 * 1024
"""Larger files are refused; a report of a thousand pages has some 5 MB of text."""

_WIDE = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **dict(zip("％．－＋～＄￥＞＜｜", "%.-+~$¥><|", strict=True)),
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2212": "-",
        "\u3000": " ",
        "\ufeff": "",
        "\u200b": "",
    }
)
_MARKUP = re.compile(r"\*\*|__|`|\$(?=[^$]*\$)|(?<=\d)\$|\$(?=\s*[亿万])|\\(?=[%$<>_*])|</?[a-zA-Z][^>]*>")
_MATH = re.compile(r"\$([^$\n]{1,40})\$")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_ITEM = re.compile(r"\s*(?:[-*•·✓●◆■►–]\s|\(?\d{1,2}[.)）]\s|（\d{1,2}）|\d{1,2}、|[一二三四五六七八九十]+、)")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_END = re.compile(r"[。.；;：:，,!！?？、]\s*$")
_GAPS = re.compile(r"\t|\s{3,}")

_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "in",
        "to",
        "a",
        "was",
        "is",
        "for",
        "by",
        "with",
        "on",
        "at",
        "from",
        "that",
        "were",
        "it",
        "as",
        "are",
        "this",
        "which",
        "than",
    ]
)
_OTHERS = {
    "German": frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "den",
            "von",
            "zu",
            "mit",
            "sich",
            "des",
            "auf",
            "für",
            "ist",
            "im",
            "dem",
            "nicht",
            "ein",
            "eine",
            "als",
            "auch",
        ]
    ),
    "French": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "et",
            "du",
            "une",
            "dans",
            "est",
            "pour",
            "que",
            "qui",
            "par",
            "sur",
            "au",
            "aux",
            "plus",
            "ont",
            "été",
            "cette",
        ]
    ),
    "Spanish": frozenset(
        [
            "el",
            "los",
            "las",
            "del",
            "una",
            "que",
            "por",
            "con",
            "para",
            "se",
            "su",
            "al",
            "como",
            "más",
            "fue",
            "entre",
            "sobre",
            "ha",
            "en",
            "y",
        ]
    ),
    "Italian": frozenset(
        [
            "il",
            "lo",
            "gli",
            "della",
            "di",
            "che",
            "per",
            "con",
            "una",
            "del",
            "nel",
            "sono",
            "alla",
            "dei",
            "delle",
            "più",
            "è",
            "stato",
            "anche",
            "e",
        ]
    ),
    "Portuguese": frozenset(
        [
            "o",
            "os",
            "as",
            "da",
            "do",
            "em",
            "um",
            "uma",
            "para",
            "com",
            "não",
            "por",
            "mais",
            "dos",
            "das",
            "foi",
            "ao",
            "pelo",
            "na",
            "no",
        ]
    ),
}


class TextError(ValueError):
    """A text from which nothing can be drafted; the message names file, fault and remedy."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the number of its line in the file, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class Block:
    """A heading, a paragraph, an item of a list or a table.

    Attributes:
        kind: ``heading``, ``paragraph``, ``item`` or ``table``.
        text: the words, lines joined; empty for a table.
        starts: where each line begins in the text, with its number in the file.
        rows: of a table, its head first.
        section: how many headings stand above it.
    """

    kind: str
    text: str
    starts: list[tuple[int, int]]
    rows: list[Row] = field(default_factory=list)
    section: int = 0

    def line(self, at: int) -> int:
        """Return the number of the file's line that holds a place of the text."""
        return self.starts[max(0, bisect_right(self.starts, (at, 10**9)) - 1)][1]


@dataclass(slots=True)
class Document:
    """A text in blocks.

    Attributes:
        name: of the file.
        language: ``zh`` or ``en``.
        blocks: in order.
        torn: sentences about tables that extraction has torn.
    """

    name: str
    language: str
    blocks: list[Block]
    torn: list[str]

    @property
    def title(self) -> str:
        """The first words that stand in the text."""
        return next((block.text for block in self.blocks if block.text.strip()), "")


def read(file: Path) -> Document:
    """Read a report's text.

    Args:
        file: plain text or Markdown in UTF-8, or a PDF with a text layer.

    Raises:
        TextError: one sentence about what is wrong with the file and what to do.
    """
    try:
        data = file.read_bytes() if file.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        raise TextError(f"{file}: cannot be read ({error.strerror}). Check the path.") from None
    if data is None:
        raise TextError(f"{file}: is larger than {MOST_BYTES >> 20} MB. Split it by chapters.")
    text = _pdf(file) if data.startswith(b"%PDF") or file.suffix.lower() == ".pdf" else _decoded(file, data)
    if not text.strip():
        raise TextError(f"{file}: holds no text. Give a file with the report's words in it.")
    return parse(text, file.name)


def _decoded(file: Path, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        likely = "GB18030" if _is_gb(data) else "another encoding"
        raise TextError(
            f"{file}, line {line}: found byte 0x{data[error.start]:02x}, expected UTF-8; the file looks like {likely}. "
            f"Save it as UTF-8 (iconv -f {'GB18030' if _is_gb(data) else 'LATIN1'} -t UTF-8)."
        ) from None
    if "\x00" in text:
        raise TextError(f"{file}: is no text (it holds zero bytes). Give plain text, Markdown or a PDF.")
    if text.count("\ufffd") > max(3, len(text) // 500):
        raise TextError(f"{file}: many signs were lost (�) when it was saved. Save it anew as UTF-8.")
    return text


def _is_gb(data: bytes) -> bool:
    try:
        text = data[:20_000].decode("gb18030", errors="ignore")
    except LookupError:
        return False
    return sum("\u4e00" <= sign <= "\u9fff" for sign in text) > len(text) // 5


def _pdf(file: Path) -> str:
    """Return the text layer of a PDF; numbers of pages are left out."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said in one sentence, below
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise TextError(f"{file}: is locked with a password. Save a copy without one.")
        pages = [page.extract_text() or "" for page in reader.pages]
    except TextError:
        raise
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TextError(f"{file}: is no PDF that can be read ({error}). Save it anew, or give its text.") from None
    if sum(len(page.strip()) for page in pages) < 5 * max(1, len(pages)):
        raise TextError(f"{file}: has no text layer (a scan?). Run text recognition (OCR) over it first.")
    return "\n\n".join(re.sub(r"(?m)^\s*[-–—]?\s*\d{1,4}\s*[-–—]?\s*$", "", page) for page in pages)


def parse(text: str, name: str = "text") -> Document:
    """Part a text into blocks.

    Args:
        text: the words, with line ends of any kind.
        name: of the file, for messages.

    Raises:
        TextError: when the text is neither Chinese nor English.

    >>> [block.kind for block in parse("# A title\\n\\nThe first of the words.\\nAnd the second.").blocks]
    ['heading', 'paragraph']
    """
    lines = re.split(r"\r\n|\r|\n|\x0c", text)
    language = _language(text, name)
    blocks: list[Block] = []
    torn: list[str] = []
    at = 0
    section = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = _table_end(lines, at)
        if end > at:
            block = _table(lines, at, end, name, torn)
        else:
            block, end = _prose(lines, at)
        section += block.kind == "heading"
        block.section = section
        blocks.append(block)
        at = end
    return Document(name, language, blocks, torn)


def _language(text: str, name: str) -> str:
    """Return the language of a text, from its signs and its commonest words."""
    sample = text[:200_000]
    han = sum("\u4e00" <= sign <= "\u9fff" for sign in sample)
    kana = sum("\u3040" <= sign <= "\u30ff" or "\uac00" <= sign <= "\ud7a3" for sign in sample)
    strange = sum("\u0370" <= sign <= "\u07ff" or "\u0900" <= sign <= "\u0e7f" for sign in sample)
    words = re.findall(r"[^\W\d_]+", sample.lower())
    latin = sum(word.isascii() for word in words)
    refused = f"{name}: is written in {{}}; drafts are made of Chinese and English texts. Translate it first."
    if kana > han / 10 and kana > 5:
        raise TextError(refused.format("Japanese or Korean"))
    if strange > max(han, latin, 5):
        raise TextError(refused.format("another script"))
    if han > latin or (han > 200 and han > latin / 3):
        return "zh"
    if not latin:
        raise TextError(f"{name}: holds no words in Chinese or English. Give the report's text.")
    english = sum(word in _ENGLISH for word in words)
    other, times = max(
        ((o, sum(w in its_words for w in words)) for o, its_words in _OTHERS.items()), key=lambda pair: pair[1]
    )
    if times > english and times > len(words) / 12:
        raise TextError(refused.format(other))
    return "en"


def _clean(line: str) -> str:
    """Return a line without marks of layout, signs of full width made narrow."""
    return _MARKUP.sub("", _MATH.sub(r"\1", line.translate(_WIDE)) if "$" in line else line.translate(_WIDE))


def _prose(lines: list[str], at: int) -> tuple[Block, int]:
    """Return the heading, item or paragraph that begins in a line, and the line after it."""
    first = lines[at]
    if _HEADING.match(first):
        return Block("heading", _clean(_HEADING.sub("", first)).strip(), [(0, at + 1)]), at + 1
    alone = (at + 1 >= len(lines) or not lines[at + 1].strip()) and (at == 0 or not lines[at - 1].strip())
    wide = sum(2 if sign > "\u2e7f" else 1 for sign in first.strip())
    if alone and wide <= 90 and not _END.search(first) and not _ITEM.match(first):
        return Block("heading", _clean(first).strip(), [(0, at + 1)]), at + 1
    kind = "item" if _ITEM.match(first) else "paragraph"
    text, starts, end = "", [], at
    while end < len(lines) and lines[end].strip():
        if end > at and (_ITEM.match(lines[end]) or _HEADING.match(lines[end]) or _table_end(lines, end) > end):
            break
        piece = _clean(lines[end]).strip()
        if text:
            # A long line was wrapped: its words go on. A short one ended by itself.
            wrapped = sum(2 if sign > "\u2e7f" else 1 for sign in lines[end - 1].strip()) >= 50
            han = bool(text[-1:] > "\u2e7f" and piece[:1] > "\u2e7f")
            text += ("" if han else " ") if wrapped else "\n"
        starts.append((len(text), end + 1))
        text += piece
        end += 1
    return Block(kind, text, starts), end


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def _cells(line: str) -> tuple[str, ...]:
    """Return the cells of a row in Markdown, parted by tabs or by wide gaps; one cell where it is no row."""
    if line.count("|") >= 2 or line.lstrip().startswith("|"):
        return tuple(_clean(cell).strip() for cell in line.strip().strip("|").split("|"))
    return tuple(_clean(cell).strip() for cell in _GAPS.split(line.strip("\r\n ")))


def _is_row(line: str) -> bool:
    return "\t" in line or line.count("|") >= 2 or line.lstrip().startswith("|") or bool(_GAPS.search(line.strip()))


def _table_end(lines: list[str], at: int) -> int:
    """Return the line after a table that begins in a line, the same line where none does."""
    end = at
    while end < len(lines) and lines[end].strip() and _is_row(lines[end]) and len(_cells(lines[end])) > 1:
        end += 1
    return end if end - at >= 2 else at


def _table(lines: list[str], at: int, end: int, name: str, torn: list[str]) -> Block:
    """Return a table; rows with numbers and another number of cells than its head are named as torn and left out."""
    rows = [Row(number + 1, _cells(lines[number])) for number in range(at, end) if not _RULE.fullmatch(lines[number])]
    width = len(rows[0].cells) if rows else 0
    marked = "|" in lines[at] or "\t" in lines[at]
    whole = []
    for row in rows:
        if len(row.cells) == width or not any(re.search(r"\d", cell) for cell in row.cells):
            whole.append(row)
        elif marked:
            torn.append(
                f"{name}, line {row.line}: found a row of {len(row.cells)} cells, expected {width} as in the head of its "
                f"table (line {rows[0].line}). Mend the table; its other rows were read."
            )
        else:
            whole.append(Row(row.line, row.cells))
    return Block("table", "", [(0, at + 1)], whole)

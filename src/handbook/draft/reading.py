"""All numbers of a text, each with its unit, its period and what it seems to measure; and the numerals that are none."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from handbook.draft import grammar_en, grammar_zh, lexicon, periods
from handbook.draft.model import Aside, Number, Period
from handbook.draft.subjects import kind_of, subject_of
from handbook.draft.text import Block, Document
from handbook.draft.timing import Carried, dated, note, said_of

__all__ = ["Reading", "read_numbers"]

_SENTENCE = {
    "zh": re.compile(r"[。！？!?]+[”\"）]?|；|;|\n(?!\s*[\d¥$€])"),
    "en": re.compile(r"(?<![A-Z])(?<!No)(?<!approx)(?<!vs)(?<!St)(?<!Dr)[.!?]+[\")]?\s+(?=[\"(A-Z€£$\d])|;\s|\n"),
}
_CLAUSE = {
    "zh": re.compile(r"[，,；;：:。！？]|(?<=\d)、"),
    "en": re.compile(r"[,;:](?=\s)|\s(?:while|whereas|but)\s|\s\("),
}


@dataclass(slots=True)
class Reading:
    """What was read of a text.

    Attributes:
        numbers: quantities, in the order of the text.
        asides: numerals that are no quantities, each with the reason.
        document: the text itself.
        sentences: the words of each sentence, by its number.
    """

    document: Document
    numbers: list[Number] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    sentences: dict[int, str] = field(default_factory=dict)


def read_numbers(document: Document) -> Reading:
    """Return all numbers of a text.

    Args:
        document: see `handbook.draft.text`.

    >>> from handbook.draft.text import parse
    >>> reading = read_numbers(parse("2022年，全省出口2470.3亿元，增长5.9%。其中机电产品占六成。"))
    >>> [(n.printed, n.unit, n.period, n.kind) for n in reading.numbers]
    [('2470.3', '亿元', '2022', 'level'), ('5.9', '%', '2022', 'growth'), ('6', '成', '2022', 'share')]
    """
    reading = Reading(document)
    carried = Carried(title=_title_year(document))
    for index, block in enumerate(document.blocks):
        if block.kind == "heading":
            carried.head(block.text, document.language, first=index == 0)
        if block.kind == "table":
            above = document.blocks[index - 1] if index else None
            _table(reading, index, block, above, carried)
        elif not note(block.text, reading.numbers, document.language):
            _prose(reading, index, block, carried)
    return reading


def _title_year(document: Document) -> str:
    """Return the year that the first headings name: the one that numbers without a date are said of."""
    for block in document.blocks[:12]:
        for word in periods.named(block.text[:200], document.language):
            if periods.year_of(word.value) and not re.search(r"-\d\d", word.value):
                return word.value
        match = re.search(r"(?<!\d)(20\d\d)(?!\d)", block.text[:120])
        if match:
            return match[1]
    return ""


# ── prose ────────────────────────────────────────────────────────────────────────────────────────


def _prose(reading: Reading, index: int, block: Block, carried: Carried) -> None:
    """Read a heading, an item or a paragraph."""
    language, text = reading.document.language, block.text
    grammar = grammar_zh if language == "zh" else grammar_en
    taken = bytearray(len(text))
    for start, end, reason in grammar.asides(text, taken):
        reading.asides.append(Aside(block.line(start), text[start:end].strip(), reason))
    times = [p for p in periods.named(text, language) if not any(taken[p.start : p.end])]
    for time in times:
        taken[time.start : time.end] = b"\x03" * (time.end - time.start)
    matches = grammar.quantities(text, taken)
    first = len(reading.sentences) + 1
    ends = [match.end() for match in _SENTENCE[language].finditer(text)]
    bounds = [0, *[end for end in ends if end < len(text)], len(text)]
    for at, (start, end) in enumerate(itertools.pairwise(bounds)):
        reading.sentences[first + at] = text[start:end]
    clauses = sorted({*bounds[:-1], *(match.end() for match in _CLAUSE[language].finditer(text))})
    numbers = [_number(one, index, block, language) for one in matches]
    numbers = [n for n in numbers if not _mark_of_heading(n, block, reading)]
    for number in numbers:
        number.sentence = first + bisect_right(bounds, number.start, 1, len(bounds) - 1) - 1
        number.clause = bisect_right(clauses, number.start)
    said_of(numbers, times, block, bounds, carried, language)
    _describe(numbers, times, text, clauses, language)
    dates = list(dated(times, numbers, index, block, carried, language))
    for date in dates:
        date.sentence = first + bisect_right(bounds, date.start, 1, len(bounds) - 1) - 1
    spans = {(date.start, date.end) for date in dates}
    reading.asides += [
        Aside(block.line(p.start), text[p.start : p.end].strip(), "period")
        for p in times
        if (p.start, p.end) not in spans
    ]
    reading.numbers += sorted([*numbers, *dates], key=lambda number: number.start)


def _mark_of_heading(number: Number, block: Block, reading: Reading) -> bool:
    """Set a bare number at the head of a heading aside: it counts sections."""
    bare = not number.unit and number.qualifier == "exact" and re.fullmatch(r"\d{1,2}(?:\.\d+)?", number.printed)
    year = not number.unit and re.fullmatch(r"(?:19|20)\d\d", number.printed)
    if (block.kind == "heading" and bare and number.start == 0 and number.seen) or year:
        reading.asides.append(Aside(number.line, number.token, "period" if year else "list mark"))
        return True
    return False


def _number(match: grammar_zh.Found, index: int, block: Block, language: str) -> Number:
    """Return a number with its qualifier, unit and kind, without period and subject."""
    text = block.text
    before, after = text[max(0, match.start - 120) : match.start], text[match.end : match.end + 12]
    qualified = lexicon.qualifier_zh(before, after) if language == "zh" else lexicon.qualifier_en(before, after)
    qualifier = match.qualifier or qualified
    if qualified == "forecast" and match.qualifier != "range":
        qualifier = "forecast"
    unit = match.unit
    if not unit or unit in ("万", "亿", "千", "百"):
        label = re.search(r"[（(]([^（()）]{1,8})[)）]\s*[:：]?\s*$", before)
        named = lexicon.unit_of_header(label[0], language) if label else ""
        unit = (unit + named) if named and named[0] not in "万亿千" else unit
    if unit and language == "zh" and unit in ("万亿", "亿", "万", "千亿") and not match.seen:
        unit = _money(unit, before, after)
    return Number(
        block.line(match.start),
        index,
        match.start,
        match.end,
        text[match.start : match.end].strip(),
        match.printed,
        unit,
        match.seen if not unit else "",
        qualifier,
        match.kind,
        section=block.section,
        after=after,
    )


_OF_MONEY = re.compile(
    r"(?:规模|营收|收入|产值|交易额|金额|总额|市场|资产|利润|亏损|营业额|销售额|投资|GMV|贷款|存款|市值|融资)[^，。；]{0,8}$"
)


def _money(unit: str, before: str, after: str) -> str:
    """Return a scale without a unit as money where the words before are of money (规模达2万亿): yuan, as Chinese texts mean it."""
    counted = re.match(r"\s?[+]?\s?(?:个|家|[户人台辆吨件只]|用户|会员|商户|企业|学术)", after)
    later = re.match(r"\s?[+]?(?:规模|的?(?:垂直|营收|市场))|[，。；、）\s+]|$", after)
    if counted or not later:
        return unit
    return f"{unit}元" if _OF_MONEY.search(before) or re.match(r"\s?[+]?规模", after) or unit == "万亿" else unit


def _describe(
    numbers: Sequence[Number], times: Sequence[Period], text: str, clauses: Sequence[int], language: str
) -> None:
    """Give each number its kind and what it seems to measure; what a clause leaves unsaid comes from the one before."""
    last: Number | None = None
    for at, number in enumerate(numbers):
        begin = clauses[number.clause - 1] if number.clause else 0
        prior = numbers[at - 1].end if at and numbers[at - 1].sentence == number.sentence else 0
        follow = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
        spans = [(p.start, p.end) for p in times]
        words = _without(text, max(begin, prior), number.start, spans)
        after = _without(text, number.end, min(follow, number.end + 60), spans)
        number.words, number.after = words, after[:60]
        number.kind, number.falls = kind_of(number, words, after, language)
        span = re.search(
            r"年均|复合|compound|CAGR|average annual|a year on average|annualised", words + after[:40], re.I
        )
        if number.kind == "growth" and span and "/" not in number.period:
            number.period = _span(number, text[max(0, number.start - 40) : number.start], times) or number.period
        if number.kind == "duration" and number.unit in ("年", "years"):
            digits = number.printed.partition("-")[0]
            lasts = periods.lasting(words, int(digits) if digits.isdigit() else 0, text[number.end :], number.period)
            number.period = lasts or number.period
        elif number.kind == "change" and re.fullmatch(r"\d{4}", number.since) and re.fullmatch(r"\d{4}", number.period):
            far = int(number.period) - int(number.since) > 1
            number.period = f"{number.since}/{number.period}" if far else number.period
        number.subject = subject_of(words, after, language)
        if not number.subject and last is not None and last.sentence == number.sentence:
            number.subject, number.inherited = last.subject, True
        last = number


def _span(number: Number, words: str, times: Sequence[Period]) -> str:
    """Return the years that an average rate spans: those named together, those counted back, or the levels' own."""
    near = [p.value for p in times if p.end <= number.start and number.start - p.end < 120]
    wide = next((value for value in reversed(near) if "/" in value), "")
    years = sorted({value for value in near if re.fullmatch(r"(?:19|20)\d\d", value)})
    return periods.years_back(words, number.period) or wide or (f"{years[0]}/{years[-1]}" if len(years) > 1 else "")


def _without(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> str:
    """Return a stretch of a text without the periods in it."""
    pieces, at = [], start
    for first, last in spans:
        if start <= first < end:
            pieces.append(text[at:first])
            at = max(at, last)
    pieces.append(text[at:end] if at < end else "")
    return "".join(pieces)


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def _table(reading: Reading, index: int, block: Block, caption: Block | None, carried: Carried) -> None:
    """Read a table: units and periods come from the cell, the head of its column, its row, or the caption."""
    language = reading.document.language
    head = block.rows[0]
    has_head = not any(_plain(cell) and not re.fullmatch(r"(?:19|20)\d\d", cell) for cell in head.cells[1:])
    above = caption.text if caption is not None and caption.kind != "table" and len(caption.text) < 60 else ""
    caption_unit = lexicon.unit_of_header(above, language)
    caption_time = next((p.value for p in reversed(periods.named(above, language)) if periods.year_of(p.value)), "")
    first = len(reading.sentences) + 1
    for at, row in enumerate(block.rows):
        reading.sentences[first + at] = " | ".join(row.cells)
        if at == 0 and has_head:
            continue
        label = next((cell for cell in row.cells if cell and not _plain(cell)), "")
        for column, cell in enumerate(row.cells):
            title = head.cells[column] if has_head and column < len(head.cells) else ""
            times = [
                next((p.value for p in reversed(periods.named(words, language)) if p.value != "*"), "")
                for words in (cell if not _plain(cell) else "", _year(title), _year(label))
            ]
            time = next((value for value in times if value), "") or caption_time or carried.now()
            piece = Block("cell", cell, [(0, row.line)], section=block.section)
            if not re.search(r"[\d一二三四五六七八九十百千万亿两几]", cell):
                continue
            before = len(reading.numbers)
            inner = Reading(reading.document, sentences={0: ""})
            _prose(inner, index, piece, Carried(title=time))
            reading.asides += inner.asides
            plain = _plain(cell)
            if plain and not inner.numbers and not re.fullmatch(r"(?:19|20)\d\d年?", cell) and (column or title):
                kept = [a for a in inner.asides if a.token != cell]
                reading.asides = [*reading.asides[: len(reading.asides) - len(inner.asides)], *kept]
                digits = cell.replace(",", "").replace(" ", "").replace("−", "-").removeprefix("+")
                inner.numbers = [Number(row.line, index, 0, len(cell), cell, digits, "", kind="level", period=time)]
            for number in inner.numbers:
                _of_cell(number, plain, title, label, caption_unit, language)
                number.sentence, number.cell, number.section = first + at, (at, column), block.section
                reading.numbers.append(number)
            if len(reading.numbers) == before:
                continue


_PLAIN = re.compile(r"[-+−]?\d[\d,. ]*%?")


def _plain(cell: str) -> bool:
    """Whether a cell holds a bare number."""
    return bool(_PLAIN.fullmatch(cell.strip()))


def _year(text: str) -> str:
    """Return the head of a column in a form that names its period: a bare year is one."""
    return f"{text}年" if re.fullmatch(r"(?:19|20)\d\d", text.strip()) and not text.strip().endswith("年") else text


def _of_cell(number: Number, plain: bool, title: str, label: str, caption_unit: str, language: str) -> None:
    """Give a number of a table the unit and words of its column and row."""
    if plain or not number.subject:
        number.subject = f"{label} {title}".strip()
    number.row, number.column = label, title
    if plain and not number.unit:
        named = lexicon.unit_of_header(title, language) or lexicon.unit_of_header(label, language)
        rank = re.search(r"排名|名次|序号|位次|\brank\b", title, re.I)
        number.unit = named or ("" if rank else caption_unit)
        if rank and not named:
            number.unit, number.kind = ("位" if language == "zh" else "rank"), "rank"
        number.seen = ""
    if plain and number.unit == "%":
        grows = re.search(r"增长|增速|增幅|同比|涨幅|growth|change|increase", title + label, re.I)
        number.kind = "growth" if grows else "share"

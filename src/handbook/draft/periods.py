"""Periods that a text names, and which of them each number is said of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handbook.draft.model import Period
from handbook.draft.numerals import chinese

__all__ = ["expanded", "lasting", "named", "resolved", "year_of", "years_back"]

_Y = r"(?:19|20)\d\d"
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
}
_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}

_ZH = re.compile(
    rf"""(?P<letters>(20\d\d)\s?年?\s?(Q[1-4]|H[12])(?!\w))
    |(?P<span>({_Y})\s?年?\s*[-—–~至到]+\s*({_Y})(?:\s?年(?![上下]半年)|(?=[^\d.%上下])|$))
    |(?P<day>(?:({_Y})年)?(\d{{1,2}})月(\d{{1,2}})[日号])
    |(?P<months>(?:({_Y})年)?(\d{{1,2}})月?\s*[-—–~至到]\s*(\d{{1,2}})月份?)
    |(?P<quarters>(?:({_Y}|\d\d)年)?(?:第)?([前一二三四1234])(?:个|三)?季度)
    |(?P<threequarters>(?:({_Y}|\d\d)年)?前三季度)
    |(?P<half>(?:(?:({_Y})年?|(\d\d)年))?(上半年|下半年|半年(?![报度年])))
    |(?P<month>(?:({_Y})年|今年|去年)?(\d{{1,2}})月(?:份|底|末|初|中旬|(?![个\d])))
    |(?P<decade>({_Y})年代)
    |(?P<year>(?<!\d)({_Y})\s?(?:年度|年末|年底|年初|年(?!代|轻)|财年))
    |(?P<short>(?<!\d)(\d\d)年(?=\s?(?:和|与|VS|vs)\s?\d\d年|[上下]半年|半年|增长)|(?<=和)(?<!\d)(\d\d)年(?=[上下]?半年)|(?<=VS\s)(\d\d)年)
    |(?P<prior>上年末|上年同期|上年|去年同期|去年末|去年|前一年|上一年)
    |(?P<now>今年末|今年|当年|同年|全年|年末|年底)""",
    re.VERBOSE,
)
_EN = re.compile(
    rf"""(?P<span>(?:between\s+|from\s+)?({_Y})\s*(?:[-–—/]|to|and|until)\s*({_Y})(?!\d))
    |(?P<fiscal>({_Y})[/–-](\d\d)(?!\d))
    |(?P<day>(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})\s+({_Y})|({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+({_Y}))
    |(?P<months>({_MONTH})\s*(?:[-–—]|to|through)\s*({_MONTH})\s+({_Y}))
    |(?P<quarter>(?:the\s+)?(first|second|third|fourth|1st|2nd|3rd|4th)\s+quarters?(?:\s+(?:of\s+)?({_Y}))?|Q([1-4])(?:\s+(?:of\s+)?({_Y}))?|({_Y})\s?Q([1-4]))
    |(?P<threequarters>first\s+(?:three\s+quarters|nine\s+months)(?:\s+of\s+({_Y}))?)
    |(?P<half>(?:the\s+)?(first|second)\s+(?:half|six\s+months)(?:\s+(?:of\s+)?({_Y}))?|H([12])(?:\s+({_Y}))?|({_Y})\s?H([12]))
    |(?P<month>\b({_MONTH})\s+({_Y})|(?:\bin|\bthan\s+in|\bof|\bfor)\s+(January|February|April|June|July|August|September|October|November|December)\b(?!\s+(?:19|20)\d\d))
    |(?P<prior>\b(?:the\s+|a\s+)?(?:previous|prior|preceding|last)\s+year|\ba\s+year\s+(?:earlier|ago|before)|\bthe\s+year\s+before|\b(?:the\s+)?(?:same|corresponding)\s+(?:quarter|period|month|half)\s+(?:of|in)\s+(?:19|20)\d\d|\b(?:the\s+)?same\s+(?:quarter|period|month)\s+(?:of\s+)?(?:last\s+year|a\s+year\s+earlier|the\s+(?:previous|year)\s*(?:year|before)?))
    |(?P<year>(?:\b(?:FY|fiscal\s+(?:year\s+)?))?(?<![\d.,$€£])({_Y})(?![\d%]|,\d|\.\d))""",
    re.VERBOSE | re.IGNORECASE,
)
_BASE_ZH = re.compile(r"(?:比|较|相较于?|相比|对比|同|由|从|与|高于|低于|自)\s*$")
_BASE_EN = re.compile(
    r"(?:\bthan(?:\s+in)?|\bcompared\s+(?:with|to)|\bfrom|\bagainst|\bversus|\bvs\.?|\bover|\bon|\bthat\s+of|\bup\s+on|\bsince|\(|\bin\s+\w+\s+of)\s*"
    r"(?:\b(?:in|the|that\s+of|those\s+of|its\s+level\s+in)\s*)*$",
    re.I,
)


def named(text: str, language: str) -> list[Period]:
    """Return the periods that a text names, in order.

    >>> [p.value for p in named("2023年上半年，比2022年增长；2017-2021年；9月份", "zh")]
    ['2023H1', '2022', '2017/2021', '*-09']
    >>> [(p.value, p.base) for p in named("in the third quarter of 2023, more than in 2022", "en")]
    [('2023Q3', False), ('2022', True)]
    """
    pattern, base = (_ZH, _BASE_ZH) if language == "zh" else (_EN, _BASE_EN)
    periods = []
    for match in pattern.finditer(text):
        value = _zh(match) if language == "zh" else _en(match)
        if value:
            before = text[max(0, match.start() - 24) : match.start()]
            compared = bool(base.search(before)) or bool(match["prior"]) or bool(re.match(r"than\s", match[0], re.I))
            behind = text[match.end() : match.end() + 2]
            compared = compared or behind == "同期" or (before[-1:] in ("（", "(") and behind[:1] in (":", "："))
            periods.append(Period(match.start(), match.end(), value, compared))
    return periods


def _full(year: str | None) -> str:
    if not year:
        return "*"
    return year if len(year) == 4 else f"20{year}"


def _zh(match: re.Match[str]) -> str:
    kind = next(name for name, value in match.groupdict().items() if value)
    parts = [part for part in match.groups() if part is not None and part != match[kind]]
    year = next((part for part in parts if re.fullmatch(rf"{_Y}|\d\d", part) and _is_year(part, kind)), None)
    if kind == "letters":
        return parts[0] + parts[1]
    if kind == "span":
        first, last = parts[0], parts[1]
        return f"{first}/{last}" if first < last else ""
    if kind in ("year", "decade"):
        return parts[0] if kind == "year" else ""
    if kind == "short":
        return _full(parts[0])
    if kind == "half":
        which = "H2" if match[kind].endswith("下半年") else "H1"
        return f"{_full(year)}{which}"
    if kind == "threequarters" or match[kind].endswith("前三季度"):
        return f"{_full(year)}Q1-Q3"
    if kind == "quarters":
        which = parts[-1]
        return f"{_full(year)}Q{_QUARTERS[which]}" if which in _QUARTERS else ""
    if kind in ("month", "day", "months"):
        return _months(kind, match[kind])
    return "*-1" if kind == "prior" else "*"


def _is_year(part: str, kind: str) -> bool:
    return len(part) == 4 or kind in ("half", "quarters", "threequarters", "short")


def _months(kind: str, text: str) -> str:
    """Return the value of Chinese months and days: 9月, 2023年9月, 7月12日, 1-9月."""
    match = re.match(rf"(?:({_Y})年)?", text)
    year = _full(match[1] if match else None)
    if text.startswith("去年"):
        year = "*-1"
    numbers = [int(part) for part in re.findall(r"\d+", text[match.end() if match else 0 :])]
    if not numbers or not 1 <= numbers[0] <= 12:
        return ""
    if kind == "day":
        return f"{year}-{numbers[0]:02d}-{numbers[1]:02d}" if 1 <= numbers[1] <= 31 else ""
    if kind == "months":
        return f"{year}-{numbers[0]:02d}/{year}-{numbers[1]:02d}" if numbers[0] < numbers[1] <= 12 else ""
    return f"{year}-{numbers[0]:02d}"


def _month(word: str) -> int:
    return next(number for name, number in _MONTHS.items() if name.startswith(word.lower()[:3]))


def _en(match: re.Match[str]) -> str:
    kind = next(name for name, value in match.groupdict().items() if value)
    text = match[kind]
    years = re.findall(_Y, text)
    year = years[-1] if years else "*"
    if kind == "span":
        return f"{years[0]}/{years[1]}" if years[0] < years[1] else ""
    if kind == "fiscal":
        last = f"{years[0][:2]}{text[-2:]}"
        return f"{years[0]}/{last}" if int(last) == int(years[0]) + 1 else ""
    if kind == "quarter":
        which = re.search(r"Q([1-4])", text, re.I)
        number = int(which[1]) if which else _ORDINAL[text.lower().removeprefix("the").split()[0]]
        return f"{year}Q{number}"
    if kind == "threequarters":
        return f"{year}Q1-Q3"
    if kind == "half":
        second = "second" in text.lower() or re.search(r"H2", text, re.I)
        return f"{year}H{2 if second else 1}"
    words = re.findall(_MONTH, text, re.I)
    if kind == "months":
        return _span_of_months(year, _month(words[0]), _month(words[1]))
    if kind == "month":
        return f"{year}-{_month(words[-1]):02d}"
    if kind == "day":
        day = next(int(part) for part in re.findall(r"\d+", text) if len(part) < 3)
        return f"{year}-{_month(words[0]):02d}-{day:02d}"
    if kind == "prior":
        return f"={year}" if years else "*-1"
    return year


def _span_of_months(year: str, first: int, last: int) -> str:
    """Return the value of a span of months: halves and quarters have names of their own.

    >>> _span_of_months("2023", 1, 6), _span_of_months("2023", 2, 5)
    ('2023H1', '2023-02/2023-05')
    """
    names = {(1, 6): "H1", (7, 12): "H2", (1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4", (1, 9): "Q1-Q3"}
    if (first, last) in names:
        return f"{year}{names[(first, last)]}"
    return f"{year}-{first:02d}/{year}-{last:02d}"


def year_of(period: str) -> str:
    """Return the (last) year of a period, nothing where it names none.

    >>> year_of("2017/2022"), year_of("2023H1"), year_of("")
    ('2022', '2023', '')
    """
    years = re.findall(r"(?:19|20)\d\d", period)
    return years[-1] if years else ""


def resolved(value: str, carried: str) -> str:
    """Return a period with the year that its words leave open, taken from the one carried on.

    >>> resolved("*H1", "2023"), resolved("*-1", "2023Q1"), resolved("*", "2023-06"), resolved("*-09", "2023Q1-Q3")
    ('2023H1', '2022Q1', '2023-06', '2023-09')
    """
    year = year_of(carried)
    if value.startswith("="):
        return carried.replace(year, value[1:]) if year and "/" not in carried else value[1:]
    if "*" not in value:
        return value
    if value == "*":
        return carried
    if value == "*-1":
        return carried.replace(year, str(int(year) - 1)) if year and "/" not in carried else ""
    if not year:
        return ""
    return value.replace("*-1-", f"{int(year) - 1}-").replace("*", year)


def expanded(periods: Sequence[Period], count: int) -> list[str]:
    """Return one period for each of some numbers of a list (分别, respectively), nothing where they do not go together.

    >>> expanded([Period(0, 9, "2019/2021")], 3), expanded([Period(0, 1, "2021"), Period(2, 3, "2022")], 2)
    (['2019', '2020', '2021'], ['2021', '2022'])
    """
    if len(periods) == count and count > 1:
        return [period.value for period in periods]
    for period in reversed(periods):
        first, slash, last = period.value.partition("/")
        if slash and len(first) == len(last) == 4 and int(last) - int(first) + 1 == count:
            return [str(year) for year in range(int(first), int(last) + 1)]
    return []


def years_back(words: str, carried: str) -> str:
    """Return the span of 近五年, the past five years before the year carried on; nothing where the words name none.

    >>> years_back("近5年复合增长率", "2022"), years_back("over the past three years", "2023")
    ('2017/2022', '2020/2023')
    """
    match = re.search(r"(?:近|过去|最近)(\d+|[二三四五六七八九十]+)年", words)
    number = chinese(match[1]) if match and not match[1].isdigit() else (match and int(match[1]))
    if not match:
        english = re.search(r"(?:past|last) (\w+) years", words)
        table = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
        number = (table.get(english[1]) or (int(english[1]) if english[1].isdigit() else 0)) if english else 0
    year = year_of(carried)
    return f"{int(year) - int(number)}/{year}" if number and year else ""


def lasting(words: str, years: int, after: str, carried: str) -> str:
    """Return the span of a number of years before and after which words stand; nothing where they do not say which.

    >>> lasting("连续", 5, "深入调研", "2023"), lasting("近", 5, "复合增长率", "2022"), lasting("未来", 5, "", "2023")
    ('2019/2023', '2017/2022', '2023/2027')
    >>> lasting("", 10, "间", "2022"), lasting("经营", 3, "", "2022")
    ('2012/2022', '')
    """
    year = int(year_of(carried) or 0)
    if not year or not 1 < years < 60:
        return ""
    if re.search(r"连续$", words) or re.match(r"\s*(?:in a row|running)|.{0,3}consecutive", after):
        return f"{year - years + 1}/{year}"
    if re.search(r"(?:近|过去|最近)$|(?:past|last)\s*$", words) or re.match(r"间|来(?!自)", after):
        return f"{year - years}/{year}"
    return f"{year}/{year + years - 1}" if re.search(r"未来$|next\s*$", words) else ""

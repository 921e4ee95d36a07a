"""Chinese quantities: what in a line is a number with a unit, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from handbook.draft import lexicon
from handbook.draft.numerals import chinese, plain

__all__ = ["Found", "asides", "claimed", "quantities"]

_HAN = r"\u4e00-\u9fff"
_CN = "零〇一二三四五六七八九十百千两"
_UNITS = "|".join(map(re.escape, lexicon.CHINESE_UNITS))
_LATIN_UNITS = "|".join(re.escape(u) for u in lexicon.CHINESE_UNITS if u[0].isascii() and u[0].isalpha())
_SCALE = r"万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百"
_MORE = r"(?:\s?[多余]|\s?\+|余)"
_DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CLASSIFIERS = "|".join(map(re.escape, sorted(lexicon.CLASSIFIERS, key=len, reverse=True)))
_TIME = "年间|年|季度|天|周|小时|分钟|公里|吨|米|度|亩|元"


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity as the grammar finds it: its place, digits, unit, and the qualifier that is part of it (or nothing)."""

    start: int
    end: int
    printed: str
    unit: str
    seen: str = ""
    qualifier: str = ""
    kind: str = ""


_ASIDES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.VERBOSE | re.MULTILINE))
    for reason, pattern in (
        (
            "address",
            r"https?://\S+|www\.\S+|[\w.]+@[\w.]+|\b\d{3,4}-\d{7,8}\b|(?:电话|邮编|ISBN|ISSN|DOI)[:：]?\s*[\d-]+",
        ),
        ("document", r"[〔\[（(](?:19|20)\d\d[〕\])）]\s*(?:第)?\d+号|第?\d+号(?:令|文|公告)|《[^》]{0,60}》"),
        (
            "name",
            r"[\"“]?十[一二三四五]五[\"”]?|(?:党的)?(?:十[一二三四五六七八九]|二十)大(?=[报精以召会^提、，])|(?:十八|十九|二十)届",
        ),
        (
            "name",
            rf"(?<!\d)\d{{1,4}}(?!(?:{_LATIN_UNITS})(?![A-Za-z]))(?!(?:Q[1-4]|H[12])(?![A-Za-z0-9]))(?:[A-Za-z][A-Za-z0-9]*)|[A-Za-z]+[-+]?\d[A-Za-z0-9.\-]*(?<![.\-])(?<![QH]\d)|\d\s?\+\s?[XNxn]|\d+强|\d+(?:[-—~]\d+)?岁(?:及?以[上下]|以下)?",
        ),
        (
            "version",
            r"\d+(?:\.\d+)+\s?版|[Vv]ersion\s?\d\S*|(?<![\d.])\d\.0(?![\d%％‰])(?=\s*(?:[，。、；）)”\"]|时代|喊出|发布|模式|战略|阶段|版|$))|\d+(?:\.\d+){2,}|\d{4}版",
        ),
        ("time of day", r"\b\d{1,2}[:：]\d{2}\b(?:分)?|\d{1,2}时(?:\d{1,2}分)?(?=[，。])"),
        (
            "ordinal",
            rf"第\s?(?:\d+|[{_CN}]+)(?:[、/和至-]第?(?:\d+|[{_CN}]+))*(?:产业|阶段|层级|层次|梯队|类|步|条|章|节|部分|次|届|方|个|项|家|期|版|轮|代|年|批|种|篇|单元|季|天|一|二|三|只|款|线|增长|生产力|曲线|国)",
        ),
        (
            "label",
            r"(?:图|表|附录|附件|附表|专栏|Part|PART|Chapter|Figure|Fig\.|Table|No\.?)\s?\d{1,3}(?:[-.．]\d+)*(?![\d+万亿%])|(?:模式|方案|步骤|案例|阶段|场景|创新点|要点|问题|建议)\s?\d{1,2}(?=[：:、\s]|$)",
        ),
        (
            "list mark",
            rf"^\s*[-*•]?\s*(?:[（(]?\d{{1,2}}[.．、)）](?!\d)|0\d(?!\d)|\d+(?:\.\d+)+(?=\s*[{_HAN}])(?!\s*(?:{_UNITS}|{_SCALE}))|\d{{1,2}}\s+(?=[{_HAN}A-Z])(?!\s*(?:{_UNITS}|{_SCALE}|以上|多|余)))",
        ),
        (
            "list mark",
            rf"(?<=[：:。；;，\s])(?:[（(]\d{{1,2}}[)）]|\d{{1,2}}[.．、](?=[{_HAN}A-Z]))|^\s*(?:0?\d|1[0-2])\s*$|(?<=[：:。；;，])[一二三四五六七八九]是",
        ),
        ("list mark", r"^\s*[（(]?[一二三四五六七八九十]+[、)）]|[①-⑳]"),
        ("share of a base", r"每\s?(?:百|千|万|十万|\d+)(?=人|名|户|股|件|元|平方|亩|公里|个|万)|以\d+为100"),
        (
            "name",
            r"[\u4e00-\u9fff]{2}(?:智脑|智库)?(?<=[悟源])\d\.\d|(?<=[（(])\d{6}(?:\.[A-Z]{2})?(?=[)）])|\d{6}\.(?:SH|SZ|HK|BJ)",
        ),
    )
)
"""What a numeral may be instead of a quantity, and how that is seen; in this order, each on what is left."""

_IDIOM = re.compile(
    rf"(?<![十百千万零])一(?:{_CLASSIFIERS}|年|天|度|线|站|体|致|般|流|定|方面|起|批|系列|路|带|直|些|部分|切|样|旦|同|举|步|面|边|手|揽子|端|键|头|代|季|策|盘|心)"
    r"|(?:百|千|万|亿)(?:行|业|家云|年|物|般|象|一|分点|度)|三位一体|二次(?=开发|利用|创业|加工|元)|三次产业|两翼|两化|双向|双重|四海|五花八门|七嘴八舌|十分|十足|百分点|零(?:售|散|库存|部件|距离)|半(?:导体|成品|径)|千篇|万分|万能|万里|千万(?=[不别要])"
)
_RANGE = re.compile(
    rf"(?P<a>{_DIGITS})\s?(?P<pa>[%‰])?(?P<sa>{_SCALE})?(?P<ua>{_UNITS})?\s?(?:[-~–—～至到])\s?(?P<b>{_DIGITS})\s?(?P<sb>{_SCALE})?\s?(?P<ub>{_UNITS})?"
)
_ARABIC = re.compile(
    rf"(?P<sign>(?<![\d\w.%％）)])[-+])?(?P<digits>(?<![\d.])(?:{_DIGITS}))(?!\.?\d)(?P<m1>{_MORE})?\s?(?P<scale>{_SCALE})?(?P<m2>{_MORE})?\s?"
    rf"(?P<unit>(?:{_UNITS}))?(?P<m3>\s?\+)?"
)
_TENTHS = re.compile(
    r"(?P<n>[一二两三四五六七八九])成(?P<half>[一二三四五六七八九半])?(?![为立本功果员就长熟品绩都交型语绩])"
)
_PARTS = re.compile(r"(?P<base>百|千|万|十万)分之(?P<n>[零一二三四五六七八九十百点\d.]{1,16})")
_FRACTION = re.compile(r"(?P<base>[二三四五六七八九十])分之(?P<n>[一二三四五六七八九])")
_TIMES = re.compile(r"翻(?:了)?(?P<n>[一两二三])番|(?P<double>翻倍|翻番|翻一倍|成倍)")
_HALF = re.compile(r"(?:一半|半数|过半)(?![导成径个]年?)")
_WORDED = re.compile(
    rf"(?P<vague>数|几|近|上|超|超过|逾|约|达|过)?(?P<n>[{_CN}]{{1,16}})(?P<m1>[多余来几])?(?P<scale>万亿|亿|万)?(?P<m2>[多余])?(?P<unit>{_CLASSIFIERS}|{_TIME}|万亿)"
)
_VAGUE = re.compile(
    rf"(?P<before>数|几|近|上|超过|超|逾|约|达|过)(?P<scale>{_SCALE}|十|(?<=数)(?=倍))(?P<unit>{_CLASSIFIERS}|{_TIME})?"
)
_SIZE = re.compile(
    r"(?P<n>[一二三四五六七八九]?)(?P<scale>万亿|千亿|百亿|十亿)(?P<unit>级|元|美元)?(?=规模|市场|蓝海|营收|赛道|产业|级|[\u4e00-\u9fff]{0,4}(?:市场|产业|赛道))"
)
_AMOUNT = re.compile(r"(?<![\d百千万十])(?P<scale>亿|万|千万|百万)元(?=以上|级|规模|大关)")
_FIRST = re.compile(
    r"首创(?!集团|股份|证券|环|置)|首(?=个|家|款|部|座|台(?!套)|例|支|艘|颗)|(?:位居|位列|居|列|排名?|排在|占据)?(?:全国|全球|世界|国内|行业|亚洲|亚太|全省|规模|额|量)?第(?P<n>[一二三四五六七八九十]+|\d+)(?P<unit>位|名|大)?"
)


_HOURS = re.compile(r"(?P<days>[1-7])\s?[*×xX✕]\s?(?P<hours>\d{1,2})\s?小时")


def asides(text: str, taken: bytearray) -> Iterator[tuple[int, int, str]]:
    """Yield what only looks like a quantity, with the reason, and mark its place as taken."""
    for reason, pattern in _ASIDES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if start < end and not any(taken[start:end]):
                # A title in brackets is skipped as a whole; what follows it stays.
                taken[start:end] = b"\x01" * (end - start)
                if re.search(rf"[\d{_CN}]", match[0]):
                    yield start, end, reason


def claimed(candidates: Iterable[Found], taken: bytearray) -> list[Found]:
    """Return those quantities whose place is free, in the order of the text; each takes its place as it comes."""
    matches = []
    for one in candidates:
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            matches.append(one)
    return sorted(matches, key=lambda one: one.start)


def quantities(text: str, taken: bytearray) -> list[Found]:
    """Return the quantities of a text, but where its places are taken.

    >>> text = "营收1,266.69亿元，约三成企业增长10%-50%，增速提高1.2个百分点，遍布20多个国家，7×24小时工作"
    >>> [(f.printed, f.unit) for f in quantities(text, bytearray(len(text)))]
    [('1266.69', '亿元'), ('3', '成'), ('10-50', '%'), ('1.2', '百分点'), ('20', '个'), ('7', '天'), ('24', '小时')]
    """
    readers = (_ranges, _hours, _shares, _arabic, _ranks, _sizes, _worded)
    return claimed((one for reader in readers for one in reader(text, taken)), taken)


def _bare(digits: str) -> str:
    return digits.replace(",", "").replace("，", "")


def _unit(scale: str | None, word: str | None) -> str:
    name = lexicon.SAME_ZH.get(word or "", word or "")
    return (scale or "") + name


def _ranges(text: str, taken: bytearray) -> Iterator[Found]:
    for match in _RANGE.finditer(text):
        first, last = _bare(match["a"]), _bare(match["b"])
        scale, word = match["sb"] or match["sa"], match["ub"] or match["ua"] or match["pa"]
        before = text[max(0, match.start() - 12) : match.start()]
        change = re.search(r"[从由自][^，。；,;]{0,10}$", before) and match[0].count("-") == 0
        if (not word and not scale) or Decimal(first) > Decimal(last) or change or re.search(r"[\d.]$", before):
            continue
        if word == "年" and len(last) == 4:
            continue
        if match["sa"] and match["sb"] and match["sa"] != match["sb"]:
            continue
        yield Found(match.start(), match.end(), f"{first}-{last}", _unit(scale, word), qualifier="range")


def _hours(text: str, taken: bytearray) -> Iterator[Found]:
    """Yield days a week and hours a day of working times: 7*24小时."""
    for match in _HOURS.finditer(text):
        yield Found(*match.span("days"), match["days"], "天")
        yield Found(match.start("hours"), match.end(), match["hours"], "小时")


def _shares(text: str, taken: bytearray) -> Iterator[Found]:
    for match in _TENTHS.finditer(text):
        n = chinese(match["n"])
        half = {"半": "5"}.get(match["half"] or "", str(chinese(match["half"] or "")) if match["half"] else "")
        yield Found(*match.span(), f"{n}.{half}" if half else f"{n}", "成")
    for match in _PARTS.finditer(text):
        value = Decimal(match["n"]) if re.fullmatch(r"\d+(?:\.\d+)?", match["n"]) else chinese(match["n"])
        if value is not None:
            unit = {"百": "%", "千": "‰"}.get(match["base"], "")
            if unit:
                yield Found(*match.span(), plain(value), unit)
            else:
                per = Decimal(10_000 if match["base"] == "万" else 100_000)
                yield Found(*match.span(), plain(value / per * 1000), "‰", kind="ratio")
    for match in _FRACTION.finditer(text):
        base, n = chinese(match["base"]), chinese(match["n"])
        if base and n and n < base:
            yield Found(*match.span(), plain(round(100 * n / base, 1).normalize()), "%", qualifier="approx")
    for match in _TIMES.finditer(text):
        n = chinese(match["n"].replace("两", "二")) if match["n"] else Decimal(1)
        yield Found(*match.span(), plain(Decimal(2) ** int(n or 1)), "倍", kind="ratio")
    for match in _HALF.finditer(text):
        yield Found(*match.span(), "50", "%", qualifier="at_least" if match[0] == "过半" else "approx")


def _arabic(text: str, taken: bytearray) -> Iterator[Found]:
    for match in _ARABIC.finditer(text):
        start, end = match.span()
        digits = _bare(match["digits"])
        unit, scale = match["unit"], match["scale"]
        year = re.fullmatch(r"(?:19|20)\d\d", digits)
        if year and (
            (unit == "年" and scale is None) or (unit is None and scale is not None and match["scale"] in ("千", "百"))
        ):
            continue
        more = match["m1"] or match["m2"] or match["m3"] or text[end : end + 1] == "+"
        sign = "-" if match["sign"] == "-" else ""
        arrow = re.match(r"\s?([↓▼])", text[end : end + 2])
        if arrow:
            sign = "-"
        seen = ""
        if unit is None and scale is None and not more:
            rest = re.match(rf"\s?([{_HAN}A-Za-z]{{1,4}})", text[end:])
            seen = rest[1] if rest else ""
        yield Found(start, end, sign + digits, _unit(scale, unit), seen, "at_least" if more else "")


def _ranks(text: str, taken: bytearray) -> Iterator[Found]:
    for match in _FIRST.finditer(text):
        if match["n"] is None:
            yield Found(*match.span(), "1", "位", kind="rank")
            continue
        start = text.index("第", match.start())
        n = chinese(match["n"]) if not match["n"].isdigit() else Decimal(match["n"])
        before = text[max(0, start - 8) : start]
        ranked = re.search(r"(?:排|居|列|名|全国|全球|世界|国内|行业|亚洲|规模|额|量|全省)\w{0,3}$", before)
        free = re.match(r"[\s，。；、）)的”]|$", text[match.end() :])
        if n and (match["unit"] or (ranked and free)):
            yield Found(start, match.end(), plain(n), "位", kind="rank")


def _sizes(text: str, taken: bytearray) -> Iterator[Found]:
    for match in _SIZE.finditer(text):
        n = chinese(match["n"]) if match["n"] else Decimal(1)
        currency = "美元" if match["unit"] == "美元" else "元"
        yield Found(*match.span(), plain(n or Decimal(1)), match["scale"] + currency, qualifier="at_least")
    for match in _AMOUNT.finditer(text):
        yield Found(*match.span(), "1", match["scale"] + "元", qualifier="at_least")


def _worded(text: str, taken: bytearray) -> Iterator[Found]:
    for match in re.finditer(rf"几(?:{_CLASSIFIERS})", text):
        yield Found(*match.span(), "1", _unit(None, match[0][1:]), qualifier="at_least")
    for match in _VAGUE.finditer(text):
        counted = match["unit"] or match["before"] in ("数", "几")
        if counted and match["unit"] not in ("元",):
            unit = _unit(match["scale"], match["unit"])
            approx = match["before"] in ("近", "约", "上")
            qualifier = "approx" if approx else "at_least"
            yield Found(*match.span(), "10" if match["scale"] == "十" else "1", unit.removeprefix("十"), "", qualifier)
    for match in _IDIOM.finditer(text):
        if not any(taken[match.start() : match.end()]):
            taken[match.start() : match.end()] = b"\x02" * (match.end() - match.start())
    for match in _WORDED.finditer(text):
        n = chinese(match["n"])
        if n is None or not match["n"].strip("零〇"):
            continue
        if match["vague"] in ("数", "几") or match["n"] in ("百", "千"):
            continue
        if n < 2 and not (
            match["unit"] in ("公里", "吨", "米", "小时") and text[match.start() - 2 : match.start()] != "最后"
        ):
            continue
        start = match.start("n")
        unit = _unit(match["scale"], match["unit"])
        if unit in ("万亿",):
            unit = "万亿元"
        after = text[match.end() : match.end() + 1]
        if match["unit"] in ("大", "方", "层", "度", "场", "只", "点", "分", "部", "所") and not re.match(
            rf"[{_HAN}]", after
        ):
            continue
        more = "at_least" if match["m1"] or match["m2"] else ""
        yield Found(start, match.end(), plain(n), unit, "", more)

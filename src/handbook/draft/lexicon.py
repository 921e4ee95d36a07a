"""Words of units in texts, and the words that qualify a number; a closed list, each leading to a unit of the engine."""

from __future__ import annotations

import re

from handbook.quantities import units

__all__ = [
    "CHINESE_UNITS",
    "CLASSIFIERS",
    "CURRENCIES",
    "ENGLISH_SCALES",
    "ENGLISH_UNITS",
    "FUNCTION_WORDS",
    "HEADER_UNITS",
    "qualifier_en",
    "qualifier_zh",
    "unit_of_header",
]

CLASSIFIERS = units.CLASSIFIERS | {"个工作日", "个百分点", "倍", "成"}
"""Chinese words between a number and what is counted."""

_MEASURES = [
    *("元/平方米", "元/千瓦时", "元/吨", "元/人", "元/头", "元/股", "元/张", "元/度", "美元/吨", "美元/桶"),
    *("美元每小时", "个百分点", "百分点", "个基点", "基点", "元人民币", "人民币", "美元", "欧元", "英镑"),
    *("日元", "港元", "港币", "韩元", "卢比", "瑞士法郎", "卢布", "澳元", "加元", "新元", "元", "吨标准煤"),
    *("吨", "公斤", "千克", "克", "平方公里", "平方千米", "平方米", "立方米", "公里", "千米", "厘米", "毫米"),
    *("米", "公顷", "亩", "千瓦时", "兆瓦", "吉瓦", "千瓦", "瓦", "度", "桶", "升", "小时", "分钟", "天", "周"),
    *("日", "年间", "年", "季度", "人月", "kWh", "MWh", "GWh", "TWh", "kW", "MW", "GW", "km2", "km", "m²"),
    *("m2", "m", "kg", "cm", "mm", "ha", "GB", "TB", "PB", "EB", "ZB", "SKU", "TEU", "℃", "摄氏度", "°C", "%"),
    *("‰", "t"),
]
CHINESE_UNITS = tuple(sorted({*CLASSIFIERS, *_MEASURES}, key=len, reverse=True))
"""Words of units in Chinese texts, the longest first."""

SAME_ZH = {
    "元人民币": "元",
    "人民币": "元",
    "个基点": "基点",
    "个百分点": "百分点",
    "家企业": "家",
    "年间": "年",
    "m": "米",
}
"""Words of units that have another name in the engine."""

ENGLISH_UNITS: tuple[tuple[str, str], ...] = (
    (r"percentage[- ]points?|p\.?p\.?(?![a-z])|per cent points?|pps", "percentage_points"),
    (r"basis points?|bps?\b", "basis_points"),
    (r"%|per ?cent\b|percent\b", "%"),
    (r"‰|per mille\b|per thousand\b", "‰"),
    (r"euros?\b|EUR\b|€", "eur"),
    (r"US dollars?\b|U\.S\. dollars?\b|USD\b|dollars?\b", "usd"),
    (r"pounds?(?: sterling)?\b|GBP\b|£", "gbp"),
    (r"yuan\b|renminbi\b|RMB\b|CNY\b", "cny"),
    (r"yen\b|JPY\b", "jpy"),
    (r"Swiss francs?\b|CHF\b", "chf"),
    (r"rupees?\b|INR\b", "inr"),
    (r"(?:metric )?tonnes?\b|(?:metric )?tons?\b|t\b", "t"),
    (r"kilograms?\b|kg\b", "kg"),
    (r"square (?:kilo)metres?\b|square (?:kilo)?meters?\b", "m2"),
    (r"km²|km2\b", "km2"),
    (r"m²|m2\b|square metres?\b|square meters?\b", "m2"),
    (r"cubic met(?:re|er)s?\b|m³|m3\b", "m3"),
    (r"kilomet(?:re|er)s?\b|km\b", "km"),
    (r"met(?:re|er)s?\b", "m"),
    (r"hectares?\b|ha\b", "ha"),
    (r"TWh\b", "TWh"),
    (r"GWh\b", "GWh"),
    (r"MWh\b", "MWh"),
    (r"kWh\b", "kWh"),
    (r"GW\b", "GW"),
    (r"MW\b", "MW"),
    (r"kW\b", "kW"),
    (r"barrels?\b", "barrels"),
    (r"lit(?:re|er)s?\b", "litres"),
    (r"GB\b", "GB"),
    (r"TB\b", "TB"),
    (r"PB\b", "PB"),
    (r"years?\b", "years"),
    (r"months?\b", "months"),
    (r"quarters?\b", "quarters"),
    (r"weeks?\b", "weeks"),
    (r"days?\b", "days"),
    (r"hours?\b", "hours"),
    (r"minutes?\b", "minutes"),
    (r"°C", "°C"),
    (r"times\b", "times"),
    (r"(?:enterprises|companies|firms|businesses|compan(?:y)|enterprise)\b", "companies"),
    (r"(?:people|persons?|employees|workers|inhabitants|residents|staff|jobs?holders|adults|children)\b", "persons"),
    (r"TEUs?\b", "TEU"),
)
"""Patterns of English words of units and the unit that each is, in the order in which they are tried."""

ENGLISH_SCALES = {
    "thousand": ("thousand_", 3),
    "million": ("million_", 6),
    "billion": ("bn_", 9),
    "trillion": ("tn_", 12),
    "bn": ("bn_", 9),
    "mn": ("million_", 6),
    "mln": ("million_", 6),
    "tn": ("tn_", 12),
    "m": ("million_", 6),
    "k": ("thousand_", 3),
    "b": ("bn_", 9),
}

CURRENCIES = {
    "US$": "usd",
    "USD": "usd",
    "U.S.$": "usd",
    "$": "usd",
    "EUR": "eur",
    "€": "eur",
    "GBP": "gbp",
    "£": "gbp",
    "CNY": "cny",
    "RMB": "cny",
    "CN¥": "cny",
    "¥": "cny",
    "JPY": "jpy",
    "CHF": "chf",
    "INR": "inr",
    "HK$": "hkd",
    "HKD": "hkd",
    "A$": "aud",
    "C$": "cad",
    "S$": "sgd",
    "SEK": "sek",
}
"""Signs of money that stand before a number."""

_SCALE_ZH = r"(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)?"
HEADER_UNITS = re.compile(
    rf"[（(\[]\s*(?:单位[:：]\s*)?({_SCALE_ZH}(?:{'|'.join(map(re.escape, CHINESE_UNITS))})|万亿|亿|万|千)\s*[)）\]]"
    rf"|单位\s*[:：]\s*({_SCALE_ZH}(?:{'|'.join(map(re.escape, CHINESE_UNITS))})|万亿|亿|万)"
)
_HEADER_EN = re.compile(
    r"(?P<cur>US\$|USD|EUR|GBP|CNY|RMB|CHF|€|£|\$|¥)?\s*(?P<scale>thousand|million|billion|trillion|bn|mn|m\b|k\b|000s?)?\s*"
    r"(?P<unit>%|per cent|percent|percentage points|tonnes|persons|people|euros?|dollars|TWh|GWh|MWh|kWh|MW|GW|km|ha|years|days|hours)?",
)


def unit_of_header(text: str, language: str) -> str:
    """Return the unit that the head of a column, a caption or a label names, or nothing.

    >>> unit_of_header("2021年（亿元）", "zh"), unit_of_header("单位：万人", "zh"), unit_of_header("年份", "zh")
    ('亿元', '万人', '')
    >>> unit_of_header("Exports, USD million", "en"), unit_of_header("Share (%)", "en"), unit_of_header("Year", "en")
    ('million_usd', '%', '')
    """
    if language == "zh":
        match = HEADER_UNITS.search(text)
        if not match:
            return ""
        name = match[1] or match[2]
        return SAME_ZH.get(name, name)
    for piece in re.findall(r"\(([^)]*)\)|,\s*([^,()]+)$|\bin ([A-Za-z€£$% ]+)$", text):
        for words in piece:
            match = _HEADER_EN.fullmatch(words.strip().removeprefix("in ")) if words.strip() else None
            if match and any(match.groupdict().values()):
                return english_unit(match["cur"], match["scale"], match["unit"])
    return "%" if text.strip().endswith("%") else ""


def english_unit(currency: str | None, scale: str | None, word: str | None) -> str:
    """Return the unit that a currency, a scale and a word of unit make together."""
    base = CURRENCIES.get(currency or "", "")
    if word and not base:
        base = next((name for pattern, name in ENGLISH_UNITS if re.fullmatch(pattern, word.strip(), re.I)), "")
    if not scale:
        return base
    key = scale.lower().removesuffix("s")
    prefix = "thousand_" if key.startswith("000") else ENGLISH_SCALES.get(key, ("", 0))[0]
    return prefix + (base or "count")


FUNCTION_WORDS = frozenset(
    [
        *("the", "a", "an", "of", "in", "to", "and", "or", "by", "at", "for", "on", "from", "with", "than"),
        *("as", "was", "were", "is", "are", "per", "more", "less", "up", "down", "while"),
    ]
)
"""English words that name nothing."""


# ── qualifiers ───────────────────────────────────────────────────────────────────────────────────

_ZH_BEFORE = (
    ("less_than", r"不到|低于|不足|小于|少于|不超过|最多|至多|少则|以内|未达|<|＜|≤"),
    ("at_least", r"超过|超出|超|逾|突破|跨过|不少于|不低于|至少|高于|大于|多于|达到?近?以上|站上|破|上|>|≥"),
    ("approx", r"大约|约合|约占|约为|约|将近|接近|近|大致|左右|大概|~"),
)
_ZH_TAIL = r"(?:为|有|了|达到?|到|至|的|其|占|全国|全省)?\s*$"
_ZH_AFTER = (
    ("approx", r"\s*(?:左右|上下|许)"),
    ("at_least", r"\s*(?:以上|及以上|之上|开外)"),
    ("less_than", r"\s*(?:以下|以内|之内|内(?![容部地外在生陆])|之下)"),
)
_ZH_FORECAST = re.compile(
    r"预计|预测|有望|预期|将(?:会|达|突破|超|增|升|实现|部署|都)|都将|目标|力争|计划|到20\d\d年.{0,12}(?:达|破|超)"
)

_EN_BEFORE = (
    ("less_than", r"less than|fewer than|under|below|up to|at most|no more than|not more than|just under|<|≤"),
    (
        "at_least",
        r"more than|over|at least|above|exceed(?:s|ed|ing)?|in excess of|upwards of|no fewer than|no less than|surpass(?:ed|ing)|>|≥",
    ),
    (
        "approx",
        r"about|around|approximately|roughly|nearly|almost|some|circa|c\.|close to|an estimated|~|≈",
    ),
)
_EN_TAIL = r"\s*(?:(?:an?|the|a total of|by|to|of)\s+)?(?:EUR|USD|US\$|GBP|CNY|RMB|€|£|\$|¥)?\s*$"
_EN_AFTER = (
    ("at_least", r"\s*(?:or more|and more|\+|or above|and over)"),
    ("less_than", r"\s*(?:or less|or fewer|or below)"),
    ("approx", r"\s*or so\b"),
)
_EN_FORECAST = re.compile(
    r"\b(?:expect(?:s|ed)?|forecasts?|projected|will (?:reach|be|rise|grow|fall|exceed)|is set to|predict(?:s|ed)?|target(?:s|ed)?)\b",
    re.I,
)

_BEFORE = {
    "zh": tuple((name, re.compile(rf"(?:{words}){_ZH_TAIL}")) for name, words in _ZH_BEFORE),
    "en": tuple((name, re.compile(rf"(?<![A-Za-z])(?:{words}){_EN_TAIL}", re.I)) for name, words in _EN_BEFORE),
}
_AFTER = {
    "zh": tuple((name, re.compile(words)) for name, words in _ZH_AFTER),
    "en": tuple((name, re.compile(words, re.I)) for name, words in _EN_AFTER),
}


def _qualified(before: str, after: str, language: str) -> str:
    for name, pattern in _AFTER[language]:
        if pattern.match(after):
            return name
    for name, pattern in _BEFORE[language]:
        if pattern.search(before):
            return name
    return "exact"


def qualifier_zh(before: str, after: str) -> str:
    """Return how the words before and after a number qualify it, in Chinese.

    >>> qualifier_zh("规模约", ""), qualifier_zh("首次突破", ""), qualifier_zh("占比", "左右"), qualifier_zh("预计2025年将突破", "")
    ('approx', 'at_least', 'approx', 'forecast')
    """
    clause = re.split(r"[。；;，,]", before)[-1]
    near = "。".join(re.split(r"[。；;]", before)[-1:])
    if _ZH_FORECAST.search(clause) or re.search(r"(?:预计|预测|有望)[^。；;]{0,24}$", near):
        return "forecast"
    return _qualified(before[-12:], after, "zh")


def qualifier_en(before: str, after: str) -> str:
    """Return how the words before and after a number qualify it, in English.

    >>> qualifier_en("employed more than ", ""), qualifier_en("almost ", ""), qualifier_en("in ", " or so")
    ('at_least', 'approx', 'approx')
    """
    clause = re.split(r"[.;]\s", before)[-1]
    if _EN_FORECAST.search(clause[-90:]):
        return "forecast"
    return _qualified(before[-40:], after, "en")

"""Units in words: what they are called in each language, and the power of ten before them."""

from __future__ import annotations

__all__ = ["WORDS", "named", "parted", "unit_words"]

# Plural and singular in English, the word in Chinese. In Chinese a number and its unit touch.
WORDS: dict[str, tuple[str, str, str]] = {
    "cny": ("yuan", "yuan", "元"),
    "cny_per_person": ("yuan per person", "yuan per person", "元/人"),
    "cny_per_t": ("yuan per tonne", "yuan per tonne", "元/吨"),
    "usd": ("US dollars", "US dollar", "美元"),
    "usd_per_hour": ("US dollars per hour", "US dollar per hour", "美元每小时"),
    "intl2021ppp_per_hour": (
        "2021 international dollars per hour",
        "2021 international dollar per hour",
        "2021年国际元每小时",
    ),
    "index": ("", "", ""),
    "persons": ("persons", "person", "人"),
    "companies": ("companies", "company", "家"),
    "users": ("users", "user", "个"),
    "models": ("models", "model", "个"),
    "suppliers": ("suppliers", "supplier", "家"),
    "products": ("products", "product", "种"),
    "m2": ("square metres", "square metre", "平方米"),
    "t": ("tonnes", "tonne", "吨"),
    "days": ("days", "day", "天"),
    "years": ("years", "year", "年"),
    "months": ("months", "month", "个月"),
    "weeks": ("weeks", "week", "周"),
    "m": ("metres", "metre", "米"),
    "person_months": ("person-months", "person-month", "人月"),
    "per_mille": ("‰", "‰", "‰"),
    "percentage_points": ("percentage points", "percentage point", "个百分点"),
    "times": ("times", "times", "倍"),
    **dict.fromkeys(("", "count", "rank", "year", "ratio", "fraction"), ("", "", "")),
}

PREFIXES = {
    "tn_": 12,
    "100bn_": 11,
    "bn_": 9,
    "100m_": 8,
    "10m_": 7,
    "million_": 6,
    "10k_": 4,
    "thousand_": 3,
}
"""Powers of ten that may precede the name of a unit."""


_CHINESE = {
    "万亿": "tn_",
    "千亿": "100bn_",
    "亿": "100m_",
    "千万": "10m_",
    "百万": "million_",
    "万": "10k_",
    "千": "thousand_",
}
_BASES = {
    "元": "cny",
    "元人民币": "cny",
    "元/人": "cny_per_person",
    "元/吨": "cny_per_t",
    "美元": "usd",
    "美元每小时": "usd_per_hour",
    "家": "companies",
    "人": "persons",
    "吨": "t",
    "天": "days",
    "年": "years",
    "周": "weeks",
    "米": "m",
    "人月": "person_months",
    "‰": "per_mille",
    "m²": "m2",
    "平方米": "m2",
    "倍": "times",
    "%": "percent",
    "百分点": "percentage_points",
    "个百分点": "percentage_points",
}


def named(unit: str) -> str:
    """Return the name of a unit that a Chinese text prints; what only counts things has the name ``count``.

    A text writes a span of time and a date alike; this is the span.

    >>> named("亿元"), named("万家"), named("%"), named("款"), named("年"), named("tn_cny")
    ('100m_cny', '10k_companies', 'percent', 'count', 'years', 'tn_cny')
    """
    if unit.isascii() and unit != "%":
        return unit
    for word, prefix in _CHINESE.items():
        rest = unit.removeprefix(word)
        if rest != unit:
            return f"{prefix}{_BASES.get(rest, 'count')}"
    return _BASES.get(unit, "count")


def parted(name: str) -> tuple[int, str]:
    """Return the power of ten and the base unit of a unit.

    >>> parted("100m_cny"), parted("persons")
    ((8, 'cny'), (0, 'persons'))
    """
    for prefix, power in PREFIXES.items():
        if name.startswith(prefix):
            return power, name.removeprefix(prefix)
    return 0, name


def unit_words(name: str, language: str = "en") -> str:
    """Return a unit in words for axes and table heads (empty for shares, counts, ranks and years).

    >>> unit_words("tn_cny"), unit_words("million_usd"), unit_words("10k_t", "zh"), unit_words("fraction")
    ('trillion yuan', 'million US dollars', '万吨', '')
    """
    power, base = parted(name)
    english, _, chinese = WORDS.get(base, (base, base, base))
    heads = {12: ("trillion", "万亿"), 9: ("billion", "十亿"), 8: ("100 million", "亿"), 6: ("million", "百万")}
    words = {**heads, 4: ("10,000", "万"), 3: ("thousand", "千"), 0: ("", "")}.get(
        power, (f"10^{power}", f"10^{power}")
    )
    return f"{words[1]}{chinese}" if language == "zh" else f"{words[0]} {english}".strip()

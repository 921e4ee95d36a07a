"""Units by name: the power of ten before them, and the names of those that a Chinese text prints."""

from __future__ import annotations

from handbook.quantities.units import MAGNITUDES

__all__ = ["BASES", "CHINESE", "PREFIXES", "moved", "named", "parted"]

PREFIXES = {word: len(str(size)) - 1 for word, size in MAGNITUDES if word.endswith("_")}
"""Powers of ten that may precede the name of a unit."""

_PREFIX_OF = {power: prefix for prefix, power in PREFIXES.items()}
CHINESE = {
    word: _PREFIX_OF[len(str(size)) - 1]
    for word, size in MAGNITUDES
    if word not in PREFIXES and len(str(size)) - 1 in _PREFIX_OF
}
"""The words of a Chinese text for them, each with its prefix."""

BASES = {
    "元": "cny",
    "元人民币": "cny",
    "元/人": "cny_per_person",
    "元/吨": "cny_per_t",
    "美元": "usd",
    "美元每小时": "usd_per_hour",
    "国际元每小时": "intl2021ppp_per_hour",
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
"""The names of units by the words of a Chinese text; of several words for one, the first stands beside a number."""


def named(unit: str) -> str:
    """Return the name of a unit that a Chinese text prints; what only counts things has the name ``count``.

    A text writes a span of time and a date alike; this is the span.

    >>> named("亿元"), named("万家"), named("%"), named("款"), named("年"), named("tn_cny")
    ('100m_cny', '10k_companies', 'percent', 'count', 'years', 'tn_cny')
    """
    if unit.isascii() and unit != "%":
        return unit
    for word, prefix in CHINESE.items():
        rest = unit.removeprefix(word)
        if rest != unit:
            return f"{prefix}{BASES.get(rest, 'count')}"
    return BASES.get(unit, "count")


def parted(name: str) -> tuple[int, str]:
    """Return the power of ten and the base unit of a unit.

    >>> parted("100m_cny"), parted("persons")
    ((8, 'cny'), (0, 'persons'))
    """
    for prefix, power in PREFIXES.items():
        if name.startswith(prefix):
            return power, name.removeprefix(prefix)
    return 0, name


def moved(name: str, shift: int) -> str:
    """Return the name of a unit that is so many powers of ten larger.

    >>> moved("100m_cny", 1), moved("10k_persons", -4), moved("persons", 6)
    ('bn_cny', 'persons', 'million_persons')
    """
    power, base = parted(name)
    return ({0: ""} | _PREFIX_OF)[power + shift] + base

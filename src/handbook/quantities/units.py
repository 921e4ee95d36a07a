"""Units as the report and the tables print them, converted to one base unit per dimension.

A unit has a *dimension* (``cny``, ``usd``, ``m2``, ``t`` … or ``1`` for counts, shares and ratios)
and a *factor*, the exact rational number that turns a printed number into the base unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

__all__ = ["MAGNITUDES", "UNITS_KNOWN", "Unit", "UnitError", "factor", "unit"]


class UnitError(ValueError):
    """A unit that is not known."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its name as printed, its dimension, its factor, and whether it counts whole things.

    >>> unit("亿元").factor, unit("亿元").dimension
    (Fraction(100000000, 1), 'cny')
    """

    name: str
    dimension: str
    factor: Fraction
    whole: bool = False
    """True for counts of whole things: a count printed to the unit is exact, not rounded."""


_PERCENT = Fraction(1, 100)

_MONEY = {
    "eur": ("欧元",),
    "gbp": ("英镑",),
    "jpy": ("日元",),
    "hkd": ("港元", "港币"),
    "krw": ("韩元",),
    "inr": ("卢比",),
    "chf": ("瑞士法郎",),
    "rub": ("卢布",),
    "aud": ("澳元",),
    "cad": ("加元",),
    "sgd": ("新元",),
    "sek": (),
}
"""Currencies beside the yuan and the US dollar, with their Chinese words."""

_MEASURES: dict[str, dict[str, Fraction]] = {
    "m": {
        "km": Fraction(1000),
        "千米": Fraction(1000),
        "厘米": Fraction(1, 100),
        "毫米": Fraction(1, 1000),
        "cm": Fraction(1, 100),
        "mm": Fraction(1, 1000),
    },
    "m2": {
        "亩": Fraction(2000, 3),
        "公顷": Fraction(10_000),
        "ha": Fraction(10_000),
        "平方公里": Fraction(10**6),
        "平方千米": Fraction(10**6),
        "km2": Fraction(10**6),
    },
    "m3": {"m3": Fraction(1), "立方米": Fraction(1), "升": Fraction(1, 1000), "litres": Fraction(1, 1000)},
    "t": {
        "公斤": Fraction(1, 1000),
        "千克": Fraction(1, 1000),
        "kg": Fraction(1, 1000),
        "克": Fraction(1, 10**6),
        "吨标准煤": Fraction(1),
    },
    "bbl": {"桶": Fraction(1), "barrels": Fraction(1)},
    "kWh": {
        "kWh": Fraction(1),
        "千瓦时": Fraction(1),
        "度": Fraction(1),
        "MWh": Fraction(1000),
        "GWh": Fraction(10**6),
        "TWh": Fraction(10**9),
    },
    "kW": {
        "kW": Fraction(1),
        "千瓦": Fraction(1),
        "瓦": Fraction(1, 1000),
        "兆瓦": Fraction(1000),
        "MW": Fraction(1000),
        "吉瓦": Fraction(10**6),
        "GW": Fraction(10**6),
    },
    "d": {"个工作日": Fraction(1)},
    "degC": {"℃": Fraction(1), "摄氏度": Fraction(1), "°C": Fraction(1)},
    "byte": {
        "GB": Fraction(10**9),
        "TB": Fraction(10**12),
        "PB": Fraction(10**15),
        "EB": Fraction(10**18),
        "ZB": Fraction(10**21),
    },
    "cny": {"元/张": Fraction(1), "元/股": Fraction(1)},
    "cny/m2": {"元/平方米": Fraction(1)},
    "usd/t": {"美元/吨": Fraction(1)},
    "usd/bbl": {"美元/桶": Fraction(1)},
    "cny/kWh": {"元/千瓦时": Fraction(1), "元/度": Fraction(1)},
}
"""Measures by base unit, each with its exact size in it."""

# Units whose factor does not follow from a magnitude word.
_FIXED: dict[str, tuple[str, Fraction, bool]] = {
    "": ("1", Fraction(1), False),
    "%": ("1", _PERCENT, False),
    "百分点": ("1", _PERCENT, False),
    "个百分点": ("1", _PERCENT, False),
    "percentage_points": ("1", _PERCENT, False),
    "percent": ("1", _PERCENT, False),
    "成": ("1", Fraction(1, 10), False),
    "‰": ("1", Fraction(1, 1000), False),
    "fraction": ("1", Fraction(1), False),
    "ratio": ("1", Fraction(1), False),
    "index": ("1", Fraction(1), False),
    "倍": ("1", Fraction(1), False),
    "元": ("cny", Fraction(1), False),
    "元人民币": ("cny", Fraction(1), False),
    "cny": ("cny", Fraction(1), False),
    "元/人": ("cny", Fraction(1), False),
    "元/头": ("cny", Fraction(1), False),
    "元/吨": ("cny/t", Fraction(1), False),
    "cny_per_person": ("cny", Fraction(1), False),
    "cny_per_t": ("cny/t", Fraction(1), False),
    "美元": ("usd", Fraction(1), False),
    "usd": ("usd", Fraction(1), False),
    "美元每小时": ("usd/h", Fraction(1), False),
    "usd_per_hour": ("usd/h", Fraction(1), False),
    "intl2021ppp_per_hour": ("intl2021ppp/h", Fraction(1), False),
    "m²": ("m2", Fraction(1), False),
    "平方米": ("m2", Fraction(1), False),
    "m2": ("m2", Fraction(1), False),
    "米": ("m", Fraction(1), False),
    "m": ("m", Fraction(1), False),
    "公里": ("m", Fraction(1000), False),
    "吨": ("t", Fraction(1), False),
    "t": ("t", Fraction(1), False),
    "日期": ("date", Fraction(1), True),
    "年份": ("1", Fraction(1), True),
    "小时": ("h", Fraction(1), False),
    "hours": ("h", Fraction(1), False),
    "分钟": ("h", Fraction(1, 60), False),
    "天": ("d", Fraction(1), False),
    "日": ("d", Fraction(1), False),
    "days": ("d", Fraction(1), False),
    "day": ("d", Fraction(1), False),
    "周": ("d", Fraction(7), False),
    "weeks": ("d", Fraction(7), False),
    "minutes": ("h", Fraction(1, 60), False),
    "基点": ("1", Fraction(1, 10_000), False),
    "basis_points": ("1", Fraction(1, 10_000), False),
    "times": ("1", Fraction(1), False),
    **{word: (code, Fraction(1), False) for code, words in _MONEY.items() for word in (code, *words)},
    **{word: (base, size, False) for base, words in _MEASURES.items() for word, size in words.items()},
}

CLASSIFIERS = frozenset(
    [
        *"家个位人名项种类款条份座场国户台篇件头届批大方层张辆艘架套只部所间席册股支片枚箱例宗笔单颗棵株匹幢栋次岁",
        "家企业",
        "人次",
        "标准箱",
        "个月",
        "巨头",
    ]
)
"""Chinese words between a number and the whole things that it counts."""

_NOUNS = CLASSIFIERS | frozenset(
    [
        *("省", "市", "省市", "维", "步", "级", "家院", "年", "月", "季度", "年间", "版", "倍数", "板块"),
        *("阶段", "领域", "万亿级", "家医院", "号", "名次", "第", "期", "端", "链", "难题", "批次", "人月"),
        *("语言", "国语言", "部分", "起", "村", "县", "区"),
        *("SKU", "companies", "count", "persons", "rank", "year", "years", "members", "entries", "places"),
        *("provinces", "months", "quarters", "users", "patents", "warehouses", "households", "jobs", "shares"),
        *("passengers", "vehicles", "TEU", "models", "clients", "products", "suppliers"),
    ]
)
"""Nouns that count whole things: 147家 is 147 companies, no more and no less."""

MAGNITUDES: tuple[tuple[str, int], ...] = (
    ("万亿", 10**12),
    ("千亿", 10**11),
    ("百亿", 10**10),
    ("十亿", 10**9),
    ("亿", 10**8),
    ("千万", 10**7),
    ("百万", 10**6),
    ("十万", 10**5),
    ("万", 10**4),
    ("千", 10**3),
    ("百", 10**2),
    ("十", 10),
    ("tn_", 10**12),
    ("100bn_", 10**11),
    ("bn_", 10**9),
    ("100m_", 10**8),
    ("10m_", 10**7),
    ("million_", 10**6),
    ("10k_", 10**4),
    ("thousand_", 10**3),
)

UNITS_KNOWN = tuple(sorted(name for name in (set(_FIXED) | _NOUNS) if name))


@lru_cache(maxsize=1024)
def unit(name: str) -> Unit:
    """Return the unit of that name; magnitude words (万, 亿, ``10k_`` …) may precede it.

    Raises:
        UnitError: for a name that is no unit, listing the ones there are.

    >>> unit("万家")
    Unit(name='万家', dimension='1', factor=Fraction(10000, 1), whole=False)
    >>> unit("家").whole
    True
    >>> unit("parsec")
    Traceback (most recent call last):
    ...
    handbook.quantities.units.UnitError: unit 'parsec' is not known; add it to src/handbook/quantities/units.py or use one of those there.
    """
    if name in _FIXED:
        dimension, factor, whole = _FIXED[name]
        return Unit(name, dimension, factor, whole)
    if name in _NOUNS:
        return Unit(name, "1", Fraction(1), True)
    for word, power in MAGNITUDES:
        rest = name.removeprefix(word)
        if rest != name and (rest in _FIXED or rest in _NOUNS):
            base = unit(rest)
            # A count in thousands is rounded to thousands, hence no longer exact.
            return Unit(name, base.dimension, base.factor * power, False)
    raise UnitError(
        f"unit {name!r} is not known; add it to src/handbook/quantities/units.py or use one of those there."
    )


def factor(name: str) -> Fraction:
    """Return what turns a number in a unit into the base unit of its dimension.

    >>> factor("100m_cny")
    Fraction(100000000, 1)
    """
    return unit(name).factor

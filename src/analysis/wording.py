"""Numbers and judgements in words, in English and Chinese, and the glue that puts them into prose.

No number and no judging word is typed in a chapter: both come from here, so that a sentence which the data no
longer support changes with them. A new language is a new entry in `LANGUAGES` and in the dictionaries below.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from analysis import checks, tables
from analysis.quantities import display_unit, rounded, written
from analysis.units import unit

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.audit import Claim, Outcome, Verdict
    from analysis.quantities import Quantity

__all__ = [
    "LANGUAGES",
    "arithmetic",
    "came_after",
    "change",
    "check_name",
    "check_rule",
    "clause",
    "dated",
    "digits",
    "direction",
    "explain",
    "formatted",
    "glue",
    "hollow",
    "interval",
    "key_words",
    "listing",
    "month",
    "most",
    "name",
    "number",
    "ordinal",
    "percent",
    "place",
    "points",
    "qualifier_word",
    "reach",
    "reason",
    "say",
    "span",
    "standing",
    "times",
    "verdict_word",
    "weak",
    "width_of",
    "within",
]

LANGUAGES = ("en", "zh")


def check_language(language: str) -> str:
    """Return the language, or say which there are.

    >>> check_language("fr")
    Traceback (most recent call last):
    ...
    ValueError: language 'fr' is not there; choose en or zh.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is not there; choose {' or '.join(LANGUAGES)}.")
    return language


def say(language: str, en: str, zh: str) -> str:
    """Return the text of the language.

    >>> say("zh", en="Year", zh="年份")
    '年份'
    """
    return zh if check_language(language) == "zh" else en


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


def number(x: float | Fraction, decimals: int | None = None) -> str:
    """Return a number with thousands separators and a true minus sign.

    Without ``decimals`` whole numbers show none, others up to three significant ones.

    >>> number(152977), number(-3.14159, 1), number(0.0456), number(1334.5, 0)
    ('152,977', '−3.1', '0.0456', '1,335')
    """
    value = written(x)
    if decimals is None:
        size = 0 if value.denominator == 1 else math.floor(math.log10(abs(value)))
        decimals = 0 if value.denominator == 1 else max(0, min(6, 2 - size))
        shown = rounded(value, decimals).normalize()
    else:
        shown = rounded(value, decimals)
    return f"{'−' if shown < 0 else ''}{abs(shown):,f}"


def percent(share: float | Fraction, decimals: int = 1) -> str:
    """Return a fraction of 1 as a percentage.

    >>> percent(0.817), percent(-0.0431), percent(0.0725)
    ('81.7 %', '−4.3 %', '7.3 %')
    """
    return f"{number(written(share) * 100, decimals)} %"


def formatted(value: float, format: str) -> str:
    """Return a number as it stands in a chart, in a D3 format as far as the charts use them.

    D3 rounds the binary fraction that stands for a decimal, and writes numbers with more digits than a ``g`` asks for
    as powers of ten: here 7.25 % is 7.3 %, as in prose, and all digits before the point stay.

    >>> formatted(50.25, ".1f"), formatted(0.0725, ".1%"), formatted(41.0, ".3~g"), formatted(152977, ",.4~g")
    ('50.3', '7.3 %', '41', '152,977')
    """
    asked = _FORMAT.fullmatch(format)
    if asked is None:
        raise ValueError(f"format {format!r}: the charts use d, f, g and % with +, comma, decimals and ~.")
    sign, comma, digits, trim, kind = asked.groups()
    if not kind:  # as D3: all digits there are, up to twelve
        digits, trim, kind = digits or "12", "~", "g"
    exact = written(value) * (100 if kind == "%" else 1)
    decimals = 0 if kind == "d" else int(digits or (6 if kind == "g" else 0))
    if kind == "g":
        decimals = max(0, decimals - 1 - (math.floor(math.log10(abs(exact))) if exact else 0))
    shown = rounded(exact, decimals)
    text = f"{abs(shown):{comma}f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("−" if shown < 0 else sign) + text + (" %" if kind == "%" else "")


_FORMAT = re.compile(r"(\+?)(,?)(?:\.(\d+))?(~?)([dfg%]?)")


def points(share: float | Fraction, language: str = "en", decimals: int = 1) -> str:
    """Return a difference of shares in percentage points.

    >>> points(0.045), points(0.045, "zh")
    ('4.5 percentage points', '4.5个百分点')
    """
    return number(written(share) * 100, decimals) + say(language, " percentage points", "个百分点")


def times(ratio: float | Fraction, language: str = "en", decimals: int = 1) -> str:
    """Return a ratio: `5.2 times`.

    >>> times(5.2), times(5.2, "zh")
    ('5.2 times', '5.2倍')
    """
    return number(ratio, decimals) + say(language, " times", "倍")


def place(rank: int, tied: bool = False) -> str:
    """Return a rank as a list shows it, with the sign of those that share it.

    >>> place(3), place(3, tied=True)
    ('3', '=3')
    """
    return f"{'=' if tied else ''}{rank}"


def ordinal(n: int, language: str = "en", tied: bool = False) -> str:
    """Return a rank as an ordinal, with a word where others share it.

    >>> [ordinal(n) for n in (1, 2, 3, 11, 108)], ordinal(108, "zh")
    (['1st', '2nd', '3rd', '11th', '108th'], '第108')
    >>> ordinal(3, tied=True), ordinal(3, "zh", tied=True)
    ('joint 3rd', '并列第3')
    """
    if tied:
        return say(language, "joint ", "并列") + ordinal(n, language)
    if language == "zh":
        return f"第{n}"
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def listing(items: Sequence[str], language: str = "en") -> str:
    """Return items as a list in a sentence.

    >>> listing(["a", "b", "c"]), listing(["甲", "乙", "丙"], "zh")
    ('a, b and c', '甲、乙和丙')
    """
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    if language == "zh":
        return "、".join(texts[:-1]) + "和" + texts[-1]
    return ", ".join(texts[:-1]) + " and " + texts[-1]


def within(text: str) -> str:
    """Return a name as it stands inside a sentence: without its capital, unless it is an abbreviation.

    >>> within("Digital factoring"), within("PaaS layer"), within("数字保理")
    ('digital factoring', 'PaaS layer', '数字保理')
    """
    return text if any(sign.isupper() for sign in text.partition(" ")[0][1:]) else text[:1].lower() + text[1:]


def reach(items: Sequence[str], language: str = "en", *, named: bool = False) -> str:
    """Return the first and the last of a list, for a title that says what is in it.

    Args:
        named: whether the items are proper names, which keep their capitals.

    >>> reach(["Purchasing", "Surplus stock", "Factoring"]), reach(["采购", "库存", "保理"], "zh")
    ('from purchasing to factoring', '从采购到保理')
    >>> reach([])
    'without an entry'
    """
    names = [str(item) if named else within(str(item)) for item in items]
    start, end, none = ("从", "到", "无条目") if language == "zh" else ("from ", " to ", "without an entry")
    return f"{start}{names[0]}{end}{names[-1]}" if names else none


def most(counts: Mapping[str, int], items: tuple[str, str], language: str = "en") -> str:
    """Return which of several groups has the most items, all of them where several do.

    Args:
        counts: number of items by group.
        items: what is counted, in English and in Chinese.

    >>> most({"Finance": 5, "Storage": 3, "Logistics": 3}, ("benefits", "效益"))
    'Finance has the most benefits: 5 of 11'
    >>> most({"PaaS": 3, "Chain": 3, "SaaS": 1}, ("items", "条目")), most({"甲": 3, "乙": 1}, ("items", "条目"), "zh")
    ('PaaS and chain have the most items: 3 each of 7', '条目最多的是甲：4个中的3个')
    >>> most({"Left": 3, "Right": 3}, ("problems", "问题")), most({"Left": 3}, ("problems", "问题"))
    ('Left and right have equally many problems: 3 each', 'Left has all problems: 3')
    """
    zh = language == "zh"
    noun, total, highest = items[zh], sum(counts.values()), max(counts.values(), default=0)
    top = [within(str(group)) for group, count in counts.items() if count == highest]
    names = listing(top, language)
    names = names[:1].upper() + names[1:]
    if not top:
        return f"无{noun}" if zh else f"No {noun}"
    if len(counts) == 1:
        return f"{noun}都在{names}：{highest}个" if zh else f"{names} has all {noun}: {highest}"
    if len(top) == len(counts):
        return f"{names}的{noun}一样多：各{highest}个" if zh else f"{names} have equally many {noun}: {highest} each"
    each = len(top) > 1
    if zh:
        return f"{noun}最多的是{names}：{total}个中{'各占' if each else '的'}{highest}个"
    return f"{names} {'have' if each else 'has'} the most {noun}: {highest}{' each' if each else ''} of {total}"


def span(first: int | str, last: int | str) -> str:
    """Return a period: `2017–2022`."""
    return str(first) if str(first) == str(last) else f"{first}–{last}"


def month(date: str, language: str = "en") -> str:
    """Return a month in words; what is no month stays as it is.

    >>> month("2023-02"), month("2023-02", "zh"), month("2023"), month("2023-02-30")
    ('February 2023', '2023年2月', '2023', '2023-02-30')
    """
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", date)
    if found is None:
        return date
    year, number = found[1], int(found[2])
    return say(language, f"{calendar.month_name[number]} {year}", f"{year}年{number}月")


def dated(text: str, period: int | str, spoken_of: int | str) -> str:
    """Return a text with its period where that is not the one that the sentence speaks of.

    >>> dated("41.5 %", 2022, 2022), dated("41.5 %", 2022, 2024)
    ('41.5 %', '41.5 % (2022)')
    """
    return text if str(period) == str(spoken_of) else f"{text} ({period})"


# ── judgements ───────────────────────────────────────────────────────────────────────────────────

_DIRECTIONS = {
    "en": {1: "rose", -1: "fell", 0: "stayed the same"},
    "zh": {1: "上升", -1: "下降", 0: "持平"},
}


def direction(new: float, old: float, language: str = "en", decimals: int | None = None) -> str:
    """Return whether a number rose, fell or stayed, at a printed precision if one is given.

    >>> direction(0.8167, 0.8171, decimals=3), direction(2, 1)
    ('stayed the same', 'rose')
    """
    a, b = (float(x) if decimals is None else rounded(x, decimals) for x in (new, old))
    return _DIRECTIONS[check_language(language)][(a > b) - (a < b)]


def change(new: float, old: float, language: str = "en") -> str:
    """Return direction and relative change in words.

    >>> change(50.2, 45.5)
    'rose by 10.3 %'
    """
    word = direction(new, old, language)
    if new == old:
        return word
    return say(language, f"{word} by {percent(abs(new / old - 1))}", f"{word}{percent(abs(new / old - 1))}")


_COMPARED = {
    "en": {1: "above", -1: "below", 0: "level with"},
    "zh": {1: "高于", -1: "低于", 0: "持平于"},
}


def compared(a: float, b: float, language: str = "en") -> str:
    """Return whether a is above, below or level with b.

    >>> compared(3, 2)
    'above'
    """
    return _COMPARED[check_language(language)][(float(a) > float(b)) - (float(a) < float(b))]


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def name(chinese: str, language: str = "en", data_dir: str | Path = "data") -> str:
    """Return a name with its English or pinyin form at first use: `Zall Smart Commerce (卓尔智联)`.

    In Chinese a body that a source names in English has its Chinese name, where the table knows one.
    """
    if language == "zh":
        rows = tables.read("names", data_dir, where={"english": chinese})
        return chinese if rows.empty else str(rows["name"].iloc[0])
    rows = tables.read("names", data_dir, where={"name": chinese})
    if rows.empty:
        return chinese
    latin = str(rows["english"].iloc[0]) or str(rows["pinyin"].iloc[0])
    return chinese if not latin or latin == chinese else f"{latin} ({chinese})"


def key_words(table: str, key: Iterable[tuple[str, str]], data_dir: str | Path = "data", language: str = "en") -> str:
    """Return what names a row of a table, with the labels of its codes: `2022, Digital economy`."""
    described = tables.fields(table, data_dir)
    words = []
    for column, value in key:
        labels = described.get(column, {}).get("labels", {})
        words.append(str(labels[value][1 if language == "zh" else 0]) if value in labels else value)
    return say(language, ", ", "，").join(word for word in words if word)


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────

_VERDICTS_ZH = {
    checks.HOLDS: "成立",
    checks.ROUNDING: "四舍五入内成立",
    checks.CONTRADICTED: "矛盾",
    checks.CANNOT: "无法核验",
    checks.AS_STATED: "据其自述",
}

REASONS: dict[str, dict[str, str]] = {
    "self_reported": {
        "en": "Stated by the company or the authors about themselves; nothing public recomputes it.",
        "zh": "企业或作者自述，没有公开数据可重算。",
    },
    "definition": {
        "en": "A date, target, threshold or rule: it fixes something and measures nothing.",
        "zh": "日期、目标、门槛或规则：属于设定，不是测量。",
    },
    "opinion": {"en": "An estimate of the person quoted.", "zh": "被引用者的个人估计。"},
    "unpublished": {"en": "The data behind it were never published.", "zh": "其背后的数据从未公布。"},
    "source_not_found": {
        "en": "A publisher is named, but the publication was not found.",
        "zh": "报告指出了发布者，但未找到该出版物。",
    },
    "edition_lost": {
        "en": "The edition of the series that the report used is not public any more.",
        "zh": "报告所用的那一版数据已不再公开。",
    },
    "method_unpublished": {
        "en": "A forecast or estimate whose method is not public.",
        "zh": "预测或估算，其方法未公开。",
    },
    "vague": {"en": "Worded so that no datum could contradict it.", "zh": "措辞笼统，任何数据都无法与之矛盾。"},
}

REMARKS: dict[str, dict[str, str]] = {
    "truncated": {
        "en": "the print is cut off, not rounded",
        "zh": "报告是截断而非四舍五入",
    },
    "unverified_yes": {
        "en": "it would agree, but the evidence is too weak to decide",
        "zh": "数值相符，但证据不足以下结论",
    },
    "unverified_no": {
        "en": "it would disagree, but the evidence is too weak to decide",
        "zh": "数值不符，但证据不足以下结论",
    },
    "whole_number": {"en": "a whole number can give it", "zh": "有整数可得出该百分比"},
    "no_whole_number": {"en": "no whole number can give it", "zh": "没有任何整数可得出该百分比"},
    "not_above": {"en": "at the printed precision it is not above", "zh": "按印出的精度并不更高"},
    "not_below": {"en": "at the printed precision it is not below", "zh": "按印出的精度并不更低"},
    "one_sided": {"en": "within what rounding allows", "zh": "在舍入允许的范围内"},
    "part_above_whole": {"en": "a part cannot be larger than the whole", "zh": "部分不可能大于整体"},
    "possible": {"en": "possible, which proves nothing", "zh": "有此可能，但不足以证明"},
    "needed": {"en": "this reading needs that value, which was not found", "zh": "此解读需要该数值，但未能找到"},
    "not_member": {"en": "the list leaves it out", "zh": "所列之中没有它"},
    "spelled": {"en": "one name is spelled in more than one way", "zh": "同一名称有不止一种写法"},
    "source_unknown": {"en": "not all of them were found", "zh": "未能全部找到"},
}

KINDS_OF_FINDING: dict[str, dict[str, str]] = {
    "arithmetic": {"en": "by the report’s own numbers", "zh": "由报告自身数字判定"},
    "source": {"en": "by a public source", "zh": "由公开来源判定"},
    "listing": {"en": "in naming or listing", "zh": "名称或清单问题"},
}

CHECKS_ZH: dict[str, tuple[str, str]] = {
    "value": ("独立来源", "同一个量，由独立来源给出。"),
    "repeated": ("重复出现", "同一个量，报告在别处也印了。"),
    "sum": ("合计", "各部分之和。"),
    "share": ("占比", "部分占整体的比例。"),
    "difference": ("差", "a − b。"),
    "ratio": ("比值", "a ÷ b。"),
    "product": ("乘积", "各因数之积。"),
    "growth": ("增速", "新值 ÷ 旧值 − 1。"),
    "level": ("增长后的水平", "增长后的水平：旧值 × (1 + 增速)。"),
    "prior_level": ("增长前的水平", "增长前的水平：新值 ÷ (1 + 增速)。"),
    "compound_growth": ("年均复合增速", "由起点到终点的年均增速：(终值 ÷ 初值)^(1/年数) − 1。"),
    "projection": ("推算", "初值 × (1 + 增速)^年数。"),
    "mean": ("平均", "算术平均值。"),
    "years_between": ("年数", "从起始年到结束年的年数。"),
    "rank": ("排名", "一个值在全体（含自身）中由大到小的位置。"),
    "count": ("计数", "成员共有多少。"),
    "first_above": ("首次超过", "一个序列首次超过门槛的年份。"),
    "order": ("次序", "各量是否按不增的次序排列。"),
    "above": ("高于", "按印出的数字，a是否高于b：印出的数字看不出的上升不算上升。"),
    "below": ("低于", "按印出的数字，a是否低于b。"),
    "distinct": ("不重复计数", "不同的成员共有多少；列出重复者。"),
    "shared": ("跨组成员", "有多少成员同时列在不止一组。"),
    "consecutive": ("连续年数", "到最后一年为止连续出现的年数。"),
    "at_most": ("部分不大于整体", "部分能否属于整体：部分更大即可否定，不更大则什么也不证明。"),
    "needs": ("待证的前提", "某种解读需要而无人公布的量：在此解读下无从判定。"),
    "contains": ("列有", "清单中是否有某成员。"),
    "known": ("来源可查", "所指名的出版物是否都已找到；有未找到者则无从判定。"),
    "spellings": ("同名异写", "同一名称是否只有一种写法，不计字母大小写。"),
    "common_base": ("共同的总数", "是否有整数能以同一总数得出所印的几个百分比。"),
    "grim": ("整数可能性", "以该总数为分母，是否有整数能得出印出的数字；不能时列出相邻的分数。"),
}
"""Name and rule of every check in Chinese; the English ones are its key and the first sentence of its docstring."""


def check_name(check: str, language: str = "en") -> str:
    """Return the name of a check as a reader sees it.

    >>> check_name("compound_growth"), check_name("compound_growth", "zh")
    ('compound growth', '年均复合增速')
    """
    return CHECKS_ZH[check][0] if check_language(language) == "zh" else check.replace("_", " ")


def check_rule(check: str, language: str = "en") -> str:
    """Return in one sentence what a check computes.

    >>> check_rule("share"), check_rule("share", "zh")
    ('The part as a fraction of the whole.', '部分占整体的比例。')
    """
    if check_language(language) == "zh":
        return CHECKS_ZH[check][1]
    first = (checks.CHECKS[check].__doc__ or "").partition("\n")[0].replace("*", "").replace("``", "")
    rest = first.removeprefix("Return ").removeprefix("Say ")
    return rest if rest[1:2] == " " else rest[:1].upper() + rest[1:]  # "a − b" keeps its letter


_CLAUSES = {
    checks.HOLDS: {"en": "it holds", "zh": "成立"},
    checks.ROUNDING: {"en": "the two meet within rounding", "zh": "两者在舍入范围内相符"},
    checks.CONTRADICTED: {"en": "the two cannot meet", "zh": "两者不可能相符"},
    checks.CANNOT: {"en": "nothing decides", "zh": "无从判断"},
}

_QUALIFIED = {
    "en": {"approx": "about {}", "at_least": "at least {}", "less_than": "less than {}", "forecast": "{} (forecast)"},
    "zh": {"approx": "约{}", "at_least": "不少于{}", "less_than": "少于{}", "forecast": "{}（预测）"},
}


_QUALIFIERS = {
    "en": {
        "exact": "plain number",
        "approx": "about, nearly",
        "at_least": "at least, more than",
        "less_than": "less than",
        "forecast": "forecast",
        "range": "range",
    },
    "zh": {
        "exact": "确数",
        "approx": "约、近",
        "at_least": "超过、以上",
        "less_than": "不足、以内",
        "forecast": "预测",
        "range": "范围",
    },
}


def qualifier_word(qualifier: str, language: str = "en") -> str:
    """Return how a number is qualified, in words.

    >>> qualifier_word("at_least", "zh")
    '超过、以上'
    """
    return _QUALIFIERS[check_language(language)][qualifier]


def verdict_word(verdict: str, language: str = "en") -> str:
    """Return a verdict in the language.

    >>> verdict_word("contradicted", "zh")
    '矛盾'
    """
    return _VERDICTS_ZH[verdict] if check_language(language) == "zh" else verdict


def printed_text(verdict: Verdict, language: str = "en") -> str:
    """Return the print with unit and qualifier: `at least 200 亿元`."""
    claim = verdict.claim
    shown = f"{claim.printed} {claim.unit}".strip()
    return _QUALIFIED[language].get(claim.qualifier, "{}").format(shown)


def computed_text(verdict: Verdict, outcome: Outcome) -> str:
    """Return what an outcome computed, in the unit of the print, with the bounds where they differ."""
    computed = outcome.finding.computed
    if computed is None or computed.dimension != unit(verdict.claim.unit).dimension:
        return ""
    return interval(computed, verdict.claim.unit, verdict.claim.printed)


def digits(value: float | Fraction, unit_name: str, like: str) -> str:
    """Return a computed number as it stands beside a print, in its unit: wherever it is shown, it is shown like this.

    It has the decimals of the print where these are exact, else one more, at least two below a thousand. A year has no
    separators.

    >>> digits(41.67, "%", "41.7"), digits(149.0, "家", "147"), digits(Fraction(2, 3), "%", "1"), digits(2021, "年", "2020")
    ('41.67', '149', '0.67', '2021')
    """
    exact, least = written(value), len(like.partition(".")[2]) if like.replace(".", "").isdigit() else 0
    finest = max(least + 1, 2 if abs(exact) < 1000 else 1)
    decimals = next((n for n in range(least, finest) if rounded(exact, n) == exact), finest)
    text = number(exact, decimals)
    return text.replace(",", "") if unit_name in _CALENDAR else text


_CALENDAR = ("年", "年份", "日期")
"""Units of numbers that name a year or a day."""


def interval(quantity: Quantity, unit_name: str, like: str) -> str:
    """Return a quantity in a unit, as `digits` writes it beside a print, with its bounds where they differ.

    >>> from analysis.quantities import printed
    >>> interval(printed("81.7", "%"), "%", "81.7"), interval(printed("72", "家"), "家", "147")
    ('81.7 % [81.65 … 81.75]', '72 家')
    """
    measure = unit(unit_name)

    def show(bound: Any) -> str:
        if bound in (math.inf, -math.inf):
            return "∞" if bound > 0 else "−∞"
        return digits(Fraction(bound) / measure.factor, unit_name, like)

    text = f"{show(quantity.value)} {display_unit(measure)}".strip()
    if quantity.low != quantity.high:
        text += f" [{show(quantity.low)} … {show(quantity.high)}]"
    return text


def arithmetic(verdict: Verdict, outcome: Outcome) -> str:
    """Return the arithmetic of an outcome: the formula and, where it is not the same, its result with the bounds."""
    formula = outcome.finding.formula
    computed = computed_text(verdict, outcome)
    if outcome.check in (*_WITH_RESULT, *SAYS_ALL) or not computed or computed == formula:
        return formula
    if outcome.check in ("value", "repeated") and not any(f" {sign} " in formula for sign in "+−×÷"):
        return formula
    return formula if formula.startswith(computed.split(" [")[0]) else f"{formula} = {computed}"


_WITH_RESULT = ("consecutive", "count", "distinct", "first_above", "grim", "rank", "shared")
"""Checks whose formula holds their result."""

SAYS_ALL = ("above", "at_most", "below", "common_base", "contains", "known", "needs", "order", "spellings")
"""Checks whose formula says all: a number beside it would say less."""


def clause(outcome: Outcome, language: str = "en") -> str:
    """Return why an outcome has its verdict, as the end of a sentence."""
    finding = outcome.finding
    return REMARKS.get(finding.remark, _CLAUSES.get(finding.verdict, {})).get(language, "")


def explain(verdict: Verdict, outcome: Outcome, language: str = "en") -> str:
    """Return in one sentence why an outcome is what it is, with the numbers."""
    worked = arithmetic(verdict, outcome)
    if outcome.check == "repeated" and outcome.finding.computed is not None:
        place = outcome.finding.computed.places[0]
        worked = say(language, f"elsewhere in the report ({place}) {worked}", f"报告他处（{place}）为{worked}")
    if outcome.choice:
        label = outcome.choice_zh if language == "zh" and outcome.choice_zh else outcome.choice
        worked = say(language, f"{label}: {worked}", f"{label}：{worked}")
    why = clause(outcome, language)
    if outcome.check in SAYS_ALL:
        return say(language, f"{worked}: {why}.", f"{worked}：{why}。")
    shown = printed_text(verdict, language)
    if verdict.claim.implied:
        return say(language, f"{worked}; implied {shown}: {why}.", f"{worked}；按报告应为{shown}：{why}。")
    return say(language, f"{worked}; printed {shown}: {why}.", f"{worked}；报告为{shown}：{why}。")


def reason(verdict: Verdict, language: str = "en") -> str:
    """Return why a claim has its verdict, in one or more sentences."""
    if verdict.deciding is None:
        tested = [explain(verdict, outcome, language) for outcome in verdict.outcomes]
        return say(language, " ", "").join([REASONS[verdict.claim.reason][language], *tested])
    if verdict.depends_on_choice:
        return say(language, " ", "").join(explain(verdict, o, language) for o in verdict.outcomes)
    others = sum(bool(o.choice) for o in verdict.outcomes) - 1 if verdict.deciding.choice else 0
    if others and verdict.verdict == checks.CONTRADICTED:
        more = say(
            language,
            f" It fails under the other {'choice' if others == 1 else f'{others} choices'} as well.",
            f"其余{others}种取法同样不成立。",
        )
        return explain(verdict, verdict.deciding, language) + more
    return explain(verdict, verdict.deciding, language)


def came_after(claim: Claim, values: Mapping[str, float], language: str = "en") -> str:
    """Return in a sentence what newer tables say of a claim's quantity; nothing where there are no values.

    Args:
        claim: what the report said.
        values: by period, in the unit of the print.
    """
    if not values:
        return ""
    sign = display_unit(unit(claim.unit))
    decimals = len(claim.printed.partition(".")[2])

    def shown(value: float) -> str:
        return f"{number(value, decimals)} {sign}".strip()

    told = [say(language, f"{shown(v)} for {p}", f"{p}年为{shown(v)}") for p, v in values.items()]
    subject = claim.subject_zh if language == "zh" and claim.subject_zh else claim.subject
    printed, period = shown(float(claim.printed.replace(",", ""))), claim.period.replace("/", "–")
    return say(
        language,
        f"{subject[:1].upper()}{subject[1:]}: for {period} the report said {printed}; the newer table gives {listing(told)}.",
        f"{subject}：报告所述{period}年为{printed}；更新的数据表中，{listing(told, 'zh')}。",
    )


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────

WEAK: dict[str, dict[str, str]] = {
    "secondary": {"en": "transcribed by a third party", "zh": "第三方转录"},
    "derived": {"en": "derived", "zh": "推算"},
    "unverified": {"en": "recalled, no copy seen", "zh": "凭记忆，未见原件"},
}
"""What grades of evidence that decide nothing mean, in the words of captions and sentences."""


def weak(grades: Iterable[str], language: str = "en") -> str:
    """Return in words from what the values come that decide nothing; nothing where all may decide.

    >>> weak(["reprint", "unverified", "secondary"]), weak(["original"])
    ('transcribed by a third party or recalled, no copy seen', '')
    """
    there = set(grades)
    return say(language, " or ", "或").join(words[language] for grade, words in WEAK.items() if grade in there)


def hollow(grades: Iterable[str], language: str = "en") -> str:
    """Return the sentence of a caption that explains hollow marks; nothing where there are none.

    >>> hollow(["reprint", "unverified"]), hollow(["reprint"])
    (' Hollow: recalled, no copy seen.', '')
    """
    words = weak(grades, language)
    return say(language, f" Hollow: {words}.", f"空心：{words}。") if words else ""


def standing(grades: Sequence[str], language: str = "en") -> str:
    """Return in words how sure some values are: all of them, or how many of them decide nothing and why.

    >>> standing(["unverified"] * 3)
    'recalled, no copy seen: it is drawn hollow and decides nothing'
    >>> standing(["reprint", "derived"])
    'derived for 1 of 2 values, which is drawn hollow and decides nothing'
    >>> standing(["original"])
    'seen in a publication'
    """
    words, few = weak(grades, language), sum(grade in WEAK for grade in grades)
    if not words:
        return say(language, "seen in a publication", "见于出版物")
    if few == len(grades):
        return say(language, f"{words}: it is drawn hollow and decides nothing", f"{words}，以空心表示，不作判定依据")
    return say(
        language,
        f"{words} for {few} of {len(grades)} values, which {'is' if few == 1 else 'are'} drawn hollow and "
        f"decide{'s' if few == 1 else ''} nothing",
        f"{len(grades)}个数值中有{few}个{words}，以空心表示，不作判定依据",
    )


# ── glue ─────────────────────────────────────────────────────────────────────────────────────────


class Glued:
    """Numbers and words for the prose of a chapter: the last line of a cell puts them into its output.

    The output is the one that MyST-NB's ``glue`` makes, so that ``{glue:text}`key` `` finds it; the keys may be
    quoted in any sentence of the chapter. Every value is stored as the literal of a string, as ``glue`` stores
    strings: MyST-NB evaluates what it pastes, so that a bare ``50,000`` would come out as ``(50, 0)``.
    """

    def __init__(self, **values: object) -> None:
        self.values = {key: str(value) for key, value in values.items()}

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for key, text in self.values.items():
            display(
                {f"{_RECORD}text/plain": repr(text)},
                metadata={"scrapbook": {"name": key, "mime_prefix": _RECORD}},
                raw=True,
            )


_RECORD = "application/papermill.record/"


def glue(**values: object) -> Glued:
    """Return values to be quoted in prose under their names.

    >>> glue(share="81.7 %").values
    {'share': '81.7 %'}
    """
    return Glued(**values)


def width_of(text: str, size: int = 12) -> float:
    """Return about how many pixels a text takes: Chinese characters are as wide as high, Latin ones about half.

    >>> width_of("云计算"), round(width_of("cloud"))
    (36.0, 31)
    """
    # Whole hundredths: how Python adds floats depends on its version, and the site is the same to the byte.
    hundredths = (100 if ord(sign) > 0x2E80 else _SIGNS.get(sign, 66 if sign.isupper() else 56) for sign in text)
    return size * sum(hundredths) / 100


_SIGNS = {**dict.fromkeys("iljtfrI.,;:'!| ()-", 32), **dict.fromkeys("mwMW%", 86)}
"""Widths of Latin letters that are far from the mean, as hundredths of the font's size."""

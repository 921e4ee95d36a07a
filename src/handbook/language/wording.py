"""Judgements in words, in English and Chinese: verdicts, reasons, arithmetic, the names and rules of checks.

A verdict is put into words from what it rests on, so that the sentence changes with the tables. A new language is a
new entry in `LANGUAGES` and in the dictionaries below.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from handbook.language.numbers import formatted, number
from handbook.quantities import relations as checks
from handbook.quantities.printed import display_unit, rounded, with_unit, written
from handbook.quantities.units import unit
from handbook.tables.snapshot import Tables

if TYPE_CHECKING:
    from handbook.audit.claims import Outcome, Verdict
    from handbook.quantities.printed import Quantity

__all__ = [
    "LANGUAGES",
    "arithmetic",
    "check_name",
    "check_rule",
    "clause",
    "digits",
    "explain",
    "formatted",
    "interval",
    "key_words",
    "listing",
    "number",
    "percent",
    "qualifier_word",
    "reason",
    "say",
    "span",
    "verdict_word",
    "width_of",
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


def percent(share: float | Fraction, decimals: int = 1) -> str:
    """Return a fraction of 1 as a percentage.

    >>> percent(0.817), percent(-0.0431), percent(0.0725)
    ('81.7%', '−4.3%', '7.3%')
    """
    return f"{number(written(share) * 100, decimals)}%"


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


def span(first: int | str, last: int | str) -> str:
    """Return a period: `2017–2022`."""
    return str(first) if str(first) == str(last) else f"{first}–{last}"


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def key_words(table: str, key: Iterable[tuple[str, str]], tables: Tables, language: str = "en") -> str:
    """Return what names a row of a table, with the labels of its codes: `2022, Digital economy`."""
    described = tables.fields(table)
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
    shown = with_unit(claim.printed, claim.unit)
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

    >>> from handbook.quantities.printed import printed
    >>> interval(printed("81.7", "%"), "%", "81.7"), interval(printed("72", "家"), "家", "147")
    ('81.7% [81.65 … 81.75]', '72 家')
    """
    measure = unit(unit_name)

    def show(bound: Any) -> str:
        if bound in (math.inf, -math.inf):
            return "∞" if bound > 0 else "−∞"
        return digits(Fraction(bound) / measure.factor, unit_name, like)

    text = with_unit(show(quantity.value), display_unit(measure))
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
    if outcome.reading:
        label = outcome.reading_zh if language == "zh" and outcome.reading_zh else outcome.reading
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
        return say(language, " ", "").join([verdict.why.get(language) or verdict.claim.reason, *tested])
    if verdict.depends_on_reading:
        return say(language, " ", "").join(explain(verdict, o, language) for o in verdict.outcomes)
    others = sum(bool(o.reading) for o in verdict.outcomes) - 1 if verdict.deciding.reading else 0
    if others and verdict.verdict == checks.CONTRADICTED:
        more = say(
            language,
            f" It fails under the other {'reading' if others == 1 else f'{others} readings'} as well.",
            f"其余{others}种取法同样不成立。",
        )
        return explain(verdict, verdict.deciding, language) + more
    return explain(verdict, verdict.deciding, language)


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

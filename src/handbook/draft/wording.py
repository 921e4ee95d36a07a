"""Words of a draft's page and of what is printed on the terminal, in both languages."""

from __future__ import annotations

__all__ = ["ASIDES", "CANNOT_SEE", "LANGUAGES", "TEXTS", "said", "slip_words"]

LANGUAGES = ("en", "zh")
"""Languages of texts that can be read, and of the page."""

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("What does not add up in {name}", "{name}：哪些数对不上"),
    "lead": (
        "A first reading by rules, not a verdict: each line is a proposal that a person accepts or turns down.",
        "这是按规则作的初读，不是结论：每一条都只是线索，由人认可或否定。",
    ),
    "read": ("numbers read", "读出的数"),
    "dates": ("of these, dates", "其中日期"),
    "related": ("numbers in a relation", "处在勾稽关系中的数"),
    "relations": ("relations proposed", "找到的关系"),
    "checkable": ("of these, worked out", "其中可计算的"),
    "misfits": ("that do not hold", "对不上的"),
    "aside": ("numerals set aside", "不算数量而搁置的数字"),
    "unknown": ("numbers with a unit that is not known", "单位不认识的数"),
    "nothing": ("Every relation that was found holds.", "找到的关系都成立。"),
    "bad": ("Does not hold", "对不上"),
    "good": ("Holds", "成立"),
    "line": ("line", "行"),
    "kind": ("kind", "类型"),
    "arithmetic": ("arithmetic", "算式"),
    "printed": ("printed", "所印"),
    "words": ("words that suggest it", "依据的字句"),
    "score": ("score", "分值"),
    "chance": ("fits by accident", "偶然吻合的可能"),
    "may": ("may have been", "可能是"),
    "quote": ("where it stands", "所在"),
    "torn": ("Tables that were torn", "被拆散的表格"),
    "cannot": ("What this reading cannot see", "这一遍看不到什么"),
    "units": ("Units that are not known", "不认识的单位"),
    "reasons": ("Why numerals were set aside", "搁置的缘由"),
    "one_in": ("1 in {n}", "1/{n}"),
    "cannot_fit": ("whole numbers cannot give it", "任何整数都得不出"),
    "written": (
        "Numbers read: {numbers}, {related} of them in {relations} relations. Relations that do not hold: {bad}.",
        "读出{numbers}个数，其中{related}个处在{relations}条关系中；{bad}条对不上。",
    ),
    "kept": (
        "Decisions kept: {kept}, {gone} of them on numbers that the text no longer has.",
        "保留{kept}项已作的决定，其中{gone}项所指的数已不在文中。",
    ),
}
"""Sentences and heads, English and Chinese."""

CANNOT_SEE: tuple[tuple[str, str], ...] = (
    ("numbers in pictures and charts", "图片与图表中的数"),
    ("whether a number agrees with its source outside of the text", "数与文外来源是否一致"),
    ("relations between numbers further apart than their words connect them", "字句上联系不起来的远处的数之间的关系"),
    ("rates without the two levels that they compare", "只有增速、没有两期数值的增长"),
    ("lists whose items are not set out behind their count", "没有紧接着列出各项的个数"),
    ("whether the words round a number say what was measured", "数旁边的话是否说的是所测的量"),
    ("tables that extraction has torn", "提取时被拆散的表格"),
)
"""Kinds of faults that no rule here finds."""

ASIDES: dict[str, str] = {
    "period": "时间",
    "name": "名称",
    "ordinal": "序数",
    "list mark": "列表序号",
    "label": "图表编号",
    "version": "版本号",
    "document": "文件名或文号",
    "address": "网址或电话",
    "time of day": "时刻",
    "share of a base": "比率的基数",
}
"""Reasons for which numerals are set aside, in Chinese."""

_SLIPS: dict[str, tuple[str, str]] = {
    "digit": ("one digit: {printed} for {meant}", "错一位数字：{meant}写成{printed}"),
    "swapped": ("two digits swapped: {printed} for {meant}", "两位颠倒：{meant}写成{printed}"),
    "left_out": ("a digit left out: {printed} for {meant}", "漏一位：{meant}写成{printed}"),
    "doubled": ("a digit too many: {printed} for {meant}", "多一位：{meant}写成{printed}"),
    "factor": ("the decimal point or magnitude: {printed} for {meant}", "小数点或数量级：{meant}写成{printed}"),
    "sign": ("the sign: {printed} for {meant}", "正负号：{meant}写成{printed}"),
}


def said(key: str, language: str, **values: object) -> str:
    """Return a sentence or head in a language.

    >>> said("one_in", "en", n=5)
    '1 in 5'
    """
    return TEXTS[key][language == "zh"].format(**values)


def slip_words(kind: str, printed: str, meant: str, chinese: bool) -> str:
    """Return a slip in words.

    >>> slip_words("digit", "147", "149", False), slip_words("swapped", "42", "24", True)
    ('one digit: 147 for 149', '两位颠倒：24写成42')
    """
    return _SLIPS.get(kind, ("{printed} for {meant}", "{meant}写成{printed}"))[chinese].format(
        printed=printed, meant=meant
    )

"""What a number seems to measure: its kind, and the words of its subject."""

from __future__ import annotations

import re
from functools import lru_cache

from handbook.draft.lexicon import FUNCTION_WORDS
from handbook.draft.model import Number
from handbook.quantities.units import UnitError, unit

__all__ = ["contained", "kind_of", "likeness", "subject_of"]

_GROWTH_ZH = re.compile(
    r"增长|增幅|增速|同比|环比|提高|提升|上升|上涨|下降|降低|减少|下滑|回落|下跌|跌幅|涨幅|缩短|扩大|大涨|降本|收窄|增加|下调|跌|涨"
)
_SHARE_ZH = re.compile(r"占|比重|份额|比例|贡献率|渗透率|普及率|覆盖率|毛利率|利润率|(?<!增长)(?<!增)(?<!长)率")
_FALL_ZH = re.compile(r"下降|降低|减少|下滑|回落|下跌|跌|缩短|收窄|亏损收窄|降幅|下调|负增长")
_GROWTH_EN = re.compile(
    r"\b(?:rose|rise[sn]?|rising|grew|grow(?:s|n|th|ing)?|increas\w+|(?<!made )(?<!make )(?<!makes )up|climb\w*|gain\w*|fell|fall(?:s|en|ing)?|declin\w+|decreas\w+|down|drop\w*|"
    r"year[- ]on[- ]year|higher|lower|contract\w*|expand\w*|more than in|jump\w*|shrank|shrink\w*|rate of growth|CAGR|change)\b",
    re.I,
)
_AFTER_EN = re.compile(
    r"\s*(?:\w+\s+){0,3}?(?:more|less|fewer|higher|lower|above|below|up|down|increase|decrease|growth|rise|fall|decline|drop)\b",
    re.I,
)
_SHARE_EN = re.compile(
    r"\b(?:share|account\w*|proportion|percentage|margin|rate|ratio|took|made up|represent\w*|or)\b", re.I
)
_FALL_EN = re.compile(
    r"\b(?:fell|fall(?:s|en|ing)?|declin\w+|decreas\w+|down|drop\w*|lower|less|fewer|below|contract\w*|shrank|cut|reduc\w+)\b",
    re.I,
)
_TIMES = frozenset(
    [
        "年",
        "个月",
        "月",
        "天",
        "日",
        "周",
        "小时",
        "分钟",
        "季度",
        "个工作日",
        "人月",
        "years",
        "months",
        "days",
        "weeks",
        "hours",
        "minutes",
        "quarters",
    ]
)

_CUT_ZH = re.compile(
    r"^(?:其中|本?公司实现|本?集团(?:实现)?|共实现|实现|此外|而|且|并|也|还|又|则|但|从.{1,8}看|按.{1,8}分|另有|同时|预计|预测|有望|目前|当前|截至|累计|全年|初步核算|按[^，。]{1,8}计算|扣除[^，。]{1,6}因素|据.{1,12}[，,]|：|:)+"
)
_TAIL_ZH = re.compile(
    r"(?:达到了?|达|为|是|约为?|超过?了?|逾|近|突破|实现|共有|共|有|的|了|至|到|增至|升至|降至|跌至|增加到|合计|总计|仅|只有|占|在|比|较|高达|分别|依次|首次|已|将|至少|将近|不到|"
    r"人民币|拥有|人民币|覆盖|服务|同比|环比|比上年末?|比去年同期|增长|下降|提高|提升|减少|增加|上升|扩大|名义|拉动|仅为|跌幅|大约|年均|不足|低于|高于|贡献了?)+$"
)
_STOP_EN = FUNCTION_WORDS | frozenset(
    [
        *("it", "its", "this", "that", "these", "those", "had", "has", "have", "be", "been", "cent", "percent"),
        *("about", "around", "approximately", "nearly", "almost", "some", "over", "rose", "fell", "grew"),
        *("reached", "amounted", "totalled", "stood", "compared", "which", "their", "there", "they", "we"),
        *("also", "only", "just", "year", "time", "total", "further", "respectively", "most", "took"),
        *("employed", "made"),
    ]
)


def kind_of(number: Number, words: str, after: str, language: str) -> tuple[str, bool]:
    """Return the kind of a number and whether it went down, from its unit and the words around it.

    Args:
        number: with its unit.
        words: of its clause, before it.
        after: the words that follow it.
        language: ``zh`` or ``en``.
    """
    zh = language == "zh"
    falls = bool((_FALL_ZH if zh else _FALL_EN).search(words + ("" if zh else f" {after[:24]}")))
    if number.kind:
        return number.kind, falls
    if number.points:
        return "points", falls
    if number.percent:
        grows = bool((_GROWTH_ZH if zh else _GROWTH_EN).search(words))
        if not zh:
            grows = (grows and not re.search(r"\bshare of\b.*\bwas\b", words, re.I)) or bool(_AFTER_EN.match(after))
        share = bool((_SHARE_ZH if zh else _SHARE_EN).search(words[-24:] if zh else words[-40:]))
        if zh and grows and share:
            grows = _last(_GROWTH_ZH, words) > _last(_SHARE_ZH, words)
        return ("growth" if grows else "share"), falls
    if number.unit in _TIMES:
        return "duration", falls
    try:
        counted = unit(number.unit).dimension == "1" and number.unit not in ("倍", "times", "")
    except UnitError:
        counted = False
    if number.unit in ("倍", "times"):
        return "ratio", falls
    changed = (
        re.search(
            r"(?:减少|增加|增长|下降|(?<![更最不至])多|(?<![至不最减])少|扩大|缩小|增)(?:了|约|近|超过)?$",
            words.strip(),
        )
        if zh
        else None
    )
    if not zh:
        changed = re.search(
            r"\b(?:increased|rose|fell|decreased|declined|up|down|grew)\s+by\s*(?:about\s*)?(?:EUR|[€£$])?\s*$",
            words,
            re.I,
        )
    if changed:
        return "change", falls
    ranked = number.unit == "位" and re.search(
        r"(?:排|列|居|名次|排名)(?:在|第|为)?\s*(?:第)?$|排名[^，。]{0,6}$", words
    )
    return ("rank" if ranked else "count" if counted else "level"), falls


def _last(pattern: re.Pattern[str], words: str) -> int:
    return max((match.start() for match in pattern.finditer(words)), default=-1)


def subject_of(words: str, after: str, language: str) -> str:
    """Return the words of what a number seems to measure; nothing where its clause does not say.

    >>> subject_of("其中，第一产业增加值", "", "zh"), subject_of("同比增长", "", "zh")
    ('第一产业增加值', '')
    >>> subject_of("The sector's value added was EUR ", " more than in 2020", "en")
    "sector's value added"
    """
    if language == "zh":
        piece = re.split(r"[，,；;：:。、（(]", words)[-1] or ""
        piece = _CUT_ZH.sub("", piece.strip(' ”“"-•*\t\n'))
        while True:
            shorter = _TAIL_ZH.sub("", piece).strip()
            if shorter == piece:
                break
            piece = shorter
        if len(piece) < 2:
            rest = re.match(r"\s?的?([\u4e00-\u9fff]{2,12})", after)
            return rest[1] if rest and not re.match(r"(?:以上|左右|以下|以内|其中|同比|增长)", rest[1]) else ""
        return piece[-24:]
    kept = [word for word in re.findall(r"[A-Za-z][A-Za-z'’&-]*", words) if word.lower() not in _STOP_EN]
    kept = [word for word in kept if not _GROWTH_EN.fullmatch(word) and word not in ("EUR", "USD", "GBP", "bn")]
    after = re.split(r"\b(?:and|while|but|or)\b|[,;.]", after)[0]
    rest = re.match(r"\s*(?:of\s+(?:the\s+|its\s+|them\s+)?)?((?:[A-Za-z'’-]+\s*){1,4})", after)
    tail = [w for w in (rest[1].split() if rest else []) if w.lower() not in _STOP_EN and not _GROWTH_EN.fullmatch(w)]
    return " ".join([*kept[-5:], *([] if kept and len(kept) > 3 else tail[:3])])


def likeness(a: str, b: str) -> float:
    """Return how much two subjects share, from 0 to 1: pairs of signs in Chinese, words in English.

    >>> round(likeness("数字经济规模", "数字经济"), 2), likeness("value added", "persons employed")
    (0.75, 0.0)
    """
    first, second = _grams(a), _grams(b)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def contained(short: str, long: str) -> float:
    """Return how much of the words of one text stand in another, from 0 to 1; of a longer Chinese text four pairs at least.

    >>> round(contained("各国劳动生产率对比", "2021年各国劳动生产率的排名"), 2)
    0.75
    """
    first = _grams(short)
    both = first & _grams(long)
    least = 4 if re.search("[\u4e00-\u9fff]", short) and len(first) > 5 else 1
    return len(both) / len(first) if first and len(both) >= least else 0.0


@lru_cache(maxsize=20_000)
def _grams(text: str) -> frozenset[str]:
    if any("\u4e00" <= sign <= "\u9fff" for sign in text):
        signs = re.sub(r"[^\w]", "", text)
        return frozenset(signs[at : at + 2] for at in range(len(signs) - 1))
    return frozenset(word.lower().removesuffix("s") for word in re.findall(r"[A-Za-z]{3,}", text))

"""Which period each number is said of: that of its clause or sentence, of a list, of what stood before, of a heading."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handbook.draft import periods
from handbook.draft.model import Number, Period
from handbook.draft.subjects import contained
from handbook.draft.text import Block

__all__ = ["Carried", "dated", "note", "said_of"]

_EVENT_ZH = re.compile(r"(?:成立于|创立于|创建于|始建于|始于|上市于|诞生于|建于)\s*$")
_UNTIL_ZH = re.compile(r"(?:截至|截止|到|至|自|从|于)\s*$")
_UNTIL_EN = re.compile(r"(?:as (?:of|at)|at|until|to|ended|ending|by|in|of|from|since|on)\s+(?:the end of\s+)?$", re.I)
_FOUNDED_EN = re.compile(r"(?:founded|established|launched|listed|incorporated)\s+(?:in|on)\s*$", re.I)
_NOW = re.compile(r"目前|迄今|如今|现已|至今|\b(?:currently|to date|today|now)\b", re.I)
_TOWARDS = re.compile(r"(?:到|至|预计|\bby|\buntil)\s*$", re.I)
_FORECAST = re.compile(r"预计|预测|有望|\b(?:expect|forecast|project)", re.I)
_NOTE = re.compile(r"\s*(?:\*(?!\*)|注[:：]|注释|说明[:：]|Note[s:]|\*\s)")
_LIST = re.compile(r"分别|依次|respectively")
_LIKE = 0.5
"""A heading of which this much stands in a sentence before it shows what the sentence says, and takes its period."""


@dataclass(slots=True)
class Carried:
    """Periods that are carried on: that of the title, of the last heading, and of what was said last below it.

    Attributes:
        title: of the whole text.
        heading: of the last heading, or of the sentence that it restates.
        last: of the last sentence below the heading.
        span: of years, named last.
        sentences: what was said last with a period of its own.
    """

    title: str = ""
    heading: str = ""
    last: str = ""
    span: str = ""
    sentences: list[tuple[str, str]] = field(default_factory=list)

    def now(self) -> str:
        """Return the period of what is said without one."""
        return self.last or self.heading or self.title

    def head(self, text: str, language: str, first: bool) -> None:
        """Take the period of a heading; one that names none takes that of the sentence which it restates."""
        named = [p for p in periods.named(text, language) if periods.year_of(p.value)]
        if named and not first:
            self.heading, self.last, self.span = periods.resolved(named[-1].value, self.title), "", ""
        elif len(re.findall(r"[^\W\d_]", text)) >= 4:
            said = ((contained(text, words), period) for words, period in self.sentences[-12:])
            likest = max(said, default=(0.0, ""))
            self.heading, self.last, self.span = likest[1] if likest[0] >= _LIKE else "", "", ""

    def said(self, text: str, own: Sequence[Period], start: int) -> None:
        """Carry on the period of a sentence: the one it begins with, else its latest; never one that leads back.

        A day or a month leaves only its year; a span stays for lists and sums alone.
        """
        now = self.now()
        known = [(periods.resolved(p.value, now), p.start - start <= 14) for p in own]
        self.span = next((value for value, _ in reversed(known) if "/" in value), self.span)
        kept = [(value, first) for value, first in known if periods.year_of(value) and "/" not in value]
        topic = next((value for value, first in kept if first), "")
        latest = max((value for value, _ in kept), key=periods.year_of, default="")
        if topic or latest:
            self.sentences.append((text, self._year(topic or latest)))
        before = periods.year_of(self.last or self.heading)
        value = topic or (latest if periods.year_of(latest) >= before else "")
        self.last = self._year(value) if value else self.last

    def _year(self, value: str) -> str:
        """Return the period of which a day or a month leaves its year, the one above where that is of the year."""
        if not re.search(r"-\d\d", value):
            return value
        above = self.heading or self.title
        return above if periods.year_of(above) == value[:4] else value[:4]


def said_of(
    numbers: Sequence[Number],
    times: Sequence[Period],
    block: Block,
    bounds: Sequence[int],
    carried: Carried,
    language: str,
) -> None:
    """Give each number of a block the period that it is said of.

    Args:
        numbers, times: of the block.
        block: with its text.
        bounds: where its sentences begin and end.
        carried: what stood before; it is brought up to date.
        language: ``zh`` or ``en``.
    """
    text = block.text
    for start, end in itertools.pairwise(bounds):
        here = [p for p in times if start <= p.start < end]
        in_clause = [n for n in numbers if start <= n.start < end]
        own = [p for p in here if not p.base and not _event(text, p, language)]
        now = _NOW.search(text[start:end]) and not own
        said = carried.title if now and carried.title else carried.now()
        for number in in_clause:
            number.period, number.weak = said, not own and said == carried.title
            value = _value(number, in_clause, own, text, language)
            if value:
                before = [p.value for p in own if p.end <= number.start][:-1]
                year = next((word for word in reversed(before) if periods.year_of(word)), said)
                number.period = _whole(periods.resolved(value, year)) or said
            base = [p for p in here if p.base and p.start < number.end + 40]
            number.since = periods.resolved(base[-1].value, number.period) if base else ""
            beside = _beside(number, here, text, language)
            if beside:
                number.period, number.since = periods.resolved(beside, number.period), ""
        for number in in_clause:
            summed = re.search(
                r"累计|连续.年|[三四五]年(?:合计|共)", text[max(start, number.start - 14) : number.end + 2]
            )
            if summed and carried.span and not own and not now:
                number.period, number.weak = carried.span, False
        _lists(in_clause, own, text[start:end], start, text, carried)
        targets = [p for p in own if not _TOWARDS.search(text[max(0, p.start - 8) : p.start])]
        if not now and block.kind != "heading" and not _FORECAST.search(text[start:end]):
            carried.said(text[start:end], targets, start)


def _event(text: str, period: Period, language: str) -> bool:
    """Whether a period is only the time at which somebody was founded."""
    before = text[max(0, period.start - 24) : period.start]
    return bool((_EVENT_ZH if language == "zh" else _FOUNDED_EN).search(before))


def _whole(value: str) -> str:
    """Return the year of a year's last day or of any single day; other periods stay.

    >>> _whole("2021-12-31"), _whole("2023-07-12"), _whole("2023-06"), _whole("2022H1")
    ('2021', '2023', '2023-06', '2022H1')
    """
    return value[:4] if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value


def _value(number: Number, in_clause: Sequence[Number], own: Sequence[Period], text: str, language: str) -> str:
    """Return the period of a number's own sentence: the last before it; in English one that follows it comes first."""
    before = [p for p in own if p.end <= number.start]
    value = before[-1].value if before else ""
    if language == "zh":
        return value
    limit = min((n.start for n in in_clause if n.start > number.start), default=len(text))
    for period in own:
        between = text[number.end : period.start]
        close = number.end <= period.start < limit and len(between) < 60 and not re.search(r"[;:,]", between)
        if close and re.search(r"\b(?:in|for|at|by|during|of)\b", between):
            return period.value
    return value or (own[0].value if len(own) == 1 else "")


def _beside(number: Number, here: Sequence[Period], text: str, language: str) -> str:
    """Return the period of what is compared with, where the number is its level.

    较2020年的41.05亿元, 上年同期为3亿元; from 4 million in 2020; (2021: 7); in 2022, when it was 5.
    """
    for period in here:
        between = text[period.end : number.start]
        if not period.base or period.end > number.start or len(between) > 40:
            continue
        if (
            language == "zh"
            and re.fullmatch(r"\s*(?:(?:同期|末|底)?(?:的|为|是|[:：])|同期)\s*(?:人民币|约)?\s*", between)
            and not number.points
        ):
            return period.value
        level = r"\s*(?:[:：]|'s)?\s*(?:EUR|USD|[€£$])?\s*|,?\s*(?:when|which|where)\b[^,;]*"
        if language == "en" and re.fullmatch(level, between):
            return period.value
    return ""


def _lists(
    in_clause: Sequence[Number], own: Sequence[Period], sentence: str, start: int, text: str, carried: Carried
) -> None:
    """Give the numbers of a list one period each where the words say so (分别, respectively)."""
    for match in _LIST.finditer(sentence):
        at, behind = start + match.start(), match[0] == "respectively"
        listed = [n for n in in_clause if (n.end <= at if behind else n.start > at)]
        runs = runs_of(listed, text)
        run = (runs[-1] if behind else runs[0]) if runs else []
        before = [p for p in own if p.end <= at]
        span = [Period(0, 0, carried.span)] if carried.span and not before else []
        values = periods.expanded(before[-len(run) :], len(run)) or periods.expanded([*before, *span], len(run))
        for number, value in zip(run, values, strict=False):
            number.period, number.weak = periods.resolved(value, number.period), False


def runs_of(numbers: Sequence[Number], text: str) -> list[list[Number]]:
    """Return numbers of one unit that only 、 和 and commas part."""
    runs: list[list[Number]] = []
    for number in numbers:
        if runs and runs[-1][-1].unit == number.unit:
            between = text[runs[-1][-1].end : number.start]
            if re.fullmatch(r"\s*(?:、|，|,|和|与|及|以及|and|, and)?\s*(?:EUR|USD|[€£$])?\s*", between):
                runs[-1].append(number)
                continue
        runs.append([number])
    return runs


def note(text: str, numbers: Sequence[Number], language: str) -> bool:
    """Give the numbers above a note the period that it names, where they had only that of the whole text.

    Returns:
        Whether the text is such a note; it is read no further.
    """
    if not _NOTE.match(text):
        return False
    named = [p for p in periods.named(re.sub(r"《[^》]*》", "", text), language) if re.fullmatch(r"\d{4}", p.value)]
    years = sorted({p.value for p in named})
    if not years or len(years) > 2:
        return False
    for number in reversed(numbers[-60:]):
        if not number.weak or len(number.words) > 30:
            break
        changes = number.kind in ("growth", "change") or re.search(r"[↑↓▲▼]", number.token + number.after)
        number.period = "/".join(years) if changes else years[-1]
        number.weak = False
    return True


def dated(
    times: Sequence[Period], numbers: Sequence[Number], index: int, block: Block, carried: Carried, language: str
) -> Iterator[Number]:
    """Yield the dates that are said as such: days, months of what happened, years in which something was founded."""
    text = block.text
    for period in times:
        before = text[max(0, period.start - 24) : period.start]
        parts = 0 if "/" in period.value or "Q" in period.value else period.value.count("-")
        founded = _event(text, period, language)
        if language == "zh" and re.match(r"起(?!至)", text[period.end :]) and re.fullmatch(r"\d{4}", period.value):
            founded = True
        until = (_UNTIL_ZH if language == "zh" else _UNTIL_EN).search(before)
        since = parts and re.search(r"自\s*$", before) and re.search(r"^.{0,14}(?:以来|起|至今)", text[period.end :])
        later = [
            n for n in numbers if 0 <= n.start - period.end < 60 and n.kind in ("level", "count", "growth", "share")
        ]
        # Words and a comma between month and number: the month is that of what happened.
        happened = language == "zh" and later and re.match(r"[^，。；]{4,}[，。；]", text[period.end : later[0].start])
        later = [] if happened else later
        day = parts == 2 and not until and not period.base
        alone = text.strip() == text[period.start : period.end].strip() and parts == 1
        month = parts == 1 and not until and not later and not period.base and period.value[0] not in "*="
        if founded or since or day or (month and block.kind != "heading") or alone:
            whole = periods.resolved(period.value, carried.now()) if parts == 1 else period.value
            value = whole.replace("*-", "")
            yield Number(
                block.line(period.start),
                index,
                period.start,
                period.end,
                text[period.start : period.end].strip(),
                value,
                "日期",
                kind="date",
                period=value[: 7 if value.count("-") == 1 else 4] if value[:2] in ("19", "20") else "",
                subject=text[period.end : period.end + 24].strip("，, "),
                section=block.section,
            )

"""Relations in prose, each looked for where its words stand."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from handbook.draft import periods
from handbook.draft.model import Number
from handbook.draft.proposals import Proposal, proposed
from handbook.draft.reading import Reading
from handbook.draft.subjects import contained, likeness

__all__ = ["DETECTORS", "Context", "alike"]

_FAR = 60
"""So many numbers back a base is looked for."""


@dataclass
class Context:
    """The numbers of a text as detectors need them: in order, by block, by sentence.

    Attributes:
        reading: the text as read.
        numbers: quantities in order, without dates.
        at: the place of each number in that order.
    """

    reading: Reading
    numbers: list[Number] = field(default_factory=list)
    at: dict[int, int] = field(default_factory=dict)
    blocks: dict[int, list[Number]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, reading: Reading) -> Context:
        """Return the context of a reading."""
        context = cls(reading, [n for n in reading.numbers if n.kind != "date" and n.quantity is not None])
        for at, number in enumerate(context.numbers):
            context.at[id(number)] = at
            if number.cell is None:
                context.blocks[number.block].append(number)
        return context

    @property
    def language(self) -> str:
        """The language of the text."""
        return self.reading.document.language

    def text(self, number: Number) -> str:
        """Return the words of a number's block."""
        return self.reading.document.blocks[number.block].text

    def before(self, number: Number, most: int = _FAR) -> list[Number]:
        """Return the numbers before one, the nearest first."""
        at = self.at[id(number)]
        return self.numbers[max(0, at - most) : at][::-1]

    def sentence(self, number: Number) -> str:
        """Return the words of a number's sentence."""
        return self.reading.sentences.get(number.sentence, "")


def is_level(number: Number) -> bool:
    """Whether a number is an amount or a count."""
    return (
        number.kind in ("level", "count") and not number.points and not number.percent and number.qualifier != "range"
    )


def alike(a: Number, b: Number) -> bool:
    """Whether two numbers are in units that go together."""
    if a.quantity is None or b.quantity is None:
        return False
    counts = a.quantity.dimension == "1" and bool(a.unit) != bool(b.unit) and "." in a.printed + b.printed
    counts = counts or (a.quantity.dimension == "1" and _other_things(a.unit, b.unit))
    return (
        a.quantity.dimension == b.quantity.dimension and a.points == b.points and a.percent == b.percent and not counts
    )


_ANYTHING = frozenset({"", "个", "家", "位", "名", "项", "种", "类", "count"})


def _other_things(a: str, b: str) -> bool:
    """Whether two units count different things: 所 and 人, but not 家 and 个."""
    one, two = (re.sub(r"^[万亿千百十]+|^(?:tn|100bn|bn|100m|10m|million|10k|thousand)_", "", name) for name in (a, b))
    return one != two and not {one, two} & _ANYTHING


def _value(number: Number) -> Fraction:
    return number.quantity.value if number.quantity is not None else Fraction(0)


def _timed(a: Number, b: Number) -> bool:
    """Whether two numbers can be of one time; a count is a stock, which the half-year and the year have in common."""
    counts = a.kind == b.kind == "count" and periods.year_of(a.period) == periods.year_of(b.period)
    return a.period == b.period or not a.period or not b.period or a.weak != b.weak or counts


# ── parts and totals ─────────────────────────────────────────────────────────────────────────────

_PARTS = {
    "zh": re.compile(
        r"其中|包括|分为|由.{1,20}组成|按.{1,8}[分看]|分.{1,6}[看别]|从.{1,10}看|三次产业|第一产业|构成|合计|总计|共计|总数|总值|分别"
    ),
    "en": re.compile(
        r"\bof which\b|\bincluding\b|\bcompris\w+|\bcontributed\b|\baccounted for\b|\bof (?:these|all|them)\b|\bmade up of\b|\bconsist\w+|\bsplit\b|\brespectively\b",
        re.I,
    ),
}
_SUMMED = {
    "zh": re.compile(r"累计|合计|共计|总计|合共|总和|加总"),
    "en": re.compile(r"\btotall?(?:ed|ing)|\bin total\b|\btogether\b|\bsum\b|\bcombined\b|\bcumulative", re.I),
}


def footing(context: Context) -> Iterator[Proposal]:
    """Propose that a total is the sum of the numbers that follow it."""
    pattern = _PARTS[context.language]
    for numbers in context.blocks.values():
        for at, total in enumerate(numbers):
            if not is_level(total):
                continue
            reach = _reach(context, total, numbers[at + 1 :])
            likely = [n for n in reach if is_level(n) and alike(n, total) and _timed(n, total) and _value(n) > 0]
            larger = next((at for at, n in enumerate(likely) if _value(n) >= _value(total)), len(likely))
            parts = likely[:larger]
            if len(likely) < 2:
                continue
            # What stands before the first number divides it too; only its own words may call it a total.
            words = pattern.search(context.text(total)[total.end : likely[-1].start])
            words = words or re.search(r"总[额数值量]?|合计|共计?|全部|\btotal\b", total.words, re.I)
            proposals = list(_prefix(total, parts, words[0], context)) if words else []
            if (
                words
                and not proposals
                and larger < len(likely) <= 8
                and re.search(r"其中|包括|of which|including", words[0])
            ):
                # One part above the total: was it mistyped?
                tried = [
                    proposed("footing", total, likely[:n], "sum", words[0], 0.8) for n in range(2, len(likely) + 1)
                ]
                proposals = [one for one in tried if one is not None and one.chance < 0.02 and slip(one, 100)][:1]
            yield from proposals


def _reach(context: Context, total: Number, after: Sequence[Number]) -> list[Number]:
    """Return the numbers that may be parts: of the same paragraph, until another total begins."""
    reach: list[Number] = []
    for number in after:
        if number.sentence > total.sentence + 3 or len(reach) > 24:
            break
        larger = is_level(number) and alike(number, total) and _value(number) > _value(total)
        if larger and number.period == total.period and number.sentence > total.sentence + 1:
            break
        reach.append(number)
    return reach


def apart(context: Context) -> Iterator[Proposal]:
    """Propose that the parts of one sentence make a total that stands in a sentence or paragraph before it."""
    pattern = _PARTS[context.language]
    seen: set[int] = set()
    for number in context.numbers:
        if number.cell is not None or number.sentence in seen or not is_level(number):
            continue
        seen.add(number.sentence)
        in_sentence = [n for n in context.blocks[number.block] if n.sentence == number.sentence]
        parts = [
            n for n in in_sentence if is_level(n) and alike(n, in_sentence[0] if is_level(in_sentence[0]) else number)
        ]
        words = pattern.search(context.sentence(number))
        if len(parts) < 2 or not words:
            continue
        totals = [
            n
            for n in context.before(parts[0], 24)
            if is_level(n) and alike(n, parts[0]) and n.section >= number.section - 1
        ]
        totals = [
            n
            for n in totals
            if n.sentence != number.sentence
            and periods.year_of(n.period) == periods.year_of(parts[0].period)
            and _value(n) > max(map(_value, parts))
        ]
        proposals = [
            proposed("footing", total, parts, "sum", words[0], 0.75, at) for at, total in enumerate(totals[:6], 1)
        ]
        known = [one for one in proposals if one is not None]
        fitting = [one for one in known if one.fits and one.chance < 0.3]
        yield from fitting[:1] or [one for one in known if (_near(one) or _close(one)) and len(parts) > 2][:1]


def _prefix(total: Number, parts: Sequence[Number], words: str, context: Context) -> Iterator[Proposal]:
    """Propose the first parts that sum to the total; where none do, those that a slip would make do."""
    near, listed = [], []
    for count in range(2, min(len(parts), 12) + 1):
        proposal = proposed("footing", total, parts[:count], "sum", words, 0.9, tried=count - 1)
        if proposal is None:
            continue
        if proposal.fits:
            if proposal.chance < 0.35:
                yield proposal
            return
        near += [proposal] if _near(proposal) or _close(proposal) else []
        listed += [proposal] if _listed(context, total, parts[:count], proposal) else []
    yield from listed[-1:] or near[:1]


def _near(proposal: Proposal, most: float = 0.02) -> bool:
    """Whether a relation that does not fit would with one digit changed, and hardly by accident."""
    digits = sum(len(re.sub(r"\D", "", number.printed)) for number in proposal.members)
    if proposal.fits or proposal.chance > 0.02 or proposal.chance * digits * 20 >= most * 2.5:
        return False
    return any(slip.kind in ("digit", "swapped", "left_out", "doubled", "factor") for _, slip in proposal.slips)


def _close(proposal: Proposal) -> bool:
    """Whether parts nearly make a total, by one digit or two that were swapped: a list that breaks off would be far from it."""
    if proposal.fits or proposal.computed is None or proposal.claim is None or proposal.chance > 0.05:
        return False
    off = abs(proposal.computed.value / _value(proposal.claim) - 1) if _value(proposal.claim) else Fraction(1)
    return off <= Fraction(3, 20) and any(one.kind in ("digit", "swapped") for _, one in proposal.slips)


def slip(proposal: Proposal, within: float = 10.0) -> bool:
    """Whether one slip would mend a misfit; for relations that the words leave no doubt of."""
    if proposal.fits or proposal.computed is None:
        return False
    printed = (
        proposal.claim.quantity.value
        if proposal.claim is not None and proposal.claim.quantity is not None
        else Fraction(1)
    )
    size = abs(float(proposal.computed.value / printed)) if printed else 0.0
    return 1 / within <= size <= within and any(s.kind != "sign" for _, s in proposal.slips)


def _listed(context: Context, total: Number, parts: Sequence[Number], proposal: Proposal) -> bool:
    """Whether counts are listed side by side as the parts of a total and miss it by little.

    Where the list is the whole text between (A 72家、B 70家、C 7家) a sum a little above the total cannot be.
    """
    text = context.text(total)
    if proposal.computed is None or parts[-1].sentence != total.sentence:
        return False
    off = abs(proposal.computed.value - _value(total)) / _value(total)
    between = [text[a.end : b.start] for a, b in itertools.pairwise(parts)]
    side = all(re.match(r"\s*(?:、|,|，|;|；|和|以及|及| and)", piece) and len(piece) < 20 for piece in between)
    after = text[parts[-1].end : parts[-1].end + 2]
    return (
        side
        and off <= Fraction(1, 10)
        and not re.match(r"\s?(?:、|和)", after)
        and proposal.computed.value > _value(total)
    )


def summed(context: Context) -> Iterator[Proposal]:
    """Propose that a cumulated number is the sum of the list before it (累计, together)."""
    for numbers in context.blocks.values():
        for at, total in enumerate(numbers):
            before = context.text(total)[max(0, total.start - 24) : total.start]
            words = _SUMMED[context.language].search(before)
            if not words or not is_level(total):
                continue
            run: list[Number] = []
            for number in reversed(numbers[:at]):
                # "the three airports together" counts what is summed.
                if number.kind in ("duration", "rank") or (
                    number.kind == "count" and _value(number) * 1000 < _value(total)
                ):
                    continue
                if not is_level(number) or not alike(number, total) or total.sentence - number.sentence > 1:
                    break
                run.insert(0, number)
            if len(run) >= 2:
                proposal = proposed("footing", total, run, "sum", words[0], 0.8)
                if proposal is not None and ((proposal.fits and proposal.chance < 0.35) or _near(proposal)):
                    yield proposal


# ── shares ───────────────────────────────────────────────────────────────────────────────────────

_SHARE = {
    "zh": re.compile(
        r"占(?P<whole>[^，。；占、]{0,18}?)(?:的?(?:比重|比例|份额|比)|的|比)?(?:分别|依次)?(?:约?为|达到?|约|超过?|近|至|为|攀高至|升至)?\s*$"
    ),
    "en": re.compile(
        r"(?:accounted for|share of|represent\w+|or|took|made up|equal to|amounted to|equivalent to|margin of|proportion of)\s*(?:about|around|almost|nearly|over|more than|some)?\s*$",
        re.I,
    ),
}
_WHOLE_EN = re.compile(
    r"\s*of\s+(?:the\s+|all\s+|its\s+|their\s+)*(?P<whole>(?:(?!\b(?:and|while|but|or)\b)[A-Za-z' -]){3,40})"
)
_WHOLE_ZH = re.compile(r"(?:比重|比例|占比|份额)")


def shares(context: Context) -> Iterator[Proposal]:
    """Propose that a percentage is the share of a part in a whole that the words name."""
    for number in context.numbers:
        if number.cell is not None or not number.percent or number.kind == "growth":
            continue
        text = context.text(number)
        before = text[max(0, number.start - 40) : number.start]
        words = _SHARE[context.language].search(before)
        lead = words["whole"] if words and context.language == "zh" else ""
        if context.language == "en":
            of = _WHOLE_EN.match(text, number.end)
            lead = of["whole"] if of else ""
            margin = re.search(r"margin", before, re.I)
            pair = [
                n
                for n in context.before(number, 1)
                if n.sentence == number.sentence and n.percent and n.kind == "share"
            ]
            if not words and not of and not margin and not pair:
                continue
        elif not words:
            run = _run(context, number)
            first = run[0] if number in run else number
            words = _SHARE["zh"].search(text[max(0, first.start - 40) : first.start])
            lead = words["whole"] if words else ""
            if not words and not re.search(r"占比|比重|比例", before[-12:]):
                continue
        yield from _one_share(context, number, lead, words[0] if words else lead)


def _one_share(context: Context, number: Number, lead: str, words: str) -> Iterator[Proposal]:
    parts = _parts_of_share(context, number)
    tried = 0
    near: list[Proposal] = []
    for part in parts:
        wholes_ = _wholes(context, number, part, lead)
        values = {_value(whole) for whole in wholes_ if whole.qualifier == "exact" and (not lead or _says(lead, whole))}
        for whole in wholes_:
            tried += 1
            proposal = proposed(
                "share", number, [part, whole], "share", words, _trust(context, number, part, whole, lead), tried
            )
            if proposal is None:
                continue
            if proposal.fits and proposal.chance < 0.3:
                yield proposal
                return
            only = len(values) == 1 or likeness(lead, whole.subject) > 0.7 or whole.sentence == part.sentence
            sure = part is parts[0] and proposal.score > 0.85 and only and slip(proposal, 11)
            if not proposal.fits and proposal.score > 0.75 and (sure or _near(proposal, 0.04)):
                near.append(proposal)
    if near:
        yield max(near, key=lambda one: one.score)


def _trust(context: Context, number: Number, part: Number, whole: Number, lead: str) -> float:
    """Return how much the words speak for a part and a whole."""
    same = part.sentence == number.sentence
    named = bool(lead) and _says(lead, whole)
    here = [n for n in context.blocks[number.block] if n.sentence == number.sentence and is_level(n) and alike(n, part)]
    pair = not lead and {id(n) for n in here} == {id(part), id(whole)}
    part_follows = part.start > number.end or (len(_run(context, number)) > 1 and _in_list(context, number) == [part])
    part_follows = part_follows or (part.sentence != number.sentence and not number.inherited and _names(number, part))
    return 0.5 + 0.25 * max(same, part_follows) + 0.2 * bool(named or pair or (part.start > number.end and same))


def _parts_of_share(context: Context, number: Number) -> list[Number]:
    """Return the numbers that a share may be said of: the levels just before it, and one that follows it at once."""
    proposals = [
        n
        for n in context.before(number, 8)
        if is_level(n) and number.sentence - n.sentence <= 1 and n.block == number.block
    ]
    listed = _in_list(context, number)
    at = context.at[id(number)]
    after = [n for n in context.numbers[at + 1 : at + 2] if n.sentence == number.sentence and is_level(n)]
    reads_on = after and re.match(
        r"[^，。；]{0,12}[，,]?(?:贡献|即|为|或)", context.text(number)[number.end : after[0].start] if after else ""
    )
    named = [] if number.inherited else [n for n in context.before(number, 30) if is_level(n) and _names(number, n)]
    order = [*listed, *(after if reads_on else []), *named[:6], *proposals]
    return list({id(n): n for n in order}.values())[:9]


def _names(number: Number, level: Number) -> bool:
    """Whether the words of a share are those of a level before it (Gas … 38.3; gas made up 62.4%)."""
    name = level.row if level.cell is not None else level.subject
    words = number.subject
    if not name or not words:
        return False
    if level.cell is not None:
        return name in words or words in name
    return (
        contained(words, name) > 0.5
        or likeness(words, name) > 0.5
        or words.lower() in name.lower()
        or name.lower() in words.lower()
    )


def _run(context: Context, number: Number) -> list[Number]:
    """Return the shares of a number's sentence."""
    here = context.blocks[number.block]
    return [n for n in here if n.sentence == number.sentence and n.percent and n.kind != "growth"]


def _in_list(context: Context, number: Number) -> list[Number]:
    """Return the level that goes with a share of a list (分别为, respectively): the third share, the third level."""
    run = _run(context, number)
    if len(run) < 2 or not re.search(r"分别|依次|respectively", context.sentence(number)):
        return []
    levels = [n for n in context.blocks[number.block] if is_level(n) and n.start < run[0].start]
    tail = levels[-len(run) :]
    place = run.index(number) if number in run else -1
    return [tail[place]] if len(tail) == len(run) and place >= 0 else []


def _wholes(context: Context, number: Number, part: Number, lead: str) -> list[Number]:
    """Return the levels that may be the whole, those that the words name first."""
    proposals = [
        n
        for n in context.before(number, _FAR * 2)
        if is_level(n) and n is not part and alike(n, part) and _timed(n, part)
    ]
    after = [
        n
        for n in context.numbers[context.at[id(number)] + 1 : context.at[id(number)] + 4]
        if is_level(n) and alike(n, part)
    ]
    proposals = [n for n in [*proposals, *after] if _value(n) >= _value(part)]
    if lead:
        first = [n for n in proposals if _says(lead, n)]
        near = [n for n in proposals if n.block == number.block and n not in first]
        return [*first[:4], *near[:3]]
    return [n for n in proposals if number.section == n.section][:4]


def _says(lead: str, whole: Number) -> bool:
    """Whether the words of a share name a level as its whole."""
    alike_ = contained(lead, whole.subject) > 0.5 or likeness(lead, whole.subject) > 0.4
    return alike_ or _named_total(lead, whole)


def _named_total(lead: str, number: Number) -> bool:
    """Whether a whole is only called the total (of the total, 总数的)."""
    return bool(re.search(r"\btotal\b|总[数额值量]|全[省国市部]", lead, re.I)) or (
        bool(number.subject) and number.subject[-4:] in lead
    )


def wholes(context: Context) -> Iterator[Proposal]:
    """Propose that the shares of a list make one whole."""
    for numbers in context.blocks.values():
        run: list[Number] = []
        for number in [*numbers, None]:
            if (
                number is not None
                and number.percent
                and number.kind == "share"
                and (not run or run[-1].sentence == number.sentence)
            ):
                run.append(number)
                continue
            yield from _whole(context, run)
            run = [number] if number is not None and number.percent and number.kind == "share" else []


def _whole(context: Context, run: Sequence[Number]) -> Iterator[Proposal]:
    if len(run) < 2:
        return
    sentence = context.sentence(run[0])
    said = re.search(
        r"三次产业|构成|结构|之比|比重|占比|分别占|依次|\bsplit\b|\bshare|\btook\b|\baccounted|\bmade up\b|\bmake up\b",
        sentence,
        re.I,
    )
    for count in range(len(run), 1, -1):
        proposal = proposed("whole", Fraction(1), run[:count], "sum", said[0] if said else "", 0.85 if said else 0.5)
        if proposal is None or proposal.computed is None:
            continue
        if proposal.fits and proposal.chance < (0.2 if said else 0.02):
            yield proposal
            return
    complete = re.search(r"三次产业|之比|结构为|构成为|构成[:：]", sentence)
    proposal = proposed("whole", Fraction(1), run, "sum", said[0] if said else "", 0.8)
    if complete and len(run) > 2 and proposal is not None and not proposal.fits and proposal.slips:
        yield proposal


def labels(context: Context) -> Iterator[Proposal]:
    """Propose that percentages that stand alone on lines below each other, as the labels of a torn chart, make one whole.

    Where they miss it by up to a tenth, their decimals must add up to those of a whole: by accident, a few in a
    hundred of four numbers with two decimals do.
    """
    run: list[Number] = []
    for number in [*context.numbers, None]:
        alone = (
            number is not None
            and number.percent
            and number.cell is None
            and re.fullmatch(rf"\W*{re.escape(number.token)}\W*", context.text(number))
        )
        if alone and run and number is not None and number.block == run[-1].block + 1:
            run.append(number)
            continue
        if len(run) > 2:
            yield from _labels(run)
        run = [number] if alone and number is not None else []


def _labels(run: Sequence[Number]) -> Iterator[Proposal]:
    proposal = proposed("whole", Fraction(1), run, "sum", "", 0.5)
    if proposal is None or proposal.computed is None:
        return
    room = float(proposal.computed.high - proposal.computed.low) / 2
    off = float(proposal.computed.value) - 1
    decimals = abs(100 * off - round(100 * off)) <= 100 * room
    exact_ones = all(len(number.printed.partition(".")[2]) > 1 for number in run)
    if (proposal.fits and proposal.chance < 0.2) or (exact_ones and decimals and abs(off) <= 0.1):
        yield proposal


def chains(context: Context) -> Iterator[Proposal]:
    """Propose that a share of a share is their product: A of C is A of B times B of C."""
    named = []
    for number in context.numbers:
        if number.cell is None and number.percent and number.kind == "share" and context.language == "zh":
            text = context.text(number)
            words = _SHARE["zh"].search(text[max(0, number.start - 40) : number.start])
            if words and words["whole"]:
                named.append((number, words["whole"]))
    for at, (claim, whole) in enumerate(named):
        beside = [n for n, _ in named[max(0, at - 1) : at + 2] if n is not claim and n.sentence == claim.sentence]
        others = [n for n, lead in named[max(0, at - 6) : at] if lead == whole and n.sentence != claim.sentence]
        for first in beside:
            for second in others:
                proposal = proposed("product", claim, [first, second], "product", f"占{whole}", 0.75)
                if proposal is not None and proposal.fits and proposal.chance < 0.1:
                    yield proposal


def anchored(context: Context, proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Say which shares do not fit the whole that other relations have shown to be theirs.

    A part is known to belong to a total (their sum holds), or the total is one of which other shares hold: then a share
    that stands right behind its part is a share of it.
    """
    held = {id(p.claim) for p in proposals if p.fits and p.kind == "share"}
    wholes_of = {id(part): p.claim for p in proposals if p.fits and p.kind == "footing" for part in p.inputs}
    bases = [p.inputs[1] for p in proposals if p.fits and p.kind == "share" and len(p.inputs) == 2]
    for number in context.numbers:
        before = context.before(number, 1)
        if number.kind != "share" or not number.percent or id(number) in held or not before or number.cell is not None:
            continue
        part = before[0]
        text = context.text(number)[part.end : number.start] if part.block == number.block else ""
        if (
            part.sentence != number.sentence
            or not is_level(part)
            or not re.fullmatch(r"[，,]?\s*(?:[^，。；]{0,6}占比?(?:达|约|为)?)", text)
        ):
            continue
        known = wholes_of.get(id(part))
        near = [base for base in bases if base.section == number.section and alike(base, part) and _timed(base, part)]
        for whole in [known] if known is not None else near[:1]:
            one = proposed("share", number, [part, whole], "share", "占", 0.9)
            if one is not None and (one.fits or slip(one, 11)):
                yield one


DETECTORS: list[Callable[[Context], Iterator[Proposal]]] = [footing, apart, summed, shares, wholes, labels, chains]
"""Detectors of this module, in the order in which they are asked."""

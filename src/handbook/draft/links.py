"""Relations that reach further than a sentence: per head, contributions, balances, roll-forward, tie-out, bounds, lists."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from handbook.draft.model import Number
from handbook.draft.patterns import Context, _timed, _value, alike, is_level, slip
from handbook.draft.proposals import Proposal, proposed
from handbook.draft.subjects import contained, likeness
from handbook.quantities.printed import Quantity
from handbook.quantities.whole_numbers import grim

__all__ = ["DETECTORS"]

# ── per head ─────────────────────────────────────────────────────────────────────────────────────

_HEAD_ZH = re.compile(
    r"(?:全员劳动生产率|人均|户均|平均每[人户位名]|每[位名个]?(?:居民|员工|用户|客户))(?P<what>[^，。；]{0,14})"
)
_HEAD_EN = re.compile(
    r"\bper (?:capita|head|person|employee|household|customer|inhabitant)|\baverage (?:household|person|customer|employee|consumer)\b",
    re.I,
)
_MANY = re.compile(r"人|户|person|people|inhabitant|household|employ|customer|population|resident", re.I)


def per_head(context: Context) -> Iterator[Proposal]:
    """Propose that an amount per head is an amount over a count of heads, or over the mean of two year-ends."""
    for number in context.numbers:
        if number.kind not in ("level", "count") or number.cell is not None or number.percent:
            continue
        text = context.text(number)
        begin = max(0, number.start - 34)
        clause = text[begin : number.end + 26]
        words = (_HEAD_ZH if context.language == "zh" else _HEAD_EN).search(clause)
        if not words or (
            context.language == "zh" and re.search(r"[，。；]", clause[words.end() : number.start - begin])
        ):
            continue
        at = context.at[id(number)]
        near = context.numbers[max(0, at - 300) : at + 300]
        heads = [n for n in near if _is_heads(n, number) and _timed(n, number)]
        amounts = [n for n in near if is_level(n) and n is not number and alike(n, number) and _timed(n, number)]
        amounts = [n for n in amounts if _value(n) > 1000 * max(_value(number), Fraction(1, 10**9))]
        yield from _per_head(context, number, amounts[:12], heads[:8], words[0])


def _is_heads(n: Number, number: Number) -> bool:
    """Whether a number counts people or households."""
    counts = n.kind in ("count", "level") and n.quantity is not None and n.quantity.dimension == "1"
    return counts and n is not number and not n.percent and bool(_MANY.search(f"{n.unit} {n.subject} {n.after[:24]}"))


def _per_head(
    context: Context, number: Number, amounts: Sequence[Number], heads: Sequence[Number], words: str
) -> Iterator[Proposal]:
    tried = 0
    near: list[Proposal] = []
    for amount in amounts:
        named = _same_thing(context, number, amount)
        for head in heads:
            tried += 1
            for inputs, compute in _bases(context, amount, head):
                proposal = proposed("per_head", number, inputs, compute, words, 0.6 + 0.3 * named, tried)
                if proposal is None:
                    continue
                if proposal.fits and proposal.chance < (0.6 if named else 0.2):
                    yield proposal
                    return
                if named and not proposal.fits and proposal.chance < 0.05 and slip(proposal, 11):
                    near.append(proposal)
    yield from near[:1]


def _bases(context: Context, amount: Number, head: Number) -> Iterator[tuple[list[Number], str]]:
    """Yield the bases that a level per head may have: the count, or the mean of two year-ends where its change stands."""
    yield [amount, head], "ratio"
    after = context.numbers[context.at[id(head)] + 1 : context.at[id(head)] + 2]
    for change in after:
        if change.sentence == head.sentence and change.kind == "change" and alike(change, head):
            yield [amount, head, change], "mean_base_fallen" if change.falls else "mean_base"


def _same_thing(context: Context, number: Number, amount: Number) -> bool:
    """Whether the words of an amount stand in the words of the level per head."""
    if re.search(r"劳动生产率|labour productivity|labor productivity", number.subject, re.I):
        return bool(re.search(r"增加值|生产总值|GDP|value added|output", amount.subject, re.I))
    words = re.sub(r"人均|户均|平均每|per (?:person|head|capita)", "", f"{number.subject} {number.words}")
    return contained(amount.subject, words) > 0.5 or likeness(amount.subject, words) > 0.4 or amount.subject in words


def _said(match: re.Match[str] | bool | None) -> str:
    """Return the words that a pattern found."""
    return match[0] if isinstance(match, re.Match) else ""


# ── points, contributions, balances, roll-forward ────────────────────────────────────────────────

_CONTRIBUTE = re.compile(r"拉动|贡献|contribut\w+|added", re.I)
_GAP = re.compile(
    r"高于|低于|快于|慢于|高出|领先|\b(?:above|below|faster than|higher than|lower than|ahead of)\b", re.I
)
_BALANCE = re.compile(
    r"顺差|逆差|差额|净额|净流入|净增|结余|盈余|\b(?:balance|surplus|deficit|net (?:inflow|exports|of))\b", re.I
)
_OPENING = re.compile(r"年初|期初|上年末|上年结转|月初|\b(?:at|from) the (?:beginning|start)|\bopening\b", re.I)
_CLOSING = re.compile(r"年末|期末|月末|结转下年|\bat the end\b|\bclosing\b", re.I)


def contributions(context: Context) -> Iterator[Proposal]:
    """Propose that contributions in percentage points make up a rate of growth."""
    for numbers in context.blocks.values():
        run = [n for n in numbers if n.points and _CONTRIBUTE.search(n.words)]
        if len(run) < 2 or run[-1].sentence - run[0].sentence > 1:
            continue
        rates = [n for n in context.before(run[0], 30) if n.percent and n.kind == "growth" and _timed(n, run[0])]
        named = re.search(r"(?:拉动|贡献)(?P<what>[\u4e00-\u9fff]{2,12})", run[0].words)
        what = named["what"] if named else run[0].subject
        rates.sort(key=lambda n: -max(contained(n.subject, what), likeness(n.subject, what), 0.9 * (n.subject in what)))
        proposals = [
            proposed("contributions", rate, run, "sum", "拉动" if context.language == "zh" else "contributed", 0.8, at)
            for at, rate in enumerate(rates[:6], 1)
        ]
        fitting = [one for one in proposals if one is not None and one.fits and one.chance < 0.6]
        if fitting:
            yield fitting[0]
        elif (
            proposals
            and proposals[0] is not None
            and proposals[0].slips
            and rates
            and likeness(rates[0].subject, what) > 0.5
        ):
            yield proposals[0]


def points(context: Context) -> Iterator[Proposal]:
    """Propose that a number of points is the difference of two percentages in its sentence or the one before."""
    for number in context.numbers:
        if not number.points or number.cell is not None:
            continue
        near = [
            n
            for n in context.before(number, 6)
            if n.percent and n.block == number.block and number.sentence - n.sentence <= 1
        ]
        words = _GAP.search(f"{number.words} {number.after[:30]}")
        changed = re.search(
            r"提高|提升|下降|上升|回落|扩大|减少|增加|up|down|rose|fell", number.words + number.after[:12]
        )
        for a, b in ((x, y) for x in near for y in near if x is not y and x.kind == y.kind):
            two_times = a.period != b.period and likeness(a.subject, b.subject) > 0.3
            if not (words or (changed and two_times)) or _value(a) < _value(b):
                continue
            proposal = proposed(
                "points",
                number,
                [a, b],
                "difference",
                _said(words or changed),
                0.75,
                len(near),
            )
            if proposal is not None and proposal.fits and proposal.chance < 0.3:
                yield proposal
                break


def balances(context: Context) -> Iterator[Proposal]:
    """Propose that a balance is the difference of two amounts before it."""
    for number in context.numbers:
        if number.cell is not None or not is_level(number):
            continue
        words = _BALANCE.search(number.words)
        pairs = [n for n in context.before(number, 10) if is_level(n) and alike(n, number) and _timed(n, number)]
        pairs = [n for n in pairs if n.block == number.block][:3]
        if not words or len(pairs) < 2:
            continue
        close = sorted(pairs[:2], key=_value, reverse=True)
        proposal = proposed("balance", number, close, "difference", words[0], 0.8)
        if proposal is not None and (
            (proposal.fits and proposal.chance < 0.35) or (proposal.chance < 0.02 and slip(proposal, 11))
        ):
            yield proposal


def roll_forward(context: Context) -> Iterator[Proposal]:
    """Propose that an opening level and a change make the closing level."""
    for numbers in context.blocks.values():
        for opening in numbers:
            text = context.text(opening)
            if not is_level(opening) or not _OPENING.search(text[max(0, opening.start - 50) : opening.end + 30]):
                continue
            after = [
                n
                for n in numbers
                if 0 <= n.sentence - opening.sentence <= 1 and n.start > opening.start and alike(n, opening)
            ]
            change = next((n for n in after if n.kind == "change"), None)
            closing = next((n for n in after if n is not change and is_level(n)), None)
            if change is None or closing is None:
                continue
            if not _CLOSING.search(text[max(0, closing.start - 40) : closing.end + 40]):
                continue
            inputs = [opening, change]
            proposal = proposed(
                "roll_forward", closing, inputs, "difference" if change.falls else "sum", "opening, closing", 0.85
            )
            if proposal is not None and ((proposal.fits and proposal.chance < 0.5) or slip(proposal, 11)):
                yield proposal


# ── one number twice ─────────────────────────────────────────────────────────────────────────────


def tie_outs(context: Context) -> Iterator[Proposal]:
    """Propose that two numbers of one thing, unit and time are the same; say so too where one digit parts them."""
    by_value: dict[tuple[str, Fraction, bool, bool], list[Number]] = defaultdict(list)
    for number in context.numbers:
        if number.quantity is not None and number.qualifier != "forecast" and number.kind not in ("change",):
            key = (number.quantity.dimension, _value(number), number.points, number.percent)
            by_value[key].append(number)
    for same in by_value.values():
        for at, later in enumerate(same[1:], 1):
            earlier = [n for n in same[max(0, at - 12) : at] if _one_thing(context, n, later)]
            like, first = max(
                ((_sameness(context, n, later), n) for n in earlier), key=lambda pair: pair[0], default=(0.0, None)
            )
            if first is None:
                continue
            digits = len(re.sub(r"\D", "", later.printed).strip("0"))
            chance = 10.0 ** -max(digits, 1) * 3
            alone = like < 0.3
            if alone and (digits < 3 or (digits < 4 and later.kind != "count") or not _timed(first, later)):
                continue
            if digits < 2 and like < 0.5:
                continue
            proposal = proposed("tie_out", later, [first], "repeated", later.subject or first.subject, 0.7)
            if proposal is not None:
                proposal.chance = min(1.0, chance)
                proposal.score = round(0.4 + 0.5 * like, 3)
                yield proposal
    yield from _parted(context)
    yield from _ranks(context)


def _name(number: Number) -> str:
    """Return the words that name a number: in a total row those of its column."""
    if number.cell is not None:
        total = re.fullmatch(r"(?:合计|总计|共计|Total|All|Sum)\b.*", number.row.strip(), re.I)
        head = re.sub(r"[（(].*?[)）]|,.*", "", number.column)
        return head if total else f"{number.row} {head}"
    return number.subject


def _sameness(context: Context, a: Number, b: Number) -> float:
    """Return how much two numbers look like one thing, from their subjects and, where those say little, their sentences."""
    if a.kind == b.kind == "rank" and a.cell is None and b.cell is None:
        # What is first says the words behind it.
        return likeness(a.after[:14], b.after[:14])
    one, two = _name(a), _name(b)
    direct = max(likeness(one, two), 0.9 * min(contained(one, two), contained(two, one)))
    if one and two and (one in two or two in one) and min(len(one), len(two)) > 2:
        direct = max(direct, 0.7)
    near = likeness(_window(context, a), _window(context, b)) if a.cell is None and b.cell is None else 0.0
    return max(direct, min(0.9, near * 1.2))


def _window(context: Context, number: Number) -> str:
    """Return the words close around a number, without numbers."""
    text = context.text(number)
    wide = 12 if context.language == "zh" else 40
    return re.sub(
        r"\d", " ", text[max(0, number.start - wide) : number.start] + " " + text[number.end : number.end + wide]
    )


def _one_thing(context: Context, a: Number, b: Number) -> bool:
    if (
        a.sentence == b.sentence
        or (not a.unit and a.seen == "" and a.cell is None and b.cell is None and a.kind == "level")
        or (a.cell is not None and b.cell is not None and a.block == b.block)
    ):
        return False
    digits = len(re.sub(r"\D", "", a.printed).strip("0"))
    near = digits > 2 and abs(a.block - b.block) <= 15 and a.unit == b.unit and a.kind == b.kind
    least = 0.0 if digits > 3 or near else 0.3 if digits > 2 else 0.45
    return _timed(a, b) and _sameness(context, a, b) >= least


def _parted(context: Context) -> Iterator[Proposal]:
    """Propose pairs of one thing in one unit and time whose numbers one slip parts; only where the words leave no doubt."""
    groups: dict[tuple[str, str, str, bool, bool], list[Number]] = defaultdict(list)
    for number in context.numbers:
        name = re.sub(r"\s", "", _name(number))
        if (
            len(name) >= 4
            and not number.inherited
            and number.quantity is not None
            and number.kind in ("level", "count", "rank", "share")
        ):
            groups[(name, number.period, number.quantity.dimension, number.points, number.percent)].append(number)
    for numbers in groups.values():
        for a, b in itertools.pairwise(numbers):
            exactly = a.qualifier == b.qualifier == "exact" and a.block != b.block and not a.weak and not b.weak
            if not exactly or len(numbers) > 3 or _value(a) == _value(b) or len(re.sub(r"\D", "", a.printed)) < 3:
                continue
            proposal = proposed("tie_out", b, [a], "repeated", b.subject, 0.7)
            if (
                proposal is not None
                and not proposal.fits
                and any(s.kind in ("digit", "swapped", "factor") for _, s in proposal.slips)
            ):
                yield proposal


def _ranks(context: Context) -> Iterator[Proposal]:
    """Propose that a rank in the text is the rank that a table gives, where its caption restates the sentence."""
    tables = [n for n in context.numbers if n.kind == "rank" and n.cell is not None and len(n.row) > 1]
    for number in (n for n in context.numbers if n.kind == "rank" and n.cell is None):
        sentence = context.sentence(number)
        for other in tables:
            above = context.reading.document.blocks[other.block - 1].text if other.block else ""
            close = abs(other.block - number.block) < 30 and other.row in number.words
            if close and _timed(number, other) and contained(above, sentence) >= 0.4:
                proposal = proposed("tie_out", number, [other], "repeated", f"{other.row}: {other.column}", 0.75)
                if proposal is not None:
                    yield proposal


# ── bounds, whole numbers, lists ─────────────────────────────────────────────────────────────────


def bounds(context: Context) -> Iterator[Proposal]:
    """Say which shares and falls are above 100 %: neither can be."""
    for number in context.numbers:
        if not number.percent or number.quantity is None or number.quantity.low <= 1 or number.qualifier == "forecast":
            continue
        falls = number.kind == "growth" and number.falls and not number.printed.startswith("-")
        text = context.text(number) if number.cell is None else ""
        part = number.kind == "share" and re.search(
            r"占[^，。；\d]{0,18}$|(?:比重|份额)(?:为|达到?)?$|accounted for\s*$|\bshare of\b|\b(?:made|make|makes) up\b[^.;]*$",
            text[max(0, number.start - 60) : number.start],
        )
        direct = re.search(
            r"(?:下降|减少|下跌|降低|跌)(?:了|约|近|超过|达)?$|\b(?:fell|declined|dropped|decreased)\s+by\s*$",
            number.words.strip(),
        )
        if part or (falls and direct):
            proposal = Proposal(
                "bounds",
                number,
                (),
                None,
                False,
                _said(part or direct),
                0.9,
                0.0,
                f"{number.printed}{number.unit} > 100 %",
            )
            yield proposal


_OF_COUNT = re.compile(
    r"(?:受访|申报|参评|调查|抽样|样本|家)[^，。；]{0,10}(?:当中|中)[，,]|\bof (?:the|all|these)\b|\brespondents?\b|\bsurveyed\b",
    re.I,
)


def whole_numbers(context: Context) -> Iterator[Proposal]:
    """Say whether whole numbers out of a count that is named can give a percentage with decimals."""
    for number in context.numbers:
        decimals = len(number.printed.partition(".")[2])
        if (
            not number.percent
            or number.kind != "share"
            or not decimals
            or number.cell is not None
            or number.unit != "%"
        ):
            continue
        base = next((n for n in context.before(number, 5) if n.kind == "count" and n.block == number.block and n.qualifier == "exact"
                     and "." not in n.printed and n.quantity is not None and 10 <= _value(n) < 50 * 10**decimals
                     and n.sentence == number.sentence), None)  # fmt: skip
        if base is None or base.quantity is None or base.quantity.low != base.quantity.high:
            continue
        words = _OF_COUNT.search(context.text(number)[max(0, base.start - 8) : number.end + 20])
        follows = re.match(
            r"\s?的(?:企业|公司|受访者|用户|人|机构)|\s+of (?:them|these|the|all)", context.text(number)[number.end :]
        )
        if not words or not follows:
            continue
        fits = grim(number.printed, int(_value(base)), percent=True)
        chance = min(1.0, float(_value(base)) / 100 / 10**decimals)
        formula = f"k ÷ {base.printed} = {number.printed} %"
        if chance < 0.6:
            yield Proposal("whole_numbers", number, (base,), base.quantity, fits, words[0], 0.6, chance, formula)


_LIST_ZH = re.compile(r"(?:是|为|包括|分别是|分别为|即)?[：:]?\s*(?P<list>[^。；：:]{2,120})")


def counted(context: Context) -> Iterator[Proposal]:
    """Say whether as many things are listed as are counted, where the list follows the count at once."""
    for number in context.numbers:
        if (
            number.kind != "count"
            or number.cell is not None
            or number.qualifier != "exact"
            or not 3 <= _value(number) <= 20
        ):
            continue
        text = context.text(number)[number.end : number.end + 200]
        items = _listed_zh(text) if context.language == "zh" else _listed_en(text)
        if len(items) < 3:
            continue
        count = Fraction(len(items))
        quantity = Quantity(count, count, count, formula=f"{len(items)} ({'、'.join(items[:12])})")
        fits = count == _value(number)
        if fits or abs(count - _value(number)) == 1:
            yield Proposal(
                "count", number, (), quantity, fits, text[:12].strip(), 0.8, 0.15, f"{quantity.formula} = {len(items)}"
            )


def _listed_zh(text: str) -> list[str]:
    """Return the items that follow a count: 三个行业是电商、医药、汽车。 Lists that may go on (等) are none."""
    match = re.match(
        r"[\u4e00-\u9fff]{1,14}?(?:：|:|分别是|分别为|，?即|是)(?P<list>[^。；：:，（(]{3,160})[。；]", text
    )
    if not match or re.search(r"等|以及其他|\d", match["list"]):
        return []
    return [item for item in re.split(r"、|和|与|及|以及", match["list"]) if item.strip()]


def _listed_en(text: str) -> list[str]:
    """Return the items that follow a count: ``Five countries …: Germany, France and Spain.``"""
    match = re.match(r"[^.;:]{3,80}:\s*(?P<list>[^.;:]{5,200})\.", text)
    if not match or re.search(r"such as|including|among|\d|etc", match["list"]):
        return []
    return [item for item in re.split(r",\s*and\s|,\s*|\s+and\s+", match["list"]) if item.strip()]


DETECTORS: list[Callable[[Context], Iterator[Proposal]]] = [
    per_head,
    contributions,
    points,
    balances,
    roll_forward,
    bounds,
    whole_numbers,
    counted,
    tie_outs,
]
"""Detectors of this module, in the order in which they are asked."""

"""One draft: the numbers of a text, the relations they seem to be in, and what does not add up."""

from __future__ import annotations

from dataclasses import dataclass, field

from handbook.draft import links, patterns, priors, rates, tabular
from handbook.draft.patterns import Context
from handbook.draft.proposals import Proposal
from handbook.draft.reading import Reading, read_numbers
from handbook.draft.text import Document

__all__ = ["Draft", "draft"]


@dataclass(slots=True)
class Draft:
    """What is drafted of a text.

    Attributes:
        reading: its numbers, and the numerals that are none.
        proposals: relations, those that do not fit included.
    """

    reading: Reading
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def misfits(self) -> list[Proposal]:
        """Relations that do not hold, the likeliest first."""
        return sorted((p for p in self.proposals if not p.fits), key=lambda p: -p.score)


def draft(document: Document, prior: Document | None = None) -> Draft:
    """Return the draft of a text.

    Args:
        document: see `handbook.draft.text`.
        prior: the text of the year before, whose numbers the text may repeat.

    >>> from handbook.draft.text import parse
    >>> made = draft(parse("2022年，共有企业1470家，其中制造业720家、服务业750家。进出口31.5亿元，增长5%。"))
    >>> [(p.kind, p.formula, p.fits) for p in made.proposals]
    [('footing', '720 家 + 750 家 = 1,470.0 家', True)]
    """
    reading = read_numbers(document)
    context = Context.of(reading)
    proposals: list[Proposal] = []
    for detect in (*patterns.DETECTORS, *rates.DETECTORS, tabular.tables, *links.DETECTORS):
        proposals += detect(context)
    proposals += patterns.anchored(context, proposals)
    if prior is not None:
        proposals += priors.compared(context, Context.of(read_numbers(prior)))
    return Draft(reading, _best(proposals))


def _best(candidates: list[Proposal]) -> list[Proposal]:
    """Return each relation once; of those that check one number in one way, one that fits wins over one that does not."""
    once: dict[tuple[str, frozenset[int]], Proposal] = {}
    for one in candidates:
        known = once.get((one.kind, one.key))
        if known is None or one.score > known.score:
            once[(one.kind, one.key)] = one
    proposals = sorted(
        once.values(), key=lambda p: (not p.fits, p.kind == "footing" and p.chance > 0.1, p.kind != "balance", -p.score)
    )
    held = {id(p.claim) for p in proposals if p.fits and p.claim is not None and p.kind not in ("tie_out", "order")}
    footed = [p.key for p in proposals if p.kind in ("footing", "share")]
    proposals = [p for p in proposals if p.kind != "subset" or not any(p.key <= key for key in footed)]
    kept: list[Proposal] = []
    seen: set[tuple[str, int]] = set()
    together: list[tuple[str, frozenset[int], frozenset[int]]] = []
    for one in proposals:
        claim = id(one.claim) if one.claim is not None else None
        if not one.fits and claim in held and one.kind not in ("bounds", "tie_out"):
            continue
        sums = one.kind in ("footing", "balance", "cross_footing", "roll_forward")
        inputs = frozenset(id(number) for number in one.inputs)
        same = {parts for kind, _, parts in together if kind == one.kind}
        if sums and (any(one.key == other for _, other, _ in together) or (not one.fits and inputs in same)):
            continue
        if sums:
            together.append((one.kind, one.key, inputs))
        if claim is not None and (one.kind, claim) in seen and one.kind not in ("tie_out",):
            continue
        seen.add((one.kind, claim if claim is not None else id(one)))
        kept.append(one)
    return sorted(kept, key=lambda p: (p.members[0].line, p.members[0].start))

"""Judgements in words: verdicts, reasons, arithmetic, the names and rules of checks.

A verdict is put into words from what it rests on, so that the sentence changes with the tables. Phrases stand here in
English; other languages have them from the engine's catalogue.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from handbook.audit.judging import standing
from handbook.language.catalogue import WRITTEN_IN
from handbook.language.doubts import why as why_doubted
from handbook.language.interface import interface, joined, localized, msgid, say
from handbook.language.numbers import formatted, number
from handbook.language.printed import spoken
from handbook.language.values import Items
from handbook.language.verdicts import verdict_phrase
from handbook.quantities import relations
from handbook.quantities.printed import display_unit, rounded, with_unit, written
from handbook.quantities.slips import INSTEAD
from handbook.quantities.units import unit
from handbook.quantities.verdicts import CONSISTENT
from handbook.tables.snapshot import Tables

if TYPE_CHECKING:
    from handbook.audit.claims import Outcome, Verdict
    from handbook.audit.diagnosis import Diagnosis
    from handbook.quantities.printed import Bound, Quantity

__all__ = [
    "arithmetic",
    "basis_word",
    "check_name",
    "check_rule",
    "clause",
    "digits",
    "explain",
    "formatted",
    "interval",
    "key_words",
    "label",
    "listing",
    "number",
    "percent",
    "qualifier_word",
    "reading_of",
    "reason",
    "sensitivity_text",
    "slip_text",
    "span",
    "verdict_word",
    "width_of",
]

# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


def percent(share: float | Fraction, decimals: int = 1) -> str:
    """Return a fraction of 1 as a percentage.

    >>> percent(0.817), percent(-0.0431), percent(0.0725)
    ('81.7%', '−4.3%', '7.3%')
    """
    return f"{number(written(share) * 100, decimals)}%"


def listing(items: Sequence[str], language: str = WRITTEN_IN) -> str:
    """Return items as a list in a sentence.

    >>> listing(["a", "b", "c"]), listing(["甲", "乙", "丙"], "zh")
    ('a, b and c', '甲、乙和丙')
    """
    return Items([str(item) for item in items]).written(interface(language))


def span(first: int | str, last: int | str) -> str:
    """Return a period: `2017–2022`."""
    return str(first) if str(first) == str(last) else f"{first}–{last}"


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def key_words(table: str, key: Iterable[tuple[str, str]], tables: Tables, language: str = WRITTEN_IN) -> str:
    """Return what names a row of a table, with the labels of its codes: `2022, Digital economy`."""
    described = tables.fields(table)
    words = []
    for column, value in key:
        labels = described.get(column, {}).get("labels", {})
        words.append(label(labels, value, language, tables.languages))
    return say(language, ", ").join(word for word in words if word)


def label(labels: Mapping[str, Sequence[str]], code: str, language: str, languages: Sequence[str]) -> str:
    """Return the label of a code in a language: they stand in the order of the edition's languages.

    >>> labels = {"total": ["Total", "合计"]}
    >>> label(labels, "total", "zh", ("en", "zh")), label(labels, "other", "zh", ("en", "zh"))
    ('合计', 'other')
    """
    forms = labels.get(code)
    if not forms:
        return code
    place = languages.index(language) if language in languages else 0
    return str(forms[place if place < len(forms) else 0])


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────

REMARKS = {
    "truncated": msgid("the report cut the number off instead of rounding it"),
    "unverified_yes": msgid("it would agree, but the evidence is too weak to decide"),
    "unverified_no": msgid("it would disagree, but the evidence is too weak to decide"),
    "whole_number": msgid("a whole number can give it"),
    "no_whole_number": msgid("no whole number can give it"),
    "not_above": msgid("at the precision of the report it is not higher"),
    "not_below": msgid("at the precision of the report it is not lower"),
    "one_sided": msgid("within what rounding allows"),
    "part_above_whole": msgid("a part cannot be larger than the whole"),
    "possible": msgid("possible, which proves nothing"),
    "needed": msgid("this reading needs that value, which was not found"),
    "not_member": msgid("the list leaves it out"),
    "spelled": msgid("one name is spelled in more than one way"),
    "source_unknown": msgid("not all of them were found"),
    "too_wide": msgid("it fits, but so would almost any number"),
}
"""Why an outcome has its verdict, where more is to be said than that."""

KINDS_OF_FINDING = {
    "arithmetic": msgid("contradicted by the report’s own numbers"),
    "source": msgid("contradicted by a public source"),
    "label": msgid("a number under a wrong label"),
    "comparison": msgid("statements that do not go together"),
    "listing": msgid("an error in a name or a list"),
}
"""What a finding rests on."""

BASES = {
    "source": msgid("another publication"),
    "arithmetic": msgid("other numbers of the report"),
    "repetition": msgid("the same number elsewhere in the report"),
    "listing": msgid("a count of the report’s own list"),
}
"""What a verdict rests on."""

WORDS = {"yes": msgid("as worded"), "no": msgid("excluded by the words"), "": msgid("allowed by the words")}
"""What the words of a claim say of a reading."""

SLIPS = {
    "digit": msgid("{printed} may be a slip for {meant}: one digit is wrong."),
    "swapped": msgid("{printed} may be a slip for {meant}: two digits are swapped."),
    "left_out": msgid("{printed} may be a slip for {meant}: a digit is left out."),
    "doubled": msgid("{printed} may be a slip for {meant}: there is a digit too many."),
    "sign": msgid("{printed} may be a slip for {meant}: the sign is lost."),
    "factor": msgid("{printed} may be a slip for {meant}: the decimal point, or a power of ten, is misplaced."),
    "points": msgid("{printed} may count percentage points instead of per cent, or the other way round."),
    "base": msgid("{printed} may be taken on another base: {meant}."),
    "last_year": msgid("{printed} may be the value of {meant}."),
}
"""How a slip may have led to a print."""

CHECK = "check"
"""Context of the names of checks in the catalogue."""


def check_name(check: str, language: str = WRITTEN_IN) -> str:
    """Return the name of a check as a reader sees it.

    >>> check_name("compound_growth"), check_name("compound_growth", "zh")
    ('compound growth', '年均复合增速')
    """
    return say(language, check.replace("_", " "), context=CHECK)


def check_rule(check: str, language: str = WRITTEN_IN) -> str:
    """Return in one sentence what a check computes: the first one of its docstring.

    >>> check_rule("share"), check_rule("share", "zh")
    ('The part as a fraction of the whole.', '部分占整体的比例。')
    """
    first = (relations.CHECKS[check].__doc__ or "").partition("\n")[0].replace("*", "").replace("``", "")
    rest = first.removeprefix("Return ").removeprefix("Say ")
    return say(language, rest if rest[1:2] == " " else rest[:1].upper() + rest[1:])  # "a − b" keeps its letter


_CLAUSES = {
    relations.HOLDS: msgid("it holds"),
    relations.ROUNDING: msgid("equal within rounding"),
    CONSISTENT: msgid("the report agrees with itself"),
    relations.CONTRADICTED: msgid("the figures are incompatible"),
    relations.CANNOT: msgid("nothing decides"),
}

_QUALIFIED = {
    "approx": msgid("about {value}", context="print"),
    "at_least": msgid("at least {value}", context="print"),
    "less_than": msgid("less than {value}", context="print"),
    "forecast": msgid("{value} (forecast)", context="print"),
}

_QUALIFIERS = {
    "exact": msgid("plain number", context="qualifier"),
    "approx": msgid("about, nearly", context="qualifier"),
    "at_least": msgid("at least, more than", context="qualifier"),
    "less_than": msgid("less than", context="qualifier"),
    "forecast": msgid("forecast", context="qualifier"),
    "range": msgid("range", context="qualifier"),
}


def qualifier_word(qualifier: str, language: str = WRITTEN_IN) -> str:
    """Return how a number is qualified, in words.

    >>> qualifier_word("at_least", "zh")
    '超过、以上'
    """
    return say(language, _QUALIFIERS[qualifier], context="qualifier")


def verdict_word(verdict: str, language: str = WRITTEN_IN) -> str:
    """Return a verdict in the language.

    >>> verdict_word("contradicted", "zh")
    '矛盾'
    """
    return verdict_phrase(verdict).written(interface(language))


def printed_text(verdict: Verdict, language: str = WRITTEN_IN) -> str:
    """Return the print with unit and qualifier: `at least 200 亿元`."""
    claim = verdict.claim
    return qualified(with_unit(claim.printed, claim.unit), claim.qualifier, language)


def qualified(shown: str, qualifier: str, language: str = WRITTEN_IN) -> str:
    """Return a printed number with the words that qualify it.

    >>> qualified("200", "at_least"), qualified("200", "exact"), qualified("200", "less_than", "zh")
    ('at least 200', '200', '不到200')
    """
    phrase = _QUALIFIED.get(qualifier)
    return say(language, phrase, context="print", value=shown) if phrase else shown


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
    low, high = show(quantity.low), show(quantity.high)
    return text if low == high else f"{text} [{low} … {high}]"


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


def clause(outcome: Outcome, language: str = WRITTEN_IN) -> str:
    """Return why an outcome has its verdict, as the end of a sentence."""
    finding = outcome.finding
    why = REMARKS.get(finding.remark) or _CLAUSES.get(standing(outcome))
    return say(language, why) if why else ""


def explain(verdict: Verdict, outcome: Outcome, language: str = WRITTEN_IN) -> str:
    """Return in one sentence why an outcome is what it is, with the numbers."""
    worked = arithmetic(verdict, outcome)
    if outcome.check == "repeated" and outcome.finding.computed is not None:
        place = outcome.finding.computed.places[0]
        worked = say(language, "elsewhere in the report ({place}) {worked}", place=place, worked=worked)
    if outcome.reading:
        reading = reading_of(outcome, language)  # it begins the sentence
        worked = say(language, "{reading}: {worked}", reading=reading[:1].upper() + reading[1:], worked=worked)
    why = clause(outcome, language)
    if outcome.check in SAYS_ALL:
        return say(language, "{worked}: {why}.", worked=worked, why=why)
    shown = printed_text(verdict, language)
    if verdict.claim.implied:
        return say(language, "{worked}; the report implies {shown}: {why}.", worked=worked, shown=shown, why=why)
    return say(language, "{worked}; the report has {shown}: {why}.", worked=worked, shown=shown, why=why)


def reading_of(outcome: Outcome, language: str) -> str:
    """Return what a reading of a claim is called."""
    return localized(outcome, "reading", language)


def reason(verdict: Verdict, language: str = WRITTEN_IN) -> str:
    """Return why a claim has its verdict, in one or more sentences."""
    if verdict.doubt is not None:
        return say(
            language,
            "A table behind this check is in doubt ({table}: {why}), so it decides nothing against the report.",
            table=verdict.doubt.file,
            why=why_doubted(verdict.doubt, language),
        )
    if verdict.deciding is None:
        tested = [explain(verdict, outcome, language) for outcome in verdict.outcomes]
        return joined([verdict.why.get(language) or verdict.claim.reason, *tested], language)
    if verdict.met is not None:
        met = say(language, "The number fits only what the words exclude.")
        return joined(
            [explain(verdict, verdict.deciding, language), met, explain(verdict, verdict.met, language)], language
        )
    if verdict.deciding.words != "yes" and verdict.depends_on_reading:
        return joined([explain(verdict, outcome, language) for outcome in verdict.outcomes], language)
    others = sum(bool(o.reading) for o in verdict.outcomes) - 1 if verdict.deciding.reading else 0
    told = [explain(verdict, verdict.deciding, language)]
    if others > 0 and verdict.verdict == relations.CONTRADICTED and verdict.deciding.words != "yes":
        told.append(
            say(language, "It fails under the other reading as well.")
            if others == 1
            else say(language, "It fails under the other {count} readings as well.", count=others)
        )
    return joined(told, language)


def basis_word(basis: str, language: str = WRITTEN_IN) -> str:
    """Return what a verdict rests on, in words.

    >>> basis_word("source"), basis_word("")
    ('another publication', '')
    """
    return say(language, BASES[basis]) if basis else ""


def sensitivity_text(noticed: Bound | None, language: str = WRITTEN_IN) -> str:
    """Return how small a mistake a check would have noticed, in words; nothing where there is none to tell.

    >>> sensitivity_text(Fraction(1, 502)), sensitivity_text(Fraction(0))
    ('would notice a change of 0.2% or more', 'would notice any change')
    """
    if noticed is None:
        return ""
    if noticed == 0:
        return say(language, "would notice any change")
    if math.isinf(noticed):
        return say(language, "would notice no change")
    decimals = next(n for n in range(1, 12) if rounded(Fraction(noticed) * 100, n))  # digits until one is not zero
    return say(language, "would notice a change of {share} or more", share=percent(Fraction(noticed), decimals))


def slip_text(diagnosis: Diagnosis, language: str = WRITTEN_IN) -> str:
    """Return in one sentence, which says *may*, how a slip would have led to a print."""
    claim, slip = diagnosis.claim, diagnosis.slip
    meant = slip.meant if slip.kind in INSTEAD else with_unit(slip.meant, claim.unit)
    # Before they stand in a sentence: a unit is found where no Chinese word follows it.
    printed, meant = (spoken(amount, language) for amount in (with_unit(claim.printed, claim.unit), meant))
    return say(language, SLIPS[slip.kind], printed=printed, meant=meant)


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

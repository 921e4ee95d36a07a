"""English quantities: what in a line is a number with a unit, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from handbook.draft import lexicon
from handbook.draft.grammar_zh import Found, claimed
from handbook.draft.numerals import ENGLISH, english, plain

__all__ = ["asides", "quantities"]

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_CURRENCY = "|".join(re.escape(sign) for sign in sorted(lexicon.CURRENCIES, key=len, reverse=True))
_SCALES = r"trillion|billion|million|thousand|bn|mn|mln|tn"
_UNITS = "|".join(f"(?:{pattern})" for pattern, _ in lexicon.ENGLISH_UNITS)
_SHORT_UNITS = r"TWh|GWh|MWh|kWh|kW|MW|GW|kg|km|km2|km²|m²|m2|ha|t|GB|TB|PB|bn|mn|m|k|tn|pp|bps|x"

_ASIDES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.MULTILINE))
    for reason, pattern in (
        (
            "address",
            r"https?://\S+|www\.\S+|[\w.]+@[\w.]+\w|(?:\+\d{1,3}|\(0\d+\)|tel\.?:?)[\d\s()-]{6,}\d|\b\d{3}-\d{3}-\d{4}\b",
        ),
        (
            "document",
            r"\b(?:Regulation|Directive|Guideline|Decision|Law|Act|Article|Section|Annex|ISO|IFRS|IAS|SIC|NACE|No\.?|Rev\.?|Release|Version|Basel|Report)\s?(?:\([A-Z]+\)\s?)?(?:No\.?\s?)?(?:\d[\d/.\-]*|[IVX]+)\b(?:/[A-Z]+)?",
        ),
        (
            "label",
            r"\b(?:Table|Figure|Fig\.|Chart|Box|Chapter|Part|Note|Page|p\.|Appendix|Step|Phase|Tier|Level|Category|Group|Grade|Exhibit|Item)\s?\d+(?:[-.]\d+)*\b",
        ),
        ("list mark", r"^\s*(?:[-*•]\s*)?(?:\(?\d{1,2}[.)](?=\s)|\d+(?:\.\d+)+\s+(?=[A-Z])|\([a-z]\))"),
        ("list mark", r"(?<=[:;,.]\s)\(\d{1,2}\)|^\s*(?:0?\d|1[0-2])\s*$|\[\d{1,3}(?:,\s?\d{1,3})*\]"),
        ("version", r"\b[Vv]ersion\s?\d\S*|\bv\d+(?:\.\d+)*\b|\b\d+(?:\.\d+){2,}\b|(?<=[A-Z][a-z])\s\d\.0\b"),
        (
            "name",
            rf"\b(?![vV]\d)[A-Za-z][A-Za-z]*-?\d[\w\-]*\b(?<!Q[1-4])(?<!H[12])|\b\d+(?!(?:{_SHORT_UNITS})\b)(?!st\b|nd\b|rd\b|th\b)[A-Za-z][A-Za-z0-9]*\b|\b\d+-(?:core|bit|inch|series|D)\b|\b(?:S&P|FTSE|Fortune|CAC|DAX|Nikkei|Euronext|Stoxx)\s?(?:Global\s)?\d+|\bG\d+\b",
        ),
        ("time of day", r"\b\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?)?|\b\d{1,2}\s?[ap]\.m\."),
        ("ordinal", r"\b\d+(?:st|nd|rd|th)\b|\b24/7\b"),
        (
            "share of a base",
            r"\bper\s(?:\d[\d, ]*\d|\d+|hundred|thousand|million)\s\w+|\b\d{4}\s?=\s?100\b|\bone\sin\s\w+",
        ),
    )
)
"""What a numeral may be instead of a quantity, and how that is seen; in this order, each on what is left."""

_NUMBER = re.compile(
    rf"(?P<cur>(?:{_CURRENCY})\s?)?(?P<sign>(?<![\w.%)])[-−+])?(?P<cur2>(?:{_CURRENCY})\s?)?(?<![\d.,])(?P<digits>{_DIGITS})(?![\d]|[.,]\d)(?P<plus>\+)?"
    rf"(?:(?:[ -])?(?P<scale>(?:{_SCALES})\b)|(?P<short>[mkb](?=\b)(?![²³/])))?(?P<plus2>\+)?"
    rf"(?:[ -]?(?P<unit>{_UNITS}))?",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?P<cur>(?:{_CURRENCY})\s?)?(?<![\d.,])(?P<a>{_DIGITS})\s?(?P<ua>%|per cent|percent)?\s?(?P<sa>{_SCALES})?\s?(?:[-–—]|to|and)\s?(?:{_CURRENCY})?(?P<b>{_DIGITS})(?![\d]|[.,]\d)\s?(?P<sb>(?:{_SCALES})\b)?\s?(?P<ub>{_UNITS})?",
    re.IGNORECASE,
)
_WORDED = re.compile(
    rf"\b(?P<n>{ENGLISH}|dozens?|hundred|thousand|(?:a|one) (?:dozen|hundred|thousand|million|billion)|hundreds|thousands|tens of thousands|millions)\b(?:[ -](?P<scale>{_SCALES})\b)?[ -](?P<unit>{_UNITS}|(?:[a-z]+ ){{0,2}}[a-z]+s\b)",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?P<n>a|one|two|three|four)[- ](?P<d>half|third|quarter|fifth|tenth|thirds|quarters|fifths|tenths)\b(?!\s+(?:of\s+(?:19|20)\d\d|quarter))|\bhalf (?=of\b|the\b)",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"\b(?P<w>doubl(?:ed|ing)|trebl(?:ed|ing)|tripl(?:ed|ing)|quadrupl(?:ed|ing)|halved)\b|\b(?P<f>two|three|four|five|ten)fold\b",
    re.I,
)
_RANK = re.compile(
    r"\b(?P<n>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))[- ](?:largest|biggest|highest|smallest|lowest|most)\b|\branked\s+(?P<r>first|second|third|fourth|fifth|\d+(?:st|nd|rd|th)?|number \d+)\b",
    re.IGNORECASE,
)
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_NOUN = re.compile(r"\s(?:[a-z]+[a-z-]* ){0,3}?(?P<noun>[a-z]{2,}s|people|children|women|men)\b")
_NOT_COUNTED = frozenset(
    ["is", "was", "has", "its", "this", "as", "us", "less", "plus", "versus", "series", "news", "across", "towards"]
)


def asides(text: str, taken: bytearray) -> Iterator[tuple[int, int, str]]:
    """Yield what only looks like a quantity, with the reason, and mark its place as taken."""
    for reason, pattern in _ASIDES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if reason == "ordinal" and _RANK.match(text, start):
                continue
            if start < end and not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                yield start, end, reason


def quantities(text: str, taken: bytearray) -> list[Found]:
    """Return the quantities of a text, but where its places are taken.

    >>> text = "EUR 629 billion, 10.0% more; 1.3 million enterprises, up 2 percentage points; about 93 300 tonnes, two thirds"
    >>> [(f.printed, f.unit) for f in quantities(text, bytearray(len(text)))]
    [('629', 'bn_eur'), ('10.0', '%'), ('1.3', 'million_companies'), ('2', 'percentage_points'), ('93300', 't'), ('66.7', '%')]
    """
    readers = (_ranges, _numbers, _fractions, _ranks, _worded)
    return claimed((one for reader in readers for one in reader(text)), taken)


def _bare(digits: str) -> str:
    bare = re.sub(r"[, ]", "", digits)
    return f"0{bare}" if bare.startswith(".") else bare


def _ranges(text: str) -> Iterator[Found]:
    for match in _RANGE.finditer(text):
        first, last = _bare(match["a"]), _bare(match["b"])
        joint = text[match.end("a") : match.start("b")]
        before = text[max(0, match.start() - 24) : match.start()]
        word, scale, currency = match["ub"] or match["ua"], match["sb"] or match["sa"], (match["cur"] or "").strip()
        if not (word or scale or currency) or Decimal(first) >= Decimal(last):
            continue
        if "and" in joint and not re.search(r"\bbetween\s+(?:about\s+)?$", before, re.I):
            continue
        if re.search(r"\bto\b", joint) and re.search(
            r"\b(?:from|rose|fell|up|down|grew|by)\s+(?:[€£$]|EUR |USD )?$", before, re.I
        ):
            continue
        if match["sa"] and match["sb"] and match["sa"].lower() != match["sb"].lower():
            continue
        unit = lexicon.english_unit(currency, scale, word)
        yield Found(match.start(), match.end(), f"{first}-{last}", unit, qualifier="range")


def _numbers(text: str) -> Iterator[Found]:
    for match in _NUMBER.finditer(text):
        digits, end = _bare(match["digits"]), match.end()
        currency = (match["cur"] or match["cur2"] or "").strip()
        word, scale, short = match["unit"], match["scale"], match["short"]
        if short and not currency and short.lower() != "m":
            continue
        if word and not scale and re.fullmatch(r"m|t", word) and not re.match(r"[\s.,;)]|$", text[end:]):
            continue
        if not currency and not word and not scale and re.fullmatch(r"(?:19|20)\d\d", match["digits"]):
            continue
        sign = "-" if (match["sign"] or "") in ("-", "−") and (match["sign"] or "") else ""
        seen = ""
        unit = lexicon.english_unit(currency, scale or short, word)
        if not word and not currency:
            noun = _NOUN.match(text, end)
            counts_things = noun is not None and noun["noun"] not in _NOT_COUNTED
            if counts_things and (scale or "." not in digits):
                unit = unit or "count"
                unit = _counted(unit, noun["noun"]) if noun else unit
            elif not scale and not counts_things:
                rest = re.match(r"\s([A-Za-z]+)", text[end:])
                seen = rest[1] if rest and rest[1].lower() not in _AND else ""
            elif counts_things and noun:
                seen = noun["noun"]
        more = "at_least" if match["plus"] or match["plus2"] else ""
        yield Found(match.start(), end, sign + digits, unit, seen, more)


_AND = lexicon.FUNCTION_WORDS | {"but"}


def _counted(unit: str, noun: str) -> str:
    """Return the unit of a count of things: companies and persons have names of their own."""
    for pattern, name in lexicon.ENGLISH_UNITS:
        if name in ("companies", "persons") and re.fullmatch(pattern, noun):
            return unit.removesuffix("count") + name
    return unit if unit.endswith("count") else f"{unit}count"


def _fractions(text: str) -> Iterator[Found]:
    parts = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
    for match in _FRACTION.finditer(text):
        if match["d"] is None:
            yield Found(match.start(), match.end(), "50", "%", qualifier="approx")
            continue
        n = {"a": 1}.get(match["n"].lower()) or int(english(match["n"]) or 1)
        base = parts[match["d"].lower().removesuffix("s")]
        if n < base and not re.match(r"\s+(?:quarter|of (?:19|20)\d\d)", text[match.end() :]):
            yield Found(*match.span(), plain(round(Decimal(100 * n) / base, 1).normalize()), "%", qualifier="approx")
    for match in _TIMES.finditer(text):
        if match["f"]:
            yield Found(*match.span(), plain(english(match["f"]) or Decimal(2)), "times", kind="ratio")
        elif match["w"].lower() != "halved":
            multiple = {"d": "2", "t": "3", "q": "4"}[match["w"][0].lower()]
            yield Found(*match.span(), multiple, "times", kind="ratio")


def _ranks(text: str) -> Iterator[Found]:
    for match in _RANK.finditer(text):
        word = (match["n"] or match["r"]).lower()
        digits = re.search(r"\d+", word)
        n = int(digits[0]) if digits else _ORDINALS.index(word) + 1
        yield Found(*match.span(), str(n), "rank", kind="rank")


def _worded(text: str) -> Iterator[Found]:
    for match in _WORDED.finditer(text):
        word = match["n"].lower()
        vague = {"hundreds": "100", "thousands": "1000", "tens of thousands": "10000", "millions": "1000000"}
        dozen = {"dozen": "12", "a dozen": "12", "one dozen": "12"}
        noun = match["unit"].split()[-1].lower()
        if noun in _NOT_COUNTED:
            continue
        if word in vague:
            yield Found(match.start(), match.end("n"), vague[word], "count", qualifier="at_least")
            continue
        value = Decimal(dozen[word]) if word in dozen else english(re.sub(r"^an? ", "one ", word))
        if value is None or value < 2:
            continue
        base = next((name for pattern, name in lexicon.ENGLISH_UNITS if re.fullmatch(pattern, match["unit"], re.I)), "")
        end = match.end() if base else match.end("scale") if match["scale"] else match.end("n")
        unit = lexicon.english_unit(None, match["scale"], match["unit"] if base else None) or _counted("count", noun)
        yield Found(match.start(), end, plain(value), unit)

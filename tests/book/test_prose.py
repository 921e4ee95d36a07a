"""What a chapter says in words of its author: no typed number, no typed judgement, in every language, and no fact in vain.

Words of the author are prose, sentences with places for values, titles, captions and names of axes; what stands in a
place was computed.
"""

from __future__ import annotations

import ast
import re

from analysis import capital, policy
from handbook.audit import Ledger
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import extract, facts, places, verdict_phrase, written
from handbook.language.extract import in_code
from handbook.language.facts import offered
from handbook.quantities.verdicts import DECIDED, VERDICTS
from handbook.tables.snapshot import Tables
from stored_chapters import CHAPTERS, LANGUAGES, ROOT, code_cells, language, outputs, sentences, told

HELPERS = ROOT / "src" / "analysis"

DIRECTIONS = re.compile(
    r"\b(?:rose|risen|rises?|rising|fell|fallen|falls?|falling|climb\w*|grew|grown|grows|outgr[eo]w\w*|shr[aiu]nk\w*|"
    r"dropp\w+|drops?|declin\w+|increas\w+|decreas\w+|doubl\w+|tripl\w+|halv\w+|exceed\w*|surpass\w*|outpac\w+|"
    r"outstrip\w*|overt[ao]\w+|ahead of|higher|lower|larger|smaller|greater|bigger|faster|slower|above|below|soar\w*|"
    r"plung\w*|twice|more than doubled)\b"
    r"|上升|下降|上涨|下跌|升至|降至|增至|升高|降低|超过|超出|高于|低于|多于|少于|大于|小于|快于|慢于|翻倍|翻番",
    re.IGNORECASE,
)
"""Words that judge: they come from the computation, as `Direction`, `Change`, `Comparison` or a `Phrase` chosen by code."""

SUPERLATIVES = re.compile(
    r"\b(?:fastest|slowest|largest|smallest|highest|lowest|biggest|strongest|weakest|greatest|fewest|"
    r"(?<!at )most|(?<!at )least)\b|最(?:高|低|快|慢|大|小|强|弱|多|少)",
    re.IGNORECASE,
)
"""They may tell how a name or number in a place was chosen; without a place in their sentence they are judgements."""

NAMES_WITH_DIGITS = re.compile(r"B2B2C|B2B|B2C|5G|3C|SaaS\d?|“new three”")
UNITS = re.compile(
    r"\b(?:100 million|10,000)(?: (?:yuan|US dollars|persons))?\b|Users, 10,000|\b2021 international dollars|2021年国际元"
)
"""Units that have digits in their names."""

NUMBER = r"\{(?:[a-z_]+)\}"
ALLOWED = {
    # a term
    r"lower (?:bound|limit)s?": "term",
    r"a tick that falls into it": "term",
    r"(?:larger|smaller) band": "name of a band of the report",
    r"leaves out the smallest suppliers": "definition",
    r"grows with GDP, and faster than GDP where employment shrinks": "definition",
    # where something stands on the page
    r"(?:names stand|stand) above (?:a|the) line|the two above it": "place",
    # how often, or which one, says the value in the sentence
    rf"{NUMBER} are above it|where they exceed the level": "counted by computation",
    rf"outgrew GDP {NUMBER}": "counted by computation",
    # the sign stands in the value beside the verb
    rf"(?:out)?gr[eo]w(?: GDP)? (?:by|at) {NUMBER}(?:, and fell at {NUMBER})?": "the value has its sign",
    # what the report says, put to the test
    r"heading says that industry digitalisation climbed": "claim",
    r"verdict on “climbed”": "claim",
    r"Does the share climb\?": "claim",
    r"says that productivity grew faster than GDP": "claim",
    r"puts China far below": "claim",
    rf"and a rise of {NUMBER}": "claim",
    r"says that the share of enterprises at each grew": "claim",
}

QUALIFIERS = re.compile(rf"(?:不?(?:超过|多于|少于|高于|低于)|大于|小于)\s*{NUMBER}")
"""In Chinese: *more than* and *at least* before a number."""

PLACE = re.compile(r"\{[a-z_][a-z0-9_]*\}")


def bare(text: str) -> str:
    """Return words without code, roles, addresses, figure ids, names and units that have digits."""
    text = re.sub(r"\{[\w:-]+\}`[^`]*`|`[^`]*`", " ", text)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(r"(?<![A-Za-z0-9])F\d{2,3}(?!\d)", " ", text)
    return UNITS.sub(" ", NAMES_WITH_DIGITS.sub(" ", text))


def digits(text: str) -> list[str]:
    """Return where digits are typed, with what stands round them."""
    return [m[0] for m in re.finditer(r".{0,20}\d.{0,20}", PLACE.sub(" ", bare(text)))]


def parts(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:;])\s+|[。；！？]|\n+", bare(text)) if part.strip()]


def judgements(text: str, allowed: bool = True) -> list[str]:
    """Return the sentences of a text that judge in typed words, on request those too that are allowed to."""
    found = []
    for part in parts(text):
        rest = QUALIFIERS.sub(" ", part)
        for phrase in ALLOWED if allowed else ():
            rest = re.sub(phrase, " ", rest, flags=re.IGNORECASE)
        rest = PLACE.sub(" ", rest)
        if DIRECTIONS.search(rest) or (SUPERLATIVES.search(rest) and not (allowed and PLACE.search(part))):
            found.append(part.strip())
    return found


def test_no_chapter_types_a_number_or_a_judgement():
    typed = [
        f"{notebook.stem}, cell {sentence.line}: {found}"
        for notebook in CHAPTERS
        for sentence in sentences(notebook)
        for found in (*digits(sentence.text), *judgements(sentence.text))
    ]
    assert typed == [], "give it a place, and the value or the word as a fact"


def test_no_translation_types_a_number_or_a_judgement_that_the_original_does_not():
    typed = []
    for notebook in CHAPTERS:
        chinese = language(notebook, "zh")
        for sentence in sentences(notebook):
            said = chinese.translate(sentence.text)
            found = digits(said)
            if not judgements(sentence.text, allowed=False):
                found += judgements(said)
            typed += [f"{notebook.stem}: {part} (of: {sentence.text})" for part in found]
    assert typed == []


def test_helpers_type_no_number_in_what_they_say():
    typed = [
        f"{module.name}, line {sentence.line}: {found}"
        for module in sorted(HELPERS.glob("*.py"))
        for sentence in in_code(module.read_text(encoding="utf-8"), module.name)
        for found in digits(sentence.text)
    ]
    assert typed == []


def test_every_allowed_phrase_is_needed():
    said = "\n".join(bare(sentence.text) for notebook in CHAPTERS for sentence in sentences(notebook))
    unused = [phrase for phrase in ALLOWED if not re.search(phrase, said, re.IGNORECASE)]
    assert unused == []


def test_typed_judgements_and_digits_are_found():
    for typed in (
        "The share rose to {x}.",
        "Sales more than doubled.",
        "China is ahead of India.",
        "The largest market is public cloud.",
        "Most of them are small.",
        "It exceeds the target.",
        "份额上升到{x}。",
        "公有云是最大的市场。",
        "规模翻倍。",
        "增速高于预期。",
    ):
        assert judgements(typed), typed
    for computed in (
        "The share {rose_or_fell} to {x}.",
        "The largest market is {name}.",
        "It has at least {n} members.",
        "Both are lower bounds.",
        "最大者是{name}。",
        "不少于{n}家。",
        "The column `higher` is in code.",
    ):
        assert not judgements(computed), computed
    assert digits("In 2022, F20 of B2B")
    assert not digits("{year2} and F102 and `x1` and [a](b1) and B2B, in 100 million yuan")


# ── evidence and verdicts ────────────────────────────────────────────────────────────────────────

OF_EVIDENCE = re.compile(
    r"\b(?:recall\w*|unverified|transcri\w+|from memory|no copy)\b|凭记|凭记忆|未核实|转录", re.IGNORECASE
)
"""Words that grade evidence: they come from the column of that name."""

CONVENTIONS = {"Where we found no copy of an edition the bar is hollow."}
"""What says when a mark is hollow, whatever the table holds."""


def test_evidence_is_graded_by_the_table_not_by_the_chapter():
    typed = [
        f"{notebook.stem}, cell {sentence.line}: {part}"
        for notebook in CHAPTERS
        for sentence in sentences(notebook)
        for part in parts(sentence.text)
        if OF_EVIDENCE.search(part) and part not in CONVENTIONS
    ]
    assert typed == []


def test_a_verdict_is_no_word_of_prose():
    """*As stated* is what the audit says of a claim that nothing decides: no sentence says it of one that holds."""
    english = LANGUAGES.of("en")
    verdicts = {written(verdict_phrase(verdict), english) for verdict in VERDICTS}
    for notebook in CHAPTERS:
        for paragraph in told(notebook):
            assert paragraph in verdicts or not re.search(r"\bas stated\b(?! \d)", paragraph), (
                f"{notebook.stem}: {paragraph}"
            )


def test_what_can_be_checked_is_what_a_computation_decided():
    tables = Tables.open(ROOT / "data", ROOT / "data")
    ledger = ChapterLedger(Ledger.of(tables), {})
    counted = (capital.headline(ChapterTables(tables), ledger), policy.claims(ledger))
    for numbers, verdicts in zip(counted, (ledger.of_figure("F14"), ledger.of_chapter("policy")), strict=True):
        assert numbers["checked"] == sum(verdict.verdict in DECIDED for verdict in verdicts) > 0


# ── languages and facts ──────────────────────────────────────────────────────────────────────────


def test_every_sentence_is_translated_with_the_same_places_and_every_fact_is_said():
    book = ROOT / "book"
    assert list(map(str, [*extract.problems(book, HELPERS, LANGUAGES), *facts.problems(book, HELPERS)])) == []
    assert sum(len(sentences(notebook)) for notebook in CHAPTERS) > 400
    names = [
        fact for module in HELPERS.glob("*.py") for fact in offered(module.read_text(encoding="utf-8"), module.name)
    ]
    assert len(names) > 100


def test_no_output_holds_a_place_that_nothing_filled():
    unfilled = [
        f"{notebook.stem}: {text}"
        for notebook in CHAPTERS
        for code in LANGUAGES.codes
        for output in outputs(notebook)
        for bundle in output.data.values()
        if isinstance(bundle, dict) and code in bundle
        for text in _texts(bundle[code])
        if places(text)
    ]
    assert unfilled == []


def _texts(node: object) -> list[str]:
    """Return the texts that a reader sees of an output."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, list):
        return [text for part in node for text in _texts(part)]
    if isinstance(node, dict):
        return [text for key, part in node.items() if key != "spec" for text in _texts(part)]
    return []


def test_helpers_say_what_they_return():
    """Each function of the helper package that others call has a docstring and types."""
    silent = [
        f"{module.name}: {node.name}"
        for module in sorted(HELPERS.glob("*.py"))
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (not ast.get_docstring(node) or node.returns is None or any(a.annotation is None for a in node.args.args))
    ]
    assert silent == []


def test_chapters_call_helpers_of_their_own_subject():
    """A chapter imports the module of its name, and what all of them share."""
    for notebook in CHAPTERS:
        source = "\n".join(cell.source for cell in code_cells(notebook))
        called = {
            name.name
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.ImportFrom) and node.module == "analysis"
            for name in node.names
        }
        assert called <= {notebook.stem}, f"{notebook.stem}: {called}"


def test_prose_in_chinese_is_chinese():
    for notebook in CHAPTERS:
        chinese = language(notebook, "zh")
        for sentence in sentences(notebook):
            said = chinese.translate(sentence.text)
            assert len(PLACE.sub(" ", sentence.text).split()) < 4 or re.search("[\u4e00-\u9fff]", said), said
        for said in told(notebook, "zh"):
            assert re.search("[\u4e00-\u9fff]", said), said

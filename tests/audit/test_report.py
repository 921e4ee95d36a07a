"""What the report prints, judged: verdicts that are known, findings, and every reason in words."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from handbook.audit import Ledger, findings
from handbook.language import wording
from handbook.language.printed import printed_amount
from handbook.language.rows import as_row
from handbook.quantities.relations import (
    AS_STATED,
    CANNOT,
    CONTRADICTED,
    HOLDS,
    ROUNDING,
    VERDICTS,
    grim,
    spelling_pairs,
)
from handbook.quantities.verdicts import ARITHMETIC, CONSISTENT, DECIDED, MISWORDED, SOURCE, TOO_WIDE
from handbook.tables.snapshot import Tables

DATA = Path(__file__).resolve().parents[2] / "data"
KEY = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger.of(Tables.open(DATA, DATA))


PINS = {
    "C0257a": (CONTRADICTED, "72 companies + 70 companies + 7 companies = 149 companies"),
    "C0277a": (CONTRADICTED, "149 companies"),
    "C0304x": (CONTRADICTED, "81.7% = 81.7%: at the precision of the report it is not higher"),
    "C0307c": (ROUNDING, "50.2 trillion yuan ÷ 45.5 trillion yuan − 1 = 10.33%"),
    "C0342a": (CONTRADICTED, "(C0365a) 108;"),
    "C0365a": (CONTRADICTED, "(C0342a) 109;"),
    "C0348x": (MISWORDED, "164,988.5 yuan per person"),
    "C0981x": (CONTRADICTED, "20.90% + 43.53% + 26.97% + 16.61% = 108.01%"),
    "C0255a": (MISWORDED, "39 ÷ 149 = 26.17%"),
    "C0277b": (MISWORDED, "74 ÷ 142 = 52.11%"),
    "C0277d": (MISWORDED, "25 ÷ 142 = 17.61%"),
    "C0277x": (CONTRADICTED, "26.2%: 38 ÷ 147 = 25.85%"),
    "C0267y": (CONTRADICTED, "上市 ∉ {改制、辅导、申报、注册及筹备发行}: the list leaves it out."),
    "C0537a": (CONTRADICTED, "9 (2015–2023); the report has 10 years"),
    "C0558y": (
        CONTRADICTED,
        "2 (鸿海: 1, 3、和硕: 1, 3); the report implies 0 companies: the figures are incompatible.",
    ),
    "C0206a": (MISWORDED, "As all goods trade, the wording of the sentence: 20.1 trillion yuan; the report has 1.1"),
    "C0224b": (MISWORDED, "As the first half, the period that opens the sentence: 61.6%"),
    "C0082a": (CONSISTENT, "elsewhere in the report (C0084b)"),
    "C0615b": (CANNOT, "it fits, but so would almost any number."),
    "C0843c": (CANNOT, "23.633 billion yuan ÷ 27.895 billion yuan − 1 = −15.279%"),
    "C1301x": (CONTRADICTED, "无界创新资本 ≠ 无届创新资本: one name is spelled in more than one way."),
    "C1355b": (CONTRADICTED, "elsewhere in the report (C0200a) 130; the report has at least 156"),
    "C1386x": (CONTRADICTED, "35 − 3 (2 × MathGPT、2 × KidsGPT、2 × 曹植) = 32"),
    "C2395x": (CANNOT, "not all of them were found"),
}


def test_what_the_report_prints_is_found_by_computation(ledger):
    rows = {claim: as_row(ledger.on(claim)) for claim in PINS}
    assert {claim: row["verdict"] for claim, row in rows.items()} == {claim: pin[0] for claim, pin in PINS.items()}
    other = {claim: row["reason"] for claim, row in rows.items() if PINS[claim][1] not in row["reason"]}
    assert other == {}


def test_percentages_of_applicants_fit_some_bases_only(ledger):
    bases = {"C0257a": 147, "sum(C0257b; C0257c; C0257d)": 149, "sum(C0257b; C0257c)": 142}
    assert {base: ledger.quantities(base)[0].value for base in bases} == bases
    fitting = {
        text: {number for number in bases.values() if grim(text, number, percent=True)}
        for text in ("26.2", "52.1", "17.6")
    }
    assert fitting == {"26.2": {149}, "52.1": {142}, "17.6": {142}}


def test_a_claim_without_a_check_has_the_verdict_of_its_reason_and_words_in_both_languages(ledger):
    assert ledger.reasons == {
        **dict.fromkeys(("self_reported", "definition", "opinion"), AS_STATED),
        **dict.fromkeys(("unpublished", "source_not_found", "edition_lost", "method_unpublished", "vague"), CANNOT),
        **dict.fromkeys(("no_publisher", "number_not_seen", "base_not_seen", "weak_evidence"), CANNOT),
    }
    found = [verdict for verdict in ledger.verdicts() if verdict.deciding is None]
    assert {verdict.claim.reason for verdict in found} <= set(ledger.reasons)
    assert {verdict.claim.reason: verdict.verdict for verdict in found}.items() <= ledger.reasons.items()
    for reason in ledger.reasons:
        assert set(ledger.why(reason)) == {"en", "zh"}, reason
        assert all(ledger.why(reason).values()), reason


def test_headlines_and_totals_come_first_and_names_last(ledger):
    found = findings(ledger)
    order = {claim: at for at, told in reversed(list(enumerate(found))) for claim in told.claims}
    assert found[0].weight == 5
    for heavy in ("C0257a", "C0304x", "C0981x"):
        for light in ("C1301x", "C1556x"):
            assert order[heavy] < order[light], (heavy, light)
    assert [told.weight for told in found] == sorted((told.weight for told in found), reverse=True)


def test_all_that_is_wrong_stands_in_a_finding_and_what_one_arithmetic_joins_in_one(ledger):
    groups = [told.claims for told in findings(ledger)]
    wrong = {verdict.claim.claim for verdict in ledger.verdicts() if verdict.verdict in (CONTRADICTED, MISWORDED)}
    assert wrong <= {claim for group in groups for claim in group}
    for together in ({"C0257a", "C0277a", "C0277f"}, {"C0342a", "C0365a"}):
        assert any(together <= set(group) for group in groups), together


def test_holds_rests_on_a_source_or_on_arithmetic_and_notices_a_fifth(ledger):
    for verdict in ledger.verdicts():
        if verdict.verdict in (HOLDS, ROUNDING):
            assert verdict.basis in (SOURCE, ARITHMETIC), verdict.claim.claim
        if verdict.verdict in (HOLDS, ROUNDING, CONSISTENT):
            assert verdict.sensitivity <= TOO_WIDE, verdict.claim.claim
        assert bool(verdict.basis) is (verdict.verdict in DECIDED), verdict.claim.claim


def test_formulas_are_symbols_in_every_language(ledger):
    for verdict in ledger.verdicts():
        for outcome in verdict.outcomes:
            told = re.sub(r"\(.*\)|\{.*\}", "", outcome.finding.formula)  # names of members stand as printed
            assert not re.findall(r"\b[a-z]{3,}\b", told), f"{verdict.claim.claim}: {outcome.finding.formula}"


def test_the_audit_agrees_with_the_key_or_says_why_not(ledger):
    """The key was drawn with the seed 20231107 and written before the audit's verdicts were looked at."""
    key, argued = (
        {row["claim"]: row for row in csv.DictReader((KEY / name).open(encoding="utf-8"))}
        for name in ("verdicts.csv", "verdicts_argued.csv")
    )
    assert len(key) >= 150
    said = {claim: (v.verdict, v.basis) for claim in key if (v := ledger.on(claim))}
    apart = {claim: found for claim, found in said.items() if found != (key[claim]["verdict"], key[claim]["basis"])}
    assert apart == {claim: (row["verdict"], row["basis"]) for claim, row in argued.items()}
    assert all(len(row["why"]) > 30 for row in argued.values())


DIFFERENT = {("得力集团", "得力集实"), ("焦点科技", "端点科技"), ("飞榴科技", "飞算科技")}
"""Firms whose names look like two spellings of one and are not."""


def test_names_that_look_like_two_spellings_of_one_firm_are_joined_or_known_to_differ(ledger):
    tables = ledger.tables
    names = tables.text("names")
    firms = set(names[names["kind"].isin(["company", "institution"])]["name"])
    stands_for = dict(zip(tables.text("name_variants")["variant"], tables.text("name_variants")["name"], strict=True))
    pairs = set(spelling_pairs(firms | set(stands_for)))
    joined = {pair for pair in pairs if len({stands_for.get(name, name) for name in pair}) == 1}
    assert pairs - joined == DIFFERENT
    assert {("无届创新资本", "无界创新资本"), ("飞熊领先", "飞熊领鲜")} <= joined
    checked = {
        row["inputs"].rpartition("=")[2]
        for row in tables.text("checks").to_dict("records")
        if row["check"] == "spellings"
    }
    misspelled = {stands_for[a] for a, b in joined if not (a in b or b in a)}
    assert misspelled <= checked, "a claim per name that is spelled in two ways"


def test_every_claim_has_a_verdict_a_reason_in_both_languages_and_a_chapter(ledger):
    found = list(ledger.verdicts())
    assert len(found) > 400
    for verdict in found:
        assert verdict.verdict in VERDICTS
        assert verdict.claim.chapter, verdict.claim.claim
        for language in ("en", "zh"):
            assert len(as_row(verdict, language)["reason"]) > 5, verdict.claim.claim


QUOTED = (*wording.SAYS_ALL, "value", "repeated")
"""Checks whose reason holds no result but a comparison, or another print as it stands in its own unit."""


def test_reason_and_computed_cell_say_the_same_number(ledger):
    seen = 0
    for verdict in ledger.verdicts():
        row = as_row(verdict)
        if row["computed"] is not None and row["check"] not in QUOTED:
            digits = wording.digits(row["computed"], row["unit"], row["printed"])
            cell = printed_amount(digits, row["unit"], "en").split(" ")[0]
            assert re.search(rf"(?<![\d.,]){re.escape(cell)}(?![\d])", row["reason"]), (
                f"{row['claim']}: {cell}, {row['reason']}"
            )
            seen += 1
    assert seen > 90

"""The methods page shows the rules that the code applies: every check, verdict, grade, qualifier and reason."""

from __future__ import annotations

import inspect
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from handbook.audit import Ledger
from handbook.language import wording
from handbook.language.interface import say
from handbook.quantities import relations
from handbook.quantities.printed import DECIDING, EVIDENCE, QUALIFIERS
from handbook.site import methods, output, rows
from handbook.tables.snapshot import Tables

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"en": ROOT / "book" / "methods.md", "zh": ROOT / "book" / "methods.zh.md"}
each_language = pytest.mark.parametrize("language", sorted(PAGES))


def directives(language: str) -> list[str]:
    return re.findall(r"^```\{handbook-([^\n]+)", PAGES[language].read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def own() -> Tables:
    return Tables.open(ROOT / "data", ROOT / "data")


def _rows(tables: Tables, language: str, name: str) -> dict[str, Any]:
    return rows.rows(name, tables, language, lambda key: {"key": key, "page": "sources.html"})


def shown(language: str, call: str, tables: Tables) -> str:
    """Return the HTML that a directive of the page becomes."""
    kind, *claims = call.replace("}", "").split()
    made = {
        "example": methods.example,
        "intervals": methods.intervals,
        "checks": methods.known_checks,
        "grades": methods.grades,
        "reasons": methods.reasons,
        "table": _rows,
    }[kind](tables, language, *claims)
    template = output.environment().get_template(f"{kind}.html")
    return template.render(
        p={"id": kind, **made}, say=partial(say, language), language=language, depth="", audit_page="audit.html"
    )


def test_both_languages_show_the_same_parts_in_the_same_order():
    assert directives("en") == directives("zh")
    headings = {
        language: re.findall(r"^(#+) ", page.read_text(encoding="utf-8"), re.MULTILINE)
        for language, page in PAGES.items()
    }
    assert headings["en"] == headings["zh"]


@each_language
def test_every_claim_of_the_page_is_one_of_the_report(language, own):
    known = Ledger.of(own).claims
    named = [claim for call in directives(language) for claim in re.findall(r"C\d+\w*", call)]
    assert len(named) > 15
    assert [claim for claim in named if claim not in known] == []


@each_language
def test_no_number_of_the_page_is_typed(language):
    text = PAGES[language].read_text(encoding="utf-8")
    text = re.sub(r"\{cite\}`[^`]*`|^```\{handbook[^\n]*", "", text, flags=re.MULTILINE)
    assert re.findall(r".{0,20}\d.{0,20}", text) == []


@each_language
def test_every_check_stands_in_the_table_with_its_rule(language, own):
    page = shown(language, "checks", own)
    for check, function in relations.CHECKS.items():
        assert f'id="check-{check.replace("_", "-")}"' in page
        assert wording.check_name(check, language) in page
        assert str(escape(wording.check_rule(check, language))) in page
        if language == "en":
            _, *said = re.findall(r"\w+", inspect.getdoc(function).splitlines()[0].lower())
            assert re.findall(r"\w+", wording.check_rule(check).lower()) == said


@each_language
def test_every_grade_says_whether_it_decides(language, own):
    page = shown(language, "grades", own)
    for grade in EVIDENCE:
        row = re.search(rf'<tr id="grade-{grade}">(.*?)</tr>', page, re.DOTALL)[1]
        no = f">{say(language, 'no')}<"
        assert (no not in row) == (grade in DECIDING), grade


@each_language
def test_every_qualifier_has_a_rule_and_an_example(language, own):
    call = next(call for call in directives(language) if call.startswith("intervals"))
    page = shown(language, call, own)
    rows = page.split("<tr>")[2:]
    assert len(rows) == len(QUALIFIERS)
    for qualifier, row in zip(QUALIFIERS, rows, strict=True):
        assert wording.qualifier_word(qualifier, language) in row
        assert "#audit-C" in row, f"no example of {qualifier}"


@each_language
def test_every_reason_gives_its_verdict(language, own):
    page = shown(language, "reasons", own)
    reasons = Ledger.of(own).reasons
    assert len(reasons) > 5
    for reason, verdict in reasons.items():
        row = next(row for row in page.split("<tr>") if f"<code>{reason}</code>" in row)
        assert wording.verdict_word(verdict, language) in row


@each_language
def test_the_examples_show_every_verdict(language, own):
    pages = [shown(language, call, own) for call in directives(language) if call.startswith("example")]
    for verdict in relations.VERDICTS:
        word = wording.verdict_word(verdict, language)
        assert any(word in page.split(f">{say(language, 'Verdict')}<")[-1] for page in pages), verdict


def test_an_example_is_computed_from_the_tables(project):
    before = shown("en", "example C0001b", project.tables)
    assert "1.20 billion yuan + 1.05 billion yuan" in before
    assert "contradicted" not in before
    project.replace("sales", "south,2022,10.5", "south,2022,20.5")
    after = shown("en", "example C0001b", project.tables)
    assert "1.20 billion yuan + 2.05 billion yuan" in after
    assert "contradicted" in after


def test_the_picture_of_two_intervals_says_whether_they_meet(project):
    def meet() -> bool:
        ((first, second),) = [o["picture"] for o in methods.example(project.tables, "en", "C0002a")["outcomes"]]
        return first["low"] <= second["high"] and second["low"] <= first["high"]

    assert meet()
    project.replace("claims", ",2022,20,%", ",2022,24,%")
    assert not meet()


def test_an_edition_without_the_claim_says_so(project):
    assert "has no claim" in shown("en", "example C9999z", project.tables)

"""Verdicts in words: reasons, arithmetic and bounds, in both languages."""

from __future__ import annotations

import pytest

from handbook.audit import Ledger
from handbook.audit.claims import KINDS_OF_FINDING
from handbook.language import Language, Languages, name_of, verdict_phrase, wording, written
from handbook.language.interface import interface, known
from handbook.quantities import relations
from handbook.quantities.printed import QUALIFIERS


def test_every_verdict_and_remark_is_there_in_both_languages():
    assert {wording.verdict_word(v) for v in relations.VERDICTS} == set(relations.VERDICTS)
    assert len({wording.verdict_word(v, "zh") for v in relations.VERDICTS}) == 7
    assert set(wording.KINDS_OF_FINDING) == set(KINDS_OF_FINDING)
    for words in (*wording.REMARKS.values(), *wording.KINDS_OF_FINDING.values()):
        assert interface("zh").translate(words) != words, words


def explained(project, claim: str, language: str = "en") -> str:
    return wording.reason(Ledger.of(project.tables).on(claim), language)


def test_verdicts_of_sentences_are_those_of_the_audit():
    english, chinese = (Languages(("en", "zh")).of(code) for code in ("en", "zh"))
    for verdict in relations.VERDICTS:
        assert written(verdict_phrase(verdict), english) == wording.verdict_word(verdict)
        assert written(verdict_phrase(verdict), chinese) == wording.verdict_word(verdict, "zh")


def test_every_qualifier_is_there_in_both_languages():
    for language in known():
        assert all(wording.qualifier_word(qualifier, language) for qualifier in QUALIFIERS)


def test_an_unknown_language_names_those_there_are():
    known = {
        wording.check_name: "share",
        wording.check_rule: "share",
        wording.verdict_word: relations.HOLDS,
        wording.qualifier_word: "approx",
    }
    for speak, of in known.items():
        with pytest.raises(ValueError, match="language 'fr' is not there; choose en or zh"):
            speak(of, "fr")


def test_names_come_with_their_english_or_pinyin_form(project):
    expected = {
        "卓尔智联": ("Zall Smart Commerce (卓尔智联)", "卓尔智联"),
        "冻品在线": ("Dongpin Zaixian (冻品在线)", "冻品在线"),
        "无名公司": ("无名公司", "无名公司"),
        "Zall Smart Commerce": ("Zall Smart Commerce", "卓尔智联"),
        "No such body": ("No such body", "No such body"),
    }
    found = {name: name_of(project.tables, name).forms for name in expected}
    assert {name: (forms["en"], forms["zh"]) for name, forms in found.items()} == expected
    assert name_of(project.tables, "卓尔智联", both=False).written(Language("en")) == "Zall Smart Commerce"


def test_a_row_is_named_by_the_labels_of_its_codes(project):
    key = [("region", "north"), ("year", "2022"), ("vintage", "")]
    assert wording.key_words("sales", key, project.tables) == "North, 2022"
    assert wording.key_words("sales", key, project.tables, "zh") == "北方，2022"


def test_reason_says_how_the_number_is_qualified(project):
    before = "exact"
    for qualifier, printed in {
        "approx": "the report has about 12.0 亿元:",
        "at_least": "the report has at least 12.0 亿元:",
        "less_than": "the report has less than 12.0 亿元:",
        "forecast": "the report has 12.0 亿元 (forecast):",
        "exact": "the report has 12.0 亿元:",
    }.items():
        project.replace("claims", f"12.0,亿元,{before}", f"12.0,亿元,{qualifier}")
        assert printed in explained(project, "C0001a")
        before = qualifier


def test_reason_holds_the_arithmetic_with_its_bounds(project):
    assert explained(project, "C0002a") == (
        "12.0 亿元 ÷ 10.0 亿元 − 1 = 20% [18.91 … 21.11]; the report has 20%: it holds."
    )


def test_reason_of_a_truncated_print(project):
    project.replace("sales", "north,2022,12.0,", "north,2022,12.09,")
    assert explained(project, "C0001a").endswith("the report cut the number off instead of rounding it.")


def test_reason_does_not_repeat_what_the_formula_says(project):
    assert (
        explained(project, "C0003a") == "3 (甲公司、乙公司、丙公司); the report has 4 家: the figures are incompatible."
    )


def test_reason_of_a_number_that_is_not_printed_says_implied(project):
    project.replace("claims", "members,3,四,", "members,3,,")
    assert explained(project, "C0003a").endswith("; the report implies 4 家: the figures are incompatible.")
    assert explained(project, "C0003a", "zh").endswith("；报告隐含4 家：两者不相符。")


def test_reason_of_a_repeated_number_says_where_it_is_repeated(project):
    project.replace("checks", "C0001a,value,sales/sales_100m_cny?region=north&year=2022,,", "C0001a,repeated,C0001b,,")
    assert explained(project, "C0001a") == (
        "elsewhere in the report (C0001b) 22.5 亿元; the report has 12.0 亿元: the figures are incompatible."
    )


def test_one_sided_computation_shows_infinity(project):
    project.replace("claims", "12.0,亿元,exact", "12.0,亿元,at_least")
    project.replace("checks", "C0001b,sum,sales/sales_100m_cny?region=north&year=2022;", "C0001b,sum,C0001a;")
    assert "22.5 亿元 [22.45 … ∞]" in explained(project, "C0001b")

"""Numbers and judgements in words, in both languages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from myst_nb.core.variables import format_plain_text

from analysis import audit, checks, wording

# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("x", "decimals", "text"),
    [
        (0, None, "0"),
        (152977, None, "152,977"),
        (-1234.5, 1, "−1,234.5"),
        (-1e-9, None, "0"),
        (-0.04, 1, "0.0"),  # no minus before a zero
        (0.0456, None, "0.0456"),
        (12.3456, None, "12.3"),
        (-2.50, None, "−2.5"),
        (99.96, None, "100"),
        (0.00001234, None, "0.000012"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (1334.5, 0, "1,335"),
        (2.675, 2, "2.68"),  # its float lies below
        (1.1 * 1.1 * 50, 1, "60.5"),
        (9007199254740993, 0, "9,007,199,254,740,993"),
        (Fraction(1, 3), 3, "0.333"),
    ],
)
def test_number(x, decimals, text):
    assert wording.number(x, decimals) == text


@given(st.decimals(-(10**8), 10**8, places=4), st.integers(0, 4))
def test_numbers_are_rounded_half_up_as_they_are_written(x, decimals):
    wanted = x.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    for number in (float(x), Fraction(x)):
        text = wording.number(number, decimals).replace(",", "").replace("−", "-")
        assert Decimal(text) == wanted
        assert len(text.partition(".")[2]) == decimals
        assert wording.formatted(number, f".{decimals}f").replace("−", "-") == text


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [(0.0725, 1, "7.3 %"), (0.285, 0, "29 %"), (-0.0005, 1, "−0.1 %"), (0.4415, 1, "44.2 %")],
)
def test_a_share_is_one_percentage_in_prose_and_in_charts(share, decimals, text):
    assert wording.percent(share, decimals) == text
    assert wording.formatted(share, f".{decimals}%") == text
    assert wording.points(share, decimals=decimals) == text.replace(" %", " percentage points")


def test_percent_points_times_and_span():
    assert wording.percent(0.4148) == "41.5 %"
    assert wording.percent(-0.0431, 2) == "−4.31 %"
    assert wording.points(-0.0448, "zh") == "−4.5个百分点"
    assert wording.times(5.24) == "5.2 times"
    assert wording.times(5.24, "zh") == "5.2倍"
    assert (wording.span(2017, 2022), wording.span(2022, "2022")) == ("2017–2022", "2022")


@given(st.integers(1, 3000))
def test_ordinals_end_as_in_english(n):
    ending = wording.ordinal(n).removeprefix(str(n))
    last, teen = n % 10, n % 100 // 10 == 1
    assert ending == (
        "st" if last == 1 and not teen else "nd" if last == 2 and not teen else "rd" if last == 3 and not teen else "th"
    )
    assert wording.ordinal(n, "zh") == f"第{n}"


@pytest.mark.parametrize(
    ("items", "en", "zh"),
    [([], "", ""), (["a"], "a", "a"), (["a", "b"], "a and b", "a和b"), (["a", "b", "c"], "a, b and c", "a、b和c")],
)
def test_listing(items, en, zh):
    assert (wording.listing(items), wording.listing(items, "zh")) == (en, zh)


# ── judgements ───────────────────────────────────────────────────────────────────────────────────


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_direction_and_comparison_follow_the_numbers(a, b):
    words = {
        1: ("rose", "上升", "above", "高于"),
        -1: ("fell", "下降", "below", "低于"),
        0: ("stayed the same", "持平", "level with", "持平于"),
    }
    expected = words[(a > b) - (a < b)]
    assert (
        wording.direction(a, b),
        wording.direction(a, b, "zh"),
        wording.compared(a, b),
        wording.compared(a, b, "zh"),
    ) == expected


def test_direction_at_a_printed_precision():
    assert wording.direction(0.8167, 0.8171) == "fell"
    assert wording.direction(0.8167, 0.8171, decimals=3) == "stayed the same"


def test_change_gives_direction_and_amount_without_a_second_sign():
    assert wording.change(50.2, 45.5) == "rose by 10.3 %"
    assert wording.change(9.0, 10.0) == "fell by 10.0 %"
    assert wording.change(9.0, 10.0, "zh") == "下降10.0 %"
    assert wording.change(3, 3) == "stayed the same"


@pytest.mark.parametrize(
    "speak",
    [
        wording.say,
        lambda language, en, zh: wording.direction(1, 2, language),
        lambda language, en, zh: wording.compared(1, 2, language),
    ],
)
def test_unknown_language_names_those_there_are(speak):
    with pytest.raises(ValueError, match="language 'fr' is not there; choose en or zh"):
        speak("fr", "a", "b")


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def test_names_come_with_their_english_or_pinyin_form(project):
    assert wording.name("卓尔智联", data_dir=project.data) == "Zall Smart Commerce (卓尔智联)"
    assert wording.name("冻品在线", data_dir=project.data) == "Dongpin Zaixian (冻品在线)"
    assert wording.name("无名公司", data_dir=project.data) == "无名公司"
    assert wording.name("卓尔智联", "zh", project.data) == "卓尔智联"
    assert wording.name("Zall Smart Commerce", "zh", project.data) == "卓尔智联"
    assert wording.name("No such body", "zh", project.data) == "No such body"


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────


def test_every_verdict_reason_and_remark_is_there_in_both_languages():
    assert {wording.verdict_word(v) for v in checks.VERDICTS} == set(checks.VERDICTS)
    assert len({wording.verdict_word(v, "zh") for v in checks.VERDICTS}) == 5
    assert set(wording.REASONS) == set(audit.REASONS)
    for words in (*wording.REASONS.values(), *wording.REMARKS.values()):
        assert set(words) == set(wording.LANGUAGES)
        assert all(words.values())


def explained(project, claim: str, language: str = "en") -> str:
    book = audit.Ledger(project.data)
    return wording.reason(book.verdict(book.claims[claim]), language)


@pytest.mark.parametrize(
    ("qualifier", "printed"),
    [
        ("approx", "printed about 12.0 亿元"),
        ("at_least", "printed at least 12.0 亿元"),
        ("less_than", "printed less than 12.0 亿元"),
        ("forecast", "printed 12.0 亿元 (forecast)"),
        ("exact", "printed 12.0 亿元:"),
    ],
)
def test_reason_says_how_the_number_is_qualified(project, qualifier, printed):
    project.replace("claims", "12.0,亿元,exact", f"12.0,亿元,{qualifier}")
    assert printed in explained(project, "C0001a")


def test_reason_holds_the_arithmetic_with_its_bounds(project):
    assert explained(project, "C0002a") == ("12.0 亿元 ÷ 10.0 亿元 − 1 = 20 % [18.91 … 21.11]; printed 20 %: it holds.")


def test_reason_of_a_truncated_print(project):
    project.replace("sales", "north,2022,12.0,", "north,2022,12.09,")
    assert explained(project, "C0001a").endswith("the print is cut off, not rounded.")


def test_reason_does_not_repeat_what_the_formula_says(project):
    assert explained(project, "C0003a") == "3 (甲公司、乙公司、丙公司); printed 4 家: the two cannot meet."


def test_reason_of_a_number_that_is_not_printed_says_implied(project):
    project.replace("claims", "members,3,四,", "members,3,,")
    assert explained(project, "C0003a").endswith("; implied 4 家: the two cannot meet.")
    assert explained(project, "C0003a", "zh").endswith("；按报告应为4 家：两者不可能相符。")


def test_reason_of_a_repeated_number_says_where_it_is_repeated(project):
    project.replace("checks", "C0001a,value,sales/sales_100m_cny?region=north&year=2022,,", "C0001a,repeated,C0001b,,")
    assert explained(project, "C0001a") == (
        "elsewhere in the report (C0001b) 22.5 亿元; printed 12.0 亿元: the two cannot meet."
    )


def test_one_sided_computation_shows_infinity(project):
    project.replace("claims", "12.0,亿元,exact", "12.0,亿元,at_least")
    project.replace("checks", "C0001b,sum,sales/sales_100m_cny?region=north&year=2022;", "C0001b,sum,C0001a;")
    assert "22.5 亿元 [22.45 … ∞]" in explained(project, "C0001b")


# ── glue ─────────────────────────────────────────────────────────────────────────────────────────


GLUED = {"share": "81.7 %", "year": "2022", "many": "50,000", "none": "None", "quoted": "'it'", "two": "a\nb"}


def test_glued_values_become_records_that_prose_can_quote(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *args, **kwargs: shown.append((args, kwargs)))
    wording.glue(**GLUED)._ipython_display_()
    prefix = "application/papermill.record/"
    assert [about["metadata"] for _, about in shown] == [
        {"scrapbook": {"name": name, "mime_prefix": prefix}} for name in GLUED
    ]
    # MyST-NB evaluates what it pastes.
    assert [format_plain_text(data[f"{prefix}text/plain"], "") for (data,), _ in shown] == list(GLUED.values())

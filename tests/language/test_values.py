"""Typed values write themselves in the language that is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.language import (
    Bounded,
    Change,
    Comparison,
    Count,
    Dated,
    Direction,
    Items,
    LanguageError,
    Languages,
    Number,
    Period,
    Phrase,
    Rank,
    Words,
    percent,
    points,
    times,
    written,
)

SPOKEN = Languages(("en", "zh"))
ENGLISH, CHINESE = SPOKEN.of("en"), SPOKEN.of("zh")


def both(value) -> tuple[str, str]:
    return written(value, ENGLISH), written(value, CHINESE)


def test_shares_points_and_times():
    assert both(percent(0.4148)) == ("41.5%", "41.5%")
    assert both(percent(-0.0431, 2)) == ("−4.31%", "−4.31%")
    assert both(points(-0.0448)) == ("−4.5 percentage points", "−4.5个百分点")
    assert both(times(5.24)) == ("5.2 times", "5.2倍")


def test_numbers_move_to_a_magnitude_that_the_language_has_a_word_for():
    expected = {
        Number(50.2, "tn_cny"): ("50.2 trillion yuan", "50.2万亿元"),
        Number(4012.5, "100m_cny"): ("401.25 billion yuan", "4,012.5亿元"),
        Number(7.3351, "10k_persons"): ("73,351 persons", "7.3351万人"),
        Number(0.5, "100m_cny"): ("50 million yuan", "0.5亿元"),
        Number(0.30, "bn_usd", 2): ("0.30 billion US dollars", "3.0亿美元"),
        Number(1, "companies"): ("1 company", "1家"),
        Number(-3, "percentage_points"): ("−3 percentage points", "−3个百分点"),
        Number(152977, "cny_per_person"): ("152,977 yuan per person", "152,977元/人"),
        Number(5, "index"): ("5", "5"),
    }
    assert {value: both(value) for value in expected} == expected


@given(st.decimals(1, 10**6, places=3), st.sampled_from(["tn_", "bn_", "100m_", "million_", "10k_", ""]))
def test_a_number_says_the_same_in_every_language(digits, prefix):
    """Digits times magnitude word are the number, whatever the word is."""
    words = {"trillion": 12, "billion": 9, "million": 6, "万亿": 12, "亿": 8, "万": 4}
    powers = {"tn_": 12, "bn_": 9, "100m_": 8, "million_": 6, "10k_": 4, "": 0}
    for text in both(Number(digits, f"{prefix}cny", 3 if not prefix else None)):
        rest = text.removesuffix("元").replace("yuan", "").replace(",", "").strip()
        word = next((word for word in words if rest.endswith(word)), "")
        number = float(rest.removesuffix(word))
        assert number * 10 ** words.get(word, 0) == pytest.approx(float(digits) * 10 ** powers[prefix])


def test_periods():
    assert both(Period(2017, 2022)) == ("2017–2022", "2017–2022")
    assert both(Period(2022, "2022")) == ("2022", "2022")
    assert both(Period("2022H2")) == ("H2 2022", "2022年下半年")
    assert both(Period("2021-11", "2022-02")) == ("November 2021–February 2022", "2021年11月–2022年2月")
    assert both(Period("2023-13")) == ("2023-13", "2023-13")


@given(st.integers(1, 3000))
def test_ordinals_end_as_in_english(n):
    ending = written(Rank(n), ENGLISH).removeprefix(str(n))
    last, teen = n % 10, n % 100 // 10 == 1
    assert ending == (
        "st" if last == 1 and not teen else "nd" if last == 2 and not teen else "rd" if last == 3 and not teen else "th"
    )
    assert written(Rank(n), CHINESE) == f"第{n}"
    assert written(Rank(n, tied=True), ENGLISH) == f"joint {n}{ending}"


def test_lists():
    expected = {
        (): ("", ""),
        ("a",): ("a", "a"),
        ("a", "b"): ("a and b", "a和b"),
        ("a", "b", "c"): ("a, b and c", "a、b和c"),
    }
    assert {items: both(Items(items)) for items in expected} == expected
    assert both(Items(["a", "b", "c"], either=True)) == ("a, b or c", "a、b或c")
    assert both(Items(["a", "b"], apart=True)) == ("a; b", "a；b")
    assert both(Items([], empty="none")) == ("none", "none")
    assert both(Items([percent(0.5), Words({"en": "half", "zh": "一半"})])) == ("50.0% and half", "50.0%和一半")


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_direction_and_comparison_follow_the_numbers(a, b):
    words = {
        1: ("rose", "上升", "above", "高于"),
        -1: ("fell", "下降", "below", "低于"),
        0: ("stayed the same", "持平", "level with", "持平于"),
    }
    # Fifteen digits of a number are what was written.
    one, other = float(f"{a:.15g}"), float(f"{b:.15g}")
    assert (*both(Direction(a, b)), *both(Comparison(a, b))) == words[(one > other) - (one < other)]


def test_direction_at_a_printed_precision():
    assert written(Direction(0.8167, 0.8171), ENGLISH) == "fell"
    assert written(Direction(0.8167, 0.8171, decimals=3), ENGLISH) == "stayed the same"


def test_change_gives_direction_and_amount_without_a_second_sign():
    assert both(Change(50.2, 45.5)) == ("rose by 10.3%", "增长10.3%")
    assert both(Change(9.0, 10.0)) == ("fell by 10.0%", "下降10.0%")
    assert both(Change(3, 3)) == ("stayed the same", "持平")
    assert both(Change(2, 3, decimals=0)) == ("fell by 33%", "下降33%")


def test_counts_are_words_up_to_ten_where_the_language_writes_so():
    assert [written(Count(n), ENGLISH) for n in (0, 1, 10, 11, 1234)] == ["no", "one", "ten", "11", "1,234"]
    assert [written(Count(n), CHINESE) for n in (0, 10, 11)] == ["0", "10", "11"]
    assert written(Count(0, alone=True), ENGLISH) == "none"


def test_bounds_and_other_periods_are_said():
    share = percent(0.415)
    assert [both(Bounded(share, bound)) for bound in ("at_least", "less_than", "approx", "forecast", "exact")] == [
        ("at least 41.5%", "至少41.5%"),
        ("less than 41.5%", "不到41.5%"),
        ("about 41.5%", "约41.5%"),
        ("41.5% (forecast)", "41.5%（预测）"),
        ("41.5%", "41.5%"),
    ]
    assert both(Dated(share, 2022, 2024)) == ("41.5% (2022)", "41.5%（2022年）")
    assert both(Dated(share, "2022", 2022)) == ("41.5%", "41.5%")


def test_phrases_fill_their_places_with_values_of_any_kind():
    inner = Phrase("{n} of {all}", n=Count(3), all=np.int64(1200))
    assert both(Phrase("{a}: {b}", a=Words({"en": "Share", "zh": "占比"}), b=inner)) == (
        "Share: three of 1,200",
        "占比: 3 of 1,200",
    )
    with pytest.raises(LanguageError, match=r"'\{a\} of \{b\}': no value for \{b\}; values are: a."):
        written(Phrase("{a} of {b}", a=1), ENGLISH)


def test_what_is_no_value_for_a_sentence_is_refused():
    for value in (None, True, float("nan"), [1], object()):
        with pytest.raises(LanguageError, match="is no value for a sentence: hand over a number, a text or a typed"):
            written(value, ENGLISH)


def test_words_fall_back_to_a_form_that_there_is():
    assert both(Words({"zh": "平台"})) == ("平台", "平台")
    assert both(Words({"en": "", "zh": ""})) == ("", "")


def test_an_unknown_language_names_those_there_are():
    with pytest.raises(LanguageError, match="'fr' is no language of this book; choose en or zh"):
        SPOKEN.of("fr")

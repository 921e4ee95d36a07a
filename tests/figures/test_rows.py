"""Rows as helpers prepare them, where the examples in the docstrings end."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from handbook.figures.rows import growth_rates, in_time, leaders, weaker, with_later, worded
from handbook.language import Language, Phrase, written


def test_there_is_no_growth_over_nothing_and_none_over_a_year_that_is_missing():
    levels = pd.Series({2019: 4.0, 2021: 0.0, 2022: 5.0, 2023: 6.0, 2024: None})
    assert growth_rates(levels).to_dict() == {2023: pytest.approx(0.2)}


def test_growth_of_a_half_year_is_over_the_same_half():
    levels = pd.Series({"2022H1": 2.0, "2022H2": 9.0, "2023H1": 3.0, "2023": 8.0})
    assert growth_rates(levels).to_dict() == {"2023H1": 0.5}


@pytest.mark.parametrize("languages", [("en",), ("en", "zh"), ("en", "zh", "de")])
def test_words_of_two_languages_serve_books_in_fewer_or_more(languages):
    rows = pd.DataFrame({"role_en": ["Pool orders"], "role_zh": ["订单聚合"]})
    [role] = worded(SimpleNamespace(languages=languages), rows, role=("role_en", "role_zh"))["role"]
    assert [written(role, Language(code)) for code in ("en", "de")] == ["Pool orders"] * 2


def test_a_value_without_a_first_vintage_revises_none():
    sizes = pd.DataFrame({"year": [2021, 2022], "vintage": ["a", "b"], "size": [45.5, 50.4], "evidence": "original"})
    assert with_later(sizes, ["year"], "size", "a").columns.tolist() == ["year", "size", "evidence"]
    revised = pd.concat([sizes, sizes.assign(year=2021)[1:]])
    assert with_later(revised, ["year"], "size", "a")[["later", "later_evidence"]].values.tolist() == [
        [50.4, "original"]
    ]


def test_rows_of_no_period_stay_rows():
    empty = pd.DataFrame({"period": pd.Series(dtype=str), "growth": pd.Series(dtype=float)})
    assert in_time(empty).columns.tolist() == ["period", "growth"]
    assert leaders(pd.Series(dtype=float)) == []


def test_grades_and_sentences_need_as_many_rows_in_each_column():
    with pytest.raises(ValueError, match="shorter"):
        weaker(pd.Series(["original", "report"]), pd.Series(["report"]))
    with pytest.raises(ValueError, match="shorter"):
        Phrase.each("{name} {value}", name=["a", "b"], value=[1])

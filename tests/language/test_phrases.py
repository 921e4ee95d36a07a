"""The engine's own phrases: found wherever they are said, and translated as a whole."""

from __future__ import annotations

import re

import pytest

from handbook.language import Catalogue, LanguageError, phrases
from handbook.language.catalogue import ENGINE, INTERFACE, file_of
from handbook.language.interface import interface, known, localized, other_forms, say
from handbook.quantities.relations import CHECKS


@pytest.fixture(scope="module")
def said():
    return phrases.of_engine()


def test_every_phrase_is_translated_and_no_other_is_kept(said):
    assert list(phrases.problems(known())) == []
    catalogue = Catalogue.read(file_of(ENGINE, "zh", INTERFACE))
    assert set(catalogue.lines) == {sentence.key for sentence in said}


def test_phrases_are_found_in_code_templates_scripts_and_checks(said):
    rooms = {sentence.file.partition("/")[0] for sentence in said}
    assert {"language", "figures", "site", "publish", "quantities"} <= rooms
    endings = {sentence.file.rpartition(".")[2] for sentence in said}
    assert endings == {"py", "html", "js"}
    named = {sentence.text for sentence in said if sentence.context == "check"}
    assert named == {check.replace("_", " ") for check in CHECKS}
    assert "Show {count} more" in phrases.of_scripts()


def test_a_phrase_without_a_translation_is_named_where_it_is_said(tmp_path):
    original = file_of(ENGINE, "zh", INTERFACE).read_text(encoding="utf-8")
    file = file_of(tmp_path, "zh", INTERFACE)
    file.parent.mkdir(parents=True)
    file.write_text(re.sub('(msgid "Show {count} more"\nmsgstr) "[^"]*"', r'\1 ""', original), encoding="utf-8")
    [missing] = phrases.problems(("en", "zh"), tmp_path)
    assert re.match(
        r"site/static/handbook.js, line \d+: .*'Show {count} more'.* zh/LC_MESSAGES/handbook.po", str(missing)
    )
    assert list(phrases.problems(("en",), tmp_path)) == [], "the other languages lack nothing"
    changed = re.sub('(msgid "{count} found"\nmsgstr) "[^"]*"', r'\1 "找到{number}项"', original)
    file.write_text(changed, encoding="utf-8")
    [wrong] = phrases.problems(("zh",), tmp_path)
    assert "the places of the sentence: {count}" in str(wrong)
    assert len(list(phrases.problems(("fr",), tmp_path))) > 300, "a language that nobody translated into"


def test_words_that_are_one_in_english_are_told_apart_by_their_context():
    assert say("zh", "Old") != say("zh", "Old", context="rank")
    assert say("en", "Old", context="rank") == "Old"


def test_a_place_that_no_value_fills_and_an_unknown_language_are_named():
    with pytest.raises(LanguageError, match=r"no value for \{count\}; values are: n"):
        say("en", "{count} found", n=3)
    with pytest.raises(ValueError, match="language 'fr' is not there; choose en or zh"):
        interface("fr")


def test_texts_of_the_data_follow_the_languages_that_they_have():
    row = {"title": "Grösse", "title_en": "Size", "title_zh": ""}
    assert [localized(row, "title", code) for code in ("de", "en", "zh")] == ["Grösse", "Size", "Grösse"]
    assert other_forms(row, "title", "en") == "Grösse"
    assert other_forms(row, "title", "de") == "Size"

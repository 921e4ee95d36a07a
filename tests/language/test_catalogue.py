"""Catalogues: translations are looked for near by first; a file that is none is named with the place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handbook.language import Catalogue, LanguageError, Languages, Phrase, places, written
from handbook.language.catalogue import file_of


def write(folder: Path, domain: str, text: str) -> Path:
    file = file_of(folder, "zh", domain)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_the_nearest_catalogue_that_has_a_sentence_translates_it(tmp_path):
    write(tmp_path, "cloud", 'msgid "Size"\nmsgstr "市场规模"\n\nmsgid "empty"\nmsgstr ""\n')
    write(tmp_path, "analysis", 'msgid "Size"\nmsgstr "规模"\n\nmsgid "Share of {n}"\nmsgstr "{n}的占比"\n')
    chinese = Languages(("en", "zh"), tmp_path).of("zh", ("cloud", "analysis"))
    assert chinese.translate("Size") == "市场规模"
    assert written(Phrase("Share of {n}", n=3), chinese) == "3的占比"
    assert chinese.translate("rose") == "上升", "the engine's own catalogue comes last"
    assert [chinese.translate(sentence) for sentence in ("empty", "new")] == ["empty", "new"]
    english = Languages(("en", "zh"), tmp_path).of("en", ("cloud",))
    assert english.translate("Size") == "Size"


def test_a_doubtful_translation_is_none(tmp_path):
    file = write(tmp_path, "cloud", '#, fuzzy\nmsgid "Size"\nmsgstr "规模"\n')
    assert Catalogue.read(file).sentences == {}
    assert Catalogue.read(file).lines == {"Size": 2}


def test_a_catalogue_that_is_not_there_is_empty(tmp_path):
    assert Catalogue.read(tmp_path / "none.po").sentences == {}


def test_a_catalogue_that_changed_is_read_again(tmp_path):
    file = write(tmp_path, "cloud", 'msgid "Size"\nmsgstr "规模"\n')
    assert Catalogue.read(file).sentences == {"Size": "规模"}
    write(tmp_path, "cloud", 'msgid "Size"\nmsgstr "市场"\n')
    os.utime(file, ns=(0, 1))
    assert Catalogue.read(file).sentences == {"Size": "市场"}


def test_sentences_keep_their_quotes_breaks_and_several_lines(tmp_path):
    file = write(tmp_path, "cloud", 'msgid ""\n"one \\"two\\"\\n"\n"three"\nmsgstr "“一”"\n')
    assert Catalogue.read(file).sentences == {'one "two"\nthree': "“一”"}


def test_a_file_that_is_no_catalogue_is_named(tmp_path):
    wrong = {
        'msgid "Size\nmsgstr "规模"\n': "line 1 does not end with a quotation mark: 'msgid \"Size'",
        'msgid "Size"\nmsgstr "规': "line 2 does not end with a quotation mark",
        '<<<<<<< ours\nmsgid "Size"\nmsgstr "规模"\n': "Unknown or misformatted keyword on 0",
        'msgid "Size"\n': "missing msgstr for msgid 'Size'",
    }
    for number, (text, message) in enumerate(wrong.items()):
        file = write(tmp_path, f"wrong{number}", text)
        with pytest.raises(LanguageError) as caught:
            Catalogue.read(file)
        assert str(caught.value).startswith(f"wrong{number}.po: this is no gettext catalogue in UTF-8 ({message}")
    file.write_bytes('msgid "Size"\nmsgstr "规模"\n'.encode("gb18030"))
    with pytest.raises(LanguageError, match=r"no gettext catalogue in UTF-8 \('utf-8' codec"):
        Catalogue.read(file)


def test_roles_of_markdown_are_no_places():
    assert places("{share} in {numref}`fig` of {year_2}, see {cite}`a`; {} and {X} stay") == ("share", "year_2")

"""The glossary: one table, both languages, every term in use somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from handbook.language.catalogue import file_of
from handbook.site import glossary
from handbook.tables.snapshot import Tables

ROOT = Path(__file__).resolve().parents[2]
TABLES = Tables.open(ROOT / "data")
TERMS = TABLES.text("glossary").to_dict("records")
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_there_are_terms_of_the_report_and_of_the_audit():
    assert len(TERMS) >= 40
    known = {row["chinese"] for row in TERMS}
    wanted = {"数字经济", "产业数字化", "劳动生产率", "产业互联网", "产业互联网企业", "千峰奖", "信创", "全要素生产率"}
    assert wanted <= known


def test_every_term_has_both_languages():
    for row in TERMS:
        term = row["term"]
        assert not CHINESE.search(term + row["definition"] + row["pinyin"]), term
        assert CHINESE.search(row["chinese"]), term
        assert len(CHINESE.findall(row["definition_zh"])) > 8, term
        assert row["definition"].endswith("."), term
        assert row["definition_zh"].endswith("。"), term


def test_no_form_belongs_to_two_terms():
    seen: dict[str, str] = {}
    for row in TERMS:
        for form in glossary.forms(row):
            assert seen.setdefault(form.lower(), row["term"]) == row["term"], form


def test_every_term_is_used_by_a_chapter_or_a_page():
    """A term that nothing uses is not explained here; the words are those that the site's own listing looks at."""
    pages = [*(ROOT / "book").glob("*.ipynb"), *(ROOT / "book").glob("*.md")]
    locale = ROOT / "book" / "locale"
    words = [
        text
        for page in pages
        if not page.stem.startswith("glossary")
        for text in glossary.words_of(page, [file_of(locale, "zh", page.stem)])
    ]
    for name in ("figures", "claims"):
        frame = TABLES.text(name)
        columns = [column for column in ("title", "title_zh", "subject", "subject_zh", "page") if column in frame]
        words += ["\n".join(frame[column]) for column in columns]
    words += [f"{row['printed']} {row['unit']}" for row in TABLES.text("claims").to_dict("records")]
    text = "\n".join(words)
    assert [row["term"] for row in TERMS if not glossary.is_used(row, text)] == []


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("The digital economy grew.", True),
        ("Digital economies differ.", False),
        ("我国数字经济规模", True),
        ("数字化的经济", False),
        ("predigital economy", False),
    ],
)
def test_a_text_uses_a_term_in_either_language(text, used):
    row = {"term": "digital economy", "chinese": "数字经济", "also": ""}
    assert glossary.is_used(row, text) is used


def test_identifiers_in_code_use_no_term_and_translations_do(tmp_path):
    notebook = tmp_path / "a.ipynb"
    source = 'check("interval", text("A digital human"))'
    notebook.write_text(json.dumps({"cells": [{"cell_type": "code", "source": [source]}]}), encoding="utf-8")
    catalogue = tmp_path / "a.po"
    catalogue.write_text('msgid "A digital human"\nmsgstr "数字人"\n', encoding="utf-8")
    assert glossary.words_of(notebook, [tmp_path / "none.po"]) == ["A digital human"]
    assert glossary.words_of(notebook, [catalogue]) == ["A digital human", "数字人"]

"""The glossary: one table, both languages, every term in use somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis import tables
from handbook.sphinx_ext import glossary

ROOT = Path(__file__).resolve().parents[1]
TERMS = tables.text("glossary", ROOT / "data").to_dict("records")
CHINESE = re.compile("[\u4e00-\u9fff]")
each_term = pytest.mark.parametrize("row", TERMS, ids=lambda row: row["term"].replace(" ", "-"))


def test_there_are_terms_of_the_report_and_of_the_audit():
    assert len(TERMS) >= 40
    known = {row["chinese"] for row in TERMS}
    wanted = {"数字经济", "产业数字化", "劳动生产率", "产业互联网", "产业互联网企业", "千峰奖", "信创", "全要素生产率"}
    assert wanted <= known


@each_term
def test_a_term_has_both_languages(row):
    assert not CHINESE.search(row["term"] + row["definition"] + row["pinyin"])
    assert CHINESE.search(row["chinese"])
    assert len(CHINESE.findall(row["definition_zh"])) > 8
    assert row["definition"].endswith(".")
    assert row["definition_zh"].endswith("。")


def test_no_form_belongs_to_two_terms():
    seen: dict[str, str] = {}
    for row in TERMS:
        for form in glossary.forms(row):
            assert seen.setdefault(form.lower(), row["term"]) == row["term"], form


def test_every_term_is_used_by_a_chapter_or_a_page():
    """A term that nothing uses is not explained here; the words are those that the site's own listing looks at."""
    pages = [*(ROOT / "book").glob("*.ipynb"), *(ROOT / "book").glob("*.md")]
    words = [glossary._words(page, page.stat().st_mtime_ns) for page in pages if not page.stem.startswith("glossary")]
    for name in ("figures", "claims"):
        frame = tables.text(name, ROOT / "data")
        columns = [column for column in ("title", "title_zh", "subject", "subject_zh", "page") if column in frame]
        words += ["\n".join(frame[column]) for column in columns]
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


def test_identifiers_in_code_use_no_term(tmp_path):
    notebook = tmp_path / "a.ipynb"
    notebook.write_text(
        '{"cells": [{"cell_type": "code", "source": ["check(\\"interval\\", say(\\"A digital human\\", \\"数字人\\"))"]}]}',
        encoding="utf-8",
    )
    words = glossary._words(notebook, 0)
    assert "interval" not in words
    assert "A digital human" in words
    assert "数字人" in words

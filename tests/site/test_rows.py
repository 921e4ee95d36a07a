"""Tables of the data package that a page shows row by row."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from markupsafe import escape

from handbook.language.interface import say
from handbook.site import output, rows
from handbook.tables.snapshot import Tables

DATA = Path(__file__).resolve().parents[2] / "data"


def cited(key: str) -> dict[str, str]:
    return {"key": key, "page": "sources.html", "text": key}


@pytest.mark.parametrize(
    ("language", "heads", "word"),
    [
        ("en", ["Claim", "What came of it", "Note", "Source", "Evidence"], "Confirmed elsewhere"),
        ("zh", ["编号", "结果", "说明", "来源", "证据"], "他处可证"),
    ],
)
def test_a_table_is_shown_whole_with_words_for_its_codes_and_links_to_its_sources(language, heads, word):
    tables = Tables.open(DATA, DATA)
    own = tables.text("lookups")
    shown = rows.rows("lookups", tables, language, cited)
    assert shown["heads"] == heads
    template = output.environment().get_template("table.html")
    page = template.render(p={**shown, "id": "lookups"}, say=partial(say, language), depth="", language=language)
    assert page.count("<tr>") == len(own) + 1
    assert page.count(f">{escape(word)}</td>") == (own["result"] == "confirmed").sum() > 0
    assert page.count(f">{say(language, 'reprint', context='grade')}</td>") == (own["evidence"] == "reprint").sum() > 0
    assert page.count('href="sources.html#source-') == len(own)

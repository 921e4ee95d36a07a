"""Relations between tables are declared in the data package; a table in doubt turns no verdict against the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.audit import Ledger
from handbook.audit.validate import problems
from handbook.language import doubts, wording
from handbook.tables.snapshot import Tables

ROWS = {
    "north,2021": "10.0",
    "north,2022": "12.0",
    "south,2021": "9.5",
    "south,2022": "10.5",
}


@pytest.fixture
def edition(tiny, tmp_path: Path):
    """Give the function that makes an edition with other values and a relation of its table of sales."""

    def make(relation: str = "", **values: str) -> Tables:
        rows = {**ROWS, **{key.replace("_", ","): value for key, value in values.items()}}
        lines = [f"{place},{value},office,original" for place, value in rows.items()]
        text = "\n".join(["region,year,sales_100m_cny,source,evidence", *lines, ""])
        (tmp_path / "sales.csv").write_text(text, encoding="utf-8")
        if relation:
            package = f"resources:\n- name: sales\n  follows: [{{column: sales_100m_cny, {relation}}}]\n"
            (tmp_path / "datapackage.yaml").write_text(package, encoding="utf-8")
        return Tables(tmp_path, tiny.tables)

    return make


def test_a_relation_between_tables_is_a_notice_or_a_must(edition, tiny):
    before = "sales/sales_100m_cny?region={region}&year={year-1}"
    near = f"from: 'level({before}; 0.1)', within: 1.5"
    assert Ledger.of(edition(near)).doubts == []
    [doubt] = Ledger.of(edition(near, south_2022="12.5")).doubts
    assert (doubt.kind, doubt.row, doubt.value) == ("relation", 5, "12.5")
    assert doubts.line(doubt) == (
        "sales.csv, row 5, column sales_100m_cny (region south, year 2022): found '12.5', unlikely: "
        "10.45 follows from sales (9.5 亿元 × (1 + 0.1))."
    )
    assert "由sales推算为10.45" in doubts.line(doubt, "zh")
    must = list(problems(edition(f"{near}, must: true", south_2022="12.5"), tiny.root))
    assert [(p.row, p.value) for p in must] == [(5, "12.5")]
    assert "10.45, which follows from sales" in must[0].expected
    below = "where: {region: south}, below: 'sales/sales_100m_cny?region=north&year={year}'"
    assert Ledger.of(edition(below)).doubts == []
    assert [one.row for one in Ledger.of(edition(below, south_2022="12.8")).doubts] == [5]
    for relation in ("from: 'x', below: 'y'", "from: 'sales/sales_100m_cny?year={yeer}'"):
        assert any("follows" in str(p) for p in problems(edition(relation), tiny.root)), relation


def test_a_table_in_doubt_turns_no_verdict_against_the_report(edition):
    assert Ledger.of(edition(north_2022="12.9")).on("C0001a").verdict == "contradicted"  # a revision
    doubtful = Ledger.of(edition(north_2022="1.2"))
    found = doubtful.on("C0001a")
    assert found.verdict == "cannot be checked"
    assert "sales.csv: it is 0.1 times the handbook’s own (12.0)" in wording.reason(found, "en")
    assert "存疑" in wording.reason(found, "zh")
    assert doubtful.on("C0003a").verdict == Ledger.of(edition()).on("C0003a").verdict  # of another table

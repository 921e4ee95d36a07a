"""The helpers of the chapters, on the book's own tables, and every verdict of the audit."""

import json

from click.testing import CliRunner

from analysis import bulletins
from handbook.cli import main
from handbook.figures.chapter import ChapterTables
from handbook.tables.snapshot import Tables


def test_facts_are_those_of_the_tables():
    tables = ChapterTables(Tables.open())
    assert bulletins.sectors(tables).facts["total"].value == 1_210_207
    assert bulletins.contributions(tables).facts["total"].value == 3.0
    assert bulletins.services(tables)["year"].tolist() == [2020, 2021]


def test_tables_claims_checks_and_translations_are_complete():
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 0, result.output


def test_what_holds_rests_on_arithmetic_and_nothing_is_contradicted():
    result = CliRunner().invoke(main, ["audit", "--format", "json"])
    rows = {row["claim"]: row for row in json.loads(result.output)}
    computed = {claim: row for claim, row in rows.items() if row["check"]}
    assert {row["verdict"] for row in rows.values()} & {"contradicted", "misworded"} == set()
    for claim in ("C0003a", "C0003b", "C0004a", "C0004b", "C0004c", "C0006a", "C1004b"):
        assert computed[claim]["basis"] == "arithmetic"
        assert computed[claim]["verdict"].startswith("holds")

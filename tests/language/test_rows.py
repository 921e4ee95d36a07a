"""Verdicts in words, as rows of ``audit.json`` and ``audit.csv``."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

from handbook.audit import Ledger
from handbook.language.rows import CSV_COLUMNS, as_row, audit_rows, to_csv, to_json, verdicts_digest
from handbook.quantities.relations import AS_STATED, CANNOT, CONTRADICTED, HOLDS
from samples import AUDIT_COLUMNS


def row_of(project, claim: str, language: str = "en"):
    return as_row(Ledger.of(project.tables).on(claim), language)


def test_row_has_the_keys_of_the_contract_and_values_in_the_printed_unit(project):
    row = row_of(project, "C0001b")
    assert set(AUDIT_COLUMNS) - {"finding"} <= set(row)
    assert (row["printed"], row["unit"], row["computed"], row["low"], row["high"]) == (
        *("22.5", "亿元"),
        *map(Decimal, ("22.5", "22.4", "22.6")),
    )
    assert (row["verdict"], row["check"], row["evidence"]) == (HOLDS, "sum", "original")
    assert row["arithmetic"] == "12.0 亿元 + 10.5 亿元"
    assert row["places"] == ["sales/sales_100m_cny/3", "sales/sales_100m_cny/5"]


def test_row_holds_all_digits_of_what_was_computed(project):
    project.replace("sales", "north,2022,12.0", "north,2022,123456.789")
    row = row_of(project, "C0001a")
    assert row["computed"] == Decimal("123456.789")
    assert (row["low"], row["high"]) == (Decimal("123456.7885"), Decimal("123456.7895"))
    assert '"computed": 123456.789,' in to_json([row])
    project.replace("checks", "C0001a,value,sales/sales_100m_cny?region=north&year=2022,,", "C0001a,ratio,41 亿元; 3,,")
    assert f'"computed": 13.{"6" * 25}7,' in to_json([row_of(project, "C0001a")]), "28 digits of what never ends"
    assert "123456.789" in to_csv([row])


def test_row_of_a_comparison_in_other_units_has_no_computed_value(project):
    project.append(
        "claims",
        "C0009x,F01,Sales,North,first year above,首次突破,order,2022,2022,年份,exact,report,derivable,sales,9,,",
    )
    project.append(
        "checks",
        "C0009x,order,sales/sales_100m_cny?region=north&year=2022; sales/sales_100m_cny?region=north&year=2021,,",
    )
    row = row_of(project, "C0009x")
    assert (row["verdict"], row["computed"], row["low"], row["high"]) == (HOLDS, None, None, None)
    assert len(row["places"]) == 1


def test_row_speaks_the_language(project):
    assert "；报告为4家：两者不相符。" in row_of(project, "C0003a", "zh")["reason"]
    assert row_of(project, "C0003a")["reason"].endswith("the report has 4 companies: the figures are incompatible.")


def test_lists_inside_a_reason_are_in_the_readers_language(project):
    def reasons() -> list[str]:
        told = (audit_rows(Ledger.of(project.tables), language) for language in ("en", "zh"))
        return [
            next(row["reason"].split(";")[0].split("；")[0] for row in rows if row["claim"] == "C0003a")
            for rows in told
        ]

    assert reasons() == ["3", "3（甲公司、乙公司、丙公司）"], "a list that English has no words for is left out"
    for name, english in (("甲公司", "First"), ("乙公司", ""), ("丙公司", "Third")):
        project.append("names", f"{name},{english},{'' if english else 'Yi Gongsi'},company")
    assert reasons() == ["3 (First, Yi Gongsi, Third)", "3（甲公司、乙公司、丙公司）"]


def test_csv_has_one_line_per_claim_and_no_infinity(project):
    rows = [as_row(verdict) for verdict in Ledger.of(project.tables).verdicts()]
    read = list(csv.DictReader(io.StringIO(to_csv(rows))))
    assert list(read[0]) == CSV_COLUMNS
    assert [row["claim"] for row in read] == ["C0001a", "C0001b", "C0002a", "C0003a", "C0004a"]
    assert set(AUDIT_COLUMNS) <= set(read[0])
    assert read[4]["computed"] == ""


def test_row_shows_every_choice_and_says_when_all_fail(project):
    project.replace("checks", "C0001a,value,sales/sales_100m_cny?region=north&year=2022,,\n", "")
    project.append(
        "checks", "C0001a,sum,13 亿元,reading 0,读法0\nC0001a,sum,14 亿元,reading 1,\nC0001a,sum,15 亿元,reading 2,"
    )
    row = row_of(project, "C0001a")
    assert row["reason"].endswith("It fails under the other 2 readings as well.")
    assert [(c["reading"], c["computed"], c["verdict"]) for c in row["readings"]] == [
        (f"reading {number}", 13.0 + number, CONTRADICTED) for number in range(3)
    ]
    row = row_of(project, "C0001a", "zh")
    assert row["reason"].endswith("按其余2种读法同样不成立。")
    assert [c["reading"] for c in row["readings"]] == ["读法0", "reading 1", "reading 2"]


def test_row_of_a_claim_that_depends_on_a_choice_explains_each(project):
    project.replace("checks", "C0001a,value,sales/sales_100m_cny?region=north&year=2022,,\n", "")
    project.append("checks", "C0001a,sum,13 亿元,reading 0,读法0\nC0001a,sum,12 亿元,reading 1,读法1")
    row = row_of(project, "C0001a")
    assert row["verdict"] == HOLDS
    assert "Reading 0: 1.3 billion yuan = 1.30 billion yuan; the report has 1.20 billion yuan: the" in row["reason"]
    assert "figures are incompatible." in row["reason"]
    assert "Reading 1: 1.2 billion yuan = 1.20 billion yuan; the report has 1.20 billion yuan: it" in row["reason"]
    assert "it holds." in row["reason"]


def test_row_of_a_part_says_whether_the_check_refutes_it(project):
    project.append("checks", "C0004a,at_most,C0004a; 100 %,,")
    row = row_of(project, "C0004a")
    assert (row["verdict"], row["check"], row["kind_of_finding"]) == (AS_STATED, "at_most", "")
    assert row["reason"].endswith("≤ 100%: possible, which proves nothing.")
    project.replace("checks", "C0004a; 100 %", "C0004a; 1 %")
    row = row_of(project, "C0004a")
    assert (row["verdict"], row["kind_of_finding"]) == (CONTRADICTED, "arithmetic")
    assert row["reason"].endswith("> 1%: a part cannot be larger than the whole.")


def test_row_of_an_undecided_claim_says_what_is_missing(project):
    project.replace("sales", "north,2022,12.0,office,original", "north,2022,15.0,office,secondary")
    row = row_of(project, "C0001a")
    assert (row["verdict"], row["evidence"]) == (CANNOT, "secondary")
    assert "it would disagree, but the evidence is too weak to decide" in row["reason"]
    project.append("checks", "C0003a,needs,11 亿元,another reading,另一读法")
    project.replace("checks", "C0003a,count,members,,", "C0003a,sum,5 家,one reading,一种读法")
    row = row_of(project, "C0003a")
    assert row["verdict"] == CANNOT
    assert "this reading needs that value, which was not found" in row["reason"]


def test_row_tells_newer_values_only_where_there_are_some(project):
    assert "later" not in row_of(project, "C0001a")
    project.append("sales", "north,2023,15.0,office,secondary")
    assert row_of(project, "C0001a")["later"] == [{"period": "2023", "computed": 15.0, "evidence": "secondary"}]


def test_digest_of_verdicts_follows_what_they_depend_on_and_nothing_else(project):
    def digests() -> list[str]:
        ledger = Ledger.of(project.tables)
        return [verdicts_digest(scope, ledger) for scope in ("figure=F01", "chapter=members")]

    before = digests()
    project.append("members", "丁公司,b,report,report")
    after = digests()
    assert (after[0] == before[0], after[1] == before[1]) == (True, False)
    project.replace("sales", "south,2022,10.5", "south,2022,10.6")
    assert digests()[0] != before[0]


def test_chinese_reasons_set_no_space_between_a_number_and_its_unit(own):
    rows = audit_rows(Ledger.of(own), "zh")
    assert [row["reason"] for row in rows if re.search(r"\d [\u4e00-\u9fff]", row["reason"])] == []

"""Findings: those of the table, those that only a verdict tells, and what is wrong with them."""

from __future__ import annotations

import yaml

from handbook.audit import Ledger, findings
from handbook.audit.diagnosis import diagnose
from handbook.audit.validate import problems
from handbook.language.rows import audit_rows, finding_rows

COLUMNS = ["finding", "kind", "claims", "sentence", "sentence_zh", "arithmetic", "weight", "question"]
ROW = "N01,listing,C0003a,Four members are three.,四个成员实为三个。,4 ≠ 3,2,false"


def write(project, *rows: str) -> None:
    """Give a project a table of findings."""
    described = project.data / "datapackage.yaml"
    package = yaml.safe_load(described.read_text(encoding="utf-8"))
    fields = [{"name": name, "type": "string"} for name in COLUMNS]
    schema = {"primaryKey": "finding", "fields": fields}
    package["resources"].append({"name": "findings", "path": "findings.csv", "schema": schema})
    described.write_text(yaml.safe_dump(package, allow_unicode=True), encoding="utf-8")
    project.file("findings").write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")


def said(project) -> list[str]:
    return [str(problem) for problem in problems(project.tables, project.root)]


def test_a_contradiction_that_no_row_tells_is_a_finding_with_the_id_of_its_claim(project):
    [told] = findings(Ledger.of(project.tables))
    assert (told.finding, told.kind, told.claims, told.weight) == ("C0003a", "listing", ("C0003a",), 2)
    [row] = finding_rows(Ledger.of(project.tables))
    assert row["sentence"] == (
        "members: 3 (甲公司、乙公司、丙公司); the report has 4 家: the figures are incompatible."
    )
    assert row["sentence_zh"].startswith("成员数：3 (")
    write(project, ROW)
    [row] = finding_rows(Ledger.of(project.tables))
    assert (row["finding"], row["sentence"], row["claims"]) == ("N01", "Four members are three.", ["C0003a"])
    assert {r["claim"]: r["finding"] for r in audit_rows(Ledger.of(project.tables)) if r["finding"]} == {
        "C0003a": "N01"
    }
    assert said(project) == []


def test_findings_stand_by_weight_and_a_question_says_so(project):
    write(project, ROW, "N02,comparison,C0001a; C0004a,Is it?,是否？,,5,true")
    found = findings(Ledger.of(project.tables))
    assert [(told.finding, told.question) for told in found] == [("N02", True), ("N01", False)]


def test_a_finding_names_claims_that_there_are_and_an_equation_is_told_once(project):
    write(project, ROW, "N02,listing,C0009z,Nothing.,无。,,2,false", "N03,listing,,None.,无。,,2,false")
    expected = "expected claims of claims.csv, with semicolons between them"
    assert said(project) == [
        f"findings.csv, row 3, column claims: found 'C0009z', {expected}. Mend C0009z.",
        f"findings.csv, row 4, column claims: found '', {expected}. Name what it is about.",
    ]


def test_two_findings_about_one_equation_are_one(project):
    project.replace("checks", "C0003a,count,members,,", "C0003a,sum,2 家; 1 家,,")
    project.append(
        "claims", "C0005a,,Members,China,members again,成员数,count,2022,4,家,exact,report,derivable,members,5,4,"
    )
    project.append("checks", "C0005a,sum,2 家; 1 家,,")
    write(
        project,
        "N01,arithmetic,C0003a; C0005a,Three.,三。,2 + 1 = 3,4,false",
        "N02,arithmetic,C0005a,Not four.,非四。,1 + 2 = 3,4,false",
    )
    [line] = said(project)
    assert line.startswith(
        "findings.csv, row 3, column claims: found 'C0005a', expected one finding for one equation; N01"
    )


def test_a_contradiction_says_which_slip_may_be_behind_it(project):
    project.replace("checks", "C0003a,count,members,,", "C0003a,sum,2 家; 12 家,,")
    project.replace("claims", "2022,4,家", "2022,41,家")
    book = Ledger.of(project.tables)
    assert [(d.claim.claim, d.slip.kind, d.slip.meant) for d in diagnose(book, book.on("C0003a"))] == [
        ("C0003a", "swapped", "14")
    ]
    [row] = [row for row in audit_rows(book) if row["claim"] == "C0003a"]
    assert row["reason"].endswith(" 41 companies may be a slip for 14 companies: two digits are swapped.")


def test_a_slip_may_be_in_a_number_that_went_into_it_or_in_the_year(project):
    project.replace("claims", "2022,22.5,亿元", "2022,25.5,亿元")
    project.replace(
        "checks",
        "C0001b,sum,sales/sales_100m_cny?region=north&year=2022; sales/sales_100m_cny?region=south&year=2022,,",
        "C0001b,sum,C0001a; sales/sales_100m_cny?region=south&year=2022,,",
    )
    book = Ledger.of(project.tables)
    assert ("C0001a", "digit", "15.0") in [
        (d.claim.claim, d.slip.kind, d.slip.meant) for d in diagnose(book, book.on("C0001b"))
    ]
    project.replace("claims", "2022,12.0,亿元", "2022,10.0,亿元")
    book = Ledger.of(project.tables)
    told = {(d.slip.kind, d.slip.meant) for d in diagnose(book, book.on("C0001a"))}
    assert ("last_year", "2021") in told
    assert diagnose(book, book.on("C0004a")) == []

"""The ledger: what references stand for, what checks give, verdicts under readings, how much a contradiction weighs."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
import yaml

from handbook.audit import Ledger, Verdict
from handbook.audit.claims import weakest
from handbook.audit.findings import weight
from handbook.audit.ledger import split_inputs
from handbook.audit.validate import problems
from handbook.quantities.printed import printed
from handbook.quantities.relations import AS_STATED, CANNOT, CONTRADICTED, HOLDS, ROUNDING, CheckError
from handbook.quantities.verdicts import CONSISTENT
from handbook.tables.snapshot import TableError


@pytest.fixture
def ledger(project) -> Ledger:
    return Ledger.of(project.tables)


def verdict_of(project, claim: str) -> Verdict:
    return Ledger.of(project.tables).on(claim)


# ── references ───────────────────────────────────────────────────────────────────────────────────


def test_expressions_stand_for_claims_cells_numbers_and_nested_checks(ledger):
    cell = "sales/sales_100m_cny?region=north&year=2022"
    assert ledger.quantities("C0001a")[0] == printed("12.0", "亿元", place="C0001a")
    assert ledger.quantities(cell)[0].value == 12 * 10**8
    assert ledger.quantities(cell)[0].places == ("sales/sales_100m_cny/3",)
    assert ledger.quantities("2.5 万亿元")[0].value == 25 * 10**11
    assert ledger.quantities("2.5")[0].low == ledger.quantities("2.5")[0].high
    assert ledger.quantities(f"growth({cell}; sum(1 亿元; 9 亿元))")[0].value == pytest.approx(0.2)


def test_one_reference_may_stand_for_several_cells(ledger):
    assert [float(q.value / 10**8) for q in ledger.quantities("sales/sales_100m_cny?region=south")] == [9.5, 10.5]
    assert len(ledger.quantities("sales/sales_100m_cny")) == 4


def test_cells_carry_the_evidence_of_their_row(project):
    project.replace("sales", "north,2022,12.0,office,original", "north,2022,12.0,office,unverified")
    [q] = Ledger.of(project.tables).quantities("sales/sales_100m_cny?region=north&year=2022")
    assert q.evidence == {"unverified"}


IMPOSSIBLE = [
    ("C9999z", "there is no claim 'C9999z'"),
    ("profits/x?y=1", "there is no table 'profits'; tables are claims, checks, figures, names, sales, members"),
    ("sale/x?y=1", "there is no table 'sale'; tables are sales."),
    ("sales/profit", "table sales has no column 'profit'; it has region, year, sales_100m_cny, source, evidence"),
    ("sales/year?zone=1", "table sales has no column 'zone'"),
    ("sales?region=north", "names rows; name a column too: sales/<column>"),
    ("sales/year?region=west", "no row of sales has these values"),
    ("sales/sales_100m_cny?region=north&year=2020", "sales has no row of 2020; its years are 2021, 2022"),
    ("growth(1; 2", "the brackets do not match"),
    ("magic(1; 2)", "there is no check 'magic'; checks are value, repeated, sum"),
    ("above(2; 1)", "above says yes or no; it cannot be an input"),
    ("grim(3)", "grim tests a printed number; it cannot be an input"),
    ("growth(1)", "wrong number of inputs"),
    ("at_most(2; 1)", "at_most says yes or no; it cannot be an input"),
    ("shared(members/kind)", "wrong number of inputs"),
    ("shared(members/name; zone)", "table members has no column 'zone'"),
    ("distinct(members)", "names rows; name a column too: members/<column>"),
    ("common_base(147; C9999z)", "there is no claim 'C9999z'"),
    ("ratio(1; 0)", "nothing can be divided by it"),
    ("share(1 亿元; 2 家)", "units that do not go together"),
    ("sum(1 parsec; 2)", "unit 'parsec' is not known"),
    ("sum(sales/region?year=2021)", "'north' is no number"),
]
"""Expressions, and what is wrong with them."""


def test_expression_that_cannot_be_worked_out_says_why(ledger):
    for expression, message in IMPOSSIBLE:
        with pytest.raises(CheckError, match=re.escape(message)):
            ledger.apply("sum", expression)


def test_inputs_are_split_outside_of_brackets_only():
    assert split_inputs("a; f(b; g(c; d)); e ;") == ["a", "f(b; g(c; d))", "e"]


def test_rank_needs_one_cell_and_ranks_within_the_given_rows(ledger):
    found = ledger.apply("rank", "sales/sales_100m_cny?region=south&year=2022; sales/sales_100m_cny?year=2022")
    assert found.value == 2
    assert ledger.apply("rank", "sales/sales_100m_cny?region=south&year=2022").value == 2
    assert ledger.apply("rank", "sales/sales_100m_cny?region=south&year=2021").value == 4
    with pytest.raises(CheckError, match="a rank is that of one cell, but 2 rows match"):
        ledger.apply("rank", "sales/sales_100m_cny?region=south")


def test_rows_are_counted_one_by_one_and_values_once(ledger):
    assert ledger.apply("count", "members").value == 3
    assert ledger.apply("count", "members").formula == "3 (甲公司、乙公司、丙公司)"
    assert ledger.apply("count", "members/kind").value == 2
    assert ledger.apply("count", "members?kind=a").value == 2
    assert ledger.apply("count", "members?kind=z").value == 0


def test_nothing_is_counted_in_a_year_that_the_table_lacks(ledger):
    for reference in ("sales/region?year=2020", "sales?year=2020&region=north"):
        message = f"'{reference}': sales has no row of 2020; its years are 2021, 2022"
        with pytest.raises(CheckError, match=re.escape(message)):
            ledger.apply("count", reference)
    assert ledger.apply("count", "sales?year=2022&region=west").value == 0


def test_listed_members_are_compared_across_rows(ledger):
    assert ledger.apply("distinct", "members/kind").formula == "3 − 1 (2 × a) = 2"
    assert ledger.apply("shared", "members/kind; name").formula == "1 (a: 甲公司, 乙公司)"
    assert ledger.apply("contains", "members/name; 甲公司").verdict == HOLDS
    assert ledger.apply("contains", "members/name; 丙").formula == "丙 ∉ {甲公司、乙公司、丙公司}"
    assert ledger.apply("consecutive", "sales/year?region=north; 2022").formula == "2 (2021–2022)"
    assert ledger.apply("known", "members/name; evidence").verdict == HOLDS
    assert ledger.apply("spellings", "members/name").verdict == CONTRADICTED


def test_first_year_above_a_threshold_comes_from_the_year_column(ledger):
    assert ledger.apply("first_above", "sales/sales_100m_cny?region=north; 11 亿元").value == 2022
    with pytest.raises(CheckError, match="no year of the series is above 99 亿元"):
        ledger.apply("first_above", "sales/sales_100m_cny?region=north; 99 亿元")


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────


def test_verdicts_of_the_tiny_report(ledger):
    found = {v.claim.claim: v.verdict for v in ledger.verdicts()}
    assert found == {"C0001a": HOLDS, "C0001b": HOLDS, "C0002a": HOLDS, "C0003a": CONTRADICTED, "C0004a": AS_STATED}


def test_a_changed_cell_changes_the_verdict(project):
    project.replace("sales", "12.0", "12.04")
    assert verdict_of(project, "C0001a").verdict == ROUNDING
    project.replace("sales", "12.04", "12.4")
    assert verdict_of(project, "C0001a").verdict == CONTRADICTED


def test_claim_without_a_check_has_the_verdict_of_its_reason(project):
    expected = {"self_reported": AS_STATED, "unpublished": CANNOT}
    for number, reason in enumerate(expected):
        row = f"C01{number:02}a,,Members,China,some,若干,share,2022,9,%,exact,report,{reason},members,4,9,{reason}"
        project.append("claims", row)
    ledger = Ledger.of(project.tables)
    found = [ledger.on(f"C01{number:02}a") for number in range(len(expected))]
    assert {v.claim.reason: v.verdict for v in found} == expected
    assert {(v.evidence, v.deciding, v.basis, v.sensitivity) for v in found} == {("report", None, "", None)}


def test_a_reason_with_a_verdict_that_only_checks_give_is_named(project):
    file = project.data / "datapackage.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("unpublished: cannot be checked", "unpublished: holds"), encoding="utf-8")
    expected = "datapackage.yaml: found 'unpublished: holds', expected one of as stated, cannot be checked"
    assert [str(problem).partition(". ")[0] for problem in problems(project.tables, project.root)] == [expected]


def test_claim_without_a_check_and_a_reason_is_named(project):
    project.replace("claims", "members,4,99,self_reported", "members,4,99,unknown")
    with pytest.raises(TableError, match=r"claims.csv, row 6, .*'unknown' is none of the reasons self_reported, unp"):
        verdict_of(project, "C0004a")


def test_a_claim_that_fails_one_of_two_checks_is_contradicted(project):
    project.append("checks", "C0001a,difference,22.5 亿元; 10.0 亿元,,")
    found = verdict_of(project, "C0001a")
    assert (found.verdict, found.deciding.check, len(found.outcomes)) == (CONTRADICTED, "difference", 2)


def choose(project, *amounts: str) -> Verdict:
    """Check C0001a (12.0) against amounts, each under a reading of its own."""
    project.replace("checks", "C0001a,value,sales/sales_100m_cny?region=north&year=2022,,\n", "")
    for number, amount in enumerate(amounts):
        project.append("checks", f"C0001a,sum,{amount},reading {number},读法{number}")
    return verdict_of(project, "C0001a")


def test_a_claim_that_holds_under_one_reading_is_not_contradicted(project):
    found = choose(project, "13 亿元", "12 亿元")
    assert found.verdict == HOLDS
    assert found.depends_on_reading
    assert [(o.reading, o.finding.formula) for o in found.outcomes] == [
        ("reading 0", "13 亿元"),
        ("reading 1", "12 亿元"),
    ]


def test_a_claim_that_fails_under_every_reading_is_contradicted(project):
    found = choose(project, "13 亿元", "14 亿元")
    assert (found.verdict, found.depends_on_reading) == (CONTRADICTED, False)


@pytest.mark.parametrize(("weak", "verdict"), [("12.0", CANNOT), ("14.0", CONTRADICTED)])
def test_a_reading_on_weak_evidence_saves_a_claim_from_contradiction_only_by_agreeing(project, weak, verdict):
    project.replace("sales", "south,2022,10.5,office,original", f"south,2022,{weak},office,unverified")
    assert choose(project, "sales/sales_100m_cny?region=south&year=2022", "13 亿元").verdict == verdict


def test_a_reading_on_weak_evidence_confirms_nothing_that_a_better_one_decides(project):
    project.replace("sales", "south,2022,10.5,office,original", "south,2022,13.0,office,unverified")
    assert choose(project, "sales/sales_100m_cny?region=south&year=2022", "12 亿元").verdict == HOLDS


def test_a_reading_that_needs_an_unpublished_value_leaves_the_claim_undecided(project):
    choose(project, "13 亿元")
    project.append("checks", "C0001a,needs,11 亿元,another reading,另一读法")
    found = verdict_of(project, "C0001a")
    assert (found.verdict, found.deciding.finding.remark) == (CANNOT, "needed")


# ── checks that can only refute ──────────────────────────────────────────────────────────────────


def test_a_part_that_fits_leaves_the_claim_its_reason(project):
    project.append("checks", "C0004a,at_most,C0004a; 100 %,,")
    found = verdict_of(project, "C0004a")
    assert (found.verdict, found.deciding, found.kind_of_finding) == (AS_STATED, None, "")
    assert [o.finding.remark for o in found.outcomes] == ["possible"]


def test_a_part_above_its_whole_is_contradicted_whatever_the_reason(project):
    project.append("checks", "C0004a,at_most,C0004a; 1 %,,")
    found = verdict_of(project, "C0004a")
    assert (found.verdict, found.kind_of_finding) == (CONTRADICTED, "arithmetic")
    assert found.deciding.finding.remark == "part_above_whole"


def test_weak_evidence_alone_decides_nothing(project):
    project.replace("sales", "north,2022,12.0,office,original", "north,2022,15.0,office,secondary")
    found = verdict_of(project, "C0001a")
    assert (found.verdict, found.evidence, found.basis) == (CANNOT, "secondary", "")
    assert found.deciding.finding.remark == "unverified_no"


def test_the_report_cannot_check_itself(project):
    project.replace("sales", "north,2022,12.0,office,original", "north,2022,12.0,report,report")
    said = r"the report cannot check itself; use `repeated` or another source\. Mend"
    with pytest.raises(TableError, match=said):
        verdict_of(project, "C0001a")
    project.replace("checks", "C0001a,value,", "C0001a,sum,")
    with pytest.raises(TableError, match=said):  # a sum of one number is that number
        verdict_of(project, "C0001a")


def weight_of(project, claim: str) -> int:
    book = Ledger.of(project.tables)
    return weight(book, book.on(claim))


def test_a_number_that_others_lean_on_weighs_more_and_one_of_a_title_most(project):
    assert weight_of(project, "C0003a") == 2, "a list and its count"
    project.replace("checks", "C0003a,count,members,,", "C0003a,sum,3 家; 0 家,,")
    assert weight_of(project, "C0003a") == 3
    project.append("checks", "C0001a,at_most,1 家; C0003a,,")
    assert weight_of(project, "C0003a") == 3, "a check that can only refute ties nothing"
    project.replace("checks", "C0001a,at_most,1 家; C0003a,,", "C0001b,sum,product(C0003a; 5.625 亿元),,")
    assert weight_of(project, "C0003a") == 4
    project.replace("claims", "C0003a,,Members,", "C0003a,,四家 members,")
    project.replace("claims", "members,3,四,", "members,3,四家,")
    assert weight_of(project, "C0003a") == 5


def test_basis_follows_from_what_a_check_joins(project):
    def basis(check: str, inputs: str) -> str:
        header = project.file("checks").read_text(encoding="utf-8").splitlines()[0]
        rows = [header, f"C0001a,{check},{inputs},,", *OTHERS]
        project.file("checks").write_text("\n".join(rows) + "\n", encoding="utf-8")
        return Ledger.of(project.tables).on("C0001a").deciding.basis

    cell = "sales/sales_100m_cny?region=north&year=2022"
    for check, inputs, expected in (
        ("value", cell, "source"),
        ("difference", f"C0001b; {cell}", "source"),
        ("difference", "C0001b; 10.5 亿元", "arithmetic"),
        ("repeated", "C0001b", "repetition"),
        ("sum", "product(count(members); 4 亿元)", "listing"),
        ("sum", "product(C0003a; 3 亿元)", "arithmetic"),
    ):
        assert basis(check, inputs) == expected, f"{check}({inputs})"


OTHERS = ("C0001b,sum,22.5 亿元,,", "C0002a,sum,20 %,,", "C0003a,count,members,,")


def test_what_only_agrees_with_the_report_is_consistent(project):
    project.append("members", "丁公司,b,report,report")
    found = verdict_of(project, "C0003a")
    assert (found.verdict, found.basis, found.sensitivity) == (CONSISTENT, "listing", 0)
    project.replace("checks", "C0001a,value,sales/sales_100m_cny?region=north&year=2022,,", "C0001a,repeated,C0001b,,")
    assert (verdict_of(project, "C0001a").verdict, verdict_of(project, "C0001a").basis) == (CONTRADICTED, "repetition")
    project.replace("claims", "2022,22.5,亿元", "2022,12.0,亿元")
    assert (verdict_of(project, "C0001a").verdict, verdict_of(project, "C0001a").basis) == (CONSISTENT, "repetition")


def test_a_share_above_all_is_contradicted_without_a_check(project):
    project.replace("claims", "2022,99,%,exact", "2022,108.01,%,exact")
    found = verdict_of(project, "C0004a")
    assert (found.verdict, found.deciding.finding.formula) == (CONTRADICTED, "108.01% > 100%")


def test_a_comparison_far_from_the_print_decides_nothing(project):
    project.replace(
        "checks", "C0001a,value,sales/sales_100m_cny?region=north&year=2022,,", "C0001a,below,C0001a; 13 亿元,,"
    )
    found = verdict_of(project, "C0001a")
    assert (found.verdict, found.sensitivity) == (HOLDS, Fraction(1, 12))
    project.replace("checks", "C0001a,below,C0001a; 13 亿元,,", "C0001a,below,C0001a; 130 亿元,,")
    assert verdict_of(project, "C0001a").deciding.finding.remark == "too_wide"


def test_kind_of_finding_follows_from_what_decides(ledger):
    found = {v.claim.claim: v.kind_of_finding for v in ledger.verdicts()}
    assert found == {**dict.fromkeys(("C0001a", "C0001b", "C0002a", "C0004a"), ""), "C0003a": "listing"}


def test_audit_names_the_claim_whose_check_fails(project):
    project.replace("checks", "C0003a,count,members,,", "C0003a,count,people,,")
    with pytest.raises(
        TableError, match=r"claims.csv, row 5, column claim: found 'C0003a'.*there is no table 'people'"
    ):
        list(Ledger.of(project.tables).verdicts())


def test_weakest_grade_counts():
    assert weakest({"original", "secondary", "report"}) == "secondary"
    assert weakest(set()) == "report"


# ── what is read ─────────────────────────────────────────────────────────────────────────────────


def test_verdicts_of_a_figure_and_of_a_chapter(ledger):
    assert [v.claim.claim for v in ledger.of_figure("F01")] == ["C0001a", "C0001b", "C0002a"]
    assert [v.claim.claim for v in ledger.of_chapter("members")] == ["C0003a", "C0004a"]
    assert [v.claim.claim for v in ledger.of_chapter("sales")] == ["C0001a", "C0001b", "C0002a"]
    assert ledger.of_chapter("sales", without_figure=True) == []
    assert ledger.of_figure("F99") == []


def test_an_unknown_claim_is_named_with_the_near_ones(ledger):
    with pytest.raises(CheckError, match=r"there is no claim 'C0001x' in claims.csv; near it: C0001b, C0001a"):
        ledger.on("C0001x")


def test_one_ledger_serves_a_snapshot_and_evaluates_each_check_once(project):
    tables = project.tables
    ledger = Ledger.of(tables)
    assert Ledger.of(tables) is ledger
    assert ledger.on("C0001a") is next(ledger.verdicts())
    assert Ledger.of(project.tables) is not ledger


# ── ties ──────────────────────────────────────────────────────────────────────────────────────────


def test_ids_that_the_data_package_allows_tie_claims_together(project):
    """`C[0-9]{4}[a-z]+` allows more than one letter."""
    for name in ("claims", "checks"):
        file = project.file(name)
        file.write_text(file.read_text(encoding="utf-8").replace("C0001a", "C0001abc"), encoding="utf-8")
    project.replace(
        "checks", "C0001b,sum,sales/sales_100m_cny?region=north&year=2022;", "C0001b,sum,mean(C0001abc; C0001abc);"
    )
    book = Ledger.of(project.tables)
    assert book.ties("C0001abc") == {"C0001b"}
    assert book.ties("C0001b") == {"C0001abc"}
    assert book.claims_in("grim(C0001abc; 5); sales/year?region=C0001b; C9999z") == ["C0001abc", "C9999z"]
    with pytest.raises(CheckError, match="there is no claim 'C9999zz'"):
        book.quantities("C9999zz")


# ── what came after ──────────────────────────────────────────────────────────────────────────────


def test_newer_rows_are_put_beside_a_claim_and_do_not_decide_it(project):
    project.append("sales", "north,2023,15.0,office,secondary\nsouth,2023,11.0,office,original")
    ledger = Ledger.of(project.tables)
    found = {v.claim.claim: [(x.period, float(x.quantity.value)) for x in v.later] for v in ledger.verdicts()}
    assert found == {
        "C0001a": [("2023", 15e8)],
        "C0001b": [("2023", 26e8)],
        "C0002a": [("2023", 0.25)],
        "C0003a": [],
        "C0004a": [],
    }
    assert ledger.on("C0001a").verdict == HOLDS
    assert ledger.on("C0001a").later[0].quantity.evidence == {"secondary"}


def test_a_claim_about_an_earlier_year_has_nothing_that_came_after(project):
    row = "C0005a,F01,Sales,North,sales,销售额,sales,2021,10.0,亿元,exact,report,derivable,sales,1,10.0,"
    project.append("claims", row)
    project.append("checks", "C0005a,value,sales/sales_100m_cny?region=north&year=2021,,")
    project.append("sales", "north,2023,15.0,office,original")
    assert verdict_of(project, "C0005a").later == ()


# ── drafts ───────────────────────────────────────────────────────────────────────────────────────


def test_of_drafted_claims_and_checks_those_count_that_a_person_accepted(project):
    whole = set(Ledger.of(project.tables).claims)
    file = project.data / "datapackage.yaml"
    package = yaml.safe_load(file.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["name"] in ("claims", "checks"):
            resource["schema"]["fields"].append({"name": "accepted", "type": "string", "title": "Accepted"})
            table = project.file(resource["name"])
            head, *rows = table.read_text(encoding="utf-8").splitlines()
            marks = ["yes", *(["", "no"] * len(rows))]
            lines = [f"{head},accepted", *(f"{row},{mark}" for row, mark in zip(rows, marks, strict=False))]
            table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    file.write_text(yaml.safe_dump(package, sort_keys=False), encoding="utf-8")
    ledger = Ledger.of(project.tables)
    assert len(ledger.claims) == 1 < len(whole)
    assert sum(map(len, ledger.checks.values())) == 1
    assert {verdict.claim.claim for verdict in ledger.verdicts()} == set(ledger.claims)

"""The audit: references, checks, verdicts under choices, and the rows of audit.json."""

from __future__ import annotations

import csv
import io
import re

import pytest

from analysis import audit, tables, wording
from analysis.checks import AS_STATED, CANNOT, CONTRADICTED, HOLDS, ROUNDING, VERDICTS, CheckError, grim, spelling_pairs
from analysis.quantities import printed
from samples import AUDIT_COLUMNS


@pytest.fixture
def ledger(project) -> audit.Ledger:
    return audit.Ledger(project.data)


def verdict_of(project, claim: str) -> audit.Verdict:
    book = audit.Ledger(project.data)
    return book.verdict(book.claims[claim])


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
    [q] = audit.Ledger(project.data).quantities("sales/sales_100m_cny?region=north&year=2022")
    assert q.evidence == {"unverified"}


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("C9999z", "there is no claim 'C9999z'"),
        ("profits/x?y=1", "there is no table 'profits'; tables are claims, checks, figures, names, sales, members"),
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
    ],
)
def test_expression_that_cannot_be_worked_out_says_why(ledger, expression, message):
    with pytest.raises(CheckError) as caught:
        ledger.apply("sum", expression)
    assert message in str(caught.value)


def test_inputs_are_split_outside_of_brackets_only():
    assert audit.split_inputs("a; f(b; g(c; d)); e ;") == ["a", "f(b; g(c; d))", "e"]


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


@pytest.mark.parametrize("reference", ["sales/region?year=2020", "sales?year=2020&region=north"])
def test_nothing_is_counted_in_a_year_that_the_table_lacks(ledger, reference):
    with pytest.raises(CheckError, match="sales has no row of 2020; its years are 2021, 2022"):
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


def test_verdicts_of_the_tiny_report(project):
    found = {v.claim.claim: v.verdict for v in audit.audit(project.data)}
    assert found == {"C0001a": HOLDS, "C0001b": HOLDS, "C0002a": HOLDS, "C0003a": CONTRADICTED, "C0004a": AS_STATED}


def test_a_changed_cell_changes_the_verdict(project):
    project.replace("sales", "12.0", "12.04")
    assert verdict_of(project, "C0001a").verdict == ROUNDING
    project.replace("sales", "12.04", "12.4")
    assert verdict_of(project, "C0001a").verdict == CONTRADICTED


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [
        ("self_reported", AS_STATED),
        ("definition", AS_STATED),
        ("opinion", AS_STATED),
        ("unpublished", CANNOT),
        ("source_not_found", CANNOT),
        ("edition_lost", CANNOT),
        ("method_unpublished", CANNOT),
        ("vague", CANNOT),
    ],
)
def test_claim_without_a_check_has_the_verdict_of_its_reason(project, reason, verdict):
    project.replace("claims", "members,4,99,self_reported", f"members,4,99,{reason}")
    found = verdict_of(project, "C0004a")
    assert (found.verdict, found.evidence, found.deciding) == (verdict, "report", None)
    assert audit.as_row(found)["reason"]


def test_a_claim_that_fails_one_of_two_checks_is_contradicted(project):
    project.append("checks", "C0001a,difference,22.5 亿元; 10.0 亿元,,")
    found = verdict_of(project, "C0001a")
    assert (found.verdict, found.deciding.check, len(found.outcomes)) == (CONTRADICTED, "difference", 2)


def choose(project, *amounts: str) -> audit.Verdict:
    """Check C0001a (12.0) against amounts, each under a choice of its own."""
    project.replace("checks", "C0001a,value,sales/sales_100m_cny?region=north&year=2022,,\n", "")
    for number, amount in enumerate(amounts):
        project.append("checks", f"C0001a,sum,{amount},reading {number},读法{number}")
    return verdict_of(project, "C0001a")


def test_a_claim_that_holds_under_one_choice_is_not_contradicted(project):
    found = choose(project, "13 亿元", "12 亿元")
    assert found.verdict == HOLDS
    assert found.depends_on_choice
    reason = audit.as_row(found)["reason"]
    assert "reading 0: 13 亿元" in reason
    assert "reading 1: 12 亿元" in reason


def test_a_claim_that_fails_under_every_choice_is_contradicted(project):
    found = choose(project, "13 亿元", "14 亿元")
    assert (found.verdict, found.depends_on_choice) == (CONTRADICTED, False)


@pytest.mark.parametrize(("weak", "verdict"), [("12.0", CANNOT), ("14.0", CONTRADICTED)])
def test_a_choice_on_weak_evidence_saves_a_claim_from_contradiction_only_by_agreeing(project, weak, verdict):
    project.replace("sales", "south,2022,10.5,office,original", f"south,2022,{weak},office,unverified")
    assert choose(project, "sales/sales_100m_cny?region=south&year=2022", "13 亿元").verdict == verdict


def test_a_choice_on_weak_evidence_confirms_nothing_that_a_better_one_decides(project):
    project.replace("sales", "south,2022,10.5,office,original", "south,2022,13.0,office,unverified")
    assert choose(project, "sales/sales_100m_cny?region=south&year=2022", "12 亿元").verdict == HOLDS


def test_a_reading_that_needs_an_unpublished_value_leaves_the_claim_undecided(project):
    choose(project, "13 亿元")
    project.append("checks", "C0001a,needs,11 亿元,another reading,另一读法")
    found = verdict_of(project, "C0001a")
    assert (found.verdict, found.deciding.finding.remark) == (CANNOT, "needed")
    assert "this reading needs that value, which was not found" in audit.as_row(found)["reason"]


def test_reason_says_that_every_choice_fails(project):
    choose(project, "13 亿元", "14 亿元", "15 亿元")
    row = audit.as_row(verdict_of(project, "C0001a"))
    assert row["reason"].endswith("It fails under the other 2 choices as well.")
    assert len(row["choices"]) == 3


# ── checks that can only refute ──────────────────────────────────────────────────────────────────


def test_a_part_that_fits_leaves_the_claim_its_reason_and_says_so(project):
    project.append("checks", "C0004a,at_most,C0004a; 100 %,,")
    row = audit.as_row(verdict_of(project, "C0004a"))
    assert (row["verdict"], row["check"], row["kind_of_finding"]) == (AS_STATED, "at_most", "")
    assert row["reason"].endswith("≤ 100 %: possible, which proves nothing.")


def test_a_part_above_its_whole_is_contradicted_whatever_the_reason(project):
    project.append("checks", "C0004a,at_most,C0004a; 1 %,,")
    row = audit.as_row(verdict_of(project, "C0004a"))
    assert (row["verdict"], row["kind_of_finding"]) == (CONTRADICTED, "arithmetic")
    assert row["reason"].endswith("> 1 %: a part cannot be larger than the whole.")


def test_weak_evidence_alone_decides_nothing(project):
    project.replace("sales", "north,2022,12.0,office,original", "north,2022,15.0,office,secondary")
    found = verdict_of(project, "C0001a")
    assert (found.verdict, found.evidence, found.gap) == (CANNOT, "secondary", 0.0)
    assert "it would disagree, but the evidence is too weak to decide" in audit.as_row(found)["reason"]


def test_the_report_cannot_check_itself(project):
    project.replace("sales", "north,2022,12.0,office,original", "north,2022,12.0,report,report")
    with pytest.raises(CheckError, match="the report cannot check itself; use `repeated` or another source"):
        verdict_of(project, "C0001a")


def weights(project) -> dict[str, float]:
    book = audit.Ledger(project.data)
    return {v.claim.claim: book.weight(v) for v in book.verdicts()}


def test_only_contradictions_weigh(project):
    assert {claim for claim, weight in weights(project).items() if weight} == {"C0003a"}


def test_a_number_of_a_title_weighs_more_and_so_does_one_that_others_lean_on(project):
    base = weights(project)["C0003a"]
    project.append("checks", "C0001a,at_most,1 家; C0003a,,")
    assert weights(project)["C0003a"] == base, "a check that can only refute ties nothing"
    project.replace("checks", "C0001a,at_most,1 家; C0003a,,", "C0001b,sum,product(C0003a; 5.625 亿元),,")
    assert weights(project)["C0003a"] == pytest.approx(base + 1)
    project.replace("checks", "C0003a,count,members,,", "C0003a,sum,3 家; 0 家,,")
    assert weights(project)["C0003a"] == pytest.approx(base + 1 + 1 + 0.25), "arithmetic, and its gap"


def test_a_number_about_one_company_weighs_less(project):
    before = weights(project)["C0003a"]
    entity = audit.Ledger(project.data).claims["C0003a"].entity
    project.append("names", f"{entity},A company,,company")
    assert weights(project)["C0003a"] == before - 1


def test_kind_of_finding_follows_from_what_decides(project):
    found = {v.claim.claim: v.kind_of_finding for v in audit.audit(project.data)}
    assert found == {"C0001a": "source", "C0001b": "source", "C0002a": "source", "C0003a": "listing", "C0004a": ""}


def test_gap_is_relative_to_the_print(project):
    assert verdict_of(project, "C0003a").gap == pytest.approx(0.25)
    assert verdict_of(project, "C0001a").gap == 0


def test_audit_names_the_claim_whose_check_fails(project):
    project.replace("checks", "C0003a,count,members,,", "C0003a,count,people,,")
    with pytest.raises(
        tables.TableError, match=r"claims.csv, row 5, column claim: found 'C0003a'.*there is no table 'people'"
    ):
        audit.audit(project.data)


def test_weakest_grade_counts():
    assert audit.weakest({"original", "secondary", "report"}) == "secondary"
    assert audit.weakest(set()) == "report"


# ── what is read ─────────────────────────────────────────────────────────────────────────────────


def test_verdicts_of_a_figure_and_of_a_chapter(project):
    assert [v.claim.claim for v in audit.of_figure("F01", project.data)] == ["C0001a", "C0001b", "C0002a"]
    assert [v.claim.claim for v in audit.of_chapter("members", project.data)] == ["C0003a", "C0004a"]
    assert audit.of_chapter("sales", project.data, without_figure=True) == []


def test_verdicts_shown_are_recorded_and_their_digest_follows_the_tables(project):
    audit.of_figure("F01", project.data)
    recorded = tables.recorded()["verdicts?figure=F01"]
    assert recorded == audit.verdicts_digest("figure=F01", project.data)
    project.replace("sales", "south,2022,10.5", "south,2022,10.6")
    assert audit.verdicts_digest("figure=F01", project.data) != recorded


def test_digest_of_verdicts_ignores_what_they_do_not_depend_on(project):
    before = audit.verdicts_digest("figure=F01", project.data)
    project.append("members", "丁公司,b,report,report")
    assert audit.verdicts_digest("figure=F01", project.data) == before


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────


def test_row_has_the_keys_of_the_contract_and_values_in_the_printed_unit(project):
    row = audit.as_row(verdict_of(project, "C0001b"))
    assert set(AUDIT_COLUMNS) <= set(row)
    assert (row["printed"], row["unit"], row["computed"], row["low"], row["high"]) == ("22.5", "亿元", 22.5, 22.4, 22.6)
    assert (row["verdict"], row["check"], row["evidence"]) == (HOLDS, "sum", "original")
    assert row["arithmetic"] == "12.0 亿元 + 10.5 亿元"
    assert row["places"] == ["sales/sales_100m_cny/3", "sales/sales_100m_cny/5"]


def test_row_holds_all_digits_of_what_was_computed(project):
    project.replace("sales", "north,2022,12.0", "north,2022,123456.789")
    rows = {row["claim"]: row for row in map(audit.as_row, audit.audit())}
    assert rows["C0001a"]["computed"] == 123456.789
    assert (rows["C0001a"]["low"], rows["C0001a"]["high"]) == (123456.7885, 123456.7895)
    assert "123456.789" in audit.to_csv([rows["C0001a"]])


def test_ids_that_the_data_package_allows_tie_claims_together(project):
    """`C[0-9]{4}[a-z]+` allows more than one letter."""
    for name in ("claims", "checks"):
        file = project.file(name)
        file.write_text(file.read_text(encoding="utf-8").replace("C0001a", "C0001abc"), encoding="utf-8")
    project.replace(
        "checks", "C0001b,sum,sales/sales_100m_cny?region=north&year=2022;", "C0001b,sum,mean(C0001abc; C0001abc);"
    )
    book = audit.ledger()
    assert book.ties("C0001abc") == {"C0001b"}
    assert book.ties("C0001b") == {"C0001abc"}
    assert book.claims_in("grim(C0001abc; 5); sales/year?region=C0001b; C9999z") == ["C0001abc", "C9999z"]
    with pytest.raises(CheckError, match="there is no claim 'C9999zz'"):
        book.quantities("C9999zz")


def test_row_of_a_comparison_in_other_units_has_no_computed_value(project):
    project.append(
        "claims",
        "C0009x,F01,Sales,North,first year above,首次突破,order,2022,2022,年份,exact,report,derivable,sales,9,,",
    )
    project.append(
        "checks",
        "C0009x,order,sales/sales_100m_cny?region=north&year=2022; sales/sales_100m_cny?region=north&year=2021,,",
    )
    row = audit.as_row(verdict_of(project, "C0009x"))
    assert (row["verdict"], row["computed"], row["low"], row["high"]) == (HOLDS, None, None, None)
    assert len(row["places"]) == 1


def test_row_speaks_the_language(project):
    assert "；报告为4 家：两者不可能相符。" in audit.as_row(verdict_of(project, "C0003a"), "zh")["reason"]
    assert audit.as_row(verdict_of(project, "C0003a"))["reason"].endswith("printed 4 家: the two cannot meet.")


def test_csv_has_one_line_per_claim_and_no_infinity(project):
    rows = [audit.as_row(v) for v in audit.audit(project.data)]
    read = list(csv.DictReader(io.StringIO(audit.to_csv(rows))))
    assert [row["claim"] for row in read] == ["C0001a", "C0001b", "C0002a", "C0003a", "C0004a"]
    assert set(AUDIT_COLUMNS) <= set(read[0])
    assert read[4]["computed"] == ""


def test_frame_has_one_row_per_verdict(project):
    assert len(audit.frame(audit.audit(project.data))) == 5


# ── the report ───────────────────────────────────────────────────────────────────────────────────

PINS = {
    "C0257a": (CONTRADICTED, "72 家 + 70 家 + 7 家 = 149 家"),
    "C0277a": (CONTRADICTED, "149 家"),
    "C0304x": (CONTRADICTED, "81.7 % = 81.7 %: at the printed precision it is not above"),
    "C0307c": (ROUNDING, "50.2 万亿元 ÷ 45.5 万亿元 − 1 = 10.33 %"),
    "C0342a": (CONTRADICTED, "108 位"),
    "C0365a": (CONTRADICTED, "109 位"),
    "C0348x": (CONTRADICTED, "164,988.5 元/人"),
    "C0981x": (CONTRADICTED, "20.90 % + 43.53 % + 26.97 % + 16.61 % = 108.01 %"),
    "C0255a": (ROUNDING, "39 ÷ 149 = 26.17 %"),
    "C0277b": (CONTRADICTED, "no whole number can give it. It fails under the other choice as well."),
    "C0277d": (CONTRADICTED, "no whole number can give it. It fails under the other choice as well."),
    "C0277x": (CONTRADICTED, "It fails under the other 2 choices as well."),
    "C0267y": (CONTRADICTED, "上市 ∉ {改制、辅导、申报、注册及筹备发行}: the list leaves it out."),
    "C0537a": (CONTRADICTED, "9 (2015–2023); printed 10 年"),
    "C0558y": (
        HOLDS,
        "trade names joined to their firm: 2 (鸿海: 1, 3、和硕: 1, 3); implied 0 家: the two cannot meet.",
    ),
    "C0843c": (CANNOT, "236.33 亿元 ÷ 278.95 亿元 − 1 = −15.279 %"),
    "C1301x": (CONTRADICTED, "无界创新资本 ≠ 无届创新资本: one name is spelled in more than one way."),
    "C1355b": (CONTRADICTED, "elsewhere in the report (C0200a) 130 个; printed at least 156 个"),
    "C1386x": (CONTRADICTED, "35 − 3 (2 × MathGPT、2 × KidsGPT、2 × 曹植) = 32"),
    "C2395x": (CANNOT, "not all of them were found"),
}


@pytest.mark.parametrize("claim", PINS)
def test_what_the_report_prints_is_found_by_computation(claim):
    book = audit.ledger()
    row = audit.as_row(book.verdict(book.claims[claim]))
    verdict, arithmetic = PINS[claim]
    assert row["verdict"] == verdict
    assert arithmetic in row["reason"]


@pytest.mark.parametrize("text", ["26.2", "52.1", "17.6"])
def test_percentages_of_applicants_fit_some_bases_only(text):
    book = audit.ledger()
    bases = {"C0257a": 147, "sum(C0257b; C0257c; C0257d)": 149, "sum(C0257b; C0257c)": 142}
    fitting = {
        number for base, number in bases.items() if grim(text, int(book.quantities(base)[0].value), percent=True)
    }
    assert fitting == {"26.2": {149}, "52.1": {142}, "17.6": {142}}[text]
    for base, number in bases.items():
        assert book.quantities(base)[0].value == number


def test_headline_contradictions_come_first_and_spellings_last():
    order = [group[0].claim.claim for group in audit.findings()]
    assert order[0] == "C0257a", "the sum of the applicants"
    headline = {"C0257a", "C0277x", "C0304x", "C0365a", "C0981x"}
    assert set(order[: len(headline)]) == headline, order
    kinds = [group[0].kind_of_finding for group in audit.findings()]
    assert kinds[: len(headline)].count("listing") == 0
    assert order.index("C1301x") > order.index("C0348x")


def test_every_contradiction_stands_in_one_finding():
    found = [verdict.claim.claim for group in audit.findings() for verdict in group]
    contradicted = [verdict.claim.claim for verdict in audit.audit() if verdict.verdict == CONTRADICTED]
    assert sorted(found) == sorted(contradicted)
    together = {frozenset(v.claim.claim for v in group) for group in audit.findings() if len(group) > 1}
    assert together == {
        frozenset({"C0257a", "C0277a", "C0277f"}),
        frozenset({"C0277x", "C0277b", "C0277d"}),
        frozenset({"C0342a", "C0365a"}),
    }


def test_formulas_are_symbols_in_every_language():
    for verdict in audit.audit():
        for outcome in verdict.outcomes:
            told = re.sub(r"\(.*\)|\{.*\}", "", outcome.finding.formula)  # names of members stand as printed
            assert not re.findall(r"\b[a-z]{3,}\b", told), f"{verdict.claim.claim}: {outcome.finding.formula}"


DIFFERENT = {("得力集团", "得力集实"), ("焦点科技", "端点科技"), ("飞榴科技", "飞算科技")}
"""Firms whose names look like two spellings of one and are not."""


def test_names_that_look_like_two_spellings_of_one_firm_are_joined_or_known_to_differ():
    names = tables.text("names")
    firms = set(names[names["kind"].isin(["company", "institution"])]["name"])
    stands_for = dict(zip(tables.text("name_variants")["variant"], tables.text("name_variants")["name"], strict=True))
    pairs = set(spelling_pairs(firms | set(stands_for)))
    joined = {pair for pair in pairs if len({stands_for.get(name, name) for name in pair}) == 1}
    assert pairs - joined == DIFFERENT
    assert {("无届创新资本", "无界创新资本"), ("飞熊领先", "飞熊领鲜")} <= joined
    checked = {
        row["inputs"].rpartition("=")[2]
        for row in tables.text("checks").to_dict("records")
        if row["check"] == "spellings"
    }
    misspelled = {stands_for[a] for a, b in joined if not (a in b or b in a)}
    assert misspelled <= checked, "a claim per name that is spelled in two ways"


def test_every_claim_has_a_verdict_a_reason_in_both_languages_and_a_chapter():
    found = audit.audit()
    assert len(found) > 400
    for verdict in found:
        assert verdict.verdict in VERDICTS
        for language in ("en", "zh"):
            assert len(audit.as_row(verdict, language)["reason"]) > 5, verdict.claim.claim


QUOTED = (*wording.SAYS_ALL, "value", "repeated")
"""Checks whose reason holds no result but a comparison, or another print as it stands in its own unit."""


def test_reason_and_computed_cell_say_the_same_number():
    seen = 0
    for verdict in audit.audit():
        row = audit.as_row(verdict)
        if row["computed"] is not None and row["check"] not in QUOTED:
            cell = wording.digits(row["computed"], row["unit"], row["printed"])
            assert re.search(rf"(?<![\d.,]){re.escape(cell)}(?![\d])", row["reason"]), (
                f"{row['claim']}: {cell}, {row['reason']}"
            )
            seen += 1
    assert seen > 90

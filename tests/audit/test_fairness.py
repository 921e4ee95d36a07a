"""What keeps a verdict from being fair is said with file, row, column and what to do."""

from __future__ import annotations

import yaml

from handbook.audit import Ledger
from handbook.audit.validate import problems

CELL = "sales/sales_100m_cny?region=north&year=2022"
KEPT = (
    "C0001b,sum,sales/sales_100m_cny?region=north&year=2022; sales/sales_100m_cny?region=south&year=2022,,,",
    "C0002a,sum,20 %,,,",
    "C0003a,count,members,,,",
)


def said(project, *rows: str) -> list[str]:
    """Return what is wrong when these rows, which have the column of the words, check C0001a."""
    described = project.data / "datapackage.yaml"
    package = yaml.safe_load(described.read_text(encoding="utf-8"))
    [checks] = [resource for resource in package["resources"] if resource["name"] == "checks"]
    checks["schema"]["fields"] = [{"name": name, "type": "string"} for name in HEADER.split(",")]
    described.write_text(yaml.safe_dump(package, allow_unicode=True), encoding="utf-8")
    project.file("checks").write_text("\n".join([HEADER, *rows, *KEPT]) + "\n", encoding="utf-8")
    return [str(problem) for problem in problems(project.tables, project.root)]


HEADER = "claim,check,inputs,reading,reading_zh,words"


def test_readings_are_named_are_one_and_leave_one_that_the_words_have_or_allow(project):
    fits, fails = "C0001a,sum,12 亿元", "C0001a,sum,13 亿元"
    assert said(project, f"{fits},a,甲,yes", f"{fails},b,乙,no") == []
    assert Ledger.of(project.tables).on("C0001a").verdict == "holds"
    assert said(project, f"{fails},a,甲,yes", f"{fits},b,乙,no") == []
    assert Ledger.of(project.tables).on("C0001a").verdict == "misworded"
    cases = (
        ((f"{fits},,,yes",), "row 2, column reading: found '', expected the reading of which `words` speaks"),
        (
            (f"{fits},a,甲,yes", f"{fails},a,甲,no"),
            "row 3, column words: found 'no', expected 'yes', as in another row",
        ),
        (
            (f"{fits},a,甲,yes", f"{fails},b,乙,yes"),
            "row 3, column words: found 'yes', expected one reading that the words",
        ),
        (
            (f"{fits},a,甲,no", f"{fails},b,乙,no"),
            "row 2, column words: found 'no', expected a reading that the words have",
        ),
    )
    for rows, expected in cases:
        [line] = said(project, *rows)
        assert line.startswith(f"checks.csv, {expected}"), line


def test_a_check_that_says_not_how_far_a_number_may_move_is_refused(project):
    project.replace("claims", "2022,20,%,exact", "2022,0.0,%,exact")
    [line] = said(project, f"C0001a,value,{CELL},,,", "C0002a,difference,20.03 %; 20 %,,,")[-1:]
    assert line.startswith("checks.csv, row 3, column check: found 'difference', expected a check that would notice")


def test_a_number_printed_twice_is_compared_both_ways(project):
    [line] = said(project, "C0001a,repeated,C0001b,,,")
    assert line == (
        "checks.csv, row 2, column inputs: found 'C0001b', expected a number that is compared with this one too; "
        "C0001b is not. Add the row C0001b,repeated,C0001a."
    )


def test_a_base_that_is_offered_to_one_share_is_offered_to_all_on_it(project):
    rows = ("C0004a,grim,C0003a,a,甲,", "C0004a,grim,9 家,b,乙,", "C0002a,grim,C0003a,a,甲,")
    project.replace("claims", "99,self_reported", "99,")
    lines = said(project, f"C0001a,value,{CELL},,,", *rows)
    assert [line for line in lines if "offered" in line] == [
        "checks.csv, row 5, column inputs: found 'C0003a', expected every base that is offered to another share of it; "
        "C0004a has '9 家'. Add the row C0002a,grim,9 家."
    ]

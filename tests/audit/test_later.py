"""What newer tables say of a claim's quantity: the verdict stays, later values stand beside it."""

from __future__ import annotations

from handbook.audit import Ledger
from handbook.language.rows import as_row
from handbook.tables.snapshot import Tables
from next_year import OWN, extended


def test_claims_keep_their_verdicts_and_newer_years_stand_beside_them(tmp_path):
    own, newer = (Ledger.of(Tables.open(folder, OWN)) for folder in (OWN, extended(tmp_path / "data")))
    before = {verdict.claim.claim: verdict for verdict in own.verdicts()}
    now = {verdict.claim.claim: verdict for verdict in newer.verdicts()}
    assert {claim: verdict.verdict for claim, verdict in now.items()} == {
        claim: verdict.verdict for claim, verdict in before.items()
    }
    size = now["C0307b"]
    assert [(later.period, size.in_printed_unit(later.quantity.value)) for later in size.later] == [
        ("2023", 55.2),
        ("2024", 60.7),
    ]
    assert before["C0307b"].later == ()
    assert [(later.period, float(later.quantity.value)) for later in now["C2110x"].later] == [("2024", 40.0)]
    assert before["C2110x"].later == ()
    assert "later" not in as_row(before["C0307b"])
    assert [row["period"] for row in as_row(size)["later"]] == ["2023", "2024"]


def test_claim_about_an_earlier_year_has_nothing_that_came_after(project):
    project.append("sales", "north,2023,14.3,office,original")
    project.append(
        "claims",
        "C0005a,F01,Sales,North,sales before,此前销售额,sales,2021,10.0,亿元,exact,report,derivable,sales,5,10.0,",
    )
    project.append("checks", "C0005a,value,sales/sales_100m_cny?region=north&year=2021,,")
    found = {verdict.claim.claim: verdict.later for verdict in Ledger.of(project.tables).verdicts()}
    assert [later.period for later in found["C0001a"]] == ["2023"]
    assert [later.period for later in found["C0002a"]] == ["2023"]
    assert found["C0001b"] == ()
    assert found["C0005a"] == ()

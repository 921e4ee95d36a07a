"""Sentences of newer, ragged tables name the periods that they rest on; the whole sweep is `make sweep`."""

from __future__ import annotations

import pytest

from analysis import awards
from handbook.language import Words
from handbook.publish import execute
from tools import sweep

SAMPLE = {
    "cloud": ("cloud_market", "a new period for saas alone"),
    "labour_productivity": ("labour_productivity_ilo", "the first moves on"),
    "case_guolian": ("guolian_restatement", "a new period for gross alone"),
}


def task(chapter: str, table: str, kind: str) -> sweep.Task:
    [edition] = [edition for edition in sweep.editions(sweep._own(), table) if edition.kind == kind]
    return sweep.Task(edition, chapter, ())


@pytest.fixture(autouse=True)
def _warm() -> None:
    execute.warm()


@pytest.mark.parametrize("chapter", SAMPLE)
def test_no_sentence_of_a_ragged_edition_rests_on_a_period_that_it_does_not_name(chapter):
    wrong = [one for one in sweep.swept(task(chapter, *SAMPLE[chapter])) if not one.why.startswith(sweep.READ)]
    assert not wrong, "\n".join(map(str, wrong))


def test_share_without_its_newer_year_is_seen(monkeypatch):
    newer = task("awards", "applicant_shares", "a new period")
    monkeypatch.setattr(awards, "Period", lambda _: Words({"en": "that time"}))
    found = [(one.place, one.why) for one in sweep.swept(newer) if not one.why.startswith(sweep.READ)]
    assert ("F17 title", "moves with 2024 and does not name it") in found


def test_every_kind_of_edition_changes_the_rows_that_it_names():
    own = sweep._own()
    kinds = {edition.kind: edition.rows for edition in sweep.editions(own, "digital_penetration")}
    before = [row["year"] + row["sector"] for row in own.text("digital_penetration").to_dict("records")]
    after = {kind: [row["year"] + row["sector"] for row in rows] for kind, rows in kinds.items()}
    assert after["a new period"] == [*before, "2023primary", "2023secondary", "2023tertiary"]
    assert after["a new period for tertiary alone"] == [*before, "2023tertiary"]
    assert after["tertiary ends early"] == [place for place in before if place != "2022tertiary"]
    assert after["2021 is missing"] == [place for place in before if not place.startswith("2021")]

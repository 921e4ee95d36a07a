"""Huawei Cloud: what stated numbers imply together, against numbers worked out by hand."""

from __future__ import annotations

from analysis import case_huawei_cloud as huawei
from handbook.language import Language, written
from samples import told


def test_the_first_paragraph_counts_what_is_printed_and_not_what_we_added(tables, ledger):
    facts = huawei.headline(tables, ledger)
    assert told(facts, "company", "numbers", "own") == ["Huawei Cloud (华为云)", "33", "any of them"]
    assert told(facts, "before", "after") == ["at least 2 weeks", "less than 2 days"]


def test_coal_needs_a_base(ledger):
    facts = huawei.coal(ledger)
    assert told(facts, "coal_price") == ["2,500 yuan per tonne"]  # 20 million / 8,000
    assert told(facts, "coal", "coal_base") == ["8,000 tonnes", "4 million tonnes"]  # 8,000 / 0.002
    assert written(facts["coal_base"], Language("zh")) == "400万吨"


def test_a_share_of_projects_is_at_least_so_many(ledger):
    facts = huawei.scale(ledger)
    assert told(facts, "projects", "in_core") == ["at least 1,000", "at least 300"]
    assert told(facts, "served", "supported") == ["at least 50,000 companies", "at least 23,000 companies"]


def test_numbers_stand_as_stated_by_sector(tables, ledger):
    pangu = huawei.pangu(tables, ledger)
    assert len(pangu) == 20
    assert pangu.cells(Language("en"))[4] == ["Mining", "Additional revenue", "about 20 million yuan"]

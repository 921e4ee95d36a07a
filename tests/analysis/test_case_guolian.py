"""Guolian: numbers worked out by hand from its tables, and what is told of other tables."""

from __future__ import annotations

import pytest

from analysis import case_guolian as guolian
from handbook.language import Language, written

EN, ZH = Language("en"), Language("zh")


def said(facts, *names, language=EN):
    return [written(facts[name], language) for name in names]


def test_growth_on_the_first_base_differs_from_the_stated_rate(tables, ledger):
    growth = guolian.growth(tables, ledger)
    # 236.33 / 1.4805 = 159.6285…; 236.33 / 278.95 = 0.847…
    assert growth["value_100m_cny"].tolist() == pytest.approx([278.95, 236.33 / 1.4805, 236.33])
    assert growth["evidence"].tolist() == ["reprint", "derived", "report"]
    assert growth.cells(EN)[0][0] == "H1 2022, first published"
    assert said(growth.facts, "period", "base", "revenue") == ["H1 2023", "H1 2022", "23.633 billion yuan"]
    assert said(growth.facts, "company") == ["Guolian (国联股份)"]
    assert written(growth.facts["first_change"], EN).startswith("fell by 15.3")
    assert written(growth.facts["stated"], EN).startswith("48.05")


def test_newer_results_do_not_move_the_half_year_that_the_report_speaks_of(edition, ledger):
    row = "国联股份,revenue,2023H1,report,236.33,report,report\n"
    tables = edition(
        "company_results",
        (
            row,
            f"{row}国联股份,revenue,2023H1,later,230.11,S43,reprint\n国联股份,revenue,2024H1,later,300,S43,reprint\n",
        ),
    )
    growth = guolian.growth(tables, ledger)
    assert said(growth.facts, "period", "revenue") == ["H1 2023", "23.633 billion yuan"]


def test_the_correction_leaves_a_part_of_the_whole_year(tables):
    facts = guolian.restatement(tables).facts
    # 402.689749 / 739.6376 = 0.5444…
    assert said(facts, "year", "gross", "net") == ["2022", "73.964 billion yuan", "40.269 billion yuan"]
    assert written(facts["net_part"], EN).startswith("54.4")


def test_active_users_are_a_share_of_the_registered_ones(tables, ledger):
    users = guolian.users(tables, ledger)
    assert said(users.facts, "registered", "active") == ["at least 490,000", "67,300"]
    assert written(users.facts["active_share"], EN).startswith("13.7")  # 6.73 / 49


def test_steps_are_named_in_the_language_of_the_reader(tables):
    path = guolian.path(tables)
    assert path.cells(EN)[1] == [2, "Cloud factories", "云工厂", "Produce intensively"]
    assert path.cells(ZH)[1] == [2, "云工厂", "集约生产"]
    assert said(path.facts, "roles") == ["pool orders, produce intensively and close the data loop"]

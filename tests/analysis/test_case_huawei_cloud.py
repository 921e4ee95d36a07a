"""Huawei Cloud: what stated numbers imply together, against numbers worked out by hand."""

from __future__ import annotations

from analysis import case_huawei_cloud as huawei
<<<<<<< HEAD
from handbook.language import Language, Languages, written
from samples import ledger_of

LOCALE = Path(__file__).parents[2] / "book" / "locale"
EN, ZH = Language("en"), Languages(("en", "zh"), LOCALE).of("zh", ["case_huawei_cloud"])


def said(facts, *names):
    return [written(facts[name], EN) for name in names]


@pytest.mark.parametrize(
    ("claim", "english", "chinese"),
    [
        ("C1502c", "8,000 tonnes", "8,000吨"),
        ("C1502e", "about 20 million yuan", "约2,000万元"),
        ("C1502d", "2 ‰", "2‰"),
        ("C1502h", "at least 50%", "至少50%"),
        ("C1502i", "at least 2 weeks", "至少2周"),
        ("C1502m", "less than 0.2 metres", "不到0.2米"),
        ("C1502k", "4 person-months", "4人月"),
        ("C1502o", "16 million", "1,600万"),
        ("C1502q", "4,000 (forecast)", "4,000家（预测）"),
        ("C1502t", "at least 20", "至少20国"),
        ("C0752e", "at least 200,000", "至少20万人"),
        ("C0766a", "at least 50,000 companies", "至少5万家"),
    ],
)
def test_a_number_is_told_in_the_units_of_its_reader(ledger, claim, english, chinese):
    found = huawei.stated(ledger, claim)
    assert [written(found, EN), written(found, ZH)] == [english, chinese]
=======
from handbook.language import Language, written
from samples import told
>>>>>>> cf9dc14 (chapters: seven cases say what their numbers imply together, and their lists are lists; a claim prints itself with its unit)


def test_the_first_paragraph_counts_what_is_printed_and_not_what_we_added(tables, ledger):
    facts = huawei.headline(tables, ledger)
    assert told(facts, "company", "numbers", "own") == ["Huawei Cloud (华为云)", "32", "any of them"]
    assert told(facts, "coal_price", "before", "after") == [
        "2,500 yuan per tonne",  # 20 million / 8,000
        "at least 2 weeks",
        "less than 2 days",
    ]


def test_coal_needs_a_base(ledger):
    facts = huawei.coal(ledger)
    assert told(facts, "coal", "coal_base") == ["8,000 tonnes", "4 million tonnes"]  # 8,000 / 0.002
    assert written(facts["coal_base"], Language("zh")) == "400万吨"


def test_a_share_of_projects_is_at_least_so_many(ledger):
<<<<<<< HEAD
    assert said(huawei.projects(ledger), "projects", "share", "in_core") == ["at least 1,000", "30%", "at least 300"]
=======
    facts = huawei.scale(ledger)
    assert told(facts, "projects", "in_core") == ["at least 1,000", "at least 300"]
    assert told(facts, "served", "supported") == ["at least 50,000 companies", "at least 23,000 companies"]
>>>>>>> cf9dc14 (chapters: seven cases say what their numbers imply together, and their lists are lists; a claim prints itself with its unit)


def test_numbers_stand_as_stated_by_sector(tables, ledger):
    pangu = huawei.pangu(tables, ledger)
    assert len(pangu) == 20
    assert pangu.cells(Language("en"))[4] == ["Mining", "Additional revenue", "about 20 million yuan"]

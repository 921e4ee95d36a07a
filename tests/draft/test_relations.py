"""Relations that a draft proposes, what it says of a number that was changed, and that it says nothing of texts that add up."""

from __future__ import annotations

import re
from pathlib import Path

from handbook.draft.draft import draft
from handbook.draft.text import parse

ROOT = Path(__file__).resolve().parents[2]
MARK = re.compile(r"\{([^{}|]+)(?:\|[^{}|]*){4}\}")


def proposals(text: str) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(p.kind, tuple(n.printed for n in p.members), p.fits) for p in draft(parse(text)).proposals]


RELATIONS = {
    "2022年，进口1394.4亿元，出口2470.3亿元，顺差1075.9亿元。": ("balance", ("1075.9", "2470.3", "1394.4")),
    "2021年，员工6120人，其中研发人员1530人，占员工总数的25%。": ("share", ("25", "1530", "6120")),
    "2017年规模为712.5亿元，到2021年已增至1145.5亿元，2017-2021年复合增长率为12.6%。": (
        "compound",
        ("12.6", "1145.5", "712.5"),
    ),
    "2020年诊疗4012.3万人次，比上年减少15.2%（减少719.2万人次）。": ("growth", ("15.2", "719.2", "4012.3")),
    "Revenue rose by 7.4% to £1,842 million (2021: £1,715 million) in 2022.": ("growth", ("7.4", "1842", "1715")),
    "Debt at the beginning of 2022 was £402 million; it increased by £36 million to £438 million at the end of the year.": (
        "roll_forward",
        ("438", "402", "36"),
    ),
    "In 2022 the three plants are: Aba, Bor, Cen.": ("count", ("3",)),
    "2022年，国内生产总值1210207亿元，比上年增长3.0%。最终消费拉动国内生产总值增长1.0个百分点，投资拉动1.5个百分点，净出口拉动0.5个百分点。": (
        "contributions",
        ("3.0", "1.0", "1.5", "0.5"),
    ),
}


def test_relations_are_proposed_where_words_and_arithmetic_agree():
    for text, (kind, members) in RELATIONS.items():
        assert (kind, members, True) in proposals(text), (text, proposals(text))


def test_numbers_that_only_happen_to_fit_are_in_no_relation():
    assert proposals("2022年，甲厂产钢30吨。乙校有学生20人，丙店售米50吨。") == []
    assert proposals("In 2022 rain fell on 30 days, the library lent 20 books and 50 trams ran.") == []


def test_what_does_not_add_up_is_said_with_the_slip_that_would_explain_it():
    text = "2022年，全省进出口3846.7亿元，其中，出口2470.3亿元；进口1394.4亿元。"
    [found] = draft(parse(text)).misfits
    assert (found.kind, [n.printed for n in found.members]) == ("footing", ["3846.7", "2470.3", "1394.4"])
    assert ("3846.7", "swapped", "3864.7") in [(n.printed, slip.kind, slip.meant) for n, slip in found.slips]


def test_a_share_or_a_fall_above_the_whole_cannot_be():
    assert ("bounds", ("120",), False) in proposals("2022年，亏损减少了120%。")
    assert ("bounds", ("107",), False) in proposals("2022年，出口占全部销售的比重为107%。")
    assert proposals("2022年，利润增长了120%。") == []


def test_totals_of_tables_are_summed_and_ranks_are_in_order():
    table = "| 项目 | 2021年（亿元） |\n|---|---|\n| 甲 | 40.1 |\n| 乙 | 50.2 |\n| 合计 | {} |\n"
    assert ("footing", ("90.3", "40.1", "50.2"), True) in proposals(table.format("90.3"))
    assert ("footing", ("93.0", "40.1", "50.2"), False) in proposals(table.format("93.0"))
    ranks = "| 排名 | 国家 | 产量（吨） |\n|---|---|---|\n| 1 | 甲国 | 9 |\n| 2 | 乙国 | 7 |\n| 3 | 丙国 | 5 |\n"
    assert ("order", ("9", "7", "5"), True) in proposals(ranks)


def test_labels_of_a_torn_chart_make_a_whole_or_miss_it_by_little():
    def chart(*labels: str) -> str:
        return "Firms by age in 2022\n\n" + "\n\n".join(labels) + "\n\nSource: the office\n"

    whole = ("20.90%", "43.53%", "18.97%", "16.60%")
    assert ("whole", ("20.90", "43.53", "18.97", "16.60"), True) in proposals(chart(*whole))
    assert ("whole", ("20.90", "43.53", "26.97", "16.60"), False) in proposals(chart(*whole[:2], "26.97%", whole[3]))
    assert proposals(chart("20.91%", "43.58%", "26.37%", "16.65%")) == [], "their decimals are no whole's"
    assert proposals(chart("20.9%", "43.5%", "26.9%", "16.6%")) == [], "one decimal is too easily met by accident"


def test_an_amount_that_words_put_within_another_is_no_larger_in_a_cell_of_a_table_too():
    table = "| Firm | 2022 |\n|---|---|\n| Aba | GMV of £94 million, revenue of £83 million |\n"
    assert ("subset", ("83", "94"), True) in proposals(table)
    assert ("subset", ("83", "74"), False) in proposals(table.replace("94", "74"))


def test_numbers_of_the_year_before_are_tied_to_the_prior_text():
    now = parse("2022年，营业收入48.62亿元，2021年营业收入41.50亿元。")
    for printed, fits in (("41.50", True), ("41.05", False)):
        before = parse(f"2021年，营业收入{printed}亿元。")
        found = [p for p in draft(now, before).proposals if p.kind == "prior"]
        assert [(p.fits, p.members[1].printed) for p in found] == [(fits, printed)]


def test_texts_that_add_up_raise_no_alarm():
    for file in sorted((ROOT / "tests" / "data" / "draft").glob("*.txt")):
        body = MARK.sub(r"\1", file.read_text(encoding="utf-8").partition("\n---\n")[0])
        assert [p.formula for p in draft(parse(body)).misfits] == [], file.name

"""The bench of drafts: keys are read, a changed number is told, and what the goals ask for holds on the texts at hand."""

from __future__ import annotations

from tools import draft_bench as bench

TEXT = "2022年，进出口{3864.7|3864.7|亿元|exact|2022}亿元，其中，出口{2470.3|2470.3|亿元|exact|2022}亿元；进口{1394.4|1394.4|亿元|exact|2022}亿元。\n---\nsum: 1, 2, 3\n"


def test_a_key_pairs_numbers_and_relations_with_those_drafted():
    one = bench.measured(bench.marked("t", TEXT), times=6)
    assert one.rightly() == (3, 3, 0)
    assert ([c.check for c in one.related.proposed], one.related.missed, one.alarms) == (["sum"], [], [])
    assert (one.slips.changed, one.slips.reported) == (3, 3)


def test_a_wrong_key_is_not_met():
    wrong = bench.marked(
        "t", TEXT.replace("|1394.4|亿元", "|1394.4|万元").replace("sum: 1, 2, 3", "sum: 1, 3, 2\nshare: 2, 3")
    )
    one = bench.measured(wrong, times=0)
    assert one.rightly()[0] == 2
    assert len(one.matched.none) == 1
    assert len(one.related.missed) == 2


def test_the_short_texts_are_read_as_well_as_before():
    done = [bench.measured(key, times=0) for key in bench.texts()]
    found = sum(one.rightly()[0] for one in done)
    assert found >= 0.98 * sum(len(one.quantities) for one in done)
    assert sum(len(one.alarms) for one in done) == 0
    assert sum(len(one.related.proposed) for one in done) >= 0.9 * sum(
        len(bench.distinct(one.key.checks)) for one in done
    )

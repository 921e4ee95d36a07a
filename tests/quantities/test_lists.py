"""Checks of lists: members counted, shared, spelled; against sets and against every comparison."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.quantities import relations
from handbook.quantities.relations import CANNOT, CONTRADICTED, HOLDS, CheckError


@given(st.lists(st.sampled_from(["芯片", "服务器", "存储", "网络"])))
def test_count_counts_every_member(members):
    found = relations.count(members)
    assert found.low == found.value == found.high == len(members)
    assert all(member in found.formula for member in members[:12])


def test_count_names_no_more_than_twelve_members():
    assert relations.count([f"m{n}" for n in range(13)]).formula.endswith("m11…)")


NAMES = st.text("甲乙丙AbB", min_size=1, max_size=6)


@given(st.lists(NAMES, max_size=8))
def test_distinct_members_are_those_of_a_set_and_repeated_ones_are_named(members):
    found = relations.distinct(members)
    assert found.low == found.value == found.high == len(set(members))
    again = {m for m in members if members.count(m) > 1}
    assert all(f"{members.count(m)} × {m}" in found.formula for m in again)
    assert ("×" in found.formula) is bool(again)


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from("123")), max_size=9))
def test_shared_members_stand_in_two_groups_at_least(pairs):
    found = relations.shared([m for m, _ in pairs], [g for _, g in pairs])
    expected = [m for m in "甲乙丙丁" if len({g for n, g in pairs if n == m}) > 1]
    assert found.value == len(expected)
    assert all(f"{m}: " in found.formula for m in expected)


@given(st.lists(st.integers(2000, 2012), max_size=12), st.integers(2000, 2012))
def test_consecutive_years_are_the_longest_run_that_ends_with_the_last(years, last):
    run = relations.consecutive(years, last).value
    assert all(last - back in years for back in range(int(run)))
    assert last - int(run) not in years


@given(st.lists(st.sampled_from("甲乙丙丁"), max_size=5), st.sampled_from("甲乙丙丁"))
def test_contains_is_membership(members, wanted):
    assert relations.contains(members, wanted).verdict == (HOLDS if wanted in members else CONTRADICTED)
    weak = relations.contains(members, wanted, frozenset({"secondary"}))
    assert weak.verdict == CANNOT


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.booleans()), min_size=1, max_size=6))
def test_sources_are_known_when_each_has_a_key_and_never_contradict(pairs):
    named = [name for name, _ in pairs]
    found = relations.known(named, ["key" if there else "" for _, there in pairs])
    missing = {name for name, there in pairs if not there}
    assert found.verdict == (CANNOT if missing else HOLDS)
    assert found.computed.value == len(set(named)) - len(missing)


def edits(a: str, b: str) -> int:
    """Return how many single edits (put in, leave out, replace, swap neighbours) turn one text into the other."""
    rows = [[i + j if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            same = a[i - 1] == b[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (not same))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(NAMES, NAMES)
def test_near_names_are_one_edit_apart(a, b):
    assert relations.near(a, b) is (edits(a.casefold(), b.casefold()) == 1)
    assert relations.near(a, b) is relations.near(b, a)


@given(st.lists(NAMES, max_size=6), st.integers(1, 4))
def test_pairs_of_spellings_are_those_of_every_comparison(names, least):
    every = sorted({name for name in names if len(name) >= least})
    expected = [(a, b) for a in every for b in every if a < b and edits(a.casefold(), b.casefold()) == 1]
    assert relations.spelling_pairs(names, least) == expected


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_one_name_has_one_spelling_whatever_its_case(names):
    found = relations.spellings(names)
    ways = {name.casefold() for name in names}
    assert found.verdict == (HOLDS if len(ways) == 1 else CONTRADICTED)
    assert found.formula.count(" ≠ ") == len(ways) - 1


def test_no_name_has_no_spelling():
    with pytest.raises(CheckError, match="there is no name to compare"):
        relations.spellings([])

"""The words decide first: what follows from the outcomes of a claim's checks, under each reading."""

from __future__ import annotations

import pytest

from handbook.audit.claims import Outcome
from handbook.audit.judging import judge
from handbook.quantities.verdicts import (
    ARITHMETIC,
    CANNOT,
    CONSISTENT,
    CONTRADICTED,
    HOLDS,
    LISTING,
    MISWORDED,
    REPETITION,
    ROUNDING,
    SOURCE,
    Finding,
)


def outcome(verdict: str, reading: str = "", words: str = "", basis: str = SOURCE, remark: str = "") -> Outcome:
    return Outcome("value", f"{reading} {verdict}", reading, "", words, Finding(verdict, None, "", remark), basis)


CASES = [
    # What has to hold under no reading: one failure contradicts, the worst of the others counts.
    ([outcome(HOLDS), outcome(CONTRADICTED)], CONTRADICTED),
    ([outcome(HOLDS), outcome(ROUNDING)], ROUNDING),
    ([outcome(HOLDS), outcome(CANNOT)], HOLDS),
    # What only agrees with the report is consistent, beside a source it adds nothing, and it can contradict.
    ([outcome(HOLDS, basis=REPETITION)], CONSISTENT),
    ([outcome(ROUNDING, basis=LISTING), outcome(CANNOT)], CONSISTENT),
    ([outcome(HOLDS, basis=LISTING), outcome(HOLDS)], HOLDS),
    ([outcome(HOLDS), outcome(CONTRADICTED, basis=REPETITION)], CONTRADICTED),
    # The reading that the words have decides alone.
    ([outcome(CONTRADICTED, "a", "yes"), outcome(HOLDS, "b", "no")], MISWORDED),
    ([outcome(CONTRADICTED, "a", "yes"), outcome(HOLDS, "b")], MISWORDED),
    ([outcome(CONTRADICTED, "a", "yes"), outcome(CONTRADICTED, "b", "no")], CONTRADICTED),
    ([outcome(CONTRADICTED, "a", "yes"), outcome(CANNOT, "b", "no", remark="unverified_yes")], CONTRADICTED),
    ([outcome(CANNOT, "a", "yes"), outcome(HOLDS, "b", "no")], CANNOT),
    ([outcome(ROUNDING, "a", "yes"), outcome(HOLDS, "b", "no")], ROUNDING),
    ([outcome(HOLDS, "a", "yes"), outcome(CONTRADICTED, "a", "yes"), outcome(HOLDS, "b", "no")], MISWORDED),
    # Where the words allow several, the most favourable one decides; one that they exclude never acquits.
    ([outcome(CONTRADICTED, "a"), outcome(HOLDS, "b")], HOLDS),
    ([outcome(CONTRADICTED, "a"), outcome(CANNOT, "b", remark="too_wide")], CANNOT),
    ([outcome(CONTRADICTED, "a"), outcome(CANNOT, "b", remark="unverified_no")], CONTRADICTED),
    ([outcome(CONTRADICTED, "a"), outcome(ROUNDING, "b", "no")], MISWORDED),
    ([outcome(HOLDS, "b", "no")], CANNOT),
    # A wrong wording and a check that fails under all readings: it fails.
    ([outcome(CONTRADICTED, "a", "yes"), outcome(HOLDS, "b", "no"), outcome(CONTRADICTED)], CONTRADICTED),
    ([outcome(CONTRADICTED, "a", "yes", ARITHMETIC), outcome(HOLDS, "b", "no"), outcome(HOLDS)], MISWORDED),
]


@pytest.mark.parametrize(("outcomes", "verdict"), CASES)
def test_the_words_decide_first(outcomes, verdict):
    found, deciding, met = judge(outcomes)
    assert found == verdict
    assert (met is not None) is (verdict == MISWORDED)
    if verdict == MISWORDED:
        assert deciding.finding.verdict == CONTRADICTED, "what the words say decides"
        assert met.reading == "b"

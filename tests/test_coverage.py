"""Every numeral of the report is a claim or a named exclusion.

The text itself is no part of the handbook. A digest of it is committed: line, numeral and the word it stands in, and
the claimed words that hold no numeral; no sentences. So the claims and exclusions are checked everywhere, and the
digest where HANDBOOK_REPORT names the text's file. `python tests/test_coverage.py` writes the digest anew from that
text; with a file name it also lists what is uncovered.
"""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DIGEST = ROOT / "tests" / "data" / "report_numerals.csv"
EXCLUSIONS = ROOT / "data" / "exclusions.csv"

NUMERAL = re.compile(
    r"""\d+(?:[.,]\d+)*                                  # 147  2.8 (the 万 after it is its unit)
    | (?<!\d)(?<!\d[十百千万])(?:[〇零一二三四五六七八九十百千万亿两半双几]            # 三成 六种 两
      | 数(?=[十百千万亿家个位名种类项年次倍条款])             # 数百, but not 数据
      | (?<=[十百千万亿])数)+""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Numeral:
    """One numeral of the report: where it stands and the word (of a claim or an exclusion) that accounts for it."""

    line: int
    token: str
    word: str


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def claimed() -> list[tuple[int, str]]:
    return [
        (int(row["line"]), row["token"]) for row in rows(ROOT / "data" / "claims.csv") if row["line"] and row["token"]
    ]


def excluded() -> list[dict[str, str]]:
    """Return the exclusions; a line of 0, every line, is empty here."""
    return [{**row, "line": "" if row["line"] == "0" else row["line"]} for row in rows(EXCLUSIONS)]


def places(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a word stands in a line, never inside a longer Arabic number."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        cuts_before = word[0].isdigit() and re.search(r"\d[.,]?$", text[:at])
        cuts_after = word[-1].isdigit() and re.match(r"[.,]?\d", text[end:])
        if not cuts_before and not cuts_after:
            yield at, end
        at = text.find(word, at + 1)


def account(
    lines: Iterable[str], claims: Iterable[tuple[int, str]], exclusions: Iterable[dict[str, str]]
) -> list[Numeral]:
    """Return every numeral of a text with the words that account for it (no word where nothing does), then the words
    that claims stand on and that hold no numeral ("first", "doubled").

    An exclusion accounts for all places of its token on its line, or on every line when it names none; a claim for
    the first place that nothing else accounts for, the second claim with that token for the next.
    """
    by_line: dict[int, list[str]] = {}
    for number, token in claims:
        by_line.setdefault(number, []).append(token)
    out: dict[str, list[str]] = {}
    for row in exclusions:
        out.setdefault(row["line"], []).append(row["token"])
    found = []
    for number, text in enumerate(lines, start=1):
        words: list[str] = [""] * len(text)

        def cover(span: tuple[int, int], word: str, words: list[str] = words) -> None:
            for position in range(*span):
                words[position] = words[position] or word

        for token in sorted(out.get(str(number), []) + out.get("", []), key=len, reverse=True):
            for span in places(token, text):
                cover(span, token)
        for token in sorted(by_line.get(number, []), key=len, reverse=True):
            free = [span for span in places(token, text) if not all(words[slice(*span)])]
            for span in free[:1]:
                cover(span, token)
        for match in NUMERAL.finditer(text):
            over = words[match.start() : match.end()]
            found.append(Numeral(number, match[0], "|".join(dict.fromkeys(over)) if all(over) else ""))
        found += [Numeral(number, t, t) for t in by_line.get(number, []) if not NUMERAL.search(t) and t in text]
    return found


def from_digest() -> list[Numeral]:
    return [Numeral(int(row["line"]), row["token"], row["word"]) for row in rows(DIGEST)]


def still_accounted(numerals: Iterable[Numeral]) -> list[Numeral]:
    """Return the numerals of the digest whose words are claims or exclusions no more."""
    words = {(str(line), token) for line, token in claimed()} | {(row["line"], row["token"]) for row in excluded()}
    return [
        numeral
        for numeral in numerals
        if not numeral.word
        or not all((str(numeral.line), word) in words or ("", word) in words for word in numeral.word.split("|"))
    ]


def said(numerals: Iterable[Numeral]) -> str:
    listed = [f"line {numeral.line}: {numeral.token}" for numeral in numerals]
    return f"{len(listed)} numerals are neither claims nor exclusions: {'; '.join(listed[:40])}"


# ── the report ───────────────────────────────────────────────────────────────────────────────────


def test_every_numeral_of_the_digest_is_a_claim_or_an_exclusion():
    missing = still_accounted(from_digest())
    assert not missing, said(missing) + " (if only words changed: python tests/test_coverage.py)"


def test_every_claim_stands_on_the_line_it_names():
    digest: dict[int, set[str]] = {}
    for numeral in from_digest():
        digest.setdefault(numeral.line, set()).add(numeral.token)
    needed = ((line, token, set(NUMERAL.findall(token)) or {token}) for line, token in claimed())
    strays = [f"line {line}: {token}" for line, token, words in needed if not words <= digest.get(line, set())]
    assert not strays


# ── the report's text, where it is at hand ───────────────────────────────────────────────────────


@pytest.mark.report_text
def test_every_numeral_of_the_text_is_a_claim_or_an_exclusion(report_lines):
    found = account(report_lines, claimed(), excluded())
    missing = [numeral for numeral in found if not numeral.word]
    assert not missing, said(missing)
    assert len(found) > 700


@pytest.mark.report_text
def test_the_digest_is_that_of_the_text(report_lines):
    found = account(report_lines, claimed(), excluded())
    old = set(from_digest()) ^ set(found)
    assert not old, f"the digest is old ({sorted(old, key=lambda n: n.line)[:5]}): run python tests/test_coverage.py"


@pytest.mark.report_text
def test_every_claimed_word_stands_in_the_text(report_lines):
    strays = [f"line {line}: {token}" for line, token in claimed() if not list(places(token, report_lines[line - 1]))]
    assert not strays


@pytest.mark.report_text
def test_every_exclusion_stands_in_the_text(report_lines):
    dead = [
        row
        for row in excluded()
        if not any(
            list(places(row["token"], text))
            for text in ([report_lines[int(row["line"]) - 1]] if row["line"] else report_lines)
        )
    ]
    assert not dead


# ── the scan itself ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "numerals"),
    [
        ("共147家", ["147"]),
        ("2.8万家，9220.2亿元，3千万元", ["2.8", "9220.2", "3"]),
        ("三成、六种、近百家", ["三", "六", "百"]),
        ("数百家，数据与指数", ["数百"]),
        ("十数年", ["十数"]),
        ("二十五", ["二十五"]),
        ("152,977元", ["152,977"]),
        ("上半年", ["半"]),
        ("产业链", []),
    ],
)
def test_scan_finds_arabic_and_chinese_numerals(text, numerals):
    assert [match[0] for match in NUMERAL.finditer(text)] == numerals


def test_uncovered_numeral_is_found():
    found = account(["甲72家，乙7家"], [(1, "72")], [])
    assert [(n.token, n.word) for n in found] == [("72", "72"), ("7", "")]


def test_claim_does_not_cover_part_of_a_longer_number():
    assert account(["2023", "1.72"], [(1, "3"), (2, "72")], []) == [Numeral(1, "2023", ""), Numeral(2, "1.72", "")]


def test_one_claim_covers_one_of_two_equal_numerals():
    assert [n.word for n in account(["七家和七家"], [(1, "七")], [])] == ["七", ""]
    assert [n.word for n in account(["七家和七家"], [(1, "七"), (1, "七")], [])] == ["七", "七"]


def test_exclusion_covers_its_line_only_unless_it_names_none():
    here, everywhere = (
        {"line": "1", "token": "一体化", "reason": "idiom"},
        {"line": "", "token": "统一", "reason": "idiom"},
    )
    found = account(["一体化，统一", "一体化，统一"], [], [here, everywhere])
    assert [n.word for n in found] == ["一体化", "统一", "", "统一"]


def test_digest_notices_a_claim_that_is_gone():
    first = from_digest()[0]
    assert still_accounted([Numeral(first.line, first.token, "no such word")])


if __name__ == "__main__":
    text_lines = Path(os.environ["HANDBOOK_REPORT"]).read_text(encoding="utf-8").split("\n")
    every = account(text_lines, claimed(), excluded())
    with DIGEST.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["line", "token", "word"])
        writer.writerows((n.line, n.token, n.word) for n in every)
    uncovered = [n for n in every if not n.word]
    print(len(every), "numerals,", len(uncovered), "uncovered")
    if len(sys.argv) > 1:
        with Path(sys.argv[1]).open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(["line", "token", "context"])
            for n in uncovered:
                at = text_lines[n.line - 1].find(n.token)
                writer.writerow([n.line, n.token, text_lines[n.line - 1][max(0, at - 12) : at + 16]])

"""A draft as rows: claims and checks to accept or turn down, and what becomes of decisions when the text is edited."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handbook.draft.draft import Draft
from handbook.draft.model import Number
from handbook.draft.proposals import KINDS, Proposal

__all__ = ["CHECKS", "CLAIMS", "FILES", "Merged", "RowsError", "merged", "read", "rows", "write"]

CLAIMS = [
    "accepted",
    "claim",
    "figure",
    "page",
    "entity",
    "subject",
    "subject_zh",
    "metric",
    "period",
    "printed",
    "unit",
    "qualifier",
    "source",
    "kind",
    "chapter",
    "line",
    "token",
    "reason",
    "context",
    "fingerprint",
]
"""Columns of the drafted ``claims.csv``: those of a handbook's claims, before them the decision, behind them what it rests on."""

CHECKS = [
    "accepted",
    "claim",
    "check",
    "inputs",
    "kind",
    "kind_zh",
    "fits",
    "arithmetic",
    "score",
    "chance",
    "words",
    "slips",
    "fingerprint",
]
"""Columns of the drafted ``checks.csv``."""

FILES = {"claims.csv": CLAIMS, "checks.csv": CHECKS}
"""The files of a draft and their columns."""

_METRICS = {"level": "size", "change": "change", "points": "change", "date": "date", "duration": "duration"}


class RowsError(ValueError):
    """A decided draft that cannot be read; it is left as it is."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Rows of a new draft with the decisions of the old one.

    Attributes:
        files: rows of each file in the order of the text; decided rows that the text has no more at the end.
        kept: how many decisions were kept.
        gone: how many of them are on what the text has no more.
    """

    files: dict[str, list[dict[str, str]]]
    kept: int
    gone: int


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def _near(drafted: Draft, number: Number) -> str:
    """Return the letters close around a number: what stays when lines move and other numbers change."""
    if number.cell is not None:
        return re.sub(r"[\d\W]", "", f"{number.row}{number.column}")
    text = drafted.reading.document.blocks[number.block].text
    before = re.sub(r"[\d\W]", "", text[max(0, number.start - 40) : number.start])[-10:]
    return before + re.sub(r"[\d\W]", "", text[number.end : number.end + 20])[:4]


def rows(drafted: Draft) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return a draft's claims and checks as rows, undecided.

    Args:
        drafted: see `handbook.draft.draft`.
    """
    claims: list[dict[str, str]] = []
    seen: Counter[str] = Counter()
    letters: Counter[int] = Counter()
    chinese = drafted.reading.document.language == "zh"
    for number in drafted.reading.numbers:
        letters[number.line] += 1
        number.claim = f"C{number.line:04d}{_letter(letters[number.line])}"
        mark = _digest(_near(drafted, number), number.printed, number.unit)
        seen[mark] += 1
        sentence = drafted.reading.sentences.get(number.sentence, "").strip()
        claims.append(
            dict.fromkeys(CLAIMS, "")
            | {
                "claim": number.claim,
                "subject": "" if chinese else number.subject,
                "subject_zh": number.subject if chinese else "",
                "metric": _METRICS.get(number.kind, number.kind),
                "period": number.period,
                "printed": number.printed,
                "unit": number.unit,
                "qualifier": number.qualifier,
                "source": "report",
                "kind": "self_reported",
                "line": str(number.line),
                "token": number.token,
                "context": _short(sentence, number.token)
                + (f" [unit not known: {number.seen}]" if number.seen else ""),
                "fingerprint": mark if seen[mark] == 1 else f"{mark}-{seen[mark]}",
            }
        )
    marks = {row["claim"]: row["fingerprint"] for row in claims}
    return claims, [_check(proposal, marks) for proposal in drafted.proposals]


def _check(proposal: Proposal, marks: dict[str, str]) -> dict[str, str]:
    """Return a proposal as a row of ``checks.csv``."""
    kind = KINDS[proposal.kind]
    claim = proposal.claim if proposal.claim is not None else proposal.inputs[0]
    inputs = [number.claim for number in proposal.inputs]
    return {
        "accepted": "",
        "claim": claim.claim,
        "check": kind.check,
        "inputs": "; ".join(inputs),
        "kind": kind.name,
        "kind_zh": kind.name_zh,
        "fits": "yes" if proposal.fits else "no",
        "arithmetic": proposal.formula,
        "score": f"{proposal.score:.2f}",
        "chance": f"{proposal.chance:.4f}",
        "words": proposal.words,
        "slips": "; ".join(f"{number.claim}: {slip.meant} ({slip.kind})" for number, slip in proposal.slips[:3]),
        "fingerprint": _digest(proposal.kind, *(marks.get(number.claim, "") for number in proposal.members)),
    }


def _letter(number: int) -> str:
    """Return the letters of a number's place on its line: a, b … z, aa, ab …

    >>> _letter(1), _letter(26), _letter(27)
    ('a', 'z', 'aa')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(97 + rest) + letters
    return letters


def _short(sentence: str, token: str, most: int = 60) -> str:
    """Return the words around a number, no longer than it takes to find the place."""
    at = max(0, sentence.find(token))
    start = max(0, at - most // 2)
    piece = re.sub(r"\s+", " ", sentence[start : at + len(token) + most // 2])
    return ("…" if start else "") + piece + ("…" if at + len(token) + most // 2 < len(sentence) else "")


def read(text: str, columns: Sequence[str], name: str) -> list[dict[str, str]]:
    """Return the rows of a draft that was written before.

    Args:
        text: of the file.
        columns: that it must have.
        name: of the file, for messages.

    Raises:
        RowsError: when a column is missing or a decision is no decision.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [column for column in ("accepted", "claim", "fingerprint") if column not in (reader.fieldnames or [])]
    if missing:
        raise RowsError(
            f"{name}: found no column {missing[0]!r}, expected a draft. Choose another folder, or restore it."
        )
    rows = [{column: row.get(column) or "" for column in columns} for row in reader]
    for at, row in enumerate(rows, start=2):
        decision = row["accepted"].strip().lower()
        if decision not in ("", "yes", "no"):
            raise RowsError(
                f"{name}, row {at}, column accepted: found {row['accepted']!r}, expected yes, no or nothing. Mend the cell."
            )
    return rows


def merged(old: Mapping[str, list[dict[str, str]]], new: Mapping[str, list[dict[str, str]]]) -> Merged:
    """Return a new draft with the decisions that were made on an old one.

    A decided row keeps what a person wrote into it; only its place and its arithmetic are brought up to date. A claim
    that was there before keeps its id, decided or not, so that checks still name it. A decided row that the text has no
    more stays, at the end and without a line.

    Args:
        old: rows of each file as they were written before; empty where there was none.
        new: rows of each file.

    >>> before = [{"accepted": "yes", "claim": "C0001a", "line": "1", "subject": "GDP", "fingerprint": "f"}]
    >>> after = [{"accepted": "", "claim": "C0009a", "line": "9", "subject": "", "fingerprint": "f"}]
    >>> merged({"claims.csv": before, "checks.csv": []}, {"claims.csv": after, "checks.csv": []}).files["claims.csv"]
    [{'accepted': 'yes', 'claim': 'C0001a', 'line': '9', 'subject': 'GDP', 'fingerprint': 'f'}]
    """
    names = _names(old["claims.csv"], new["claims.csv"])
    files: dict[str, list[dict[str, str]]] = {}
    kept = gone = 0
    for file, rows_ in new.items():
        decided = {row["fingerprint"]: row for row in old[file] if row["accepted"].strip()}
        result = []
        for row in rows_:
            inputs = (
                {"inputs": "; ".join(names.get(n, n) for n in row["inputs"].split("; "))} if "inputs" in row else {}
            )
            now = {**row, "claim": names.get(row["claim"], row["claim"]), **inputs}
            known = decided.pop(row["fingerprint"], None)
            kept += known is not None
            fresh = {column: now[column] for column in _FRESH if column in now}
            result.append(now if known is None else {**known, **fresh})
        gone += len(decided)
        files[file] = result + [{**row, "line": ""} if "line" in row else row for row in decided.values()]
    return Merged(files, kept + gone, gone)


_FRESH = ("line", "context", "arithmetic", "fits", "slips", "score", "chance")
"""Columns that a draft works out anew in decided rows too."""


def _names(old: list[dict[str, str]], new: list[dict[str, str]]) -> dict[str, str]:
    """Return the id that each new claim has: that which it had, else its own, else the next that is free on its line."""
    before = {row["fingerprint"]: row["claim"] for row in old}
    used = set(before.values())
    names: dict[str, str] = {}
    for row in new:
        name = before.get(row["fingerprint"], "")
        if not name:
            stem = re.sub(r"[a-z]+$", "", row["claim"])
            free = (f"{stem}{_letter(at)}" for at in itertools.count(1))
            name = row["claim"] if row["claim"] not in used else next(n for n in free if n not in used)
            used.add(name)
        names[row["claim"]] = name
    return names


def write(rows: Iterable[dict[str, str]], columns: Sequence[str]) -> str:
    """Return rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()

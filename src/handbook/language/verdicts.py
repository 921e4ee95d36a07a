"""Verdicts in words."""

from __future__ import annotations

from handbook.language.values import Phrase

__all__ = ["VERDICTS", "verdict_phrase"]

VERDICTS: dict[str, Phrase] = {
    "contradicted": Phrase("contradicted"),
    "misworded": Phrase("misworded"),
    "holds within rounding": Phrase("holds within rounding"),
    "holds": Phrase("holds"),
    "consistent": Phrase("consistent"),
    "cannot be checked": Phrase("cannot be checked"),
    "as stated": Phrase("as stated"),
}
"""What a verdict is called, by its name in the audit."""


def verdict_phrase(verdict: str) -> Phrase:
    """Return a verdict for a sentence.

    >>> verdict_phrase("holds").sentence
    'holds'
    """
    return VERDICTS[verdict]

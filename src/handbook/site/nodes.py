"""A figure or a list of a chapter, or a computed part, as a node of a page."""

from __future__ import annotations

from typing import Any

from docutils import nodes

__all__ = ["TRACED", "HandbookOutput", "node"]

TRACED = ("figure", "verdicts", "lost")
"""Kinds of outputs whose claims are shown with their way back."""


class HandbookOutput(nodes.General, nodes.Element):
    """A figure or a list from a notebook, as a node of its own.

    Its only children are paragraphs with the words that the search index should hold: were it raw HTML, axis labels
    would enter the index.
    """


def node(payload: dict[str, Any], spec: dict[str, Any] | None = None) -> HandbookOutput:
    """Return the node of a payload, with its searchable words."""
    output = HandbookOutput(payload=payload, spec=spec, ids=[payload["id"]])
    for text in _words(payload):
        output += nodes.paragraph(text=text)
    return output


def _words(payload: dict[str, Any]) -> list[str]:
    texts = [payload.get("title", ""), payload.get("caption", "")]
    for entry in payload.get("figures", []):
        texts += [entry["title"], entry["reason"]]
    for row in payload.get("table", {}).get("rows", []):
        texts.append(" ".join(cell for cell in row if isinstance(cell, str)))
    return [text for text in texts if text]

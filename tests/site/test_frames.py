"""What leaves a page carries title, source, licence, address and the key of its weak marks."""

from __future__ import annotations

import struct
from xml.etree import ElementTree

from handbook.language.wording import width_of
from handbook.site import frames, render
from handbook.site.imprint import Imprint
from samples import drawn

MADE = Imprint(("us",), "1.2.0", "2026-11-30", "CC BY 4.0")
TITLE = (
    "Size & <share> of the digital economy, a title that is so long that it has to be broken into more lines than one"
)
SVG = "{http://www.w3.org/2000/svg}"


def frame(spec=None, address="", language="en"):
    content = {"figure": "F01", "title": TITLE, "grades": ["original", "secondary"], "spec": spec}
    return frames.frame(content, ["An office"], "A book", MADE, language, address)


def texts(svg: str) -> list[str]:
    return [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text") if element.text]


def test_a_drawing_carries_title_source_licence_address_and_the_key_of_weak_marks(tmp_path):
    weak = {"mark": "bar", "datasets": {"rows": [{"solid": False}]}}
    bare = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><path d="M0,0"/></svg>'
    for address in ("", "https://example.org/en/a.html#F01"):
        svg = frames.framed(bare, frame(weak, address))
        said = texts(svg)
        assert "".join(said).startswith(TITLE)
        assert "Hollow: evidence too weak to decide a verdict (secondary)" in "".join(said)
        assert "Source: An office" in said
        assert "F01 · A book · version 1.2.0, 30 November 2026 · CC BY 4.0" in "".join(said)
        assert "".join(said).endswith(address) if address else "http" not in "".join(said)
        assert '<path d="M0,0"/>' in svg
        assert all(width_of(text.rstrip(), 12) <= 300 or "://" in text for text in said if text in said[-6:])
    strong = frames.framed(bare, frame({"mark": "bar", "datasets": {"rows": [{"solid": True}]}}))
    assert "Hollow" not in strong


def test_a_card_has_the_size_that_sites_show_with_or_without_a_drawing(tmp_path):
    for spec in (drawn("bars"), None):
        content = render.card(spec, tmp_path, frame(spec, "https://example.org/en/a.html#F01"))
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", content[16:24]) == frames.CARD
    shown = texts(frames.card(None, frame(None, "https://example.org/en/a.html#F01", "zh")))
    assert "来源：An office" in shown
    assert not [text for text in shown if width_of(text, 20) > frames.CARD[0] and text in shown[-2:]]

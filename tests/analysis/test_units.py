"""Units of the report's tables in words."""

from __future__ import annotations

from pathlib import Path

from handbook.language.units import unit_words
from handbook.tables.snapshot import Tables


def test_units_of_the_tables_have_english_words():
    tables = Tables.open(Path(__file__).resolve().parents[2] / "data")
    names = {str(field["unit"]) for name in tables.names for field in tables.fields(name).values() if field.get("unit")}
    assert names
    for name in sorted(names):
        words = unit_words(name, "en")
        assert not any(ord(sign) > 0x2E80 for sign in words), f"{name} reads {words!r} in English"

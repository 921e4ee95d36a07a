"""A chart that can be drawn in any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handbook.language import Language, Phrase, Text

__all__ = ["Chart", "Look"]


@dataclass(frozen=True)
class Look:
    """What a drawing depends on besides its data: the language, and which thing has which colour."""

    language: Language
    colours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """A chart that can be drawn in any language.

    Attributes:
        draw: returns the Altair chart for a look.
        alt: what it shows, for those who cannot see it.
    """

    draw: Callable[[Look], Any]
    alt: Text

    def __add__(self, other: Chart) -> Chart:
        """Lay another chart over this one."""
        return Chart(
            lambda look: self.draw(look) + other.draw(look), Phrase("{one} {other}", one=self.alt, other=other.alt)
        )

    def __and__(self, other: Chart) -> Chart:
        """Put another chart below this one."""
        return Chart(
            lambda look: self.draw(look) & other.draw(look), Phrase("{one} {other}", one=self.alt, other=other.alt)
        )

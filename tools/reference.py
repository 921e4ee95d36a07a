"""Write docs/quantities-reference.md: what `handbook.quantities` offers, from its docstrings.

``python -m tools.reference``
"""

from __future__ import annotations

import inspect
from pathlib import Path

import handbook.quantities as quantities

FILE = Path(__file__).resolve().parents[1] / "docs" / "quantities-reference.md"


def page() -> str:
    """Return the reference, in Markdown: each name with its signature and its docstring."""
    parts = [
        "# Reference of `handbook.quantities`",
        "Written by `python -m tools.reference` from the docstrings; [the introduction](quantities.md) shows how the pieces go together.",
    ]
    for name in sorted(quantities.__all__, key=str.lower):
        thing = getattr(quantities, name)
        if not callable(thing):
            parts.append(f"## `{name}`\n\n```text\n{', '.join(sorted(map(str, thing)))}\n```")
            continue
        error = inspect.isclass(thing) and issubclass(thing, Exception)
        taken = "" if error else str(inspect.signature(inspect.unwrap(thing)))
        parts.append(f"## `{name}`\n\n```text\n{name}{taken}\n\n{inspect.getdoc(thing) or ''}\n```")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")

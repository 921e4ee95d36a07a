"""Write one section of ``docs/reliability.md``; each tool rewrites its own and leaves those of others alone."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["PAGE", "write"]

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reliability.md"

_HEAD = "# Reliability\n\nEach section is written by the command that it names; nothing here is typed.\n"
_ORDER = ("faults", "fuzz", "plausible")


def write(name: str, text: str, page: Path = PAGE) -> None:
    """Write the section of a tool, which begins with a heading of the second level.

    Args:
        name: of the make target.
        text: the section in Markdown.
        page: that it stands on.
    """
    known = page.read_text(encoding="utf-8") if page.is_file() else ""
    sections = dict(re.findall(r"<!-- (\w+) -->\n(.*?)(?=\n<!-- \w+ -->|\Z)", known, re.DOTALL))
    sections[name] = text.strip() + "\n"
    ordered = sorted(sections, key=lambda one: (*_ORDER, one).index(one))
    body = "\n".join(f"<!-- {one} -->\n{sections[one].strip()}\n" for one in ordered)
    page.parent.mkdir(exist_ok=True)
    page.write_text(f"{_HEAD}\n{body}", encoding="utf-8")

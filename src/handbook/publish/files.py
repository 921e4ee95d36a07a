"""Files that are whole or not there, and state that may be damaged."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

__all__ = ["read_state", "write"]


def write(file: Path, text: str | bytes) -> None:
    """Write a file whole or not at all, and only where its content changes."""
    content = text.encode() if isinstance(text, str) else text
    if not file.is_file() or file.read_bytes() != content:
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch = file.with_name(file.name + ".new")
        scratch.write_bytes(content)
        os.replace(scratch, file)


def read_state(file: Path, *needed: str) -> dict[str, Any] | None:
    """Return what a build left for the next one, None where nothing is left that can be used.

    Args:
        file: JSON.
        needed: names that it has to hold.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) and all(name in content for name in needed) else None

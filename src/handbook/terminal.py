"""Print what a terminal can show: signs that its encoding lacks are escaped, and the exit status stays what it is."""

from __future__ import annotations

import codecs
import sys

__all__ = ["forgiving"]

_NAME = "handbook.escaped"


def _escaped(error: UnicodeError) -> tuple[str, int]:
    r"""Return signs as JSON escapes them, so that what is printed as JSON says the same in every encoding.

    >>> "云𠮷: 12".encode("ascii", _NAME).decode()
    '\\u4e91\\ud842\\udfb7: 12'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)), error.end


codecs.register_error(_NAME, _escaped)


def forgiving() -> None:
    """Let standard output and standard error escape what their encoding lacks, instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_NAME)

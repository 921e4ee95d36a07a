"""Ask public databases which vulnerabilities are known in what is locked.

``make vulnerabilities`` runs this module: pip-audit asks OSV about the locks of Python, ``npm audit`` asks npm's
registry. Status 0: all were asked about and nothing is known; 1: something is, and it is named; 2: a database did not
answer for all, so nothing is known either way, which a line says.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Answer", "of_npm", "of_pip_audit"]

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "tools/supply.lock")


class Answer(NamedTuple):
    """What a database said: how many packages it knew of, what is known against them, what it did not answer."""

    asked: int
    known: list[str]
    unanswered: str


def of_pip_audit(output: str, error: str) -> Answer:
    """Return what pip-audit found, from its JSON; where there is none, the last line of its error says why.

    A package that the database could not be asked about is left out by pip-audit with status 0; here it is unanswered.

    >>> of_pip_audit('{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}]}', "")
    Answer(asked=1, known=['a 1: X-1 (mended in 2)'], unanswered='')
    >>> of_pip_audit('{"dependencies": [{"name": "b", "skip_reason": "not found"}]}', "").unanswered
    'no answer for b: not found'
    >>> of_pip_audit("", "Traceback\\nConnectionError: no such host").unanswered
    'ConnectionError: no such host'
    """
    audit = _json(output)
    if not isinstance(audit.get("dependencies"), list):
        return Answer(0, [], _last_line(error))
    asked = [part for part in audit["dependencies"] if "skip_reason" not in part]
    skipped = [part for part in audit["dependencies"] if "skip_reason" in part]
    known = [
        f"{part['name']} {part['version']}: {flaw['id']} ({_mended(flaw.get('fix_versions', []))})"
        for part in asked
        for flaw in part["vulns"]
    ]
    names = ", ".join(part["name"] for part in skipped[:3]) + (f" and {len(skipped) - 3} more" if skipped[3:] else "")
    return Answer(len(asked), known, f"no answer for {names}: {skipped[0]['skip_reason']}" if skipped else "")


def of_npm(output: str, error: str) -> Answer:
    """Return what ``npm audit`` found, from its JSON.

    >>> of_npm('{"vulnerabilities": {"a": {"name": "a", "range": "<2", "via": [{"url": "x/GHSA-1"}, "b"]}}, '
    ...        '"metadata": {"dependencies": {"total": 9}}}', "")
    Answer(asked=9, known=['a <2: x/GHSA-1'], unanswered='')
    >>> of_npm('{"message": "405 Method Not Allowed"}', "npm error").unanswered
    '405 Method Not Allowed'
    """
    audit = _json(output)
    if not isinstance(audit.get("vulnerabilities"), dict):
        said = audit.get("message") or audit.get("error", {}).get("summary")
        return Answer(0, [], said or _last_line(error))
    known = [
        f"{name} {part['range']}: {flaw['url']}"
        for name, part in audit["vulnerabilities"].items()
        for flaw in part["via"]
        if isinstance(flaw, dict)
    ]
    return Answer(audit["metadata"]["dependencies"]["total"], known, "")


def _json(text: str) -> dict[str, Any]:
    """Return the object that a text holds, or none of its keys."""
    try:
        parsed = json.loads(text)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _last_line(text: str) -> str:
    """Return the beginning of the last line of what a program said, where a traceback names its error."""
    return textwrap.shorten((text.strip().splitlines() or ["it said nothing"])[-1], 120, placeholder=" …")


def _mended(versions: list[str]) -> str:
    return f"mended in {', '.join(versions)}" if versions else "not mended yet"


def _said(command: list[str | Path]) -> tuple[str, str]:
    """Return what a program prints and what it says of errors; one that is not there says so."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        return "", f"{Path(command[0]).name} cannot be run: {error.strerror}"
    return done.stdout, done.stderr


def _asked_about_python(program: Path, lock: Path) -> Answer:
    """Return what pip-audit says of a lock, of its packages for all systems."""
    pins = lock.read_text(encoding="utf-8")
    named = Counter(re.findall(r"^[\w.-]+(?===)", pins, re.MULTILINE))
    # Without its condition, so that what other systems would install is asked about as well; pip-audit takes no
    # package twice, so of two versions the one for this system is.
    whole = re.sub(
        r"^([\w.-]+)(==\S+) ;[^\\\n]+",
        lambda p: p[1] + p[2] + " " if named[p[1]] == 1 else p[0],
        pins,
        flags=re.MULTILINE,
    )
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / lock.name
        asked.write_text(whole, encoding="utf-8")
        how = ["--require-hashes", "--disable-pip", "--vulnerability-service", "osv", "--format", "json"]
        return of_pip_audit(*_said([program, *how, "--progress-spinner", "off", "--requirement", asked]))


def main() -> None:
    """Ask about each lock and print what was said; the module says what the status means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pip-audit", type=Path, default=ROOT / "_build" / "supply" / "bin" / "pip-audit")
    parser.add_argument("--npm", type=Path, default=Path("npm"))
    asked = parser.parse_args()
    answers = {lock: _asked_about_python(asked.pip_audit, ROOT / lock) for lock in LOCKS}
    npm = [asked.npm, "audit", "--json", "--package-lock-only", "--prefix", "tools/npm"]
    answers["tools/npm/package-lock.json"] = of_npm(*_said(npm))
    for lock, answer in answers.items():
        for line in answer.known:
            sys.stdout.write(f"{lock}: {line}\n")
        if answer.unanswered:
            sys.stdout.write(
                f"{lock}: not checked, since the database of vulnerabilities gave no full answer ({answer.unanswered}). "
                "Run `make vulnerabilities` where the network lets you ask it.\n"
            )
        elif not answer.known:
            sys.stdout.write(f"{lock}: nothing is known against its {answer.asked} packages\n")
    if any(answer.known for answer in answers.values()):
        sys.exit(1)
    sys.exit(2 if any(answer.unanswered for answer in answers.values()) else 0)


if __name__ == "__main__":
    main()

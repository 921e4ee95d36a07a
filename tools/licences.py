"""Hold the licences of everything that is locked against the list in pyproject.toml; write docs/licences.md.

``make licences`` runs this module after ``make sbom``, whose bills of materials it reads. ``[tool.licences]`` of
pyproject.toml lists the licences that the project's own is compatible with (`allowed`), those that only programs may
have which maintainers run and nothing imports (`allowed-tools`), and the licences of packages that do not say theirs
in a form that can be read (`read`). What fits none is named, all at once, with status 1.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["Package", "declared", "meets", "packages", "problems"]

ROOT = Path(__file__).resolve().parents[1]
BILLS = ("python", "npm")
EXTRAS_OF_THE_BOOK = ("distributed",)
# What classifiers say of licences, in the words of SPDX. BSD has several forms, which this one does not tell apart.
BSD = "LicenseRef-BSD"
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": BSD,
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


class Package(NamedTuple):
    """A locked package: what it is for is `the book`, `tools`, or `npm`; a licence is an SPDX expression, or empty."""

    name: str
    version: str
    licence: str
    use: str


def declared(component: dict[str, Any]) -> str:
    """Return the SPDX expression that a package declares, as its entry in a bill of materials has it; empty if unclear.

    Several licences without a word between them are unclear: they may be a choice, or hold together.

    >>> declared({"licenses": [{"expression": "MIT or Apache-2.0"}]})
    'MIT OR Apache-2.0'
    >>> name = {"license": {"name": "License :: OSI Approved :: BSD License"}}
    >>> declared({"licenses": [name]}), declared({"licenses": [{"license": {"id": "BSD-3-Clause"}}, name]})
    ('LicenseRef-BSD', 'BSD-3-Clause')
    >>> declared({"licenses": [name, {"license": {"id": "GPL-3.0-only"}}]})
    ''
    """
    expressions: set[str] = set()
    for entry in component.get("licenses", []):
        licence = entry.get("license", {})
        words = licence.get("name", "").rpartition(" :: ")[2]
        expressions.add(entry.get("expression") or licence.get("id") or CLASSIFIERS.get(words, ""))
    if any(licence.startswith("BSD-") for licence in expressions):
        expressions.discard(BSD)
    try:
        return canonicalize_license_expression(expressions.pop()) if len(expressions) == 1 else ""
    except InvalidLicenseExpression:
        return ""


def meets(expression: str, allowed: Collection[str]) -> bool:
    """Return whether a package under an SPDX expression can be had under allowed licences alone.

    >>> meets("MIT OR GPL-3.0-only", {"MIT"}), meets("MIT AND GPL-3.0-only", {"MIT"})
    (True, False)
    >>> meets("Apache-2.0 WITH LLVM-exception", {"Apache-2.0"})
    False
    """

    def spoken(word: re.Match[str]) -> str:
        return word[0].lower() if word[0] in {"AND", "OR"} else str(word[0] in allowed)

    def holds(node: ast.expr) -> bool:
        if isinstance(node, ast.BoolOp):
            every = all if isinstance(node.op, ast.And) else any
            return every(holds(value) for value in node.values)
        return isinstance(node, ast.Constant) and node.value is True

    # AND binds before OR in both languages, so Python's own grammar reads it; nothing is executed.
    sentence = re.sub(r"[^\s()]+(?: WITH [^\s()]+)?", spoken, expression)
    return holds(ast.parse(sentence, mode="eval").body)


def packages(bills: dict[str, dict[str, Any]], project: dict[str, Any], read: dict[str, str]) -> list[Package]:
    """Return the packages of bills of materials with their licences and what they are for.

    The book needs what ``dependencies`` of pyproject.toml asks for and whatever that needs; other packages of Python
    are tools. `read` names licences that were read by a person; they go before what a package declares.
    """
    graph = {entry["ref"]: entry.get("dependsOn", []) for entry in bills["python"].get("dependencies", [])}
    extras = project.get("optional-dependencies", {})
    asked = [*project["dependencies"], *(entry for extra in EXTRAS_OF_THE_BOOK for entry in extras.get(extra, []))]
    names = {canonicalize_name(Requirement(entry).name) for entry in asked}
    waiting = [c["bom-ref"] for c in bills["python"]["components"] if canonicalize_name(c["name"]) in names]
    needed: set[str] = set()
    while waiting:
        ref = waiting.pop()
        if ref not in needed:
            needed.add(ref)
            waiting.extend(graph.get(ref, []))
    locked = []
    for bill, bom in bills.items():
        for part in bom["components"]:
            title = f"{part['group']}/{part['name']}" if part.get("group") else part["name"]
            use = bill if bill != "python" else "the book" if part["bom-ref"] in needed else "tools"
            locked.append(Package(title, part["version"], read.get(title) or declared(part), use))
    return sorted(locked, key=lambda package: (package.use, package.name.lower()))


def problems(
    locked: Iterable[Package], allowed: Collection[str], tools: Collection[str], read: Collection[str]
) -> list[str]:
    """Return a line for each package whose licence is unclear or not allowed, and each entry of `read` without one."""
    locked = list(locked)
    lines = []
    for package in locked:
        named = f"{package.name} {package.version}"
        if not package.licence:
            lines.append(
                f"{named} ({package.use}) says no licence that is clear, or is not installed on this system: read its "
                f'licence file and write the expression to pyproject.toml, [tool.licences.read]: "{package.name}" = "…".'
            )
        elif not meets(package.licence, {*allowed, *(tools if package.use != "the book" else ())}):
            where = "allowed" if package.use == "the book" else "allowed or allowed-tools"
            lines.append(
                f"{named} ({package.use}) is under {package.licence}, which is not in pyproject.toml, "
                f"[tool.licences], {where}: take another package, or add the licence if it is compatible."
            )
    idle = sorted(set(read) - {package.name for package in locked})
    return lines + [
        f"pyproject.toml, [tool.licences.read]: {name} is not locked any more: take it out." for name in idle
    ]


def page(locked: Iterable[Package], licence: str) -> str:
    """Return docs/licences.md: each locked package with version and licence, by what it is for."""
    locked = list(locked)
    parts = [
        "# Licences of what is locked",
        f"Written by `make licences`, not by hand: what `requirements.lock` and `tools/npm/package-lock.json` hold for "
        f"any system, in the words of SPDX. The handbook’s own code is under {licence}. `{BSD}` is a BSD licence whose package does not say which.",
    ]
    titles = {
        "the book": "What the handbook imports",
        "tools": "What tests, checks and JupyterLab need",
        "npm": "What measures the site",
    }
    for use, title in titles.items():
        rows = [f"| {p.name} | {p.version} | {p.licence} |" for p in locked if p.use == use]
        parts += [f"## {title}", "\n".join(["| package | version | licence |", "| :-- | :-- | :-- |", *rows])]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write the page; end with status 1 and a line for each package that does not fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bills", type=Path, default=Path("_build") / "sbom", help="folder with bills of materials")
    parser.add_argument("--pyproject", type=Path, default=ROOT / "pyproject.toml")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "licences.md")
    asked = parser.parse_args()
    settings = tomllib.loads(asked.pyproject.read_text(encoding="utf-8"))
    rules = settings["tool"]["licences"]
    files = {name: asked.bills / f"{name}.cdx.json" for name in BILLS}
    if missing := [str(file) for file in files.values() if not file.is_file()]:
        sys.exit(f"{', '.join(missing)} missing: run `make sbom`.")
    bills = {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items()}
    locked = packages(bills, settings["project"], rules["read"])
    if lines := problems(locked, rules["allowed"], rules["allowed-tools"], rules["read"]):
        sys.exit("\n".join(lines))
    asked.output.write_text(page(locked, settings["project"]["license"]), encoding="utf-8")
    sys.stdout.write(f"{asked.output.name}: {len(locked)} packages, all under licences that pyproject.toml allows\n")


if __name__ == "__main__":
    main()

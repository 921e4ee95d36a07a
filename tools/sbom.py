"""Write software bills of materials of the two locks, as CycloneDX, to _build/sbom: python.cdx.json and npm.cdx.json.

``make sbom`` runs this module in the environment that ``tools/supply.lock`` describes. What is locked for every system,
with its hashes, comes from requirements.lock; licences and what needs what come from the environment that was installed
from it. Both files are validated by CycloneDX' own library.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from handbook import __version__

__all__ = ["joined"]

ROOT = Path(__file__).resolve().parents[1]
Bom = dict[str, Any]


def joined(locked: Bom, installed: Bom, version: str) -> Bom:
    """Return the bill of the lock with what the environment knows of its packages: licences and dependencies.

    Packages that only other systems need are in the lock alone; they keep their hashes and have no licence here.
    `version` is the handbook's own.

    >>> bill = {"bom-ref": "L1", "name": "PyYAML", "version": "6.0", "description": "line 1"}
    >>> inside = {"bom-ref": "yaml", "name": "pyyaml", "licenses": [{"license": {"id": "MIT"}}]}
    >>> graph = [{"ref": "root-component", "dependsOn": ["yaml"]}]
    >>> whole = joined(
    ...     {"metadata": {"component": {"bom-ref": "root-component"}}, "components": [bill]},
    ...     {"components": [inside], "dependencies": graph},
    ...     version="1.0",
    ... )
    >>> whole["components"]
    [{'bom-ref': 'pyyaml==6.0', 'name': 'PyYAML', 'version': '6.0', 'licenses': [{'license': {'id': 'MIT'}}]}]
    >>> whole["dependencies"]
    [{'ref': 'pyyaml==6.0'}, {'ref': 'root-component', 'dependsOn': ['pyyaml==6.0']}]
    """
    root = locked["metadata"]["component"]
    known = {canonicalize_name(component["name"]): component for component in installed["components"]}
    # What an entry of the environment is in the lock: more than one where the version depends on the system.
    refs: dict[str, list[str]] = {root["bom-ref"]: [root["bom-ref"]]}
    components = []
    for component in locked["components"]:
        name = canonicalize_name(component["name"])
        inside = known.get(name, {})
        ref = f"{name}=={component['version']}"
        refs.setdefault(inside.get("bom-ref", ref), []).append(ref)
        # The line of the lock, which the hashes repeat, gives way to what the package says of itself.
        kept = {key: value for key, value in component.items() if key != "description"}
        said = {key: inside[key] for key in ("description", "licenses") if key in inside}
        components.append({**kept, "bom-ref": ref, **said})
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in installed["dependencies"]}
    dependencies: list[Bom] = []
    for entry, own in refs.items():
        needed = sorted(ref for other in needs.get(entry, []) for ref in refs.get(other, []))
        dependencies += [{"ref": ref, "dependsOn": needed} if needed else {"ref": ref} for ref in own]
    dependencies.sort(key=lambda entry: entry["ref"])
    metadata = {**locked["metadata"], "component": {**root, "version": version}}
    return {**locked, "metadata": metadata, "components": components, "dependencies": dependencies}


def _output(command: list[str | Path]) -> Bom:
    """Return the JSON that a program prints; end with its own words where it fails."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        sys.exit(f"{command[0]} cannot be run ({error.strerror}): it is a part of Node 20.")
    if done.returncode != 0:
        sys.exit(f"{Path(command[0]).name} failed:\n{done.stderr.strip()}")
    return json.loads(done.stdout)


def _written(bom: Bom, file: Path) -> None:
    """Validate a bill and write it."""
    # Only the environment of this tool has the library; the tests of what stands above run without it.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = json.dumps(bom, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    error = JsonStrictValidator(SchemaVersion.from_version(bom["specVersion"])).validate_str(text)
    if error is not None:
        sys.exit(f"{file.name} is no CycloneDX {bom['specVersion']}: {error}")
    file.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{file}: {len(bom['components'])} packages, valid CycloneDX {bom['specVersion']}\n")


def main() -> None:
    """Write both bills."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--python", type=Path, default=ROOT / ".venv" / "bin" / "python", help="environment of the lock"
    )
    parser.add_argument("--output", type=Path, default=Path("_build") / "sbom")
    asked = parser.parse_args()
    program = [Path(sys.executable).with_name("cyclonedx-py")]
    how = ["--output-reproducible", "--no-validate", "--pyproject", "pyproject.toml"]
    npm = _output(["npm", "sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--prefix", "tools/npm"])
    # npm calls it after its folder.
    npm["metadata"]["component"]["name"] = json.loads((ROOT / "tools/npm/package.json").read_text("utf-8"))["name"]
    bills = {
        "python": joined(
            _output([*program, "requirements", *how, "requirements.lock"]),
            _output([*program, "environment", *how, asked.python.absolute()]),
            __version__,
        ),
        "npm": npm,
    }
    asked.output.mkdir(parents=True, exist_ok=True)
    for name, bom in bills.items():
        _written(bom, asked.output / f"{name}.cdx.json")


if __name__ == "__main__":
    main()

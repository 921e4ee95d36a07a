"""Write the conda environment from what pyproject.toml asks for.

`make env` runs this module; a test compares its result with environment.yml,
so that pip users and conda users are given the same packages in the same ranges.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

__all__ = ["environment_yaml"]

CONDA_CHANNEL = "conda-forge"
ONLY_ON_PYPI = frozenset({"playwright"})

_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?P<versions>[<>=!~][^;@\[]*)?")


def environment_yaml(pyproject: Path) -> str:
    """Return the text of environment.yml for the packages that a pyproject.toml names.

    All extras are included: who has the environment can build, test and check.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pyproject = Path(folder) / "pyproject.toml"
    ...     _ = pyproject.write_text('''
    ...         [project]
    ...         name = "example"
    ...         requires-python = ">=3.11"
    ...         dependencies = ["pandas>=3,<4"]
    ...         [project.optional-dependencies]
    ...         dev = ["playwright>=1.50", "pytest>=8"]
    ...     ''')
    ...     print(environment_yaml(pyproject))
    # Written by `make env` from pyproject.toml: change it there.
    name: example
    channels:
      - conda-forge
      - nodefaults
    dependencies:
      - python>=3.11
      - pip
      - pandas>=3,<4
      # dev
      - pytest>=8
      - pip:
          # not on conda-forge
          - playwright>=1.50
          # the handbook itself
          - -e .
    <BLANKLINE>
    """
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    lines = [
        "# Written by `make env` from pyproject.toml: change it there.",
        f"name: {project['name']}",
        "channels:",
        f"  - {CONDA_CHANNEL}",
        "  - nodefaults",
        "dependencies:",
        f"  - python{project['requires-python']}",
        "  - pip",
    ]
    only_on_pypi: list[str] = []
    groups = {"": project["dependencies"], **project.get("optional-dependencies", {})}
    for group, requirements in groups.items():
        if group:
            lines.append(f"  # {group}")
        for requirement in requirements:
            name, versions = split_requirement(requirement)
            if name in ONLY_ON_PYPI:
                only_on_pypi.append(name + versions)
            else:
                lines.append(f"  - {name}{versions}")
    lines.append("  - pip:")
    if only_on_pypi:
        lines.append(f"      # not on {CONDA_CHANNEL}")
        lines.extend(f"      - {entry}" for entry in only_on_pypi)
    lines += ["      # the handbook itself", "      - -e ."]
    return "\n".join(lines) + "\n"


def split_requirement(requirement: str) -> tuple[str, str]:
    """Return the name and the version range of a requirement.

    >>> split_requirement("Jupyter_Book >=1.0.4, <2")
    ('jupyter-book', '>=1.0.4,<2')
    >>> split_requirement("dask[complete]>=2025.1")
    Traceback (most recent call last):
        ...
    ValueError: 'dask[complete]>=2025.1' has no conda form: write a name and a version range only
    """
    match = _REQUIREMENT.fullmatch(requirement.strip())
    if match is None:
        raise ValueError(f"{requirement!r} has no conda form: write a name and a version range only")
    name = re.sub(r"[-_.]+", "-", match["name"]).lower()
    return name, (match["versions"] or "").replace(" ", "")


if __name__ == "__main__":
    sys.stdout.write(environment_yaml(Path(sys.argv[1])))

"""pyproject.toml, requirements.lock and environment.yml ask for the same packages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tools.environment import environment_yaml, split_requirement

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / "environment.yml"
PLATFORMS = [
    {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": system}
    for python in ("3.11", "3.12", "3.13")
    for system in ("linux", "darwin", "win32")
]


def project() -> dict:
    return tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]


def requirements() -> list[str]:
    extras = project()["optional-dependencies"].values()
    return project()["dependencies"] + [entry for extra in extras for entry in extra]


def locked() -> list[tuple[Requirement, list[str]]]:
    """Return every pin of the lock with its hashes."""
    text = re.sub(r"\\\n", " ", LOCK.read_text(encoding="utf-8"))
    pins = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            pin, *hashes = re.split(r"\s+--hash=", line.strip())
            pins.append((Requirement(pin), hashes))
    return pins


def applies(marker: Marker | None, platform: dict[str, str]) -> bool:
    return marker is None or marker.evaluate(platform)


def asked_of_conda() -> Iterator[tuple[str, SpecifierSet]]:
    for entry in yaml.safe_load(ENVIRONMENT.read_text(encoding="utf-8"))["dependencies"]:
        for text in entry["pip"] if isinstance(entry, dict) else [entry]:
            if text not in {"pip", "-e ."}:
                asked = Requirement(text)
                yield asked.name, asked.specifier


def test_environment_is_what_make_env_writes():
    written = ENVIRONMENT.read_text(encoding="utf-8")
    assert written == environment_yaml(PYPROJECT), "environment.yml is old: run `make env`"


def test_environment_asks_for_the_packages_and_ranges_of_pyproject():
    asked = dict(asked_of_conda())
    assert asked.pop("python") == SpecifierSet(project()["requires-python"])
    assert asked == {canonicalize_name(entry.name): entry.specifier for entry in map(Requirement, requirements())}


def test_lock_satisfies_pyproject_on_every_platform():
    for platform in PLATFORMS:
        pins: dict[str, str] = {}
        for pin, _ in locked():
            if applies(pin.marker, platform):
                assert pin.name not in pins, f"{pin.name} is locked twice: {platform}"
                pins[pin.name] = next(iter(pin.specifier)).version
        for entry in map(Requirement, requirements()):
            version = pins.get(canonicalize_name(entry.name))
            assert version is not None, f"{entry.name} is not locked: run `make lock` ({platform})"
            assert entry.specifier.contains(version), f"{entry} is locked at {version}: run `make lock` ({platform})"


def test_lock_holds_what_builds_the_package():
    names = {pin.name for pin, _ in locked()}
    build = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["build-system"]["requires"]
    assert {canonicalize_name(Requirement(entry).name) for entry in build} <= names


def test_lock_pins_everything_exactly_and_by_hash():
    pins = locked()
    assert len(pins) > 100
    for pin, hashes in pins:
        assert [specifier.operator for specifier in pin.specifier] == ["=="], pin
        assert hashes, f"{pin} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", entry) for entry in hashes), pin


@pytest.mark.parametrize("path", [LOCK, ENVIRONMENT, PYPROJECT], ids=lambda path: path.name)
def test_no_download_address_and_no_path(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"://|\bfile:|--(?:extra-)?index-url|--find-links|@ ", text)
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|opt|usr|work|Users)/", text)


@pytest.mark.parametrize("requirement", ["a @ somewhere", "a[b]>=1", "a>=1; sys_platform == 'x'"])
def test_requirement_without_a_conda_form_is_refused(requirement):
    with pytest.raises(ValueError, match="has no conda form"):
        split_requirement(requirement)

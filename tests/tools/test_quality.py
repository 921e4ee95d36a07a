"""What `make quality` calls a missed goal."""

from __future__ import annotations

from typing import Any

import pytest

from tools import quality

FULL = dict.fromkeys(quality.CATEGORIES, 100.0)


def measured() -> dict[str, Any]:
    """Return measurements that miss nothing."""
    return {
        "chapters": ["cloud.html"],
        "browser": {
            "light": {},
            "dark": {},
            "fetched": {"cloud.html": {"bytes": 100_000, "origins": {"http://127.0.0.1": 8, "data": 1}}},
        },
        "nu": {"errors": []},
        "lighthouse": {"en/audit.html": {"mobile": dict(FULL), "desktop": dict(FULL)}},
        "others": {"cloud.html": {**FULL, "performance": 95.0}},
    }


def test_it_looks_at_the_site_of_this_project():
    assert (quality.ROOT / "_toc.yml").is_file()


def test_site_that_reaches_all_goals_misses_none():
    assert quality._missed(measured()) == []


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (
            ("lighthouse", "en/audit.html", "desktop", "accessibility"),
            99.0,
            "en/audit.html, desktop: accessibility 99, goal 100",
        ),
        (("others", "cloud.html", "performance"), 94.0, "cloud.html, mobile: performance 94, goal 95"),
        (("browser", "dark", "cloud.html"), [["color-contrast", 2, "p"]], "cloud.html, dark: axe finds color-contrast"),
        (("nu", "errors"), [("cloud.html", "Stray end tag.")], "cloud.html: Stray end tag."),
        (
            ("browser", "fetched", "cloud.html", "bytes"),
            350_001,
            "cloud.html: 350001 bytes before anybody touches it, at most 350000",
        ),
        (
            ("browser", "fetched", "cloud.html", "origins"),
            {"https://example.org": 1},
            "cloud.html: asks https://example.org",
        ),
    ],
)
def test_missed_goal_is_named(path, value, line):
    found = measured()
    *way, last = path
    place = found
    for key in way:
        place = place[key]
    place[last] = value
    assert quality._missed(found) == [line]

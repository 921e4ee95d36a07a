"""Draw the picture of the README from the built site: a figure with the verdict on its first claim.

``python -m tools.picture SITE FILE`` opens the page in Chromium, unfolds the checks and photographs what a reader
sees, in the light theme. ``make picture`` builds the site and draws ``docs/picture.png``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from handbook import terminal
from handbook.publish.browser import FLAGS, MISSING, find_chromium

__all__ = ["PictureError", "draw", "main"]

FIGURE = "F15"
WIDTH, MARGIN = 1000, 16


class PictureError(RuntimeError):
    """There is no browser, no site, or no such figure in it."""


def draw(site: Path, target: Path, figure: str = FIGURE) -> None:
    """Write a picture of a figure with its first verdict.

    Args:
        site: folder of a built site.
        target: the PNG file.
        figure: id of a figure that has checks.

    Raises:
        PictureError: says what is missing and what to do.
    """
    address = _page(site, figure)
    browser = find_chromium()
    if browser is None:
        raise PictureError(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        page = opened.new_page(viewport={"width": WIDTH, "height": 2 * WIDTH}, color_scheme="light")
        page.goto(address)
        shown = page.locator(f"#{figure}")
        shown.locator(".hb-checks > summary").click()
        page.mouse.move(0, 0)
        first = shown.locator(".hb-checks tbody tr").first
        first.scroll_into_view_if_needed()
        whole, row = shown.bounding_box(), first.bounding_box()
        if whole is None or row is None:
            raise PictureError(f"{figure} is not drawn on its page; build the site anew with `handbook build --force`.")
        clip: Any = {
            "x": whole["x"] - MARGIN,
            "y": whole["y"],
            "width": whole["width"] + 2 * MARGIN,
            "height": row["y"] + row["height"] - whole["y"],
        }
        target.write_bytes(page.screenshot(clip=clip))
        opened.close()


def _page(site: Path, figure: str) -> str:
    listing = site / "figures.json"
    if not listing.is_file():
        raise PictureError(f"{site}: there is no built site. Run `handbook build` first.")
    urls = {row["figure"]: row["url"] for row in json.loads(listing.read_text(encoding="utf-8"))}
    if not urls.get(figure):
        raise PictureError(f"{site}: the site has no page with figure {figure}.")
    return f"{site.resolve().as_uri()}/{urls[figure].partition('#')[0]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw; return 0, 1 when something is missing, 2 for wrong usage."""
    terminal.forgiving()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if len(given) != 2:
        print("Usage: python -m tools.picture SITE FILE", file=sys.stderr)
        return 2
    try:
        draw(Path(given[0]), Path(given[1]))
    except PictureError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

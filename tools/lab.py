"""Open a chapter in JupyterLab, change a cell, run all cells, and see the chart change (``make lab-test``).

A copy of the book stands in ``_build/lab``; pictures of the chapter as it is stored and after the run stay there. It is
no part of the tests: JupyterLab, a kernel and a browser take most of a minute.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from handbook import terminal
from handbook.publish.browser import FLAGS, MISSING, find_chromium

__all__ = ["main", "tried"]

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "_build" / "lab"
CHAPTER = "cloud"
CHANGED = ("charts.columns(total,", "charts.columns(total.tail(3),")
"""What is changed in the first cell that holds it: the chart draws the last three years alone."""

PATIENCE = 120
"""Seconds within which JupyterLab starts, and a chapter runs."""

EMPTY = re.compile(r"\{(?:glue|\w+)[:}]")
"""A place in prose whose value is not filled in."""


def _project(folder: Path) -> Path:
    """Copy what a chapter needs into a folder and return it; the helper package is the installed one."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("book", "data"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "_toc.yml", folder)
    settings = folder / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    # All cells are drawn, those that are out of sight too.
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}', encoding="utf-8")
    return folder


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Run JupyterLab in a folder and give its address; no setting of the user's counts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
    }
    options = ["--no-browser", "--allow-root", "--IdentityProvider.token=", f"--ServerApp.port={port}"]
    with (folder / "server.log").open("w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "jupyterlab", *options, "--ServerApp.port_retries=0"]
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _answering(f"{address}/api", server, folder / "server.log")
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _answering(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.3)
    raise SystemExit(f"JupyterLab does not start; {log} says why.")


def _chart(page: Page) -> Locator:
    """Return the drawing below the cell that is changed."""
    cell = page.locator(".jp-CodeCell").filter(has_text=CHANGED[0].partition("(")[0]).first
    return cell.locator(".vega-embed canvas, .vega-embed svg").first


def _picture(drawing: Locator) -> bytes:
    drawing.scroll_into_view_if_needed()
    drawing.page.wait_for_timeout(300)
    return drawing.screenshot()


def _edit(page: Page) -> None:
    """Change the cell of the figure as a person does: click into it, select all, type."""
    editor = page.locator(".jp-CodeCell").filter(has_text=CHANGED[0]).first.locator(".cm-content")
    source = "\n".join(editor.locator(".cm-line").all_inner_texts())
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source.replace(*CHANGED))


def _run_all(page: Page) -> None:
    """Choose Run All Cells from the menu and wait until no cell waits for the kernel."""
    page.locator(".lm-MenuBar-item", has_text="Run").first.click()
    page.locator(".lm-Menu-item", has_text=re.compile("^Run All Cells$")).click()
    waiting = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].some(p => p.textContent.includes('*'))"
    page.wait_for_function(waiting, timeout=PATIENCE * 1000)
    page.wait_for_function(f"!({waiting})", timeout=PATIENCE * 1000)


def tried(folder: Path) -> list[str]:
    """Try a chapter in JupyterLab and return what is wrong; pictures of it are left in the folder.

    Args:
        folder: for the copy of the book; what is there is removed.
    """
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit(MISSING)
    wrong: list[str] = []
    with _server(_project(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1400, "height": 1100})
        page.goto(f"{address}/lab/tree/book/{CHAPTER}.ipynb", timeout=PATIENCE * 1000)
        page.locator(".jp-Notebook .vega-embed").first.wait_for(timeout=PATIENCE * 1000)
        page.wait_for_timeout(2000)
        before = _picture(_chart(page))
        page.screenshot(path=folder / "stored.png")
        prose = page.locator(".jp-RenderedMarkdown").all_inner_texts()
        wrong += [f"a place without a value: {text}" for text in prose if EMPTY.search(text)]
        wrong += [f"two languages: {text}" for text in prose if re.search("[一-鿿]{4}", text)]
        drawn = page.locator(".jp-OutputArea-output .vega-embed").count()
        _edit(page)
        _run_all(page)
        page.wait_for_timeout(2000)
        after = _picture(_chart(page))
        page.screenshot(path=folder / "changed.png")
        wrong += [
            f"an error: {text.splitlines()[-1]}" for text in page.locator("[data-mime-type*=stderr]").all_inner_texts()
        ]
        if before == after:
            wrong.append("the chart is the same after its cell was changed and all cells were run")
        if drawn != page.locator(".jp-OutputArea-output .vega-embed").count() or not drawn:
            wrong.append("not as many charts are drawn after the run as before")
        browser.close()
    return wrong


def main() -> int:
    """Try it and say what is wrong; return 1 where something is."""
    terminal.forgiving()
    wrong = tried(FOLDER)
    print("\n".join(wrong) or f"{CHAPTER}: changed, run and drawn anew in JupyterLab; pictures are in {FOLDER}.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

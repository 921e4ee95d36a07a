"""Measure the built site and write ``docs/site-quality.md``: ``make quality``.

The site is served on localhost as hosts serve it, compressed and below a path. axe-core reads every page in light and
in dark, opened as far as it opens; Lighthouse judges every page of every language, one of each kind several times and
on two devices; the Nu checker reads all HTML; Chromium counts what a page fetches before anybody touches it. Needs what
``make`` installs for development, Node and Java, and about forty minutes of a machine at rest.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from handbook import terminal
from handbook.publish import serve
from handbook.publish.browser import FLAGS, MISSING, find_chromium

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "/book/"
KINDS = {
    "front page": "index.html",
    "audit": "audit.html",
    "index of figures": "figures.html",
    "chapter": "digital_economy.html",
    "search": "search.html",
}
"""A page of each kind, in the folder of each language."""
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100}
CATEGORIES = tuple(GOALS)
OWN = ("http://127.0.0.1", "data")
"""Origins of what belongs to the site: its host, and what stands in the page itself."""

HEAVIEST = 350_000
"""Bytes that a chapter may move before anybody touches it."""

COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".csv", ".txt", ".yaml"}

UNFOLD = (
    """document.querySelectorAll("details").forEach((part) => { part.removeAttribute("name"); part.open = true; })"""
)
AXE = """async (only) => {
  const results = await axe.run(document, {
    resultTypes: ["violations"], iframes: false, preload: false,
    ...(only ? { runOnly: { type: "rule", values: only } } : {}),
  });
  return results.violations.map(({ id, nodes }) => [id, nodes.length, String(nodes[0].target)]);
}"""
COLOURS = ["color-contrast", "link-in-text-block"]


# ── the site, served ─────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=512)
def _compressed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 6, mtime=0)


class _Host(serve.Site):
    """The site as hosts serve it: text compressed, connections kept."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> Any:
        """Answer with compressed text where the browser takes it."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        takes = "gzip" in self.headers.get("Accept-Encoding", "")
        if not takes or file.suffix not in COMPRESSED or not file.is_file():
            return super().send_head()
        content = _compressed(file)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file.name))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """Answer until the browser has enough: it may leave in the middle."""
        with contextlib.suppress(ConnectionError):
            super().handle()


@contextlib.contextmanager
def _hosted(site: Path) -> Iterator[str]:
    with serve.server(site, 0, PREFIX, _Host) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}{PREFIX}"
        server.shutdown()


# ── what is measured ─────────────────────────────────────────────────────────────────────────────


def _in_browser(site: Path, address: str, chromium: str) -> dict[str, Any]:
    """Return the browser's version, axe's findings by mode, and what each page fetches."""
    from playwright.sync_api import sync_playwright

    script = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    version = re.search(r"axe v([\d.]+)", script)
    # The front door leads on at once.
    pages = sorted(str(file.relative_to(site)) for file in site.glob("*/*.html"))
    seen: dict[str, Any] = {"pages": len(pages), "axe": version[1] if version else "", "light": {}, "dark": {}}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        seen["chromium"] = browser.version
        seen["fetched"] = {name: _fetched(browser, address + name) for name in pages}
        for mode in ("light", "dark"):
            # Colours are all that differs between light and dark.
            context = browser.new_context(color_scheme=mode, reduced_motion="reduce")
            context.add_init_script(script)
            page = context.new_page()
            page.set_default_timeout(0)
            for name in pages:
                page.goto(address + name, wait_until="load")
                page.evaluate(UNFOLD)
                if wrong := page.evaluate(AXE, COLOURS if mode == "dark" else None):
                    seen[mode][name] = wrong
                _say(f"axe, {mode}: {name}: {len(wrong) or 'nothing'}")
            context.close()
        browser.close()
    return seen


def _fetched(browser: Any, address: str) -> dict[str, Any]:
    """Return how many bytes a page moves before anybody touches it, and from which origins."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    sizes: list[int] = []
    origins: Counter[str] = Counter()
    tools.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.on("request", lambda request: origins.update([_origin(request.url)]))
    page.goto(address, wait_until="networkidle")
    context.close()
    return {"bytes": sum(sizes), "requests": len(sizes), "origins": dict(origins)}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return "data" if parts.scheme == "data" else f"{parts.scheme}://{parts.hostname}"


def _lighthouse(tool: Path, address: str, chromium: str, desktop: bool, times: int) -> dict[str, Any]:
    """Return the middle scores of a page; say what costs points in accessibility or practice."""
    runs: list[dict[str, Any]] = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "report.json"
            flags = " ".join(["--headless=new", *FLAGS])
            command = ["node", str(tool), address, "--quiet", "--output=json", f"--output-path={out}"]
            command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}"]
            command += ["--preset=desktop"] if desktop else []
            done = subprocess.run(
                command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True, check=False
            )
            if not out.is_file():
                sys.exit(f"Lighthouse failed on {address}:\n{done.stderr[-2000:]}")
            report = json.loads(out.read_text(encoding="utf-8"))
        scores = {name: 100 * (report["categories"][name]["score"] or 0) for name in CATEGORIES}
        runs.append({**scores, "version": report["lighthouseVersion"]})
        for name in CATEGORIES[1:]:
            for audit in report["categories"][name]["auditRefs"]:
                entry = report["audits"][audit["id"]]
                if audit["weight"] and entry["score"] is not None and entry["score"] < 1:
                    _say(f"lighthouse, {name}: {entry['title']}")
    return {
        **{name: statistics.median(run[name] for run in runs) for name in CATEGORIES},
        "version": runs[0]["version"],
    }


def _nu(jar: Path, site: Path) -> dict[str, Any]:
    """Return the errors of the Nu checker, and its version."""
    pages = sorted(str(file) for file in site.rglob("*.html"))
    done = subprocess.run(
        ["java", "-jar", str(jar), "--format", "json", "--errors-only", "--exit-zero-always", *pages],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        said = json.loads(done.stderr or done.stdout)
    except ValueError:
        sys.exit(f"The Nu checker failed:\n{done.stderr[-2000:]}")
    errors = [(Path(m["url"]).name, m["message"]) for m in said["messages"] if m["type"] == "error"]
    return {"errors": errors, "version": said.get("version", "").partition(" ")[0]}


class _External(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        address = dict(attributes).get("href") or ""
        if tag == "a" and address.startswith(("http://", "https://")):
            self.addresses.add(address)


def _external(site: Path) -> dict[str, list[str]]:
    """Return the addresses elsewhere that pages name, with those pages. They are not followed."""
    named: dict[str, list[str]] = {}
    for file in sorted(site.rglob("*.html")):
        reader = _External()
        reader.feed(file.read_text(encoding="utf-8"))
        for address in reader.addresses:
            named.setdefault(address, []).append(file.stem)
    return dict(sorted(named.items()))


def _kind(page: str) -> str:
    """Return what kind of page stands for its kind, nothing for the other pages.

    >>> _kind("zh/audit.html"), _kind("zh/awards.html")
    ('audit', '')
    """
    return next((kind for kind, name in KINDS.items() if page.partition("/")[2] == name), "")


# ── what is written ──────────────────────────────────────────────────────────────────────────────


def _table(head: list[str], rows: list[list[Any]]) -> str:
    lines = [head, [":--" if at == 0 else "--:" for at in range(len(head))], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def _report(measured: dict[str, Any]) -> str:
    seen, nu, scores, others = (measured[part] for part in ("browser", "nu", "lighthouse", "others"))
    fetched = seen["fetched"]
    chapters = {name: fetched[name] for name in measured["chapters"]}
    heaviest = max(chapters, key=lambda name: chapters[name]["bytes"])
    origins = sorted({origin for page in fetched.values() for origin in page["origins"]})
    version = next(iter(scores.values()))["mobile"]["version"]
    kb = lambda size: f"{size / 1000:,.0f}"  # noqa: E731
    lines = [
        "# Quality of the site\n",
        "Written by `make quality`, not by hand. The site is served on localhost, text compressed with gzip, "
        f"below a path. Chromium {seen['chromium']}, axe-core {seen['axe']}, Lighthouse {version}, "
        f"Nu checker {nu['version']}; {measured['machine']}.\n",
        "## Accessibility\n",
        "axe-core with all its rules, every page opened as far as it opens; in dark the rules of colour.\n",
        _table(
            ["pages", "violations, light", "violations, dark"],
            [[seen["pages"], *(sum(map(len, seen[mode].values())) for mode in ("light", "dark"))]],
        ),
        *(
            f"- {mode}, {name}: {rule} ({n} times, first at `{where}`)\n"
            for mode in ("light", "dark")
            for name, wrong in seen[mode].items()
            for rule, n, where in wrong
        ),
        "## Lighthouse\n",
        f"{_runs(measured['runs'])}, with Lighthouse's own throttling: a slow phone, and a desktop.\n",
        _table(
            ["page", "device", "performance", "accessibility", "best practices"],
            [
                [f"{_kind(page)} ({page})", device, *(f"{entry[name]:.0f}" for name in CATEGORIES)]
                for page, devices in scores.items()
                for device, entry in devices.items()
            ],
        ),
        _of_others(others),
        "## What a page fetches\n",
        "Before anybody touches it, compressed, nothing in the cache.\n",
        _table(
            ["page", "requests", "kB"],
            [[f"{_kind(page)} ({page})", fetched[page]["requests"], kb(fetched[page]["bytes"])] for page in scores]
            + [[f"heaviest chapter ({heaviest})", chapters[heaviest]["requests"], kb(chapters[heaviest]["bytes"])]]
            + [["median of chapters", "", kb(statistics.median(c["bytes"] for c in chapters.values()))]],
        ),
        f"Origins of all requests of all {seen['pages']} pages: "
        + ", ".join("the site's own" if origin == OWN[0] else f"`{origin}`" for origin in origins)
        + ".\n",
        "## HTML\n",
        f"The Nu checker finds {len(nu['errors']) or 'no'} errors in {seen['pages']} pages.\n",
        *(f"- {name}: {message}\n" for name, message in nu["errors"]),
        "## Links that lead elsewhere\n",
        "Named by the pages, not followed here; links inside the site are tested in `tests/browser/test_links.py`.\n",
        "".join(f"- <{address}> ({', '.join(pages)})\n" for address, pages in measured["external"].items())
        or "None.\n",
    ]
    return "\n".join(lines)


def _runs(number: int) -> str:
    """Say how often Lighthouse judged a page.

    >>> _runs(1), _runs(3)
    ('One run of each', 'The middle of 3 runs')
    """
    return "One run of each" if number == 1 else f"The middle of {number} runs"


def _of_others(others: dict[str, dict[str, Any]]) -> str:
    """Say what Lighthouse found on the pages that it judged once."""
    slowest = min(others, key=lambda name: others[name]["performance"])
    least = min(min(entry[name] for name in CATEGORIES[1:]) for entry in others.values())
    return (
        f"All {len(others)} other pages once each, on the slow phone: performance {others[slowest]['performance']:.0f} "
        f"at the slowest ({slowest}), accessibility and best practices at least {least:.0f}.\n"
    )


def _missed(measured: dict[str, Any]) -> list[str]:
    """Return the goals that were missed, each in a line."""
    seen = measured["browser"]
    judged = {f"{page}, {device}": entry for page, of in measured["lighthouse"].items() for device, entry in of.items()}
    judged.update({f"{name}, mobile": entry for name, entry in measured["others"].items()})
    missed = [
        f"{page}: {name} {entry[name]:.0f}, goal {goal}"
        for page, entry in judged.items()
        for name, goal in GOALS.items()
        if entry[name] < goal
    ]
    missed += [
        f"{name}, {mode}: axe finds {wrong[0][0]}" for mode in ("light", "dark") for name, wrong in seen[mode].items()
    ]
    missed += [f"{name}: {message}" for name, message in measured["nu"]["errors"]]
    for name, fetched in seen["fetched"].items():
        if name in measured["chapters"] and fetched["bytes"] > HEAVIEST:
            missed.append(f"{name}: {fetched['bytes']} bytes before anybody touches it, at most {HEAVIEST}")
        missed += [f"{name}: asks {origin}" for origin in fetched["origins"] if origin not in OWN]
    return missed


def _machine() -> str:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return f"{os.cpu_count()} processors, {load:.0f} processes waiting for them when Lighthouse began"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Measure, write the page, and fail where a goal is missed."""
    terminal.forgiving()
    parser = argparse.ArgumentParser(prog="python -m tools.quality", description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--tools", type=Path, default=ROOT / "_build" / "quality" / "node_modules")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "site-quality.md")
    parser.add_argument("--runs", type=int, default=3, help="of Lighthouse on a page of each kind [default: 3]")
    asked = parser.parse_args()
    site = asked.site.absolute()
    chromium = find_chromium()
    if chromium is None:
        sys.exit(MISSING)
    for tool in ("node", "java"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} not found: install it (Debian: apt install nodejs default-jre-headless).")
    jar, lighthouse = asked.tools / "vnu-jar/build/dist/vnu.jar", asked.tools / "lighthouse/cli/index.js"
    for file in (site / "index.html", jar, lighthouse):
        if not file.is_file():
            sys.exit(f"{file} is missing: run `make quality`, which builds the site and brings the tools.")
    pages = sorted(file.relative_to(site).as_posix() for file in site.glob("*/*.html"))
    chapters = [page for page in pages if "data-script=" in (site / page).read_text(encoding="utf-8")]
    measured: dict[str, Any] = {
        "nu": _nu(jar, site),
        "external": _external(site),
        "chapters": chapters,
        "runs": asked.runs,
    }
    with _hosted(site) as address:
        measured["machine"] = _machine()
        measured["lighthouse"] = {}
        chosen = [page for page in pages if _kind(page)]
        for page in chosen:
            both = {"mobile": False, "desktop": True}
            measured["lighthouse"][page] = {
                device: _lighthouse(lighthouse, address + page, chromium, desktop, asked.runs)
                for device, desktop in both.items()
            }
            _say(f"lighthouse, {page}: {measured['lighthouse'][page]}")
        measured["others"] = {}
        for name in (page for page in pages if page not in chosen):
            measured["others"][name] = _lighthouse(lighthouse, address + name, chromium, desktop=False, times=1)
            _say(f"lighthouse, {name}: {measured['others'][name]}")
        measured["browser"] = _in_browser(site, address, chromium)
    asked.output.write_text(_report(measured), encoding="utf-8")
    _say(str(asked.output))
    if missed := _missed(measured):
        sys.exit("Missed:\n" + "\n".join(missed))


if __name__ == "__main__":
    main()

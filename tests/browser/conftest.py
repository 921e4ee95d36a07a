"""The finished site in a real browser: built once, served from a plain file server in a sub-path, and watched.

The site in both languages stands in ``_build/browser``, built by `handbook build` from a copy of the book: nothing
here touches the site that a person looks at, and a second run builds only what changed. A browser lives as long as the
tests of this folder: longer, and its event loop would be in the way of other tests of the same process.
"""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import commands
from handbook.publish.browser import FLAGS
from thorough import THOROUGH

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "_build" / "browser"
PROJECT = FOLDER / "project"
INPUTS = ("book", "data", "src", "_config.yml", "_toc.yml", "requirements.lock")
SUB_PATH = "/a/shelf/"


@dataclass(frozen=True)
class Site:
    """A built edition in one language: its folder, its address on the server, and the chapters that it was made from."""

    folder: Path
    url: str
    language: str

    def text(self, name: str) -> str:
        """Return the source of a page, or of another file of the site."""
        return read(self.folder / name)

    def common(self, name: str) -> Path:
        """Return a file that all languages have in common, at the root of the site."""
        return self.folder.parent / name

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of ``audit.json`` or ``figures.json`` in the words and addresses of the language."""
        found: list[dict[str, Any]] = json.loads(read(self.common(name)))
        for row in found:
            for name in ("title", "reason", "url"):
                if f"{name}_{self.language}" in row:
                    row[name] = row[f"{name}_{self.language}"]
            row["url"] = row["url"].removeprefix(f"{self.language}/")
        return found

    @property
    def executed(self) -> dict[str, dict[str, Any]]:
        """The executed chapters by their names, which hold all languages."""
        return executed(PROJECT / "_build" / "work" / "original" / "executed")

    @functools.cached_property
    def pages(self) -> list[str]:
        """Names of all pages, from the root of the site."""
        return sorted(str(file.relative_to(self.folder)) for file in self.folder.rglob("*.html"))

    @functools.cached_property
    def chapters(self) -> list[str]:
        """Names of the pages with charts that answer."""
        return [name for name in self.pages if 'data-script="' in self.text(name)]

    @functools.cached_property
    def various(self) -> list[str]:
        """Names of a few pages that together hold every kind of element of the site, those with most of them first."""
        kinds = {name: frozenset(KIND.findall(ALIKE.sub("", self.text(name)))) for name in self.pages}
        left, chosen = set().union(*kinds.values()), []
        while left:
            chosen.append(max(self.pages, key=lambda name: len(kinds[name] & left)))
            left -= kinds[chosen[-1]]
        return chosen

    def some(self, count: int) -> list[str]:
        """Return the pages with most kinds of elements, so many of them; all pages where a run is to be thorough."""
        return self.pages if THOROUGH else self.various[:count]

    @property
    def some_chapters(self) -> list[str]:
        """Names of a few pages with charts that answer; all of them where a run is to be thorough."""
        return self.chapters if THOROUGH else [name for name in self.various if name in self.chapters]


KIND = re.compile(r'<(\w+(?: class="[^"]*")?)')
ALIKE = re.compile(r"<svg.*?</svg>|<code.*?</code>", re.DOTALL)
"""Drawings and code: what they consist of is no kind of its own."""


@functools.cache
def read(file: Path) -> str:
    """Return the text of a file: many tests read the same pages."""
    return file.read_text(encoding="utf-8")


@functools.cache
def executed(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the notebooks of a folder by their names."""
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.ipynb"))}


@dataclass
class Watch:
    """What a browser did beyond showing pages; every list should stay empty but for what a test asks for."""

    origin: str
    abroad: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def on(self, context: BrowserContext) -> None:
        """Begin to watch; a violation of the Content-Security-Policy is caught as the page's own event."""
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", lambda m: self.said.append(m.text) if m.type in ("error", "warning") else None)
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        context.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        context.expose_binding("handbookRefused", lambda source, text: self.refused.append(text))
        context.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => handbookRefused("
            "`${e.documentURI}: ${e.effectiveDirective} ${e.blockedURI} ${e.sample} ${e.sourceFile}:${e.lineNumber}`))"
        )

    def _request(self, request: Any) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((self.origin, "data:", "blob:", "about:")):
            self.abroad.append(request.url)

    def _response(self, response: Any) -> None:
        if response.status >= 400:
            self.missing.append(f"{response.status} {response.url}")

    @property
    def faults(self) -> dict[str, list[str]]:
        """Everything that should not have happened."""
        found = {
            "requests to elsewhere": self.abroad,
            "errors": self.said,
            "violations of the Content-Security-Policy": self.refused,
            "missing files": self.missing,
            "dialogs": self.dialogs,
        }
        return {name: what for name, what in found.items() if what}


# ── sites ────────────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one process at a time in: SQLite's lock works on every system and ends with its holder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(FOLDER / f"{name}.lock", timeout=900, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


def mirror(source: Path, target: Path) -> bool:
    """Make a copy equal to its source and tell whether it was not; untouched files keep their dates."""
    if source.is_file():
        same = target.is_file() and target.read_bytes() == source.read_bytes()
        if not same:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        return not same
    wanted = {
        file.relative_to(source)
        for file in source.rglob("*")
        if file.is_file() and file.parent.name != "__pycache__" and file.parent.suffix != ".egg-info"
    }
    changed = [name for name in sorted(wanted) if mirror(source / name, target / name)]
    stale = [file for file in target.rglob("*") if file.is_file() and file.relative_to(target) not in wanted]
    for file in stale:
        file.unlink()
    return bool(changed or stale)


def build(project: Path, output: Path, *more: str) -> str:
    """Run ``handbook build`` in a project folder, as a person would; return what it said."""
    done = commands.run(project, "build", "--output", str(output), *more)
    assert done.returncode == 0, f"handbook build failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def sites(chromium: str) -> Path:
    """Give the folder of the handbook's own site, which holds one folder for each language, built if anything changed."""
    folder, mark = FOLDER / "sites", FOLDER / "built"
    with alone("build"):
        known = mark.is_file()
        mark.unlink(missing_ok=True)
        changed = [name for name in INPUTS if mirror(ROOT / name, PROJECT / name)]
        if not (PROJECT / "_build").exists():
            commands.share_drawings(PROJECT)
        if changed or not known:
            build(PROJECT, folder)
        mark.touch()
    return folder


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain file server: no headers of ours, no rewriting, the site somewhere below the root."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        inside = path.removeprefix(SUB_PATH)
        return super().translate_path("/" + inside if inside != path else "/nothing-stands-here")

    def log_message(self, *args: Any) -> None:
        pass


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder below a sub-path of localhost; give its address."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}{SUB_PATH}"
        server.shutdown()


@pytest.fixture(scope="session")
def server(sites: Path) -> Iterator[str]:
    """Give the address below which the sites stand."""
    with serving(sites) as address:
        yield address


@pytest.fixture(scope="session")
def english(sites: Path, server: str) -> Site:
    """Give the English edition."""
    return Site(sites / "en", f"{server}en/", "en")


@pytest.fixture(scope="session")
def chinese(sites: Path, server: str) -> Site:
    """Give the Chinese edition."""
    return Site(sites / "zh", f"{server}zh/", "zh")


@pytest.fixture(scope="session", params=["english", "chinese"])
def site(request: pytest.FixtureRequest) -> Site:
    """Give one edition after the other."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session", params=["english", "chinese"] if THOROUGH else ["chinese"])
def edition(request: pytest.FixtureRequest) -> Site:
    """Give the Chinese edition, or one after the other (`make thorough`), for what words do not decide."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def builder(chromium: str) -> Callable[..., str]:
    """Give the function that builds a project folder into an output folder."""
    return build


@pytest.fixture(scope="session", name="serving")
def _serving() -> Callable[[Path], contextlib.AbstractContextManager[str]]:
    """Give the function that serves a folder of sites while it is open."""
    return serving


# ── browser ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """Give the system's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        started.close()


Opener = Callable[..., tuple[Page, Watch]]


@contextlib.contextmanager
def opener(browser: Browser) -> Iterator[Opener]:
    """Give a function that opens an empty, watched page; its arguments are those of a browser context."""
    contexts: list[BrowserContext] = []

    def new(origin: str, **options: Any) -> tuple[Page, Watch]:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        contexts.append(context)
        watch = Watch(origin)
        watch.on(context)
        return context.new_page(), watch

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Opener]:
    """Give a function that opens an empty, watched page, which is closed after the test."""
    with opener(browser) as new:
        yield new


@pytest.fixture(scope="module")
def lasting_page(browser: Browser) -> Iterator[Opener]:
    """Give a function that opens an empty, watched page, which is closed after the tests of a file."""
    with opener(browser) as new:
        yield new


PARSED = "(text) => {{ const document = new DOMParser().parseFromString(text, 'text/html'); return ({})(); }}"


@pytest.fixture(scope="module")
def dom(browser: Browser) -> Iterator[Callable[[Site, str, str], Any]]:
    """Give a function that asks the elements of a page: read by the browser, not shown, so that it takes no time."""
    page = browser.new_page()

    def ask(site: Site, name: str, script: str) -> Any:
        return page.evaluate(PARSED.format(script), site.text(name))

    yield ask
    page.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")

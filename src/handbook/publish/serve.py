"""Show a built site on localhost as a host would: below any path, with the site's own page for what is not there.

What was built is served and nothing else: no file that a link leads to outside of the site, none whose name begins
with a dot, no lists of folders. It answers this machine only, and only under the names that this machine has for
itself: a page of somebody else cannot read the site through the browser under a name of its own.
"""

from __future__ import annotations

import functools
import http.server
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from handbook.site.addresses import address, anchored

__all__ = ["Site", "server"]

HOSTS = ("localhost", "127.0.0.1", "::1")


class Site(http.server.SimpleHTTPRequestHandler):
    """A file server that knows where the site begins and what belongs to it."""

    timeout = 30
    """Seconds that a reader may take to ask."""

    def __init__(self, *args: object, prefix: str, **more: object) -> None:
        self.prefix = prefix
        super().__init__(*args, **more)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer from the root of the site on."""
        if self._inside():
            super().do_GET()

    def do_HEAD(self) -> None:
        """Answer as to a GET, without the content."""
        if self._inside():
            super().do_HEAD()

    def _inside(self) -> bool:
        """Return whether a request is for something of the site; answer it where it is not."""
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in HOSTS:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return False
        path = _asked(self.path)
        if "%00" in path:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return False
        if path.startswith(self.prefix):
            if self._belongs():
                return True
        elif self.prefix.startswith(path.rstrip("/") + "/"):
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", self.prefix)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return False
        self.send_error(HTTPStatus.NOT_FOUND)
        return False

    def _belongs(self) -> bool:
        """Return whether the file that is asked for lies in the site, itself and not through a link, for all to see."""
        site, file = Path(self.directory).resolve(), Path(self.translate_path(self.path)).resolve()
        return file.is_relative_to(site) and not any(part.startswith(".") for part in file.relative_to(site).parts)

    def list_directory(self, path: Any) -> None:
        """Answer for a folder without a page: nothing stands there."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def translate_path(self, path: str) -> str:
        """Return the file of an address."""
        return super().translate_path("/" + _asked(path).removeprefix(self.prefix))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where nothing stands, in the language that was asked for."""
        language = _asked(self.path).removeprefix(self.prefix).partition("/")[0] if hasattr(self, "path") else ""
        pages = [
            (Path(self.directory, part, "404.html"), part) for part in (language, "") if part.isalpha() or not part
        ]
        page, part = next((candidate for candidate in pages if candidate[0].is_file()), (None, ""))
        if code != HTTPStatus.NOT_FOUND or page is None:
            super().send_error(code, message, explain)
            return
        root = f"{self.prefix}{part}/" if part else self.prefix
        content = anchored(page.read_text(encoding="utf-8"), root).encode()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _asked(target: str) -> str:
    """Return the path that was asked for, in one way of writing it: browsers quote more or fewer signs.

    >>> _asked("/%e7%a0%94/a%2Db.html?x=/y")
    '/%E7%A0%94/a-b.html'
    """
    return quote(unquote_to_bytes(re.split("[?#]", target, maxsplit=1)[0]))


def server(site: Path, port: int, prefix: str = "/", handler: type[Site] = Site) -> http.server.ThreadingHTTPServer:
    """Return a server of a built site on localhost, not yet running.

    Args:
        site: folder of a built site.
        port: where it listens; 0 for any that is free.
        prefix: path below which the site stands.
        handler: what answers.

    Raises:
        OSError: the port is taken.
    """
    return http.server.ThreadingHTTPServer(
        ("127.0.0.1", port), functools.partial(handler, directory=str(site), prefix=address(prefix))
    )

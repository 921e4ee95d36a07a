"""Show a built site on localhost as a host would: below any path, with the site's own page for what is not there."""

from __future__ import annotations

import functools
import http.server
import re
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from handbook.site.addresses import address, anchored

__all__ = ["Site", "server"]


class Site(http.server.SimpleHTTPRequestHandler):
    """A file server that knows where the site begins."""

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
        """Return whether an address is of the site; lead there from above it."""
        path = _asked(self.path)
        if path.startswith(self.prefix):
            return True
        if self.prefix.startswith(path.rstrip("/") + "/"):
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", self.prefix)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.send_error(HTTPStatus.NOT_FOUND)
        return False

    def translate_path(self, path: str) -> str:
        """Return the file of an address."""
        return super().translate_path("/" + _asked(path).removeprefix(self.prefix))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where nothing stands."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = anchored(page.read_text(encoding="utf-8"), self.prefix).encode()
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

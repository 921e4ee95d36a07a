"""A site below any path, in a folder of any name: the address that is printed opens it."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import Request, urlopen

import pytest

from handbook.publish import serve

LOST = '<p>Nothing is here.</p> <a href="index.html">Start</a>'


@pytest.fixture
def site(tmp_path) -> Path:
    """Give a site in a folder with a Chinese name and a space."""
    folder = tmp_path / "手册 site"
    (folder / "_data").mkdir(parents=True)
    for name, text in {"index.html": "the start", "云 a%b.html": "a page", "404.html": LOST}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@contextmanager
def served(site: Path, prefix: str) -> Iterator[str]:
    with serve.server(site, 0, prefix, Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


class Quiet(serve.Site):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def got(address: str, method: str = "GET") -> tuple[int, str]:
    try:
        with urlopen(Request(address, method=method), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


PREFIXES = ["/", "/book/", "研究/hand book", "/研究/hand book/", "/%E7%A0%94/a%20b/", "/a+b&c/"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_site_answers_below_its_path_and_nowhere_else(site, prefix):
    path = serve.address(prefix)
    assert path.isascii()
    assert " " not in path
    with served(site, prefix) as host:
        for method, body in (("GET", "the start"), ("HEAD", "")):
            assert got(host + path, method) == (200, body)
        assert got(f"{host}{path}%E4%BA%91%20a%25b.html") == (200, "a page")
        assert got(f"{host}{path.lower()}?x=/y#z") == (200, "the start")
        status, page = got(f"{host}{path}nothing.html")
        assert (status, f'href="{path}index.html"' in page) == (404, True)
        if path != "/":
            assert got(host) == (200, "the start"), "from above, one is led there"
            for method in ("GET", "HEAD"):
                assert got(f"{host}/elsewhere/index.html", method)[0] == 404
                assert got(f"{host}/index.html", method)[0] == 404
        [link] = re.findall('href="(.*?)"', page)
        assert got(urljoin(host + path, link)) == (200, "the start")


def test_path_above_the_root_of_the_site_is_not_left(site):
    (site.parent / "secret.html").write_text("secret", encoding="utf-8")
    with served(site, "/研 a/") as host:
        connection = HTTPConnection("localhost", int(host.rpartition(":")[2]), timeout=10)
        for way in ("..", "%2e%2e", "..%2f"):
            connection.request("GET", f"{serve.address('/研 a/')}{way}/secret.html")
            answer = connection.getresponse()
            assert answer.status == 404
            assert b"secret" not in answer.read()
            connection.close()


REFUSED = {
    "diary.txt": 404,  # a link out of the site
    ".secret": 404,
    "_data/.secret": 404,
    "_data/": 404,  # a folder without a page
    "_data": 404,
    "a%00b": 400,
    "index.html%00": 400,
}


def test_what_was_not_built_is_not_served(site):
    (site.parent / "diary.txt").write_text("dear diary", encoding="utf-8")
    (site / "diary.txt").symlink_to(site.parent / "diary.txt")
    (site / "more").symlink_to(site.parent)
    for name in (".secret", "_data/.secret"):
        (site / name).write_text("secret", encoding="utf-8")
    with served(site, "/book/") as host:
        for name, status in {**REFUSED, "more/diary.txt": 404}.items():
            for method in ("GET", "HEAD"):
                found, said = got(f"{host}/book/{name}", method)
                assert found == status, (name, method)
                assert "diary" not in said.replace("diary.txt", ""), name
                assert "secret" not in said.replace(".secret", ""), name


def test_other_names_of_the_host_are_refused(site):
    with served(site, "/") as host:
        port = int(host.rpartition(":")[2])
        for name, status in {"example.org": 421, f"localhost:{port}": 200, "127.0.0.1": 200, "[::1]:1": 200}.items():
            connection = HTTPConnection("localhost", port, timeout=10)
            connection.request("GET", "/index.html", headers={"Host": name})
            assert connection.getresponse().status == status, name
            connection.close()


def test_lost_address_is_answered_in_the_language_that_was_asked_for(site):
    (site / "zh").mkdir()
    (site / "zh" / "404.html").write_text('<p>没有</p> <a href="index.html">x</a>', encoding="utf-8")
    with served(site, "/book/") as host:
        assert got(f"{host}/book/zh/x/y.html") == (404, '<p>没有</p> <a href="/book/zh/index.html">x</a>')
        assert "Nothing is here." in got(f"{host}/book/fr/y.html")[1]


def test_address_that_the_command_prints_opens_the_site(site):
    command = ["-c", "from handbook.cli import main; main()", "serve", "--port", "0", "--output", str(site)]
    with subprocess.Popen(
        [sys.executable, "-u", *command, "--prefix", "/研究/hand book/"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        try:
            address, _, hint = process.stdout.readline().partition(" ")
            assert hint == "(stop with Ctrl+C)\n"
            assert got(address) == (200, "the start")
        finally:
            process.kill()

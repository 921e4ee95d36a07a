"""An address of the site is one that others can reach, or the build says what is expected."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from handbook.cli import main
from handbook.site.addresses import AddressError, public

NONE = {
    "example.org/book": "",
    "ftp://example.org/": "",
    "https://": "",
    "https:///book/": "",
    "https://exa mple.org/": "",
    'https://example.org/"onload=': "",
    "https://example.org:port/": "",
    "https://[::1": "",
    "https://-/?a": "",
    "https://example.org/?page=1": "without a name, a question mark or #",
    "https://example.org/#top": "without a name, a question mark or #",
    "https://me:secret@example.org/": "without a name, a question mark or #",
    "http://localhost:8000/": "one at which others reach it",
    "http://127.0.0.1/book/": "one at which others reach it",
    "http://[::1]:8000/": "one at which others reach it",
    "http://book.localhost/": "one at which others reach it",
}


def test_what_is_no_address_is_refused_and_says_why():
    for text, why in NONE.items():
        with pytest.raises(AddressError) as refused:
            public(text)
        assert str(refused.value).startswith(f"found {text!r}, expected an address such as https://example.org/book/")
        assert why in str(refused.value)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTP://EXAMPLE.org:8080/a//b", "http://example.org:8080/a/b/"),
        ("http://10.0.0.7/book", "http://10.0.0.7/book/"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
        ("https://手册.example/研究", "https://手册.example/%E7%A0%94%E7%A9%B6/"),
    ],
)
def test_one_address_has_one_way_of_writing(given, meant):
    assert public(given) == meant


def test_the_command_names_the_option_and_ends_with_status_1(project):
    for option in ("--base-url", "--repository"):
        said = CliRunner().invoke(main, ["build", option, "http://localhost/"])
        assert said.exit_code == 1
        assert f"{option}: found 'http://localhost/', expected an address" in said.stderr
    assert not (project.root / "_build").exists()

"""The references are those of the code; the examples of `handbook.quantities` run without a project."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

from tools import reference

ROOT = Path(__file__).resolve().parents[2]


def test_the_examples_of_the_introduction_run():
    failed, tried = doctest.testfile(str(ROOT / "docs" / "quantities.md"), module_relative=False)
    assert (failed, tried > 12) == (0, True)


def test_the_reference_is_that_of_the_code():
    assert reference.QUANTITIES.read_text(encoding="utf-8") == reference.page(), "make reference"


def test_the_reference_of_the_helpers_has_an_example_for_each_of_them():
    page = reference.helpers_page()
    assert reference.HELPERS.read_text(encoding="utf-8") == page, "make reference"
    functions = page.split("\n### ")[1:]
    assert len(functions) > 100
    assert [function for function in functions if "\nExample (" not in function] == []


def test_quantities_need_no_project(tmp_path):
    code = "from handbook.quantities import decide, grim, growth, printed, share, total; import sys; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

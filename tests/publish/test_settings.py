"""What `_config.yml` lacks is said before anything runs, entry by entry, with what to write."""

from __future__ import annotations

import yaml

import commands
from handbook.publish import settings


def test_each_entry_that_is_missing_or_otherwise_is_named_with_what_to_write(project):
    file = project.root / "_config.yml"
    whole = file.read_text(encoding="utf-8")

    def without(*names):
        return lambda given: [given["sphinx"]["config"]["extensions"].remove(name) for name in names]

    def executing(given):
        given["execute"]["execute_notebooks"] = "auto"

    def undressed(given):
        given["sphinx"]["config"]["html_theme"] = "alabaster"

    in_list = "_config.yml, sphinx: config: extensions: expected"
    mend = "Mend _config.yml; `handbook new` writes one that works."
    cases = [
        (without("handbook.site"), [f"{in_list} handbook.site in the list. Add to the list: handbook.site."]),
        (
            without("myst_nb", "sphinxcontrib.bibtex"),
            [f"{in_list} myst_nb, sphinxcontrib.bibtex in the list. Add to the list: myst_nb, sphinxcontrib.bibtex."],
        ),
        (without("sphinx_design"), []),
        (
            executing,
            [
                "_config.yml, execute: execute_notebooks: found 'auto', expected \"off\". "
                'Write execute_notebooks: "off"; the handbook executes copies.'
            ],
        ),
        (
            undressed,
            [
                "_config.yml, sphinx: config: html_theme: found 'alabaster', expected sphinx_book_theme. "
                "Take the entry out."
            ],
        ),
        (
            lambda given: given.pop("bibtex_bibfiles"),
            [
                "_config.yml, bibtex_bibfiles: expected book/references.bib in the list. "
                "Write bibtex_bibfiles: [book/references.bib]."
            ],
        ),
        (lambda given: given.update(sphinx=3), [f"_config.yml, sphinx: found '3', expected object. {mend}"]),
        (b"- a\n", [f"_config.yml: found \"['a']\", expected object. {mend}"]),
        (b"title: [T\n", [f"_config.yml, line 2: found \"expected ',' or ']', but got '<stream end>'\", expected YAML. {mend}"]),
    ]  # fmt: skip
    for change, lines in cases:
        given = yaml.safe_load(whole)
        if callable(change):
            change(given)
        file.write_bytes(yaml.safe_dump(given).encode() if callable(change) else change)
        assert list(map(str, settings.problems(project.root))) == lines


def test_settings_that_drop_the_pages_stop_a_build_before_a_chapter_runs(project):
    text = "title: A book\nsphinx:\n  extra_extensions: [handbook.site]\n"
    (project.root / "_config.yml").write_text(text, encoding="utf-8")
    done = commands.run(project.root, "build")
    *lines, last = done.stderr.splitlines()
    assert (done.returncode, last) == (1, "3 problems; nothing was built.")
    assert [line.split(": expected")[0] for line in lines] == [
        "_config.yml, sphinx: config: extensions",
        "_config.yml, execute: execute_notebooks",
        "_config.yml, bibtex_bibfiles",
    ]
    assert "extensions: [myst_nb, jupyter_book, sphinx_external_toc, sphinxcontrib.bibtex, handbook.site]" in lines[0]
    assert not [file for file in project.root.rglob("*.ipynb") if file.parent.name == "executed"]


def test_settings_that_are_not_there_or_not_in_utf_8_are_said_in_a_line(project):
    file = project.root / "_config.yml"
    file.write_bytes("title: 手册\n".encode("gb18030"))
    [problem] = settings.problems(project.root)
    assert str(problem).startswith("_config.yml: found ")
    assert str(problem).endswith("expected a file in UTF-8. Save it as UTF-8.")
    file.unlink()
    done = commands.run(project.root, "check")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith(
        "_config.yml: found 'No such file or directory', expected the settings"
    )

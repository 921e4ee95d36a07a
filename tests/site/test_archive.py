"""The archive of the tables says by itself what it is, and can be read in again."""

from __future__ import annotations

import io
import zipfile

from handbook.audit.validate import strangers
from handbook.site import archive
from handbook.site.imprint import Imprint
from handbook.tables.snapshot import Tables

MADE = {
    "en": Imprint(("us", "you"), "1.0", "2026-11-30", "CC BY 4.0", licence_url="https://licence.example/"),
    "zh": Imprint(("我们",), "1.0", "2026-11-30", "CC BY 4.0"),
}
TITLES = {"en": "A book", "zh": "某书"}


def test_the_archive_says_who_made_it_under_which_licence_and_what_each_column_means(project):
    (project.root / "LICENSE").write_text("Take it.\n", encoding="utf-8")
    files = archive.contents(project.tables, MADE, TITLES, "https://example.org/")
    assert files["LICENSE"] == b"Take it.\n"
    readme = files["README.md"].decode()
    for said in (
        "# A book\n",
        "By: us, you\n",
        "Version: 1.0, 30 November 2026\n",
        "Licence: CC BY 4.0 https://licence.example/\n",
        "Address: https://example.org/\n",
        "stands in codebook.md",
        "| sales.csv |",
    ):
        assert said in readme, said
    assert "编著：我们\n" in files["README.zh.md"].decode()
    for language, name, row in (
        ("en", "codebook.md", "| `sales_100m_cny` | Sales | number |"),
        ("zh", "codebook.zh.md", "| `sales_100m_cny` | 销售额 | 数 |"),
    ):
        told = files[name].decode()
        assert row in told, language
        for table in project.tables.names:
            assert all(f"| `{column}` |" in told for column in project.tables.fields(table)), table
    assert not [
        name
        for name, content in archive.contents(project.tables, MADE, TITLES, "").items()
        if b"http" in content and b"licence.example" not in content
    ]


def test_the_same_files_give_the_same_archive_and_it_is_a_folder_of_tables(project, tmp_path):
    files = archive.contents(project.tables, MADE, TITLES, "")
    packed = archive.packed(files)
    assert packed == archive.packed(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        assert sorted(opened.namelist()) == sorted(files)
        opened.extractall(tmp_path / "taken")
    taken = Tables.open(tmp_path / "taken", project.data)
    assert list(strangers(taken)) == []
    assert all(taken.as_csv(name) == project.tables.as_csv(name) for name in taken.names)

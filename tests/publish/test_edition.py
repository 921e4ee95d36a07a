"""An edition names itself after the tables that it replaces, and shares with other editions what is the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handbook.publish import execute
from handbook.publish.about import about
from handbook.publish.edition import Edition


def edition(project, folder: Path, **parameters: str) -> Edition:
    return Edition(project.root, folder, project.root / "_build" / "html", parameters=parameters)


@pytest.fixture
def newer(project, tmp_path) -> Path:
    folder = tmp_path / "next"
    folder.mkdir()
    text = project.file("sales").read_text(encoding="utf-8")
    (folder / "sales.csv").write_text(text + "north,2023,14.3,office,original\n", encoding="utf-8")
    return folder


# ── what it says of itself ───────────────────────────────────────────────────────────────────────


def test_own_edition_is_the_original_one(project):
    said = about(edition(project, project.data))
    assert (said["label"], said["label_zh"], said["replaced"]) == ("original edition", "手册原版", [])
    assert said["languages"] == ["en", "zh"]


def test_edition_names_what_it_replaces_and_up_to_when(project, newer):
    said = about(edition(project, newer))
    assert said["label"] == "tables replaced: sales (2021–2023)"
    assert said["label_zh"] == "替换数据表：sales (2021–2023)"
    [entry] = said["replaced"]
    assert (entry["table"], entry["rows"], entry["last_period"], entry["last_period_of_the_handbook"]) == (
        "sales",
        5,
        "2023",
        "2022",
    )
    assert entry["digest"] == edition(project, newer).tables.digest("sales")


def test_edition_has_no_time_and_no_folder_in_it(project, newer, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    newer.rename(elsewhere)
    first = about(edition(project, elsewhere))
    elsewhere.rename(newer)
    assert first == about(edition(project, newer))
    assert str(tmp_path) not in json.dumps(first)


def test_digest_of_the_tables_follows_every_cell(project, newer):
    before = about(edition(project, newer))["digest"]
    assert before != about(edition(project, project.data))["digest"]
    text = (newer / "sales.csv").read_text(encoding="utf-8")
    (newer / "sales.csv").write_text(text.replace("14.3", "14.4"), encoding="utf-8")
    assert about(edition(project, newer))["digest"] != before


def test_long_labels_are_cut_and_say_so(project, newer, monkeypatch):
    monkeypatch.setattr("handbook.publish.about.LABELLED", 2)
    for name in ("members", "names"):
        text = project.file(name).read_text(encoding="utf-8")
        (newer / f"{name}.csv").write_text(text.replace("公司", "会社").replace("冻品在线", "冻品"), encoding="utf-8")
    label = about(edition(project, newer))["label"]
    assert label == "tables replaced: names and 2 more"


# ── shared work ──────────────────────────────────────────────────────────────────────────────────


def jobs(project, folder: Path, name: str, **parameters: str) -> list[execute.Job]:
    out = project.root / "_build" / "work" / name / "executed"
    given = parameters if folder == project.data else {"data_dir": str(folder), **parameters}
    return [execute.Job(file, out / file.name, given, folder) for file in execute.chapters(project.root)]


def test_chapters_that_read_the_same_rows_are_executed_once_for_all_editions(project, newer):
    execute.execute_all(jobs(project, project.data, "own"), workers=1)
    other = jobs(project, newer, "next")
    assert execute.adopt(other, project.root / "_build" / "work") == ["members"]
    done = execute.execute_all(other, workers=1)
    assert {result.job.name for result in done if result.ran} == {"sales"}
    [own, taken] = [
        [c.outputs for c in execute.load(edition[0].target).cells if c.cell_type == "code" and c.outputs]
        for edition in (jobs(project, project.data, "own"), other)
    ]
    assert own == taken


def test_chapter_that_was_run_with_other_parameters_is_not_taken_over(project):
    execute.execute_all(jobs(project, project.data, "own"), workers=1)
    other = jobs(project, project.data, "other", language="zh")
    assert execute.adopt(other, project.root / "_build" / "work") == []

"""`handbook draft`: what it writes, that decisions survive, and that what cannot be read overwrites nothing."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from click.testing import CliRunner, Result

from handbook import cli

TEXT = (
    "2022年，共有企业1490家，其中制造业720家、服务业750家。\n\n同年，进口1394.4亿元，出口2470.3亿元，顺差1075.9亿元。\n"
)


def handbook(*arguments: object) -> Result:
    result = CliRunner().invoke(cli.main, ["draft", *(str(argument) for argument in arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def decide(file: Path, printed: str, decision: str, **more: str) -> str:
    """Write a decision into the row of a number, and return the row's id."""
    found = rows(file)
    row = next(row for row in found if row["printed"] == printed)
    row.update({"accepted": decision, **more})
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    return row["claim"]


def test_a_draft_outside_of_a_project_says_what_does_not_add_up(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.md").write_text(TEXT, encoding="utf-8")
    result = handbook("report.md", "--language", "en")
    assert result.exit_code == 0, result.output
    assert "Numbers read: 6, 6 of them in 2 relations. Relations that do not hold: 1." in result.output
    claims, checks = rows(tmp_path / "report-draft" / "claims.csv"), rows(tmp_path / "report-draft" / "checks.csv")
    assert {row["accepted"] for row in [*claims, *checks]} == {""}
    assert [(row["check"], row["fits"]) for row in checks] == [("sum", "no"), ("difference", "yes")]
    page = (tmp_path / "report-draft" / "draft.html").read_text(encoding="utf-8")
    assert "one digit: 1490 for 1470" in page
    assert not re.search(r"(?:src|href)=", page)


def test_decisions_survive_the_next_run_on_an_edited_text(tmp_path):
    text, out = tmp_path / "r.md", tmp_path / "out"
    text.write_text(TEXT, encoding="utf-8")
    handbook(text, "--output", out)
    kept = decide(out / "claims.csv", "1075.9", "yes", subject_zh="贸易顺差")
    lost = decide(out / "claims.csv", "720", "no")
    first = {row["printed"]: row["claim"] for row in rows(out / "claims.csv")}
    text.write_text("# 2022年概况\n\n新的一段，投资12.5亿元。\n\n" + TEXT.replace("720家", "740家"), encoding="utf-8")
    result = handbook(text, "--output", out, "--language", "en")
    assert "Decisions kept: 2, 1 of them" in result.output
    now = {row["claim"]: row for row in rows(out / "claims.csv")}
    assert len(now) == len(rows(out / "claims.csv"))
    assert (now[kept]["accepted"], now[kept]["subject_zh"], now[kept]["line"]) == ("yes", "贸易顺差", "7")
    assert (now[lost]["accepted"], now[lost]["printed"], now[lost]["line"]) == ("no", "720", "")
    assert now[first["2470.3"]]["printed"] == "2470.3"
    [balance] = [row for row in rows(out / "checks.csv") if row["check"] == "difference"]
    assert balance["claim"] == kept


def test_what_cannot_be_read_is_one_sentence_and_overwrites_nothing(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "claims.csv").write_text("claim,printed\nC1,5\n", encoding="utf-8")
    (tmp_path / "good.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "empty.md").write_text("\n", encoding="utf-8")
    for name, expected in (
        ("good.md", "no column 'accepted'"),
        ("empty.md", "holds no text"),
        ("none.md", "cannot be read"),
    ):
        result = handbook(tmp_path / name, "--output", out)
        assert result.exit_code == 1, name
        assert expected in result.output
        assert len(result.output.strip().splitlines()) == 1, result.output
    assert sorted(file.name for file in out.iterdir()) == ["claims.csv"]
    assert (out / "claims.csv").read_text(encoding="utf-8") == "claim,printed\nC1,5\n"


def test_a_torn_table_is_named_and_the_status_says_so(tmp_path):
    (tmp_path / "t.md").write_text("| a | 2021年 |\n|---|---|\n| 甲 | 5吨 |\n| 乙 | 6吨 | 7吨 |\n", encoding="utf-8")
    result = handbook(tmp_path / "t.md", "--output", tmp_path / "out")
    assert result.exit_code == 1
    assert "t.md, line 4: found a row of 3 cells" in result.output
    assert (tmp_path / "out" / "claims.csv").is_file()

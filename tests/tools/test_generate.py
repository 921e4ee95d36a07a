"""Work and pages grow no faster than what is put in; counted, never timed."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path

from handbook.audit import Ledger
from handbook.audit.validate import problems
from handbook.publish import execute
from handbook.tables.snapshot import Tables
from tools import generate

ROOT = Path(__file__).resolve().parents[2]


def steps(folder: Path, regions: int) -> int:
    """Return how many function calls it takes to audit five claims about each region."""
    generate.many_claims(folder, regions)
    profile = cProfile.Profile()
    verdicts = profile.runcall(lambda: list(Ledger.of(Tables(folder)).verdicts()))
    assert len(verdicts) == 5 * regions
    assert {verdict.verdict for verdict in verdicts} >= {"holds", "contradicted", "as stated"}
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_ten_times_the_claims_take_ten_times_the_steps(tmp_path):
    """A claim that looked through all the others would take a hundred times the steps."""
    few = steps(tmp_path / "small", 60)  # first: what was parsed lately is not parsed again
    assert steps(tmp_path / "large", 600) < 10.5 * few


def test_verdicts_of_a_figure_do_not_look_through_all_claims(tmp_path):
    def each(regions: int) -> float:
        generate.many_claims(tmp_path / str(regions), regions)
        ledger = Ledger.of(Tables(tmp_path / str(regions)))
        assert len(list(ledger.verdicts())) == 5 * regions
        ledger.of_figure("F01")
        profile = cProfile.Profile()
        verdicts = profile.runcall(ledger.of_figure, "F07")
        assert len(verdicts) == regions // 10
        return float(pstats.Stats(profile).total_calls / len(verdicts))  # type: ignore[attr-defined]

    assert each(1000) < 1.1 * each(100)


def test_many_applicants_make_no_larger_page(tmp_path, monkeypatch):
    """Charts and tables carry sums by type, never a row per company."""
    monkeypatch.chdir(ROOT)
    generate.applicants(tmp_path / "edition", 6_000)
    chapter = ROOT / "book" / "awards.ipynb"
    jobs = [
        execute.Job(chapter, tmp_path / "usual.ipynb", {}, ROOT / "data"),
        execute.Job(chapter, tmp_path / "many.ipynb", {"data_dir": str(tmp_path / "edition")}, tmp_path / "edition"),
    ]
    execute.execute_all(jobs, force=True)
    usual, many = (job.target.read_text(encoding="utf-8") for job in jobs)
    assert "6,000" not in usual
    assert "6,000" in many
    assert len(many) < 1.05 * len(usual)


def test_generated_book_passes_the_check(tmp_path):
    root = tmp_path / "book"
    generate.book(root, 3, (ROOT / "_config.yml").read_text(encoding="utf-8"))
    tables = Tables(root / "data")
    assert problems(tables, root) == []
    assert [chapter.stem for chapter in execute.chapters(root)] == ["region_001", "region_002", "region_003"]
    assert tables.names[-1] == "region_003"

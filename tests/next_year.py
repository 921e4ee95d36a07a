"""Made-up tables of later years, for tests only: no value here was ever published."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from handbook.tables.snapshot import Tables

OWN = Path(__file__).resolve().parents[1] / "data"
EVERY_YEAR = (
    "digital_economy_size",
    "digital_economy_growth",
    "digital_economy_share_of_gdp",
    "digital_economy_composition",
    "digital_penetration",
    "total_factor_productivity",
    "gdp",
    "gdp_growth",
    "employment",
    "china_labour_productivity",
    "china_labour_productivity_growth",
    "cloud_market",
    "cloud_growth",
    "applicants",
    "applicant_shares",
    "winners",
)
"""The tables behind the chapters on the digital economy, labour productivity, the cloud and the award."""


def extend(name: str, folder: Path, until: int = 2024) -> Path:
    """Write a table of the handbook with made-up rows for the years after its last one: levels grow by a tenth."""
    tables = Tables.open(OWN, OWN)
    fields = tables.fields(name)
    rows = tables.text(name).to_dict("records")
    last = max(int(row["year"]) for row in rows)
    sizes = [
        column
        for column, entry in fields.items()
        if entry["type"] in ("number", "integer") and entry.get("unit") not in ("fraction", "year", "rank")
    ]
    if name == "applicant_shares":
        sizes = []  # its sizes are the bounds of bands, which stay
    for year in range(last + 1, until + 1):
        for row in [row for row in rows if int(row["year"]) == last]:
            if name == "winners" and int(row["position"]) > 40:
                continue  # fewer are named than before
            new = {**row, "year": str(year), "evidence": "unverified"}
            for column in sizes:
                if row[column]:
                    grown = float(row[column]) * 1.1 ** (year - last)
                    new[column] = f"{grown:.0f}" if fields[column]["type"] == "integer" else f"{grown:.1f}"
            if name == "applicant_shares":
                new["share"] = f"{float(row['share']) + 0.01 * (year - last):.3f}"
            rows.append(new)
    file = folder / f"{name}.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(fields), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return file


def extended(folder: Path, names: Sequence[str] = EVERY_YEAR) -> Path:
    """Write several tables that go on until 2024 into a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        extend(name, folder)
    return folder

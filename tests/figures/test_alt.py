"""Alternative texts of charts, in words."""

import pandas as pd

from handbook.figures import Column, Table, charts
from handbook.language import Language, written

BOUNDS = dict.fromkeys(("printed_low", "printed_high", "low", "high"), Column("Bound", "fraction"))


def test_an_exact_value_among_intervals_is_one_number():
    rows = pd.DataFrame({"year": ["2021", "2022"], "printed_low": 0.965, "printed_high": 0.975, "low": [0.968, 0.96]})
    table = Table(rows.assign(high=[0.968, 0.97]), {"year": Column("Year"), **BOUNDS})
    alt = charts.intervals(table, "year", axis="Share", format=".1%").alt
    assert written(alt, Language("en")) == "Intervals that follow by computation. 2021: 96.8% and 2022: 96.0% to 97.0%."


def test_a_number_without_a_column_of_its_own_is_written_like_others():
    rows = pd.DataFrame({"year": ["2021"], "printed_low": 0.9, "printed_high": 1.0, "low": 0.123456789, "high": 0.2})
    alt = charts.intervals(Table(rows, {"year": Column("Year")}), "year", axis="Share", format=".1%").alt
    assert written(alt, Language("en")).endswith("2021: 12.3% to 20.0%.")


def test_columns_side_by_side_are_told_apart_by_their_series():
    rows = pd.DataFrame({"year": [2021, 2021], "kind": ["sales", "loss"], "amount": [5.17, 7.11]})
    kind = Column("Kind", labels={"sales": "Sales", "loss": "Loss"})
    table = Table(rows, {"year": Column("Year"), "kind": kind, "amount": Column("Amount")})
    alt = charts.grouped(table, "year", "amount", "kind", format=".2f").alt
    assert written(alt, Language("en")) == "Columns side by side: Amount. 2021 Sales: 5.17 and 2021 Loss: 7.11."

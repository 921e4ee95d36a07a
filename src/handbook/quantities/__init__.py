"""Printed numbers as intervals, their units, and the relations between them; exact, usable by itself."""

from handbook.quantities.printed import DECIDING, EVIDENCE, Quantity, exact, printed, weakest
from handbook.quantities.relations import (
    compound_growth,
    difference,
    growth,
    level,
    mean,
    product,
    ratio,
    share,
    total,
)
from handbook.quantities.units import Unit, UnitError, factor, unit
from handbook.quantities.verdicts import CheckError, Finding, decide
from handbook.quantities.whole_numbers import bases_that_fit, grim

__all__ = [
    "DECIDING",
    "EVIDENCE",
    "CheckError",
    "Finding",
    "Quantity",
    "Unit",
    "UnitError",
    "bases_that_fit",
    "compound_growth",
    "decide",
    "difference",
    "exact",
    "factor",
    "grim",
    "growth",
    "level",
    "mean",
    "printed",
    "product",
    "ratio",
    "share",
    "total",
    "unit",
    "weakest",
]

"""Printed numbers as intervals, their units, and the relations between them; exact, usable by itself."""

from handbook.quantities.printed import DECIDING, EVIDENCE, Quantity, exact, printed, weakest
from handbook.quantities.relations import grim
from handbook.quantities.units import factor, unit

__all__ = ["DECIDING", "EVIDENCE", "Quantity", "exact", "factor", "grim", "printed", "unit", "weakest"]

"""Writes numbers as people see them: `1923.0` in a cell is the year 1923."""

from __future__ import annotations

import math
from decimal import Decimal

__all__ = ["numeral"]


def numeral(number: float | Decimal, digits: int = 17) -> str:
    """A number without an exponent, and without `.0` at its end; a spreadsheet shows 15 digits of it.

    >>> [numeral(1923.0), numeral(0.1 + 0.2, 15), numeral(1.5e-7), numeral(Decimal("8.60")), numeral(10**20)]
    ['1923', '0.3', '0.00000015', '8.60', '100000000000000000000']
    """
    if isinstance(number, Decimal):
        return format(number, "f")
    if isinstance(number, int) or not math.isfinite(number):
        return str(number)
    shortest = repr(number) if digits > 16 else f"{number:.{digits}g}"
    return format(Decimal(shortest), "f").removesuffix(".0")

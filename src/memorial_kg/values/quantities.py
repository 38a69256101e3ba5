"""Numbers and measures: lexical forms are kept as given, and a measure knows the range that it leaves possible."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from memorial_kg.values.problem import ValueProblem, quote

__all__ = [
    "UNITS",
    "Dimension",
    "Quantity",
    "Unit",
    "check_decimal",
    "check_duration",
    "check_integer",
    "find_unit",
    "parse_quantity",
]

Dimension = Literal["length", "mass", "area"]

# "About 8 metres" leaves more possible than "8 metres" does, but no source says how much. A tenth, beside what rounding
# leaves anyway, holds "about 8" and 8.6 together, and keeps 10 apart.
APPROXIMATELY: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: its symbol, its UN/CEFACT code (Recommendation 20), and how many SI units it makes."""

    symbol: str
    code: str
    dimension: Dimension
    factor: Decimal


_ROWS: Final[dict[Dimension, tuple[tuple[str, str, str], ...]]] = {
    "length": (("mm", "MMT", "0.001"), ("cm", "CMT", "0.01"), ("dm", "DMT", "0.1"), ("m", "MTR", "1"),
               ("km", "KMT", "1000"), ("in", "INH", "0.0254"), ("ft", "FOT", "0.3048"), ("yd", "YRD", "0.9144"),
               ("mi", "SMI", "1609.344")),
    "mass": (("g", "GRM", "0.001"), ("kg", "KGM", "1"), ("t", "TNE", "1000"), ("lb", "LBR", "0.45359237")),
    "area": (("cm2", "CMK", "0.0001"), ("m2", "MTK", "1"), ("km2", "KMK", "1000000"), ("ha", "HAR", "10000"),
             ("ft2", "FTK", "0.09290304"), ("acre", "ACR", "4046.873")),
}  # fmt: skip

UNITS: Final = {
    symbol: Unit(symbol, code, dimension, Decimal(factor))
    for dimension, rows in _ROWS.items()
    for symbol, code, factor in rows
}

_BY_CODE: Final = {unit.code: unit for unit in UNITS.values()}
_BY_NAME: Final = UNITS | _BY_CODE | {symbol.replace("2", "²"): unit for symbol, unit in UNITS.items()}

# Words are not read, since "foot" may be a pedestal's; they are answered.
_WORDS: Final = {
    "metre": "m", "meter": "m", "centimetre": "cm", "centimeter": "cm", "millimetre": "mm", "millimeter": "mm",
    "kilometre": "km", "kilometer": "km", "foot": "ft", "feet": "ft", "'": "ft", "inch": "in", "inche": "in", '"': "in",
    "kilogram": "kg", "kilogramme": "kg", "tonne": "t", "pound": "lb", "hectare": "ha", "sqm": "m2",
    "square metre": "m2", "square meter": "m2",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measure as stated; `low` and `high` bound what it leaves possible, in metres, kilograms or square metres."""

    value: Decimal
    unit: Unit
    approximate: bool = False

    @property
    def lexical(self) -> str:
        """The number as it was given, down to its last nought."""
        return format(self.value, "f")

    @property
    def low(self) -> Decimal:
        """The smallest size that rounds to what was stated."""
        return (self.value - self._slack) * self.unit.factor

    @property
    def high(self) -> Decimal:
        """The size from which on rounding would have stated more."""
        return (self.value + self._slack) * self.unit.factor

    @property
    def _slack(self) -> Decimal:
        """Half a unit of the last digit stated: 8.6 may be 8.55 or 8.64, and 8.60 says more than 8.6."""
        rounding = Decimal((0, (5,), int(self.value.as_tuple().exponent) - 1))
        return rounding + (self.value * APPROXIMATELY if self.approximate else 0)

    def __str__(self) -> str:
        return f"{'about ' if self.approximate else ''}{self.lexical} {self.unit.symbol}"


# Leading noughts and plus signs are refused, because stores rewrite them (01 becomes 1) and the round trip breaks.
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]*")
_DECIMAL: Final = re.compile(r"(?!-0(?:\.0*)?$)-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")

# XSD 1.0, part 2, section 3.2.3: every processor must carry 18 digits. Several carry no more.
_MOST_DIGITS: Final = 18

# What people write instead of an xsd:decimal, and what they may mean.
_INSTEAD: Final = {
    r"\s+(-?[0-9.]+)\s*|(-?[0-9.]+)\s+": r"write \1\2, without the space around it",
    r"(-?[0-9]{1,3}),([0-9]{3})": r"write \1\2 if the comma parts thousands, \1.\2 if it is the decimal sign",
    r"(-?[0-9]+),([0-9]+)": r"write \1.\2",
    r"(-?[0-9]{1,3})[ ,'’\u00a0\u202f]([0-9]{3})(\.[0-9]+)?": r"write \1\2\3",
    r"([0-9.]+)\s*([A-Za-z]+[2²]?)": r"write \1, and \2 as its unit",
    r"\+?0+([1-9][0-9]*(?:\.[0-9]+)?)|\+([0-9]+(?:\.[0-9]+)?)": r"write \1\2",
    r"(-?)(\.[0-9]+)": r"write \g<1>0\2",
    r"(-?[0-9]+)\.0*|-(0(?:\.0*)?)": r"write \1\2",
    r"(?:~|about|circa|ca\.?|c\.)\s*([0-9.]+)": r"write \1, and say that it is approximate",
}

# XSD 1.1, part 2, section 3.3.6, without its time of day: nobody rents a square by the hour.
_DURATION: Final = re.compile(r"P(?=[0-9])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?")
_DURATION_WORDS: Final = r"(?i)([0-9]+)\s*([ymd])(?:ears?|onths?|ays?)?"
_WEEKS: Final = r"P?([0-9]{1,4})\s*(?:W|weeks?)"


def check_decimal(text: str) -> str:
    """Give back an xsd:decimal unchanged, or say how it would be written.

    >>> check_decimal("8.60")
    '8.60'
    """
    if not _DECIMAL.fullmatch(text):
        raise ValueProblem(f"{quote(text)} is not a decimal number", "digits and a point, such as 8.6", _hint(text))
    if sum(character.isdigit() for character in text) > _MOST_DIGITS:
        raise ValueProblem(f"{quote(text)} has more than {_MOST_DIGITS} digits", f"at most {_MOST_DIGITS} digits",
                           "round it to what was measured")  # fmt: skip
    return text


def check_integer(text: str) -> str:
    """Give back an xsd:integer unchanged, or say how it would be written."""
    if not _INTEGER.fullmatch(text):
        raise ValueProblem(f"{quote(text)} is not a whole number", "digits only, such as 613", _hint(text))
    return text


def check_duration(text: str) -> str:
    """Give back an xsd:duration of years, months and days unchanged, or say how it would be written.

    >>> check_duration("P30Y")
    'P30Y'
    """
    if not _DURATION.fullmatch(text):
        raise ValueProblem(f"{quote(text)} is not a duration", "P, then years, months and days, such as P30Y or P1Y6M",
                           _duration_hint(text))  # fmt: skip
    return text


@lru_cache(maxsize=8192)
def parse_quantity(value: str, unit: str, *, approximate: bool = False) -> Quantity:
    """Read a measure: a positive decimal number and the symbol or UN/CEFACT code of its unit.

    >>> size = parse_quantity("8.6", "m")
    >>> size.lexical, size.unit.code, str(size.low), str(size.high)
    ('8.6', 'MTR', '8.55', '8.65')
    """
    number = Decimal(check_decimal(value))
    if number <= 0:
        raise ValueProblem(f"{quote(value)} is not a size", "a number above 0", "correct the number, or leave it out")
    return Quantity(number, find_unit(unit), approximate)


def find_unit(name: str) -> Unit:
    """Find a unit by its symbol or by its UN/CEFACT code."""
    if unit := _BY_NAME.get(name):
        return unit
    word = name.strip().lower()
    symbol = _WORDS.get(word) or _WORDS.get(word.removesuffix("s")) or (word if word in UNITS else "")
    raise ValueProblem(f"{quote(name)} is not a unit that is known here" if word else "the unit is empty",
                       f"one of {', '.join(UNITS)}",
                       f"write {symbol}" if symbol else "convert it to one of these")  # fmt: skip


def _hint(text: str) -> str:
    for pattern, advice in _INSTEAD.items():
        if found := re.fullmatch(pattern, text):
            return found.expand(advice)
    return "write it in digits alone, or leave it out"


def _duration_hint(text: str) -> str:
    if found := re.fullmatch(_DURATION_WORDS, text.strip()):
        return f"write P{found[1]}{found[2].upper()}"
    if found := re.fullmatch(_WEEKS, text.strip()):
        return f"write P{7 * int(found[1])}D"
    return "write P30Y for thirty years, P6M for six months, P10D for ten days"

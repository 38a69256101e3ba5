"""Numbers as people write them: fractions, decimal points and commas, signs between thousands."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from memorial_kg.values.problem import ValueProblem, quote

__all__ = ["DecimalSign", "decimal_text", "read_written_number"]

DecimalSign = Literal[".", ","]

_EXPECTED: Final = "a number such as 8.6 or 6 1/2"
_MOST_DIGITS: Final = 18

# Thousands are in threes: what is not, can only have a decimal comma. 1.200 is read with a decimal point, as in all
# data, unless the source declares the comma.
_DECIMAL_COMMA: Final = r"0?,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"
_DECIMAL_POINT: Final = r"[0-9]*\.?[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}"
_WITH: Final[dict[DecimalSign, str]] = {
    ".": r"[0-9]*\.?[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?",
    ",": r"[0-9]*,?[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?",
}


def read_written_number(text: str, decimal: DecimalSign | None = None) -> tuple[Fraction, str]:
    """Read a number; beside it stands its xsd:decimal with all its digits, and "" for a fraction.

    >>> read_written_number("6 1/2"), read_written_number("3,50")
    ((Fraction(13, 2), ''), (Fraction(7, 2), '3.50'))
    """
    if found := re.fullmatch(r"(?:([0-9]{1,9})[\s-]+)?([0-9]{1,9})\s*/\s*([0-9]{1,9})", text):
        whole, above, below = (int(part or 0) for part in found.groups())
        if not below or (whole and above >= below):
            raise ValueProblem(f"{quote(text)} is no number", _EXPECTED, "correct the fraction")
        return whole + Fraction(above, below), ""
    if text[-1:] and not text[-1].isdigit() and unicodedata.numeric(text[-1], None) is not None:
        return int(text[:-1].strip() or 0) + Fraction(unicodedata.numeric(text[-1])).limit_denominator(10), ""
    plain = _plain(text, decimal)
    if len(plain) > _MOST_DIGITS:
        raise ValueProblem(
            f"{quote(text)} has too many digits", f"at most {_MOST_DIGITS}", "round it to what was measured"
        )
    whole_digits, _, places = plain.partition(".")
    stated = (whole_digits.lstrip("0") or "0") + (f".{places}" if places else "")
    return Fraction(Decimal(stated)), stated


def _plain(text: str, decimal: DecimalSign | None) -> str:
    """The number with a decimal point and nothing between its thousands."""
    if decimal is None:
        decimal = "," if re.fullmatch(_DECIMAL_COMMA, text) else "." if re.fullmatch(_DECIMAL_POINT, text) else None
        if decimal is None and re.fullmatch(r"[0-9]{1,3},[0-9]{3}", text):
            raise ValueProblem(f"the comma in {quote(text)} parts thousands, or is the decimal sign", _EXPECTED,
                               "declare the decimal sign, or write the number without a comma")  # fmt: skip
    if decimal is None or not re.fullmatch(_WITH[decimal], text):
        raise ValueProblem(f"{quote(text)} is no number", _EXPECTED, "correct it")
    return text.replace("." if decimal == "," else ",", "").replace(",", ".")


def decimal_text(number: Fraction) -> str:
    """The number as an xsd:decimal, exactly; a third has none.

    >>> decimal_text(Fraction(13, 2)), decimal_text(Fraction(66))
    ('6.5', '66')
    """
    below, places = number.denominator, 0
    while below % 10 == 0 or below % 5 == 0 or below % 2 == 0:
        places += 1
        below = below // 10 if below % 10 == 0 else below // 5 if below % 5 == 0 else below // 2
    if below != 1:
        raise ValueProblem(f"{number} has no exact decimal number", _EXPECTED, "write it as a decimal number, rounded")
    text = f"{Decimal(number.numerator) / Decimal(number.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

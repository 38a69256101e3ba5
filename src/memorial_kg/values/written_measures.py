"""Sizes as people write them, read as numbers with a unit, and with what they measure where the text says it.

Feet and inches together become inches, exactly; a fraction becomes a decimal number, or is reported if there is none.
A row of sizes (`86 x 21 x 21 in.`) shares its unit. The same sizes once more in brackets, in another unit, are held
against the first and left out. What is no size, is a range, or contradicts itself raises a `ValueProblem`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal, NamedTuple, cast

from memorial_kg.values.problem import ValueProblem, quote
from memorial_kg.values.quantities import UNITS, check_decimal, find_unit
from memorial_kg.values.texts import nfc
from memorial_kg.values.written_numbers import DecimalSign, decimal_text, read_written_number
from memorial_kg.values.written_sizes import Piece, pieces_of, short_dimension

__all__ = ["Measure", "MeasuredDimension", "read_written_measure"]

MeasuredDimension = Literal["height", "width", "depth", "length", "diameter", "weight"]

_EXPECTED: Final = "sizes such as 8.6 m, 5 ft. 6 in. or H. 3 m x W. 2 m"
_TODO: Final = "write each size with its unit, or leave it out"
_LONGEST: Final = 300

# What is written in brackets in another unit was rounded there: more than this apart is another size.
_ROUNDING: Final = Fraction(3, 100)

# One size as letters of its pieces: C about, D a dimension, n a number, f feet, i inches, u another unit, E each.
_SIZE: Final = (
    r"(?P<about>C*)(?:(?P<pre>D)[-:]?)?(?P<near>C*)(?:(?P<feet>n)-?f-?(?=ni))?(?P<number>n)(?:-?(?P<unit>[fiu]))?"
    r"(?(pre)|(?:(?P<post>D)|\((?P<inside>D)\))?)(?P<after>[CE]*)"
)
_ORDER: Final = r"\(?(?P<order>D(?:xD)+)\)?:?"
_LABEL: Final = r"(?P<label>[^n:()]+):(?=.)|(?P<bare>O+)(?=D?C*n)"
_BEHIND: Final = r"(?P<words>[CEW]*(?:\([CEW?]+\))?)"
_OTHER_UNIT: Final = r"\((?P<again>[^()]*n[^()]*)\)"


class Measure(NamedTuple):
    """One size: what it measures, the number, the code of its unit, whether it is about so, and the part that has it.

    The part is "" for the thing itself, "each" where there are several, or the source's word such as "base".
    """

    dimension: MeasuredDimension | None
    value: str
    unit: str
    approximate: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class _Size:
    """A size as it stands there; the unit is a symbol, and "" where the text leaves it to the neighbours."""

    dimension: str
    number: Fraction
    stated: str  # the number as written; "" where it was made of feet and inches or of a fraction
    unit: str
    approximate: bool
    part: str = ""


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    """What is wrong with a text, for whoever knows the text."""


def read_written_measure(
    text: str, unit: str | None = None, *, decimal: DecimalSign | None = None
) -> tuple[Measure, ...]:
    """Read all the sizes in a text; `unit` is for those that name none, and `decimal` is the sign within numbers.

    >>> [(size.dimension, size.value, size.unit) for size in read_written_measure("H. 5 ft. 6 in. x W. 2 ft.")]
    [('height', '66', 'INH'), ('width', '2', 'FOT')]
    """
    return _read(text, find_unit(unit).symbol if unit else "", decimal)


@functools.lru_cache(1 << 14)
def _read(text: str, unit: str, decimal: DecimalSign | None) -> tuple[Measure, ...]:
    stated = " ".join(nfc(text).split())
    if not stated:
        raise ValueProblem("the size is empty", _EXPECTED, "write it, or leave it out")
    if len(stated) > _LONGEST:
        raise ValueProblem(f"{quote(text)} is too long for a size", f"at most {_LONGEST} characters", _TODO)
    try:
        sizes = [size for row in _rows(pieces_of(stated)) for size in _row(row, unit, decimal)]
        return _measures(sizes)
    except _Refused as refused:
        raise ValueProblem(f"{quote(text)} {refused}", _EXPECTED, _TODO) from None
    except ValueProblem as problem:
        raise ValueProblem(f"in {quote(text)}, {problem.what}", problem.expected, problem.todo) from None


def _rows(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """The parts of a text between semicolons."""
    ends = [at for at, piece in enumerate(pieces) if piece.letter == ";"]
    for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(pieces)], strict=True):
        if start < end:
            yield pieces[start:end]


def _row(pieces: Sequence[Piece], unit: str, decimal: DecimalSign | None) -> list[_Size]:
    """The sizes of a row, such as `base: approx. 86 x 21 x 21 in. (218 x 53 x 53 cm)`."""
    part, pieces = _label(pieces)
    order, pieces = _order(pieces)
    sizes, pieces = _sizes(pieces, decimal)
    if found := re.match(_OTHER_UNIT, _letters(pieces)):
        again, rest = _sizes(pieces[found.start("again") : found.end("again")], decimal)
        if rest:
            raise _Refused("cannot be read as sizes")
        _compare(_with_units(sizes, unit), _with_units(again, ""))
        pieces = pieces[found.end() :]
    words = re.fullmatch(_BEHIND, _letters(pieces))
    if words is None:
        raise _Refused("gives a range" if re.match("-C?n", _letters(pieces)) else _what_is_wrong(pieces))
    sizes = _with_units(_in_order(sizes, order), unit)
    behind = words["words"]
    about = bool(set(behind) & set("C?")) or (sizes[0].approximate and not sizes[0].dimension)
    each = "E" in behind or any(size.part for size in sizes)
    return [
        replace(size, approximate=about or size.approximate, part=part or ("each" if each else "")) for size in sizes
    ]


def _letters(pieces: Sequence[Piece]) -> str:
    return "".join(piece.letter for piece in pieces)


def _label(pieces: Sequence[Piece]) -> tuple[str, Sequence[Piece]]:
    """The part that a row is about, where it begins with words that mean nothing else here."""
    found = re.match(_LABEL, _letters(pieces))
    if found is None or not set(group := found["label"] or found["bare"]) - set("CDx-"):
        return "", pieces
    words = " ".join(piece.text for piece in pieces[: len(group)] if piece.letter != "W")
    return ("each" if set(group) == {"E"} else words), pieces[found.end() :]


def _order(pieces: Sequence[Piece]) -> tuple[list[str], Sequence[Piece]]:
    """The dimensions that a row names in advance, as `H x W x D: 412 x 244 x 304 cm` does."""
    found = re.match(_ORDER, _letters(pieces))
    if not found:
        return [], pieces
    named = [piece.value for piece in pieces[found.start("order") : found.end("order")] if piece.letter == "D"]
    return named, pieces[found.end() :]


def _in_order(sizes: Sequence[_Size], order: Sequence[str]) -> list[_Size]:
    if not order:
        return [*sizes]
    if len(order) != len(sizes) or any(size.dimension for size in sizes):
        raise _Refused(f"names {len(order)} dimensions, and gives {len(sizes)} sizes")
    return [replace(size, dimension=dimension) for size, dimension in zip(sizes, order, strict=True)]


def _sizes(pieces: Sequence[Piece], decimal: DecimalSign | None) -> tuple[list[_Size], Sequence[Piece]]:
    """The sizes that a row begins with, and what is left of it."""
    letters, at, sizes = _letters(pieces), 0, list[_Size]()
    while found := re.compile(_SIZE).match(letters, at):
        sizes.append(_size(pieces, found, decimal))
        at = found.end()
        following = letters[at : at + 1]
        if following in {"x", ",", "&"} and re.compile(_SIZE).match(letters, at + 1):
            at += 1
        elif not (found["pre"] and following == "D") and not (found["inside"] and following == "n"):
            break
    if not sizes:
        raise _Refused(_what_is_wrong(pieces))
    return sizes, pieces[at:]


def _size(pieces: Sequence[Piece], found: re.Match[str], decimal: DecimalSign | None) -> _Size:
    def value(group: str) -> str:
        return pieces[found.start(group)].value if found[group] else ""

    number, stated = read_written_number(value("number"), decimal)
    if found["feet"]:
        number, stated = number + 12 * read_written_number(value("feet"), decimal)[0], ""
    words = found["about"] + found["near"] + found["after"]
    dimension = next(filter(None, map(value, ("pre", "post", "inside"))), "")
    return _Size(dimension, number, stated, value("unit"), "C" in words, "each" if "E" in words else "")


def _with_units(sizes: Sequence[_Size], unit: str) -> list[_Size]:
    """Give the sizes that name no unit the one that their row names, or the declared one if it names none."""
    units = [size.unit for size in sizes if size.unit]
    # A weight beside lengths names its own unit, and none for them.
    named = {one for one in units if UNITS[one].dimension != "mass"}
    bare = [size for size in sizes if not size.unit]
    if bare and len(named) > 1:
        raise _Refused(f"has a number without a unit beside sizes in {' and '.join(sorted(named))}")
    if bare and not (named or unit):
        raise ValueProblem("a size has no unit", _EXPECTED, "declare the unit of the column, or write it")
    shared = next(iter(named), unit)
    return [size if size.unit else replace(size, unit=shared) for size in sizes]


def _compare(sizes: Sequence[_Size], again: Sequence[_Size]) -> None:
    """Hold the sizes in brackets against those before them."""
    pairs = [*zip(sizes, again, strict=False)]
    if len(again) > len(sizes) or not all(_same(one, other) for one, other in pairs):
        raise _Refused("gives other sizes in brackets")


def _same(one: _Size, other: _Size) -> bool:
    here, there = UNITS[one.unit], UNITS[other.unit]
    first, second = one.number * Fraction(here.factor), other.number * Fraction(there.factor)
    return here.dimension == there.dimension and abs(first - second) <= _ROUNDING * max(first, second)


def _measures(sizes: Sequence[_Size]) -> tuple[Measure, ...]:
    if not sizes:
        raise _Refused("cannot be read as sizes")
    named = {size.dimension for size in sizes}
    measures = [_measure(size, named) for size in sizes]
    said = [(measure.part, measure.dimension) for measure in measures if measure.dimension]
    if twice := next((pair for pair in said if said.count(pair) > 1), None):
        raise _Refused(f"gives {' '.join(filter(None, (twice[0], twice[1])))} twice")
    return tuple(measures)


def _measure(size: _Size, named: set[str]) -> Measure:
    unit = UNITS[size.unit]
    dimension = short_dimension(size.dimension, named)
    if size.dimension and not dimension:
        raise _Refused(f"has {quote(size.dimension.upper())}, which may mean more than one dimension here")
    heavy = unit.dimension == "mass"
    dimension = dimension or ("weight" if heavy else "")
    if (dimension == "weight") != heavy or unit.dimension == "area":
        raise _Refused(f"has a unit of another kind: {' '.join(filter(None, (dimension, 'in', unit.symbol)))}")
    value = check_decimal(size.stated or decimal_text(size.number))
    if size.number <= 0:
        raise _Refused("gives a size of nothing")
    return Measure(cast("MeasuredDimension | None", dimension or None), value, unit.code, size.approximate, size.part)


def _what_is_wrong(pieces: Sequence[Piece]) -> str:
    if unknown := next((piece.text for piece in pieces if piece.letter == "!"), ""):
        return f"has {quote(unknown)}, which is no word of a size"
    return "cannot be read as sizes"

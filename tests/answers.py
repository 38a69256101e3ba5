"""Answers as they can be compared between engines, which write numbers, times and language tags in ways of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

from memorial_kg import terms
from memorial_kg.store import Answer

_Value = tuple[str, str]


def _exact(text: str) -> _Value:
    return "number", format(Decimal(text).normalize(), "f")


def _floating(text: str) -> _Value:
    return "number", repr(float(text))


def _boolean(text: str) -> _Value:
    return "boolean", {"1": "true", "0": "false"}.get(text, text)


def _calendar(text: str) -> _Value:
    return "calendar", re.sub(r"[+-]00:00$", "Z", re.sub(r"\.0+(?=Z|[+-]|$)", "", text))


_WHOLE = ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
_BY_VALUE: dict[str, Callable[[str], _Value]] = {
    **{f"{terms.XSD}{name}": _exact for name in ("decimal", *_WHOLE)},
    **{f"{terms.XSD}{name}": _floating for name in ("double", "float")},
    **{f"{terms.XSD}{name}": _calendar for name in ("dateTime", "date", "time", "gYear", "gYearMonth")},
    f"{terms.XSD}boolean": _boolean,
}


def canonical(answer: Answer) -> tuple[object, ...]:
    """An answer as it can be compared between engines: numbers by value, rows sorted unless the query orders them.

    >>> decimal = terms.XSD + "decimal"
    >>> one, two = (Answer("select", ("n",), ((terms.literal(n, decimal),),)) for n in ("1.10", "1.1"))
    >>> canonical(one) == canonical(two)
    True
    """
    rows = [tuple(_value(term) for term in row) for row in answer.rows]
    if not answer.ordered:
        rows.sort()
    triples = sorted(tuple(map(_value, line)) for line in map(terms.parse_line, answer.triples))
    return answer.form, answer.columns, tuple(rows), answer.boolean, tuple(triples)


def _value(term: str | None) -> _Value:
    if term is None or not term.startswith('"'):
        return "", term or ""
    literal = terms.parse_term(term)
    text, datatype, language = literal if isinstance(literal, terms.Literal) else (literal, "", "")
    if datatype in _BY_VALUE:
        with suppress(ArithmeticError, ValueError):  # an ill-typed literal is compared as it is written
            return _BY_VALUE[datatype](text)
    return datatype, f"{text}@{language.lower()}" if language else text

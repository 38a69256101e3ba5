"""Mends pySHACL where it departs from SHACL, so that it can be the measure of other engines.

It inserts values into messages as regular expressions, so that a backslash in a text ends the run. A `$` at the end of
a pattern lets a line end pass. It holds a literal for ill-typed where Python has no value for it, such as the year 0.
Its order puts an ill-typed literal, a truth value, a date or a text before or behind any number, and one IRI before
another; SHACL says of each comparison: what SPARQL's operator does not find true, or cannot compare, does not meet the
constraint (sections 4.3 and 4.5.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

from rdflib import RDF, XSD, Literal
from rdflib.term import Node

from memorial_kg.validation.messages import filled
from memorial_kg.values.lexical import lexical_problem

__all__ = ["mended_validate"]


_NUMBERS = (
    *("decimal", "double", "float", "integer", "long", "int", "short", "byte", "nonNegativeInteger"),
    *("positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)
_OTHERS = ("boolean", "date", "dateTime", "time", "duration")
_TRUE = ("true", "1")
_KINDS: dict[Node, str] = {
    **{XSD[name]: "number" for name in _NUMBERS},
    **{XSD[name]: name for name in _OTHERS},
    **dict.fromkeys((XSD.string, XSD.anyURI, RDF.langString), "text"),
}


@lru_cache(maxsize=1)
def mended_validate() -> Callable[..., tuple[bool, object, str]]:
    """PySHACL's `validate`, mended once in each process."""
    from pyshacl import validate
    from pyshacl.constraints.constraint_component import ConstraintComponent
    from pyshacl.constraints.core import property_pair_constraints as pairs
    from pyshacl.constraints.core import string_based_constraints as texts
    from pyshacl.constraints.core import value_constraints as values
    from pyshacl.constraints.core import value_range_constraints as ranges

    ranges.compare_literal = _order  # type: ignore[attr-defined]
    pairs.LessThanConstraintComponent._compare_lt = _pairwise(0)  # type: ignore[method-assign] # noqa: SLF001
    pairs.LessThanOrEqualsConstraintComponent._compare_ltoe = _pairwise(1)  # type: ignore[method-assign] # noqa: SLF001
    texts.re = SimpleNamespace(I=re.IGNORECASE, M=re.MULTILINE, compile=_pattern)  # type: ignore[attr-defined, assignment]
    values.DatatypeConstraintComponent.evaluate = _datatypes  # type: ignore[method-assign, assignment]
    ConstraintComponent._format_sparql_based_result_message = _filled  # type: ignore[method-assign] # noqa: SLF001
    return validate


def _pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern whose last `$` is the end of the text, as in XPath, and not also the place before a last line end."""
    ends = pattern.endswith("$") and not pattern.endswith("\\$") and not flags & re.MULTILINE
    return re.compile(f"{pattern[:-1]}\\Z" if ends else pattern, flags)


def _order(one: Node, other: Node) -> int:
    """Whether one term is less than another (-1), equal (0) or greater (1); a TypeError if SPARQL does not say so."""
    kinds = _kind(one), _kind(other)
    if kinds == ("text", "text"):
        return (str(one) > str(other)) - (str(one) < str(other))
    if kinds == ("number", "number"):
        first, second = _number(one), _number(other)
        if first != first or second != second:  # noqa: PLR0124 — NaN
            raise TypeError("what is not a number has no order")
        return (first > second) - (first < second)
    if kinds == ("boolean", "boolean"):
        return (str(one) in _TRUE) - (str(other) in _TRUE)
    if kinds[0] and kinds[0] == kinds[1]:
        return _asked(one.n3(), other.n3())
    raise TypeError("SPARQL has no order for these")


def _kind(term: Node) -> str:
    """What a literal can be compared with; "" for nothing, as for all ill-typed ones."""
    if not isinstance(term, Literal) or _ill_typed(term):
        return ""
    return _KINDS.get(_datatype(term), "")


def _number(literal: Node) -> Fraction | float:
    text = str(literal)
    return float(text) if re.search("[eEN]", text) else Fraction(text)


@lru_cache(maxsize=10_000)
def _asked(one: str, other: str) -> int:
    """The order of dates, times and durations of which some have no order: as a SPARQL engine has it."""
    from pyoxigraph import QuerySolutions, Store

    found = Store().query(
        f"SELECT ({one} < {other} AS ?less) ({one} > {other} AS ?more) ({one} = {other} AS ?same) {{}}"
    )
    (answer,) = cast("QuerySolutions", found)
    for name, order in (("less", -1), ("more", 1), ("same", 0)):
        if answer[name] is not None and answer[name].value == "true":
            return order
    raise TypeError("SPARQL has no order for these")


def _ill_typed(literal: Literal) -> bool:
    """Whether a literal is none of its datatype, for the datatypes of SPARQL and those close to them."""
    known = _KINDS.get(_datatype(literal), "text") != "text"
    return known and bool(lexical_problem(str(literal), str(literal.datatype)))


def _datatypes(
    component: Any,  # noqa: ANN401 — pySHACL's
    _: object,
    data: object,
    nodes: dict[Node, set[Node]],
    __: object,
) -> tuple[bool, list[Any]]:
    """The results of sh:datatype (section 4.1.2)."""
    wanted = component.datatype_rule
    broken = [(focus, value) for focus, values in nodes.items() for value in values if not _is_of(value, wanted)]
    return not broken, [component.make_v_result(data, focus, value_node=value) for focus, value in broken]


def _is_of(value: Node, datatype: Node) -> bool:
    if not isinstance(value, Literal):
        return False
    return _datatype(value) == datatype and not _ill_typed(value)


def _datatype(literal: Literal) -> Node:
    return RDF.langString if literal.language else literal.datatype or XSD.string


def _pairwise(below: int) -> Callable[..., tuple[bool, list[Any]]]:
    """The results of comparing each value with those of another property: its order must be less than `below`."""

    def met(value: Node, other: Node) -> bool:
        try:
            return _order(value, other) < below
        except (TypeError, NotImplementedError):
            return False

    def compare(component: Any, values: set[Node], others: set[Node], data: Any, focus: Node) -> tuple[bool, list[Any]]:  # noqa: ANN401
        broken = [value for value in values if not all(met(value, other) for other in others)]
        return bool(broken), [component.make_v_result(data, focus, value_node=value) for value in broken]

    return compare


def _filled(_: object, message: str, bound: object) -> str:
    """A message of a SPARQL constraint with the values of its variables."""
    if isinstance(bound, dict):
        values = bound
    elif isinstance(bound, tuple | list) and len(bound) in (3, 4):
        named = zip(("this", "path", "value"), bound, strict=False)
        values = {
            **(bound[3] if len(bound) == 4 else {}),
            **{name: value for name, value in named if value is not None},
        }
    else:
        values = {}
    return filled(message, {name: str(value) for name, value in values.items()})

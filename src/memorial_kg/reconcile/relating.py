"""How two values of one key relate: every value is taken as the region of what it leaves possible.

A date is the days that it allows, a place what lies within it, a measure its tolerance, a point its circle, a list the set of
its items. `same` regions, one inside the other (`refines`), touching (`overlaps`) or apart (`disjoint`); lists complement.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from memorial_kg.ontology import Key
from memorial_kg.records.entities import Entities
from memorial_kg.records.model import Tree
from memorial_kg.values import (
    Point,
    Relation,
    ValueProblem,
    fold,
    parse_date,
    parse_point,
    parse_quantity,
    relate_dates,
    relate_points,
    relate_quantities,
    relate_texts,
)

__all__ = ["relate"]


def relate(a: Tree, b: Tree, key: Key, entities: Entities) -> Relation:
    """How the first value relates to the second. Swapping the values gives the inverse relation."""
    if key.kind == "text":
        return _sets(_folded(a), _folded(b))
    if not key.single:
        return _sets({_identity(item) for item in a}, {_identity(item) for item in b})
    special = _SPECIAL.get(key.part or key.datatype)
    if special is not None:
        return special(a, b)
    if key.kind == "reference":
        return _things(a["id"], b["id"], entities)
    if key.kind == "plain":
        return relate_texts(a, b)
    return Relation.SAME if _identity(a) == _identity(b) else Relation.DISJOINT


def _sets(a: set[str], b: set[str]) -> Relation:
    return Relation.SAME if a == b else Relation.COMPLEMENTS


def _folded(texts: Tree) -> set[str]:
    return {fold(text) for several in texts.values() for text in several}


def _identity(item: Tree) -> str:
    return str(item["id"]) if isinstance(item, dict) else str(item)


def _things(a: str, b: str, entities: Entities) -> Relation:
    if a == b:
        return Relation.SAME
    if entities.within(a, b):
        return Relation.REFINES
    return Relation.REFINED_BY if entities.within(b, a) else Relation.DISJOINT


def _point(part: Tree) -> Point:
    return parse_point(part["latitude"], part["longitude"], part.get("radius"))


def _quantities(a: Tree, b: Tree) -> Relation:
    first, second = (parse_quantity(q["value"], q["unit"], approximate=q.get("approximate") == "true") for q in (a, b))
    try:
        return relate_quantities(first, second)
    except ValueProblem:  # A length is never a weight.
        return Relation.DISJOINT


def _leases(a: Tree, b: Tree) -> Relation:
    return Relation.SAME if a["duration"] == b["duration"] else Relation.DISJOINT


_SPECIAL: dict[str, Callable[[Tree, Tree], Relation]] = {
    "http://id.loc.gov/datatypes/edtf/EDTF": lambda a, b: relate_dates(parse_date(a), parse_date(b)),
    "http://www.w3.org/2001/XMLSchema#decimal": lambda a, b: Relation.SAME if Decimal(a) == Decimal(b) else Relation.DISJOINT,
    "Coordinates": lambda a, b: relate_points(_point(a), _point(b)),
    "Quantity": _quantities,
    "Lease": _leases,
}

"""How two values of one key relate: every value is taken as the region of what it leaves possible.

A date is the days that it allows, a place what lies within it, a measure its tolerance, a point its circle, a list the
set of its items. `same` regions, one inside the other (`refines`), touching (`overlaps`) or apart (`disjoint`); lists
complement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
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

__all__ = ["relate", "supported"]

_COUNTRY = "https://w3id.org/memorial-kg/ontology#country"


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
        return _things(a, b, key, entities)
    if key.kind == "plain":
        return relate_texts(a, b)
    return Relation.SAME if _identity(a) == _identity(b) else Relation.DISJOINT


def supported(values: Sequence[Tree], key: Key, entities: Entities) -> Tree:
    """The one value that says nothing against any other and at least as much as each; None where there is none.

    None too where two others contradict each other: a town that one record puts in one country, and the editors in
    another, does not reconcile the two.
    """
    if values and all(value == values[0] for value in values[1:]):
        return values[0]
    enough = (Relation.SAME, Relation.REFINES)
    related = [[Relation.SAME if a is b else relate(a, b, key, entities) for b in values] for a in values]
    if any(Relation.DISJOINT in row for row in related):
        return None
    fit = [value for value, row in zip(values, related, strict=True) if all(relation in enough for relation in row)]
    # Values that are the same may still be spelt differently: take one by its content, not by who said it.
    return min(fit, key=lambda value: json.dumps(value, sort_keys=True), default=None)


def _sets(a: set[str], b: set[str]) -> Relation:
    return Relation.SAME if a == b else Relation.COMPLEMENTS


def _folded(texts: Tree) -> set[str]:
    return {fold(text) for several in texts.values() for text in several}


def _identity(item: Tree) -> str:
    return str(item["id"]) if isinstance(item, dict) else str(item)


def _things(a: Tree, b: Tree, key: Key, entities: Entities) -> Relation:
    if a["id"] == b["id"]:
        return Relation.SAME
    inside = b["id"] in _around(a, entities), a["id"] in _around(b, entities)
    if not any(inside) and (key.path == _COUNTRY or all(_is_placed(each, entities) for each in (a, b))):
        return Relation.DISJOINT
    # Of a place that nobody has put anywhere, and of two that are said to hold each other, nobody knows.
    return {(True, False): Relation.REFINES, (False, True): Relation.REFINED_BY}.get(inside, Relation.OVERLAPS)


def _around(place: Tree, entities: Entities) -> set[str]:
    """A place and all places that hold it, by what its record says and by what the editors know."""
    made = {*entities.wider(place["id"])}
    for above in ("place", "country"):
        if above in place:
            made |= _around(place[above], entities)
    return made


def _is_placed(place: Tree, entities: Entities) -> bool:
    """Whether it is known where a place is; a country needs none to hold it."""
    return len(_around(place, entities)) > 1 or "country" in (entities.claim(place["id"], "kinds") or ())


def _point(part: Tree) -> Point:
    return parse_point(part["latitude"], part["longitude"], part.get("radius"))


def _quantities(a: Tree, b: Tree) -> Relation:
    first, second = (parse_quantity(q["value"], q["unit"], approximate=q.get("approximate") == "true") for q in (a, b))
    try:
        return relate_quantities(first, second)
    except ValueProblem:  # A length is never a weight.
        return Relation.DISJOINT


def _leases(a: Tree, b: Tree) -> Relation:
    return Relation.SAME if _months_and_days(a["duration"]) == _months_and_days(b["duration"]) else Relation.DISJOINT


def _months_and_days(duration: str) -> tuple[int, int]:
    """A duration of XML Schema by its value (XSD 1.1, part 2, section 3.3.6): P1Y is P12M, but no number of days."""
    count = {unit: int(number) for number, unit in re.findall("([0-9]+)([YMD])", duration)}
    return 12 * count.get("Y", 0) + count.get("M", 0), count.get("D", 0)


_SPECIAL: dict[str, Callable[[Tree, Tree], Relation]] = {
    "http://id.loc.gov/datatypes/edtf/EDTF": lambda a, b: relate_dates(parse_date(a), parse_date(b)),
    "http://www.w3.org/2001/XMLSchema#decimal": lambda a, b: (
        Relation.SAME if Decimal(a) == Decimal(b) else Relation.DISJOINT
    ),
    "Coordinates": lambda a, b: relate_points(_point(a), _point(b)),
    "Quantity": _quantities,
    "Lease": _leases,
}

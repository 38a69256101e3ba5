"""Compares what a table says of a thing with what the graph says: how well they agree, from 0 to 1.

The kind of a property decides how: by its days, its metres, its place in the hierarchy of places, its spelling. Where
sources say different things, agreeing with one of them is agreeing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from memorial_kg.ontology import Key
from memorial_kg.server.reconciliation.entities import Entities
from memorial_kg.server.reconciliation.naming import alike
from memorial_kg.server.reconciliation.properties import EVERY, POINT, Property, said
from memorial_kg.values import Relation, Span, ValueProblem, fold, parse_date, parse_point, relate_dates
from memorial_kg.values.relations import distance

__all__ = ["WEIGHTS", "Given", "agreement", "kind_of"]

# What a property weighs in a score, by what its values are; the name weighs 10.
WEIGHTS: dict[str, float] = {
    "identifier": 10.0,
    "position": 6.0,
    "place": 5.0,
    "thing": 4.0,
    "date": 4.0,
    "text": 2.0,
    "number": 2.0,
    "choice": 1.0,
}
_DATES = ("EDTF", "date", "")  # the last for a date in any precision
_NUMBERS = ("decimal", "integer", "double")
# A date of the table may be less exact than ours: it agrees. One that is more exact may still be wrong.
_BY_RELATION = {Relation.SAME: 1.0, Relation.REFINED_BY: 1.0, Relation.REFINES: 0.9, Relation.OVERLAPS: 0.6}
_NEAR_DATES = ((31, 0.4), (366, 0.2))  # days apart, and how much of an agreement that still is
_ALIKE = 0.7  # names that are less alike are those of other things
_DIGITS = re.compile(r"\d+")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?")
_PAIR = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d{1,20})?)\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d{1,20})?)\s*")
_CIRCLE = ("latitude", "longitude", "radius")
_CLOSE, _DECADES = 100.0, 3.0  # metres that are no distance, and how many times ten times as far is no agreement


class Given(NamedTuple):
    """A value that a table gives: a text, or the id of a thing with its name."""

    text: str
    id: str = ""


_Compare: TypeAlias = Callable[[Entities, str, Given], float | None]


def kind_of(key: Key, namespaces: Iterable[str]) -> str:
    """What the values of a key are: the name of a weight."""
    if key.kind == "plain":
        datatype = re.split(r"[/#]", key.datatype)[-1]
        return "date" if datatype in _DATES else "number" if datatype in _NUMBERS else "text"
    if key.kind == "reference":
        return "place" if {*namespaces} == {"place"} else "thing"
    return {"iri": "identifier", "part": "position", "choice": "choice"}.get(key.kind, "text")


def agreement(entities: Entities, name: str, of: Property, given: Iterable[Given]) -> float | None:
    """How well the best of the given values agrees with the best of ours; None if there is nothing to compare."""
    kind = kind_of(of.key, entities.ontology.namespaces(of.key))
    values = _ours(entities, name, of, kind)
    compared = [_COMPARE[kind](entities, ours, each) for ours in values for each in given]
    return max((each for each in compared if each is not None), default=None)


def _ours(entities: Entities, name: str, of: Property, kind: str) -> list[str]:
    """What the thing has: of places also what they lie in; of a country that is not said, that of the place.

    Where no point is stated, it is the circle of the nearest place around it that has one.
    """
    if of.key.part == POINT:
        circles = (
            _circles(entities, each, of.id) for each in [name, *entities.around(entities.referred(name, "place"))]
        )
        return next(filter(None, circles), [])
    values = [each.text for each in said(entities.thing(name), of, EVERY)]
    if kind != "place":
        return values
    stated = [entities.catalogue.name(iri) for iri in values]
    return entities.around(stated or (entities.referred(name, "place") if len(of.keys) == 1 else []))


def _circles(entities: Entities, name: str, id_: str) -> list[str]:
    """The stated points of a thing, each with its radius, as `latitude,longitude,radius`."""
    keys, thing = entities.ontology.shapes[POINT].keys, entities.thing(name)
    found = [
        [next((each.text for each in thing.said(keys[axis].path, node)), "") for axis in _CIRCLE]
        for node in entities.said(name, id_)
    ]
    return [",".join(each) for each in found if each[0] and each[1]]


# -- one value with another --------------------------------------------------------------------------------------------


def _things(entities: Entities, ours: str, given: Given) -> float | None:
    """A thing and its id, its IRI, or a name of it."""
    name = entities.catalogue.name(ours)
    known = entities.id(given.id) or entities.id(given.text)
    if known:
        return 1.0 if known == name else 0.0
    if not given.text.strip():  # an id of somebody else's
        return None
    found = alike(given.text, [*entities.names(name), entities.label(name)])
    return found if found >= _ALIKE else 0.0


def _dates(_: Entities, ours: str, given: Given) -> float | None:
    a, b = _span(given.text), _span(ours)
    if a is None or b is None:
        return None
    relation = relate_dates(a, b)
    return _BY_RELATION[relation] if relation in _BY_RELATION else _apart(a, b)


def _apart(a: Span, b: Span) -> float:
    gaps = [
        (later.earliest - earlier.latest).days
        for earlier, later in ((a, b), (b, a))
        if earlier.latest and later.earliest and later.earliest > earlier.latest
    ]
    return next((value for days, value in _NEAR_DATES if gaps and min(gaps) <= days), 0.0)


def _span(text: str) -> Span | None:
    text = text.strip()
    exact = _TIME.fullmatch(text)
    try:
        return parse_date(exact[1] if exact else text)
    except ValueProblem:
        return None


def _positions(_: Entities, ours: str, given: Given) -> float | None:
    """By the metres between a point of the table, `latitude,longitude`, and our circle: inside is no distance."""
    latitude, longitude, radius = ours.split(",")
    pair = _PAIR.fullmatch(given.text)
    try:
        a = parse_point(pair[1].lstrip("+"), pair[2].lstrip("+")) if pair else None
        b = parse_point(latitude, longitude, radius or None)
    except ValueProblem:
        return None
    if a is None:
        return None
    metres = distance(a, b) - float(b.radius)
    return max(0.0, 1 - math.log10(max(metres, _CLOSE) / _CLOSE) / _DECADES)


def _numbers(_: Entities, ours: str, given: Given) -> float | None:
    try:
        a, b = float(given.text[:40]), float(ours)
    except ValueError:
        return None
    if not math.isfinite(a):
        return None
    return max(0.0, 1 - abs(a - b) / (max(abs(a), abs(b)) or 1.0))


def _choices(entities: Entities, ours: str, given: Given) -> float:
    words = {fold(each) for each in (entities.ontology.labels.get(ours, ""), re.split(r"[/#]", ours)[-1])}
    return 1.0 if given.text == ours or fold(given.text) in words else 0.0


def _identifiers(_: Entities, ours: str, given: Given) -> float | None:
    """The whole IRI, or its last part, such as the id in Wikidata; ids of other makes say nothing of each other."""
    text, known = given.text.strip().rstrip("/"), ours.rstrip("/")
    if ":" not in text:
        known = known.rpartition("/")[2]
    if text == known:
        return 1.0
    return 0.0 if _DIGITS.sub("0", text) == _DIGITS.sub("0", known) else None


def _texts(_: Entities, ours: str, given: Given) -> float:
    return alike(given.text, [ours])


_COMPARE: dict[str, _Compare] = {
    "identifier": _identifiers,
    "position": _positions,
    "place": _things,
    "thing": _things,
    "date": _dates,
    "text": _texts,
    "number": _numbers,
    "choice": _choices,
}

"""Takes from a record what tells one memorial from another: names, places, points, dates, people, addresses."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from memorial_kg.matching.names import Spelt, names_nothing, place_key, spelt
from memorial_kg.records import Record, Tree
from memorial_kg.records.entities import Entities
from memorial_kg.values import Point, Span, ValueProblem, fold, parse_date, parse_point

__all__ = ["Person", "Place", "Profile", "profile_of", "profiles_of"]

_MOST_NAMES: Final = 12
# The roles in which a record names who made a memorial.
_CREATORS: Final = ("creators", "sculptors", "designers", "architects", "conceivedBy")


class Place(NamedTuple):
    """A place that a record names, or one around it; `key` is what its name sounds like."""

    id: str
    key: str
    shown: str


class Person(NamedTuple):
    """A creator, by id and name."""

    id: str
    name: Spelt


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What matching knows of one record; whatever the record does not say is empty."""

    record: str
    about: str
    source: str
    names: tuple[Spelt, ...]
    places: tuple[Place, ...]  # smallest first, without the country
    country: Place | None
    point: Point | None
    degrees: tuple[float, float] | None  # the point, as numbers
    opened: Span | None
    made: Span | None
    creators: tuple[Person, ...]
    kinds: frozenset[str]
    texts: tuple[str, ...]  # addresses, folded
    streets: tuple[str, ...]
    commemorates: frozenset[str]
    iris: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """The words of all its names."""
        return frozenset().union(*(name.words for name in self.names))


def profiles_of(records: Iterable[Record], entities: Entities) -> list[Profile]:
    """The profiles of the records that are about memorials; proposals and events are no candidates."""
    return [profile_of(record, entities) for record in records if record.about.startswith("memorial/")]


def profile_of(record: Record, entities: Entities) -> Profile:
    """What tells the memorial of one record from others."""
    claims = record.claims
    chain = _chain(claims.get("place"), entities)
    country = _country(claims.get("country"), chain, entities)
    point = _point(claims.get("coordinates"))
    addresses = claims.get("addresses") or []
    return Profile(
        record.id,
        record.about,
        record.source,
        tuple(_names(claims)),
        tuple(place for place in chain if place.id != (country.id if country else "")),
        country,
        point,
        (float(point.latitude), float(point.longitude)) if point else None,
        _date(claims.get("inauguration")),
        _date(claims.get("construction")),
        tuple(_people(claims, entities)),
        frozenset(claims.get("kinds") or ()),
        tuple(fold(text) for each in addresses for text in _texts(each.get("text"))),
        tuple(fold(street) for each in addresses for street in _plain(each.get("street"))),
        frozenset(each["id"] for each in claims.get("commemorates") or ()),
        frozenset(iri for iri in claims.get("sameAs") or () if "://" in iri),
    )


def _names(claims: Mapping[str, Tree]) -> Iterator[Spelt]:
    texts = dict.fromkeys(text for key in ("name", "alternateName") for text in _texts(claims.get(key)))
    yield from (name for text in [*texts][:_MOST_NAMES] if not names_nothing(name := spelt(text)))


def _texts(value: Tree) -> Iterator[str]:
    for texts in (value or {}).values():
        yield from texts


def _plain(value: Tree) -> Iterator[str]:
    yield from [value] if isinstance(value, str) else value or ()


def _place(id_: str, stated: Tree, entities: Entities) -> Place:
    """A place under the name that the record gives it, else the editors', else its id."""
    name = next(_texts(stated), "") or (entities.label(id_) if id_ in entities else "")
    return Place(id_, place_key(name or id_.partition("/")[2].replace("-", " ")), name or id_)


def _chain(tree: Tree, entities: Entities) -> list[Place]:
    """A place, and those around it: as the record nests them, then as the editors do."""
    found: dict[str, Place] = {}
    last = ""
    while isinstance(tree, dict) and tree["id"] not in found:
        last = tree["id"]
        found[last] = _place(last, tree.get("name"), entities)
        tree = tree.get("place")
    for id_ in [*found, *([last] if last else [])]:
        for wider in entities.wider(id_):
            if wider not in found:
                found[wider] = _place(wider, None, entities)
    return [*found.values()]


def _country(tree: Tree, chain: list[Place], entities: Entities) -> Place | None:
    if isinstance(tree, dict):
        return _place(tree["id"], None if tree["id"] in entities else tree.get("name"), entities)
    held = next(filter(None, (entities.country(place.id) for place in chain)), "")
    return _place(held, None, entities) if held else None


def _point(tree: Tree) -> Point | None:
    """A point, unless it is one that no distance can be taken from."""
    if not isinstance(tree, dict):
        return None
    try:
        point = parse_point(tree["latitude"], tree["longitude"], tree.get("radius"))
    except (KeyError, ValueProblem):
        return None
    return point if math.isfinite(float(point.radius)) else None


def _date(event: Tree) -> Span | None:
    if not isinstance(event, dict) or not isinstance(event.get("date"), str):
        return None
    try:
        return parse_date(event["date"])
    except ValueProblem:
        return None


def _people(claims: Mapping[str, Tree], entities: Entities) -> Iterator[Person]:
    seen = set()
    for key in _CREATORS:
        for each in claims.get(key) or ():
            if each["id"] not in seen:
                seen.add(each["id"])
                name = next(_texts(each.get("name")), "") or entities.label(each["id"])
                yield Person(
                    each["id"], spelt(name.partition("/")[2].replace("-", " ") if name == each["id"] else name)
                )

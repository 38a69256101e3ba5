"""By what memorials and proposals can be chosen: each facet is a function from a thing to its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from memorial_kg.catalogue.places import Place, Places
from memorial_kg.catalogue.things import Thing
from memorial_kg.ontology import Key, Ontology

__all__ = ["FACETS", "NOT_STATED", "Described", "Facet", "Value", "opening"]

NOT_STATED = "not-stated"  # the value of a facet for a thing of which no source says anything there


class Value(NamedTuple):
    """A value of a facet: its id in addresses, the IRI that it stands for ("" if none), and the value above it."""

    id: str
    iri: str = ""
    above: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """A memorial or a proposal, and where to look up the places that it names."""

    thing: Thing
    places: Places
    ontology: Ontology

    def key(self, name: str) -> Key | None:
        """The key of its shape; None if things like it have no such key."""
        shape = self.ontology.shape_of(self.thing.name)
        return shape.keys.get(name) if shape else None

    @property
    def lies_in(self) -> list[Place]:
        """The places that it lies in, the nearest first."""
        return self.places.around(tuple(self.places.local(iri) for iri in self.values("place")))

    def values(self, key: str) -> list[str]:
        """The values of a key, as chosen, or else as claimed."""
        return self.thing.values(self.key(key))

    def parts(self, key: str, inner: str) -> list[str]:
        """The values that its parts have for a key of their own."""
        outer = self.key(key)
        shape = self.ontology.shapes[outer.part] if outer and outer.part else None
        found = [self.thing.values(shape.keys[inner], part) for part in self.values(key)] if shape else []
        return [*dict.fromkeys(value for values in found for value in values)]


Facet = Callable[[Described], Iterable[Value]]


def _kind(of: Described) -> Iterator[Value]:
    shape = of.ontology.shape_of(of.thing.name)
    yield Value(of.thing.kind, shape.cls if shape else "")


def _country(of: Described) -> Iterator[Value]:
    """The country that is stated, or else that of the place."""
    above = [place.country for place in of.lies_in if place.country]
    yield from (_thing(of, iri) for iri in of.values("country") or [of.places.iri(each) for each in above[:1]])


def _place(of: Described) -> Iterator[Value]:
    """Every place that it lies in, up to the country; that is a facet of its own."""
    for place in of.lies_in:
        if place.above:
            yield Value(_local(place.name), of.places.iri(place.name), _local(place.above[0]))


def _decade(of: Described) -> Iterator[Value]:
    """Each decade in which a date of the opening may lie, at most a century of them."""
    for earliest, latest in opening(of):
        first, last = int(earliest[:4]) // 10, int(latest[:4]) // 10
        yield from (Value(f"{decade}0") for decade in range(first, min(last, first + 9) + 1))


def opening(of: Described) -> list[tuple[str, str]]:
    """The days between which each stated date of the opening lies."""
    outer = of.key("inauguration")
    if outer is None:
        return []
    keys = of.ontology.shapes[outer.part].keys
    found = []
    for part in of.values("inauguration"):
        firsts = [*of.thing.said(keys["earliest"].path, part)]
        lasts = [*of.thing.said(keys["latest"].path, part)]
        chosen = {each.graph for each in firsts} & {""} or {each.graph for each in firsts}
        for graph in sorted(chosen):
            earliest = [each.text for each in firsts if each.graph == graph]
            latest = [each.text for each in lasts if each.graph == graph]
            if earliest and latest:
                found.append((min(earliest), max(latest)))
    return [*dict.fromkeys(found)]


def _choice(key: str) -> Facet:
    def facet(of: Described) -> Iterator[Value]:
        known = of.key(key)
        words = {iri: word for word, iri in known.choices.items()} if known else {}
        yield from (Value(words[iri], iri) for iri in of.values(key) if iri in words)

    return facet


def _creator(of: Described) -> Iterator[Value]:
    for iri in of.values("creators"):
        yield Value(of.places.local(iri), iri)


def _language(of: Described) -> Iterator[Value]:
    yield from (Value(tag) for tag in of.parts("inscriptions", "language"))


def _source(of: Described) -> Iterator[Value]:
    yield from (_thing(of, iri) for iri in of.thing.graphs)


def _agreement(of: Described) -> Iterator[Value]:
    """Whether its sources contradict each other, differ in precision, or agree, and whether there are several."""
    choices = of.ontology.shapes["Comparison"].keys["relation"].choices
    words = {iri: word for word, iri in choices.items()}
    found = {words.get(iri, "") for iri in of.parts("comparisons", "relation")}
    if len(of.thing.graphs) == 1:
        yield Value("one-source")
    yield from (Value(word, choices[word]) for word in ("disjoint", "overlaps", "refines") if word in found)
    if found and not found & {"disjoint", "overlaps", "refines"}:
        yield Value("agree")


def _thing(of: Described, iri: str) -> Value:
    return Value(_local(of.places.local(iri)), iri)


def _local(name: str) -> str:
    """The name without its namespace, where a facet has things of one namespace only."""
    return name.partition("/")[2] or name


# In the order in which a page shows them.
FACETS: dict[str, Facet] = {
    "type": _kind,
    "country": _country,
    "place": _place,
    "decade": _decade,
    "creator": _creator,
    "kind": _choice("kinds"),
    "status": _choice("status"),
    "language": _language,
    "source": _source,
    "agreement": _agreement,
}

"""The properties of each type, which are the keys of its shape and of its parts, and what a thing has of one.

No list of them is kept here: `inauguration.date` is a property because the ontology gives a memorial an inauguration,
and an event a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from memorial_kg.catalogue.things import Said, Thing
from memorial_kg.ontology import Key, Ontology, Shape

__all__ = ["EVERY", "KNOWN", "POINT", "STANDING", "Property", "Scope", "properties_of", "said"]

Scope: TypeAlias = Literal["known", "standing", "every"]
# What stands after reconciling, or else what sources claim; what stands alone; what stands and what anybody claims.
KNOWN: Scope = "known"
STANDING: Scope = "standing"
EVERY: Scope = "every"
POINT = "Coordinates"  # the parts that are a value by themselves
_NOT_OFFERED = frozenset({"reconciledFrom"})


class Property(NamedTuple):
    """A property: the keys that lead to its values, from the thing through its parts."""

    id: str
    name: str
    keys: tuple[Key, ...]

    @property
    def key(self) -> Key:
        """The key that has the values."""
        return self.keys[-1]


@lru_cache(64)
def properties_of(ontology: Ontology, kind: str) -> dict[str, Property]:
    """The properties of the things of a kind by id, in the order of their pages."""
    shape = ontology.by_namespace.get(kind)
    return {each.id: each for each in _properties(ontology, shape)} if shape else {}


def _properties(ontology: Ontology, shape: Shape) -> Iterator[Property]:
    for key in filter(_offered, shape.keys.values()):
        if key.kind != "part" or key.part == POINT:
            yield Property(key.name, key.label, (key,))
        inner = ontology.shapes.get(key.part)
        for each in filter(_offered, inner.keys.values()) if inner else ():
            if each.kind != "part":
                yield Property(f"{key.name}.{each.name}", f"{key.label}: {each.label}", (key, each))


def _offered(key: Key) -> bool:
    """Comparisons are about what is said, and say nothing of the thing."""
    return key.name not in _NOT_OFFERED and not (key.derived and key.kind == "part")


def said(thing: Thing, of: Property, scope: Scope = KNOWN) -> list[Said]:
    """The values of a property, each once; a part that is a value by itself is its IRI."""
    nodes = [thing.iri]
    for key in of.keys[:-1]:
        nodes = [each.text for node in nodes for each in _values(thing, key, node, scope)]
    found = [each for node in nodes for each in _values(thing, of.key, node, scope)]
    return [*{each.value: each for each in found}.values()]


def _values(thing: Thing, key: Key, node: str, scope: Scope) -> list[Said]:
    every = [*thing.said(key.path, node)]
    standing = [each for each in every if not each.graph]
    return every if scope == EVERY or (scope == KNOWN and not standing) else standing

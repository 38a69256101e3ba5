"""What the ontology says, as plain data: keys, shapes, and the tables that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

__all__ = ["Key", "Kind", "Ontology", "Shape"]

Kind = Literal["text", "plain", "choice", "iri", "reference", "part"]


@dataclass(frozen=True, slots=True)
class Key:
    """One property of a record: its name there, its term in the graph, and what kind of value it takes.

    `kind` is "text" (a mapping from language tags to texts), "plain" (a literal of `datatype`), "choice" (one of the
    words of `choices`), "iri", "reference" (an id of one of `classes`), or "part" (a mapping, described by the shape
    `part`).
    """

    name: str
    path: str
    kind: Kind
    order: int
    label: str
    description: str
    message: str
    datatype: str = ""
    classes: tuple[str, ...] = ()
    part: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    single: bool = False
    required: bool = False
    derived: bool = False
    truthy: str = ""
    secondhand: bool = False
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """What may be said of things of one class. `types` are the class and the classes above it, as in the graph."""

    name: str
    cls: str
    types: tuple[str, ...]
    label: str
    namespace: str = ""
    keys: Mapping[str, Key] = field(default_factory=dict)
    identified_by: tuple[str, ...] = ()
    truthy_key: str = ""
    truthy_type: str = ""
    direct: bool = False

    written_keys: tuple[Key, ...] = field(init=False, repr=False)
    """The keys that a record may give, in page order: those that are not derived."""

    entailing: tuple[tuple[str, str], ...] = field(init=False, repr=False)
    """Pairs of keys of which the first entails the second: a sculptor is also a creator."""

    def __post_init__(self) -> None:
        by_path = {key.path: key.name for key in self.keys.values()}
        pairs = ((key.name, by_path[path]) for key in self.keys.values() for path in key.broader if path in by_path)
        object.__setattr__(self, "written_keys", tuple(key for key in self.keys.values() if not key.derived))
        object.__setattr__(self, "entailing", tuple(pairs))


@dataclass(frozen=True, eq=False)
class Ontology:
    """All shapes by name, and the tables that the vocabulary adds. What is derived from one can be kept with it."""

    shapes: Mapping[str, Shape]
    prefixes: Mapping[str, str]
    labels: Mapping[str, str]
    entailed_types: Mapping[str, str]
    administrative: frozenset[str]

    @cached_property
    def by_namespace(self) -> dict[str, Shape]:
        """The shape of the things whose ids begin with a namespace: `person` → Person."""
        return {shape.namespace: shape for shape in self.shapes.values() if shape.namespace}

    @cached_property
    def by_class(self) -> dict[str, Shape]:
        """The shape of a class IRI."""
        return {shape.cls: shape for shape in self.shapes.values()}

    @cached_property
    def words(self) -> frozenset[str]:
        """The IRIs of all enumerations."""
        return frozenset(
            iri for shape in self.shapes.values() for key in shape.keys.values() for iri in key.choices.values()
        )

    @cached_property
    def narrower(self) -> dict[str, tuple[Key, ...]]:
        """The keys of the properties below a property: those of sculptors and designers for that of creators."""
        found: dict[str, dict[str, Key]] = {}
        for shape in self.shapes.values():
            for key in shape.keys.values():
                for path in key.broader:
                    found.setdefault(path, {}).setdefault(key.path, key)
        return {path: tuple(keys.values()) for path, keys in found.items()}

    def shape_of(self, local_id: str) -> Shape | None:
        """The shape of the thing with this id, by its namespace: `person/x` → Person; None for an unknown namespace."""
        return self.by_namespace.get(local_id.partition("/")[0])

    def subjects(self) -> tuple[str, ...]:
        """The namespaces of the things that a record can be about."""
        return self.namespaces(self.shapes["Record"].keys["about"])

    def namespaces(self, key: Key) -> tuple[str, ...]:
        """The namespaces of the things that a reference may point at."""
        return tuple(
            self.by_class[cls].namespace for cls in key.classes if cls in self.by_class and self.by_class[cls].namespace
        )

"""Makes the questions that a service is asked from what records and editors say of a thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from memorial_kg.errors import UsageError
from memorial_kg.matching.services.answers import Manifest
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.records import Tree, nodes_of
from memorial_kg.values import did_you_mean
from memorial_kg.workspace import Workspace

__all__ = ["Lookup", "Question", "Questions"]

_LONGEST: Final = 300  # characters of a name that is looked up
_MOST_VALUES: Final = 5
_WIKIDATA: Final = "http://www.wikidata.org/"
# What is sent to a service that knows our keys or Wikidata's properties, unless it is said what to send.
_USUAL: Final = ("country", "place", "coordinates", "inauguration.date", "date")


@dataclass(frozen=True, slots=True)
class Lookup:
    """What to look up: things of a kind, the types that they have in the service, properties by its ids, how many."""

    kind: str = "memorial"
    types: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    limit: int = 5


@dataclass(frozen=True, slots=True)
class Question:
    """One thing and what the service is asked about it; `asked` is None for a thing without a name."""

    thing: str
    name: str
    asked: Mapping[str, Tree] | None
    same: tuple[str, ...]  # the ids that it has elsewhere


class Questions:
    """The questions about all things of a kind, in the order of their ids."""

    def __init__(self, workspace: Workspace, ontology: Ontology, lookup: Lookup, manifest: Manifest) -> None:
        self.entities, self.ontology, self.lookup = workspace.entities, ontology, lookup
        self.shape = ontology.by_namespace[lookup.kind]
        self.said: dict[str, list[Mapping[str, Tree]]] = {}
        for about, claims in _said(workspace, lookup.kind):
            self.said.setdefault(about, []).append(claims)
        self.properties = {id_: self._path(key) for id_, key in lookup.properties.items()} or self._usual(manifest)

    def __iter__(self) -> Iterator[Question]:
        for thing, told in sorted(self.said.items()):
            name = next((text for claims in told for text in _texts(claims.get("name"))), "")[:_LONGEST]
            same = tuple(iri for claims in told for iri in claims.get("sameAs") or ())
            yield Question(thing, name, self._question(name, told) if name else None, same)

    def _question(self, name: str, told: Iterable[Mapping[str, Tree]]) -> Mapping[str, Tree]:
        asked: dict[str, Tree] = {"query": name, "limit": self.lookup.limit}
        if self.lookup.types:
            asked["type"] = self.lookup.types[0] if len(self.lookup.types) == 1 else [*self.lookup.types]
        properties = []
        for id_, path in self.properties.items():
            values = dict.fromkeys(value for claims in told for value in self._values(claims, path))
            if values:
                properties.append({"pid": id_, "v": [*values][:_MOST_VALUES]})
        return asked | ({"properties": properties} if properties else {})

    def _path(self, name: str) -> tuple[Key, ...]:
        """The keys of a path such as `inauguration.date`. Raises UsageError for one that the kind does not have."""
        shape: Shape | None = self.shape
        path: list[Key] = []
        for part in name.split("."):
            known = shape.keys if shape else {}
            if part not in known:
                hint = did_you_mean(part, known) or f"`memorial-kg keys {self.lookup.kind}` lists them"
                raise UsageError(f"A {self.lookup.kind} has no key {name!r}: {hint}")
            path.append(known[part])
            shape = self.ontology.shapes.get(known[part].part)
        return tuple(path)

    def _usual(self, manifest: Manifest) -> dict[str, tuple[Key, ...]]:
        """The usual properties, under the ids of a service whose schema is known."""
        found: dict[str, tuple[Key, ...]] = {}
        for name in _USUAL:
            try:
                path = self._path(name)
            except UsageError:
                continue
            truthy = path[0].truthy if len(path) == 1 or path[-1].name == "date" else ""
            if manifest.properties == self.ontology.prefixes["mkg"]:
                found[name] = path
            elif manifest.properties.startswith(_WIKIDATA) and truthy:
                found[truthy.rpartition("/")[2]] = path
        return found

    def _values(self, claims: Mapping[str, Tree], path: tuple[Key, ...]) -> Iterator[str]:
        key, rest = path[0], path[1:]
        value = claims.get(key.name)
        for each in value if isinstance(value, list) else [] if value is None else [value]:
            if rest and isinstance(each, dict):
                yield from self._values(each, rest)
            elif key.part == "Coordinates":
                yield f"{each['latitude']},{each['longitude']}"
            elif key.kind == "reference":
                yield next(_texts(each.get("name")), "") or self.entities.label(each["id"])
            elif key.kind == "text":
                yield from _texts(value)
            elif isinstance(each, str):
                yield each


def _texts(value: Tree) -> Iterator[str]:
    for texts in (value or {}).values():
        yield from texts


def _said(workspace: Workspace, kind: str) -> Iterator[tuple[str, Mapping[str, Tree]]]:
    """What is said of each thing of a kind: by editors first, then by records about it, then where it is mentioned."""
    for thing in workspace.entities.values():
        if thing.about.startswith(f"{kind}/"):
            yield thing.about, thing.claims
    for record in workspace.records:
        if record.about.startswith(f"{kind}/"):
            yield record.about, record.claims
    for record in workspace.records:
        for node in nodes_of(dict(record.claims)):
            if node["id"].startswith(f"{kind}/"):
                yield node["id"], node

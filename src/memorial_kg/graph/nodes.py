"""Turns claims into trees of nodes: each with its IRI, its types, and the values that are computed from what is stated.

Such a tree *is* JSON-LD under `ontology/context.jsonld`: ids are relative to the base IRI, keys are terms of the node's
type. The mapper reads the same tree; a test holds both readings to the same quads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from memorial_kg.errors import InternalError
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.reconcile import Comparison, union, union_of_texts
from memorial_kg.records import Record, Tree, text_map
from memorial_kg.records.entities import Entities
from memorial_kg.terms import XSD, compact
from memorial_kg.values import parse_date, parse_point

__all__ = ["Trees", "computed"]

_NAMES = ("name", "alternateName")


class Trees:
    """Makes trees under one ontology, for one set of entities."""

    def __init__(self, ontology: Ontology, entities: Entities) -> None:
        self._ontology, self._entities = ontology, entities
        self._known_types: dict[tuple[str, ...], list[str]] = {}

    def thing(self, record: Record) -> dict[str, Tree]:
        """What a record says of its thing."""
        return self._node(record.about, record.claims, self._shape(record.about), record.about)

    def reconciled(
        self,
        record: Record,
        comparisons: Collection[Comparison],
        decided: Mapping[str, list[Tree]],
        elsewhere: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> dict[str, Tree]:
        """A reconciled record as a tree, with all that `reconciled_claims` adds."""
        claims = self.reconciled_claims(record, comparisons, decided, elsewhere)
        return self._node(record.about, claims, self._shape(record.about), record.about)

    def reconciled_claims(
        self,
        record: Record,
        comparisons: Collection[Comparison],
        decided: Mapping[str, list[Tree]],
        elsewhere: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> dict[str, Tree]:
        """A reconciled record with its comparisons, identity decisions, and what the editors know of the thing.

        What records say in passing of another thing stays in their sources' graphs where the reconciled graph has it
        from `elsewhere` (the keys of each thing), and so do names for what the editors have described: it shows one
        name, or, for an event, none.
        """
        compared = [self._comparison(comparison) for comparison in comparisons]
        said: dict[str, Tree] = {**record.claims, **decided, **({"comparisons": compared} if compared else {})}
        shape = self._shape(record.about)
        stated = {comparison.property for comparison in comparisons if comparison.node == record.about}
        said |= self.located(said, shape, stated)
        # Comparisons point at records, and say nothing of anything else.
        claims = {
            name: value if name == "comparisons" else self._in_passing(value, elsewhere) for name, value in said.items()
        }
        if record.about in self._entities:
            claims = self._edited(claims, self._entities[record.about].claims, shape)
        return claims

    def located(self, said: Mapping[str, Tree], shape: Shape, disputed: Collection[str] = ()) -> dict[str, Tree]:
        """What follows from the place of a thing: its administrative area, and its country unless that is stated.

        A country that records state, but not the same one, is `disputed` and does not follow from anything.
        """
        if "place" not in said or "adminArea" not in shape.keys:
            return {}
        place = said["place"]["id"]
        area, country = self._entities.admin_area(place), self._entities.country(place)
        made: dict[str, Tree] = {"adminArea": [{"id": area}]} if area else {}
        if country and "country" not in said and shape.keys["country"].path not in disputed:
            made["country"] = {"id": country}
        return made

    def entity(self, record: Record) -> dict[str, Tree]:
        """An entity as the editors describe it."""
        return self._node(record.about, self.entity_claims(record), self._shape(record.about), record.about)

    def entity_claims(self, record: Record) -> dict[str, Tree]:
        """What the editors say of an entity, with the administrative area in which it follows that it lies."""
        claims = dict(record.claims)
        if "adminArea" in self._shape(record.about).keys:
            area = self._entities.admin_area(record.about, above=True)
            claims |= {"adminArea": [{"id": area}]} if area else {}
        return claims

    def record(self, record: Record) -> dict[str, Tree]:
        """The record itself: what it is about, where in which source it stands."""
        header = record.header | {"source": {"id": f"source/{record.source}"}}
        return self._node(record.id, header, self._ontology.shapes["Record"], record.id)

    # -- inside --------------------------------------------------------------------------------------------------------

    def _shape(self, about: str) -> Shape:
        shape = self._ontology.shape_of(about)
        assert shape is not None, about  # noqa: S101 - the door has let no other id through
        return shape

    def _comparison(self, comparison: Comparison) -> dict[str, Tree]:
        node = comparison.node.removeprefix(comparison.about).lstrip("#").replace("/", ".").replace("#", ".")
        records = [record.removeprefix("record/").replace("/", ".") for record in (comparison.first, comparison.second)]
        name = comparison.key.rpartition(".")[2]
        made: dict[str, Tree] = {
            "id": "-".join(part for part in ("comparison", node, name, *records) if part),
            "about": comparison.about,
            "node": comparison.node,
            "property": comparison.property,
            "direct": comparison.truthy,
            "key": comparison.key,
            "relation": comparison.relation.value,
            "compares": [{"id": comparison.first}, {"id": comparison.second}],
            "moreSpecific": [{"id": comparison.more_specific}] if comparison.more_specific else [],
            "explanation": text_map(comparison.explanation),
        }
        return {key: value for key, value in made.items() if value}

    def _in_passing(self, tree: Tree, elsewhere: Mapping[str, Collection[str]]) -> Tree:
        """A value without what is said in it, in passing, of things that the reconciled graph describes elsewhere."""
        if isinstance(tree, list):
            return [self._in_passing(item, elsewhere) for item in tree]
        if not isinstance(tree, dict):
            return tree
        thing = tree.get("id")
        dropped: set[str] = set()
        if isinstance(thing, str) and "/" in thing:
            dropped |= {*elsewhere.get(thing, ()), *(_NAMES if thing in self._entities else ())}
        return {key: self._in_passing(value, elsewhere) for key, value in tree.items() if key not in dropped}

    def _edited(self, claims: Mapping[str, Tree], editors: Mapping[str, Tree], shape: Shape) -> dict[str, Tree]:
        """The claims about a thing that the editors describe, with their names for the sources', and with the rest."""
        made = {name: value for name, value in claims.items() if name not in _NAMES}
        for name, value in editors.items():
            key = shape.keys[name]
            if name not in made or key.single:
                made[name] = value
            elif key.kind == "text":
                made[name] = union_of_texts([made[name], value])
            else:
                made[name] = union([*made[name], *value])
        return made

    def _node(self, iri: str, claims: Mapping[str, Tree], shape: Shape, root: str) -> dict[str, Tree]:
        made: dict[str, Tree] = {"id": iri, "type": self._types(shape, claims)}
        for name, value in claims.items():
            if name not in shape.keys:  # Passed over, its value would be lost without a word.
                raise InternalError(f"{iri}: the shape {shape.name} has no key {name!r}, so its value would be lost")
            made[name] = self._value(value, shape.keys[name], root)
        return made | {k: v for k, v in computed(claims, shape).items() if k not in made}

    def _types(self, shape: Shape, claims: Mapping[str, Tree]) -> list[str]:
        kinds = shape.keys.get("kinds")
        # The kinds of a thing itself, not those of what is only proposed.
        words = claims.get("kinds", []) if kinds and kinds.truthy else []
        known = self._known_types.get((shape.name, *words))
        if known is None:
            known = self._known_types[shape.name, *words] = self._types_of(shape, kinds, words)
        return known

    def _types_of(self, shape: Shape, kinds: Key | None, words: Iterable[str]) -> list[str]:
        classes = [kinds.choices[word] for word in words] if kinds else []
        entailed = [self._ontology.entailed_types[cls] for cls in classes if cls in self._ontology.entailed_types]
        others = [compact(cls, self._ontology.prefixes) for cls in (*shape.types[1:], *entailed)]
        return [*dict.fromkeys([compact(shape.cls, self._ontology.prefixes).partition(":")[2], *others])]

    def _value(self, value: Tree, key: Key, root: str) -> Tree:
        if isinstance(value, list):
            return [self._value(item, key, root) for item in value]
        if key.kind == "iri":
            return f"{root}{value}" if value.startswith("#") else value
        if key.kind == "part":
            inner = {name: each for name, each in value.items() if name != "id"}
            return self._node(f"{root}#{value['id']}", inner, self._ontology.shapes[key.part], root)
        if key.kind == "reference":
            return self._reference(value, key, root)
        return value

    def _reference(self, value: Tree, key: Key, root: str) -> Tree:
        inner = {name: each for name, each in value.items() if name != "id"}
        if value["id"].startswith("#"):
            return self._node(root + value["id"], inner, self._ontology.by_class[key.classes[0]], root)
        return self._node(value["id"], inner, self._shape(value["id"]), value["id"])


def computed(claims: Mapping[str, Tree], shape: Shape) -> dict[str, Tree]:
    """What follows from the stated values of one node: a date in XML Schema's terms, a point as text."""
    if {"date", "startDate"} <= shape.keys.keys() and "date" in claims:
        return _calendar(claims["date"])
    if shape.name == "Coordinates":
        point = parse_point(claims["latitude"], claims["longitude"], claims.get("radius"))
        return {"wkt": point.wkt}
    return {}


def _calendar(edtf: str) -> dict[str, Tree]:
    """What an EDTF date says in XML Schema's terms, as far as it can."""
    span = parse_date(edtf)
    made: dict[str, Tree] = {}
    if span.literal is not None:
        text, datatype = span.literal
        made["startDate"] = {"@value": text, "@type": f"xsd:{datatype.removeprefix(XSD)}"}
    made |= {"earliest": span.earliest.isoformat()} if span.earliest else {}
    return made | ({"latest": span.latest.isoformat()} if span.latest else {})

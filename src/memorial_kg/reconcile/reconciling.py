"""Reconciles the records of one thing: no voting, no preferred source, no silent winner.

A property that describes one fact gets the claim that is the same as, or refines, every other claim; where there is
none, the reconciled record leaves it out, and the comparisons say why. Everything else is kept side by side. The result
depends on what the records say, never on their order.

Records also speak of other things: of a sculptor's title, of the city that holds a park. What they say of such a thing
is reconciled in the same way, all mentions together, and stands where the thing is mentioned first. What is said of a
value that is not chosen is not repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from memorial_kg.errors import UsageError
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.reconcile.comparison import Comparison, explain, show
from memorial_kg.reconcile.gathering import Mentions, Stated, union, union_of_texts, with_places_of
from memorial_kg.reconcile.relating import relate, supported
from memorial_kg.records import Record
from memorial_kg.records.entities import Entities
from memorial_kg.records.model import Tree
from memorial_kg.values import Relation

__all__ = ["Reconciled", "reconcile"]

# A record, what it says under a key, and that in words.
_Told: TypeAlias = "tuple[Record, Tree, str]"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The reconciled record of one thing, and how the records behind it relate, in page order."""

    record: Record
    comparisons: tuple[Comparison, ...]


def reconcile(records: Iterable[Record], ontology: Ontology, entities: Entities) -> Reconciled:
    """One record from the records of one thing, and a comparison for every property that two of them state.

    Raises UsageError when there is no record, or when they are about different things.
    """
    ordered = sorted(records, key=lambda record: record.id)
    about = {record.about for record in ordered}
    if len(about) != 1:
        raise UsageError(f"reconcile takes the records of one thing, not of {len(about)}: {', '.join(sorted(about))}")
    thing = about.pop()
    shape = ontology.shape_of(thing)
    if shape is None:
        raise UsageError(f"nothing is known of things like {thing!r}")
    stated: Stated = [(record, entailed(record.claims, shape)) for record in ordered]
    work = _Work(thing, stated, ontology, entities)
    claims = work.node(stated, shape, _Spot(thing, thing))
    for mentioned in work.mentions.of:  # also what stands in no reconciled value is compared
        work.mention(mentioned)
    return Reconciled(Record(about=thing, claims=claims), tuple(work.comparisons.values()))


def entailed(claims: Mapping[str, Tree], shape: Shape) -> dict[str, Tree]:
    """The claims with what they entail under broader keys: a sculptor is also a creator."""
    made = dict(claims)
    for name, broader in shape.entailing:
        if name in claims:
            made[broader] = union([*made.get(broader, ()), *claims[name]])
    return made


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a claim stands: in which thing, at which of its nodes, under which path of keys, and its labels."""

    thing: str
    node: str
    path: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def under(self, key: Key) -> _Spot:
        return _Spot(self.thing, self.node, (*self.path, key.name), (*self.labels, key.label))

    def part(self, fragment: str, *, listed: bool) -> _Spot:
        """The node of a part, which the path names where there can be several."""
        named = (fragment,) if listed else ()
        node = f"{self.thing}#{fragment}"
        return _Spot(self.thing, node, (*self.path, *named), (*self.labels, *named))


class _Work:
    """The reconciling of one thing: what was compared so far, each pair of claims once."""

    def __init__(self, about: str, stated: Stated, ontology: Ontology, entities: Entities) -> None:
        self.about, self.ontology, self.editors = about, ontology, entities
        self.entities = with_places_of([record for record, _ in stated], entities, ontology)
        self.mentions = Mentions.gather(stated, ontology, self.entities)
        self.described = {about}
        self.comparisons: dict[tuple[str, str, str, str], Comparison] = {}

    def node(self, stated: Stated, shape: Shape, spot: _Spot) -> dict[str, Tree]:
        """The reconciled claims about one node, of which several records speak."""
        made: dict[str, Tree] = {}
        told = set[str]().union(*(claims for _, claims in stated))
        for key in shape.written_keys:
            if key.name not in told or self.is_known(key, spot):
                continue
            values = [(record, claims[key.name]) for record, claims in stated if key.name in claims]
            # A part that is identified by this key is the same node only where it is the same value.
            value = values[0][1] if key.name in shape.identified_by else self.key(values, key, spot.under(key))
            if value not in (None, [], {}):
                made[key.name] = value
        if "reconciledFrom" in shape.keys and spot.thing == self.about:
            made["reconciledFrom"] = [{"id": record.id} for record, _ in stated]
        return made

    def is_known(self, key: Key, spot: _Spot) -> bool:
        """Whether a value is said in passing of what the editors describe: the city of a park, the country of a city.

        They have said it once for all memorials, so it is not each memorial's to decide; the records' words stay in the
        graphs of their sources.
        """
        if spot.node == self.about or spot.node != spot.thing or not key.single:
            return False
        # Where a place lies is known, too, where the editors have said no more than its country.
        names = ("place", "country") if key.name == "place" else (key.name,)
        return any(self.editors.claim(spot.thing, name) is not None for name in names)

    def key(self, stated: Stated, key: Key, spot: _Spot) -> Tree:
        """The reconciled value of one key, after its claims were compared; None where none can be chosen."""
        part = self.ontology.shapes.get(key.part)
        if key.single and part is not None and not part.identified_by:
            fragment = stated[0][1]["id"]
            return {"id": fragment} | self.node(stated, part, spot.part(fragment, listed=False))
        self.compare(stated, key, spot)
        if key.single:
            return self.single(stated, key, part, spot)
        if key.kind == "text":
            return union_of_texts(texts for _, texts in stated)
        items = [(record, item) for record, several in stated for item in several]
        if key.kind in ("part", "reference"):
            return self.nodes(items, part, spot)
        return union(item for _, item in items)

    def single(self, stated: Stated, key: Key, part: Shape | None, spot: _Spot) -> Tree:
        if (spot.node, key.name) in self.mentions.contested:
            return None
        chosen = supported([value for _, value in stated], key, self.entities)
        if chosen is None or key.kind not in ("part", "reference"):
            return chosen
        same = [(record, value) for record, value in stated if value["id"] == chosen["id"]]
        if part is None:
            return self.nodes(same, None, spot)[0]
        return {"id": chosen["id"]} | self.node(same, part, spot.part(chosen["id"], listed=False))

    def nodes(self, stated: Stated, part: Shape | None, spot: _Spot) -> list[Tree]:
        """Lists of parts or references: those of one id are one node, of which several records may speak."""
        spoken: dict[str, Stated] = {}
        for record, item in stated:
            spoken.setdefault(item["id"], []).append((record, item))
        if part is None:
            return [self.mention(each) for each in spoken]
        return [{"id": each} | self.node(said, part, spot.part(each, listed=True)) for each, said in spoken.items()]

    def mention(self, thing: str) -> dict[str, Tree]:
        """A reference to a thing, the first time with all that the records say of it."""
        shape = self.ontology.shape_of(thing)
        if thing in self.described or shape is None:
            return {"id": thing}
        self.described.add(thing)
        # Each record may mention it under a key of its own, so the path begins with the thing.
        here = _Spot(thing, thing, (thing,), (self.entities.label(thing),))
        return {"id": thing} | self.node(self.mentions.of[thing], shape, here)

    # -- comparing -----------------------------------------------------------------------------------------------------

    def compare(self, stated: Stated, key: Key, spot: _Spot) -> None:
        """Compare each pair of claims of one key once."""
        if len(stated) < 2:
            return
        told = [(record, value, show(value, key, self.entities)) for record, value in stated]
        for a, b in combinations(told, 2):
            first, second = sorted((a[0].id, b[0].id))
            place = spot.node, key.path, first, second
            if place not in self.comparisons:
                self.comparisons[place] = self.comparison(a, b, key, spot)

    def comparison(self, a: _Told, b: _Told, key: Key, spot: _Spot) -> Comparison:
        relation = Relation.SAME if a[1] == b[1] else relate(a[1], b[1], key, self.entities)
        if relation is Relation.REFINED_BY:
            relation, a, b = Relation.REFINES, b, a
        one, other = (a[0], a[2]), (b[0], b[2])
        first, second = sorted((one, other), key=lambda each: each[0].id)
        listed = key.kind == "part" and not key.single
        return Comparison(
            about=self.about,
            node=spot.node,
            key=".".join(spot.path),
            property=key.path,
            truthy=self.truthy(key, spot),
            relation=relation,
            first=first[0].id,
            second=second[0].id,
            values=(first[1], second[1]),
            more_specific=a[0].id if relation is Relation.REFINES else "",
            explanation=explain(relation, ": ".join(spot.labels), one, other, parts=listed),
        )

    def truthy(self, key: Key, spot: _Spot) -> str:
        """The direct Wikidata property that repeats a value on the thing itself: also one of the part that holds it."""
        shape = self.ontology.shape_of(self.about)
        if shape is None or not shape.direct:
            return ""
        if spot.node == self.about:
            return key.truthy
        outer = shape.keys.get(spot.path[0])
        part = self.ontology.shapes.get(outer.part) if outer else None
        return outer.truthy if outer and part and len(spot.path) == 2 and part.truthy_key == key.name else ""

"""Reconciles the records of one thing: no voting, no preferred source, no silent winner.

A property that describes one fact gets the claim that is the same as, or refines, every other claim; where there is none,
the reconciled record leaves it out, and the comparisons say why. Everything else is kept side by side. The result depends on
what the records say, never on their order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from memorial_kg.errors import UsageError
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.reconcile.comparison import Comparison, explain, show
from memorial_kg.reconcile.relating import relate
from memorial_kg.records import Record
from memorial_kg.records.entities import Entities
from memorial_kg.records.model import Tree
from memorial_kg.values import Relation

__all__ = ["Reconciled", "reconcile"]

_Stated = list[tuple[Record, Tree]]  # What each record says of one thing or one key, in the order of the records' ids.


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
    work = _Work(thing, ontology, entities)
    claims = work.node([(record, entailed(record.claims, shape)) for record in ordered], shape, thing, ())
    return Reconciled(Record(about=thing, claims=claims), tuple(work.comparisons.values()))


def entailed(claims: Mapping[str, Tree], shape: Shape) -> dict[str, Tree]:
    """The claims with what they entail under broader keys: a sculptor is also a creator."""
    by_path = {key.path: key.name for key in shape.keys.values()}
    made = dict(claims)
    for key in shape.keys.values():
        for broader in key.broader:
            name = by_path.get(broader)
            if name and key.name in claims:
                made[name] = _union([*_listed(made.get(name)), *_listed(claims[key.name])])
    return made


def _listed(tree: Tree) -> list[Tree]:
    return [] if tree is None else tree if isinstance(tree, list) else [tree]


class _Work:
    """The reconciling of one thing: what was compared so far, each pair of claims once."""

    def __init__(self, about: str, ontology: Ontology, entities: Entities) -> None:
        self.about, self.ontology, self.entities = about, ontology, entities
        self.comparisons: dict[tuple[str, str, str, str], Comparison] = {}

    def node(self, stated: _Stated, shape: Shape, node: str, path: tuple[str, ...]) -> dict[str, Tree]:
        """The reconciled claims about one node, of which several records speak."""
        made: dict[str, Tree] = {}
        for key in shape.keys.values():
            values = [(record, claims[key.name]) for record, claims in stated if key.name in claims]
            if values and not key.derived:
                value = self.key(values, key, node, (*path, key.name))
                if value not in (None, [], {}):
                    made[key.name] = value
        if "reconciledFrom" in shape.keys:
            made["reconciledFrom"] = [{"id": record.id} for record, _ in stated]
        return made

    def key(self, stated: _Stated, key: Key, node: str, path: tuple[str, ...]) -> Tree:
        part = self.ontology.shapes.get(key.part)
        if key.single and part is not None and not part.identified_by:
            fragment = stated[0][1]["id"]
            return {"id": fragment} | self.node(stated, part, f"{self.about}#{fragment}", path)
        self.compare(stated, key, node, path)
        if key.single:
            return self.supported([value for _, value in stated], key)
        if key.kind == "text":
            return _union_of_texts([texts for _, texts in stated])
        if key.kind in ("part", "reference"):
            return self.nodes(stated, part, path)
        return _union(item for _, items in stated for item in items)

    def nodes(self, stated: _Stated, part: Shape | None, path: tuple[str, ...]) -> list[Tree]:
        """Lists of parts or references: those of one id are one node, of which several records may speak."""
        spoken: dict[str, _Stated] = {}
        for record, items in stated:
            for item in items:
                spoken.setdefault(item["id"], []).append((record, {k: v for k, v in item.items() if k != "id"}))
        made: list[Tree] = []
        for each, said in spoken.items():
            shape = part or self.ontology.shape_of(each)
            node = f"{self.about}#{each}" if part else each
            made.append({"id": each} | (self.node(said, shape, node, (*path, each)) if shape else {}))
        return made

    def supported(self, values: Sequence[Tree], key: Key) -> Tree:
        """The one value that says nothing against any other and at least as much as each; None where there is none."""
        enough = (Relation.SAME, Relation.REFINES)
        fit = [a for a in values if all(a is b or relate(a, b, key, self.entities) in enough for b in values)]
        # Values that are the same may still be spelt differently: take one by its content, not by who said it.
        chosen = min(fit, key=lambda value: json.dumps(value, sort_keys=True), default=None)
        return self.merged(chosen, values) if key.kind == "reference" and chosen is not None else chosen

    def merged(self, chosen: Tree, values: Sequence[Tree]) -> Tree:
        """A reference with what all records that point at the same thing say of it."""
        same = [value for value in values if value["id"] == chosen["id"]]
        names = sorted({name for value in same for name in value if name != "id"})
        said = {name: [value[name] for value in same if name in value] for name in names}
        kept = {name: _union_of_texts(v) if isinstance(v[0], dict) and "id" not in v[0] else v[0] for name, v in said.items()
                if isinstance(v[0], dict) and "id" not in v[0] or all(other == v[0] for other in v)}  # fmt: skip
        return {"id": chosen["id"]} | kept

    def compare(self, stated: _Stated, key: Key, node: str, path: tuple[str, ...]) -> None:
        for (a, value_a), (b, value_b) in combinations(stated, 2):
            relation = relate(value_a, value_b, key, self.entities)
            if relation is Relation.REFINED_BY:
                relation, a, value_a, b, value_b = Relation.REFINES, b, value_b, a, value_a
            shown = (show(value_a, key, self.entities), show(value_b, key, self.entities))
            explanation = explain(relation, self.label(path), a, b, shown)
            first, second = sorted((a.id, b.id))
            self.comparisons.setdefault(
                (node, key.path, first, second),
                Comparison(
                    about=self.about,
                    node=node,
                    key=".".join(path),
                    property=key.path,
                    truthy=self.truthy(key, path),
                    relation=relation,
                    first=first,
                    second=second,
                    values=shown if a.id == first else (shown[1], shown[0]),
                    more_specific=a.id if relation is Relation.REFINES else "",
                    explanation=explanation,
                ),
            )

    def truthy(self, key: Key, path: tuple[str, ...]) -> str:
        """The direct Wikidata property that repeats this value on the thing itself: also of the part whose value it is."""
        shape = self.ontology.shape_of(self.about)
        if len(path) == 1 or shape is None:
            return key.truthy
        outer = shape.keys.get(path[0])
        part = self.ontology.shapes.get(outer.part) if outer else None
        return outer.truthy if outer and part and len(path) == 2 and part.truthy_key == key.name else ""

    def label(self, path: tuple[str, ...]) -> str:
        """The path of keys in words: “opened: date”."""
        shape = self.ontology.shape_of(self.about)
        words: list[str] = []
        for name in path:
            key = shape.keys.get(name) if shape else None
            if key is None:
                words.append(self.entities.label(name) if "/" in name else name)
                shape = self.ontology.shape_of(name) or shape
            else:
                words.append(key.label)
                shape = self.ontology.shapes.get(key.part, shape)
        return ": ".join(words)


def _union(items: Iterable[Tree]) -> list[Tree]:
    """Each item once, in a fixed order; references to one thing are one, with all that is said of it."""
    plain: dict[str, Tree] = {}
    for item in items:
        name = item["id"] if isinstance(item, dict) else item
        if isinstance(item, dict) and name in plain:
            plain[name] = {**plain[name], **item}
        else:
            plain.setdefault(name, item)
    return [*plain.values()]


def _union_of_texts(several: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    made: dict[str, set[str]] = {}
    for texts in several:
        for tag, each in texts.items():
            made.setdefault(tag, set()).update(each)
    return {tag: sorted(texts) for tag, texts in sorted(made.items())}

"""Gathers what records say of the things that they mention, wherever they mention them.

A record about a memorial may speak of one person as sculptor and as guest, of one place as site and as what is near. It
says all of this of one node, so it is compared and reconciled as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from memorial_kg.ontology import Ontology, Shape
from memorial_kg.reconcile.relating import supported
from memorial_kg.records import Record
from memorial_kg.records.entities import Entities
from memorial_kg.records.model import Tree, nodes_of

__all__ = ["Mentions", "Stated", "references", "union", "union_of_texts", "with_places_of"]

# What each record says of one thing or under one key, in the order of the records' ids.
Stated: TypeAlias = "list[tuple[Record, Tree]]"


@dataclass(frozen=True, slots=True)
class Mentions:
    """What is said of each thing by each record that mentions it.

    `contested` are the keys under which one record alone contradicts itself about a thing.
    """

    of: dict[str, Stated] = field(default_factory=dict)
    contested: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def gather(cls, stated: Stated, ontology: Ontology, entities: Entities) -> Mentions:
        """Everything that these claims say of other things, each record's words put together."""
        made = cls()
        for record, claims in stated:
            found: dict[str, list[Tree]] = {}
            for each in references(claims):
                found.setdefault(each["id"], []).append(each)
            for about, several in found.items():
                shape = ontology.shape_of(about)
                if shape is not None:
                    made.of.setdefault(about, []).append((record, made._together(about, several, shape, entities)))
        return made

    def _together(self, about: str, several: Sequence[Tree], shape: Shape, entities: Entities) -> dict[str, Tree]:
        """What one record says of one thing in several places."""
        said: dict[str, Tree] = {}
        for key in shape.written_keys:
            values = [each[key.name] for each in several if key.name in each]
            if not values:
                continue
            if key.kind == "text":
                said[key.name] = union_of_texts(values)
            elif not key.single:
                said[key.name] = union(item for value in values for item in value)
            elif (value := supported(values, key, entities)) is not None:
                said[key.name] = value
            else:
                self.contested.add((about, key.name))
        return said


def with_places_of(records: Iterable[Record], entities: Entities, ontology: Ontology) -> Entities:
    """The entities, and with them the places that the editors do not know, where the records say in what these lie.

    A place about which the records disagree stays unknown: its claims are compared, none of them is relied upon.
    """
    told: dict[str, dict[str, set[str]]] = {}
    for record in records:
        for node in references(record.claims):
            for above in ("place", "country") if node["id"] not in entities else ():
                if above in node:
                    told.setdefault(node["id"], {}).setdefault(above, set()).add(node[above]["id"])
    agreed = [
        Record(about=place, claims={key: {"id": min(ids)} for key, ids in said.items() if len(ids) == 1})
        for place, said in told.items()
    ]
    return Entities([*entities.values(), *agreed], ontology) if agreed else entities


def references(tree: Tree) -> Iterator[dict[str, Tree]]:
    """Every reference to a thing. A text in Indonesian, `{id: […]}`, is none."""
    return (node for node in nodes_of(tree) if isinstance(node["id"], str) and "/" in node["id"])


def union(items: Iterable[Tree]) -> list[Tree]:
    """Each item once, references and parts by their id; what is said of them is gathered apart."""
    made: dict[str, Tree] = {}
    for item in items:
        made.setdefault(item["id"] if isinstance(item, dict) else item, item)
    return [*made.values()]


def union_of_texts(several: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    """All texts by language, each once, in a fixed order."""
    made: dict[str, set[str]] = {}
    for texts in several:
        for tag, each in texts.items():
            made.setdefault(tag, set()).update(each)
    return {tag: sorted(texts) for tag, texts in sorted(made.items())}

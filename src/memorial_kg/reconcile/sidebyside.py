"""What each record says of one thing, laid side by side, property by property."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from memorial_kg.ontology import Ontology, Shape
from memorial_kg.reconcile.comparison import Comparison, show
from memorial_kg.reconcile.reconciling import entailed
from memorial_kg.records import Record, Tree
from memorial_kg.records.entities import Entities

__all__ = ["Side", "side_by_side"]


@dataclass(frozen=True, slots=True)
class Side:
    """One property: its path of keys, its label, what each record says ("" for nothing), and how the claims relate."""

    key: str
    label: str
    values: tuple[str, ...]
    relations: tuple[str, ...]


def side_by_side(
    records: Sequence[Record], comparisons: Iterable[Comparison], ontology: Ontology, entities: Entities
) -> list[Side]:
    """A row for each property that any of the records of one thing states or entails, in page order."""
    related: dict[str, list[str]] = {}
    for comparison in comparisons:
        if comparison.relation.value not in related.setdefault(comparison.key, []):
            related[comparison.key].append(comparison.relation.value)
    shape = ontology.shape_of(records[0].about)
    rows = _Rows(ontology, entities).of([entailed(each.claims, shape) for each in records], shape) if shape else ()
    return [Side(key, label, values, tuple(related.get(key, ()))) for key, label, values in rows]


@dataclass(frozen=True, slots=True)
class _Rows:
    ontology: Ontology
    entities: Entities

    def of(
        self,
        claims: Sequence[Mapping[str, Tree]],
        shape: Shape,
        path: tuple[str, ...] = (),
        labels: tuple[str, ...] = (),
    ) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for key in shape.written_keys:
            stated = [each.get(key.name) for each in claims]
            if all(value is None for value in stated):
                continue
            part = self.ontology.shapes.get(key.part)
            here, named = (*path, key.name), (*labels, key.label)
            if key.single and part is not None and not part.identified_by:
                yield from self.of([value or {} for value in stated], part, here, named)
            else:
                values = tuple("" if value is None else show(value, key, self.entities) for value in stated)
                yield ".".join(here), ": ".join(named), values

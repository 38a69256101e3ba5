"""Makes the whole dataset of a workspace: a graph for each source, and the reconciled one in the default graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby

from memorial_kg.graph.description import Description
from memorial_kg.graph.mapper import Mapper
from memorial_kg.graph.nodes import Trees
from memorial_kg.graph.truthy import DirectTriples
from memorial_kg.ontology import Ontology
from memorial_kg.reconcile import Reconciled, reconcile, references
from memorial_kg.records import Record, Tree
from memorial_kg.terms import RDFS_LABEL, Quad, iri, lines, literal
from memorial_kg.workspace import Workspace

__all__ = ["Graphs", "things"]


def things(records: Iterable[Record]) -> Iterator[tuple[str, list[Record]]]:
    """Each thing with its records: the parts into which any job over records falls."""
    ordered = sorted(records, key=lambda record: (record.about, record.id))
    for about, several in groupby(ordered, key=lambda record: record.about):
        yield about, [*several]


@dataclass(frozen=True)
class Graphs:
    """Everything that a workspace says, as quads."""

    workspace: Workspace
    ontology: Ontology
    distributions: Mapping[str, tuple[str, str]]

    @cached_property
    def _trees(self) -> Trees:
        return Trees(self.ontology, self.workspace.entities)

    @cached_property
    def _mapper(self) -> Mapper:
        return Mapper(self.ontology, self.workspace.dataset.base)

    @cached_property
    def reconciled(self) -> list[Reconciled]:
        """Each thing reconciled, in the order of ids."""
        entities = self.workspace.entities
        return [reconcile(records, self.ontology, entities) for _, records in things(self.workspace.records)]

    def lines(self) -> list[str]:
        """The whole dataset as sorted lines of N-Quads."""
        return lines(self.quads())

    def quads(self) -> Iterator[Quad]:
        """All quads; the description of the data set comes last, for it counts the others."""
        counts: Counter[str] = Counter({"": 0})
        seen: set[Quad] = set()
        for quad in self._said():
            if quad not in seen:
                seen.add(quad)
                counts[quad.graph] += 1
                yield quad
        by_id = {source.about: counts[self._mapper.iri(source.about)] for source in self.workspace.sources}
        yield from Description(self.ontology, self._mapper).quads(
            self.workspace.dataset, self.workspace.sources, {"": counts[""], **by_id}, self.distributions
        )

    def source_quads(self, record: Record) -> Iterator[Quad]:
        """What one record says, in the graph of its source."""
        yield from self._mapper.quads(self._trees.thing(record), f"source/{record.source}")

    def thing_quads(self, reconciled: Reconciled) -> Iterator[Quad]:
        """A thing in the reconciled graph, with its comparisons, label and direct triples."""
        record, decided = reconciled.record, self._decided(reconciled.record.about)
        tree = self._trees.reconciled(record, reconciled.comparisons, decided, self._elsewhere)
        yield from self._mapper.quads(tree)
        yield from self._direct.quads(tree)

    def _said(self) -> Iterator[Quad]:
        """What the records, the editors and the reconciling say, and the labels of the words that this takes."""
        used: set[str] = set()
        for quad in self._stated():
            used.add(quad.object)
            yield quad
        for word in sorted(self.ontology.words):
            if iri(word) in used and word in self.ontology.labels:
                yield Quad(iri(word), RDFS_LABEL, literal(self.ontology.labels[word], language="en"))

    def _stated(self) -> Iterator[Quad]:
        for record in self.workspace.records:
            yield from self.source_quads(record)
            yield from self._mapper.quads(self._trees.record(record))
        about = set()
        for each in self.reconciled:
            about.add(each.record.about)
            yield from self.thing_quads(each)
        for entity in self.workspace.entities.values():
            if entity.about not in about:
                tree = self._trees.entity(entity)
                yield from self._mapper.quads(tree)
                yield from self._direct.quads(tree)
        for record in (*self.workspace.sources, *self.workspace.decisions):
            yield from self._mapper.quads(self._trees.thing(record))

    @cached_property
    def _direct(self) -> DirectTriples:
        return DirectTriples(self.ontology, self.workspace.entities, self._mapper)

    def _decided(self, about: str) -> dict[str, list[Tree]]:
        """What identity decisions add to a thing: what it may be the same as, and what a proposal became."""
        made: dict[str, list[Tree]] = {}
        for decision in self.workspace.decisions:
            of: list[str] = decision.claims["of"]
            others = [each for each in of if each != about and each.startswith("memorial/")] if about in of else []
            if decision.claims["decision"] == "undecided" and about.startswith("memorial/"):
                open_ones = [each for each in others if frozenset((about, each)) not in self._distinct]
                made.setdefault("possiblySame", []).extend({"id": each} for each in open_ones)
            elif decision.claims["decision"] == "same-thing" and about.startswith("proposal/"):
                made.setdefault("realizedBy", []).extend({"id": each} for each in others)
        return {key: value for key, value in made.items() if value}

    @cached_property
    def _elsewhere(self) -> dict[str, set[str]]:
        """Of each thing the keys of one value that the reconciled graph does not take from what is said in passing.

        Either the thing has records of its own that state the key, or the reconciled things contradict each other about
        it: no two of them may put two values where there can be one.
        """
        own = {(each.record.about, key) for each in self.reconciled for key in each.record.claims}
        own |= {(each.node, each.key) for one in self.reconciled for each in one.comparisons if each.node == each.about}
        said: dict[tuple[str, str], set[str]] = {}
        for node in (node for each in self.reconciled for node in references(each.record.claims)):
            shape = self.ontology.shape_of(node["id"])
            for key in shape.written_keys if shape else ():
                if key.single and key.name in node:
                    value = node[key.name]
                    said.setdefault((node["id"], key.name), set()).add(
                        value["id"] if isinstance(value, dict) else value
                    )
        made: dict[str, set[str]] = {}
        for (thing, name), values in said.items():
            if (thing, name) in own or len(values) > 1:
                made.setdefault(thing, set()).add(name)
        return made

    @cached_property
    def _distinct(self) -> set[frozenset[str]]:
        """The pairs of things that a decision keeps apart, whatever else is undecided about them."""
        decided = [each.claims["of"] for each in self.workspace.decisions if each.claims["decision"] == "distinct"]
        return {frozenset(pair) for of in decided for pair in combinations(of, 2)}

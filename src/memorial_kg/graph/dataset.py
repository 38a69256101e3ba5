"""Makes the whole dataset of a workspace: a graph for each source, and the reconciled one in the default graph.

A dataset falls into parts, because what is said of a memorial depends on its own records and on what the editors know,
and on little else. Each part writes the lines about its own things and apart from them those about the things that it
mentions; `Elsewhere` is the little else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, groupby
from typing import TypeAlias

from memorial_kg.graph.compiled import LineWriter
from memorial_kg.graph.description import Description
from memorial_kg.graph.mapper import Mapper
from memorial_kg.graph.naming import labels_of_mentioned
from memorial_kg.graph.nodes import Trees
from memorial_kg.graph.truthy import DirectTriples
from memorial_kg.ontology import Ontology
from memorial_kg.reconcile import Reconciled, reconcile, references
from memorial_kg.records import Record, Tree
from memorial_kg.terms import RDFS_LABEL, Quad, iri, line_of, literal, parse_line
from memorial_kg.values import Relation
from memorial_kg.workspace import Workspace

__all__ = ["Elsewhere", "Graphs", "Lines", "Said", "disputed_by_others", "elsewhere_of", "things"]

# What the reconciled graph does not take from what is said in passing: of each thing, the keys.
Elsewhere: TypeAlias = Mapping[str, Collection[str]]


def things(records: Iterable[Record]) -> Iterator[tuple[str, list[Record]]]:
    """Each thing with its records: the parts into which any job over records falls."""
    ordered = sorted(records, key=lambda record: (record.about, record.id))
    for about, several in groupby(ordered, key=lambda record: record.about):
        yield about, [*several]


@dataclass(slots=True)
class Lines:
    """Lines of N-Quads without line ends, each once, by the name of their source ("" is the default graph).

    `own` are about the things of a part and their records, `aside` about what these mention.
    """

    own: dict[str, set[str]] = field(default_factory=dict)
    aside: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Said:
    """What is said in passing: of each thing and key of one value up to two of its values; and which keys are owned.

    A thing owns a key that its own records state, or about which they contradict each other. A key is `disputed` where
    records of something else contradict each other about it.
    """

    values: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    owned: set[tuple[str, str]] = field(default_factory=set)
    disputed: set[tuple[str, str]] = field(default_factory=set)

    def add(self, other: Said) -> None:
        """Take in what another part has said."""
        self.owned |= other.owned
        self.disputed |= other.disputed
        for spot, values in other.values.items():
            _at_most_two(self.values.setdefault(spot, set()), values)


def _at_most_two(kept: set[str], more: Iterable[str]) -> None:
    for each in sorted(more):
        if len(kept) < 2:
            kept.add(each)


def elsewhere_of(said: Said) -> dict[str, set[str]]:
    """Of each thing the keys of one value that the reconciled graph does not take from what is said in passing.

    Either the thing has records of its own that state the key, or the reconciled things contradict each other about it:
    no two of them may put two values where there can be one.
    """
    plural = {spot for spot, values in said.values.items() if spot in said.owned or len(values) > 1}
    return _by_thing(plural | said.disputed)


def disputed_by_others(said: Said) -> dict[str, set[str]]:
    """Of each thing the keys about which records of something else contradict each other: no value is chosen."""
    return _by_thing(said.disputed)


def _without(each: Reconciled, disputed: Elsewhere) -> Reconciled:
    """A reconciled thing without the values of keys that are disputed elsewhere."""
    keys = disputed.get(each.record.about)
    if not keys:
        return each
    claims = {name: value for name, value in each.record.claims.items() if name not in keys}
    return replace(each, record=replace(each.record, claims=claims))


def _by_thing(spots: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    made: dict[str, set[str]] = {}
    for thing, name in spots:
        made.setdefault(thing, set()).add(name)
    return made


@dataclass(frozen=True)
class Graphs:
    """Everything that a workspace says, as lines of N-Quads.

    `elsewhere` and `disputed` are given where the records of the workspace are one part of several: of each thing, keys
    whose values are not taken from what is said in passing, and those of which no value is taken at all.
    """

    workspace: Workspace
    ontology: Ontology
    distributions: Mapping[str, tuple[str, str]]
    elsewhere: Elsewhere | None = None
    disputed: Elsewhere = field(default_factory=dict)

    @cached_property
    def _trees(self) -> Trees:
        return Trees(self.ontology, self.workspace.entities)

    @cached_property
    def _mapper(self) -> Mapper:
        return Mapper(self.ontology, self.workspace.dataset.base)

    @cached_property
    def _writer(self) -> LineWriter:
        return LineWriter(self.ontology, self.workspace.dataset.base, once=True)

    @cached_property
    def _direct(self) -> DirectTriples:
        return DirectTriples(self.ontology, self.workspace.entities, self._mapper)

    @cached_property
    def reconciled(self) -> list[Reconciled]:
        """Each thing reconciled, in the order of ids."""
        entities = self.workspace.entities
        return [reconcile(records, self.ontology, entities) for _, records in things(self.workspace.records)]

    def lines(self) -> list[str]:
        """The whole dataset as sorted lines of N-Quads."""
        made = self.part()
        told = [*self.editors(), *self.labels(self.used)]
        said: dict[str, set[str]] = {"": set(told)}
        for name, lines in (each for graph in (made.own, made.aside) for each in graph.items()):
            said.setdefault(name, set()).update(lines)
        said[""] |= labels_of_mentioned(said[""], self.workspace.dataset.base, self.ontology, self.workspace.entities)
        counts = {name: len(lines) for name, lines in said.items()}
        return sorted(set(self.description(counts)).union(*said.values()))

    def quads(self) -> Iterator[Quad]:
        """The whole dataset as quads, in the order of their lines."""
        return map(parse_line, self.lines())

    # -- parts ---------------------------------------------------------------------------------------------------------

    def part(self) -> Lines:
        """What the records say, each in the graph of its source, and what is reconciled from them."""
        self._writer.begin()
        made: dict[str, tuple[list[str], list[str]]] = {"": ([], [])}
        own, aside = made[""]
        for record in self.workspace.records:
            self._writer.node(
                record.about, record.claims, *made.setdefault(record.source, ([], [])), source=record.source
            )
            self._writer.record(record, own, aside)
        elsewhere, disputed = self.elsewhere, self.disputed
        if elsewhere is None:
            said = self.said()
            elsewhere, disputed = elsewhere_of(said), disputed_by_others(said)
        for each in self.reconciled:
            self._write_thing(_without(each, disputed), elsewhere, own, aside)
        return Lines({name: set(lines) for name, (lines, _) in made.items()},
                     {name: set(lines) for name, (_, lines) in made.items()})  # fmt: skip

    def _write_thing(self, each: Reconciled, elsewhere: Elsewhere, own: list[str], aside: list[str]) -> None:
        """A thing in the reconciled graph, with its comparisons, label and direct triples."""
        about = each.record.about
        claims = self._trees.reconciled_claims(each.record, each.comparisons, self._decided(about), elsewhere)
        self._writer.node(about, claims, own, aside)
        (aside if about in self.workspace.entities else own).extend(self._direct_lines(about, claims))

    def _direct_lines(self, about: str, claims: Mapping[str, Tree]) -> Iterator[str]:
        for quad in self._direct.quads({"id": about, **claims}):
            if (word := quad.object[1:-1]) in self.ontology.words:
                self._writer.used.add(word)
            yield line_of(quad)

    def said(self) -> Said:
        """What the reconciled things of this part say of others in passing, and of which keys they speak themselves."""
        made = Said()
        made.owned = {(each.record.about, key) for each in self.reconciled for key in each.record.claims}
        made.owned |= {(each.node, each.key) for one in self.reconciled for each in one.comparisons
                       if each.node == each.about}  # fmt: skip
        for node in (node for each in self.reconciled for node in references(each.record.claims)):
            if len(node) > 1:
                shape = self.ontology.shape_of(node["id"])
                for key in shape.written_keys if shape else ():
                    if key.single and key.name in node:
                        value = node[key.name]
                        told = value["id"] if isinstance(value, dict) else value
                        _at_most_two(made.values.setdefault((node["id"], key.name), set()), [told])
        for each in (each for one in self.reconciled for each in one.comparisons):
            if (
                each.relation is Relation.DISJOINT
                and each.node.partition("#")[0] != each.about
                and "#" not in each.node
            ):
                made.disputed.add((each.node, each.key.rpartition(".")[2]))
        return made

    @property
    def used(self) -> set[str]:
        """The words of enumerations that were written so far."""
        return self._writer.used

    # -- what is there once --------------------------------------------------------------------------------------------

    def editors(self, described: Collection[str] | None = None) -> list[str]:
        """What the editors and the sources say of themselves, but for entities that records are about (`described`)."""
        if described is None:
            described = {record.about for record in self.workspace.records}
        self._writer.begin()
        made: list[str] = []
        for entity in self.workspace.entities.values():
            if entity.about not in described:
                claims = self._trees.entity_claims(entity)
                self._writer.node(entity.about, claims, made, made)
                made.extend(self._direct_lines(entity.about, claims))
        for record in (*self.workspace.sources, *self.workspace.decisions):
            self._writer.node(record.about, record.claims, made, made)
        return made

    def labels(self, used: Collection[str]) -> list[str]:
        """The labels of those words of the ontology that were used."""
        named = (word for word in sorted(used) if word in self.ontology.labels)
        return [
            line_of(Quad(iri(word), RDFS_LABEL, literal(self.ontology.labels[word], language="en"))) for word in named
        ]

    def description(self, counts: Mapping[str, int]) -> list[str]:
        """The description of the data set, which counts the triples of each source's graph, and of the default one."""
        by_id = {source.about: counts.get(source.about.partition("/")[2], 0) for source in self.workspace.sources}
        described = Description(self.ontology, self._mapper)
        given = {"": counts.get("", 0), **by_id}
        quads = described.quads(self.workspace.dataset, self.workspace.sources, given, self.distributions)
        return [line_of(quad) for quad in quads]

    def _decided(self, about: str) -> dict[str, list[Tree]]:
        """What identity decisions add to a thing: what it may be the same as, and what a proposal became."""
        made: dict[str, list[Tree]] = {}
        for decision in self._decisions.get(about, ()):
            of: list[str] = decision.claims["of"]
            others = [each for each in of if each != about and each.startswith("memorial/")]
            if decision.claims["decision"] == "undecided" and about.startswith("memorial/"):
                open_ones = [each for each in others if frozenset((about, each)) not in self._distinct]
                made.setdefault("possiblySame", []).extend({"id": each} for each in open_ones)
            elif decision.claims["decision"] == "same-thing" and about.startswith("proposal/"):
                made.setdefault("realizedBy", []).extend({"id": each} for each in others)
        return {key: value for key, value in made.items() if value}

    @cached_property
    def _decisions(self) -> dict[str, list[Record]]:
        """The decisions about each thing."""
        made: dict[str, list[Record]] = {}
        for decision in self.workspace.decisions:
            for thing in dict.fromkeys(decision.claims["of"]):
                made.setdefault(thing, []).append(decision)
        return made

    @cached_property
    def _distinct(self) -> set[frozenset[str]]:
        """The pairs of things that a decision keeps apart, whatever else is undecided about them."""
        decided = [each.claims["of"] for each in self.workspace.decisions if each.claims["decision"] == "distinct"]
        return {frozenset(pair) for of in decided for pair in combinations(of, 2)}

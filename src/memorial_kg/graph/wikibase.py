"""Says what sources claim of memorials as Wikibase does: in statements with ranks, qualifiers and references.

Everything is in the default graph, so that a query which was written for the Wikidata Query Service runs as it is. A
statement is one value of one property of one thing; each record that gives it is a reference, with the place and, where
they were kept, the words. A claim that the reconciled record holds because it says more than others is preferred. Where
sources contradict each other, both claims are of normal rank: nothing is adjudicated, so nothing is deprecated, and
there is no direct triple.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from memorial_kg.graph import wikibase_properties as props
from memorial_kg.graph.dataset import Graphs, things
from memorial_kg.graph.mapper import Mapper
from memorial_kg.graph.nodes import Trees
from memorial_kg.graph.truthy import DirectTriples
from memorial_kg.graph.wikibase_values import FULL, Value, day
from memorial_kg.ontology import Key, Shape
from memorial_kg.reconcile import Reconciled
from memorial_kg.reconcile.relating import relate
from memorial_kg.records import Record, Tree
from memorial_kg.terms import RDF_TYPE, XSD, Quad, expand, iri, line_of, lines, literal
from memorial_kg.values import UNITS, Relation

__all__ = ["wikibase_lines", "wikibase_part", "wikibase_quads", "wikibase_rest"]

_AREA, _PLACE = "adminArea", "place"  # the derived key, and the one from which it is derived


def wikibase_lines(graphs: Graphs) -> list[str]:
    """The profile as sorted lines of N-Quads, all in the default graph."""
    return lines(wikibase_quads(graphs))


def wikibase_quads(graphs: Graphs) -> Iterator[Quad]:
    """The quads of the profile, each once: direct triples, labels, statements about memorials, and properties."""
    profile, described = _Profile(graphs), {record.about for record in graphs.workspace.records}
    yield from dict.fromkeys([*profile.things(), *profile.others(described)])


def wikibase_part(graphs: Graphs) -> set[str]:
    """The lines of the profile about the things of a part of a dataset."""
    return {line_of(quad) for quad in _Profile(graphs).things()}


def wikibase_rest(graphs: Graphs, described: Collection[str]) -> set[str]:
    """The lines of the profile that are there once, but for those of things that records are about (`described`)."""
    return {line_of(quad) for quad in _Profile(graphs).others(described)}


class _Claim(NamedTuple):
    """One value that a record gives for one property; `item` is its tree under `key`."""

    property: str
    key: Key
    item: Tree
    value: Value


@dataclass
class _Reference:
    """Where a record gives a value, in which words, and how it spells the name of the thing that is the value."""

    record: Record
    locators: set[str] = field(default_factory=set)
    quotes: set[str] = field(default_factory=set)
    spellings: set[str] = field(default_factory=set)


@dataclass
class _Statement:
    """One value of one property, and for each record that gives it a reference."""

    claim: _Claim
    references: dict[str, _Reference] = field(default_factory=dict)
    spellings: set[str] = field(default_factory=set)


class _Profile:
    """The profile of one dataset."""

    def __init__(self, graphs: Graphs) -> None:
        self._graphs, self._ontology, self._entities = graphs, graphs.ontology, graphs.workspace.entities
        self._mapper = Mapper(self._ontology, graphs.workspace.dataset.base)
        self._trees = Trees(self._ontology, self._entities)
        self._direct = DirectTriples(self._ontology, self._entities, self._mapper)
        self._terms: dict[str, str] = {}
        self._languages = {each.about: each.claims.get("language", "und") for each in graphs.workspace.sources}

    def _term(self, curie: str) -> str:
        term = self._terms.get(curie)
        if term is None:
            term = self._terms[curie] = iri(expand(curie, self._ontology.prefixes))
        return term

    def things(self) -> Iterator[Quad]:
        """What is said of the things that records are about."""
        records = dict(things(self._graphs.workspace.records))
        for each in self._graphs.reconciled:
            tree = self._trees.reconciled(each.record, (), {})
            yield from self._direct.quads(tree)
            shape = self._ontology.shape_of(each.record.about)
            if shape is not None and shape.direct:
                yield from self._statements(each, tree, records[each.record.about], shape)

    def others(self, described: Collection[str]) -> Iterator[Quad]:
        """What is said once: of the other entities, the sources and the properties."""
        for entity in self._entities.values():
            if entity.about not in described:
                yield from self._direct.quads(self._trees.entity(entity))
        for source in self._graphs.workspace.sources:
            yield from self._direct.labels(self._trees.thing(source))
        yield from props.describe_properties(self._ontology)
        yield from props.name_items(self._ontology)

    # -- from claims to statements -------------------------------------------------------------------------------------

    def _statements(self, each: Reconciled, tree: Tree, records: Iterable[Record], shape: Shape) -> Iterator[Quad]:
        made: dict[tuple[str, str], _Statement] = {}
        for claim in self._by_type(shape):
            made[claim.property, claim.value.identity] = _Statement(claim)
        for record in records:
            for claim in self._claims(record, shape):
                statement = made.setdefault((claim.property, claim.value.identity), _Statement(claim))
                self._refer(statement, record, claim)
        for name, several in groupby(sorted(made), key=lambda each: each[0]):
            statements = [made[each] for each in several]
            preferred = self._preferred(statements, tree, shape)
            for statement in statements:
                best = not preferred or statement.claim.value.identity in preferred
                rank = "PreferredRank" if preferred and best else "NormalRank"
                yield from self._statement(each.record.about, name, statement, rank, best=best)

    def _by_type(self, shape: Shape) -> Iterator[_Claim]:
        """What every thing of a class is, with or without a source that says so: the direct triples say it too."""
        if shape.truthy_type:
            term = iri(shape.truthy_type)
            yield _Claim(props.INSTANCE_OF, shape.keys["kinds"], None, Value(term, term))

    def _claims(self, record: Record, shape: Shape) -> Iterator[_Claim]:
        """What a record says of its thing under keys that have a Wikidata property."""
        by_path = {key.path: key for key in shape.keys.values()}
        for name, stated in self._with_area(self._trees.thing(record), shape).items():
            key = shape.keys.get(name)
            if key is None:
                continue
            broader = (by_path[path] for path in key.broader if path in by_path)
            properties = {props.id_of(each) for each in (key, *broader) if each.truthy}
            for item in stated if isinstance(stated, list) else [stated]:
                for value in self._values(item, key) if properties else ():
                    yield from (_Claim(each, key, item, value) for each in sorted(properties))

    def _with_area(self, tree: dict[str, Tree], shape: Shape) -> dict[str, Tree]:
        """A record's tree with the administrative area of its place, as the reconciled record has it.

        A country that only follows from the place gets no statement: its reference would say that the source states it.
        """
        located = self._trees.located(tree, shape)
        return tree | {name: value for name, value in located.items() if name == _AREA}

    def _values(self, item: Tree, key: Key) -> Iterator[Value]:
        terms = [*self._direct.values(item, key)]
        if key.part in FULL:
            value = FULL[key.part](item, terms[0] if terms else "", self._mapper.iri)
            if value is not None:
                yield value
        else:
            yield from (Value(term, term) for term in terms)

    def _refer(self, statement: _Statement, record: Record, claim: _Claim) -> None:
        part = self._ontology.shapes.get(claim.key.part)
        name = _PLACE if claim.key.name == _AREA else claim.key.name
        keys = {name, f"{name}.{part.truthy_key}"} if part else {name}
        evidence = [each for each in record.evidence if each["key"] in keys]
        spellings = self._spellings(claim)
        reference = statement.references.setdefault(record.id, _Reference(record))
        reference.locators |= {each.get("locator", record.locator) for each in evidence} or {record.locator}
        reference.quotes |= {words for each in evidence for words in each.get("verbatim", ())}
        reference.spellings |= spellings
        # A name for what the editors leave without one belongs to the source alone: it stays in the reference.
        if spellings and self._entities.names(claim.item["id"]):
            statement.spellings |= spellings

    def _spellings(self, claim: _Claim) -> set[str]:
        """How a record spells the name of the thing that is the value, where the editors spell it differently."""
        if claim.key.kind != "reference":
            return set()
        known = {text for texts in self._entities.names(claim.item["id"]).values() for text in texts}
        return {text for texts in claim.item.get("name", {}).values() for text in texts} - known

    # -- ranks ---------------------------------------------------------------------------------------------------------

    def _preferred(self, statements: list[_Statement], tree: Tree, shape: Shape) -> set[str]:
        """The values that the reconciled record holds although other claims of the property are less precise."""
        claims = [each.claim for each in statements]
        chosen = self._region(claims[0].key, tree.get(claims[0].key.name), shape)
        if len(claims) < 2 or chosen is None:
            return set()
        key, region = chosen
        stated = [(claim, self._region(claim.key, claim.item, shape)) for claim in claims]
        related = [(claim, relate(region, each[1], key, self._entities)) for claim, each in stated if each is not None]
        if not any(relation is Relation.REFINES for _, relation in related):
            return set()
        return {claim.value.identity for claim, relation in related if relation is Relation.SAME}

    def _region(self, key: Key, item: Tree, shape: Shape) -> tuple[Key, Tree] | None:
        """What of a value is compared, and as a value of which key; None for what stands side by side with others."""
        if key.name == _AREA:
            areas = item if isinstance(item, list) else [item] if item else []
            return (shape.keys[_PLACE], areas[0]) if areas else None
        part = self._ontology.shapes.get(key.part)
        if not key.single or item is None:
            return None
        if part is None or part.identified_by:
            return key, item
        inner = part.keys[part.truthy_key]
        return (inner, item[inner.name]) if inner.name in item else None

    # -- from statements to quads --------------------------------------------------------------------------------------

    def _statement(self, about: str, name: str, statement: _Statement, rank: str, *, best: bool) -> Iterator[Quad]:
        value = statement.claim.value
        mark = _hash(about, name, value.identity)
        me = self._mapper.iri(f"{about}#statement-{name}-{mark}")
        yield Quad(self._direct.item(about), self._term(f"p:{name}"), me)
        yield Quad(me, RDF_TYPE, self._term("wikibase:Statement"))
        yield Quad(me, self._term("wikibase:rank"), self._term(f"wikibase:{rank}"))
        if best:
            yield Quad(me, RDF_TYPE, self._term("wikibase:BestRank"))
        # Of a date with no beginning only a limit is known: an unknown value, which the query service writes as an IRI.
        simple = value.simple or self._mapper.iri(f".well-known/genid/{mark}")
        yield Quad(me, self._term(f"ps:{name}"), simple)
        yield from self._full(me, f"psv:{name}", value)
        yield from self._qualifiers(me, statement)
        for reference in statement.references.values():
            yield from self._reference(me, reference)

    def _full(self, subject: str, predicate: str, value: Value) -> Iterator[Quad]:
        if not value.full:
            return
        mark = _hash(value.kind, *(f"{name} {term}" for name, term in sorted(value.full.items())))
        me = self._mapper.iri(f"value/{mark}")
        yield Quad(subject, self._term(predicate), me)
        yield Quad(me, RDF_TYPE, self._term(f"wikibase:{value.kind}"))
        for name, term in value.full.items():
            yield Quad(me, self._term(f"wikibase:{name}"), term)
        if value.unit:
            unit = value.full["quantityUnit"]
            symbol = next(each.symbol for each in UNITS.values() if each.code == value.unit)
            yield Quad(unit, self._term("rdfs:label"), literal(symbol, language="en"))
            yield Quad(unit, self._term("schema:unitCode"), literal(value.unit))

    def _qualifiers(self, me: str, statement: _Statement) -> Iterator[Quad]:
        value = statement.claim.value
        if value.approximate:
            # Wikidata would qualify it with P1480 "circa"; the id of that item could not be verified.
            yield Quad(me, self._term("mkg:approximate"), literal("true", f"{XSD}boolean"))
        for name, date in ((props.EARLIEST, value.earliest), (props.LATEST, value.latest)):
            if date:
                limit = day(date)
                yield Quad(me, self._term(f"pq:{name}"), limit.simple)
                yield from self._full(me, f"pqv:{name}", limit)
        for text in statement.spellings:
            yield Quad(me, self._term(f"pq:{props.STATED_AS}"), literal(text))

    def _reference(self, statement: str, reference: _Reference) -> Iterator[Quad]:
        record = reference.record
        mark = _hash(*("\n".join(sorted(each)) for each in (reference.locators, reference.quotes, reference.spellings)))
        me = self._mapper.iri(f"{record.id}#reference-{mark}")
        source = f"source/{record.source}"
        yield Quad(statement, self._term("prov:wasDerivedFrom"), me)
        yield Quad(me, RDF_TYPE, self._term("wikibase:Reference"))
        yield Quad(me, self._term(f"pr:{props.STATED_IN}"), self._direct.item(source))
        yield Quad(me, self._term("prov:wasDerivedFrom"), self._mapper.iri(record.id))
        for locator in reference.locators:
            yield Quad(me, self._term("mkg:locator"), literal(locator))
        for words in reference.quotes:
            quoted = literal(words, language=self._languages.get(source, "und"))
            yield Quad(me, self._term(f"pr:{props.QUOTE}"), quoted)
        for text in reference.spellings:
            yield Quad(me, self._term(f"pr:{props.STATED_AS}"), literal(text))


def _hash(*content: str) -> str:
    """A name for content: the same wherever and whenever it is made."""
    return hashlib.sha1("\x00".join(content).encode(), usedforsecurity=False).hexdigest()

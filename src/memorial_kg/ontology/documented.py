"""The vocabulary for readers: every term with its meaning and its alignments, and the rules of its shapes in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from memorial_kg.ontology.reading import shapes_graph

__all__ = ["Alignment", "Term", "TermKind", "documented_terms", "rules"]

TermKind = Literal["class", "property", "word", "annotation"]

_MKG = Namespace("https://w3id.org/memorial-kg/ontology#")
_SHAPES = "https://w3id.org/memorial-kg/shapes#"
# How a term can lie to one of another vocabulary, nearest first; the local name of the property is the relation.
_ALIGNMENTS = (
    SKOS.exactMatch, SKOS.closeMatch, SKOS.narrowMatch, SKOS.broadMatch, SKOS.relatedMatch, RDFS.subClassOf,
    RDFS.subPropertyOf, _MKG.truthy,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a term lies to one of another vocabulary: `exactMatch`, `subClassOf`, …, and the IRI of that one."""

    relation: str
    iri: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the vocabulary, ours or one of another vocabulary as this one uses it.

    `word` is what a record writes for it, where it is one of an enumeration.
    """

    iri: str
    kind: TermKind
    label: str
    description: str
    alignments: tuple[Alignment, ...]
    word: str = ""


@lru_cache(maxsize=1)
def documented_terms() -> tuple[Term, ...]:
    """Every term of the vocabulary, by IRI."""
    graph = shapes_graph()
    subjects = {each for each in graph.subjects() if isinstance(each, URIRef) and _is_term(graph, each)}
    return tuple(_term(graph, each) for each in sorted(subjects))


def rules(cls: str = "") -> tuple[str, ...]:
    """What the shapes of a class ask beyond their keys, as the sentences that a violation shows.

    Without a class, what they ask of reconciled descriptions, whatever they describe.
    """
    graph = shapes_graph()
    if cls:
        shapes = sorted(graph.subjects(SH.targetClass, URIRef(cls)), key=str)
    else:
        shapes = sorted(graph.subjects(SH.targetSubjectsOf, None), key=str)
    return tuple(dict.fromkeys(message for shape in shapes for message in _messages(graph, shape)))


def _messages(graph: Graph, shape: Node) -> list[str]:
    own = [str(message) for message in graph.objects(shape, SH.message)]
    constraints = [*graph.objects(shape, SH.sparql)]
    constraints += [each for each in graph.objects(shape, SH.property) if (each, _MKG.key, None) not in graph]
    own += sorted(str(message) for each in constraints for message in graph.objects(each, SH.message))
    return [each.replace("{?value}", "a value") for each in own]  # the engine fills in which


def _is_term(graph: Graph, node: URIRef) -> bool:
    if str(node).startswith(_SHAPES) or (node, RDF.type, OWL.Ontology) in graph:
        return False
    said = (RDFS.label, _MKG.namespace, _MKG.truthyPath, *_ALIGNMENTS)
    return any((node, predicate, None) in graph for predicate in said)


def _term(graph: Graph, node: URIRef) -> Term:
    alignments = (
        Alignment(str(predicate).rpartition("#")[2], str(other))
        for predicate in _ALIGNMENTS
        for other in sorted(graph.objects(node, predicate), key=str)
        if isinstance(other, URIRef)
    )
    local = str(node).rpartition("#")[2].rpartition("/")[2]
    return Term(
        iri=str(node),
        kind=_kind(graph, node, local),
        label=str(graph.value(node, RDFS.label) or local),
        description=str(graph.value(node, RDFS.comment) or ""),
        alignments=tuple(alignments),
        word=str(graph.value(node, _MKG["term"]) or ""),
    )


def _kind(graph: Graph, node: URIRef, local: str) -> TermKind:
    types = set(graph.objects(node, RDF.type))
    if OWL.AnnotationProperty in types:
        return "annotation"
    if types & {OWL.ObjectProperty, OWL.DatatypeProperty}:
        return "property"
    if (node, _MKG["term"], None) in graph:
        return "word"
    if OWL.Class in types or (None, SH.targetClass, node) in graph:
        return "class"
    return "property" if (None, SH.path, node) in graph or local[:1].islower() else "word"

"""Reads `vocabulary.ttl` and `shapes.ttl` into the plain data of `model`."""

from __future__ import annotations

from functools import lru_cache

from rdflib import RDF, RDFS, SH, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from memorial_kg import resources
from memorial_kg.errors import InputError
from memorial_kg.ontology.model import Key, Kind, Ontology, Shape

__all__ = ["load_ontology", "ontology_from", "shapes_graph"]

MKG = Namespace("https://w3id.org/memorial-kg/ontology#")
MKGS = Namespace("https://w3id.org/memorial-kg/shapes#")


@lru_cache(maxsize=1)
def shapes_graph() -> Graph:
    """The bundled vocabulary and shapes as one rdflib graph: what SHACL engines are given. Not to be changed."""
    graph = Graph()
    for file in ("vocabulary.ttl", "shapes.ttl"):
        graph.parse(data=resources.text("ontology", file), format="turtle")
    return graph


@lru_cache(maxsize=1)
def load_ontology() -> Ontology:
    """The bundled ontology, read once."""
    return ontology_from(shapes_graph())


def ontology_from(graph: Graph) -> Ontology:
    """Read an ontology out of a graph that holds vocabulary and shapes.

    Raises InputError when a property shape with a key says nothing about its values, or a shape has two keys of one
    name.
    """
    single = frozenset(
        path for rule in graph.objects(MKGS.Reconciled, SH.property) for path in graph.objects(rule, SH.path)
    )
    nodes = sorted(graph.subject_objects(SH.targetClass), key=str)
    shapes = {
        shape.name: shape
        for node, cls in nodes
        if isinstance(node, URIRef) and (shape := _shape(graph, node, cls, single)).keys
    }
    return Ontology(
        shapes=shapes,
        prefixes=_prefixes(graph),
        labels={str(s): str(o) for s, o in graph.subject_objects(RDFS.label) if isinstance(s, URIRef)},
        entailed_types={str(s): str(o) for s, o in graph.subject_objects(MKG.entailsType)},
        administrative=frozenset(str(s) for s in graph.subjects(MKG.administrative)),
    )


def _prefixes(graph: Graph) -> dict[str, str]:
    declarations = graph.objects(None, SH.declare)
    return {str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace)) for node in declarations}


def _shape(graph: Graph, node: URIRef, cls: Node, single: frozenset[Node]) -> Shape:
    keys: dict[str, Key] = {}
    for property_shape in graph.objects(node, SH.property):
        if (property_shape, MKG.key, None) in graph:
            key = _key(graph, property_shape, single)
            if key.name in keys:
                raise InputError(f"ontology/shapes.ttl: the shape {_local(node)} has two keys {key.name!r}")
            keys[key.name] = key
    ordered = dict(sorted(keys.items(), key=lambda item: (item[1].order, item[0])))
    by_path = {key.path: key for key in ordered.values()}
    truthy_path = graph.value(cls, MKG.truthyPath)
    above = [str(c) for c in graph.objects(cls, RDFS.subClassOf) if isinstance(c, URIRef)]
    return Shape(
        name=_local(node),
        cls=str(cls),
        types=(str(cls), *sorted(above)),
        label=_text(graph, node, RDFS.label),
        namespace=_text(graph, cls, MKG.namespace),
        keys=ordered,
        identified_by=tuple(
            sorted(by_path[str(p)].name for p in graph.objects(cls, MKG.identifiedBy) if str(p) in by_path)
        ),
        truthy_key=by_path[str(truthy_path)].name if str(truthy_path) in by_path else "",
        truthy_type=_text(graph, cls, MKG.truthyType),
        direct=(cls, MKG.direct, None) in graph,
    )


def _key(graph: Graph, node: Node, single: frozenset[Node]) -> Key:
    path = graph.value(node, SH.path)
    name = _text(graph, node, MKG.key)
    maximum = graph.value(node, SH.maxCount)
    classes = _classes(graph, node)
    choices = _choices(graph, node)
    return Key(
        name=name,
        path=str(path),
        kind=_kind(graph, node, name, classes, choices),
        order=int(_text(graph, node, SH.order) or "0"),
        label=_text(graph, node, SH.name),
        description=_text(graph, node, SH.description),
        message=_text(graph, node, SH.message),
        datatype=_text(graph, node, SH.datatype),
        classes=classes,
        part=_local(graph.value(node, MKG.part)),
        choices=choices,
        pattern=_text(graph, node, SH.pattern),
        single=path in single or (maximum is not None and str(maximum) == "1"),
        required=int(_text(graph, node, SH.minCount) or "0") > 0,
        derived=(node, MKG.derived, None) in graph,
        truthy=_text(graph, path, MKG.truthy),
        secondhand=(path, MKG.secondhand, None) in graph,
        broader=tuple(sorted(str(p) for p in graph.objects(path, RDFS.subPropertyOf))),
    )


def _kind(graph: Graph, node: Node, name: str, classes: tuple[str, ...], choices: dict[str, str]) -> Kind:
    if graph.value(node, MKG.part) is not None:
        return "part"
    if choices:
        return "choice"
    if classes:
        return "reference"
    if graph.value(node, SH.nodeKind) == SH.IRI:
        return "iri"
    datatype = graph.value(node, SH.datatype)
    if datatype == RDF.langString:
        return "text"
    if datatype is not None or graph.value(node, SH["or"]) is not None:
        return "plain"
    todo = "add sh:datatype, sh:class, sh:in or mkg:part"
    raise InputError(f"ontology/shapes.ttl: the key {name!r} says nothing about its values: {todo}")


def _classes(graph: Graph, node: Node) -> tuple[str, ...]:
    """The classes of `sh:class`, or of the alternatives of an `sh:or` of classes."""
    alternatives = [Collection(graph, head) for head in graph.objects(node, SH["or"])]
    nodes = [node, *(member for alternative in alternatives for member in alternative)]
    return tuple(str(cls) for each in nodes for cls in graph.objects(each, SH["class"]))


def _choices(graph: Graph, node: Node) -> dict[str, str]:
    head = graph.value(node, SH["in"])
    if head is None:
        return {}
    return {_text(graph, value, MKG["term"]) or _local(value): str(value) for value in Collection(graph, head)}


def _text(graph: Graph, node: Node | None, predicate: URIRef) -> str:
    value = graph.value(node, predicate) if node is not None else None
    return "" if value is None else str(value)


def _local(node: Node | None) -> str:
    return "" if node is None else str(node).rpartition("#")[2]

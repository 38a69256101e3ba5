"""Reads out of a shapes graph what it is about, and refuses one that an engine would pass over in silence.

An empty shapes graph, a target class that is misspelt, `sh:minCounts`: each makes every data set "conform".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, SH, BNode, Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from memorial_kg.errors import InputError, UsageError
from memorial_kg.values import did_you_mean

__all__ = ["HOLDS_SHAPE", "HOLDS_SHAPES", "TARGETS", "Targets", "checked_shapes", "named_shape", "path_text", "shorten"]

# Of the namespace of SHACL, what only extensions of it evaluate (SHACL-AF, SHACL-JS), or what would add triples first.
_NOT_HERE = frozenset({"target", "js", "expression", "entailment"})
HOLDS_SHAPE = (SH.node, SH.property, SH["not"], SH.qualifiedValueShape)
HOLDS_SHAPES = (SH["or"], SH["and"], SH.xone)  # a list of them
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


@dataclass(frozen=True)
class Targets:
    """What the shapes of a graph are about."""

    classes: frozenset[Node]
    nodes: frozenset[Node]
    subjects_of: frozenset[Node]
    objects_of: frozenset[Node]
    implicit: frozenset[Node] = frozenset()  # classes that are shapes themselves; also among the classes

    @classmethod
    def of(cls, shapes: Graph, only: Node | None = None) -> Targets:
        """The targets of every shape, or of only one, that is not switched off (SHACL, section 2.1.3)."""
        off = {
            shape
            for shape, value in shapes.subject_objects(SH.deactivated)
            if isinstance(value, Literal) and value.value is True
        }
        found = [
            frozenset(o for s, o in shapes.subject_objects(target) if s not in off and only in (None, s))
            for target in TARGETS
        ]
        kinds = {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)} - off
        kinds = kinds if only is None else kinds & {only}
        implicit = {kind for kind in kinds if {RDFS.Class, OWL.Class} & {*shapes.objects(kind, RDF.type)}}
        return cls(found[0] | implicit, found[1], found[2], found[3], frozenset(implicit))

    def __bool__(self) -> bool:
        return bool(self.classes or self.nodes or self.subjects_of or self.objects_of)

    def focus_nodes(self, data: Graph) -> set[Node]:
        """The nodes of a graph that the shapes are about; a target node counts where the graph mentions it."""
        found: set[Node] = {node for node in self.nodes if mentions(data, node)}
        for cls in self.classes:
            for below in data.transitive_subjects(RDFS.subClassOf, cls):
                if isinstance(below, URIRef | BNode):
                    found.update(data.subjects(RDF.type, below))
        for predicate in self.subjects_of:
            found.update(data.subjects(predicate))
        for predicate in self.objects_of:
            found.update(data.objects(None, predicate))
        return found

    def __str__(self) -> str:
        said = (
            ("of the class", self.classes),
            ("named", self.nodes),
            ("with the property", self.subjects_of),
            ("that are values of", self.objects_of),
        )
        return ", or ".join(f"{word} {_listed(nodes)}" for word, nodes in said if nodes)


def mentions(data: Graph, node: Node) -> bool:
    """Whether a graph says anything of a node."""
    return (node, None, None) in data or (None, None, node) in data


def checked_shapes(shapes: object) -> Graph:
    """A copy of the shapes as one graph, if they can be taken at their word.

    Raises UsageError for what is no graph, and InputError when there is no shape with a target, or a term of SHACL's
    namespace that is misspelt or that no engine here evaluates.
    """
    if not isinstance(shapes, Graph):
        what = type(shapes).__name__
        raise UsageError(f"Shapes are an rdflib Graph, not a {what}: `to_graph(read_rdf(…))` makes one of a file")
    copy = Graph(bind_namespaces="none")  # pySHACL adds to the graph that it is given
    for graph in shapes.graphs() if isinstance(shapes, Dataset) else [shapes]:
        copy += graph
    shapes = copy
    for term in sorted({*shapes.predicates(), *shapes.objects()}, key=str):
        if isinstance(term, URIRef) and term.startswith(str(SH)):
            _check_term(term)
    _check_references(shapes)
    if not Targets.of(shapes):
        raise InputError(
            "There are no shapes to validate with: a shapes graph needs at least one sh:NodeShape or sh:PropertyShape "
            "with a sh:targetClass, sh:targetNode, sh:targetSubjectsOf or sh:targetObjectsOf, and these "
            f"{len(shapes)} triples have none"
        )
    return shapes


def _check_references(shapes: Graph) -> None:
    """A shape of which nothing is said is met by everything: its name is misspelt, or it stands in another file."""
    for predicate in HOLDS_SHAPE:
        for shape, other in sorted(shapes.subject_objects(predicate)):
            if (other, None, None) not in shapes:
                raise InputError(
                    f"The shape {named_shape(shapes, shape)} asks for sh:{predicate.fragment} {other}, of which the "
                    "shapes say nothing: correct the name, or add that shape"
                )


def _check_term(term: URIRef) -> None:
    name = term.removeprefix(str(SH))
    if name in _NOT_HERE:
        raise InputError(
            f"The shapes use sh:{name}, which is not evaluated here: say it in SHACL Core, or in a sh:sparql constraint"
        )
    if name and term not in SH:
        hint = did_you_mean(name, [str(each).removeprefix(str(SH)) for each in dir(SH)]) or "correct or remove it"
        raise InputError(f"The shapes use sh:{name}, which is no term of SHACL: {hint}")


def named_shape(shapes: Graph, shape: Node) -> str:
    """The IRI of a shape, or of the nearest shape that holds it; "" for one without any."""
    seen, level = {shape}, [shape]
    while level:
        named = sorted(str(each) for each in level if isinstance(each, URIRef))
        if named:
            return named[0]
        level = [above for each in level for above in shapes.subjects(None, each) if above not in seen]
        seen.update(level)
    return ""


_SUFFIXES = ((SH.zeroOrMorePath, "*"), (SH.oneOrMorePath, "+"), (SH.zeroOrOnePath, "?"))


def path_text(graph: Graph, path: Node) -> str:
    """A property path as SPARQL writes it."""
    if isinstance(path, URIRef):
        return f"<{path}>"
    if (path, RDF.first, None) in graph:
        return "/".join(_group(graph, part) for part in graph.items(path))
    for part in graph.objects(path, SH.alternativePath):
        return "|".join(_group(graph, one) for one in graph.items(part))
    for part in graph.objects(path, SH.inversePath):
        return f"^{_group(graph, part)}"
    for predicate, suffix in _SUFFIXES:
        for part in graph.objects(path, predicate):
            return f"{_group(graph, part)}{suffix}"
    return ""


def _group(graph: Graph, path: Node) -> str:
    text = path_text(graph, path)
    return text if isinstance(path, URIRef) else f"({text})"


def shorten(texts: Iterable[str], most: int = 8) -> str:
    """A list of names, cut to what a person can read."""
    names = sorted(texts)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _listed(nodes: Iterable[Node]) -> str:
    return shorten(str(node) for node in nodes)

"""Evaluates SHACL-SPARQL constraints on an embedded store: one query for all focus nodes of a graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from rdflib import SH, Graph, Literal
from rdflib.term import Node

from memorial_kg.validation.messages import best, declared
from memorial_kg.validation.prebinding import Reading, read_query
from memorial_kg.validation.shapes import named_shape, path_text
from memorial_kg.validation.spelling import plain

if TYPE_CHECKING:
    import pyoxigraph

__all__ = ["Answer", "Constraint", "answers", "constraints_of", "resting_on"]


class Constraint(NamedTuple):
    """One sh:sparql constraint of one shape, ready to be asked."""

    query: str
    reading: Reading
    shape: Node
    named: str
    path: str
    severity: str
    message: str


class Answer(NamedTuple):
    """One answer to a constraint: terms as N-Triples writes them, and what its variables say."""

    focus: str
    path: str
    value: str
    said: dict[str, str]


def constraints_of(shapes: Graph) -> tuple[Constraint, ...]:
    """The SPARQL constraints of shapes, with what their results will say."""
    found = []
    for shape, node in sorted(shapes.subject_objects(SH.sparql), key=str):
        select = shapes.value(node, SH.select)
        if select is None or _off(shapes, shape) or _off(shapes, node):
            continue
        query = _prefixes(shapes, node) + str(select)
        path = shapes.value(shape, SH.path)
        found.append(
            Constraint(
                query=query,
                reading=read_query(query),
                shape=shape,
                named=named_shape(shapes, shape),
                path=path_text(shapes, path) if path is not None else "",
                severity=str(shapes.value(shape, SH.severity, default=SH.Violation)).removeprefix(str(SH)),
                message=best(shapes.objects(node, SH.message)) or declared(shapes, shape, "SPARQLConstraintComponent"),
            )
        )
    return tuple(found)


def _off(shapes: Graph, node: Node) -> bool:
    return any(isinstance(each, Literal) and each.value is True for each in shapes.objects(node, SH.deactivated))


def _prefixes(shapes: Graph, node: Node) -> str:
    """The PREFIX lines of what a constraint points at with sh:prefixes (section 5.2.1)."""
    declared_ = {
        str(shapes.value(each, SH.prefix)): str(shapes.value(each, SH.namespace))
        for ontology in shapes.objects(node, SH.prefixes)
        for each in shapes.objects(ontology, SH.declare)
    }
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(declared_.items()))


def resting_on(constraint: Constraint, by_subject: Mapping[str, list[str]], focus: set[str]) -> list[str] | None:
    """The lines on which the answers about these focus nodes can rest; None for all lines there are."""
    if constraint.reading.steps is None:
        return None
    found, level = dict[str, None](), focus
    for over in (*constraint.reading.steps, frozenset[str]()):
        lines = [line for subject in level for line in by_subject.get(subject, ())]
        found.update(dict.fromkeys(lines))
        parts = [line.split(" ", 2) for line in lines] if over else []
        level = {rest[:-2] for _, predicate, rest in parts if "" in over or predicate in over}
    return [*found]


def answers(constraint: Constraint, text: str, focus: set[str]) -> Iterator[Answer]:
    """The answers about focus nodes; literals come as the store writes them: `"1.10"` as `"1.1"`."""
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.load(text, format=RdfFormat.N_TRIPLES, lenient=True)
    solutions = cast("pyoxigraph.QuerySolutions", store.query(constraint.query))
    names = [each.value for each in solutions.variables]
    for solution in solutions:
        bound = {name: str(term) for name, term in zip(names, solution, strict=True) if term is not None}
        this = bound["this"]
        if this in focus:
            value = bound.get("value", "" if constraint.path else this)
            said = {name: plain(term) for name, term in bound.items()}
            yield Answer(this, bound.get("path", constraint.path), value, said)

"""Asks an rdflib Graph or Dataset, without importing rdflib: whoever has a graph brings it along.

rdflib leaves a few things open that are settled here: it sees a dataset as the union of its graphs if the dataset says
so, it loads what FROM names from the network if the dataset has no such graph, and it raises plain Exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, cast

from memorial_kg import terms
from memorial_kg.errors import InputError, UsageError
from memorial_kg.store import Answer

__all__ = ["RdflibGraph", "ask_rdflib", "is_rdflib"]


class RdflibGraph(Protocol):
    """What is used of an rdflib Graph."""

    default_union: bool

    def query(self, query_object: str) -> Any:  # noqa: ANN401 — rdflib's Result
        """Evaluate a query."""


def is_rdflib(thing: object) -> bool:
    """Tell whether something is a graph or a dataset of rdflib, or of a library that extends it."""
    return any(kind.__module__.partition(".")[0] == "rdflib" for kind in type(thing).__mro__) and hasattr(
        thing, "query"
    )


def ask_rdflib(graph: RdflibGraph, query: str, from_graphs: Iterable[str]) -> Answer:
    """Evaluate a query on a graph of rdflib; `from_graphs` are those that its FROM clauses name."""
    with _default_graph_alone(graph):
        for name in from_graphs:
            _check_has(graph, name)
        result = graph.query(query)
        if result.type == "ASK":
            return Answer("ask", boolean=bool(result.askAnswer))
        if result.type == "SELECT":
            columns = tuple(str(variable) for variable in result.vars)
            return Answer("select", columns, tuple(_row(binding, result.vars) for binding in result.bindings))
        return Answer("construct", triples=tuple(sorted({f"{' '.join(map(_written, one))} ." for one in result.graph})))


@contextmanager
def _default_graph_alone(graph: RdflibGraph) -> Iterator[None]:
    union = getattr(graph, "default_union", False)
    if not union:
        yield
        return
    graph.default_union = False
    try:
        yield
    finally:
        graph.default_union = union


def _check_has(graph: RdflibGraph, name: str) -> None:
    if not graph.query(f"ASK {{ GRAPH {terms.iri(name)} {{ ?s ?p ?o }} }}").askAnswer:
        raise UsageError(f"There is no graph <{name}> here, and FROM does not load one from the network")


def _row(binding: Any, variables: Iterable[Any]) -> tuple[str | None, ...]:  # noqa: ANN401 — rdflib's bindings
    values = (binding.get(variable) for variable in variables)
    return tuple(None if value is None else _written(value) for value in values)


def _written(term: object) -> str:
    """A term of rdflib as N-Triples writes it; its own `n3()` is made for reading Turtle."""
    kind = next((base.__name__ for base in type(term).__mro__ if base.__name__ in ("Literal", "URIRef", "BNode")), "")
    if kind == "Literal":
        literal = cast("Any", term)
        return terms.literal(str(literal), str(literal.datatype or ""), literal.language or "")
    if kind == "URIRef":
        return terms.iri(str(term))
    if kind == "BNode":
        return f"_:{term}"
    raise InputError(f"rdflib answered with something that is no term: {term!r}")

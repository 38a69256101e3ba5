"""Validates a dataset graph by graph: a source may contradict another, and a union of graphs would make each a liar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from rdflib import Graph
from rdflib.term import Node

from memorial_kg import terms
from memorial_kg.errors import InputError, UsageError
from memorial_kg.graph.bridge import graph_of, quads_from_rdflib, written
from memorial_kg.ontology import shapes_graph
from memorial_kg.terms import Quad
from memorial_kg.validation.engine import Result, results
from memorial_kg.validation.origins import Origins
from memorial_kg.validation.report import Report, Severity, Violation
from memorial_kg.validation.shapes import Targets, checked_shapes, mentions, named_shape, path_text, shorten
from memorial_kg.validation.written import miswritten

__all__ = ["validate"]

# Any severity of someone's own making counts as the gravest: it was not declared to be less.
_SEVERITIES: dict[str, Severity] = {"Warning": "warning", "Info": "info"}


def validate(data: Iterable[str] | Graph, shapes: Graph | None = None, *, origins: Origins | None = None) -> Report:
    """Validate lines of N-Quads, or an rdflib Graph or Dataset, with the bundled shapes or those of another graph.

    The default graph and each named graph stand alone. Beside what the shapes ask, every literal must be a value of its
    datatype, and every IRI one. `origins` lead each result back to its record.

    Raises InputError when nothing can be checked: no shapes, nothing that they are about, or shapes that cannot be
    evaluated.
    """
    ready, targets = _bundled() if shapes is None else _ready(shapes)
    graphs = _by_graph(_quads(data))
    run = _Run(ready, targets, origins or Origins())
    found = [violation for name, quads in graphs.items() for violation in run.graph(name, quads)]
    if not run.checked:
        raise InputError(_nothing_checked(targets, graphs))
    found += run.unmentioned()
    return Report.of(found, run.checked, map(_bare, graphs))


def _ready(shapes: object) -> tuple[Graph, Targets]:
    graph = checked_shapes(shapes)
    return graph, Targets.of(graph)


@lru_cache(maxsize=1)
def _bundled() -> tuple[Graph, Targets]:
    """The bundled shapes, checked once: nobody may change them, and a check of a small graph takes less time."""
    return _ready(shapes_graph())


def _quads(data: Iterable[str] | Graph) -> Iterator[Quad]:
    if isinstance(data, Graph):
        yield from quads_from_rdflib(data, strict=False)
        return
    if isinstance(data, str | bytes) or not isinstance(data, Iterable):
        raise UsageError("Data are lines of N-Quads or an rdflib Graph or Dataset; `read_rdf` makes lines of a file")
    for number, line in enumerate(data, start=1):
        try:
            yield terms.parse_line(line)
        except (ValueError, TypeError):
            raise InputError(
                f"line {number} of the data is not a line of N-Quads: {line!r}; `read_rdf` reads other formats"
            ) from None


def _by_graph(quads: Iterable[Quad]) -> dict[str, list[Quad]]:
    graphs: dict[str, list[Quad]] = {}
    for quad in quads:
        graphs.setdefault(quad.graph, []).append(quad)
    return dict(sorted(graphs.items()))


def _nothing_checked(targets: Targets, graphs: Mapping[str, list[Quad]]) -> str:
    classes = {
        terms.unwrap(q.object)
        for quads in graphs.values()
        for q in quads
        if q.predicate == terms.RDF_TYPE and q.object[0] == "<"
    }
    has = f"nodes of the classes {shorten(classes)}" if classes else "no node of any class"
    return (
        f"Nothing was checked: the shapes are about nodes {targets}; the data has {has}. "
        "Correct the target of the shapes, or give the data that they are made for"
    )


class _Run:
    """One run over the graphs of a dataset."""

    def __init__(self, shapes: Graph, targets: Targets, origins: Origins) -> None:
        self._shapes, self._targets, self._origins = shapes, targets, origins
        self.checked = 0
        self._absent: set[Node] = set(targets.nodes)

    def graph(self, name: str, quads: list[Quad]) -> Iterator[Violation]:
        """The violations of one graph: what the shapes find, and what is not written as it must be."""
        data = graph_of(quads)
        focus = self._targets.focus_nodes(data)
        here = {node for node in self._targets.nodes if mentions(data, node)}
        self._absent -= here
        self.checked += len(focus)
        known = set()
        for violation in self._shaped(name, data, set(self._targets.nodes) - here) if focus else ():
            if violation.severity == "violation":
                known.add((violation.focus, violation.path, violation.value))
            yield violation
        for each in miswritten(quads):
            if (each.quad.subject, each.quad.predicate, each.value) not in known:
                subject, predicate = each.quad.subject, each.quad.predicate
                made = Violation(
                    "violation", subject, predicate, each.value, "", each.component, each.message, _bare(name)
                )
                yield self._placed(made)

    def unmentioned(self) -> Iterator[Violation]:
        """The violations of target nodes that no graph mentions: SHACL checks them too, here in an empty graph."""
        if self._absent:
            self.checked += len(self._absent)
            yield from self._shaped("", Graph(bind_namespaces="none"), set(self._targets.nodes) - self._absent)

    def _shaped(self, name: str, data: Graph, elsewhere: set[Node]) -> Iterator[Violation]:
        for result in results(data, self._shapes):
            if result.focus not in elsewhere:
                yield self._placed(self._violation(name, result))

    def _violation(self, graph: str, result: Result) -> Violation:
        return Violation(
            severity=_SEVERITIES.get(result.severity, "violation"),
            focus=written(result.focus, strict=False),
            path=path_text(result.report, result.path) if result.path is not None else "",
            value=written(result.value, strict=False) if result.value is not None else "",
            shape=named_shape(self._shapes, result.shape),
            component=result.component,
            message=result.message,
            graph=_bare(graph),
        )

    def _placed(self, found: Violation) -> Violation:
        """The same, with the place that its node, or better its property, was written in."""
        record, file, line = self._origins.find(found.graph, _bare(found.focus), _bare(found.path))
        return replace(found, record=record, file=file, line=line)


def _bare(term: str) -> str:
    """The IRI of an IRI term; anything else as it is."""
    return terms.unwrap(term) if term.startswith("<") and term.endswith(">") else term

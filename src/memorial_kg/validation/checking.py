"""Checks the lines of one graph by one of the engines, and how its terms are written: the same results by either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rdflib import Graph

from memorial_kg import terms
from memorial_kg.graph.bridge import graph_of, written
from memorial_kg.validation.engine import Result, results
from memorial_kg.validation.fast import BeyondFastError, Compiled
from memorial_kg.validation.focus import focus_nodes
from memorial_kg.validation.report import SEVERITY_OF, Violation
from memorial_kg.validation.shapes import Targets, mentions, named_shape, path_text
from memorial_kg.validation.written import Miswritten, miswritten, miswritten_literals, typed

__all__ = ["Engines", "Found", "by_fast", "by_pyshacl"]


class Found(NamedTuple):
    """The violations of one graph, without origins, and how many focus nodes were checked."""

    violations: list[Violation]
    checked: int


def by_fast(ready: Compiled, graph: str, lines: list[str], context: Iterable[str] = ()) -> Found:
    """Check lines of N-Triples by the fast engine; about the nodes of `context` nothing is said.

    Raises BeyondFastError for a graph that the engine cannot check.
    """
    every = [*lines, *context]
    ready.fit({term for _, term in typed(every)})
    text = "".join(f"{line}\n" for line in every)
    focus = focus_nodes(text, ready.targets)
    if context:
        focus &= {line.partition(" ")[0] for line in lines}
    found = [each for each in ready.results(text, graph) if each.focus in focus]  # also of none: it reads the text
    return Found([*found, *_written(graph, found, miswritten_literals(lines))], len(focus))


def by_pyshacl(shapes: Graph, targets: Targets, graph: str, lines: list[str], context: Iterable[str] = ()) -> Found:
    """Check lines of N-Triples by pySHACL; about the nodes of `context` nothing is said."""
    quads = [terms.parse_line(line) for line in lines]
    data = graph_of((*quads, *map(terms.parse_line, context)))
    focus = {written(node, strict=False) for node in targets.focus_nodes(data)}
    if context:
        focus &= {quad.subject for quad in quads}
    absent = {written(node, strict=False) for node in targets.nodes if not mentions(data, node)}
    found = [*_shaped(shapes, data, graph)] if focus else []
    found = [each for each in found if each.focus not in absent and (not context or each.focus in focus)]
    return Found([*found, *_written(graph, found, miswritten(quads))], len(focus))


def _shaped(shapes: Graph, data: Graph, graph: str) -> Iterator[Violation]:
    """What pySHACL finds in a graph."""
    for result in results(data, shapes):
        yield _violation(shapes, result, graph)


def _violation(shapes: Graph, result: Result, graph: str) -> Violation:
    return Violation(
        severity=SEVERITY_OF.get(result.severity, "violation"),
        focus=written(result.focus, strict=False),
        path=path_text(result.report, result.path) if result.path is not None else "",
        value=written(result.value, strict=False) if result.value is not None else "",
        shape=named_shape(shapes, result.shape),
        component=result.component,
        message=result.message,
        graph=graph,
    )


def _written(graph: str, found: Iterable[Violation], wrong: Iterable[Miswritten]) -> Iterator[Violation]:
    """What is not written as it must be, where no shape has said so."""
    known = {(each.focus, each.path, each.value) for each in found if each.severity == "violation"}
    for each in wrong:
        subject, predicate = each.quad.subject, each.quad.predicate
        if (subject, predicate, each.value) not in known:
            yield Violation("violation", subject, predicate, each.value, "", each.component, each.message, graph)


class Engines(NamedTuple):
    """Shapes for whichever engine: for pySHACL always, for the fast one where it knows all that they ask."""

    shapes: Graph
    targets: Targets
    fast: Compiled | None
    strict: bool = False  # the fast one or none

    def check(self, graph: str, lines: list[str], context: Iterable[str] = ()) -> Found:
        """Check lines of N-Triples: by the fast engine where it can, else by pySHACL, unless that was ruled out."""
        if self.fast is not None:
            try:
                return by_fast(self.fast, graph, lines, context)
            except BeyondFastError:
                if self.strict:
                    raise
        return by_pyshacl(self.shapes, self.targets, graph, lines, context)

    def check_absent(self, nodes: set[str]) -> list[Violation]:
        """The violations of target nodes that no graph mentions: SHACL checks them too, here in an empty graph."""
        nothing = Graph(bind_namespaces="none")
        found = self.fast.results("", "") if self.fast is not None else _shaped(self.shapes, nothing, "")
        return [each for each in found if each.focus in nodes]

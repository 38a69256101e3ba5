"""Validates a dataset graph by graph: a source may contradict another, and a union of graphs would make each a liar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Literal, get_args

from rdflib import Graph

from memorial_kg import terms
from memorial_kg.errors import InputError, UsageError
from memorial_kg.graph.bridge import quads_from_rdflib, written
from memorial_kg.ontology import shapes_graph
from memorial_kg.validation.alike import refusal
from memorial_kg.validation.checking import Engines
from memorial_kg.validation.fast import BeyondFastError, Compiled, compiled
from memorial_kg.validation.focus import mentioned
from memorial_kg.validation.origins import Origins
from memorial_kg.validation.report import Report, Violation
from memorial_kg.validation.shapes import Targets, checked_shapes, shorten

__all__ = ["ENGINES", "Engine", "bundled", "bundled_fast", "validate"]

# A line as the house writes it; any other way that N-Quads allows is read by `terms`.
_IRI = r'<[^<>" ]*>'
_PLAIN = re.compile(
    rf'(?:{_IRI}|_:\S+) {_IRI} (?:{_IRI}|_:\S+|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^{_IRI})?)(?: ({_IRI}))? \.'
)


Engine = Literal["auto", "fast", "pyshacl"]
ENGINES: tuple[Engine, ...] = get_args(Engine)


def validate(
    data: Iterable[str] | Graph,
    shapes: Graph | None = None,
    *,
    origins: Origins | None = None,
    engine: Engine = "auto",
) -> Report:
    """Validate lines of N-Quads, or an rdflib Graph or Dataset, with the bundled shapes or those of another graph.

    The default graph and each named graph stand alone. Beside what the shapes ask, every literal must be a value of its
    datatype, and every IRI one. `origins` lead each result back to its record. The engine "fast" gives the results of
    "pyshacl" in a hundredth of the time for what it is known to do alike; "auto" takes pySHACL for the rest.

    Raises InputError when nothing can be checked: no shapes, nothing that they are about, shapes that cannot be
    evaluated, or, with the engine "fast", not by it.
    """
    if engine not in ENGINES:
        raise UsageError(f"There is no engine {engine!r}: choose one of {', '.join(ENGINES)}")
    ready, targets = bundled() if shapes is None else _ready(shapes)
    graphs = _by_graph(data)
    fast = _fast(ready, targets, engine, ours=shapes is None)
    run = _Run(Engines(ready, targets, fast, strict=engine == "fast"))
    found = [violation for name, lines in graphs.items() for violation in run.graph(name, lines)]
    if not run.checked:
        raise InputError(_nothing_checked(targets, graphs))
    found += run.unmentioned()
    where = origins or Origins()
    return Report.of((_placed(each, where) for each in found), run.checked, map(_bare, graphs))


def _fast(ready: Graph, targets: Targets, engine: Engine, *, ours: bool) -> Compiled | None:
    """The shapes made ready for the fast engine, if it is to be used."""
    if engine == "pyshacl":
        return None
    if ours:
        return bundled_fast()
    trouble = refusal(ready)
    if trouble and engine == "fast":
        raise InputError(f"The shapes {trouble}: validate with the engine pyshacl, or with auto, which chooses")
    try:
        return None if trouble else compiled(ready, targets)
    except BeyondFastError:
        if engine == "fast":
            raise
        return None  # pySHACL says in words what is wrong


def _ready(shapes: object) -> tuple[Graph, Targets]:
    graph = checked_shapes(shapes)
    return graph, Targets.of(graph)


@lru_cache(maxsize=1)
def bundled() -> tuple[Graph, Targets]:
    """The bundled shapes, checked once: nobody may change them, and a check of a small graph takes less time."""
    return _ready(shapes_graph())


@lru_cache(maxsize=1)
def bundled_fast() -> Compiled:
    """The bundled shapes, made ready for the fast engine once in each process."""
    return compiled(*bundled())


def _by_graph(data: Iterable[str] | Graph) -> dict[str, list[str]]:
    """Lines of N-Triples by the term of their graph."""
    graphs: dict[str, list[str]] = {}
    for line, graph in _lines(data):
        graphs.setdefault(graph, []).append(line)
    return dict(sorted(graphs.items()))


def _lines(data: Iterable[str] | Graph) -> Iterator[tuple[str, str]]:
    """Each triple as a line, and the term of its graph."""
    if isinstance(data, Graph):
        for quad in quads_from_rdflib(data, strict=False):
            yield f"{quad.subject} {quad.predicate} {quad.object} .", quad.graph
        return
    if isinstance(data, str | bytes) or not isinstance(data, Iterable):
        raise UsageError("Data are lines of N-Quads or an rdflib Graph or Dataset; `read_rdf` makes lines of a file")
    for number, line in enumerate(data, start=1):
        try:
            plain = _PLAIN.fullmatch(line)
            if plain is None:
                quad = terms.parse_line(line)
                yield f"{quad.subject} {quad.predicate} {quad.object} .", quad.graph
            else:
                graph = plain[1] or ""
                yield f"{line[: -len(graph) - 3]} ." if graph else line, graph
        except (ValueError, TypeError):
            raise InputError(
                f"line {number} of the data is not a line of N-Quads: {line!r}; `read_rdf` reads other formats"
            ) from None


def _nothing_checked(targets: Targets, graphs: Mapping[str, list[str]]) -> str:
    classes = {
        terms.unwrap(quad.object)
        for lines in graphs.values()
        for quad in map(terms.parse_line, lines)
        if quad.predicate == terms.RDF_TYPE and quad.object[0] == "<"
    }
    has = f"nodes of the classes {shorten(classes)}" if classes else "no node of any class"
    return (
        f"Nothing was checked: the shapes are about nodes {targets}; the data has {has}. "
        "Correct the target of the shapes, or give the data that they are made for"
    )


class _Run:
    """One run over the graphs of a dataset."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self.checked = 0
        self._absent = {written(node, strict=False) for node in engines.targets.nodes}

    def graph(self, name: str, lines: list[str]) -> list[Violation]:
        """The violations of one graph: what the shapes find, and what is not written as it must be."""
        if self._absent:
            self._absent -= mentioned("".join(f"{line}\n" for line in lines), self._absent)
        found = self._engines.check(_bare(name), lines)
        self.checked += found.checked
        return found.violations

    def unmentioned(self) -> list[Violation]:
        """The violations of target nodes that no graph mentions."""
        self.checked += len(self._absent)
        return self._engines.check_absent(self._absent) if self._absent else []


def _placed(found: Violation, origins: Origins) -> Violation:
    """The same, with the place that its node, or better its property, was written in."""
    record, file, line = origins.find(found.graph, _bare(found.focus), _bare(found.path))
    return replace(found, record=record, file=file, line=line)


def _bare(term: str) -> str:
    """The IRI of an IRI term; anything else as it is."""
    return terms.unwrap(term) if term.startswith("<") and term.endswith(">") else term

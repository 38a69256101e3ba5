"""The obvious script: csv and rdflib for the graphs, values that nobody contradicts for the whole, pySHACL, a dump."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from pyshacl import validate
from rdflib import Dataset, Graph, URIRef

from benchmarks.peers.objects import triples
from benchmarks.peers.rdflib_mapping import TERMS
from benchmarks.peers.statements import graph_of, sources

_SHAPES = Path(__file__).resolve().parents[2] / "ontology"


def main(folder: Path, out: Path) -> None:
    """Write <out>/dump.nq."""
    dataset = Dataset()
    said: dict[tuple[Any, Any], dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for told, file in sources(folder):
        graph = dataset.graph(URIRef(graph_of(told)))
        for subject, predicate, value in triples(file, told, TERMS):
            graph.add((subject, predicate, value))
            said[subject, predicate][told.name].add(value)
    shapes = Graph()
    for name in ("vocabulary.ttl", "shapes.ttl"):
        shapes.parse(_SHAPES / name)
    agreed = dataset.graph(dataset.default_context.identifier)
    for (subject, predicate), by_source in said.items():
        # Where two sources say something, what both say stays.
        for value in set.intersection(*by_source.values()):
            agreed.add((subject, predicate, value))
    for graph in dataset.graphs():
        validate(graph, shacl_graph=shapes)
    dataset.serialize(out / "dump.nq", format="nquads")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

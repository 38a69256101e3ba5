"""The mapping with pyoxigraph's objects: a quad at a time, streamed to its serializer, with no store in between."""

from __future__ import annotations

import sys
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from benchmarks.peers.objects import Terms, triples
from benchmarks.peers.statements import graph_of, sources

TERMS = Terms(
    NamedNode,
    lambda text, language: Literal(text, language=language),
    lambda text, datatype: Literal(text, datatype=datatype),
    Literal,
)


def main(folder: Path, out: Path) -> None:
    """Write <out>/<source>.nq for each source."""
    for told, file in sources(folder):
        graph = NamedNode(graph_of(told))
        quads = (Quad(*triple, graph) for triple in triples(file, told, TERMS))
        serialize(quads, str(out / f"{told.name}.nq"), RdfFormat.N_QUADS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

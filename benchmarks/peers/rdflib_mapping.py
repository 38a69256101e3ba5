"""The mapping with rdflib: terms in a graph in memory, one for each source, then written as N-Triples."""

from __future__ import annotations

import sys
from pathlib import Path

from rdflib import Graph, Literal, URIRef

from benchmarks.peers.objects import Terms, triples
from benchmarks.peers.statements import sources

TERMS = Terms(
    URIRef,
    lambda text, language: Literal(text, lang=language),
    # Not normalized: rdflib would write another text than the file has.
    lambda text, datatype: Literal(text, datatype=datatype, normalize=False),
    Literal,
)


def main(folder: Path, out: Path) -> None:
    """Write <out>/<source>.nt for each source."""
    for told, file in sources(folder):
        graph = Graph()
        for triple in triples(file, told, TERMS):
            graph.add(triple)
        graph.serialize(out / f"{told.name}.nt", format="nt", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""Who is compared in which job, with what it reads and writes, and the versions that are installed for it.

A contender is a row here and a small program in `peers/` (or a function in `ours.py`). In a command, {in} and {out}
stand for folders. Peers are installed into environments of their own, for measuring only: nothing of ours depends on
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["CONTENDERS", "ENVIRONMENTS", "JOBS", "MODULES", "Contender", "Job"]


@dataclass(frozen=True)
class Job:
    """One thing that all contenders of a section do."""

    title: str
    folder: str  # the folder that contenders read, inside that of the records
    check: str  # graph: quads as promised; sources: those of the sources' graphs; findings, answers: a file; "": none
    sizes: tuple[int, ...]  # unless others are asked for; none where the number of records means nothing


JOBS: Final = {
    "mapping": Job("From rows to the quads of the sources' graphs", "", "graph", (10_000, 100_000, 1_000_000)),
    "core": Job("SHACL Core over the whole dataset, graph by graph", "core", "findings", (1_000, 10_000, 100_000)),
    "validation": Job(
        "All shapes, SPARQL constraints too, graph by graph", "validation", "findings", (1_000, 10_000, 100_000)
    ),
    "queries": Job(
        "Load the whole dataset, answer the bundled queries", "queries", "answers", (1_000, 10_000, 100_000)
    ),
    "whole": Job("From rows to a validated, reconciled dump", "", "sources", (1_000, 10_000, 100_000, 1_000_000)),
    "start": Job("Import or first answer", "", "", ()),
}


@dataclass(frozen=True)
class Contender:
    """Something that does a job, as a process of its own."""

    job: str
    name: str
    command: tuple[str, ...]
    environment: str = ""  # of ENVIRONMENTS, or "node"; "" is the one in which the benchmark runs
    reads: str = ""
    writes: str = ""
    most: int = 10_000_000  # more records take it hours

    @property
    def is_ours(self) -> bool:
        """What the others are compared with."""
        return self.name.startswith("memorial-kg")


def _module(name: str) -> tuple[str, ...]:
    return ("-m", f"benchmarks.{name}", "{in}", "{out}")


def _ours(verb: str) -> tuple[str, ...]:
    return ("-m", "benchmarks.ours", verb, "{in}", "{out}")


def _import(name: str) -> tuple[str, ...]:
    return ("-c", f"import {name}")


CONTENDERS: Final = (
    Contender("mapping", "memorial-kg", _ours("mapping"), "", "JSON Lines, checked", "N-Quads"),
    Contender("mapping", "copying that output", _module("peers.copying"), "", "N-Quads", "N-Quads"),
    Contender("mapping", "columnar plan (polars)", _module("peers.columns"), "polars", "CSV", "N-Quads"),
    Contender("mapping", "pyoxigraph objects", _module("peers.pyoxigraph_mapping"), "pyoxigraph", "CSV", "N-Quads"),
    Contender("mapping", "morph-kgc", _module("peers.morph_mapping"), "morph-kgc", "CSV", "N-Quads"),
    Contender("mapping", "maplib", _module("peers.maplib_mapping"), "maplib", "CSV", "N-Triples"),
    Contender("mapping", "rdflib", _module("peers.rdflib_mapping"), "rdflib", "CSV", "N-Triples", 100_000),
    Contender("core", "memorial-kg", _ours("core"), "", "N-Quads"),
    Contender("core", "shacl", _module("peers.shacl_validation"), "shacl", "N-Triples"),
    Contender("core", "pyrudof", _module("peers.pyrudof_validation"), "pyrudof", "N-Triples", "", 10_000),
    Contender("core", "shacl-engine", ("shacl_engine.mjs", "{in}", "{out}"), "node", "N-Triples", "", 10_000),
    Contender("core", "pySHACL", _module("peers.pyshacl_validation"), "rdflib", "N-Triples", "", 10_000),
    Contender("validation", "memorial-kg", _ours("validation"), "", "N-Quads"),
    Contender("validation", "shacl", _module("peers.shacl_validation"), "shacl", "N-Triples"),
    Contender("validation", "pyrudof", _module("peers.pyrudof_validation"), "pyrudof", "N-Triples", "", 10_000),
    Contender("validation", "shacl-engine", ("shacl_engine.mjs", "{in}", "{out}"), "node", "N-Triples", "", 10_000),
    Contender("validation", "pySHACL", _module("peers.pyshacl_validation"), "rdflib", "N-Triples", "", 10_000),
    Contender("queries", "memorial-kg", _ours("queries"), "", "N-Quads"),
    Contender("queries", "Comunica", ("comunica.mjs", "{in}", "{out}"), "node", "N-Quads", "", 10_000),
    Contender("queries", "rdflib", _module("peers.rdflib_queries"), "rdflib", "N-Quads", "", 10_000),
    Contender("whole", "memorial-kg", _ours("from-csv"), "", "CSV", "N-Quads and reports"),
    Contender("whole", "memorial-kg, harvested before", _ours("dump"), "", "JSON Lines", "N-Quads and reports"),
    Contender("whole", "memorial-kg, all files", _ours("whole"), "", "JSON Lines", "and store, catalogue, Wikibase"),
    Contender("whole", "csv + rdflib + pySHACL", _module("peers.script"), "rdflib", "CSV", "N-Quads", 10_000),
    Contender("start", "memorial-kg --help", ("-m", "memorial_kg", "--help")),
    Contender("start", "python -c pass", ("-c", "pass")),
    Contender("start", "memorial_kg (import)", _import("memorial_kg")),
    Contender("start", "rdflib (import)", _import("rdflib"), "rdflib"),
    Contender("start", "pyshacl (import)", _import("pyshacl"), "rdflib"),
    Contender("start", "morph-kgc (import)", _import("morph_kgc"), "morph-kgc"),
    Contender("start", "maplib (import)", _import("maplib"), "maplib"),
    Contender("start", "pyoxigraph (import)", _import("pyoxigraph"), "pyoxigraph"),
)

# Only releases with which the outputs were seen to be the same graph; another may want another call.
ENVIRONMENTS: Final[dict[str, tuple[str, ...]]] = {
    "polars": ("polars==2.1.0",),
    "pyoxigraph": ("pyoxigraph==0.5.13",),
    "morph-kgc": ("morph-kgc==2.10.0",),
    "maplib": ("maplib==0.20.26", "polars==2.1.0"),
    "rdflib": ("rdflib==7.6.0", "pyshacl==0.40.1"),
    "shacl": ("shacl==0.3.4",),
    "pyrudof": ("pyrudof==0.3.35",),
}
MODULES: Final = {
    "shacl-engine": "1.1.2",
    "rdf-ext": "2.6.0",
    "n3": "2.13.12",
    "@comunica/query-sparql-rdfjs": "5.4.1",
}

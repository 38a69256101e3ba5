"""Finds the addresses of a store: where it is asked, and where it takes whole graphs or updates.

No standard says where a SPARQL 1.1 store has its graph store, so the stores that are known are in a table, by what they
say of themselves and by the address at which they are asked. For others, somebody has to say it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from memorial_kg.errors import UsageError

__all__ = ["Targets", "find_targets"]


@dataclass(frozen=True, slots=True)
class Targets:
    """The addresses of one store; graphs are sent to `graph_store` if there is one, else by `update`."""

    query: str
    graph_store: str = ""
    update: str = ""
    has_default_graph: bool = True  # one that can be written


class _Known(NamedTuple):
    server: str  # how the header Server begins; "" for any
    path: str  # a pattern for the path at which the store is asked, whose place is taken by
    graph_store: str


_KNOWN = (
    _Known("Virtuoso", r"/sparql(-auth)?/?$", "/sparql-graph-crud-auth"),
    _Known("Oxigraph", r"/query$", "/store"),
    _Known("memorial-kg", r"/sparql$", "/graph-store"),
    _Known("Apache Jena Fuseki", r"/(sparql|query)$", "/data"),
    _Known("", r"(/repositories/[^/]+)/?$", r"\1/rdf-graphs/service"),  # RDF4J, GraphDB
)
_WITHOUT_DEFAULT_GRAPH = ("Virtuoso",)  # its default graph is all graphs together


def find_targets(query: str, server: str, graph_store: str = "", update: str = "") -> Targets:
    """The addresses that were named, or the graph store that a known store has beside the address where it is asked.

    >>> find_targets("http://localhost:7878/query", "Oxigraph/0.5.13").graph_store
    'http://localhost:7878/store'
    """
    has_default_graph = not server.startswith(_WITHOUT_DEFAULT_GRAPH)
    if graph_store or update:
        return Targets(query, graph_store, update, has_default_graph)
    parts = urlsplit(query)
    for known in _KNOWN:
        path, fits = re.subn(known.path, known.graph_store, parts.path)
        if fits and server.startswith(known.server):
            return Targets(query, urlunsplit((*parts[:2], path, "", "")), "", has_default_graph)
    raise UsageError(
        f"It is not known where the store of {parts.scheme}://{parts.netloc}{parts.path} takes graphs: name its graph "
        "store with --graph-store URL, or where it takes updates with --update URL"
    )

"""Asks a store the two questions of a push: what is in a graph, and how much.

Not through `store.Endpoint`: these questions go with credentials, are asked again, and follow no redirect elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from memorial_kg.errors import RemoteError
from memorial_kg.push.client import Client
from memorial_kg.terms import iri
from memorial_kg.wire import Call

__all__ = ["Asker", "named"]

_JSON = ("application/sparql-results+json", "application/json")


@dataclass
class Asker:
    """The address at which a store is asked; `server` is what it last called itself."""

    client: Client
    url: str
    server: str = ""

    def rows(self, query: str, what: str) -> list[dict[str, str]]:
        """The values of each row by variable; what kind of term each was is not kept."""
        headers = {"Accept": ", ".join(_JSON), "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"query": query}).encode("ascii")
        reply = self.client.send(Call("POST", self.url, what, body, headers), good={200})
        self.server = reply.headers.get("Server") or ""
        problem = f"{what}: {reply.origin} answered 200 with {reply.media_type or 'nothing that says what it is'}"
        if reply.media_type not in _JSON:
            words = self.client.said(reply)
            raise RemoteError(f"{problem} instead of {_JSON[0]}{words}; is it the address of a SPARQL endpoint?")
        try:
            bindings = json.loads(reply.body)["results"]["bindings"]
            return [{name: str(term["value"]) for name, term in row.items()} for row in bindings]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise RemoteError(f"{problem}, which is no table of results ({type(error).__name__})") from None

    def count(self, graph: str) -> int:
        """How many triples a graph has ("" is the default graph)."""
        pattern = f"GRAPH {iri(graph)} {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        what = f"the count of {named(graph)}"
        rows = self.rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}", what)
        number = _number(rows[0]) if len(rows) == 1 else -1
        if number < 0:
            raise RemoteError(f"{what}: the endpoint answered {len(rows)} rows without a number")
        return number


def named(graph: str) -> str:
    """A graph in a sentence."""
    return f"graph <{graph}>" if graph else "the default graph"


def _number(row: Mapping[str, str]) -> int:
    text = row.get("n", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1

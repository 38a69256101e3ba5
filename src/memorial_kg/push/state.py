"""What a store remembers of the pushes that it got: a small graph of its own, `<base>push/state`, in the store itself.

It lies there and not beside the build, so that two machines that push to one store agree, and a store that was emptied
has forgotten it. Each graph that a push ever touched has a node: with the hash of what was sent and the number of
triples that the store then counted, which is missing while it is under way. A record is believed as long as the store
still counts as many. A token says whose push is under way: who finds another one there was overtaken, and stops.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from memorial_kg.errors import RemoteError
from memorial_kg.push.asking import Asker
from memorial_kg.terms import ILLEGAL_IN_IRI, RDF_TYPE, XSD, iri, literal

__all__ = ["Entry", "State", "check_ours", "read_state", "read_token", "staging_graph", "state_graph"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_GRAPH, _NAME = iri(f"{_SD}Graph"), iri(f"{_SD}name")
_SHA256 = iri("http://spdx.org/rdf/terms#checksumValue")
_TRIPLES = iri("http://rdfs.org/ns/void#triples")
_TOKEN = iri("http://purl.org/dc/terms/identifier")

_SHAPE = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is recorded of one graph: what was sent, and how many triples the store then counted (-1: not yet)."""

    sha256: str = ""
    triples: int = -1


@dataclass
class State:
    """The records of all graphs by their IRI ("" is the default graph), and the token of the push under way."""

    base: str
    entries: dict[str, Entry] = field(default_factory=dict)
    token: str = ""

    @property
    def graph(self) -> str:
        """The IRI of the graph in which the store keeps it."""
        return state_graph(self.base)

    def lines(self) -> list[str]:
        """The state as lines of N-Triples, sorted."""
        made = [f"{iri(self.graph)} {_TOKEN} {literal(self.token)} ."] if self.token else []
        for graph, entry in self.entries.items():
            name = graph or self._default
            node = iri(f"{self.graph}#{hashlib.sha256(name.encode()).hexdigest()[:16]}")
            made += [f"{node} {RDF_TYPE} {_GRAPH} .", f"{node} {_NAME} {iri(name)} ."]
            if entry.sha256:
                made.append(f"{node} {_SHA256} {literal(entry.sha256)} .")
            if entry.triples >= 0:
                made.append(f"{node} {_TRIPLES} {literal(str(entry.triples), f'{XSD}integer')} .")
        return sorted(made)

    @property
    def _default(self) -> str:
        return f"{self.graph}#default-graph"

    def take(self, row: Mapping[str, str]) -> None:
        """Take up what the store says of one graph. What is not as we write it counts as not recorded."""
        name, sha256, triples = row.get("name", ""), row.get("sha256", ""), row.get("triples", "")
        number = int(triples) if triples.isascii() and triples.isdigit() and len(triples) < 20 else -1
        if name and not ILLEGAL_IN_IRI.search(name):
            self.entries["" if name == self._default else name] = (
                Entry(sha256, number) if _SHAPE.fullmatch(sha256) else Entry()
            )


def state_graph(base: str) -> str:
    """The IRI of the graph of the state."""
    return f"{base}push/state"


def staging_graph(base: str, sha256: str) -> str:
    """The IRI under which an update gathers a graph, before it takes its place."""
    return f"{base}push/staging-{sha256[:16]}"


def read_state(asker: Asker, base: str) -> State:
    """What the store remembers; nothing, if no push ever reached it."""
    state = State(base)
    record = f"?node {_NAME} ?name OPTIONAL {{ ?node {_SHA256} ?sha256 }} OPTIONAL {{ ?node {_TRIPLES} ?triples }}"
    query = f"SELECT ?name ?sha256 ?triples WHERE {{ GRAPH {iri(state.graph)} {{ {record} }} }}"
    for row in asker.rows(query, "the state of earlier pushes"):
        state.take(row)
    return state


def read_token(asker: Asker, base: str) -> str:
    """The token of the push under way, or ""; two of them are none of ours."""
    graph = iri(state_graph(base))
    rows = asker.rows(
        f"SELECT ?token WHERE {{ GRAPH {graph} {{ {graph} {_TOKEN} ?token }} }}", "the state of this push"
    )
    return " ".join(sorted(row.get("token", "") for row in rows))


def check_ours(asker: Asker, state: State) -> None:
    """Make sure that no other push has begun since ours did."""
    if read_token(asker, state.base) != state.token:
        raise RemoteError(
            "Another push to this store has begun, and this one stops: let one push end before the next begins, and "
            "push again"
        )

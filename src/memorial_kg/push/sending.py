"""Puts a graph into a store in one of two ways: whole, by the Graph Store Protocol, or in portions, by SPARQL Update.

    GraphStore   PUT of the whole graph, streamed. The store replaces the old one by the new one, or does nothing.
    Update       INSERT DATA in portions into a staging graph, then MOVE, so that readers never see half a graph.

Everything that is sent may be sent twice: there are no blank nodes in it. The exception is MOVE, which is looked after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from memorial_kg.errors import RemoteError
from memorial_kg.push.asking import Asker, named
from memorial_kg.push.client import SUCCESS, Client
from memorial_kg.push.parts import Part, enough
from memorial_kg.push.state import staging_graph
from memorial_kg.terms import iri, literal, parse_line, parse_term
from memorial_kg.wire import Call

__all__ = ["GraphStore", "Sender", "Update"]

Moved = Callable[[int], None]  # is told how many bytes of a graph have been sent

_NTRIPLES = {"Content-Type": "application/n-triples"}
_UPDATE = {"Content-Type": "application/sparql-update", "Accept": "application/sparql-results+json, text/plain, */*"}
_PORTION = 1000  # triples of an INSERT DATA: Virtuoso compiles each into a plan, and refuses one of 10,000
_PORTION_SIZE = 1 << 19  # bytes of it
_REFUSED = frozenset({400, 405, 422, 501})
_ESCAPE = re.compile(r"\\(?:\\([uU])|.)")  # one escape, and the letter after a backslash that stands for itself


class Sender(Protocol):
    """A way to write into a store; `stages` says that it gathers a graph elsewhere before it takes its place."""

    @property
    def stages(self) -> bool:
        """Whether a staging graph is used."""

    def put(self, graph: str, file: Path, part: Part, moved: Moved) -> str:
        """Replace a graph ("" is the default graph); gives the first words of the last answer, without secrets."""

    def write(self, graph: str, lines: Iterable[str]) -> None:
        """Replace a small graph by some lines of N-Triples."""

    def delete(self, graph: str) -> None:
        """Remove a graph. One that is not there is no error."""


@dataclass(frozen=True)
class GraphStore:
    """The SPARQL 1.1 Graph Store HTTP Protocol."""

    client: Client
    url: str
    stages: bool = False

    def put(self, graph: str, file: Path, part: Part, moved: Moved) -> str:  # noqa: ARG002 — a file says enough
        """Send a graph whole, as its file is read."""
        return self._put(graph, file, moved)

    def write(self, graph: str, lines: Iterable[str]) -> None:
        """Send some lines."""
        self._put(graph, "".join(f"{line}\n" for line in lines).encode(), lambda _: None)

    def delete(self, graph: str) -> None:
        """DELETE it."""
        self.client.send(Call("DELETE", self._address(graph), named(graph)), good={*SUCCESS, 404})

    def _put(self, graph: str, body: bytes | Path, moved: Moved) -> str:
        call = Call("PUT", self._address(graph), named(graph), body, _NTRIPLES, moved)
        return self.client.said(self.client.send(call))

    def _address(self, graph: str) -> str:
        which = f"graph={quote(graph, safe='')}" if graph else "default"
        return f"{self.url}{'&' if '?' in self.url else '?'}{which}"


@dataclass(frozen=True)
class Update:
    """SPARQL 1.1 Update; `in_place` is for stores without MOVE, whose readers see the graph grow."""

    client: Client
    url: str
    asker: Asker
    base: str
    in_place: bool = False

    @property
    def stages(self) -> bool:
        """Whether a staging graph is used."""
        return not self.in_place

    def put(self, graph: str, file: Path, part: Part, moved: Moved) -> str:
        """Send a graph in portions, going on where an interrupted push of the same graph stopped."""
        if self.in_place:
            self._run(f"CLEAR SILENT {_target(graph)}", named(graph))
            self._insert(graph, file, 0, named(graph), moved)
            return ""
        staging = staging_graph(self.base, part.sha256)
        full = self._gather(staging, graph, file, part, moved)
        if part.triples:
            self._move(staging, graph, full)
        else:
            self._run(f"CLEAR SILENT {_target(graph)}", named(graph))
        return ""

    def write(self, graph: str, lines: Iterable[str]) -> None:
        """Clear and insert in one request, which a store does whole or not at all."""
        triples = "\n".join(map(_in_sparql, lines))
        self._run(f"CLEAR SILENT {_target(graph)} ;\n{_insertion(graph, triples)}", named(graph))

    def delete(self, graph: str) -> None:
        """CLEAR and DROP it: Virtuoso drops nothing that was not created by CREATE, and others keep an empty graph."""
        self._run(f"CLEAR SILENT {_target(graph)} ;\nDROP SILENT {_target(graph)}", named(graph))

    def _gather(self, staging: str, graph: str, file: Path, part: Part, moved: Moved) -> int:
        """Fill the staging graph; gives how many triples the store counts there, which are enough.

        What an interrupted push left is gone on from, and if that proves to have a hole, it is begun anew.
        """
        full = self.asker.count(staging)
        for already in dict.fromkeys((full, 0)):
            if full and not already:
                self.delete(staging)
            try:
                self._insert(staging, file, already, named(graph), moved)
            except RemoteError as error:
                todo = "if it has a graph store, --graph-store may do better"
                raise RemoteError(f"{error}; what its readers see was left as it was; {todo}") from error
            full = self.asker.count(staging)
            if enough(full, part, file):
                return full
        counted = f"{full} of {part.triples} triples arrived in <{staging}>"
        raise RemoteError(f"{named(graph)}: {counted}, and what readers see was left as it was; push again")

    def _insert(self, graph: str, file: Path, there: int, what: str, moved: Moved) -> None:
        """Insert the portions of a file, but for those that the first triples of the graph already are.

        A store may count fewer triples than it got (`1.10` and `1.1` are one number): then one portion more is sent.
        """
        sent = triples = 0
        for portion in _portions(file):
            triples += len(portion)
            sent += sum(len(line.encode()) for line in portion)
            if triples > there:
                self._run(_insertion(graph, "".join(map(_in_sparql, portion))), what)
            moved(sent)

    def _move(self, staging: str, graph: str, full: int) -> None:
        """MOVE is not for repeating blindly: of a graph that has moved already, it would move nothing over it."""
        move = self._call(f"MOVE {_target(staging)} TO {_target(graph)}", f"{named(graph)}, to be moved into its place")
        for attempt in range(1, self.client.attempts + 1):
            try:
                reply = self.client.send(move, good={*SUCCESS, *_REFUSED}, again=False)
            except RemoteError:
                left = self.asker.count(staging)
                if not left and self.asker.count(graph) >= full:
                    return  # it was done, and only the answer got lost
                if left < full or attempt == self.client.attempts:
                    raise
                self.client.sleep(self.client.first_pause * 2 ** (attempt - 1))
            else:
                if reply.status in _REFUSED:
                    todo = "if the store has no MOVE, push with --in-place: its readers will see the graph grow"
                    raise RemoteError(f"{self.client.refusal(move, reply)}; {todo}")
                return

    def _run(self, update: str, what: str) -> None:
        self.client.send(self._call(update, what))

    def _call(self, update: str, what: str) -> Call:
        return Call("POST", self.url, what, update.encode(), _UPDATE)


def _target(graph: str) -> str:
    return f"GRAPH {iri(graph)}" if graph else "DEFAULT"


def _insertion(graph: str, triples: str) -> str:
    return f"INSERT DATA {{ GRAPH {iri(graph)} {{\n{triples}\n}} }}" if graph else f"INSERT DATA {{\n{triples}\n}}"


def _portions(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="utf-8", newline="\n") as stream:
        while portion := _portion(stream):
            yield portion


def _portion(stream: Iterator[str]) -> list[str]:
    made, size = list[str](), 0
    for line in islice(stream, _PORTION):
        made.append(line)
        size += len(line)
        if size > _PORTION_SIZE:
            break
    return made


def _in_sparql(line: str) -> str:
    r"""A line of N-Triples as SPARQL reads it, whichever way its reader takes `\u`.

    SPARQL 1.1 (section 19.2) replaces \u0022 before it looks for quotation marks, so that a text with a backslash and
    u0022 in it could end its literal. The letter after a backslash is therefore written by its own number.
    """
    if "\\" not in line:
        return line
    quad = parse_line(line)
    parsed = parse_term(quad.object)
    if isinstance(parsed, str):
        return line
    spelt = literal(parsed.text, "" if parsed.language else parsed.datatype, parsed.language)
    spelt = _ESCAPE.sub(lambda found: f"\\\\\\u{ord(found[1]):04X}" if found[1] else found[0], spelt)
    return f"{quad.subject} {quad.predicate} {spelt} .\n"

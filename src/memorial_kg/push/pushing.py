"""Brings a store to what a build has: sends what differs, counts afterwards, and records in the store what it did.

Before anything is sent, the record says that it is under way; after each graph, that it is there. So a push that is
killed anywhere leaves a record that the next one can go on from, and none that promises too much.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from memorial_kg.errors import RemoteError
from memorial_kg.push.asking import Asker, named
from memorial_kg.push.client import Client
from memorial_kg.push.parts import Built, Part, enough, open_built
from memorial_kg.push.planning import Plan, Request, Step, make_plan
from memorial_kg.push.sending import GraphStore, Sender, Update
from memorial_kg.push.state import Entry, check_ours, read_token, staging_graph
from memorial_kg.wire import shown

__all__ = ["preview", "push"]

Moved = Callable[[Step, int], None]  # is told how many bytes of a step have been sent


def preview(folder: Path, request: Request, client: Client) -> Plan:
    """What a push of the graph built in a folder would do. It only asks."""
    with open_built(folder) as built:
        return make_plan(built, request, Asker(client, request.endpoint))


def push(
    folder: Path,
    request: Request,
    client: Client,
    *,
    moved: Moved = lambda _, __: None,
) -> Plan:
    """Send the graph that was built in a folder to a store, graph by graph, and only what changed.

    Gives what was done, which is what was planned. Raises RemoteError at the first graph that could not be sent or does
    not count as it should; those before it are there, and the next push goes on.
    """
    with open_built(folder) as built:
        asker = Asker(client, request.endpoint)
        plan = make_plan(built, request, asker)
        if plan.steps:
            _Push(plan, built, asker, _sender(plan, request, asker)).run(moved)
        return plan


def _sender(plan: Plan, request: Request, asker: Asker) -> Sender:
    if plan.targets.graph_store:
        return GraphStore(asker.client, plan.targets.graph_store)
    return Update(asker.client, plan.targets.update, asker, plan.base, request.in_place)


class _Push:
    """One run over the steps of a plan."""

    def __init__(self, plan: Plan, built: Built, asker: Asker, sender: Sender) -> None:
        self.plan, self.built, self.asker, self.sender = plan, built, asker, sender
        self.state = plan.state

    def run(self, moved: Moved) -> None:
        """Do all steps."""
        with tempfile.TemporaryDirectory(prefix="memorial-kg-push-") as folder:
            graphs = [step.part.graph for step in self.plan.steps if step.part]
            files = self.built.cut(graphs, Path(folder))
            self._begin()
            for step in self.plan.steps:
                if step.part:
                    self._send(step.graph, step.part, files[step.part.graph], partial(moved, step))
                else:
                    self._delete(step.graph)
                check_ours(self.asker, self.state)
                if step == self.plan.steps[-1]:
                    self.state.token = ""
                self._record()

    def _begin(self) -> None:
        """Say in the store what is under way, and read it back: whoever answers is the store that was written to."""
        before = {**self.state.entries}
        now = {step.graph: Entry(step.part.sha256 if step.part else "") for step in self.plan.steps}
        kept = {graph: before[graph] for graph in (*self.plan.unchanged, *self.plan.left) if graph in before}
        self.state.entries = {**kept, **now}
        self.state.token = secrets.token_hex(16)
        self._record()
        if read_token(self.asker, self.plan.base) != self.state.token:
            to = shown(self.plan.targets.graph_store or self.plan.targets.update)
            raise RemoteError(
                f"What {to} took cannot be read at {shown(self.asker.url)}: are they addresses of one store? No "
                "graph of the build was sent"
            )
        for graph, entry in before.items():
            if entry.triples < 0 and entry.sha256 and not (self.sender.stages and now.get(graph) == entry):
                self.sender.delete(staging_graph(self.plan.base, entry.sha256))

    def _send(self, graph: str, part: Part, file: Path, moved: Callable[[int], None]) -> None:
        said = self.sender.put(graph, file, part, moved)
        count = self.asker.count(graph)
        if not enough(count, part, file):
            todo = "push again; what is recorded says that this graph is not finished"
            if not graph and count > part.triples:
                todo = "the default graph of this store shows its other graphs too: send ours to --default-graph IRI"
            problem = f"{named(graph)}: the store was sent {part.triples} triples{said}, and counts {count}"
            raise RemoteError(f"{problem}; {todo}")
        self.state.entries[graph] = Entry(part.sha256, count)

    def _delete(self, graph: str) -> None:
        self.sender.delete(graph)
        if count := self.asker.count(graph):
            raise RemoteError(
                f"{named(graph)}: the store said that it was deleted, and counts {count} triples; push again"
            )
        del self.state.entries[graph]

    def _record(self) -> None:
        self.sender.write(self.state.graph, self.state.lines())

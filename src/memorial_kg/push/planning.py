"""Finds out what a push has to do: which graphs of the build the store does not have as they are, and why."""

from __future__ import annotations

from dataclasses import dataclass

from memorial_kg.errors import UsageError
from memorial_kg.push.asking import Asker, named
from memorial_kg.push.parts import Built, Part
from memorial_kg.push.state import Entry, State, read_state
from memorial_kg.push.targets import Targets, find_targets
from memorial_kg.store import Endpoint
from memorial_kg.values import ValueProblem, check_iri

__all__ = ["Plan", "Request", "Step", "make_plan"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a push: the addresses of the store, and what may be done there."""

    endpoint: str
    graph_store: str = ""
    update: str = ""
    default_graph: str = ""  # the IRI under which the default graph goes to a store that cannot write its own
    prune: bool = False
    force: bool = False
    in_place: bool = False

    def __post_init__(self) -> None:
        for url in (self.endpoint, self.graph_store, self.update):
            if url:
                Endpoint(url)
        if self.default_graph:
            try:
                check_iri(self.default_graph)
            except ValueProblem as problem:
                raise UsageError(f"--default-graph: {problem}") from problem


@dataclass(frozen=True, slots=True)
class Step:
    """One graph of the store to be replaced ("" is its default graph), or to be deleted, and why."""

    graph: str
    part: Part | None  # None: the build does not have it
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a push does. `left` are graphs that earlier pushes sent, that the build no longer has, and that stay."""

    targets: Targets
    base: str
    state: State
    steps: tuple[Step, ...]
    unchanged: tuple[str, ...]
    left: tuple[str, ...]


def make_plan(built: Built, request: Request, asker: Asker) -> Plan:
    """Compare a build with what the store remembers of earlier pushes, and with what it counts now."""
    state = read_state(asker, built.base)
    targets = find_targets(asker.url, asker.server, request.graph_store, request.update)
    wanted = _wanted(built, request, targets)
    steps, unchanged = [], []
    # The default graph comes last, for it speaks of the others.
    for graph, part in sorted(wanted.items(), key=lambda item: (not item[1].graph, item[0])):
        there, entry = asker.count(graph), state.entries.get(graph)
        if there and entry is None and not (graph.startswith(built.base) or request.force):
            raise UsageError(
                f"{named(graph)} of the store holds {there} triples that no push sent, and they would go: send "
                "ours to another with --default-graph IRI, or say --force"
            )
        if why := _why(part, there, entry, force=request.force):
            steps.append(Step(graph, part, why))
        else:
            unchanged.append(graph)
    vanished = [graph for graph in sorted({*state.entries} - {*wanted}) if asker.count(graph)]
    pruned = [graph for graph in vanished if request.prune and graph.startswith(built.base)]
    steps += [Step(graph, None, "no longer in the build") for graph in pruned]
    left = tuple(graph for graph in vanished if graph not in pruned)
    return Plan(targets, built.base, state, tuple(steps), tuple(unchanged), left)


def _wanted(built: Built, request: Request, targets: Targets) -> dict[str, Part]:
    """The parts of the build by the graph of the store to which each goes."""
    wanted = {(graph or request.default_graph): part for graph, part in built.parts.items()}
    if len(wanted) < len(built.parts) or request.default_graph.startswith(f"{built.base}push/"):
        raise UsageError(f"--default-graph: <{request.default_graph}> is the name of another graph: choose a new one")
    if "" in wanted and not targets.has_default_graph:
        raise UsageError(
            "The default graph of this store is all of its graphs together and cannot be written: name one for ours, "
            f"such as --default-graph {built.base}dataset"
        )
    return wanted


def _why(part: Part, there: int, entry: Entry | None, *, force: bool) -> str:
    """Why a graph has to be sent; "" if the store has it."""
    if entry is None and not there:
        return "new" if part.triples else ""
    if entry is None:
        return f"in the store ({there} triples), but not by a push"
    if entry.triples < 0:
        return "an earlier push did not finish it"
    if entry.sha256 != part.sha256:
        return "changed"
    if entry.triples != there:
        return f"the store has {there} triples of {entry.triples}"
    return "--force" if force else ""

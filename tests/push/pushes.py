"""How the tests push, and how they look at what arrived."""

from __future__ import annotations

from tests.push.conftest import BASE, Graphs
from tests.push.stores import Store, expected

from memorial_kg.push import Client, Plan, Request

STATE = f"{BASE}push/state"


def asking(store: Store, host: str = "", way: str = "graph store", **more: object) -> Request:
    host = host or store.host
    update = f"{host}{store.update}" if way != "graph store" else ""
    return Request(
        f"{host}{store.query}",
        graph_store="" if update else f"{host}{store.graph_store}",
        update=update,
        **{"default_graph": store.default_graph, "in_place": way == "in place", **more},  # type: ignore[arg-type]
    )


def client(store: Store, **more: object) -> Client:
    return Client(store.credentials, **{"timeout": 20, "attempts": 3, "sleep": lambda _: None, **more})  # type: ignore[arg-type]


def check(store: Store, built: Graphs, but: frozenset[str] = frozenset()) -> None:
    """The store holds exactly the build: each graph, each triple, and no graph besides."""
    for graph, lines in built.items():
        assert store.triples(graph or store.default_graph) == expected(store, lines), graph or "default"
    wanted = {graph or store.default_graph for graph, lines in built.items() if lines} - {""}
    assert store.graphs() - {STATE} - but == wanted


def did(plan: Plan) -> dict[str, str]:
    return {step.graph: step.why for step in plan.steps}

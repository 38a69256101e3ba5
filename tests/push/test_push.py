"""What a push promises, asked of real stores: they have the build, the whole build, and were sent what changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.push.conftest import ARTICLE, BASE, LIST, Graphs, build, changed, graphs
from tests.push.proxy import proxying
from tests.push.pushes import STATE, asking, check, client, did
from tests.push.stores import Store, expected

from memorial_kg.errors import InputError, RemoteError, UsageError
from memorial_kg.push import Request, preview, push
from memorial_kg.push.sending import _in_sparql
from memorial_kg.push.targets import find_targets
from memorial_kg.terms import parse_line, parse_term

WAYS = ["graph store", "update", "in place"]


@pytest.mark.parametrize("way", WAYS)
def test_a_store_holds_exactly_the_build_afterwards(store: Store, way: str, tmp_path: Path) -> None:
    plan = push(build(tmp_path / "g", graphs()), asking(store, way=way), client(store))
    check(store, graphs())
    assert [*did(plan)] == [ARTICLE, LIST, store.default_graph]  # the default graph last: it speaks of the others
    assert {*did(plan).values()} == {"new"}


def test_the_record_of_a_finished_push_names_nobody_at_work(store: Store, tmp_path: Path) -> None:
    push(build(tmp_path / "g", graphs()), asking(store), client(store))
    record = store.triples(STATE)
    assert len(record) == 3 * 4
    assert not any("identifier" in predicate for _, predicate, _ in record)


def test_a_record_that_is_not_as_we_write_it_is_not_believed(oxigraph: Store, tmp_path: Path) -> None:
    folder = build(tmp_path / "g", graphs())
    push(folder, asking(oxigraph), client(oxigraph))
    name, number = "http://www.w3.org/ns/sparql-service-description#name", "http://rdfs.org/ns/void#triples"
    oxigraph.run(f"INSERT DATA {{ GRAPH <{STATE}> {{ <{STATE}#x> <{name}> 'a b> }} ; DROP ALL' }} }}")
    oxigraph.run(f"DELETE WHERE {{ GRAPH <{STATE}> {{ ?node <{number}> 40 }} }}")
    assert did(push(folder, asking(oxigraph), client(oxigraph))) == {LIST: "an earlier push did not finish it"}
    check(oxigraph, graphs())


def test_a_text_means_the_same_whichever_way_a_store_reads_its_escapes() -> None:
    """SPARQL 1.1, section 19.2: some readers replace the numbered escapes before they look for quotation marks."""
    for line in graphs()[""]:
        sent = _in_sparql(f"{line}\n")
        replaced = re.sub(r"\\u([0-9A-F]{4})", lambda found: chr(int(found[1], 16)), sent)
        for read in (sent, replaced):
            assert parse_term(parse_line(read).object) == parse_term(parse_line(line).object)


@pytest.mark.parametrize("way", WAYS)
def test_pushing_twice_sends_nothing_the_second_time(store: Store, way: str, tmp_path: Path) -> None:
    folder = build(tmp_path / "g", graphs())
    push(folder, asking(store, way=way), client(store))
    with proxying(store.host) as proxy:
        plan = push(folder, asking(store, proxy.address, way), client(store))
        assert plan.steps == ()
        assert len(plan.unchanged) == 3
        assert {each.path for each in proxy.seen} == {store.query}
    check(store, graphs())


@pytest.mark.parametrize("way", WAYS)
def test_a_changed_source_sends_its_graph_alone(store: Store, way: str, tmp_path: Path) -> None:
    push(build(tmp_path / "g", graphs()), asking(store, way=way), client(store))
    with proxying(store.host) as proxy:
        plan = push(build(tmp_path / "g", changed(graphs(), LIST)), asking(store, proxy.address, way), client(store))
        assert did(plan) == {LIST: "changed"}
        assert not any(b"stone 7" in each.body for each in proxy.seen)
    check(store, changed(graphs(), LIST))


def test_the_bundled_graph_arrives_whole(store: Store, built: Path, tmp_path: Path) -> None:
    by_graph: Graphs = {}
    for line in (built / "dataset.nq").read_text(encoding="utf-8").splitlines():
        triple, _, graph = line.removesuffix(" .").rpartition(" ")
        if "/source/" in graph and "> " in triple and len(triple.split(" ", 2)) == 3:
            by_graph.setdefault(graph[1:-1], []).append(f"{triple} .")
        else:
            by_graph.setdefault("", []).append(line)
    try:
        push(built, asking(store), client(store))
        for graph, lines in by_graph.items():
            assert store.triples(graph or store.default_graph) == expected(store, lines)
    finally:
        for graph in (*by_graph, "https://w3id.org/memorial-kg/push/state"):
            store.run(f"CLEAR SILENT GRAPH <{graph or store.default_graph or 'https://a.example/x'}>")


def test_a_graph_that_somebody_emptied_is_sent_again(store: Store, tmp_path: Path) -> None:
    folder = build(tmp_path / "g", graphs())
    push(folder, asking(store), client(store))
    store.run(f"CLEAR GRAPH <{ARTICLE}>")
    assert did(push(folder, asking(store), client(store))) == {ARTICLE: "the store has 0 triples of 300"}
    check(store, graphs())


def test_a_store_that_was_emptied_has_forgotten_everything(store: Store, tmp_path: Path) -> None:
    folder = build(tmp_path / "g", graphs())
    push(folder, asking(store), client(store))
    store.empty()
    assert {*did(push(folder, asking(store), client(store))).values()} == {"new"}
    check(store, graphs())


def test_graphs_loaded_by_hand_are_replaced_by_those_of_the_build(store: Store, tmp_path: Path) -> None:
    store.run(f"INSERT DATA {{ GRAPH <{LIST}> {{ <{BASE}x> <{BASE}y> <{BASE}z> }} }}")
    plan = push(build(tmp_path / "g", graphs()), asking(store), client(store))
    assert did(plan)[LIST] == "in the store (1 triples), but not by a push"
    check(store, graphs())


@pytest.mark.parametrize("way", ["graph store", "update"])
def test_a_vanished_graph_is_reported_and_pruned_only_when_told(store: Store, way: str, tmp_path: Path) -> None:
    push(build(tmp_path / "g", graphs()), asking(store, way=way), client(store))
    less = {graph: lines for graph, lines in graphs().items() if graph != LIST}
    folder = build(tmp_path / "g", less)
    plan = push(folder, asking(store, way=way), client(store))
    assert (plan.steps, plan.left) == ((), (LIST,))
    check(store, graphs())
    plan = push(folder, asking(store, way=way, prune=True), client(store))
    assert did(plan) == {LIST: "no longer in the build"}
    check(store, less)
    assert push(folder, asking(store, way=way, prune=True), client(store)).steps == ()


def test_nothing_that_no_push_sent_is_pruned(store: Store, tmp_path: Path) -> None:
    others = [f"{BASE}source/by-hand", "https://a.example/elsewhere"]
    for graph in others:
        store.run(f"INSERT DATA {{ GRAPH <{graph}> {{ <{BASE}x> <{BASE}y> <{BASE}z> }} }}")
    push(build(tmp_path / "g", graphs()), asking(store, prune=True), client(store))
    check(store, graphs(), but=frozenset(others))


def test_graphs_outside_our_base_are_not_pruned(oxigraph: Store, tmp_path: Path) -> None:
    elsewhere = "https://b.example/all"
    push(build(tmp_path / "g", graphs()), asking(oxigraph, default_graph=elsewhere), client(oxigraph))
    plan = push(build(tmp_path / "g", graphs()), asking(oxigraph, prune=True), client(oxigraph))
    assert plan.left == (elsewhere,)
    assert oxigraph.count(elsewhere) == len(graphs()[""])


def test_what_is_in_the_default_graph_of_others_is_not_overwritten_unasked(oxigraph: Store, tmp_path: Path) -> None:
    oxigraph.run("INSERT DATA { <http://b.example/s> <http://b.example/p> 'precious' }")
    folder = build(tmp_path / "g", graphs())
    with pytest.raises(UsageError, match=r"default graph of the store holds 1 triples .* --default-graph"):
        push(folder, asking(oxigraph), client(oxigraph))
    assert oxigraph.graphs() == set()
    push(folder, asking(oxigraph, default_graph=f"{BASE}dataset"), client(oxigraph))
    assert oxigraph.count("") == 1
    push(folder, asking(oxigraph, force=True), client(oxigraph))
    assert oxigraph.triples("") == expected(oxigraph, graphs()[""])


def test_an_empty_default_graph_is_sent_when_it_became_empty(oxigraph: Store, tmp_path: Path) -> None:
    for way in ("graph store", "update"):
        push(build(tmp_path / "g", graphs()), asking(oxigraph, way=way), client(oxigraph))
        less = {**graphs(), "": []}
        assert did(push(build(tmp_path / "g", less), asking(oxigraph, way=way), client(oxigraph))) == {"": "changed"}
        check(oxigraph, less)


def test_two_spellings_of_one_value_may_become_one_triple(store: Store, tmp_path: Path) -> None:
    decimal = "^^<http://www.w3.org/2001/XMLSchema#decimal>"
    lines = [f'<{BASE}a> <{BASE}height> "{text}"{decimal} .' for text in ("1.1", "1.10", "1.100", "2.0")]
    folder = build(tmp_path / "g", {"": [], LIST: lines})
    push(folder, asking(store), client(store))
    assert store.count(LIST) == 2
    assert push(folder, asking(store), client(store)).steps == ()


def test_a_dry_run_only_asks(store: Store, tmp_path: Path) -> None:
    with proxying(store.host) as proxy:
        plan = preview(build(tmp_path / "g", graphs()), asking(store, proxy.address), client(store))
        assert [*did(plan)] == [ARTICLE, LIST, store.default_graph]
        assert {(each.method, each.path) for each in proxy.seen} == {("POST", store.query)}
    assert store.graphs() == set()


def test_known_stores_are_found_by_their_endpoint(store: Store, tmp_path: Path) -> None:
    request = Request(f"{store.host}{store.query}", default_graph=store.default_graph)
    plan = push(build(tmp_path / "g", graphs()), request, client(store))
    assert plan.targets.graph_store == f"{store.host}{store.graph_store}"
    check(store, graphs())


@pytest.mark.parametrize(
    ("endpoint", "server", "graph_store"),
    [
        ("https://a.example/repositories/museum", "nginx", "https://a.example/repositories/museum/rdf-graphs/service"),
        ("https://a.example/ds/sparql", "Apache Jena Fuseki (5.2.0)", "https://a.example/ds/data"),
        ("https://a.example/sub/sparql", "memorial-kg", "https://a.example/sub/graph-store"),
        ("https://a.example/sparql", "Virtuoso/07.20", "https://a.example/sparql-graph-crud-auth"),
    ],
)
def test_the_graph_store_lies_beside_the_endpoint_of_a_known_store(
    endpoint: str, server: str, graph_store: str
) -> None:
    assert find_targets(endpoint, server).graph_store == graph_store
    assert find_targets(endpoint, server, update="https://a.example/u").graph_store == ""


def test_an_unknown_store_has_to_be_told_where_it_takes_graphs() -> None:
    with pytest.raises(UsageError, match="--graph-store URL, or where it takes updates with --update URL"):
        find_targets("https://a.example/sparql?key=s3cret", "nginx")


def test_a_store_without_a_default_graph_of_its_own_wants_a_name_for_ours(virtuoso: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"--default-graph {BASE}dataset"):
        push(build(tmp_path / "g", graphs()), asking(virtuoso, default_graph=""), client(virtuoso))
    assert virtuoso.graphs() == set()


@pytest.mark.parametrize("name", [ARTICLE, f"{BASE}push/state", "not an IRI", "javascript:alert(1)"])
def test_the_name_of_the_default_graph_is_a_new_one_and_an_iri(oxigraph: Store, name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--default-graph"):
        push(build(tmp_path / "g", graphs()), asking(oxigraph, default_graph=name), client(oxigraph))


def test_a_durations_limit_of_virtuoso_leaves_its_readers_what_they_had(virtuoso: Store, tmp_path: Path) -> None:
    """Virtuoso 7 reads xsd:duration from N-Triples and not from SPARQL Update."""
    push(build(tmp_path / "g", graphs()), asking(virtuoso, way="update"), client(virtuoso))
    line = f'<{BASE}a> <{BASE}lease> "P30Y"^^<http://www.w3.org/2001/XMLSchema#duration> .'
    folder = build(tmp_path / "g", {**graphs(), LIST: [line]})
    with pytest.raises(RemoteError, match=r"xsd:duration.*left as it was.*--graph-store"):
        push(folder, asking(virtuoso, way="update"), client(virtuoso))
    check(virtuoso, graphs(), but=frozenset(virtuoso.graphs()) - {*graphs()} - {virtuoso.default_graph})
    push(folder, asking(virtuoso), client(virtuoso))
    assert virtuoso.count(LIST) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"_:b0 <{BASE}p> <{BASE}o> .", "blank node"),
        (f"<{BASE}s> <{BASE}p> _:b0 .", "blank node"),
        (f"<{BASE}s> <{BASE}p> <{BASE}o}}> .", "no IRI may hold"),
        (f"<{BASE}s> <{BASE}p\\u003E> <{BASE}o> .", "no IRI may hold"),
        (f'<{BASE}s> <{BASE}p> "x"^^<{BASE}a b> .', "no IRI may hold"),
        ("not a quad", "not a line of N-Quads"),
    ],
)
def test_what_our_build_never_writes_is_refused_by_its_line(
    line: str, words: str, oxigraph: Store, tmp_path: Path
) -> None:
    folder = build(tmp_path / "g", {"": [line]})
    with pytest.raises(InputError, match=rf"dataset\.nq:1: .*{words}"):
        push(folder, asking(oxigraph), client(oxigraph))


def test_a_folder_without_a_build_is_named(oxigraph: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no built graph here"):
        push(tmp_path, asking(oxigraph), client(oxigraph))


# ── interrupted ──


class Killed(BaseException):
    """As if the process had ended here: nothing of ours catches it."""


@pytest.mark.parametrize("way", WAYS)
def test_a_push_that_was_killed_goes_on_where_it_stopped(store: Store, way: str, tmp_path: Path) -> None:
    folder = build(tmp_path / "g", graphs())

    def killed(step: object, _: int) -> None:
        if getattr(step, "graph", "") == LIST:
            raise Killed

    with pytest.raises(Killed):
        push(folder, asking(store, way=way), client(store), moved=killed)
    plan = push(folder, asking(store, way=way), client(store))
    assert did(plan) == dict.fromkeys([LIST, store.default_graph], "an earlier push did not finish it")
    check(store, graphs())


def test_an_update_goes_on_within_a_graph(store: Store, tmp_path: Path) -> None:
    folder = build(tmp_path / "g", graphs())

    def killed(step: object, size: int) -> None:
        if getattr(step, "graph", "") == ARTICLE and size > 10_000:
            raise Killed

    with pytest.raises(Killed):
        push(folder, asking(store, way="update"), client(store), moved=killed)
    assert store.count(ARTICLE) == 0  # readers see nothing of it yet
    with proxying(store.host) as proxy:
        push(folder, asking(store, proxy.address, "update"), client(store))
        assert sum(b'"stone ' in each.body for each in proxy.seen) == 1
    check(store, graphs())


def test_what_was_left_of_another_build_is_cleared_away(store: Store, tmp_path: Path) -> None:
    def killed(step: object, size: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        push(build(tmp_path / "g", graphs()), asking(store, way="update"), client(store), moved=killed)
    assert any("staging" in graph for graph in store.graphs())
    other = changed(graphs(), ARTICLE)
    push(build(tmp_path / "g", other), asking(store), client(store))
    check(store, other)


def test_two_pushes_at_once_do_not_both_go_on(oxigraph: Store, tmp_path: Path) -> None:
    first, second = build(tmp_path / "1", graphs()), build(tmp_path / "2", changed(graphs(), LIST))
    begun = False

    def meanwhile(step: object, size: int) -> None:
        nonlocal begun
        if not begun:
            begun = True
            push(second, asking(oxigraph), client(oxigraph))

    with pytest.raises(RemoteError, match="Another push to this store has begun"):
        push(first, asking(oxigraph), client(oxigraph), moved=meanwhile)
    push(second, asking(oxigraph), client(oxigraph))
    check(oxigraph, changed(graphs(), LIST))

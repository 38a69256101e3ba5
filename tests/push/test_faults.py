"""Whatever happens between us and a store: it ends in words, breaks nothing for readers, and the next push mends it."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.push import proxy as faults
from tests.push.conftest import ARTICLE, BASE, LIST, build, changed, graphs
from tests.push.proxy import Fault, proxying
from tests.push.pushes import STATE, asking, check, client, did
from tests.push.stores import Store, expected

from memorial_kg.errors import RemoteError
from memorial_kg.push import push

LOUD: dict[str, Fault] = {
    "cut_request": faults.cut_request,
    "lose_the_answer": faults.lose_the_answer,
    "cut_the_answer": faults.cut_the_answer,
    "noise": faults.noise,
    "hang": faults.hang,
    "drip": faults.drip,
    "busy": faults.status(503, b"later", Retry_After="0"),
    "gateway": faults.status(502, faults.PAGE),
    "failure": faults.status(500, b"a deadlock", "text/plain"),
}
ENDLESS = ("hang", "drip")  # only these need a short time limit, which a busy machine may pass without a fault
SILENT: dict[str, Fault] = {"page": faults.page, "drop_the_end": faults.drop_the_end}


@pytest.mark.parametrize("name", LOUD)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_what_may_be_done_twice_is_tried_again(name: str, method: str, oxigraph: Store, tmp_path: Path) -> None:
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [(method, LOUD[name])]
        plan = push(
            build(tmp_path / "g", graphs()),
            asking(oxigraph, proxy.address),
            client(oxigraph, timeout=1 if name in ENDLESS else 20),
        )
        assert proxy.faults == []
    assert len(plan.steps) == 3
    check(oxigraph, graphs())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("way", ["graph store", "update"])
def test_after_any_faults_a_last_push_leaves_exactly_the_build(
    way: str, seed: int, store: Store, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    push(build(tmp_path / "g", graphs()), asking(store, way=way), client(store))
    build(tmp_path / "g", after := changed(changed(graphs(), ARTICLE), ""))
    with proxying(store.host) as proxy:
        quick = client(store, attempts=2)
        some = [fault for name, fault in {**LOUD, **SILENT}.items() if name not in ENDLESS]
        proxy.faults = [("", chance.choice(some) if chance.random() < 0.5 else faults.forward) for _ in range(16)]
        for _ in range(30):
            with suppress(RemoteError):
                push(tmp_path / "g", asking(store, proxy.address, way), quick)
            if not proxy.faults:
                break
    push(tmp_path / "g", asking(store, way=way), client(store))
    check(store, after)
    assert push(tmp_path / "g", asking(store, way=way), client(store)).steps == ()


@pytest.mark.parametrize(
    ("way", "met"), [("graph store", "PUT stone"), ("update", "POST stone"), ("update", "POST MOVE")]
)
@pytest.mark.parametrize("name", [*LOUD, "page"])
def test_readers_see_yesterdays_graph_or_todays(name: str, way: str, met: str, oxigraph: Store, tmp_path: Path) -> None:
    before, after = graphs(), changed(graphs(), ARTICLE)
    push(build(tmp_path / "g", before), asking(oxigraph, way=way), client(oxigraph))
    with proxying(oxigraph.host) as proxy, suppress(RemoteError):
        proxy.faults = [(met, {**LOUD, **SILENT}[name])]
        quick = client(oxigraph, timeout=1 if name in ENDLESS else 20, attempts=1)
        push(build(tmp_path / "g", after), asking(oxigraph, proxy.address, way), quick)
    assert proxy.faults == [] or name in ENDLESS
    found = oxigraph.triples(ARTICLE)
    assert found in (expected(oxigraph, before[ARTICLE]), expected(oxigraph, after[ARTICLE]))


@pytest.mark.parametrize("again", ["graph store", "update", "in place"])
@pytest.mark.parametrize(("way", "met"), [("graph store", "PUT stone"), ("update", "POST stone")])
def test_lines_that_get_lost_are_noticed_and_sent_by_the_next_push(
    way: str, met: str, again: str, store: Store, tmp_path: Path
) -> None:
    fault = faults.drop_the_end if way == "graph store" else faults.page
    folder = build(tmp_path / "g", graphs())
    with proxying(store.host) as proxy:
        proxy.faults = [(met, fault)]
        with pytest.raises(RemoteError) as caught:
            push(folder, asking(store, proxy.address, way), client(store))
    says = {"graph store": "the store was sent 300 triples, and counts ", "update": "200 of 300 triples arrived in "}
    assert f"graph <{ARTICLE}>: {says[way]}" in str(caught.value)
    push(folder, asking(store, way=again), client(store))
    check(store, graphs())


def test_a_page_for_people_instead_of_the_store_is_quoted(oxigraph: Store, tmp_path: Path) -> None:
    folder = build(tmp_path / "g", graphs())
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [("POST", faults.page)]
        with pytest.raises(
            RemoteError, match=r'200 with text/html .*a page for people, which begins "Welcome Please log'
        ):
            push(folder, asking(oxigraph, proxy.address), client(oxigraph))
        proxy.faults = [("PUT", faults.page)]
        with pytest.raises(RemoteError, match=r"are they addresses of one store\? No graph of the build was sent"):
            push(folder, asking(oxigraph, proxy.address), client(oxigraph))
        proxy.faults = [("PUT", faults.forward), ("PUT", faults.page)]
        with pytest.raises(RemoteError, match=r'300 triples \(a page for people.*"Welcome.*counts 0'):
            push(folder, asking(oxigraph, proxy.address), client(oxigraph))


def test_an_answer_to_a_count_is_a_number_or_an_error(oxigraph: Store, tmp_path: Path) -> None:
    folder = build(tmp_path / "g", graphs())
    json = "application/sparql-results+json"
    for body in (
        *(b"", b"{", b"[]", b'{"results": 1}', b"[" * 100_000, b'{"results": {"bindings": [[]]}}'),
        *(
            b'{"results": {"bindings": [{"n": {"value": "-1"}}]}}',
            b'{"results": {"bindings": [{"n": {"value": "1e9"}}]}}',
        ),
        *(b'{"results": {"bindings": [{"n": 7}]}}', b'{"results": {"bindings": []}}'),
    ):
        with proxying(oxigraph.host) as proxy:
            proxy.faults = [*[("POST", faults.forward)] * 2, ("POST", faults.status(200, body, json))]
            with pytest.raises(RemoteError, match="the count of graph"):
                push(folder, asking(oxigraph, proxy.address), client(oxigraph))


def test_a_move_that_was_done_without_an_answer_is_not_done_again(store: Store, tmp_path: Path) -> None:
    with proxying(store.host) as proxy:
        proxy.faults = [("POST MOVE", faults.lose_the_answer)] * (3 if store.credentials is None else 1)
        push(build(tmp_path / "g", graphs()), asking(store, proxy.address, "update"), client(store))
        moves = [each.body for each in proxy.seen if each.body.startswith(b"MOVE")]
    assert len(moves) == len({*moves}) == 3
    check(store, graphs())


def test_a_store_without_move_is_said_to_have_none(oxigraph: Store, tmp_path: Path) -> None:
    folder = build(tmp_path / "g", graphs())
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [("POST MOVE", faults.status(400, b"no MOVE here", "text/plain"))]
        with pytest.raises(RemoteError, match=r'"no MOVE here".*--in-place'):
            push(folder, asking(oxigraph, proxy.address, "update"), client(oxigraph))
        push(folder, asking(oxigraph, proxy.address, "in place"), client(oxigraph))
    check(oxigraph, graphs(), but=frozenset(graph for graph in oxigraph.graphs() if "staging" in graph))


def test_a_server_that_asks_for_a_pause_gets_it_within_reason(oxigraph: Store, tmp_path: Path) -> None:
    folder, pauses = build(tmp_path / "g", graphs()), list[float]()
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [
            ("POST", faults.status(503, Retry_After="7")),
            ("POST", faults.status(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT")),
            ("POST", faults.status(503, Retry_After="soon")),
        ]
        push(folder, asking(oxigraph, proxy.address), client(oxigraph, attempts=5, sleep=pauses.append))
        assert pauses == [7, 2, 4]
        proxy.faults = [("POST", faults.status(503, Retry_After="86400"))]
        with pytest.raises(RemoteError, match="it asks for 86400 seconds: push again after that"):
            push(folder, asking(oxigraph, proxy.address), client(oxigraph, sleep=pauses.append))
    assert pauses == [7, 2, 4]


def test_trying_again_is_told_and_has_an_end(oxigraph: Store, tmp_path: Path) -> None:
    told = list[str]()
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [*[("PUT", faults.forward)] * 1, *[("PUT", faults.status(502, faults.PAGE))] * 50]
        with pytest.raises(RemoteError, match=rf"graph <{ARTICLE}>: .*/store answered 502 to PUT .*\(tried 4 times\)"):
            push(
                build(tmp_path / "g", graphs()),
                asking(oxigraph, proxy.address),
                client(oxigraph, attempts=4, tell=told.append),
            )
        assert len(proxy.sent()) == 1 + 4
    assert len(told) == 3
    assert told[0].endswith("again in 1 s")


@pytest.mark.parametrize("number", [400, 403, 405, 413, 415, 418, 501, 507])
def test_a_refusal_is_final_and_names_graph_address_status_and_words(
    number: int, oxigraph: Store, tmp_path: Path
) -> None:
    with proxying(oxigraph.host) as proxy:
        refusal = faults.status(number, b"no: \x1b[31m<b>because</b>\r\n", "text/plain")
        proxy.faults = [("PUT", faults.forward), ("PUT", refusal)]
        with pytest.raises(RemoteError) as caught:
            push(build(tmp_path / "g", graphs()), asking(oxigraph, proxy.address), client(oxigraph))
        assert len(proxy.sent()) == 2
        assert f'graph <{ARTICLE}>: {proxy.address}/store answered {number} to PUT ("no: [31m because"): ' in str(
            caught.value
        )


def test_a_server_that_is_not_there_is_said_to_be_so(tmp_path: Path, oxigraph: Store) -> None:
    with proxying(oxigraph.host) as proxy:
        address = proxy.address
    with pytest.raises(RemoteError, match=r"takes no connection: is the server running"):
        push(build(tmp_path / "g", graphs()), asking(oxigraph, address), client(oxigraph))
    with pytest.raises(RemoteError, match="no host of this name"):
        push(tmp_path / "g", asking(oxigraph, "http://nowhere.invalid"), client(oxigraph))


@pytest.mark.parametrize("fault", [faults.hang, faults.drip])
def test_no_wait_is_without_a_limit(fault: Fault, oxigraph: Store, tmp_path: Path) -> None:
    began = time.monotonic()
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [("POST", fault)]
        with pytest.raises(RemoteError, match=r"did not answer within 0\.3 seconds"):
            push(
                build(tmp_path / "g", graphs()),
                asking(oxigraph, proxy.address),
                client(oxigraph, timeout=0.3, attempts=1),
            )
    assert time.monotonic() - began < 15  # not the time itself, but that there is a limit


def test_an_address_of_another_store_is_noticed_before_a_graph_is_sent(
    oxigraph: Store, virtuoso: Store, tmp_path: Path
) -> None:
    request = asking(oxigraph)
    mixed = type(request)(f"{virtuoso.host}{virtuoso.query}", request.graph_store, default_graph=f"{BASE}dataset")
    with pytest.raises(RemoteError, match="are they addresses of one store"):
        push(build(tmp_path / "g", graphs()), mixed, client(virtuoso))
    assert oxigraph.graphs() == {STATE}


def test_a_graph_of_the_first_push_stays_recorded_when_the_second_fails(oxigraph: Store, tmp_path: Path) -> None:
    folder = build(tmp_path / "g", graphs())
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [*[("PUT", faults.forward)] * 3, ("PUT", faults.status(413))]
        with pytest.raises(RemoteError, match=LIST):
            push(folder, asking(oxigraph, proxy.address), client(oxigraph))
    assert [*did(push(folder, asking(oxigraph), client(oxigraph)))] == [LIST, ""]

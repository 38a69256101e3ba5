"""What may be written, by whom; and that nothing which was acknowledged is ever lost."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.server.sparql.app import TOKEN
from tests.server.sparql.serving import Server, serving

from memorial_kg.errors import InputError, UsageError
from memorial_kg.server.writer import read_token

WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {**WITH_TOKEN, "Content-Type": "text/turtle"}
G = "https://w3id.org/memorial-kg/source/new"
RDFXML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:m="https://a.example/#">
<rdf:Description rdf:about="x"><m:p rdf:parseType="Resource"><m:p>ü</m:p></m:p></rdf:Description></rdf:RDF>"""
TRIPLES = "<http://a.example/s> <http://a.example/p> 1, 2 ."


def change(server: Server, method: str = "PUT", content: str | bytes = TRIPLES, **options: Any) -> httpx.Response:  # noqa: ANN401 - as httpx
    given = {"headers": TURTLE, "params": {"graph": G}, **options}
    return httpx.request(method, server.graphs, content=content, timeout=60, **given)


def update(server: Server, text: str, headers: dict[str, str] = WITH_TOKEN) -> httpx.Response:
    return httpx.post(server.sparql, data={"update": text}, headers=headers, timeout=60)


def numbers(server: Server, where: str) -> set[str]:
    answer = httpx.get(server.sparql, params={"query": f"SELECT ?n {{ {where} }}"}, timeout=60)
    return {row["n"]["value"] for row in answer.json()["results"]["bindings"]}


def in_graph(server: Server, graph: str = G) -> set[str]:
    return numbers(server, f"GRAPH <{graph}> {{ ?s <http://a.example/p> ?n }}")


# ── by whom ──


def test_without_the_token_nothing_is_written(writable: Server) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
        asked = (
            update(writable, "CLEAR ALL", headers),
            change(writable, headers={**headers, "Content-Type": "text/turtle"}),
        )
        assert [each.status_code for each in asked] == [401, 401]
        assert all("Bearer" in each.headers["www-authenticate"] for each in asked)
    assert len(numbers(writable, "?s a mkg:Memorial . BIND (?s AS ?n)")) > 10


def test_where_nothing_may_be_written_everything_may_be_read(endpoint: Server) -> None:
    for method in ("PUT", "POST", "DELETE"):
        answer = change(endpoint, method)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    article = {"graph": "https://w3id.org/memorial-kg/source/article"}
    assert (
        httpx.get(endpoint.graphs, params=article, headers={"Accept": "application/n-triples"}).text.count(" .\n") > 500
    )
    assert httpx.head(endpoint.graphs, params=article).status_code == 200


def test_a_token_is_kept_from_others(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o600)
    assert read_token(file) == TOKEN
    file.chmod(0o644)
    with pytest.raises(UsageError, match="chmod"):
        read_token(file)
    file.chmod(0o600)
    file.write_text("short")
    with pytest.raises(UsageError, match="at least 16"):
        read_token(file)
    with pytest.raises(InputError):
        read_token(tmp_path / "none")


# ── the graph store protocol ──


def test_a_graph_is_made_replaced_added_to_and_removed(writable: Server) -> None:
    assert change(writable).status_code == 201
    assert in_graph(writable) == {"1", "2"}
    assert change(writable, content="<http://a.example/s> <http://a.example/p> 3 .").status_code == 204
    assert in_graph(writable) == {"3"}
    assert change(writable, "POST").status_code == 204
    assert in_graph(writable) == {"1", "2", "3"}
    got = httpx.get(writable.graphs, params={"graph": G}, headers={"Accept": "application/n-triples"})
    assert got.text.count("<http://a.example/p>") == 3
    assert change(writable, "DELETE").status_code == 204
    assert in_graph(writable) == set()
    assert change(writable, "DELETE").status_code == 404
    assert httpx.get(writable.graphs, params={"graph": G}).status_code == 404


def test_an_empty_graph_is_a_graph(writable: Server) -> None:
    assert change(writable, content="", params={"graph": f"{G}/empty"}).status_code == 201
    assert httpx.get(writable.graphs, params={"graph": f"{G}/empty"}).status_code == 200


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("text/turtle", "@prefix : <#> . <x> :p _:b . _:b :p 'ü' ."),
        ("application/n-triples", f'<{G}/x> <{G}#p> _:b .\n_:b <{G}#p> "ü" .'),
        ("application/ld+json", '{"@id": "x", "https://a.example/#p": {"https://a.example/#p": "ü"}}'),
        ("application/rdf+xml", RDFXML),
    ],
)
def test_graphs_are_sent_in_many_formats(writable: Server, media_type: str, text: str) -> None:
    graph = f"{G}/formats/"
    headers = {**WITH_TOKEN, "Content-Type": media_type}
    assert change(writable, content=text.encode(), headers=headers, params={"graph": graph}).status_code in (201, 204)
    got = httpx.get(writable.graphs, params={"graph": graph}, headers={"Accept": "application/n-triples"}).text
    assert "ü" in got
    assert len(got.splitlines()) == 2


@pytest.mark.parametrize(
    ("status", "says", "options"),
    [
        (400, "say which graph", {"params": {}}),
        (400, "say which graph", {"params": {"graph": G, "default": ""}}),
        (400, "no name of a graph", {"params": {"graph": "x> } ; DROP ALL #"}}),
        (400, "cannot be read", {"content": "this is no turtle"}),
        (415, "this body has", {"headers": {**WITH_TOKEN, "Content-Type": "text/html"}}),
        (415, "this body has", {"headers": WITH_TOKEN}),
        (
            400,
            "@context",
            {
                "content": '{"@context": "http://127.0.0.1:9/", "@id": "http://a.example/"}',
                "headers": {**WITH_TOKEN, "Content-Type": "application/ld+json"},
            },
        ),
        (
            400,
            "named graphs",
            {
                "content": '{"@id": "http://a.example/", "@graph": {"@id": "http://b.example/", "http://p.example/": 1}}',
                "headers": {**WITH_TOKEN, "Content-Type": "application/ld+json"},
            },
        ),
    ],
)
def test_what_cannot_be_written_is_refused_in_words(
    writable: Server, status: int, says: str, options: dict[str, Any]
) -> None:
    answer = change(writable, **options)
    assert answer.status_code == status, answer.text
    assert says in answer.json()["detail"].lower()


# ── updates ──


def test_an_update_is_read_by_the_next_question(writable: Server) -> None:
    for number in range(5):
        text = f"INSERT DATA {{ GRAPH <{G}/u> {{ <http://a.example/s> <http://a.example/p> {number} }} }}"
        assert update(writable, text).status_code == 204
        assert str(number) in in_graph(writable, f"{G}/u")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("INSERT DATA { <a:s> <a:p> 'half' } ; LOAD <http://127.0.0.1:9/>", "LOAD asks other servers"),
        ("INSERT { ?s ?p 'half' } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE asks other servers"),
        ("INSERT DATA { <a:s> <a:p> 'half' } ; DROP GRAPH <http://no.example/>", "nothing was changed"),
        ("INSERT DATA { <a:s> <a:p> 'half' } ; INSERT", "update:1:"),
        ("DELETE WHERE " + "{" * 200 + "}" * 200, "nested"),
    ],
)
def test_what_fails_changes_nothing(writable: Server, text: str, says: str) -> None:
    answer = update(writable, text)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]
    assert update(writable, "INSERT DATA { <a:s> <a:p> 'whole' }").status_code == 204  # readers see what there is now
    assert numbers(writable, "<a:s> <a:p> ?n") == {"whole"}


# ── nothing is lost ──


def _writer_of(server: Server) -> int:
    """The process of the writer: the child of the server that has the writable store open."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    for child in children:
        with contextlib.suppress(OSError):
            opened = {str(each.readlink()) for each in Path(f"/proc/{child}/fd").iterdir()}
            if any(path.endswith("/store/LOCK") for path in opened):
                return int(child)
    raise AssertionError("there is no writer")


def _wait_until(acknowledged: list[int], more: int) -> None:
    enough, until = len(acknowledged) + more, time.monotonic() + 60
    while len(acknowledged) < enough:
        assert time.monotonic() < until, "nothing is written any more"
        time.sleep(0.003)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are found by /proc")
def test_what_was_acknowledged_is_there_after_the_writer_and_the_server_were_killed(
    built: Path, tmp_path: Path
) -> None:
    acknowledged: list[int] = []
    sent: list[int] = []
    enough = threading.Event()

    def write(server: Server) -> None:
        with httpx.Client(headers=WITH_TOKEN, timeout=60) as client:
            for number in range(10_000):
                if enough.is_set():
                    return
                sent.append(number)
                data = f"{{ <a:one> <a:p> {number} }} ; INSERT DATA {{ GRAPH <{G}> {{ <a:two> <a:p> {number} }} }}"
                with contextlib.suppress(httpx.TransportError):
                    if client.post(server.sparql, data={"update": f"INSERT DATA {data}"}).status_code == 204:
                        acknowledged.append(number)

    with serving(built, tmp_path, public_workers=1) as server:
        thread = threading.Thread(target=write, args=(server,))
        thread.start()
        for victim in ("writer", "writer", "server"):
            _wait_until(acknowledged, 6)
            os.kill(server.process.pid if victim == "server" else _writer_of(server), signal.SIGKILL)
        enough.set()
        thread.join()
    with serving(built, tmp_path, public_workers=1) as server:  # from the same built store: what was written stays
        one = {int(each) for each in numbers(server, "<a:one> <a:p> ?n")}
        two = {int(each) for each in numbers(server, f"GRAPH <{G}> {{ <a:two> <a:p> ?n }}")}
        assert update(server, "INSERT DATA { <a:one> <a:p> -1 }").status_code == 204
        assert "-1" in numbers(server, "<a:one> <a:p> ?n")
        assert len([*(tmp_path / "snapshots").iterdir()]) <= 5  # old ones are cleared away
    assert {*acknowledged} <= one
    assert one == two  # no request is there by half
    assert one <= {*sent}

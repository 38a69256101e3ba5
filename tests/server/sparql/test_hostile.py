"""Hostile queries and hostile bodies, together with good ones: the server stays the same process, and so do its answers."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from tests.server.hostile import BODIES, QUERIES
from tests.server.sparql.app import TOKEN
from tests.server.sparql.serving import Server, serving
from tests.server.workers.test_lockdown import listening

GOOD = {
    "rows": ("SELECT ?s ?name { ?s a mkg:Memorial ; rdfs:label ?name } ORDER BY ?s ?name", "text/csv"),
    "a graph": ("CONSTRUCT WHERE { ?s a mkg:Memorial ; rdfs:label ?name }", "text/turtle"),
    "a question": ("ASK { ?s a mkg:Memorial }", "application/sparql-results+json"),
}
SEEN = {200, 400, 413, 414, 415, 500, 503}  # of what is hostile; never a connection that is cut without a word


@pytest.fixture(scope="module")
def server(built: Path) -> Iterator[Server]:
    patient: dict[str, float] = {"waiting_seconds": 60, "waiting_per_client": 60, "requests_per_minute": 1_000_000}
    with serving(built, "", query_seconds=1, memory=192, **patient) as running:
        yield running


def good_answers(server: Server, client: httpx.Client) -> dict[str, tuple[int, bytes]]:
    found = {}
    for name, (query, accept) in GOOD.items():
        answer = client.post(server.sparql, data={"query": query}, headers={"Accept": accept})
        found[name] = answer.status_code, answer.content
    page = client.get(f"{server.url}/page")
    return found | {"a page": (page.status_code, page.content)}


def noise(server: Server) -> None:
    """What is not even HTTP, or stops in the middle of it."""
    address = (str(urlsplit(server.url).hostname), int(urlsplit(server.url).port or 0))
    for sent in (
        b"\x16\x03\x01" * 100,
        b"GET /sparql HTTP/1.1\r\nHost: x\r\n",
        b"POST /sparql HTTP/1.1\r\nContent-Length: 9",
    ):
        with socket.create_connection(address, timeout=5) as connection:
            connection.sendall(sent)


def test_hostile_requests_leave_the_server_and_its_good_answers_as_they_are(server: Server) -> None:
    statuses: Counter[int] = Counter()
    failures: list[BaseException] = []

    def attack(part: int) -> None:
        try:
            with httpx.Client(timeout=60) as client:
                for name, query in [*QUERIES.items()][part::3]:
                    answer = client.post(server.sparql, data={"query": query})
                    statuses[answer.status_code] += 1
                    assert answer.status_code in SEEN, name
                for name, (media_type, body) in [*BODIES.items()][part::3]:
                    answer = client.post(server.sparql, content=body, headers={"Content-Type": media_type})
                    statuses[answer.status_code] += 1
                    assert answer.status_code in {400, 413, 415}, name
                noise(server)
        except (AssertionError, httpx.HTTPError, OSError) as error:
            failures.append(error)

    with httpx.Client(timeout=60) as client:
        before, workers = good_answers(server, client), httpx.get(f"{server.url}/workers").json()
        assert {status for status, _ in before.values()} == {200}
        attackers = [threading.Thread(target=attack, args=(part,)) for part in range(3)]
        for each in attackers:
            each.start()
        rounds = 0
        while any(each.is_alive() for each in attackers):
            assert good_answers(server, client) == before
            rounds += 1
        assert failures == []
        assert good_answers(server, client) == before
        after = client.get(f"{server.url}/workers").json()
    assert rounds > 2
    assert server.process.poll() is None
    assert {400, 500, 503} <= {*statuses}  # each kind of harm was really tried
    assert after[1] == workers[1]  # the workers of the pages were never touched
    assert after[0] != workers[0]


def test_nothing_that_is_sent_makes_the_server_ask_anybody(writable: Server) -> None:
    server = writable
    with listening() as listener:
        url = listener.url
        silent = {
            "SERVICE": f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
            "silent": f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
            "escaped": f"SELECT * {{ S\\u0045RVICE <{url}> {{ ?s ?p ?o }} }}",
            "escaped address": f"SELECT * {{ SERVICE <{url.replace('h', chr(92) + 'u0068', 1)}> {{ ?s ?p ?o }} }}",
            "in a comment": f"SELECT * {{ # \\u000A SERVICE <{url}> {{ ?s ?p ?o }}\n }}",
            "a variable": f"SELECT * {{ VALUES ?u {{ <{url}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
            "by its prefix": f"PREFIX x: <{url}> SELECT * {{ SERVICE x: {{ ?s ?p ?o }} }}",
            "after the label service": "SELECT * { SERVICE wikibase:label { bd:serviceParam wikibase:language 'en' } "
            f"SERVICE <{url}> {{ ?s ?p ?o }} }}",
            "FROM": f"ASK FROM <{url}> {{ ?s ?p ?o }}",
            "FROM NAMED": f"ASK FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        }
        for name, query in silent.items():
            assert httpx.post(server.sparql, data={"query": query}).status_code == 400, name
        for name in ("default-graph-uri", "named-graph-uri"):
            assert httpx.get(server.sparql, params={"query": "ASK {}", name: url}).status_code == 400
        described = httpx.get(server.sparql, params={"query": f"DESCRIBE <{url}>"})
        assert described.status_code == 200  # nothing is known of it, and nobody is asked

        token = {"Authorization": f"Bearer {TOKEN}"}
        for text in (
            f"LOAD <{url}>",
            f"LOAD SILENT <{url}>",
            f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{url}> {{}} }}",
        ):
            assert httpx.post(server.sparql, data={"update": text}, headers=token).status_code == 400, text
        documents = {
            "application/ld+json": f'{{"@context": "{url}", "@id": "a:b", "c:d": 1}}',
            "application/rdf+xml": f'<!DOCTYPE x [<!ENTITY e SYSTEM "{url}">]><rdf:RDF '
            'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&e;</rdf:RDF>',
            "text/turtle": f"@base <{url}> . <a> <b> <c>",
        }
        for media_type, document in documents.items():
            headers = {**token, "Content-Type": media_type}
            answer = httpx.put(server.graphs, params={"graph": "http://a.example/"}, content=document, headers=headers)
            assert answer.status_code == 400, media_type
        assert listener.connections == 0
        with contextlib.closing(socket.create_connection(("127.0.0.1", int(url.rsplit(":")[-1].strip("/"))))):
            pass
        threading.Event().wait(0.2)
        assert listener.connections == 1  # it would have been counted


def test_a_billion_laughs_are_not_laughed(writable: Server) -> None:
    entities = (
        '<!ENTITY e0 "' + "x" * 100 + '">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    )
    document = (
        f"<!DOCTYPE x [{entities}]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:m='a:b'>"
        "<rdf:Description rdf:about='a:b'><m:p>&e9;</m:p></rdf:Description></rdf:RDF>"
    )
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/rdf+xml"}
    server = writable
    pid = server.process.pid
    for body in (document, "<< " * 20_000, "[" * 200_000, '{"@id":"a:b","c:d":' * 5_000):
        for media_type in ("application/rdf+xml", "text/turtle", "application/ld+json"):
            answer = httpx.put(
                server.graphs,
                params={"graph": "http://a.example/"},
                content=body,
                headers={**headers, "Content-Type": media_type},
                timeout=60,
            )
            assert answer.status_code in {400, 413, 500, 503}, (media_type, body[:20])
    assert httpx.get(f"{server.url}/page").is_success
    assert server.process.poll() is None
    os.kill(pid, 0)


def test_who_asks_too_often_is_told_when_to_come_back(built: Path) -> None:
    with serving(built, requests_per_minute=3, public_workers=1) as server:
        answers = [httpx.get(server.sparql, params={"query": "ASK {}"}) for _ in range(5)]
        statuses = [each.status_code for each in answers]  # the third may be refused: computing counts, too
        assert (statuses[0], statuses[-1], sorted(statuses)) == (200, 429, statuses)
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        assert json.loads(answers[-1].text)["status"] == 429
        lying = httpx.get(server.sparql, params={"query": "ASK {}"}, headers={"X-Forwarded-For": "192.0.2.1"})
        assert lying.status_code == 429  # nobody said that there is a proxy

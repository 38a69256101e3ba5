"""The SPARQL 1.1 Protocol: what is asked how, and which status answers it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.server.sparql.serving import Server

from memorial_kg import KnowledgeGraph, open_graph
from memorial_kg.graph.foreign import read_rdf
from memorial_kg.queries import write
from memorial_kg.terms import parse_line

ASK = "ASK { ?s ?p ?o }"
SELECT = "SELECT ?s ?name { ?s a mkg:Memorial ; rdfs:label ?name } ORDER BY ?s ?name"
CONSTRUCT = "CONSTRUCT { ?s rdfs:label ?name } WHERE { ?s a mkg:Memorial ; rdfs:label ?name }"
ARTICLE, LIST = (f"https://w3id.org/memorial-kg/source/{name}" for name in ("article", "list"))
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"


def ask(endpoint: Server, method: str = "GET", **options: Any) -> httpx.Response:  # noqa: ANN401 - as httpx
    return httpx.request(method, endpoint.sparql, timeout=60, **options)


@pytest.fixture(scope="module")
def graph(built: Path) -> KnowledgeGraph:
    return open_graph(built)


# ── the three forms of a question ──


def test_all_forms_of_a_request_give_the_same_answer(endpoint: Server, graph: KnowledgeGraph) -> None:
    bodies = [
        ask(endpoint, params={"query": SELECT}),
        ask(endpoint, "POST", data={"query": SELECT}),
        ask(endpoint, "POST", content=SELECT, headers={"Content-Type": QUERY}),
        ask(endpoint, "POST", content=SELECT, headers={"Content-Type": f"{QUERY}; charset=UTF-8"}),
    ]
    assert {each.status_code for each in bodies} == {200}
    assert {each.text for each in bodies} == {write(graph.query(SELECT), "json")}


def test_head_gives_the_headers_of_get_and_no_body(endpoint: Server) -> None:
    get, head = (ask(endpoint, method, params={"query": ASK}) for method in ("GET", "HEAD"))
    assert head.status_code == 200
    assert head.content == b""
    same = ("content-type", "content-length", "etag", "vary")
    assert [head.headers[name] for name in same] == [get.headers[name] for name in same]


def test_what_a_client_has_is_not_sent_again(endpoint: Server) -> None:
    first = ask(endpoint, params={"query": SELECT})
    again = ask(endpoint, params={"query": SELECT}, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    other = ask(endpoint, params={"query": SELECT, "format": "csv"}, headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


# ── the forms of an answer ──


@pytest.mark.parametrize(
    ("accept", "form", "media_type"),
    [
        ("", "json", "application/sparql-results+json"),
        ("*/*", "json", "application/sparql-results+json"),
        ("application/json", "json", "application/json"),
        ("application/sparql-results+xml", "xml", "application/sparql-results+xml"),
        ("text/html;q=0.9, application/xml, */*;q=0.8", "xml", "application/xml"),
        ("text/html, */*", "json", "application/sparql-results+json"),
        ("text/csv", "csv", "text/csv; charset=utf-8"),
        ("text/csv;q=0.1, text/tab-separated-values", "tsv", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0, text/*", "tsv", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_rows_come_as_the_client_accepts_them(
    endpoint: Server, graph: KnowledgeGraph, accept: str, form: str, media_type: str
) -> None:
    answer = ask(endpoint, params={"query": SELECT}, headers={"Accept": accept})
    assert answer.headers["content-type"] == media_type
    assert answer.content.decode() == write(graph.query(SELECT), form)
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    "media_type",
    [
        "text/turtle",
        "application/n-triples",
        "application/ld+json",
        "application/rdf+xml",
        "application/trig",
        "application/n-quads",
    ],
)
def test_graphs_come_as_the_client_accepts_them(endpoint: Server, graph: KnowledgeGraph, media_type: str) -> None:
    answer = ask(endpoint, params={"query": CONSTRUCT}, headers={"Accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert tuple(read_rdf(io.BytesIO(answer.content), "answer", media_type)) == graph.query(CONSTRUCT).triples


@pytest.mark.parametrize(("name", "starts"), [("csv", "s,name\r\n"), ("xml", "<?xml"), ("tsv", "?s\t"), ("json", "{")])
def test_a_short_name_in_the_address_wins(endpoint: Server, name: str, starts: str) -> None:
    for parameter in ("format", "output"):
        answer = ask(endpoint, params={"query": SELECT, parameter: name}, headers={"Accept": "text/html"})
        assert answer.text.startswith(starts)


def test_csv_is_as_the_recommendation_has_it_and_a_spreadsheet_runs_nothing(endpoint: Server) -> None:
    query = 'SELECT ?x { VALUES ?x { "=1+1" } }'
    assert ask(endpoint, params={"query": query, "format": "csv"}).content == b"x\r\n=1+1\r\n"
    assert ask(endpoint, params={"query": query, "format": "spreadsheet"}).content == b"\xef\xbb\xbfx\r\n'=1+1\r\n"


def test_blank_nodes_can_be_made_and_written(endpoint: Server) -> None:
    query = "CONSTRUCT { ?s rdfs:seeAlso [ rdfs:label ?name ] } WHERE { ?s a mkg:Memorial ; rdfs:label ?name } LIMIT 1"
    for name in ("turtle", "jsonld", "rdfxml", "nt"):
        answer = ask(endpoint, params={"query": query, "format": name})
        assert len(read_rdf(io.BytesIO(answer.content), "answer", name)) == 2


# ── the dataset ──


def count(endpoint: Server, where: str, **fields: str | list[str]) -> int:
    answer = ask(endpoint, params={"query": f"SELECT (COUNT(*) AS ?n) {where}", **fields})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_the_protocol_names_the_dataset_and_overrides_the_query(endpoint: Server, graph: KnowledgeGraph) -> None:
    sizes = {name: sum(parse_line(line).graph == f"<{name}>" for line in graph.lines) for name in (ARTICLE, LIST)}
    everything, named = "{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"
    one: dict[str, str | list[str]] = {"default-graph-uri": ARTICLE}
    both: dict[str, str | list[str]] = {"default-graph-uri": [ARTICLE, LIST]}
    assert count(endpoint, everything, **one) == sizes[ARTICLE]
    assert max(sizes.values()) < count(endpoint, everything, **both) <= sum(sizes.values())
    assert count(endpoint, f"FROM <{LIST}> {everything}") == sizes[LIST]
    assert count(endpoint, f"FROM <{LIST}> {everything}", **one) == sizes[ARTICLE]
    assert count(endpoint, named) == sum(sizes.values())
    assert count(endpoint, named, **one) == 0
    assert count(endpoint, named, **{"named-graph-uri": LIST}) == sizes[LIST]
    assert count(endpoint, everything, **{"named-graph-uri": LIST}) == 0
    assert count(endpoint, named, **{"named-graph-uri": LIST}, **one) == sizes[LIST]


# ── the statuses ──


@pytest.mark.parametrize(
    ("status", "says", "method", "options"),
    [
        (400, "the query is empty", "GET", {"params": {"query": " "}}),
        (400, "there is no query", "POST", {"data": {"nothing": "1"}}),
        (400, "there are 2 of `query`", "GET", {"params": {"query": [ASK, ASK]}}),
        (400, "not both", "POST", {"data": {"query": ASK, "update": "CLEAR ALL"}}),
        (400, "would change the graph", "GET", {"params": {"query": "DROP ALL"}}),
        (400, "query:2:11: the", "GET", {"params": {"query": "SELECT *\n{ ?s ?p } "}}),
        (400, "the prefix nope: is not known", "GET", {"params": {"query": "ASK { ?s nope:p ?o }"}}),
        (400, "there is no graph", "GET", {"params": {"query": ASK, "default-graph-uri": "http://e.example/"}}),
        (400, "there is no graph", "GET", {"params": {"query": "ASK FROM <http://e.example/> { ?s ?p ?o }"}}),
        (400, "is not the name of a graph", "GET", {"params": {"query": "ASK FROM <file:///etc/passwd> { ?s ?p ?o }"}}),
        (400, "no format 'docx'", "GET", {"params": {"query": ASK, "format": "docx"}}),
        (400, "`timeout` is a number", "GET", {"params": {"query": ASK, "timeout": "-1"}}),
        (400, "`timeout` is a number", "GET", {"params": {"query": ASK, "timeout": "nan"}}),
        (400, "using-graph-uri", "POST", {"data": {"query": ASK, "using-graph-uri": ARTICLE}}),
        (400, "not in utf-8", "POST", {"content": b"ASK { ?s ?p '\xff' }", "headers": {"Content-Type": QUERY}}),
        (400, "more than 1000 fields", "POST", {"data": {f"f{n}": "" for n in range(1001)}}),
        (400, "asks another server", "GET", {"params": {"query": "ASK { SERVICE <http://e.example/> { ?s ?p ?o } }"}}),
        (403, "takes no updates", "POST", {"data": {"update": "CLEAR ALL"}}),
        (403, "takes no updates", "POST", {"content": "X", "headers": {"Content-Type": "application/sparql-update"}}),
        (405, "posted", "GET", {"params": {"update": "CLEAR ALL"}}),
        (405, "", "PUT", {"content": ASK}),
        (405, "", "DELETE", {}),
        (406, "no answer in a form", "GET", {"params": {"query": ASK}, "headers": {"Accept": "image/png"}}),
        (406, "answers with rows", "GET", {"params": {"query": ASK}, "headers": {"Accept": "text/turtle"}}),
        (406, "answers with triples", "GET", {"params": {"query": CONSTRUCT}, "headers": {"Accept": "text/csv"}}),
        (413, "the query has more than", "POST", {"data": {"query": ASK + " " * 64_000}}),
        (413, "body of the request", "POST", {"content": b"x" * 1_000_001, "headers": {"Content-Type": QUERY}}),
        (414, "address", "GET", {"params": {"query": ASK + " " * 8_192}}),
        (415, "no type", "POST", {"content": ASK}),
        (415, "'text/plain'", "POST", {"content": ASK, "headers": {"Content-Type": "text/plain"}}),
        (415, "utf-16", "POST", {"content": ASK, "headers": {"Content-Type": f"{QUERY}; charset=utf-16"}}),
        (415, "packed", "POST", {"content": ASK, "headers": {"Content-Type": QUERY, "Content-Encoding": "gzip"}}),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(
    endpoint: Server, status: int, says: str, method: str, options: dict[str, Any]
) -> None:
    answer = ask(endpoint, method, **options)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in answer.json()["detail"].lower()
    if status == 405:
        assert "POST" in answer.headers["allow"]


def test_an_error_in_a_query_names_its_place(endpoint: Server) -> None:
    answer = ask(endpoint, params={"query": "SELECT ?s\nWHERE { ?s ?p }"}).json()
    assert (answer["line"], answer["column"]) == (2, 16)


def test_more_rows_than_allowed_are_refused_and_never_cut_off(endpoint: Server) -> None:
    answer = ask(endpoint, params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"})
    assert answer.status_code == 413
    assert "use LIMIT" in answer.json()["detail"]


def test_a_client_may_wait_less_and_never_more(endpoint: Server) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    answer = ask(endpoint, params={"query": endless, "timeout": "0.3"})
    assert answer.status_code == 503
    assert "0.3 seconds" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0


# ── what the endpoint says of itself ──


def test_who_asks_nothing_is_told_what_can_be_asked(endpoint: Server) -> None:
    for media_type in ("text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"):
        answer = ask(endpoint, headers={"Accept": media_type})
        lines = read_rdf(io.BytesIO(answer.content), "sd", media_type)
        said = "\n".join(lines)
        assert f"<{endpoint.sparql}> <http://www.w3.org/ns/sparql-service-description#endpoint>" in said
        assert "SPARQL11Query" in said
        assert "SPARQL11Update" not in said
        assert f"#name> <{ARTICLE}> ." in said


def test_scripts_of_other_sites_may_ask_and_not_write(endpoint: Server) -> None:
    answer = ask(endpoint, "OPTIONS", headers={"Origin": "https://e.example", "Access-Control-Request-Method": "POST"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "authorization" not in answer.headers["access-control-allow-headers"].lower()


def test_the_answer_to_a_post_is_json_also_for_long_queries(endpoint: Server) -> None:
    names = " ".join(f'"{"ş" * 40}{number}"' for number in range(500))
    answer = ask(endpoint, "POST", data={"query": f"SELECT ?x {{ VALUES ?x {{ {names} }} }}"})
    assert len(json.loads(answer.text)["results"]["bindings"]) == 500


def test_a_person_who_asks_nothing_gets_the_page_to_ask_on(endpoint: Server) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = ask(endpoint, headers={"Accept": browser})
    assert (answer.status_code, answer.headers["location"], answer.headers["vary"]) == (303, "sparql.html", "Accept")
    assert ask(endpoint, headers={"Accept": "text/html;q=0.5, text/turtle"}).status_code == 200
    assert ask(endpoint, headers={"Accept": "image/png"}).status_code == 406

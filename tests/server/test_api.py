from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from tests.server.conftest import running

from memorial_kg.queries import list_queries
from memorial_kg.server.bundled import bundled
from memorial_kg.server.settings import Settings
from memorial_kg.server.workers import Result, Workers

QUERIES = [each.name for each in list_queries() if not each.federated]


def test_every_bundled_query_but_those_that_leave_the_house_is_offered(server: httpx.Client) -> None:
    listed = server.get("/api").json()
    assert [each["name"] for each in listed["queries"]] == QUERIES == [*bundled()]
    assert "federated-wikidata" not in QUERIES
    assert server.get("/api/federated-wikidata").status_code == 404


@pytest.mark.parametrize("name", QUERIES)
def test_each_query_answers_with_its_defaults(server: httpx.Client, name: str) -> None:
    answer = server.get(f"/api/{name}")
    assert answer.status_code == 200, answer.text
    kind = answer.headers["content-type"].partition(";")[0]
    assert kind in {"application/sparql-results+json", "text/turtle"}
    assert answer.content


def test_parameters_are_bound(server: httpx.Client) -> None:
    def memorials(**params: str | list[str]) -> set[str]:
        found = server.get("/api/by-country", params=params).json()["results"]["bindings"]
        return {each["memorial"]["value"].rpartition("/")[2] for each in found}

    turkey, germany = memorials(country="place/turkey"), memorials(country="place/germany")
    assert memorials() == turkey == memorials(country="wd:Q43")
    assert {"tr-usak"} <= turkey
    assert turkey.isdisjoint(germany)
    assert germany
    assert memorials(country=["place/turkey", "place/germany"]) == turkey | germany
    assert memorials(country="any") > turkey


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"county": "place/turkey"}, "did you mean 'country'"),
        ({"country": "place/<b>"}, "The parameter 'country'"),
        ({"country": "wdx:Q43"}, "prefix"),
        ({"country": "http://a.example/> } DROP ALL #"}, "The parameter 'country'"),
        ({"format": "exe"}, "not answered in that format"),
        ({"format": "turtle"}, "not answered in that format"),
        ({"format": ["csv", "json"]}, "more than once"),
        ({"country": ["wd:Q1"] * 51}, "more than 50 values"),
    ],
)
def test_a_bad_parameter_is_refused_in_words(server: httpx.Client, params: dict[str, str], words: str) -> None:
    answer = server.get("/api/by-country", params=params)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_an_unknown_query_is_not_there(server: httpx.Client) -> None:
    for path in ("/api/nothing", "/api/../secret", "/api/by-country/more"):
        assert server.get(path).status_code == 404


@pytest.mark.parametrize(
    ("accept", "format_name", "kind"),
    [
        ("*/*", "", "application/sparql-results+json"),
        ("application/json", "", "application/json"),
        ("text/csv", "", "text/csv"),
        ("text/csv", "json", "application/sparql-results+json"),
        ("text/tab-separated-values", "", "text/tab-separated-values"),
        ("application/sparql-results+xml", "", "application/sparql-results+xml"),
        ("text/markdown;q=0.9, text/csv;q=0.1", "", "text/markdown"),
        ("*/*", "md", "text/markdown"),
        ("*/*", ".SRX", "application/sparql-results+xml"),
        ("*/*", "text/csv", "text/csv"),
    ],
)
def test_an_answer_has_the_form_that_is_asked_for(
    server: httpx.Client, accept: str, format_name: str, kind: str
) -> None:
    params = {"format": format_name} if format_name else {}
    answer = server.get("/api/memorials", params=params, headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert "Accept" in answer.headers["vary"]


def test_triples_come_as_rdf(server: httpx.Client) -> None:
    path = "/api/construct-memorials-as-schema-org"
    assert server.get(path).headers["content-type"] == "text/turtle; charset=utf-8"
    for accept in ("application/n-triples", "application/ld+json", "application/rdf+xml"):
        assert server.get(path, headers={"accept": accept}).headers["content-type"] == accept
    assert server.get(path, headers={"accept": "text/csv"}).status_code == 406
    assert server.get(path, params={"format": "csv"}).status_code == 400
    for name, kind in (
        ("nt", "application/n-triples"),
        ("json", "application/ld+json"),
        ("xml", "application/rdf+xml"),
    ):
        assert server.get(path, params={"format": name}).headers["content-type"] == kind


def test_a_table_is_safe_to_open(server: httpx.Client) -> None:
    text = server.get("/api/on-a-map", params={"format": "csv"}).text
    assert text.startswith("\ufeff")  # it is the table for spreadsheets, in which no text is a formula
    rows = [*csv.reader(io.StringIO(text.removeprefix("\ufeff")))]
    west = [float(row[rows[0].index("longitude")]) for row in rows[1:]]
    assert min(west) < 0  # a number stays a number, also below zero
    assert not any(cell.startswith(("=", "+", "@", "\t")) for row in rows for cell in row)


def test_who_has_an_answer_already_is_not_sent_it_again(server: httpx.Client) -> None:
    first = server.get("/api/by-country?country=place/turkey")
    again = server.get(str(first.url), headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    others = (
        "/api/by-country?country=place/germany",
        "/api/by-country?country=place/turkey&format=csv",
        "/api/memorials",
    )
    for other in others:
        assert server.get(other, headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_a_refused_question_is_not_remembered(server: httpx.Client) -> None:
    answer = server.get("/api/by-country?country=<")
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_who_lets_a_bundled_query_compute_pays_from_the_one_purse_that_all_addresses_share(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask(*_: object, spent: Callable[[float], None], **__: object) -> Result:
        spent(30)
        return Result("select", "json", b"{}")

    monkeypatch.setattr(Workers, "ask", ask)
    addresses = (
        "/api/memorials",
        "/api/search?q=usak",
        "/sparql?query=ASK%7B%7D",
        "/graph-store?default",
        "/reconcile/suggest/type?prefix=m",
    )
    limits = replace(settings.limits, requests_per_minute=10)
    with running(replace(settings, limits=limits)) as client:
        assert client.get("/api/memorials").status_code == 200
        assert [client.get(each).status_code for each in addresses] == [429] * len(addresses)


def test_a_person_is_told_about_the_queries_where_the_site_has_a_page(server: httpx.Client) -> None:
    assert server.get("/api", headers={"accept": "text/html"}).status_code == 200  # the small site has none
    assert json.loads(server.get("/api").content)["openapi"] == "openapi.json"

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse
from tests.server.conftest import PERSON

from memorial_kg.server.negotiation import best_language, best_type, quality, split_list

BASE = "https://w3id.org/memorial-kg/"
HOUSE = f"{BASE}ontology"
THING = "/memorial/tr-usak"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def location(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def links(answer: httpx.Response) -> list[tuple[str, str, dict[str, str]]]:
    """The `Link` header as target, relations and attributes."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"((?:; [a-z]+="[^"]*")*)', answer.headers.get("link", ""))
    return [(target, rel, dict(re.findall(r'([a-z]+)="([^"]*)"', rest))) for target, rel, rest in found]


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        ("", "tr-usak.html"),
        ("*/*", "tr-usak.html"),
        (BROWSER, "tr-usak.html"),
        ("text/turtle", "tr-usak.ttl"),
        ("TEXT/Turtle", "tr-usak.ttl"),
        ("application/x-turtle", "tr-usak.ttl"),
        ("application/ld+json", "tr-usak.jsonld"),
        ("application/json", "tr-usak.jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded", */*;q=0.1', "tr-usak.jsonld"),
        ("application/n-triples", "tr-usak.nt"),
        ("application/n-quads", "tr-usak.nq"),
        ("application/trig", "tr-usak.trig"),
        ("application/rdf+xml", "tr-usak.rdf"),
        ("text/xml", "tr-usak.rdf"),
        ("application/geo+json", "tr-usak.geojson"),
        ("text/csv", "tr-usak.csv"),
        ("text/*", "tr-usak.html"),
        ("application/*", "tr-usak.jsonld"),
        ("text/html;q=0.5, text/turtle;q=0.9", "tr-usak.ttl"),
        ("text/turtle;q=0.5, */*;q=0.1", "tr-usak.ttl"),
        ("text/turtle;q=0, */*;q=0.1", "tr-usak.html"),
        ("text/html;q=0, */*", "tr-usak.ttl"),
        # rdflib and Jena ask like this
        ("text/turtle, application/n-triples;q=0.9, application/rdf+xml;q=0.8, text/html;q=0.1, */*;q=0.05", "tr-usak.ttl"),
        ("image/png, text/turtle;q=0.01", "tr-usak.ttl"),
    ],
)  # fmt: skip
def test_a_thing_leads_to_the_document_that_the_client_wants(server: httpx.Client, accept: str, target: str) -> None:
    answer = server.get(THING, headers={"accept": accept})
    assert location(answer) == target
    assert {"Accept", "Accept-Profile", "Accept-Language"} <= {*answer.headers["vary"].split(", ")}
    found = server.get(urljoin(THING, target))
    assert found.status_code == 200
    assert server.head(THING, headers={"accept": accept}).headers["location"] == target


@pytest.mark.parametrize("name", [PERSON, "source/list", "dataset"])
def test_whatever_has_a_page_can_be_had_as_data(server: httpx.Client, name: str) -> None:
    last = name.rpartition("/")[2]
    assert location(server.get(f"/{name}", headers={"accept": BROWSER})) == f"{last}.html"
    assert location(server.get(f"/{name}", headers={"accept": "text/turtle"})) == f"{last}.ttl"


@pytest.mark.parametrize(
    ("header", "path"),
    [
        ("tr", "../tr/memorial/tr-usak.html"),
        ("az-AZ, en;q=0.5", "../az/memorial/tr-usak.html"),
        ("de-CH;q=0.7, fr;q=0.9", "../de/memorial/tr-usak.html"),
        ("en-GB, tr;q=0.9", "tr-usak.html"),
        ("fr", "tr-usak.html"),
        ("tr;q=0, *", "tr-usak.html"),
    ],
)
def test_a_page_comes_in_the_language_of_its_reader(server: httpx.Client, header: str, path: str) -> None:
    assert location(server.get(THING, headers={"accept": BROWSER, "accept-language": header})) == path


def test_a_language_without_the_page_falls_back(server: httpx.Client) -> None:
    answer = server.get(f"/{PERSON}", headers={"accept": BROWSER, "accept-language": "de"})
    assert location(answer) == "aslan-rustamov.html"


def test_data_have_no_language(server: httpx.Client) -> None:
    headers = {"accept": "text/turtle", "accept-language": "tr"}
    assert location(server.get(THING, headers=headers)) == "tr-usak.ttl"


def test_the_language_of_an_address_is_kept(server: httpx.Client) -> None:
    assert location(server.get(f"/tr{THING}", headers={"accept": BROWSER, "accept-language": "de"})) == "tr-usak.html"
    assert location(server.get(f"/tr{THING}", headers={"accept": "text/turtle"})) == "../../memorial/tr-usak.ttl"


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "nonsense", "video/*, */*;q=0"])
def test_who_accepts_nothing_is_told_what_there_is(server: httpx.Client, accept: str) -> None:
    answer = server.get(THING, headers={"accept": accept})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    alternatives = answer.json()["alternatives"]
    assert {"href": "tr-usak.ttl", "type": "text/turtle", "profile": HOUSE} in alternatives
    for each in alternatives:
        assert server.get(urljoin(THING, each["href"])).status_code == 200, each
    assert any("alternate" in rel for _, rel, _ in links(answer))


# -- made on request ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [(".nq", "application/n-quads"), (".trig", "application/trig"), (".rdf", "application/rdf+xml")],
)
def test_what_no_file_holds_is_made(server: httpx.Client, suffix: str, media_type: str) -> None:
    answer = server.get(f"/{PERSON}", headers={"accept": media_type})
    assert location(answer) == f"aslan-rustamov{suffix}"
    made = server.get(f"/{PERSON}{suffix}")
    assert (made.status_code, made.headers["content-type"]) == (200, media_type)
    assert "Rustamov" in made.text
    assert made.headers["content-profile"] == f"<{HOUSE}>"
    again = server.get(f"/{PERSON}{suffix}", headers={"if-none-match": made.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_made_is_what_a_parser_reads(server: httpx.Client) -> None:
    graphs = {}
    for suffix, kind in ((".rdf", RdfFormat.RDF_XML), (".trig", RdfFormat.TRIG), (".nq", RdfFormat.N_QUADS)):
        quads = [*parse(server.get(f"/{PERSON}{suffix}").content, kind)]
        assert NamedNode(BASE + PERSON) in {quad.subject for quad in quads}
        graphs[suffix] = {str(quad.graph_name) for quad in quads}
    assert graphs[".rdf"] == {"DEFAULT"}
    assert graphs[".nq"] == graphs[".trig"] >= {"DEFAULT", f"<{BASE}source/article>"}


def test_tables_of_a_person_are_not_made(server: httpx.Client) -> None:
    assert server.get(f"/{PERSON}.geojson").status_code == 404
    assert server.get(f"/{PERSON}", headers={"accept": "application/geo+json"}).status_code == 406


def test_nothing_is_made_of_what_has_no_page(server: httpx.Client) -> None:
    for path in ("/memorial/nobody.rdf", "/nothing.nq", "/person/.rdf"):
        assert server.get(path).status_code == 404


# -- profiles ----------------------------------------------------------------------------------------------------------


def test_a_profile_is_asked_for_in_the_address(server: httpx.Client) -> None:
    answer = server.get(f"{THING}?_profile=wikibase&_mediatype=text/turtle")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert answer.headers["content-profile"] == "<http://wikiba.se/ontology>"
    assert "http://www.wikidata.org/prop/" in answer.text
    again = server.get(str(answer.url), headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_profile_is_asked_for_in_a_header(server: httpx.Client) -> None:
    headers = {"accept": "application/n-triples", "accept-profile": "<http://wikiba.se/ontology#>, <urn:other>;q=0.5"}
    target = location(server.get(THING, headers=headers))
    assert target == "tr-usak?_profile=wikibase&_mediatype=application/n-triples"
    assert "wikiba.se" in server.get(urljoin(THING, target)).text


def test_schema_org_is_what_the_page_carries(server: httpx.Client) -> None:
    for profile in ("schema", "https://schema.org/", "http://schema.org/"):
        answer = server.get(THING, params={"_profile": profile})
        assert answer.headers["content-type"] == "application/ld+json"
        assert answer.json()["@context"]["@vocab"] == "http://schema.org/"
    assert server.get(THING, params={"_profile": "schema", "_mediatype": "text/turtle"}).status_code == 406


def test_our_own_profile_leads_to_the_file(server: httpx.Client) -> None:
    answer = server.get(THING, params={"_profile": "mkg", "_mediatype": "text/turtle"})
    assert location(answer) == "tr-usak.ttl"
    assert location(server.get(THING, params={"_mediatype": "application/trig"})) == "tr-usak.trig"


def test_an_unknown_profile_is_no_answer_and_an_unknown_wish_is_passed_over(server: httpx.Client) -> None:
    assert server.get(THING, params={"_profile": "none"}).status_code == 406
    for wish in ("<urn:unknown>", "<http://wikiba.se/ontology>;q=0", "nonsense"):
        headers = {"accept": "text/turtle", "accept-profile": wish}
        assert location(server.get(THING, headers=headers)) == "tr-usak.ttl"


@pytest.mark.parametrize("word", ["alt", "altr", "http://www.w3.org/ns/dx/connegp/altr"])
def test_all_forms_are_listed_and_each_is_alive(server: httpx.Client, word: str) -> None:
    answer = server.get(THING, params={"_profile": word})
    assert answer.json()["resource"] == f"{BASE}memorial/tr-usak"
    found = answer.json()["representations"]
    assert {each["profile"] for each in found} == {HOUSE, "https://schema.org/", "http://wikiba.se/ontology"}
    for each in found:
        got = server.get(urljoin(THING, each["href"]))
        assert got.status_code == 200
        assert got.headers["content-type"].partition(";")[0] == each["type"]


# -- links -------------------------------------------------------------------------------------------------------------


def test_a_page_says_what_it_is_about_and_where_its_data_are(server: httpx.Client) -> None:
    found = links(server.get(f"{THING}.html"))
    by_rel = {word: target for target, rel, _ in found for word in rel.split()}
    assert by_rel["cite-as"] == f"{BASE}memorial/tr-usak"
    assert by_rel["canonical"] == "tr-usak.html"
    assert by_rel["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert by_rel["collection"] == f"{BASE}dataset"
    types = {target for target, rel, _ in found if rel == "type"}
    assert {"https://schema.org/AboutPage", f"{HOUSE}#Memorial"} <= types
    described = {(target, more["type"]) for target, rel, more in found if "describedby" in rel.split()}
    assert ("tr-usak.ttl", "text/turtle") in described
    assert ("tr-usak.csv", "text/csv") not in described
    languages = {more.get("hreflang"): target for target, rel, more in found if "hreflang" in more}
    assert languages["tr"] == "../tr/memorial/tr-usak.html"


def test_data_say_which_page_is_theirs(server: httpx.Client) -> None:
    found = links(server.get(f"{THING}.ttl"))
    by_rel = {word: target for target, rel, _ in found for word in rel.split()}
    assert by_rel["describes"] == "tr-usak.html"
    assert by_rel["about"] == f"{BASE}memorial/tr-usak"
    assert by_rel["canonical"] == "tr-usak.ttl"
    assert by_rel["profile"] == HOUSE
    assert "cite-as" not in by_rel


def test_the_dataset_names_its_downloads_as_items(server: httpx.Client) -> None:
    items = {target for target, rel, _ in links(server.get("/dataset.html")) if "item" in rel.split()}
    assert {"dataset.nq", "dataset.csv"} <= items


@pytest.mark.parametrize(
    "path", [THING, f"{THING}.html", f"{THING}.ttl", f"/tr{THING}.html", "/dataset.html", f"/{PERSON}.rdf"]
)
def test_every_link_to_us_is_alive(server: httpx.Client, path: str) -> None:
    found = links(server.get(path))
    assert found
    for target, _, more in found:
        if not target.startswith("http"):
            answer = server.get(urljoin(path, target))
            assert answer.status_code == 200, (path, target)
            if "type" in more:
                assert answer.headers["content-type"].partition(";")[0] == more["type"]


def test_a_linkset_holds_all_links(server: httpx.Client) -> None:
    answer = server.get(f"{THING}.linkset")
    assert answer.headers["content-type"] == "application/linkset+json"
    contexts = {each["anchor"]: each for each in answer.json()["linkset"]}
    assert contexts["tr-usak.html"]["cite-as"] == [{"href": f"{BASE}memorial/tr-usak"}]
    assert {"tr-usak.html", "tr-usak.ttl", "tr-usak.csv"} <= contexts.keys()
    for context in contexts.values():
        for rel, targets in context.items():
            for each in targets if rel != "anchor" else []:
                if not each["href"].startswith("http"):
                    assert server.get(urljoin(f"{THING}.linkset", each["href"])).status_code == 200
    assert server.get("/memorial/nobody.linkset").status_code == 404


# -- headers by themselves ---------------------------------------------------------------------------------------------


@given(st.text(max_size=200))
def test_no_header_breaks_the_choice(header: str) -> None:
    assert best_type(header, ["text/html", "text/turtle"]) in ("text/html", "text/turtle", None)
    assert best_language(header, ["en", "tr"], "en") in ("en", "tr")
    assert all(0 <= weight <= 1 for _, weight in split_list(header))


@given(st.sampled_from(["text/html", "text/turtle"]), st.integers(0, 1000))
def test_a_weight_is_what_it_says(media_type: str, thousandths: int) -> None:
    assert quality(f"{media_type};q={thousandths / 1000}", media_type) == thousandths / 1000


def test_a_header_of_many_entries_is_read_in_no_time() -> None:
    assert best_type('"' * 50_000 + "<" * 50_000 + "," * 50_000, ["text/html"]) is None


def test_json_is_what_it_says(server: httpx.Client) -> None:
    assert json.loads(server.get(f"{THING}?_profile=alt").content)

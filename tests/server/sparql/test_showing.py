"""The form of the page for SPARQL works without scripts: its answer is a page that people can read."""

from __future__ import annotations

from html import unescape
from urllib.parse import urljoin

import httpx
import pytest
from tests.server.sparql.serving import Server
from tests.site.html_tree import read

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
HOSTILE = "<script>alert(1)</script>"


def show(endpoint: Server, query: str, **headers: str) -> httpx.Response:
    answer = httpx.get(endpoint.sparql, params={"query": query}, headers={"Accept": BROWSER, **headers}, timeout=60)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Accept" in answer.headers["vary"]
    assert read(answer.text) is not None
    return answer


def test_a_browser_gets_a_table_below_the_query_that_it_asked(endpoint: Server) -> None:
    query = "SELECT ?s ?name { ?s a mkg:Memorial ; rdfs:label ?name } ORDER BY ?s LIMIT 3"
    page = show(endpoint, query).text
    assert query in unescape(page)
    assert '<th scope="col">name</th>' in page
    assert page.count("<td") == 6
    assert '<a href="memorial/' in page


def test_what_the_data_say_is_text_and_no_markup(endpoint: Server) -> None:
    page = show(
        endpoint, f"SELECT ?x {{ VALUES ?x {{ '{HOSTILE}' '</textarea>'@en <javascript:alert(1)> UNDEF }} }}"
    ).text
    assert HOSTILE not in page
    assert page.count("&lt;script&gt;") == 2  # in the form and in the table
    assert 'href="javascript' not in page
    assert page.count("</textarea>") == 1


def test_the_first_rows_of_many_are_shown_and_said_to_be_the_first(endpoint: Server) -> None:
    page = show(endpoint, "SELECT ?s ?p { ?s ?p ?o } LIMIT 700").text
    assert page.count("<td") == 1_000
    assert "The first 500 of 700 rows." in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK { ?s ?p ?o }", "Yes."),
        ("ASK { ?s <urn:no> ?o }", "No."),
        ("SELECT * { ?s <urn:no> ?o }", "nothing matches"),
    ],
)
def test_yes_no_and_nothing_are_said_in_words(endpoint: Server, query: str, words: str) -> None:
    assert words in show(endpoint, query).text


def test_triples_are_a_table_too_and_every_other_format_is_a_link_away(endpoint: Server) -> None:
    page = show(endpoint, "CONSTRUCT { ?s rdfs:label ?n } WHERE { ?s a mkg:Memorial ; rdfs:label ?n } LIMIT 2").text
    assert page.count("<td") == 6
    links = [unescape(each.split('"')[0]) for each in page.split('href="') if each.startswith("sparql?")]
    assert len(links) == 4
    for link in links:
        answer = httpx.get(urljoin(endpoint.sparql, link), headers={"Accept": BROWSER})
        assert (answer.status_code, "html" in answer.headers["content-type"]) == (200, False)


@pytest.mark.parametrize("query", ["SELECT nonsense <b>", "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }"])
def test_what_went_wrong_stands_below_the_query_which_is_kept(endpoint: Server, query: str) -> None:
    answer = show(endpoint, query)
    assert answer.status_code in (400, 403)
    assert "The query could not be run" in answer.text
    assert "<b>" not in answer.text
    assert query in unescape(answer.text)


def test_the_page_speaks_the_language_of_its_reader_with_links_from_where_it_stands(endpoint: Server) -> None:
    page = show(endpoint, "ASK { ?s ?p ?o }", **{"Accept-Language": "de"}).text
    assert '<html lang="de"' in page
    assert 'href="assets/site.css"' in page
    assert 'action="sparql"' in page
    assert 'href="de/index.html"' in page


def test_a_page_that_the_browser_has_is_not_sent_again(endpoint: Server) -> None:
    tag = show(endpoint, "ASK { ?s ?p ?o }").headers["etag"]
    again = httpx.get(
        endpoint.sparql, params={"query": "ASK { ?s ?p ?o }"}, headers={"Accept": BROWSER, "If-None-Match": tag}
    )
    assert again.status_code == 304

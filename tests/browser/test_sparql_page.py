"""A reader asks by SPARQL in the page, in a real browser: on a static host, where the browser itself answers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from tests.browser.watch import Axe, OpenPage

from memorial_kg import open_graph

SLOW = 60_000  # milliseconds: the engine is fetched, compiled, and reads the dataset first


def ask(page: Page, query: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)
    page.keyboard.press("Control+Enter")


@pytest.fixture
def sparql_page(open_page: OpenPage, static_site: str) -> Page:
    return open_page(f"{static_site}sparql.html")


def test_the_browser_gives_the_answers_of_the_store(sparql_page: Page, built: Path) -> None:
    query = "SELECT ?memorial ?label { ?memorial a mkg:Memorial ; rdfs:label ?label } ORDER BY ?memorial"
    ask(sparql_page, query)
    rows = sparql_page.locator("table.answers tbody tr")
    expect(rows.first).to_be_visible(timeout=SLOW)
    expected = open_graph(built).query(query)
    assert rows.count() == len(expected.rows)
    expect(sparql_page.locator("[data-status]")).to_contain_text(f"{len(expected.rows)} rows")
    link = rows.filter(has_text="Memorial in Uşak").locator("a").first
    assert (link.get_attribute("href") or "").endswith("/memorial/tr-usak.html")
    link.click()
    expect(sparql_page.locator("h1")).to_contain_text("Uşak")


def test_the_named_graphs_are_apart_from_what_is_reconciled(sparql_page: Page) -> None:
    ask(sparql_page, "SELECT DISTINCT ?source { GRAPH ?source { ?s ?p ?o } }")
    rows = sparql_page.locator("table.answers tbody tr")
    expect(rows).to_have_count(2, timeout=SLOW)


def test_a_mistake_is_shown_at_its_place(sparql_page: Page) -> None:
    ask(sparql_page, "SELECT ?s {\n  ?s a mkg:Memorial .\n  ?s ?p }")
    error = sparql_page.locator("[data-error]")
    expect(error).to_contain_text("Line 3, column", timeout=SLOW)
    expect(sparql_page.locator(".cm-lintRange-error")).to_have_count(1)
    ask(sparql_page, "ASK { ?s a mkg:Memorial }")
    expect(sparql_page.locator("[data-result]")).to_contain_text("Yes.")
    expect(error).to_be_empty()


def test_a_mistake_in_the_first_line_is_placed_in_the_readers_own_text(sparql_page: Page) -> None:
    ask(sparql_page, "SELECT ?s { ?s a mkg:Memorial . ?s ?p }")
    expect(sparql_page.locator("[data-error]")).to_contain_text(re.compile(r"Line 1, column (39|40)\b"), timeout=SLOW)


def test_a_query_without_an_end_is_cancelled_and_the_next_is_answered(sparql_page: Page) -> None:
    ask(sparql_page, "ASK {}")
    expect(sparql_page.locator("[data-result]")).to_contain_text("Yes.", timeout=SLOW)
    ask(sparql_page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    sparql_page.locator("[data-cancel]").click()
    expect(sparql_page.locator("[data-status]")).to_contain_text("cancelled")
    ask(sparql_page, "ASK { ?s a mkg:Nothing }")
    expect(sparql_page.locator("[data-result]")).to_contain_text("No.", timeout=SLOW)


def test_a_link_holds_the_query_and_an_answer_is_a_safe_table(
    open_page: OpenPage, static_site: str, tmp_path: Path
) -> None:
    query = 'SELECT ?name ?number { VALUES (?name ?number) { ("=1+1" -5) ("a, \\"b\\"" 2) } }'
    page = open_page(f"{static_site}sparql.html#query={quote(query)}")
    page.locator("[data-run]").click()
    expect(page.locator("table.answers tbody tr")).to_have_count(2, timeout=SLOW)
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Download as CSV").click()
    downloaded.value.save_as(tmp_path / "answer.csv")
    assert (tmp_path / "answer.csv").read_bytes() == b'name,number\r\n\'=1+1,-5\r\n"a, ""b""",2\r\n'
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Download as JSON").click()
    downloaded.value.save_as(tmp_path / "answer.json")
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))["head"]["vars"] == ["name", "number"]


def test_triples_are_shown_as_turtle(sparql_page: Page) -> None:
    ask(sparql_page, "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a mkg:Memorial ; rdfs:label ?l }")
    expect(sparql_page.locator("[data-result] pre")).to_contain_text("Memorial in Uşak", timeout=SLOW)


def test_positions_become_a_map(sparql_page: Page) -> None:
    ask(sparql_page, "SELECT ?place ?wkt { ?place schema:geo/geo:asWKT ?wkt }")
    button = sparql_page.get_by_role("button", name="Show the answer on a map")
    expect(button).to_be_visible(timeout=SLOW)
    button.click()
    expect(sparql_page.locator("[data-map] canvas")).to_be_visible(timeout=SLOW)


def test_a_bundled_query_can_be_chosen_and_our_terms_are_completed(sparql_page: Page) -> None:
    sparql_page.get_by_label("Start from a bundled query").select_option("where-sources-differ")
    expect(sparql_page.locator(".cm-content")).to_contain_text("mkg:relation")
    sparql_page.locator(".cm-content").click()
    sparql_page.keyboard.press("Control+a")
    sparql_page.keyboard.type("SELECT * { ?s mkg:inaug")
    expect(sparql_page.locator(".cm-tooltip-autocomplete")).to_contain_text("mkg:inauguration")
    sparql_page.wait_for_timeout(300)  # the editor takes no key for a choice that nobody can have seen yet
    sparql_page.keyboard.press("Enter")
    expect(sparql_page.locator(".cm-content")).to_contain_text("mkg:inauguration")


def test_the_keyboard_leaves_the_editor_with_the_tab_key(sparql_page: Page) -> None:
    sparql_page.locator(".cm-content").click()
    sparql_page.keyboard.press("Tab")
    assert sparql_page.evaluate("document.activeElement.matches('[data-run]')")


def test_a_text_of_an_answer_is_a_text(sparql_page: Page) -> None:
    ask(sparql_page, "SELECT ?x ?y { VALUES (?x ?y) { ('<img src=x onerror=alert(1)>' <javascript:alert(1)>) } }")
    expect(sparql_page.locator("table.answers tbody td").first).to_have_text(
        "<img src=x onerror=alert(1)>", timeout=SLOW
    )
    assert sparql_page.locator("table.answers a, table.answers img").count() == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_is_accessible_with_an_answer_on_it(
    open_page: OpenPage, static_site: str, axe: Axe, dark: bool
) -> None:
    page = open_page(f"{static_site}sparql.html", dark=dark)
    ask(page, "SELECT ?s ?o { ?s rdfs:label ?o } LIMIT 20")
    expect(page.locator("table.answers tbody tr").first).to_be_visible(timeout=SLOW)
    page.locator("[data-snippets] summary").click()
    assert axe(page) == []


def test_the_page_fits_a_phone(open_page: OpenPage, static_site: str) -> None:
    page = open_page(f"{static_site}sparql.html", width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_scripts_the_form_and_the_examples_remain(open_page: OpenPage, static_site: str) -> None:
    page = open_page(f"{static_site}sparql.html", scripts=False)
    expect(page.locator("textarea[name=query]")).to_be_visible()
    expect(page.locator("main a[href='queries/memorials.html']")).to_have_count(1)

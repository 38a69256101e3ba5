"""Labels, words and IRIs come from anywhere: on a page they are text, whatever they say."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from tests.conftest import CHECKOUT
from tests.site.conftest import site_of
from tests.site.html_tree import Element, read

from memorial_kg.pipeline import build
from memorial_kg.site.page import Page
from memorial_kg.site.rendering import render
from memorial_kg.site.sections import SECTIONS
from memorial_kg.site.settings import Settings
from memorial_kg.site.site import Site

EVIL = """<script>alert(1)</script>"><img src=x onerror=alert(2)>' onmouseover='alert(3) --> ]]> {{ 7 * 7 }} </title></style> \u202egnp\u2066"""
LINES = "first line\n</script><script>alert(4)</script>\nthird"
BLOCKS = frozenset(
    ["blockquote", "dd", "dt", "figcaption", "h1", "h2", "h3", "h4", "li", "p", "pre", "td", "th", "div", "summary"]
)
FILES = {
    "dataset.toml": f"title = {{en = {json.dumps(EVIL)}}}\ndescription = {{en = {json.dumps(LINES)}}}\ncreator = {json.dumps(EVIL)}\n"
    'base = "https://example.org/"\nversion = "1"\nmodified = "2026-01-02"\n'
    'license = "https://example.org/licence?a=1&b=%3Cscript%3E"\n',
    "sources/list/source.toml": f'title = {json.dumps(EVIL)}\nlanguage = "en"\nrights = {json.dumps(EVIL)}\nkind = {json.dumps(EVIL)}\n',
    "identity.yaml": "",
}
RECORDS: list[dict[str, object]] = [
    {
        "record": "stone",
        "about": "memorial/stone",
        "locator": EVIL,
        "name": {"en": EVIL, "ar": EVIL},
        "place": "place/holm",
        "dedication": {"en": LINES},
        "sculptors": [{"id": "person/x", "name": {"en": EVIL}}],
        "materialWording": {"en": EVIL},
        "addresses": [{"id": "content", "text": {"en": EVIL}, "street": EVIL}],
        "inscriptions": [{"id": "words", "text": {"he": LINES}, "language": "he", "onPart": {"en": EVIL}}],
        "statements": [{"id": "search", "quote": {"en": EVIL}, "speakerWording": {"en": EVIL}}],
        "sameAs": ["https://example.org/?a='onmouseover='alert(1)&b=);//#x"],
        "evidence": [{"key": "name", "locator": EVIL, "verbatim": LINES, "note": {"en": EVIL}}],
        "note": {"en": EVIL},
    }
]
PLACES: list[dict[str, object]] = [
    {
        "id": "place/holm",
        "name": {"en": EVIL},
        "coordinates": {"latitude": "50.1", "longitude": "10.2", "radius": "5000", "method": {"en": EVIL}},
    }
]
PEOPLE: list[dict[str, object]] = [{"id": "person/x", "name": {"en": EVIL}, "note": {"en": LINES}}]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hostile")
    tables = {
        "sources/list/records.jsonl": RECORDS,
        "entities/places.jsonl": PLACES,
        "entities/people.jsonl": PEOPLE,
    }
    texts = FILES | {name: "".join(f"{json.dumps(row)}\n" for row in rows) for name, rows in tables.items()}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    build(folder, folder / "graph")
    report = "https://example.org/report?iri={iri}&label={label}"
    made = site_of(folder / "graph", settings=Settings(report=report))
    yield made
    made.catalogue.close()


def all_pages(site: Site) -> Iterator[tuple[Page, str]]:
    for section in SECTIONS.values():
        for page in section(site):
            yield page, render(page, site)


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, tuple[str, Element]]:
    return {page.path: (html, read(html)) for page, html in all_pages(site)}


def test_no_label_becomes_an_element_or_an_attribute(pages: dict[str, tuple[str, Element]]) -> None:
    for path, (_, tree) in pages.items():
        for each in tree.all():
            assert not [name for name in each.attributes if name.startswith("on") or name == "style"], (path, each)
            if each.tag == "script":
                inert = each["type"] in ("application/json", "application/ld+json") and not each["src"]
                assert inert or (each["src"].lstrip("./").startswith("assets/") and not each.children), (path, each)
            assert each["src"] != "x", path
            assert "alert" not in each.tag, path


def test_data_in_a_page_is_data_whatever_it_says(pages: dict[str, tuple[str, Element]]) -> None:
    blocks = [each for _, tree in pages.values() for each in tree.all("script") if each["type"].endswith("json")]
    assert blocks
    for each in blocks:
        json.loads(each.text())
        assert "<" not in each.text()


def test_no_link_leads_anywhere_but_to_http_or_to_the_site(pages: dict[str, tuple[str, Element]]) -> None:
    for path, (_, tree) in pages.items():
        for each in tree.all():
            for name in ("href", "action", "formaction"):
                scheme, colon, _ = each[name].partition(":")
                assert not colon or scheme in ("http", "https") or "/" in scheme, (path, each[name])


def test_what_a_label_says_can_still_be_read(pages: dict[str, tuple[str, Element]]) -> None:
    tree = pages["memorial/stone.html"][1]
    assert tree.one("h1").text() == EVIL
    assert tree.one("title").text().startswith(EVIL)
    assert tree.one("div", id="words").one("blockquote").text(without=("sup",)) == LINES
    assert EVIL in pages["record/list/stone.html"][1].one("table").text()


def test_what_turns_the_direction_around_is_kept_apart(pages: dict[str, tuple[str, Element]]) -> None:
    """An override that is not ended ends with its element: with a block anyway, and with these by the style sheet."""
    sheet = (CHECKOUT / "src" / "web" / "css" / "text.css").read_text(encoding="utf-8")
    rule = next(rule for rule in sheet.split("}") if "unicode-bidi: isolate" in rule).partition("{")[0]
    isolated = {"bdi", *(each.strip() for each in rule.rpartition("*/")[2].split(","))}
    assert "span" in isolated
    for path, (_, tree) in pages.items():
        for each in tree.one("main").all():
            said = "".join(child for child in each.children if isinstance(child, str))
            if "\u202e" in said and not each.tag.endswith("script"):
                assert each.tag in isolated or each["dir"] or each.tag in BLOCKS, (path, each.tag, each.attributes)


def test_a_part_called_like_something_of_the_page_is_still_itself(pages: dict[str, tuple[str, Element]]) -> None:
    tree = pages["memorial/stone.html"][1]
    ids = [each["id"] for each in tree.all() if each["id"]]
    assert sorted(ids) == sorted(set(ids))
    assert "part" in tree.one("div", id="content").classes


def test_a_report_carries_the_label_and_no_more(pages: dict[str, tuple[str, Element]]) -> None:
    hrefs = [a["href"] for a in pages["memorial/stone.html"][1].all("a") if "report" in a["href"]]
    assert hrefs
    for href in hrefs:
        assert href.startswith(
            "https://example.org/report?iri=https%3A%2F%2Fexample.org%2Fmemorial%2Fstone&label=%3Cscript"
        )
        assert " " not in href

"""Words that somebody said are never ours: they are quoted, with their speaker, wherever a page names or shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.site.conftest import site_of
from tests.site.html_tree import Element, squeezed

from memorial_kg.site.page import Page
from memorial_kg.site.pages import differences, home, memorials, not_found, ontology, people, records, sources, timeline
from memorial_kg.site.site import Label, Site
from memorial_kg.site.things.citing import citation_of
from memorial_kg.site.things.parts import part_label, shortened
from memorial_kg.site.words import load_words

Pages = dict[str, tuple[Page, Element]]
PagesOf = Callable[..., Pages]
MEXICO = "memorial/mx-mexico-city"
COMMISSION = "Mexican advisory commission on the monuments (2012)"


@pytest.fixture(scope="module")
def mill(small: Path) -> Iterator[Site]:
    """The example workspace, in which two sources give a height."""
    made = site_of(small)
    yield made
    made.catalogue.close()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "statement by {}: “misleading”"),
        ("de", "Äußerung von {}: „misleading“"),
        ("tr", "beyan, {}: “misleading”"),
        ("az", "bəyanat, {}: “misleading”"),
    ],
)
def test_a_statement_is_named_by_its_speaker_and_its_words_in_quotation_marks(
    site: Site, language: str, said: str
) -> None:
    seen = replace(site, words=load_words(language))
    assert part_label(seen, f"{MEXICO}#statement-commission-plaque", MEXICO) == Label(said.format(COMMISSION), language)


def test_what_is_reported_in_other_words_is_called_reported_and_cut_between_words(site: Site) -> None:
    label = part_label(site, f"{MEXICO}#statement-commission-money", MEXICO).text
    assert label.startswith(f"reported statement by {COMMISSION}: It was a mistake")
    assert label.endswith(" foreign government …")


def test_a_source_that_speaks_itself_is_named_as_a_source(site: Site) -> None:
    label = part_label(site, "memorial/az-baku#statement-anniversary", "memorial/az-baku").text
    assert label.startswith("statement by “Khojaly massacre memorials” (article): “the 16-year anniversary")


@pytest.mark.parametrize(
    ("text", "longest", "short"),
    [("in memory", 9, "in memory"), ("in memory of", 10, "in memory …"), ("unbroken", 5, "unbr…"), ("a  bc", 4, "a …")],
)
def test_a_text_is_cut_where_a_word_ends_and_says_so(text: str, longest: int, short: str) -> None:
    assert shortened(text, longest) == short


def test_no_page_names_a_statement_or_an_inscription_by_its_bare_words(site: Site, pages_of: PagesOf) -> None:
    """Wherever a link leads to words that somebody said, its text has them in quotation marks or calls them reported."""
    several = (timeline.pages, sources.pages, ontology.pages, people.pages, differences.pages)
    links = [
        squeezed(link.text())
        for section in several
        for _, tree in pages_of(section, site).values()
        for link in tree.all("a")
        if "#statement-" in link.attributes.get("href", "") or "#inscription-" in link.attributes.get("href", "")
    ]
    told = [text for text in links if "statement" in text or "inscription" in text]
    assert len(told) > 20
    assert [text for text in told if "“" not in text and "reported" not in text] == []
    bare = [text for text in links if text not in told]
    assert [text for text in bare if site.catalogue.base in text or ": " in text] == []


def test_a_row_of_the_timeline_says_what_kind_of_happening_it_is(site: Site, pages_of: PagesOf) -> None:
    _, tree = pages_of(timeline.pages, site)["timeline.html"]
    row = next(each for each in tree.all("li", data_node=f"{site.catalogue.iri(MEXICO)}#statement-commission-plaque"))
    assert f"statement by {COMMISSION}: “misleading”" in squeezed(row.text())


# -- values ------------------------------------------------------------------------------------------------------------


def test_words_of_a_source_are_quotations_and_names_are_not(site: Site, pages_of: PagesOf) -> None:
    _, tree = pages_of(memorials.pages, site)["memorial/az-baku.html"]
    quoted = {squeezed(each.text()) for each in tree.all("q")}
    assert {"the Azerbaijani victims of the Khojaly massacre", 'near the "Shah Ismail Khatai" metro station'} <= quoted
    assert all(
        each.attributes["lang"] == "en" for each in tree.all("q") if squeezed(each.text()).startswith("the Azer")
    )
    assert "Opening ceremony on the sixteenth anniversary of the event." not in quoted  # the editors' summary
    assert not any(list(row.all("q")) for key in ("name", "alternateName") for row in tree.all("div", data_key=key))


@pytest.mark.parametrize(
    ("section", "path"),
    [(records.pages, "record/article/az-baku.html"), (sources.pages, "source/list.html")],
)
def test_words_of_a_source_are_quotations_on_other_pages_too(
    section: Callable[[Site], Iterator[Page]], path: str, site: Site, pages_of: PagesOf
) -> None:
    _, tree = pages_of(section, site)[path]
    assert [each for each in tree.all("q") if "lang" in each.attributes]


# -- sources -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "said"), [("en", "“{}” (article)"), ("de", "„{}“ (article)")])
def test_a_source_is_called_by_its_title_in_quotation_marks_with_its_id(site: Site, language: str, said: str) -> None:
    seen = replace(site, words=load_words(language))
    expected = said.format("Khojaly massacre memorials")
    assert seen.label("source/article") == Label(expected, language)
    assert site.labels("source/article")[language] == expected
    assert seen.label("record/article/az-baku").text.count(expected) == 1


def test_a_title_that_is_cited_is_not_quoted_twice(site: Site) -> None:
    cited = citation_of(site, "source/article", site.label("source/article"))
    assert cited.label.text == "Khojaly massacre memorials"
    assert "  title = {Khojaly massacre memorials}," in cited.bibtex


# -- quantities --------------------------------------------------------------------------------------------------------


def test_claims_of_a_height_are_quantities_with_their_units(mill: Site, pages_of: PagesOf) -> None:
    for section, path in ((memorials.pages, "memorial/mill-bridge.html"), (differences.pages, "differences.html")):
        _, tree = pages_of(section, mill)[path]
        told = [squeezed(each.text()) for each in tree.all(cls="says")]
        assert any(text.startswith("2.4 m") for text in told), path
        assert any(text.startswith("about 2 m") for text in told), path
        assert not any(text.startswith("height") for text in told), path


@pytest.mark.parametrize(
    ("name", "path", "told"),
    [
        ("memorial/de-berlin", "schema:address", "“Gottfried-Benn-Bibliothek, Nentershäuser Platz 1, 14163 Berlin”"),
        ("place/az-baku", "schema:geo", "40.37767, 49.89201 ± 20 km"),
    ],
)
def test_coordinates_and_addresses_are_told_by_what_they_say(site: Site, name: str, path: str, told: str) -> None:
    said = site.said(name)
    parts = [node.removeprefix(site.catalogue.base) for node in said.iris(path, node=said.iri, graph=None)]
    assert [label for label in (part_label(site, each, name).text for each in parts) if label.startswith(told)]


# -- other pages -------------------------------------------------------------------------------------------------------


def test_other_names_have_their_language_in_words(site: Site, pages_of: PagesOf) -> None:
    rows = [
        squeezed(row.text())
        for _, tree in pages_of(memorials.pages, site).values()
        for row in tree.all("div", data_key="name")
    ]
    assert rows
    assert all("English" in row or "Turkish" in row or "German" in row or "Azerbaijani" in row for row in rows)


def test_files_are_called_by_the_names_of_their_formats(site: Site, pages_of: PagesOf) -> None:
    _, tree = pages_of(memorials.pages, site)["memorial/tr-usak.html"]
    names = {link.text().strip() for each in tree.all(cls="downloads") for link in each.all("a")}
    assert names == {"Turtle", "JSON-LD", "N-Triples", "N-Quads", "TriG", "RDF/XML", "GeoJSON", "CSV"}
    titles = {each.attributes.get("title") for each in tree.all("link", rel="alternate")}
    assert {"Turtle", "N-Quads"} <= titles


def test_the_first_page_counts_people_and_organizations_apart_and_says_what_it_is_about(
    site: Site, pages_of: PagesOf
) -> None:
    page, tree = pages_of(home.pages, site)["index.html"]
    counts = {squeezed(row.one("dt").text()): row.one("dd").text() for row in tree.one(cls="facts").all("div")}
    assert counts["people"] == str(site.catalogue.kinds["person"])
    assert counts["organizations"] == str(site.catalogue.kinds["organization"])
    text = squeezed(tree.one("main").text())
    assert text.index(squeezed(page.description)) < text.index("people")
    assert all(len(list(group.all("h3"))) == 1 for group in tree.all(cls="country"))
    assert list(tree.all(cls="country"))


def test_a_page_for_nothing_offers_search_and_browsing_and_tells_no_tale(site: Site, pages_of: PagesOf) -> None:
    _, tree = pages_of(not_found.pages, site)["404.html"]
    main = tree.one("main")
    assert [link.attributes["href"].rpartition("/")[2] for link in main.all("a")] == [
        "search.html",
        "browse.html",
        "index.html",
    ]
    assert "id" not in main.text().split()

"""What the pages of memorials, proposals and records must hold: every value, beside whoever says it, and no choice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from tests.site.html_tree import Element, squeezed

from memorial_kg.ontology import Key
from memorial_kg.site.dates import date_in_words
from memorial_kg.site.page import Page
from memorial_kg.site.pages import differences, home, memorials, records
from memorial_kg.site.settings import LANGUAGES
from memorial_kg.site.site import Site
from memorial_kg.site.words import load_words
from memorial_kg.terms import Literal, Quad, parse_term, unwrap

Pages = dict[str, tuple[Page, Element]]
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


@pytest.fixture(scope="module")
def pages(site: Site, pages_of: Callable[..., Pages]) -> Pages:
    return pages_of(memorials.pages, site)


@pytest.fixture(scope="module")
def accounts(site: Site, pages_of: Callable[..., Pages]) -> Pages:
    return pages_of(records.pages, site)


# ── every value ──


def said(site: Site, name: str) -> Iterator[tuple[Quad, Key]]:
    """What any graph says of a thing and its parts, with the key; what is computed from it is left out."""
    keys = {f"<{key.path}>": key for shape in site.ontology.shapes.values() for key in shape.keys.values()}
    for quad in site.catalogue.quads(name):
        key = keys.get(quad.predicate)
        computed = key is not None and key.derived and (key.kind == "plain" or key.name == "reconciledFrom")
        if key is not None and not computed and "#comparison" not in quad.subject + quad.object:
            yield quad, key


def shown_as(site: Site, quad: Quad, key: Key) -> str:
    """The words or the link by which a reader knows a value."""
    value = parse_term(quad.object)
    if isinstance(value, Literal):
        if value.datatype == EDTF:
            return date_in_words(value.text, site.words).text
        if key.path == site.path("schema:inLanguage"):
            return site.words(f"language.{value.text}")
        return {
            "schema:unitCode": " m",
            "mkg:approximate": "about",
            "mkg:radius": " km",
            "mkg:leaseDuration": "30 years",
        }.get(next((curie for curie in MEASURES if site.path(curie) == key.path), ""), squeezed(value.text))
    if key.kind == "choice":
        return site.ontology.labels[value]
    return value


MEASURES = ("schema:unitCode", "mkg:approximate", "mkg:radius", "mkg:leaseDuration")


def test_no_value_of_any_graph_is_lost_on_the_page(site: Site, pages: Pages) -> None:
    checked = 0
    for path, (_, tree) in pages.items():
        name = path.removesuffix(".html")
        content = tree.one("main")
        words, links = squeezed(content.text()), {resolved(path, a["href"]) for a in content.all("a")}
        ids = {each["id"] for each in content.all() if each["id"]}
        for quad, key in said(site, name):
            shown = shown_as(site, quad, key)
            if not shown.startswith("http"):
                assert shown in words, (name, quad)
            elif site.catalogue.name(shown) == name and "#" in shown:
                assert shown.partition("#")[2] in ids, (name, quad)
            elif shown.startswith(site.catalogue.base):
                target = shown.removeprefix(site.catalogue.base)
                page, hash_, fragment = target.partition("#")
                assert f"{page}.html{hash_}{fragment}" in links, (name, quad)
            else:
                assert shown in links, (name, quad)
            checked += 1
    assert checked > 700


def resolved(page: str, href: str) -> str:
    """Where a link leads, from the root of the site; a link away as it is."""
    if ":" in href.partition("/")[0]:
        return href
    path, hash_, fragment = href.partition("#")
    return unquote(normpath(join(dirname(page), path)) if path else page) + hash_ + unquote(fragment)


# ── each with its sources ──


def test_each_value_of_a_memorial_has_its_sources_and_no_other(site: Site, pages: Pages) -> None:
    checked = 0
    for path, (_, tree) in pages.items():
        name = path.removesuffix(".html")
        sources = {unwrap(quad.graph) for quad in site.catalogue.quads(name) if quad.graph}
        numbers = {source: str(number) for number, source in enumerate(sorted(sources), 1)}
        spoken: dict[tuple[str, str], set[str]] = {}
        for quad, key in said(site, name):
            if unwrap(quad.subject) == site.catalogue.iri(name) and key.kind in ("text", "choice", "reference"):
                graphs = spoken.setdefault((key.name, shown_as(site, quad, key)), set())
                graphs |= {numbers[unwrap(quad.graph)]} if quad.graph else set()
        for (key_name, shown), expected in spoken.items():
            for row in tree.all("div", "row", data_key=key_name):
                found = numbers_beside(row, path, site, shown)
                assert found == expected, (name, key_name, shown)
                checked += 1
    assert checked > 150


def numbers_beside(row: Element, path: str, site: Site, shown: str) -> set[str]:
    """The numbers right behind a value, wherever in the row it stands."""
    found: set[str] = set()
    value = ""
    for each in flat(row):
        if isinstance(each, str):
            value = each
        elif each.tag == "sup":
            if matches(value, path, site, shown):
                found |= {squeezed(a.text()).rpartition(" ")[2] for a in each.all("a")}
            value = ""
        elif each.tag == "a":
            value = resolved(path, each["href"])
    return found


def matches(value: str, path: str, site: Site, shown: str) -> bool:
    if shown.startswith(site.catalogue.base):
        return value == f"{shown.removeprefix(site.catalogue.base)}.html"
    return squeezed(value) == shown


def flat(element: Element) -> Iterator[Element | str]:
    """Words, links and numbers, one after the other; what is in a link or a number is not looked into."""
    for child in element.children:
        if isinstance(child, str):
            if child.strip():
                yield child
        elif child.tag in ("a", "sup"):
            yield child
        else:
            yield from flat(child)


def test_what_only_follows_is_not_said_again(pages: Pages) -> None:
    """A sculptor is a creator in the graph; where no source speaks of a creator, the page does not, either."""
    for path, (_, tree) in pages.items():
        assert not list(tree.all("div", "row", data_key="creators")), path
    assert list(pages["memorial/de-berlin.html"][1].all("div", "row", data_key="sculptors"))


def test_each_number_leads_to_words_of_that_source(site: Site, pages: Pages, accounts: Pages) -> None:
    checked = 0
    for path, (_, tree) in pages.items():
        listed = {
            item["value"]: next(item.all("a"))["href"] for item in tree.one("ol", "sources").all("li") if item["value"]
        }
        for sup in tree.all("sup", "refs"):
            for a in sup.all("a"):
                target, _, fragment = resolved(path, a["href"]).partition("#")
                source = resolved(path, listed[squeezed(a.text()).rpartition(" ")[2]])
                assert target.split("/")[1] == source.split("/")[1].removesuffix(".html"), (path, a["href"])
                ids = {each["id"] for each in accounts[target][1].all()}
                assert not fragment or fragment in ids, (path, a["href"])
                checked += 1
    assert checked > 400


# ── nothing chosen ──


def test_where_sources_contradict_each_other_both_claims_stand_and_neither_is_chosen(pages: Pages) -> None:
    tree = pages["memorial/tr-usak.html"][1]
    row = tree.one("div", "row", data_key="inauguration.date")
    claims = row.one("div", "claims")
    assert claims["data-relation"] == "disjoint"
    assert [squeezed(each.text()) for each in claims.all("time")] == ["February 2014", "2016"]
    assert [each["datetime"] for each in claims.all("time")] == ["2014-02", "2016"]
    assert "none is chosen" in claims.one("p", "sentence").text()
    assert "In February 2014, the opening ceremony" in claims.text()
    assert "İnagurated: 2016" in claims.text()
    outside = [each for each in tree.all("time") if not each.within("claims") and not each.within("site-foot")]
    assert [each["datetime"] for each in outside if not each.within("cite")] == []
    assert "201" not in tree.one("p", "lead").text()


def test_where_one_source_is_more_precise_its_value_stands_and_the_other_is_beside_it(pages: Pages) -> None:
    row = pages["memorial/ba-sarajevo.html"][1].one("div", "row", data_key="inauguration.date")
    assert [each["datetime"] for each in row.all("time")] == ["2012-02-24", "2012-02", "2012-02-24"]
    precise = next(each for each in row.one("ul", "pair").all("li") if list(each.all("span", "tag")))
    assert "24 February 2012" in precise.text()


def test_records_of_one_source_are_not_given_each_others_values(pages: Pages) -> None:
    claims = pages["memorial/de-berlin.html"][1].one("div", id="comparison-place-article.de-berlin-article.infobox")
    assert not list(claims.all("span", "says"))
    assert "article (infobox) says Zehlendorf and article says Steglitz-Zehlendorf" in claims.text()


def test_records_that_share_a_graph_are_told_of_in_the_same_words_on_both_pages(
    site: Site, pages: Pages, pages_of: Callable[..., Pages]
) -> None:
    mine = pages["memorial/de-berlin.html"][1].one("div", id="comparison-place-article.de-berlin-article.infobox")
    overview = pages_of(differences.pages, site)[differences.FIRST][1]
    theirs = overview.one("article", id="memorial-de-berlin-comparison-place-article.de-berlin-article.infobox")
    for shown in (mine, theirs.one("div", "claims")):
        assert site.words("claims.shared") in squeezed(shown.text())
        assert not list(shown.all("span", "says"))
        assert "says Zehlendorf and article says Steglitz-Zehlendorf" in shown.text()


# ── inscriptions, events, statements ──


def test_an_inscription_stands_in_its_language_and_direction_with_its_lines(pages: Pages) -> None:
    tree = pages["memorial/ba-sarajevo.html"][1]
    words = tree.one("div", id="inscription-bs").one("blockquote")
    assert (words["lang"], words["dir"]) == ("bs", "ltr")
    assert words.text().startswith("U SPOMEN NA ZRTVE\nRata u Bosni i Hercegovini")
    figure = tree.one("figure", "inscription")
    assert [each["lang"] for each in figure.all("blockquote")] == ["bs", "en"]


def test_an_original_stands_before_what_translates_it(pages: Pages) -> None:
    figures = pages["memorial/de-berlin.html"][1].all("figure", "inscription")
    together = [[each["lang"] for each in figure.all("blockquote")] for figure in figures]
    assert together == [["de", "en"], ["de", "en"]]


def test_a_statement_names_who_said_it(site: Site, pages: Pages) -> None:
    quoted = pages["memorial/de-berlin.html"][1].one("div", id="statement-ambassador-not-directed")
    assert "is not directed against a particular country" in quoted.one("blockquote").text()
    assert resolved("memorial/de-berlin.html", next(quoted.one("figcaption").all("a"))["href"]) == (
        "person/parviz-shahbazov.html"
    )


def test_events_say_who_attended(pages: Pages) -> None:
    opening = pages["memorial/de-berlin.html"][1].one("div", id="inauguration")
    attended = opening.one("div", "row", data_key="inauguration.attendees").text()
    assert "Adalat Valiyev" in attended
    assert "Norbert Kopp" in attended


def test_the_name_of_an_event_is_never_ours(site: Site, pages: Pages) -> None:
    for path, (_, tree) in pages.items():
        for a in tree.one("main").all("a"):
            if resolved(path, a["href"]) == "event/khojaly-1992.html":
                assert squeezed(a.text()) == "Event at Khojaly, 26 February 1992"


# ── maps ──


def test_a_map_says_how_exact_its_point_is(pages: Pages) -> None:
    figure = pages["memorial/tr-usak.html"][1].one("figure", "map")
    caption = squeezed(figure.one("figcaption").text())
    assert "No position of its own is known. The point is the middle of Uşak" in caption
    assert "somewhere within 10 km of it" in caption
    assert '"radius_m":10000.0' in figure.one("script", type="application/json").text()


def test_there_is_no_map_where_nobody_states_a_position(site: Site, pages: Pages) -> None:
    for path, (_, tree) in pages.items():
        drawn = bool(list(tree.all("figure", "map")))
        assert drawn == bool(positions(site, path.removesuffix(".html"))), path


def positions(site: Site, name: str) -> list[str]:
    """The points that the reconciled graph states of a thing or of any place around it."""
    inside, points, seen = [name], [], set()
    while inside:
        each = inside.pop()
        for quad in site.catalogue.quads(each):
            if not quad.graph and unwrap(quad.subject) == site.catalogue.iri(each):
                if unwrap(quad.predicate) == site.path("schema:geo"):
                    points.append(quad.object)
                elif unwrap(quad.predicate) == site.path("schema:containedInPlace") and quad.object not in seen:
                    seen.add(quad.object)
                    inside.append(site.catalogue.name(unwrap(quad.object)))
    return points


# ── the page as a whole ──


def test_every_id_on_a_page_is_there_once(pages: Pages, accounts: Pages) -> None:
    for path, (_, tree) in (pages | accounts).items():
        ids = [each["id"] for each in tree.all() if each["id"]]
        assert sorted(ids) == sorted(set(ids)), path


def test_every_part_of_a_thing_is_an_element_of_its_page(site: Site, pages: Pages, accounts: Pages) -> None:
    for path, (_, tree) in (pages | accounts).items():
        ids = {each["id"] for each in tree.all()}
        for quad in site.catalogue.quads(path.removesuffix(".html")):
            fragment = unwrap(quad.subject).partition("#")[2]
            assert not fragment or fragment in ids, (path, fragment)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_pages_in_each_language(site: Site, pages_of: Callable[..., Pages], language: str) -> None:
    made = {**pages_of(home.pages, site, language), **pages_of(memorials.pages, site, language)}
    assert len(made) == 1 + site.catalogue.kinds["memorial"] + site.catalogue.kinds["proposal"]
    assert all(tree.one("html")["lang"] == language for _, tree in made.values())


def test_a_citation_has_the_iri_the_version_and_the_date_of_the_data(site: Site, pages: Pages) -> None:
    cited = pages["memorial/tr-usak.html"][1].one("section", "cite")
    assert "version 0.1.0, 22 November 2026" in squeezed(cited.text())
    assert "url = {https://w3id.org/memorial-kg/memorial/tr-usak}" in cited.one("pre").text()


def test_a_proposal_leads_to_the_memorial_in_which_it_was_carried_out(pages: Pages) -> None:
    row = pages["proposal/tr-usak.html"][1].one("div", "row", data_key="realizedBy")
    assert resolved("proposal/tr-usak.html", next(row.all("a"))["href"]) == "memorial/tr-usak.html"


def test_the_record_says_what_its_source_says_and_nothing_else(accounts: Pages) -> None:
    tree = accounts["record/list/tr-usak.html"][1]
    assert [each["datetime"] for each in tree.one("main").all("time")] == ["2016"]
    assert "February 2014" not in tree.one("main").text()
    evidence = squeezed(tree.one("tr", id="evidence-list.tr-usak-3").text())
    assert evidence == "opened: date line 21 İnagurated: 2016"


def test_the_first_page_names_each_memorial_while_they_are_few(site: Site, pages_of: Callable[..., Pages]) -> None:
    tree = pages_of(home.pages, site)["index.html"][1]
    links = {resolved("index.html", a["href"]) for a in tree.one("main").all("a")}
    assert {f"{name}.html" for name in site.catalogue.things("memorial")} <= links
    assert "one" not in links
    facts = {squeezed(each.one("dt").text()): each.one("dd").text() for each in tree.one("dl", "facts").all("div")}
    assert facts["memorials"] == "14"
    assert facts["contradictions between sources"] == "1"


def test_the_points_of_the_first_map_lead_to_their_pages(site: Site, pages_of: Callable[..., Pages]) -> None:
    for language, path in (("en", "index.html"), ("tr", "index.html")):
        tree = pages_of(home.pages, site, language)[path][1]
        figure = tree.one("figure", "map")
        features = json.loads(figure.one("script", type="application/json").text())["features"]
        placed = [e for e in site.catalogue.browse.entries(site.catalogue.browse.select({})) if e.longitude is not None]
        assert [each["properties"]["href"] for each in features] == [f"{entry.name}.html" for entry in placed]
        assert load_words(language)("map.coastlines") in squeezed(figure.one("figcaption").text())


def test_the_first_page_leads_to_organizations_events_and_what_is_missing(
    site: Site, pages_of: Callable[..., Pages]
) -> None:
    tree = pages_of(home.pages, site)["index.html"][1].one("main")
    links = {resolved("index.html", a["href"]) for a in tree.all("a")}
    assert {"organization/index.html", "event/index.html", "missing.html"} <= links


def test_pages_are_the_same_whenever_they_are_made(site: Site, tmp_path: Path) -> None:
    from memorial_kg.site.rendering import render

    first = [render(page, site) for page in memorials.pages(site)]
    assert first == [render(page, site) for page in memorials.pages(site)]
    assert max(map(len, first)) < 200_000

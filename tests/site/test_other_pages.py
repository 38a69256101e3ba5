"""What the pages of people, places, events, sources and decisions must hold, and the lists of all things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from tests.site.conftest import Section
from tests.site.following import PagesOf, leads_to, links, main
from tests.site.html_tree import squeezed

from memorial_kg.queries import list_queries
from memorial_kg.queries.results import plain
from memorial_kg.site.pages import (
    dataset,
    decisions,
    differences,
    events,
    lists,
    missing,
    ontology,
    people,
    places,
    queries,
    sources,
    timeline,
)
from memorial_kg.site.site import PAGED_KINDS, Site
from memorial_kg.site.things.comparisons import RELATIONS
from memorial_kg.store import Answer
from memorial_kg.terms import parse_term, unwrap

NAMED: tuple[tuple[str, Section], ...] = (
    ("person", people.pages),
    ("organization", people.pages),
    ("place", places.pages),
    ("event", events.pages),
    ("source", sources.pages),
    ("decision", decisions.pages),
)


# ── every thing ──


@pytest.mark.parametrize(("kind", "section"), NAMED)
def test_every_thing_has_its_page(kind: str, section: Section, site: Site, pages_of: PagesOf) -> None:
    found = pages_of(section, site)
    things = [*site.catalogue.things(kind)]
    assert things
    for name in things:
        page, tree = found[f"{name}.html"]
        assert page.thing == name
        assert squeezed(main(tree).one("h1").text()) == squeezed(site.label(name).text)


def test_a_thing_is_on_the_list_of_its_kind_exactly_once(site: Site, few: Site, pages_of: PagesOf) -> None:
    for seen in (site, few):
        found = pages_of(lists.pages, seen)
        for kind in PAGED_KINDS:
            mine = [(path, tree) for path, (_, tree) in found.items() if path.startswith(f"{kind}/")]
            listed = [each for path, tree in mine for ul in main(tree).all("ul", "cards") for each in links(path, ul)]
            assert Counter(listed) == Counter(f"{name}.html" for name in seen.catalogue.things(kind))


def test_a_list_goes_on_in_pages_that_lead_to_each_other(few: Site, pages_of: PagesOf) -> None:
    found = pages_of(lists.pages, few)
    reached, waiting = set(), ["place/index.html"]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += [each for nav in main(found[path][1]).all("nav", "pages") for each in links(path, nav)]
    assert reached == {path for path in found if path.startswith("place/")}
    assert len(reached) == -(-few.catalogue.kinds["place"] // 3)


def test_lists_are_sorted_by_what_things_are_called_whatever_the_letters(few: Site, pages_of: PagesOf) -> None:
    found = pages_of(lists.pages, few)
    paths = ["person/index.html"] + [f"person/index-{n}.html" for n in range(2, 7)]
    names = [each.text() for path in paths for each in main(found[path][1]).all("span", "name")]
    assert [squeezed(each) for each in names][:3] == ["Adalat Valiyev", "Akif Asgarov", "Ali Ibadullayev"]
    places_ = [f"place/index{n}.html" for n in ("", *(f"-{n}" for n in range(2, 19)))]
    listed = [squeezed(each.text()) for path in places_ for each in main(found[path][1]).all("span", "name")]
    assert listed.index("İzmir") < listed.index("Jerusalem") if "Jerusalem" in listed else True
    assert listed.index("Çanakkale") < listed.index("Denizli")


# ── names, roles, places, sources ──


def test_every_spelling_stands_with_the_sources_that_use_it(site: Site, pages_of: PagesOf) -> None:
    spelt = {site.path("schema:name"), site.path("schema:alternateName")}
    for section, kinds in ((people.pages, people.KINDS), (places.pages, ("place",)), (events.pages, ("event",))):
        found = pages_of(section, site)
        for name in (name for kind in kinds for name in site.catalogue.things(kind)):
            path, stated = f"{name}.html", Counter[tuple[str, str]]()
            for quad in site.catalogue.quads(name):
                if unwrap(quad.predicate) in spelt and quad.graph:
                    parsed = parse_term(quad.object)
                    assert not isinstance(parsed, str)
                    stated[squeezed(parsed.text), f"{site.catalogue.name(unwrap(quad.graph))}.html"] += 1
            lines = [each for ul in found[path][1].all("ul", "names") for each in ul.all("li")]
            shown = Counter(
                (squeezed(str(next(each.all("span")).text())).strip("“”"), source)
                for each in lines
                for source in links(path, each)
            )
            assert shown == stated


def test_the_heading_of_an_event_is_none_of_the_names_that_sources_use(site: Site, pages_of: PagesOf) -> None:
    called: list[str] = []
    for path, (page, tree) in pages_of(events.pages, site).items():
        quads = site.catalogue.quads(path.removesuffix(".html"))
        names = [parse_term(q.object)[0] for q in quads if q.predicate == f"<{site.path('schema:name')}>"]
        called += names
        for words in (page.title, page.description, tree.one("title").text(), main(tree).one("h1").text()):
            assert not any(name.casefold() in words.casefold() for name in names)
    assert called


APPEARS = """SELECT DISTINCT ?p ?s { { ?s ?p <%s> } UNION { GRAPH ?g { ?s ?p <%s> } }
  FILTER (!STRSTARTS(STR(?p), "http://www.wikidata.org/"))
  FILTER (?p NOT IN (mkg:comparedNode, mkg:decides, mkg:adminArea, schema:about))
  FILTER (?p != schema:creator || EXISTS { GRAPH ?any { ?s ?p <%s> } }) }"""


def test_people_and_organizations_are_shown_in_every_role_once(
    few: Site, pages_of: PagesOf, ask: Callable[[str], Answer]
) -> None:
    found = pages_of(people.pages, few)
    for name in (name for kind in people.KINDS for name in few.catalogue.things(kind)):
        mine = [
            (path, tree) for path, (_, tree) in found.items() if path == f"{name}.html" or path.startswith(f"{name}/")
        ]
        shown = Counter(
            leads_to(path, next(each.all("a"))["href"])
            for path, tree in mine
            for ul in tree.all("ul", "appearing")
            for each in ul.all("li")
        )
        rows = ask(APPEARS.replace("%s", few.catalogue.iri(name))).rows
        assert shown == Counter(f"{few.catalogue.name(plain(row[1]))}.html" for row in rows)


IN_PLACE = """SELECT DISTINCT ?x { VALUES ?k { mkg:Memorial mkg:Proposal } ?x a ?k .
  { ?x schema:containedInPlace+ <%s> } UNION { ?x mkg:country <%s> } }"""


def test_a_place_shows_all_memorials_in_it_and_below_it(
    few: Site, pages_of: PagesOf, ask: Callable[[str], Answer]
) -> None:
    found = pages_of(places.pages, few)
    for name in few.catalogue.things("place"):
        mine = [
            (path, tree) for path, (_, tree) in found.items() if path == f"{name}.html" or path.startswith(f"{name}/m")
        ]
        shown = [each for path, tree in mine for ul in main(tree).all("ul", "cards") for each in links(path, ul)]
        rows = ask(IN_PLACE.replace("%s", few.catalogue.iri(name))).rows
        assert Counter(shown) == Counter(f"{few.catalogue.name(plain(row[0]))}.html" for row in rows)


def test_a_place_is_reached_from_its_country(site: Site, pages_of: PagesOf) -> None:
    tree = pages_of(places.pages, site)["place/ba-sarajevo-friendship-park.html"][1]
    trail = [squeezed(each.text()) for each in tree.one("nav", "crumbs").all("a")]
    assert trail == ["Home", "Places", "Bosnia and Herzegovina", "Sarajevo Canton", "Sarajevo"]


def test_what_only_one_source_says_is_what_the_bundled_query_finds(
    few: Site, pages_of: PagesOf, ask: Callable[[str], Answer]
) -> None:
    text = next(each.text for each in list_queries() if each.name == "what-only-one-source-knows")
    answer = ask(text)
    memorial, value, source = (answer.columns.index(each) for each in ("memorial", "value", "source"))
    rows = {(row[memorial], row[answer.columns.index("property")], row[value], row[source]) for row in answer.rows}
    found = pages_of(sources.pages, few)
    for name in few.catalogue.things("source"):
        mine = [tree for path, (_, tree) in found.items() if path == f"{name}.html" or path.startswith(f"{name}/only")]
        shown = sum(1 for tree in mine for each in tree.all("section", "only") for _ in each.all("dd"))
        assert shown == sum(1 for row in rows if row[3] == f"<{few.catalogue.iri(name)}>")


def test_the_numbers_of_a_source_are_those_of_the_graph(
    site: Site, pages_of: PagesOf, ask: Callable[[str], Answer]
) -> None:
    found = pages_of(sources.pages, site)
    for name in site.catalogue.things("source"):
        numbers = [int(each.text()) for each in main(found[f"{name}.html"][1]).one("dl", "facts").all("dd")]
        iri = site.catalogue.iri(name)
        asked = [
            f"SELECT (COUNT(*) AS ?n) {{ ?r <http://purl.org/dc/terms/source> <{iri}> }}",
            f"SELECT (COUNT(*) AS ?n) {{ ?r <http://purl.org/dc/terms/source> <{iri}> ; mkg:evidence ?e }}",
        ]
        assert numbers[:2] == [int(plain(ask(text).rows[0][0])) for text in asked]
        relations = [
            f"SELECT DISTINCT ?c {{ ?c mkg:relation mkg:{each} ; mkg:compares/<http://purl.org/dc/terms/source> <{iri}> }}"
            for each in RELATIONS
        ]
        assert numbers[3:] == [len(ask(text).rows) for text in relations]


def test_a_decision_gives_its_outcome_its_reason_and_what_it_is_about(site: Site, pages_of: PagesOf) -> None:
    for path, (page, tree) in pages_of(decisions.pages, site).items():
        quads = site.catalogue.quads(page.thing)
        reason = next(parse_term(q.object)[0] for q in quads if q.predicate == f"<{site.path('mkg:reason')}>")
        about_ = [q.object for q in quads if q.predicate == f"<{site.path('mkg:decides')}>"]
        assert squeezed(reason) in squeezed(tree.text())
        cards = [each for ul in main(tree).all("ul", "cards") for each in links(path, ul)]
        assert cards == [f"{site.catalogue.name(unwrap(each))}.html" for each in about_]


# ── all of them ──

SECTIONS: dict[str, Section] = {
    "lists": lists.pages,
    "differences": differences.pages,
    "timeline": timeline.pages,
    "missing": missing.pages,
    "queries": queries.pages,
    "ontology": ontology.pages,
    "about": dataset.pages,
    "people": people.pages,
    "places": places.pages,
    "events": events.pages,
    "sources": sources.pages,
    "decisions": decisions.pages,
}


@pytest.mark.parametrize("name", SECTIONS)
def test_no_page_says_an_id_twice_or_has_a_heading_out_of_order(name: str, site: Site, pages_of: PagesOf) -> None:
    for path, (_, tree) in pages_of(SECTIONS[name], site).items():
        ids = Counter(each["id"] for each in tree.all() if each["id"])
        assert not ids or max(ids.values()) == 1, path
        levels = [int(each.tag[1]) for each in main(tree).all() if each.tag in ("h1", "h2", "h3", "h4", "h5")]
        assert [at for at, level in enumerate(levels) if level == 1] == [0], path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path


@pytest.mark.parametrize("language", ["az", "tr", "de"])
def test_the_pages_are_the_same_in_every_language_but_for_their_words(
    language: str, site: Site, pages_of: PagesOf
) -> None:
    for section in (timeline.pages, missing.pages, decisions.pages):
        assert pages_of(section, site, language).keys() == pages_of(section, site).keys()

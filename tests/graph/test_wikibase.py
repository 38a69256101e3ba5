from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from memorial_kg.graph.dataset import Graphs
from memorial_kg.graph.wikibase import wikibase_lines, wikibase_quads
from memorial_kg.ontology import load_ontology
from memorial_kg.queries import Names, read_query, run
from memorial_kg.store import memory_store
from memorial_kg.terms import parse_line, parse_term
from memorial_kg.workspace import Workspace, read_workspace

BASE = "https://example.org/stones/"
HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "data"
WDQS = sorted((HERE.parent / "cases" / "wdqs").glob("*.rq"))

DATASET = f"""
title = "Stones of Holm"
base = "{BASE}"
"""

ENTITIES = """
- {id: place/norrland, name: {en: Norrland}, kinds: [country], sameAs: [http://www.wikidata.org/entity/Q90000001]}
- {id: place/holm, name: {en: Holm}, kinds: [city], country: place/norrland, sameAs: [http://www.wikidata.org/entity/Q90000002]}
- {id: place/holm-old-mill, name: {en: Old Mill Park}, kinds: [park], place: place/holm}
- {id: person/ida-berg, name: {en: Ida Berg}}
- {id: event/flood-1951}
"""

REGISTER = """
- record: bridge
  about: memorial/bridge
  locator: lines 1-4
  name: {en: Bridge Stone}
  kinds: [stele]
  commemorates: [{id: event/flood-1951, name: {en: the Great Flood}}]
  country: place/norrland
  place: place/holm
  inauguration: {date: '1994-05-03'}
  sculptors: [{id: person/ida-berg, name: {en: Ida Bergh}}]
  evidence:
    - {key: inauguration.date, locator: line 3, verbatim: 'Opened: 3 May 1994'}
- record: well
  about: memorial/well
  locator: lines 5-9
  country: place/norrland
  place: place/holm
  inauguration: {date: '1994'}
  height: {value: '8', unit: MTR, approximate: 'true'}
  evidence:
    - {key: inauguration.date, verbatim: 'Opened: 1994'}
    - {key: height, locator: line 9, verbatim: about 8 m high}
- record: gate
  about: memorial/gate
  locator: lines 10-12
  country: place/norrland
  place: place/holm
  inauguration: {date: 1990-06}
- record: tree
  about: memorial/tree
  locator: lines 13-18
  country: place/norrland
  coordinates: {latitude: '60.12', longitude: '17.5', radius: '557', method: {en: From the map in the register.}}
  construction: {date: 1980/1983}
  inauguration: {date: '1988?'}
  removal: {date: ../2001}
  width: {value: '2.50', unit: MTR}
- record: spring
  about: proposal/spring
  locator: line 19
  status: [approved]
  kinds: [memorial]
  country: place/norrland
  place: place/holm
"""

GAZETTE = """
- record: bridge
  about: memorial/bridge
  locator: Seite 2
  country: {id: place/norrland, name: {de: Nordland}}
  place: {id: place/holm-old-mill, name: {de: Park an der alten Mühle}}
  inauguration: {date: '1994-05-03'}
  architects: [{id: person/ida-berg, name: {de: Ida Berg}}]
  inscriptions: [{id: inscription-de, text: {de: Das Wasser kam bei Nacht}, language: de}]
  evidence:
    - {key: inauguration.date, verbatim: am 3. Mai 1994}
- record: well
  about: memorial/well
  locator: Seite 3
  country: place/norrland
  place: place/holm
  inauguration: {date: '1994-05-03'}
  height: {value: '8.6', unit: MTR}
- record: gate
  about: memorial/gate
  locator: Seite 4
  country: place/norrland
  place: place/holm
  inauguration: {date: '1991'}
  construction: {date: 1989~}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "dataset.toml": DATASET,
        "entities/all.yaml": ENTITIES,
        "sources/register/source.toml": 'title = "Register of Stones"\nlanguage = "en"\nrights = "Free."',
        "sources/register/records.yaml": REGISTER,
        "sources/gazette/source.toml": 'title = {de = "Anzeiger"}\nlanguage = "de"\nrights = "Free."',
        "sources/gazette/records.yaml": GAZETTE,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def graphs_of(workspace: Workspace) -> Graphs:
    assert [*workspace.problems] == []
    return Graphs(workspace, load_ontology(), {})


@pytest.fixture
def graphs(folder: Path) -> Graphs:
    return graphs_of(read_workspace(folder, load_ontology()))


Ask = Callable[[str], list[tuple[str, ...]]]


def asking(graphs: Graphs) -> Ask:
    """Rows of a query in the style of the Wikidata Query Service: texts, and IRIs without what all of them begin with."""
    store = memory_store(wikibase_lines(graphs))
    base = graphs.workspace.dataset.base
    names = Names({**load_ontology().prefixes, "": base}, base)

    def ask(query: str) -> list[tuple[str, ...]]:
        answer = run(query, store, names=names)
        return sorted(tuple(shown(cell, base) for cell in row) for row in answer.rows)

    return ask


def shown(cell: str | None, base: str) -> str:
    term = parse_term(cell) if cell else ""
    text = term if isinstance(term, str) else term.text
    for start in (base, "http://www.wikidata.org/entity/", "http://wikiba.se/ontology#"):
        text = text.removeprefix(start)
    return text


@pytest.fixture
def ask(graphs: Graphs) -> Ask:
    return asking(graphs)


# -- one statement for each value, one reference for each record -------------------------------------------------------


def test_sources_that_agree_share_a_statement_and_each_is_a_reference_with_its_words(ask: Ask) -> None:
    rows = ask("""SELECT ?value ?source ?where ?words (LANG(?words) AS ?language) WHERE {
        :memorial\\/bridge p:P1619 ?statement . ?statement ps:P1619 ?value ; prov:wasDerivedFrom ?reference .
        ?reference a wikibase:Reference ; pr:P248 ?source ; pr:P1683 ?words ; mkg:locator ?where }""")
    assert rows == [
        ("1994-05-03T00:00:00Z", "source/gazette", "Seite 2", "am 3. Mai 1994", "de"),
        ("1994-05-03T00:00:00Z", "source/register", "line 3", "Opened: 3 May 1994", "en"),
    ]
    assert ask("SELECT (COUNT(*) AS ?n) WHERE { :memorial\\/bridge p:P1619 ?s . ?s a wikibase:Statement }") == [("1",)]


def test_a_reference_leads_to_its_record(ask: Ask) -> None:
    rows = ask("""SELECT ?record WHERE { :memorial\\/gate p:P571/prov:wasDerivedFrom/prov:wasDerivedFrom ?record }""")
    assert rows == [("record/gazette/gate",)]


def test_a_claim_without_words_has_a_reference_with_the_place_of_the_record(ask: Ask) -> None:
    rows = ask("""SELECT ?where ?words WHERE { :memorial\\/tree p:P2049/prov:wasDerivedFrom ?reference .
        ?reference mkg:locator ?where OPTIONAL { ?reference pr:P1683 ?words } }""")
    assert rows == [("lines 13-18", "")]


def test_what_an_architect_made_is_also_a_creators_work(ask: Ask) -> None:
    rows = ask("""SELECT ?p (COUNT(?reference) AS ?n) WHERE {
        VALUES ?p { p:P84 p:P170 } :memorial\\/bridge ?p ?statement . ?statement prov:wasDerivedFrom ?reference } GROUP BY ?p""")
    assert rows == [("http://www.wikidata.org/prop/P170", "2"), ("http://www.wikidata.org/prop/P84", "1")]


def test_every_memorial_is_one_even_where_no_source_uses_the_word(ask: Ask) -> None:
    rows = ask(
        "SELECT ?x WHERE { ?x p:P31 ?s . ?s ps:P31 wd:Q5003624 FILTER NOT EXISTS { ?s prov:wasDerivedFrom ?r } }"
    )
    assert rows == [("memorial/bridge",), ("memorial/gate",), ("memorial/tree",), ("memorial/well",)]


def test_a_proposal_is_no_memorial_of_wikidatas(ask: Ask) -> None:
    assert ask("SELECT ?p ?o WHERE { :proposal\\/spring ?p ?o FILTER(?p != rdfs:label) }") == []


def test_verified_items_stand_for_places_in_statements(ask: Ask) -> None:
    rows = ask("SELECT DISTINCT ?country ?area WHERE { ?m p:P17/ps:P17 ?country ; p:P131/ps:P131 ?area }")
    assert rows == [("Q90000001", "Q90000002")]


# -- ranks -------------------------------------------------------------------------------------------------------------

RANKS = """SELECT ?value ?rank (EXISTS { ?s a wikibase:BestRank } AS ?best) WHERE {
    :memorial\\/%s p:%s ?s . ?s ps:%s ?value ; wikibase:rank ?rank }"""


def ranks(ask: Ask, memorial: str, name: str) -> list[tuple[str, ...]]:
    return ask(RANKS % (memorial, name, name))


def test_the_more_precise_of_two_dates_is_preferred(ask: Ask) -> None:
    assert ranks(ask, "well", "P1619") == [
        ("1994-01-01T00:00:00Z", "NormalRank", "false"),
        ("1994-05-03T00:00:00Z", "PreferredRank", "true"),
    ]


def test_the_smaller_of_two_places_is_preferred(ask: Ask) -> None:
    assert ranks(ask, "bridge", "P276") == [
        ("Q90000002", "NormalRank", "false"),
        ("place/holm-old-mill", "PreferredRank", "true"),
    ]
    assert ranks(ask, "bridge", "P131") == [("Q90000002", "NormalRank", "true")]


def test_the_exact_of_two_measures_is_preferred(ask: Ask) -> None:
    assert ranks(ask, "well", "P2048") == [("8", "NormalRank", "false"), ("8.6", "PreferredRank", "true")]


def test_of_a_contradiction_neither_side_is_preferred_and_none_is_direct(ask: Ask) -> None:
    assert ranks(ask, "gate", "P1619") == [
        ("1990-06-01T00:00:00Z", "NormalRank", "true"),
        ("1991-01-01T00:00:00Z", "NormalRank", "true"),
    ]
    assert ask("SELECT ?v WHERE { :memorial\\/gate wdt:P1619 ?v }") == []


def test_agreement_has_no_need_of_a_preference(ask: Ask) -> None:
    assert ranks(ask, "bridge", "P1619") == [("1994-05-03T00:00:00Z", "NormalRank", "true")]


def test_nothing_is_deprecated(graphs: Graphs) -> None:
    assert not any("DeprecatedRank" in line for line in wikibase_lines(graphs))


# -- full values and qualifiers ----------------------------------------------------------------------------------------


def test_a_time_has_the_precision_of_the_source(ask: Ask) -> None:
    rows = ask("""SELECT ?m ?p ?time ?precision WHERE { VALUES ?p { psv:P1619 psv:P571 } ?m ?any ?s . ?s ?p ?value .
        ?value a wikibase:TimeValue ; wikibase:timeValue ?time ; wikibase:timePrecision ?precision ; wikibase:timeTimezone 0
        FILTER NOT EXISTS { ?value wikibase:timeCalendarModel ?model } }""")
    assert [(m, p.rpartition("/")[2], time[:10], precision) for m, p, time, precision in rows] == [
        ("memorial/bridge", "P1619", "1994-05-03", "11"),
        ("memorial/gate", "P1619", "1990-06-01", "10"),
        ("memorial/gate", "P1619", "1991-01-01", "9"),
        ("memorial/gate", "P571", "1989-01-01", "9"),
        ("memorial/tree", "P1619", "1988-01-01", "9"),
        ("memorial/tree", "P571", "1980-01-01", "8"),  # 1980/1983: some time in the 1980s
        ("memorial/well", "P1619", "1994-01-01", "9"),
        ("memorial/well", "P1619", "1994-05-03", "11"),
    ]


def test_uncertain_and_spanning_dates_say_their_limits(ask: Ask) -> None:
    rows = ask("""SELECT ?p ?first ?last WHERE { VALUES ?p { p:P571 p:P1619 p:P576 } :memorial\\/tree ?p ?s
        OPTIONAL { ?s pq:P1319 ?first ; pqv:P1319/wikibase:timePrecision 11 } OPTIONAL { ?s pq:P1326 ?last } }""")
    assert [(p.rpartition("/")[2], first[:10], last[:10]) for p, first, last in rows] == [
        ("P1619", "1988-01-01", "1988-12-31"),
        ("P571", "1980-01-01", "1983-12-31"),
        ("P576", "", "2001-12-31"),
    ]


def test_a_date_without_a_beginning_is_an_unknown_value_with_a_limit(ask: Ask) -> None:
    rows = ask("SELECT ?value (EXISTS { ?s psv:P576 ?any } AS ?full) WHERE { ?m p:P576 ?s . ?s ps:P576 ?value }")
    assert [(value.startswith(".well-known/genid/"), full) for value, full in rows] == [(True, "false")]
    assert ask("SELECT ?value WHERE { ?m wdt:P576 ?value }") == []


def test_a_statement_says_that_its_value_is_approximate(ask: Ask) -> None:
    rows = ask(
        "SELECT ?m ?value WHERE { ?m ?p ?s . ?s mkg:approximate true ; ?ps ?value"
        " FILTER(ISLITERAL(?value) && ?ps != mkg:approximate) }"
    )
    assert rows == [("memorial/gate", "1989-01-01T00:00:00Z"), ("memorial/well", "8")]


def test_a_measure_has_its_unit_and_an_approximate_one_its_bounds(ask: Ask) -> None:
    rows = ask("""SELECT ?amount ?low ?high ?unit ?unitLabel WHERE {
        ?s psv:P2048|psv:P2049 ?value . ?value a wikibase:QuantityValue ; wikibase:quantityAmount ?amount ; wikibase:quantityUnit ?unit
        OPTIONAL { ?value wikibase:quantityLowerBound ?low ; wikibase:quantityUpperBound ?high }
        SERVICE wikibase:label { bd:serviceParam wikibase:language "en" } }""")
    assert rows == [
        ("2.5", "", "", "unit/MTR", "m"),  # the store normalizes 2.50
        ("8", "6.7", "9.3", "unit/MTR", "m"),
        ("8.6", "", "", "unit/MTR", "m"),
    ]


def test_a_point_says_how_exact_it_is(ask: Ask) -> None:
    rows = ask("""SELECT ?wkt ?lat ?lon ?precision WHERE { ?m p:P625 ?s . ?s ps:P625 ?wkt ; psv:P625 ?value .
        ?value a wikibase:GlobecoordinateValue ; wikibase:geoLatitude ?lat ; wikibase:geoLongitude ?lon ; wikibase:geoPrecision ?precision }""")
    assert [(wkt, float(lat), float(lon), float(precision)) for wkt, lat, lon, precision in rows] == [
        ("POINT(17.5 60.12)", 60.12, 17.5, 0.0050036)
    ]


def test_spellings_that_differ_from_the_editors_are_qualifiers_and_belong_to_their_reference(ask: Ask) -> None:
    assert ask("SELECT ?text WHERE { ?m p:P170/pq:P1932 ?text }") == [("Ida Bergh",)]
    assert ask(
        "SELECT ?source ?text WHERE { ?m p:P17/prov:wasDerivedFrom ?r . ?r pr:P248 ?source ; pr:P1932 ?text }"
    ) == [("source/gazette", "Nordland")]


def test_a_name_for_what_the_editors_leave_unnamed_stays_with_its_source(ask: Ask) -> None:
    assert ask("SELECT ?text WHERE { ?m p:P547/pq:P1932 ?text }") == []
    assert ask("SELECT ?text WHERE { ?m p:P547/prov:wasDerivedFrom/pr:P1932 ?text }") == [("the Great Flood",)]
    assert ask("SELECT ?label WHERE { :event\\/flood-1951 rdfs:label ?label }") == []


# -- the profile as a whole --------------------------------------------------------------------------------------------


def test_a_property_leads_from_one_of_its_forms_to_another(ask: Ask) -> None:
    rows = ask("""SELECT ?property ?propertyLabel ?value WHERE {
        :memorial\\/bridge ?p ?statement . ?statement ?ps ?value .
        ?property wikibase:claim ?p ; wikibase:statementProperty ?ps ; wikibase:directClaim ?wdt ; wikibase:propertyType wikibase:Time .
        :memorial\\/bridge ?wdt ?value
        SERVICE wikibase:label { bd:serviceParam wikibase:language "en" } }""")
    assert rows == [("P1619", "date of official opening", "1994-05-03T00:00:00Z")]


def test_sources_and_kinds_have_labels(ask: Ask) -> None:
    rows = ask("SELECT ?label WHERE { VALUES ?x { :source\\/gazette wd:Q178743 wd:P17 } ?x rdfs:label ?label }")
    assert rows == [("Anzeiger",), ("country",), ("stele",)]


def each_profile() -> list[object]:
    return [pytest.param(False, id="invented"), pytest.param(True, id="bundled")]


@pytest.fixture
def profile(request: pytest.FixtureRequest, graphs: Graphs) -> Graphs:
    return Graphs(read_workspace(DATA, load_ontology()), load_ontology(), {}) if request.param else graphs


@pytest.mark.parametrize("profile", each_profile(), indirect=True)
def test_every_direct_triple_of_a_memorial_has_a_statement_of_the_best_rank(profile: Graphs) -> None:
    missing = asking(profile)("""SELECT ?thing ?wdt ?value WHERE {
        ?property wikibase:directClaim ?wdt ; wikibase:claim ?p ; wikibase:statementProperty ?ps .
        ?thing ?wdt ?value FILTER EXISTS { ?thing p:P17 ?any }
        FILTER NOT EXISTS { ?thing ?p ?statement . ?statement ?ps ?value ; a wikibase:BestRank } }""")
    assert missing == []


@pytest.mark.parametrize("profile", each_profile(), indirect=True)
def test_a_best_statement_without_a_direct_triple_is_one_side_of_a_contradiction(profile: Graphs) -> None:
    undecided = asking(
        profile
    )("""SELECT ?thing ?wdt (COUNT(?value) AS ?values) WHERE {
        ?property wikibase:directClaim ?wdt ; wikibase:claim ?p ; wikibase:statementProperty ?ps .
        ?thing ?p ?statement . ?statement ?ps ?value ; a wikibase:BestRank ; wikibase:rank wikibase:NormalRank
        FILTER NOT EXISTS { ?thing ?wdt ?value } FILTER (!CONTAINS(STR(?value), "/.well-known/")) } GROUP BY ?thing ?wdt""")
    expected = Counter(
        (comparison.about, comparison.truthy)
        for each in profile.reconciled
        for comparison in each.comparisons
        if comparison.relation == "disjoint" and comparison.truthy
    )
    assert {(thing, wdt) for thing, wdt, _ in undecided} == set(expected)
    assert {values for _, _, values in undecided} == {"2"}


@pytest.mark.parametrize("profile", each_profile(), indirect=True)
def test_all_of_it_is_in_the_default_graph_and_has_iris_of_its_own(profile: Graphs) -> None:
    quads = [parse_line(line) for line in wikibase_lines(profile)]
    assert all(quad.graph == "" for quad in quads)
    assert not any(term.startswith("_:") for quad in quads for term in quad)
    assert not any(quad.subject.startswith("<http://www.wikidata.org/entity/statement/") for quad in quads)


def test_the_order_of_records_makes_no_difference(graphs: Graphs) -> None:
    expected = wikibase_lines(graphs)
    workspace = graphs.workspace
    for seed in range(5):
        shuffled = random.Random(seed)
        records, sources = (shuffled.sample(each, len(each)) for each in (workspace.records, workspace.sources))
        mixed = dataclasses.replace(workspace, records=tuple(records), sources=tuple(sources))
        assert wikibase_lines(graphs_of(mixed)) == expected


def test_each_quad_comes_once(graphs: Graphs) -> None:
    quads = [*wikibase_quads(graphs)]
    assert len(quads) == len(set(quads)) == len(wikibase_lines(graphs))


@pytest.mark.parametrize("query", WDQS, ids=lambda path: path.stem)
def test_queries_written_for_the_query_service_run_unchanged(query: Path) -> None:
    profile = Graphs(read_workspace(DATA, load_ontology()), load_ontology(), {})
    assert run(read_query(query), memory_store(wikibase_lines(profile)), names=Names(load_ontology().prefixes, ""))

"""What the graph of the bundled data says, what it leaves open, and what it must never say."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest

from memorial_kg import __version__
from memorial_kg.graph.dataset import Graphs
from memorial_kg.ontology import load_ontology
from memorial_kg.terms import RDF_TYPE, XSD, Literal, Quad, expand, iri, parse_line, parse_term
from memorial_kg.values import check_language, check_text, parse_date
from memorial_kg.workspace import DEFAULT_BASE, read_workspace

ONTOLOGY = load_ontology()
WORKSPACE = read_workspace(Path(__file__).parent.parent.parent / "data", ONTOLOGY)
LIST, ARTICLE = f"<{DEFAULT_BASE}source/list>", f"<{DEFAULT_BASE}source/article>"


@cache
def dataset() -> tuple[Quad, ...]:
    graphs = Graphs(WORKSPACE, ONTOLOGY, {"turtle": ("text/turtle", "memorials.ttl")})
    return tuple(parse_line(line) for line in graphs.lines())


def term(name: str) -> str:
    """The term of a CURIE or of one of our ids."""
    return iri(expand(name, ONTOLOGY.prefixes) if ":" in name else DEFAULT_BASE + name)


def objects(subject: str, predicate: str, graph: str = "") -> list[str]:
    """The texts and local ids that stand there; the default graph is the reconciled one."""
    found = [
        parse_term(q.object)
        for q in dataset()
        if (q.subject, q.predicate, q.graph) == (term(subject), term(predicate), graph)
    ]
    return sorted(each.text if isinstance(each, Literal) else each.removeprefix(DEFAULT_BASE) for each in found)


def things(cls: str, graph: str = "") -> set[str]:
    return {q.subject for q in dataset() if (q.predicate, q.object, q.graph) == (RDF_TYPE, term(cls), graph)}


# ── what it says ──


def test_the_data_are_all_there() -> None:
    assert WORKSPACE.problems == ()
    assert len(things("mkg:Memorial")) == 14
    assert len(things("mkg:Proposal")) == 4
    assert len(things("mkg:Record")) == 27
    assert len(things("mkg:Source")) == 2
    assert len(things("mkg:IdentityDecision")) == len(WORKSPACE.decisions)
    assert {quad.graph for quad in dataset()} == {"", LIST, ARTICLE}


def test_a_disputed_opening_has_no_reconciled_date_and_two_claims() -> None:
    assert objects("memorial/tr-usak", "mkg:inauguration") == ["memorial/tr-usak#inauguration"]
    for path in ("mkg:edtf", "schema:startDate", "mkg:earliest", "mkg:latest"):
        assert objects("memorial/tr-usak#inauguration", path) == []
    assert objects("memorial/tr-usak", "wdt:P1619") == []
    assert objects("memorial/tr-usak#inauguration", "mkg:edtf", LIST) == ["2016"]
    assert objects("memorial/tr-usak#inauguration", "mkg:edtf", ARTICLE) == ["2014-02"]
    disjoint = [q.subject for q in dataset() if (q.predicate, q.object) == (term("mkg:relation"), term("mkg:disjoint"))]
    assert disjoint == [term("memorial/tr-usak#comparison-inauguration-date-article.tr-usak-list.tr-usak")]


@pytest.mark.parametrize(
    ("memorial", "date", "stated"),
    [
        ("ba-sarajevo", "2012-02-24", ("2012-02-24", "2012-02")),
        ("tr-izmit", "2015-04-23", ("2015", "2015-04-23")),
        ("mx-mexico-city", "2012-08-22", ("2012-08-22", "2012-08")),
        ("de-berlin", "2011-05-30", ("2011-05-30", "2011-05-30")),
    ],
)
def test_where_one_date_refines_the_other_the_more_precise_stands(
    memorial: str, date: str, stated: tuple[str, str]
) -> None:
    opening = f"memorial/{memorial}#inauguration"
    assert objects(opening, "mkg:edtf") == objects(opening, "schema:startDate") == [date]
    assert objects(f"memorial/{memorial}", "wdt:P1619") == [f"{date}T00:00:00Z"]
    assert tuple(objects(opening, "mkg:edtf", graph)[0] for graph in (LIST, ARTICLE)) == stated


def test_the_comparisons_of_dates_are_those_that_the_sources_give_rise_to() -> None:
    compared = [q.subject for q in dataset() if (q.predicate, q.object) == (term("mkg:key"), '"inauguration.date"') and "#comparison-" in q.subject]  # fmt: skip
    relation = {q.subject: q.object for q in dataset() if q.predicate == term("mkg:relation")}
    assert Counter(relation[each] for each in compared) == {
        term("mkg:disjoint"): 1,
        term("mkg:refines"): 3,
        term("mkg:same"): 4,  # The Hague, and Berlin with its three records
    }


def test_a_comparison_names_the_direct_property_that_would_repeat_its_value() -> None:
    keys = {q.subject: q.object.strip('"') for q in dataset() if q.predicate == term("mkg:key")}
    named = {keys[q.subject]: q.object for q in dataset() if q.predicate == term("mkg:comparedTruthy")}
    expected = {"inauguration.date": "wdt:P1619", "country": "wdt:P17", "place": "wdt:P276", "name": "wdt:P1448"}
    assert {key: named[key] for key in expected} == {key: term(value) for key, value in expected.items()}
    assert not any(key.startswith("place/") for key in named)


def test_the_undecided_memorial_in_ankara_is_linked_both_ways_and_merged_with_none() -> None:
    assert objects("memorial/tr-ankara-unspecified", "mkg:possiblySame") == [
        "memorial/tr-ankara-kecioren",
        "memorial/tr-ankara-kizilcahamam",
    ]
    for other in ("kecioren", "kizilcahamam"):
        assert objects(f"memorial/tr-ankara-{other}", "mkg:possiblySame") == ["memorial/tr-ankara-unspecified"]
    assert objects("memorial/tr-ankara-unspecified", "mkg:reconciledFrom") == ["record/article/tr-ankara-unspecified"]


def test_a_proposal_is_no_memorial_and_one_was_carried_out() -> None:
    assert not things("mkg:Proposal") & things("mkg:Memorial")
    carried_out = {q.subject: q.object for q in dataset() if q.predicate == term("mkg:realizedBy")}
    assert carried_out == {term("proposal/tr-usak"): term("memorial/tr-usak")}


def test_every_memorial_and_every_item_of_wikidata_has_a_label() -> None:
    labelled = {q.subject for q in dataset() if q.predicate == term("rdfs:label") and not q.graph}
    assert things("mkg:Memorial") | things("mkg:Proposal") <= labelled
    direct = [q for q in dataset() if q.predicate.startswith(term("wdt:").removesuffix(">"))]
    assert len(direct) > 200
    items = {
        each
        for quad in direct
        for each in (quad.subject, quad.object)
        if each.startswith(term("wd:").removesuffix(">"))
    }
    things_with_items = {iri(item) for about in WORKSPACE.entities if (item := WORKSPACE.entities.wikidata(about))}
    assert len(things_with_items) > 20
    assert things_with_items <= labelled
    classes = {iri(cls) for cls in ONTOLOGY.labels if cls.startswith(ONTOLOGY.prefixes["wd"])}
    assert items - things_with_items <= classes | {term("wd:Q5"), term("wd:Q43229"), term("wd:Q5003624")}


def test_queries_for_countries_find_memorials_by_the_items_of_wikidata() -> None:
    found = Counter(q.object for q in dataset() if q.predicate == term("wdt:P17") and "memorial/" in q.subject)
    assert found[term("wd:Q43")] == 8
    assert sum(found.values()) == 14


def test_the_editors_say_where_places_lie_and_no_source_says_it_again_otherwise() -> None:
    for path in ("schema:containedInPlace", "mkg:country", "schema:geo", "mkg:adminArea"):
        found = Counter(q.subject for q in dataset() if q.predicate == term(path) and not q.graph)
        assert [subject for subject, count in found.items() if count > 1] == []
    assert objects("place/de-berlin-zehlendorf", "schema:containedInPlace", ARTICLE) == ["place/de-berlin"]


def test_things_have_the_class_that_wikidata_gives_them() -> None:
    assert set(objects("memorial/tr-usak", "wdt:P31")) >= {"http://www.wikidata.org/entity/Q5003624"}
    assert objects("person/natiq-aliyev", "wdt:P31") == ["http://www.wikidata.org/entity/Q5"]
    assert objects("proposal/tr-adana", "wdt:P31") == []


def test_the_dataset_describes_itself_and_from_what_it_was_built() -> None:
    sources = ["source/article", "source/list"]
    for path in ("prov:wasDerivedFrom", "schema:isBasedOn", "void:subset"):
        assert objects("dataset", path) == sources
    (build,) = objects("dataset", "prov:wasGeneratedBy")
    assert objects(build, "prov:used") == sources
    (software,) = objects(build, "prov:wasAssociatedWith")
    assert objects(software, "schema:softwareVersion") == [__version__]
    types = {"void:Dataset", "dcat:Dataset", "schema:Dataset", "prov:Entity"}
    assert set(objects("dataset", "rdf:type")) == {expand(each, ONTOLOGY.prefixes) for each in types}
    assert all(expand("void:Dataset", ONTOLOGY.prefixes) in objects(each, "rdf:type") for each in sources)
    (distribution,) = objects("dataset", "dcat:distribution")
    assert objects(distribution, "dcat:downloadURL") == ["memorials.ttl"]
    assert objects(distribution, "schema:encodingFormat") == ["text/turtle"]
    for path in ("dcterms:license", "dcterms:title", "dcterms:modified", "dcterms:creator", "void:uriSpace"):
        assert len(objects("dataset", path)) == 1


def test_the_description_of_the_dataset_counts_what_is_there() -> None:
    for source, graph in (("source/list", LIST), ("source/article", ARTICLE)):
        assert objects(source, "void:triples") == [str(sum(quad.graph == graph for quad in dataset()))]
    own = [
        q for q in dataset() if not q.graph and q.subject.startswith((term("dataset")[:-1], LIST[:-1], ARTICLE[:-1]))
    ]
    (counted,) = map(int, objects("dataset", "void:triples"))
    assert 0 <= sum(not quad.graph for quad in dataset()) - counted <= len(own)


# ── what it must never say ──


def test_the_event_has_no_name_but_in_the_graphs_of_the_sources() -> None:
    event = "event/khojaly-1992"
    for path in ("rdfs:label", "schema:name", "schema:alternateName"):
        assert objects(event, path) == []
    assert objects(event, "schema:name", ARTICLE) == ["Khojaly massacre"]
    assert "Khojaly massacre" in objects(event, "schema:name", LIST)
    assert objects(event, "mkg:reconciledFrom") == ["record/article/khojaly-1992"]


def test_words_about_the_event_are_quoted_and_never_asserted() -> None:
    # Whatever speaks of victims, numbers, guilt or genocide is a text in one of these properties, all of which are the
    # words of somebody, or of editors about records.
    texts = {"schema:name", "schema:alternateName", "schema:text", "schema:description", "rdfs:label", "mkg:dedication", "mkg:verbatim", "mkg:paraphrase",
             "mkg:explanation", "mkg:reason", "mkg:editorialNote", "mkg:verbatimText", "mkg:iconography", "schema:jobTitle", "wdt:P1448", "wdt:P1684",
             "dcterms:title", "dcterms:description", "mkg:speakerWording", "mkg:attendeeGroup", "mkg:plan"}  # fmt: skip
    charged = re.compile(r"massacre|genocide|victim|killed|murder|casualt|aggress|thug|martyr", re.IGNORECASE)
    spoken = {term(each) for each in texts}
    for quad in dataset():
        # The id of a quotation says which it is.
        subject, predicate, value = (re.sub("#statement-[a-z-]+>", ">", each) for each in quad[:3])
        assert not charged.search(subject + predicate), quad
        assert not charged.search(value) or (value.startswith('"') and predicate in spoken), quad


def test_no_number_counts_people() -> None:
    numbers = {q.predicate for q in dataset() if q.object.endswith((f"<{XSD}integer>", f"<{XSD}decimal>"))}
    measures = (
        "void:triples",
        "schema:value",
        "schema:latitude",
        "schema:longitude",
        "mkg:radius",
        "wdt:P2043",
        "wdt:P2048",
    )
    assert numbers == {term(each) for each in measures}


def test_the_event_is_typed_as_an_event_and_as_nothing_more() -> None:
    for graph in ("", LIST, ARTICLE):
        for event in ("event/khojaly-1992", "event/bosnia-and-herzegovina-1992-1995"):
            assert set(objects(event, "rdf:type", graph)) <= {"http://schema.org/Event"}
            for path in ("schema:additionalType", "wdt:P31", "mkg:eventKind"):
                assert objects(event, path, graph) == []
    said = {q.predicate for q in dataset() if q.subject == term("event/khojaly-1992")}
    assert said <= {RDF_TYPE, *map(term, ("schema:name", "schema:location", "schema:startDate", "mkg:edtf", "mkg:earliest", "mkg:latest",
                                           "mkg:statement", "mkg:editorialNote", "mkg:reconciledFrom"))}  # fmt: skip


def test_every_quotation_has_a_speaker() -> None:
    for graph in ("", LIST, ARTICLE):
        for quotation in things("schema:Quotation", graph):
            spoken = {q.predicate for q in dataset() if (q.subject, q.graph) == (quotation, graph)}
            assert spoken & {term("schema:spokenByCharacter"), term("mkg:speakerWording")}, quotation


# ── how it is written ──


def matches(pattern: str) -> Callable[[str], None]:
    def check(text: str) -> None:
        assert re.fullmatch(pattern, text), text

    return check


def a_day(text: str) -> None:
    matches(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")(text)
    dt.date.fromisoformat(text)


LEXICAL: dict[str, Callable[[str], object]] = {
    f"{XSD}string": check_text,
    f"{XSD}date": a_day,
    f"{XSD}gYear": matches(r"[0-9]{4}"),
    f"{XSD}gYearMonth": matches(r"[0-9]{4}-(0[1-9]|1[0-2])"),
    f"{XSD}dateTime": lambda text: a_day(text.removesuffix("T00:00:00Z")),
    f"{XSD}integer": matches(r"0|[1-9][0-9]*"),
    f"{XSD}decimal": matches(r"-?[0-9]+(\.[0-9]+)?"),
    f"{XSD}boolean": matches("true|false"),
    f"{XSD}duration": matches(r"P([0-9]+Y)?([0-9]+M)?([0-9]+D)?"),
    f"{XSD}hexBinary": matches("[0-9a-f]{64}"),
    "http://id.loc.gov/datatypes/edtf/EDTF": parse_date,
    "http://www.opengis.net/ont/geosparql#wktLiteral": matches(r"POINT\(-?[0-9]+(\.[0-9]+)? -?[0-9]+(\.[0-9]+)?\)"),
}


def literals() -> Iterator[Literal]:
    for quad in dataset():
        value = parse_term(quad.object)
        if isinstance(value, Literal):
            yield value


def test_every_literal_is_of_a_known_datatype_and_written_as_it_asks() -> None:
    for value in literals():
        if value.language:
            assert check_language(value.language) == value.language
            check_text(value.text)
        else:
            LEXICAL[value.datatype](value.text)


def test_every_node_has_an_iri_and_every_iri_is_one() -> None:
    for quad in dataset():
        assert quad.subject.startswith("<")
        assert quad.object[0] in '<"'
    for name in {each for quad in dataset() for each in quad if each.startswith("<")}:
        pyoxigraph.NamedNode(name[1:-1])
        assert name.count("#") <= 1
        assert re.match(r"<(https?|urn|mailto):", name)


def test_our_reading_of_our_lines_is_that_of_another_library() -> None:
    text = "\n".join(Graphs(WORKSPACE, ONTOLOGY, {}).lines())
    theirs = {str(quad.object) for quad in pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_QUADS)}
    assert theirs == {parse_line(line).object for line in text.split("\n")}

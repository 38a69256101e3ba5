from __future__ import annotations

import json
import logging
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.export.samples import (
    BASE,
    DATASETS,
    expected,
    invented,
    ontology,
    read_by_pyoxigraph,
    read_by_rdflib,
    written,
)

from memorial_kg.ontology.derived import context
from memorial_kg.terms import RDF_TYPE, XSD, Quad, compact, iri, lines, literal, parse_line

# JSON has no type of its own here: tests look into documents as they are.
Document = dict[str, Any]


def alone(memorial: str) -> list[str]:
    """One memorial's part of the default graph."""
    return written(invented(), "ntriples", memorial=memorial).decode().splitlines()


def test_one_memorial_is_one_tree() -> None:
    document: Document = json.loads(written(alone("bridge"), "jsonld"))
    assert "@graph" not in document
    assert document["id"] == "memorial/bridge"
    assert document["type"] == ["Memorial", "schema:LandmarksOrHistoricalBuildings", "schema:VisualArtwork"]
    assert document["name"] == {"en": ["Bridge Stone", "Flood Stone"], "sv": "Brostenen"}
    assert document["kinds"] == "stele"
    assert document["place"]["name"] == {"en": "Mill Park"}
    assert document["place"]["place"] == "place/holm"
    assert document["adminArea"]["coordinates"]["latitude"] == "59.5"
    assert document["inscriptions"]["id"] == "memorial/bridge#front"
    assert document["events"] == {
        "id": "memorial/bridge#petition",
        "type": "Event",
        "kind": "decision",
        "concerns": "memorial/bridge#address-walk",
        "execution": "not-reported",
        "reconciledFrom": document["events"]["reconciledFrom"],
    }


def test_keys_come_in_page_order() -> None:
    document: Document = json.loads(written(alone("bridge"), "jsonld"))
    ours = [name for name in ontology().shapes["Memorial"].keys if name in document]
    rest = [name for name in document if name not in ours]
    assert [*document] == ["@context", "id", "type", *ours, *rest[3:]]
    assert rest[3:] == sorted(rest[3:])


def test_a_source_keeps_the_name_of_its_graph() -> None:
    document: Document = json.loads(written(invented(), "jsonld", source="walk"))
    [graph] = document["@graph"]
    assert graph["id"] == "source/walk"
    assert [node["id"] for node in graph["@graph"]] == ["memorial/bridge", "proposal/tower", "place/holm"]


def test_the_context_of_a_file_is_a_part_of_ours() -> None:
    for load, base in DATASETS.values():
        used: Document = json.loads(written(load(), "jsonld", base))["@context"]
        whole: Document = context(ontology())["@context"]  # type: ignore[assignment]
        assert used.pop("@base") == base
        assert used.pop("@version") == whole["@version"]
        for term, definition in used.items():
            if "@context" not in definition:
                assert definition == whole[term] or definition == {"@id": whole[term]["@id"]}
                continue
            for key, of_key in definition["@context"].items():
                ours = whole[term]["@context"][key]
                assert of_key | {"@context": 0} == ours | {"@context": 0}
                assert of_key.get("@context", {}).items() <= ours.get("@context", {}).items()


def test_no_key_hides_a_prefix() -> None:
    keys = {key for shape in ontology().shapes.values() for key in shape.keys}
    assert keys & ontology().prefixes.keys() == set()


# What is foreign, awkward, or would be taken for something else.
THINGS = [
    *(BASE + local for local in ("memorial/x", "memorial/x#a", "memorial/x#b", "memorial/y", "proposal/p", "place/z")),
    *(BASE + local for local in ("place/z#g", "record/list/x", "record/list/x#e", "source/list", "", "id", "type")),
    *(BASE + local for local in ("a/../b", "a:b", "?q", "x#y")),
    *(
        "http://www.wikidata.org/entity/Q43",
        "http://www.wikidata.org/entity/",
        "http://a.example/é",
        "http://a.example/x.",
    ),
    *("geo:41.0,29.0", "urn:isbn:12", "p:x", "mailto:a@b.example", "wd:Q1", "time:x#y", "ps://a.example/"),
]
SHAPES = ontology().shapes.values()
KEYS = [key for shape in SHAPES for key in shape.keys.values()]
WORDS = sorted({word for key in KEYS for word in key.choices.values()})
CLASSES = sorted({cls for shape in SHAPES for cls in shape.types})
PREDICATES = sorted({key.path for key in KEYS} | {"http://a.example/p", "urn:x:p", "geo:p", RDF_TYPE[1:-1]})
DATATYPES = [*(f"{XSD}{name}" for name in ("date", "gYear", "decimal", "integer", "boolean", "double")),
             "http://www.opengis.net/ont/geosparql#wktLiteral", "http://a.example/type", "geo:type"]  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
LITERALS = st.one_of(
    st.builds(literal, TEXTS),
    st.builds(
        literal, st.one_of(TEXTS, st.sampled_from(["01", "1.10", ".5", "true", "2016"])), st.sampled_from(DATATYPES)
    ),
    st.builds(lambda text, tag: literal(text, language=tag), TEXTS, st.sampled_from(["en", "en-gb", "id", "sr-latn"])),
)
GRAPHS = st.sampled_from(["", iri(f"{BASE}source/list"), iri("geo:graph")])
ANY_IRI = st.sampled_from([*THINGS, *WORDS, *CLASSES]).map(iri)
STATEMENTS = st.builds(
    Quad, st.sampled_from(THINGS).map(iri), st.sampled_from(PREDICATES).map(iri), st.one_of(ANY_IRI, LITERALS), GRAPHS
)
TYPES = st.builds(Quad, st.sampled_from(THINGS).map(iri), st.just(RDF_TYPE), st.sampled_from(CLASSES).map(iri), GRAPHS)
DATASET = st.lists(st.one_of(STATEMENTS, STATEMENTS, TYPES), max_size=20).map(lines)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DATASET)
@pytest.mark.parametrize("name", ["jsonld", "trig"])
def test_every_dataset_reads_back_by_pyoxigraph(name: str, dataset: list[str]) -> None:
    assert read_by_pyoxigraph(written(dataset, name), name) == expected(dataset)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(DATASET)
@pytest.mark.parametrize("name", ["jsonld", "trig"])
def test_every_dataset_reads_back_by_rdflib(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, dataset: list[str]
) -> None:
    caplog.set_level(logging.CRITICAL, logger="rdflib.term")  # it reports every literal that has no value
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    assert read_by_rdflib(written(dataset, name), name) == expected(dataset)


def test_a_value_that_fits_no_key_stands_in_full() -> None:
    memorial = iri(f"{BASE}memorial/x")
    quads = [
        Quad(memorial, RDF_TYPE, iri("https://w3id.org/memorial-kg/ontology#Memorial")),
        Quad(memorial, iri("http://schema.org/name"), literal("no language")),
        Quad(memorial, iri("https://w3id.org/memorial-kg/ontology#status"), iri("http://a.example/lost")),
        Quad(memorial, iri("https://w3id.org/memorial-kg/ontology#country"), literal("Norrland", language="en")),
    ]
    document: Document = json.loads(written(lines(quads), "jsonld"))
    del document["@context"]
    assert document == {
        "id": "memorial/x",
        "type": "Memorial",
        "schema:name": {"@value": "no language"},
        "mkg:status": {"id": "http://a.example/lost"},
        "mkg:country": {"@value": "Norrland", "@language": "en"},
    }


def test_every_class_has_a_term_of_its_own() -> None:
    names = [compact(shape.cls, ontology().prefixes).partition(":")[2] for shape in SHAPES]
    assert len(set(names)) == len(names)


def test_a_node_stands_once_where_it_is_named_first() -> None:
    for load, base in DATASETS.values():
        subjects = {parse_line(line).subject for line in load() if not parse_line(line).graph}
        seen: list[str] = []

        def collect(value: object, seen: list[str] = seen) -> None:
            if isinstance(value, list):
                for each in value:
                    collect(each)
            elif isinstance(value, dict) and "@graph" not in value:
                if "id" in value and len(value) > 1:
                    seen.append(value["id"])
                for each in value.values():
                    collect(each)

        document: Document = json.loads(written(load(), "jsonld", base))
        collect(document["@graph"])
        assert len(seen) == len(set(seen)) == len(subjects)

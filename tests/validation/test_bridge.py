"""A dataset crosses to rdflib and back without losing a letter."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, XSD, BNode, Dataset, Graph, Literal, Namespace, URIRef

from memorial_kg import terms
from memorial_kg.errors import InputError
from memorial_kg.graph.bridge import from_rdflib, to_graph, to_rdflib
from memorial_kg.terms import Quad

EX = Namespace("https://example.org/")
GRAPH = "https://example.org/source"

LINES = terms.lines(
    [
        Quad(
            "<https://example.org/a>", "<http://schema.org/value>", '"1.10"^^<http://www.w3.org/2001/XMLSchema#decimal>'
        ),
        Quad(
            "<https://example.org/a>", "<http://schema.org/value>", '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'
        ),
        Quad(
            "<https://example.org/a>", "<http://schema.org/value>", '"20I6"^^<http://www.w3.org/2001/XMLSchema#gYear>'
        ),
        Quad(
            "<https://example.org/a>",
            "<http://schema.org/name>",
            '"line\\nbreak \\"quoted\\" \\\\"@en-GB',
            f"<{GRAPH}>",
        ),
        Quad("<https://example.org/a>", "<http://schema.org/name>", '"plain"', f"<{GRAPH}>"),
        Quad("_:b1", "<http://schema.org/about>", "_:b2", "_:g"),
    ]
)


def test_a_dataset_comes_back_as_it_went() -> None:
    assert from_rdflib(to_rdflib(LINES)) == LINES


def test_the_default_graph_is_the_default_graph_alone() -> None:
    dataset = to_rdflib(LINES)
    assert isinstance(dataset, Dataset)
    assert len(dataset.default_graph) == 3
    assert len(dataset.graph(URIRef(GRAPH))) == 2
    assert not dataset.default_union


def test_numbers_keep_their_spelling() -> None:
    values = {str(value) for value in to_graph(LINES).objects()}
    assert values == {"1.10", "01", "20I6"}


def test_an_ill_typed_literal_is_nobodys_news_here(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        to_rdflib(LINES)
    assert caplog.records == []


def test_one_graph_is_taken_by_its_iri() -> None:
    assert len(to_graph(LINES)) == 3
    assert len(to_graph(LINES, GRAPH)) == 2
    assert len(to_graph(LINES, "https://example.org/nothing")) == 0


def test_our_prefixes_are_bound_and_schema_is_ours() -> None:
    for graph in (to_rdflib(LINES), to_graph(LINES), to_rdflib(LINES).graph(URIRef(GRAPH))):
        bound = dict(graph.namespaces())
        assert str(bound["schema"]) == "http://schema.org/"
        assert str(bound["mkg"]) == "https://w3id.org/memorial-kg/ontology#"
    assert "schema1" not in to_rdflib(LINES).serialize(format="trig")


def test_what_a_user_has_is_taken_in() -> None:
    graph = Graph()
    graph.add((EX.a, RDF.type, EX.Thing))
    graph.add((EX.a, EX.year, Literal("2016", datatype=XSD.gYear)))
    graph.add((EX.a, EX.text, Literal("x", datatype=XSD.string)))
    assert from_rdflib(graph) == [
        '<https://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/Thing> .',
        '<https://example.org/a> <https://example.org/text> "x" .',
        '<https://example.org/a> <https://example.org/year> "2016"^^<http://www.w3.org/2001/XMLSchema#gYear> .',
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong", ["https://example.org/a b", "https://example.org/<a>", "https://example.org/\n", 'x"y']
)
def test_an_iri_that_cannot_be_is_refused_and_not_written(wrong: str) -> None:
    triples = [(URIRef(wrong), RDF.type, EX.Thing), (EX.a, URIRef(wrong), EX.b), (EX.a, EX.b, URIRef(wrong)),
               (EX.a, EX.b, Literal("x", datatype=URIRef(wrong)))]  # fmt: skip
    for triple in triples:
        graph = Graph()
        graph.add(triple)
        with pytest.raises(InputError, match="an IRI cannot hold"):
            from_rdflib(graph)


def test_blank_nodes_keep_their_names_where_n_quads_has_a_name_for_them() -> None:
    graph = Graph()
    graph.add((BNode("b1"), EX.knows, BNode("b 2")))
    (line,) = from_rdflib(graph)
    assert line == "_:b1 <https://example.org/knows> _:x622032 ."
    assert from_rdflib(to_graph([line])) == [line]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["", "en", "az-Latn"]), st.booleans()), max_size=5))
def test_every_text_crosses(texts: list[tuple[str, str, bool]]) -> None:
    quads = [
        Quad("<https://example.org/a>", "<https://example.org/b>", terms.literal(text, language=language), f"<{GRAPH}>" if named else "")
        for text, language, named in texts
    ]  # fmt: skip
    assert from_rdflib(to_rdflib(terms.lines(quads))) == terms.lines(quads)

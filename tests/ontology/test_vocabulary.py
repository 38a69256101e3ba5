from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDFS, SH, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from memorial_kg import resources
from memorial_kg.errors import InputError
from memorial_kg.ontology import load_ontology, ontology_from, shapes_graph
from memorial_kg.records import nodes_of
from memorial_kg.workspace import read_workspace

CHECKOUT = Path(__file__).parents[2]
DATA = CHECKOUT / "data"
VERIFIED = CHECKOUT.parent / "shared" / "identifiers.json"

MKG = Namespace("https://w3id.org/memorial-kg/ontology#")
WIKIDATA = re.compile(r"http://www\.wikidata\.org/(?:entity|prop/direct)/([QP][0-9]+)")
GEONAMES = re.compile(r"https://sws\.geonames\.org/([0-9]+)/")
GRAPH = shapes_graph()
ONTOLOGY = load_ontology()


def english(node: Node, predicate: URIRef) -> list[str]:
    return [str(text) for text in GRAPH.objects(node, predicate) if isinstance(text, Literal) and text.language == "en"]


def ours() -> list[URIRef]:
    return sorted({term for triple in GRAPH for term in triple if isinstance(term, URIRef) and term in MKG})


# ── every term says what it means ──


@pytest.mark.parametrize("term", ours(), ids=lambda term: term.rpartition("#")[2])
def test_every_term_of_ours_has_a_label(term: URIRef) -> None:
    assert len(english(term, RDFS.label)) == 1


def explained() -> list[URIRef]:
    """Classes, properties and relations; a word of an enumeration is explained by its label."""
    words = {
        URIRef(iri) for shape in ONTOLOGY.shapes.values() for key in shape.keys.values() for iri in key.choices.values()
    }
    relations = {URIRef(iri) for iri in ONTOLOGY.shapes["Comparison"].keys["relation"].choices.values()}
    return [term for term in ours() if term not in words - relations]


@pytest.mark.parametrize("term", explained(), ids=lambda term: term.rpartition("#")[2])
def test_every_class_and_property_of_ours_is_explained(term: URIRef) -> None:
    [comment] = english(term, RDFS.comment)
    assert comment.endswith(".")


def keys() -> list[tuple[str, Node]]:
    return sorted((str(name), node) for node, name in GRAPH.subject_objects(MKG.key))


@pytest.mark.parametrize(
    ("name", "node"), keys(), ids=[f"{name}-{str(node).rpartition('#')[2]}" for name, node in keys()]
)
def test_every_key_has_a_name_a_description_and_a_message(name: str, node: Node) -> None:
    for predicate in (SH.name, SH.description, SH.message):
        [text] = english(node, predicate)
        assert text.strip() == text != ""
    [message] = english(node, SH.message)
    assert message[0].isupper()
    assert message.endswith(".")
    assert (node, SH.path, None) in GRAPH


def test_every_shape_and_every_rule_has_a_message() -> None:
    silent = [
        node
        for node in {*GRAPH.subjects(SH.path), *GRAPH.objects(None, SH.sparql)}
        if not isinstance(node, URIRef) and (node, SH.message, None) not in GRAPH and not covered(node)
    ]
    assert silent == []


def covered(node: Node) -> bool:
    """A blank shape without words of its own stands in a shape or a list that has some."""
    above = list(GRAPH.subjects(None, node))
    return bool(above) and all((each, SH.message, None) in GRAPH or covered(each) for each in above)


def test_every_pattern_is_one_that_python_reads_too() -> None:
    for pattern in GRAPH.objects(None, SH.pattern):
        re.compile(str(pattern))


# ── prefixes ──


@pytest.mark.parametrize("file", ["vocabulary.ttl", "shapes.ttl"])
def test_prefixes_are_those_that_are_declared(file: str) -> None:
    written = dict(re.findall(r"^@prefix ([\w-]+):\s+<([^>]+)>", resources.text("ontology", file), re.MULTILINE))
    own = {"vann"}  # of the ontology's header alone; nothing that is published uses it
    assert written.keys() - ONTOLOGY.prefixes.keys() <= own
    assert {name: ONTOLOGY.prefixes[name] for name in written.keys() - own} == {
        n: s for n, s in written.items() if n not in own
    }


# ── identifiers ──


def locked() -> dict[str, dict[str, Any]]:
    """The entries of the lock file, by id."""
    tables = tomllib.loads(resources.text("ontology", "identifiers.toml"))
    return {name: entry for table in tables.values() for name, entry in table.items()}


def used() -> Iterator[tuple[str, str]]:
    """Each external id that we use, with where."""
    for term in {term for triple in GRAPH for term in triple if isinstance(term, URIRef)}:
        if found := WIKIDATA.fullmatch(str(term)):
            yield found[1], "ontology"
    workspace = read_workspace(DATA, ONTOLOGY)
    for record in (*workspace.entities.values(), *workspace.records):
        for node in ({"id": record.about, **record.claims}, *nodes_of(record.claims)):
            for iri in node.get("sameAs", ()):
                if found := WIKIDATA.fullmatch(iri) or GEONAMES.fullmatch(iri):
                    yield found[1], node["id"]


def test_every_external_id_is_locked() -> None:
    known = locked()
    assert sorted({(each, where) for each, where in used() if each not in known}) == []


def test_every_lock_says_what_where_and_when() -> None:
    for name, entry in locked().items():
        assert {"label", "evidence", "status", "checked"} <= entry.keys(), name
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", entry["checked"]), name


def test_crm_terms_are_well_formed() -> None:
    space = ONTOLOGY.prefixes["crm"]
    terms = {str(term)[len(space) :] for term in GRAPH.all_nodes() if str(term).startswith(space)} - {""}
    assert terms
    assert all(re.fullmatch(r"[EP]\d+i?_[A-Za-z_-]+", term) for term in terms)


@pytest.mark.skipif(not VERIFIED.is_file(), reason="the table of verified ids is not beside this checkout")
def test_the_lock_agrees_with_the_table_of_verified_ids() -> None:
    verified: dict[str, str] = {}
    unverified: set[str] = set()
    for row in json.loads(VERIFIED.read_text(encoding="utf-8")):
        for kind in ("wikidata", "geonames"):
            if row.get(kind):
                verified[str(row[kind])] = row["label"]
                if row["status"] == "UNVERIFIED":
                    unverified.add(str(row[kind]))
    assert sorted(unverified & {each for each, _ in used()}) == []
    for name, entry in locked().items():
        if name in verified:
            assert entry["label"] == verified[name], name


# ── reading ──


def test_a_key_that_says_nothing_of_its_values_is_refused() -> None:
    graph = Graph() + GRAPH
    node = next(GRAPH.subjects(MKG.key, Literal("postalCode")))
    graph.remove((node, SH.datatype, None))
    with pytest.raises(InputError, match="'postalCode' says nothing about its values"):
        ontology_from(graph)


def test_a_key_that_a_shape_has_twice_is_refused() -> None:
    graph = Graph() + GRAPH
    node = next(GRAPH.subjects(MKG.key, Literal("postalCode")))
    graph.set((node, MKG.key, Literal("street")))
    with pytest.raises(InputError, match="two keys 'street'"):
        ontology_from(graph)

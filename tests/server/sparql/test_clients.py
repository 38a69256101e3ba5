"""Clients that people use get right answers: what the library itself answers is right."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, N3, POST, TURTLE, XML, SPARQLWrapper
from tests.server.sparql.serving import Server

from memorial_kg import KnowledgeGraph, open_graph
from memorial_kg.queries.results import plain

SELECT = """
PREFIX mkg: <https://w3id.org/memorial-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?memorial ?name WHERE { ?memorial a mkg:Memorial ; rdfs:label ?name } ORDER BY ?memorial ?name"""
CONSTRUCT = SELECT.replace("SELECT ?memorial ?name WHERE", "CONSTRUCT { ?memorial rdfs:label ?name } WHERE").replace(
    "ORDER BY ?memorial ?name", ""
)


@pytest.fixture(scope="module")
def graph(built: Path) -> KnowledgeGraph:
    return open_graph(built)


@pytest.fixture(scope="module")
def rows(graph: KnowledgeGraph) -> list[tuple[str, ...]]:
    found = [tuple(plain(term) for term in row) for row in graph.query(SELECT).rows]
    assert len(found) > 10
    return found


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_gets_rows(endpoint: Server, rows: list[tuple[str, ...]], method: str) -> None:
    client = SPARQLWrapper(endpoint.sparql)
    client.setTimeout(20)
    client.setMethod(method)
    client.setQuery(SELECT)
    client.setReturnFormat(JSON)
    answer: Any = client.queryAndConvert()
    found = [tuple(row[name]["value"] for name in ("memorial", "name")) for row in answer["results"]["bindings"]]
    assert found == rows
    client.setReturnFormat(XML)
    document: Any = client.queryAndConvert()
    assert len(document.getElementsByTagName("result")) == len(rows)
    client.setReturnFormat(CSV)
    table: Any = client.queryAndConvert()
    assert [*csv.reader(io.StringIO(table.decode()))][1:] == [[*row] for row in rows]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # as SPARQLWrapper makes them
@pytest.mark.parametrize("form", [TURTLE, XML, N3, "json-ld"])
def test_sparqlwrapper_gets_graphs(endpoint: Server, rows: list[tuple[str, ...]], form: str) -> None:
    client = SPARQLWrapper(endpoint.sparql)
    client.setTimeout(20)
    client.setQuery(CONSTRUCT)
    client.setReturnFormat(form)
    answer: Any = client.queryAndConvert()
    made = answer if isinstance(answer, rdflib.Graph) else rdflib.Graph().parse(data=answer, format="turtle")
    assert {(str(s), str(o)) for s, o in made.subject_objects(rdflib.RDFS.label)} == {*rows}


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_as_of_a_graph_of_its_own(endpoint: Server, rows: list[tuple[str, ...]], method: str) -> None:
    store = SPARQLStore(endpoint.sparql, method=method)
    remote = rdflib.Graph(store)
    assert [tuple(map(str, row)) for row in remote.query(SELECT)] == rows  # type: ignore[arg-type]
    thing = rdflib.URIRef(rows[0][0])
    labels = {str(label) for label in remote.objects(thing, rdflib.RDFS.label)}
    assert labels == {name for memorial, name in rows if memorial == rows[0][0]}
    store.close()


def test_curl_gets_an_answer(endpoint: Server, rows: list[tuple[str, ...]]) -> None:
    command = ["curl", "--silent", "--fail", endpoint.sparql, "--data-urlencode", f"query={SELECT}"]
    text = subprocess.run([*command, "-H", "Accept: text/csv"], capture_output=True, check=True, timeout=30).stdout
    assert [*csv.reader(io.StringIO(text.decode()))][1:] == [[*row] for row in rows]


def test_roqet_gets_an_answer(endpoint: Server, rows: list[tuple[str, ...]]) -> None:
    """It is the command of Debian's rasqal-utils."""
    if not shutil.which("roqet") and os.environ.get("MEMORIAL_KG_BROWSER") != "required":
        pytest.skip("there is no roqet on this machine: apt-get install rasqal-utils")
    command = ["roqet", "-q", "-p", endpoint.sparql, "-e", " ".join(SELECT.split()), "-r", "csv"]
    text = subprocess.run(command, capture_output=True, check=True, timeout=30).stdout
    assert [*csv.reader(io.StringIO(text.decode()))][1:] == [[*row] for row in rows]

"""One answer from three engines that hold the bundled graph: an embedded store, an rdflib Dataset, a real SPARQL server."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import Dataset
from tests.answers import canonical

from memorial_kg.errors import MemorialKGError, RemoteError
from memorial_kg.graph.dataset import Graphs
from memorial_kg.graph.wikibase import wikibase_lines
from memorial_kg.ontology import load_ontology
from memorial_kg.queries import Names, Query, list_queries, read_query, run
from memorial_kg.store import Endpoint, build_store, open_store
from memorial_kg.workspace import read_workspace

DATA = Path(__file__).parents[2] / "data"
BUNDLED = [query for query in list_queries() if not query.federated]
WDQS = sorted((Path(__file__).parents[1] / "cases" / "wdqs").glob("*.rq"))


@dataclass(frozen=True)
class Peers:
    """The same quads, three times."""

    embedded: object
    rdflib: Dataset
    server: Endpoint


@pytest.fixture(scope="session")
def names() -> Names:
    return Names(load_ontology().prefixes, "https://w3id.org/memorial-kg/")


@pytest.fixture(scope="session")
def graphs() -> Graphs:
    ontology = load_ontology()
    return Graphs(read_workspace(DATA, ontology), ontology, {})


@pytest.fixture(scope="session")
def peers(graphs: Graphs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peers]:
    yield from _peers(graphs.lines(), tmp_path_factory.mktemp("dataset"))


@pytest.fixture(scope="session")
def wikibase_peers(graphs: Graphs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peers]:
    yield from _peers(wikibase_lines(graphs), tmp_path_factory.mktemp("wikibase"))


def _peers(lines: list[str], folder: Path) -> Iterator[Peers]:
    file = folder / "dataset.nq"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    build_store(file, folder / "store")
    shutil.copytree(folder / "store", folder / "served")  # a server wants to write where it reads
    dataset = Dataset()
    dataset.parse(file, format="nquads")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    binary = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
    assert binary, "the package `oxigraph` of the test group is not installed"
    server = subprocess.Popen(
        [binary, "serve", "--location", folder / "served", "--bind", address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        endpoint = Endpoint(f"http://{address}/query", timeout=30)
        _wait_for(endpoint, server)
        yield Peers(open_store(folder / "store"), dataset, endpoint)
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(endpoint: Endpoint, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        assert server.poll() is None, "the server has ended"
        with suppress(RemoteError):
            endpoint.answer("ASK {}", "ask")
            return
        assert time.monotonic() < deadline, "the server does not answer"
        time.sleep(0.05)


def each(peers: Peers) -> list[object]:
    return [peers.embedded, peers.rdflib, peers.server]


@pytest.mark.parametrize("query", BUNDLED, ids=lambda query: query.name)
def test_three_engines_give_one_answer_to_every_bundled_query(query: Query, peers: Peers, names: Names) -> None:
    embedded, *others = [run(query, engine, names=names) for engine in each(peers)]
    assert embedded, "nothing in the bundled graph answers this query"
    assert len(set(embedded.rows)) == len(embedded.rows)
    for other in others:
        assert canonical(other) == canonical(embedded)


@pytest.mark.parametrize("path", WDQS, ids=lambda path: path.stem)
def test_three_engines_give_one_answer_to_queries_of_wikidata(path: Path, wikibase_peers: Peers, names: Names) -> None:
    embedded, *others = [run(read_query(path), engine, names=names) for engine in each(wikibase_peers)]
    assert embedded
    for other in others:
        assert canonical(other) == canonical(embedded)


PARAMETERS = [
    ("by-country", {"country": "place/germany"}, 1),
    ("by-country", {"country": ["wd:Q183", "http://www.wikidata.org/entity/Q96"]}, 2),
    ("by-country", {"country": "any"}, 14),
    ("opened-between", {"from": "2016-01-01", "until": "2016-12-31"}, 4),
    ("opened-between", {"from": "2030-01-01", "until": "2031-01-01"}, 0),
    ("works-by-person", {"who": "rustamov"}, 3),
    ("works-by-person", {"who": 'x" || true || "'}, 0),
    ("works-by-person", {"who": "\\u0022) || true || (\\u0022"}, 0),
    ("inscriptions-in-language", {"language": "nl"}, 1),
    ("in-place", {"in": "place/turkey"}, 8),
    ("claims-of-a-source", {"name": "nobody"}, 0),
    ("quality-missing-coordinates", {"limit": "5000"}, 13),
]


@pytest.mark.parametrize(("name", "given", "rows"), PARAMETERS, ids=str)
def test_parameters_mean_the_same_to_three_engines(
    name: str, given: dict[str, str | list[str]], rows: int, peers: Peers, names: Names
) -> None:
    query = next(query for query in BUNDLED if query.name == name)
    embedded, *others = [run(query, engine, given, names=names) for engine in each(peers)]
    assert len(embedded.rows) == rows
    for other in others:
        assert canonical(other) == canonical(embedded)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?z a mkg:Source ; dcterms:type ?a } ORDER BY ?z",
        "SELECT * { { SELECT ?z { ?z a mkg:Source } } } ORDER BY ?z",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/memorial-kg/source/list> { ?s ?p ?o }",
        "SELECT ?g FROM NAMED <https://w3id.org/memorial-kg/source/list> { GRAPH ?g { ?s a mkg:Memorial } } ORDER BY ?s",
        "SELECT ?m { ?m a mkg:Memorial FILTER NOT EXISTS { GRAPH ?g { ?m a mkg:Memorial } } }",
        "ASK { ?s a mkg:Memorial }",
        "ASK { ?s a mkg:Nothing }",
        "CONSTRUCT { ?s rdfs:label ?l } { ?s a mkg:Proposal ; rdfs:label ?l }",
        "SELECT ?s { ?s a mkg:Nothing }",
        "SELECT ?s ?p { VALUES ?s { UNDEF } OPTIONAL { ?s a mkg:Nothing ; ?p ?o } }",
        "SELECT (1.10 AS ?d) (true AS ?b) (1e3 AS ?f) ('a\\tb\\n\"' AS ?s) (STRLANG('a', 'en-GB') AS ?l) {}",
    ],
)
def test_the_dataset_is_the_same_to_three_engines(text: str, peers: Peers, names: Names) -> None:
    embedded, *others = [run(text, engine, names=names) for engine in each(peers)]
    for other in others:
        assert canonical(other) == canonical(embedded)


def test_select_all_has_its_columns_in_the_order_of_the_text(peers: Peers, names: Names) -> None:
    for engine in each(peers):
        assert run("SELECT * { ?z a mkg:Source ; dcterms:type ?a }", engine, names=names).columns == ("z", "a")


def test_a_broken_query_is_refused_in_words_by_three_engines(peers: Peers, names: Names) -> None:
    for engine in each(peers):
        with pytest.raises(MemorialKGError) as caught:
            run("SELECT ?s {\n ?s a }", engine, names=names)
        assert str(caught.value).count("\n") == 0
        assert "Traceback" not in str(caught.value)

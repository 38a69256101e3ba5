"""What harvesters and archives are told: VoID, the catalogue after DCAT-AP 3, the RO-Crate.

The properties that DCAT-AP 3.0 makes mandatory, and the classes of their values, stand in a table here: its official
shapes are on no package registry.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyoxigraph
import pytest
from tests.conftest import PUBLISHED_AT
from tests.site.conftest import site_of

from memorial_kg.pipeline import build
from memorial_kg.resources import folder
from memorial_kg.site import Settings, publish
from memorial_kg.site.files.crate import write_crate
from memorial_kg.site.files.describing import write_catalog
from memorial_kg.site.files.feed import write_feed

_DCAT, _DCTERMS = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"
_FOAF, _SPDX, _VOID = "http://xmlns.com/foaf/0.1/", "http://spdx.org/rdf/terms#", "http://rdfs.org/ns/void#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = pyoxigraph.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

# Class → property → what its values are: a class, a datatype, "literal", "iri". These must be there …
_MANDATORY = {
    f"{_DCAT}Catalog": {
        f"{_DCTERMS}title": "literal",
        f"{_DCTERMS}description": "literal",
        f"{_DCTERMS}publisher": f"{_FOAF}Agent",
        f"{_DCAT}dataset": f"{_DCAT}Dataset",  # recommended, and pointless without
    },
    f"{_DCAT}Dataset": {f"{_DCTERMS}title": "literal", f"{_DCTERMS}description": "literal"},
    f"{_DCAT}Distribution": {f"{_DCAT}accessURL": "iri"},
    f"{_DCAT}DataService": {f"{_DCTERMS}title": "literal", f"{_DCAT}endpointURL": "iri"},
    f"{_FOAF}Agent": {f"{_FOAF}name": "literal"},
    f"{_SPDX}Checksum": {f"{_SPDX}algorithm": "iri", f"{_SPDX}checksumValue": f"{_XSD}hexBinary"},
}
# … and these are of their class, if they are there.
_RANGES = {
    f"{_DCTERMS}license": f"{_DCTERMS}LicenseDocument",
    f"{_DCTERMS}language": f"{_DCTERMS}LinguisticSystem",
    f"{_DCTERMS}format": f"{_DCTERMS}MediaTypeOrExtent",
    f"{_DCTERMS}conformsTo": f"{_DCTERMS}Standard",
    f"{_DCAT}mediaType": f"{_DCTERMS}MediaType",
    f"{_DCAT}distribution": f"{_DCAT}Distribution",
    f"{_DCAT}service": f"{_DCAT}DataService",
    f"{_DCAT}servesDataset": f"{_DCAT}Dataset",
    f"{_DCAT}landingPage": f"{_FOAF}Document",
    f"{_DCAT}byteSize": f"{_XSD}nonNegativeInteger",
    f"{_FOAF}homepage": f"{_FOAF}Document",
    f"{_SPDX}checksum": f"{_SPDX}Checksum",
}
_AT_MOST_ONE = {
    f"{_DCTERMS}publisher",
    f"{_DCTERMS}modified",
    f"{_DCTERMS}license",
    f"{_FOAF}homepage",
    f"{_DCAT}byteSize",
}


@pytest.fixture(scope="module")
def described(small: Path) -> Path:
    """A site whose publisher gave all addresses."""
    settings = Settings(
        url=PUBLISHED_AT, languages=("en",), contact="mailto:a@b.example", endpoint="https://live.example/sparql"
    )
    publish(small, small.parent / "site", settings)
    return small.parent / "site"


Graph = dict[str, dict[str, list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple]]]


def _read(path: Path) -> Graph:
    rdf = pyoxigraph.RdfFormat.JSON_LD if path.suffix == ".jsonld" else pyoxigraph.RdfFormat.TURTLE
    found: Graph = {}
    for quad in pyoxigraph.parse(path.read_bytes(), rdf):
        assert isinstance(quad.subject, pyoxigraph.NamedNode)
        found.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    return found


def _fits(value: object, wanted: str, graph: Graph) -> bool:
    if isinstance(value, pyoxigraph.Literal):
        return wanted in ("literal", value.datatype.value)
    assert isinstance(value, pyoxigraph.NamedNode)
    return wanted == "iri" or pyoxigraph.NamedNode(wanted) in graph.get(value.value, {}).get(_TYPE.value, [])


def _problems(graph: Graph) -> list[str]:
    found = []
    for subject, said in graph.items():
        types = {each.value for each in said.get(_TYPE.value, []) if isinstance(each, pyoxigraph.NamedNode)}
        needed = {key: wanted for cls in types for key, wanted in _MANDATORY.get(cls, {}).items()}
        found += [f"{subject} has no {key}" for key in needed if key not in said]
        found += [f"{subject}: {key} twice" for key in _AT_MOST_ONE if len(said.get(key, [])) > 1]
        for key, wanted in (_RANGES | needed).items():
            found += [f"{subject}: {key} is {value}" for value in said.get(key, []) if not _fits(value, wanted, graph)]
    return found


@pytest.mark.parametrize("name", ["catalog.ttl", "catalog.jsonld"])
def test_the_catalogue_says_what_dcat_ap_wants(described: Path, name: str) -> None:
    graph = _read(described / name)
    assert _problems(graph) == []
    kinds = {each.value for said in graph.values() for each in said[_TYPE.value]}  # type: ignore[union-attr]
    assert set(_MANDATORY) <= kinds


def test_the_check_of_the_catalogue_sees_what_is_missing(described: Path) -> None:
    whole = _read(described / "catalog.ttl")
    for subject, said in whole.items():
        for key in said:
            less = whole | {subject: {other: values for other, values in said.items() if other != key}}
            if key == _TYPE.value or any(key in wanted for wanted in _MANDATORY.values()):
                mandatory = any(
                    key in _MANDATORY.get(each.value, {}) for each in said[_TYPE.value] if hasattr(each, "value")
                )
                assert not mandatory or _problems(less), (subject, key)


def test_both_forms_of_the_catalogue_are_one_graph(described: Path) -> None:
    turtle, jsonld = (_read(described / f"catalog.{each}") for each in ("ttl", "jsonld"))
    assert {s: {p: set(map(str, o)) for p, o in said.items()} for s, said in turtle.items()} == {
        s: {p: set(map(str, o)) for p, o in said.items()} for s, said in jsonld.items()
    }


def test_the_catalogue_has_the_size_and_checksum_of_each_file(described: Path) -> None:
    graph = _read(described / "catalog.ttl")
    seen = set()
    for said in graph.values():
        if f"{_DCAT}downloadURL" in said:
            (url,), (size,) = said[f"{_DCAT}downloadURL"], said[f"{_DCAT}byteSize"]
            (checksum,) = said[f"{_SPDX}checksum"]
            (value,) = graph[checksum.value][f"{_SPDX}checksumValue"]  # type: ignore[union-attr]
            content = (described / url.value.removeprefix(PUBLISHED_AT)).read_bytes()  # type: ignore[union-attr]
            assert int(size.value) == len(content)  # type: ignore[union-attr]
            assert value.value == hashlib.sha256(content).hexdigest()  # type: ignore[union-attr]
            seen.add(url)
    assert len(seen) == 8


def test_void_names_dumps_that_are_there_and_things_that_have_pages(described: Path) -> None:
    graph = _read(described / ".well-known" / "void")
    dataset = graph["https://example.org/memorials/dataset"]
    dumps = [each.value for each in dataset[f"{_VOID}dataDump"]]  # type: ignore[union-attr]
    assert len(dumps) == 6
    assert all((described / each.removeprefix(PUBLISHED_AT)).is_file() for each in dumps)
    examples = [each.value for each in dataset[f"{_VOID}exampleResource"]]  # type: ignore[union-attr]
    assert len(examples) > 4
    for each in examples:
        assert (described / f"{each.removeprefix('https://example.org/memorials/')}.html").is_file(), each
    assert [str(each) for each in dataset[f"{_VOID}sparqlEndpoint"]] == ["<https://live.example/sparql>"]


def test_without_addresses_nothing_is_claimed_of_a_live_server_or_of_a_contact(small: Path, tmp_path: Path) -> None:
    site = site_of(small)
    for dump in small.glob("dataset.*"):
        (tmp_path / dump.name).write_bytes(dump.read_bytes())
    assert write_catalog(site, tmp_path) == []
    text = (tmp_path / "catalog.ttl").read_text("utf-8")
    assert "DataService" not in text
    assert "contactPoint" not in text
    assert "<https://example.org/memorials/>" in text or "<catalog.ttl#catalog>" in text


def test_the_crate_describes_the_files_that_are_there(described: Path) -> None:
    document = json.loads((described / "ro-crate-metadata.json").read_text("utf-8"))
    assert document["@context"] == "https://w3id.org/ro/crate/1.2/context"
    entities = {each["@id"]: each for each in document["@graph"]}
    assert len(entities) == len(document["@graph"])
    descriptor, root = entities["ro-crate-metadata.json"], entities["./"]
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    assert root["datePublished"] == "2026-01-01"
    assert {"name", "description", "license"} <= root.keys()
    for part in (each["@id"] for each in root["hasPart"]):
        assert (described / part).exists(), part
        if entities[part]["@type"] == "File":
            assert int(entities[part]["contentSize"]) == (described / part).stat().st_size
    named = {ref["@id"] for each in entities.values() for value in each.values() for ref in _references(value)}
    assert named <= entities.keys() | {"https://w3id.org/ro/crate/1.2"}


def _references(value: object) -> list[dict[str, str]]:
    several = value if isinstance(value, list) else [value]
    return [each for each in several if isinstance(each, dict)]


def test_what_cannot_be_said_without_a_date_or_a_creator_is_left_out_and_named(tmp_path: Path) -> None:
    workspace = tmp_path / "data"
    for path in folder("workspace").rglob("*"):
        if path.is_file():
            target = workspace / path.relative_to(folder("workspace"))
            target.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text("utf-8")
            if path.name == "dataset.toml":
                text = "\n".join(x for x in text.splitlines() if not x.startswith(("modified", "creator")))
            target.write_text(text, "utf-8")
    build(workspace, tmp_path / "graph")
    site = site_of(tmp_path / "graph")
    assert ["modified" in each for each in write_feed(site, tmp_path)] == [True]
    for dump in (tmp_path / "graph").glob("dataset.*"):
        (tmp_path / dump.name).write_bytes(dump.read_bytes())
    assert ["creator" in each for each in write_catalog(site, tmp_path)] == [True]
    assert ["date" in each for each in write_crate(site, tmp_path)] == [True]
    assert not (tmp_path / "feed.xml").exists()

"""What the tests of export share: an invented workspace through the real mapper, the bundled one, and readers of RDF."""

from __future__ import annotations

import io
import warnings
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
import pytest
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from memorial_kg import terms
from memorial_kg.export import Selection, export
from memorial_kg.graph.dataset import Graphs
from memorial_kg.ontology import Ontology, load_ontology
from memorial_kg.workspace import DEFAULT_BASE, read_workspace

BASE = "https://stones.example/data/"
DATA = Path(__file__).resolve().parents[2] / "data"

FILES = {
    "dataset.toml": f'title = "Stones of Holm"\nbase = "{BASE}"\n',
    "sources/register/source.toml": 'title = "Register of stones"\nlanguage = "en"\nkind = "register"\nrights = "Invented."\n',
    "sources/walk/source.toml": 'title = "A walk in Holm"\nlanguage = "en"\nkind = "guidebook"\nrights = "Invented."\n',
    "entities/all.yaml": """
- id: place/norrland
  name: {en: Norrland}
  kinds: [country]
  sameAs: [http://www.wikidata.org/entity/Q90000001]
- id: place/holm
  name: {en: Holm, sv: Holmen}
  kinds: [city]
  place: place/norrland
  country: place/norrland
  coordinates: {latitude: '59.5', longitude: '-17.25', radius: '4000', method: {en: invented}}
- {id: place/holm-park, name: {en: Mill Park}, kinds: [park], place: place/holm}
- {id: place/elsewhere, name: {en: Elsewhere}, kinds: [city]}
- {id: person/ida-berg, name: {en: Ida Berg}}
- {id: event/flood-1951}
""",
    "sources/register/records.yaml": """
- record: bridge
  about: memorial/bridge
  locator: lines 1-4
  name: {en: Bridge Stone, sv: Brostenen}
  kinds: [stele]
  status: [built]
  commemorates: [{id: event/flood-1951, name: {en: the Great Flood}}]
  country: place/norrland
  place: place/holm-park
  inauguration: {date: '1994-05-03'}
  sculptors: [{id: person/ida-berg, name: {en: Ida Bergh}}]
  height: {value: '8.60', unit: MTR, approximate: 'true'}
  inscriptions: [{id: front, text: {sv: "Åt \\"dem\\"\\nsom drunknade"}, language: sv}]
  evidence:
    - {key: inauguration.date, locator: line 3, verbatim: 'Opened: 3 May 1994'}
- record: gate
  about: memorial/gate
  locator: line 9
  name: {en: '=HYPERLINK("https://a.example")'}
  place: place/elsewhere
- record: well
  about: memorial/well
  locator: lines 5-8
  place: place/holm
  coordinates: {latitude: '59.51', longitude: '-17.2', radius: '10', method: {en: surveyed}}
""",
    "sources/walk/records.yaml": """
- record: stone
  about: memorial/bridge
  locator: page 2
  name: {en: Flood Stone}
  inauguration: {date: '1995'}
  addresses: [{id: address-walk, text: {en: 'Quay 1, Holm'}}]
  events: [{id: petition, kind: [decision], concerns: ['#address-walk'], execution: not-reported}]
- record: plan
  about: proposal/tower
  locator: page 3
  status: [approved]
  place: place/holm
""",
}

ONTOLOGY = load_ontology()


def ontology() -> Ontology:
    """The bundled ontology."""
    return ONTOLOGY


@cache
def invented() -> tuple[str, ...]:
    """The dataset of the invented workspace."""
    with TemporaryDirectory() as folder:
        for name, text in FILES.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        workspace = read_workspace(Path(folder), ONTOLOGY)
        assert workspace.problems == ()
        return tuple(Graphs(workspace, ONTOLOGY, {}).lines())


@cache
def bundled() -> tuple[str, ...]:
    """The dataset of `data/`, if it reads without problems."""
    workspace = read_workspace(DATA, ONTOLOGY) if (DATA / "sources").is_dir() else None
    if workspace is None or workspace.problems:
        pytest.skip("data/ does not read without problems")
    return tuple(Graphs(workspace, ONTOLOGY, {"turtle": ("text/turtle", "memorials.ttl")}).lines())


DATASETS = {"invented": (invented, BASE), "bundled": (bundled, DEFAULT_BASE)}


def written(
    lines: tuple[str, ...] | list[str], name: str, base: str = BASE, *, memorial: str = "", source: str = ""
) -> bytes:
    """A dataset in a format."""
    out = io.BytesIO()
    export(lines, name, ontology=ONTOLOGY, base=base, selection=Selection(memorial, source), out=out)
    return out.getvalue()


def read_by_pyoxigraph(data: bytes | str, name: str) -> set[terms.Quad]:
    """The quads of a document, as pyoxigraph reads it (which puts language tags into small letters)."""
    formats = {
        "turtle": pyoxigraph.RdfFormat.TURTLE,
        "jsonld": pyoxigraph.RdfFormat.JSON_LD,
        "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
        "nquads": pyoxigraph.RdfFormat.N_QUADS,
        "trig": pyoxigraph.RdfFormat.TRIG,
        "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    }
    default = pyoxigraph.DefaultGraph()
    return {
        terms.Quad(
            str(quad.subject),
            str(quad.predicate),
            str(quad.object)
            if not isinstance(quad.object, pyoxigraph.Literal)
            else terms.literal(quad.object.value, quad.object.datatype.value, quad.object.language or ""),
            "" if quad.graph_name == default else str(quad.graph_name),
        )
        for quad in pyoxigraph.parse(data, formats[name])
    }


def read_by_rdflib(data: bytes, name: str) -> set[terms.Quad]:
    """The quads of a document, as rdflib reads it. Whoever calls this turns its normalization of literals off."""
    formats = {
        "turtle": "turtle",
        "jsonld": "json-ld",
        "ntriples": "nt",
        "nquads": "nquads",
        "trig": "trig",
        "rdfxml": "xml",
    }
    dataset = rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7.6 calls its own deprecated names
        dataset.parse(data=data, format=formats[name])
    return {
        terms.Quad(
            _of_rdflib(s), _of_rdflib(p), _of_rdflib(o), "" if g in (None, DATASET_DEFAULT_GRAPH_ID) else _of_rdflib(g)
        )
        for s, p, o, g in dataset.quads()
    }


def _of_rdflib(term: object) -> str:
    if isinstance(term, rdflib.Literal):
        return terms.literal(str(term), str(term.datatype or ""), (term.language or "").lower())
    assert isinstance(term, rdflib.URIRef), f"{term!r} has no IRI"
    return terms.iri(str(term))


def expected(lines: tuple[str, ...] | list[str], *, graphs: bool = True) -> set[terms.Quad]:
    """The quads of lines of ours, with language tags in small letters as readers give them back."""
    return {_small(quad) for quad in map(terms.parse_line, lines) if graphs or not quad.graph}


def _small(quad: terms.Quad) -> terms.Quad:
    value = terms.parse_term(quad.object)
    if isinstance(value, terms.Literal) and value.language:
        return quad._replace(object=terms.literal(value.text, language=value.language.lower()))
    return quad

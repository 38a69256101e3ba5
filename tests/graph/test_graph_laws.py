"""The laws of mapping: quads written = quads promised, two readings of one tree, and the record back from its graph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from tests.strategies import records

from memorial_kg import resources
from memorial_kg.errors import InternalError
from memorial_kg.graph import Mapper, Trees
from memorial_kg.graph.dataset import Graphs
from memorial_kg.ontology import Key, Shape, load_ontology
from memorial_kg.reconcile import reconcile
from memorial_kg.records import Record, Tree
from memorial_kg.records.entities import Entities
from memorial_kg.terms import RDF_TYPE, XSD, Literal, Quad, lines, parse_term
from memorial_kg.workspace import DEFAULT_BASE, read_workspace

ONTOLOGY = load_ontology()
WORKSPACE = read_workspace(Path(__file__).parent.parent.parent / "data", ONTOLOGY)
CONTEXT = json.loads(resources.text("ontology", "context.jsonld"))["@context"]
MAPPER = Mapper(ONTOLOGY, DEFAULT_BASE)
NOBODY = Trees(ONTOLOGY, Entities([], ONTOLOGY))
_law = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def bundled_trees() -> Iterator[dict[str, Tree]]:
    trees = Trees(ONTOLOGY, WORKSPACE.entities)
    for record in WORKSPACE.records:
        yield trees.thing(record)
        yield trees.record(record)
    for each in Graphs(WORKSPACE, ONTOLOGY, {}).reconciled:
        decided = {"possiblySame": [{"id": "memorial/other"}]} if each.record.about.startswith("memorial/") else {}
        yield trees.reconciled(each.record, each.comparisons, decided)
    for entity in WORKSPACE.entities.values():
        yield trees.entity(entity)
    for record in (*WORKSPACE.sources, *WORKSPACE.decisions):
        yield trees.thing(record)


BUNDLED = [*bundled_trees()]


def trees_of(record: Record) -> Iterator[dict[str, Tree]]:
    """The three trees in which a record takes part, were it the only one."""
    alone = reconcile([record], ONTOLOGY, Entities([], ONTOLOGY))
    yield NOBODY.thing(record)
    yield NOBODY.record(record)
    yield NOBODY.reconciled(alone.record, alone.comparisons, {})


# ── law 3: quads written = quads promised ──


def leaves(tree: Tree) -> int:
    """How many quads a tree promises: one for each type, each value, and each way to an inner node."""
    if isinstance(tree, str) or "@value" in tree:
        return 1
    if isinstance(tree, list):
        return sum(leaves(item) for item in tree)
    if not isinstance(tree.get("id"), str):
        return sum(len(texts) for texts in tree.values())
    inner = sum(leaves(value) + nodes(value) for key, value in tree.items() if key not in ("id", "type"))
    return len(tree["type"]) + inner


def nodes(tree: Tree) -> int:
    if isinstance(tree, list):
        return sum(nodes(item) for item in tree)
    return int(isinstance(tree, dict) and isinstance(tree.get("id"), str))


def test_the_bundled_trees_give_as_many_quads_as_they_promise() -> None:
    assert len(BUNDLED) > 100
    for tree in BUNDLED:
        assert len([*MAPPER.quads(tree)]) == leaves(tree), tree["id"]


@_law
@given(records())
def test_any_record_gives_as_many_quads_as_it_promises(record: Record) -> None:
    for tree in trees_of(record):
        assert len([*MAPPER.quads(tree)]) == leaves(tree)


def test_a_key_that_nobody_knows_is_not_left_out_in_silence() -> None:
    tree = NOBODY.thing(WORKSPACE.records[0]) | {"colour": "red"}
    with pytest.raises(InternalError, match="colour"):
        [*MAPPER.quads(tree)]


# ── law 8: the mapper and the JSON-LD context give the same dataset ──


def by_context(tree: dict[str, Tree]) -> set[pyoxigraph.Quad]:
    document = {"@context": [{"@base": DEFAULT_BASE}, CONTEXT], **tree}
    return {*pyoxigraph.parse(json.dumps(document), pyoxigraph.RdfFormat.JSON_LD)}


def by_mapper(tree: dict[str, Tree]) -> set[pyoxigraph.Quad]:
    return {*pyoxigraph.parse("\n".join(lines(MAPPER.quads(tree))), pyoxigraph.RdfFormat.N_QUADS)}


def test_the_context_reads_the_bundled_trees_as_the_mapper_does() -> None:
    for tree in BUNDLED:
        assert by_context(tree) == by_mapper(tree), tree["id"]


@_law
@given(records())
def test_the_context_reads_any_record_as_the_mapper_does(record: Record) -> None:
    for tree in trees_of(record):
        assert by_context(tree) == by_mapper(tree)


# ── law 2: graph → record gives the record back ──

Said = set[tuple[str, str, Tree]]
_POINTING = {key.name for shape in ONTOLOGY.shapes.values() for key in shape.keys.values() if key.kind == "iri"}


def said(tree: Tree, node: str, root: str) -> Said:
    """What a record says, as (node, key, value): texts as (language, text), references and parts as their ids."""
    found: Said = set()
    for name, value in tree.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                found.add((node, name, f"{root}{item}" if item.startswith("#") and name in _POINTING else item))
            elif not isinstance(item.get("id"), str):
                found |= {(node, name, (tag, text)) for tag, texts in item.items() for text in texts}
            else:
                inner = item["id"] if "/" in item["id"] else f"{root}#{item['id'].removeprefix('#')}"
                found.add((node, name, inner))
                found |= said(item, inner, inner.partition("#")[0])
    return {each for each in found if each[1] != "id"}


def read_back(quads: set[Quad]) -> Said:
    """What a graph says in a record's words, by the ontology alone. What is derived is not read."""
    types: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate == RDF_TYPE:
            types.setdefault(quad.subject, set()).add(quad.object[1:-1])
    found: Said = set()
    for quad in quads:
        if quad.predicate != RDF_TYPE:
            shape = shape_by(types[quad.subject])
            key = next(each for each in shape.keys.values() if each.path == quad.predicate[1:-1])
            if not key.derived:
                found.add((local(quad.subject), key.name, value_of(quad.object, key)))
    return found


def shape_by(types: set[str]) -> Shape:
    """The shape of which the types are all there; of several, that with most of them."""
    fitting = [shape for shape in ONTOLOGY.shapes.values() if set(shape.types) <= types]
    return max(fitting, key=lambda shape: len(shape.types))


def local(term: str) -> str:
    return term[1:-1].removeprefix(DEFAULT_BASE)


def value_of(term: str, key: Key) -> Tree:
    value = parse_term(term)
    if isinstance(value, Literal):
        assert value.datatype == key.datatype or (not key.datatype and value.datatype == f"{XSD}string")
        return (value.language, value.text) if key.kind == "text" else value.text
    words = {full: word for word, full in key.choices.items()}
    return words[value] if key.kind == "choice" else local(term)


def claims_of(record: Record) -> Said:
    return said(record.claims, record.about, record.about)


def header_of(record: Record) -> Said:
    return said(record.header, record.id, record.id)


@pytest.mark.parametrize("record", WORKSPACE.records, ids=lambda record: record.id)
def test_a_bundled_record_can_be_read_back_from_its_graph(record: Record) -> None:
    assert read_back({*MAPPER.quads(NOBODY.thing(record))}) == claims_of(record)
    assert read_back({*MAPPER.quads(NOBODY.record(record))}) == header_of(record)


@_law
@given(records())
def test_any_record_can_be_read_back_from_its_graph(record: Record) -> None:
    assert read_back({*MAPPER.quads(NOBODY.thing(record))}) == claims_of(record)
    assert read_back({*MAPPER.quads(NOBODY.record(record))}) == header_of(record)


def test_no_shape_has_two_keys_for_one_term() -> None:
    for shape in ONTOLOGY.shapes.values():
        paths = [key.path for key in shape.keys.values()]
        assert len(paths) == len(set(paths)), shape.name


@_law
@given(records())
def test_every_node_of_any_record_has_an_iri(record: Record) -> None:
    for tree in trees_of(record):
        for quad in MAPPER.quads(tree, f"source/{record.source}"):
            for term in (quad.subject, quad.predicate, quad.graph):
                assert term.startswith("<")
                pyoxigraph.NamedNode(term[1:-1])  # refuses what is no IRI
            assert quad.object[0] in '<"'

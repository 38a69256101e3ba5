"""The compiled writer gives the lines that the trees and the mapper give, on records of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests import strategies
from tests.site.many import write_workspace

from memorial_kg.errors import InternalError
from memorial_kg.graph import Mapper, Trees
from memorial_kg.graph.compiled import LineWriter
from memorial_kg.ontology import load_ontology
from memorial_kg.reconcile import reconcile
from memorial_kg.records import Record
from memorial_kg.records.entities import Entities
from memorial_kg.terms import line_of
from memorial_kg.workspace import read_workspace

ONTOLOGY = load_ontology()
BASE = "https://example.org/"
DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module", params=["bundled", "many"])
def workspace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "bundled":
        return DATA
    return write_workspace(tmp_path_factory.mktemp("many") / "data", 150, seed=5)


def test_the_compiled_writer_gives_what_the_trees_and_the_mapper_give(workspace: Path) -> None:
    read = read_workspace(workspace, ONTOLOGY)
    base = read.dataset.base
    mapper, trees, writer = Mapper(ONTOLOGY, base), Trees(ONTOLOGY, read.entities), LineWriter(ONTOLOGY, base)
    for record in read.records:
        lines: list[str] = []
        writer.node(record.about, record.claims, lines, lines, record.source)
        expected = mapper.quads(trees.thing(record), f"source/{record.source}")
        assert {*lines} == {line_of(quad) for quad in expected}
        header: list[str] = []
        writer.record(record, header, header)
        assert {*header} == {line_of(quad) for quad in mapper.quads(trees.record(record))}


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(strategies.records())
def test_any_record_gives_the_quads_of_its_tree_which_are_those_of_the_context(record: Record) -> None:
    nobody = Entities([], ONTOLOGY)
    mapper, trees, writer = Mapper(ONTOLOGY, BASE), Trees(ONTOLOGY, nobody), LineWriter(ONTOLOGY, BASE)
    lines: list[str] = []
    writer.node(record.about, record.claims, lines, lines, record.source)
    assert {*lines} == {line_of(quad) for quad in mapper.quads(trees.thing(record), f"source/{record.source}")}
    alone = reconcile([record], ONTOLOGY, nobody)
    claims = trees.reconciled_claims(alone.record, alone.comparisons, {})
    lines.clear()
    writer.node(record.about, claims, lines, lines)
    assert {*lines} == {line_of(quad) for quad in mapper.quads(trees.reconciled(alone.record, alone.comparisons, {}))}


def test_what_is_said_of_other_things_is_written_aside() -> None:
    writer = LineWriter(ONTOLOGY, "https://example.org/")
    own: list[str] = []
    aside: list[str] = []
    claims = {
        "sculptors": [{"id": "person/x", "name": {"en": ["X"]}}],
        "inauguration": {"id": "inauguration", "date": "1992"},
    }
    writer.node("memorial/a", claims, own, aside)
    assert {line.split("> ")[0] for line in own} == {
        "<https://example.org/memorial/a",
        "<https://example.org/memorial/a#inauguration",
    }
    assert {line.split("> ")[0] for line in aside} == {"<https://example.org/person/x"}


def test_a_key_that_the_shape_does_not_know_is_never_passed_over() -> None:
    writer = LineWriter(ONTOLOGY, "https://example.org/")
    with pytest.raises(InternalError, match="nonsense"):
        writer.node("memorial/a", Record("memorial/a", {"nonsense": "x"}).claims, [], [])

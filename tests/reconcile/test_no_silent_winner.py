"""Law 2 of the house, in the graph: where records contradict each other, the reconciled graph holds no value."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.reconcile.accounts import ENTITIES, ONTOLOGY, accounts, record, trees

from memorial_kg.graph.dataset import Graphs
from memorial_kg.records import Record, Row, Tree, check_decision
from memorial_kg.records.model import Origin
from memorial_kg.terms import Quad, expand, iri
from memorial_kg.values import Relation
from memorial_kg.workspace import DEFAULT_BASE, Dataset, Workspace

_law = settings(deadline=None, max_examples=100)
_DERIVED = {
    "mkg:edtf": ("schema:startDate", "mkg:earliest", "mkg:latest"),
    "schema:containedInPlace": ("mkg:adminArea",),
    "schema:geo": ("geo:asWKT",),
}


def graphs_of(records: list[Record]) -> Graphs:
    return Graphs(Workspace(Path(), Dataset({"en": "Test"}), (), tuple(records), ENTITIES, (), ()), ONTOLOGY, {})


def term(curie: str) -> str:
    return iri(expand(curie, ONTOLOGY.prefixes))


@_law
@given(accounts)
def test_no_value_is_stated_derived_or_repeated_where_records_contradict_each_other(records: list[Record]) -> None:
    graphs = graphs_of(records)
    stated = {(quad.subject, quad.predicate) for quad in graphs.quads() if not quad.graph}
    derived = {term(path): [term(each) for each in others] for path, others in _DERIVED.items()}
    for each in graphs.reconciled[0].comparisons:
        if each.relation is Relation.DISJOINT:
            node, path = iri(DEFAULT_BASE + each.node), iri(each.property)
            assert not stated & {(node, other) for other in (path, *derived.get(path, ()))}
            if each.truthy:
                assert (iri(f"{DEFAULT_BASE}memorial/x"), iri(each.truthy)) not in stated


@_law
@given(accounts)
def test_what_takes_one_value_has_one_in_the_reconciled_graph(records: list[Record]) -> None:
    found: dict[tuple[str, str], set[str]] = {}
    for quad in graphs_of(records).quads():
        if not quad.graph:
            found.setdefault((quad.subject, quad.predicate), set()).add(quad.object)
    for path in (
        "mkg:country",
        "schema:containedInPlace",
        "schema:geo",
        "mkg:edtf",
        "schema:startDate",
        "wdt:P1619",
        "wdt:P17",
    ):
        for (node, predicate), values in found.items():
            assert predicate != term(path) or len(values) == 1, (node, path, values)


@_law
@given(accounts, trees())
def test_records_of_another_memorial_change_nothing(records: list[Record], others: dict[str, dict[str, Tree]]) -> None:
    moved = [record(f"{name}-other", claims, "memorial/y") for name, claims in others.items()]
    alone, together = graphs_of(records), graphs_of([*moved, *records])
    assert together.reconciled[0] == alone.reconciled[0]
    mine = iri(f"{DEFAULT_BASE}memorial/x").removesuffix(">")
    assert of(mine, together) == of(mine, alone)


def of(thing: str, graphs: Graphs) -> set[Quad]:
    return {quad for quad in graphs.quads() if quad.subject.startswith(thing)}


def test_two_memorials_do_not_put_one_place_in_two_countries() -> None:
    mill = {"id": "place/mill", "name": {"en": "Mill"}}
    one = record("a/x", {"near": [mill | {"country": "place/westland"}]})
    other = record("a/y", {"near": [mill | {"country": "place/eastland"}]}, "memorial/y")
    for records, count in (([one], 1), ([one, other], 0)):
        found = [
            quad
            for quad in graphs_of(records).quads()
            if (quad.subject, quad.predicate, quad.graph) == (iri(f"{DEFAULT_BASE}place/mill"), term("mkg:country"), "")
        ]
        assert len(found) == count
    in_sources = [q for q in graphs_of([one, other]).quads() if q.graph and q.predicate == term("mkg:country")]
    assert len(in_sources) == 2


def test_what_is_said_in_passing_of_an_event_yields_to_the_records_about_it() -> None:
    flood = {"id": "event/flood", "name": {"en": "Flood"}, "date": "1951"}
    passing = record("a/x", {"commemorates": [flood]})
    account = record("a/flood", {"date": "1952-06-03"}, "event/flood")
    dates = {
        quad.object.split('"')[1]
        for quad in graphs_of([passing, account]).quads()
        if quad.predicate == term("mkg:edtf") and not quad.graph
    }
    assert dates == {"1952-06-03"}


def test_a_comparison_of_a_part_of_something_mentioned_has_an_iri_of_its_own() -> None:
    flood = {"id": "event/flood", "name": {"en": "Flood"}}
    records = [
        record(
            name,
            {"commemorates": [flood | {"statements": [{"id": "why", "quote": {"en": text}, "speaker": "person/ada"}]}]},
        )
        for name, text in (("a/x", "It rained"), ("b/x", "It poured"))
    ]
    nodes = {
        quad.subject: quad.object for quad in graphs_of(records).quads() if quad.predicate == term("mkg:comparedNode")
    }
    assert iri(f"{DEFAULT_BASE}event/flood#why") in nodes.values()
    assert all(subject.count("#") == 1 for subject in nodes)
    assert len(nodes) == len(graphs_of(records).reconciled[0].comparisons)


@_law
@given(accounts)
def test_each_comparison_has_an_iri_of_its_own(records: list[Record]) -> None:
    graphs = graphs_of(records)
    cls = term("mkg:Comparison")
    assert len({quad.subject for quad in graphs.quads() if quad.object == cls}) == len(graphs.reconciled[0].comparisons)


@pytest.mark.parametrize(
    ("decision", "linked"),
    [
        (
            "same-thing",
            {("proposal/x", "mkg:realizedBy", "memorial/x"), ("proposal/x", "mkg:realizedBy", "memorial/y")},
        ),
        (
            "undecided",
            {("memorial/x", "mkg:possiblySame", "memorial/y"), ("memorial/y", "mkg:possiblySame", "memorial/x")},
        ),
        ("distinct", set()),
    ],
)
def test_only_what_was_decided_links_things(decision: str, linked: set[tuple[str, str, str]]) -> None:
    things = ("memorial/x", "memorial/y", "proposal/x")
    records = [record(f"a/{about.replace('/', '-')}", {"status": ["approved"]}, about) for about in things]
    tree = {"id": "case", "decision": decision, "of": [*things], "reason": {"en": "So it is."}}
    decided, problems = check_decision(Row(tree, Origin("identity.yaml", 1)), ONTOLOGY)
    assert decided is not None, problems
    workspace = dataclasses.replace(graphs_of(records).workspace, decisions=(decided,))
    paths = {term(path): path for path in ("mkg:realizedBy", "mkg:possiblySame")}
    found = {
        (local(quad.subject), paths[quad.predicate], local(quad.object))
        for quad in Graphs(workspace, ONTOLOGY, {}).quads()
        if quad.predicate in paths
    }
    assert found == linked


def local(name: str) -> str:
    return name[1:-1].removeprefix(DEFAULT_BASE)

from __future__ import annotations

import pytest
from tests.export.samples import BASE, expected, invented, ontology, read_by_pyoxigraph, written

from memorial_kg.errors import UsageError
from memorial_kg.export import FORMATS
from memorial_kg.export.selection import Selection, select
from memorial_kg.terms import Quad, parse_line, unwrap


def selected(form: str = "quads", *, memorial: str = "", source: str = "") -> list[Quad]:
    return [
        parse_line(line)
        for line in select(invented(), Selection(memorial, source), ontology(), BASE, form)  # type: ignore[arg-type]
    ]


def local(term: str) -> str:
    return unwrap(term).removeprefix(BASE)


def test_one_memorial_comes_with_its_parts_its_records_and_what_these_name() -> None:
    quads = selected(memorial="bridge")
    things = {local(quad.subject) for quad in quads if "#" not in quad.subject}
    assert things == {
        "memorial/bridge",
        "record/register/bridge",
        "record/walk/stone",
        "source/register",
        "source/walk",
        "event/flood-1951",
        "person/ida-berg",
        "place/holm-park",
        "place/holm",
        "place/norrland",
        "http://www.wikidata.org/entity/Q90000001",
    }
    assert {local(quad.graph) for quad in quads if quad.graph} == {"source/register", "source/walk"}
    assert any(local(quad.subject) == "memorial/bridge#front" for quad in quads)
    assert any(local(quad.subject).startswith("record/register/bridge#") for quad in quads)


def test_what_is_said_of_a_memorial_is_all_there() -> None:
    quads = set(selected(memorial="memorial/bridge"))
    every = [parse_line(line) for line in invented()]
    assert {quad for quad in every if local(quad.subject).partition("#")[0] == "memorial/bridge"} <= quads
    assert quads < set(every)


def test_a_proposal_is_selected_by_its_namespace_or_without() -> None:
    assert selected(memorial="proposal/tower") == selected(memorial="tower") != []


def test_one_source_is_its_graph() -> None:
    graph = [quad for quad in map(parse_line, invented()) if quad.graph == f"<{BASE}source/walk>"]
    assert selected(source="walk") == selected(source="source/walk") == sorted(graph)
    assert set(selected("triples", source="walk")) == {quad._replace(graph="") for quad in graph}


def test_a_source_says_its_part_of_a_memorial() -> None:
    quads = selected(memorial="bridge", source="walk")
    assert {local(quad.graph) for quad in quads} == {"source/walk"}
    assert "memorial/bridge#petition" in {local(quad.subject) for quad in quads}
    assert "proposal/tower" not in {local(quad.subject) for quad in quads}


@pytest.mark.parametrize("name", ["turtle", "jsonld", "nquads", "trig", "rdfxml"])
@pytest.mark.parametrize(
    "selection", [{"memorial": "bridge"}, {"source": "walk"}, {"memorial": "bridge", "source": "walk"}]
)
def test_a_selection_reads_back_as_what_was_selected(name: str, selection: dict[str, str]) -> None:
    data = written(invented(), name, **selection)
    chosen = select(invented(), Selection(**selection), ontology(), BASE, FORMATS[name].takes)
    assert chosen
    assert read_by_pyoxigraph(data, name) == expected(chosen)


@pytest.mark.parametrize(
    ("selection", "says"),
    [
        ({"memorial": "brigde"}, r"no memorial 'brigde': did you mean 'bridge'\?"),
        ({"memorial": "memorial/wel"}, r"no memorial 'memorial/wel': did you mean 'memorial/well'\?"),
        ({"memorial": "zzz"}, "there are bridge, flood-1951, gate, tower, well"),
        ({"source": "wlak"}, r"no source 'wlak': did you mean 'walk'\?"),
        ({"memorial": "well", "source": "walk"}, "The source 'walk' says nothing of 'well'"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(selection: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        written(invented(), "turtle", **selection)

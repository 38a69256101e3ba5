"""The library as somebody would use it who has read the README only."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, Namespace
from tests.conftest import DATA

import memorial_kg as mkg

MKG = Namespace("https://w3id.org/memorial-kg/ontology#")
BASE = "https://w3id.org/memorial-kg/"


@pytest.fixture(scope="module")
def workspace() -> mkg.Workspace:
    return mkg.read_workspace(DATA)


@pytest.fixture(scope="module")
def graph(workspace: mkg.Workspace) -> mkg.KnowledgeGraph:
    return mkg.build_graph(workspace)


def test_a_workspace_holds_the_records_of_both_sources(workspace: mkg.Workspace) -> None:
    assert workspace.problems == ()
    assert {record.source for record in workspace.records} == {"list", "article"}
    assert sum(record.about.startswith("memorial/") for record in workspace.records) == 22


def test_the_dates_relate_as_the_documents_state_them(workspace: mkg.Workspace) -> None:
    dates = {
        (each.about.partition("/")[2], each.relation.value)
        for reconciled in mkg.reconcile_workspace(workspace).values()
        for each in reconciled.comparisons
        if each.key == "inauguration.date"
    }
    assert dates == {
        ("tr-usak", "disjoint"),
        ("tr-izmit", "refines"),
        ("ba-sarajevo", "refines"),
        ("mx-mexico-city", "refines"),
        ("de-berlin", "same"),
        ("nl-the-hague", "same"),
    }


def test_a_refinement_names_the_record_that_says_more(workspace: mkg.Workspace) -> None:
    izmit = mkg.reconcile_workspace(workspace)["memorial/tr-izmit"]
    date = next(each for each in izmit.comparisons if each.key == "inauguration.date")
    assert date.more_specific == "record/article/tr-izmit"
    assert izmit.record.claims["inauguration"]["date"] == "2015-04-23"


def test_the_contradiction_leaves_no_date_behind(graph: mkg.KnowledgeGraph) -> None:
    opened = rdflib.URIRef(f"{BASE}memorial/tr-usak#inauguration")
    date = MKG.edtf
    assert (opened, date, None) not in graph.graph()
    assert str(graph.graph("list").value(opened, date)) == "2016"
    assert str(graph.graph("article").value(opened, date)) == "2014-02"


def test_rdflib_and_back_is_the_same_graph(graph: mkg.KnowledgeGraph) -> None:
    dataset = graph.to_rdflib()
    assert sum(1 for _ in dataset.quads()) == len(graph)
    assert len(set(graph.graph().subjects(RDF.type, MKG.Memorial))) == 14
    assert mkg.KnowledgeGraph.from_rdflib(dataset).lines == graph.lines


def test_the_graph_of_a_source_that_is_not_there_is_no_empty_graph(graph: mkg.KnowledgeGraph) -> None:
    with pytest.raises(mkg.UsageError, match="nope"):
        graph.graph("nope")
    assert len(repr(graph)) < 500


def test_somebody_elses_rdflib_graph_can_be_asked_validated_and_exported() -> None:
    theirs = rdflib.Graph()
    thing = rdflib.URIRef("https://example.org/m")
    theirs.add((thing, RDF.type, MKG.Memorial))
    mine = mkg.KnowledgeGraph.from_rdflib(theirs, "https://example.org/")
    assert len(mine.query("SELECT ?m { ?m a mkg:Memorial }").rows) == 1
    report = mine.validate()
    assert not report.conforms
    assert "country" in report.violations[0].message
    assert b"<https://example.org/m>" in mine.export("ntriples")


def test_an_iri_that_rdf_does_not_allow_is_refused() -> None:
    theirs = rdflib.Graph()
    theirs.add((rdflib.URIRef("https://example.org/a b"), RDF.type, MKG.Memorial))
    with pytest.raises(mkg.InputError, match="a b"):
        mkg.KnowledgeGraph.from_rdflib(theirs)


def test_questions_take_parameters_and_say_which_they_know(graph: mkg.KnowledgeGraph) -> None:
    assert len(graph.query("by-country", {"country": "place/turkey"}).rows) == 8
    assert len(graph.query("by-country", {"country": ["place/germany", "place/mexico"]}).rows) == 2
    with pytest.raises(mkg.UsageError, match="country"):
        graph.query("by-country", {"contry": "place/turkey"})
    with pytest.raises(mkg.UsageError, match="by-country"):
        graph.query("by-contry")


def test_a_parameter_is_a_term_and_never_a_piece_of_query(graph: mkg.KnowledgeGraph) -> None:
    with pytest.raises(mkg.MemorialKGError):
        graph.query("by-country", {"country": "place/turkey> } ?s ?p ?o . { <x"})


def test_one_memorial_and_one_source_can_be_exported(graph: mkg.KnowledgeGraph) -> None:
    one = json.loads(graph.export("geojson", memorial="tr-usak"))
    assert [feature["properties"]["id"] for feature in one["features"]] == ["memorial/tr-usak"]
    out = io.BytesIO()
    graph.export("nt", out, source="list")
    assert b'"2016"' in out.getvalue()
    assert b'"2014-02"' not in out.getvalue()


def test_a_memorial_comes_without_the_vocabulary(graph: mkg.KnowledgeGraph) -> None:
    document = json.loads(graph.export("jsonld", memorial="tr-izmit"))
    ids = [node["id"] for node in document["@graph"]]
    assert ids[0] == "memorial/tr-izmit"
    assert not [each for each in ids if each.startswith(("mkg:", "wd:Q5003624"))]


def test_what_is_built_can_be_opened_again(built: Path, graph: mkg.KnowledgeGraph) -> None:
    opened = mkg.open_graph(built)
    assert opened.lines == list(graph.lines)
    assert opened.validate().conforms
    assert len(mkg.open_graph(built, profile="wikibase").query("SELECT ?s { ?s a wikibase:Statement }").rows) > 100


def test_a_violation_leads_back_to_the_line_of_the_record(tmp_path: Path) -> None:
    shapes = rdflib.Graph().parse(
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <http://schema.org/> .
        @prefix mkg: <https://w3id.org/memorial-kg/ontology#> .
        <urn:s> a sh:NodeShape ; sh:targetClass mkg:Memorial ;
            sh:property [ sh:path schema:material ; sh:maxCount 0 ; sh:message "no material here" ] ."""
    )
    report = mkg.build_graph(DATA).validate(shapes)
    found = {(each.record, Path(each.file).name) for each in report.violations}
    assert ("record/article/de-berlin", "records.yaml") in found
    lines = DATA.joinpath("sources/article/records.yaml").read_text(encoding="utf-8").splitlines()
    for each in report.violations:
        assert "material:" in lines[each.line - 1]


def test_all_problems_of_a_workspace_come_in_one_error(tmp_path: Path) -> None:
    source = tmp_path / "sources" / "a"
    source.mkdir(parents=True)
    (tmp_path / "dataset.toml").write_text('title = "T"\n')
    (source / "source.toml").write_text('title = "S"\nrights = "none"\n')
    (source / "records.yaml").write_text(
        "- {record: x}\n- {record: y, about: memorial/y, locator: '1', country: place/q}\n"
    )
    with pytest.raises(mkg.InputError) as caught:
        mkg.build_graph(tmp_path)
    assert {problem.line for problem in caught.value.problems} == {1, 2}
    assert {Path(problem.file).name for problem in caught.value.problems} == {"records.yaml"}

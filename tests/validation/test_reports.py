"""A report is the same in every format, and each format is what it claims to be."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef

from memorial_kg.graph.foreign import read_rdf
from memorial_kg.validation import REPORTS, Report, Violation, validate

MKGS = "https://w3id.org/memorial-kg/shapes#"
COUNTRY = "<https://w3id.org/memorial-kg/ontology#country>"

# rdflib 7.6 reads JSON-LD into a Graph by way of a class that it has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

FOUND = [
    Violation("violation", "<https://example.org/m>", COUNTRY, "<https://example.org/c>", f"{MKGS}country", "ClassConstraintComponent",
              "A country is a place: write `country: place/…`, such as `{id: place/x}`.", "https://example.org/source/list",
              "record/list/m", "data/my list/records.yaml", 7),
    Violation("violation", "<https://example.org/m>", "<https://example.org/p>", '"20I6"^^<http://www.w3.org/2001/XMLSchema#gYear>', "",
              "DatatypeConstraintComponent", "'20I6' is not an xsd:gYear.", "", "record/list/m", "/srv/records.yaml"),
    Violation("warning", "_:b1-0a", "^<https://example.org/p>", '"line\\nbreak [a](https://evil.example/)"@en', "https://example.org/S",
              "PatternConstraintComponent", 'Say "it" otherwise.\nOr not.'),
    Violation("info", "<https://example.org/m>", "", "", "https://example.org/S", "OrConstraintComponent", "Consider it.", "_:g"),
]  # fmt: skip
REPORT = Report.of(FOUND, 12, ["", "https://example.org/source/list"])
GOOD = Report.of([], 3, [""])


def test_a_report_counts_and_sorts() -> None:
    assert [each.severity for each in REPORT.violations] == ["violation", "violation", "warning", "info"]
    assert Report.of(reversed([*FOUND, *FOUND]), 12, REPORT.graphs) == REPORT
    assert not REPORT.conforms
    assert GOOD.conforms
    assert [REPORT.count(severity) for severity in ("violation", "warning", "info")] == [2, 1, 1]


@pytest.mark.parametrize("name", REPORTS)
def test_every_format_says_the_same_twice_and_ends_its_last_line(name: str) -> None:
    for report in (REPORT, GOOD):
        assert REPORTS[name](report) == REPORTS[name](report)
        assert REPORTS[name](report).endswith("\n")


# ── text ──


def test_the_text_is_a_line_for_each_result_and_one_for_all() -> None:
    assert REPORTS["text"](REPORT).splitlines() == [
        (
            "/srv/records.yaml: violation: https://example.org/m https://example.org/p "
            '"20I6"^^<http://www.w3.org/2001/XMLSchema#gYear>: '
            "'20I6' is not an xsd:gYear. [DatatypeConstraintComponent]"
        ),
        (
            "data/my list/records.yaml:7: violation: https://example.org/m mkg:country https://example.org/c: "
            "A country is a place: write `country: place/…`, such as `{id: place/x}`. [mkgs:country ClassConstraintComponent]"
        ),
        (
            'default graph: warning: _:b1-0a ^<https://example.org/p> "line\\nbreak [a](https://evil.example/)"@en: '
            'Say "it" otherwise.\\nOr not. [https://example.org/S PatternConstraintComponent]'
        ),
        "graph _:g: info: https://example.org/m: Consider it. [https://example.org/S OrConstraintComponent]",
        "does not conform: 12 focus nodes in 2 graphs; 2 violations, 1 warning, 1 info",
    ]
    assert REPORTS["text"](GOOD) == "conforms: 3 focus nodes in 1 graph\n"


# ── RDF ──


def parsed(name: str, report: Report) -> Graph:
    return Graph().parse(data=REPORTS[name](report), format={"turtle": "turtle", "jsonld": "json-ld"}[name])


def test_turtle_and_json_ld_are_one_graph() -> None:
    for report in (REPORT, GOOD):
        assert set(parsed("turtle", report)) == set(parsed("jsonld", report))


@pytest.mark.parametrize(("name", "file"), [("turtle", "r.ttl"), ("jsonld", "r.jsonld")])
def test_another_reader_understands_it_too(name: str, file: str) -> None:
    assert len(read_rdf(io.BytesIO(REPORTS[name](REPORT).encode()), file)) == len(parsed(name, REPORT))


@pytest.mark.parametrize("name", ["turtle", "jsonld"])
def test_it_is_a_validation_report_of_shacl(name: str) -> None:
    graph = parsed(name, REPORT)
    report = graph.value(predicate=RDF.type, object=SH.ValidationReport)
    assert report is not None
    assert str(graph.value(report, SH.conforms)) == "false"
    results = set(graph.objects(report, SH.result))
    assert len(results) == 4
    for result in results:  # SHACL, section 3.6.2: exactly one of each
        for predicate in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.resultMessage):
            assert len(set(graph.objects(result, predicate))) == 1
    assert (None, SH.resultSeverity, SH.Warning) in graph
    assert (None, SH.sourceConstraintComponent, SH.ClassConstraintComponent) in graph
    assert (None, SH.sourceShape, URIRef(f"{MKGS}country")) in graph
    assert str(parsed(name, GOOD).value(predicate=SH.conforms, subject=report)) == "true"


@pytest.mark.parametrize("name", ["turtle", "jsonld"])
def test_there_are_no_blank_nodes_in_it(name: str) -> None:
    assert not [term for triple in parsed(name, REPORT) for term in triple if isinstance(term, BNode)]


def test_the_values_are_the_values() -> None:
    values = {
        str(value): getattr(value, "language", None) for value in parsed("turtle", REPORT).objects(None, SH.value)
    }
    assert values["line\nbreak [a](https://evil.example/)"] == "en"
    assert "20I6" in values


@pytest.mark.parametrize("name", ["turtle", "jsonld"])
def test_a_report_about_impossible_iris_can_be_read_by_the_strictest(name: str) -> None:
    data = Graph()
    for wrong in ("https://example.org/a b", "https://example.org/<x>", "relative"):
        data.add((URIRef(wrong), RDF.type, URIRef("http://schema.org/Place")))
        data.add(
            (URIRef("https://example.org/m"), URIRef(wrong), Literal("x", datatype=URIRef("https://example.org/d")))
        )
    report = validate(data)
    assert report.count("violation") == 6
    assert len(read_rdf(io.BytesIO(REPORTS[name](report).encode()), f"r.{name}", name)) > 30
    assert "https://example.org/a b" in {str(each) for each in parsed(name, report).objects(None, SH.focusNode)}


def test_a_constraint_of_someones_own_keeps_its_iri() -> None:
    own = Report.of([replace(FOUND[0], component="https://example.org/OwnComponent")], 1, [""])
    assert (None, SH.sourceConstraintComponent, URIRef("https://example.org/OwnComponent")) in parsed("turtle", own)


# ── JSON ──


def test_json_has_what_is_known() -> None:
    made = json.loads(REPORTS["json"](REPORT))
    assert (made["conforms"], made["checked"], made["graphs"]) == (False, 12, ["", "https://example.org/source/list"])
    assert made["counts"] == {"violation": 2, "warning": 1, "info": 1}
    assert made["results"][1] == {
        "severity": "violation",
        "message": "A country is a place: write `country: place/…`, such as `{id: place/x}`.",
        "focus": "<https://example.org/m>",
        "path": COUNTRY,
        "value": "<https://example.org/c>",
        "component": "ClassConstraintComponent",
        "shape": f"{MKGS}country",
        "graph": "https://example.org/source/list",
        "record": "record/list/m",
        "file": "data/my list/records.yaml",
        "line": 7,
    }
    assert "path" not in made["results"][3]


# ── SARIF ──


def sarif(report: Report) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(REPORTS["sarif"](report))
    return log


def test_sarif_is_of_version_2_1_0() -> None:
    log = sarif(REPORT)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["tool"]["driver"]["name"] == "memorial-kg"


def test_every_result_has_its_rule_and_every_rule_a_result() -> None:
    (run,) = sarif(REPORT)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) == 4
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert {result["ruleIndex"] for result in run["results"]} == set(range(4))
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}


def test_a_file_is_a_uri_with_its_line_and_without_a_file_the_node_is_the_place() -> None:
    (run,) = sarif(REPORT)["runs"]
    absolute, relative, nowhere, _ = (result["locations"][0] for result in run["results"])
    assert relative["physicalLocation"] == {
        "artifactLocation": {"uri": "data/my%20list/records.yaml"},
        "region": {"startLine": 7},
    }
    assert absolute["physicalLocation"] == {"artifactLocation": {"uri": "file:///srv/records.yaml"}}
    assert "physicalLocation" not in nowhere
    assert nowhere["logicalLocations"][0]["fullyQualifiedName"] == "_:b1-0a ^<https://example.org/p>"


def test_a_message_has_neither_placeholders_nor_links() -> None:
    """SARIF, section 3.11: single braces and `[…](…)` would not be shown as they are."""
    (run,) = sarif(REPORT)["runs"]
    messages = [result["message"]["text"] for result in run["results"]]
    messages += [rule["fullDescription"]["text"] for rule in run["tool"]["driver"]["rules"]]
    assert "such as `{{id: place/x}}`. (<https://example.org/c>)" in messages[1]
    assert not [message for message in messages if "](" in message]


def test_a_good_report_has_no_results() -> None:
    (run,) = sarif(GOOD)["runs"]
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []

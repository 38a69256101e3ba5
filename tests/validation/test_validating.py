"""Validation is graph by graph, says where and why, and never says that all is well because it looked at nothing."""

from __future__ import annotations

import io
import logging
import random
import warnings
from pathlib import Path

import pytest
from rdflib import RDF, Dataset, Graph, Literal, Namespace, URIRef

from memorial_kg import resources
from memorial_kg.errors import InputError, UsageError
from memorial_kg.graph.bridge import from_rdflib, to_graph, to_rdflib
from memorial_kg.graph.foreign import read_rdf
from memorial_kg.ontology import shapes_graph
from memorial_kg.terms import parse_line
from memorial_kg.validation import Report, Violation, validate

EX = Namespace("https://example.org/")
PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix mkg: <https://w3id.org/memorial-kg/ontology#> . @prefix schema: <http://schema.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
NAMED = 'ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:message "Name it." ] .'
MEMORIAL = "ex:m a mkg:Memorial ; mkg:country ex:c . ex:c a schema:Place . "


def data(text: str) -> list[str]:
    return read_rdf(io.BytesIO((PREFIXES + text).encode()), "data.trig")


def shapes(text: str) -> Graph:
    return to_graph(read_rdf(io.BytesIO((PREFIXES + text).encode()), "shapes.ttl"))


def broken(report: Report) -> list[tuple[str, str]]:
    return [(each.path.rpartition("/")[2].rpartition("#")[2].strip("<>"), each.component.removesuffix("ConstraintComponent"))
            for each in report.violations]  # fmt: skip


# ── what it takes, and what it says ──


def test_a_violation_names_everything() -> None:
    (each,) = validate(data("ex:t a ex:Thing ."), shapes(NAMED)).violations
    assert each == Violation(
        severity="violation",
        focus="<https://example.org/t>",
        path="<https://example.org/name>",
        value="",
        shape="https://example.org/S",
        component="MinCountConstraintComponent",
        message="Name it.",
    )


def test_it_takes_lines_a_graph_or_a_dataset() -> None:
    lines = data("ex:t a ex:Thing . ex:g { ex:u a ex:Thing }")
    wanted = validate(lines, shapes(NAMED))
    assert validate(iter(lines), shapes(NAMED)) == wanted
    assert validate(to_rdflib(lines), shapes(NAMED)) == wanted
    assert validate(to_graph(lines), shapes(NAMED)).violations == wanted.violations[:1]
    assert wanted.graphs == ("", "https://example.org/g")
    assert wanted.checked == 2


def test_the_bundled_shapes_stay_as_they_are() -> None:
    before = len(shapes_graph())
    validate(data(MEMORIAL))
    assert len(shapes_graph()) == before == len(ontology_as_written())


def ontology_as_written() -> Graph:
    graph = Graph()
    for file in ("vocabulary.ttl", "shapes.ttl"):
        graph.parse(data=resources.text("ontology", file), format="turtle")
    return graph


def test_it_changes_neither_data_nor_shapes() -> None:
    dataset, ours = to_rdflib(data("ex:t a ex:Thing . ex:g { ex:u a ex:Thing }")), shapes(NAMED)
    before = from_rdflib(dataset), len(ours)
    validate(dataset, ours)
    assert (from_rdflib(dataset), len(ours)) == before


def test_shapes_may_come_as_a_dataset() -> None:
    ours = Dataset()
    for triple in shapes(NAMED):
        ours.graph(EX.shapes).add(triple)
    assert not validate(data("ex:t a ex:Thing ."), ours).conforms


@pytest.mark.parametrize("wrong", ["data.ttl", b"data", 7, None, Path("data.ttl")])
def test_what_is_no_data_is_a_matter_of_usage(wrong: object) -> None:
    with pytest.raises(UsageError, match="read_rdf"):
        validate(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", ["shapes.ttl", 7, ["a"]])
def test_what_are_no_shapes_is_a_matter_of_usage(wrong: object) -> None:
    with pytest.raises(UsageError, match="Shapes are an rdflib Graph"):
        validate(data(MEMORIAL), wrong)  # type: ignore[arg-type]


def test_a_line_that_is_no_quad_is_named() -> None:
    with pytest.raises(InputError, match="line 2 of the data is not a line of N-Quads"):
        validate([*data(MEMORIAL)[:1], "ex:m a mkg:Memorial ."])


def test_the_order_of_the_data_does_not_show() -> None:
    lines = data("ex:t a ex:Thing . ex:u a ex:Thing . ex:g { ex:u a ex:Thing . ex:t ex:year '20I6'^^xsd:gYear }")
    wanted = validate(lines, shapes(NAMED))
    assert len(wanted.violations) == 4
    for seed in range(5):
        assert validate(random.Random(seed).sample(lines, len(lines)), shapes(NAMED)) == wanted


def test_a_result_is_told_once_though_two_shapes_share_it() -> None:
    shared = "ex:P a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 ; sh:message 'Name it.' ."
    twice = shapes(
        f"{shared} ex:S sh:targetClass ex:Thing ; sh:property ex:P . ex:T sh:targetClass ex:Thing ; sh:property ex:P ."
    )
    (each,) = validate(data("ex:t a ex:Thing ."), twice).violations
    assert each.shape == "https://example.org/P"


# ── each graph stands alone ──


def test_two_graphs_may_contradict_each_other() -> None:
    one = shapes("ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:year ; sh:maxCount 1 ] .")
    lines = data("ex:g { ex:t a ex:Thing ; ex:year 2014 } ex:h { ex:t a ex:Thing ; ex:year 2016 }")
    assert validate(lines, one).conforms
    assert not validate([f"{line.rsplit(' ', 2)[0]} ." for line in lines], one).conforms


def test_a_source_may_contradict_itself() -> None:
    twice = "ex:m a mkg:Memorial ; mkg:country ex:c ; schema:height ex:q1 , ex:q2 . ex:c a schema:Place ."
    sizes = """ex:q1 a schema:QuantitativeValue ; schema:value 2.0 ; schema:unitCode 'MTR' .
        ex:q2 a schema:QuantitativeValue ; schema:value 3.0 ; schema:unitCode 'MTR' ."""
    assert validate(data(f"ex:source {{ {twice} {sizes} }}")).conforms
    reconciled = twice.replace("ex:m a", "ex:m mkg:reconciledFrom ex:r ; a")
    found = validate(data(f"{reconciled} {sizes}"))
    assert ("height", "MaxCount") in broken(found)


def test_what_another_graph_says_of_a_node_is_not_heard() -> None:
    lines = data("ex:g { ex:m a mkg:Memorial ; mkg:country ex:c } ex:h { ex:c a schema:Place }")
    assert broken(validate(lines)) == [("country", "Class")]


def test_a_target_node_is_checked_where_it_is_mentioned_or_else_once() -> None:
    node = shapes("ex:S sh:targetNode ex:t , ex:absent ; sh:property [ sh:path ex:name ; sh:minCount 1 ] .")
    report = validate(data("ex:u a ex:Thing . ex:g { ex:t a ex:Thing } ex:h { ex:u a ex:Thing }"), node)
    assert [(each.focus, each.graph) for each in report.violations] == [
        ("<https://example.org/absent>", ""), ("<https://example.org/t>", "https://example.org/g"),
    ]  # fmt: skip
    assert report.checked == 2


def test_blank_nodes_of_others_are_named_as_they_are() -> None:
    (each,) = validate(data("[] a ex:Thing ."), shapes(NAMED)).violations
    assert each.focus.startswith("_:b1-")


# ── severities ──


def test_warnings_and_infos_are_advice() -> None:
    advice = shapes("""ex:S sh:targetClass ex:Thing ;
        sh:property [ sh:path ex:a ; sh:minCount 1 ; sh:severity sh:Warning ] ,
                    [ sh:path ex:b ; sh:minCount 1 ; sh:severity sh:Info ] .""")
    report = validate(data("ex:t a ex:Thing ."), advice)
    assert report.conforms
    assert (report.count("violation"), report.count("warning"), report.count("info")) == (0, 1, 1)
    assert [each.severity for each in report.violations] == ["warning", "info"]


def test_a_severity_of_someones_own_is_grave() -> None:
    own = shapes(
        "ex:S sh:targetClass ex:Thing ; sh:severity ex:Terrible ; sh:property [ sh:path ex:a ; sh:minCount 1 ; sh:severity ex:Terrible ] ."
    )
    assert validate(data("ex:t a ex:Thing ."), own).count("violation") == 1


# ── what engines pass over ──


@pytest.mark.parametrize(
    ("text", "datatype"),
    [("20I6", "gYear"), ("2016-02-30", "date"), ("eight", "decimal"), ("2016-13", "gYearMonth"), ("yes", "boolean")],
)
def test_an_ill_typed_literal_fails_though_no_shape_asks(text: str, datatype: str) -> None:
    report = validate(data(f"{MEMORIAL} ex:m ex:someProperty '{text}'^^xsd:{datatype} ."))
    (each,) = report.violations
    assert (each.path, each.component, each.shape) == (
        "<https://example.org/someProperty>",
        "DatatypeConstraintComponent",
        "",
    )
    assert f"'{text}' is not an xsd:{datatype}" in each.message
    assert not report.conforms


def test_a_range_fails_though_the_number_is_none() -> None:
    ranged = shapes("ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:year ; sh:maxInclusive 2100 ] .")
    assert not validate(data("ex:t a ex:Thing ; ex:year '3OOO'^^xsd:integer ."), ranged).conforms


def test_what_the_engine_has_reported_is_not_told_twice() -> None:
    report = validate(data("ex:e a schema:Event ; schema:startDate '20I6'^^xsd:gYear ."))
    assert broken(report) == [("startDate", "Pattern")]


def test_a_warning_does_not_hide_what_is_wrong() -> None:
    mild = shapes(
        "ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:year ; sh:pattern '^[0-9]+$' ; sh:severity sh:Warning ] ."
    )
    report = validate(data("ex:t a ex:Thing ; ex:year '20I6'^^xsd:gYear ."), mild)
    assert {each.severity for each in report.violations} == {"violation", "warning"}


@pytest.mark.parametrize(
    "wrong", ["https://example.org/a b", "https://example.org/<x>", "https://example.org/{x}", "no scheme", "relative"]
)
def test_an_iri_that_cannot_be_fails(wrong: str) -> None:
    graph = to_graph(data(MEMORIAL))
    graph.add((EX.m, EX.page, URIRef(wrong)))
    (each,) = validate(graph).violations
    assert (each.component, each.path) == ("NodeKindConstraintComponent", "<https://example.org/page>")
    assert "is not an IRI" in each.message


def test_an_impossible_iri_is_found_wherever_it_stands() -> None:
    graph = to_graph(data(MEMORIAL))
    graph.add((URIRef("https://example.org/a b"), RDF.type, EX.Thing))
    graph.add((EX.m, URIRef("https://example.org/p q"), EX.c))
    graph.add((EX.m, EX.p, Literal("x", datatype=URIRef("https://example.org/d"))))
    assert validate(graph).count("violation") == 2


def test_a_text_with_a_backslash_is_a_value_like_any_other() -> None:
    r"""The engine inserts values into messages as patterns, and `\d` would end the run."""
    cheat = r"""ex:x a mkg:Comparison ; mkg:relation mkg:disjoint ; schema:about ex:m ; mkg:comparedNode ex:m ; mkg:comparedProperty schema:description .
        ex:m schema:description "C:\\d\\1 {?path} \\g<2>"@en ."""
    found = [
        each for each in validate(data(MEMORIAL + cheat)).violations if each.component == "SPARQLConstraintComponent"
    ]
    assert [each.message for each in found] == [
        (
            r"Two records contradict each other here, and yet the reconciled graph states C:\d\1 {?path} \g<2>: "
            "remove it. Both claims stay in the graphs of their sources."
        )
    ]


def test_nothing_is_said_on_the_side(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG), warnings.catch_warnings():
        warnings.simplefilter("error")
        validate(
            data(
                MEMORIAL
                + "ex:e a schema:Event ; schema:startDate '20I6'^^xsd:gYear ; mkg:earliest 'x'^^xsd:date , '2016-01-01'^^xsd:date ; mkg:latest 'y'^^xsd:date ."
            )
        )
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert capfd.readouterr() == ("", "")


# ── nothing was checked ──


@pytest.mark.parametrize("text", ["", "ex:t a ex:Thing .", "ex:S a sh:NodeShape ; sh:property [ sh:path ex:name ; sh:minCount 1 ] .",
                                  NAMED.replace("ex:S a", "ex:S sh:deactivated true ; a")])  # fmt: skip
def test_shapes_without_a_target_are_no_shapes(text: str) -> None:
    with pytest.raises(InputError, match="There are no shapes to validate with"):
        validate(data("ex:t a ex:Thing ."), shapes(text))


@pytest.mark.parametrize(
    "text",
    ["sh:node ex:Naem", "sh:property ex:naem", "sh:not ex:Naem", "sh:property [ sh:path ex:p ; sh:node ex:Naem ]"],
)
def test_a_shape_of_which_nothing_is_said_is_a_misspelt_one(text: str) -> None:
    with pytest.raises(
        InputError, match=r"The shape https://example.org/S asks for sh:\w+ https://example.org/[nN]aem"
    ):
        validate(data("ex:t a ex:Thing ."), shapes(f"ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; {text} ."))


def test_a_misspelt_target_is_told_what_there_is() -> None:
    with pytest.raises(InputError) as caught:
        validate(data("ex:t a ex:Thing ."), shapes(NAMED.replace("ex:Thing", "ex:Thnig")))
    assert "Nothing was checked" in str(caught.value)
    assert "https://example.org/Thnig" in str(caught.value)
    assert "https://example.org/Thing" in str(caught.value)


@pytest.mark.parametrize("lines", [[], ["<https://example.org/a> <https://example.org/b> <https://example.org/c> ."]])
def test_data_that_our_shapes_are_not_about_are_refused(lines: list[str]) -> None:
    with pytest.raises(InputError, match="the data has no node of any class"):
        validate(lines)


@pytest.mark.parametrize("target", ["sh:targetSubjectsOf ex:name", "sh:targetObjectsOf ex:knows", "sh:targetNode ex:t",
                                    "a sh:NodeShape , rdfs:Class", "a sh:NodeShape , owl:Class"])  # fmt: skip
def test_every_kind_of_target_finds_its_nodes(target: str) -> None:
    one = shapes(f"ex:S {target} ; sh:property [ sh:path ex:year ; sh:minCount 1 ] .")
    report = validate(data("ex:t ex:name 'T' . ex:u ex:knows ex:t . ex:t a ex:S ."), one)
    assert (report.checked, broken(report)) == (1, [("year", "MinCount")])


def test_things_of_a_class_below_are_found() -> None:
    report = validate(data("ex:t a ex:Special . ex:Special rdfs:subClassOf ex:Thing ."), shapes(NAMED))
    assert (report.checked, report.conforms) == (1, False)


# ── shapes that cannot be taken at their word ──


@pytest.mark.parametrize(("text", "says"), [
    (NAMED.replace("sh:minCount", "sh:minCounts"), "sh:minCounts, which is no term of SHACL: did you mean 'minCount'?"),
    (NAMED.replace("sh:property", "sh:js [ ] ; sh:property"), "sh:js, which is not evaluated here"),
    (NAMED.replace("sh:property", "sh:target [ ] ; sh:property"), "sh:target, which is not evaluated here"),
    (NAMED.replace("sh:minCount 1", "sh:nodeKind sh:Iri"), "sh:Iri, which is no term of SHACL: did you mean 'IRI'?"),
    (NAMED.replace("sh:minCount 1", "sh:pattern '('"), "The shapes could not be evaluated"),
    (NAMED.replace("sh:minCount 1", "sh:minCount 'one'"), "The shapes could not be evaluated"),
    (NAMED.replace("sh:property", "sh:sparql [ sh:select 'SELECT $this WHERE { broken' ] ; sh:property"), "The shapes could not be evaluated"),
    ("ex:S sh:targetClass ex:Thing ; sh:node ex:S .", "The shapes could not be evaluated"),
])  # fmt: skip
def test_shapes_that_cannot_be_evaluated_are_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        validate(data("ex:t a ex:Thing ; ex:name 'x' ."), shapes(text))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("keyword", ["SERVICE", "service SILENT", "\n#\nSERVICE"])
def test_a_constraint_asks_no_other_server(keyword: str) -> None:
    asks = f"""ex:S sh:targetClass ex:Thing ; sh:sparql [ sh:select '''SELECT $this WHERE {{
        {keyword} <http://127.0.0.1:9/sparql> {{ $this ?p ?o }} }}''' ] ."""
    with pytest.raises(InputError, match="SERVICE"):
        validate(data("ex:t a ex:Thing ."), shapes(asks))


def test_what_shapes_import_is_not_fetched() -> None:
    imports = "<> owl:imports <http://127.0.0.1:9/more-shapes> . "
    assert not validate(data("ex:t a ex:Thing ."), shapes(imports + NAMED)).conforms


def test_rules_make_nothing_up() -> None:
    rules = NAMED.replace(
        "sh:property",
        "sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:name ; sh:object 'made up' ] ; sh:property",
    )
    assert not validate(data("ex:t a ex:Thing ."), shapes(rules)).conforms


@pytest.mark.parametrize(("path", "text"), [
    ("[ sh:inversePath ex:knows ]", "^<https://example.org/knows>"),
    ("( ex:a [ sh:zeroOrMorePath ex:b ] )", "<https://example.org/a>/(<https://example.org/b>*)"),
    ("[ sh:alternativePath ( ex:a ex:b ) ]", "<https://example.org/a>|<https://example.org/b>"),
    ("[ sh:oneOrMorePath ex:a ]", "<https://example.org/a>+"),
])  # fmt: skip
def test_a_path_is_written_as_sparql_writes_it(path: str, text: str) -> None:
    one = shapes(f"ex:S sh:targetClass ex:Thing ; sh:property [ sh:path {path} ; sh:minCount 2 ] .")
    (each,) = validate(data("ex:t a ex:Thing ."), one).violations
    assert each.path == text


def test_the_message_in_english_is_taken_where_there_are_several() -> None:
    many = shapes(NAMED.replace('"Name it."', '"Nenne es."@de , "Name it!"@en , "Nomme-le."@fr'))
    (each,) = validate(data("ex:t a ex:Thing ."), many).violations
    assert each.message == "Name it!"


def test_a_shape_without_a_message_speaks_with_that_of_the_shape_around_it() -> None:
    around = shapes(
        NAMED.replace('sh:message "Name it."', "").replace(
            "sh:property", "sh:message 'A thing has a name.' ; sh:property"
        )
    )
    (each,) = validate(data("ex:t a ex:Thing ."), around).violations
    assert each.message == "A thing has a name."


# ── the bundled data ──


def test_the_bundled_data_conform(built: Path) -> None:
    lines = (built / "dataset.nq").read_text(encoding="utf-8").splitlines()
    report = validate(lines)
    assert report.violations == ()
    assert set(report.graphs) == {parse_line(line).graph.strip("<>") for line in lines}
    assert report.checked > 500

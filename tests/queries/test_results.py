from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorial_kg.errors import InputError, UsageError
from memorial_kg.queries import MEDIA_TYPES, WRITERS, Answer, write
from memorial_kg.queries.results import plain
from memorial_kg.store.embedded import answer_of
from memorial_kg.terms import XSD, iri, literal

SRX = "http://www.w3.org/2005/sparql-results#"

characters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
texts = st.text(characters | st.sampled_from("\t\n\r\"'\\,|<>&"))
terms = st.one_of(
    texts.map(literal),
    texts.map(lambda text: literal(text, language="az-latn")),
    st.integers().map(lambda number: literal(str(number), f"{XSD}integer")),
    st.just(iri("http://a.example/Uşak?x=1&y=(2)")),
    st.just("_:b0"),
    st.none(),
)
answers = st.lists(st.tuples(terms, terms)).map(lambda rows: Answer("select", ("one", "two"), tuple(rows)))

PARSED = {"json": pyoxigraph.QueryResultsFormat.JSON, "tsv": pyoxigraph.QueryResultsFormat.TSV}


@pytest.mark.parametrize("name", PARSED)
@given(answer=answers)
def test_what_is_written_is_read_back(name: str, answer: Answer) -> None:
    read = answer_of(pyoxigraph.parse_query_results(write(answer, name).encode(), PARSED[name]))
    assert read == answer


@given(answers)
def test_xml_is_read_back_by_a_parser_of_xml(answer: Answer) -> None:
    # Not by the engine, which takes a literal of spaces alone for an empty one.
    root = ET.fromstring(write(answer, "xml"))
    names = tuple(variable.attrib["name"] for variable in root.iter(f"{{{SRX}}}variable"))
    rows = []
    for result in root.iter(f"{{{SRX}}}result"):
        found = {binding.attrib["name"]: term_of(binding[0]) for binding in result}
        rows.append(tuple(found.get(name) for name in names))
    assert Answer("select", names, tuple(rows)) == answer


def term_of(element: ET.Element) -> str:
    text = element.text or ""
    if element.tag == f"{{{SRX}}}uri":
        return iri(text)
    if element.tag == f"{{{SRX}}}bnode":
        return f"_:{text}"
    language = element.attrib.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    return literal(text, element.attrib.get("datatype", ""), language)


@given(answers)
def test_csv_holds_every_value_without_its_type(answer: Answer) -> None:
    read = list(csv.reader(io.StringIO(write(answer, "csv"), newline="")))
    assert read == [list(answer.columns), *([plain(term) for term in row] for row in answer.rows)]


@given(answers)
def test_a_markdown_table_keeps_its_shape_whatever_is_in_it(answer: Answer) -> None:
    lines = write(answer, "markdown").split("\n")
    assert len(lines) == len(answer.rows) + 3
    for line in lines[:-1]:
        assert line.replace("\\\\", "").replace("\\|", "").count("|") == 3


@pytest.mark.parametrize("format_name", ["JSON", "XML"])
@pytest.mark.parametrize("boolean", [True, False])
def test_yes_and_no_are_read_back(format_name: str, boolean: bool) -> None:
    answer = Answer("ask", boolean=boolean)
    results_format = getattr(pyoxigraph.QueryResultsFormat, format_name)
    assert (
        answer_of(pyoxigraph.parse_query_results(write(answer, format_name.lower()).encode(), results_format)) == answer
    )


ROW = Answer(
    "select",
    ("memorial", "name", "date"),
    ((iri("http://schema.org/a_b"), literal("A | B\n<i>*x*</i>", language="en"), None),),
)


def test_formats_look_as_their_specifications_say() -> None:
    assert write(ROW, "csv") == 'memorial,name,date\r\nhttp://schema.org/a_b,"A | B\n<i>*x*</i>",\r\n'
    assert write(ROW, "tsv") == '?memorial\t?name\t?date\n<http://schema.org/a_b>\t"A | B\\n<i>*x*</i>"@en\t\n'
    assert json.loads(write(ROW, "json")) == {
        "head": {"vars": ["memorial", "name", "date"]},
        "results": {
            "bindings": [
                {
                    "memorial": {"type": "uri", "value": "http://schema.org/a_b"},
                    "name": {"type": "literal", "value": "A | B\n<i>*x*</i>", "xml:lang": "en"},
                }
            ]
        },
    }
    assert '<literal xml:lang="en">A | B\n&lt;i&gt;*x*&lt;/i&gt;</literal>' in write(ROW, "xml")
    assert write(ROW, "markdown", {"schema": "http://schema.org/"}).splitlines() == [
        "| memorial | name | date |",
        "| --- | --- | --- |",
        "| [schema:a\\_b](http://schema.org/a_b) | A \\| B<br>&lt;i&gt;\\*x\\*&lt;/i&gt; |  |",
    ]
    assert write(Answer("ask", boolean=False), "csv") == "false\r\n"
    assert write(Answer("ask", boolean=True), "markdown") == "true\n"


def test_triples_are_written_as_lines() -> None:
    answer = Answer("construct", triples=('<a:a> <a:b> "c" .', '<a:a> <a:b> "d" .'))
    assert write(answer, "ntriples") == '<a:a> <a:b> "c" .\n<a:a> <a:b> "d" .\n'
    with pytest.raises(UsageError, match="answers with triples: use ntriples"):
        write(answer, "csv")
    with pytest.raises(UsageError, match="answers with rows"):
        write(ROW, "ntriples")


def test_what_xml_cannot_hold_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="XML cannot hold all characters"):
        write(Answer("select", ("x",), ((literal("a\x01b"),),)), "xml")
    assert write(Answer("select", ("x",), ((literal("a\x01b"),),)), "json")


def test_an_unknown_format_is_answered_with_a_similar_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'json'"):
        write(ROW, "jsn")


def test_every_format_has_a_media_type() -> None:
    assert list(WRITERS) == list(MEDIA_TYPES)


def test_a_spreadsheet_runs_no_text_as_a_formula() -> None:
    number = '"-5"^^<http://www.w3.org/2001/XMLSchema#integer>'
    odd = '"-5+cmd"^^<http://www.w3.org/2001/XMLSchema#integer>'
    rows = tuple((each,) for each in ('"=1+1"', '"@a"@tr', '"\\t=1"', "<http://a.example/>", number, odd, None))
    lines = write(Answer("select", ("x",), rows), "spreadsheet").removeprefix("\ufeff").split("\r\n")
    assert lines == ["x", "'=1+1", "'@a", "'\t=1", "http://a.example/", "-5", "'-5+cmd", '""', ""]


def test_csv_of_the_recommendation_keeps_values_as_they_are() -> None:
    assert write(Answer("select", ("x",), (('"=1+1"',),)), "csv") == "x\r\n=1+1\r\n"

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from memorial_kg.errors import UsageError
from memorial_kg.queries import Names, Parameter, parse_query_text, run
from memorial_kg.queries.parameters import bind, encode, sparql_literal
from memorial_kg.queries.results import plain
from memorial_kg.queries.tokens import tokenize
from memorial_kg.store import Answer, memory_store
from memorial_kg.terms import literal

NAMES = Names({"wd": "http://www.wikidata.org/entity/", "schema": "http://schema.org/"}, "https://b.example/")
EMPTY = memory_store([])
NOTHING = Graph()


def parameter(kind: str) -> Parameter:
    return Parameter("x", kind, "any")


def ask(kind: str, value: str) -> list[str | None]:
    """What a variable holds once a value is bound to it, as the embedded store and as rdflib see it."""
    header = f"#+ parameters:\n#+   - name: x\n#+     type: {kind}\n#+     default: any\n"
    query = parse_query_text(header + "SELECT ?x { VALUES ?x { UNDEF } }")
    answers = [run(query, engine, {"x": value}, names=NAMES) for engine in (EMPTY, NOTHING)]
    assert all(len(answer.rows) == 1 for answer in answers)
    return [answer.rows[0][0] for answer in answers]


# rdflib takes the text UNDEF in a VALUES block for the keyword, and no engine takes lone surrogates or NUL.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")).filter(
    lambda text: text != "UNDEF"
)


@given(texts.filter(lambda text: text != "any"))
def test_any_text_reaches_every_engine_as_it_is(text: str) -> None:
    if re.search(r"(?s)@[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z", text):
        text += " "
    assert ask("string", text) == [literal(text)] * 2


@given(
    st.sampled_from(
        [
            "\\",
            "\\\\",
            "\\u0022",
            "\\U00000022",
            '"',
            "'",
            '"""',
            "\n",
            "} #",
            "\\u000A",
            "u0041",
            "\a",
            "\a0041",
            "\x7f",
        ]
    ),
    texts,
)
def test_texts_that_look_like_syntax_stay_texts(one: str, other: str) -> None:
    for text in (one + one, one + other + one + "."):
        assert ask("string", text) == [literal(text)] * 2
        written = sparql_literal(text)
        assert [token.kind for token in tokenize(written)] == ["string"]


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("iri", "wd:Q43", "<http://www.wikidata.org/entity/Q43>"),
        ("iri", "place/tr-usak", "<https://b.example/place/tr-usak>"),
        ("iri", "memorial/tr-usak#inauguration", "<https://b.example/memorial/tr-usak#inauguration>"),
        ("iri", "https://az.wikipedia.org/wiki/Uşaq", "<https://az.wikipedia.org/wiki/Uşaq>"),
        ("iri", "urn:isbn:9780306406157", "<urn:isbn:9780306406157>"),
        ("iri", "any", "UNDEF"),
        ("string", "Uşak", '"Uşak"'),
        ("string", "Uşak@tr", '"Uşak"@tr'),
        ("string", "a@b@en-GB", '"a@b"@en-GB'),
        ("string", "name@example.org", '"name@example.org"'),
        ("string", "name@example", '"name@example"'),
        ("string", "", '""'),
        ("integer", "2016", "2016"),
        ("integer", "-05", "-5"),
        ("date", "2016-02-29", '"2016-02-29"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("language", "AZ-latn", '"az-Latn"'),
    ],
)
def test_values_are_written_by_their_type(kind: str, value: str, written: str) -> None:
    assert encode(value, parameter(kind), NAMES) == written


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("iri", "http://a.example/> } DROP ALL #"),
        ("iri", "http://a.example/\n"),
        ("iri", "http://a.example/ b"),
        ("iri", "http://a.example/\\u003e"),
        ("iri", 'http://a.example/"'),
        ("iri", "http://a.example/{x}"),
        ("iri", "wd:Q43> } #"),
        ("iri", "place/tr-usak> ?p"),
        ("iri", "javascript:alert(1)"),
        ("iri", "file:///etc/passwd"),
        ("iri", "nowhere"),
        ("iri", ""),
        ("integer", "1 } #"),
        ("integer", "1.5"),
        ("integer", "٣"),
        ("integer", "1e9"),
        ("integer", ""),
        ("date", "2015-02-29"),
        ("date", "2016"),
        ("date", '2016-01-01"^^xsd:date } #'),
        ("language", 'de" } #'),
        ("language", "german"),
        ("language", ""),
    ],
)
def test_what_is_not_of_the_type_is_refused_in_words(kind: str, value: str) -> None:
    with pytest.raises(UsageError, match=r"The parameter 'x': .*expected"):
        encode(value, parameter(kind), NAMES)


def test_an_unknown_prefix_is_answered_with_a_similar_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'schema'"):
        encode("shema:Person", parameter("iri"), NAMES)


def test_an_id_needs_a_base() -> None:
    with pytest.raises(UsageError, match="the base of ids is not known"):
        encode("place/tr-usak", parameter("iri"), Names({}))


INJECTIONS = [
    "x } } ; DROP ALL #",
    '" } UNION { ?s ?p ?o } #',
    "' } SERVICE <http://evil.example/> { ?s ?p ?o } #",
    '\\" } SERVICE <http://evil.example/> {} #',
    "\\u0022 } SERVICE <http://evil.example/> {} #",
    "\n} INSERT DATA { <a> <b> <c> } #",
    "%22%20%7D",
]


@pytest.mark.parametrize("value", INJECTIONS)
def test_an_injection_is_only_a_strange_text(value: str) -> None:
    query = "ASK { VALUES ?x { 'a' } ?s ?p ?x }"
    bound = bind(query, [parameter("string")], {"x": value}, NAMES)
    kinds = [token.kind for token in tokenize(bound)]
    assert kinds == [token.kind for token in tokenize(query)]
    assert ask("string", value) == [literal(value)] * 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {\n VALUES ?x { 'a } b' # } c\n <http://d/}> } ?s ?p ?x # VALUES ?x { 1 }\n}",
        "SELECT * {\n values\n ?x\n { 'a' # }\n }\n ?s ?p 'VALUES ?x { 2 }' , ?x\n}",
        "SELECT * {\n VALUES $x { 'a' } ?s ?p $x\n\n}",
    ],
)
def test_a_block_is_found_among_strings_comments_and_iris(query: str) -> None:
    query = query.replace("<http://d/}>", "<http://d/>")
    bound = bind(query, [parameter("integer")], {"x": ["7", "8"]}, NAMES)
    assert re.search(r"\{ 7 8 \s*\}", bound)
    assert bound.count("\n") == query.count("\n")
    run(bound, EMPTY)


def test_several_values_are_tried_each() -> None:
    store = memory_store([f"<http://a/s> <http://a/p> {literal(text)} ." for text in "abc"])
    query = parse_query_text(
        "#+ parameters:\n#+   - name: x\n#+     type: string\n#+     default: a\nSELECT ?x { VALUES ?x { 'a' } ?s ?p ?x }"
    )
    assert [plain(row[0]) for row in run(query, store).rows] == ["a"]
    assert sorted(plain(row[0]) for row in run(query, store, {"x": ["a", "c"]}).rows) == ["a", "c"]
    assert len(run(query, store, {"x": "any"}).rows) == 3
    with pytest.raises(UsageError, match="was given without a value"):
        run(query, store, {"x": []})


def test_an_unknown_parameter_is_answered_with_a_similar_one() -> None:
    with pytest.raises(UsageError, match="has no parameter 'county': did you mean 'country'"):
        bind("ASK { VALUES ?country { 1 } }", [Parameter("country", "iri", "any")], {"county": "x"}, NAMES)
    with pytest.raises(UsageError, match="has no parameter 'x': it has none"):
        bind("ASK {}", [], {"x": "1"}, NAMES)
    with pytest.raises(UsageError, match="there are a, b"):
        bind(
            "ASK { VALUES ?a { 1 } VALUES ?b { 1 } }",
            [Parameter("a", "iri", ""), Parameter("b", "iri", "")],
            {"zz": ""},
            NAMES,
        )


def test_parameters_do_not_touch_each_other() -> None:
    query = "SELECT ?a ?b { VALUES ?a { 1 } VALUES ?b { 2 } }"
    both = [Parameter("a", "integer", "1"), Parameter("b", "integer", "2")]
    bound = bind(query, both, {"a": "10", "b": "20"}, NAMES)
    assert run(bound, EMPTY) == Answer(
        "select", ("a", "b"), (tuple(literal(n, "http://www.w3.org/2001/XMLSchema#integer") for n in ("10", "20")),)
    )

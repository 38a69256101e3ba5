"""What a query may and may not do, and what it is told when it cannot be read."""

from __future__ import annotations

import time
import warnings
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Dataset, Graph, URIRef
from rdflib.namespace import RDFS

from memorial_kg.errors import InputError, RemoteError, UsageError
from memorial_kg.ontology import load_ontology
from memorial_kg.queries import Names, parse_query_text, prepare, run
from memorial_kg.queries.syntax import DEEPEST, outline
from memorial_kg.queries.tokens import tokenize
from memorial_kg.store import Endpoint, memory_store

NAMES = Names(load_ontology().prefixes, "https://b.example/")
EMPTY = memory_store([])
ENGINES = [EMPTY, Graph(), Dataset()]


def refusal(text: str, *, federated: bool = False, on: object = EMPTY) -> str:
    with pytest.raises((InputError, UsageError)) as caught:
        run(parse_query_text(text, "q"), on, names=NAMES, federated=federated)
    return str(caught.value)


# ── leaving the house ──


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?x a wd:Q1 SERVICE ?x { ?s ?p ?o } }",
        "PREFIX e: <http://e.example/> SELECT * { SERVICE e:x { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } } }",
        "SELECT * { SERVICE # }\n <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_another_server_is_asked_only_if_that_is_allowed(text: str) -> None:
    for engine in ENGINES:
        says = refusal(text, on=engine)
        assert "SERVICE sends a part of the query to" in says
        assert "--federated" in says


def test_the_word_service_elsewhere_does_no_harm() -> None:
    text = "SELECT ?SERVICE { ?SERVICE <http://a.example/SERVICE> 'SERVICE <http://x>' # SERVICE <http://y>\n}"
    assert run(text, EMPTY).columns == ("SERVICE",)


def test_an_allowed_server_that_does_not_answer_is_a_remote_error() -> None:
    with pytest.raises(RemoteError, match="a server that the query asks gave no answer"):
        run("SELECT * { SERVICE <http://127.0.0.1:59999/> { ?s ?p ?o } }", EMPTY, federated=True)


@pytest.mark.parametrize("address", ["<file:///etc/passwd>", "<FILE:/etc/passwd>", "f:x"])
def test_a_file_is_never_asked(address: str) -> None:
    says = refusal(f"PREFIX f: <file:///etc/> SELECT * {{ SERVICE {address} {{ ?s ?p ?o }} }}", federated=True)
    assert "files are not asked" in says


@pytest.mark.parametrize("engine", ENGINES, ids=["store", "graph", "dataset"])
def test_from_reads_no_file_and_fetches_no_page(engine: object) -> None:
    assert "is not the name of a graph" in refusal("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", on=engine)
    assert "is not the name of a graph" in refusal("SELECT * FROM NAMED <x> { ?s ?p ?o }", on=engine)


def test_rdflib_loads_no_graph_that_it_does_not_have() -> None:
    for engine in (Dataset(), Graph()):
        with pytest.raises((UsageError, InputError)):
            run("SELECT * FROM <http://127.0.0.1:9/graph> { ?s ?p ?o }", engine)
    says = refusal("SELECT * FROM <http://127.0.0.1:9/graph> { ?s ?p ?o }", on=Dataset())
    assert "FROM does not load one from the network" in says


def test_rdflib_sees_the_default_graph_alone_whatever_it_was_told() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        union = Dataset(default_union=True)
    union.add((URIRef("http://a/s"), RDFS.label, URIRef("http://a/o")))
    union.graph(URIRef("http://a/g")).add((URIRef("http://a/t"), RDFS.label, URIRef("http://a/o")))
    assert run("SELECT ?s { ?s ?p ?o }", union).rows == (("<http://a/s>",),)
    assert union.default_union


@pytest.mark.parametrize(
    "word", ["INSERT DATA", "delete data", "DROP ALL", "LOAD <file:///etc/passwd>", "CLEAR ALL", "WITH <http://g>"]
)
def test_a_query_cannot_change_the_graph(word: str) -> None:
    assert "a query cannot: the graph is built from records" in refusal(f"PREFIX a: <http://a/> {word} {{}}")


def test_an_escape_cannot_hide_a_service_from_the_check() -> None:
    for hidden in (
        "ASK { ?s ?p 'x' # \\u000A SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }\n}",
        "ASK { ?s ?p 'x' # \\u0000000A SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }\n}",
        "ASK { ?s ?p 'x\\u0027 . SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } #'\n}",
        "ASK { ?s ?p 'x\\u00000027 . SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } #'\n}",
        "ASK { ?s <http://a/\\u003E> ?o }",
    ):
        assert "could be read as the end of this" in refusal(hidden)
    assert "an escape outside a string" in refusal("ASK { \\u0053ERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }")


def test_a_harmless_escape_is_read() -> None:
    for engine in ENGINES:
        assert run("SELECT ('U\\u015Fak' AS ?x) {}", engine).rows == (('"Uşak"',),)


@pytest.mark.parametrize(("opening", "closing"), ["{}", "()", "[]"])
def test_deep_nesting_is_refused_before_an_engine_sees_it(opening: str, closing: str) -> None:
    for depth in (DEEPEST, 5000):
        text = f"ASK {{ {opening * depth}{closing * depth} }}"
        assert f"nested more than {DEEPEST} deep" in refusal(text)
    outline(f"ASK {{ {opening * (DEEPEST - 1)}{closing * (DEEPEST - 1)} }}")


def test_rdflib_gives_up_on_deep_nesting_in_words() -> None:
    assert "nested too deeply for this engine" in refusal(f"ASK {'{' * 90} ?s ?p ?o {'}' * 90}", on=Graph())


def test_only_what_can_be_asked_is_asked() -> None:
    assert "not of a str" in refusal("ASK {}", on="http://a.example/sparql")


# ── words for mistakes ──


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "q:1:1: there is no query here"),
        ("# nothing\n", "q:2:1: there is no query here"),
        ("SELEC ?x {}", "q:1:1: a query cannot begin with 'SELEC'; did you mean 'SELECT'?"),
        ("SELECT ?x {\n ?x a 'b }", "q:2:7: this string is not closed"),
        ("SELECT ?x {\n ?x a ?y", "q:1:11: this { is not closed"),
        ("SELECT ?x {\n ?x a ?y ) }", "q:2:10: this ) closes nothing that is open here"),
        ("SELECT ?x {\n ?x schem:o ?y }", "q:2:5: the prefix schem: is not known; did you mean 'schema'?"),
        ("SELECT ?x {\n ?x zzzz:o ?y }", "q:2:5: the prefix zzzz: is not known; write PREFIX zzzz: <…> at the top"),
        ("SELECT ?x {\n ?x wdt:P17 §\n}", "q:2:13: '§' cannot stand here"),
        ("SELECT ?x { ?x wdt:P17 } \nORDER ?x", "q:"),
        ("SELECT (COUNT(?x) AS ?n) ?y\n{ ?x a ?y }", "a variable of the SELECT has no value there: group by it"),
    ],
)
def test_a_mistake_is_named_where_it_stands(text: str, says: str) -> None:
    told = refusal(text)
    assert told.startswith(says) or says in told
    assert "\n" not in told


@pytest.mark.parametrize("engine", ENGINES, ids=["store", "graph", "dataset"])
def test_added_prefixes_do_not_move_the_place_of_a_mistake(engine: object) -> None:
    without, added = (refusal(f"SELECT ?x {{ ?x ?y {value} }} LIMIT x", on=engine) for value in ("'ab'", "wd:1"))
    assert added == without
    assert refusal("SELECT ?x {\n ?x ?y wd:1 }\nLIMIT x", on=engine).startswith("q:3:")


def test_prefixes_of_the_query_win() -> None:
    text = prepare(parse_query_text("PREFIX wd: <http://mine/> ASK { wd:a wdt:b ?c }"), names=NAMES).text
    assert text.startswith("PREFIX wdt: <http://www.wikidata.org/prop/direct/> PREFIX wd: <http://mine/> ASK")


@pytest.mark.parametrize("text", ["a-", "a.", "a:b.", "<a ", "_:a."])
def test_a_long_text_is_read_at_once(text: str) -> None:
    started = time.monotonic()
    with suppress(InputError):
        tokenize(text * 50_000)
    assert time.monotonic() - started < 5


@given(st.text(max_size=80))
def test_whatever_is_asked_the_answer_is_in_words(text: str) -> None:
    with suppress(InputError, UsageError):  # anything else fails the test
        run(text, EMPTY, names=NAMES)


@given(st.text(st.sampled_from("{}()[]<>?$:;.,#'\"\\\n@^ aπ_-1uU0%"), max_size=60))
def test_tokens_cover_a_text_without_overlap(text: str) -> None:
    try:
        tokens = tokenize(text)
    except InputError:
        return
    ends = [0, *(token.end for token in tokens)]
    for before, token in zip(ends, tokens, strict=False):
        assert before <= token.start < token.end
        assert text[token.start : token.end] == token.text
        assert text[before : token.start].strip() == "" or "#" in text[before : token.start]


def test_the_outline_knows_the_form_and_the_order() -> None:
    known = outline("BASE <http://b/> PREFIX a: <http://a/> select distinct * { { SELECT ?x { } ORDER BY ?x } }")
    assert (known.form, known.selects_all, known.ordered, dict(known.prefixes)) == (
        "select",
        True,
        False,
        {"a": "http://a/"},
    )
    assert outline("DESCRIBE <http://a/>").form == "construct"
    assert outline("SELECT ?x { } ORDER BY ?x LIMIT 1").ordered
    assert not outline("SELECT (COUNT(*) AS ?n) {}").selects_all


# ── the Wikidata Query Service ──

LABELS = memory_store(
    [
        '<http://a/1> <http://www.w3.org/2000/01/rdf-schema#label> "one"@en .',
        '<http://a/1> <http://www.w3.org/2000/01/rdf-schema#label> "bir"@tr .',
        '<http://a/1> <http://www.w3.org/2000/01/rdf-schema#label> "an old name"@en .',
        '<http://a/1> <http://schema.org/description> "the first"@en .',
        '<http://a/2> <http://www.w3.org/2000/01/rdf-schema#label> "iki"@tr .',
        '<http://a/2> <http://schema.org/name> "two" .',
        "<http://a/1> <http://a/next> <http://a/2> .",
        "<http://a/2> <http://a/next> <http://a/Q3> .",
        "<http://a/Q3> <http://a/next> <http://a/1> .",
    ]
)


def labels(languages: str, variables: str = "?x ?xLabel") -> dict[str | None, tuple[str | None, ...]]:
    text = f"""SELECT {variables} WHERE {{
      SERVICE wikibase:label {{ bd:serviceParam wikibase:language "{languages}". }}
      hint:Query hint:optimizer "None".
      ?x <http://a/next> ?y.
    }}"""
    return {row[0]: row[1:] for row in run(text, LABELS, names=NAMES).rows}


@pytest.mark.parametrize(
    ("languages", "one", "two"),
    [
        ("en", '"an old name"@en', '"iki"@tr'),
        ("tr,en", '"bir"@tr', '"iki"@tr'),
        ("[AUTO_LANGUAGE],tr", '"an old name"@en', '"iki"@tr'),
        ("de, TR", '"bir"@tr', '"iki"@tr'),
        ("x'} #", '"an old name"@en', '"iki"@tr'),
    ],
)
def test_labels_come_in_the_first_language_that_has_one(languages: str, one: str, two: str) -> None:
    assert labels(languages) == {"<http://a/1>": (one,), "<http://a/2>": (two,), "<http://a/Q3>": ('"Q3"',)}


def test_descriptions_and_labels_of_several_variables_are_filled() -> None:
    found = labels("en", "?x ?xLabel ?xDescription ?yLabel")
    assert found["<http://a/1>"] == ('"an old name"@en', '"the first"@en', '"iki"@tr')
    assert found["<http://a/2>"] == ('"iki"@tr', None, '"Q3"')


def test_a_variable_without_a_value_has_no_label() -> None:
    text = """SELECT ?x ?yLabel { ?x <http://a/next> <http://a/2> OPTIONAL { ?x <http://a/none> ?y }
      SERVICE wikibase:label { bd:serviceParam wikibase:language "en" } }"""
    assert run(text, LABELS, names=NAMES).rows == (("<http://a/1>", None),)


def test_errors_after_a_label_service_keep_their_line() -> None:
    text = 'SELECT ?xLabel {\n SERVICE wikibase:label {\n bd:serviceParam wikibase:language "en" }\n ?x a ?y }\nLIMIT x'
    assert refusal(text, on=LABELS).startswith("q:5:")


def test_the_query_service_itself_gets_its_own_words() -> None:
    text = 'SELECT ?xLabel { ?x wdt:P31 ?y SERVICE wikibase:label { bd:serviceParam wikibase:language "en" } }'
    sent = prepare(parse_query_text(text), names=NAMES, as_it_is=True).text
    assert sent.endswith(text)
    with pytest.raises(RemoteError):
        run(text, Endpoint("http://127.0.0.1:59999/sparql"), names=NAMES)

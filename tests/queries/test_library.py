"""Every bundled query keeps the promises of its header, and headers are read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from memorial_kg.errors import InputError, UsageError
from memorial_kg.ontology import load_ontology
from memorial_kg.queries import Names, Query, find_query, list_queries, parse_query_text, prepare, read_query
from memorial_kg.queries.headers import read_header
from memorial_kg.queries.library import DRAWN_AS
from memorial_kg.queries.parameters import blocks, encode
from memorial_kg.queries.syntax import outline, with_prefixes
from memorial_kg.queries.tokens import tokenize

BUNDLED = list_queries()
NAMES = Names(load_ontology().prefixes, "https://w3id.org/memorial-kg/")

each_query = pytest.mark.parametrize("query", BUNDLED, ids=lambda query: query.name)


def test_there_are_questions_of_every_sort() -> None:
    assert len(BUNDLED) >= 22
    assert [query.name for query in BUNDLED if query.federated] == ["federated-wikidata"]
    assert {query.draw for query in BUNDLED} == set(DRAWN_AS)


@each_query
def test_a_bundled_query_says_what_it_is_for(query: Query) -> None:
    assert query.title != query.name
    assert len(query.title) < 70
    assert query.description.endswith(".")
    assert query.graphs
    assert all(parameter.description for parameter in query.parameters)
    assert len({other.title for other in BUNDLED}) == len(BUNDLED)


@each_query
def test_a_bundled_query_is_plain_sparql_that_any_tool_can_run(query: Query) -> None:
    known = outline(query.text, query.name)
    assert with_prefixes(known, {}) == query.text  # it declares every prefix that it uses
    assert {prefix: NAMES.prefixes.get(prefix) for prefix in known.prefixes} == known.prefixes  # and as the house does
    used = {token.text.partition(":")[0] for token in known.tokens[known.first :] if token.kind == "name"}
    assert set(known.prefixes) == used
    assert prepare(query, names=NAMES, federated=query.federated).text == query.text


@each_query
def test_rows_of_a_bundled_query_come_in_a_stated_order(query: Query) -> None:
    known = outline(query.text, query.name)
    assert known.ordered == (known.form == "select")


@each_query
def test_the_default_in_the_header_is_the_one_in_the_query(query: Query) -> None:
    found = blocks(tokenize(query.text), query.parameters, query.text)
    for parameter in query.parameters:
        start, end = found[parameter.name]
        header = encode(parameter.default, parameter, NAMES)
        body = [token.text for token in tokenize(query.text[start:end])]
        written = body[0] if len(body) == 1 else body[0] + body[1] + f"<{NAMES.prefixes['xsd']}date>"
        prefix, colon, local = written.partition(":")
        assert header == (f"<{NAMES.prefixes[prefix]}{local}>" if colon and prefix in NAMES.prefixes else written)


@each_query
def test_the_header_of_a_bundled_query_is_yaml(query: Query) -> None:
    lines = [line[3:] for line in query.text.splitlines() if line.startswith("#+")]
    read = yaml.safe_load("\n".join(lines))
    ours = read_header(query.text)
    assert {key: str(value).lower() if isinstance(value, bool) else value for key, value in read.items()} == {
        **ours.fields,
        **{
            key: [{name: yaml.safe_load(value) for name, value in one.items()} for one in items]
            for key, items in ours.lists.items()
        },
    }


@each_query
def test_a_bundled_query_fits_the_page(query: Query) -> None:
    assert query.path is not None
    assert query.path.suffix == ".rq"
    assert query.text.endswith("\n")
    assert max(map(len, query.text.splitlines())) <= 120


def test_queries_of_a_users_folder_join_the_bundled_ones(tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("#+ title: Mine\nASK {}", encoding="utf-8")
    (tmp_path / "memorials.rq").write_text("\ufeff#+ title: My own memorials\nASK {}", encoding="utf-8")
    found = list_queries(tmp_path)
    assert [query.name for query in found] == sorted([*(query.name for query in BUNDLED), "mine"])
    assert find_query("memorials", tmp_path).title == "My own memorials"
    assert find_query("mine", tmp_path).path == tmp_path / "mine.rq"
    assert list_queries(tmp_path / "nowhere") == BUNDLED


def test_an_unknown_query_is_answered_with_a_similar_name() -> None:
    with pytest.raises(UsageError, match="There is no query 'memorial': did you mean 'memorials'"):
        find_query("memorial")
    with pytest.raises(UsageError, match="`memorial-kg query` lists"):
        find_query("zzzz")


def test_a_query_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.rq: this query cannot be read"):
        read_query(tmp_path / "gone.rq")
    (tmp_path / "latin.rq").write_bytes("ASK { # Uşak\n}".encode("iso8859-9"))
    with pytest.raises(InputError, match="not in UTF-8"):
        read_query(tmp_path / "latin.rq")


def test_a_query_without_a_header_is_a_query_of_its_name() -> None:
    assert parse_query_text("ASK {}", "stdin") == Query("stdin", "ASK {}", "stdin")


def test_a_description_may_go_on_over_several_lines() -> None:
    assert parse_query_text('#+ description: One,\n#+   two\n#+   three.\n#+ title: "a: b"\nASK {}').description == (
        "One, two three."
    )


GOOD = "#+ parameters:\n#+   - name: n\n#+     type: integer\n#+     default: 1\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("#+ titel: A\nASK {}", "unknown key 'titel'; did you mean 'title'"),
        ("#+ draw: picture\nASK {}", "draw: 'picture' cannot be drawn"),
        ("#+ federated: perhaps\nASK {}", "expected true or false"),
        ("#+title: A\nASK {}", "q:1: .*expected a space after"),
        ("#+ title: A\n#+ what is this\nASK {}", "q:2: 'what is this' is no line of a header"),
        ("#+ title: a: b\nASK {}", "q:1: YAML would not read 'a: b' as a text"),
        ('#+ title: "a\nASK {}', "q:1: .* is not a text in quotation marks"),
        ("#+ parameters:\n#+   - type: iri\nASK {}", "a parameter has no name and no default"),
        (GOOD.replace("integer", "number") + "ASK { VALUES ?n { 1 } }", "unknown type 'number'"),
        (GOOD + "ASK {}", "the parameter 'n' is declared and not used"),
        (GOOD + "ASK { # VALUES ?n { 1 }\n}", "declared and not used"),
        (GOOD + "ASK { ?s ?p 'VALUES ?n { 1 }' }", "declared and not used"),
        (GOOD + "ASK { VALUES (?n) { (1) } }", "declared and not used"),
        (GOOD + "ASK { VALUES ?n { 1 }\n VALUES ?n { 2 } }", "q:6:2: the parameter 'n' has a second VALUES block"),
        (GOOD + "ASK { VALUES ?n { 1", "this { is not closed"),
    ],
)
def test_a_header_is_read_strictly(text: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        parse_query_text(text, "q")


def test_what_grlc_itself_reads_is_left_alone() -> None:
    assert parse_query_text("#+ summary: A\n#+ endpoint: http://a.example/\n#+ tags:\n#+   - x: y\nASK {}").title

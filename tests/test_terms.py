"""Terms and quads as text: one spelling for each, which other programs read as we mean it."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memorial_kg.ontology import load_ontology
from memorial_kg.terms import (
    RDF_TYPE,
    XSD,
    Literal,
    Quad,
    compact,
    expand,
    iri,
    lines,
    literal,
    parse_line,
    parse_term,
    unwrap,
)

PREFIXES = load_ontology().prefixes
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
# Everything but surrogates, which no UTF-8 holds.
characters = st.characters(exclude_categories=["Cs"])
texts = st.text(characters | st.sampled_from(list('\\"\n\r\t\b\f\x00\x0b\x1f\x7f\x85\u2028\ufeffuU@^')), max_size=30)
tags = st.sampled_from(["en", "de-AT", "az-Latn", "id", "x-klingon", "zh-Hant-TW"])
iris = st.text(characters, max_size=20).filter(lambda text: not any(c in '<>"{}|^`\\' or c <= " " for c in text)).map("http://example.org/{}".format)  # fmt: skip
_law = settings(deadline=None, max_examples=300)


@pytest.mark.parametrize(
    ("character", "escape"),
    [
        ('"', '\\"'),
        ("\\", "\\\\"),
        ("\n", "\\n"),
        ("\r", "\\r"),
        ("\t", "\\t"),
        ("\b", "\\b"),
        ("\f", "\\f"),
        ("\x00", "\\u0000"),
        ("\x0b", "\\u000B"),
        ("\x1f", "\\u001F"),
        ("\x7f", "\\u007F"),
    ],
)
def test_what_must_be_escaped_has_one_escape(character: str, escape: str) -> None:
    assert literal(f"a{character}b") == f'"a{escape}b"'


@pytest.mark.parametrize("text", ["'", "İŞı", "\x80\x85", "\u2028", "🕊", "שלום", "\u202e"])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert literal(text) == f'"{text}"'


def test_a_plain_string_is_written_without_its_datatype() -> None:
    assert literal("a", f"{XSD}string") == literal("a") == '"a"'
    assert literal("2016", f"{XSD}gYear") == f'"2016"^^<{XSD}gYear>'
    assert literal("a", language="en-GB") == '"a"@en-GB'


@_law
@given(texts, tags | st.just(""), iris | st.just(""))
def test_a_literal_is_read_back_as_it_was(text: str, tag: str, datatype: str) -> None:
    datatype = "" if tag else datatype
    expected = Literal(text, LANG_STRING if tag else datatype or f"{XSD}string", tag)
    assert parse_term(literal(text, datatype, tag)) == expected


@_law
@given(texts, tags | st.just(""))
def test_other_programs_read_our_literals_as_we_do(text: str, tag: str) -> None:
    line = lines([Quad(iri("http://a.example/s"), RDF_TYPE, literal(text, language=tag), iri("http://a.example/g"))])[0]
    (quad,) = pyoxigraph.parse(line.encode(), pyoxigraph.RdfFormat.N_QUADS)
    assert isinstance(quad.object, pyoxigraph.Literal)
    assert quad.object.value == text
    assert (quad.object.language or "").lower() == tag.lower()  # a tag is written as it was, and matches in any case
    assert quad.object.datatype.value == (LANG_STRING if tag else f"{XSD}string")


@_law
@given(st.lists(st.tuples(iris, iris, texts | iris, st.just("") | iris), max_size=4), st.randoms(use_true_random=False))
def test_lines_are_read_back_sorted_and_once(drawn: list[tuple[str, str, str, str]], chance: object) -> None:
    quads = [
        Quad(iri(s), iri(p), iri(o) if o.startswith("http://") else literal(o), iri(g) if g else "")
        for s, p, o, g in drawn
    ]
    found = lines([*quads, *reversed(quads)])
    assert found == sorted(set(found))
    assert {parse_line(line) for line in found} == {*quads}
    assert all("\n" not in line for line in found)


@_law
@given(iris)
def test_an_iri_is_read_back_as_it_was(name: str) -> None:
    assert parse_term(iri(name)) == unwrap(iri(name)) == name


@pytest.mark.parametrize(
    "text", ["http://a.example/a b", "a<b", "a>b", 'a"b', "a{b", "a}b", "a|b", "a^b", "a`b", "a\\b", "a\nb", "\x00"]
)
def test_what_no_iri_may_hold_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        iri(text)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "<a> <b> .",
        '<a> "b" ',
        "<a> <b> <c> <d> <e> .",
        '<a> <b> "c .',
        '<a> <b> "c"@ .',
        "a b c .",
    ],
)
def test_what_is_no_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a line of N-Quads"):
        parse_line(line)


@pytest.mark.parametrize("term", ["", "a", "_:b", '"a', '"a"b', '"a"@', '"a"^^b'])
def test_what_is_no_term_is_refused(term: str) -> None:
    with pytest.raises(ValueError, match="not a term"):
        parse_term(term)


def test_foreign_lines_may_have_spaces_and_blank_nodes_and_escapes_of_their_own() -> None:
    line = '  _:a\t<http://a.example/p>  "\\u00e9\\U0001F54A\\\'"@en  <http://a.example/g>.  '
    quad = parse_line(line)
    assert quad.subject == "_:a"
    assert parse_term(quad.object) == Literal("é🕊'", LANG_STRING, "en")
    assert parse_term("<http://a.example/\\u00e9>") == "http://a.example/é"


@_law
@given(st.sampled_from(sorted(PREFIXES)), st.text("abcXYZ019_.-/#", max_size=8))
def test_what_is_shortened_can_be_lengthened(prefix: str, local: str) -> None:
    full = PREFIXES[prefix] + local
    assert expand(compact(full, PREFIXES), PREFIXES) == full


def test_the_longest_namespace_shortens() -> None:
    assert compact("http://www.wikidata.org/prop/direct/P31", PREFIXES) == "wdt:P31"
    assert compact("http://www.wikidata.org/prop/P31", PREFIXES) == "p:P31"
    assert compact("http://schema.org/", PREFIXES) == "schema:"
    assert compact("http://schema.org/a/b", PREFIXES) == "http://schema.org/a/b"
    assert compact("urn:x", PREFIXES) == "urn:x"


def test_only_known_prefixes_are_expanded() -> None:
    assert expand("schema:name", PREFIXES) == "http://schema.org/name"
    for other in ("http://schema.org/name", "unknown:name", "name", "https://a.example/b"):
        assert expand(other, PREFIXES) == other
    assert expand("http://a.example/b", {"http": "no"}) == "http://a.example/b"

"""Anybody's RDF is read as it is written, and nothing is fetched on its behalf."""

from __future__ import annotations

import io
import socket
from pathlib import Path

import pytest

from memorial_kg.errors import InputError, UsageError
from memorial_kg.graph.foreign import FOREIGN_FORMATS, read_rdf

SAME = [
    '<https://example.org/a> <http://schema.org/name> "Ay\\nşe"@tr .',
    '<https://example.org/a> <http://schema.org/value> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .',
]
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DOCUMENTS = {
    "a.ttl": '@prefix s: <http://schema.org/> . <https://example.org/a> s:name "Ay\\nşe"@tr ; s:value 01 .',
    "a.trig": '@prefix s: <http://schema.org/> . { <https://example.org/a> s:name """Ay\nşe"""@tr ; s:value 01 . }',
    "a.nt": "\n".join(SAME),
    "a.nq": "\n".join(reversed(SAME)),
    "a.rdf": f"""<rdf:RDF xmlns:rdf="{RDF}" xmlns:s="http://schema.org/"><rdf:Description rdf:about="https://example.org/a">
        <s:name xml:lang="tr">Ay\nşe</s:name><s:value rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">01</s:value>
        </rdf:Description></rdf:RDF>""",
    "a.jsonld": """{"@context": {"s": "http://schema.org/", "xsd": "http://www.w3.org/2001/XMLSchema#"},
        "@id": "https://example.org/a", "s:name": {"@value": "Ay\\nşe", "@language": "tr"},
        "s:value": {"@value": "01", "@type": "xsd:integer"}}""",
}


def read(text: str | bytes, name: str, format_name: str = "") -> list[str]:
    content = text.encode() if isinstance(text, str) else text
    return read_rdf(io.BytesIO(content), name, format_name)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_syntax_says_the_same(name: str) -> None:
    assert read(DOCUMENTS[name], name) == SAME


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_byte_order_mark_is_no_part_of_the_document(name: str) -> None:
    assert read(b"\xef\xbb\xbf" + DOCUMENTS[name].encode(), name) == SAME


@pytest.mark.parametrize("format_name", ["turtle", "TTL", ".ttl", "text/turtle", "text/turtle; charset=utf-8"])
def test_a_format_goes_by_many_names(format_name: str) -> None:
    assert read(DOCUMENTS["a.ttl"], "-", format_name) == SAME


def test_every_suffix_that_is_known_is_found_in_a_path() -> None:
    for suffix in (name for name in FOREIGN_FORMATS if name.isalpha()):
        assert read(
            "[]" if FOREIGN_FORMATS[suffix] == "jsonld" else DOCUMENTS[f"a.{usual(suffix)}"], f"/x/y.{suffix}"
        ) in (SAME, [])


def usual(suffix: str) -> str:
    return next(
        name.partition(".")[2]
        for name in DOCUMENTS
        if FOREIGN_FORMATS[name.partition(".")[2]] == FOREIGN_FORMATS[suffix]
    )


@pytest.mark.parametrize(("name", "format_name", "hint"), [
    ("-", "", "name one of turtle, trig"), ("data.txt", "", "data.txt: the name does not tell the format"),
    ("-", "tutle", "did you mean 'turtle'?"), ("-", "csv", "RDF format 'csv'"),
])  # fmt: skip
def test_a_format_that_is_not_known_is_a_matter_of_usage(name: str, format_name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        read("", name, format_name)
    assert hint in str(caught.value)


@pytest.mark.parametrize(("name", "text", "says"), [
    ("a.ttl", "<http://e/a> a <http://e/b> .\n\nex:a ex:b ex:c .", "a.ttl:3: it cannot be read from here on: The prefix ex: has not been declared"),
    ("a.nt", "<http://e/a b> <http://e/p> <http://e/c> .", "a.nt:1: it cannot be read from here on: Invalid IRI code point ' '"),
    ("a.jsonld", '{\n"@id": }', "a.jsonld:2: "),
    ("a.rdf", "<a/>", "a.rdf: it cannot be read from here on: XML namespaces are required"),
    ("a.ttl", b'\n<http://e/a> <http://e/p> "\xfc" .', "a.ttl:2: the text is not UTF-8"),
    ("a.ttl", "<http://e/a> <http://e/p> <<( <http://e/a> <http://e/b> <http://e/c> )>> .", "is a triple term of RDF 1.2"),
    ("a.ttl", '<http://e/a> <http://e/p> "x"@en--ltr .', "is a text with a base direction of RDF 1.2"),
])  # fmt: skip
def test_an_error_names_the_line(name: str, text: str | bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text, name)
    assert says in str(caught.value)
    assert len(caught.value.problems) == 1


def test_blank_nodes_are_numbered_as_they_come_and_never_those_of_another_document() -> None:
    text = "<http://e/a> <http://e/p> _:z , [ <http://e/p> _:z ] ."
    first, again, other = read(text, "a.ttl"), read(text, "a.ttl"), read(text, "b.ttl")
    assert first == again
    labels = {word for line in first for word in line.split() if word.startswith("_:")}
    assert len(labels) == 2
    assert labels & {word for line in other for word in line.split()} == set()


def test_a_relative_iri_says_nothing_of_where_the_document_lies() -> None:
    (line,) = read("<> a <#Shape> .", "/home/somebody/my shapes.ttl")
    assert line == f"<file:///my%20shapes.ttl> <{RDF}type> <file:///my%20shapes.ttl#Shape> ."


# ── nothing is fetched ──


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Connections that were attempted: to where, in spite of everything."""
    attempts: list[object] = []

    def refuse(_: socket.socket, address: object) -> None:
        attempts.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return attempts


@pytest.fixture
def listening() -> io.BytesIO:
    return io.BytesIO()


def serve() -> tuple[socket.socket, str]:
    """A server on this machine that would notice any visitor, the parser's own code included."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    return server, f"http://127.0.0.1:{server.getsockname()[1]}/it"


def visited(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except TimeoutError:
        return False
    finally:
        server.close()
    return True


@pytest.mark.parametrize("context", ['"@context": "{url}"', '"@context": ["{url}", {{"n": "http://e/n"}}]',
                                     '"@context": {{"@import": "{url}", "n": "http://e/n"}}'])  # fmt: skip
def test_a_context_from_elsewhere_is_not_fetched(context: str) -> None:
    server, url = serve()
    with pytest.raises(InputError) as caught:
        read("{\n" + context.format(url=url) + ',\n "@id": "http://e/a", "n": "x"}', "a.jsonld")
    assert str(caught.value).startswith("a.jsonld:2: @context: the document takes its @context from elsewhere")
    assert not visited(server)


def test_a_context_from_a_file_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "context.jsonld"
    secret.write_text('{"@context": {"n": "http://e/n"}}', encoding="utf-8")
    with pytest.raises(InputError, match="nothing is fetched"):
        read(f'{{"@context": "{secret.as_uri()}", "@id": "http://e/a", "n": "x"}}', "a.jsonld")


XML = '<rdf:RDF xmlns:rdf="{rdf}" xmlns:e="http://e/"><rdf:Description rdf:about="http://e/a"><e:n>&x;</e:n></rdf:Description></rdf:RDF>'


@pytest.mark.parametrize(
    "declaration", ['<!ENTITY x SYSTEM "{url}">', '<!ENTITY % p SYSTEM "{url}"> %p;', '<!ENTITY x PUBLIC "p" "{url}">']
)
def test_an_entity_from_elsewhere_is_not_fetched(declaration: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret", encoding="utf-8")
    server, url = serve()
    for place in (url, secret.as_uri()):
        document = f"<!DOCTYPE r [\n{declaration.format(url=place)}\n]>{XML.format(rdf=RDF)}"
        with pytest.raises(InputError) as caught:
            read(document, "a.rdf")
        assert str(caught.value).startswith("a.rdf:2: an entity lies outside the document, and nothing is fetched")
        assert "secret" not in str(caught.value)
    assert not visited(server)


def test_a_document_type_from_elsewhere_is_not_fetched() -> None:
    server, url = serve()
    text = f'<!DOCTYPE r SYSTEM "{url}" [<!ENTITY x "inside">]>{XML.format(rdf=RDF)}'
    assert read(text, "a.rdf") == ['<http://e/a> <http://e/n> "inside" .']
    assert not visited(server)


def test_entities_that_unfold_without_end_are_refused() -> None:
    laughs = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 12))
    text = f'<!DOCTYPE r [<!ENTITY e0 "{"a" * 10}">{laughs}<!ENTITY x "&e11;">]>{XML.format(rdf=RDF)}'
    with pytest.raises(InputError, match="unfold into more than 50 MB"):
        read(text, "a.rdf")


def test_triple_terms_that_are_nested_without_end_are_refused_before_they_end_the_process() -> None:
    depth = 200_000
    text = (
        "<http://e/a> <http://e/b> " + "<<( <http://e/a> <http://e/b> " * depth + "<http://e/c>" + " )>>" * depth + " ."
    )
    with pytest.raises(InputError, match="nested deeper than 64 levels"):
        read(text, "a.ttl")


@pytest.mark.parametrize("quotes", ['"""', "'''", '"', "'"])
def test_angle_brackets_in_a_text_are_no_nesting(quotes: str) -> None:
    assert len(read(f"<http://e/a> <http://e/b> {quotes}{'<<' * 100}{quotes} .", "a.ttl")) == 1

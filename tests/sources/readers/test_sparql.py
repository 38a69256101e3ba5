from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.sources.readers.reading import problems_of, rows_of, values_of
from tests.store.test_remote import JSON, reply, serving

from memorial_kg.errors import RemoteError, UsageError
from memorial_kg.sources.readers import ReadingRules, SourceRow, open_inputs, values_at

XSD = "http://www.w3.org/2001/XMLSchema#"

RESULTS = {
    "a.srj": """{"head": {"vars": ["item", "name", "year", "none"]}, "results": {"bindings": [
        {"item": {"type": "uri", "value": "http://example.org/1"}, "name": {"type": "literal", "xml:lang": "tr", "value": "Uşak"},
         "year": {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#decimal", "value": "1.10"}},
        {"item": {"type": "bnode", "value": "b0"}}]}}""",
    "a.srx": """<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="item"/><variable name="name"/>
        <variable name="year"/><variable name="none"/></head><results><result>
        <binding name="item"><uri>http://example.org/1</uri></binding>
        <binding name="name"><literal xml:lang="tr">Uşak</literal></binding>
        <binding name="year"><literal datatype="http://www.w3.org/2001/XMLSchema#decimal">1.10</literal></binding></result>
        <result><binding name="item"><bnode>b0</bnode></binding></result></results></sparql>""",
    "a.tsv": '?item\t?name\t?year\t?none\n<http://example.org/1>\t"U\\u015Fak"@tr\t1.10\t\n_:b0\t\t\t\n',
}
KINDS = {"item": "uri", "name": "literal", "year": "literal"}


@pytest.mark.parametrize("name", RESULTS)
def test_results_read_the_same_in_every_format(tmp_path: Path, name: str) -> None:
    first, second = rows_of(tmp_path, name, RESULTS[name])
    assert first.problems == second.problems == ()
    assert first.values == {"item": "http://example.org/1", "name": "Uşak", "year": "1.10", "none": None}
    assert values_at(first.values, "name.lang") == ["tr"]
    assert values_at(first.values, "name.value") == ["Uşak"]
    assert values_at(first.values, "year.datatype") == [f"{XSD}decimal"]
    assert {key: values_at(first.values, f"{key}.type")[0] for key in KINDS} == KINDS
    assert values_at(first.values, "item.lang") == values_at(first.values, "none.type") == []
    assert second.values["item"].removeprefix("_:") == "b0"
    assert values_at(second.values, "item.type") == ["bnode"]
    assert [row.locator for row in (first, second)] == ["row 1", "row 2"]


def test_results_in_csv_are_a_table(tmp_path: Path) -> None:
    assert values_of(tmp_path, "a.csv", "item,name\r\nhttp://example.org/1,Uşak\r\n") == [
        {"item": "http://example.org/1", "name": "Uşak"}
    ]


@pytest.mark.parametrize(("name", "content"), [
    ("a.srj", '{"head": {}, "boolean": true}'),
    ("a.srx", '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>true</boolean></sparql>'),
])  # fmt: skip
def test_yes_and_no_are_no_rows(tmp_path: Path, name: str, content: str) -> None:
    assert problems_of(rows_of(tmp_path, name, content)) == ["the file||it is no answer to a SELECT query"]


def test_a_broken_term_costs_its_cell(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a.tsv", '?a\t?b\nplain\t<http://example.org/1>\n"x\t"y"\n"\\uD800"\t"z"\n1\n')
    assert [sorted(row.values) for row in rows] == [["b"], ["b"], ["b"], []]
    assert all(len(row.problems) == 1 for row in rows)


def test_a_quoted_triple_is_no_value_of_a_row(tmp_path: Path) -> None:
    content = (
        '{"head": {"vars": ["t"]}, "results": {"bindings": [{"t": {"type": "triple", "value": {"subject": {}}}}]}}'
    )
    assert problems_of(rows_of(tmp_path, "a.srj", content)) == ["row 1|t|it is no term that a row can hold"]


# ── endpoints ──

QUERY = "SELECT ?n { ?s ?p ?n } ORDER BY ?n"


def asked(url: str, **rules: Any) -> list[SourceRow]:  # noqa: ANN401
    return list(open_inputs([f"sparql+{url}"], ReadingRules(**{"query": QUERY, **rules})).rows())


def bindings(*numbers: int) -> bytes:
    rows = ",".join(f'{{"n":{{"type":"literal","value":"{number}"}}}}' for number in numbers)
    return f'{{"head":{{"vars":["n"]}},"results":{{"bindings":[{rows}]}}}}'.encode()


def test_an_endpoint_gives_rows() -> None:
    with serving(reply(bindings(1, 2))) as url:
        rows = asked(url)
        assert [row.values for row in rows] == [{"n": "1"}, {"n": "2"}]
        assert rows[0].file == url
        declared = open_inputs([], ReadingRules(query=QUERY, endpoint=url)).rows()
        assert len(list(declared)) == 2


def test_pages_are_asked_for_until_one_is_empty() -> None:
    queries: list[str] = []

    def page(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        query = parse_qs(urlsplit(handler.path).query)["query"][0]
        queries.append(query.rpartition("\n")[2])
        limit, offset = (int(number) for number in queries[-1].split()[1::2])
        reply(bindings(*range(offset, min(offset + min(limit, 3), 7))))(handler, body)  # it gives 3 at most

    with serving(page) as url:
        assert [row.values["n"] for row in asked(url, page_size=4)] == list("0123456")
        assert queries == ["LIMIT 4 OFFSET 0", "LIMIT 4 OFFSET 3", "LIMIT 4 OFFSET 6", "LIMIT 4 OFFSET 7"]


@pytest.mark.parametrize(
    "query", ["SELECT ?n { ?s ?p ?n }", f"{QUERY} LIMIT 9", "SELECT ?n { { SELECT ?n {} ORDER BY ?n } }"]
)
def test_pages_without_an_order_are_refused(query: str) -> None:
    with serving(reply(bindings(1))) as url, pytest.raises(UsageError, match="ORDER BY"):
        asked(url, page_size=4, query=query)


def test_an_endpoint_without_a_query_is_not_asked() -> None:
    with serving(reply(bindings(1))) as url, pytest.raises(UsageError, match="declare query"):
        asked(url, query=" ")


def test_half_of_an_answer_is_none() -> None:
    with serving(reply(b"<html>busy</html>", "text/html", 503)) as url, pytest.raises(RemoteError, match="503"):
        asked(url)
    with serving(reply(b'{"head":', JSON)) as url, pytest.raises(RemoteError, match="not readable"):
        asked(url)


@pytest.mark.parametrize(
    "word", ["sparql+file:///etc/passwd", "sparql+ftp://example.org/", "https://example.org/a.csv"]
)
def test_other_addresses_are_no_inputs(word: str) -> None:
    with pytest.raises(Exception, match="there is no such file"):
        list(open_inputs([word], ReadingRules(query=QUERY)).rows())

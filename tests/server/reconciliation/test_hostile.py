"""Whatever is sent, the answer is an answer or says what is wrong with the request: never a failure of the server."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DEEP = "[" * 100_000 + "]" * 100_000


def one(**question: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps({"q": {"query": "Uşak", **question}})


def given_value(value: Any) -> str:  # noqa: ANN401 - JSON
    return one(properties=[{"pid": "country", "v": value}])


BATCHES: dict[str, str] = {
    "nothing": "",
    "not JSON": "{",
    "a list": "[]",
    "a number": "1",
    "null": "null",
    "nested": DEEP,
    "nested objects": '{"q":' * 50_000 + "1" + "}" * 50_000,
    "not a number": '{"q": {"query": "x", "limit": NaN}}',
    "an infinite number": '{"q": {"query": "x", "properties": [{"pid": "height.value", "v": -Infinity}]}}',
    "a number too large": '{"q": {"query": "x", "properties": [{"pid": "height.value", "v": 1e999}]}}',
    "a whole number larger than any float": given_value(10**400),
    "a whole number far below any float": given_value(-(10**400)),
    "digits without end": f'{{"q": {{"query": "x", "limit": {"9" * 100_000}}}}}',
    "too many queries": json.dumps({str(number): {"query": "x"} for number in range(26)}),
    "a million queries": "{" + ",".join(f'"{number}":0' for number in range(90_000)) + "}",
    "a query that is a text": '{"q": "Uşak"}',
    "no query": '{"q": {}}',
    "an empty query": one(query="  "),
    "a query that is a list": one(query=["Uşak"]),
    "a query that is long": one(query="ş" * 2_001),
    "a name of a query that is long": json.dumps({"q" * 101: {"query": "x"}}),
    "a limit below 0": one(limit=-1),
    "a limit that is true": one(limit=True),
    "a limit that is a list": one(limit=[1]),
    "a type that is unknown": one(type="Q5"),
    "a type that is a number": one(type=1),
    "many types": one(type=["Place"] * 11),
    "a strictness that is unknown": one(type_strict="very"),
    "a strictness that is a list": one(type_strict=[]),
    "a member that is unknown": one(surprise=1),
    "properties that are an object": one(properties={"pid": "country"}),
    "a property that is a text": one(properties=["country"]),
    "a property that is unknown": one(properties=[{"pid": "P17", "v": "x"}]),
    "a property without a value": one(properties=[{"pid": "country"}]),
    "many properties": one(properties=[{"pid": "country", "v": "x"}] * 21),
    "a value that is null": given_value(None),
    "a value that is a list of lists": given_value([["x"]]),
    "a value without an id": given_value({"name": "x"}),
    "an id that is a number": given_value({"id": 1}),
    "many values": given_value(["x"] * 11),
    "a long value": given_value("x" * 2_001),
}
COLUMNS: dict[str, Any] = {
    "a list": [],
    "no ids": {"properties": []},
    "no properties": {"ids": []},
    "ids that are numbers": {"ids": [1], "properties": []},
    "many ids": {"ids": ["x"] * 201, "properties": []},
    "a long id": {"ids": ["x" * 3_000], "properties": []},
    "properties that are an object": {"ids": [], "properties": {}},
    "properties that are texts": {"ids": [], "properties": ["country"]},
    "many properties": {"ids": [], "properties": [{"id": "country"}] * 31},
    "a property twice": {"ids": [], "properties": [{"id": "country"}] * 2},
    "a property that is unknown": {"ids": [], "properties": [{"id": "\ud800"}]},
    "settings that are a list": {"ids": [], "properties": [{"id": "country", "settings": [1]}]},
    "claims that are unknown": {"ids": [], "properties": [{"id": "country", "settings": {"claims": {}}}]},
    "a limit that is a text": {"ids": [], "properties": [{"id": "country", "settings": {"limit": "x"}}]},
    "a limit below 0": {"ids": [], "properties": [{"id": "country", "settings": {"limit": -2}}]},
    "a language that is a number": {"ids": [], "properties": [{"id": "country", "settings": {"language": 2}}]},
}
# What is odd, and still a question.
ODD = [
    "\x00",
    "\x00Uşak\x1b[31m\r\n",
    "\ud800\udfff",
    "'; DROP TABLE text; --",
    '" OR name:* NEAR(',
    "<script>alert(1)</script>",
    "%s%n{{id}}${id}",
    "\u202eUşak\u2066",
    "a" * 2_000,
    "ş " * 1_000,
    "🕯" * 500,
    "0" * 2_000,
]


def refused(answer: httpx.Response) -> str:
    """What a refusal says, in JSON."""
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text[:500])
    assert answer.headers["content-type"] == "application/problem+json"
    said: str = answer.json()["detail"]
    assert len(said) < 500
    return said


@pytest.mark.parametrize("name", BATCHES)
def test_what_is_no_batch_is_refused_in_words(client: httpx.Client, name: str) -> None:
    said = refused(client.post("/reconcile", content=urlencode({"queries": BATCHES[name]}), headers=FORM))
    assert said.endswith(".")


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_that_cannot_be_made_are_refused(client: httpx.Client, name: str) -> None:
    refused(client.post("/reconcile", data={"extend": json.dumps(COLUMNS[name])}))


def test_a_batch_that_is_too_large_is_told_so(client: httpx.Client) -> None:
    answer = client.post("/reconcile", data={"queries": BATCHES["too many queries"]})
    assert answer.status_code == 413
    assert "at most 25" in refused(answer)
    assert client.post("/reconcile", content=b"queries=" + b" " * 2_000_000, headers=FORM).status_code == 413
    assert client.get("/reconcile", params={"queries": "x" * 9_000}).status_code == 414


@pytest.mark.parametrize(
    ("method", "kwargs", "status"),
    [
        ("POST", {}, 415),
        ("POST", {"content": b"{}", "headers": {"Content-Type": "application/json"}}, 415),
        ("POST", {"content": b"", "headers": FORM}, 400),
        ("POST", {"content": b"query=x", "headers": FORM}, 400),
        ("POST", {"content": b"queries={}&queries={}", "headers": FORM}, 400),
        ("POST", {"content": b"queries={}&extend={}", "headers": FORM}, 400),
        ("POST", {"content": b"&".join(b"a%d=b" % number for number in range(30_000)), "headers": FORM}, 400),
        ("POST", {"content": b"queries=%ff%fe", "headers": FORM}, 400),
        ("POST", {"content": b"queries=\xff\xfe", "headers": FORM}, 400),
        ("POST", {"content": b"queries={}", "headers": {**FORM, "Content-Encoding": "gzip"}}, 415),
        ("PUT", {}, 405),
        ("DELETE", {}, 405),
    ],
)
def test_a_request_that_is_none_of_the_api_is_refused(
    client: httpx.Client, method: str, kwargs: dict[str, Any], status: int
) -> None:
    assert client.request(method, "/reconcile", **kwargs).status_code == status


@pytest.mark.parametrize("odd", ODD)
def test_odd_texts_are_only_texts(client: httpx.Client, odd: str) -> None:
    batch = {"q": {"query": odd, "properties": [{"pid": "place", "v": odd}, {"pid": "inauguration.date", "v": odd}]}}
    answer = client.post("/reconcile", data={"queries": json.dumps(batch)})
    assert answer.status_code == 200
    columns = {"ids": [odd], "properties": [{"id": "country", "settings": {"language": odd}}]}
    assert client.post("/reconcile", data={"extend": json.dumps(columns)}).json()["rows"]
    for path in ("suggest/entity", "suggest/type", "suggest/property"):
        text = odd.encode("utf-8", "replace").decode()[:500]
        assert client.get(f"/reconcile/{path}", params={"prefix": text}).status_code == 200
    text = odd.encode("utf-8", "replace").decode()[:500]
    assert client.get("/reconcile/preview", params={"id": text}).status_code == 404
    assert client.get("/reconcile/properties", params={"type": text}).status_code == 400


@pytest.mark.parametrize("path", ["suggest/entity?cursor=-1", "suggest/entity?cursor=x", "suggest/entity?cursor=%C2%B2",
                                  "suggest/entity?cursor=99999999999", "properties?limit=1.5"])  # fmt: skip
def test_numbers_that_are_none_are_refused(client: httpx.Client, path: str) -> None:
    assert client.get(f"/reconcile/{path}").status_code == 400


def test_there_is_nothing_else_to_suggest(client: httpx.Client) -> None:
    assert client.get("/reconcile/suggest/flyout?prefix=x").status_code == 404


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_VALUE = st.one_of(_ANY, st.fixed_dictionaries({"id": st.text(max_size=20)}, optional={"name": st.text(max_size=20)}))
_PROPERTY = st.fixed_dictionaries(
    {
        "pid": st.sampled_from(["country", "place", "inauguration.date", "coordinates", "creators", "height.value"]),
        "v": _VALUE | st.lists(_VALUE, max_size=3),
    }
)
_QUESTION = st.fixed_dictionaries(
    {},
    optional={
        "query": st.text(max_size=60) | _ANY,
        "type": st.sampled_from(["Memorial", "Place", ["Person", "Place"], "nothing"]) | _ANY,
        "limit": st.integers(-2, 100) | _ANY,
        "type_strict": st.sampled_from(["any", "should", "all"]) | _ANY,
        "properties": st.lists(_PROPERTY, max_size=3) | _ANY,
    },
)
_BATCH = st.dictionaries(st.text(max_size=5), _QUESTION | _ANY, max_size=3) | _ANY


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=_BATCH)
def test_any_batch_is_answered_or_refused(client: httpx.Client, batch: Any) -> None:  # noqa: ANN401 - JSON
    answer = client.post("/reconcile", data={"queries": json.dumps(batch)})
    if answer.status_code != 200:
        refused(answer)
        return
    assert [*answer.json()] == [*batch]
    for each in answer.json().values():
        scores = [candidate["score"] for candidate in each["result"]]
        assert all(40 <= score <= 100 for score in scores)
        assert [candidate["match"] for candidate in each["result"]].count(True) <= 1

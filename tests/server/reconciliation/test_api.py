"""The API as OpenRefine speaks it: the manifest, batches, suggestions, the preview, and columns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from jsonschema import Draft202012Validator
from tests.server.reconciliation.conftest import serving

from memorial_kg.server.limits import Limits
from memorial_kg.server.settings import Settings

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": [*required],
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _map(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


# What the specification says of each answer, and more strictly: no member but those that we send.
NAMED = _object({"id": TEXT, "name": TEXT})
FEATURE = _object({"id": TEXT, "value": {"type": ["number", "boolean"]}})
CANDIDATE = _object(
    {
        "id": TEXT,
        "name": TEXT,
        "type": {**_list(NAMED), "minItems": 1},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "features": _list(FEATURE),
    },
    {"description": TEXT},
)
RESULTS = _map(_object({"result": _list(CANDIDATE)}))
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
CELL = {
    "oneOf": [
        NAMED,
        _object({"str": {"type": "string"}}),
        _object({"float": {"type": "number"}}),
        _object({"int": {"type": "integer"}}),
        _object({"date": MOMENT}),
    ]
}
COLUMNS = _object(
    {"meta": _list(_object({"id": TEXT, "name": TEXT}, {"type": NAMED})), "rows": _map(_map(_list(CELL)))}
)
SUGGESTIONS = {
    "entity": _object(
        {"result": _list(_object({"id": TEXT, "name": TEXT, "notable": _list(NAMED)}, {"description": TEXT}))}
    ),
    "type": _object({"result": _list(NAMED)}),
    "property": _object({"result": _list(_object({"id": TEXT, "name": TEXT, "description": TEXT}))}),
}


def checked(data: Any, schema: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """The same data, which fit a schema."""
    Draft202012Validator(schema).validate(data)
    return data


@pytest.fixture
def extend(client: httpx.Client) -> Callable[..., dict[str, Any]]:
    """Ask for columns, and give the rows."""

    def asked(ids: list[str], *properties: dict[str, Any]) -> dict[str, Any]:
        answer = client.post("/reconcile", data={"extend": json.dumps({"ids": ids, "properties": [*properties]})})
        assert answer.status_code == 200, answer.text
        rows: dict[str, Any] = checked(answer.json(), COLUMNS)["rows"]
        return rows

    return asked


# -- the manifest ------------------------------------------------------------------------------------------------------


def test_the_manifest_says_what_the_service_is(client: httpx.Client) -> None:
    for path in ("/reconcile", "/reconcile/"):
        said = client.get(path).json()
        assert said["versions"] == ["0.2"]
        assert said["identifierSpace"] == "https://w3id.org/memorial-kg/"
        assert said["schemaSpace"] == "https://w3id.org/memorial-kg/ontology#"
        assert [each["id"] for each in said["defaultTypes"]] == [
            "Memorial",
            "Proposal",
            "Person",
            "Organization",
            "Place",
        ]
        assert said["batchSize"] == 25


def test_every_address_of_the_manifest_answers(client: httpx.Client) -> None:
    said = client.get("/reconcile").json()
    for template in (said["view"]["url"], said["preview"]["url"]):
        assert client.get(template.replace("{{id}}", quote("memorial/tr-usak", safe=""))).status_code in (200, 303)
    for what, where in said["suggest"].items():
        found = client.get(where["service_url"] + where["service_path"], params={"prefix": "me"})
        assert checked(found.json(), SUGGESTIONS[what])["result"]
    where = said["extend"]["propose_properties"]
    assert client.get(where["service_url"] + where["service_path"], params={"type": "Place"}).json()["properties"]


def test_the_addresses_are_those_that_the_server_is_known_by(service_settings: Settings) -> None:
    for url, root in (("https://example.org/kg/", "/kg"), ("", "/kg")):
        told = Settings(graph=service_settings.graph, site=service_settings.site, url=url, root_path=root)
        with serving(told) as client:
            said = client.get("/kg/reconcile").json()
            expected = "https://example.org/kg" if url else str(client.base_url).rstrip("/") + "/kg"
        assert said["view"]["url"] == f"{expected}/reconcile/view?id={{{{id}}}}"


def test_an_odd_host_is_refused(client: httpx.Client) -> None:
    for host in ('x"><script>', "[::1", "a b", "a/b@c"):
        assert client.get("/reconcile", headers={"Host": host}).status_code == 400


# -- batches -----------------------------------------------------------------------------------------------------------


def test_a_batch_is_answered_alike_by_get_and_by_post(client: httpx.Client) -> None:
    batch = {
        "q0": {"query": "Memorial in Usak", "type": "Memorial", "type_strict": "should", "limit": 2},
        "q1": {"query": "Berlin", "type": ["Place"], "properties": [{"pid": "country", "v": ["Germany", {"id": "x"}]}]},
        "ü \ud800": {"query": "\udfff Baku", "properties": []},
    }
    text = json.dumps(batch)
    got, posted = client.get("/reconcile", params={"queries": text}), client.post("/reconcile", data={"queries": text})
    assert got.status_code == posted.status_code == 200
    assert checked(got.json(), RESULTS) == posted.json()
    assert [*got.json()] == [*batch]
    assert len(got.json()["q0"]["result"]) == 2
    assert got.json()["q1"]["result"][0]["id"] == "place/de-berlin"


def test_each_query_is_answered_by_itself(client: httpx.Client) -> None:
    queries = {f"q{number}": {"query": name} for number, name in enumerate(["Uşak", "Berlin", "Ilham Aliyev"])}
    together = client.post("/reconcile", data={"queries": json.dumps(queries)}).json()
    for key, query in queries.items():
        alone = client.post("/reconcile", data={"queries": json.dumps({key: query})}).json()
        assert alone[key] == together[key]


def test_a_type_leaves_out_all_others(client: httpx.Client) -> None:
    for type_ in ("Place", "http://schema.org/Place", "place", ["Place"], [{"id": "Place", "name": "Place"}]):
        text = json.dumps({"q": {"query": "Uşak", "type": type_, "limit": 25}})
        results = client.get("/reconcile", params={"queries": text}).json()["q"]["result"]
        assert {each["type"][0]["id"] for each in results} == {"Place"}
    two = json.dumps({"q": {"query": "Uşak", "type": ["Place", "Memorial"], "type_strict": "all"}})
    assert client.get("/reconcile", params={"queries": two}).json()["q"]["result"] == []


def test_scripts_of_other_sites_may_ask(client: httpx.Client) -> None:
    asked = client.options(
        "/reconcile", headers={"Origin": "http://127.0.0.1:3333", "Access-Control-Request-Method": "POST"}
    )
    assert asked.status_code == 204
    assert "POST" in asked.headers["access-control-allow-methods"]
    for path in (
        "/reconcile",
        "/reconcile/suggest/type?prefix=m",
        "/reconcile/properties?type=Place",
        "/reconcile?queries=x",
    ):
        assert client.get(path).headers["access-control-allow-origin"] == "*"


def test_what_is_asked_again_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/reconcile/suggest/type?prefix=m")
    assert (
        client.get("/reconcile/suggest/type?prefix=m", headers={"If-None-Match": first.headers["etag"]}).status_code
        == 304
    )


def test_who_asks_too_much_is_asked_to_wait(service_settings: Settings) -> None:
    limits = Limits(requests_per_minute=2)
    with serving(Settings(graph=service_settings.graph, site=service_settings.site, limits=limits)) as client:
        batch = json.dumps({f"q{number}": {"query": "Uşak"} for number in range(25)})
        answers = [client.post("/reconcile", data={"queries": batch}) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 429]
    assert int(answers[1].headers["retry-after"]) > 0


def test_what_takes_too_long_is_ended(service_settings: Settings) -> None:
    limits = Limits(page_seconds=1e-6)
    with serving(Settings(graph=service_settings.graph, site=service_settings.site, limits=limits)) as client:
        answer = client.post("/reconcile", data={"queries": '{"q": {"query": "Memorial in Uşak"}}'})
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


# -- suggestions -------------------------------------------------------------------------------------------------------


def suggested(client: httpx.Client, what: str, prefix: str, cursor: int = 0) -> list[str]:
    answer = client.get(f"/reconcile/suggest/{what}", params={"prefix": prefix, "cursor": cursor})
    return [each["id"] for each in checked(answer.json(), SUGGESTIONS[what])["result"]]


def test_things_are_suggested_by_the_beginning_of_a_name_or_by_their_id(client: httpx.Client) -> None:
    assert suggested(client, "entity", "Ber") == ["place/de-berlin"]
    assert suggested(client, "entity", "memorial in us") == ["memorial/tr-usak"]
    assert suggested(client, "entity", "person/ilham-aliyev")[0] == "person/ilham-aliyev"
    assert suggested(client, "entity", "Saraievo")[0] == "place/ba-sarajevo"
    assert suggested(client, "entity", "") == []


def test_suggestions_come_in_pages(client: httpx.Client) -> None:
    first, second = (suggested(client, "entity", "m", cursor) for cursor in (0, 20))
    assert len(first) == 20
    assert second
    assert not {*first} & {*second}
    assert suggested(client, "entity", "m", 999_999) == []


def test_types_and_properties_are_suggested(client: httpx.Client) -> None:
    assert suggested(client, "type", "mem") == ["Memorial"]
    assert len(suggested(client, "type", "")) == 5
    assert suggested(client, "property", "country")[0] == "country"
    assert "inauguration.date" in suggested(client, "property", "opened")
    assert suggested(client, "property", "inauguration.da")[0] == "inauguration.date"
    assert "comparisons" not in suggested(client, "property", "comparison")


def test_the_properties_of_a_type_are_the_keys_of_its_shape(client: httpx.Client) -> None:
    said = client.get("/reconcile/properties?type=Person&limit=4").json()
    assert [each["id"] for each in said["properties"]] == ["name", "alternateName", "jobTitle", "honorific"]
    assert (said["type"], said["limit"]) == ("Person", 4)
    memorial = [each["id"] for each in client.get("/reconcile/properties?type=Memorial").json()["properties"]]
    assert {"country", "place", "coordinates", "inauguration.date", "height.value"} <= {*memorial}


# -- columns -----------------------------------------------------------------------------------------------------------


def test_columns_have_values_of_the_right_kind(extend: Callable[..., dict[str, Any]]) -> None:
    columns = ({"id": each} for each in ("country", "inauguration.date", "name", "status", "creators", "jobTitle"))
    berlin = extend(["memorial/de-berlin"], *columns)["memorial/de-berlin"]
    assert berlin["country"] == [{"id": "place/germany", "name": "Germany"}]
    assert berlin["inauguration.date"] == [{"date": "2011-05-30T00:00:00Z"}]
    assert {"str": "Khojaly Massacre Memorial"} in berlin["name"]
    assert berlin["status"] == [{"str": "built"}]
    assert {"id": "person/akif-asgarov", "name": "Akif Asgarov"} in berlin["creators"]
    assert berlin["jobTitle"] == []


def test_where_sources_contradict_each_other_the_user_says_what_to_see(extend: Callable[..., dict[str, Any]]) -> None:
    both = [{"str": "2014-02"}, {"str": "2016"}]
    for claims, expected in (("known", both), ("standing", []), ("every", both)):
        asked = {"id": "inauguration.date", "settings": {"claims": claims, "language": "", "limit": "0"}}
        assert extend(["memorial/tr-usak"], asked)["memorial/tr-usak"]["inauguration.date"] == expected
    one = {"id": "inauguration.date", "settings": {"limit": 1}}
    assert extend(["memorial/tr-usak"], one)["memorial/tr-usak"]["inauguration.date"] == both[:1]


def test_texts_are_given_in_a_language_if_one_is_set(extend: Callable[..., dict[str, Any]]) -> None:
    german = {"id": "name", "settings": {"language": "de"}}
    assert extend(["place/germany"], german)["place/germany"]["name"] == [{"str": "Deutschland"}]


def test_what_is_not_here_has_empty_cells(extend: Callable[..., dict[str, Any]]) -> None:
    ids = ["memorial/nowhere", "decision/tr-ankara", "\x00", "../etc", ""]
    assert extend(ids, {"id": "country"}) == {id_: {"country": []} for id_ in ids}


def test_a_column_of_things_names_their_type(client: httpx.Client) -> None:
    text = json.dumps({"ids": [], "properties": [{"id": "country"}, {"id": "name"}, {"id": "commemorates"}]})
    meta = client.get("/reconcile", params={"extend": text}).json()["meta"]
    assert meta[0] == {"id": "country", "name": "country", "type": {"id": "Place", "name": "Place"}}
    assert "type" not in meta[1]


# -- pages -------------------------------------------------------------------------------------------------------------


def test_the_preview_is_a_page_that_other_sites_may_frame(client: httpx.Client) -> None:
    page = client.get("/reconcile/preview?id=memorial%2Ftr-usak")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "frame-ancestors *" in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "Memorial in Uşak" in page.text
    assert "2014-02 or 2016" in page.text
    assert not re.search(r"<script|style=|\son\w+=", page.text)
    assert client.get("/reconcile/preview?id=%3Cscript%3E").status_code == 404


def test_the_view_leads_to_the_page_of_a_thing_and_nowhere_else(client: httpx.Client) -> None:
    assert client.get("/reconcile/view?id=memorial%2Ftr-usak").headers["location"] == "../memorial/tr-usak"
    for id_ in ("//example.org", "https://example.org/", "../x", "", "source/list", "memorial/tr-usak/../.."):
        assert client.get("/reconcile/view", params={"id": id_}).status_code == 404

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from memorial_kg.queries import list_queries
from memorial_kg.server.bundled import bundled
from memorial_kg.server.openapi import document

load_all_checks()
# Of the queries without parameters, which are all alike, two are enough: one of rows and one of triples.
ALIKE = {name for name, each in bundled().items() if not each.query.parameters}
ASKED = {name: each for name, each in bundled().items() if name not in ALIKE or name == "memorials"}
ASKED |= {"construct-memorials-as-schema-org": bundled()["construct-memorials-as-schema-org"]}
SCHEMA = schemathesis.openapi.from_dict(document(ASKED, "Memorials", ""))


def test_the_description_names_every_query_and_parameter(server: httpx.Client) -> None:
    answer = server.get("/openapi.json")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.1"
    said = answer.json()
    for query in list_queries():
        assert (f"/api/{query.name}" in said["paths"]) is not query.federated
        if not query.federated:
            operation = said["paths"][f"/api/{query.name}"]["get"]
            assert operation["summary"] == query.title
            named = {each["name"]: each for each in operation["parameters"]}
            assert set(named) == {each.name for each in query.parameters} | {"format"}
            for each in query.parameters:
                assert each.default in named[each.name]["example"]
    ids = [operation["operationId"] for path in said["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9-]+", each) for each in ids)


def test_the_description_names_how_things_are_found(server: httpx.Client) -> None:
    paths = server.get("/openapi.json").json()["paths"]
    assert {"q", "kind", "limit"} <= {each["name"] for each in paths["/api/search"]["get"]["parameters"]}
    assert {"country", "decade", "format"} <= {each["name"] for each in paths["/api/browse"]["get"]["parameters"]}


def test_the_description_is_valid(server: httpx.Client) -> None:
    schemathesis.openapi.from_dict(server.get("/openapi.json").json()).validate()


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


# Left out: that every value of the described form is accepted. A day of that form need not be in the calendar, a tag of
# that form need not be registered, and a text of any form is not an IRI.
@SCHEMA.parametrize()
@settings(
    max_examples=3,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[*HealthCheck],
)
def test_the_server_keeps_what_its_description_promises(
    case: schemathesis.Case[Any], server: httpx.Client, session: requests.Session
) -> None:
    case.call_and_validate(str(server.base_url), session, excluded_checks=[positive_data_acceptance])

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server.conftest import running

from memorial_kg.server.limits import Limits
from memorial_kg.server.positions import Box, open_positions
from memorial_kg.server.settings import Settings

ITEMS = "/features/collections/memorials/items"


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    said: dict[str, Any] = answer.json()
    assert said["numberReturned"] == len(said["features"])
    return [each["id"] for each in said["features"]]


def rel(answer: httpx.Response, name: str) -> str | None:
    return next((each["href"] for each in answer.json()["links"] if each["rel"] == name), None)


@pytest.fixture
def dumped(built: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads((built / "dataset.geojson").read_text(encoding="utf-8"))["features"]
    return features


def test_every_memorial_and_proposal_is_a_feature(server: httpx.Client, dumped: list[dict[str, Any]]) -> None:
    for collection, kind in (("memorials", "memorial"), ("proposals", "proposal")):
        answer = server.get(f"/features/collections/{collection}/items")
        wanted = {each["id"]: each for each in dumped if each["properties"]["type"] == kind}
        assert answer.json()["numberMatched"] == len(wanted) > 0
        for each in answer.json()["features"]:
            original = wanted[each["properties"].pop("iri")]
            assert each == {**original, "id": original["id"].rpartition("/")[2]}


def test_pages_follow_each_other_and_hold_everything_once(server: httpx.Client) -> None:
    everything = ids(server.get(ITEMS))
    seen: list[str] = []
    page = server.get(ITEMS, params={"limit": 4})
    pages = 1
    while following := rel(page, "next"):
        seen += ids(page)
        before = page
        page = server.get(following)
        pages += 1
        back = rel(page, "prev")
        assert back is not None
        assert ids(server.get(back)) == ids(before)
    assert seen + ids(page) == everything
    assert pages == -(-len(everything) // 4)
    assert rel(server.get(ITEMS, params={"limit": len(everything)}), "next") is None


def test_a_box_holds_what_lies_in_it(server: httpx.Client, dumped: list[dict[str, Any]]) -> None:
    found = ids(server.get(ITEMS, params={"bbox": "26,36,45,42"}))
    points = {each["id"].rpartition("/")[2]: each["geometry"] for each in dumped}
    inside = {
        name
        for name, geometry in points.items()
        if geometry and 26 <= geometry["coordinates"][0] <= 45 and 36 <= geometry["coordinates"][1] <= 42
    }
    assert set(found) == {name for name in inside if name in ids(server.get(ITEMS))} != set()
    assert ids(server.get(ITEMS, params={"bbox": "0,0,1,1"})) == []
    assert ids(server.get(ITEMS, params={"bbox": "26,36,0,45,42,9"})) == found
    whole = [name for name in ids(server.get(ITEMS)) if points[name]]
    assert ids(server.get(ITEMS, params={"bbox": "-180,-90,180,90"})) == whole


def test_a_box_may_cross_the_antimeridian() -> None:
    box = Box(170, -10, -170, 10)
    assert box.holds(175, 0)
    assert box.holds(-175, 0)
    assert not box.holds(0, 0)
    assert not box.holds(None, None)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_the_world_holds_every_point(longitude: float, latitude: float) -> None:
    assert Box(-180, -90, 180, 90).holds(longitude, latitude)


def test_a_time_holds_what_may_have_been_opened_in_it(server: httpx.Client) -> None:
    def opened(when: str) -> list[str]:
        return ids(server.get(ITEMS, params={"datetime": when}))

    assert "az-baku" in opened("2008-02-26")
    assert "az-baku" in opened("2008-02-26T00:00:00Z")
    assert "az-baku" not in opened("2008-02-27")
    assert "az-baku" in opened("2008-01-01/2008-12-31")
    assert "az-baku" in opened("../2008-02-26")
    assert "az-baku" not in opened("2008-02-27/..")
    assert opened("1900-01-01/1900-12-31") == []


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,2,3,4,5", "bbox=nan,0,1,1", "bbox=1e1,0,20,1", "bbox=10,40,20,30",
        "bbox=-200,0,0,10", "bbox=0,0,0,91", "bbox=", "bbox=0,0,1,1&bbox=0,0,1,1",
        "limit=0", "limit=-1", "limit=many", "limit=1.5", "limit=", "limit=99999999999", "limit=1&limit=2",
        "offset=-1", "offset=x", "datetime=yesterday", "datetime=2020-13-01", "datetime=2020-02-30", "datetime=../..",
        "datetime=2020-01-02/2020-01-01", "datetime=", "datetime=..", "datetime=2020-01-01/2020-01-02/2020-01-03",
        "box=1,2,3,4", "f=html", "crs=http://example.org/", "%00=1",
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_words(server: httpx.Client, query: str) -> None:
    answer = server.get(f"{ITEMS}?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["detail"]) > 20


def test_a_limit_above_ours_is_ours(server: httpx.Client) -> None:
    assert ids(server.get(ITEMS, params={"limit": 5_000})) == ids(server.get(ITEMS))
    assert ids(server.get(ITEMS, params={"offset": 1_000})) == []


def test_one_feature_has_an_address(server: httpx.Client) -> None:
    answer = server.get(f"{ITEMS}/tr-usak")
    assert answer.json()["properties"]["iri"].endswith("/memorial/tr-usak")
    assert server.get(str(rel(answer, "self"))).json() == answer.json()
    for path in ("nobody", "tr-usak2", "a", "zzz"):
        assert server.get(f"{ITEMS}/{path}").status_code == 404
    other = server.get("/features/collections/proposals/items/tr-usak").json()  # the same id, another thing
    assert other["properties"]["iri"].endswith("/proposal/tr-usak")
    assert server.get("/features/collections/proposals/items/tr-izmit").status_code == 404


def test_every_link_of_the_features_is_alive(server: httpx.Client) -> None:
    seen: set[str] = set()
    todo = ["/features"]
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = server.get(path)
        assert answer.status_code == 200, path
        said = answer.json()
        links = said.get("links", []) + [link for each in said.get("collections", []) for link in each["links"]]
        todo += [link["href"] for link in links]
    assert {"/openapi.json", "/features/conformance", "/features/collections/memorials", ITEMS} <= seen


def test_a_collection_says_how_far_it_reaches(server: httpx.Client) -> None:
    said = server.get("/features/collections/memorials").json()
    west, south, east, north = said["extent"]["spatial"]["bbox"][0]
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    assert server.get("/features/collections/nothing").status_code == 404
    assert server.get("/features/collections/nothing/items").status_code == 404


def test_who_has_features_already_is_not_sent_them_again(server: httpx.Client) -> None:
    first = server.get(ITEMS)
    assert first.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    assert server.get(ITEMS, headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_the_index_finds_each_feature_where_it_stands(built: Path, dumped: list[dict[str, Any]]) -> None:
    positions = open_positions(built)
    with positions.file:
        indexed = [each for several in positions.features.values() for each in several]
        assert sorted(each["id"] for each in positions.read(indexed)) == sorted(each["id"] for each in dumped)  # type: ignore[type-var]


def test_how_far_a_kind_reaches_is_known_when_its_index_is(built: Path, dumped: list[dict[str, Any]]) -> None:
    positions = open_positions(built)
    with positions.file:
        for kind in ("memorial", "proposal"):
            points = [e["geometry"]["coordinates"] for e in dumped if e["geometry"] and e["properties"]["type"] == kind]
            longitudes, latitudes = zip(*points, strict=True)
            reach = [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]
            assert positions.extents[kind] == reach


def test_a_build_without_positions_says_so(built: Path, small_site: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    shutil.copytree(built, graph)
    (graph / "dataset.geojson").unlink()
    limits = Limits(public_workers=1, page_workers=1)
    with running(Settings(graph=graph, site=small_site, limits=limits)) as server:
        answer = server.get(ITEMS)
        assert (answer.status_code, "without GeoJSON" in answer.json()["detail"]) == (404, True)
        assert server.get("/features").status_code == 200

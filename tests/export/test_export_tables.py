from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from tests.export.samples import BASE, DATASETS, invented, written

from memorial_kg import resources
from memorial_kg.export.tables import COLUMNS
from memorial_kg.queries import read_query

# A document as it is, which has no type of its own here.
Document = dict[str, Any]


def table(**selection: str) -> dict[str, dict[str, str]]:
    text = written(invented(), "csv", **selection).decode()
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def features(**selection: str) -> dict[str, Document]:
    collection: Document = json.loads(written(invented(), "geojson", **selection))
    assert collection["type"] == "FeatureCollection"
    return {feature["properties"]["id"]: feature for feature in collection["features"]}


def test_a_memorial_is_a_row() -> None:
    rows = table()
    assert [*rows] == ["memorial/bridge", "memorial/gate", "memorial/well", "proposal/tower"]
    bridge = {column: value for column, value in rows["memorial/bridge"].items() if value}
    assert bridge == {
        "id": "memorial/bridge",
        "iri": f"{BASE}memorial/bridge",
        "type": "memorial",
        "name": "Bridge Stone",
        "other_names": "Brostenen | Flood Stone",
        "kinds": "stele",
        "status": "built",
        "commemorates": "event/flood-1951",
        "country": "Norrland",
        "place": "Mill Park",
        "address": "Quay 1, Holm",
        "creators": "Ida Berg",
        "inscriptions": "1",
        "sources": "register | walk",
        "disagreements": "inauguration.date",
        "latitude": "59.5",
        "longitude": "-17.25",
        "radius_m": "4000",
        "position_of": "centre of Holm",
        "position_method": "invented",
    }


def test_a_source_alone_uses_its_own_words_and_its_own_dates() -> None:
    row = table(source="register")["memorial/bridge"]
    assert (row["inauguration"], row["earliest"], row["creators"]) == ("1994-05-03", "1994-05-03", "Ida Bergh")
    assert (row["commemorates"], row["sources"], row["disagreements"]) == ("the Great Flood", "register", "")
    assert [*table(source="walk")] == ["memorial/bridge", "proposal/tower"]


def test_one_memorial_is_one_row_with_its_position() -> None:
    assert table(memorial="bridge") == {"memorial/bridge": table()["memorial/bridge"]}


def test_a_text_that_a_spreadsheet_would_run_is_disarmed_and_a_number_is_not() -> None:
    assert table()["memorial/gate"]["name"] == """'=HYPERLINK("https://a.example")"""
    assert table()["memorial/well"]["longitude"] == "-17.2"
    assert features()["memorial/gate"]["properties"]["name"].startswith("=")


def test_lines_end_as_rfc_4180_has_it() -> None:
    data = written(invented(), "csv")
    assert data.count(b"\r\n") == data.count(b"\n") == 5
    assert data.startswith(",".join(COLUMNS).encode() + b"\r\n")


def test_a_feature_stands_where_the_memorial_stands() -> None:
    well = features()["memorial/well"]
    assert well["id"] == f"{BASE}memorial/well"
    assert well["geometry"] == {"type": "Point", "coordinates": [-17.2, 59.51]}
    assert well["properties"]["radius_m"] == 10
    assert well["properties"]["position_of"] == "the memorial itself"


def test_a_feature_without_coordinates_stands_in_the_nearest_place_that_has_some_and_says_so() -> None:
    bridge = features()["memorial/bridge"]
    assert bridge["geometry"] == {"type": "Point", "coordinates": [-17.25, 59.5]}
    properties = bridge["properties"]
    assert (properties["position_of"], properties["radius_m"], properties["position_method"]) == (
        "centre of Holm",
        4000,
        "invented",
    )
    assert properties["sources"] == ["register", "walk"]


def test_no_position_is_invented() -> None:
    gate = features()["memorial/gate"]
    assert gate["geometry"] is None
    assert "position_of" not in gate["properties"]


@pytest.mark.parametrize("dataset", DATASETS)
def test_csv_and_geojson_say_the_same(dataset: str) -> None:
    load, base = DATASETS[dataset]
    collection: Document = json.loads(written(load(), "geojson", base))
    rows = [*csv.DictReader(io.StringIO(written(load(), "csv", base).decode(), newline=""))]
    assert [feature["id"] for feature in collection["features"]] == [row["iri"] for row in rows]
    for feature, row in zip(collection["features"], rows, strict=True):
        assert feature["properties"].keys() <= COLUMNS.keys()
        point = [float(row["longitude"]), float(row["latitude"])] if row["latitude"] else None
        assert (feature["geometry"] or {}).get("coordinates") == point


def test_the_queries_have_headers() -> None:
    for path in sorted((resources.folder("queries") / "export").glob("*.rq")):
        assert read_query(path).title != path.stem

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.sources.readers.reading import problems_of, rows_of, values_of


def feature(*coordinates: float, kind: str = "Point", **properties: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": list(coordinates)}}


def collection(*features: dict[str, Any], **members: Any) -> str:  # noqa: ANN401
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)})


def crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def test_a_feature_is_a_row_of_its_properties_with_id_and_geometry(tmp_path: Path) -> None:
    content = '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "node/712", "bbox": [1, 2, 3, 4], "properties": {"name": "A", "n": 1.10, "id": "node/712", "geometry": "round"}, "geometry": {"type": "Point", "coordinates": [-51.7660068, 8.0]}}]}'
    (row,) = rows_of(tmp_path, "list.geojson", content)
    assert row.locator == "feature 1 (node/712)"
    assert row.values == {
        "name": "A",
        "n": "1.10",
        "id": "node/712",
        "geometry": {"type": "Point", "coordinates": ["-51.7660068", "8.0"]},
        "properties.geometry": "round",
    }


def test_another_id_among_the_properties_is_kept_apart(tmp_path: Path) -> None:
    content = collection({**feature(1, 2, id="own"), "id": 7})
    (row,) = values_of(tmp_path, "list.geojson", content)
    assert (row["id"], row["properties.id"]) == ("7", "own")


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [1, 2, 3]},
        {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]},
        {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
        {"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]]]},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 6], [1, 2]]]},
        {"type": "MultiPolygon", "coordinates": [[[[1, 2], [3, 4], [5, 6], [1, 2]]]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]},
        None,
    ],
)
def test_any_geometry_is_read(tmp_path: Path, geometry: dict[str, Any] | None) -> None:
    content = collection({"type": "Feature", "properties": None, "geometry": geometry})
    (row,) = values_of(tmp_path, "list.geojson", content)
    assert row["geometry"] == json.loads(json.dumps(geometry), parse_int=str)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(feature(1, 2, name="A")),
        collection(feature(1, 2, name="A")),
        json.dumps([feature(1, 2, name="A")]),
        json.dumps({"features": [feature(1, 2, name="A")], "type": "FeatureCollection"}),
    ],
)
def test_a_file_may_hold_a_feature_or_many(tmp_path: Path, content: str) -> None:
    (row,) = values_of(tmp_path, "list.geojson", content)
    assert row["name"] == "A"


def test_a_file_may_hold_a_geometry_alone(tmp_path: Path) -> None:
    (row,) = values_of(tmp_path, "list.geojson", '{"type": "Point", "coordinates": [1, 2]}')
    assert row == {"geometry": {"type": "Point", "coordinates": ["1", "2"]}}


def test_features_may_stand_one_a_line(tmp_path: Path) -> None:
    content = "\x1e" + json.dumps(feature(1, 2, name="A")) + "\n{broken\n" + json.dumps(feature(3, 4, name="B")) + "\n"
    rows = rows_of(tmp_path, "list.geojsonl", content)
    assert [row.values.get("name") for row in rows] == ["A", None, "B"]
    assert [row.locator for row in rows] == ["line 1", "line 2", "line 3"]


# ── reference systems ──

DEGREES = {"type": "Point", "coordinates": ["-100.3333334", "24.3817869"]}  # the example of EPSG guidance note 7-2


@pytest.mark.parametrize(
    "name", ["EPSG:3857", "urn:ogc:def:crs:EPSG::3857", "http://www.opengis.net/def/crs/EPSG/0/3857"]
)
@pytest.mark.parametrize("after", [False, True])
def test_web_mercator_becomes_degrees(tmp_path: Path, name: str, after: bool) -> None:
    document = {"type": "FeatureCollection", "crs": crs(name), "features": [feature(-11169055.58, 2800000.00)]}
    if after:
        document["crs"] = document.pop("crs")
    (row,) = values_of(tmp_path, "list.geojson", json.dumps(document))
    assert row["geometry"] == DEGREES


@pytest.mark.parametrize(
    "name", ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4979"]
)
def test_degrees_of_wgs_84_stay_as_they_are_written(tmp_path: Path, name: str) -> None:
    content = collection(feature(-100.330, 24.3817869), crs=crs(name))
    (row,) = values_of(tmp_path, "list.geojson", content)
    assert row["geometry"]["coordinates"] == ["-100.33", "24.3817869"]


def test_a_declared_system_beats_the_one_of_the_file(tmp_path: Path) -> None:
    content = collection(feature(-11169055.58, 2800000.00), crs=crs("EPSG:25832"))
    (row,) = values_of(tmp_path, "list.geojson", content, crs="EPSG:3857")
    assert row["geometry"] == DEGREES


def test_other_systems_are_brought_to_degrees_by_the_library(tmp_path: Path) -> None:
    pytest.importorskip("pyproj")
    content = collection(feature(500_000, 0, 12))  # where the central meridian of UTM zone 32 crosses the equator
    (row,) = values_of(tmp_path, "list.geojson", content, crs="EPSG:25832")
    assert row["geometry"]["coordinates"] == ["9", "0", "12"]


@pytest.mark.parametrize(
    ("member", "what"),
    [
        (crs("EPSG:999999"), "the reference system 'EPSG:999999' is not known"),
        (crs("nonsense"), "the reference system 'nonsense' is not known"),
        ({"type": "link", "properties": {"href": "http://example.org/crs"}}, "its reference system has no name"),
    ],
)
def test_an_unknown_system_is_refused(tmp_path: Path, member: dict[str, Any], what: str) -> None:
    (row,) = rows_of(tmp_path, "list.geojson", collection(feature(1, 2), crs=member))
    assert row.values == {}
    assert row.problems[0].what.startswith(what)


@pytest.mark.parametrize(
    ("coordinates", "what"),
    [
        ([-7914400.45, 5216380.05], "it looks like metres"),
        ([50, 120], "it looks like latitude first"),
        ([181, 0], "181, 0 is no place in degrees"),
        ([1], "a position has fewer than two numbers"),
        (["x", 1], "a coordinate is not a number"),
        ([None, 1], "a coordinate is not a number"),
        ([float("nan"), 1], "a coordinate is not a number"),
        ([[1, 2], [3, 4]], "a coordinate is not a number"),
        ([{}, []], "a coordinate is not a number"),
    ],
)
def test_what_is_no_place_in_degrees_is_never_given_out_as_one(
    tmp_path: Path, coordinates: list[Any], what: str
) -> None:
    rows = rows_of(tmp_path, "list.geojson", collection(feature(*coordinates, name="A"), feature(1, 2, name="B")))
    assert rows[0].values == {"name": "A"}
    assert rows[0].problems[0].key == "geometry"
    assert what in rows[0].problems[0].what
    assert rows[1].values["geometry"] == {"type": "Point", "coordinates": ["1", "2"]}


def test_places_outside_of_a_system_are_refused(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.geojson", collection(feature(3e7, 0)), crs="EPSG:3857")
    assert "lies outside" in rows[0].problems[0].what


@pytest.mark.parametrize(
    "tree", [7, "x", [1], {"type": "Feature", "geometry": 3}, {"type": "Feature", "geometry": {"type": "Curve"}}]
)
def test_what_is_no_feature_is_a_row_with_a_problem(tmp_path: Path, tree: object) -> None:
    rows = rows_of(
        tmp_path, "list.geojson", json.dumps({"type": "FeatureCollection", "features": [tree, feature(1, 2, n="B")]})
    )
    assert len(rows) == 2
    assert rows[0].problems
    assert rows[1].values["n"] == "B"


def test_a_broken_file_gives_its_good_features(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.geojson", collection(feature(1, 2, n="A"), feature(1, 2, n="B"))[:-40])
    assert rows[0].values["n"] == "A"
    assert rows[-1].locator == "after feature 1"


def test_topojson_is_refused_with_advice(tmp_path: Path) -> None:
    for name in ("a.topojson", "a.json"):
        (row,) = rows_of(tmp_path, name, '{"type": "Topology", "objects": {}, "arcs": []}')
        assert "ogr2ogr -f GeoJSON" in row.problems[0].todo


# ── KML ──

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>City</name>
<Folder><name>North</name>
<Placemark id="p1"><name>A</name><description><![CDATA[<b>x</b>]]></description>
<ExtendedData><Data name="year"><displayName>Y</displayName><value>1.10</value></Data><Data name="tag"><value>a</value></Data>
<Data name="tag"><value>b</value></Data><SchemaData schemaUrl="#s"><SimpleData name="name">other</SimpleData></SchemaData></ExtendedData>
<Point><coordinates> 13.4, 52.5,0 </coordinates></Point></Placemark></Folder>
<Folder><name>South</name>
<Placemark><TimeSpan><begin>1920</begin></TimeSpan><Polygon><outerBoundaryIs><LinearRing><coordinates>1,2 3,4
5,6 1,2</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>
<Placemark><name>M</name><MultiGeometry><Point><coordinates>1,2</coordinates></Point><LineString><coordinates>1,2 3,4</coordinates></LineString></MultiGeometry></Placemark>
</Document></kml>"""


def test_placemarks_are_rows(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a.kml", KML)
    assert [row.locator for row in rows] == ["placemark 1 (A)", "placemark 2", "placemark 3 (M)"]
    assert rows[0].values == {
        "id": "p1", "name": "A", "description": "<b>x</b>", "year": "1.10", "tag": ["a", "b"], "ExtendedData.name": "other",
        "folder": ["City", "North"], "geometry": {"type": "Point", "coordinates": ["13.4", "52.5", "0"]},
    }  # fmt: skip
    assert rows[1].values["begin"] == "1920"
    assert rows[1].values["geometry"]["coordinates"][0][2] == ["5", "6"]
    assert [inner["type"] for inner in rows[2].values["geometry"]["geometries"]] == ["Point", "LineString"]
    assert rows[2].values["folder"] == ["City"]


def test_kmz_is_kml_in_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", KML)
        archive.writestr("files/picture.png", b"x")
    rows = rows_of(tmp_path, "b.kmz", (tmp_path / "a.kmz").read_bytes())
    assert len(rows) == 3
    assert rows[0].file == "b.kmz/doc.kml"


@pytest.mark.parametrize(
    ("inner", "key", "what"),
    [
        ("<Point><coordinates>1300000,5</coordinates></Point>", "geometry", "it looks like metres"),
        ("<Point><coordinates></coordinates></Point>", "geometry", "its coordinates are not complete"),
        ("<Point><coordinates>a,b</coordinates></Point>", "geometry", "a coordinate is not a number"),
        ("<gx:Track><when>2010</when></gx:Track>", "geometry", "'Track' is no type of geometry"),
    ],
)
def test_a_broken_placemark_costs_its_place_only(tmp_path: Path, inner: str, key: str, what: str) -> None:
    kml = f'<kml xmlns:gx="g"><Placemark><name>A</name>{inner}</Placemark><Placemark><name>B</name></Placemark></kml>'
    rows = rows_of(tmp_path, "a.kml", kml)
    assert [row.values["name"] for row in rows] == ["A", "B"]
    assert rows[0].problems[0].key == key
    assert what in rows[0].problems[0].what


def test_links_of_kml_are_not_followed(tmp_path: Path) -> None:
    kml = "<kml><NetworkLink><name>N</name><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink></kml>"
    assert problems_of(rows_of(tmp_path, "a.kml", kml)) == [
        "placemark 1 (N)||it is a link to another file, which is not followed"
    ]


def test_a_broken_kml_gives_its_good_placemarks(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a.kml", "<kml><Placemark><name>A</name></Placemark><Placemark><name>B</kml>")
    assert rows[0].values == {"name": "A", "geometry": None}
    assert rows[1].locator == "after placemark 1"
    assert rows[1].problems[0].what.startswith("this is not XML: ")


def test_an_encoding_that_xml_parsers_do_not_know_is_named(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "works.kml", '<?xml version="1.0" encoding="utf-7"?><kml/>')
    assert "its XML is in an encoding that is not read" in rows[0].problems[0].what

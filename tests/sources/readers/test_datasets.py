"""Every file of the real data sets: as many rows as an independent count finds, and nothing wrong with any."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from memorial_kg.sources.readers import open_inputs, values_at

DATASETS = Path(__file__).parents[4] / "shared" / "datasets"

pytestmark = pytest.mark.skipif(not DATASETS.is_dir(), reason="the data sets lie outside of the project")


def csv_rows(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


def features(path: Path) -> int:
    return sum(len(json.loads(each.read_bytes())["features"]) for each in sorted(path.parent.glob(path.name)))


COUNTS: dict[str, Callable[[Path], int]] = {
    "baltimore/2023-01-18_works-public.csv": csv_rows,
    "baltimore/baltimore_public_art.csv": csv_rows,
    "open-plaques-subjects/open-plaques-subjects-london.csv": csv_rows,
    "open-plaques-subjects/open-plaques-subjects-united-kingdom.csv": csv_rows,
    "cambridge/*.geojson": features,
    "osm-brazil": lambda path: sum(features(each) for each in path.rglob("*.geojson")),
    "heilbronn/_list": lambda path: len(list(path.iterdir())),
}


@pytest.mark.parametrize("word", COUNTS)
def test_rows_in_are_the_rows_of_the_file(word: str) -> None:
    inputs = open_inputs([word], folder=DATASETS)
    rows = list(inputs.rows())
    assert len(rows) == COUNTS[word](DATASETS / word) > 0
    assert [problem for row in rows for problem in row.problems] == []
    assert inputs.passed_over == []
    assert len({(row.file, row.locator) for row in rows}) == len(rows)


def test_cells_are_those_that_another_reader_finds() -> None:
    path = DATASETS / "baltimore" / "baltimore_public_art.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        expected = list(csv.DictReader(stream))
    assert [row.values for row in open_inputs([str(path)]).rows()] == expected


def test_stones_of_heilbronn_are_reached() -> None:
    (row,) = open_inputs(["heilbronn/_list/achtungstr-21.md"], folder=DATASETS).rows()
    assert values_at(row.values, "steine[*][1]")[0] == "ADOLF KAHN"
    assert row.values["date"] == "2024-03-02 00:00:00 Z"


def test_places_of_cambridge_are_in_cambridge() -> None:
    for row in open_inputs(["cambridge/*.geojson"], folder=DATASETS).rows():
        longitude, latitude = map(float, values_at(row.values, "geometry.coordinates")[0])
        assert (round(longitude), round(latitude)) == (-71, 42)


def test_topojson_of_cambridge_is_refused() -> None:
    (row,) = open_inputs(["cambridge/LANDMARK_MemorialPoles.topojson"], folder=DATASETS).rows()
    assert "ogr2ogr" in row.problems[0].todo

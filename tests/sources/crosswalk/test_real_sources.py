"""Real data sets through small crosswalks: the books balance, and what is known of a row stands in its record."""

from __future__ import annotations

from pathlib import Path

import pytest

from memorial_kg.ontology import load_ontology
from memorial_kg.records import Tree
from memorial_kg.records.writing import record_tree
from memorial_kg.sources.crosswalk import Report, open_harvest

DATASETS = Path(__file__).parents[4] / "shared" / "datasets"

_POINT = """
[[harvest.keys]]
key = "coordinates"
column = "geometry"
shapes = "middle"
as = "geometry"

[[harvest.keys]]
key = "coordinates.method"
constant = "as the source gives it"
"""

SOURCES = {
    "baltimore/baltimore_public_art.csv": """
format = "csv"
language = "en"
nulls = ["NA"]
[harvest.record]
key = "{id|slug}"
about = "memorial/us-{id|slug}"
only = [{ column = "type", in = ["Sculpture", "Monument"] }]
[[harvest.keys]]
key = "name"
column = "title"
[[harvest.keys]]
key = "inauguration.date"
column = "year"
[[harvest.keys]]
key = "creators"
column = "primary_artist"
split = { by = ",", quoting = true }
id = "person/us-{value|slug}"
""",
    "cambridge/LANDMARK_PublicArt.geojson": """
format = "geojson"
language = "en"
nulls = ["0"]
[harvest.record]
key = "{Accession_Number|slug}"
about = "memorial/us-{Accession_Number|slug}"
[[harvest.keys]]
key = "name"
column = "Title"
[[harvest.keys]]
key = "construction.date"
column = "Art_Year"
[[harvest.keys]]
key = "height"
column = "Dimensions"
"""
    + _POINT,
    "osm-brazil": """
format = "geojson"
language = "pt"
[harvest.record]
key = "{id|slug}"
about = "memorial/osm-{id|slug}"
[[harvest.keys]]
key = "name"
column = "name"
[[harvest.keys]]
key = "sameAs"
template = "https://www.openstreetmap.org/{id}"
"""
    + _POINT,
    "heilbronn/_list": """
format = "markdown"
language = "de"
[harvest.record]
key = "{path|stem|slug}"
about = "memorial/de-{path|stem|slug}"
[[harvest.keys]]
key = "name"
column = "title"
[[harvest.keys]]
key = "inscriptions.text"
path = "steine[*]"
join = "\\n"
""",
}

# A record of each, and a part of what it says.
KNOWN: dict[str, tuple[str, dict[str, Tree]]] = {
    "baltimore/baltimore_public_art.csv": (
        "1902-001-chap-unknown", {"name": {"en": "Apollo Belvedere"}, "inauguration": {"date": "1902"}}),
    "cambridge/LANDMARK_PublicArt.geojson": ("cac-21-02", {"name": {"en": "Pipe Dreams"}, "construction": {"date": "2021"}}),
    "osm-brazil": ("node-7123583581", {"name": {"pt": "Monumento do Rotary"}, "sameAs": "https://www.openstreetmap.org/node/7123583581"}),
    "heilbronn/_list": ("achtungstr-35-1", {"name": {"de": "Achtungstraße 35/1"}}),
}  # fmt: skip


@pytest.mark.skipif(not DATASETS.is_dir(), reason="the data sets are not at hand")
@pytest.mark.parametrize("name", SOURCES)
def test_a_real_source_gives_records_and_says_of_every_row_what_became_of_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "source.toml").write_text(f"[harvest]{SOURCES[name]}", encoding="utf-8")
    with Report("real") as report:
        harvesting = open_harvest(tmp_path, [str(DATASETS / name)], load_ontology(), report)
        made = {done.record.key: record_tree(done.record) for done in harvesting if done.record is not None}
    assert report.rows == report.records + report.counts["row refused"] + report.counts["row left out"]
    assert len(made) == report.records > 50
    key, said = KNOWN[name]
    assert said.items() <= made[key].items()

"""Each data set beside this checkout becomes a graph by its workspace in examples/, and every row is accounted for."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.conftest import CHECKOUT, Run

from memorial_kg.pipeline import build
from memorial_kg.workspace import read_workspace

DATASETS = CHECKOUT.parent / "shared" / "datasets"
EXAMPLES = CHECKOUT / "examples"

pytestmark = pytest.mark.skipif(not DATASETS.is_dir(), reason="the data sets are not beside this checkout")


@dataclass(frozen=True)
class Source:
    """A source of an example: its document, and what becomes of its rows."""

    example: str
    name: str
    document: str
    rows: int
    records: int
    left_out: int = 0
    refused: dict[tuple[str, str], int] = field(default_factory=dict)  # by what is refused, and its key


@dataclass(frozen=True)
class Graph:
    """What an example is built to."""

    memorials: int
    relations: frozenset[str] = frozenset()  # of what two sources say of one memorial
    whole: bool = False  # with its catalogue and its store, and not only its dumps


SOURCES = [
    Source("baltimore", "works", "baltimore/2023-01-18_works-public.csv", 1151, 114, left_out=1037),
    Source("baltimore", "inventory", "baltimore/baltimore_public_art.csv", 1186, 113, left_out=1073),
    Source("cambridge", "memorial-poles", "cambridge/LANDMARK_MemorialPoles.geojson", 645, 645),
    Source("cambridge", "public-art", "cambridge/LANDMARK_PublicArt.geojson", 423, 3, left_out=420),
    # The coordinates of one address are to be filled in yet, and the inscriptions of four stones at another.
    Source("heilbronn", "stolpersteine", "heilbronn/_list", 81, 80, left_out=1, refused={
        ("value refused", "coordinates.latitude"): 1,
        ("value refused", "coordinates.longitude"): 1,
        ("value refused", "inscriptions.text"): 4,
    }),
    Source("open-plaques-subjects", "subjects", "open-plaques-subjects/open-plaques-subjects-london.csv", 2899, 2899),
    # One node stands in two files; two dates could be in either of two months.
    Source("osm-brazil", "openstreetmap", "osm-brazil", 693, 692, refused={
        ("row refused", "record"): 1,
        ("value refused", "construction.date"): 2,
    }),
]  # fmt: skip

GRAPHS = {
    "baltimore": Graph(114, frozenset({"complements", "same"})),
    "cambridge": Graph(648),
    "heilbronn": Graph(80, whole=True),
    "open-plaques-subjects": Graph(2899),
    "osm-brazil": Graph(692),
}


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples with their records, each harvested by the command as the README writes it."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("records.jsonl"), dirs_exist_ok=True)
    for source in SOURCES:
        words = [f"{source.example}/sources/{source.name}", str(DATASETS / source.document)]
        report = ["--report", f"{source.example}-{source.name}.csv"]
        done = subprocess.run(
            [sys.executable, "-m", "memorial_kg", "harvest", *words, *report],
            cwd=folder, capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == (1 if source.refused else 0), done.stderr.decode()
        assert b"no rule reads" not in done.stdout + done.stderr, "each column is read, or left out with a reason"
    return folder


def records(folder: Path, source: Source) -> dict[str, dict[str, object]]:
    with (folder / source.example / "sources" / source.name / "records.jsonl").open(encoding="utf-8") as lines:
        return {record["record"]: record for record in map(json.loads, lines)}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: f"{source.example}/{source.name}")
def test_every_row_becomes_a_record_is_refused_or_is_left_out(harvested: Path, source: Source) -> None:
    with (harvested / f"{source.example}-{source.name}.csv").open(encoding="utf-8", newline="") as report:
        entries = [(row["kind"], row["key"]) for row in csv.DictReader(report)]
    told = Counter(kind for kind, _ in entries)
    assert len(records(harvested, source)) == source.records
    assert told["row left out"] == source.left_out
    assert {each: n for each, n in Counter(entries).items() if each[0] != "row left out"} == source.refused
    assert source.records + told["row left out"] + told["row refused"] == source.rows


@pytest.mark.parametrize("name", GRAPHS)
def test_an_example_is_built_without_a_violation(harvested: Path, tmp_path: Path, name: str) -> None:
    expected = GRAPHS[name]
    summary, report = build(harvested / name, tmp_path / "graph", dumps_only=not expected.whole)
    assert (summary.violations, summary.warnings) == (0, 0), report
    assert summary.records == sum(source.records for source in SOURCES if source.example == name)
    assert summary.memorials == expected.memorials
    assert summary.comparisons.keys() == expected.relations
    assert (tmp_path / "graph" / "store").is_dir() is expected.whole


def test_no_data_of_others_are_kept_in_the_examples() -> None:
    kinds = {path.suffix for path in EXAMPLES.rglob("*") if path.is_file() and path.name != "records.jsonl"}
    assert kinds == {".toml", ".yaml", ".md"}
    assert {source.example for source in SOURCES} == {path.name for path in EXAMPLES.iterdir() if path.is_dir()}


def test_each_source_names_the_document_that_it_was_made_from(harvested: Path) -> None:
    for source in SOURCES:
        [said] = (each for each in read_workspace(harvested / source.example).sources if each.id.endswith(source.name))
        document = DATASETS / source.document
        if document.is_file():
            assert hashlib.sha256(document.read_bytes()).hexdigest() in str(said.claims)


# -- what an example shows ---------------------------------------------------------------------------------------------


def test_two_versions_of_a_list_share_the_memorials_whose_ids_they_share(harvested: Path) -> None:
    works, inventory = ({r["about"] for r in records(harvested, each).values()} for each in SOURCES[:2])
    assert len(works & inventory) == 113
    [alone] = works ^ inventory
    assert alone == "memorial/us-baltimore-1941-001-chap-rohal"


def test_rows_without_an_id_are_proposed_and_then_decided_by_a_person(
    harvested: Path, tmp_path: Path, memorial_kg: Run
) -> None:
    undecided = tmp_path / "undecided"
    shutil.copytree(harvested / "baltimore", undecided)
    for file in ("identity.yaml", "identity-log.yaml", "sources/inventory/corrections.yaml"):
        (undecided / file).unlink()
    inventory = SOURCES[1]
    memorial_kg("harvest", undecided / "sources" / inventory.name, DATASETS / inventory.document)
    proposed = memorial_kg("match", undecided).stdout
    assert (
        proposed.count("\n- id: ") == 10 == (EXAMPLES / "baltimore" / "identity.yaml").read_text("utf-8").count("- id:")
    )
    assert proposed.count(" both names say ") == 10
    assert "\n- id: " not in memorial_kg("match", harvested / "baltimore").stdout


def test_one_element_of_the_map_is_not_taken_for_two_works(harvested: Path) -> None:
    for source in SOURCES[:2]:
        named = Counter(str(record["sameAs"]) for record in records(harvested, source).values() if "sameAs" in record)
        assert named.most_common(1)[0][1] == 1


def test_inscriptions_stand_line_by_line_as_on_the_stones(harvested: Path) -> None:
    made = records(harvested, SOURCES[4])
    stone = made["bismarckstr-15"]["inscriptions"][0]  # type: ignore[index]
    lines = ["HIER WOHNTE", "HERMANN WOLF", "", "JG. 1878", "FLUCHT 1939", "HOLLAND", "INTERNIERT WESTERBORK",
             "DEPORTIERT", "BERGEN-BELSEN", "ERMORDET 6.1.1945"]  # fmt: skip
    assert stone == {"text": {"de": "\n".join(lines)}, "language": "de"}
    assert "strasse-15" not in made
    assert not any("commemorates" in record for record in made.values())


def test_coordinates_that_are_to_be_filled_in_are_never_published(harvested: Path) -> None:
    made = records(harvested, SOURCES[4])
    assert [key for key, record in made.items() if "coordinates" not in record] == ["achtungstr-21"]


def test_ids_that_nobody_has_verified_are_words_of_the_source(harvested: Path) -> None:
    for source in SOURCES[5:]:
        links = [link for record in records(harvested, source).values() for link in linked(record)]
        assert not [link for link in links if "wikidata" in link]
    assert "Wikidata id in the source: Q2805798" in json.dumps(records(harvested, SOURCES[5])["subject-23710"])


def linked(tree: object) -> Iterator[str]:
    """What stands at `sameAs`, however deep."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from ([str(value)] if key == "sameAs" else linked(value))
    elif isinstance(tree, list):
        for each in tree:
            yield from linked(each)


def test_what_is_no_person_is_commemorated_by_its_words_alone(harvested: Path) -> None:
    made = records(harvested, SOURCES[5]).values()
    assert Counter(kind for record in made for kind in ("commemorates", "dedication") if kind in record) == {
        "commemorates": 1987 + 327 + 84,
        "dedication": 341 + 81 + 7 + 72,
    }

"""Two lists of works of art in one city, made years apart: the ids that they share say which of their rows are one."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import CHECKOUT

from memorial_kg.matching import find_candidates
from memorial_kg.workspace import read_workspace

LISTS = CHECKOUT.parent / "shared/datasets/baltimore"
FILES = {"a": "2023-01-18_works-public.csv", "b": "baltimore_public_art.csv"}
COLUMNS = {
    "a": ("ID", "Work Title", "Year", "Primary Artist", "Street Address", "Latitude", "Longitude"),
    "b": ("id", "title", "year", "primary_artist", "street_address", "lat", "lon"),
}
WORKS = 250  # that both lists have, and beside them each list's next rows

pytestmark = pytest.mark.skipif(not LISTS.is_dir(), reason="the data sets are not beside this checkout")


def rows(source: str) -> list[tuple[str, ...]]:
    with (LISTS / FILES[source]).open(encoding="utf-8-sig", newline="") as stream:
        return [tuple((row[name] or "").strip() for name in COLUMNS[source]) for row in csv.DictReader(stream)]


def once(found: list[tuple[str, ...]]) -> dict[str, int]:
    """The rows that have an id to themselves."""
    counts = Counter(row[0] for row in found)
    return {row[0]: number for number, row in enumerate(found) if row[0] not in ("", "NA") and counts[row[0]] == 1}


def record(source: str, number: int, row: tuple[str, ...]) -> dict[str, object]:
    _, title, year, artists, street, latitude, longitude = ("" if cell == "NA" else cell for cell in row)
    made: dict[str, object] = {
        "record": f"r{number}",
        "about": f"memorial/{source}-{number}",
        "locator": f"row {number + 1}",
        "place": {"id": "place/us-baltimore", "name": {"en": "Baltimore"}},
    }
    if title:
        made["name"] = {"en": title}
    if re.fullmatch(r"\d{4}", year):
        made["inauguration"] = {"date": year}
    if people := [*_people(source, artists)]:
        made["creators"] = people
    if street:
        made["addresses"] = [{"text": {"en": street}, "street": street}]
    if latitude and longitude:
        point = {"latitude": f"{float(latitude):.5f}", "longitude": f"{float(longitude):.5f}"}
        made["coordinates"] = {**point, "method": {"en": "as the list gives it"}}
    return made


def _people(source: str, artists: str) -> Iterator[dict[str, object]]:
    for name in filter(None, (each.strip() for each in artists.split(","))):
        yield {
            "id": f"person/{source}-{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-') or 'x'}",
            "name": {"en": name},
        }


def test_what_two_lists_of_a_city_share_is_found_again(tmp_path: Path) -> None:
    lists = {source: rows(source) for source in FILES}
    ids = {source: once(found) for source, found in lists.items()}
    shared = sorted(ids["a"].keys() & ids["b"].keys())[:WORKS]
    (tmp_path / "dataset.toml").write_text('title = "Two lists"\n', encoding="utf-8")
    for source, found in lists.items():
        chosen = sorted({ids[source][each] for each in shared} | {*range(0, len(found), 10)})
        folder = tmp_path / "sources" / source
        folder.mkdir(parents=True)
        (folder / "source.toml").write_text('title = "A list"\n', encoding="utf-8")
        lines = (json.dumps(record(source, number, found[number])) + "\n" for number in chosen)
        (folder / "records.jsonl").write_text("".join(lines), encoding="utf-8")
    workspace = read_workspace(tmp_path)
    assert workspace.problems == ()
    truth = {(f"memorial/a-{ids['a'][each]}", f"memorial/b-{ids['b'][each]}") for each in shared}
    known = {about for pair in truth for about in pair}
    candidates = find_candidates(workspace.records, workspace.entities, []).candidates
    pairs = {each.pair: each.score for each in candidates if known & {*each.pair}}
    assert len(pairs.keys() & truth) / len(truth) > 0.99
    sure = {pair for pair, score in pairs.items() if score >= 80}
    assert len(sure & truth) / len(sure) > 0.93

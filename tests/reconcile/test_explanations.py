"""Comparisons in sentences: what people read in the terminal, in the graph and on a page."""

from __future__ import annotations

import pytest
from tests.reconcile.accounts import ENTITIES, ONTOLOGY, record

from memorial_kg.reconcile import reconcile, side_by_side
from memorial_kg.records import Tree


def sentences(*claims: dict[str, Tree], names: tuple[str, ...] = ("guide/x", "list/x", "list/infobox")) -> list[str]:
    records = [record(name, each) for name, each in zip(names, claims, strict=False)]
    return [each.explanation for each in reconcile(records, ONTOLOGY, ENTITIES).comparisons]


def opened(date: str) -> dict[str, Tree]:
    return {"inauguration": {"date": date}}


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (opened("2011"), opened("2011"), "guide and list agree on “opened: date”: 2011."),
        (
            opened("2011?"),
            opened("2011"),
            "guide and list agree on “opened: date”: guide writes 2011?, list writes 2011.",
        ),
        (
            opened("2012-02"),
            opened("2012-02-24"),
            "On “opened: date”, list says 2012-02-24 and guide says 2012-02: the first is more precise, and both can be true.",
        ),
        (
            opened("2014-02"),
            opened("2016"),
            "On “opened: date”, guide says 2014-02 and list says 2016: both cannot be true, and no value is chosen.",
        ),
        (
            opened("2010/2014"),
            opened("2012/2016"),
            "On “opened: date”, guide says 2010/2014 and list says 2012/2016: both can be true, but neither follows from the other.",
        ),
        (
            {"material": ["bronze"]},
            {"material": ["marble", "bronze"]},
            "On “material”, guide says bronze and list says marble, bronze: there can be several, and both are kept.",
        ),
        (
            {"name": {"en": "Uşak"}},
            {"name": {"tr": "Usak"}},
            "guide and list agree on “name”: guide writes “Uşak” (en), list writes “Usak” (tr).",
        ),
        (
            {"country": {"id": "place/westland", "name": {"en": "West Land"}}},
            {"country": "place/eastland"},
            "On “country”, guide says West Land and list says Eastland: both cannot be true, and no value is chosen.",
        ),
        (
            {"height": {"value": "2", "unit": "MTR", "approximate": "true"}},
            {"height": {"value": "8.6", "unit": "MTR"}},
            "On “height”, guide says about 2 m and list says 8.6 m: both cannot be true, and no value is chosen.",
        ),
        (
            {"coordinates": {"latitude": "38.67", "longitude": "29.41", "radius": "5000", "method": {"en": "centre"}}},
            {"coordinates": {"latitude": "38.67", "longitude": "29.41", "radius": "20", "method": {"en": "survey"}}},
            "On “coordinates”, list says 38.67, 29.41 (within 20 m) and guide says 38.67, 29.41 (within 5000 m): the first is more precise, and both can be true.",
        ),
        (
            {"lease": {"duration": "P30Y", "description": {"en": "The lawn."}}},
            {"lease": {"duration": "P20Y"}},
            "On “lease”, guide says P30Y and list says P20Y: both cannot be true, and no value is chosen.",
        ),
        (
            {"creators": [{"id": "person/ada", "name": {"en": "Ada A."}}]},
            {"creators": [{"id": "person/ada"}]},
            "guide and list agree on “creator”: guide writes Ada A., list writes Ada.",
        ),
        (
            {"creators": [{"id": "person/ada"}]},
            {"creators": [{"id": "person/ada", "honorific": {"en": "Dr"}, "name": {"en": "Ada A."}}]},
            "guide and list agree on “creator”: guide writes Ada, list writes Ada A.",
        ),
        (
            opened("../2014"),
            opened("2010/.."),
            "On “opened: date”, guide says ../2014 and list says 2010/..: both can be true, but neither follows from the other.",
        ),
        (opened("2010/.."), opened("2010/.."), "guide and list agree on “opened: date”: 2010/..."),
        (
            {"events": [{"id": "approval", "date": "2011"}]},
            {"events": [{"id": "approval", "description": {"en": "It was approved."}}]},
            "On “event”, guide and list speak of the same: guide of 2011, list of “It was approved.”.",
        ),
        (
            {"commemorates": ["event/flood"]},
            {"commemorates": [{"id": "event/flood", "name": {"en": "The flood"}}]},
            "guide and list agree on “commemorates”: The flood.",
        ),
    ],
)
def test_a_comparison_is_a_sentence(first: dict[str, Tree], second: dict[str, Tree], sentence: str) -> None:
    assert sentences(first, second)[0] == sentence


def test_two_records_of_one_source_are_told_apart() -> None:
    assert sentences(opened("2011"), opened("2012"), names=("list/x", "list/infobox")) == [
        "On “opened: date”, list (infobox) says 2012 and list says 2011: both cannot be true, and no value is chosen."
    ]


def test_what_is_said_of_a_part_or_a_mention_is_named_with_it() -> None:
    assert sentences(
        {"events": [{"id": "approval", "date": "2011"}]}, {"events": [{"id": "approval", "date": "2012"}]}
    )[1].startswith("On “event: approval: date”, guide says 2011 and list says 2012")
    said = [{"creators": [{"id": "person/ada", "honorific": {"en": text}}]} for text in ("Dr", "Sir")]
    assert sentences(*said)[1].startswith("On “Ada: title”, guide says “Dr” (en) and list says “Sir” (en)")


def test_records_stand_side_by_side_in_page_order() -> None:
    records = [
        record("guide/x", opened("2011") | {"sculptors": ["person/ada"], "name": {"en": "Stele"}}),
        record("list/x", opened("2012") | {"creators": ["person/ada"], "height": {"value": "2", "unit": "MTR"}}),
    ]
    found = side_by_side(records, reconcile(records, ONTOLOGY, ENTITIES).comparisons, ONTOLOGY, ENTITIES)
    assert [(each.key, each.label, each.values, each.relations) for each in found] == [
        ("name", "name", ("“Stele” (en)", ""), ()),
        ("inauguration.date", "opened: date", ("2011", "2012"), ("disjoint",)),
        ("creators", "creator", ("Ada", "Ada"), ("same",)),
        ("sculptors", "sculptor", ("Ada", ""), ()),
        ("height", "height", ("", "2 m"), ()),
    ]

"""What the reconciled graph adds to a reconciled record: the editors' knowledge, areas, kinds, dates, points."""

from __future__ import annotations

import pytest

from memorial_kg.errors import InternalError
from memorial_kg.graph import Trees
from memorial_kg.ontology import load_ontology
from memorial_kg.reconcile import reconcile
from memorial_kg.records import Record, Row, Tree, check_entity, check_record
from memorial_kg.records.entities import Entities
from memorial_kg.records.model import Origin

ONTOLOGY = load_ontology()


def entity(**tree: Tree) -> Record:
    made, problems = check_entity(Row(tree, Origin("editors", 1)), ONTOLOGY)
    assert made is not None, problems
    return made


EDITORS = Entities(
    [
        entity(id="place/land", name={"en": "Land"}, kinds=["country"]),
        entity(id="place/town", name={"en": "Town"}, kinds=["city"], country="place/land"),
        entity(id="place/garden", name={"en": "Garden"}, kinds=["park"], place="place/town"),
        entity(id="event/flood", sameAs=["https://a.example/1"], description={"en": "A flood."}, kind="ceremony"),
    ],
    ONTOLOGY,
)
TREES = Trees(ONTOLOGY, EDITORS)


def reconciled(about: str, **claims: Tree) -> dict[str, Tree]:
    row = Row({"record": "x", "about": about, "locator": "page 1", **claims}, Origin("list", 1))
    record, problems = check_record(row, "list", ONTOLOGY)
    assert record is not None, problems
    found = reconcile([record], ONTOLOGY, EDITORS)
    return TREES.reconciled(found.record, found.comparisons, {})


def test_what_editors_and_sources_say_of_one_event_stands_together_but_for_the_sources_names() -> None:
    tree = reconciled(
        "event/flood",
        name={"en": "The great flood"},
        sameAs=["https://a.example/2"],
        description={"en": "It rained.", "de": "Es regnete."},
        kind=["protest"],
        date="1951",
    )
    assert "name" not in tree
    assert tree["sameAs"] == ["https://a.example/2", "https://a.example/1"]
    assert tree["description"] == {"de": ["Es regnete."], "en": ["A flood.", "It rained."]}
    assert tree["kind"] == ["protest", "ceremony"]
    assert tree["date"] == "1951"


def test_a_name_given_in_passing_stays_with_the_source_where_the_editors_have_described_the_thing() -> None:
    mention = {
        "id": "place/garden",
        "name": {"en": "The gardens"},
        "alternateName": {"en": "Park"},
        "kinds": ["forest"],
    }
    named = {"id": "place/mill", "name": {"en": "Mill"}}
    garden, mill = reconciled("memorial/x", near=[mention, named])["near"]
    assert {*garden} == {"id", "type", "kinds"}
    assert mill["name"] == {"en": ["Mill"]}


def test_the_area_of_a_memorial_is_the_smallest_that_holds_its_place_and_that_of_a_town_the_next_larger() -> None:
    area = reconciled("memorial/x", place="place/garden")["adminArea"]
    assert [each["id"] for each in area] == ["place/town"]
    assert [each["id"] for each in TREES.entity(EDITORS["place/town"])["adminArea"]] == ["place/land"]
    assert "adminArea" not in reconciled("memorial/x", place={"id": "place/mill", "name": {"en": "Mill"}})


def test_a_garden_is_a_park_too() -> None:
    assert reconciled("memorial/x", kinds=["garden"])["type"][-1] == "schema:Park"
    assert "schema:Park" not in reconciled("memorial/x", kinds=["stele"])["type"]
    assert TREES.entity(EDITORS["place/garden"])["type"] == ["Place", "schema:Park"]


def test_a_date_is_written_as_a_calendar_has_it_as_far_as_it_can_be() -> None:
    by_date = {
        "2014-02": ("2014-02", "xsd:gYearMonth", "2014-02-01", "2014-02-28"),
        "2014?": ("2014", "xsd:gYear", "2014-01-01", "2014-12-31"),
        "201X": (None, None, "2010-01-01", "2019-12-31"),
        "2014/..": (None, None, "2014-01-01", None),
        "../2014-02-03": (None, None, None, "2014-02-03"),
    }
    for date, (start, datatype, earliest, latest) in by_date.items():
        event = reconciled("memorial/x", inauguration={"date": date})["inauguration"]
        literal = event.get("startDate", {})
        assert (literal.get("@value"), literal.get("@type")) == (start, datatype)
        assert (event.get("earliest"), event.get("latest")) == (earliest, latest)


def test_a_point_is_written_longitude_first() -> None:
    point = {"latitude": "38.67", "longitude": "29.41", "method": {"en": "surveyed"}}
    assert reconciled("memorial/x", coordinates=point)["coordinates"]["wkt"] == "POINT(29.41 38.67)"


def test_a_pointer_within_a_record_is_resolved_to_its_thing() -> None:
    events = [{"id": "ruling", "concerns": ["#plaque", "place/town"]}]
    tree = reconciled("memorial/x", events=events, associatedObjects=[{"id": "plaque", "kinds": ["plaque"]}])
    assert tree["events"][0]["concerns"] == ["memorial/x#plaque", "place/town"]


def test_a_key_that_the_shape_does_not_know_is_never_passed_over() -> None:
    with pytest.raises(InternalError, match="would be lost"):
        TREES.thing(Record(about="memorial/x", claims={"neverHeardOf": "a value"}))

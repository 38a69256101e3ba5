from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from tests.strategies import SOURCE, records

from memorial_kg.ontology import load_ontology
from memorial_kg.records import Record, Row, check_record, check_references, pointed_at
from memorial_kg.records.model import Origin
from memorial_kg.records.references import _mentions

ONTOLOGY = load_ontology()
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@given(records())
@LAW
def test_what_is_pointed_at_is_what_the_messages_know(record: Record) -> None:
    assert [*pointed_at(record, ONTOLOGY)] == [(each.id, each.named) for each in _mentions(record, ONTOLOGY)]


@given(records())
@LAW
def test_whatever_is_pointed_at_and_described_nowhere_is_told_once_for_each_place(record: Record) -> None:
    problems = check_references([record], [], [SOURCE], ONTOLOGY)
    named = {name for name, named in pointed_at(record, ONTOLOGY) if named}
    described = named | {record.id, record.about, f"source/{SOURCE}"}
    lost = [name for name, _ in pointed_at(record, ONTOLOGY) if name not in described]
    assert [problem.what for problem in problems] == [f"'{name}' is described nowhere" for name in lost]


def test_what_an_event_names_is_described_and_what_it_only_points_at_is_not() -> None:
    tree = {
        "record": "a",
        "about": "memorial/a",
        "locator": "row 1",
        "place": {"id": "place/square", "name": {"en": "The square"}, "place": "place/town"},
        "events": {
            "id": "moved",
            "places": ["place/park"],
            "concerns": ["place/lake", "#moved", "https://example.org/"],
        },
        "sculptors": ["person/nobody"],
    }
    record, problems = check_record(Row(json.loads(json.dumps(tree)), Origin("a.jsonl", 1)), SOURCE, ONTOLOGY)
    assert record is not None, problems
    assert [*pointed_at(record, ONTOLOGY)] == [
        ("place/square", True),
        ("place/town", False),
        ("place/park", False),
        ("place/lake", False),
        ("person/nobody", False),
    ]
    told = {problem.key: problem.what for problem in check_references([record], [], [], ONTOLOGY)}
    assert told == {
        "place.place": "'place/town' is described nowhere",
        "events.0.places.0": "'place/park' is described nowhere",
        "events.0.concerns.0": "'place/lake' is described nowhere",
        "sculptors.0": "'person/nobody' is described nowhere",
    }

import json
from pathlib import Path
from typing import Any

import pytest
from tests.sources.readers.reading import problems_of, rows_of, values_of

from memorial_kg.sources.readers import values_at

WD = "http://www.wikidata.org/entity/"
GREGORIAN, JULIAN = f"{WD}Q1985727", f"{WD}Q1985786"


def statement(kind: str, value: Any, rank: str = "normal", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"mainsnak": snak(kind, value), "rank": rank, "type": "statement", **more}


def snak(kind: str, value: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"snaktype": "value", "datavalue": {"type": kind, "value": value}}


def item(letters: str) -> dict[str, Any]:
    return {"entity-type": "item", "numeric-id": int(letters[1:]), "id": letters}


def time(time_: str, precision: int, calendar: str = GREGORIAN) -> dict[str, Any]:
    return {"time": time_, "timezone": 0, "before": 0, "after": 0, "precision": precision, "calendarmodel": calendar}


def entity(**claims: list[Any]) -> dict[str, Any]:
    return {
        "type": "item",
        "id": "Q64",
        "labels": {"en": {"language": "en", "value": "Berlin"}, "ru": {"language": "ru", "value": "Берлин"}},
        "descriptions": [],
        "aliases": {"en": [{"language": "en", "value": "Berlin, Germany"}]},
        "claims": claims,
        "sitelinks": {"enwiki": {"site": "enwiki", "title": "Berlin", "badges": []}},
    }


def claims_of(tmp_path: Path, *statements: dict[str, Any]) -> list[Any]:
    (row,) = rows_of(tmp_path, "a.json", json.dumps({"entities": {"Q64": entity(P1=list(statements))}}))
    return values_at(row.values, "claims.P1[*]")


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"entities": {"Q64": entity()}}),
        json.dumps({"success": 1, "entities": {"Q64": entity()}}),
        json.dumps(entity()),
        f"[\n{json.dumps(entity())}\n]\n",
        f"{json.dumps(entity())}\n",
    ],
)
def test_an_entity_is_a_row(tmp_path: Path, content: str) -> None:
    (row,) = rows_of(tmp_path, "a.json", content, format="wikidata")
    assert row.locator == "Q64"
    assert row.values == {
        "id": "Q64", "type": "item", "labels": {"en": "Berlin", "ru": "Берлин"}, "aliases": {"en": ["Berlin, Germany"]},
        "sitelinks": {"enwiki": "Berlin"},
    }  # fmt: skip


def test_entities_are_known_by_their_content(tmp_path: Path) -> None:
    for content in ({"entities": {"Q64": entity()}}, [entity(), entity()]):
        assert {row.locator for row in rows_of(tmp_path, "a.json", json.dumps(content))} == {"Q64"}


@pytest.mark.parametrize(
    ("kind", "value", "text", "parts"),
    [
        ("string", "x.jpg", "x.jpg", {}),
        ("wikibase-entityid", item("Q5"), "Q5", {}),
        ("wikibase-entityid", {"entity-type": "property", "numeric-id": 31}, "P31", {}),
        ("time", time("+1992-02-26T00:00:00Z", 11), "1992-02-26", {"precision": "11"}),
        ("time", time("+1992-02-00T00:00:00Z", 10), "1992-02", {}),
        ("time", time("+1992-00-00T00:00:00Z", 9), "1992", {}),
        ("time", time("+1990-00-00T00:00:00Z", 8), "199X", {}),
        ("time", time("+2000-00-00T00:00:00Z", 7), "+2000-00-00T00:00:00Z", {"precision": "7"}),
        ("time", time("-0500-00-00T00:00:00Z", 9), "-0500-00-00T00:00:00Z", {}),
        ("time", time("+1905-01-09T00:00:00Z", 11, JULIAN), "+1905-01-09T00:00:00Z", {"calendarmodel": "Q1985786"}),
        ("time", time("+1237-00-00T00:00:00Z", 9, JULIAN), "1237", {}),
        ("globecoordinate", {"latitude": 52.5, "longitude": 13.40, "precision": 0.01, "globe": f"{WD}Q2"}, "52.5, 13.4",
         {"latitude": "52.5", "globe": "Q2"}),
        ("quantity", {"amount": "+8.60", "unit": f"{WD}Q11573"}, "8.60", {"unit": "Q11573"}),
        ("quantity", {"amount": "-2", "unit": "1"}, "-2", {"amount": "-2"}),
        ("monolingualtext", {"text": "Uşak", "language": "tr"}, "Uşak", {"lang": "tr"}),
    ],
)  # fmt: skip
def test_values_become_texts(tmp_path: Path, kind: str, value: Any, text: str, parts: dict[str, str]) -> None:  # noqa: ANN401
    (made,) = claims_of(tmp_path, statement(kind, value))
    assert made == text
    assert {name: made.parts[name] for name in parts} == parts


def test_the_best_rank_comes_first_and_the_deprecated_is_left_out_with_a_word(tmp_path: Path) -> None:
    claims = [statement("string", "a"), statement("string", "b", "deprecated"), statement("string", "c", "preferred")]
    (row,) = rows_of(tmp_path, "a.json", json.dumps({"entities": {"Q64": entity(P1=claims)}}))
    assert row.values["claims"] == {"P1": ["c", "a"]}
    assert problems_of([row]) == ["Q64|claims.P1|'b' is marked as deprecated"]


def test_ranks_qualifiers_and_references_are_reached_by_paths(tmp_path: Path) -> None:
    more: dict[str, Any] = {
        "qualifiers": {"P580": [snak("time", time("+1990-10-03T00:00:00Z", 11))]},
        "references": [{"snaks": {"P248": [snak("wikibase-entityid", item("Q5"))]}}],
    }
    (row,) = values_of(
        tmp_path, "a.json", json.dumps({"entities": {"Q64": entity(P1=[statement("string", "a", **more)])}})
    )
    assert values_at(row, "claims.P1[0].rank") == ["normal"]
    assert values_at(row, "claims.P1[0].qualifiers.P580[*]") == ["1990-10-03"]
    assert values_at(row, "claims.P1[*].references[*].P248[*]") == ["Q5"]


@pytest.mark.parametrize(
    ("claim", "what"),
    [
        ({"mainsnak": {"snaktype": "somevalue"}}, "it is stated to have an unknown value"),
        ({"mainsnak": {"snaktype": "novalue"}}, "it is stated to have no value"),
        (
            statement("globecoordinate", {"latitude": 1, "longitude": 2, "globe": f"{WD}Q405"}),
            "it is a place on Q405, not on Earth",
        ),
        (statement("hologram", {}), "it is of the unknown type 'hologram'"),
        ({}, "it has no value"),
    ],
)
def test_what_has_no_value_says_so(tmp_path: Path, claim: dict[str, Any], what: str) -> None:
    (row,) = rows_of(tmp_path, "a.json", json.dumps({"entities": {"Q64": entity(P1=[claim])}}))
    assert problems_of([row]) == [f"Q64|claims.P1|{what}"]


def test_what_is_missing_or_no_entity_is_a_row_with_a_problem(tmp_path: Path) -> None:
    rows = rows_of(
        tmp_path,
        "a.json",
        '{"entities": {"Q1": {"id": "Q1", "missing": ""}, "Q2": 7, "Q3": {"id": "Q3", "claims": 1}}}',
    )
    assert [bool(row.problems) for row in rows] == [True, True, False]

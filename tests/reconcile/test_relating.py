"""How two values of one key relate, whoever states them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from tests.reconcile.accounts import ENTITIES, ONTOLOGY, accounts

from memorial_kg.ontology import Key
from memorial_kg.reconcile.relating import relate, supported
from memorial_kg.records import Record, Tree
from memorial_kg.records.entities import Entities
from memorial_kg.values import Relation

_KEYS = ONTOLOGY.shapes["Memorial"].keys
PLACE = _KEYS["place"]


def place(slug: str, **said: Tree) -> Tree:
    return {"id": f"place/{slug}", **said}


@settings(deadline=None, max_examples=150)
@given(accounts)
def test_swapping_two_values_gives_the_inverse_relation(records: list[Record]) -> None:
    for key in _KEYS.values():
        if key.part in ("", "Coordinates", "Quantity", "Lease"):
            for a, b in combinations([each.claims[key.name] for each in records if key.name in each.claims], 2):
                assert relate(a, b, key, ENTITIES).inverse is relate(b, a, key, ENTITIES)
                assert relate(a, a, key, ENTITIES) is Relation.SAME


@settings(deadline=None, max_examples=150)
@given(accounts)
def test_what_is_supported_does_not_depend_on_the_order_of_values(records: list[Record]) -> None:
    for key in (_KEYS["country"], PLACE, _KEYS["height"], _KEYS["coordinates"]):
        values = [each.claims[key.name] for each in records if key.name in each.claims]
        assert supported(values, key, ENTITIES) == supported(values[::-1], key, ENTITIES)


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        (place("town-park"), place("town"), Relation.REFINES),
        (place("town"), place("westland"), Relation.REFINES),
        (place("town"), place("town-park"), Relation.REFINED_BY),
        (place("town"), place("village"), Relation.DISJOINT),
        (place("town"), place("eastland"), Relation.DISJOINT),
        (place("mill"), place("town"), Relation.OVERLAPS),
        (place("mill", place=place("town-park")), place("town"), Relation.REFINES),
        (place("mill", country=place("eastland")), place("village"), Relation.DISJOINT),
        (place("mill", country=place("eastland")), place("eastland"), Relation.REFINES),
        (place("mill", place=place("grove", place=place("town"))), place("westland"), Relation.REFINES),
    ],
)
def test_a_place_refines_what_holds_it(a: Tree, b: Tree, relation: Relation) -> None:
    assert relate(a, b, PLACE, ENTITIES) is relation


def test_two_places_that_hold_each_other_overlap() -> None:
    circle = [Record(f"place/{a}", {"place": {"id": f"place/{b}"}}) for a, b in ("xy", "yx")]
    assert relate(place("x"), place("y"), PLACE, Entities(circle, ONTOLOGY)) is Relation.OVERLAPS


@pytest.mark.parametrize("key", [_KEYS["country"], PLACE])
def test_one_id_is_one_place(key: Key) -> None:
    assert relate(place("mill"), place("mill", name={"en": ["Mill"]}), key, ENTITIES) is Relation.SAME


def test_nothing_reconciles_two_countries() -> None:
    west, east, town = place("westland"), place("eastland"), place("town", country=place("eastland"))
    assert [relate(town, each, PLACE, ENTITIES) for each in (west, east)] == [Relation.REFINES, Relation.REFINES]
    assert supported([town, west, east], PLACE, ENTITIES) is None
    assert supported([town, west], PLACE, ENTITIES) == town

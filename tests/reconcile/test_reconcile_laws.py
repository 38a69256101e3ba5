"""The laws of reconciling: no voting, no silent winner, nothing lost, and no matter in which order."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reconcile.accounts import DATES, ENTITIES, ONTOLOGY, accounts, record, trees

from memorial_kg.errors import UsageError
from memorial_kg.ontology import Shape
from memorial_kg.reconcile import Reconciled, reconcile
from memorial_kg.records import Record, Tree
from memorial_kg.values import Relation, parse_date

_law = settings(deadline=None, max_examples=150)


def reconciled(records: Sequence[Record]) -> Reconciled:
    return reconcile(records, ONTOLOGY, ENTITIES)


# ── a plain reading of a tree, to which the results are held: what is said of each node ──

Said = dict[tuple[str, str], list[Tree]]


def said(record: Record) -> Said:
    """Each value that a record gives, by node and key. References stand as their ids."""
    found: Said = {}
    _read(record.claims, record.about, record.about, found)
    return found


def _read(claims: Mapping[str, Tree], node: str, root: str, found: Said) -> None:
    for name, value in claims.items():
        if name == "id":
            continue
        for item in _items(value):
            inner, there = item, node
            if isinstance(item, dict):
                there, inner = item["id"], item["id"]
                there = there if "/" in there else f"{root}#{there}"
                _read(item, there, there.partition("#")[0], found)
            found.setdefault((node, name), []).append(inner)


def _items(value: Tree) -> Iterator[Tree]:
    if isinstance(value, dict) and not isinstance(value.get("id"), str):
        yield from ((tag, text) for tag, texts in value.items() for text in texts)
    elif isinstance(value, list):
        yield from value
    else:
        yield value


def shape_of(node: str) -> Shape:
    shape = ONTOLOGY.shape_of(node)
    assert shape is not None
    return shape


# The parts of the accounts, by the key under which they stand, and the keys of one value within them.
_SINGLE = {(shape.name, key.name): key.single for shape in ONTOLOGY.shapes.values() for key in shape.keys.values()}
_SINGLE_IN_PARTS = {
    "date",
    "execution",
    "language",
    "latitude",
    "longitude",
    "radius",
    "value",
    "unit",
    "approximate",
    "duration",
}


def is_single(node: str, key: str) -> bool:
    return key in _SINGLE_IN_PARTS if "#" in node else _SINGLE[shape_of(node).name, key]


# ── the laws ──


@_law
@given(trees(), st.randoms(use_true_random=False))
def test_the_order_of_records_and_of_their_keys_changes_nothing(
    drawn: dict[str, dict[str, Tree]], chance: random.Random
) -> None:
    plain = [record(name, claims) for name, claims in drawn.items()]
    mixed = [record(name, shuffled(claims, chance)) for name, claims in chance.sample([*drawn.items()], len(drawn))]
    assert reconciled(mixed) == reconciled(plain)


def shuffled(tree: Tree, chance: random.Random) -> Tree:
    if isinstance(tree, list):
        return [shuffled(item, chance) for item in tree]
    if isinstance(tree, dict):
        return {key: shuffled(tree[key], chance) for key in chance.sample([*tree], len(tree))}
    return tree


def test_records_of_two_things_are_not_reconciled() -> None:
    one, other = record("a/x", {"name": {"en": "A"}}), record("a/y", {"name": {"en": "B"}}, "memorial/y")
    with pytest.raises(UsageError, match="memorial/x, memorial/y"):
        reconciled([one, other])
    with pytest.raises(UsageError, match="not of 0"):
        reconciled([])


@_law
@given(accounts)
def test_one_record_is_kept_whole(records: list[Record]) -> None:
    only = reconciled(records[:1])
    assert only.comparisons == ()
    kept = said(only.record)
    assert all(kept.pop(each) for each in [*kept] if each[1] == "reconciledFrom")
    stated = {at: values for at, values in said(records[0]).items() if chosen_at(at[0], kept, records[0].about)}
    for node, name in [*stated]:
        if is_single(node, name) and editors_know(node, name):
            del stated[node, name]
        elif is_single(node, name) and len(set(map(str, stated[node, name]))) > 1:
            # The record contradicts itself in passing, or says one thing twice at two precisions.
            assert len(kept.pop((node, name), [])) <= 1
            del stated[node, name]
    roles = [name for name in ("sculptors", "designers") for _ in stated.get(("memorial/x", name), ())]
    if roles:
        entailed = [each for name in ("creators", *roles) for each in stated.get(("memorial/x", name), ())]
        stated["memorial/x", "creators"] = entailed
    assert {at: set(map(str, values)) for at, values in kept.items()} == {
        at: set(map(str, values)) for at, values in stated.items()
    }


def editors_know(node: str, name: str) -> bool:
    """Whether the editors say it of a thing, or, of where a place lies, say at least the country."""
    told = ENTITIES[node].claims if node in ENTITIES else {}
    return name in told or (name == "place" and "country" in told)


def chosen_at(node: str, kept: Said, about: str) -> bool:
    """Whether the reconciled record mentions a node: what is said of a place that was not chosen is not repeated."""
    mentioned = {value for values in kept.values() for value in values if isinstance(value, str)}
    thing, _, part = node.partition("#")
    return (thing == about or thing in mentioned) and (not part or part in mentioned)


@_law
@given(accounts)
def test_what_takes_several_values_keeps_those_of_every_record(records: list[Record]) -> None:
    kept = said(reconciled(records).record)
    for each in records:
        for (node, name), values in said(each).items():
            if chosen_at(node, kept, each.about) and not is_single(node, name):
                assert set(map(str, values)) <= set(map(str, kept[node, name])), (node, name)


@_law
@given(accounts)
def test_a_value_that_is_alone_of_its_kind_is_one_that_a_record_states(records: list[Record]) -> None:
    stated: Said = {}
    for each in records:
        for at, values in said(each).items():
            stated.setdefault(at, []).extend(values)
    for (node, name), values in said(reconciled(records).record).items():
        if name != "reconciledFrom" and is_single(node, name):
            assert len(values) == 1
            assert values[0] in stated[node, name]


@_law
@given(accounts)
def test_where_records_contradict_each_other_no_value_is_chosen(records: list[Record]) -> None:
    found = reconciled(records)
    kept = said(found.record)
    for each in found.comparisons:
        if each.relation is Relation.DISJOINT or (each.relation is Relation.OVERLAPS and len(records) == 2):
            assert (each.node, each.key.rpartition(".")[2]) not in kept


@_law
@given(accounts)
def test_where_no_records_contradict_each_other_the_most_precise_value_is_chosen(records: list[Record]) -> None:
    dates = [each.claims["inauguration"]["date"] for each in records if "inauguration" in each.claims]
    spans = [parse_date(each) for each in dates]
    kept = reconciled(records).record.claims.get("inauguration", {}).get("date")
    if kept is None:
        assert not any(all(within(a.edtf, b.edtf) for b in spans) for a in spans)
    else:
        assert all(within(kept, each) for each in dates)


def within(inner: str, outer: str) -> bool:
    """Whether every day that one date allows is allowed by the other, read off its first and last day."""
    a, b = parse_date(inner), parse_date(outer)
    starts = not b.earliest or (a.earliest is not None and a.earliest >= b.earliest)
    ends = not b.latest or (a.latest is not None and a.latest <= b.latest)
    return starts and ends


@_law
@given(accounts)
def test_each_pair_of_records_that_state_a_key_is_compared_once(records: list[Record]) -> None:
    found = Counter((each.node, each.key) for each in reconciled(records).comparisons)
    for key in shape_of("memorial/x").written_keys:
        part = ONTOLOGY.shapes.get(key.part)
        for name, count in expected_pairs(
            records, key.name, nested=bool(key.single and part and not part.identified_by)
        ):
            assert found[name] == count, name
    once = {(each.node, each.property, each.first, each.second) for each in reconciled(records).comparisons}
    assert len(once) == sum(found.values())


def expected_pairs(records: list[Record], key: str, *, nested: bool) -> Iterator[tuple[tuple[str, str], int]]:
    if not nested:
        stating = [each for each in records if states(each, key)]
        yield (records[0].about, key), len([*combinations(stating, 2)])
        return
    for inner in ("date", "description", "attendees"):
        stating = [each for each in records if inner in each.claims.get(key, {})]
        yield (f"{records[0].about}#{key}", f"{key}.{inner}"), len([*combinations(stating, 2)])


def states(record: Record, key: str) -> bool:
    return key in record.claims or (key == "creators" and bool(record.claims.keys() & {"sculptors", "designers"}))


@_law
@given(accounts)
def test_the_less_precise_claim_never_refines(records: list[Record]) -> None:
    by_id = {each.id: each for each in records}
    for each in reconciled(records).comparisons:
        assert each.first < each.second
        assert (each.relation is Relation.REFINES) == (each.more_specific != "")
        assert each.relation is not Relation.REFINED_BY
        if each.relation is Relation.REFINES and each.key == "inauguration.date":
            other = {each.first, each.second} - {each.more_specific}
            inner, outer = (by_id[one].claims["inauguration"]["date"] for one in (each.more_specific, *other))
            assert within(inner, outer)
            assert not within(outer, inner)


@_law
@given(accounts)
def test_the_explanation_names_both_records_and_both_values(records: list[Record]) -> None:
    for each in reconciled(records).comparisons:
        for record_id, value in zip((each.first, each.second), each.values, strict=True):
            source = record_id.split("/")[1]
            # An id in brackets only points at what the other record has a word for.
            assert value in each.explanation or (each.relation is Relation.SAME and value.startswith("["))
            assert f"{source} " in each.explanation
        if each.more_specific:
            specific = each.values[each.more_specific == each.second]
            assert f"”, {each.more_specific.split('/')[1]} " in each.explanation
            assert f" says {specific} and " in each.explanation
        assert each.explanation.endswith(".")


_CONTRADICTIONS: dict[str, tuple[Tree, Tree]] = {
    "inauguration": ({"date": "2011"}, {"date": "1999-01-01"}),
    "country": ("place/westland", "place/eastland"),
    "place": ("place/town-park", "place/village"),
    "height": ({"value": "2", "unit": "MTR"}, {"value": "90", "unit": "MTR"}),
    "lease": ({"duration": "P30Y"}, {"duration": "P3Y"}),
    "coordinates": (
        {"latitude": "38.67", "longitude": "29.41", "method": {"en": "surveyed"}},
        {"latitude": "52.43", "longitude": "13.25", "method": {"en": "surveyed"}},
    ),
}


@pytest.mark.parametrize("key", _CONTRADICTIONS)
def test_a_contradiction_turns_same_into_disjoint_and_takes_the_value_away(key: str) -> None:
    claim, contradiction = _CONTRADICTIONS[key]
    agreeing = [record("a/x", {key: claim}), record("b/x", {key: claim})]
    before, after = reconciled(agreeing), reconciled([*agreeing, record("c/x", {key: contradiction})])
    relations = [[c.relation for c in each.comparisons if c.key in (key, f"{key}.date")] for each in (before, after)]
    assert relations == [[Relation.SAME], [Relation.SAME, Relation.DISJOINT, Relation.DISJOINT]]
    name = "date" if key == "inauguration" else key
    assert any(at[1] == name for at in said(before.record))
    assert not any(at[1] == name for at in said(after.record))


@_law
@given(st.lists(st.sampled_from(DATES), min_size=1, max_size=4))
def test_adding_a_claim_never_makes_a_date_less_precise(dates: list[str]) -> None:
    records = [record(f"{'abcd'[n]}/x", {"inauguration": {"date": date}}) for n, date in enumerate(dates)]
    kept = [reconciled(records[:n]).record.claims["inauguration"].get("date") for n in range(1, len(records) + 1)]
    for earlier, later in pairwise(kept):
        assert later is None or earlier is None or within(later, earlier)

"""Records are compared key by key, and each difference is said once, in words."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import DATA
from tests.strategies import record_lists, records

from memorial_kg.changes import Counts, KeyChange, diff_records
from memorial_kg.changes.report import as_text
from memorial_kg.changes.words import word_diff
from memorial_kg.ontology import Key, Shape, load_ontology
from memorial_kg.records import Record
from memorial_kg.records.model import Tree
from memorial_kg.workspace import read_workspace

WORKSPACE = read_workspace(DATA)
BY_ID = {record.id: record for record in WORKSPACE.records}
Path = tuple[str | int, ...]
# Records take their time to be drawn.
LAW = settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def changes(old: Record, new: Record) -> list[KeyChange]:
    """The keys that differ between two versions of one record."""
    return [key for item in diff_records([old], [new], entities=WORKSPACE.entities) for key in item.keys]


def said(old: Record, new: Record) -> list[str]:
    """What a person reads of two versions of one record, without the heading and the count."""
    return [*as_text(diff_records([old], [new], entities=WORKSPACE.entities), Counts())][1:-1]


def with_claims(record: Record, **claims: Tree) -> Record:
    return replace(record, claims={**record.claims, **claims})


# -- the law: one value changed, one change said, under its key -------------------------------------------------------


def values(claims: dict[str, Tree], shape: Shape, path: Path = ()) -> Iterator[tuple[Path, Key]]:
    """Every plain value and text of some claims: where it stands, and its key."""
    for key in shape.written_keys:
        if key.name not in claims:
            continue
        value, here = claims[key.name], (*path, key.name)
        if key.kind == "text":
            yield from (((*here, tag, n), key) for tag, texts in value.items() for n in range(len(texts)))
        elif key.kind in ("part", "reference"):
            items = [(here, value)] if key.single else [((*here, n), item) for n, item in enumerate(value)]
            for place, item in items:
                inner = load_ontology().shapes.get(key.part) or load_ontology().shape_of(item["id"])
                yield from values(item, inner, place) if inner else ()
        elif key.single:
            yield here, key
        else:
            yield from (((*here, n), key) for n in range(len(value)))


def at(tree: Any, path: Path) -> Any:  # noqa: ANN401 - a tree is anything
    for part in path:
        tree = tree[part]
    return tree


def other(value: str, key: Key) -> str:
    """A value of the same kind that is not this one."""
    if key.kind == "choice":
        return next(word for word in sorted(key.choices, reverse=True) if word != value)
    special = {"EDTF": "1888-11", "decimal": "17.25", "duration": "P77Y", "boolean": "false"}
    name = key.datatype.rpartition("#")[2].rpartition("/")[2]
    if key.name == "unit":
        return "MTR" if value == "CMT" else "CMT"
    return special.get(name, f"{value} (as of today)")


@pytest.mark.parametrize("record", WORKSPACE.records, ids=lambda record: record.id)
def test_a_change_in_any_one_value_is_said_exactly_once_under_its_key(record: Record) -> None:
    """Also in any value of any reference and part, however deep it stands."""
    shape = load_ontology().shape_of(record.about)
    assert shape is not None
    places = [*values(dict(record.claims), shape)]
    assert places
    for path, key in places:
        claims = copy.deepcopy(dict(record.claims))
        holder, last = at(claims, path[:-1]), path[-1]
        holder[last] = other(holder[last], key)
        found = changes(record, replace(record, claims=claims))
        assert len(found) == 1, (path, found)
        names = [part for part in path if isinstance(part, str)]
        assert found[0].key.split(".")[0] == names[0]
        assert key.name in found[0].key or found[0].key == names[-2], path
        assert found[0].old != found[0].new
        assert not found[0].minor or key.name == "locator"


@LAW
@given(records(), st.data())
def test_a_key_that_comes_or_goes_is_said_once_in_any_record(record: Record, data: st.DataObject) -> None:
    if not record.claims:
        return
    name = data.draw(st.sampled_from(sorted(record.claims)))
    without = replace(record, claims={key: value for key, value in record.claims.items() if key != name})
    gone, came = changes(record, without), changes(without, record)
    assert [(each.key, bool(each.old), each.new) for each in gone] == [(name, True, "")]
    assert [(each.key, each.old, bool(each.new)) for each in came] == [(name, "", True)]


@LAW
@given(record_lists(), record_lists())
def test_records_differ_if_and_only_if_something_is_said(old: list[Record], new: list[Record]) -> None:
    found = {item.id: item for item in diff_records(old, new)}
    before, after = ({record.key: record for record in each} for each in (old, new))
    assert found.keys() == {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    for key, item in found.items():
        assert item.change == ("added" if key not in before else "removed" if key not in after else "changed")
        assert item.keys
    assert [*diff_records(old, copy.deepcopy(old))] == []


@LAW
@given(record_lists(), record_lists())
def test_the_way_back_says_the_same_with_old_and_new_exchanged(old: list[Record], new: list[Record]) -> None:
    there, back = (
        [(item.id, len(item.keys) if item.change != "changed" else 0) for item in diff_records(*pair)]
        for pair in ((old, new), (new, old))
    )
    assert there == back


# -- sentences --------------------------------------------------------------------------------------------------------


USAK = BY_ID["record/article/tr-usak"]
KIZILCAHAMAM = BY_ID["record/list/tr-ankara-kizilcahamam"]


def test_a_date_is_related_to_the_one_before() -> None:
    def now(date: str) -> list[str]:
        return said(USAK, with_claims(USAK, inauguration={"id": "inauguration", "date": date}))

    assert now("2014-02-26") == ["    opened: date: 2014-02 → 2014-02-26 (more precise)"]
    assert now("2014") == ["    opened: date: 2014-02 → 2014 (less precise)"]
    assert now("2016") == ["    opened: date: 2014-02 → 2016 (contradicts the old one)"]
    assert now("2014-02?") == ["    opened: date: 2014-02 → 2014-02? (the same, written otherwise)"]


def test_a_place_that_lies_in_the_old_one_is_more_precise() -> None:
    place = {"id": "place/tr-usak-karaagac", "name": {"en": ["Karaagac district"]}}
    assert said(USAK, with_claims(USAK, place=place)) == ["    place: Uşak → Karaagac district (more precise)"]


def test_a_list_says_what_came_and_what_went() -> None:
    assert said(USAK, with_claims(USAK, kinds=["monument", "statue"])) == ["    kind: memorial → statue"]
    assert said(USAK, with_claims(USAK, kinds=["monument"])) == ["    kind: − memorial"]


def test_a_measure_is_said_as_one_value_and_a_key_beside_it_by_itself() -> None:
    old = with_claims(USAK, height={"id": "height-mtr-8p6", "value": "8.6", "unit": "MTR"})
    new = with_claims(USAK, height={"id": "height-mtr-8p7", "value": "8.7", "unit": "MTR"})
    assert said(old, new) == ["    height: 8.6 m → 8.7 m (contradicts the old one)"]
    point = {"id": "coordinates-38p6-29p4", "latitude": "38.6", "longitude": "29.4", "method": {"en": ["survey"]}}
    old, new = (with_claims(USAK, coordinates=each) for each in (point, {**point, "method": {"en": ["map"]}}))
    assert said(old, new) == ["    coordinates: how obtained: “survey” (en) → “map” (en)"]


def test_what_is_said_of_another_thing_is_said_under_the_way_to_it() -> None:
    sculptor = {**KIZILCAHAMAM.claims["sculptors"][0], "honorific": {"en": ["Artist"]}}
    (change,) = changes(KIZILCAHAMAM, with_claims(KIZILCAHAMAM, sculptors=[sculptor]))
    assert change.key == "sculptors.person/natiq-aliyev.honorific"
    assert change.new == "“Artist” (en)"


def test_a_record_that_is_about_another_thing_now_says_so() -> None:
    moved = replace(USAK, about="memorial/tr-usak-2")
    assert said(USAK, moved) == ["    about: memorial/tr-usak → memorial/tr-usak-2 (is about another thing now)"]


def test_locators_and_orders_are_counted_and_shown_only_when_asked_for() -> None:
    moved = with_claims(replace(USAK, locator="lines 50-51"), kinds=["memorial", "monument"])
    counts = Counts()
    assert [*as_text(diff_records([USAK], [moved]), counts)] == [
        "1 changed only in locators, in order or by what follows from others; --all shows every key"
    ]
    assert dict(counts.items) == {"minor": 1}
    shown = [*as_text(diff_records([USAK], [moved]), Counts(), everything=True)]
    assert shown[1:-1] == ["    kind: (in another order)", "    where in the source: lines 46-47 → lines 50-51"]


def test_evidence_that_moves_down_the_list_is_not_taken_for_another() -> None:
    first = {"id": "evidence-article.tr-usak-1", "key": "name", "locator": "line 1"}
    moved = [{**each, "id": f"evidence-article.tr-usak-{n}"} for n, each in enumerate(USAK.evidence, 2)]
    (change,) = changes(USAK, replace(USAK, evidence=(first, *moved)))
    assert (change.key, change.old) == ("evidence", "")


def test_of_a_long_text_the_words_that_differ_are_shown() -> None:
    old = "The monument was opened in the presence of the ambassador and of many citizens on a cold day in February."
    record = with_claims(USAK, description={"en": [old]})
    (line,) = said(record, with_claims(USAK, description={"en": [old.replace("cold", "sunny")]}))
    assert line == "    description: …many citizens on a [−cold−]{+sunny+} day in February.” (en)"


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_word_diff_holds_what_goes_and_what_comes(old: str, new: str) -> None:
    pieces = [*word_diff(old, new)]
    kept = [text for sign, text in pieces if not sign]
    if not any("…" in text for text in kept):
        assert "".join(text for sign, text in pieces if sign != "+") == old
        assert "".join(text for sign, text in pieces if sign != "-") == new


def test_no_control_character_of_a_value_acts_on_a_terminal() -> None:
    lines = said(USAK, with_claims(USAK, name={"en": ["a\x1b[31mb\nc"]}))
    assert lines == ["    name: + “a\\x1b[31mb\\nc” (en)"]

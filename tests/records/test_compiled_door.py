"""The fast way through the door gives what the door gives: the same records, the same problems, in the same words."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.site.many import write_workspace
from tests.strategies import SOURCE, record_lists, record_trees, trees

from memorial_kg.errors import Problem
from memorial_kg.ontology import load_ontology
from memorial_kg.records import Record, Row, Tree, check_record, compiled, jsonlines, read_rows, write_jsonl
from memorial_kg.records.compiled import Door
from memorial_kg.records.jsonlines import json_lines
from memorial_kg.records.model import Origin
from memorial_kg.records.remembered import Doubt

ROOT = Path(__file__).parents[2]
ONTOLOGY = load_ontology()
DOOR = Door(ONTOLOGY, SOURCE)
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
FILES = sorted(
    path
    for folder in (ROOT / "data", ROOT / "tests" / "cases", ROOT / "examples")
    for path in folder.rglob("*")
    if path.suffix in (".yaml", ".yml", ".jsonl")
)


def told(record: Record | None, problems: list[Problem]) -> str:
    """All that a check gives, down to the order of keys and the lines, which equality leaves out."""
    return repr((record, problems))


def same(row: Row) -> bool:
    """Hold the two ways against each other; whether the row was plainly good."""
    before = copy.deepcopy(row.tree)
    slow, fast = check_record(row, SOURCE, ONTOLOGY), DOOR.check(row)
    assert told(*fast) == told(*slow)
    assert row.tree == before
    return DOOR.plainly_good(row) is not None


# -- the door ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_file_of_the_house_is_read_the_same(file: Path) -> None:
    with file.open("rb") as stream:
        for row in read_rows(stream, file.name):
            same(row)


@given(record_trees())
@LAW
def test_a_good_record_needs_no_second_look(tree: dict[str, Tree]) -> None:
    assert same(Row(tree, Origin("good.jsonl", 1)))


@given(trees)
@LAW
def test_whatever_stands_there_is_read_the_same(tree: Tree) -> None:
    same(Row(tree, Origin("any.jsonl", 1)))


_ODD: st.SearchStrategy[Tree] = st.one_of(
    trees,
    st.sampled_from(["", " ", " built ", "a\u0301" * 40, "e" + "\u0301" * 31, "\ufeff", "#a", "#tr-usak", "EN", "İ", "1.10", "-0", "+1",
                     "2014-02-30", "2014-02", "place/a", "place/ a", "record/list/a", "decision/a", "https://example.org/ö", "x" * 200,
                     "a\nb", "a\r\nb", "a\x00", "a\u200b", "id", [], {}, [[]], None, 1, True, ("a",)]),
)  # fmt: skip


@given(record_trees(), st.data())
@LAW
def test_a_record_with_something_wrong_is_refused_in_the_same_words(tree: dict[str, Tree], data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        _spoil(tree, data)
    same(Row(tree, Origin("bad.jsonl", 7, {("name",): 8})))


def _spoil(tree: Tree, data: st.DataObject) -> None:
    """Change one place of a tree: leave it out, put something odd there, give it another key, say it twice."""
    places = [*_places(tree)]
    if not places:
        return
    holder, at = data.draw(st.sampled_from(places))
    deed = data.draw(st.sampled_from(["leave out", "odd", "odd", "rename", "wrap", "twice"]))
    value = holder[at]
    if deed == "odd":
        holder[at] = data.draw(_ODD)
    elif deed == "wrap":
        holder[at] = [value]
    elif deed == "twice":
        holder[at] = [*value, *copy.deepcopy(value)] if isinstance(value, list) else [value, copy.deepcopy(value)]
    else:
        del holder[at]
        if deed == "rename" and isinstance(holder, dict):
            holder[data.draw(st.sampled_from(["id", "EN", "en", "nam", "name", "place", "kinds", "note"]))] = value


def _places(tree: Tree) -> Iterator[tuple[Any, Any]]:
    for at, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield tree, at
        yield from _places(value)


_INSCRIPTION = {"text": {"en": "a"}}
_TRICKY: dict[str, dict[str, Tree]] = {
    "evidence is no part of the thing": {"evidence": {"id": "x", "key": "name"}, "name": {"en": "a"}, "events": {"id": "e", "concerns": "#x"}},
    "evidence and a part of one id": {"evidence": {"id": "x", "key": "events"}, "events": {"id": "x", "concerns": "#x"}},
    "two pieces of evidence of one id": {"evidence": [{"id": "x", "key": "name"}] * 2, "name": {"en": "a"}},
    "evidence for what is not stated": {"evidence": {"key": "kinds"}, "name": {"en": "a"}},
    "evidence for a part": {"evidence": {"key": "events.e.kind"}, "events": {"id": "e", "kind": "reaction"}},
    "evidence for another part": {"evidence": {"key": "events.f.kind"}, "events": {"id": "e", "kind": "reaction"}},
    "evidence for a locator": {"evidence": {"key": "locator"}},
    "two parts of one id": {"inscriptions": [{"id": "x", **_INSCRIPTION}], "events": [{"id": "x", "kind": "reaction"}]},
    "a part with an id that is made": {"inscriptions": [{"id": "inscriptions-list.a-1", **_INSCRIPTION}]},
    "a part with spaces around its id": {"inscriptions": [{"id": " x ", **_INSCRIPTION}], "events": {"concerns": "#x"}},
    "a part that says nothing": {"events": {"id": "x"}},
    "a part that is no mapping": {"events": "x"},
    "a single part with its id": {"inauguration": {"id": "inauguration", "date": "2014"}},
    "a single part with another id": {"inauguration": {"id": "opening", "date": "2014"}},
    "a single part with spaces around its id": {"inauguration": {"id": " inauguration ", "date": "2014"}},
    "a single part in a list": {"inauguration": [{"date": "2014"}]},
    "equal values in two places": {"height": {"value": "2", "unit": "MTR"}, "place": {"id": "place/a", "coordinates": {"latitude": "1", "longitude": "2", "method": {"en": "map"}}}, "near": [{"id": "place/b", "coordinates": {"latitude": "1", "longitude": "2", "method": {"en": "map"}}}, {"id": "place/c", "coordinates": {"latitude": "1", "longitude": "2", "method": {"en": "map"}}}]},
    "a height of nothing": {"height": {"value": "0", "unit": "MTR"}},
    "a height that is not approximate": {"height": {"approximate": "false", "unit": "MTR", "value": "2.0"}},
    "a text in another language": {"inscriptions": [{"text": {"en": "a"}, "language": "de"}]},
    "a statement of nobody": {"statements": {"quote": {"en": "a"}}},
    "a statement of somebody": {"statements": {"quote": {"en": "a"}, "speaker": "source/list"}},
    "one language in two spellings": {"name": {"EN": "a", "en": ["b"], "de": "c"}},
    "one text in two spellings of a language": {"name": {"EN": "a", "en": ["b", "a"]}},
    "languages in another order": {"name": {"tr": "a", "en": "b"}, "description": {"de": ["b", "a"]}},
    "a text of nothing": {"name": {"en": ""}},
    "a language of nothing": {"name": {"en": []}},
    "no language": {"name": {}},
    "a decomposed text": {"name": {"tr": "s\u0327ehir"}},
    "a text with spaces around it": {"name": {"en": " \n a\n b \n"}},
    "a pointer with a description": {"inscriptions": [{"id": "x", **_INSCRIPTION, "translationOf": {"id": "#x", "text": {"en": "b"}}}]},
    "a pointer as a mapping": {"inscriptions": [{"id": "x", **_INSCRIPTION, "translationOf": {"id": "#x"}}]},
    "a pointer to nothing": {"inscriptions": [{"id": "x", **_INSCRIPTION, "replaces": "#y"}]},
    "a pointer twice": {"events": {"id": "x", "concerns": ["#x", "#x"]}},
    "an address on the web twice": {"sameAs": ["https://example.org/"] * 2},
    "an address on the web in spaces": {"sameAs": " https://example.org/ "},
    "a word with spaces around it": {"kinds": " memorial "},
    "a reference that is described": {"place": {"name": {"en": "a"}, "id": " place/a ", "kinds": "city"}},
    "a reference without its id": {"place": {"name": {"en": "a"}}},
    "a reference to another kind of thing": {"place": "person/a"},
    "a reference twice": {"sculptors": ["person/a", {"id": "person/a"}]},
    "a reference to a part": {"sculptors": "#a"},
    "what it is about, as a mapping": {"about": {"id": "memorial/a"}},
    "what it is about, described": {"about": {"id": "memorial/a", "name": {"en": "a"}}},
    "about a person": {"about": "person/a"},
    "about a proposal": {"about": "proposal/a", "kinds": "monument"},
    "a key of the record in a part": {"events": {"kind": "reaction", "locator": "1"}},
    "the key of another source": {"record": " a "},
    "no locator": {"locator": ""},
    "a note": {"note": {"tr": "a", "de": ["b"]}},
    "a key that is computed": {"adminArea": "place/a"},
    "an id beside `about`": {"id": "memorial/a"},
}  # fmt: skip


@pytest.mark.parametrize("case", _TRICKY)
def test_tricky_records_are_read_the_same(case: str) -> None:
    for tree in (_TRICKY[case], dict(reversed(_TRICKY[case].items()))):
        same(Row({"record": "a", "about": "memorial/a", "locator": "row 1", **tree}, Origin("tricky.jsonl", 1)))


def test_every_character_is_kept_or_refused_the_same() -> None:
    slow, fast = DOOR._shapes.values._kinds.one_text, DOOR._shapes.values.text
    for number in range(sys.maxunicode + 1 if sys.flags.dev_mode else 0x30000):
        text = f"{chr(number)}a{chr(number)}"
        assert _kept(fast, text) == _kept(lambda each: slow(each, ()), text), hex(number)
        assert _kept(fast, chr(number)) == _kept(lambda each: slow(each, ()), chr(number)), hex(number)


@pytest.mark.parametrize("marks", [30, 31, 40])
def test_a_letter_of_endless_marks_is_seen_wherever_it_stands(marks: int) -> None:
    slow, fast = DOOR._shapes.values._kinds.one_text, DOOR._shapes.values.text
    for before in range(70):
        text = "a" * before + "q" + "\u0323" * marks + "z"  # no letter of its own: it is composed as it is
        assert _kept(fast, text) == _kept(lambda each: slow(each, ()), text) == (text if marks == 30 else None)


def _kept(read: Any, text: str) -> str | None:  # noqa: ANN401 - any function
    try:
        return str(read(text))
    except Doubt:
        return None


def test_depth_ends_in_the_door_and_in_nothing_worse() -> None:
    tree: Tree = {"id": "place/a"}
    for _ in range(400):
        tree = {"id": "place/a", "place": tree}
    row = Row({"record": "a", "about": "memorial/a", "locator": "1", "place": tree}, Origin("deep.jsonl", 1))
    assert DOOR.plainly_good(row) is None


# -- the reader --------------------------------------------------------------------------------------------------------


def rows(line: bytes, *, at_once: bool) -> str:
    with pytest.MonkeyPatch.context() as patch:
        if not at_once:
            patch.setattr(jsonlines, "_read_at_once", lambda _: None)
        return repr([*json_lines([line, b"{}"], "a.jsonl", 5)])


_JSON_STRINGS = st.one_of(
    st.text(max_size=8).map(lambda text: json.dumps(text, ensure_ascii=False)),
    st.text(max_size=8).map(json.dumps),
    st.sampled_from(['"a"', '"b"', '":a"', '"\\\\"', '"\\""', '"\\\\\\":"', '"\\u00e9"', '"\\ud800"', '"\\/"', '"{\\"a\\":1}"', '"a\tb"', '"\x7f"']),
)  # fmt: skip
_SPACES = st.sampled_from(["", "", "", " ", "  ", "\t", "\r", "\f", "\ufeff"])
_SCALARS = _JSON_STRINGS | st.sampled_from(
    ["1", "1.10", "-0", "1e999", "NaN", "-Infinity", "true", "false", "null", "9" * 30]
)


def _object(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(_SPACES, _JSON_STRINGS, _SPACES, inner, _SPACES).map(
        lambda drawn: f"{drawn[0]}{drawn[1]}{drawn[2]}:{drawn[3]}{drawn[4]}"
    )
    return st.lists(pair, max_size=4).map(lambda pairs: "{" + ",".join(pairs) + "}")


json_texts = st.recursive(
    _JSON_STRINGS | _SCALARS,
    lambda inner: _object(inner) | st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
    max_leaves=12,
)


@given(_object(json_texts))
@LAW
def test_a_line_is_read_the_same_at_once_and_with_care(text: str) -> None:
    line = text.encode("utf-8", "surrogatepass") + b"\n"
    assert rows(line, at_once=True) == rows(line, at_once=False)


@given(record_trees(), st.integers(0), st.sampled_from(['"', "\\", ":", ",", "{", "}", "[", "]", "1", "\udc80", " ", "x"]), st.booleans())  # fmt: skip
@LAW
def test_a_line_with_a_slip_of_the_pen_is_read_the_same(
    tree: dict[str, Tree], place: int, slip: str, plain: bool
) -> None:
    raw = json.dumps(tree, ensure_ascii=plain).encode()
    at = place % len(raw)
    for line in (raw[:at] + slip.encode("utf-8", "surrogateescape") + raw[at:], raw[:at] + raw[at + 1 :]):
        assert rows(line, at_once=True) == rows(line, at_once=False)


@pytest.mark.parametrize("depth", [1, 39, 40, 41, 42, 43, 255, 1023, 1025, 100_000])
@pytest.mark.parametrize("wide", ["", '"a", ' + "[], " * 90])
def test_depth_is_counted_the_same(depth: int, wide: str) -> None:
    for line in (
        f'{{"a": {"[" * depth}{wide}"b"{"]" * depth}}}'.encode(),
        f'{{"z": [{wide}"c"], "a": {"[" * depth}{"]" * depth}}}'.encode(),
        ('{"a":' * depth + '"b"' + "}" * depth).encode(),
    ):
        assert rows(line, at_once=True) == rows(line, at_once=False)


def test_a_part_of_a_file_is_read_with_the_numbers_of_its_lines() -> None:
    [first, second] = json_lines([b'\xef\xbb\xbf{"a": "b"}', b'{"a": 1.10}'], "a.jsonl", 7)
    assert (first.origin.line, first.problems[0].line, second.origin.line) == (7, 7, 8)
    assert second.tree == {"a": "1.10"}


# -- both --------------------------------------------------------------------------------------------------------------


@given(record_lists())
@settings(LAW, max_examples=40)
def test_records_that_were_written_are_read_again_without_a_doubt(written: list[Record]) -> None:
    with _no_second_look():
        assert [*DOOR.read_lines(write_jsonl(written).encode().splitlines(True), "a.jsonl")] == [
            (record, []) for record in written
        ]


def test_many_records_take_the_fast_way(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "many", 60)
    read = 0
    for file in sorted(folder.glob("sources/*/records.jsonl")):
        with file.open("rb") as stream, _no_second_look():
            found = [*Door(ONTOLOGY, file.parent.name).read_lines(stream, file.name)]
        read += len(found)
        assert all(record and not problems for record, problems in found)
    assert read > 60


class _no_second_look:  # noqa: N801 - it reads as a phrase
    """Let the careful reader and the door itself be called by nobody."""

    def __enter__(self) -> None:
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(jsonlines, "_row", self._refuse)
        self.patch.setattr(compiled, "check_record", self._refuse)

    def __exit__(self, *_: object) -> None:
        self.patch.undo()

    @staticmethod
    def _refuse(given: object, *_: object) -> None:
        raise AssertionError(f"{given} was looked at twice")

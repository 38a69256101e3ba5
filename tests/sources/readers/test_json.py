import codecs
import json
import tracemalloc
from pathlib import Path

import pytest
from tests.sources.readers.reading import problems_of, rows_of, values_of

from memorial_kg.sources.readers import open_inputs

ITEMS = [{"name": "A", "year": "1920"}, {"name": "B", "year": "1.10"}]
LIST = '[{"name": "A", "year": 1920}, {"name": "B", "year": 1.10}]'


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        pytest.param(LIST, {}, id="a list"),
        pytest.param(f'{{"count": 2, "results": {LIST}, "next": null}}', {}, id="the list of a service"),
        pytest.param(f'{{"monuments": {LIST}}}', {}, id="the only list"),
        pytest.param(f'{{"x": [{{"a": 1}}], "y": {{"z": {LIST}}}}}', {"items": "y.z"}, id="a declared list"),
        pytest.param(f'{{"a.b": {{"c": [0, {LIST}]}}}}', {"items": '"a.b".c[1]'}, id="a declared path of odd names"),
        pytest.param('{"name": ["A", "B"], "year": [1920, 1.10]}', {}, id="columns"),
        pytest.param('{"columns": ["name", "year"], "data": [["A", 1920], ["B", 1.10]]}', {}, id="columns and data"),
        pytest.param(
            '{"columns": ["name", "year"], "index": [0, 1], "data": [["A", 1920], ["B", 1.10]]}', {}, id="pandas"
        ),
        pytest.param(
            '{"meta": {"view": {"name": "x", "columns": [{"name": "name", "fieldName": "n"}, {"name": "year"}]}},'
            ' "data": [["A", 1920], ["B", 1.10]]}',
            {},
            id="Socrata",
        ),
        pytest.param('[["name", "year"], ["A", 1920], ["B", 1.10]]', {}, id="a list of lists"),
        pytest.param(codecs.BOM_UTF16_LE + LIST.encode("utf-16-le"), {}, id="utf-16"),
        pytest.param(codecs.BOM_UTF8 + LIST.encode(), {}, id="utf-8 with a mark"),
        pytest.param('{"name": "A", "year": 1920}\n\n{"name": "B", "year": 1.10}\n', {}, id="lines, by content"),
    ],
)
def test_items_are_found_in_every_layout(tmp_path: Path, content: str | bytes, rules: dict[str, object]) -> None:
    assert values_of(tmp_path, "list.json", content, **rules) == ITEMS


def test_values_stay_as_they_are_written(tmp_path: Path) -> None:
    written = (
        '[{"a": 1.10, "b": 1E400, "c": -0, "d": true, "e": null, "f": [false, {"g": 12345678901234567890.0}], "h": ""}]'
    )
    assert values_of(tmp_path, "list.json", written) == [
        {"a": "1.10", "b": "1E400", "c": "-0", "d": "true", "e": None,
         "f": ["false", {"g": "12345678901234567890.0"}], "h": ""}
    ]  # fmt: skip


def test_a_number_of_many_digits_is_a_text(tmp_path: Path) -> None:
    digits = "9" * 5000
    assert values_of(tmp_path, "list.json", f'[{{"a": {digits}}}]') == [{"a": digits}]
    assert values_of(tmp_path, "one.json", f'{{"results": [{{"a": {digits}}}]}}', items="results") == [{"a": digits}]


def test_the_place_of_an_item_is_its_number_and_its_line(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.json", '[\n {"a": 1},\n\n {"a":\n 2},\n {"a": 3}]')
    assert [(row.locator, row.line) for row in rows] == [("item 1", 2), ("item 2", 4), ("item 3", 6)]


def test_members_of_an_object_have_their_key(tmp_path: Path) -> None:
    content = '{"things": {"de-1": {"name": "A"}, "2": {"name": "B", "key": "own"}}}'
    rows = rows_of(tmp_path, "list.json", content, items="things")
    assert [row.values for row in rows] == [{"name": "A", "key": "de-1"}, {"name": "B", "key": "2", "item.key": "own"}]
    assert [row.locator for row in rows] == ["item 'de-1'", "item '2'"]


def test_a_file_may_be_one_item(tmp_path: Path) -> None:
    assert values_of(tmp_path, "a.json", '{"name": "A", "geo": {"lat": 1}}') == [{"name": "A", "geo": {"lat": "1"}}]
    content = '{"name": "A", "images": [{"url": "b"}]}'
    assert values_of(tmp_path, "a.json", content, items=".") == [{"name": "A", "images": [{"url": "b"}]}]


@pytest.mark.parametrize(
    ("content", "todo"),
    [
        ('{"name": "A", "images": [{"url": "b"}]}', "items = 'images'"),
        ('{"a": [{"x": 1}], "b": [{"x": 2}]}', "items = 'a' or items = 'b'"),
    ],
)
def test_where_the_items_are_is_not_guessed(tmp_path: Path, content: str, todo: str) -> None:
    (row,) = rows_of(tmp_path, "a.json", content)
    assert todo in row.problems[0].todo


@pytest.mark.parametrize(
    ("content", "items", "what"),
    [
        ('{"a": 1}', "b", "there is nothing at 'b'"),
        ('{"a": 1}', "a", "at 'a' stands a single value"),
        ('{"a": {"b": 1}}', "a.b.c", "there is nothing at 'a.b.c'"),
        ("17", "", "it is no JSON list or object"),
        ('{"a": [1, 2], "b": [1]}', "", "its columns have"),
    ],
)
def test_a_wrong_path_is_named(tmp_path: Path, content: str, items: str, what: str) -> None:
    rows = rows_of(tmp_path, "list.json", content, items=items, format="json")
    if what.startswith("its columns"):
        assert rows[0].values == {"a": ["1", "2"], "b": ["1"]}  # two lists of their own: one item
    else:
        assert [problem.what for row in rows for problem in row.problems] == [what]


@pytest.mark.parametrize(
    ("content", "good", "line"),
    [
        ('[\n{"a": 1},\n{"a": 2}\n{"a": 3}]', 2, 4),
        ('[\n{"a": 1},\n{"a": 2', 1, 3),
        ('[\n{"a": 1},\n{"a" 2}]', 1, 3),
        ('[\n{"a": 1},\n]', 1, 3),
        ('[\n{"a": 1}\n] x', 1, 3),
        ("", 0, 1),
    ],
)
def test_where_a_file_breaks_off_is_a_row_after_the_good_ones(
    tmp_path: Path, content: str, good: int, line: int
) -> None:
    rows = rows_of(tmp_path, "list.json", content, format="json")
    assert [row.values.get("a") for row in rows] == [str(n) for n in range(1, good + 1)] + [None]
    assert rows[-1].problems[0].what.startswith("this is not JSON: ")
    assert rows[-1].line == line


def test_a_key_that_stands_twice_makes_an_item_doubtful(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.json", '[{"a": 1, "a": 2}, {"a": {"b": 1, "b": 2}}, {"a": 3}]')
    assert problems_of(rows) == ["item 1||the key 'a' stands here twice", "item 2||the key 'b' stands here twice"]


def test_bytes_that_cannot_be_decoded_cost_their_value(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.json", b'[{"a": "x", "b": {"c": "M\xfcnchen", "d": 1}}, {"a": "y"}]')
    assert problems_of(rows) == ["item 1|b.c|the byte 0xfc is not UTF-8"]
    assert [row.values for row in rows] == [{"a": "x", "b": {"d": "1"}}, {"a": "y"}]


def test_ragged_lists_are_named(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.json", '{"columns": ["a", "b"], "data": [[1, 2], [1], [1, 2, 3]]}')
    assert problems_of(rows) == ["row 2||only 1 cells where the header has 2", "row 3||3 cells where the header has 2"]


def test_a_broken_line_costs_no_other(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.jsonl", '{"a": 1}\n{"a": \n\n{"a": 3} x\n{"a": 4}\n[1]\n7')
    assert [row.locator for row in rows] == ["line 1", "line 2", "line 4", "line 5", "line 6", "line 7"]
    assert [bool(row.problems) for row in rows] == [False, True, True, False, False, False]
    assert [row.values for row in rows[-2:]] == [{"value": ["1"]}, {"value": "7"}]


def test_json_over_several_lines_is_no_json_lines(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, "list.jsonl", json.dumps([{"a": 1}, {"a": 2}], indent=1))
    assert "spread over several lines" in row.problems[0].what


def test_deep_nesting_is_named_and_costs_no_other(tmp_path: Path) -> None:
    deep = '{"x":' * 60 + "1" + "}" * 60
    rows = rows_of(tmp_path, "list.jsonl", f'{{"a": {deep}}}\n{{"a": {"[" * 100_000}{"]" * 100_000}}}\n{{"a": 1}}\n')
    assert [row.problems[0].what for row in rows[:2]] == [
        "it is nested too deeply", "this is not JSON: it is nested too deeply to be read"]  # fmt: skip
    assert rows[2].values == {"a": "1"}


def test_deep_nesting_takes_no_memory_to_speak_of(tmp_path: Path) -> None:
    content = '{"a":' * 30_000 + "1" + "}" * 30_000
    list(open_inputs([str(_small(tmp_path))]).rows())  # what is imported late, and grammars
    (tmp_path / "deep.json").write_text(content, encoding="utf-8")
    tracemalloc.start()
    try:
        rows = list(open_inputs([str(tmp_path / "deep.json")]).rows())
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "nested too deeply" in rows[0].problems[0].what
    assert most < 20_000_000, "the paths of all levels would be 900 MB"


def _small(folder: Path) -> Path:
    (folder / "small.json").write_text('{"a": {"b": 1}}', encoding="utf-8")
    return folder / "small.json"


def test_a_large_list_streams(tmp_path: Path) -> None:
    item = json.dumps({"name": "x" * 500, "n": 1})
    rows = rows_of(tmp_path, "list.json", "[" + ",\n".join([item] * 5000) + "]")
    assert len(rows) == 5000
    assert rows[-1].line == 5000
    assert rows[-1].values == {"name": "x" * 500, "n": "1"}


def test_a_name_that_cannot_be_read_makes_an_item_doubtful(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.json", b'[{"n\xfcm": "x"}, {"n\\u0000": "y"}, {"n": "z"}]')
    assert [len(row.problems) for row in rows] == [1, 1, 0]


def test_a_number_on_the_edge_of_what_was_read_is_not_cut_in_two(tmp_path: Path) -> None:
    numbers = [str(100_000_000 + number) for number in range(30_000)]
    rows = rows_of(tmp_path, "list.json", f"[{','.join(numbers)}]")
    assert [row.values["value"] for row in rows] == numbers

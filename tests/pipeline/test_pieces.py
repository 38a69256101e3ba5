"""What goes from one step to the next is cut small, and of it each process gets what it needs."""

from __future__ import annotations

import pickle
from array import array
from pathlib import Path

import pytest

from memorial_kg.errors import InputError
from memorial_kg.graph.dataset import Graphs
from memorial_kg.ontology import load_ontology
from memorial_kg.pipeline.pieces import cut, size_of
from memorial_kg.pipeline.reading import Read
from memorial_kg.pipeline.spill import Places, Slices, part_of, write_slices
from memorial_kg.workspace import RecordFile, read_records, read_workspace


@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize("size", [1, 7, 8, 9, 30, 100])
def test_lines_are_cut_into_pieces_of_a_size(tmp_path: Path, size: int, end: str) -> None:
    lines = ["aaaaaaa", "", "bb", "cccccccccccccccc", "d", "", "", "eeeeeee"]
    file = RecordFile("list", tmp_path / "records.JSONL")
    file.path.write_text("\n".join(lines) + end, encoding="utf-8", newline="\n")
    content = file.path.read_bytes()
    pieces = [*cut([file], size)]
    assert size_of([file]) == len(content)
    assert b"".join(each.read() for each in pieces) == content
    if len(content) <= size:
        assert [(each.start, each.end, each.before) for each in pieces] == [(0, 0, 0)]
        return
    assert len(pieces) > 1
    for each in pieces:
        assert each.before == content[: each.start].count(b"\n")
        assert content[each.start - 1 : each.start] in (b"", b"\n")
        assert content[each.start : each.end].find(b"\n", size) in (-1, each.end - each.start - 1)


def test_what_is_not_lines_stays_whole(tmp_path: Path) -> None:
    files = [RecordFile("list", tmp_path / name) for name in ("a.yaml", "b.jsonl", "nothing.jsonl")]
    for each in files[:2]:
        each.path.write_text("- x\n" * 10, encoding="utf-8")
    pieces = [*cut(files, 20)]
    assert [each.file.path.name for each in pieces] == ["a.yaml", "b.jsonl", "b.jsonl", "nothing.jsonl"]
    assert size_of(files) == 80


def test_what_is_not_utf_8_is_said_once(tmp_path: Path) -> None:
    file = RecordFile("list", tmp_path / "records.jsonl")
    file.path.write_text('{"record": "a"}\n' * 50, encoding="utf-16")
    assert len([*cut([file], 100)]) == 1
    assert len(read_records(file.path, "list", load_ontology())[1]) == 1


def test_places_are_a_mapping_in_few_bytes() -> None:
    told = {part: ((100 * part, 7), (100 * part + 7, 93)) for part in range(0, 2_000, 3)}
    places = Places(told)
    assert dict(places) == told
    assert [*places] == sorted(told)
    assert all(part not in places for part in (1, -1, 2_000, 10_000))
    assert len(pickle.dumps(places)) < 45 * len(told)
    assert dict(Places({})) == {}


def test_slices_are_read_by_part(tmp_path: Path) -> None:
    written = write_slices(tmp_path / "slices", {9: (b"nine", b""), 2: (b"two", b"more")})
    assert [written.read(part, which) for part in (2, 9) for which in (0, 1)] == [b"two", b"more", b"nine", b""]
    assert written.read(5) == b""
    assert written.of(9).read(9) == b"nine"
    assert written.of(9).read(2) == written.of(5).read(5) == b""


def test_a_part_is_told_nothing_that_grows_with_the_records(tmp_path: Path) -> None:
    places = Places({part: ((part, 1), (part, 2)) for part in range(1_000)})
    things = frozenset(f"place/{number}" for number in range(1_000))
    about = {f"record/{number}": "memorial/x" for number in range(1_000)}
    ids = array("Q", range(10_000))
    read = Read("read", "list", "list.jsonl", 5, Slices(tmp_path / "read", places), ids, things, things, about)
    alone = read.of_part(7)
    assert len(pickle.dumps(alone)) < 600
    assert (alone.source, alone.file, alone.before, dict(alone.slices.places)) == (
        "list",
        "list.jsonl",
        5,
        {7: ((7, 1), (7, 2))},
    )


def test_parts_are_the_same_on_every_machine() -> None:
    assert [part_of(thing, 1 << 20) for thing in ("memorial/tr-usak", "place/şişli", "")] == [885_502, 869_437, 0]


def test_a_dataset_can_be_written_twice(tmp_path: Path) -> None:
    (tmp_path / "sources/list").mkdir(parents=True)
    (tmp_path / "sources/list/source.toml").write_text(
        'title = "The list"\nlanguage = "en"\nrights = "None stated."\n', encoding="utf-8"
    )
    (tmp_path / "sources/list/records.yaml").write_text(
        "- {record: a, about: memorial/a, locator: p. 1, place: {id: place/t, name: {en: T}, country: place/c}}\n"
        "- {record: b, about: memorial/b, locator: p. 2, country: {id: place/c, name: {en: C}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "dataset.toml").write_text('title = "Stones"\nbase = "https://example.org/"\n', encoding="utf-8")
    workspace = read_workspace(tmp_path)
    assert workspace.problems == ()
    graphs = Graphs(workspace, load_ontology(), {})
    assert graphs.lines() == graphs.lines()


@pytest.mark.parametrize("size", [8, 1000], ids=["in pieces", "whole"])
def test_a_file_that_was_replaced_is_not_read_in_halves(tmp_path: Path, size: int) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text("{}\n" * 9, encoding="utf-8")
    pieces = [*cut([RecordFile("list", path)], size)]
    assert b"".join(each.read() for each in pieces) == path.read_bytes()
    other = tmp_path / "other"
    other.write_text("[11]\n" * 20, encoding="utf-8")
    other.replace(path)
    for each in pieces:
        with pytest.raises(InputError, match=r"records.jsonl: it was changed while it was read"):
            each.read()

"""What is made of the dataset is the same whoever makes it, and is not made again where nothing has changed."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from memorial_kg.errors import InputError
from memorial_kg.pipeline import build, collecting, others
from memorial_kg.pipeline.shared import Shared
from memorial_kg.store import open_store

FILES = {"dataset.nt", "dataset.ttl", "dataset.csv", "catalogue.sqlite", "store"}
FORMATS = ("ntriples", "turtle", "csv")


def records() -> Iterator[dict[str, Any]]:
    for number in range(30):
        where = {"id": f"place/town-{number % 7}", "name": {"en": f"Town {number % 7}"}}
        yield {
            "record": f"m-{number}",
            "about": f"memorial/m-{number}",
            "locator": f"row {number}",
            "name": {"en": f"Memorial {number}"},
            "place": where,
        }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    source = made / "sources" / "list"
    source.mkdir(parents=True)
    (source / "source.toml").write_text('title = "A list"\nlanguage = "en"\n', encoding="utf-8")
    (source / "records.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in records()), encoding="utf-8")
    (made / "dataset.toml").write_text('title = "Stones"\nbase = "https://example.org/"\n', encoding="utf-8")
    return made


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are made from now on, and not taken."""
    names: list[str] = []
    make = others._make

    def noted(shared: Shared, other: others._Other) -> str:
        names.append(make(shared, other))
        return names[-1]

    monkeypatch.setattr(others, "_make", noted)
    return names


def content(graph: Path) -> dict[str, bytes | int]:
    """The bytes of all files, and how many quads the store holds, whose bytes are never the same."""
    found: dict[str, bytes | int] = {path.name: path.read_bytes() for path in graph.iterdir() if path.is_file()}
    if (graph / "store").is_dir():
        found["store"] = len(open_store(graph / "store"))
    return found


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "sources/list/records.jsonl"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_has_not_changed_is_taken_from_the_graph_that_is_replaced(
    folder: Path, tmp_path: Path, made: list[str]
) -> None:
    graph = tmp_path / "graph"
    build(folder, graph, formats=FORMATS)
    assert {*made} == FILES
    first = content(graph)
    made.clear()
    build(folder, graph, formats=FORMATS)
    build(folder, graph, formats=FORMATS)
    assert made == []
    assert content(graph) == first
    with sqlite3.connect(graph / "catalogue.sqlite") as catalogue:
        assert catalogue.execute("SELECT count(*) FROM thing WHERE kind = 'memorial'").fetchone() == (30,)


def test_what_has_changed_is_made_again_and_equals_a_build_from_nothing(
    folder: Path, tmp_path: Path, made: list[str]
) -> None:
    graph = tmp_path / "graph"
    build(folder, graph, formats=FORMATS)
    change(folder, "Memorial 11", "Stone 11")
    made.clear()
    build(folder, graph, formats=FORMATS)
    assert {*made} == FILES
    build(folder, tmp_path / "from-nothing", formats=FORMATS)
    assert content(graph) == content(tmp_path / "from-nothing")
    assert b"Stone 11" in (graph / "dataset.csv").read_bytes()


def test_files_that_somebody_changed_or_took_away_are_made_again(folder: Path, tmp_path: Path, made: list[str]) -> None:
    graph = tmp_path / "graph"
    build(folder, graph, formats=FORMATS)
    first = content(graph)
    with (graph / "dataset.ttl").open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    same = (graph / "dataset.nt").read_bytes()
    (graph / "dataset.nt").write_bytes(same.replace(b"Memorial", b"Lairomem"))  # of the same size
    (graph / "dataset.csv").unlink()
    next(graph.glob("store/*.sst")).unlink()
    made.clear()
    build(folder, graph, formats=FORMATS)
    assert {*made} == FILES - {"catalogue.sqlite"}
    assert content(graph) == first


def test_another_program_makes_everything_again(
    folder: Path, tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = tmp_path / "graph"
    build(folder, graph, formats=FORMATS)
    made.clear()
    monkeypatch.setattr(others, "_program", lambda _: iter([b"another"]))
    build(folder, graph, formats=FORMATS)
    assert {*made} == FILES


def test_only_what_was_asked_for_is_there(folder: Path, tmp_path: Path, made: list[str]) -> None:
    graph = tmp_path / "graph"
    build(folder, graph, formats=FORMATS)
    made.clear()
    build(folder, graph, formats=["csv"], dumps_only=True)
    assert {*made} <= {"dataset.csv"}
    assert {path.name for path in graph.iterdir()} & {*FILES, "dataset.nq"} == {"dataset.csv", "dataset.nq"}
    build(folder, graph, formats=FORMATS)
    build(folder, tmp_path / "from-nothing", formats=FORMATS)
    assert content(graph) == content(tmp_path / "from-nothing")


def test_a_file_system_without_links_gets_copies(
    folder: Path, tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    graph = tmp_path / "graph"
    build(folder, graph, formats=FORMATS)
    first = content(graph)
    made.clear()
    build(folder, graph, formats=FORMATS)
    build(folder, graph, formats=FORMATS)
    assert made == []
    assert content(graph) == first


def test_a_build_that_fails_over_a_format_leaves_the_old_graph_and_what_it_is_known_by(
    folder: Path, tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = tmp_path / "graph"
    build(folder, graph, formats=FORMATS)
    first = content(graph)
    with monkeypatch.context() as patched:
        patched.setattr(others, "export", lambda *_, **__: (_ for _ in ()).throw(InputError("no room")))
        patched.setattr(others, "_program", lambda _: iter([b"another"]))
        with pytest.raises(InputError, match="no room"):
            build(folder, graph, formats=FORMATS)
    assert content(graph) == first
    made.clear()
    build(folder, graph, formats=FORMATS)
    assert made == []
    assert content(graph) == first


def test_several_processes_write_the_same(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int, int]] = []
    monkeypatch.setattr(collecting, "_PART", 500)  # so that the work is shared out
    build(folder, tmp_path / "one")
    build(folder, tmp_path / "two", jobs=2, progress=lambda *each: told.append(each))
    assert content(tmp_path / "one") == content(tmp_path / "two")
    of = {each for each in told if each[0].startswith("writing ")}
    assert {done for _, done, _ in of} == {*range(1, 10)}
    assert {count for _, _, count in of} == {9}
    assert {what for what, _, _ in of} >= {"writing catalogue.sqlite", "writing store", "writing dataset.ttl"}

"""The invented records are the same for the same seed, good at the door, and give the triples that are written down."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.facts import Scale, rows
from benchmarks.records import main, write_records

from memorial_kg.graph import Mapper, Trees
from memorial_kg.graph.dataset import things
from memorial_kg.ontology import load_ontology
from memorial_kg.reconcile import reconcile
from memorial_kg.workspace import Workspace, read_workspace

SCALE = Scale(300, 3, 7)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_records(tmp_path_factory.mktemp("benchmarks") / "records", SCALE)


@pytest.fixture(scope="module")
def workspace(folder: Path) -> Workspace:
    return read_workspace(folder / "workspace")


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(folder: Path, tmp_path: Path) -> None:
    assert main(["300", str(tmp_path / "same"), "--seed", "7"]) == 0
    assert digests(tmp_path / "same") == digests(folder)
    main(["300", str(tmp_path / "other"), "--seed", "8"])
    assert digests(tmp_path / "other") != digests(folder)


def test_the_rows_of_a_seed_never_change() -> None:
    told = hashlib.sha256(repr([*rows(Scale(50, 3, 1))]).encode()).hexdigest()
    assert told[:16] == "240cd422cd79b31c", "published figures belong to these rows: change them only with new figures"


def test_as_many_records_as_were_asked_for_pass_the_door(workspace: Workspace) -> None:
    assert not workspace.problems
    assert len(workspace.records) == 300
    assert len(workspace.sources) == 3


def test_the_mapper_gives_the_triples_that_are_written_down_and_no_others(folder: Path, workspace: Workspace) -> None:
    ontology = load_ontology()
    trees, mapper = Trees(ontology, workspace.entities), Mapper(ontology, workspace.dataset.base)
    for source in {record.source for record in workspace.records}:
        records = (record for record in workspace.records if record.source == source)
        made = {" ".join(quad[:3]) + " ." for record in records for quad in mapper.quads(trees.thing(record))}
        written = (folder / "expected" / f"{source}.nt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
        assert len(written) == len({*written}), "each triple once"
        assert {*written} == made


def test_a_record_has_about_25_triples_in_the_graph_of_its_source(folder: Path) -> None:
    lines = sum(len(path.read_bytes().splitlines()) for path in (folder / "expected").iterdir())
    assert 22 < lines / 300 < 28


def test_sources_overlap_and_disagree(workspace: Workspace) -> None:
    ontology = load_ontology()
    made = [reconcile(records, ontology, workspace.entities) for _, records in things(workspace.records)]
    relations = Counter(each.relation.value for one in made for each in one.comparisons)
    assert {"same", "refines", "disjoint", "complements"} <= relations.keys()
    assert relations["same"] > relations["disjoint"]


def test_csv_and_json_lines_tell_the_same(folder: Path) -> None:
    for file in (folder / "csv").iterdir():
        with file.open(encoding="utf-8", newline="") as stream:
            told = [(row["memorial"], row["date"], row["height"]) for row in csv.DictReader(stream)]
        lines = (
            (folder / "workspace" / "sources" / file.stem / "records.jsonl").read_text(encoding="utf-8").splitlines()
        )
        trees = [json.loads(line) for line in lines]
        assert told == [
            (tree["record"], tree.get("inauguration", {}).get("date", ""), tree.get("height", {}).get("value", ""))
            for tree in trees
        ]


def test_a_source_that_has_no_words_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1 to 8 sources"):
        Scale(10, 9)

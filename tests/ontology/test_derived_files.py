from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from memorial_kg import resources
from memorial_kg.ontology import load_ontology
from memorial_kg.ontology.derived import DERIVED, derived_text
from memorial_kg.records import Tree, read_rows, write_yaml
from memorial_kg.workspace import read_workspace

CHECKOUT = Path(__file__).parents[2]
WORKSPACES = (CHECKOUT / "data", CHECKOUT / "src" / "memorial_kg" / "_workspace")
RECORDS = sorted(file for folder in WORKSPACES for file in folder.glob("sources/*/records.*"))
ONTOLOGY = load_ontology()


@pytest.mark.parametrize("name", DERIVED)
def test_derived_files_are_fresh(name: str) -> None:
    assert resources.text("ontology", name) == derived_text(name, ONTOLOGY), "stale: run `make ontology`"


def schema() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(resources.text("ontology", "record.schema.json"))
    return made


def trees(file: Path) -> list[Tree]:
    with file.open("rb") as stream:
        return [row.tree for row in read_rows(stream, file.name)]


def complaints(records: list[Tree]) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema()).iter_errors(records)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: "-".join(file.parts[-4:-1]))
def test_every_bundled_record_fits_the_schema_of_editors(file: Path) -> None:
    found = trees(file)
    assert found
    assert complaints(found) == []


@pytest.mark.parametrize("folder", WORKSPACES, ids=lambda folder: folder.name)
def test_what_the_program_writes_fits_the_schema_of_editors(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "records.yaml"
    file.write_text(write_yaml(read_workspace(folder, ONTOLOGY).records), encoding="utf-8")
    assert complaints(trees(file)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"nmae": {"en": "Stone"}},
        {"name": "Stone"},
        {"kinds": ["statu"]},
        {"country": ["place/a", "place/b"]},
        {"inauguration": {"dte": "2014"}},
        {"about": "place/a"},
        {"locator": None},
    ],
    ids=str,
)
def test_an_editor_sees_what_the_door_would_refuse(wrong: dict[str, Tree]) -> None:
    good = {"record": "a", "about": "memorial/a", "locator": "line 1"}
    assert complaints([good]) == []
    assert complaints([good | wrong]) != []

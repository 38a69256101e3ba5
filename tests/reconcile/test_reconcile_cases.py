"""Cases of reconciling: a folder of tests/cases/reconcile is a test.

Each file but `expected.yaml` is a source with its records; `entities.yaml` beside the folders is what the editors know.
`expected.yaml` holds all comparisons, each as `first relation second` (with `refines`, the first is more specific), and
the whole reconciled record, as a file would hold it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from memorial_kg.ontology import load_ontology
from memorial_kg.reconcile import Reconciled, reconcile
from memorial_kg.records import Record, Row, Tree, check_entity, check_record, read_rows
from memorial_kg.records.entities import Entities

ONTOLOGY = load_ontology()
CASES = Path(__file__).parent.parent / "cases" / "reconcile"


def rows(file: Path) -> Iterable[Row]:
    with file.open("rb") as stream:
        yield from read_rows(stream, file.name)


def records_of(folder: Path) -> list[Record]:
    checked = [
        check_record(row, file.stem, ONTOLOGY)
        for file in sorted(folder.glob("*.yaml"))
        if file.name != "expected.yaml"
        for row in rows(file)
    ]
    assert [str(problem) for _, problems in checked for problem in problems] == []
    return [record for record, _ in checked if record]


def editors() -> Entities:
    checked = [check_entity(row, ONTOLOGY) for row in rows(CASES / "entities.yaml")]
    assert not any(problems for _, problems in checked)
    return Entities([record for record, _ in checked if record], ONTOLOGY)


def shown(found: Reconciled) -> dict[str, Tree]:
    """What was found, as `expected.yaml` holds it."""
    comparisons: dict[str, dict[str, list[str]]] = {}
    for each in found.comparisons:
        first, second = (each.first.removeprefix("record/"), each.second.removeprefix("record/"))
        if each.more_specific == each.second:
            first, second = second, first
        of_node = comparisons.setdefault(each.node, {})
        of_node.setdefault(each.key, []).append(f"{first} {each.relation.value} {second}")
    return {"comparisons": comparisons, "reconciled": shorter(dict(found.record.claims))}


def shorter(tree: Tree) -> Tree:
    """A value as people write it: no list of one, no mapping with nothing but an id."""
    if isinstance(tree, list):
        items = [shorter(item) for item in tree]
        return items[0] if len(items) == 1 else items
    if isinstance(tree, dict):
        return tree["id"] if [*tree] == ["id"] else {key: shorter(value) for key, value in tree.items()}
    return tree


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_a_case_is_reconciled_as_its_folder_says(name: str) -> None:
    text = (CASES / name / "expected.yaml").read_text(encoding="utf-8")
    expected = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes nothing but strings, lists and mappings
    found = reconcile(records_of(CASES / name), ONTOLOGY, editors())
    assert shown(found) == expected
    for each in found.comparisons:
        assert (each.relation.value == "refines") == bool(each.more_specific)


def test_there_are_cases() -> None:
    assert len([path for path in CASES.iterdir() if path.is_dir()]) >= 40

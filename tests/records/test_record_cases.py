"""Each folder of tests/cases/records holds a file of records and, in expected.txt, what the door says of it.

To add a test, add a folder: `records.yaml` or `records.jsonl`, and the lines of the problems, in the order in which they
are told, with `good: N` at the end.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from memorial_kg.ontology import load_ontology
from memorial_kg.workspace import read_records

CASES = Path(__file__).parents[1] / "cases" / "records"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_the_door_says_what_is_wrong_and_keeps_what_is_good(case: str) -> None:
    assert told(CASES / case) == (CASES / case / "expected.txt").read_text(encoding="utf-8")


# What libyaml says of a broken file differs from what PyYAML's own parser says; what they read does not.
@pytest.mark.parametrize("case", sorted(path.parent.name for path in CASES.glob("*/records.yaml")))
def test_records_are_the_same_without_libyaml(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    good = told(CASES / case).splitlines()[-1]
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert told(CASES / case).splitlines()[-1] == good


def told(folder: Path) -> str:
    [file] = folder.glob("records.*")
    records, problems = read_records(file, "list", load_ontology(), file.name)
    return "".join(f"{line}\n" for line in (*problems, f"good: {len(records)}"))

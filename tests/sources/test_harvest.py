"""Every folder of tests/cases/labelled is a document with its source.toml, and what comes of it.

document.txt, source.toml, corrections.yaml (if any)
expected.yaml     the records
problems.txt      the problems, one a line; without this file there are none
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from memorial_kg.errors import InputError
from memorial_kg.records import Tree, read_rows
from memorial_kg.sources import Harvest, dump_records, harvest, records_file

CASES = Path(__file__).parents[1] / "cases" / "labelled"
CHECKOUT = Path(__file__).parents[2]
LIST = CHECKOUT / "data" / "sources" / "list"
DOCUMENT = CHECKOUT.parent / "shared" / "documents" / "list.txt"


def harvested(case: Path) -> Harvest:
    return harvest(case, (case / "document.txt").read_bytes().decode(), "document.txt")


def told(result: Harvest, case: Path) -> list[str]:
    return [str(problem).replace(f"{case}/", "") for problem in result.problems]


def trees(text: str) -> list[Tree]:
    rows = [*read_rows(BytesIO(text.encode()), "records.yaml")]
    assert [problem for row in rows for problem in row.problems] == []
    return [row.tree for row in rows]


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_a_document_becomes_the_records_and_problems_that_its_case_expects(case: Path) -> None:
    result = harvested(case)
    expected = case / "expected.yaml"
    assert expected.is_file() or (case / "problems.txt").is_file(), "a case expects something"
    assert told(result, case) == lines_of(case / "problems.txt")
    if expected.is_file():
        assert result.records == trees(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_records_are_read_back_as_they_were_written(case: Path) -> None:
    records = harvested(case).records
    assert trees(dump_records(records, ["place", "country"])) == records


@pytest.mark.skipif(not DOCUMENT.is_file(), reason="the document of the list is not at hand")
def test_the_records_of_the_list_are_what_its_document_gives() -> None:
    result = harvest(LIST, DOCUMENT.read_bytes().decode(), DOCUMENT.name)
    kept = trees((LIST / "records.yaml").read_text(encoding="utf-8"))
    assert [str(problem) for problem in result.problems] == []
    assert result.records == kept, "run: memorial-kg harvest data/sources/list ../shared/documents/list.txt"


def test_a_file_of_records_begins_with_how_it_was_made() -> None:
    text = records_file(harvested(CASES / "missing-name"), "examples")
    assert "memorial-kg harvest data/sources/examples DOCUMENT" in text
    assert [record["record"] for record in trees(text)] == ["ex-sampletown"]


def test_keys_come_in_the_order_that_is_asked_for() -> None:
    [record] = harvested(CASES / "missing-name").records
    keys = [*trees(dump_records([record], ["status", "place"]))[0]]
    assert keys == ["record", "about", "locator", "status", "place", "country", "inauguration", "evidence"]


def with_source(folder: Path, text: str) -> Path:
    (folder / "source.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("source", "says"),
    [
        pytest.param("[harvest", "cannot be read", id="broken TOML"),
        pytest.param("title = 'x'", "harvest: is missing", id="no rules"),
        pytest.param(
            "[harvest]\nformat = 'label-and-valeu'\ndate-order = 'dmy'\nlanguage = 'en'",
            "did you mean 'label-and-value'?",
            id="an unknown format",
        ),
        pytest.param(
            "[harvest]\nformat = 'label-and-value'\ndate-order = 'day first'\nlanguage = 'en'",
            "harvest.date-order: 'day first' cannot be read; expected one of dmy, mdy, ymd",
            id="an unknown order of dates",
        ),
        pytest.param(
            "[harvest]\nformat = 'label-and-value'\ndate-order = 'dmy'\nlanguage = 'en'\nnoize = []",
            "harvest.noize: is not a key here",
            id="a misspelt key",
        ),
        pytest.param(
            "[harvest]\nformat = 'label-and-value'\ndate-order = 'dmy'\nlanguage = 'en'\n[[harvest.labels]]\nread = 'date'",
            "harvest.labels[1].key: is missing",
            id="a label without a key",
        ),
        pytest.param(
            "[harvest]\nformat = 'label-and-value'\ndate-order = 'dmy'\nlanguage = 1\nnoise = 'x'\ncountries = 'y'\nlabels = {}",
            "harvest.labels: {} cannot be read",
            id="wrong types",
        ),
    ],
)
def test_rules_that_cannot_be_read_are_refused_in_words(tmp_path: Path, source: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        harvest(with_source(tmp_path, source), "", "document.txt")
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("corrections", "says"),
    [
        pytest.param("- record: ex-sampletown\n  add: {kinds: [x]}", ":1: ex-sampletown: reason:", id="no reason"),
        pytest.param("- {record: a, reason: b, sets: {}}", "did you mean 'set'?", id="a misspelt key"),
        pytest.param("- {record: a, reason: b, remove: x}", "remove: 'x' is no remove", id="a text for a list"),
        pytest.param("- just a text", "is not a correction", id="no mapping"),
        pytest.param("- record: [", "corrections.yaml:", id="broken YAML"),
    ],
)
def test_corrections_that_cannot_be_read_are_refused_in_words(tmp_path: Path, corrections: str, says: str) -> None:
    with_source(tmp_path, (CASES / "noise" / "source.toml").read_text(encoding="utf-8"))
    (tmp_path / "corrections.yaml").write_text(corrections, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        harvest(tmp_path, "", "document.txt")
    assert says in str(refused.value)

from __future__ import annotations

import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies import SOURCE, record_lists, records, trees

from memorial_kg.errors import Problem
from memorial_kg.ontology import load_ontology
from memorial_kg.records import (
    Record,
    Row,
    Tree,
    check_decision,
    check_entity,
    check_record,
    check_source,
    read_rows,
    write_jsonl,
    write_yaml,
)
from memorial_kg.records.model import Origin

ONTOLOGY = load_ontology()
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def read(text: str | bytes, file: str) -> tuple[list[Record], list[Problem]]:
    data = text if isinstance(text, bytes) else text.encode()
    checked = [check_record(row, SOURCE, ONTOLOGY) for row in read_rows(io.BytesIO(data), file)]
    return [record for record, _ in checked if record], [problem for _, problems in checked for problem in problems]


@given(record_lists())
@LAW
def test_reading_the_yaml_that_was_written_gives_the_same_records(written: list[Record]) -> None:
    assert read(write_yaml(written), "records.yaml") == (written, [])


@given(record_lists())
@LAW
def test_reading_the_json_lines_that_were_written_gives_the_same_records(written: list[Record]) -> None:
    assert read(write_jsonl(written), "records.jsonl") == (written, [])


@given(records(), trees)
@LAW
def test_a_good_record_stays_good_beside_any_other(good: Record, other: Tree) -> None:
    rows = [*read_rows(io.BytesIO(write_yaml([good]).encode()), "good.yaml"), Row(other, Origin("bad.yaml", 1))]
    checked = [check_record(row, SOURCE, ONTOLOGY)[0] for row in rows]
    assert checked[0] == good


@given(records(), st.text(max_size=60))
@LAW
def test_a_good_record_stays_good_after_any_broken_one(good: Record, line: str) -> None:
    broken = "- " + " ".join(line.split()) + "\n"
    found, _ = read(broken + write_yaml([good]), "records.yaml")
    assert good in found or not broken.isprintable()


@given(trees)
@LAW
def test_the_door_lets_in_or_says_why_not_and_never_breaks(tree: Tree) -> None:
    row = Row(tree, Origin("any.yaml", 1))
    for record, problems in (
        check_record(row, SOURCE, ONTOLOGY),
        check_entity(row, ONTOLOGY),
        check_decision(row, ONTOLOGY),
        check_source(row, ONTOLOGY),
    ):
        assert (record is None) == bool(problems)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")), st.sampled_from(["a.yaml", "a.jsonl", "-"]))  # fmt: skip
@LAW
def test_any_bytes_are_read_or_refused(data: bytes, file: str) -> None:
    found, problems = read(data, file)
    lines = max(len(data.splitlines()), 1)
    for problem in problems:
        assert problem.file == file
        assert 1 <= problem.line <= lines, problem
        assert problem.what
        assert problem.expected or problem.todo
        assert str(problem).isprintable()
    assert found == []


@given(st.lists(trees, max_size=3))
@LAW
def test_every_problem_of_a_record_says_where_what_and_what_to_do(items: list[Tree]) -> None:
    for number, tree in enumerate(items, start=1):
        _, problems = check_record(Row(tree, Origin("any.yaml", number)), SOURCE, ONTOLOGY)
        for problem in problems:
            assert (problem.file, problem.line) == ("any.yaml", number)
            assert problem.what
            assert problem.expected or problem.todo
            assert str(problem).isprintable(), str(problem)
            assert problem.expected[:1] not in {"T", "A"}, "a clause does not begin like a sentence"

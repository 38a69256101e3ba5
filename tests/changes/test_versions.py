"""Versions are compared as what they are: files of records, sources, workspaces, built graphs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.changes.test_graphs import ARTICLE, LIST, apply_patch, edited, replaced
from tests.conftest import DATA, Run
from tests.strategies import SOURCE, record_lists

from memorial_kg.changes import Counts, ItemChange, diff_records, rdf_patch, summary
from memorial_kg.changes.inputs import Versions
from memorial_kg.changes.report import as_text, tree_of
from memorial_kg.errors import InputError, UsageError
from memorial_kg.graph.mapper import Mapper
from memorial_kg.graph.nodes import Trees
from memorial_kg.ontology import load_ontology
from memorial_kg.records import Record, write_jsonl, write_yaml
from memorial_kg.records.entities import Entities
from memorial_kg.terms import lines
from memorial_kg.workspace import DEFAULT_BASE

ONTOLOGY = load_ontology()
LAW = settings(
    deadline=None,
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)
DATE = replaced(ARTICLE, "tr-usak", "2014-02", "2014-02-26")
SAID = ["article: tr-usak", "    opened: date: 2014-02 → 2014-02-26 (more precise)", "1 changed"]


def told(old: Path, new: Path, source: str = "") -> list[str]:
    """What a person reads of two versions, all of which are good."""
    versions = Versions(old, new, ONTOLOGY, source)
    with versions.changes() as changes:
        said = [*as_text(changes, Counts())]
    assert versions.problems == []
    return said


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


# -- what is compared with what ---------------------------------------------------------------------------------------


def test_workspaces_sources_and_files_of_records_are_told_by_what_they_hold(tmp_path: Path) -> None:
    new = edited(tmp_path, DATE)
    assert told(DATA, new) == SAID
    assert told(DATA / "sources/article", new / "sources/article") == SAID
    assert told(DATA / ARTICLE, new / ARTICLE) == SAID
    assert told(DATA / "sources/article", new / ARTICLE) == SAID
    assert told(DATA, DATA) == ["no difference"]


def test_what_is_of_two_kinds_is_a_usage_error_that_names_both(tmp_path: Path) -> None:
    built = written(tmp_path, "dataset.nq", "").parent
    with pytest.raises(UsageError, match=r"data is a workspace, and .* is a built graph"):
        Versions(DATA, built, ONTOLOGY)
    with pytest.raises(UsageError, match=r"records.yaml is the records of a source, and .*data is a workspace"):
        Versions(DATA / ARTICLE, DATA, ONTOLOGY)


def test_what_is_nothing_of_this_is_an_error_that_names_what_can_be_compared(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"name a file of records \(.yaml"):
        Versions(tmp_path, DATA, ONTOLOGY)
    with pytest.raises(InputError, match="no such file"):
        Versions(DATA, tmp_path / "nothing", ONTOLOGY)


def test_whatever_changes_in_a_workspace_is_said_where_it_belongs(tmp_path: Path) -> None:
    new = edited(tmp_path, DATE)
    for file, old, text in (
        ("dataset.toml", "Memorials to Khojaly", "Memorials that remember Khojaly"),
        ("sources/list/source.toml", 'language = "en"', 'language = "tr"'),
        ("entities/places.yaml", "id: place/tr-usak\n", "id: place/tr-usak\n  note: {en: Looked at again.}\n"),
        ("identity.yaml", "decision: same-thing", "decision: undecided"),
    ):
        before = (new / file).read_text(encoding="utf-8")
        assert old in before, file
        (new / file).write_text(before.replace(old, text, 1), encoding="utf-8")
    shutil.copytree(new / "sources/list", new / "sources/second")
    found = "\n".join(told(DATA, new))
    for words in (
        "dataset.toml\n    title: “Memorials [−to−]{+that remember+} Khojaly",
        "source/list (",
        "    language: en → tr",
        "place/tr-usak (Uşak)\n    editor's note: + “Looked at again.” (en)",
        "    decision: same-thing → undecided",
        "+ source/second",
        "+ second: tr-usak",
    ):
        assert words in found, found
    assert "− source/second" in "\n".join(told(new, DATA))


# -- files ------------------------------------------------------------------------------------------------------------


def changes_of(versions: Versions) -> list[ItemChange]:
    with versions.changes() as changes:
        return [*changes]


@LAW
@given(record_lists(), record_lists())
def test_files_of_either_format_give_the_same_as_records_in_memory(
    tmp_path: Path, old: list[Record], new: list[Record]
) -> None:
    first, second = written(tmp_path, "old.yaml", write_yaml(old)), written(tmp_path, "new.jsonl", write_jsonl(new))
    assert changes_of(Versions(first, second, ONTOLOGY, SOURCE)) == [*diff_records(old, new)]


def test_the_order_of_records_and_keys_is_no_difference(tmp_path: Path) -> None:
    rows = ['{"record":"a","about":"memorial/a","locator":"1"}', '{"record":"b","about":"memorial/b","locator":"2"}']
    other = ['{"about":"memorial/b","locator":"2","record":"b"}', rows[0]]
    pair = [written(tmp_path, f"{n}.jsonl", "\n".join(each)) for n, each in enumerate((rows, other))]
    assert told(pair[0], pair[1]) == ["no difference"]


def test_a_record_that_is_refused_is_a_problem_and_not_a_removal(tmp_path: Path) -> None:
    good = '{"record":"a","about":"memorial/a","locator":"1"}\n'
    old = written(tmp_path, "old.jsonl", good + '{"record":"b","about":"memorial/b","locator":"2","kinds":"park"}\n')
    new = written(
        tmp_path,
        "new.jsonl",
        good.replace('"1"', '"1","name":{"en":"A"}')
        + '{"record":"b","about":"memorial/b","locator":"2","kinds":"prak"}\n{"about":\n'
        + good
        + '{"about":"memorial/c","locator":"3"}\n',
    )
    versions = Versions(old, new, ONTOLOGY, "list")
    assert [(item.id, item.change) for item in changes_of(versions)] == [("a", "changed")]
    assert {(problem.line, problem.record) for problem in versions.problems} == {(2, "b"), (3, ""), (4, "a"), (5, "")}
    with pytest.raises(InputError, match="a patch takes good records only"):
        Versions(old, new, ONTOLOGY, "list").lines()


# -- the patch of records ---------------------------------------------------------------------------------------------


def quads(records: list[Record]) -> list[str]:
    trees, mapper = Trees(ONTOLOGY, Entities([], ONTOLOGY)), Mapper(ONTOLOGY, DEFAULT_BASE)
    made = [quad for each in records for quad in mapper.quads(trees.thing(each), f"source/{each.source}")]
    return lines([*made, *(quad for each in records for quad in mapper.quads(trees.record(each)))])


@LAW
@given(record_lists("memorial"), record_lists("memorial"))
def test_the_patch_of_records_makes_the_new_graph_of_the_source_of_the_old_one(
    tmp_path: Path, old: list[Record], new: list[Record]
) -> None:
    pair = written(tmp_path, "old.jsonl", write_jsonl(old)), written(tmp_path, "new.jsonl", write_jsonl(new))
    assert apply_patch(quads(old), rdf_patch(*Versions(*pair, ONTOLOGY, SOURCE).lines())) == quads(new)


def test_a_quad_that_another_record_states_too_stays(tmp_path: Path) -> None:
    shared = '"about":"memorial/x","locator":"1","place":{"id":"place/p","name":{"en":"P"}}'
    rows = [f'{{"record":"{key}",{shared}}}\n' for key in "ab"]
    old, new = written(tmp_path, "old.jsonl", "".join(rows)), written(tmp_path, "new.jsonl", rows[1])
    for pair in ((old, new), (new, old)):
        patch = [*rdf_patch(*Versions(*pair, ONTOLOGY, "list").lines())]
        assert all("record/list/a" in row for row in patch[2:-1]), patch
        assert len(patch) > 3


# -- the command, and what harvest says --------------------------------------------------------------------------------


def test_the_command_answers_as_diff_does(memorial_kg: Run, tmp_path: Path) -> None:
    new = edited(tmp_path, DATE)
    done = memorial_kg("diff", DATA, new)
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (1, SAID, "")
    same = memorial_kg("diff", DATA, DATA)
    assert (same.returncode, same.stdout, same.stderr) == (0, "no difference\n", "")
    quiet = memorial_kg("diff", "-q", DATA / ARTICLE, new / ARTICLE)
    assert (quiet.returncode, quiet.stdout) == (1, "")
    mixed = memorial_kg("diff", DATA / ARTICLE, DATA)
    assert (mixed.returncode, mixed.stdout) == (2, "")
    assert "two of the same kind" in mixed.stderr


def test_every_format_comes_from_the_command(memorial_kg: Run, tmp_path: Path) -> None:
    pair = (DATA / ARTICLE, edited(tmp_path, DATE) / ARTICLE)
    document, update = (memorial_kg("diff", *pair, "-f", name) for name in ("json", "sparql-update"))
    assert (document.returncode, update.returncode) == (1, 1)
    found = changes_of(Versions(*pair, ONTOLOGY))
    assert json.loads(document.stdout)["changes"] == [json.loads(json.dumps(tree_of(item))) for item in found]
    assert "DELETE DATA {\nGRAPH <https://w3id.org/memorial-kg/source/article> {" in update.stdout
    same = memorial_kg("diff", pair[0], pair[0], "-f", "rdf-patch")
    assert (same.returncode, same.stdout.splitlines()[1:]) == (0, ["TX .", "TC ."])


def test_a_bad_record_is_named_and_the_others_are_compared(memorial_kg: Run, tmp_path: Path) -> None:
    new = edited(tmp_path, DATE, replaced(LIST, "tr-usak", "'2016'", "'2016-13'"))
    done = memorial_kg("diff", DATA, new)
    assert (done.returncode, done.stdout.splitlines()) == (3, SAID)
    assert "tr-usak: inauguration.date" in done.stderr
    assert "1 problem:" in done.stderr


def test_a_harvest_can_say_in_a_few_lines_what_it_changes(tmp_path: Path) -> None:
    new = edited(tmp_path, DATE)
    assert summary(DATA / ARTICLE, new / ARTICLE) == SAID
    assert summary(DATA / ARTICLE, new / ARTICLE, most=1) == [
        SAID[0],
        "… and 1 more line; with a copy of the old file, `memorial-kg diff` shows all",
        SAID[2],
    ]
    assert summary(DATA / ARTICLE, DATA / ARTICLE) == ["no difference"]

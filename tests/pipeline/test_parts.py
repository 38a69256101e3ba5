"""A build in many parts gives the bytes of a build in one, and of the graph in memory, for any number of processes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.pipeline.invented import write_workspace

from memorial_kg.built import Summary
from memorial_kg.errors import InputError, Problem
from memorial_kg.export import FORMATS
from memorial_kg.graph.dataset import Graphs
from memorial_kg.graph.wikibase import wikibase_lines
from memorial_kg.knowledge import distributions
from memorial_kg.ontology import load_ontology
from memorial_kg.pipeline import build, collecting, pieces
from memorial_kg.validation import Report, validate
from memorial_kg.workspace import read_workspace

ONTOLOGY = load_ontology()
COUNT = 40


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut everything as small as a workspace of a million records would be cut."""
    monkeypatch.setattr(collecting, "_PART", 1_500)
    monkeypatch.setattr(pieces, "_BYTES", 1_000)
    monkeypatch.setattr(pieces.cut, "__defaults__", (1_000,))


def records(source: str) -> Iterator[dict[str, Any]]:
    """Records that speak of each other's things: an event with records of its own, places that nobody agrees about."""
    for number in range(COUNT):
        where = {"id": f"place/town-{number % 7}", "name": {"en": f"Town {number % 7}"}}
        if number % 3 == 0:
            where["country"] = f"place/country-{number % 2}"
        yield {
            "record": f"m-{number}",
            "about": f"memorial/m-{number}",
            "locator": f"row {number}",
            "name": {"en": f"Memorial {number}" if number % 5 else f"Memorial {number} of the {source}"},
            "place": where,
            "commemorates": [
                {"id": f"event/flood-{number % 4}", "date": str(1990 + (number + len(source) * (number % 4 < 2)) % 3)}
            ],
            "sculptors": [{"id": f"person/p-{number % 6}", "name": {"en": f"P. {source} {number % 6}"}}],
            "inauguration": {
                "date": "2016" if source == "list" or number == 5 else f"201{6 - number % 2}-0{number % 9 + 1}"
            },
        }
    for number in range(2):
        yield {
            "record": f"flood-{number}",
            "about": f"event/flood-{number}",
            "date": "1991",
            "locator": f"page {number}",
        }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace of two sources, one in lines and one in YAML, and editors who know some of their things."""
    return write_workspace(tmp_path / "workspace", records)


def dumps(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of a built graph but the databases."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.suffix != ".sqlite"}


def built(folder: Path, out: Path, **asked: Any) -> tuple[Summary, Report]:  # noqa: ANN401 - what `build` takes
    """The dataset alone: what is made of it has tests elsewhere, and takes most of the time of a small build."""
    return build(folder, out, dumps_only=True, formats=["nquads"], **asked)


@pytest.mark.usefixtures("small_parts")
def test_parts_give_the_bytes_of_the_whole(folder: Path, tmp_path: Path) -> None:
    summary, report = build(folder, tmp_path / "graph", formats=["nquads"])
    read = read_workspace(folder, ONTOLOGY)
    assert read.problems == ()
    whole = Graphs(read, ONTOLOGY, distributions(["nquads"]))
    assert (tmp_path / "graph/dataset.nq").read_text(encoding="utf-8").splitlines() == whole.lines()
    assert (tmp_path / "graph/wikibase.nq").read_text(encoding="utf-8").splitlines() == wikibase_lines(whole)
    assert summary.quads == len(whole.lines())
    assert summary.comparisons["disjoint"] == len(summary.disagreements) > 0
    expected = validate(whole.lines())
    assert {str(each) for each in report.violations} != set() or expected.conforms
    assert [(v.focus, v.path, v.message, v.graph) for v in sorted(report.violations, key=str)] == [
        (v.focus, v.path, v.message, v.graph) for v in sorted(expected.violations, key=str)
    ]
    assert report.checked == expected.checked


def in_words(done: tuple[Summary, Report]) -> tuple[object, ...]:
    summary, report = done
    return summary, report.violations, report.checked, report.graphs


@pytest.mark.usefixtures("small_parts")
def test_any_number_of_processes_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    alone = build(folder, tmp_path / "alone", formats=["nquads"], jobs=1)
    together = build(folder, tmp_path / "together", formats=["nquads"], jobs=2)
    assert dumps(tmp_path / "alone") == dumps(tmp_path / "together")
    assert in_words(alone) == in_words(together)


def test_parts_of_any_size_give_the_same_dumps(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(folder, tmp_path / "one")
    for size in (4_000, 700):
        monkeypatch.setattr(collecting, "_PART", size)
        built(folder, tmp_path / f"of-{size}")
        made, expected = dumps(tmp_path / f"of-{size}"), dumps(tmp_path / "one")
        made.pop("origins.jsonl"), expected.pop("origins.jsonl")  # in the order of parts
        assert made == expected


# ── builds that find what the last one has made ──


@pytest.fixture
def made_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is made, and not found, from now on."""
    from memorial_kg.pipeline.keeping import Kept

    names: list[str] = []
    remember = Kept.remember

    def noted(self: Kept, name: str, told: object, *files: Path) -> None:
        names.append(name.partition("-")[0])
        remember(self, name, told, *files)

    monkeypatch.setattr(Kept, "remember", noted)
    return names


def rewritten(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.usefixtures("small_parts")
def test_what_has_not_changed_is_not_made_again(folder: Path, tmp_path: Path, made_anew: list[str]) -> None:
    built(folder, tmp_path / "graph")
    many = made_anew.count("part")
    made_anew.clear()
    built(folder, tmp_path / "graph")
    assert made_anew == []
    rewritten(folder / "sources/list/records.jsonl", '"Memorial 11"', '"Stone 11"')
    built(folder, tmp_path / "graph")
    assert made_anew.count("read") == 1
    assert 1 <= made_anew.count("part") <= 2 < many
    built(folder, tmp_path / "from-nothing")
    assert dumps(tmp_path / "graph") == dumps(tmp_path / "from-nothing")


@pytest.mark.usefixtures("small_parts")
def test_a_record_that_only_moved_down_is_not_reconciled_again(
    folder: Path, tmp_path: Path, made_anew: list[str]
) -> None:
    built(folder, tmp_path / "graph")
    made_anew.clear()
    file = folder / "sources/list/records.jsonl"
    file.write_text("\n\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    built(folder, tmp_path / "graph")
    assert "part" not in made_anew
    built(folder, tmp_path / "from-nothing")
    assert dumps(tmp_path / "graph") == dumps(tmp_path / "from-nothing")


def test_what_the_editors_change_reaches_every_part(folder: Path, tmp_path: Path) -> None:
    built(folder, tmp_path / "graph")
    rewritten(folder / "entities/things.yaml", "Town nought", "Town zero")
    built(folder, tmp_path / "graph")
    built(folder, tmp_path / "from-nothing")
    assert b"Town zero" in (tmp_path / "graph/dataset.nq").read_bytes()
    assert dumps(tmp_path / "graph") == dumps(tmp_path / "from-nothing")


def test_what_is_kept_may_be_damaged_or_deleted(folder: Path, tmp_path: Path) -> None:
    built(folder, tmp_path / "graph")
    expected, kept = dumps(tmp_path / "graph"), tmp_path / ".graph.kept"
    for told in kept.glob("*.made"):
        told.write_bytes(told.read_bytes()[:5])
    built(folder, tmp_path / "graph")
    assert dumps(tmp_path / "graph") == expected
    shutil.rmtree(kept)
    built(folder, tmp_path / "graph")
    assert dumps(tmp_path / "graph") == expected


# ── what is wrong ──


@pytest.mark.usefixtures("small_parts")
def test_what_is_wrong_is_said_as_when_all_is_read_at_once(folder: Path, tmp_path: Path) -> None:
    file = folder / "sources/list/records.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace('"2016"', '"20I6"')
    lines[20] = lines[20].replace('"m-20"', '"m-2"')
    lines[30] = (
        lines[30].replace('"name": {"en": "P. list 0"}', '"honorific": {"en": "Dr"}').replace("p-0", "p-unknown")
    )
    lines.insert(9, "{nonsense")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    expected = read_workspace(folder, ONTOLOGY)
    assert len(expected.problems) == 4
    with pytest.raises(InputError) as caught:
        built(folder, tmp_path / "graph")
    assert caught.value.problems == expected.problems
    assert not (tmp_path / "graph").exists()
    told: list[Problem] = []
    summary, _ = built(folder, tmp_path / "graph", keep_going=True, refused=told.extend)
    assert tuple(told) == expected.problems
    assert summary.records == len(expected.records)
    made = (tmp_path / "graph/dataset.nq").read_text(encoding="utf-8").splitlines()
    assert made == Graphs(expected, ONTOLOGY, distributions(["nquads"])).lines()


@pytest.mark.usefixtures("small_parts")
def test_what_stands_beside_an_unknown_reference_may_be_described_anywhere(folder: Path, tmp_path: Path) -> None:
    (folder / "identity.yaml").unlink()
    file = folder / "sources/list/records.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[30] = lines[30].replace('"name": {"en": "P. list 0"}', '"honorific": {"en": "Dr"}').replace("p-0", "p-none")
    lines[30] = lines[30].replace(', "name": {"en": "Town 2"}', "")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    expected = read_workspace(folder, ONTOLOGY).problems
    assert ["person/p-none" in each.what for each in expected] == [True]
    with pytest.raises(InputError) as caught:
        built(folder, tmp_path / "graph")
    assert caught.value.problems == expected


@pytest.mark.usefixtures("small_parts")
def test_of_two_records_with_one_id_side_by_side_the_first_counts(folder: Path, tmp_path: Path) -> None:
    file = folder / "sources/list/records.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[25] = lines[25].replace('"record": "m-25"', '"record": "m-24"')
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "identity.yaml").write_text(
        "- {id: two, decision: distinct, of: [record/list/m-24, record/survey/m-24], reason: {en: They differ.}}\n",
        encoding="utf-8",
    )
    expected = read_workspace(folder, ONTOLOGY).problems
    assert len(expected) == 2
    with pytest.raises(InputError) as caught:
        built(folder, tmp_path / "graph")
    assert caught.value.problems == expected


def test_a_workspace_that_was_read_gives_the_same_dumps(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "from-files", formats=["nquads"])
    build(read_workspace(folder, ONTOLOGY), tmp_path / "from-memory", formats=["nquads"])
    assert dumps(tmp_path / "from-files") == dumps(tmp_path / "from-memory")


def test_dumps_alone_are_the_same_dumps(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "all")
    build(folder, tmp_path / "dumps", dumps_only=True)
    made = dumps(tmp_path / "dumps")
    assert made.keys() >= {f"dataset{each.suffix}" for each in FORMATS.values()} | {"report.ttl", "summary.json"}
    assert not (tmp_path / "dumps/store").exists()
    made.pop("summary.json")  # it lists the files
    assert made == {name: content for name, content in dumps(tmp_path / "all").items() if name in made}

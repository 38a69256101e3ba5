"""A build on Spark gives the dataset and the reports of the local engine, on a cluster whose tasks fail.

The cluster is real, though all of it is on this machine: a master, two workers and an executor each, as processes that
know nothing of this one but what Spark sends them. Tasks may fail there and are tried again, as on any cluster.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.pipeline.invented import write_workspace

from memorial_kg.built import Summary
from memorial_kg.errors import InputError, Problem, RemoteError, UsageError
from memorial_kg.pipeline import build as build_here
from memorial_kg.pipeline import collecting
from memorial_kg.spark import build, building, making, open_session, reading, writing
from memorial_kg.validation import Report

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.skipif(not shutil.which("java"), reason="Spark needs Java")

CLUSTER = "local-cluster[2,1,1024]"
# A Java that starts fast is worth more here than one that runs fast.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
SETTINGS = {
    "spark.driver.extraJavaOptions": JAVA,
    "spark.executor.extraJavaOptions": JAVA,
    "spark.sql.files.openCostInBytes": "0",
}
COUNT = 40


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    with open_session(CLUSTER, settings=SETTINGS, verbose=True) as opened:
        yield opened


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several parts, pieces and partitions, as for millions of records."""
    monkeypatch.setattr(collecting, "_PART", 8_000)
    monkeypatch.setattr(writing, "_LINES", 3_000)

    def in_pieces(session: SparkSession, *given: Any) -> RDD[reading.PieceRead]:  # noqa: ANN401 - passed on
        session.conf.set("spark.sql.files.maxPartitionBytes", "8000")
        try:
            return reading.read_all(session, *given)
        finally:
            session.conf.unset("spark.sql.files.maxPartitionBytes")

    monkeypatch.setattr(building, "read_all", in_pieces)


def records(source: str) -> Iterator[dict[str, Any]]:
    """Records that speak of each other's things: an event with records of its own, towns that nobody agrees about."""
    for number in range(COUNT):
        town = {"id": f"place/town-{number % 7}", "name": {"en": f"Town {number % 7}"}}
        if number % 3 == 0:
            town["country"] = f"place/country-{(number + len(source)) % 2}"
        yield {
            "record": f"m-{number}",
            "about": f"memorial/m-{number}",
            "locator": f"row {number}",
            "name": {"en": f"Memorial {number}" if number % 5 else f"Memorial {number} of the {source}"},
            "place": town,
            "commemorates": [{"id": f"event/flood-{number % 4}", "date": str(1990 + (number + len(source)) % 3)}],
            "sculptors": [{"id": f"person/p-{number % 6}", "name": {"en": f"P. {source} “{number % 6}”\n?"}}],
            "inauguration": {"date": "2016" if source == "list" else f"2016-0{number % 9 + 1}"},
        }
    for number in range(2):
        yield {"record": f"flood-{number}", "about": f"event/flood-{number}", "date": "1991", "locator": f"p. {number}"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two sources, one in lines and one in YAML, and editors who know some of their things."""
    made = tmp_path_factory.mktemp("in a folder") / "work space"
    return write_workspace(made, records, before="\ufeff", between="\n\n")


def built_here(workspace: Path, out: Path, *, keep_going: bool = False) -> tuple[Summary, Report]:
    return build_here(workspace, out, formats=["nquads"], dumps_only=True, keep_going=keep_going)


def partitions(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("part-*"))}


def assert_same(here: tuple[Path, Summary, Report], there: tuple[Path, Summary, Report]) -> None:
    """The bytes of both datasets and reports are the same, and so are their summaries but for the names of files."""
    told = partitions(there[0] / "dataset.nq")
    assert b"".join(told.values()) == (here[0] / "dataset.nq").read_bytes()
    for name in ("report.ttl", "report.json"):
        assert (there[0] / name).read_bytes() == (here[0] / name).read_bytes()
    assert replace(here[1], files=[]) == replace(there[1], files=[])
    assert here[2] == there[2]


@pytest.fixture(scope="module")
def here(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary, Report]:
    folder = tmp_path_factory.mktemp("here") / "graph"
    return folder, *built_here(workspace, folder)


def failing_once(function: Callable[..., Iterator[Any]], marker: Path) -> Callable[..., Iterator[Any]]:
    """The function; in the first attempt of two tasks it raises or ends its process when something is made."""

    def failing(*given: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever the function takes
        import os

        from pyspark import TaskContext

        task = TaskContext.get()
        assert task is not None
        for each in function(*given):
            yield each
            if task.attemptNumber() == 0 and task.partitionId() < 2:
                marker.with_suffix(f".{task.partitionId()}").touch()
                if task.partitionId():
                    os._exit(1)
                raise OSError("this machine goes down")

    return failing


def test_tasks_that_fail_half_way_are_tried_again_and_the_bytes_are_those_of_one_machine(
    session: SparkSession,
    workspace: Path,
    here: tuple[Path, Summary, Report],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "_of_lines", failing_once(reading._of_lines, tmp_path / "read"))
    monkeypatch.setattr(making, "make_parts", failing_once(making.make_parts, tmp_path / "made"))
    save = writing._write_lines

    def failing_save(lines: RDD[bytes], url: str) -> None:
        save(lines.mapPartitions(failing_once(iter, tmp_path / "written")), url)

    monkeypatch.setitem(writing.FORMATS, "nquads", replace(writing.FORMATS["nquads"], write=failing_save))
    out = tmp_path / "my graph"
    summary, report = build(session, workspace, out)
    failed = {path.name for path in tmp_path.iterdir()} - {"my graph"}
    assert failed == {f"{step}.{number}" for step in ("read", "made", "written") for number in (0, 1)}
    assert_same(here, (out, summary, report))
    files = partitions(out / "dataset.nq")
    assert [*files][:2] == ["part-00000.nq", "part-00001.nq"]
    assert all(content.splitlines() == sorted(content.splitlines()) for content in files.values())
    assert (out / "_SUCCESS").exists()
    assert summary.files == ["dataset.nq", "report.json", "report.ttl"]


def test_every_format_holds_the_same_quads_and_places_may_be_urls(
    session: SparkSession, workspace: Path, here: tuple[Path, Summary, Report], tmp_path: Path
) -> None:
    from pyarrow import parquet  # type: ignore[import-untyped]

    url = f"file://{tmp_path}"
    shutil.copytree(workspace, tmp_path / "work space")
    summary, _ = build(session, f"{url}/work space", f"{url}/graph", formats=["nquads-gzip", "parquet"])
    packed = [gzip.decompress(each) for each in partitions(tmp_path / "graph/dataset.nq.gz").values()]
    told = b"".join(packed).decode().splitlines()
    assert told == sorted(told)
    assert len(told) == summary.quads == len(set(told))
    files = sorted((tmp_path / "graph/dataset.parquet").glob("part-*"))
    rows = [row for file in files for row in parquet.read_table(file).to_pylist()]
    assert [" ".join(filter(None, [*row.values(), "."])) for row in rows] == told
    lines = (here[0] / "dataset.nq").read_text(encoding="utf-8").splitlines()
    of_files = ("dataset#nquads", "dataset#parquet", "void#triples")
    assert {each for each in set(told) ^ set(lines) if not any(name in each for name in of_files)} == set()


def test_what_is_wrong_is_said_as_on_one_machine(session: SparkSession, workspace: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(workspace, broken)
    file = broken / "sources/list/records.jsonl"
    lines = file.read_text(encoding="utf-8-sig").split("\n\n")
    lines[3] = lines[3].replace('"2016"', '"20I6"')
    lines[30] = lines[30].replace('"m-30"', '"m-2"')
    lines[20] = lines[20].replace("person/p-2", "person/p-unknown").replace('"name": {"en": "P.', '"note": {"en": "P.')
    lines[27] = (
        lines[27]
        .replace("place/town-6", "place/town-unheard-of")
        .replace('"name": {"en": "Town 6"}', '"kinds": "city"')
    )
    lines.insert(9, "{nonsense")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as expected:
        built_here(broken, tmp_path / "here")
    with pytest.raises(InputError) as caught:
        build(session, broken, tmp_path / "there")
    assert len(expected.value.problems) >= 4
    assert str(caught.value) == str(expected.value)
    assert not (tmp_path / "there").exists()
    refused: list[Problem] = []
    here = (tmp_path / "here", *built_here(broken, tmp_path / "here", keep_going=True))
    there = build(session, broken, tmp_path / "there", keep_going=True, refused=refused.extend)
    assert_same(here, (tmp_path / "there", *there))
    assert tuple(refused) == expected.value.problems


def test_a_build_that_fails_leaves_yesterdays_folder(
    session: SparkSession, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "graph"
    out.mkdir()
    (out / "summary.json").write_text("yesterday's", encoding="utf-8")

    def down(*_: object) -> Iterator[Any]:
        raise OSError("this machine is down")

    monkeypatch.setattr(reading, "_of_lines", down)
    with pytest.raises(RemoteError, match="gave the build up"):
        build(session, workspace, out)
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]
    assert [path.name for path in out.iterdir()] == ["summary.json"]


def test_a_folder_that_no_build_made_is_left_alone(session: SparkSession, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="did not make"):
        build(session, workspace, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_a_workspace_that_is_not_there_is_said_so(session: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no workspace here"):
        build(session, f"file://{tmp_path}/none", tmp_path / "graph")

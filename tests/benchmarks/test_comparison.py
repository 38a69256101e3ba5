"""Every way to map gives the same graph, and the comparison would notice if one did not. Nothing here is timed."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from benchmarks.breaking import write_broken
from benchmarks.checking import what_is_wrong
from benchmarks.contenders import CONTENDERS, ENVIRONMENTS, JOBS, Contender
from benchmarks.facts import Scale
from benchmarks.installing import ROOT
from benchmarks.ours import ours_from_csv, ours_mapping, ours_queries, ours_validation
from benchmarks.peers.checksum import checksum
from benchmarks.preparing import dataset
from benchmarks.records import write_records
from benchmarks.running import Run, run
from benchmarks.table import Cell, markdown

from benchmarks import __main__ as command

RECORDS = 120
OURS = next(each for each in CONTENDERS if each.job == "mapping" and each.is_ours)
PEER = next(each for each in CONTENDERS if each.name == "rdflib" and each.job == "mapping")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_records(tmp_path_factory.mktemp("comparison") / "records", Scale(RECORDS))


@pytest.fixture(scope="module")
def prepared(records: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.cpu_count", lambda: 1)  # another process takes longer to start than this takes
        dataset(records)
    return records


def mapping_of(name: str) -> Callable[[Path, Path], None]:
    if name == "ours":
        return ours_mapping
    if name == "columns":
        pytest.importorskip("polars")
    made: Callable[[Path, Path], None] = import_module(f"benchmarks.peers.{name}").main
    return made


@pytest.mark.parametrize("name", ["ours", "rdflib_mapping", "pyoxigraph_mapping", "columns"])
def test_every_mapping_that_runs_in_this_process_gives_the_same_graph(name: str, records: Path, tmp_path: Path) -> None:
    mapping_of(name)(records, tmp_path)
    assert checksum(tmp_path) == checksum(records / "expected")


def test_the_crosswalk_from_csv_gives_the_same_graph_as_the_records(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    ours_from_csv(records, tmp_path)
    assert checksum(tmp_path, only_sources=True) == checksum(records / "expected")
    summary = json.loads((tmp_path / "graph" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["records"], summary["violations"], summary["warnings"]) == (RECORDS, 0, 0)


def test_the_rules_for_morph_kgc_speak_of_every_predicate_and_of_no_other(records: Path) -> None:
    from benchmarks.peers.morph_mapping import _HEAD, _maps
    from rdflib import Graph

    rules = Graph().parse(data=_HEAD + "".join(_maps(records)), format="turtle", publicID="https://example.org/rules")
    told = {str(value) for _, predicate, value in rules if str(predicate).endswith("r2rml#predicate")}
    lines = (line.split(" ")[1] for file in (records / "expected").iterdir() for line in file.read_text().splitlines())
    assert {f"<{each}>" for each in told} == {*lines}


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda lines: lines[::-1], True),
        (
            lambda lines: [
                *lines,
                next(line for line in lines if line.startswith("<https://example.org/invented/place")),
            ],
            True,
        ),
        (
            lambda lines: [line.replace('"MTR"', '"MTR"^^<http://www.w3.org/2001/XMLSchema#string>') for line in lines],
            True,
        ),
        (lambda lines: lines[1:], False),
        (lambda lines: [*lines, lines[0]], False),  # a memorial's own line comes once
        (lambda lines: [lines[0].replace("m-", "n-"), *lines[1:]], False),
    ],
    ids=[
        "another order",
        "said again",
        "a datatype that is understood",
        "one missing",
        "one twice",
        "one of another thing",
    ],
)
def test_a_checksum_minds_what_is_said_and_not_in_which_order(
    change: Callable[[list[str]], list[str]], same: bool, records: Path, tmp_path: Path
) -> None:
    for file in (records / "expected").iterdir():
        lines = file.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        (tmp_path / file.name).write_text("".join(f"{line}\n" for line in change(lines)), encoding="utf-8")
    assert (checksum(tmp_path) == checksum(records / "expected")) is same


def test_a_build_is_checked_by_the_graphs_of_its_sources(prepared: Path, tmp_path: Path) -> None:
    (tmp_path / "dataset.nq").symlink_to(prepared / "queries" / "data.nq")
    assert checksum(tmp_path, only_sources=True) == checksum(prepared / "expected")
    assert checksum(tmp_path) != checksum(prepared / "expected")
    assert not what_is_wrong("sources", prepared, tmp_path, None)
    assert "another graph" in what_is_wrong("graph", prepared, tmp_path, None)


def test_every_break_is_found_and_nothing_else(prepared: Path, tmp_path: Path) -> None:
    ours_validation(prepared / "validation", tmp_path)
    broken = json.loads((prepared / "validation" / "broken.json").read_text())
    assert {"MaxInclusive", "Pattern", "Datatype"} <= {component for _, _, component in broken}
    assert not what_is_wrong("findings", prepared / "validation", tmp_path, None)
    (tmp_path / "findings.json").write_text(
        json.dumps([*broken[1:], ["default", "<https://example.org/x>", "Pattern"]])
    )
    assert what_is_wrong("findings", prepared / "validation", tmp_path, None).startswith("1 of ")


def test_a_contradiction_that_is_answered_all_the_same_is_one_of_the_breaks(tmp_path: Path) -> None:
    mkg, node = "https://w3id.org/memorial-kg/ontology#", "<https://example.org/invented/memorial/m-1#inauguration>"
    comparison = "<https://example.org/invented/memorial/m-1#comparison-x>"
    lines = [
        f"{comparison} <{mkg}comparedNode> {node} .",
        f"{comparison} <{mkg}comparedProperty> <{mkg}edtf> .",
        f"{comparison} <{mkg}relation> <{mkg}disjoint> .",
    ]
    write_broken(lines, tmp_path / "one")
    assert json.loads((tmp_path / "one" / "broken.json").read_text()) == [["default", comparison, "SPARQL"]]
    assert f"{node} <{mkg}earliest>" in (tmp_path / "one" / "graphs" / "default.nt").read_text()
    write_broken([*lines[:2], lines[2].replace("disjoint", "overlaps")], tmp_path / "none")
    assert json.loads((tmp_path / "none" / "broken.json").read_text()) == []


def test_bundled_queries_have_answers_in_invented_records(prepared: Path, tmp_path: Path) -> None:
    ours_queries(prepared / "queries", tmp_path)
    answers = json.loads((tmp_path / "answers.json").read_text())
    assert answers["count-by-country"] == 3  # so few records have three towns
    assert sum(1 for count in answers.values() if count) > len(answers) / 2
    other = tmp_path / "other"
    other.mkdir()
    (other / "answers.json").write_text(json.dumps(answers | {"memorials": 0}))
    assert what_is_wrong("answers", prepared, other, tmp_path).endswith("are missing (0) or differ: memorials")


def test_every_contender_has_its_program_and_its_environment() -> None:
    for each in CONTENDERS:
        assert each.job in JOBS
        assert each.environment in {"", "node", *ENVIRONMENTS}
        if each.command[0] == "-m" and each.command[1].startswith("benchmarks."):
            assert (ROOT / each.command[1].replace(".", "/")).with_suffix(".py").exists()
        if each.environment == "node":
            assert (ROOT / "benchmarks" / "peers" / each.command[0]).exists()
    assert {each.job for each in CONTENDERS if each.is_ours} == {*JOBS}


def test_no_peer_is_a_dependency_of_ours() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = " ".join(
        [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    )
    assert not [name for name in ("morph", "maplib", "pyrudof", "polars") if name in asked]


def test_a_process_that_takes_too_long_is_ended_with_its_children() -> None:
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    done = run([sys.executable, "-c", script], {}, 0.5)
    assert done.too_long
    assert not done.failed


def test_a_process_that_fails_is_quoted_by_its_last_line() -> None:
    done = run([sys.executable, "-c", "raise ValueError('no such mapping')"], {}, 60)
    assert done.failed == "ValueError: no such mapping"
    assert done.memory > 1_000_000


def test_memory_is_that_of_all_processes_together() -> None:
    script = """
import subprocess, sys
hold = "import time; held = bytearray(b'x' * 60_000_000); time.sleep(1.5)"
children = [subprocess.Popen([sys.executable, "-c", hold]) for _ in range(2)]
[child.wait() for child in children]
"""
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("only Linux tells what processes share")
    assert run([sys.executable, "-c", script], {}, 60).memory > 110_000_000


def test_the_table_has_ratios_limits_and_what_was_wrong() -> None:
    late = Contender("mapping", "a slow one", ("-c", "pass"))
    wrong = Contender("mapping", "a careless one", ("-c", "pass"))
    page = markdown(
        [
            Cell(OURS, 1000, Run(2.0, 2.0, 10**7)),
            Cell(PEER, 1000, Run(9.0, 8.0, 10**8)),
            Cell(late, 1000, Run(60.0, 60.0, 10**8, too_long=True), limit=60),
            Cell(wrong, 1000, Run(1.0, 1.0, 10**7), "another graph: 9 quads for 10"),
            Cell(PEER, 1_000_000, None),
        ],
        "python -m benchmarks",
        0.5,
    )
    assert "| **4.5×** · 9.0 s (8.0) · 100 MB | not run |" in page
    assert "| > 60 s |" in page
    assert "| **0.50×** · 1.0 s (1.0) · 10 MB ✗ |" in page
    assert "- a careless one, mapping, 1000 records: another graph: 9 quads for 10" in page


def test_sizes_are_written_as_people_write_them() -> None:
    assert [command._size(text) for text in ("10k", "1M", "250")] == [10_000, 1_000_000, 250]


def test_the_command_says_how_it_is_used() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "--only" in done.stdout
    assert "--sizes" in done.stdout

"""Law 5: the same workspace gives the same bytes, whatever the hash seed, the locale, the clock zone or the order of files."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from memorial_kg.graph.dataset import Graphs
from memorial_kg.ontology import load_ontology
from memorial_kg.workspace import Workspace, read_workspace

DATA = Path(__file__).parent.parent.parent / "data"
FORMATS = {"turtle": ("text/turtle", "memorials.ttl"), "csv": ("text/csv", "memorials.csv")}
SCRIPT = """
import json, sys
from memorial_kg.graph.dataset import Graphs
from memorial_kg.ontology import load_ontology
from memorial_kg.workspace import read_workspace
ontology = load_ontology()
formats = {name: tuple(each) for name, each in json.loads(sys.argv[2]).items()}
lines = Graphs(read_workspace(sys.argv[1], ontology), ontology, formats).lines()
sys.stdout.buffer.write("\\n".join(lines).encode("utf-8"))
"""


def written_by(workspace: Workspace) -> bytes:
    return "\n".join(Graphs(workspace, load_ontology(), FORMATS).lines()).encode()


@pytest.fixture(scope="module")
def expected() -> bytes:
    return written_by(read_workspace(DATA))


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "4711", "LC_ALL": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Pacific/Auckland"},
    ],
    ids=["seed", "turkish", "plain"],
)
def test_neither_hash_seed_nor_locale_nor_zone_changes_a_byte(environment: dict[str, str], expected: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(DATA), json.dumps(FORMATS)],
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == expected


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_files_and_of_entries_changes_no_byte(seed: int, expected: bytes, tmp_path: Path) -> None:
    chance = random.Random(seed)
    for file in sorted(DATA.rglob("*")):
        target = tmp_path / file.relative_to(DATA)
        if file.is_dir():
            target.mkdir()
        elif file.suffix != ".yaml" or file.name == "corrections.yaml":
            target.write_bytes(file.read_bytes())
        else:
            scatter(file, target, chance)
    assert written_by(read_workspace(tmp_path)) == expected


def scatter(file: Path, target: Path, chance: random.Random) -> None:
    """The entries of a file in another order, those of folders with many files in files of other names."""
    text = file.read_text(encoding="utf-8")
    entries = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes nothing but strings, lists and mappings
    chance.shuffle(entries)
    if file.name == "identity.yaml":
        target.write_text(yaml.safe_dump(entries, allow_unicode=True, default_style="'"), encoding="utf-8")
        return
    cut = chance.randrange(len(entries))
    for name, several in zip(chance.sample(["a", "m", "z"], 2), (entries[:cut], entries[cut:]), strict=True):
        rows = "".join(json.dumps(entry, ensure_ascii=chance.random() < 0.5) + "\n" for entry in several)
        if rows:
            target.with_name(f"{name}-{target.stem}.jsonl").write_text(rows, encoding="utf-8")


def test_building_twice_gives_the_same(expected: bytes) -> None:
    assert written_by(read_workspace(DATA)) == expected


def test_it_is_sorted_and_each_line_stands_once(expected: bytes) -> None:
    lines = expected.decode().split("\n")
    assert lines == sorted(set(lines))

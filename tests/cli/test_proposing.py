from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Run = Callable[..., "CompletedProcess[str]"]

TABLE = "id,title,unveiled\nm-7,Sample stone,14/3/1992\nm-8,Sample column,25/12/1993\n"


def test_a_proposal_harvests_its_file_as_it_is(memorial_kg: Run, tmp_path: Path) -> None:
    works, source = tmp_path / "works.csv", tmp_path / "works"
    works.write_text(TABLE, encoding="utf-8")
    source.mkdir()
    done = memorial_kg("crosswalk", str(works), "-o", str(source / "source.toml"))
    assert (done.returncode, done.stdout) == (0, "")
    assert "read it, change it" in done.stderr
    harvest = memorial_kg("harvest", str(source), str(works), "-o", "-")
    assert harvest.returncode == 0, harvest.stderr
    assert '"1992-03-14"' in harvest.stdout
    assert harvest.stdout.count("\n") == 2


def test_a_file_that_somebody_wrote_is_not_overwritten(memorial_kg: Run, tmp_path: Path) -> None:
    works, mine = tmp_path / "works.csv", tmp_path / "source.toml"
    works.write_text(TABLE, encoding="utf-8")
    mine.write_text("mine", encoding="utf-8")
    done = memorial_kg("crosswalk", str(works), "-o", str(mine))
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert mine.read_text(encoding="utf-8") == "mine"


def test_what_is_declared_about_reading_is_obeyed(memorial_kg: Run, tmp_path: Path) -> None:
    works = tmp_path / "works.txt"
    works.write_text(TABLE.replace(",", "~"), encoding="utf-8")
    done = memorial_kg("crosswalk", str(works), "--format", "csv", "--delimiter", "~")
    assert done.returncode == 0, done.stderr
    harvest = tomllib.loads(done.stdout)["harvest"]
    assert harvest["delimiter"] == "~"
    assert [rule["column"] for rule in harvest["keys"]] == ["title", "unveiled"]


def test_a_file_that_is_not_there_is_an_input_error(memorial_kg: Run, tmp_path: Path) -> None:
    done = memorial_kg("crosswalk", str(tmp_path / "no.csv"))
    assert (done.returncode, done.stdout) == (3, "")
    assert "no such file" in done.stderr


def test_a_table_without_places_leaves_a_place_to_say(memorial_kg: Run, tmp_path: Path) -> None:
    (tmp_path / "stones.csv").write_text("id,name\nmill,Flood stele\ndam,Dam stone\n", encoding="utf-8")
    assert memorial_kg("crosswalk", "stones.csv", "-o", "sources/stones/source.toml").returncode == 0
    rules = tmp_path / "sources" / "stones" / "source.toml"
    before, said, after = rules.read_text(encoding="utf-8").partition("say it of all of them\n")
    assert said
    rules.write_text(before + said + after.replace("# ", "").replace("…", "sampleland"), encoding="utf-8")
    done = memorial_kg("harvest", "sources/stones", "stones.csv", "-o", "-")
    assert (done.returncode, done.stdout.count('"country":{"id":"place/sampleland"')) == (0, 2)

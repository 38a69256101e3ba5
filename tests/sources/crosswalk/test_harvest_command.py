"""`memorial-kg harvest` on tables and the like: the file of records is replaced whole or not at all; what it says and how."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memorial_kg.cli.app import EXIT_CODES
from memorial_kg.cli.harvesting import harvest
from memorial_kg.cli.proposing import crosswalk
from memorial_kg.cli.starting import keys
from memorial_kg.errors import InputError, UsageError

SOURCE = """
title = "Works"
rights = "Invented for a test."

[harvest]
format = "csv"
language = "en"
ignore = ["donor"]

[harvest.record]
key = "{id|slug}"
about = "memorial/xx-{id|slug}"
only = [{ column = "type", in = ["Monument"] }]

[[harvest.keys]]
key = "name"
columns = ["title", "alias"]

[[harvest.keys]]
key = "inauguration.date"
column = "year"
"""
GOOD = "id,title,alias,type,year,donor,state\n1,A,AA,Monument,1920,x,MD\n2,B,,Mural,1930,,MD\n"
BAD = GOOD + "3,C,,Monument,31/31/1999,,MD\n,D,,Monument,1920,,MD\n"


@pytest.fixture
def works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "xx-works"
    folder.mkdir()
    (folder / "source.toml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.csv").write_text(BAD, encoding="utf-8")
    return folder


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(harvest, [*arguments], input=stdin)


def test_good_rows_become_lines_of_records(works: Path) -> None:
    done = run("xx-works", "good.csv")
    assert done.exit_code == 0
    assert "2 rows read: 1 records, 0 rows refused, 1 left out as declared" in done.stderr
    assert "columns that no rule reads: state" in done.stderr
    [line] = (works / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {
        "record": "1", "about": "memorial/xx-1", "locator": "row 1", "name": {"en": "A"}, "inauguration": {"date": "1920"},
        "evidence": {"key": "inauguration.date", "verbatim": "1920"},
    }  # fmt: skip


def test_refusals_are_told_and_the_good_records_are_written(works: Path) -> None:
    done = run("xx-works", "bad.csv", "--report", "r.csv", "--report", "r.html")
    assert done.exit_code == 1
    assert "bad.csv:4, row 3: 3: inauguration.date: '31/31/1999'" in done.stderr
    assert "4 rows read: 2 records, 1 rows refused, 1 left out" in done.stderr
    assert len((works / "records.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert len(Path("r.csv").read_text(encoding="utf-8").splitlines()) == 4
    assert "31/31/1999" in Path("r.html").read_text(encoding="utf-8")


def test_harvesting_twice_gives_the_same_bytes(works: Path) -> None:
    run("xx-works", "bad.csv", "--report", "r.csv", "--report", "r.html")
    files = [works / "records.jsonl", Path("r.csv"), Path("r.html")]
    first = [file.read_bytes() for file in files]
    run("xx-works", "bad.csv", "--report", "r.csv", "--report", "r.html")
    assert [file.read_bytes() for file in files] == first


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param("id,title,alias,type,year\n", "no record could be made, as there is no row", id="no row"),
        pytest.param(
            "id,title,alias,type,year\n,A,,Monument,\n", "as every row was refused or left out", id="no good row"
        ),
        pytest.param("id,titel,alias,type,year\n1,A,,Monument,\n", "there is no column 'title'", id="another header"),
    ],
)
def test_a_harvest_that_fails_leaves_the_records_as_they_were(works: Path, content: str, says: str) -> None:
    run("xx-works", "good.csv")
    before = (works / "records.jsonl").read_bytes()
    Path("next.csv").write_text(content, encoding="utf-8")
    done = run("xx-works", "next.csv")
    assert isinstance(done.exception, InputError)
    assert EXIT_CODES[InputError] == 3
    assert says in str(done.exception)
    assert (works / "records.jsonl").read_bytes() == before
    assert [path.name for path in works.iterdir() if path.name.startswith(".")] == []


def test_a_harvest_that_breaks_off_leaves_the_records_as_they_were(
    works: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from memorial_kg.sources import crosswalk

    run("xx-works", "good.csv")
    before = (works / "records.jsonl").read_bytes()
    made = iter([b"{}\n"])
    monkeypatch.setattr(crosswalk, "line_of", lambda _: next(made))
    Path("two.csv").write_text(GOOD.replace("Mural", "Monument"), encoding="utf-8")
    assert run("xx-works", "two.csv").exception is not None
    assert (works / "records.jsonl").read_bytes() == before


def test_records_go_to_standard_output_and_words_do_not(works: Path) -> None:
    done = run("xx-works", "-", "-o", "-", stdin=GOOD)
    assert [json.loads(line)["record"] for line in done.stdout.splitlines()] == ["1"]
    assert not (works / "records.jsonl").exists()


@pytest.mark.parametrize("option", ["--preview", "--preview=1"])
def test_a_preview_shows_what_each_column_became_and_writes_nothing(works: Path, option: str) -> None:
    done = run("xx-works", "bad.csv", option, "--report", "r.csv")
    assert done.exit_code == 0
    for words in ("name: en A", "inauguration.date: 1920", "left out as declared", "no rule reads it", "the row is let in",
                  "not asked for name: a column before it says something", "about: memorial/xx-1"):  # fmt: skip
        assert words in done.stdout
    assert ("refused: '31/31/1999'" in done.stdout) is (option == "--preview")
    assert not (works / "records.jsonl").exists()
    assert not Path("r.csv").exists()


def test_a_preview_says_which_rules_ask_a_column_in_a_condition(works: Path) -> None:
    with (works / "source.toml").open("a", encoding="utf-8") as rules:
        rules.write('when = [{ column = "state", in = ["MD"] }]\n')
    done = run("xx-works", "good.csv", "--preview")
    assert "asked in a condition of inauguration.date" in done.stdout
    assert "no rule reads it" not in done.stdout


def test_a_preview_of_a_number_of_rows_may_stand_before_the_inputs(works: Path) -> None:
    done = run("--preview", "2", str(works), "bad.csv")
    assert "2 rows shown, 1 left out as declared" in done.stderr
    done = run("--preview", "xx-works", "bad.csv")
    assert "3 rows shown" in done.stderr


def test_corrections_are_replayed_and_told_when_they_no_longer_apply(works: Path) -> None:
    (works / "corrections.yaml").write_text(
        "- {record: '1', author: A. Editor, reason: seen on the spot, set: {name.en: Z}, was: {name.en: A}}\n"
        "- {record: '9', reason: gone, remove: [name]}\n",
        encoding="utf-8",
    )
    done = run("xx-works", "good.csv")
    assert done.exit_code == 1
    assert "corrections.yaml:2: 9: there is no such harvested record" in done.stderr
    assert json.loads((works / "records.jsonl").read_text(encoding="utf-8"))["name"] == {"en": "Z"}


def test_only_the_first_refusals_are_said_and_the_others_counted(works: Path) -> None:
    Path("many.csv").write_text(GOOD + ",D,,Monument,1920,,MD\n" * 15, encoding="utf-8")
    done = run("xx-works", "many.csv")
    assert "… and 5 more: `--report FILE.csv` names them all" in done.stderr


def test_older_records_that_a_build_would_read_too_are_named(works: Path) -> None:
    (works / "records.yaml").write_text("[]", encoding="utf-8")
    assert "xx-works/records.yaml lies beside records.jsonl" in run("xx-works", "good.csv").stderr
    assert "lies beside" not in run("xx-works", "good.csv", "-o", "-").stderr


def test_options_that_would_do_nothing_are_refused(works: Path) -> None:
    assert isinstance(run("xx-works", "good.csv", "--keep-going").exception, UsageError)
    labelled = '[harvest]\nformat = "label-and-value"\nlanguage = "en"\ndate-order = "dmy"\n'
    (works / "source.toml").write_text(labelled, encoding="utf-8")
    for option in ("--preview", "--report=r.csv"):
        assert isinstance(run("xx-works", "good.csv", option).exception, UsageError)


def test_a_missing_correction_is_told_in_the_same_order_every_time(works: Path) -> None:
    names = [f"no-such-{at}" for at in range(9)]
    lines = "".join(f"- {{record: {name}, reason: gone, remove: [name]}}\n" for name in reversed(names))
    (works / "corrections.yaml").write_text(lines, encoding="utf-8")
    done = run("xx-works", "good.csv")
    assert [line.split(": ")[1] for line in done.stderr.splitlines() if "no such harvested record" in line] == names


def test_the_rules_are_explained_where_keys_are() -> None:
    told = CliRunner().invoke(keys, ["harvest"]).stdout
    assert "[[harvest.keys]]: one rule for each value" in told
    assert "geojson" in told


@pytest.mark.parametrize("arguments", [["-o", "mine.csv"], ["--report", "mine.csv"], ["-o", "link.csv"]])
def test_what_is_read_is_never_written_over(works: Path, arguments: list[str]) -> None:
    Path("mine.csv").write_text(GOOD, encoding="utf-8")
    Path("link.csv").symlink_to("mine.csv")
    done = run("xx-works", "mine.csv", *arguments)
    assert isinstance(done.exception, UsageError)
    assert Path("mine.csv").read_text(encoding="utf-8") == GOOD
    again = run("xx-works", "good.csv", "--report", "xx-works/source.toml.csv", "-o", "xx-works/source.toml")
    assert isinstance(again.exception, UsageError)
    assert "title" in (works / "source.toml").read_text(encoding="utf-8")


def test_the_report_is_written_although_no_row_became_a_record(works: Path) -> None:
    Path("none.csv").write_text("id,title,alias,type,year,donor,state\n,D,,Monument,1920,,MD\n", encoding="utf-8")
    done = run("xx-works", "none.csv", "--report", "refused.csv")
    assert isinstance(done.exception, InputError)
    assert "row refused,none.csv,2" in Path("refused.csv").read_text(encoding="utf-8")


def test_a_closed_standard_input_is_named(works: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match="no standard input"):
        harvest.main(["xx-works", "-"], standalone_mode=False)
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(UsageError, match="no standard output"):
        harvest.main(["xx-works", "good.csv", "-o", "-"], standalone_mode=False)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, names of files are text")
def test_a_name_that_is_no_text_costs_no_row(works: Path) -> None:
    Path("rows").mkdir()
    for name in (b"a\xff.csv", b"b\n\x1b[31m.csv"):
        Path("rows", os.fsdecode(name)).write_text(GOOD.replace("1,A", f"{name[0]},A"), encoding="utf-8")
    done = run("xx-works", "rows")
    assert done.exit_code == 0
    told = [json.loads(line)["locator"] for line in (works / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert told == ["a\\udcff.csv, row 1", "b\\n\\x1b[31m.csv, row 1"]
    proposed = CliRunner().invoke(crosswalk, ["rows/" + os.fsdecode(b"a\xff.csv"), "-o", "new/source.toml"])
    assert proposed.exit_code == 0
    assert "udcff" in Path("new/source.toml").read_text(encoding="utf-8")

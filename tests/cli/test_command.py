"""The command as a user meets it: what it prints where, and with which exit code."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import CHECKOUT, DATA, Run

VERBS = [
    "init",
    "keys",
    "crosswalk",
    "harvest",
    "check",
    "build",
    "compare",
    "diff",
    "match",
    "query",
    "validate",
    "export",
    "publish",
    "serve",
    "push",
]


def test_help_names_every_verb_and_answers_at_once(memorial_kg: Run) -> None:
    done = memorial_kg("--help")
    assert done.returncode == 0
    assert all(f"  {verb} " in done.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_every_verb_teaches_by_example(memorial_kg: Run, verb: str) -> None:
    done = memorial_kg(verb, "--help")
    assert done.returncode == 0
    assert f"memorial-kg {verb}" in done.stdout.partition("Example")[2]


def test_a_misspelt_verb_is_a_usage_error_with_a_hint(memorial_kg: Run) -> None:
    done = memorial_kg("biuld")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean 'build'?" in done.stderr


def test_building_shows_what_was_made_and_what_to_do_next(memorial_kg: Run, tmp_path: Path) -> None:
    done = memorial_kg("build", DATA)
    assert done.returncode == 0, done.stderr
    for words in (
        "2, with 27 records",
        "14 and 4 proposals",
        "1 disjoint",
        "violations   0",
        "memorial-kg query memorials",
    ):
        assert words in done.stdout
    assert done.stderr == ""  # no progress in a pipe
    assert {"dataset.nq", "dataset.ttl", "dataset.jsonld", "dataset.csv", "store", "summary.json"} <= {
        path.name for path in (tmp_path / "dist/graph").iterdir()
    }


def test_a_bad_record_stops_the_build_and_leaves_yesterday_untouched(memorial_kg: Run, tmp_path: Path) -> None:
    assert memorial_kg("init", "w").returncode == 0
    assert memorial_kg("build", "w", "-q").returncode == 0
    yesterday = (tmp_path / "dist/graph/dataset.nq").read_bytes()
    records = tmp_path / "w/sources/register/records.yaml"
    records.write_text(records.read_text().replace("1951-06-03", "1951-13-03").replace("plaque", "plaqe"))
    done = memorial_kg("build", "w")
    assert (done.returncode, done.stdout) == (3, "")
    assert "w/sources/register/records.yaml:13: mill-bridge: inauguration.date:" in done.stderr
    assert "town-hall" in done.stderr  # all problems in one run
    assert "Traceback" not in done.stderr
    assert (tmp_path / "dist/graph/dataset.nq").read_bytes() == yesterday
    kept = memorial_kg("build", "w", "--keep-going")
    assert kept.returncode == 0
    assert "with 1 records" in kept.stdout
    assert "inauguration.date" in kept.stderr


def test_a_new_workspace_checks_builds_and_compares_at_once(memorial_kg: Run) -> None:
    assert memorial_kg("init", "mine").returncode == 0
    assert memorial_kg("check", "mine").returncode == 0
    assert memorial_kg("build", "mine", "-o", "g").returncode == 0
    compared = memorial_kg("compare", "mill-bridge", "--workspace", "mine")
    assert "disjoint" in compared.stdout
    assert "1952" in compared.stdout
    again = memorial_kg("init", "mine")
    assert again.returncode == 2
    assert "not empty" in again.stderr


def test_records_are_checked_on_standard_input_in_both_formats(memorial_kg: Run) -> None:
    yaml = "- {record: a, about: memorial/a, locator: row 1, country: {id: place/x, name: {en: X}}}\n"
    line = '{"record": "a", "about": "memorial/a", "locator": "row 1", "height": {"value": 2, "unit": "MTR"}}\n'
    assert memorial_kg("check", "-", stdin=yaml).returncode == 0
    assert memorial_kg("check", "-", stdin=line).returncode == 0
    bad = memorial_kg("check", "-", stdin=line + '{"record": "b", "abuot": "memorial/b"}\n')
    assert bad.returncode == 3
    assert "<stdin>:2: b:" in bad.stderr
    assert "1 good record" in bad.stderr


def test_the_name_of_a_source_is_checked_like_any_id(memorial_kg: Run) -> None:
    done = memorial_kg("check", "-", "--source", "Bad Name/../x", stdin="[]")
    assert done.returncode == 2
    assert "bad-name-x" in done.stderr


def test_the_list_is_harvested_to_standard_output(memorial_kg: Run) -> None:
    document = CHECKOUT.parent / "shared/documents/list.txt"
    if not document.is_file():
        pytest.skip("the reference documents are not beside this checkout")
    done = memorial_kg("harvest", DATA / "sources/list", document, "-o", "-")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (DATA / "sources/list/records.yaml").read_text(encoding="utf-8")


def test_a_document_with_an_unknown_label_is_refused_by_its_line(memorial_kg: Run, tmp_path: Path) -> None:
    shutil.copytree(DATA / "sources/list", tmp_path / "list")
    before = (tmp_path / "list/records.yaml").read_bytes()
    done = memorial_kg("harvest", "list", "-", stdin="Republic of Turkey, Ankara\n\nInagurrated: 28.03.2014\n")
    assert done.returncode == 3
    assert "<stdin>:3" in done.stderr
    assert (tmp_path / "list/records.yaml").read_bytes() == before


def test_comparing_shows_both_claims_and_their_relation(memorial_kg: Run) -> None:
    done = memorial_kg("compare", "tr-usak", "--workspace", DATA)
    row = next(line for line in done.stdout.splitlines() if "opened: date" in line)
    assert "2014-02" in row
    assert "2016" in row
    assert "disjoint" in row
    lines = memorial_kg("compare", "--json", "--relation", "disjoint", "--workspace", DATA).stdout.splitlines()
    assert [json.loads(line)["about"] for line in lines] == ["memorial/tr-usak"]
    missing = memorial_kg("compare", "tr-usk", "--workspace", DATA)
    assert missing.returncode == 2
    assert "did you mean 'tr-usak'?" in missing.stderr


def test_questions_are_listed_and_answered(memorial_kg: Run, built: Path) -> None:
    listed = memorial_kg("query")
    assert "by-country" in listed.stdout
    answer = memorial_kg("query", "memorials", "-f", "csv", "--graph", built)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count("\r\n") == 15  # a header and 14 memorials
    turkey = memorial_kg("query", "by-country", "-p", "country=place/turkey", "-f", "json", "--graph", built)
    assert len(json.loads(turkey.stdout)["results"]["bindings"]) == 8


def test_queries_come_from_files_and_standard_input(memorial_kg: Run, built: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("SELECT ?m { ?m a mkg:Proposal } ORDER BY ?m")
    assert "proposal/tr-usak" in memorial_kg("query", "mine.rq", "--graph", built).stdout
    asked = memorial_kg("query", "-", "--graph", built, stdin="ASK { ?m a mkg:Memorial }")
    assert (asked.returncode, asked.stdout) == (0, "yes\n")
    denied = memorial_kg("query", "-", "--graph", built, stdin="ASK { ?m a mkg:Nothing }")
    assert (denied.returncode, denied.stdout) == (1, "no\n")


def test_triples_of_a_construct_come_as_turtle_when_asked_for(memorial_kg: Run, built: Path) -> None:
    query = "CONSTRUCT { ?m a schema:Place } WHERE { ?m a mkg:Memorial }"
    turtle = memorial_kg("query", "-", "-f", "turtle", "--graph", built, stdin=query)
    assert turtle.returncode == 0, turtle.stderr
    assert turtle.stdout.count("schema:Place") == 14


def test_bad_queries_are_input_errors_with_a_place(memorial_kg: Run, built: Path) -> None:
    done = memorial_kg("query", "-", "--graph", built, stdin="SELECT ?m {\n ?m a mkg:Memorial\n FILTER( }")
    assert done.returncode == 3
    assert "<stdin>:3:" in done.stderr.replace("-:3:", "<stdin>:3:")
    assert memorial_kg("query", "by-countri", "--graph", built).returncode == 2
    assert memorial_kg("query", "memorials", "-p", "no", "--graph", built).returncode == 2


def test_a_query_that_would_leave_the_machine_needs_leave(memorial_kg: Run, built: Path) -> None:
    done = memorial_kg("query", "-", "--graph", built, stdin="SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert done.returncode == 2
    assert "--federated" in done.stderr or "federated" in done.stderr


def test_an_endpoint_that_is_not_there_is_a_remote_error(memorial_kg: Run) -> None:
    done = memorial_kg("query", "memorials", "--endpoint", "http://127.0.0.1:9/sparql")
    assert done.returncode == 4
    assert "Traceback" not in done.stderr


def test_a_query_that_takes_too_long_is_given_up(memorial_kg: Run, built: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    started = time.monotonic()
    done = memorial_kg("query", "-", "--timeout", "0.5", "--graph", built, stdin=query)
    assert done.returncode == 3
    assert "--timeout" in done.stderr
    assert time.monotonic() - started < 30


def test_validation_says_yes_to_our_graph_and_no_to_a_year_with_a_letter(memorial_kg: Run, built: Path) -> None:
    assert memorial_kg("validate", "--graph", built).returncode == 0
    bad = (
        "@prefix schema: <http://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        '<https://e.example/x> a schema:Event ; schema:startDate "20I6"^^xsd:gYear .\n'
    )
    done = memorial_kg("validate", "-", "-t", "turtle", "-f", "sarif", stdin=bad)
    assert done.returncode == 1
    assert json.loads(done.stdout)["version"] == "2.1.0"
    nothing = memorial_kg("validate", "-", "-t", "turtle", stdin="<https://e.example/x> a <https://e.example/Y> .\n")
    assert nothing.returncode == 3
    assert "Traceback" not in nothing.stderr


def test_exports_go_to_standard_output_or_to_a_file(memorial_kg: Run, built: Path, tmp_path: Path) -> None:
    whole = memorial_kg("export", "ttl", "--graph", built)
    assert whole.returncode == 0
    assert "named graphs" in whole.stderr
    assert memorial_kg("export", "text/turtle", "-o", "m.ttl", "--graph", built).stdout == ""
    assert (tmp_path / "m.ttl").read_text(encoding="utf-8") == whole.stdout
    one = json.loads(memorial_kg("export", "jsonld", "--memorial", "tr-usak", "--graph", built).stdout)
    assert "tr-usak" in json.dumps(one)
    said = memorial_kg("export", "nt", "--source", "list", "--graph", built).stdout
    assert "2016" in said
    assert '"2014-02"' not in said
    assert memorial_kg("export", "wordperfect", "--graph", built).returncode == 2
    assert memorial_kg("export", "ttl", "--memorial", "nowhere", "--graph", built).returncode == 2
    assert memorial_kg("export", "ttl", "--graph", tmp_path / "none").returncode == 3


def test_a_file_that_cannot_be_written_is_an_error_and_yesterdays_stays(memorial_kg: Run, built: Path) -> None:
    done = memorial_kg("export", "ttl", "-o", "no/such/folder/m.ttl", "--graph", built)
    assert done.returncode == 3
    assert "could not be written" in done.stderr


def test_a_link_stays_a_link_and_a_pipe_a_pipe(memorial_kg: Run, built: Path, tmp_path: Path) -> None:
    (tmp_path / "real.nt").write_text("yesterday")
    (tmp_path / "link.nt").symlink_to("real.nt")
    assert memorial_kg("export", "nt", "-o", "link.nt", "--graph", built).returncode == 0
    assert (tmp_path / "link.nt").is_symlink()
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "read").open("wb") as read, subprocess.Popen(["cat", "pipe"], cwd=tmp_path, stdout=read) as reader:
        assert memorial_kg("export", "nt", "-o", "pipe", "--graph", built).returncode == 0
        assert reader.wait(timeout=60) == 0
    assert (tmp_path / "read").read_bytes() == (tmp_path / "real.nt").read_bytes()
    assert (tmp_path / "pipe").is_fifo()
    assert len([*tmp_path.iterdir()]) == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("arguments", [["export", "nt"], ["query", "memorials"], ["validate", "-f", "text"]])
def test_a_full_disk_is_no_bug_of_ours(built: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "memorial_kg", *arguments, "--graph", str(built)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert "No space left" in done.stderr
    assert "bug" not in done.stderr


@pytest.mark.parametrize("seconds", ["nan", "inf", "1e300", "0", "-1"])
def test_a_time_limit_is_one_that_clocks_know(memorial_kg: Run, built: Path, seconds: str) -> None:
    done = memorial_kg("query", "memorials", "--timeout", seconds, "--graph", built)
    assert done.returncode == 2
    assert "between 0.1 and 86400" in done.stderr


def test_no_message_acts_on_the_terminal(memorial_kg: Run) -> None:
    done = memorial_kg("check", "\x1b[31mred\u202e.yaml")
    assert done.returncode == 3
    assert r"\x1b[31mred\u202e.yaml" in done.stderr


@pytest.mark.parametrize("content", [b"", b"garbage\n", b"<http://e/a> <http://e/b> <http://e/c> .\n"])
def test_a_graph_that_lost_quads_is_damaged(memorial_kg: Run, built: Path, tmp_path: Path, content: bytes) -> None:
    shutil.copytree(built, tmp_path / "torn")
    (tmp_path / "torn/dataset.nq").write_bytes(content)
    done = memorial_kg("export", "turtle", "--graph", "torn")
    assert done.returncode == 3
    assert "build it again" in done.stderr


def test_a_graph_names_the_dumps_that_are_there(memorial_kg: Run, tmp_path: Path) -> None:
    memorial_kg("init", "my w")
    done = memorial_kg("build", "my w", "-o", "my g", "-f", "turtle")
    assert "--graph 'my g'" in done.stdout
    text = (tmp_path / "my g/dataset.ttl").read_text(encoding="utf-8")
    assert "dataset.ttl" in text
    assert "dataset.csv" not in text


def test_the_wikibase_profile_knows_no_sources(memorial_kg: Run, built: Path) -> None:
    done = memorial_kg("export", "nq", "--profile", "wikibase", "--source", "list", "--graph", built)
    assert done.returncode == 2
    assert "--source" in done.stderr


def test_whoever_has_read_enough_may_stop_reading(built: Path) -> None:
    command = f"{sys.executable} -m memorial_kg export nquads --graph '{built}' | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""


def test_an_interrupted_command_says_so_and_exits_with_130(built: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    command = [sys.executable, "-m", "memorial_kg", "query", "-", "--graph", str(built)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(query.encode())
        process.stdin.close()
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert b"Traceback" not in process.stderr.read()


def test_a_terminal_gets_colour_and_a_pipe_does_not(memorial_kg: Run, built: Path) -> None:
    assert "\x1b[" not in memorial_kg("query", "memorials", "--graph", built).stdout
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "memorial_kg", "query", "memorials", "--graph", str(built)]
    env = {**os.environ, "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdout=slave, stderr=slave, stdin=slave, env=env) as process:
        os.close(slave)
        shown = b""
        while True:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            if not chunk:
                break
            shown += chunk
        process.wait(timeout=60)
    os.close(master)
    assert b"\x1b[" in shown


def test_every_script_survives_a_plain_locale(memorial_kg: Run) -> None:
    done = memorial_kg("compare", "de-berlin", "--workspace", DATA, env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "İbadullayev" in done.stdout


def test_the_name_of_a_file_says_its_format_and_none_is_guessed(memorial_kg: Run, built: Path, tmp_path: Path) -> None:
    assert memorial_kg("query", "memorials", "--graph", built, "-o", "m.csv").returncode == 0
    assert (tmp_path / "m.csv").read_text(encoding="utf-8").startswith("memorial,name")
    unclear = memorial_kg("query", "memorials", "--graph", built, "-o", "m.out")
    assert unclear.returncode == 2
    assert not (tmp_path / "m.out").exists()


def test_the_keys_of_a_record_are_listed_from_the_shapes(memorial_kg: Run) -> None:
    assert "inauguration" in memorial_kg("keys").stdout
    assert "UN/CEFACT" in memorial_kg("keys", "quantity").stdout
    assert "did you mean 'inscription'?" in memorial_kg("keys", "inscriptoin").stderr


def test_a_spreadsheet_is_told_that_it_is_none_of_records(memorial_kg: Run, tmp_path: Path) -> None:
    (tmp_path / "stones.csv").write_text("name,year\nStone,1951\n")
    done = memorial_kg("check", "stones.csv")
    assert done.returncode == 3
    assert "JSON Lines" in done.stderr
    (tmp_path / "bad.yaml").write_text("- {record: x}\n")
    several = memorial_kg("check", "bad.yaml", "stones.csv", "missing.yaml", "bad.yaml")
    assert several.stderr.count("bad.yaml:1: x:") == 2 * memorial_kg("check", "bad.yaml").stderr.count("bad.yaml:1: x:")
    assert "missing.yaml cannot be read" in several.stderr
    assert memorial_kg("init", "w").returncode == 0
    (tmp_path / "w/sources/register/records.yaml").rename(tmp_path / "w/sources/register/records.csv")
    unread = memorial_kg("check", "w")
    assert unread.returncode == 3
    assert "records.csv: this file is not read" in unread.stderr


def test_a_default_that_narrows_the_answer_is_said(memorial_kg: Run, built: Path) -> None:
    assert "country = wd:Q43 (the default" in memorial_kg("query", "by-country", "--graph", built).stderr
    assert "default" not in memorial_kg("query", "by-country", "-p", "country=any", "--graph", built).stderr


def test_ids_are_understood_with_and_without_their_namespace(memorial_kg: Run, built: Path) -> None:
    short, long = (memorial_kg("query", "about-a-memorial", "-p", f"id={each}", "-f", "csv", "--graph", built).stdout
                   for each in ("tr-usak", "memorial/tr-usak"))  # fmt: skip
    assert short.count("\n") == long.count("\n") > 10

"""`memorial-kg push` as a user meets it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import Run
from tests.push import proxy as faults
from tests.push.conftest import ARTICLE, LIST, build, changed, graphs
from tests.push.proxy import proxying
from tests.push.pushes import check
from tests.push.stores import Store


def test_the_help_teaches_by_example(memorial_kg: Run) -> None:
    done = memorial_kg("push", "--help")
    assert done.returncode == 0
    assert "memorial-kg push http://localhost:7878/query --dry-run" in done.stdout.partition("Examples")[2]
    assert "  push " in memorial_kg("--help").stdout


def test_a_dry_run_shows_what_would_be_sent_and_why(memorial_kg: Run, oxigraph: Store, tmp_path: Path) -> None:
    build(tmp_path / "g", graphs())
    endpoint = f"{oxigraph.host}{oxigraph.query}"
    done = memorial_kg("push", endpoint, "--graph", "g", "-n")
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [LIST, "40", "3550", "send", "new"] in rows
    assert ["the", "default", "graph", "11"] in [row[:4] for row in rows]
    assert f"{oxigraph.host}/store" in done.stdout
    assert oxigraph.graphs() == set()
    assert memorial_kg("push", endpoint, "--graph", "g").returncode == 0
    build(tmp_path / "g", changed(graphs(), LIST))
    rows = [line.split() for line in memorial_kg("push", endpoint, "--graph", "g", "-n").stdout.splitlines()]
    assert [row[3:] for row in rows if row[:1] == [LIST]] == [["send", "changed"]]
    assert [ARTICLE, "nothing", "the", "store", "has", "it"] in rows


def test_pushing_says_what_was_done_and_keeps_quiet_in_a_pipe(
    memorial_kg: Run, oxigraph: Store, tmp_path: Path
) -> None:
    build(tmp_path / "g", graphs())
    command = ["push", f"{oxigraph.host}{oxigraph.query}", "--graph", "g"]
    done = memorial_kg(*command)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{ARTICLE}: sent, 300 triples (new)" in done.stdout
    assert "3 sent, 0 deleted, 0 unchanged" in done.stdout
    build(tmp_path / "g", {graph: lines for graph, lines in graphs().items() if graph != LIST})
    assert f"{LIST}: no longer in the build; --prune deletes it" in memorial_kg(*command).stdout
    assert f"{LIST}: deleted (no longer in the build)" in memorial_kg(*command, "--prune").stdout
    assert memorial_kg(*command, "-q").stdout == ""


def test_credentials_come_from_a_file_or_the_environment(memorial_kg: Run, virtuoso: Store, tmp_path: Path) -> None:
    build(tmp_path / "g", graphs())
    (tmp_path / "secret.txt").write_text("dba:dba\n")
    (tmp_path / "secret.txt").chmod(0o644)
    command = ["push", f"{virtuoso.host}{virtuoso.query}", "--graph", "g", "--default-graph", virtuoso.default_graph]
    refused = memorial_kg(*command, "--credentials", "secret.txt")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "chmod 600 secret.txt" in refused.stderr
    (tmp_path / "secret.txt").chmod(0o600)
    assert "3 sent" in memorial_kg(*command, "--credentials", "secret.txt").stdout
    known = {"MEMORIAL_KG_USER": "dba", "MEMORIAL_KG_PASSWORD": "dba"}
    assert "3 sent" in memorial_kg(*command, "--force", env=known).stdout
    wrong = memorial_kg(*command, "--force", env={**known, "MEMORIAL_KG_PASSWORD": "wr0ng"})
    assert (wrong.returncode, wrong.stdout) == (4, "")
    assert "does not accept this user with this password" in wrong.stderr
    assert "wr0ng" not in wrong.stderr
    assert "401 to PUT" in memorial_kg(*command, "--force", env={"MEMORIAL_KG_TOKEN": "abc"}).stderr
    check(virtuoso, graphs())


def test_each_kind_of_failure_has_its_exit_code(memorial_kg: Run, oxigraph: Store, tmp_path: Path) -> None:
    build(tmp_path / "g", graphs())
    for code, words, *arguments in (
        (2, "http or https address", "file:///etc/passwd", "--graph", "g"),
        (2, "leave user and password out", "http://a:b@a.example/sparql", "--graph", "g"),
        (2, "is not an IRI", f"{oxigraph.host}{oxigraph.query}", "--graph", "g", "--default-graph", "x"),
        (2, "time limit", f"{oxigraph.host}{oxigraph.query}", "--graph", "g", "--timeout", "nan"),
        (3, "memorial-kg build", f"{oxigraph.host}{oxigraph.query}", "--graph", "nowhere"),
        (4, "answered 404", f"{oxigraph.host}/nothing", "--graph", "g"),
        (4, "takes no connection", "http://127.0.0.1:9/sparql", "--graph", "g", "--retries", "0"),
    ):
        done = memorial_kg("push", *map(str, arguments))
        assert (done.returncode, done.stdout) == (code, ""), (words, done.stderr)
        assert words in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_process_that_was_killed_leaves_what_the_next_goes_on_from(
    memorial_kg: Run, oxigraph: Store, tmp_path: Path
) -> None:
    build(tmp_path / "g", graphs())
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [("PUT event", faults.hang)]
        endpoint = f"{proxy.address}{oxigraph.query}"
        command = [sys.executable, "-m", "memorial_kg", "push", endpoint, "--graph", "g"]
        store = ["--graph-store", f"{proxy.address}/store"]
        process = subprocess.Popen([*command, *store], cwd=tmp_path, stdout=subprocess.DEVNULL, env={**os.environ})
        deadline = time.monotonic() + 60
        while not any(b"event" in each.body for each in proxy.seen if each.method == "PUT"):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    done = memorial_kg("push", f"{oxigraph.host}{oxigraph.query}", "--graph", "g")
    assert "2 sent, 0 deleted, 1 unchanged" in done.stdout
    assert f"{LIST}: sent, 40 triples (an earlier push did not finish it)" in done.stdout
    check(oxigraph, graphs())

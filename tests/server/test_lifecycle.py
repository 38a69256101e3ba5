from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.server.conftest import write_site

from memorial_kg.errors import UsageError
from memorial_kg.server.app import create_app
from memorial_kg.server.settings import Settings
from memorial_kg.store import swapped_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
SMALL = ("--max-public-workers", "1", "--max-page-workers", "1", "--max-grace-seconds", "5")
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Served:
    """A server as users start one, in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        self.url = ""

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30)

    def stopped(self) -> int:
        code = self.process.wait(30)
        self._reading.join(10)
        return code

    def said(self, words: str) -> bool:
        return any(words in line for line in self.lines)


def until(true: Callable[[], object], server: Served | None = None, seconds: float = 90) -> None:
    for _ in range(round(seconds / 0.05)):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen" + "".join(f"\n{line}" for line in (server.lines if server else ())))


@contextlib.contextmanager
def served(*arguments: str | Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "memorial_kg", "serve", "--port", "0", *SMALL, *map(str, arguments)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        server = Served(process)
        try:
            until(lambda: server.said("serving at http") or process.poll() is not None)
            found = re.search(r"serving at (http://\S+)", "\n".join(server.lines))
            assert found, server.lines
            server.url = found[1]
            until(lambda: _answers(server))
            yield server
        finally:
            process.kill()


def _answers(server: Served) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{server.url}health").is_success
    return False


@pytest.fixture
def folders(built: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A graph and a site of one's own, which may be replaced."""
    graph, site = tmp_path / "graph", tmp_path / "site"
    with swapped_in(graph) as fresh:
        shutil.copytree(built, fresh, dirs_exist_ok=True)
    with swapped_in(site) as fresh:
        write_site(fresh, built, "first")
    return graph, site


def children(process: int) -> set[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return {int(pid) for pid in listed.stdout.split()}


def alive(process: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_asked_finishes_what_runs_and_leaves_nobody_behind(
    folders: tuple[Path, Path], number: signal.Signals
) -> None:
    graph, site = folders
    with served("--graph", graph, "--site", site, "--log-format", "json", "--max-grace-seconds", "30") as server:
        workers = children(server.process.pid)
        assert workers
        answers: list[int] = []
        begun = threading.Event()

        def ask() -> None:
            with server.client() as client, client.stream("GET", "assets/large.bin") as answer:
                size = 0
                for piece in answer.iter_raw(8_192):
                    begun.set()
                    size += len(piece)
                    time.sleep(0.001)
                answers.append(size)

        asking = threading.Thread(target=ask)
        asking.start()
        assert begun.wait(60)
        server.process.send_signal(number)
        asking.join(30)
        assert server.stopped() == 0
        assert answers == [256 * 8_000]
        until(lambda: not any(map(alive, workers)))
        assert not any("Traceback" in line for line in server.lines)
        events = [json.loads(line)["event"] for line in server.lines if line.startswith("{")]
        assert events[-1] == "stopped"
        with pytest.raises(httpx.TransportError):
            httpx.get(server.url)


def test_a_query_that_does_not_end_does_not_keep_the_server(folders: tuple[Path, Path]) -> None:
    graph, site = folders
    limits = ("--max-grace-seconds", "1", "--max-query-seconds", "60")
    with served("--graph", graph, "--site", site, *limits) as server:
        workers = children(server.process.pid)

        def ask() -> None:
            with contextlib.suppress(httpx.TransportError), server.client() as client:
                client.get("sparql", params={"query": SLOW})

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.5)
        began = time.monotonic()
        server.process.terminate()
        server.stopped()
        assert time.monotonic() - began < 20
        asking.join(20)
        until(lambda: not any(map(alive, workers)))


def test_a_new_build_and_a_new_site_are_taken_up_without_a_dropped_request(
    built: Path, folders: tuple[Path, Path]
) -> None:
    graph, site = folders
    with served("--graph", graph, "--site", site) as server:
        before = children(server.process.pid)
        stop = threading.Event()
        failures: list[str] = []
        pages: list[str] = []
        count = [0]

        def load(path: str, note: list[str] | None = None) -> None:
            with server.client() as client:
                while not stop.is_set():
                    try:
                        answer = client.get(path)
                    except httpx.TransportError as error:
                        failures.append(f"{path}: {error!r}")
                        continue
                    count[0] += 1
                    if answer.status_code != 200:
                        failures.append(f"{path}: {answer.status_code} {answer.text[:200]}")
                    elif note is not None:
                        note.append("second" if "second" in answer.text else "first")

        paths = ("memorial/tr-usak.html", "memorial/tr-usak.ttl", "api/by-country?country=any", "sparql?query=ASK{}",
                 "features/collections/memorials/items")  # fmt: skip
        threads = [
            threading.Thread(target=load, args=(path, pages if i == 0 else None)) for i, path in enumerate(paths)
        ]
        for thread in threads:
            thread.start()
        try:
            until(lambda: count[0] > 50)
            for _ in range(2):
                with swapped_in(site) as fresh:
                    write_site(fresh, built, "second")
                with swapped_in(graph) as fresh:
                    shutil.copytree(built, fresh, dirs_exist_ok=True)
                time.sleep(1.5)
            until(lambda: pages[-1] == "second")
            until(lambda: children(server.process.pid).isdisjoint(before))
        finally:
            stop.set()
            for thread in threads:
                thread.join(30)
        assert failures == []
        switched = pages.index("second")
        assert set(pages[switched:]) == {"second"}
        assert server.said("a new build is served")


def test_a_broken_build_is_not_taken_up_and_a_whole_one_after_it_is(built: Path, folders: tuple[Path, Path]) -> None:
    graph, site = folders
    with served("--graph", graph, "--site", site) as server, server.client() as client:
        with swapped_in(graph) as fresh:
            (fresh / "summary.json").write_text("{}", encoding="utf-8")
        until(lambda: server.said("a new build is not taken up"))
        assert client.get("memorial/tr-usak.html").status_code == 200
        assert client.get("health").status_code == 200
        count = sum("not taken up" in line for line in server.lines)
        time.sleep(2.2)
        assert sum("not taken up" in line for line in server.lines) == count  # said once
        with swapped_in(site) as fresh:
            write_site(fresh, built, "second")
        with swapped_in(graph) as fresh:
            shutil.copytree(built, fresh, dirs_exist_ok=True)
        until(lambda: server.said("a new build is served"), server)
        assert "second" in client.get("memorial/tr-usak.html").text
        assert client.get("api/by-country").status_code == 200


def test_health_and_readiness_are_two_things(folders: tuple[Path, Path]) -> None:
    graph, site = folders
    with served("--graph", graph, "--site", site) as server, server.client() as client:
        ready = client.get("ready")
        assert ready.status_code == 200
        assert ready.json()["checks"] == {"data": True, "folders": True, "workers": True}
        assert ready.headers["cache-control"] == "no-store"
        site.rename(site.with_name("elsewhere"))
        answer = client.get("ready")
        assert (answer.status_code, answer.json()["checks"]["folders"]) == (503, False)
        assert answer.headers["retry-after"]
        assert client.get("health").status_code == 200


# -- the command -------------------------------------------------------------------------------------------------------

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_what_is_missing_is_said_with_what_to_run(memorial_kg: Run, built: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    done = memorial_kg("serve", "--graph", tmp_path / "none", "--site", tmp_path / "site")
    assert (done.returncode, "memorial-kg build" in done.stderr) == (3, True)
    done = memorial_kg("serve", "--graph", built, "--site", tmp_path / "site")
    assert (done.returncode, "memorial-kg publish" in done.stderr) == (3, True)
    assert "Traceback" not in done.stderr


def test_a_site_that_is_not_there_is_published_first(memorial_kg: Run, tmp_path: Path) -> None:
    assert memorial_kg("init", "mine").returncode == 0
    assert memorial_kg("build", "mine", "-o", "graph").returncode == 0
    with served("--graph", tmp_path / "graph", "--site", tmp_path / "site") as server, server.client() as client:
        assert server.said("it is published now")
        assert client.get("").status_code == 200
        assert client.get("memorial/").status_code == 200


def test_a_port_that_is_taken_is_said(memorial_kg: Run, built: Path, small_site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = memorial_kg("serve", "--graph", built, "--site", small_site, "--port", str(taken.getsockname()[1]))
    assert (done.returncode, "Nobody can listen at" in done.stderr) == (3, True)


@pytest.mark.parametrize("arguments", [("--root-path", "/memorial"), ("--max-rows", "0")])
def test_a_setting_that_makes_no_sense_is_refused(
    memorial_kg: Run, built: Path, small_site: Path, arguments: tuple[str, str]
) -> None:
    done = memorial_kg("serve", "--graph", built, "--site", small_site, "--port", "0", *arguments)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "setting",
    [
        {"root_path": "no slash"}, {"root_path": "/a/../b"}, {"root_path": "/a/"}, {"root_path": "/ü"},
        {"url": "ftp://a"}, {"url": "https://a/?b"}, {"url": "https:///a"}, {"writable": Path("w")}, {"token": "x" * 32},
        {"writable": Path("w"), "token": "short"},
    ],
)  # fmt: skip
def test_settings_are_checked_before_anything_starts(setting: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Settings(**setting)


def test_a_root_path_is_no_route_of_ours(settings: Settings) -> None:
    with pytest.raises(UsageError, match="answers there itself"):
        create_app(replace(settings, root_path="/api"))


def test_a_token_comes_from_a_file_and_is_never_shown(memorial_kg: Run, built: Path, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("secretive", encoding="utf-8")
    token.chmod(0o600)
    done = memorial_kg("serve", "--graph", built, "--writable", tmp_path / "w", "--token-file", token)
    assert done.returncode == 2
    assert "secretive" not in done.stderr
    assert "secretive" not in repr(Settings(writable=tmp_path, token="secretive" * 2))


def test_what_is_written_stays_when_a_new_build_is_taken_up_and_when_the_server_starts_again(
    built: Path, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    graph, site = folders
    token = tmp_path / "token"
    token.write_text("only for this test\n".replace(" ", "-"), encoding="utf-8")
    token.chmod(0o600)
    arguments = ("--graph", graph, "--site", site, "--writable", tmp_path / "w", "--token-file", token)
    allowed = {"authorization": "Bearer only-for-this-test", "content-type": "application/sparql-update"}
    question = {"query": "ASK { <urn:a> <urn:b> <urn:c> }"}
    with served(*arguments) as server, server.client() as client:
        assert client.get("site.json").json()["writable"] is True
        update = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
        assert (
            client.post("sparql", content=update, headers={"content-type": allowed["content-type"]}).status_code == 401
        )
        assert client.post("sparql", content=update, headers=allowed).status_code == 204
        assert client.get("sparql", params=question).json()["boolean"] is True
        answer = client.get("api/memorials")
        assert (answer.status_code, answer.headers.get("cache-control")) == (200, "no-cache")
        with swapped_in(graph) as fresh:
            shutil.copytree(built, fresh, dirs_exist_ok=True)
        until(lambda: server.said("a new build is served"), server)
        assert client.get("sparql", params=question).json()["boolean"] is True
        server.process.terminate()
        assert server.stopped() == 0
    with served(*arguments) as server, server.client() as client:
        assert client.get("sparql", params=question).json()["boolean"] is True


def test_every_limit_is_an_option_with_words(memorial_kg: Run) -> None:
    from memorial_kg.server.limits import options

    shown = " ".join(memorial_kg("serve", "--help").stdout.split())
    for each in options():
        assert f"--max-{each.name.replace('_', '-')}" in shown
        assert each.help.split(".")[0][:40] in shown


def test_nothing_is_read_from_the_environment(built: Path, small_site: Path) -> None:
    environment: dict[str, Any] = {**os.environ, "WEB_CONCURRENCY": "4", "FORWARDED_ALLOW_IPS": "*", "PORT": "1"}
    command = [sys.executable, "-m", "memorial_kg", "serve", "--port", "0", *SMALL]
    command += ["--graph", str(built), "--site", str(small_site)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        server = Served(process)
        try:
            until(lambda: server.said("serving at http://127.0.0.1:") or process.poll() is not None)
            process.terminate()  # at once: a signal is obeyed from the first moment on
            assert server.stopped() == 0
        finally:
            process.kill()


def test_without_a_site_the_server_publishes_one_as_it_is_told_to(built: Path, tmp_path: Path) -> None:
    chosen = {"url": "https://m.example/x/", "contact": "mailto:c@m.example", "report": "https://m.example/r?{iri}"}
    options = [word for name, text in chosen.items() for word in (f"--{name}", text)]
    site = tmp_path / "site"
    with served("--graph", built, "--site", site, "--language", "de", *options) as server:
        assert server.said("it is published now")
        with server.client() as client:
            page = client.get("/memorial/tr-usak.html").text
    assert "https://m.example/x/memorial/tr-usak.html" in page
    assert "https://m.example/r?" in page
    assert "mailto:c@m.example" in (site / "catalog.ttl").read_text("utf-8")
    assert ((site / "de").is_dir(), (site / "tr").exists()) == (True, False)


def test_without_a_graph_nothing_is_said_to_be_published(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "memorial_kg", "serve", "--graph", "none", "--site", "site"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert "memorial-kg build" in done.stderr
    assert "published" not in done.stderr

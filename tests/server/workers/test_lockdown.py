"""A worker is locked in: no network, no files to write, no other processes, nothing of the server's environment."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memorial_kg.built import STORE
from memorial_kg.queries import Names
from memorial_kg.server.limits import Limits
from memorial_kg.server.worker.seccomp import _MACHINES, program
from memorial_kg.server.workers import PUBLIC, Workers

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in _MACHINES, reason="the kernel of another system"
)


class Listener:
    """A real server on this machine, which counts who comes."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    try:
        yield listener
    finally:
        listener.close()


def locked(code: str, *, lock: bool = True, writing: bool = False) -> str:
    """Run some code in a process of its own, behind the filter or not, and give what it printed."""
    first = (
        f"from memorial_kg.server.worker.seccomp import filtered\nassert filtered(writing={writing})\n" if lock else ""
    )
    done = subprocess.run([sys.executable, "-c", first + code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "code",
    [
        "from pyoxigraph import Store\ntry: list(Store().query('{query}'))\nexcept Exception as error: print('no')",
        "from pyoxigraph import Store\ntry: Store().update('LOAD <{url}>')\nexcept Exception as error: print('no')",
        "import urllib.request\ntry: urllib.request.urlopen('{url}', timeout=2)\nexcept OSError: print('no')",
    ],
)
@pytest.mark.parametrize("writing", [False, True])
def test_nothing_in_a_locked_process_reaches_the_network(code: str, writing: bool) -> None:
    with listening() as listener:
        query = f"SELECT * {{ SERVICE <{listener.url}> {{ ?s ?p ?o }} }}"
        code = code.format(url=listener.url, query=query)
        assert locked(code, writing=writing) == "no"
        assert listener.connections == 0
        locked(code, lock=False)
        assert listener.connections > 0  # else nothing would be shown by this


REFUSED = {
    "a program": "import subprocess; subprocess.run(['true'])",
    "a process": "import os; os.fork()",
    "a signal": f"import os; os.kill({os.getpid()}, 0)",
    "a socket": "import socket; socket.socket()",
    "a file to write": "open('/tmp/memorial-kg-locked', 'w')",
    "a folder": "import os; os.mkdir('/tmp/memorial-kg-locked')",
    "a name": "import os; os.rename('/tmp/memorial-kg-a', '/tmp/memorial-kg-b')",
    "the mode of a file": "import os; os.chmod('/tmp', 0o777)",
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED)
def test_what_no_query_needs_is_refused(code: str) -> None:
    assert locked(f"try:\n    {code}\nexcept PermissionError: print('refused')") == "refused"


def test_a_locked_process_reads_and_computes_as_before() -> None:
    code = (
        "import threading, pathlib, json.tool\n"
        "found = []\nthread = threading.Thread(target=lambda: found.append(pathlib.Path('/proc/self/stat').read_text()))\n"
        "thread.start(); thread.join(); print(len(found))"
    )
    assert locked(code) == "1"


def test_the_filter_of_every_machine_is_whole() -> None:
    for machine in _MACHINES.values():
        for writing in (False, True):
            code = program(machine, 1, writing=writing)
            steps = [code[at : at + 8] for at in range(0, len(code), 8)]
            assert len(steps) < 4096  # what the kernel takes
            assert steps[-1][0] == 0x06  # it always ends with an answer
            for number, step in enumerate(steps):
                if step[0] & 7 == 5:  # a jump stays inside
                    assert number + 1 + max(step[2], step[3]) < len(steps)


def test_workers_are_locked_in_and_know_nothing_of_the_server(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "of the server")

    async def look() -> None:
        workers = Workers(built / STORE, Limits(public_workers=1), Names({}, ""))
        await workers.start()
        try:
            for name, lane in workers.lanes.items():
                for process in lane.processes:
                    assert os.getpriority(os.PRIO_PROCESS, process.id) == (10 if name == PUBLIC else 0)
                    assert set(process.locked) == {"files", "memory", "network"}
                    status = Path(f"/proc/{process.id}/status").read_text()
                    assert "NoNewPrivs:\t1" in status
                    assert "Seccomp:\t2" in status
                    assert "SECRET" not in Path(f"/proc/{process.id}/environ").read_text()
                    opened = {str(each.readlink()) for each in Path(f"/proc/{process.id}/fd").iterdir()}
                    assert sum(each.startswith("socket:") for each in opened) <= 1  # its own standard input
        finally:
            await workers.stop()

    asyncio.run(look())


def test_a_worker_ends_with_its_server(built: Path) -> None:
    code = f"""
import asyncio, json, os
from pathlib import Path
from memorial_kg.queries import Names
from memorial_kg.server.workers import Workers
from memorial_kg.server.limits import Limits
async def main():
    workers = Workers(Path({str(built / STORE)!r}), Limits(public_workers=2), Names({{}}, ""))
    await workers.start()
    print(json.dumps([p.id for lane in workers.lanes.values() for p in lane.processes]), flush=True)
    endless = "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}"
    await workers.ask(endless)
asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        pids = json.loads(server.stdout.readline())
        server.kill()
    assert len(pids) == 3
    for pid in pids:
        _wait_for_the_end_of(pid)


def _wait_for_the_end_of(pid: int) -> None:
    for _ in range(200):
        try:
            if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
                return
        except OSError:
            return
        threading.Event().wait(0.05)
    raise AssertionError(f"process {pid} lives on")

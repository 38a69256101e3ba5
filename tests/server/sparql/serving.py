"""A real server of the endpoint, over a built graph."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

CHECKOUT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Server:
    url: str
    process: subprocess.Popen[str]

    @property
    def graphs(self) -> str:
        return f"{self.url}/graph-store"

    @property
    def sparql(self) -> str:
        return f"{self.url}/sparql"


@contextlib.contextmanager
def serving(graph: Path, writable: Path | str = "", **limits: float) -> Iterator[Server]:
    """Run the server as a process of its own as long as the block lasts."""
    command = [sys.executable, "-m", "tests.server.sparql.app", str(graph), json.dumps(limits), str(writable)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            server = Server(f"http://127.0.0.1:{process.stdout.readline().strip()}", process)
            _wait_for(server)
            yield server
        finally:
            process.terminate()


def _wait_for(server: Server) -> None:
    for _ in range(200):
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{server.url}/page").is_success:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not start")

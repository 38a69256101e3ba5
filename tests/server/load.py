"""How fast pages and queries are answered, alone and with hostile queries among them: `python -m tests.server.load`.

It serves dist/graph and dist/site, so build and publish first (or name others: `-- --graph … --site …`), without the
limit of requests and with the usual one, under which one address that asks so fast is refused (429) most times. Absolute numbers say something of the machine; compare
the lines with each other.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from tests.server.hostile import QUERIES

PAGES = (
    "/",
    "/memorial/tr-usak.html",
    "/memorial/de-berlin.ttl",
    "/memorial/index.html",
    "/browse.html",
    "/search.html",
    "/timeline.html",
    "/differences.html",
    "/dataset.html",
    "/ontology.html",
    "/sparql.html",
)
ASKED = (
    "SELECT ?s ?name { ?s a mkg:Memorial ; rdfs:label ?name } ORDER BY ?s LIMIT 20",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "CONSTRUCT WHERE { <https://w3id.org/memorial-kg/memorial/tr-usak> ?p ?o }",
    "ASK { ?s mkg:sculptor ?o }",
)
LIMITS = {
    "without a limit of requests": ("--max-requests-per-minute", "100000000"),
    "with the usual limit": (),
}
HOSTILE_SHARE = 20  # every twentieth


@dataclass
class Seen:
    """What came back: the times of the good requests in seconds, and the statuses of all."""

    times: list[float] = field(default_factory=list)
    good: Counter[int] = field(default_factory=Counter)
    hostile: int = 0


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def post(query: str) -> bytes:
    body = urlencode({"query": query}).encode()
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + body


GOOD = {"pages": [get(path) for path in PAGES], "queries": [post(query) for query in ASKED]}
HOSTILE = [post(query) for query in QUERIES.values()]


async def ask(address: tuple[str, int], requests: Iterator[bytes], seen: Seen, until: float, *, counts: bool) -> None:
    """One client with one connection, which it opens again when it is closed."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        while time.perf_counter() < until:
            started = time.perf_counter()
            writer.write(next(requests))
            status = await _status(reader)
            if counts:
                seen.good[status] += 1
                seen.times.append(time.perf_counter() - started)
    finally:
        writer.close()


async def _status(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = re.search(r"content-length: (\d+)", head)
    await reader.readexactly(int(length[1]) if length else 0)
    return int(head.split()[1])


async def phase(address: tuple[str, int], good: list[bytes], seconds: float, clients: int, *, hostile: bool) -> Seen:
    """Ask good questions for some seconds; with hostile ones, each is sent for nineteen that are good."""
    seen, until = Seen(), time.perf_counter() + seconds
    tasks = [
        ask(address, itertools.cycle(random.sample(good, len(good))), seen, until, counts=True) for _ in range(clients)
    ]
    if hostile:
        tasks += [_hostile(address, seen, until)]
    await asyncio.gather(*tasks)
    return seen


async def _hostile(address: tuple[str, int], seen: Seen, until: float) -> None:
    """Keep the share: a hostile request for each nineteen good ones that were answered, several at a time."""
    requests = itertools.cycle(random.sample(HOSTILE, len(HOSTILE)))
    running: set[asyncio.Task[None]] = set()
    sent = 0
    while time.perf_counter() < until:
        while sent * (HOSTILE_SHARE - 1) < len(seen.times):
            sent += 1
            seen.hostile += 1
            once = ask(address, iter([next(requests)]), seen, time.perf_counter() + 3600, counts=False)
            running.add(asyncio.create_task(_once(once)))
        await asyncio.sleep(0.01)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _once(asking: object) -> None:
    try:
        await asking  # type: ignore[misc]
    except (StopIteration, RuntimeError, OSError, asyncio.IncompleteReadError):
        return


def _drain(lines: Iterator[str]) -> None:
    with suppress(ValueError):  # closed at the end
        for _ in lines:
            pass


@contextmanager
def served(*options: str) -> Iterator[tuple[str, int]]:
    """The command itself, as users run it."""
    command = [sys.executable, "-m", "memorial_kg", "serve", "--port", "0"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            assert server.stdout is not None
            lines = iter(server.stdout)
            found = next(filter(None, (re.search(r"serving .*at (http://\S+)", line) for line in lines)), None)
            if found is None:
                raise SystemExit("the server did not start")
            threading.Thread(target=_drain, args=(lines,), daemon=True).start()  # else it waits for a reader some day
            parts = urlsplit(found[1])
            yield str(parts.hostname), int(parts.port or 80)
        finally:
            server.terminate()


def line_of(name: str, seen: Seen, seconds: float) -> str:
    times = sorted(seen.times) or [0.0]
    p50, p99 = (times[min(int(len(times) * share), len(times) - 1)] * 1000 for share in (0.5, 0.99))
    statuses = " ".join(f"{status}×{count}" for status, count in sorted(seen.good.items()))
    return f"{name:34} {len(seen.times) / seconds:8.0f}/s  p50 {p50:7.1f} ms  p99 {p99:8.1f} ms  {statuses}; hostile {seen.hostile}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("options", nargs="*", help="options of `memorial-kg serve`, after --")
    given = parser.parse_args()
    for limit, options in LIMITS.items():
        print(limit, flush=True)
        with served(*options, *given.options) as address:
            measure(address, given.seconds, given.clients)


def measure(address: tuple[str, int], seconds: float, clients: int) -> None:
    for name, good in GOOD.items():
        for hostile in (False, True):
            seen = asyncio.run(phase(address, good, seconds, clients, hostile=hostile))
            print(line_of(f"{name}{', 5 % hostile' if hostile else ', alone'}", seen, seconds), flush=True)
            if name == "pages" and seen.good.keys() - {200}:
                raise SystemExit("a page is not there: build and publish first")


if __name__ == "__main__":
    main()

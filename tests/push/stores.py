"""Real stores, really running: the `oxigraph` server of the test group, and Debian's Virtuoso where it is installed."""

from __future__ import annotations

import re
import shutil
import socket
import struct
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph

from memorial_kg.push import Credentials

Triple = tuple[str, str, str]

_VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 2000
MaxDirtyBuffers = 1500
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 1000000
"""


@dataclass(frozen=True)
class Store:
    """A store as a test sees it: by its own requests, not by ours."""

    host: str  # http://127.0.0.1:7878
    query: str
    graph_store: str
    update: str
    default_graph: str = ""  # where the default graph goes, if the store cannot write its own
    credentials: Credentials | None = None
    normal: Callable[[Triple], Triple] = lambda triple: triple
    opener: urllib.request.OpenerDirector = field(default_factory=urllib.request.build_opener)

    def graphs(self) -> set[str]:
        """The graphs that hold something, but for those that the store brings along. Virtuoso needs a second for all."""
        ours = 'FILTER(STRSTARTS(STR(?g), "https://a.example/"))'
        return {*self._csv(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {ours} }}")}

    def count(self, graph: str) -> int:
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        return int(self._csv(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")[0])

    def triples(self, graph: str) -> set[Triple]:
        """The triples of a graph, as far as the store keeps them."""
        which = f"graph={quote(graph, safe='')}" if graph else "default"
        accept = {"Accept": "application/n-triples, text/plain;q=0.5"}
        try:
            found = self._open(f"{self.graph_store}?{which}", accept)
        except urllib.error.HTTPError as error:
            with error:
                if error.code != 404:
                    raise
            return set()
        return {self.normal(triple) for triple in _read(found)}

    def run(self, update: str) -> None:
        headers = {"Content-Type": "application/sparql-update", "Accept": "*/*"}
        self._open(self.update, headers, update.encode())

    def empty(self) -> None:
        if not self.default_graph:
            self.run("DROP ALL")
            return
        for graph in self.graphs():
            self.run(f"CLEAR GRAPH <{graph}>")

    def _csv(self, query: str) -> list[str]:
        found = self._open(f"{self.query}?{urlencode({'query': query})}", {"Accept": "text/csv"})
        return [line.strip('"') for line in found.decode().splitlines()[1:]]

    def _open(self, target: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
        request = urllib.request.Request(f"{self.host}{target}", body, headers)  # noqa: S310 — a host of our own
        with self.opener.open(request, timeout=20) as answer:
            found: bytes = answer.read()
            return found


def expected(store: Store, lines: list[str]) -> set[Triple]:
    """Lines of N-Triples as the store would give them back."""
    return {store.normal(triple) for triple in _read("\n".join(lines).encode())}


def _read(ntriples: bytes) -> Iterator[Triple]:
    for triple in pyoxigraph.parse(ntriples, format=pyoxigraph.RdfFormat.N_TRIPLES):
        yield str(triple.subject), str(triple.predicate), str(triple.object)


# ── what stores do to literals ──

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBER = re.compile(rf'"([^"]*)"\^\^<{_XSD}(?:decimal|integer)>')
_LANGUAGE = re.compile(r'"@([A-Za-z-]+)$')
_POINT = re.compile(r'"POINT ?\((\S+) (\S+)\)"\^\^<[^>]*(?:wktLiteral|Geometry)>')
_DURATION = re.compile(rf'"(?:P(\d+)Y|P(\d+)M|P(\d+)D|(\d+))"\^\^<{_XSD}duration>')


def values(triple: Triple) -> Triple:
    """Both stores keep the value of a number, and the language of a text in small letters."""
    *rest, term = triple
    term = _NUMBER.sub(lambda found: f'"{Decimal(found[1]).normalize():f}"^^number', term)
    return rest[0], rest[1], _LANGUAGE.sub(lambda found: found[0].lower(), term)


def virtuoso_values(triple: Triple) -> Triple:
    """Virtuoso 7 also keeps a point with four bytes for each coordinate, and a duration as months or as days."""
    subject, predicate, term = values(triple)
    term = _POINT.sub(lambda found: f'"{_single(found[1])} {_single(found[2])}"^^point', term)
    return subject, predicate, _DURATION.sub(_months_or_days, term)


def _single(text: str) -> str:
    (number,) = struct.unpack("f", struct.pack("f", float(text)))
    return f"{number:.4f}"


def _months_or_days(found: re.Match[str]) -> str:
    years, months, days, number = found.groups()
    return f'"{int(years) * 12 if years else int(months or days or number)}"^^duration'


# ── how they are started ──


@contextmanager
def running_oxigraph(folder: Path) -> Iterator[Store]:
    binary = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
    assert binary, "the package `oxigraph` of the test group is not installed"
    host = f"127.0.0.1:{_free_port()}"
    store = Store(f"http://{host}", "/query", "/store", "/update", normal=values)
    with _running([binary, "serve", "--location", str(folder), "--bind", host], folder, store):
        yield store


@contextmanager
def running_virtuoso(folder: Path) -> Iterator[Store]:
    binary = shutil.which("virtuoso-t")
    assert binary
    http = _free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.format(sql=_free_port(), http=http), encoding="utf-8")
    host = f"http://127.0.0.1:{http}"
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, host, "dba", "dba")
    store = Store(
        host,
        "/sparql",
        "/sparql-graph-crud-auth",
        "/sparql-auth",
        default_graph="https://a.example/dataset",
        credentials=Credentials("dba", "dba"),
        normal=virtuoso_values,
        opener=urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(passwords)),
    )
    with _running([binary, "-f", "+configfile", "virtuoso.ini"], folder, store):
        yield store


@contextmanager
def _running(command: list[str], folder: Path, store: Store) -> Iterator[None]:
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    try:
        while True:
            assert server.poll() is None, "the server has ended"
            with suppress(OSError):
                store.count("https://a.example/nothing")
                break
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
        yield
    finally:
        server.kill()  # nothing in it is to be kept
        server.wait(20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port

"""A proxy that stands between us and a real store, and does what networks and the machines in them do.

It forwards each request as it is, unless a fault is waiting for it: then that happens, once. What it saw is in `seen`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

Fault = Callable[["Proxy", BaseHTTPRequestHandler, bytes], None]

PAGE = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body>Please <b>log in</b>.</body></html>"


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Proxy:
    """`faults` are met in turn, each by the next request that it names: by method, by method and a word in the body, or
    "" for any.
    """

    upstream: str
    address: str = ""
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def methods(self) -> list[str]:
        return [each.method for each in self.seen]

    def sent(self, method: str = "PUT") -> list[str]:
        return [each.path for each in self.seen if each.method == method]

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        with self.lock:
            self.seen.append(Seen(handler.command, handler.path, {**handler.headers}, body))
            number = next((n for n, (which, _) in enumerate(self.faults) if _fits(which, handler.command, body)), -1)
            fault = self.faults.pop(number)[1] if number >= 0 else forward
        with suppress(OSError, HTTPException):  # whoever asked, or was asked, has hung up
            fault(self, handler, body)
        handler.close_connection = True

    def ask(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[HTTPResponse, bytes]:
        """Pass a request on and get the answer."""
        with closing(self.send(handler, body, len(body))) as connection, connection.getresponse() as response:
            return response, response.read()

    def send(self, handler: BaseHTTPRequestHandler, body: bytes, length: int) -> HTTPConnection:
        """Pass a request on, with another length than its body has if that is wanted."""
        connection = HTTPConnection(urlsplit(self.upstream).netloc, timeout=20)
        connection.putrequest(handler.command, handler.path, skip_accept_encoding=True, skip_host=True)
        for name, value in handler.headers.items():
            if name.lower() != "content-length":
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(length))
        connection.endheaders()
        if body:
            connection.send(body)
        return connection


def _fits(which: str, method: str, body: bytes) -> bool:
    wanted, _, word = which.partition(" ")
    return wanted in ("", method) and word.encode() in body


def forward(proxy: Proxy, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    response, answer = proxy.ask(handler, body)
    handler.send_response_only(response.status, response.reason)
    for name, value in response.getheaders():
        if name.lower() not in ("content-length", "transfer-encoding", "connection"):
            handler.send_header(name, value)
    if response.status != 204:
        handler.send_header("Content-Length", str(len(answer)))
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(answer)


# ── faults ──


def cut_request(proxy: Proxy, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """The connection to the store breaks in the middle of the body."""
    proxy.send(handler, body[: len(body) // 2], len(body)).close()


def drop_the_end(proxy: Proxy, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """Half of the lines get lost, and nobody says so."""
    forward(proxy, handler, body[: body.rfind(b"\n", 0, len(body) // 2) + 1])


def lose_the_answer(proxy: Proxy, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """The store does what it was asked to do, and we never hear of it."""
    proxy.ask(handler, body)


def cut_the_answer(proxy: Proxy, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    response, answer = proxy.ask(handler, body)
    answer = answer or b"some words"
    handler.send_response_only(response.status if response.status != 204 else 200, response.reason)
    handler.send_header("Content-Type", response.headers.get("Content-Type", "text/plain"))
    handler.send_header("Content-Length", str(len(answer) + 100))
    handler.end_headers()
    handler.wfile.write(answer[: len(answer) // 2])


def hang(proxy: Proxy, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    proxy.ended.wait(20)


def drip(proxy: Proxy, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """Each byte comes in time, the answer never does."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while not proxy.ended.wait(0.05):
        handler.wfile.write(b".")


def noise(proxy: Proxy, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    handler.wfile.write(b"\x00\xff\x1b[31mnot HTTP at all\r\n\r\n" * 3)


def page(proxy: Proxy, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    status(200, body=PAGE)(proxy, handler, body)


def status(number: int, body: bytes = b"", media_type: str = "text/html", **headers: str) -> Fault:
    def answer(proxy: Proxy, handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response_only(number)
        told = {"Content-Type": media_type, "Content-Length": str(len(body))}
        for name, value in {**told, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@contextmanager
def proxying(upstream: str) -> Iterator[Proxy]:
    proxy = Proxy(upstream)

    class Handler(BaseHTTPRequestHandler):
        timeout = 20

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return lambda: proxy.handle(self)
            raise AttributeError(name)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — named so in the library
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    proxy.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield proxy
    finally:
        proxy.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()

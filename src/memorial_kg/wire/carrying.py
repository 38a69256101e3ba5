"""Carries one request to a host and its answer back, in limited time and of limited size; decides nothing about either.

Each request has a connection of its own: one that was kept open may be dead, and would be found so in mid-body.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from memorial_kg.errors import RemoteError
from memorial_kg.wire.addresses import shown, target_of

__all__ = ["AGENT", "Body", "Call", "Reply", "carry"]

AGENT: Final = "memorial-kg (https://w3id.org/memorial-kg)"

Body = bytes | Path  # a large one is a file, and is read anew for each attempt

_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Call:
    """A request; `what` names it in messages, and `moved` is told how many bytes of the body are on their way.

    An answer has `largest` bytes at the most: by default it is a count or a message.
    """

    method: str
    url: str
    what: str
    body: Body = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    moved: Callable[[int], None] = lambda _: None
    largest: int = 1 << 24


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `origin` is the address that gave it, as messages show it."""

    status: int
    headers: Message
    body: bytes
    origin: str

    @property
    def media_type(self) -> str:
        """The media type without parameters, "" if there is none."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""


def carry(call: Call, timeout: float, authorization: str = "") -> Reply:
    """Send a request once. Raises OSError or HTTPException when there is no whole answer in time."""
    parts = urlsplit(call.url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.connect()
        connection.putrequest(call.method, target_of(call.url), skip_accept_encoding=True)
        length = call.body.stat().st_size if isinstance(call.body, Path) else len(call.body)
        fixed = {"User-Agent": AGENT, "Connection": "close"}
        if length or call.method != "GET":
            fixed["Content-Length"] = str(length)
        secret = {"Authorization": authorization} if authorization else {}
        for name, value in {**fixed, **call.headers, **secret}.items():
            connection.putheader(name, value.encode("utf-8"))
        broken = _pour(connection, call)
        with _no_longer_than(timeout, connection):
            try:
                return _read(connection, call)
            except (OSError, HTTPException) as error:
                raise broken or error from None
    finally:
        connection.close()


def _pour(connection: HTTPConnection, call: Call) -> OSError | None:
    """Send head and body. A server that has seen enough hangs up, and may have said why: that is read first."""
    sent = 0
    try:
        connection.endheaders()
        for chunk in _chunks(call.body):
            connection.send(chunk)
            sent += len(chunk)
            call.moved(sent)
    except (BrokenPipeError, ConnectionResetError) as error:
        return error
    return None


def _chunks(body: Body) -> Iterator[bytes]:
    if isinstance(body, bytes):
        yield from (body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK))
        return
    with body.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _read(connection: HTTPConnection, call: Call) -> Reply:
    origin = shown(call.url)
    with connection.getresponse() as response:
        content = response.read(call.largest + 1)
        if len(content) > call.largest:
            most = f"{call.largest >> 20} MiB"
            raise RemoteError(f"{origin} answers with more than {most}, and nothing so long was asked")
        if response.length:  # `read` with a size does not mind that the end is missing
            raise IncompleteRead(content, response.length)
        return Reply(response.status, response.headers, content, origin)


@contextmanager
def _no_longer_than(seconds: float, connection: HTTPConnection) -> Iterator[None]:
    """Cut the connection off at a time limit: the socket's own begins anew with every byte."""
    late, sock = threading.Event(), connection.sock  # the connection lets go of it when the body begins

    def cut_off() -> None:
        late.set()
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield
        if late.is_set():  # an answer without a length ends where it is cut off
            raise TimeoutError
    except (OSError, HTTPException):
        if late.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()

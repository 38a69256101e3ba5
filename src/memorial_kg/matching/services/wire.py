"""Carries a question to a service and its answer back: in limited time, of limited size, to the host that was named.

Every request has a connection of its own. It is repeated only after a failure that may pass, after a pause that the
service may lengthen; a redirect is followed within one origin only.
"""

from __future__ import annotations

import math
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode, urljoin, urlsplit

from memorial_kg.errors import RemoteError, UsageError
from memorial_kg.store import Endpoint

__all__ = ["LARGEST", "Service"]

LARGEST: Final = 1 << 22  # bytes of an answer: a batch of candidates is far smaller
_AGENT: Final = "memorial-kg (https://w3id.org/memorial-kg)"
_IN_TARGET: Final = "/%:@!$&'()*+,;=~?"
_TRANSIENT: Final = frozenset({408, 429, 500, 502, 503, 504})
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD: Final = frozenset({307, 308})
_MOST_REDIRECTS: Final = 5
_LONGEST_PAUSE: Final = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Service:
    """The address of a reconciliation service, how long to wait and how often to try, and a file for answers."""

    url: str
    timeout: float = 30
    attempts: int = 5
    tell: Callable[[str], None] = lambda _: None
    cache: Path | None = None
    first_pause: float = 1
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def __post_init__(self) -> None:
        try:
            Endpoint(self.url, self.timeout)  # it knows what an address of the web is, and a time limit
        except UsageError as error:
            raise UsageError(str(error).replace("An endpoint", "A service").replace("/sparql", "/reconcile")) from None

    @property
    def shown(self) -> str:
        """The address as messages show it."""
        return Endpoint(self.url).shown

    def ask(self, fields: dict[str, str] | None = None) -> bytes:
        """The answer to a form, or without one to the bare address. Raises RemoteError when there is none in JSON."""
        body = urlencode(fields).encode() if fields else b""
        attempt = 0
        while True:
            attempt += 1
            pause = self.first_pause * 2 ** (attempt - 1)
            try:
                reply = self._redirected(body)
            except (OSError, HTTPException) as error:
                problem = f"{self.shown} {_silence(error, self.timeout)}"
                passes = not isinstance(error, ssl.SSLCertVerificationError | socket.gaierror)
            else:
                if reply.status == 200:
                    return _json_of(reply, self.shown)
                problem = f"{self.shown} answered {reply.status}{_refusal(reply.status)}"
                passes = reply.status in _TRANSIENT
                pause = max(pause, _asked_pause(reply.headers))
            if not passes or attempt >= self.attempts:
                raise RemoteError(problem + (f" (tried {attempt} times)" if attempt > 1 else ""))
            if pause > _LONGEST_PAUSE:
                raise RemoteError(f"{problem}; it asks for {pause:.0f} seconds: go on after that")
            self.tell(f"{problem}; again in {pause:g} s")
            self.sleep(pause)

    def _redirected(self, body: bytes) -> _Reply:
        url = self.url
        for _ in range(_MOST_REDIRECTS):
            reply = _carry(url, body, self.timeout)
            if reply.status not in _MOVED:
                return reply
            url = self._next(url, reply, body)
        raise RemoteError(f"{self.shown} sends us on and on")

    def _next(self, url: str, reply: _Reply, body: bytes) -> str:
        todo = "if that is right, name that address yourself"
        try:
            target = urljoin(url, reply.headers.get("Location") or "")
            same, there = _origin(target) == _origin(url), Endpoint(target).shown
        except (UsageError, ValueError):
            raise RemoteError(f"{self.shown} sends us on to what is no address of the web") from None
        if not same:
            raise RemoteError(f"{self.shown} sends us on to {there}, another host: nothing was sent there; {todo}")
        if body and reply.status not in _KEEPS_METHOD:
            raise RemoteError(f"{self.shown} sends us on to {there} without what was asked; {todo}")
        return target


def _carry(url: str, body: bytes, timeout: float) -> _Reply:
    """Send one request. Raises OSError or HTTPException when there is no whole answer in time."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    headers = {"User-Agent": _AGENT, "Accept": "application/json", "Connection": "close"}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    query = f"?{quote(parts.query, safe=_IN_TARGET)}" if parts.query else ""
    target = quote(parts.path or "/", safe=_IN_TARGET) + query
    try:
        connection.connect()
        with _no_longer_than(timeout, connection.sock):
            connection.request("POST" if body else "GET", target, body or None, headers)
            with connection.getresponse() as response:
                content = response.read(LARGEST + 1)
                if len(content) <= LARGEST and response.length:  # `read` with a size does not mind a missing end
                    raise IncompleteRead(content, response.length)
                return _Reply(response.status, response.headers, content)
    finally:
        connection.close()


@contextmanager
def _no_longer_than(seconds: float, sock: socket.socket) -> Iterator[None]:
    """Cut a connection off at a time limit: the socket's own begins anew with every byte."""
    late = threading.Event()

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


def _json_of(reply: _Reply, shown: str) -> bytes:
    if len(reply.body) > LARGEST:
        raise RemoteError(f"{shown} answers with more than {LARGEST >> 20} MiB, and nothing so long was asked")
    kind = reply.headers.get_content_type() if "Content-Type" in reply.headers else "nothing that it names"
    if not (kind == "application/json" or kind.endswith("+json")):
        todo = "is this the address of a reconciliation service?"
        raise RemoteError(f"{shown} answered with {kind} instead of application/json: {todo}")
    return reply.body


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)


def _refusal(status: int) -> str:
    known = {
        400: ": it does not accept what was asked",
        403: ": it refuses to answer",
        404: ": there is nothing at this address; is it that of a reconciliation service?",
        405: ": it takes no questions here; is it the address of a reconciliation service?",
        413: ": what was asked is too much for it",
        429: ": it asks for a pause between questions",
    }
    return known.get(status, "")


def _asked_pause(headers: Message) -> float:
    """The seconds of Retry-After (RFC 9110, section 10.2.3), which also comes as a date."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    with suppress(ValueError, TypeError, OverflowError):
        seconds = parsedate_to_datetime(text).timestamp() - time.time()
        return seconds if 0 < seconds < math.inf else 0.0
    return 0.0


def _silence(error: BaseException, timeout: float) -> str:
    if isinstance(error, TimeoutError):
        return f"did not answer within {timeout:g} seconds: allow more with --timeout"
    if isinstance(error, ConnectionRefusedError):
        return "takes no connection: is the service running, and is the port right?"
    if isinstance(error, socket.gaierror):
        return "has no host of this name: is it spelt right, and is there a network?"
    if isinstance(error, ssl.SSLError):
        return f"gives no secure connection: {error}"
    return f"broke off without an answer ({type(error).__name__})"

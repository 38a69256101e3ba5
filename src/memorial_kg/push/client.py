"""Speaks HTTP with a store until it has a good answer, or knows that there will be none.

A redirect is followed within one origin only, so that neither data nor credentials end up at a host that nobody named.
A request is repeated only if it does no harm to have been done twice, after a pause that the server may lengthen.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

from memorial_kg.errors import RemoteError, UsageError
from memorial_kg.push.credentials import Authorization, Credentials
from memorial_kg.push.wire import Call, Reply, carry, shown, target_of
from memorial_kg.push.words import STATUS, silence

__all__ = ["SUCCESS", "Client"]

SUCCESS = frozenset({200, 201, 202, 204})
_TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
_FAILED = 500  # tried once more only: Virtuoso says so when two transactions meet, but mostly it stays
_MOVED = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD = frozenset({307, 308})
_MOST_REDIRECTS = 5
_LONGEST_PAUSE = 120.0  # seconds that a server may make us wait before we give up


@dataclass
class Client:
    """Sends requests to the addresses of one store, and remembers how each wants to be told who is sending."""

    credentials: Credentials | None = field(default=None, repr=False)
    timeout: float = 300
    attempts: int = 5
    first_pause: float = 1
    tell: Callable[[str], None] = lambda _: None
    sleep: Callable[[float], None] = time.sleep
    _known: dict[str, Authorization] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not (0 < self.timeout < math.inf):
            raise UsageError("A time limit is a number of seconds above 0")

    def send(self, call: Call, *, good: Collection[int] = SUCCESS, again: bool = True) -> Reply:
        """Send a request until there is a good answer; `again` says that it does no harm to be done twice.

        Raises RemoteError with the last answer.
        """
        attempt = 0
        while True:
            attempt += 1
            last = attempt >= self.attempts or not again
            pause = self.first_pause * 2 ** (attempt - 1)
            try:
                reply = self._redirected(call)
            except (OSError, HTTPException) as error:
                problem = f"{call.what}: {shown(call.url)} {silence(error, self.timeout)}"
                if last or (isinstance(error, ConnectionRefusedError) and attempt > 1):
                    raise RemoteError(f"{problem}{_tried(attempt)}") from error
            else:
                if reply.status in good:
                    return reply
                problem = self.refusal(call, reply)
                if last or reply.status not in _TRANSIENT or (reply.status == _FAILED and attempt > 1):
                    raise RemoteError(f"{problem}{_tried(attempt)}")
                pause = max(pause, _asked_pause(reply.headers))
                if pause > _LONGEST_PAUSE:
                    raise RemoteError(f"{problem}; it asks for {pause:.0f} seconds: push again after that")
            self.tell(f"{problem}; again in {pause:g} s")
            self.sleep(pause)

    def refusal(self, call: Call, reply: Reply, why: str = "") -> str:
        """An answer that is no success, in words."""
        why = why or STATUS.get(reply.status, "this is no success")
        said = self.hidden(reply.words)
        return f"{call.what}: {reply.origin} answered {reply.status} to {call.method}{said}: {why}"

    def hidden(self, text: str) -> str:
        """A text of the store without the secrets that it may repeat."""
        return self.credentials.hidden(text) if self.credentials else text

    def _redirected(self, call: Call) -> Reply:
        for _ in range(_MOST_REDIRECTS + 1):
            reply = self._recognised(call)
            if reply.status not in _MOVED:
                return reply
            call = replace(call, url=_next(call, reply))
        raise RemoteError(f"{call.what}: {shown(call.url)} sends us on and on, and nothing was done")

    def _recognised(self, call: Call) -> Reply:
        """Send once, and again if the store wants to know who is sending and that can be said."""
        key = f"{_origin(call.url)} {urlsplit(call.url).path}"
        known = self._known.setdefault(key, Authorization(self.credentials))
        learnt = False
        while True:
            reply = carry(call, known.header(call.method, target_of(call.url)), self.timeout)
            if reply.status != 401:
                return reply
            why = known.learn(reply.headers.get_all("WWW-Authenticate", []))
            if why or learnt:
                why = why or "it does not accept this user with this password"
                raise RemoteError(self.refusal(call, reply, why))
            learnt = True


def _next(call: Call, reply: Reply) -> str:
    """Where a redirect leads, if it may be followed."""
    todo = "if that is right, name that address yourself"
    problem = f"{call.what}: {shown(call.url)} answered {reply.status}"
    try:
        target = urljoin(call.url, reply.headers.get("Location") or "")
        problem += f" and sends us on to {shown(target)}"
        same = _origin(target) == _origin(call.url)
    except (UsageError, ValueError):
        raise RemoteError(f"{problem} and sends us on to what is no address of the web") from None
    if not same:
        raise RemoteError(f"{problem}, which is another host, port or scheme: nothing was sent there; {todo}")
    if reply.status not in _KEEPS_METHOD:
        raise RemoteError(f"{problem}, which does not say that it takes what is sent; {todo}")
    return target


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)


def _asked_pause(headers: Message) -> float:
    """The seconds of Retry-After (RFC 9110, section 10.2.3), which also comes as a date."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    with suppress(ValueError, TypeError):
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    return 0.0


def _tried(attempts: int) -> str:
    return f" (tried {attempts} times)" if attempts > 1 else ""

"""Speaks HTTP with a store until it has a good answer, or knows that there will be none.

How a request travels, how often and where to, is said in `wire`; here is who sends it, and what answer is good. It is
repeated only if it does no harm to have been done twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import urlsplit

from memorial_kg.errors import RemoteError
from memorial_kg.push.credentials import Authorization, Credentials
from memorial_kg.push.words import STATUS, said
from memorial_kg.wire import (
    TRANSIENT,
    Call,
    Patience,
    Reply,
    asked_pause,
    carry,
    check_time_limit,
    follow,
    origin,
    shown,
    silence,
    target_of,
)

__all__ = ["SUCCESS", "Client"]

SUCCESS = frozenset({200, 201, 202, 204})
_FAILED = 500  # tried once more only: Virtuoso says so when two transactions meet, but mostly it stays


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
        check_time_limit(self.timeout)

    def send(self, call: Call, *, good: Collection[int] = SUCCESS, again: bool = True) -> Reply:
        """Send a request until there is a good answer; `again` says that it does no harm to be done twice.

        Raises RemoteError with the last answer.
        """
        later = "push again after that"
        patience = Patience(self.attempts if again else 1, self.first_pause, self.tell, self.sleep, later)
        while True:
            try:
                reply = follow(call, self._recognised)
            except (OSError, HTTPException) as error:
                problem = f"{call.what}: {shown(call.url)} {silence(error, self.timeout)}"
                patience.after(problem, passes=not (isinstance(error, ConnectionRefusedError) and patience.failed))
            else:
                if reply.status in good:
                    return reply
                passes = reply.status in TRANSIENT and not (reply.status == _FAILED and patience.failed)
                patience.after(self.refusal(call, reply), passes=passes, asked=asked_pause(reply.headers))

    def refusal(self, call: Call, reply: Reply, why: str = "") -> str:
        """An answer that is no success, in words."""
        why = why or STATUS.get(reply.status, "this is no success")
        words = self.said(reply)
        return f"{call.what}: {reply.origin} answered {reply.status} to {call.method}{words}: {why}"

    def said(self, reply: Reply) -> str:
        """The first words of an answer, without the secrets that it may repeat."""
        return self.hidden(said(reply))

    def hidden(self, text: str) -> str:
        """A text of the store without the secrets that it may repeat."""
        return self.credentials.hidden(text) if self.credentials else text

    def _recognised(self, call: Call) -> Reply:
        """Send once, and again if the store wants to know who is sending and that can be said."""
        key = f"{origin(call.url)} {urlsplit(call.url).path}"
        known = self._known.setdefault(key, Authorization(self.credentials))
        learnt = False
        while True:
            reply = carry(call, self.timeout, known.header(call.method, target_of(call.url)))
            if reply.status != 401:
                return reply
            why = known.learn(reply.headers.get_all("WWW-Authenticate", []))
            if why or learnt:
                why = why or "it does not accept this user with this password"
                raise RemoteError(self.refusal(call, reply, why))
            learnt = True

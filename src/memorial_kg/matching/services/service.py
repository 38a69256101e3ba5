"""Asks a reconciliation service, until it has a good answer or knows that there will be none.

A request is repeated only after a failure that may pass; how it travels, how long and where to, is said in `wire`.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from memorial_kg.errors import RemoteError
from memorial_kg.wire import (
    TRANSIENT,
    Call,
    Patience,
    Reply,
    asked_pause,
    carry,
    check_address,
    check_time_limit,
    follow,
    shown,
    silence,
)

__all__ = ["LARGEST", "Service"]

LARGEST: Final = 1 << 22  # bytes of an answer: a batch of candidates is far smaller
_ASKED_FOR: Final = {"Accept": "application/json", "Accept-Encoding": "identity"}
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_REFUSALS: Final[Mapping[int, str]] = {
    400: ": it does not accept what was asked",
    403: ": it refuses to answer",
    404: ": there is nothing at this address; is it that of a reconciliation service?",
    405: ": it takes no questions here; is it the address of a reconciliation service?",
    413: ": what was asked is too much for it",
    429: ": it asks for a pause between questions",
}


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
        check_address(self.url, "a service", "https://example.org/reconcile")
        check_time_limit(self.timeout)

    @property
    def shown(self) -> str:
        """The address as messages show it."""
        return shown(self.url)

    def ask(self, fields: dict[str, str] | None = None) -> bytes:
        """The answer to a form, or without one to the bare address. Raises RemoteError when there is none in JSON."""
        body = urlencode(fields).encode() if fields else b""
        method, headers = ("POST", _ASKED_FOR | _FORM) if body else ("GET", _ASKED_FOR)
        call = Call(method, self.url, "a question", body, headers, largest=LARGEST)
        patience = Patience(self.attempts, self.first_pause, self.tell, self.sleep, later="go on after that")
        while True:
            try:
                reply = follow(call, lambda each: carry(each, self.timeout))
            except (OSError, HTTPException) as error:
                passes = not isinstance(error, ssl.SSLCertVerificationError | socket.gaierror)
                patience.after(f"{self.shown} {silence(error, self.timeout)}", passes=passes)
            else:
                if reply.status == 200:
                    return _json_of(reply)
                problem = f"{self.shown} answered {reply.status}{_REFUSALS.get(reply.status, '')}"
                patience.after(problem, passes=reply.status in TRANSIENT, asked=asked_pause(reply.headers))


def _json_of(reply: Reply) -> bytes:
    kind = reply.media_type
    if not (kind == "application/json" or kind.endswith("+json")):
        todo = "is this the address of a reconciliation service?"
        named = kind or "nothing that it names"
        raise RemoteError(f"{reply.origin} answered with {named} instead of application/json: {todo}")
    return reply.body

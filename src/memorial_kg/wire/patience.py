"""Says how long to wait before a request is sent again, and when it is no longer worth it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from memorial_kg.errors import RemoteError

__all__ = ["TRANSIENT", "Patience", "asked_pause"]

TRANSIENT: Final = frozenset({408, 429, 500, 502, 503, 504})  # statuses of failures that may pass
_LONGEST_PAUSE: Final = 120.0  # seconds that a server may make us wait before we give up


@dataclass
class Patience:
    """How often one request is tried, with pauses that double; `later` is what to do when a server wants a long one."""

    attempts: int
    first_pause: float
    tell: Callable[[str], None]
    sleep: Callable[[float], None]
    later: str
    failed: int = 0

    def after(self, problem: str, *, passes: bool, asked: float = 0) -> None:
        """Wait after a failure, as long as the server asked at least.

        Raises RemoteError with the problem if it does not pass, or was the last.
        """
        self.failed += 1
        if not passes or self.failed >= self.attempts:
            raise RemoteError(problem + (f" (tried {self.failed} times)" if self.failed > 1 else ""))
        if asked > _LONGEST_PAUSE:
            raise RemoteError(f"{problem}; it asks for {asked:.0f} seconds: {self.later}")
        pause = max(self.first_pause * 2 ** (self.failed - 1), asked)
        self.tell(f"{problem}; again in {pause:g} s")
        self.sleep(pause)


def asked_pause(headers: Message) -> float:
    """The seconds of Retry-After (RFC 9110, section 10.2.3), which also comes as a date."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    with suppress(ValueError, TypeError, OverflowError):
        seconds = parsedate_to_datetime(text).timestamp() - time.time()
        return seconds if 0 < seconds < math.inf else 0.0
    return 0.0

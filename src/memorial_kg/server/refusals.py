"""What a request gets instead of an answer, when it cannot have one: one class for each, and one table of statuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from memorial_kg.server.problems import Refused

__all__ = ["REFUSALS", "Busy", "Crashed", "TooOften", "TooSlow", "refused"]

_NOTHING: Mapping[str, object] = MappingProxyType({})
_SOON, _LATER = {"Retry-After": "5"}, {"Retry-After": "60"}

# What a worker says, and the status that it becomes. An answer that is too large is refused as a body that is too large
# would be: no status of HTTP means the one and not the other.
REFUSALS: dict[str, int] = {
    "refused": 400,
    "missing": 404,
    "not acceptable": 406,
    "too much": 413,
    "failed": 500,
}


def refused(kind: str, words: str, members: Mapping[str, object] = _NOTHING) -> Refused:
    """The refusal of this kind, in the words of the worker."""
    return Refused(REFUSALS.get(kind, 500), words, members=members)


class Busy(Refused):
    """Too many are waiting, or it had to wait too long."""

    def __init__(self, words: str = "The server has too much to do at the moment: ask again in a few seconds") -> None:
        super().__init__(503, words, headers=_SOON)


class TooSlow(Refused):
    """The query had its time, and was ended."""

    def __init__(self, seconds: float) -> None:
        words = f"The query was ended after {seconds:g} seconds: ask for less, or load a download into a store"
        super().__init__(503, words, headers=_LATER)


class Crashed(Refused):
    """The query ended the process that answered it."""

    def __init__(self) -> None:
        words = "The query needs more memory than it may use, or is more than the engine can read: make it smaller"
        super().__init__(500, words)


class TooOften(Refused):
    """One client asks more than its share."""

    def __init__(self, words: str, seconds: float) -> None:
        super().__init__(429, words, headers={"Retry-After": str(max(1, round(seconds + 0.5)))})

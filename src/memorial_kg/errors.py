"""What can go wrong, in the words of whoever has to mend it.

    MemorialKGError
    ├── UsageError       the request itself makes no sense (an unknown format, a missing parameter)
    ├── InputError       a file, a record or a query could not be read; carries `Problem`s when there are places to name
    ├── RemoteError      an endpoint did not answer, or not with what was asked for
    └── InternalError    a promise that the program made to itself was broken: a bug

SHACL violations are results, not errors. Nothing here knows the command line or HTTP: one table in `cli` turns these
classes into exit codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["InputError", "InternalError", "MemorialKGError", "Problem", "RemoteError", "UsageError"]


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One value that cannot be kept: where it stands, what it is, what was expected, and what to do.

    >>> print(Problem("list/records.yaml", 7, "usak", "inauguration.date", "'2016-13' has no month 13", "01 to 12",
    ...               "correct the month"))
    list/records.yaml:7: usak: inauguration.date: '2016-13' has no month 13; expected 01 to 12; correct the month
    """

    file: str
    line: int
    record: str
    key: str
    what: str
    expected: str = ""
    todo: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        says = "; ".join(part for part in (self.what, self.expected and f"expected {self.expected}", self.todo) if part)
        return ": ".join(part for part in (place, self.record, self.key, says) if part)


class MemorialKGError(Exception):
    """The root of every error that this library raises on purpose."""


class UsageError(MemorialKGError):
    """The request itself makes no sense: an unknown format, a missing parameter, a name that does not exist."""


class InputError(MemorialKGError):
    """Something that was to be read cannot be: `problems` names each place, in the order of the file."""

    def __init__(self, message: str = "", problems: Iterable[Problem] = ()) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join([*(str(problem) for problem in self.problems), *([message] if message else [])]))


class RemoteError(MemorialKGError):
    """An endpoint did not answer in time, or answered with something other than what was asked for."""


class InternalError(MemorialKGError):
    """The program broke a promise to itself (quads written ≠ quads promised): please report it."""

"""The report of a harvest: read, made, kept, refused, left out. What grows with the source lies on the disk."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from types import TracebackType
from typing import Final, Self

from memorial_kg.errors import InternalError

__all__ = ["KINDS", "Entry", "Report"]

# What an entry is about, in the order of the report; the numbers stand for them while they wait.
KINDS: Final = {
    "row refused": "The row became no record.",
    "value refused": "The value is in no record; the rest of its row is.",
    "value corrected": "The value could not be kept; a correction says what stands in its place.",
    "correction": "The correction no longer applies.",
    "row left out": "A condition of the crosswalk leaves the row out.",
}

_IN_MEMORY: Final = 1 << 20
# What is counted by a source's own words must not grow with the source.
_MOST_REASONS: Final = 500
_LONGEST_KEY: Final = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is not in the records as it stood in the source: what, where, and why."""

    kind: str
    file: str
    line: int
    locator: str
    record: str
    key: str
    column: str
    value: str
    what: str
    expected: str = ""
    todo: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (self.file and f"{self.file}:{self.line}" if self.line else self.file, self.locator)
            if part
        )
        says = "; ".join(part for part in (self.what, self.expected and f"expected {self.expected}", self.todo) if part)
        return ": ".join(part for part in (place, self.record, self.key, says) if part)


class Report:
    """What a harvest did. Entries wait in a temporary file, so that a million of them cost no memory."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.documents: list[str] = []
        self.passed_over: list[str] = []
        self.rows = self.records = self.values = 0
        self.counts: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.keys: Counter[str] = Counter()
        self.unread: dict[str, int] = {}
        self.never_there: list[str] = []
        self._waiting = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it lives as long as the report

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._waiting.close()

    @property
    def refusals(self) -> int:
        """How many rows, values and corrections were refused: what a person has to look at."""
        return self.counts["row refused"] + self.counts["value refused"] + self.counts["correction"]

    def add(self, entry: Entry) -> None:
        """Take an entry."""
        self.counts[entry.kind] += 1
        if entry.kind == "row left out":
            known = entry.what in self.left_out or len(self.left_out) < _MOST_REASONS
            self.left_out[entry.what if known else "other values"] += 1
        else:
            key = ".".join(part for part in entry.key.split(".") if not part.isdigit())
            self.reasons[entry.kind, key[:_LONGEST_KEY]] += 1
        line = json.dumps(astuple(entry), ensure_ascii=False, separators=(",", ":"))
        self._waiting.write(line.encode("utf-8", "surrogatepass") + b"\n")

    def entries(self) -> Iterator[Entry]:
        """All entries, in the order in which they came."""
        self._waiting.seek(0)
        for line in self._waiting:
            yield Entry(*json.loads(line.decode("utf-8", "surrogatepass")))
        self._waiting.seek(0, 2)

    def check(self) -> None:
        """Rows in = records + refusals + rows left out by a declared condition, always."""
        told = self.records + self.counts["row refused"] + self.counts["row left out"]
        if told != self.rows:
            raise InternalError(f"{self.rows} rows were read, but {told} are accounted for")

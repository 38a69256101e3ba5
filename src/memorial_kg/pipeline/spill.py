"""Keeps records in files between two steps of a build, by the part that they belong to.

A record goes to a part by what it is about, so that all records of one thing meet; a file of one step holds the slices
of all parts, one after the other, and the next step reads of every file the slice of one part. What the records say and
where they stand are kept apart: a record that has only moved down in its file says what it said.
"""

from __future__ import annotations

import marshal
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memorial_kg.records import Record, Tree
from memorial_kg.records.model import Origin

__all__ = ["Places", "Slices", "pack", "part_of", "read_records", "unpack", "write_records", "write_slices"]

# Equal values are equal bytes in this version, which knows no references to what was written before. What `marshal`
# writes is read by the same version of Python only: that is in the name of every file that is kept.
_VERSION = 2


def part_of(thing: str, parts: int) -> int:
    """The part of a thing: by its name alone, the same in every process and on every machine."""
    return zlib.crc32(thing.encode()) % parts


def pack(value: Any) -> bytes:  # noqa: ANN401 - whatever marshal takes
    """A value of plain types, as bytes."""
    return marshal.dumps(value, _VERSION)


def unpack(data: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """The value that was packed."""
    return marshal.loads(data)  # noqa: S302 - our own bytes; they can hold no code that is run


class Places(Mapping[int, tuple[tuple[int, int], ...]]):
    """Where the slices of each part begin and how long they are, in few bytes: there are as many as pieces times parts.

    Every part has as many slices as the others.
    """

    __slots__ = ("_ends", "_parts", "_starts", "_width")

    def __init__(self, places: Mapping[int, tuple[tuple[int, int], ...]]) -> None:
        self._parts = array("L", sorted(places))
        told = [each for part in self._parts for each in places[part]]
        self._starts = array("Q", (start for start, _ in told))
        self._ends = array("Q", (start + length for start, length in told))
        self._width = len(told) // len(places) if places else 0

    def __getitem__(self, part: int) -> tuple[tuple[int, int], ...]:
        at = bisect_left(self._parts, part)
        if at == len(self._parts) or self._parts[at] != part:
            raise KeyError(part)
        here = range(at * self._width, (at + 1) * self._width)
        return tuple((self._starts[each], self._ends[each] - self._starts[each]) for each in here)

    def __iter__(self) -> Iterator[int]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


@dataclass(frozen=True, slots=True)
class Slices:
    """A file of slices, one or more for each part that has any: where each begins, and how long it is."""

    path: Path
    places: Mapping[int, tuple[tuple[int, int], ...]]

    def read(self, part: int, which: int = 0) -> bytes:
        """A slice of a part; empty where it has none."""
        if part not in self.places:
            return b""
        start, length = self.places[part][which]
        with self.path.open("rb") as stream:
            stream.seek(start)
            return stream.read(length)

    def of(self, part: int) -> Slices:
        """The slices of one part alone: as little as another process needs to know."""
        return Slices(self.path, {part: self.places[part]} if part in self.places else {})


def write_slices(path: Path, slices: Mapping[int, tuple[bytes, ...]]) -> Slices:
    """Write slices one after the other."""
    places: dict[int, tuple[tuple[int, int], ...]] = {}
    with path.open("wb") as stream:
        for part in sorted(slices):
            starts = []
            for each in slices[part]:
                starts.append((stream.tell(), len(each)))
                stream.write(each)
            places[part] = tuple(starts)
    return Slices(path, Places(places))


def write_records(path: Path, records: Iterable[Record], parts: int) -> Slices:
    """Write records into the slices of their parts, in their order: what they say, and where they stand."""
    told: dict[int, tuple[list[Any], list[Any]]] = {}
    for record in records:
        said, stands = told.setdefault(part_of(record.about, parts), ([], []))
        said.append(_said(record))
        stands.append((record.origin.line, _plain(record.origin.lines)))
    return write_slices(path, {part: (pack(said), pack(stands)) for part, (said, stands) in told.items()})


def _said(record: Record) -> tuple[object, ...]:
    evidence = [_plain(each) for each in record.evidence]
    return (record.about, _plain(record.claims), record.key, record.locator, evidence, _plain(record.note))


def _plain(mapping: Mapping[Any, Tree]) -> dict[Any, Tree]:
    return mapping if isinstance(mapping, dict) else dict(mapping)


def read_records(slices: Slices, part: int, source: str, file: str, before: int) -> Iterator[Record]:
    """The records of a part; `before` are the lines of the file before the piece that they were read from."""
    if part not in slices.places:
        return
    stands = unpack(slices.read(part, 1))
    for (about, claims, key, locator, evidence, note), (line, lines) in zip(
        unpack(slices.read(part)), stands, strict=True
    ):
        yield Record(about, claims, source, key, locator, tuple(evidence), note, Origin(file, line + before, lines))

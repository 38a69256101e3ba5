"""Keeps records in files between two steps of a build, by the part that they belong to.

A record goes to a part by what it is about, so that all records of one thing meet; a file of one step holds the slices
of all parts, one after the other, and the next step reads of every file the slice of one part. The bytes depend on the
records alone.
"""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memorial_kg.records import Record, Tree
from memorial_kg.records.model import Origin

__all__ = ["Slices", "pack", "part_of", "read_records", "unpack", "write_records", "write_slices"]

# What `marshal` writes is read by the same Python only, and is gone with the build or with the version in its name.
_VERSION = 4


def part_of(thing: str, parts: int) -> int:
    """The part of a thing: by its name alone, the same in every process and on every machine."""
    return zlib.crc32(thing.encode()) % parts


def pack(value: Any) -> bytes:  # noqa: ANN401 - whatever marshal takes
    """A value of plain types, as bytes."""
    return marshal.dumps(value, _VERSION)


def unpack(data: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """The value that was packed."""
    return marshal.loads(data)  # noqa: S302 - our own bytes, written by the same build


@dataclass(frozen=True, slots=True)
class Slices:
    """A file of slices, one for each part that has any."""

    path: Path
    places: Mapping[int, tuple[int, int]]

    def read(self, part: int) -> bytes:
        """The slice of a part; empty where it has none."""
        if part not in self.places:
            return b""
        start, length = self.places[part]
        with self.path.open("rb") as stream:
            stream.seek(start)
            return stream.read(length)


def write_slices(path: Path, slices: Mapping[int, bytes]) -> Slices:
    """Write slices one after the other."""
    places: dict[int, tuple[int, int]] = {}
    with path.open("wb") as stream:
        for part in sorted(slices):
            places[part] = stream.tell(), len(slices[part])
            stream.write(slices[part])
    return Slices(path, places)


def write_records(path: Path, records: Iterable[Record], parts: int) -> Slices:
    """Write records into the slices of their parts, in their order."""
    told: dict[int, list[tuple[object, ...]]] = {}
    for record in records:
        told.setdefault(part_of(record.about, parts), []).append(_row(record))
    return write_slices(path, {part: pack(rows) for part, rows in told.items()})


def _row(record: Record) -> tuple[object, ...]:
    origin = record.origin
    return (
        record.about,
        _plain(record.claims),
        record.key,
        record.locator,
        [_plain(each) for each in record.evidence],
        _plain(record.note),
        origin.line,
        _plain(origin.lines),
    )


def _plain(mapping: Mapping[Any, Tree]) -> dict[Any, Tree]:
    return mapping if isinstance(mapping, dict) else dict(mapping)


def read_records(data: bytes, source: str, file: str, before: int) -> Iterator[Record]:
    """The records of a slice; `before` are the lines of the file before the piece that they were read from."""
    for about, claims, key, locator, evidence, note, line, lines in unpack(data) if data else ():
        origin = Origin(file, line + before, lines)
        yield Record(about, claims, source, key, locator, tuple(evidence), note, origin)

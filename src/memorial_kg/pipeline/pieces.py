"""Cuts files of records into pieces that processes can read side by side: JSON Lines by lines, YAML not at all."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from memorial_kg.errors import InputError, Problem
from memorial_kg.workspace import RecordFile

__all__ = ["Piece", "cut", "size_of"]

_LINES = (".jsonl", ".ndjson")
_BYTES = 4_000_000  # of a piece; its records take some ten times that while they are read


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file of records: its bytes from `start` to `end`, and how many lines come before (whole: 0, 0, 0).

    `stamp` tells which file it was when it was cut: another one that has taken its place has its lines elsewhere.
    """

    file: RecordFile
    start: int = 0
    end: int = 0
    before: int = 0
    stamp: tuple[int, ...] = ()

    def read(self) -> bytes:
        """The bytes of the piece; an `InputError` if the file is no longer the one that was cut."""
        with self.file.path.open("rb") as stream:
            stream.seek(self.start)
            data = stream.read(self.end - self.start) if self.end else stream.read()
            if self.stamp and self.stamp != _stamp(os.fstat(stream.fileno())):
                what = "it was changed while it was read, and nothing was built"
                todo = "build again when it is complete"
                raise InputError(problems=[Problem(self.file.shown, 0, "", "", what, todo=todo)])
        return data


def size_of(files: Iterable[RecordFile]) -> int:
    """The bytes of these files together."""
    return sum(each.path.stat().st_size for each in files if each.path.is_file())


def cut(files: Iterable[RecordFile], size: int = _BYTES) -> Iterator[Piece]:
    """The pieces of files, in their order; where they are cut depends on the files alone."""
    for file in files:
        stamp = _stamp_of(file.path)
        if not file.path.is_file() or file.path.suffix.lower() not in _LINES or file.path.stat().st_size <= size:
            yield Piece(file, stamp=stamp)
        else:
            yield from _lines(file, size, stamp)


def _stamp_of(path: Path) -> tuple[int, ...]:
    return _stamp(path.stat()) if path.is_file() else ()


def _stamp(stat: os.stat_result) -> tuple[int, ...]:
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _lines(file: RecordFile, size: int, stamp: tuple[int, ...]) -> Iterator[Piece]:
    with file.path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if b"\0" in data[:64]:  # UTF-16, or no text at all, which is to be said once
            yield Piece(file, stamp=stamp)
            return
        start = before = 0
        while start < len(data):
            cut_at = data.find(b"\n", min(start + size, len(data) - 1))
            end = len(data) if cut_at < 0 else cut_at + 1
            yield Piece(file, start, end, before, stamp)
            before += data[start:end].count(b"\n")
            start = end

"""The lines of a dataset, sorted: in a list, or in a file that is not held; those of one subject without the rest."""

from __future__ import annotations

import mmap
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Protocol

__all__ = ["SortedFile", "SortedLines", "SortedList", "by_subject", "in_default_graph", "looked_up"]

_OF_TRIPLE = 3  # spaces in a line without a graph and without a literal


class SortedLines(Protocol):
    """Lines of N-Quads without line ends, sorted by code point, each once."""

    def __iter__(self) -> Iterator[str]:
        """All of them."""

    def starting(self, start: str) -> Sequence[str]:
        """Those that begin with a text, as in `<https://a.example/memorial/x> ` for all of one subject."""

    def holding(self, text: str) -> Iterator[str]:
        """Those in which a text stands; it looks through all of them."""


class SortedList(list[str]):
    """Sorted lines in memory."""

    def starting(self, start: str) -> list[str]:
        """Those that begin with a text."""
        first = bisect_left(self, start)
        last = first
        while last < len(self) and self[last].startswith(start):
            last += 1
        return self[first:last]

    def holding(self, text: str) -> Iterator[str]:
        """Those in which a text stands."""
        return (line for line in self if text in line)


class SortedFile:
    """Sorted lines in a file of ours, which end in line feeds. What is looked up is read when it is needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size
        self._data: mmap.mmap | None = None
        if self._size:  # no file of no length can be mapped
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def close(self) -> None:
        """Let go of the file."""
        if self._data is not None:
            self._data.close()

    def __iter__(self) -> Iterator[str]:
        """All lines, one by one: a literal may hold U+2028, which ends no line of N-Quads."""
        with self._path.open(encoding="utf-8", newline="\n") as stream:
            for line in stream:
                yield line.removesuffix("\n")

    def starting(self, start: str) -> list[str]:
        """The lines that begin with a text."""
        if self._data is None:
            return []
        wanted = start.encode()
        place = self._first_from(wanted)
        begin = place
        while self._data[place : place + len(wanted)] == wanted:
            place = self._end(place)
        return self._data[begin:place].decode().removesuffix("\n").split("\n") if place > begin else []

    def holding(self, text: str) -> Iterator[str]:
        """The lines in which a text stands; all pages are looked through, which takes a second for a gigabyte."""
        wanted = text.encode()
        found = self._data.find(wanted) if self._data is not None else -1
        while self._data is not None and found >= 0:
            begin, end = self._data.rfind(b"\n", 0, found) + 1, self._end(found)
            yield self._data[begin:end].decode().removesuffix("\n")
            found = self._data.find(wanted, end)

    def _end(self, place: int) -> int:
        """Where the line ends that a place is in."""
        assert self._data is not None  # noqa: S101 - for the type checker
        return self._data.find(b"\n", place) + 1 or self._size

    def _first_from(self, wanted: bytes) -> int:
        """Where the first line begins that is not before another one."""
        assert self._data is not None  # noqa: S101 - for the type checker
        low, high = 0, self._size
        while low < high:
            begin = self._data.rfind(b"\n", 0, (low + high) // 2) + 1
            if self._data[begin : begin + len(wanted)] < wanted:
                low = self._end((low + high) // 2)
            else:
                high = begin
        return low


def by_subject(lines: Iterable[str]) -> Iterator[tuple[str, Iterator[str]]]:
    """Each subject of sorted lines, and its lines."""
    return groupby(lines, lambda line: line[: line.index(" ")])


def in_default_graph(line: str) -> bool:
    """Tell whether a line, whose terms are one space apart, names no graph.

    >>> in_default_graph('<s> <p> "a <b> ." .'), in_default_graph('<s> <p> "o" <g> .')
    (True, False)
    """
    quoted = line.rfind('"')
    return line.count(" ") == _OF_TRIPLE if quoted < 0 else line.find(" ", quoted) == len(line) - 2


@contextmanager
def looked_up(lines: Iterable[str]) -> Iterator[SortedLines]:
    """Sorted lines that can be looked up: those that come one by one wait in a temporary file."""
    if isinstance(lines, SortedFile | SortedList):
        yield lines
    elif isinstance(lines, list):
        yield SortedList(lines)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "lines")
            with path.open("wb") as file:
                file.writelines(line.encode() + b"\n" for line in lines)
            with closing(SortedFile(path)) as held:
                yield held

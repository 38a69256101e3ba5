"""Sorts more than memory holds: what is sorted in pieces waits in a temporary file, and is merged."""

from __future__ import annotations

import heapq
import marshal
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import IO, Any, TypeVar

__all__ = ["in_order"]

_Item = TypeVar("_Item", bound=tuple[Any, ...])
_READ = 64  # items of each piece that are in memory while all are merged


def in_order(pieces: Iterable[list[_Item]]) -> Iterator[_Item]:
    """The items of all pieces in one order; they are tuples of plain types, and each piece fits in memory.

    One piece alone is not written anywhere.

    >>> [*in_order([[("b", 2)], [("a", 1), ("c", 3)]])]
    [('a', 1), ('b', 2), ('c', 3)]
    """
    waiting = iter(pieces)
    first = sorted(next(waiting, ()))
    second = next(waiting, None)
    if second is None:
        yield from first
        return
    with closing(tempfile.TemporaryFile()) as file:
        places = [_written(first, file), _written(sorted(second), file)]
        del first, second
        places += [_written(sorted(piece), file) for piece in waiting]
        yield from heapq.merge(*(_read(file, each) for each in places))


def _written(items: list[_Item], file: IO[bytes]) -> list[tuple[int, int]]:
    """Write a piece, and say where its parts are, from and to."""
    places = []
    for start in range(0, len(items), _READ):
        begin = file.tell()
        file.write(marshal.dumps(items[start : start + _READ]))
        places.append((begin, file.tell()))
    return places


def _read(file: IO[bytes], places: list[tuple[int, int]]) -> Iterator[Any]:
    for begin, end in places:
        file.seek(begin)
        yield from marshal.loads(file.read(end - begin))  # noqa: S302 - our own bytes, of a moment ago

"""The last step of a build: sorted files become one sorted file, stretch by stretch.

Each stretch is what lies between two lines in every file; it is read, sorted and
written by itself, so that several processes share the work and none holds much.
"""

from __future__ import annotations

import mmap
import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from memorial_kg.jobs import Crew
from memorial_kg.pipeline.shared import Shared

__all__ = ["merge"]

_STRETCH = 16_000_000  # bytes; sorting takes some ten times that
_SAMPLES = 32  # lines of each file and stretch from which the limits are taken


class _Stretch(NamedTuple):
    """What lies from one line on and before another in all files, and where it goes."""

    files: tuple[Path, ...]
    start: bytes
    end: bytes  # b"" is the end of all
    out: Path
    once: bool


def merge(files: Sequence[Path], out: Path, crew: Crew[Shared], *, once: bool = False) -> None:
    """Merge sorted files of lines into one sorted file; with `once`, a line that stands in several comes once."""
    folder = files[0].parent
    told = tuple(each for each in files if each.stat().st_size)
    size = sum(each.stat().st_size for each in told)
    limits = [b"", *_limits(told, max(1, size // _STRETCH)), b""]
    stretches = [
        _Stretch(told, start, end, folder / f"stretch-{number:06}", once)
        for number, (start, end) in enumerate(pairwise(limits))
    ]
    with out.open("wb") as stream:
        for piece in crew.work(_sorted, stretches):
            with piece.open("rb") as part:
                shutil.copyfileobj(part, stream, 1 << 20)
            piece.unlink()


def _limits(files: Sequence[Path], stretches: int) -> list[bytes]:
    """Lines that divide all files into stretches of about the same size."""
    found: list[bytes] = []
    for file in files if stretches > 1 else ():
        with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            count = max(1, _SAMPLES * stretches // len(files))
            found += {data[(at := _line_at(data, len(data) * n // count)) : data.find(b"\n", at)] for n in range(count)}
    found = sorted(set(found))
    return [found[len(found) * n // stretches] for n in range(1, stretches) if found]


def _line_at(data: mmap.mmap, place: int) -> int:
    """Where the line begins that holds a place."""
    return data.rfind(b"\n", 0, place) + 1


def _sorted(_: Shared, stretch: _Stretch) -> Path:
    lines: list[bytes] = []
    for file in stretch.files:  # one open at a time: there may be more than a process may open
        with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            start = _first_from(data, stretch.start)
            end = _first_from(data, stretch.end) if stretch.end else len(data)
            lines += data[start:end].splitlines(keepends=True)  # a carriage return is written as an escape
    lines.sort()  # runs that are sorted already are merged
    if stretch.once:
        lines = [*dict.fromkeys(lines)]
    with stretch.out.open("wb") as out:
        out.writelines(lines)
    return stretch.out


def _first_from(data: mmap.mmap, wanted: bytes) -> int:
    """Where the first line begins that is not before another."""
    low, high = 0, len(data)
    while low < high:
        start = _line_at(data, (low + high) // 2)
        end = data.find(b"\n", start)
        if data[start:end] < wanted:
            low = end + 1
        else:
            high = start
    return low

"""Tells whether two outputs are the same graph: counts the quads of a folder, and adds them up.

Order does not matter, and what is said of shared things counts once however often it was written, because repeating it
means nothing. A sum of 64-bit hashes is no proof against a forger; it is one against a mapping that forgets something.
Run with PYTHONHASHSEED=0, or the numbers mean nothing to another process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.forms import BASE

__all__ = ["checksum"]

_OWN = f"<{BASE}memorial/".encode()
_THINGS = tuple(f"<{BASE}{each}/".encode() for each in ("memorial", "place", "person", "event"))
_SOURCE = f"<{BASE}source/".encode()
_STRING = b"^^<http://www.w3.org/2001/XMLSchema#string>"  # what N-Triples 1.1 leaves out, and some write


def checksum(folder: Path, *, only_sources: bool = False) -> tuple[int, int]:
    """How many quads a folder holds, and the sum of their hashes; `only_sources` leaves out the other graphs.

    A file of N-Triples holds the graph of the source after which it is named.
    """
    count = total = 0
    things: set[bytes] = set()
    for file in sorted(folder.iterdir()):
        if file.suffix not in (".nt", ".nq"):
            continue
        for line in _quads(file):
            if only_sources and not _in_source(line):
                continue
            if line.startswith(_OWN):
                count += 1
                total += hash(line)
            else:
                things.add(line)
    return count + len(things), (total + sum(map(hash, things))) % 2**64


def _in_source(line: bytes) -> bool:
    # Only records have a source as their object, and they are no things.
    return line.startswith(_THINGS) and line[line.rfind(b" ", 0, -3) + 1 :].startswith(_SOURCE)


def _quads(file: Path) -> Iterator[bytes]:
    graph = b"" if file.suffix == ".nq" else f"<{BASE}source/{file.name.partition('.')[0]}> ".encode()
    with file.open("rb") as stream:
        for line in stream:
            line = line.replace(_STRING, b"") if _STRING in line else line  # noqa: PLW2901
            if line != b"\n":
                yield line[:-2] + graph + b".\n" if graph else line


if __name__ == "__main__":
    found = checksum(Path(sys.argv[1]), only_sources="sources" in sys.argv[2:])
    sys.stdout.write(" ".join(map(str, found)) + "\n")

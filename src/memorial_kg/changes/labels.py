"""Finds the label of a thing in a built dataset by looking it up: the file is sorted, so nothing has to be held."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from memorial_kg.terms import RDF_TYPE, RDFS_LABEL, Literal, iri, parse_line, parse_term

__all__ = ["Label", "base_of", "labels_of"]

_NAME = iri("http://schema.org/name")
_DATASET = f"dataset> {RDF_TYPE} <http://rdfs.org/ns/void#Dataset> .\n".encode()
_REMEMBERED = 10_000


# Gives the label of the thing with an IRI, in English where there is one; "" where there is none.
Label: TypeAlias = Callable[[str], str]


@contextmanager
def labels_of(path: Path) -> Iterator[Label]:
    """The labels of the default graph of a sorted file of N-Quads, or the one name of what has no label."""
    if not path.stat().st_size:  # What is empty cannot be mapped.
        yield lambda _: ""
        return
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as held:

        @lru_cache(_REMEMBERED)
        def label(thing: str) -> str:
            found = {each.language: each.text for each in _literals(held, f"<{thing}> {RDFS_LABEL} ".encode())}
            if not found:  # Of several different names none is chosen.
                names = {each.text for each in _literals(held, f"<{thing}> {_NAME} ".encode())}
                return min(names) if len(names) == 1 else ""
            return found.get("en") or next(iter(found.values()))

        yield label


def base_of(path: Path) -> str:
    """What the ids of a dataset begin with, as its description of itself shows; "" where there is none."""
    if not path.stat().st_size:
        return ""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as held:
        place = held.find(_DATASET)
        return held[held.rfind(b"<", 0, place) + 1 : place].decode("utf-8", "replace") if place >= 0 else ""


def _literals(held: mmap.mmap, beginning: bytes) -> Iterator[Literal]:
    """The literals in all lines of the default graph that begin so."""
    place = _first(held, beginning)
    while (line := held[place : _end(held, place)]).startswith(beginning):
        try:
            quad = parse_line(line.decode("utf-8"))
        except ValueError:  # Whoever reads the lines one after the other says so.
            return
        term = parse_term(quad.object)
        if isinstance(term, Literal) and not quad.graph:
            yield term
        place += len(line) + 1


def _first(held: mmap.mmap, beginning: bytes) -> int:
    """Where the first line stands that is not before this one."""
    low, high = 0, len(held)  # Each is the beginning of a line, or the end of the file.
    while low < high:
        middle = held.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = _end(held, middle)
        if held[middle:end] < beginning:
            low = end + 1
        else:
            high = middle
    return min(low, len(held))


def _end(held: mmap.mmap, place: int) -> int:
    found = held.find(b"\n", place)
    return len(held) if found < 0 else found

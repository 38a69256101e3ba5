"""Cuts a built dataset into its graphs: how large each is, by which hash it is known, and its triples as a file.

The dataset is read line by line and its graphs are interleaved in it, so that each costs one pass and no memory.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from memorial_kg.built import PROFILES, read_summary
from memorial_kg.errors import InputError, Problem
from memorial_kg.terms import ILLEGAL_IN_IRI, XSD, Literal, parse_line, parse_term, unwrap

__all__ = ["Built", "Part", "enough", "open_built"]

_HELD = 1 << 23  # bytes of all graphs together that wait for being written
_NUMBERS = frozenset(
    f"{XSD}{name}"
    for name in (
        *("byte", "decimal", "double", "float", "int", "integer", "long", "negativeInteger", "nonNegativeInteger"),
        *("nonPositiveInteger", "positiveInteger", "short"),
        *("unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort"),
    )
)
_DATATYPE = re.compile(r'"\^\^<([^>]*)>$')


@dataclass(frozen=True, slots=True)
class Part:
    """One graph of the dataset ("" is the default graph), as N-Triples in the order of the build."""

    graph: str
    sha256: str
    triples: int
    size: int  # bytes


@dataclass(frozen=True)
class Built:
    """A built dataset that stays open: another build may put its own in the place of the file meanwhile."""

    base: str
    parts: Mapping[str, Part]
    _stream: BinaryIO = field(repr=False)
    _shown: str = ""

    def cut(self, graphs: Collection[str], folder: Path) -> dict[str, Path]:
        """Write the triples of some graphs into files of a folder, each graph into one."""
        files = {graph: folder / f"{number}.nt" for number, graph in enumerate(sorted(graphs))}
        for file in files.values():
            file.touch()
        held: dict[str, list[bytes]] = {}
        size = 0
        for graph, triple in _triples(self._stream, self._shown):
            if graph in files:
                held.setdefault(graph, []).append(triple)
                size += len(triple)
            if size > _HELD:
                _write(held, files)
                size = 0
        _write(held, files)
        return files


@contextmanager
def open_built(folder: Path) -> Iterator[Built]:
    """Open the dataset that a build left in a folder, and look it through once."""
    base = read_summary(folder).base
    file = folder / PROFILES[""]
    try:
        stream = file.open("rb")
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}; build the graph again") from error
    with stream:
        yield Built(base, _survey(stream, str(file)), stream, str(file))


def enough(count: int, part: Part, file: Path) -> bool:
    """Tell whether a store that counts so many triples has the whole graph."""
    return count == part.triples or (count < part.triples and count >= _least(file))


def _survey(stream: BinaryIO, shown: str) -> dict[str, Part]:
    """Every graph of a canonical file of N-Quads; the default graph is there even when it is empty."""
    hashes, counts, sizes = {"": hashlib.sha256()}, {"": 0}, {"": 0}
    for graph, triple in _triples(stream, shown):
        if graph not in hashes:
            hashes[graph], counts[graph], sizes[graph] = hashlib.sha256(), 0, 0
        hashes[graph].update(triple)
        counts[graph] += 1
        sizes[graph] += len(triple)
    return {graph: Part(graph, hashes[graph].hexdigest(), counts[graph], sizes[graph]) for graph in sorted(hashes)}


def _least(file: Path) -> int:
    """How many triples may be left of a graph in a store that keeps values instead of spellings.

    Such a store has one number for `1.10` and `1.1`, and one language for `en-GB` and `en-gb`. The file is sorted, so
    the triples that may become one lie together.
    """
    with file.open(encoding="utf-8", newline="\n") as stream:
        quads = map(parse_line, stream)
        return sum(
            len({_value(quad.object) for quad in several}) for _, several in groupby(quads, lambda quad: quad[:2])
        )


def _value(term: str) -> object:
    parsed = parse_term(term)
    if not isinstance(parsed, Literal):
        return term
    if parsed.datatype in _NUMBERS:
        try:
            return Decimal(parsed.text).normalize()
        except InvalidOperation:
            return term
    if parsed.datatype == f"{XSD}boolean":
        return parsed.text in ("true", "1")
    return parsed._replace(language=parsed.language.lower())


def _write(held: dict[str, list[bytes]], files: dict[str, Path]) -> None:
    for graph, triples in held.items():
        with files[graph].open("ab") as file:  # one at a time: there may be more graphs than a process may have files
            file.writelines(triples)
    held.clear()


def _triples(stream: BinaryIO, shown: str) -> Iterator[tuple[str, bytes]]:
    """The graph and the line of N-Triples of each quad. What our own build never writes is refused, not mended.

    A blank node would be another one after each sending; an IRI with a brace could end a SPARQL Update early.
    """
    stream.seek(0)
    for number, line in enumerate(stream, 1):
        try:
            *terms, graph = parse_line(line.decode("utf-8"))
            wrong = next((_wrong(term) for term in (*terms, graph) if _wrong(term)), "")
        except ValueError:
            terms, graph, wrong = [], "", "not a line of N-Quads"
        if wrong:
            todo = "build the graph again, and send what `memorial-kg build` writes"
            raise InputError(problems=[Problem(shown, number, "", "", wrong, todo=todo)])
        yield unwrap(graph) if graph else "", f"{' '.join(terms)} .\n".encode()


def _wrong(term: str) -> str:
    if term.startswith("_:"):
        return "a blank node cannot be sent: it would be another one after each push"
    if term.startswith("<"):
        return "an IRI holds a character that no IRI may hold" if ILLEGAL_IN_IRI.search(unwrap(term)) else ""
    if (datatype := _DATATYPE.search(term)) and ILLEGAL_IN_IRI.search(datatype[1]):
        return "a datatype holds a character that no IRI may hold"
    return ""

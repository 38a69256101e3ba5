"""Finds what is wrong with all pieces together, as the local engine does; only what is wrong comes to this machine."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from memorial_kg.errors import InternalError, Problem
from memorial_kg.pipeline.collecting import repeated
from memorial_kg.pipeline.reading import names_told, pointing, standing
from memorial_kg.pipeline.shared import Shared
from memorial_kg.records import Record, check_references, pointed_at
from memorial_kg.spark.frames import Frame
from memorial_kg.spark.reading import PieceRead, Spot
from memorial_kg.spark.workers import at_work, packed
from memorial_kg.workspace import check_decisions, nothing_told

if TYPE_CHECKING:
    from pyspark import RDD

__all__ = ["Collected", "collect", "placed"]


@dataclass(frozen=True, slots=True)
class Collected:
    """How many lines come before each piece, how many records there are, which are left out, and what is wrong.

    `described` are the things of the editors that records are about.
    """

    before: dict[Spot, int]
    records: int
    described: frozenset[str]
    dropped: frozenset[tuple[str, int, str]]
    problems: list[Problem]


class _Head(NamedTuple):
    """What this machine needs to know of a piece."""

    spot: Spot
    lines: int
    before: int
    records: int
    described: frozenset[str]
    about: dict[str, str]
    problems: tuple[Problem, ...]


def collect(shared: Shared, frame: Frame, pieces: RDD[PieceRead]) -> Collected:
    """Look at all pieces together."""
    heads = sorted(pieces.map(_head).collect(), key=lambda head: head.spot)
    _all_there(frame, heads)
    before = dict(_before(heads))
    problems = [*frame.workspace.problems]
    problems += (_moved(each, before[head.spot]) for head in heads for each in head.problems)
    dropped, again = repeated(_again(shared, pieces, before))
    problems += again
    problems += _references(shared, frame, pieces, before)
    about = {record: thing for head in reversed(heads) for record, thing in head.about.items()}
    problems += check_decisions(frame.workspace.decisions, about)
    count = sum(head.records for head in heads) - len(dropped)
    problems += nothing_told(frame.workspace.folder, count, problems)
    described = frozenset[str]().union(*(head.described for head in heads))
    return Collected(before, count, described, dropped, sorted(problems))


def _head(piece: PieceRead) -> _Head:
    read = piece.read
    about = dict(read.about)
    return _Head(piece.spot, piece.lines, read.before, len(read.ids), read.described, about, read.problems)


def _all_there(frame: Frame, heads: Iterable[_Head]) -> None:
    """That every file was read: one that Spark did not find by its name would be lost without a word."""
    read = {head.spot[0] for head in heads}
    lost = [file.shown for file in frame.files if file.size and file.number not in read]
    if lost:
        raise InternalError(f"Spark did not read {', '.join(lost)}: please report this")


def _before(heads: Iterable[_Head]) -> Iterator[tuple[Spot, int]]:
    for _, several in groupby(heads, key=lambda head: head.spot[0]):
        lines = 0
        for head in several:
            yield head.spot, lines
            lines += head.lines


def placed(piece: PieceRead, before: dict[Spot, int]) -> PieceRead:
    """A piece that knows how many lines come before it."""
    return piece._replace(read=replace(piece.read, before=piece.read.before + before[piece.spot]))


def _moved(problem: Problem, before: int) -> Problem:
    return replace(problem, line=problem.line + before) if problem.line else problem


# -- ids that stand twice ----------------------------------------------------------------------------------------------


def _again(shared: Shared, pieces: RDD[PieceRead], before: dict[Spot, int]) -> list[list[Record]]:
    """The records whose ids stand more than once, by piece, in the order of the pieces."""
    width = pieces.getNumPartitions()
    found = pieces.flatMap(partial(_digests, width)).groupByKey(width).flatMap(_twice).collect()
    if not found:
        return []
    wanted = frozenset(found)
    told = pieces.filter(lambda piece: not wanted.isdisjoint(piece.read.ids))
    several = told.mapPartitions(partial(_standing, packed(shared), wanted, before)).collect()
    return [records for _, records in sorted(several, key=lambda each: each[0])]


def _digests(width: int, piece: PieceRead) -> Iterator[tuple[int, bytes]]:
    """The digests of a piece's ids, by the remainder: those that are equal meet."""
    told: dict[int, array[int]] = {}
    for each in piece.read.ids:
        told.setdefault(each % width, array("Q")).append(each)
    return ((rest, digests.tobytes()) for rest, digests in told.items())


def _twice(group: tuple[int, Iterable[bytes]]) -> set[int]:
    seen: set[int] = set()
    again: set[int] = set()
    for each in group[1]:
        for digest in array("Q", each):
            (again if digest in seen else seen).add(digest)
    return again


def _standing(
    content: bytes, wanted: Collection[int], before: dict[Spot, int], pieces: Iterable[PieceRead]
) -> Iterator[tuple[Spot, list[Record]]]:
    with at_work(content) as shared:
        for piece in pieces:
            yield piece.spot, standing(shared, (placed(piece, before).read, wanted))


# -- references to what nobody describes -------------------------------------------------------------------------------


def _references(shared: Shared, frame: Frame, pieces: RDD[PieceRead], before: dict[Spot, int]) -> list[Problem]:
    """A problem for each reference to a thing that nobody describes."""
    ours = {thing for each in shared.editors for thing, _ in pointed_at(each, shared.ontology)} - shared.known
    pointed = pieces.flatMap(lambda piece: piece.read.pointed).union(pieces.context.parallelize(sorted(ours), 1))
    namespaces = frozenset(pointed.map(lambda thing: thing.partition("/")[0]).distinct().collect())
    if not namespaces:
        return []
    content = packed(shared)
    told = pieces.mapPartitions(partial(_named, content, namespaces))
    unknown = frozenset(pointed.subtract(told).distinct().collect())
    if not unknown:
        return []
    found = pieces.mapPartitions(partial(_pointing, content, unknown, before)).collect()
    records = [record for _, several in sorted(found, key=lambda each: each[0]) for record in several]
    # What else these point at may be described anywhere; and of what is like the unknown one may be meant.
    others = {thing for each in (*records, *shared.editors) for thing, _ in pointed_at(each, shared.ontology)}
    wider = namespaces.union(thing.partition("/")[0] for thing in others)
    known = pieces.mapPartitions(partial(_named, content, wider)).distinct().collect()
    return check_references(records, shared.editors, frame.sources, shared.ontology, known=known)


def _named(content: bytes, namespaces: frozenset[str], pieces: Iterable[PieceRead]) -> Iterator[str]:
    with at_work(content) as shared:
        for piece in pieces:
            yield from names_told(shared, (piece.read, namespaces))


def _pointing(
    content: bytes, things: frozenset[str], before: dict[Spot, int], pieces: Iterable[PieceRead]
) -> Iterator[tuple[Spot, list[Record]]]:
    with at_work(content) as shared:
        for piece in pieces:
            yield piece.spot, pointing(shared, (placed(piece, before).read, things))

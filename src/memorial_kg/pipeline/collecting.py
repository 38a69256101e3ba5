"""Collects what the pieces of a workspace gave, and finds what is wrong with all of it together.

An id that two records have, a reference to what is described nowhere, a decision that the records do not bear out: each
is looked for with a few bytes a record, and only where there is one are the records looked at again.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from memorial_kg.errors import Problem
from memorial_kg.jobs import Crew
from memorial_kg.ontology import load_ontology
from memorial_kg.pipeline.pieces import Piece, cut, size_of
from memorial_kg.pipeline.reading import Read, names_told, pointing, read_piece, standing, told_of
from memorial_kg.pipeline.shared import Shared
from memorial_kg.pipeline.spill import write_records
from memorial_kg.records import Record, check_references, pointed_at
from memorial_kg.workspace import (
    Workspace,
    check_decisions,
    nothing_told,
    read_frame,
    source_names,
    twice,
)

__all__ = ["Collected", "collect", "parts_for", "plan", "repeated", "taken"]

_PART = 1_000_000  # bytes of records in a part: some thousand records
_SHARES = 16
_RECORD = 1_000  # bytes of a record that is in memory, for that purpose


@dataclass(frozen=True, slots=True)
class Collected:
    """The records of a workspace by piece, how many they are, which of them stand there twice, and what is wrong."""

    read: tuple[Read, ...]
    records: int
    dropped: frozenset[tuple[str, int, str]]
    problems: list[Problem]


def plan(workspace: Workspace | Path | str, folder: Path, *, dumps_only: bool = False) -> tuple[Shared, list[Piece]]:
    """What all processes need to know of a workspace, and the pieces of its files; none for one that was read."""
    if isinstance(workspace, Workspace):
        parts = parts_for(len(workspace.records) * _RECORD)
        return Shared(replace(workspace, records=()), parts, folder, dumps_only), []
    frame, files = read_frame(workspace, load_ontology())
    return Shared(frame, parts_for(size_of(files)), folder, dumps_only), [*cut(files)]


def parts_for(size: int) -> int:
    """Into how many parts so many bytes of records fall: a power of two, so that few change when a workspace grows."""
    return 1 << (size // _PART).bit_length()


def collect(shared: Shared, crew: Crew[Shared], pieces: list[Piece], progress: Callable[[int, int], None]) -> Collected:
    """Let all pieces pass the door, and look at them together."""
    frame = shared.frame
    found: list[Read] = []
    for each in crew.work(read_piece, pieces):
        found.append(each)
        progress(len(found), len(pieces))
    read = tuple(found)
    problems = [*frame.problems, *(problem for each in read for problem in each.problems)]
    dropped, again = _twice(crew, read)
    problems += again
    problems += _references(shared, crew, read)
    about = {record: thing for each in reversed(read) for record, thing in each.about.items()}
    problems += check_decisions(frame.decisions, about)
    count = sum(len(each.ids) for each in read) - len(dropped)
    problems += nothing_told(frame.folder, count, problems)
    return Collected(read, count, dropped, sorted(problems))


def taken(shared: Shared, workspace: Workspace) -> Collected:
    """The records of a workspace that was read, and looked at as a whole, by somebody else."""
    read = tuple(_in_memory(shared, workspace.records))
    return Collected(read, len(workspace.records), frozenset(), [*workspace.problems])


def _in_memory(shared: Shared, records: Iterable[Record]) -> Iterator[Read]:
    grouped = groupby(records, key=lambda record: (record.source, record.origin.file))
    for number, ((source, file), several) in enumerate(grouped):
        told, name = [*several], f"told-{number:06}"
        slices = write_records(shared.folder / name, told, shared.parts)
        described = frozenset(each.about for each in told if each.about in shared.frame.entities)
        yield Read(name, source, file, 0, slices, array("Q"), described)


def _twice(crew: Crew[Shared], read: tuple[Read, ...]) -> tuple[frozenset[tuple[str, int, str]], list[Problem]]:
    """The records whose ids stood before them, to be left out, and a problem for each."""
    wanted = _come_again(read)
    if not wanted:
        return frozenset(), []
    return repeated(crew.work(standing, ((each, wanted) for each in read if not wanted.isdisjoint(each.ids))))


def _come_again(read: Iterable[Read]) -> frozenset[int]:
    """The digests of ids that more than one record has; a share at a time, since a set takes ten times their bytes."""
    shares = [array("Q") for _ in range(_SHARES)]
    for each in read:
        for digest in each.ids:
            shares[digest % _SHARES].append(digest)
    again: set[int] = set()
    for share in shares:
        seen: set[int] = set()
        for digest in share:
            (again if digest in seen else seen).add(digest)
    return frozenset(again)


def repeated(told: Iterable[Iterable[Record]]) -> tuple[frozenset[tuple[str, int, str]], list[Problem]]:
    """Of records by piece those whose ids stood before them, and a problem for each."""
    first: dict[str, Record] = {}
    problems: list[Problem] = []
    dropped: set[tuple[str, int, str]] = set()
    for several in told:
        for record in sorted(several, key=lambda record: record.origin.line):
            if first.setdefault(record.id, record) is not record:
                dropped.add((record.origin.file, record.origin.line, record.id))
                problems.append(twice(record, first[record.id]))
    return frozenset(dropped), problems


def _references(shared: Shared, crew: Crew[Shared], read: tuple[Read, ...]) -> list[Problem]:
    """A problem for each reference to a thing that nobody describes."""
    pointed = {thing for each in read for thing in each.pointed}
    pointed |= {thing for each in shared.editors for thing, _ in pointed_at(each, shared.ontology)} - shared.known
    if not pointed:
        return []
    for found in crew.work(told_of, ((each, pointed) for each in read)):
        pointed -= found
    if not pointed:
        return []
    unknown = frozenset(pointed)
    records = [each for several in crew.work(pointing, ((each, unknown) for each in read)) for each in several]
    # What else these point at may be described anywhere; and of what is like the unknown one may be meant.
    others = {thing for each in (*records, *shared.editors) for thing, _ in pointed_at(each, shared.ontology)}
    told = set[str]().union(*crew.work(told_of, ((each, others) for each in read)))
    namespaces = frozenset(each.partition("/")[0] for each in unknown)
    told |= set[str]().union(*crew.work(names_told, ((each, namespaces) for each in read)))
    names = source_names(shared.frame.folder)
    return check_references(records, shared.editors, names, shared.ontology, known=told)

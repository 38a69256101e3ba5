"""The first step of a build: pieces of files pass the strict door, and their records go to the parts they belong to."""

from __future__ import annotations

import hashlib
import io
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field, replace

from memorial_kg.errors import Problem
from memorial_kg.pipeline.keeping import digest
from memorial_kg.pipeline.pieces import Piece
from memorial_kg.pipeline.shared import Shared
from memorial_kg.pipeline.spill import Places, Slices, read_records, write_records
from memorial_kg.records import Record, pointed_at
from memorial_kg.records.compiled import Door
from memorial_kg.workspace import read_records as read_file
from memorial_kg.workspace import twice

__all__ = ["Read", "digest_of", "names_told", "pointing", "read_piece", "records_of", "standing", "told_of"]


@dataclass(frozen=True, slots=True)
class Read:
    """What a piece gave: the slices of its records, and what only all pieces together can tell.

    `name` is that of its files. `before` are the lines of the file before the piece. `ids` are digests of the records'
    ids; `described` are those things of the editors that records are about; `pointed` are things that are pointed at
    and described neither in this piece nor by the editors; `about` says what those records are about of which decisions
    speak.
    """

    name: str
    source: str
    file: str
    before: int
    slices: Slices
    ids: array[int]
    described: frozenset[str] = frozenset()
    pointed: frozenset[str] = frozenset()
    about: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def records(self, part: int) -> Iterator[Record]:
        """Its records of one part."""
        return read_records(self.slices, part, self.source, self.file, self.before)

    def of_part(self, part: int) -> Read:
        """The same for the one who makes that part: where its records lie, and nothing of the rest."""
        return Read(self.name, self.source, self.file, self.before, self.slices.of(part), array("Q"))


def digest_of(record_id: str) -> int:
    """A number for an id: that two of a million share one has a chance of one in 37 million."""
    return int.from_bytes(hashlib.blake2b(record_id.encode(), digest_size=8).digest(), "little")


def read_piece(shared: Shared, piece: Piece) -> Read:
    """Let the records of a piece pass the door; what is told of lines counts from the beginning of the piece."""
    file = piece.file
    about = f"{file.source}\n{file.shown}\n{piece.start > 0} {piece.end > 0}"
    data = _content(piece)
    name = f"read-{digest(shared.fingerprint, about.encode(), *([] if data is None else [data]))}"
    told = shared.kept.recall(name)
    if told is None:
        told = _read(shared, piece, name, data)
        if data is not None:
            shared.kept.remember(name, told, shared.folder / name)
    places, ids, described, pointed, about, problems = told
    moved = (Problem(*each) for each in problems)
    before = piece.before - (1 if piece.start else 0)
    return Read(
        name,
        file.source,
        file.shown,
        before,
        Slices(shared.folder / name, Places(places)),
        array("Q", ids),
        described,
        pointed,
        about,
        tuple(replace(each, line=each.line + before) if each.line else each for each in moved),
    )


def _content(piece: Piece) -> bytes | None:
    """The bytes of a piece, read once: a file may be changed at any time. None if there are none to be had."""
    try:
        return piece.read() if piece.file.path.is_file() else None
    except OSError:
        return None  # what is wrong with the file is said where it is read


def _read(shared: Shared, piece: Piece, name: str, data: bytes | None) -> tuple[object, ...]:
    problems: list[Problem] = []
    ids: array[int] = array("Q")
    about: dict[str, str] = {}
    told: set[str] = set()
    pointed: set[str] = set()
    described: set[str] = set()

    def noted(records: Iterable[Record]) -> Iterator[Record]:
        line, here = -1, dict[str, Record]()
        for record in records:
            if record.origin.line != line:
                line = record.origin.line
                here.clear()
            if (
                here.setdefault(record.id, record) is not record
            ):  # elsewhere two of one id are told apart by their lines
                problems.append(twice(record, here[record.id]))
                continue
            ids.append(digest_of(record.id))
            told.update((record.id, record.about))
            if record.about in shared.frame.entities:
                described.add(record.about)
            if record.id in shared.decided:
                about.setdefault(record.id, record.about)  # of two with one id, the first is kept
            for thing, named in pointed_at(record, shared.ontology):
                (told if named else pointed).add(thing)
            yield record

    slices = write_records(shared.folder / name, noted(_checked(shared, piece, data, problems)), shared.parts)
    left = frozenset(pointed - told - shared.known)
    return (
        dict(slices.places),
        ids.tobytes(),
        frozenset(described),
        left,
        about,
        [astuple(each) for each in problems],
    )


def _checked(shared: Shared, piece: Piece, data: bytes | None, problems: list[Problem]) -> Iterator[Record]:
    file = piece.file
    if not piece.end or data is None:
        records, wrong = read_file(file.path, file.source, shared.ontology, file.shown, data)
        problems += wrong
        yield from records
        return
    first = 2 if piece.start else 1  # a byte order mark may stand before the first line of a file alone
    for record, wrong in Door(shared.ontology, file.source).read_lines(io.BytesIO(data), file.shown, first):
        problems += wrong
        if record is not None:
            yield record


# -- looking again, when something is wrong ----------------------------------------------------------------------------


def records_of(read: Read) -> Iterator[Record]:
    """All records that a piece gave."""
    for part in read.slices.places:
        yield from read.records(part)


def standing(_: Shared, task: tuple[Read, Collection[int]]) -> list[Record]:
    """The records of a piece whose ids have these digests."""
    read, wanted = task
    return [record for record in records_of(read) if digest_of(record.id) in wanted]


def told_of(shared: Shared, task: tuple[Read, Collection[str]]) -> set[str]:
    """Those of some things that a piece describes or names."""
    read, wanted = task
    namespaces = {each.partition("/")[0] for each in wanted}
    return names_told(shared, (read, namespaces)).intersection(wanted)


def names_told(shared: Shared, task: tuple[Read, Collection[str]]) -> set[str]:
    """The things of these namespaces that a piece describes or names."""
    read, namespaces = task
    told: set[str] = set()
    for record in records_of(read):
        told.update((record.id, record.about))
        told.update(thing for thing, named in pointed_at(record, shared.ontology) if named)
    return {each for each in told if each.partition("/")[0] in namespaces}


def pointing(shared: Shared, task: tuple[Read, Collection[str]]) -> list[Record]:
    """The records of a piece that point at one of these things."""
    read, things = task
    return [
        record
        for record in records_of(read)
        if any(thing in things for thing, _ in pointed_at(record, shared.ontology))
    ]

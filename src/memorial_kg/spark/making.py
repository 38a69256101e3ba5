"""The second step of a build on Spark: records meet by part, parts are made, what they say of others is gathered."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from memorial_kg.graph.dataset import Said, elsewhere_of
from memorial_kg.pipeline.checking import Checked
from memorial_kg.pipeline.parts import BySource, Made, Part, gather, make_part, owned
from memorial_kg.pipeline.reading import Read
from memorial_kg.pipeline.shared import Shared
from memorial_kg.pipeline.spill import part_of
from memorial_kg.spark.collecting import Collected, placed
from memorial_kg.spark.reading import PieceRead, Spot
from memorial_kg.spark.workers import Keeper, at_work, emptied, held, packed, slices_of

if TYPE_CHECKING:
    from pyspark import RDD

__all__ = ["Aside", "PartMade", "Sums", "gather_all", "make_all", "records_by_part", "sums_of"]

# Lines about what is mentioned, and those that say what the things are that they point at.
Aside: TypeAlias = tuple[bytes, ...]
_Elsewhere: TypeAlias = dict[str, set[str]]


class _Slice(NamedTuple):
    """The records that a piece has of one part."""

    spot: Spot
    read: Read


class Sums(NamedTuple):
    """What is counted of a part, and comes to this machine."""

    number: int
    counts: Counter[str]
    kinds: Counter[str]
    relations: Counter[str]
    disagreements: list[tuple[str, str]]
    used: set[str]
    checked: Checked


class PartMade(NamedTuple):
    """What was made of a part, in memory: its sorted lines, and what the local engine keeps in files."""

    lines: bytes
    asides: dict[int, Aside]
    foreign: dict[int, BySource]
    said: dict[tuple[str, str], set[str]]
    sums: Sums


class GroupMade(NamedTuple):
    """What was gathered of one gathering part: its sorted lines, and what is counted."""

    lines: bytes
    counts: Counter[str]
    checked: Checked


@dataclass(frozen=True, slots=True)
class _Task:
    """What concerns all parts that are made at once; `elsewhere` by part."""

    shared: bytes
    described: frozenset[str]
    dropped: frozenset[tuple[str, int, str]]
    elsewhere: Mapping[int, _Elsewhere] = field(default_factory=dict)

    def part(self, number: int, told: Iterable[_Slice | BySource]) -> Part:
        """A part of what was told of it."""
        slices: list[_Slice] = []
        foreign: BySource = {}
        for each in told:
            if isinstance(each, _Slice):
                slices.append(each)
            else:
                for source, lines in each.items():
                    foreign.setdefault(source, set()).update(lines)
        read = tuple(each.read for each in sorted(slices, key=lambda each: each.spot))
        return Part(number, read, self.described, self.dropped, self.elsewhere.get(number, {}), foreign)


def records_by_part(pieces: RDD[PieceRead], before: dict[Spot, int]) -> RDD[tuple[int, _Slice]]:
    """The records of all pieces, by the part that they belong to."""
    return pieces.flatMap(partial(_slices, before))


def _slices(before: dict[Spot, int], piece: PieceRead) -> Iterator[tuple[int, _Slice]]:
    read = placed(piece, before).read
    for part, content in slices_of(read.slices).items():
        yield part, _Slice(piece.spot, Read("", read.source, read.file, read.before, held({part: content}), array("Q")))


def make_all(
    shared: Shared, told: Collected, records: RDD[tuple[int, _Slice]], width: int, keeper: Keeper
) -> RDD[PartMade]:
    """The parts, made as if no part concerned another, and those that one does made again, as the local engine does."""
    task = _Task(packed(shared), told.described, told.dropped)
    made = keeper.keep(_made(task, records, width))
    elsewhere = _elsewhere(shared, task, records, made, width)
    task = _Task(task.shared, told.described, told.dropped, elsewhere)
    made = keeper.keep(_made_again(task, made, records, frozenset(elsewhere), width))
    sent = made.flatMap(lambda part: part.foreign.items())
    numbers = frozenset(sent.keys().distinct().collect())
    return keeper.keep(_made_again(task, made, records.union(sent), numbers, width))


def _made(task: _Task, told: RDD[tuple[int, _Slice | BySource]], width: int) -> RDD[PartMade]:
    return told.groupByKey(width).mapPartitions(partial(make_parts, task))


def _made_again(
    task: _Task,
    made: RDD[PartMade],
    told: RDD[tuple[int, _Slice | BySource]],
    numbers: frozenset[int],
    width: int,
) -> RDD[PartMade]:
    """The parts, those of these numbers made again."""
    if not numbers:
        return made
    again = _made(task, told.filter(lambda each: each[0] in numbers), width)
    return made.filter(lambda part: part.sums.number not in numbers).union(again)


def make_parts(task: _Task, groups: Iterable[tuple[int, Iterable[_Slice | BySource]]]) -> Iterator[PartMade]:
    """Make parts, one after the other, with the function of the local engine."""
    with at_work(task.shared) as shared:
        for number, told in groups:
            yield _in_memory(make_part(shared, task.part(number, told)))
            emptied(shared.folder)


def _in_memory(made: Made) -> PartMade:
    return PartMade(
        made.lines.read_bytes(),
        slices_of(made.aside),
        made.foreign,
        made.said.values,
        Sums(made.number, made.counts, made.kinds, made.relations, made.disagreements, made.used, made.checked),
    )


def sums_of(parts: RDD[PartMade]) -> list[Sums]:
    """What is counted of the parts, in their order."""
    return sorted(parts.map(lambda part: part.sums).collect(), key=lambda each: each.number)


# -- what parts say of each other's things -----------------------------------------------------------------------------


def _elsewhere(
    shared: Shared, task: _Task, records: RDD[tuple[int, _Slice]], parts: RDD[PartMade], width: int
) -> dict[int, _Elsewhere]:
    """What each part must not take from what is said in passing; only what is contested comes to this machine."""
    subjects = frozenset(shared.ontology.subjects())
    values = parts.flatMap(lambda part: [(spot, tuple(sorted(each))) for spot, each in part.said.items()])
    contested = values.reduceByKey(_two, width).filter(
        lambda each: len(each[1]) > 1 or each[0][0].partition("/")[0] in subjects
    )
    said = Said({spot: {*each} for spot, each in contested.collect()})
    wanted: dict[int, set[str]] = {}
    for thing, _ in said.values:
        if thing.partition("/")[0] in subjects:
            wanted.setdefault(part_of(thing, shared.parts), set()).add(thing)
    if wanted:
        told = records.filter(lambda each: each[0] in wanted).groupByKey(width)
        said.owned |= {*told.mapPartitions(partial(_owned, task, wanted)).collect()}
    elsewhere = elsewhere_of(said)
    if not elsewhere:
        return {}
    concerned = parts.map(lambda part: (part.sums.number, [name for name, _ in part.said if name in elsewhere]))
    return {number: {name: elsewhere[name] for name in names} for number, names in concerned.collect() if names}


def _two(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other})[:2])


def _owned(
    task: _Task, wanted: Mapping[int, set[str]], groups: Iterable[tuple[int, Iterable[_Slice]]]
) -> Iterator[tuple[str, str]]:
    with at_work(task.shared) as shared:
        for number, told in groups:
            yield from owned(shared, (task.part(number, told), frozenset(wanted[number])))


# -- what is mentioned -------------------------------------------------------------------------------------------------


def gather_all(shared: Shared, asides: RDD[tuple[int, Aside]], width: int, keeper: Keeper) -> RDD[GroupMade]:
    """What all parts and the editors say of what is mentioned, but for the last gathering part."""
    last = shared.last
    told = asides.filter(lambda each: each[0] != last).groupByKey(width)
    return keeper.keep(told.mapPartitions(partial(_gathered, packed(shared))))


def _gathered(content: bytes, groups: Iterable[tuple[int, Iterable[Aside]]]) -> Iterator[GroupMade]:
    with at_work(content) as shared:
        for number, asides in groups:
            made = gather(shared, (number, tuple(held({number: each}) for each in asides)))
            yield GroupMade(made.lines.read_bytes(), made.counts, made.checked)
            emptied(shared.folder)

"""The second step of a build on Spark: records meet by part, parts are made, what they say of others is gathered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from memorial_kg.graph.dataset import Elsewhere
from memorial_kg.pipeline.checking import Checked
from memorial_kg.pipeline.contesting import Contested, contested
from memorial_kg.pipeline.part import Made, Part
from memorial_kg.pipeline.parts import gather, make_part, owned
from memorial_kg.pipeline.reading import Read
from memorial_kg.pipeline.shared import Shared
from memorial_kg.spark.collecting import Collected, placed
from memorial_kg.spark.reading import PieceRead, Spot
from memorial_kg.spark.workers import Held, Keeper, at_work, emptied, held, packed, slices_of

if TYPE_CHECKING:
    from pyspark import RDD

__all__ = ["PartMade", "Sums", "gather_all", "make_all", "records_by_part", "sums_of"]

# Slices by the number of who is to have them: a part, or a gathering part.
Content: TypeAlias = dict[int, tuple[bytes, ...]]


class _Slice(NamedTuple):
    """What a piece gave, of which there are the records of one part alone."""

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
    """What was made of a part, in memory: its sorted lines, and its slices for others, as the local engine names them.

    `aside` are lines about what is mentioned, `sent` lines for other parts, `passing` values that are said in passing.
    """

    lines: bytes
    aside: Content
    sent: Content
    passing: Content
    sums: Sums


class GroupMade(NamedTuple):
    """What was gathered of one gathering part: its sorted lines, and what is counted."""

    lines: bytes
    counts: Counter[str]
    checked: Checked


class _Sent(NamedTuple):
    """What another part has to say of the things of a part."""

    content: tuple[bytes, ...]


_Told: TypeAlias = _Slice | _Sent


@dataclass(frozen=True, slots=True)
class _Task:
    """What concerns all parts that are made at once; `elsewhere` and `disputed` by part."""

    shared: bytes
    described: frozenset[str]
    dropped: frozenset[tuple[str, int, str]]
    elsewhere: Mapping[int, Elsewhere] = field(default_factory=dict)
    disputed: Mapping[int, Elsewhere] = field(default_factory=dict)

    def part(self, number: int, told: Iterable[_Told]) -> Part:
        """A part of what was told of it."""
        slices: list[_Slice] = []
        sent: list[Held] = []
        for each in told:
            if isinstance(each, _Slice):
                slices.append(each)
            else:
                sent.append(held({number: each.content}))
        read = tuple(each.read for each in sorted(slices, key=lambda each: each.spot))
        concerned = self.elsewhere.get(number, {}), self.disputed.get(number, {})
        return Part(number, read, self.described, self.dropped, *concerned, sent=tuple(sent))


def records_by_part(pieces: RDD[PieceRead], before: dict[Spot, int]) -> RDD[tuple[int, _Told]]:
    """The records of all pieces, by the part that they belong to."""
    return pieces.flatMap(partial(_slices, before))


def _slices(before: dict[Spot, int], piece: PieceRead) -> Iterator[tuple[int, _Told]]:
    read = placed(piece, before).read
    for part in read.slices.places:
        yield part, _Slice(piece.spot, read.of_part(part))


def make_all(
    shared: Shared, told: Collected, records: RDD[tuple[int, _Told]], width: int, keeper: Keeper
) -> RDD[PartMade]:
    """The parts, made as if no part concerned another, and those that one does made again, as the local engine does."""
    task = _Task(packed(shared), told.described, told.dropped)
    made = keeper.keep(_made(task, records, width))
    elsewhere, disputed = _not_their_own(shared, task, records, made, width)
    task = replace(task, elsewhere=elsewhere, disputed=disputed)
    made = keeper.keep(_made_again(task, made, records, frozenset({*elsewhere, *disputed}), width))
    sent = made.flatMap(_sent)
    numbers = frozenset(sent.keys().distinct().collect())
    return keeper.keep(_made_again(task, made, records.union(sent), numbers, width))


def _sent(part: PartMade) -> Iterator[tuple[int, _Told]]:
    return ((number, _Sent(content)) for number, content in part.sent.items())


def _made(task: _Task, told: RDD[tuple[int, _Told]], width: int) -> RDD[PartMade]:
    return told.groupByKey(width).mapPartitions(partial(make_parts, task))


def _made_again(
    task: _Task,
    made: RDD[PartMade],
    told: RDD[tuple[int, _Told]],
    numbers: frozenset[int],
    width: int,
) -> RDD[PartMade]:
    """The parts, those of these numbers made again."""
    if not numbers:
        return made
    again = _made(task, told.filter(lambda each: each[0] in numbers), width)
    return made.filter(lambda part: part.sums.number not in numbers).union(again)


def make_parts(task: _Task, groups: Iterable[tuple[int, Iterable[_Told]]]) -> Iterator[PartMade]:
    """Make parts, one after the other, with the function of the local engine."""
    with at_work(task.shared) as shared:
        for number, told in groups:
            yield _in_memory(make_part(shared, task.part(number, told)))
            emptied(shared.folder)


def _in_memory(made: Made) -> PartMade:
    return PartMade(
        made.lines.read_bytes(),
        slices_of(made.aside),
        slices_of(made.sent),
        slices_of(made.passing),
        Sums(made.number, made.counts, made.kinds, made.relations, made.disagreements, made.used, made.checked),
    )


def sums_of(parts: RDD[PartMade]) -> list[Sums]:
    """What is counted of the parts, in their order."""
    return sorted(parts.map(lambda part: part.sums).collect(), key=lambda each: each.number)


# -- what parts say of each other's things -----------------------------------------------------------------------------


def _not_their_own(
    shared: Shared, task: _Task, records: RDD[tuple[int, _Told]], parts: RDD[PartMade], width: int
) -> tuple[Mapping[int, Elsewhere], Mapping[int, Elsewhere]]:
    """What each part must not take from what is said in passing; only what is contested comes to this machine."""
    found = Contested()
    passing = parts.flatMap(_passing).groupByKey(width)
    for each in passing.mapPartitions(partial(_contested, task.shared)).collect():
        found.add(each)
    asked = found.asked(shared)
    if asked:
        told = records.filter(lambda each: each[0] in asked).groupByKey(width)
        found.said.owned |= {*told.mapPartitions(partial(_owned, task, asked)).collect()}
    return found.by_part(shared)


def _passing(part: PartMade) -> Iterator[tuple[int, tuple[int, tuple[bytes, ...]]]]:
    return ((number, (part.sums.number, content)) for number, content in part.passing.items())


def _contested(
    content: bytes, groups: Iterable[tuple[int, Iterable[tuple[int, tuple[bytes, ...]]]]]
) -> Iterator[Contested]:
    with at_work(content) as shared:
        for number, several in groups:
            yield contested(shared, (number, tuple((part, held({number: each})) for part, each in several)))


def _owned(
    task: _Task, asked: Mapping[int, frozenset[str]], groups: Iterable[tuple[int, Iterable[_Told]]]
) -> Iterator[tuple[str, str]]:
    with at_work(task.shared) as shared:
        for number, told in groups:
            yield from owned(shared, (task.part(number, told), asked[number]))


# -- what is mentioned -------------------------------------------------------------------------------------------------


def gather_all(
    shared: Shared, asides: RDD[tuple[int, tuple[bytes, ...]]], width: int, keeper: Keeper
) -> RDD[GroupMade]:
    """What all parts and the editors say of what is mentioned, but for the last gathering part."""
    last = shared.last
    told = asides.filter(lambda each: each[0] != last).groupByKey(width)
    return keeper.keep(told.mapPartitions(partial(_gathered, packed(shared))))


def _gathered(content: bytes, groups: Iterable[tuple[int, Iterable[tuple[bytes, ...]]]]) -> Iterator[GroupMade]:
    with at_work(content) as shared:
        for number, asides in groups:
            made = gather(shared, (number, tuple(held({number: each}) for each in asides)))
            yield GroupMade(made.lines.read_bytes(), made.counts, made.checked)
            emptied(shared.folder)

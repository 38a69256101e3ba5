"""The first step of a build on Spark: files fall into pieces wherever Spark cuts them, and the pieces pass the door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import unquote

from memorial_kg.pipeline.pieces import Piece
from memorial_kg.pipeline.reading import Read, read_piece
from memorial_kg.pipeline.shared import Shared
from memorial_kg.spark.frames import Told
from memorial_kg.spark.workers import at_work, emptied, taken_in
from memorial_kg.workspace import RecordFile

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession

__all__ = ["PieceRead", "Spot", "read_all"]

_BYTES = 4_000_000  # of a piece: as many as the local engine cuts

# Where a piece stands among all: the number of its file, where Spark's piece begins in it, and the how manieth there.
Spot: TypeAlias = tuple[int, int, int]


class PieceRead(NamedTuple):
    """What a piece gave, and how many lines it has; what is told of lines counts from its beginning."""

    spot: Spot
    lines: int
    read: Read


@dataclass(frozen=True)
class _File(RecordFile):
    """A file that is shown under another name than its path."""

    named: str = ""

    @property
    def shown(self) -> str:
        return self.named


@dataclass(frozen=True, slots=True)
class _Lines(Piece):
    """Some lines of a file that are in memory."""

    content: bytes = b""

    def read(self) -> bytes:
        return self.content


def read_all(session: SparkSession, shared: bytes, files: Iterable[Told]) -> RDD[PieceRead]:
    """Let the records of all files pass the door, piece by piece."""
    from pyspark.sql import functions

    told = [each for each in files if each.size]
    known = {_key(each.url): each for each in told}
    lines = [each.url for each in told if each.in_lines]
    whole = [each.url for each in told if not each.in_lines]
    path = functions.col("_metadata.file_path")
    made = session.sparkContext.union([session.sparkContext.emptyRDD()])
    if lines:
        rows = session.read.option("lineSep", "\n").text(lines)
        value = functions.col("value").cast("binary")
        rows = rows.select(value, path, functions.col("_metadata.file_block_start"))
        made = made.union(rows.rdd.mapPartitions(partial(_of_lines, shared, known)))
    if whole:
        rows = session.read.format("binaryFile").load(whole).select("content", path)
        made = made.union(rows.rdd.mapPartitions(partial(_of_whole, shared, known)))
    return made


def _key(url: str) -> tuple[str, ...]:
    """What tells a file from all others of its workspace, however its URL is written: its source and its name."""
    return tuple(url.rsplit("/", 2)[1:])


def _of_lines(content: bytes, files: Mapping[tuple[str, ...], Told], rows: Iterable[Any]) -> Iterator[PieceRead]:
    with at_work(content) as shared:
        for (path, start), several in groupby(rows, key=lambda row: (row[1], row[2])):
            file = files[_key(unquote(path))]
            for number, (lines, count) in enumerate(_cut(row[0] for row in several)):
                spot = (file.number, start, number)
                first = 0 if start == number == 0 else 1
                here = shared.folder / "lines.jsonl"
                here.touch()  # there is such a file, for those who ask
                named = _File(file.source, here, file.shown)
                yield _read(shared, spot, count, _Lines(named, first, len(lines), content=lines))


def _cut(lines: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Lines put together until they are a piece, and how many they are."""
    told: list[bytes] = []
    size = 0
    for line in lines:
        told.append(line)
        size += len(line) + 1
        if size >= _BYTES:
            yield b"\n".join(told) + b"\n", len(told)
            told, size = [], 0
    if told:
        yield b"\n".join(told) + b"\n", len(told)


def _of_whole(content: bytes, files: Mapping[tuple[str, ...], Told], rows: Iterable[Any]) -> Iterator[PieceRead]:
    with at_work(content) as shared:
        for data, path in rows:
            file = files[_key(unquote(path))]
            here = shared.folder / "whole.yaml"
            here.write_bytes(data)
            yield _read(shared, (file.number, 0, 0), 0, Piece(_File(file.source, here, file.shown)))


def _read(shared: Shared, spot: Spot, lines: int, piece: Piece) -> PieceRead:
    read = taken_in(read_piece(shared, piece))
    emptied(shared.folder)
    return PieceRead(spot, lines, read)

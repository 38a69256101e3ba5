"""Writes the sorted dataset as partitions of N-Quads or Parquet: there when all of them are, and not before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from memorial_kg.errors import InternalError
from memorial_kg.spark.folders import Folder

if TYPE_CHECKING:
    from pyspark import RDD

__all__ = ["FORMATS", "Format", "sorted_lines", "write"]

_LINES = 500_000  # of a partition: sorting them takes some 200 MB
_SAMPLES = 64  # lines of each partition from which the limits are taken
_CHUNK = 1_000  # lines that are written at once

# A line of N-Quads in its four columns, in the terms of Java: no IRI holds a quotation mark, so the last one of a line
# ends its literal.
_QUAD = r'^(\S+) (\S+) (".*"\S*|\S+)(?: (<\S+>))? \.$'
_COLUMNS = ("subject", "predicate", "object", "graph")


@dataclass(frozen=True, slots=True)
class Format:
    """How a dataset is written: the folder of its partitions, their suffix and media type, what writes and counts."""

    folder: str
    suffix: str
    media_type: str
    write: Callable[[RDD[bytes], str], None]
    count: Callable[[Folder], int]


def sorted_lines(lines: RDD[bytes], count: int) -> RDD[bytes]:
    """Sorted texts of lines as one sorted whole: its partitions, one after the other, are chunks of lines.

    Where it is cut depends on the lines alone, so that every run writes the same files.
    """
    width = max(1, -(-count // _LINES))
    step = max(1, count // (width * _SAMPLES))
    samples = sorted(lines.flatMap(partial(_sampled, step)).collect()) if width > 1 else []
    limits = [samples[len(samples) * number // width] for number in range(1, width)] if samples else []
    ranged = lines.flatMap(partial(_ranged, limits)).partitionBy(width, int)
    return ranged.mapPartitions(_sorted)


def _sampled(step: int, text: bytes) -> list[bytes]:
    return text.split(b"\n")[:-1][::step]


def _ranged(limits: Sequence[bytes], text: bytes) -> Iterator[tuple[int, bytes]]:
    """A sorted text cut at the limits."""
    lines = text.split(b"\n")[:-1]
    start = 0
    for number, limit in enumerate((*limits, None)):
        end = len(lines) if limit is None else bisect_left(lines, limit, start)
        if end > start:
            yield number, b"\n".join(lines[start:end])
        start = end


def _sorted(texts: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
    lines: list[bytes] = []
    for _, text in texts:
        lines += text.split(b"\n")
    lines.sort()  # runs that are sorted already are merged
    for start in range(0, len(lines), _CHUNK):
        yield b"\n".join(lines[start : start + _CHUNK])


def write(lines: RDD[bytes], count: int, into: Folder, name: str) -> None:
    """Write sorted lines into a folder in a folder.

    A partition that fails is written again from the beginning, beside what it has left; Spark takes one of each.
    Raises InternalError when there are not as many quads as there should be.
    """
    form = FORMATS[name]
    folder = into / form.folder
    form.write(lines, folder.url)
    for number, each in enumerate(entry.name for entry in folder.entries() if entry.name.startswith("part-")):
        folder.rename(each, f"part-{number:05}{form.suffix}")
    if (found := form.count(folder)) != count:
        raise InternalError(f"{folder.url} holds {found} quads, and {count} were to be written: please report this")


def _write_lines(lines: RDD[bytes], url: str) -> None:
    lines.saveAsTextFile(url)


def _write_packed(lines: RDD[bytes], url: str) -> None:
    lines.saveAsTextFile(url, "org.apache.hadoop.io.compress.GzipCodec")


def _write_columns(lines: RDD[bytes], url: str) -> None:
    from pyspark.sql import SparkSession, functions

    session = SparkSession.builder.getOrCreate()
    rows = session.createDataFrame(
        lines.flatMap(lambda chunk: [(each,) for each in chunk.decode().split("\n")]), "line string"
    )
    columns = [functions.regexp_extract("line", _QUAD, number).alias(name) for number, name in enumerate(_COLUMNS, 1)]
    rows.select(*columns).write.parquet(url)


def _count_lines(folder: Folder) -> int:
    return folder.session.read.option("lineSep", "\n").text(folder.url).count()


def _count_rows(folder: Folder) -> int:
    return folder.session.read.parquet(folder.url).where("predicate != ''").count()


FORMATS: dict[str, Format] = {
    "nquads": Format("dataset.nq", ".nq", "application/n-quads", _write_lines, _count_lines),
    "nquads-gzip": Format("dataset.nq.gz", ".nq.gz", "application/n-quads", _write_packed, _count_lines),
    "parquet": Format("dataset.parquet", ".parquet", "application/vnd.apache.parquet", _write_columns, _count_rows),
}

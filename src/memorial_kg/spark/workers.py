"""What a worker process of Spark needs to run the functions of the local engine: what all know, and a folder."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from memorial_kg.pipeline.reading import Read
from memorial_kg.pipeline.shared import Shared
from memorial_kg.pipeline.spill import Slices

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession

__all__ = ["Held", "Keeper", "at_work", "emptied", "held", "packed", "slices_of", "taken_in"]

_Any = TypeVar("_Any")


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps on the disks of the workers what several steps need, until the build is done."""

    session: SparkSession
    _kept: list[RDD[object]] = field(default_factory=list)

    def keep(self, made: RDD[_Any]) -> RDD[_Any]:
        """The same, made once; what a worker takes with it when it is lost is made again."""
        from pyspark import StorageLevel

        self._kept.append(made)
        return made.persist(StorageLevel.DISK_ONLY)

    def forget(self) -> None:
        """Let all of it go."""
        for each in self._kept:
            each.unpersist()


@dataclass(frozen=True, slots=True)
class Held(Slices):
    """Slices that are in memory, and go from one machine to another."""

    content: Mapping[int, tuple[bytes, ...]] = field(default_factory=dict)

    def read(self, part: int, which: int = 0) -> bytes:
        """A slice of a part; empty where it has none."""
        return self.content[part][which] if part in self.content else b""

    def of(self, part: int) -> Slices:
        """The slices of one part alone."""
        return held({part: self.content[part]} if part in self.content else {})


def held(content: Mapping[int, tuple[bytes, ...]]) -> Held:
    """Slices of this content."""
    return Held(Path(), {part: tuple((0, len(each)) for each in slices) for part, slices in content.items()}, content)


def packed(shared: Shared) -> bytes:
    """What all know, for the way to the workers."""
    return pickle.dumps(shared)


@lru_cache(1)
def _unpacked(content: bytes) -> Shared:
    shared: Shared = pickle.loads(content)  # noqa: S301 - packed by our own driver, as all that Spark sends
    return shared


@contextmanager
def at_work(content: bytes) -> Iterator[Shared]:
    """What all know, with a folder of this machine that is there as long as the block."""
    with TemporaryDirectory(prefix="memorial-kg-") as folder:
        known = _unpacked(content)
        known.ontology, known.fingerprint  # noqa: B018 - are found out once in a process
        shared = replace(known, folder=Path(folder))
        vars(shared).update({name: value for name, value in vars(known).items() if name != "folder"})
        yield shared


def emptied(folder: Path) -> None:
    """Delete what lies in a folder."""
    for each in folder.iterdir():
        each.unlink()


def slices_of(slices: Slices) -> dict[int, tuple[bytes, ...]]:
    """The content of slices, by part."""
    return {part: tuple(slices.read(part, which) for which in range(len(at))) for part, at in slices.places.items()}


def taken_in(read: Read) -> Read:
    """What a piece gave, with its slices in memory."""
    return replace(read, slices=held(slices_of(read.slices)))

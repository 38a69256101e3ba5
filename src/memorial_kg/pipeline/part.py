"""What a part of a workspace is before it is made, and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from memorial_kg.graph.dataset import Elsewhere, Said
from memorial_kg.pipeline.checking import Checked
from memorial_kg.pipeline.keeping import digest
from memorial_kg.pipeline.reading import Read
from memorial_kg.pipeline.shared import Shared
from memorial_kg.pipeline.spill import Slices, pack, unpack
from memorial_kg.records import Record

__all__ = ["BySource", "Made", "Part", "read_said"]

# Lines by the name of the source in whose graph they are; "" is the default graph.
BySource: TypeAlias = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part and what concerns it: where its records are, which are left out, and what other parts say to it.

    `described` are the editors' things that records of any part are about; `dropped` are records that stand there
    twice, by file, line and id; `elsewhere` and `disputed` are keys whose values are not its own to state; `sent`
    are slices with lines about its things.
    """

    number: int
    read: tuple[Read, ...]
    described: frozenset[str] = frozenset()
    dropped: frozenset[tuple[str, int, str]] = frozenset()
    elsewhere: Elsewhere = field(default_factory=dict)
    disputed: Elsewhere = field(default_factory=dict)
    sent: tuple[Slices, ...] = ()

    def records(self) -> Iterator[Record]:
        """Its records, in the order in which they were read."""
        for read in self.read:
            for record in read.records(self.number):
                if (record.origin.file, record.origin.line, record.id) not in self.dropped:
                    yield record

    def told(self) -> BySource:
        """What others say of its things."""
        made: BySource = {}
        for each in self.sent:
            for source, lines in unpack(each.read(self.number)).items():
                made.setdefault(source, set()).update(lines)
        return made

    def name(self, shared: Shared) -> str:
        """The name of what is made of it: everything but the lines on which its records stand is in it."""
        said = [part for read in self.read for part in (read.source.encode(), read.slices.read(self.number))]
        others = {name: sorted(lines) for name, lines in sorted(self.told().items())}
        kept = [
            {thing: sorted(keys) for thing, keys in sorted(each.items())} for each in (self.elsewhere, self.disputed)
        ]
        left = sorted(self.dropped) if self.dropped else []
        around = pack((self.number, sorted(self.described), left, kept, others))
        return f"part-{digest(shared.fingerprint, around, *said)}"


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a part: its files, and what is counted over all parts.

    `aside` are the slices of lines about what is mentioned; `sent` those of lines that go to other parts; `passing`
    those of the values that are said in passing, by the gathering part of their things. There is no more of it than of
    the part's number, however much there is in all.
    """

    number: int
    folder: Path
    name: str
    origins: Path
    aside: Slices
    sent: Slices
    passing: Slices
    counts: Counter[str]
    kinds: Counter[str]
    relations: Counter[str]
    disagreements: list[tuple[str, str]]
    used: set[str]
    checked: Checked

    @property
    def lines(self) -> Path:
        """Its lines of the dataset."""
        return self.folder / f"{self.name}.nq"

    @property
    def wikibase(self) -> Path:
        """Its lines of the Wikibase profile."""
        return self.folder / f"{self.name}.wikibase"


def read_said(slices: Slices, number: int) -> Said:
    """What a part says in passing of the things of one gathering part."""
    values, disputed = unpack(slices.read(number))
    return Said(values=values, disputed=disputed)

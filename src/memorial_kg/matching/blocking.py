"""Finds the pairs of records that are worth comparing, without comparing all with all.

Two records meet in a block if they name one place (by id or by sound), if their points lie in neighbouring cells of a
grid, if their names share a word that few names have, or if they name one IRI of another register. A block in which too
many pairs would meet, such as that of a large city, is divided by the words of the names and the years of the opening;
what is still too large is left out, and counted.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from memorial_kg.matching.names import sound
from memorial_kg.matching.profiles import Profile
from memorial_kg.matching.weights import Weights

__all__ = ["Blocks", "blocks_of", "cells"]

_METRES: Final = 111_195.0  # of a degree on the sphere that `values.distance` uses
_Key: TypeAlias = tuple[str, str]  # the kind of a block and its value


@dataclass
class Blocks:
    """Which records meet: `members` by block, `joined` the blocks of each record.

    `left_out` are blocks too large to be used, each with the number of its pairs.
    """

    members: dict[_Key, list[int]]
    joined: list[list[_Key]]
    left_out: dict[str, int] = field(default_factory=dict)

    def add(self, key: _Key, numbers: list[int]) -> None:
        """Let some records meet in a block."""
        self.members[key] = numbers
        for number in numbers:
            self.joined[number].append(key)

    def partners(self, number: int) -> set[int]:
        """The records with a higher number that meet a record."""
        found: set[int] = set()
        for key in self.joined[number]:
            found.update(self.members[key])
        return {each for each in found if each > number}


def blocks_of(profiles: Sequence[Profile], weights: Weights, *, within: bool = False) -> Blocks:
    """Divide records into blocks; `within` says that records of one source are compared too."""
    members: dict[_Key, list[int]] = defaultdict(list)
    for number, profile in enumerate(profiles):
        for key in {*_keys(profile, weights)}:
            members[key].append(number)
    made = Blocks({}, [[] for _ in profiles])
    sources = [profile.source for profile in profiles]
    for (kind, value), numbers in members.items():
        limit = weights["blocking.word-pairs" if kind == "word" else "blocking.pairs"]
        pairs = _pairs(sources, numbers, within=within)
        if 0 < pairs <= limit:
            made.add((kind, value), numbers)
        elif pairs and kind != "word":
            for part, some in _divided(profiles, numbers).items():
                pairs = _pairs(sources, some, within=within)
                if pairs > limit:
                    made.left_out[_label(profiles[some[0]], kind, value, part)] = pairs
                elif pairs:
                    made.add((f"{kind} {value}", part), some)
    return made


def _divided(profiles: Sequence[Profile], numbers: Iterable[int]) -> dict[str, list[int]]:
    """The parts of a block: by a word of the name, by the year of the opening, by a creator."""
    parts: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        for part in {*_parts(profiles[number])}:
            parts[part].append(number)
    return parts


def _pairs(sources: Sequence[str], numbers: Sequence[int], *, within: bool) -> int:
    """How many pairs a block would compare."""
    count = len(numbers)
    if count < 2:
        return 0
    same = 0 if within else sum(n * (n - 1) for n in Counter(sources[each] for each in numbers).values())
    return (count * (count - 1) - same) // 2


def _keys(profile: Profile, weights: Weights) -> Iterator[_Key]:
    for place in profile.places:
        yield "place", place.id
        yield "place", place.key
    for word in profile.words:
        yield "word", word
    for iri in profile.iris:
        yield "iri", iri
    if profile.point and profile.degrees and float(profile.point.radius) <= weights["blocking.coarsest"]:
        yield from cells(*profile.degrees, weights["blocking.cell"])


def cells(latitude: float, longitude: float, side: float) -> Iterator[_Key]:
    """The cell of a point and its next ones to the north and east: points less than a side apart have one in common.

    A row is divided into cells by its own length, and the last of them is next to the first.
    """
    row = math.floor(latitude * _METRES / side)
    for y in (row, row + 1):
        across = max(1, round(360 * _METRES * math.cos(math.radians(min(89.9, abs(y) * side / _METRES))) / side))
        column = math.floor((longitude + 180) / 360 * across)
        for x in (column, column + 1):
            yield "cell", f"{y} {x % across}"


def _parts(profile: Profile) -> Iterator[str]:
    yield from profile.words
    for date in (profile.opened, profile.made):
        if date and date.earliest:
            yield str(date.earliest.year)
    for person in profile.creators:
        yield person.name.sound


def _label(profile: Profile, kind: str, value: str, part: str) -> str:
    """A part of a block in words that one of its records has."""
    shown = next((place.shown for place in profile.places if value in (place.id, place.key)), value)
    spelt = (word for name in profile.names for word in name.plain.split() if sound(word) == part)
    return f"{kind} {shown}, {next(spelt, part)}"

"""Finds what several parts say of one thing, but not the same: looking at some things at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from memorial_kg.graph.dataset import Elsewhere, Said, disputed_by_others, elsewhere_of
from memorial_kg.pipeline.part import read_said
from memorial_kg.pipeline.shared import Shared
from memorial_kg.pipeline.spill import Slices, part_of

__all__ = ["Contested", "contested"]


@dataclass(slots=True)
class Contested:
    """What is said in passing and may not be the same everywhere, and which parts speak of each of these things."""

    said: Said = field(default_factory=Said)
    speaking: dict[str, set[int]] = field(default_factory=dict)

    def add(self, other: Contested) -> None:
        """Take in what was found of other things."""
        self.said.add(other.said)
        self.speaking |= other.speaking

    def asked(self, shared: Shared) -> dict[int, frozenset[str]]:
        """The things that may have records of their own, by the part that would have them."""
        wanted: dict[int, set[str]] = {}
        for thing, _ in self.said.values:
            if thing.partition("/")[0] in shared.ontology.subjects():
                wanted.setdefault(part_of(thing, shared.parts), set()).add(thing)
        return {number: frozenset(things) for number, things in sorted(wanted.items())}

    def by_part(self, shared: Shared) -> tuple[dict[int, Elsewhere], dict[int, Elsewhere]]:
        """Of each part that has some, the keys that it must not take from what is said in passing, and those disputed.

        Which keys the things own that were asked for must be known.
        """
        elsewhere: dict[int, dict[str, Collection[str]]] = {}
        for thing, keys in elsewhere_of(self.said).items():
            for part in self.speaking.get(thing, ()):
                elsewhere.setdefault(part, {})[thing] = keys
        disputed: dict[int, dict[str, Collection[str]]] = {}
        for thing, keys in disputed_by_others(self.said).items():
            disputed.setdefault(part_of(thing, shared.parts), {})[thing] = keys
        return {**elsewhere}, {**disputed}


def contested(shared: Shared, task: tuple[int, tuple[tuple[int, Slices], ...]]) -> Contested:
    """What parts, given by number, say of the things of one gathering part.

    That is left out of which there is one value, unless the thing may have records of its own.
    """
    gathering, slices = task
    said = Said()
    speaking: dict[str, set[int]] = {}
    for part, each in slices:
        told = read_said(each, gathering)
        said.add(told)
        for thing, _ in told.values:
            speaking.setdefault(thing, set()).add(part)
    spaces = shared.ontology.subjects()
    said.values = {
        spot: values
        for spot, values in said.values.items()
        if len(values) > 1 or spot in said.disputed or spot[0].partition("/")[0] in spaces
    }
    left = {thing for thing, _ in (*said.values, *said.disputed)}
    return Contested(said, {thing: parts for thing, parts in speaking.items() if thing in left})

"""Counts how common words, places, people, events and points are, so that agreeing in what is rare can tell more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from memorial_kg.matching.profiles import Profile

__all__ = ["Statistics", "statistics_of"]

_SEVERAL = ""  # in place of the only memorial that a source has in a place


@dataclass
class Statistics:
    """How many records share a value; `only` is the one memorial that a source has in a place, "" for several."""

    records: int = 0
    words: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)  # people by sound, events by id
    points: Counter[tuple[str, tuple[float, float]]] = field(default_factory=Counter)
    only: dict[tuple[str, str], str] = field(default_factory=dict)
    sources: dict[str, set[str]] = field(default_factory=dict)

    def rare(self, count: int) -> float:
        """How much a value tells that so many records have: 1 where two have it, 0 where all do."""
        if count <= 2 or self.records <= 2:
            return 1.0
        return max(0.0, 1 - math.log(count / 2) / math.log(self.records / 2))

    def alone(self, profile: Profile, places: Iterable[str]) -> bool:
        """Whether the source of a record knows no other memorial in a place, under whichever of these names."""
        return all(self.only.get((profile.source, each), profile.about) == profile.about for each in places)

    def apart(self, a: Profile, b: Profile) -> str:
        """A source that describes both memorials, or ""."""
        both = self.sources.get(a.about, set()) & self.sources.get(b.about, set())
        return min(both, default="")


def statistics_of(profiles: Iterable[Profile]) -> Statistics:
    """Count over the records that are to be matched."""
    made = Statistics()
    for each in profiles:
        made.records += 1
        made.words.update(each.words)
        made.sources.setdefault(each.about, set()).add(each.source)
        made.others.update({person.name.sound for person in each.creators})
        made.others.update(each.commemorates)
        if each.degrees:
            made.points[each.source, each.degrees] += 1
        places = {*_places(each)}
        made.places.update(places)
        for place in places:
            if made.only.setdefault((each.source, place), each.about) != each.about:
                made.only[each.source, place] = _SEVERAL
    return made


def _places(profile: Profile) -> Iterator[str]:
    for place in profile.places:
        yield place.id
        yield place.key

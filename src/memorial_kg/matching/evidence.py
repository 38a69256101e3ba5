"""Says, for two records, what speaks for their being about one memorial and what against, in points and sentences.

Each function looks at one part of what records say, and finds nothing where one of them says nothing about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from rapidfuzz import fuzz

from memorial_kg.matching.dates import dates
from memorial_kg.matching.findings import Finding
from memorial_kg.matching.names import Spelt, alike
from memorial_kg.matching.profiles import Place, Profile
from memorial_kg.matching.statistics import Statistics
from memorial_kg.matching.weights import Weights
from memorial_kg.values.relations import distance

__all__ = ["PARTS"]

_Part: TypeAlias = Callable[[Profile, Profile, Statistics, Weights], "Finding | None"]
_TOLD = 0.25  # a name that tells less, such as `Memorial`, contradicts none
_SOUND_ALIKE = 88.0  # of 100: place names that are more alike are one


def _names(a: Profile, b: Profile, counts: Statistics, weights: Weights) -> Finding | None:
    if not a.names or not b.names:
        return None
    degree, one, other = max(((alike(x, y), x, y) for x in a.names for y in b.names), key=lambda found: found[0])
    enough = weights["name.alike"]
    if degree >= enough:
        full = weights["name.common"] + (weights["name.same"] - weights["name.common"]) * _telling(one, other, counts)
        points = full * (0.6 + 0.4 * (degree - enough) / (1 - enough))
        same = f"both names say “{one.shown}”" if one.plain == other.plain else (
            f"the names are alike: “{one.shown}” and “{other.shown}”")  # fmt: skip
        return Finding("name", points, same)
    if (
        degree < weights["name.differ"]
        and not one.words & other.words
        and min(_told(one, counts), _told(other, counts)) > 0.25
    ):
        return Finding("name", weights["name.different"], f"different names: “{one.shown}” and “{other.shown}”")
    return None


def _telling(a: Spelt, b: Spelt, counts: Statistics) -> float:
    """How much it tells that two names are alike: by their common words, and half by what is spelt differently."""
    shared = sum(counts.rare(counts.words[word]) for word in a.words & b.words)
    spelt_otherwise = 0.25 if a.words != b.words else 0.0
    return min(1.0, shared + spelt_otherwise)


def _told(name: Spelt, counts: Statistics) -> float:
    return sum(counts.rare(counts.words[word]) for word in name.words)


class _Shared(NamedTuple):
    """The smallest place that two records share, as each has it, and the places just below it."""

    one: Place
    other: Place
    below: tuple[Place, Place] | None


def _shared(a: Profile, b: Profile) -> _Shared | None:
    for i, one in enumerate(a.places):
        for j, other in enumerate(b.places):
            if one.id == other.id or one.key == other.key:
                below = (a.places[i - 1], b.places[j - 1]) if i and j else None
                return _Shared(one, other, below)
    one, other = a.places[0], b.places[0]
    return _Shared(one, other, None) if _kindplace(one, other) else None


def _places(a: Profile, b: Profile, counts: Statistics, weights: Weights) -> Finding | None:
    if a.country and b.country and a.country.id != b.country.id and a.country.key != b.country.key:
        what = f"different countries: {a.country.shown} and {b.country.shown}"
        return Finding("place", weights["place.country"], what)
    if not a.places or not b.places:
        return None
    shared = _shared(a, b)
    if shared is None:
        what = f"no place in common: {a.places[0].shown} and {b.places[0].shown}"
        return Finding("place", weights["place.different"], what)
    names = _both(shared.one.shown, shared.other.shown)
    keys = {shared.one.id, shared.one.key, shared.other.id, shared.other.key}
    rare = counts.rare(max(counts.places[each] for each in keys))
    points = weights["place.common"] + (weights["place.same"] - weights["place.common"]) * rare
    if shared.below and not _kindplace(*shared.below):
        what = f"both in {names}, but in {shared.below[0].shown} and in {shared.below[1].shown}"
        return Finding("place", points + weights["place.apart"], what)
    if a.source != b.source and counts.alone(a, keys) and counts.alone(b, keys):
        what = f"both in {names}, where each source knows one memorial and no other"
        return Finding("place", points + weights["place.alone"], what)
    return Finding("place", points, f"both in {names}")


def _kindplace(a: Place, b: Place) -> bool:
    """Whether two places that are not the same by id or sound are but spelt differently."""
    return bool(fuzz.ratio(a.key, b.key) >= _SOUND_ALIKE)


def _both(a: str, b: str) -> str:
    return a if a == b else f"{a} ({b})"


def _positions(a: Profile, b: Profile, counts: Statistics, weights: Weights) -> Finding | None:
    if a.point is None or b.point is None:
        return None
    metres = distance(a.point, b.point)
    vague = float(a.point.radius + b.point.radius)
    points = weights.step("position.steps", max(metres, vague / 2))
    if metres > vague:
        points = weights.step("position.steps", metres)
    points = max(points, 0.0) if metres <= vague else points
    at_one = max(counts.points[each.source, each.degrees] for each in (a, b) if each.degrees)
    crowd = f", but {at_one} records of one source are at this very point" if at_one > 2 else ""
    exact = f", given to within {vague:.0f} m" if vague > 100 else ""
    points = points / (at_one - 1) if points > 0 and at_one > 2 else points
    return Finding("position", points, f"{_length(metres)} apart{exact}{crowd}")


def _length(metres: float) -> str:
    return (
        f"{metres:.0f} m"
        if metres < 1000
        else f"{metres / 1000:.1f} km"
        if metres < 10_000
        else f"{metres / 1000:.0f} km"
    )


def _creators(a: Profile, b: Profile, counts: Statistics, weights: Weights) -> Finding | None:
    if not a.creators or not b.creators:
        return None
    least = weights["creators.alike"]
    shared = [
        (one, other)
        for one in a.creators
        for other in b.creators
        if one.id == other.id or alike(one.name, other.name) >= least
    ]
    if not shared:
        theirs = " and, elsewhere, ".join(_list(person.name.shown for person in each.creators) for each in (a, b))
        return Finding("creators", weights["creators.different"], f"different creators: {theirs}")
    rare = max(counts.rare(counts.others[one.name.sound]) for one, _ in shared)
    points = weights["creators.common"] + (weights["creators.same"] - weights["creators.common"]) * rare
    names = _list(dict.fromkeys(_both(one.name.shown, other.name.shown) for one, other in shared))
    return Finding("creators", points, f"both name {names} as a creator")


def _list(names: Iterable[str]) -> str:
    found = [*names]
    return ", ".join(found[:4]) + (f" and {len(found) - 4} more" if len(found) > 4 else "")


def _addresses(a: Profile, b: Profile, _: Statistics, weights: Weights) -> Finding | None:
    """Streets with streets, where both have one; else whole addresses."""
    streets = bool(a.streets and b.streets)
    one, other = (a.streets, b.streets) if streets else (a.texts, b.texts)
    if not one or not other:
        return None
    compare = fuzz.token_sort_ratio if streets else fuzz.token_set_ratio
    degree, x, y = max(((compare(x, y) / 100, x, y) for x in one for y in other), key=lambda found: found[0])
    kind, what = ("street", "streets") if streets else ("address", "addresses")
    numbers = {*_digits(x)}, {*_digits(y)}
    if degree >= weights["address.alike"] and (not all(numbers) or numbers[0] & numbers[1]):
        same = f"the same {kind}: “{x}”" if x == y else f"the {what} are alike: “{x}” and “{y}”"
        return Finding("address", weights["address.same"] * degree, same)
    if degree < weights["address.differ"] and streets:
        return Finding("address", weights["address.different"], f"different {what}: “{x}” and “{y}”")
    return None


def _digits(text: str) -> list[str]:
    return [word for word in text.split() if word[0].isdigit()]


def _kinds(a: Profile, b: Profile, _: Statistics, weights: Weights) -> Finding | None:
    if not a.kinds or not b.kinds:
        return None
    if both := a.kinds & b.kinds:
        return Finding("kinds", weights["kinds.same"], f"both are of the kind {', '.join(sorted(both))}")
    kinds = (", ".join(sorted(each.kinds)) for each in (a, b))
    return Finding("kinds", weights["kinds.different"], f"different kinds: {' and, elsewhere, '.join(kinds)}")


def _events(a: Profile, b: Profile, counts: Statistics, weights: Weights) -> Finding | None:
    if not a.commemorates or not b.commemorates:
        return None
    if both := a.commemorates & b.commemorates:
        rare = max(counts.rare(counts.others[each]) for each in both)
        points = weights["commemorates.common"] + (weights["commemorates.same"] - weights["commemorates.common"]) * rare
        return Finding("commemorates", points, f"both commemorate {', '.join(sorted(both))}")
    names = (", ".join(sorted(each.commemorates)) for each in (a, b))
    what = f"they commemorate different things: {' and, elsewhere, '.join(names)}"
    return Finding("commemorates", weights["commemorates.different"], what)


def _identifiers(a: Profile, b: Profile, _: Statistics, weights: Weights) -> Finding | None:
    if both := a.iris & b.iris:
        return Finding("identifier", weights["identifier.same"], f"both are {min(both)}")
    registers = ({iri.rstrip("/").rpartition("/")[0]: iri for iri in each.iris} for each in (a, b))
    one, other = registers
    for register in sorted(one.keys() & other.keys()):
        what = f"two things in one register: {one[register]} and {other[register]}"
        return Finding("identifier", weights["identifier.different"], what)
    return None


def _sources(a: Profile, b: Profile, counts: Statistics, weights: Weights) -> Finding | None:
    source = counts.apart(a, b)
    what = f"the source {source} describes both, as two memorials"
    return Finding("source", weights["source.apart"], what) if source else None


# Every part, in the order in which reasons are given.
PARTS: tuple[_Part, ...] = (
    _identifiers,
    _names,
    _places,
    _positions,
    dates,
    _creators,
    _addresses,
    _kinds,
    _events,
    _sources,
)

"""Which others are nearby: in the smallest place below the country that has any, and how far away, as far as known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import asin, ceil, cos, radians, sin, sqrt

from memorial_kg.catalogue.browsing import Entry
from memorial_kg.site.maps.positions import holders
from memorial_kg.site.site import Site

__all__ = ["Nearby", "nearby"]

_MOST = 6
_READ = 12  # of a place that thousands are in
_EARTH = 6371.0  # km, the mean radius


@dataclass(frozen=True, slots=True)
class Nearby:
    """Others in a place: their names, each with how far away it is in words, "" where nobody can tell."""

    place: str
    others: tuple[tuple[str, str], ...]
    more: bool


def nearby(site: Site, name: str, above: Sequence[str]) -> Nearby | None:
    """The others in the first of the places around a thing, the smallest first, that holds any; no country is near."""
    countries = {country for each in (name, *above) for country in _countries(site, each)}
    for place in takewhile(lambda each: each not in countries, above):
        others = _others(site, name, place)
        if others:
            mine = _entry(site, name)
            told = ((each.name, _distance(site, mine, each) if mine else "") for each in others[:_MOST])
            return Nearby(place, tuple(told), len(others) > _MOST)
    return None


def _countries(site: Site, name: str) -> list[str]:
    said = site.said(name)
    return [site.catalogue.name(each) for each in said.iris("mkg:country", node=said.iri)]


def _others(site: Site, name: str, place: str) -> list[Entry]:
    """Those that undisputedly lie in a place: the facet has also what sources contradict each other on."""
    browser = site.catalogue.browse
    found = browser.entries(browser.first("place", place.partition("/")[2], _READ))
    return [each for each in found if each.name != name and place in {one.name for one in holders(site, each.name)}]


def _entry(site: Site, name: str) -> Entry | None:
    number = site.catalogue.browse.number(name)
    return None if number is None else next(site.catalogue.browse.entries([number]))


def _distance(site: Site, one: Entry, other: Entry) -> str:
    """How far one is from another, as exactly as both positions are stated; one point for both says nothing."""
    if None in (one.longitude, other.longitude, one.radius, other.radius) or _point(one) == _point(other):
        return ""
    between, margin = _kilometres(_point(one), _point(other)), ((one.radius or 0) + (other.radius or 0)) / 1000
    if between <= 2 * margin:  # what may be half as far, or half as far again, is no distance
        return site.words("memorial.distance-most", most=ceil(between + margin))
    return site.words("memorial.distance", distance=round(between), margin=ceil(margin + 0.5))


def _point(entry: Entry) -> tuple[float, float]:
    return entry.longitude or 0.0, entry.latitude or 0.0


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The length of the great circle between two points.

    >>> round(_kilometres((29.4, 38.67), (32.85, 39.92)))
    328
    """
    (east, north), (east_2, north_2) = (tuple(map(radians, each)) for each in (one, other))
    part = sin((north_2 - north) / 2) ** 2 + cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(part))

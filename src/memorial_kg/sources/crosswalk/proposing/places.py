"""Looks for coordinates: geometries, points in one cell, or two columns, and in which order their numbers stand."""

from __future__ import annotations

import itertools
import re
from typing import Final

from memorial_kg.sources.crosswalk.proposing.guess import Guess, examples, toml, where
from memorial_kg.sources.crosswalk.proposing.profiles import Column, Profile

__all__ = ["guess_coordinates"]

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,8}(?:\.[0-9]*)?")
_WKT: Final = re.compile(r"(?i)(?:SRID=4326;)?\s*POINT\s*\(\s*\S+\s+\S+\s*\)")
_PAIR: Final = re.compile(r"\(?\s*([+-]?[0-9]{1,3}(?:\.[0-9]+)?)\s*[,;\s]\s*([+-]?[0-9]{1,3}(?:\.[0-9]+)?)\s*\)?")
_ENOUGH: Final = 0.5
_METHOD: Final = {"key": '"coordinates.method"', "constant": '"as the source gives it"', "language": '"en"'}


def guess_coordinates(profile: Profile, roles: dict[str, str], nulls: frozenset[str]) -> Guess | None:
    """The best that a source has: geometries, then two columns, then points in one cell."""
    by_role: dict[str, list[Column]] = {}
    for name, role in roles.items():
        by_role.setdefault(role, []).append(profile.columns[name])
    geometries = [column for column in profile.columns.values() if column.geometries]
    if geometries:
        return _geometry(max(geometries, key=lambda column: column.geometries.total()))
    found = _first_pair(by_role, "latitude", "longitude", nulls)
    columns = () if found else (*by_role.get("point", ()), *profile.columns.values())
    cells = (_one_cell(column, nulls, named=roles.get(column.name) == "point") for column in columns)
    return found or next(filter(None, cells), None) or _first_pair(by_role, "y", "x", nulls)


def _first_pair(by_role: dict[str, list[Column]], y: str, x: str, nulls: frozenset[str]) -> Guess | None:
    pairs = itertools.product(by_role.get(y, ()), by_role.get(x, ()))
    guesses = (_two_columns(north, east, nulls, named=y == "latitude") for north, east in pairs)
    return next(filter(None, guesses), None)


def _geometry(column: Column) -> Guess:
    counts = column.geometries
    shown = ", ".join(f"{times:,} {kind}" for kind, times in counts.most_common())
    rule = {"key": '"coordinates"', **where(column), "as": '"geometry"'}
    found = Guess(column, "coordinates", [f"geometries: {shown}"], [rule, _METHOD])
    if set(counts) - {"Point"}:
        rule["shapes"] = '"middle"'
        found.why.append('a line or an area is no point: `middle` computes one and says so; "leave-out" leaves it out')
    return found


def _two_columns(latitude: Column, longitude: Column, nulls: frozenset[str], *, named: bool) -> Guess | None:
    held, said = latitude.count(_NUMBER.fullmatch, nulls)
    other, other_said = longitude.count(_NUMBER.fullmatch, nulls)
    if not said or held <= _ENOUGH * said or other <= _ENOUGH * other_said:
        return None
    south, north = _range(latitude, nulls)
    west, east = _range(longitude, nulls)
    rules = [
        {"key": '"coordinates.latitude"', **where(latitude)},
        {"key": '"coordinates.longitude"', **where(longitude)},
        _METHOD,
    ]
    why = [f"{latitude.name} is from {south:g} to {north:g}, {longitude.name} from {west:g} to {east:g}"]
    found = Guess(latitude, "coordinates", why, rules)
    if max(-south, north) > 180 or max(-west, east) > 180:
        found.why.append("some are above 180: they are no degrees, or not all of them are sound")
        found.sure = named and max(-south, north, -west, east) < 1000
    elif max(-south, north) > 90 >= max(-west, east):
        rules[0], rules[1] = ({**rules[0], **where(longitude)}, {**rules[1], **where(latitude)})
        found.why.append(f"no latitude is above 90: {latitude.name} is the longitude, whatever its name says")
    elif not named and max(-west, east) <= 90:
        found.why.append("both could be the latitude, and some sources call it x: look at one on a map")
        found.hints.append("the two columns may have to change places")
        found.sure = False
    return found


def _range(column: Column, nulls: frozenset[str]) -> tuple[float, float]:
    numbers = [float(value) for value in column.said(nulls) if _NUMBER.fullmatch(value)]
    return min(numbers), max(numbers)


def _one_cell(column: Column, nulls: frozenset[str], *, named: bool) -> Guess | None:
    points, said = column.count(_WKT.fullmatch, nulls)
    rule = {"key": '"coordinates"', **where(column), "as": '"coordinates"'}
    if said and points > _ENOUGH * said:
        rule["coordinate-order"] = '"lon-lat"'
        why = [f"{points:,} of {said:,} values are POINT(…), which has the longitude first"]
        return Guess(column, "coordinates", why, [rule, _METHOD])
    pairs = [found for value in column.said(nulls) if (found := _PAIR.fullmatch(value))]
    if (
        not said
        or len(pairs) <= _ENOUGH * len(column.said(nulls))
        or not (named or all("." in pair[0] for pair in pairs))
    ):
        return None
    first, second = (max(abs(float(pair[place])) for pair in pairs) for place in (1, 2))
    made = Guess(column, "coordinates", [f"values are two numbers: {examples(column, nulls)}"], [rule, _METHOD])
    if first > 90 >= second:
        rule["coordinate-order"] = '"lon-lat"'
        made.why.append(f"the first reaches {first:g}, which is no latitude")
    elif second > 90 >= first:
        rule["coordinate-order"] = '"lat-lon"'
        made.why.append(f"the second reaches {second:g}, which is no latitude")
    else:
        made.sure = False
        rule["coordinate-order"] = toml("lat-lon")
        made.why.append("the order cannot be told: neither number is above 90. Write lat-lon or lon-lat")
    return made

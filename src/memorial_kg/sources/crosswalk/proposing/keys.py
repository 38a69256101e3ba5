"""Looks for what gives each row a name of its own: one column, or as few as possible together."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple

from memorial_kg.sources.crosswalk.proposing.profiles import Profile
from memorial_kg.sources.crosswalk.templates import Template
from memorial_kg.values import ValueProblem, check_local_id

__all__ = ["NamedBy", "named_by"]

_MOST_ALONE: Final = 60  # columns that are tried by themselves
_MOST_TOGETHER: Final = 8  # columns that are tried in twos and threes
_ROOM: Final = 80
_NEARLY_ALL: Final = 0.9

# What is likely to stay as it is in a later version of the source, best first.
_PREFERRED: Final = ("id", "path", "name", "address", "street", "wikidata", "siting", "latitude", "longitude", "y", "x")


class NamedBy(NamedTuple):
    """The template of the record's key, of how many rows it makes different names, and why."""

    key: str
    rows: int
    why: str


def named_by(profile: Profile, roles: Mapping[str, str], nulls: frozenset[str], prefix: str) -> NamedBy:
    """The columns that give the most rows a name of their own; of equals the most fitting, and the fewest."""
    whole = len(profile.samples)
    names = [name for name in _candidates(profile, roles) if not set(name) & set("{}|")]
    tried = [_try((name,), profile, roles, nulls, prefix) for name in names[:_MOST_ALONE]]
    ids = [each for each, name in zip(tried, names, strict=False) if _is_an_id(each, name, profile, roles, nulls)]
    best = max(ids or tried, key=lambda each: each.rows, default=None)
    for size in () if ids else (2, 3):
        if best is None or best.rows == whole:
            break
        together = [*dict.fromkeys([*names[:_MOST_TOGETHER], *_longest(profile, names)])]
        for some in itertools.combinations(together, size):
            made = _try(some, profile, roles, nulls, prefix)
            best = made if made.rows > best.rows else best
    if best is None or not best.rows:
        return NamedBy("", 0, "no column gives a row a name that an id can have")
    return best


def _is_an_id(tried: NamedBy, name: str, profile: Profile, roles: Mapping[str, str], nulls: frozenset[str]) -> bool:
    """Whether this is an id that every row has: the few things that it names twice are there twice."""
    if roles.get(name) != "id" or tried.rows < _NEARLY_ALL * len(profile.samples):
        return False
    return all(_said(sample, nulls, name) for sample in profile.samples)


def _candidates(profile: Profile, roles: Mapping[str, str]) -> list[str]:
    """Columns by how fitting they are; one that only counts the rows comes behind others of its kind."""
    single = {name: column for name, column in profile.columns.items() if column.values and not column.in_lists}

    def rank(name: str) -> tuple[int, int, int]:
        role = roles.get(name, "")
        place = _PREFERRED.index(role) if role in _PREFERRED else len(_PREFERRED)
        return place, int(_only_counts(profile, name)), len(single[name].words)

    return sorted(single, key=rank)


def _only_counts(profile: Profile, name: str) -> bool:
    values = [sample.get(name, "") for sample in profile.samples]
    return values == [str(at) for at in range(len(values))] or values == [str(at + 1) for at in range(len(values))]


def _longest(profile: Profile, names: list[str]) -> list[str]:
    """The columns with the most different values."""
    return sorted(names, key=lambda name: -len(profile.columns[name].values))[:4]


def _try(
    names: tuple[str, ...], profile: Profile, roles: Mapping[str, str], nulls: frozenset[str], prefix: str
) -> NamedBy:
    places = [f"{{{name}{'|stem' if roles.get(name) == 'path' else ''}|slug}}" for name in names]
    text = "-".join(places)
    template = Template.read(text)
    made: Counter[str] = Counter()
    for sample in profile.samples:
        try:
            filled = template.fill(functools.partial(_said, sample, nulls))
            if filled is not None and len(check_local_id(filled)) + len(prefix) + 1 <= _ROOM:
                made[filled] += 1
        except ValueProblem:
            continue
    rows, whole = len(made), len(profile.samples)
    what = " and ".join(names)
    why = f"{what} {'gives' if len(names) == 1 else 'give'} {rows:,} of {whole:,} rows a name of their own"
    if rows < whole:
        why += f"; {whole - rows:,} would be refused: it says nothing there, or was the name of a row before"
    if len(names) == 1 and _only_counts(profile, names[0]):
        why += "; it only counts the rows, and may be another number in the next version of the source"
    return NamedBy(text, rows, why)


def _said(sample: Mapping[str, str], nulls: frozenset[str], name: str) -> str | None:
    value = sample.get(name)
    return None if value is None or value in nulls else value

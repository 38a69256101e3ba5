"""Looks for what gives each row a name of its own: one column, or as few as possible together."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from memorial_kg.sources.crosswalk.proposing.profiles import Profile
from memorial_kg.sources.crosswalk.templates import Template
from memorial_kg.values import ValueProblem, check_local_id

__all__ = ["NamedBy", "named_by"]

_MOST_ALONE: Final = 60  # columns that are looked at by themselves
_MOST_TOGETHER: Final = 8  # columns that are looked at in twos and threes
_MOST_TRIED: Final = 6
_ROOM: Final = 80
_NEARLY_ALL: Final = 0.9

# What is likely to stay as it is in a later version of the source, best first.
_PREFERRED: Final = ("id", "path", "name", "address", "street", "wikidata", "siting", "latitude", "longitude", "y", "x")

_Names: TypeAlias = tuple[str, ...]


class NamedBy(NamedTuple):
    """The template of the record's key, of how many rows it makes different names, and why."""

    key: str
    rows: int
    why: str


def named_by(profile: Profile, roles: Mapping[str, str], nulls: frozenset[str], prefix: str) -> NamedBy:
    """The columns that give the most rows a name of their own; of equals the most fitting, and the fewest."""
    look = _Look(profile, roles, nulls, prefix)
    names = [name for name in look.candidates() if not set(name) & set("{}|")][:_MOST_ALONE]
    ids = [(name,) for name in names if look.is_an_id(name)]
    best = look.best_of(ids or [(name,) for name in names])
    for size in () if ids else (2, 3):
        if best.rows == len(profile.samples):
            break
        together = [*dict.fromkeys([*names[:_MOST_TOGETHER], *look.richest(names)])]
        made = look.best_of(itertools.combinations(together, size))
        best = made if made.rows > best.rows else best
    return best if best.rows else NamedBy("", 0, "no column gives a row a name that an id can have")


@dataclass(frozen=True, slots=True)
class _Look:
    """The rows, and what is known of their columns."""

    profile: Profile
    roles: Mapping[str, str]
    nulls: frozenset[str]
    prefix: str

    def candidates(self) -> list[str]:
        """Columns by how fitting they are; one that only counts the rows comes behind others of its kind."""
        single = {name: each for name, each in self.profile.columns.items() if each.values and not each.in_lists}

        def rank(name: str) -> tuple[int, int, int]:
            role = self.roles.get(name, "")
            place = _PREFERRED.index(role) if role in _PREFERRED else len(_PREFERRED)
            return place, int(self.only_counts(name)), len(single[name].words)

        return sorted(single, key=rank)

    def only_counts(self, name: str) -> bool:
        """Whether a column is the number of the row, from 0 or 1."""
        return any(
            all(sample.get(name) == str(at) for at, sample in enumerate(self.profile.samples, start))
            for start in (0, 1)
        )

    def richest(self, names: list[str]) -> list[str]:
        """The columns with the most different values."""
        return sorted(names, key=lambda name: -len(self.profile.columns[name].values))[:4]

    def different(self, names: _Names) -> int:
        """How many different values some columns have together, in rows where each of them says something."""
        found = {tuple(sample.get(name, "") for name in names) for sample in self.profile.samples}
        silent = self.nulls | {""}
        return sum(silent.isdisjoint(values) for values in found)

    def is_an_id(self, name: str) -> bool:
        """Whether this is an id that every row has: the few things that it names twice are there twice."""
        samples = self.profile.samples
        if self.roles.get(name) != "id" or self.different((name,)) < _NEARLY_ALL * len(samples):
            return False
        return all(self.said(sample, name) is not None for sample in samples)

    def best_of(self, choices: Iterable[_Names]) -> NamedBy:
        """The choice that names the most rows, of equals the first; only the promising ones are tried in earnest."""
        ranked = sorted(enumerate(choices), key=lambda each: -self.different(each[1]))[:_MOST_TRIED]
        tried = [self.tried(names) for _, names in sorted(ranked)]
        return max(tried, key=lambda each: each.rows, default=NamedBy("", 0, ""))

    def tried(self, names: _Names) -> NamedBy:
        """Make the names of all rows by some columns, as a harvest would."""
        text = "-".join(f"{{{name}{'|stem' if self.roles.get(name) == 'path' else ''}|slug}}" for name in names)
        template = Template.read(text)
        made: Counter[str] = Counter()
        for sample in self.profile.samples:
            try:
                filled = template.fill(functools.partial(self.said, sample))
                if filled is not None and len(check_local_id(filled)) + len(self.prefix) + 1 <= _ROOM:
                    made[filled] += 1
            except ValueProblem:
                continue
        return NamedBy(text, len(made), self._why(names, len(made)))

    def said(self, sample: Mapping[str, str], name: str) -> str | None:
        """What a row says in a column, or None."""
        value = sample.get(name)
        return None if value is None or value in self.nulls else value

    def _why(self, names: _Names, rows: int) -> str:
        whole = len(self.profile.samples)
        gives = "gives" if len(names) == 1 else "give"
        why = f"{' and '.join(names)} {gives} {rows:,} of {whole:,} rows a name of their own"
        if rows < whole:
            why += f"; {whole - rows:,} would be refused: it says nothing there, or was the name of a row before"
        if len(names) == 1 and self.only_counts(names[0]):
            why += "; it only counts the rows, and may be another number in the next version of the source"
        return why

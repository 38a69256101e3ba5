"""Holds the columns that a crosswalk asks for against those that there are: none misspelt, none unread in silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from memorial_kg.errors import InputError, Problem
from memorial_kg.sources.crosswalk.paths import Values, first_name
from memorial_kg.sources.crosswalk.rules import KEY_OF_RECORD, Condition, Crosswalk, KeyRule
from memorial_kg.sources.crosswalk.templates import Template
from memorial_kg.values import did_you_mean, quote

__all__ = ["Columns"]


# A source that invents names without end is not a table; what is counted of it must not grow with it.
_MOST_COLUMNS: Final = 2_000


class Columns:
    """The columns of the rows that went by, and how often those said something that no rule reads."""

    def __init__(self, crosswalk: Crosswalk) -> None:
        self._crosswalk = crosswalk
        self._asked: dict[str, str] = {}
        for place, name in _uses(crosswalk):
            self._asked.setdefault(name, place)
        self._paths = {name: first_name(name) for name in self._asked if "." in name or "[" in name}
        self._read = {*self._asked, *self._paths.values(), *crosswalk.ignore}
        self._nulls = crosswalk.nulls
        self._seen: dict[str, None] = {}
        self.unread: dict[str, int] = {}
        """Columns that no rule reads, and in how many rows they say something."""

    def see(self, values: Values) -> None:
        """Take note of a row."""
        if not values.keys() <= self._seen.keys():
            for name in values:
                if name not in self._seen and (name in self._read or len(self._seen) < _MOST_COLUMNS):
                    self._seen[name] = None
                    if name not in self._read:
                        self.unread[name] = 0
        unread, nulls = self.unread, self._nulls
        for name in unread:
            value = values.get(name)
            if value and (not isinstance(value, str) or value.strip() not in nulls):
                unread[name] += 1

    def missing(self) -> list[Problem]:
        """A problem for each column that a rule asks for, and that no row has had so far."""
        return [*self._missing()]

    def check(self) -> None:
        """Refuse a crosswalk that asks for a column that a table does not have."""
        if problems := self.missing():
            raise InputError(problems=sorted(problems))

    def _missing(self) -> Iterator[Problem]:
        for name, place in self._asked.items():
            if name not in self._seen and self._paths.get(name) not in self._seen:
                what = f"there is no column {quote(name)}"
                todo = did_you_mean(name, self._seen) or f"there are {', '.join([*self._seen][:40])}"
                line = self._crosswalk.line(place)
                yield Problem(self._crosswalk.file, line, "", place, what, "a column of the source", todo)


def _uses(crosswalk: Crosswalk) -> Iterator[tuple[str, str]]:
    """Each column or path that the crosswalk asks for, and where it does."""
    record = crosswalk.record
    for template in record.key:
        yield from _of_template("harvest.record.key", template)
    about = _of_template("harvest.record.about", record.about)
    yield from ((place, name) for place, name in about if name != KEY_OF_RECORD)
    yield from _of_conditions("harvest.record.only", record.only)
    for rule in crosswalk.keys:
        yield from _of_rule(rule)


def _of_rule(rule: KeyRule) -> Iterator[tuple[str, str]]:
    word = "column" if len(rule.fetch.columns) == 1 else "columns"
    yield from ((f"{rule.place}.{word}", name) for name in rule.fetch.columns)
    if rule.fetch.path:
        yield f"{rule.place}.path", rule.fetch.path
    if rule.language_column:
        yield f"{rule.place}.language-column", rule.language_column
    for name, template in (("template", rule.fetch.template), ("id", rule.id), ("name", rule.naming)):
        yield from ((place, each) for place, each in _of_template(f"{rule.place}.{name}", template) if each != "value")
    yield from _of_conditions(f"{rule.place}.when", rule.when)


def _of_template(place: str, template: Template | None) -> Iterator[tuple[str, str]]:
    yield from ((place, name) for name in (template.names if template else ()))


def _of_conditions(place: str, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    for condition in conditions:
        yield from ((place, name) for name in condition.fetch.columns)
        if condition.fetch.path:
            yield place, condition.fetch.path

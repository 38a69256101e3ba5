"""What stands in the columns of a source: which there are, how often they say something, and what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.row import SourceRow
from memorial_kg.values import fold

__all__ = ["Column", "Profile", "profile_of", "words_of_name"]

_LONGEST: Final = 400  # of a value that is kept to be looked at
_MOST_COLUMNS: Final = 2_000
_DEEPEST: Final = 4
_MOST_ITEMS: Final = 1_000  # of one list
_SAID: Final = re.compile(r"\S")
_HALF: Final = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Column:
    """One column, or one way into nested values, with what stands there in the rows that were read."""

    name: str
    nested: bool
    values: Counter[str] = field(default_factory=Counter)
    geometries: Counter[str] = field(default_factory=Counter)
    in_lists: bool = False
    of_lines: bool = False  # each item of the list is a list of lines

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its name, folded."""
        return words_of_name(self.name)

    def said(self, nulls: frozenset[str] = frozenset()) -> Counter[str]:
        """The values that say something, each with how often."""
        return Counter({value: times for value, times in self.values.items() if value not in nulls})

    def count(self, test: Callable[[str], object], nulls: frozenset[str] = frozenset()) -> tuple[int, int]:
        """In how many cells a test holds, and how many say something."""
        said = self.said(nulls)
        return sum(times for value, times in said.items() if test(value)), said.total()


@dataclass(slots=True)
class Profile:
    """The columns of a source by name, how many rows were read, and the rows themselves for what needs them whole."""

    columns: dict[str, Column]
    rows: int
    broken: int
    samples: list[Mapping[str, str]]


def words_of_name(name: str) -> tuple[str, ...]:
    """The words of a column's name: `Art_Year`, `artYear` and `art year` are the same.

    >>> words_of_name("Creation/Dedication Date"), words_of_name("lastEdited[*]")
    (('creation', 'dedication', 'date'), ('last', 'edited'))
    """
    apart = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ][a-zà-ÿ])", " ", name)
    return tuple(word for word in fold(apart).split() if word.isalnum())


def profile_of(rows: Iterable[SourceRow]) -> Profile:
    """Look at rows one by one."""
    columns: dict[str, Column] = {}
    samples: list[Mapping[str, str]] = []
    read = broken = 0
    for row in rows:
        read += 1
        if not row.values:
            broken += 1
            continue
        single: dict[str, str] = {}
        for name, value, how in _cells(row.values):
            if name not in columns and len(columns) >= _MOST_COLUMNS:
                continue
            column = columns.setdefault(name, Column(name, nested=how != "cell"))
            if how == "geometry":
                column.geometries[value] += 1
            elif _SAID.search(value):
                kept = value.strip()[:_LONGEST]
                column.values[kept] += 1
                column.in_lists |= how in {"list", "lines"}
                column.of_lines |= how == "lines"
                if how in {"cell", "nested"}:
                    single[name] = kept
        samples.append(single)
    return Profile(columns, read, broken, samples)


def _cells(values: Mapping[str, Tree]) -> Iterator[tuple[str, str, str]]:
    """Each value of a row with its column or path, and how it stands there."""
    for name, value in values.items():
        for place, text, how in _inside(name, value, "cell", 0):
            # Half a character cannot be written: a column of such a name cannot be asked for.
            if not _HALF.search(place):
                yield place, _HALF.sub("\ufffd", text), how


def _inside(name: str, value: Tree, how: str, depth: int) -> Iterator[tuple[str, str, str]]:
    if value is None:
        yield name, "", how
    elif isinstance(value, str):
        yield name, value, how
    elif isinstance(value, Mapping):
        if "type" in value and ("coordinates" in value or "geometries" in value):
            yield name, str(value["type"]), "geometry"
        elif depth < _DEEPEST:
            for inner, each in value.items():
                yield from _inside(f"{name}.{inner}", each, "list" if how == "list" else "nested", depth + 1)
    elif isinstance(value, list):
        yield from _in_list(name, value, how, depth)


def _in_list(name: str, value: list[Tree], how: str, depth: int) -> Iterator[tuple[str, str, str]]:
    items = value[:_MOST_ITEMS]
    if items and all(_is_lines(item) for item in items):
        for lines in items:
            yield f"{name}[*]", "\n".join(line for line in lines or () if isinstance(line, str)), "lines"
    elif depth < _DEEPEST:
        for each in items:
            yield from _inside(name if how == "list" else f"{name}[*]", each, "list", depth + 1)


def _is_lines(item: Tree) -> bool:
    return isinstance(item, list) and all(line is None or isinstance(line, str) for line in item)

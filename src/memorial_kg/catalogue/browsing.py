"""Chooses memorials and proposals by facets, and counts what else could be chosen.

Within a facet, one value or another will do; between facets, all have to fit. The counts of a facet leave its own
choice aside: they say what another choice there would give.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_, or_
from typing import NamedTuple, TypeAlias

from memorial_kg.catalogue.facets import FACETS
from memorial_kg.catalogue.postings import Rows, from_bytes, numbers, of_numbers, unpack

__all__ = ["ORDERS", "Browser", "Count", "Entry", "Selection"]

ORDERS = ("name", "date", "place")
Selection: TypeAlias = Mapping[str, Iterable[str]]
_KEPT = 512  # sets of rows that are kept unpacked; 12 kB each for 100,000 rows


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the chosen have a value of a facet.

    `iri` is what the value stands for, "" if nothing; `above` is the value that it is a part of.
    """

    value: str
    count: int
    iri: str
    above: str
    chosen: bool = False


class Entry(NamedTuple):
    """A memorial or a proposal in a list.

    Its position is its own if `position_of` is "", or that of the place named there; None if there is none. `dates`
    are the first and last day of each stated date of its opening: more than one where no date is chosen, because the
    sources contradict each other.
    """

    number: int
    name: str
    longitude: float | None
    latitude: float | None
    radius: float | None
    position_of: str | None
    earliest: str | None
    latest: str | None
    dates: tuple[tuple[str, str], ...]
    place: str
    country: str
    creators: tuple[str, ...]


class Browser:
    """The facets of a catalogue, to be used by one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        # No cache of bound methods: a browser that holds itself would outlive its request until the next collection.
        self._kept: dict[tuple[str, str], Rows] = {}  # what was used last stands last
        self._orders: dict[str, list[int]] = {}
        self._all: Rows = (1 << connection.execute("SELECT count(*) FROM entry").fetchone()[0]) - 1

    def select(self, selection: Selection, order: str = "name") -> list[int]:
        """The numbers of the chosen, in an order. Facets and values that do not exist choose nothing."""
        chosen = self._chosen(selection)
        if chosen == self._all:
            return [*self._order(order)]
        bits = chosen.to_bytes((self._all.bit_length() + 7) >> 3, "little")
        return [number for number in self._order(order) if bits[number >> 3] >> (number & 7) & 1]

    def count(self, selection: Selection) -> int:
        """How many are chosen."""
        return self._chosen(selection).bit_count()

    def entries(self, chosen: Iterable[int]) -> Iterator[Entry]:
        """The entries of some numbers, in the same order."""
        for number in chosen:
            row = self._sql.execute("SELECT * FROM entry WHERE number = ?", [number]).fetchone()
            *front, dates, place, country, creators = row
            spans = (each.partition("/") for each in _several(dates))
            days = tuple((first, last) for first, _, last in spans)
            yield Entry._make((*front, days, place, country, _several(creators)))

    def number(self, name: str) -> int | None:
        """The number of a memorial or a proposal; None for anything else."""
        row = self._sql.execute("SELECT number FROM entry WHERE name = ?", [name]).fetchone()
        return int(row[0]) if row else None

    def first(self, facet: str, value: str, limit: int) -> list[int]:
        """The first numbers that have a value of a facet: a look-up, however many have it."""
        return [*islice(numbers(self._rows(facet, value)), limit)]

    def facet(self, facet: str, selection: Selection, *, above: str | None = None, limit: int = -1) -> list[Count]:
        """The values of a facet, the most frequent first, with what is chosen in the other facets.

        `above` gives only the values that are a part of this one; values that nothing chosen has are left out.
        """
        others = self._chosen({name: values for name, values in selection.items() if name != facet})
        mine = {*selection.get(facet, ())}
        only, given = (" AND above = ?", [above]) if above is not None else ("", [])
        query = f"SELECT value, count, iri, above, rows FROM facet WHERE facet = ?{only}"  # noqa: S608
        bits = None if others == self._all else others.to_bytes((self._all.bit_length() + 7) >> 3, "little")
        found = []
        for value, count, iri, over, packed in self._sql.execute(query, [facet, *given]):
            here = count if bits is None else _common(packed, others, bits)
            if here or value in mine:
                found.append(Count(value, here, iri, over, value in mine))
        found.sort(key=lambda each: (-each.count, each.value))
        return found if limit < 0 else [*found[:limit], *(each for each in found[limit:] if each.chosen)]

    def value(self, facet: str, value: str) -> Count | None:
        """One value, counted among all."""
        query = "SELECT value, count, iri, above FROM facet WHERE facet = ? AND value = ?"
        row = self._sql.execute(query, [facet, value]).fetchone()
        return Count(*row) if row else None

    def values(self, number: int) -> dict[str, list[str]]:
        """The values that one entry has in each facet. It looks at every value: for tests and single entries."""
        query = "SELECT facet, value, rows FROM facet ORDER BY facet, value"
        found: dict[str, list[str]] = {facet: [] for facet in FACETS}
        for facet, value, packed in self._sql.execute(query):
            if unpack(packed) >> number & 1:
                found[facet].append(value)
        return found

    def rows_of(self, facet: str, among: Iterable[int] | None = None) -> Iterator[tuple[str, Iterator[int]]]:
        """Each value of a facet, and the numbers of the entries that have it; among some of them, only those."""
        some = self._all if among is None else of_numbers(among)
        for value, packed in self._sql.execute("SELECT value, rows FROM facet WHERE facet = ? ORDER BY value", [facet]):
            if rows := unpack(packed) & some:
                yield str(value), numbers(rows)

    def _chosen(self, selection: Selection) -> Rows:
        wanted = {facet: [*values] for facet, values in selection.items()}
        sets = (
            reduce(or_, (self._rows(facet, value) for value in values), 0) for facet, values in wanted.items() if values
        )
        return reduce(and_, sets, self._all)

    def _rows(self, facet: str, value: str) -> Rows:
        rows = self._kept.pop((facet, value), None)
        self._kept[facet, value] = self._read_rows(facet, value) if rows is None else rows
        if len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return self._kept[facet, value]

    def _read_rows(self, facet: str, value: str) -> Rows:
        row = self._sql.execute("SELECT rows FROM facet WHERE facet = ? AND value = ?", [facet, value]).fetchone()
        return unpack(row[0]) if row else 0

    def _order(self, name: str) -> list[int]:
        if name not in self._orders:
            row = self._sql.execute("SELECT rows FROM ordering WHERE name = ?", [name]).fetchone()
            if row is None:
                return self._order("name")
            self._orders[name] = [*from_bytes(row[0])]
        return self._orders[name]


def _several(stored: str) -> tuple[str, ...]:
    return tuple(stored.split("\n")) if stored else ()


def _common(packed: bytes, others: Rows, bits: bytes) -> int:
    """How many rows of a packed set are among the others; a short list is looked up, a bitmap is laid over."""
    if packed[:1] == b"s":
        return sum(bits[number >> 3] >> (number & 7) & 1 for number in from_bytes(packed[1:]))
    return (unpack(packed) & others).bit_count()

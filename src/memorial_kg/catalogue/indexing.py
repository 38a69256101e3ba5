"""Writes into a catalogue what things are found by: the facets of memorials and proposals, and the words of all."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from typing import NamedTuple

from memorial_kg.catalogue.facets import FACETS, NOT_STATED, Described, Value, opening
from memorial_kg.catalogue.folding import folded, forms
from memorial_kg.catalogue.places import Places, Point
from memorial_kg.catalogue.postings import pack, to_bytes
from memorial_kg.catalogue.texts import FIELDS, SEARCHED, Fields, Text, texts_of
from memorial_kg.catalogue.things import Thing, things_of
from memorial_kg.ontology import Ontology

__all__ = ["BROWSED", "write_indexes"]

# The kinds of things that are browsed by facets.
BROWSED = ("memorial", "proposal")

_COLUMNS = ", ".join(FIELDS)
# `entry` has a row for each memorial and proposal, numbered from 0 in the order of their names, and `facet` the numbers
# of those that have a value. `found` holds the folded words of each field, `spelt` the names alone, for parts of words
# and for misspellings; neither keeps its text, `searched` does.
_TABLES = f"""
CREATE TABLE entry (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, longitude REAL, latitude REAL, radius REAL, position_of TEXT,
  earliest TEXT, latest TEXT, dates TEXT NOT NULL, place TEXT NOT NULL, country TEXT NOT NULL, creators TEXT NOT NULL
);
CREATE UNIQUE INDEX entry_name ON entry (name);
CREATE TABLE facet (facet TEXT NOT NULL, value TEXT NOT NULL, iri TEXT NOT NULL, above TEXT NOT NULL,
  count INTEGER NOT NULL, rows BLOB NOT NULL, PRIMARY KEY (facet, value)) WITHOUT ROWID;
CREATE INDEX facet_above ON facet (facet, above);
CREATE TABLE ordering (name TEXT PRIMARY KEY, rows BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE searched (number INTEGER PRIMARY KEY, thing TEXT NOT NULL, kind TEXT NOT NULL);
CREATE INDEX searched_thing ON searched (thing);
CREATE TABLE text (thing INTEGER NOT NULL, number INTEGER NOT NULL, field TEXT NOT NULL, language TEXT NOT NULL,
  text TEXT NOT NULL, PRIMARY KEY (thing, number)) WITHOUT ROWID;
CREATE VIRTUAL TABLE found USING fts5({_COLUMNS}, content='', tokenize='ascii');
CREATE VIRTUAL TABLE spelt USING fts5(names, content='', tokenize='trigram');
"""
_BETWEEN = "\n"


class _Entry(NamedTuple):
    """What ordering and reading need of a memorial or a proposal, besides its facets."""

    number: int
    name: str
    point: Point | None
    position_of: str | None
    dates: list[tuple[str, str]]
    place: str
    country: str
    creators: list[str]

    @property
    def row(self) -> tuple[object, ...]:
        point = self.point or (None, None, None)
        span = (
            (min(first for first, _ in self.dates), max(last for _, last in self.dates)) if self.dates else (None,) * 2
        )
        dates = _BETWEEN.join("/".join(each) for each in self.dates)
        creators = _BETWEEN.join(self.creators)
        return (self.number, self.name, *point, self.position_of, *span, dates, self.place, self.country, creators)


def write_indexes(made: sqlite3.Connection, base: str, ontology: Ontology) -> None:
    """Add the tables to a catalogue whose lines and labels are written and indexed."""
    made.executescript(_TABLES)
    made.execute("BEGIN")
    _Writer(made, base, ontology).write()
    made.execute("INSERT INTO found (found) VALUES ('optimize')")
    made.execute("INSERT INTO spelt (spelt) VALUES ('optimize')")
    made.execute("COMMIT")


class _Writer:
    def __init__(self, made: sqlite3.Connection, base: str, ontology: Ontology) -> None:
        self.made, self.base, self.ontology = made, base, ontology
        self.places = Places(made, base, ontology)
        self.fields = Fields(ontology)
        self.facets: dict[tuple[str, Value], array[int]] = {}
        self.orders: dict[str, list[tuple[str, ...]]] = {"name": [], "date": [], "place": []}
        self.entries = self.searched = 0

    def write(self) -> None:
        for kind in dict.fromkeys([*BROWSED, *SEARCHED]):
            for thing in things_of(self.made, kind, self.base, self.ontology):
                self._words(thing, kind)
                if kind in BROWSED:
                    self._entry(Described(thing, self.places, self.ontology))
        self._facets()
        self._orders()

    # -- words ---------------------------------------------------------------------------------------------------------

    def _words(self, thing: Thing, kind: str) -> None:
        texts = texts_of(thing, self.places, self.fields)
        self.searched += 1
        self.made.execute("INSERT INTO searched VALUES (?, ?, ?)", [self.searched, thing.name, kind])
        kept = ((self.searched, number, *text) for number, text in enumerate(texts))
        self.made.executemany("INSERT INTO text VALUES (?, ?, ?, ?, ?)", kept)
        columns = [" ".join(self._forms(texts, field)) for field in FIELDS]
        marks = ", ".join("?" * len(columns))
        self.made.execute(f"INSERT INTO found (rowid, {_COLUMNS}) VALUES (?, {marks})", [self.searched, *columns])  # noqa: S608
        names = " ".join(dict.fromkeys(self._forms(texts, "name") + self._forms(texts, "other")))
        self.made.execute("INSERT INTO spelt (rowid, names) VALUES (?, ?)", [self.searched, names])

    @staticmethod
    def _forms(texts: list[Text], field: str) -> list[str]:
        return [*dict.fromkeys(forms(each.text) for each in texts if each.field == field)]

    # -- facets --------------------------------------------------------------------------------------------------------

    def _entry(self, of: Described) -> None:
        number, self.entries = self.entries, self.entries + 1
        for facet, function in FACETS.items():
            for value in dict.fromkeys(function(of)) or [Value(NOT_STATED)]:
                self.facets.setdefault((facet, value), array("I")).append(number)
        point, position_of = self._position(of)
        around = of.lies_in
        entry = _Entry(
            number,
            of.thing.name,
            point,
            position_of,
            opening(of),
            around[0].name if around else "",
            next((self.places.local(iri) for iri in of.values("country")), around[0].country if around else ""),
            [self.places.local(iri) for iri in of.values("creators")],
        )
        self.made.execute(f"INSERT INTO entry VALUES ({', '.join('?' * 12)})", entry.row)  # noqa: S608
        self._order(entry)

    def _position(self, of: Described) -> tuple[Point | None, str | None]:
        """Its own point, or that of the nearest place around it that has one; none is invented."""
        if own := self.places.point(of.thing):
            return own, ""
        start = tuple(self.places.local(iri) for iri in of.thing.values(of.key("place"), reconciled=True))
        return next(((each.point, each.name) for each in self.places.around(start) if each.point), (None, None))

    def _order(self, entry: _Entry) -> None:
        name = folded(self._called(entry.name))
        where = folded(self._called(entry.country)), folded(self._called(entry.place))
        first = min(entry.dates)[0] if entry.dates else "~"  # after all digits: what has no date comes last
        self.orders["name"].append((name, entry.name))
        self.orders["date"].append((first, name, entry.name))
        self.orders["place"].append((*where, name, entry.name))

    def _called(self, name: str) -> str:
        return next(iter(self.places.names(name)), ("", name))[1] if name else "~"

    def _facets(self) -> None:
        for (facet, value), rows in self._merged():
            packed = pack(rows)
            self.made.execute("INSERT INTO facet VALUES (?, ?, ?, ?, ?, ?)", [facet, *value, len(rows), packed])

    def _merged(self) -> Iterator[tuple[tuple[str, Value], array[int]]]:
        """The facets in order, each value once: a place may have been reached by more than one way."""
        once: dict[tuple[str, str], tuple[Value, array[int]]] = {}
        for (facet, value), rows in sorted(self.facets.items(), key=lambda each: each[0]):
            kept, before = once.setdefault((facet, value.id), (value, array("I")))
            once[facet, value.id] = kept, array("I", sorted({*before, *rows})) if before else rows
        yield from (((facet, value), rows) for (facet, _), (value, rows) in once.items())

    def _orders(self) -> None:
        for name, keys in self.orders.items():
            order = array("I", sorted(range(len(keys)), key=keys.__getitem__))
            self.made.execute("INSERT INTO ordering VALUES (?, ?)", [name, to_bytes(order)])

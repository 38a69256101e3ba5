"""One reading of the whole catalogue, kept in a temporary file for the pages that are about all things at once.

What it finds does not depend on the language of a reader, so all languages share it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from memorial_kg.catalogue import Catalogue
from memorial_kg.ontology import Ontology
from memorial_kg.site.survey.collecting import TABLES, findings

__all__ = ["Dated", "Survey", "survey_of"]


class Dated(NamedTuple):
    """A date that one graph gives an event: the first and last day that it allows ("" where it is open)."""

    earliest: str
    latest: str
    edtf: str
    thing: str
    node: str
    graph: str


class Survey:
    """What was found, on disk: counted and listed without being held in memory."""

    def __init__(self, catalogue: Catalogue, ontology: Ontology) -> None:
        self._sql = sqlite3.connect("", isolation_level=None)  # "" is a database in a temporary file
        self._sql.executescript(TABLES)
        self._sql.execute("BEGIN")
        for table, row in findings(catalogue, ontology):
            places = ", ".join("?" * len(row))
            self._sql.execute(f"INSERT OR IGNORE INTO {table} VALUES ({places})", row)  # noqa: S608 - our own words
        self._sql.execute("COMMIT")

    def _count(self, query: str, *given: str) -> int:
        return int(self._sql.execute(query, given).fetchone()[0])

    def _each(self, query: str, *given: str) -> Iterator[Any]:
        return self._sql.execute(query, given)

    # -- comparisons ---------------------------------------------------------------------------------------------------

    def comparisons(self, relation: str, source: str = "") -> Iterator[tuple[str, str]]:
        """The comparisons of a relation, in which a source takes part if one is named: the thing's name, its node."""
        query = (
            "SELECT thing, node FROM comparison WHERE relation = ? AND source = ? ORDER BY thing, node"
            if source
            else "SELECT DISTINCT thing, node FROM comparison WHERE relation = ? ORDER BY thing, node"
        )
        return self._each(query, relation, *([source] if source else []))

    def count_comparisons(self, relation: str, source: str = "") -> int:
        """How many comparisons there are of a relation, in which a source takes part if one is named."""
        if source:
            return self._count("SELECT count(*) FROM comparison WHERE relation = ? AND source = ?", relation, source)
        return self._count("SELECT count(DISTINCT node) FROM comparison WHERE relation = ?", relation)

    # -- dates ---------------------------------------------------------------------------------------------------------

    def decades(self) -> list[tuple[str, int]]:
        """How many events begin in each decade, by its first three digits ("" for those without a beginning)."""
        query = (
            "SELECT decade, count(*) FROM (SELECT substr(min(earliest), 1, 3) AS decade FROM dated GROUP BY node) "
            "GROUP BY decade ORDER BY decade"
        )
        return [(decade, int(count)) for decade, count in self._sql.execute(query)]

    def dated(self, decade: str | None = None) -> Iterator[Dated]:
        """Every date of the events that begin in a decade, or of all: those of one event together, events by time."""
        query = (
            "SELECT earliest, latest, edtf, thing, dated.node, graph FROM dated JOIN "
            "(SELECT node, min(earliest) AS start, min(latest) AS finish FROM dated GROUP BY node) AS event "
            "ON event.node = dated.node WHERE ? = '*' OR substr(start, 1, 3) = ? "
            "ORDER BY start, finish, thing, dated.node, earliest, latest, edtf, graph"
        )
        key = "*" if decade is None else decade
        for row in self._each(query, key, key):
            yield Dated(*row)

    # -- what is missing -----------------------------------------------------------------------------------------------

    def lacking(self, check: str) -> Iterator[str]:
        """The names of the things that lack something."""
        for (thing,) in self._each("SELECT thing FROM lacking WHERE what = ? ORDER BY thing", check):
            yield thing

    def count_lacking(self, check: str) -> int:
        """How many things lack something."""
        return self._count("SELECT count(*) FROM lacking WHERE what = ?", check)

    # -- sources and places --------------------------------------------------------------------------------------------

    def only_from(self, source: str) -> Iterator[tuple[str, str, str]]:
        """What only one source says of memorials that others describe, too: memorial, property IRI, term."""
        query = "SELECT thing, predicate, object FROM only WHERE source = ? ORDER BY thing, predicate, object"
        return self._each(query, source)

    def count_only_from(self, source: str) -> int:
        """How many such values there are."""
        return self._count("SELECT count(*) FROM only WHERE source = ?", source)

    def count_evidence(self, source: str) -> int:
        """How many pieces of evidence the records of a source give."""
        return self._count("SELECT coalesce(sum(pieces), 0) FROM evidence WHERE source = ?", source)

    def located(self, place: str, kind: str = "") -> Iterator[str]:
        """The names of the things of a kind that are in a place or in one inside it."""
        query = "SELECT thing FROM located WHERE place = ? AND thing GLOB ? ORDER BY thing"
        for (thing,) in self._each(query, place, f"{kind}/*" if kind else "*"):
            yield thing

    def count_located(self, place: str, kind: str = "") -> int:
        """How many things of a kind are in a place or in one inside it."""
        query = "SELECT count(*) FROM located WHERE place = ? AND thing GLOB ?"
        return self._count(query, place, f"{kind}/*" if kind else "*")

    # -- terms ---------------------------------------------------------------------------------------------------------

    def example(self, term: str) -> str:
        """The IRI of a node for which a property, a class or a word of an enumeration is used; "" for none."""
        row = self._sql.execute("SELECT node FROM example WHERE term = ?", [term]).fetchone()
        return str(row[0]) if row else ""


_DONE: WeakKeyDictionary[Catalogue, Survey] = WeakKeyDictionary()


def survey_of(catalogue: Catalogue, ontology: Ontology) -> Survey:
    """The survey of a catalogue, made when it is first asked for and gone with the catalogue."""
    if catalogue not in _DONE:
        _DONE[catalogue] = Survey(catalogue, ontology)
    return _DONE[catalogue]

"""Writes the catalogue: each line of the dataset under its thing, what mentions what, and labels.

The store answers SPARQL, but is lossy (`1.10` becomes `1.1`, `en-GB` becomes `en-gb`); the catalogue keeps the lines as
they are, and finds those of one thing among millions without reading the others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from sys import intern
from types import MappingProxyType
from typing import NamedTuple

from memorial_kg.catalogue.indexing import write_indexes
from memorial_kg.export.nodes import thing_of
from memorial_kg.export.sorted_lines import in_default_graph
from memorial_kg.ontology import Ontology
from memorial_kg.terms import RDFS_LABEL, Literal, parse_term, unwrap

__all__ = ["build_catalogue", "name_of"]


# A thing is known by its name: its IRI without the base (`memorial/tr-usak`), or, outside the base, its whole IRI.
_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE thing (name TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE line (number INTEGER PRIMARY KEY, thing TEXT NOT NULL, line TEXT NOT NULL);
CREATE TABLE profile (number INTEGER PRIMARY KEY, profile TEXT NOT NULL, thing TEXT NOT NULL, line TEXT NOT NULL);
CREATE TABLE mention (
  object TEXT NOT NULL, predicate TEXT NOT NULL, thing TEXT NOT NULL, line INTEGER NOT NULL,
  PRIMARY KEY (object, predicate, thing, line)
) WITHOUT ROWID;
CREATE TABLE label (iri TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (iri, language, text)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX thing_kind ON thing (kind, name);
CREATE INDEX line_thing ON line (thing, number);
CREATE INDEX profile_thing ON profile (thing, profile, number);
"""
# Nobody reads the file before it is whole. What is mentioned comes in the order of those who mention it: it waits in a
# file of its own until it is sorted, since each row would go to another page of a table that memory does not hold.
_SETTINGS = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -32000;
PRAGMA temp_store = FILE;
CREATE TEMP TABLE mentioned (object TEXT, predicate TEXT, thing TEXT, line INTEGER);
"""
_BATCH = 5_000
_NOTHING: Mapping[str, Iterable[str]] = MappingProxyType({})


def build_catalogue(
    lines: Iterable[str], path: Path, *, base: str, ontology: Ontology, profiles: Mapping[str, Iterable[str]] = _NOTHING
) -> None:
    """Write the catalogue of a dataset: `lines` are its quads as sorted lines of N-Quads, and so are the profiles'.

    The same lines give the same bytes.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as made:
        made.executescript(f"{_SETTINGS}{_TABLES}")
        made.execute("BEGIN")
        made.execute("INSERT INTO about VALUES ('base', ?)", [base])
        for rows in _batches(lines, base, ontology):
            _add(made, rows)
        made.execute("INSERT INTO mention SELECT * FROM mentioned ORDER BY object, predicate, thing, line")
        for profile, written in profiles.items():
            told = ((profile, name_of(line.partition(" ")[0][1:-1], base), line) for line in written)
            made.executemany("INSERT INTO profile (profile, thing, line) VALUES (?, ?, ?)", told)
        made.execute("COMMIT")
        made.executescript(_INDEXES)
        write_indexes(made, base, ontology)
        made.executescript("ANALYZE")


def name_of(iri_: str, base: str) -> str:
    """The name of the thing that an IRI is, or is a part of.

    >>> name_of("https://a.example/memorial/x#inauguration", "https://a.example/")
    'memorial/x'
    """
    return thing_of(iri_).removeprefix(base)


class _Rows(NamedTuple):
    """Rows of the tables, to be inserted together."""

    things: list[tuple[str, str]]
    lines: list[tuple[int, str, str]]
    mentions: list[tuple[str, str, str, int]]
    labels: list[tuple[str, str, str]]


def _batches(lines: Iterable[str], base: str, ontology: Ontology) -> Iterator[_Rows]:
    """The rows of sorted lines, whose terms are one space apart, some thousand lines at a time."""
    vocabulary = ontology.prefixes["mkg"].rstrip("#")
    rows = _Rows([], [], [], [])
    before = name = ""
    for number, line in enumerate(lines, 1):
        subject, predicate, rest = line.split(" ", 2)
        if subject != before:
            before, name = subject, name_of(unwrap(subject), base)
            rows.things.append((name, name.partition("/")[0] if ":" not in name else ""))
        rows.lines.append((number, name, line))
        if rest[0] == "<":
            other = thing_of(rest[1 : rest.index(">")])
            if other != vocabulary and (mentioned := other.removeprefix(base)) != name:
                rows.mentions.append((mentioned, intern(predicate[1:-1]), name, number))
        elif predicate == RDFS_LABEL and in_default_graph(line) and isinstance(words := parse_term(rest[:-2]), Literal):
            rows.labels.append((unwrap(subject), words.language, words.text))
        if len(rows.lines) == _BATCH:
            yield rows
            rows = _Rows([], [], [], [])
    yield rows


def _add(made: sqlite3.Connection, rows: _Rows) -> None:
    made.executemany("INSERT OR IGNORE INTO thing VALUES (?, ?)", rows.things)
    made.executemany("INSERT INTO line VALUES (?, ?, ?)", rows.lines)
    made.executemany("INSERT INTO mentioned VALUES (?, ?, ?, ?)", rows.mentions)
    made.executemany("INSERT OR IGNORE INTO label VALUES (?, ?, ?)", rows.labels)

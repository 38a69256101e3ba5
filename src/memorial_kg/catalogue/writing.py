"""Writes the catalogue: each line of the dataset under its thing, what mentions what, and labels.

The store answers SPARQL, but is lossy (`1.10` becomes `1.1`, `en-GB` becomes `en-gb`); the catalogue keeps the lines as
they are, and finds those of one thing among millions without reading the others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

from memorial_kg.catalogue.indexing import write_indexes
from memorial_kg.export.nodes import thing_of
from memorial_kg.ontology import Ontology
from memorial_kg.terms import RDFS_LABEL, Literal, parse_line, parse_term, unwrap

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
_BATCH = 5_000
_NOTHING: Mapping[str, Iterable[str]] = MappingProxyType({})


def build_catalogue(
    lines: Iterable[str], path: Path, *, base: str, ontology: Ontology, profiles: Mapping[str, Iterable[str]] = _NOTHING
) -> None:
    """Write the catalogue of a dataset: `lines` are its quads as sorted lines of N-Quads, and so are the profiles'.

    The same lines give the same bytes.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as made:
        made.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
        made.execute("BEGIN")
        made.execute("INSERT INTO about VALUES ('base', ?)", [base])
        for batch in _batches(lines):
            _add(made, batch, base, ontology)
        for profile, written in profiles.items():
            rows = ((profile, name_of(line.partition(" ")[0][1:-1], base), line) for line in written)
            made.executemany("INSERT INTO profile (profile, thing, line) VALUES (?, ?, ?)", rows)
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


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _add(made: sqlite3.Connection, batch: list[str], base: str, ontology: Ontology) -> None:
    last = made.execute("SELECT coalesce(max(number), 0) FROM line").fetchone()[0]
    vocabulary = ontology.prefixes["mkg"].rstrip("#")
    things, kept, mentions, labels = set(), [], [], []
    for number, line in enumerate(batch, last + 1):
        quad = parse_line(line)
        name = name_of(unwrap(quad.subject), base)
        kept.append((number, name, line))
        things.add((name, name.partition("/")[0] if ":" not in name else ""))
        if quad.object.startswith("<"):
            other = unwrap(quad.object)
            if name_of(other, base) != name and thing_of(other) != vocabulary:
                mentions.append((name_of(other, base), unwrap(quad.predicate), name, number))
        elif not quad.graph and quad.predicate == RDFS_LABEL and isinstance(words := parse_term(quad.object), Literal):
            labels.append((unwrap(quad.subject), words.language, words.text))
    made.executemany("INSERT OR IGNORE INTO thing VALUES (?, ?)", sorted(things))
    made.executemany("INSERT INTO line VALUES (?, ?, ?)", kept)
    made.executemany("INSERT INTO mention VALUES (?, ?, ?, ?)", mentions)
    made.executemany("INSERT OR IGNORE INTO label VALUES (?, ?, ?)", labels)

"""Finds the few things that a text may mean among any number of them: by the words that tell most, however misspelt.

Not all words have to fit, unlike in a search. Words that thousands of things have are only used where there are no
others, so the cost grows with what the rarest words have, and not with the catalogue.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from memorial_kg.catalogue.folding import forms
from memorial_kg.catalogue.texts import WEIGHTS

__all__ = ["near", "pieces"]

_LONGEST = 300  # characters that are read
_MOST = 24  # words that are read, with their other forms
_COMMON = 2_000  # things that have a word which tells little
_LOOKED_AT = 5_000  # things that are ranked where all words are common
_PIECE = 3  # letters of a piece of a word, as the index `spelt` has them
_PIECES = 16  # pieces of misspelt words that are looked for: the rarest
_COMMON_PIECE = 10_000
_VOCABULARIES = """
CREATE VIRTUAL TABLE IF NOT EXISTS temp.found_words USING fts5vocab(main, found, row);
CREATE VIRTUAL TABLE IF NOT EXISTS temp.spelt_pieces USING fts5vocab(main, spelt, row);
"""


def near(connection: sqlite3.Connection, text: str, kinds: Collection[str], limit: int) -> list[str]:
    """The names of things of some kinds that a text may mean: those that its words find, then those spelt alike."""
    connection.executescript(_VOCABULARIES)
    wanted = [*dict.fromkeys(forms(text[:_LONGEST]).split())][:_MOST]
    counts = {word: _count(connection, "found_words", word) for word in wanted}
    telling = [word for word, count in counts.items() if 0 < count <= _COMMON]
    common = [word for word, count in counts.items() if count > _COMMON]
    unknown = [word for word, count in counts.items() if not count]
    found: list[str] = []
    if telling:
        found += _ranked(connection, " OR ".join(f'"{word}"' for word in telling), kinds, limit)
    elif common:
        found += _ranked(connection, " AND ".join(f'"{word}"' for word in common), kinds, limit)
    if unknown or not found:
        found += _spelt(connection, unknown or wanted, kinds, limit)
    return [*dict.fromkeys(found)]


def _count(connection: sqlite3.Connection, table: str, term: str) -> int:
    """How many things have a word, or a piece of one."""
    row = connection.execute(f"SELECT doc FROM temp.{table} WHERE term = ?", [term]).fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def _ranked(connection: sqlite3.Connection, matching: str, kinds: Collection[str], limit: int) -> list[str]:
    """The best by the weights of the fields, among the first thousands that fit."""
    query = (
        "SELECT thing FROM (SELECT thing, bm25(found, "  # noqa: S608 - our own words
        f"{WEIGHTS}) AS rank FROM found JOIN searched ON searched.number = found.rowid "
        f"WHERE found MATCH ? AND kind IN ({_marks(kinds)}) LIMIT {_LOOKED_AT}) ORDER BY rank, thing LIMIT ?"
    )
    return [str(name) for (name,) in connection.execute(query, [matching, *kinds, limit])]


def _spelt(connection: sqlite3.Connection, wanted: list[str], kinds: Collection[str], limit: int) -> list[str]:
    """Those whose names have the rarest pieces of the words."""
    every = {piece for word in wanted for piece in pieces(word)}
    counts = sorted((_count(connection, "spelt_pieces", piece), piece) for piece in every)
    rare = [piece for count, piece in counts if 0 < count <= _COMMON_PIECE][:_PIECES]
    if not rare:
        return []
    query = (
        "SELECT thing FROM spelt JOIN searched ON searched.number = spelt.rowid "  # noqa: S608 - only question marks
        f"WHERE spelt MATCH ? AND kind IN ({_marks(kinds)}) ORDER BY bm25(spelt), thing LIMIT ?"
    )
    matching = " OR ".join(f'"{piece}"' for piece in rare)
    return [str(name) for (name,) in connection.execute(query, [matching, *kinds, limit])]


def pieces(word: str) -> list[str]:
    """The pieces of a word by which it is found in the middle of another one, or misspelt; none of a short one."""
    return [word[at : at + _PIECE] for at in range(len(word) - _PIECE + 1)]


def _marks(kinds: Collection[str]) -> str:
    return ", ".join("?" * len(kinds))

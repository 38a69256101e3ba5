"""Reads the catalogue of a built graph: everything that is said of one thing, and everything that mentions it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Self
from urllib.parse import quote

from memorial_kg.built import CATALOGUE
from memorial_kg.catalogue.browsing import Browser
from memorial_kg.catalogue.search import Searcher
from memorial_kg.catalogue.writing import name_of
from memorial_kg.errors import InputError
from memorial_kg.terms import Quad

__all__ = ["Catalogue", "open_catalogue"]

_STEPS = 20_000  # instructions of SQLite between two looks at the clock: a few milliseconds


def open_catalogue(folder: Path) -> Catalogue:
    """Open the catalogue in the folder of a built graph, to be read by one thread.

    Raises InputError when there is none.
    """
    path = folder / CATALOGUE
    if not path.is_file():
        raise InputError(f"{folder}: there is no catalogue of a built graph here; run `memorial-kg build` again")
    # The folder is replaced as a whole, so the file never changes under a reader.
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    return Catalogue(sqlite3.connect(address, uri=True))


# Quads that are kept parsed, some 30 MB of them: the pages of many things name the same country, event and sources.
_HELD = 50_000


def quad_of(line: str) -> Quad:
    """The quad of a line of ours, whose terms are one space apart: faster than to read anybody's line.

    What follows the last ` <` is the name of the graph, unless it holds a quotation mark: then it is inside a text.
    """
    subject, predicate, rest = line.split(" ", 2)
    rest = rest[:-2]
    cut = rest.rfind(" <")
    if cut < 0 or '"' in rest[cut:]:
        return Quad(subject, predicate, rest)
    return Quad(subject, predicate, rest[:cut], rest[cut + 1 :])


class Catalogue:
    """The dataset by thing. A thing is known by its name: `memorial/tr-usak`, or, outside the base, its whole IRI.

    It is used by one thread; close it, or use it in a `with`.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        self._recent: dict[str, tuple[Quad, ...]] = {}
        self._held = 0

    def __enter__(self) -> Self:
        """Stay open until the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._sql.close()

    def give_up_after(self, seconds: float, unwanted: Callable[[], bool] = lambda: False) -> None:
        """From now on, give up what takes longer than so many seconds in all, or what nobody wants any more.

        SQLite raises OperationalError then.
        """
        end = time.monotonic() + seconds
        self._sql.set_progress_handler(lambda: time.monotonic() > end or unwanted(), _STEPS)

    @cached_property
    def browse(self) -> Browser:
        """Memorials and proposals by facets."""
        return Browser(self._sql)

    @cached_property
    def words(self) -> Searcher:
        """Things by words."""
        return Searcher(self._sql)

    @cached_property
    def base(self) -> str:
        """The IRI that the names of all our things are to be put after."""
        return str(self._sql.execute("SELECT value FROM about WHERE name = 'base'").fetchone()[0])

    def iri(self, name: str) -> str:
        """The IRI of a thing, or of a part of one."""
        return name if ":" in name else self.base + name

    def name(self, iri: str) -> str:
        """The name of the thing that an IRI is, or is a part of."""
        return name_of(iri, self.base)

    # -- things --------------------------------------------------------------------------------------------------------

    @cached_property
    def kinds(self) -> dict[str, int]:
        """How many things there are of each kind: `{"memorial": 14, …}`; things outside the base are left out."""
        rows = self._sql.execute("SELECT kind, count(*) FROM thing WHERE kind <> '' GROUP BY kind ORDER BY kind")
        return {str(kind): int(count) for kind, count in rows}

    def things(self, kind: str, *, after: str = "", limit: int = -1) -> Iterator[str]:
        """The names of all things of a kind, sorted by code point; `after` one of them, and at most `limit`."""
        with closing(self._sql.cursor()) as cursor:
            query = "SELECT name FROM thing WHERE kind = ? AND name > ? ORDER BY name LIMIT ?"
            for (name,) in cursor.execute(query, [kind, after, limit]):
                yield str(name)

    def __contains__(self, name: object) -> bool:
        """Tell whether anything is said of a thing of this name."""
        return self._sql.execute("SELECT 1 FROM thing WHERE name = ?", [name]).fetchone() is not None

    # -- what is said --------------------------------------------------------------------------------------------------

    def lines(self, name: str, profile: str = "") -> list[str]:
        """The lines of N-Quads whose subject is a thing or a part of it, in all graphs, sorted."""
        table, also = ("profile", " AND profile = ?") if profile else ("line", "")
        query = f"SELECT line FROM {table} WHERE thing = ?{also} ORDER BY number"  # noqa: S608 - our own two words
        return [str(line) for (line,) in self._sql.execute(query, [name, *([profile] if profile else [])])]

    def quads(self, name: str) -> tuple[Quad, ...]:
        """What is said of a thing and its parts, in all graphs. Those last asked for are at hand."""
        found = self._recent.pop(name, None)
        if found is None:
            found = tuple(map(quad_of, self.lines(name)))
            self._held += len(found)
            while self._held > _HELD and self._recent:
                self._held -= len(self._recent.pop(next(iter(self._recent))))
        self._recent[name] = found  # the last of the dictionary is the one that is given up last
        return found

    def mentions(
        self, name: str, *, predicate: str = "", kind: str = "", limit: int = -1, offset: int = 0
    ) -> Iterator[Quad]:
        """What other things say of a thing or its parts: the quads whose object it is, sorted by predicate and subject.

        `predicate` is an IRI; `kind` is that of the things that speak; both are free when empty.
        """
        query = (
            "SELECT line.line FROM mention JOIN line ON line.number = mention.line WHERE object = ? "
            "AND (? = '' OR predicate = ?) AND (? = '' OR mention.thing GLOB ?) "
            "ORDER BY predicate, mention.thing, mention.line LIMIT ? OFFSET ?"
        )
        given = [name, predicate, predicate, kind, f"{kind}/*", limit, offset]
        with closing(self._sql.cursor()) as cursor:
            for (line,) in cursor.execute(query, given):
                yield quad_of(line)

    # -- labels --------------------------------------------------------------------------------------------------------

    def labels(self, name: str) -> list[tuple[str, str]]:
        """The labels of a thing, or of an IRI, in the reconciled graph: language tag ("" for none), and text."""
        rows = self._sql.execute("SELECT language, text FROM label WHERE iri = ?", [self.iri(name)])
        return [(str(language), str(text)) for language, text in rows]

    def label(self, name: str, language: str = "en") -> tuple[str, str] | None:
        """The best label for a reader of a language: its own, English, one without a language, or the first."""
        found = self.labels(name)
        order = (language, "en", "")
        return min(found, key=lambda each: order.index(each[0]) if each[0] in order else len(order), default=None)

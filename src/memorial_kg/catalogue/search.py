"""Finds things by words: names before texts, beginnings of words, parts of names, and names that are misspelt."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from memorial_kg.catalogue.excerpts import Part, excerpt
from memorial_kg.catalogue.folding import forms
from memorial_kg.catalogue.nearness import near, pieces
from memorial_kg.catalogue.searchbox import Wanted, read_query
from memorial_kg.catalogue.texts import SEARCHED, WEIGHTS, Text

__all__ = ["MOST", "Found", "Hit", "Match", "Searcher"]

MOST = 200  # hits that can be reached by paging
_WHERE = 3  # fields that are shown for a hit
_IN_NAMES = "{{name other}} : ({})"
_FEW = 3  # with fewer exact hits, parts of names and misspelt ones are looked for
_CANDIDATES = 300
_ALIKE = 0.5  # what two words have to have in common to be one, misspelt; 1 is everything


class Match(NamedTuple):
    """Where a thing was matched: the field, the language of the text, and a piece of it in parts."""

    field: str
    language: str
    parts: list[Part]


class Hit(NamedTuple):
    """A thing that was found; `alike` if only something like the words was found in its name."""

    name: str
    kind: str
    alike: bool
    matches: list[Match]


class Found(NamedTuple):
    """Some hits, the best first, how many there are, and how many of each kind."""

    hits: list[Hit]
    total: int
    kinds: Mapping[str, int]


class Searcher:
    """The full-text search of a catalogue, to be used by one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def search(self, query: str, *, kind: str = "", limit: int = 20, offset: int = 0) -> Found:
        """What fits a query, whatever is typed; without a word in it, nothing."""
        wanted = read_query(query)
        matching = wanted.matching()
        if not matching:
            return Found([], 0, {})
        kinds = self._kinds(matching)
        ranked = self._ranked(matching, kind)
        also = (
            []
            if wanted.phrases or sum(kinds.values()) >= _FEW
            else self._alike(wanted, {number for number, *_ in ranked})
        )
        kinds += Counter(each for _, _, each in also)
        every = [(number, name, of, False) for number, name, of in ranked]
        every += [(number, name, of, True) for number, name, of in also if kind in ("", of)]
        total = kinds[kind] if kind else sum(kinds.values())
        page = every[max(0, offset) :][: max(0, limit)]
        hits = [Hit(name, of, alike, self._matches(number, wanted, alike)) for number, name, of, alike in page]
        return Found(hits, total, {each: kinds[each] for each in SEARCHED if kinds[each]})

    def suggest(self, query: str, *, kind: str = "", limit: int = 10) -> list[tuple[str, str]]:
        """Names of things, and the texts of their names, that begin as the query does."""
        matching = read_query(query).matching()
        if not matching:
            return []
        found = self._ranked(_IN_NAMES.format(matching), kind, limit)
        texts = "SELECT text FROM text WHERE thing = ? ORDER BY number LIMIT 1"
        return [(name, str(self._sql.execute(texts, [number]).fetchone()[0])) for number, name, _ in found]

    def near(self, text: str, kinds: Collection[str] = SEARCHED, limit: int = 50) -> list[str]:
        """The names of the few things that a text may mean, not all of whose words have to fit."""
        return near(self._sql, text, kinds, limit)

    def texts(self, name: str) -> list[Text]:
        """Every text by which a thing is found."""
        query = (
            "SELECT field, language, text FROM text "
            "WHERE thing = (SELECT number FROM searched WHERE thing = ?) ORDER BY number"
        )
        return [Text(*row) for row in self._sql.execute(query, [name])]

    # -- exactly -------------------------------------------------------------------------------------------------------

    def _kinds(self, matching: str) -> Counter[str]:
        query = (
            "SELECT kind, count(*) FROM found JOIN searched ON searched.number = found.rowid "
            "WHERE found MATCH ? GROUP BY kind"
        )
        return Counter(dict(self._sql.execute(query, [matching])))

    def _ranked(self, matching: str, kind: str, limit: int = MOST) -> list[tuple[int, str, str]]:
        """What fits, first what fits by its names alone; where many do, nothing else is looked at."""
        query = (
            "SELECT searched.number, thing, kind FROM found JOIN searched ON searched.number = found.rowid "  # noqa: S608
            f"WHERE found MATCH ? AND (? = '' OR kind = ?) ORDER BY bm25(found, {WEIGHTS}), found.rowid LIMIT ?"
        )
        named = [*self._sql.execute(query, [_IN_NAMES.format(matching), kind, kind, limit])]
        if len(named) == limit:
            return named
        known = {number for number, *_ in named}
        others = self._sql.execute(query, [matching, kind, kind, limit])
        return [*named, *(each for each in others if each[0] not in known)][:limit]

    # -- nearly --------------------------------------------------------------------------------------------------------

    def _alike(self, wanted: Wanted, known: set[int]) -> list[tuple[int, str, str]]:
        """Things with a name of which each word is a part, or which it may be meant to be, the likeliest first."""
        sought = {word: cut for word in wanted.every if (cut := pieces(word))}
        if not sought:
            return []
        query = (
            "SELECT searched.number, thing, kind FROM spelt JOIN searched ON searched.number = spelt.rowid "
            "WHERE spelt MATCH ? ORDER BY bm25(spelt), searched.number LIMIT ?"
        )
        every = dict.fromkeys(piece for cut in sought.values() for piece in cut)
        matching = " OR ".join(f'"{piece}"' for piece in every)
        found = []
        for number, name, kind in self._sql.execute(query, [matching, _CANDIDATES]):
            score = min(max(_alike(word, mine) for mine in self._names(number)) for word in sought)
            if number not in known and score >= _ALIKE:
                found.append((-score, number, name, kind))
        return [(number, name, kind) for _, number, name, kind in sorted(found)]

    def _names(self, number: int) -> list[str]:
        """The words of the names of a thing, folded."""
        query = "SELECT text FROM text WHERE thing = ? AND field IN ('name', 'other')"
        return [word for (text,) in self._sql.execute(query, [number]) for word in forms(text).split()] or [""]

    # -- where ---------------------------------------------------------------------------------------------------------

    def _matches(self, number: int, wanted: Wanted, alike: bool) -> list[Match]:
        """The texts that hold most of the words, the weightier field first, one for each field."""
        query = "SELECT field, language, text FROM text WHERE thing = ? ORDER BY number"
        best: dict[str, tuple[int, Match]] = {}
        for field, language, text in self._sql.execute(query, [number]):
            sought = _meant(text, wanted.every) if alike else wanted.every
            parts, met = excerpt(text, sought)
            if met and (field not in best or met > best[field][0]):
                best[field] = met, Match(field, language, parts)
        return [match for _, match in best.values()][:_WHERE]


def _meant(text: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """The words of a text that may be meant."""
    return tuple(mine for mine in forms(text).split() if any(_alike(word, mine) >= _ALIKE for word in wanted))


def _alike(word: str, other: str) -> float:
    """How alike two words are, from 0 to 1: what share of their pairs of letters they have in common.

    >>> _alike("sarajewo", "sarajevo") > 0.5 > _alike("berlin", "denizli"), _alike("rajev", "sarajevo")
    (True, 1.0)
    """
    if word in other:
        return 1.0
    mine, others = (Counter(zip(f"^{each}", f"{each}$", strict=True)) for each in (word, other))
    return 2 * (mine & others).total() / (mine.total() + others.total())

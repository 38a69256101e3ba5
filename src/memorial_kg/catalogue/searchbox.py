"""Reads what somebody typed into a search box. Whatever it is, it is words; it never reaches a language of queries."""

from __future__ import annotations

import re
from typing import NamedTuple

from memorial_kg.catalogue.folding import folded, words

__all__ = ["Wanted", "read_query"]

_LONGEST = 300  # characters that are read
_MOST = 12  # words that are read
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')


class Wanted(NamedTuple):
    """The folded words of a query, and those in quotation marks, which stand next to each other."""

    words: tuple[str, ...]
    phrases: tuple[str, ...]

    @property
    def every(self) -> tuple[str, ...]:
        """All words, also those of the phrases."""
        return tuple(dict.fromkeys([*self.words, *(word for phrase in self.phrases for word in phrase.split())]))

    def matching(self) -> str:
        """The query for the full-text index: all words, each the beginning of one. Only folded words are in it."""
        parts = [f'"{phrase}"' for phrase in self.phrases] + [f'"{word}"*' for word in self.words]
        return " AND ".join(parts)


def read_query(text: str) -> Wanted:
    """The words of a query, folded, at most a dozen.

    >>> read_query('Uşak "İlham Aliyev"')
    Wanted(words=('usak',), phrases=('ilham aliyev',))
    """
    short = text[:_LONGEST]
    phrases = [phrase for quoted in _QUOTED.findall(short) if (phrase := folded(quoted))]
    single = words(_QUOTED.sub(" ", short))
    return Wanted(tuple(dict.fromkeys(single))[:_MOST], tuple(dict.fromkeys(phrases))[:_MOST])

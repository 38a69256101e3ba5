"""The words of columns and cells in ten languages: what a column is called, a language, a kind, an empty cell."""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from memorial_kg.sources.crosswalk.proposing.profiles import Column, words_of_name
from memorial_kg.values import fold

__all__ = ["Language", "kind_named", "language_of", "null_words", "role_of"]

_WHOLE: Final = 100
_SHORTEST_PART: Final = 3  # letters of a word that counts inside a longer name: `no` and `il` are too common
_FEWEST_WORDS: Final = 12
_CLEARLY: Final = 1.5


class Language(NamedTuple):
    """The language of a source's texts, and how it was told; `und` where it cannot be."""

    tag: str
    why: str


@functools.cache
def _tables() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


@functools.cache
def _roles() -> dict[tuple[str, ...], list[tuple[int, str]]]:
    """Each phrase and the roles that it names, those further up first."""
    found: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for place, (role, phrases) in enumerate(_tables()["roles"].items()):
        for phrase in phrases:
            found.setdefault(words_of_name(phrase), []).append((place, role))
    return found


def role_of(column: Column) -> tuple[int, str]:
    """What a column's name says that it holds, and how surely; "" if it says nothing that is known."""
    name = column.name.rpartition(".")[2] if column.nested else column.name
    words = words_of_name(name)
    if _is_about_something_else(words):
        return 0, ""
    scored = [
        (_score(words, start, end), -place, role)
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        for place, role in _roles().get(words[start:end], ())
        if end - start == len(words) or (":" not in name and (end - start > 1 or len(words[start]) >= _SHORTEST_PART))
    ]
    score, _, role = max(scored, default=(0, 0, ""))
    return score, "" if role == "nothing" else role


def _is_about_something_else(words: tuple[str, ...]) -> bool:
    """Whether a name ends in a word such as gender or accuracy, whatever stands before it."""
    names = [role for end in range(len(words)) for _, role in _roles().get(words[end:], ())]
    return "nothing" in names and (words not in _roles() or _roles()[words][0][1] == "nothing")


def _score(words: tuple[str, ...], start: int, end: int) -> int:
    if end - start == len(words):
        return _WHOLE
    at_an_end = start == 0 or end == len(words)
    return 10 * (end - start) + (5 if at_an_end else 0) - (len(words) - (end - start))


@functools.cache
def null_words() -> frozenset[str]:
    """What stands in cells that say nothing, in small letters."""
    return frozenset(_tables()["nulls"]["words"])


@functools.cache
def _kinds() -> dict[str, str]:
    return {fold(word): kind for kind, words in _tables()["kinds"].items() for word in words}


def kind_named(word: str) -> str:
    """The kind of thing that a word of a cell names; "" if it is not known."""
    return _kinds().get(fold(word), "")


def language_of(texts: Iterable[str]) -> Language:
    """The language of texts by its small words, where one has clearly the most."""
    counts: Counter[str] = Counter()
    small = {language: frozenset(words) for language, words in _tables()["languages"].items()}
    for text in texts:
        words = [word.strip(".,;:!?()\"'") for word in text.lower().split()]
        if len(words) > 2:
            for language, known in small.items():
                counts[language] += sum(word in known for word in words)
    (first, most), (second, next_most) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    if most >= _FEWEST_WORDS and most >= _CLEARLY * next_most:
        beside = f", {next_most:,} of {second}" if next_most else ""
        return Language(first, f"{most:,} small words of its texts are of the language {first}{beside}")
    return Language("und", "its texts do not show their language: write it, such as en or pt")

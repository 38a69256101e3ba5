"""The words and signs of sizes: units, dimensions, and a text taken apart into them."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from typing import Any, Final, NamedTuple

from memorial_kg.values.written_words import word_key

__all__ = ["Piece", "pieces_of", "short_dimension"]

_SIGNS: Final = str.maketrans("’‘′´`”“″„×✕–—−‑Øø", "'''''\"\"\"\"xx----⌀⌀")
_PIECE: Final = (
    r"(?P<number>(?:[0-9]+(?:\s+|-))?[0-9]+\s*/\s*[0-9]+|(?:[0-9]+\s*)?[¼½¾⅓⅔⅛⅜⅝⅞⅙⅚⅕⅖⅗⅘]|[.,]?[0-9]+(?:[.,][0-9]+)*)"
    r"|(?P<inch>\"+|'')|(?P<foot>')|(?P<word>[^\W\d_]+|⌀)|(?P<sign>[^\s.])"
)
# Feet and inches have letters of their own, since they stand together as one size.
_UNIT_LETTERS: Final = {"ft": "f", "in": "i"}
_ROWS: Final = {"about": "C", "times": "x", "void": "", "whole": "W", "each": "E", "and": "&", "part": "O"}
_UNKNOWN: Final = "!"
_OF_TWO_MEANINGS: Final = "2"


class Piece(NamedTuple):
    """A piece of a text: the letter of its kind, what it stands for, and how it was written."""

    letter: str
    value: str
    text: str


@functools.cache
def _tables() -> dict[str, dict[str, Any]]:
    import tomllib
    from pathlib import Path

    return tomllib.loads(Path(__file__).with_name("written_measures.toml").read_text(encoding="utf-8"))


@functools.cache
def _words() -> dict[str, tuple[str, str]]:
    """Each word's letter and what it stands for; one that stands for two things fits in no size."""
    meanings: dict[str, set[tuple[str, str]]] = {}
    for word, meaning in _stated():
        meanings.setdefault(word_key(word), set()).add(meaning)
    return {word: found.pop() if len(found) == 1 else (_OF_TWO_MEANINGS, "") for word, found in meanings.items()}


def _stated() -> Iterator[tuple[str, tuple[str, str]]]:
    tables = _tables()
    for symbol, words in tables["units"].items():
        yield from ((word, (_UNIT_LETTERS.get(symbol, "u"), symbol)) for word in words)
    for dimension, words in tables["dimensions"].items():
        yield from ((word, ("D", dimension)) for word in words)
    yield from ((letter, ("D", letter)) for letter in tables["short"])
    for row, letter in _ROWS.items():
        yield from ((word, (letter, "")) for word in tables[row]["words"])


def pieces_of(text: str) -> list[Piece]:
    """Take a text apart; a word that is not known has the letter `!`, and a point says nothing."""
    pieces: list[Piece] = []
    for found in re.finditer(_PIECE, text.translate(_SIGNS)):
        stated = found[0]
        if found["number"]:
            pieces.append(Piece("n", stated, stated))
        elif found["inch"]:
            pieces.append(Piece("i", "in", stated))
        elif found["foot"]:
            pieces.append(Piece("f", "ft", stated))
        elif found["word"]:
            pieces += _word(stated)
        else:
            pieces.append(Piece("C" if stated == "~" else stated, "", stated))
    return pieces


def _word(stated: str) -> list[Piece]:
    words = _words()
    known = words.get(word_key(stated))
    if known is None and re.fullmatch("[a-zA-Z](?:[xX][a-zA-Z])+", stated) and set(stated[::2].lower()) <= words.keys():
        return [piece for letter in stated for piece in _word(letter)]  # HxWxD
    if known is None:
        return [Piece(_UNKNOWN, "", stated)]
    return [Piece(*known, stated)] if known[0] else []


def short_dimension(dimension: str, named: Collection[str]) -> str:
    """What D and L mean beside the other dimensions named; "" if that leaves a doubt, and any other word is itself."""
    short = _tables()["short"].get(dimension)
    if short is None:
        return dimension
    return str(short["means"]) if set(short["beside"]) & {*named, *map(_certainly, named)} else ""


def _certainly(dimension: str) -> str:
    short = _tables()["short"].get(dimension)
    return str(short["means"]) if short else dimension

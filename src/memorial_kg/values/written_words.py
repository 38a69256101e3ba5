"""The words of dates in the languages that a source declares, and a text taken apart into them.

Nothing of another language than those declared is known: `yaz` is summer in Turkish and spring in Azerbaijani.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from memorial_kg.values.texts import fold, nfc

__all__ = ["Meaning", "Token", "Words", "languages_of_dates", "tokens_of", "word_key", "words_of"]

_ANY: Final = "*"
_SEASONS: Final = {"spring": "21", "summer": "22", "autumn": "23", "winter": "24"}

# Each kind of word has a letter, so that the shape of a whole text is a short string that a pattern can match.
_LETTERS: Final = {
    "about": "C", "perhaps": "U", "before": "B", "after": "A", "earlier": "b", "later": "a", "until": "u", "to": "T",
    "from": "F", "between": "K", "and": "&", "now": "P", "decade": "D", "years": "L", "century": "c",
    "century_before": "k", "void": "x",
}  # fmt: skip
# What is written onto a number: the letter, and of how many digits the number may be.
_ENDINGS: Final = {"ordinal_endings": ("x", (1, 2)), "year_endings": ("x", (4,)), "decade_endings": ("d", (2, 4))}

_ROMAN: Final = "(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})"
_ROMAN_DIGITS: Final = {"I": 1, "V": 5, "X": 10}
_PIECE: Final = r"(?P<number>[0-9]+)|(?P<word>[^\W\d_]+)|[^\w\s]|_"
_ENDING: Final = r"['-]?([^\W\d_]+)"
_LATIN: Final = "[\\x00-\u024f\u0259\u018f\u0300-\u036f\u1e00-\u1eff]+"
# One letter for a number by how many digits it has; no date has a number of another length.
_NUMBERS: Final = {1: "N", 2: "N", 4: "Y", 8: "E"}
_UNKNOWN: Final = "!"


class Meaning(NamedTuple):
    """One thing that a piece of a text can mean: the letter of its kind, and its value."""

    letter: str
    value: str


class Token(NamedTuple):
    """A piece of a text and everything that it can mean in the languages declared."""

    text: str
    meanings: tuple[Meaning, ...]

    @property
    def unknown(self) -> bool:
        """Whether no language declared knows this word."""
        return self.meanings[0].letter == _UNKNOWN


@dataclass(frozen=True)
class Words:
    """The words of some languages: by their folded words, and by what is written onto a number of so many digits."""

    phrases: Mapping[tuple[str, ...], tuple[Meaning, ...]]
    endings: Mapping[tuple[str, int], tuple[Meaning, ...]]
    none: frozenset[str]
    longest: int


@functools.cache
def _tables() -> dict[str, dict[str, Any]]:
    import tomllib
    from pathlib import Path

    return tomllib.loads(Path(__file__).with_name("written_dates.toml").read_text(encoding="utf-8"))


def languages_of_dates() -> frozenset[str]:
    """The languages whose words of dates are known here."""
    return frozenset(_tables()) - {_ANY}


@functools.lru_cache(64)
def words_of(languages: tuple[str, ...]) -> Words:
    """Gather the words of some languages, each given as a BCP 47 tag."""
    phrases: dict[tuple[str, ...], dict[Meaning, None]] = {}
    endings: dict[tuple[str, int], dict[Meaning, None]] = {}
    none: set[str] = set()
    for language in (_ANY, *languages):
        table = _table(language)
        none.update(map(fold, table.get("none", ())))
        for word, meaning in _meanings(table):
            phrases.setdefault(tuple(map(word_key, word.split())), {})[meaning] = None
        for kind, (letter, lengths) in _ENDINGS.items():
            for ending in table.get(kind, ()):
                for length in lengths:
                    endings.setdefault((word_key(ending), length), {})[Meaning(letter, "")] = None
    return Words(
        {words: tuple(found) for words, found in phrases.items()},
        {ending: tuple(found) for ending, found in endings.items()},
        frozenset(none),
        max(map(len, phrases)),
    )


def _table(language: str) -> dict[str, Any]:
    """The words of a language; none of one that is not known here, whose dates in digits can be read all the same."""
    return _tables().get(language if language == _ANY else language.partition("-")[0].lower(), {})


def _meanings(table: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    for number, names in enumerate(table.get("months", ()), start=1):
        yield from ((name, Meaning("M", f"{number:02}")) for name in names)
    for season, code in _SEASONS.items():
        yield from ((name, Meaning("S", code)) for name in table.get(season, ()))
    for kind, letter in _LETTERS.items():
        yield from ((name, Meaning(letter, "")) for name in table.get(kind, ()))


def word_key(word: str) -> str:
    """A word for comparing; Cyrillic words stay Cyrillic, since the Russian до is not the Portuguese do."""
    return fold(word) if re.fullmatch(_LATIN, word) else nfc(word).casefold()


def tokens_of(text: str, words: Words) -> list[Token]:
    """Take a text apart; what no language declared knows is a token of its own that fits no form of a date."""
    pieces = list(re.finditer(_PIECE, text))
    tokens: list[Token] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if ending := _ending(pieces, at, words):
            taken, token = ending
        elif piece["word"]:
            taken, token = _phrase(pieces, at, words)
        elif piece["number"]:
            taken, token = 1, Token(piece[0], (Meaning(_NUMBERS.get(len(piece[0]), _UNKNOWN), piece[0]),))
        else:
            taken, token = 1, Token(piece[0], (Meaning(piece[0], piece[0]),))
        tokens.append(token)
        at += taken
    return tokens


def _ending(pieces: Sequence[re.Match[str]], at: int, words: Words) -> tuple[int, Token] | None:
    """What is written onto the number before this place, such as the s of 1990s and the 'lar of 1990'lar."""
    if not at or not pieces[at - 1]["number"] or pieces[at - 1].end() != pieces[at].start():
        return None
    sign = pieces[at][0] in {"'", "-", "."}
    word = pieces[at + sign] if at + sign < len(pieces) else None
    if word is None or not word["word"] or (sign and pieces[at].end() != word.start()):
        return None
    meanings = words.endings.get((word_key(word[0]), len(pieces[at - 1][0])))
    return (1 + sign, Token(word[0], meanings)) if meanings else None


def _phrase(pieces: Sequence[re.Match[str]], at: int, words: Words) -> tuple[int, Token]:
    """The longest phrase that begins at a piece: how many pieces it takes, and what it means."""
    run: list[str] = []
    best: tuple[int, tuple[Meaning, ...]] = (1, ())
    for taken, piece in enumerate(pieces[at:], start=1):
        if piece["number"]:
            break
        if piece["word"]:
            run.append(word_key(piece[0]))
        elif piece[0] not in ".'-":
            break
        if len(run) > words.longest:
            break
        if piece["word"] and (found := words.phrases.get(tuple(run))):
            best = taken, found
    taken, meanings = best
    if taken == 1:
        joined = bool(at) and pieces[at - 1]["number"] is not None and pieces[at - 1].end() == pieces[at].start()
        meanings = (*meanings, *_roman(pieces[at][0], words, month=not joined))
    return taken, Token(pieces[at][0], meanings or (Meaning(_UNKNOWN, ""),))


def _roman(text: str, words: Words, *, month: bool) -> Iterator[Meaning]:
    """What a word means as a Roman number in capitals, with or without an ending as in XIXe: a century, or a month.

    The I of 20I6 is no month: a month is set apart from the day.
    """
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyzè")
    if not re.fullmatch(_ROMAN, digits):
        return
    if digits != text and (word_key(text[len(digits) :]), 2) not in words.endings:
        return
    value = sum(
        _ROMAN_DIGITS[one] * (-1 if _ROMAN_DIGITS[one] < _ROMAN_DIGITS.get(following, 0) else 1)
        for one, following in zip(digits, [*digits[1:], ""], strict=True)
    )
    yield Meaning("R", str(value))
    if month and value <= 12 and digits == text:
        yield Meaning("M", f"{value:02}")

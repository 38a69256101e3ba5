"""Brings names into a form in which two spellings of one name are alike, whatever the language and the script.

Folding (`values.fold`) leaves out case, diacritics and script; the table `sounds.toml` then puts one letter for each
sound that languages spell in several ways.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz

from memorial_kg.values import fold

__all__ = ["Spelt", "alike", "names_nothing", "place_key", "sound", "spelt"]

_TABLE: Final = Path(__file__).with_name("sounds.toml")
_LONGEST: Final = 200  # characters of a name that are compared
_MOST_WORDS: Final = 24
_DOUBLED: Final = re.compile(r"([a-z])\1")
# What a name counts that is a part of the other, and what it gains with its share of it.
_PART, _MORE = 0.6, 0.3
_CORE: Final = 0.95  # what names count that only differ in words such as `memorial`
_OTHER: Final = 0.75  # names of different things are no more alike than this
_RESEMBLES: Final = 70.0  # of 100: words that are less alike are no spellings of one word


@dataclass(frozen=True, slots=True)
class Spelt:
    """A name as it is shown, as it folds, and as it sounds; `words` are those of the sound."""

    shown: str
    plain: str
    sound: str
    words: frozenset[str]
    core: str  # the sound without words such as `memorial`


def spelt(text: str) -> Spelt:
    """A name in all its forms."""
    shown = " ".join(text[:_LONGEST].split())
    plain = fold(shown)
    heard = sound(plain)
    words = heard.split()[:_MOST_WORDS]
    return Spelt(shown, plain, heard, frozenset(words), " ".join(word for word in words if word not in _things()))


def sound(folded: str) -> str:
    """What a folded name sounds like, in one spelling.

    >>> sound("khojaly") == sound("xocali") == sound("hocali")
    True
    """
    return " ".join(map(_word, folded.split()))


@lru_cache(1 << 16)
def _word(word: str) -> str:
    spellings, double = _sounds()
    for one, other in spellings:
        word = word.replace(one, other)
    return _DOUBLED.sub(r"\1", word) if double else word


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


@cache
def _sounds() -> tuple[tuple[tuple[str, str], ...], bool]:
    table = _table()
    return tuple((one, other) for one, other in table["spellings"]), bool(table["double"])


@cache
def _kinds_of_places() -> frozenset[str]:
    return frozenset(_table()["kinds-of-places"])


@lru_cache(1 << 16)
def place_key(name: str) -> str:
    """The sound of the name of a place without the words that say what kind of place it is.

    >>> place_key("Karaağaç Mahallesi") == place_key("Karaagac district")
    True
    """
    words = fold(name[:_LONGEST]).split()
    telling = [word for word in words if word not in _kinds_of_places()]
    return sound(" ".join(telling or words))


def alike(a: Spelt, b: Spelt) -> float:
    """How alike two names are, from 0 to 1: as a whole in any order of words, or one as a part of the other.

    Names with different numbers, or each with a word that the other has in no spelling, are names of different things.
    """
    if a.plain == b.plain or a.sound == b.sound:
        return 1.0
    degree = max(fuzz.token_sort_ratio(a.plain, b.plain), fuzz.token_sort_ratio(a.sound, b.sound)) / 100
    if a.core and b.core:
        degree = max(degree, _CORE * fuzz.token_sort_ratio(a.core, b.core) / 100)
    if a.words & b.words:
        shorter, longer = sorted((len(a.sound), len(b.sound)))
        part = (_PART + _MORE * shorter / longer) * fuzz.token_set_ratio(a.sound, b.sound) / 100
        degree = max(degree, part)
    return min(degree, _OTHER) if degree > _OTHER and _contradict(a.words - b.words, b.words - a.words) else degree


def _contradict(mine: frozenset[str], yours: frozenset[str]) -> bool:
    """Whether two names differ by numbers, or each has a telling word that resembles none of the other's."""
    if any(map(_has_digit, mine)) and any(map(_has_digit, yours)):
        return True
    mine, yours = (frozenset(word for word in words if word not in _things()) for words in (mine, yours))
    return bool(mine and yours) and max(fuzz.ratio(x, y) for x in mine for y in yours) < _RESEMBLES


def _has_digit(word: str) -> bool:
    return not word.isalpha()


def names_nothing(name: Spelt) -> bool:
    """Whether a text stands in place of a name: `Untitled`.

    >>> names_nothing(spelt("[Untitled]")), names_nothing(spelt("Unknown Soldier"))
    (True, False)
    """
    return name.sound in _no_names()


@cache
def _no_names() -> frozenset[str]:
    return frozenset(sound(fold(text)) for text in _table()["no-names"])


@cache
def _things() -> frozenset[str]:
    return frozenset(sound(fold(word)) for word in _table()["kinds-of-things"])

"""Folds the words of a text for finding them again: without case, diacritics and script, however they were typed.

`Uşak` is found by usak, `Хожалы` by khozhaly. Some letters are commonly written in more than one way on another
keyboard; a word with such a letter is found by its other forms as well: `Əliyev` by eliyev and by aliyev.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from memorial_kg.values import fold, nfc

__all__ = ["OTHER_SPELLINGS", "folded", "folding_table", "forms", "words"]

# Letters that are written in another way where they are missing, each table one way of doing it. Folding alone gives
# ə → e, ä → a. The second is how Azerbaijani is put into English: Xocalı, Khojaly. The table of `matching/sounds.toml`
# is another fact: it makes all spellings of a sound one, after folding, to see whether two names may be the same. Here
# each letter stays what it is, and gets what a reader types instead: a search finds what is meant, not what sounds so.
OTHER_SPELLINGS: Final[tuple[dict[str, str], ...]] = (
    {"ə": "a", "ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"},
    {"ə": "a", "x": "kh", "c": "j", "ı": "y", "ç": "ch", "ş": "sh", "ğ": "gh", "q": "g"},
)
# The second way is tried for words that have a letter which says that they are Azerbaijani or Turkish.
_TELLING: Final = re.compile("[əıçşğ]")
_WORD: Final = re.compile("[a-z0-9]+")
# Scripts of the languages around the memorials at hand; what else the data hold is added to the table of a site.
_BLOCKS: Final = ((0xA0, 0x250), (0x370, 0x530), (0x531, 0x588), (0x5D0, 0x5EB), (0x620, 0x6F0), (0x10D0, 0x1100),
                  (0x1E00, 0x2000), (0x2010, 0x2040))  # fmt: skip


def words(text: str) -> list[str]:
    """The folded words of a text, in order.

    >>> words("Memorial in Uşak (İzmit?)")
    ['memorial', 'in', 'usak', 'izmit']
    """
    return [word for chunk in text.split() for word in _folded(chunk)]


def folded(text: str) -> str:
    """The folded words of a text, put together with spaces."""
    return " ".join(words(text))


def forms(text: str) -> str:
    """The folded words of a text, and after them the other forms of those that have any."""
    return " ".join([*words(text), *(other for chunk in text.split() for other in _others(chunk))])


@lru_cache(1 << 16)
def _folded(chunk: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(chunk.lower() if chunk.isascii() and chunk.isalnum() else fold(chunk)))


@lru_cache(1 << 16)
def _others(chunk: str) -> tuple[str, ...]:
    if chunk.isascii():
        return ()
    lower = nfc(chunk).replace("I", "ı" if _TELLING.search(chunk.lower()) else "i").replace("İ", "i").lower()
    found: dict[str, None] = {}
    for number, table in enumerate(OTHER_SPELLINGS):
        if number == 0 or _TELLING.search(lower):
            spelt = "".join(table.get(letter, letter) for letter in lower)
            found |= dict.fromkeys(_WORD.findall(fold(spelt)))
    return tuple(form for form in found if form not in _folded(chunk))


def folding_table(texts: Iterable[str] = ()) -> dict[str, str]:
    """What each character beyond ASCII folds to, for the common scripts and for every character of some texts.

    With it a page folds as this module does: normalize to NFC, put in what the table has, lower the case of ASCII,
    drop apostrophes, and split at what is no letter or digit.
    """
    characters = {chr(code) for start, end in _BLOCKS for code in range(start, end)}
    characters |= {character for text in texts for character in nfc(text)}
    characters |= {variant for each in characters for variant in (each.upper(), each.lower()) if len(variant) == 1}
    table = {character: _one(character) for character in characters if not character.isascii()}
    return {character: table[character] for character in sorted(table) if _keeps(character)}


def _keeps(character: str) -> bool:
    return unicodedata.category(character) not in ("Cn", "Cs", "Co") and nfc(character) == character


def _one(character: str) -> str:
    """What one character becomes between two letters, where a space is one, and an apostrophe nothing."""
    between = fold(f"a{character}b")
    return between[1:-1]

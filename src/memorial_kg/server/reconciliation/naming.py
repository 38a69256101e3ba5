"""Compares names: how alike two of them are when case, diacritics, script and the order of words are left aside."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from memorial_kg.catalogue.folding import folded, forms

__all__ = ["SAME", "alike", "name_alike"]

SAME = 0.97  # from here on a name is the same: exactly so, or with the name of the place put after it
_PART, _MORE = 0.6, 0.3  # what a name counts that is a part of the other, and what it gains with its share of it
_LONGEST = 300  # characters that are compared
_MOST_NAMES, _MOST_PLACES = 40, 16


def alike(text: str, names: Iterable[str]) -> float:
    """How alike a text and the nearest of some names are, from 0 to 1.

    >>> alike("UŞAK", ["Usak"]), alike("massacre memorial", ["Memorial"]) < 0.9
    (1.0, True)
    """
    mine = _spellings(text)
    return max((_pair(a, b) for name in [*names][:_MOST_NAMES] for b in _spellings(name) for a in mine), default=0.0)


def name_alike(text: str, names: list[str], places: list[str]) -> float:
    """As `alike`; but a text may also have the name of a place in it: `Memorial, Berlin`."""
    best = alike(text, names)
    if best >= SAME:
        return best
    mine = _spellings(text)
    words = {word for each in mine for word in each.split()}
    near = [place for place in dict.fromkeys(map(folded, places)) if words & {*place.split()}][:_MOST_PLACES]
    with_place = [
        fuzz.token_sort_ratio(a, f"{name} {place}") / 100
        for name in dict.fromkeys(map(folded, names[:_MOST_NAMES]))
        for place in near
        if place not in name
        for a in mine
    ]
    return max(best, SAME * max(with_place, default=0.0))


def _pair(a: str, b: str) -> float:
    """Two folded names, as they are, or one as a part of the other."""
    if not a or not b:
        return 0.0
    share = min(len(a), len(b)) / max(len(a), len(b))
    whole = fuzz.token_sort_ratio(a, b) / 100
    return max(whole, (_PART + _MORE * share) * fuzz.token_set_ratio(a, b) / 100)


@lru_cache(1 << 12)
def _spellings(text: str) -> tuple[str, ...]:
    """A text as it folds, and as it does in the other ways of writing its letters: eliyev, aliyev."""
    plain, others = [], []
    for chunk in text[:_LONGEST].split():
        base = folded(chunk)
        plain.append(base)
        others.append(forms(chunk)[len(base) :].split() or [base])
    ways = max(map(len, others), default=0)
    spelt = [" ".join(each[min(way, len(each) - 1)] for each in others) for way in range(ways)]
    return tuple(dict.fromkeys(filter(None, (" ".join("".join(f"{each} " for each in plain).split()), *spelt))))

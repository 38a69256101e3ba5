"""Shows where a text was matched: a piece of the original, in parts of which some are marked. No part is HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from memorial_kg.catalogue.folding import forms

__all__ = ["Part", "excerpt"]

_WORDS = re.compile(r"[^\W_](?:[\w'’ʼ`\u0300-\u036f]*[^\W_])?")
_BEFORE, _LONG = 60, 220  # characters before the first match, and in all


class Part(NamedTuple):
    """A piece of a text, and whether it is what was searched for."""

    text: str
    marked: bool


def excerpt(text: str, wanted: Iterable[str]) -> tuple[list[Part], int]:
    """A piece of a text with the matches marked, and how many of the wanted words are in the whole of it.

    >>> excerpt("Memorial in Uşak", ["usak"])
    ([Part(text='Memorial in ', marked=False), Part(text='Uşak', marked=True)], 1)
    """
    sought = [*wanted]
    hits, met = [], set()
    for found in _WORDS.finditer(text):
        mine = forms(found[0]).split()
        matched = {word for word in sought if any(form.startswith(word) for form in mine)}
        if matched:
            hits.append(found.span())
            met |= matched
    start, end = _window(text, hits)
    return [*_parts(text, hits, start, end)], len(met)


def _window(text: str, hits: list[tuple[int, int]]) -> tuple[int, int]:
    """From where to where to show a text: it begins and ends at a space, not far from the first match."""
    if len(text) <= _LONG:
        return 0, len(text)
    start = max(0, hits[0][0] - _BEFORE) if hits else 0
    start = text.find(" ", start) + 1 if start and 0 <= text.find(" ", start) < start + _BEFORE else start
    end = min(len(text), start + _LONG)
    space = text.rfind(" ", start + _LONG // 2, end) if end < len(text) else -1
    return start, space if space > 0 else end


def _parts(text: str, hits: list[tuple[int, int]], start: int, end: int) -> Iterable[Part]:
    at = start
    if start:
        yield Part("… ", marked=False)
    for first, last in hits:
        if first < at or last > end:
            continue
        if first > at:
            yield Part(text[at:first], marked=False)
        yield Part(text[first:last], marked=True)
        at = last
    if at < end:
        yield Part(text[at:end], marked=False)
    if end < len(text):
        yield Part(" …", marked=False)

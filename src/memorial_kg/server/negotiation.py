"""Chooses among what there is by what a client asks for: media types, languages, profiles (RFC 9110 section 12)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

__all__ = ["best_language", "best_type", "quality", "split_list"]

_MOST = 64  # entries of a header that are read; nobody means more
_QUOTED = r'"(?:[^"\\]|\\.)*"?|<[^>]*>?'  # a text, or an IRI, in which a comma is no end
_ITEM = re.compile(rf'(?:[^,"<]|{_QUOTED})+')
_PART = re.compile(rf'(?:[^;"<]|{_QUOTED})+')
_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


def split_list(header: str) -> Iterator[tuple[str, float]]:
    """Each value of a header with its weight; parameters other than the weight are left out, and so is nonsense.

    >>> list(split_list('text/html, text/turtle;q=0.5, a/b;q=nan, <urn:a,b>;q=0.1'))
    [('text/html', 1.0), ('text/turtle', 0.5), ('<urn:a,b>', 0.1)]
    """
    for found in islice(_ITEM.finditer(header), _MOST):  # the rest of a long header costs nothing
        value, *parameters = [part.strip() for part in _PART.findall(found[0])] or [""]
        weights = [p.partition("=")[2].strip() for p in parameters if p.partition("=")[0].strip().lower() == "q"]
        if value and all(_QUALITY.fullmatch(weight) for weight in weights):
            yield value, float(weights[0]) if weights else 1.0


def quality(accept: str, media_type: str) -> float:
    """How much a client wants a media type, from 0 to 1: the most specific range of its header decides.

    >>> quality("text/*;q=0.3, text/turtle, */*;q=0.1", "text/turtle"), quality("text/*;q=0.3", "text/html")
    (1.0, 0.3)
    """
    wanted = media_type.lower()
    ranges = (wanted, f"{wanted.partition('/')[0]}/*", "*/*")
    found = _weights(accept)
    return next((found[each] for each in ranges if each in found), 0.0)


@lru_cache(maxsize=64)
def _weights(accept: str) -> dict[str, float]:
    """The weight of each range of a header; it is asked once for every form that there is."""
    found: dict[str, float] = {}
    for value, weight in split_list(accept):
        found.setdefault(value.lower(), weight)
    return found


def best_type(accept: str | None, offers: Sequence[str]) -> str | None:
    """The media type that fits best; of equals the first; None if none fits. No header accepts everything.

    >>> best_type("application/ld+json, text/turtle;q=0.9", ["text/html", "text/turtle", "application/ld+json"])
    'application/ld+json'
    """
    if accept is None or not accept.strip():
        return offers[0] if offers else None
    weights = {offer: quality(accept, offer) for offer in offers}
    best = max(offers, key=lambda offer: weights[offer], default=None)
    return best if best is not None and weights[best] > 0 else None


def best_language(header: str | None, offers: Iterable[str], default: str) -> str:
    """The language of `offers` that a reader prefers, by its first subtag; the default if none is known.

    >>> best_language("fr, tr-TR;q=0.9, de;q=0.8", ["en", "az", "tr", "de"], "en")
    'tr'
    """
    known = set(offers)
    weighted = [(value.partition("-")[0].lower(), weight) for value, weight in split_list(header or "")]
    wanted = sorted((each for each in weighted if each[1] > 0), key=lambda each: -each[1])
    return next((language for language, _ in wanted if language in known), default)

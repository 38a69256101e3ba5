"""Shortens IRIs, for the writers of readable formats: by prefix, or relative to the base of the data.

What comes out means the same in Turtle, in TriG and in JSON-LD, so only the plainest local names are shortened: letters
and digits of ASCII, where no grammar and no resolution of dot segments has an opinion of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from memorial_kg.terms import unwrap

__all__ = ["Names"]

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_RELATIVE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*(?:#[A-Za-z0-9_.-]+)?")
# A base to which "memorial/x" can be appended, and resolution (RFC 3986, section 5.2) gives the same.
_BASE = re.compile(r"https?://[^/?#]+/(?:(?!\.{1,2}/)[^/?#]+/)*")
# In JSON-LD these two are other names of keywords (`@id`, `@type`), wherever an IRI is expected.
_TAKEN = frozenset({"id", "type"})
_REMEMBERED = 1 << 14  # short names, of the properties and classes that occur again and again


class Names:
    """Short names under one set of prefixes and one base; it remembers which prefixes were used.

    >>> names = Names({"wd": "http://www.wikidata.org/entity/"}, "https://a.example/")
    >>> names.short("http://www.wikidata.org/entity/Q43"), names.short("https://a.example/place/x#y"), names.used
    ('wd:Q43', 'place/x#y', {'wd'})
    """

    def __init__(self, prefixes: Mapping[str, str], base: str) -> None:
        self.prefixes = prefixes
        self.base = base if _BASE.fullmatch(base) else ""
        self.used: set[str] = set()
        self._by_space = {space: prefix for prefix, space in sorted(prefixes.items(), reverse=True)}
        self.curie = lru_cache(_REMEMBERED)(self._curie)

    def _curie(self, iri: str) -> str:
        """The IRI by prefix, or ""."""
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._by_space.get(iri[:cut])
        if prefix is None or not _LOCAL.fullmatch(iri, cut):
            return ""
        self.used.add(prefix)
        return f"{prefix}:{iri[cut:]}"

    def relative(self, iri: str) -> str:
        """The IRI relative to the base, or ""."""
        if not self.base or not iri.startswith(self.base):
            return ""
        local = iri[len(self.base) :]
        return local if _RELATIVE.fullmatch(local) and local not in _TAKEN else ""

    def short(self, iri: str) -> str:
        """The IRI as short as can be, or itself."""
        return self.curie(iri) or self.relative(iri) or iri

    def in_turtle(self, term: str) -> str:
        """An IRI term as Turtle writes it."""
        iri = unwrap(term)
        if "\\" in iri:
            return term
        relative = "" if (curie := self.curie(iri)) else self.relative(iri)
        return curie or (f"<{relative}>" if relative else term)

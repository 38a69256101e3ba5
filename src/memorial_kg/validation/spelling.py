"""Gives terms back as the data spell them: engines write them in a way of their own."""

from __future__ import annotations

import re
from functools import cached_property

from memorial_kg import terms
from memorial_kg.errors import InputError

__all__ = ["BeyondFastError", "Spelling", "plain"]

_MIXED_CASE = re.compile(r'"@[a-z0-9-]*[A-Z]')
_TYPED = re.compile(r'"(?:[^"\\]|\\.)*"\^\^<[^>]*>')
_TAGGED = re.compile(r'("(?:[^"\\]|\\.)*")@([A-Za-z0-9-]+)')


class BeyondFastError(InputError):
    """This graph, or these shapes, cannot be evaluated by the fast engine; pySHACL can."""


class Spelling:
    """How one graph, given as N-Triples, spells its terms."""

    def __init__(self, text: str) -> None:
        self._text = text

    def term(self, term: str) -> str:
        """A term of an engine's result, as the graph has it."""
        if not term.startswith('"'):
            return term
        if "\\" in term or "\x7f" in term:
            term = terms.literal(*terms.parse_term(term))
        if term.endswith('"') or term[-1] == ">":
            return term
        return self._tagged.get(term, term)

    def stored(self, term: str) -> str:
        """A term of the store's answer: it writes numbers, dates and truth values in their canonical form."""
        if not term.startswith('"') or not term.endswith(">"):
            return self.term(term)
        spelt = self._canonical.get(term, [term])
        if len(spelt) > 1:
            raise BeyondFastError(
                f"The graph writes one value as {' and '.join(spelt)}, which the store takes for one: "
                "validate with pyshacl"
            )
        return spelt[0]

    @cached_property
    def _tagged(self) -> dict[str, str]:
        """Language strings in lower case → as they are written; engines write the tags in lower case."""
        if not _MIXED_CASE.search(self._text):
            return {}
        found = _TAGGED.findall(self._text)
        return {f"{text}@{tag.lower()}": f"{text}@{tag}" for text, tag in found if tag != tag.lower()}

    @cached_property
    def _canonical(self) -> dict[str, list[str]]:
        """Typed literals as the store writes them → as the graph does."""
        import pyoxigraph

        found: dict[str, list[str]] = {}
        for term in sorted(set(_TYPED.findall(self._text))):
            store = pyoxigraph.Store()
            store.load(f"<x:s> <x:p> {term} .", format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
            for quad in store:
                found.setdefault(str(quad.object), []).append(term)
        return found


def plain(term: str) -> str:
    """What a term says, without its syntax."""
    if term.startswith("_:"):
        return term[2:]
    parsed = terms.parse_term(term)
    return parsed if isinstance(parsed, str) else parsed.text

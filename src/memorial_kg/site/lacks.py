"""What a thing can lack: a table of checks, each with the kinds of things that it is about.

The words for each, and what a helper can do, are in the words of the interface: `missing.<check>`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from memorial_kg.site.facts import Facts

__all__ = ["CHECKS", "Check"]

# How exact, in metres, a position has to be to count as known; the bundled query on positions asks the same.
_EXACT = 10_000


class Check(NamedTuple):
    """A question about one thing: `lacks` tells whether the thing lacks something.

    It is given what is said of the thing, and how exact the positions of it and of the places around it are.
    """

    kinds: tuple[str, ...]
    lacks: Callable[[Facts, tuple[float, ...]], bool]


def _has(facts: Facts, *curies: str) -> bool:
    return any(True for _ in facts.said(*curies, node=facts.iri, graph=""))


def _is_rough(_: Facts, radii: tuple[float, ...]) -> bool:
    return bool(radii) and min(radii) > _EXACT


def _is_undated(facts: Facts, _: object) -> bool:
    parts = facts.texts("mkg:inauguration", "mkg:construction", node=facts.iri)
    return not any(facts.values("mkg:edtf", node=part) for part in parts)


def _is_disputed(facts: Facts, _: object) -> bool:
    return any(text.endswith("#disjoint") for text in facts.texts("mkg:relation"))


def _is_undecided(facts: Facts, _: object) -> bool:
    return facts.first("mkg:decision").endswith("#undecided")


def _is_known_to_one(facts: Facts, _: object) -> bool:
    return len({quad.graph for quad in facts.said("rdf:type", node=facts.iri) if quad.graph}) == 1


def _is_unnamed(facts: Facts, _: object) -> bool:
    return not any(True for _ in facts.said("schema:name", "schema:alternateName", node=facts.iri))


def _without(*curies: str) -> Callable[[Facts, object], bool]:
    return lambda facts, _: not _has(facts, *curies)


CHECKS: dict[str, Check] = {
    "position": Check(("memorial",), lambda _, radii: not radii),
    "rough": Check(("memorial",), _is_rough),
    "point": Check(("memorial",), _without("schema:geo")),
    "date": Check(("memorial",), _is_undated),
    "contradiction": Check(("memorial", "proposal", "event"), _is_disputed),
    "undecided": Check(("decision",), _is_undecided),
    "unbuilt": Check(("proposal",), _without("mkg:realizedBy")),
    "name": Check(("memorial",), _is_unnamed),
    "creator": Check(("memorial",), _without("schema:creator")),
    "inscription": Check(("memorial",), _without("mkg:inscription")),
    "alone": Check(("memorial",), _is_known_to_one),
    "link": Check(("memorial", "person", "organization", "place"), _without("schema:sameAs")),
    "licence": Check(("source",), _without("dcterms:license")),
}

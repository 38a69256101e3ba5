"""What a thing can lack: a table of checks, each with the kinds of things that it is about.

The words for each, and what a helper can do, are in the words of the interface: `missing.<check>`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from memorial_kg.site.statements import Statements

__all__ = ["CHECKS", "Check"]

# How exact, in metres, a position has to be to count as known; the bundled query on positions asks the same.
_EXACT = 10_000


class Check(NamedTuple):
    """A question about one thing: `lacks` tells whether the thing lacks something.

    It is given what is said of the thing, and how exact the positions of it and of the places around it are.
    """

    kinds: tuple[str, ...]
    lacks: Callable[[Statements, tuple[float, ...]], bool]


def _has(said: Statements, *curies: str) -> bool:
    return bool(said.values(*curies, node=said.iri))


def _is_rough(_: Statements, radii: tuple[float, ...]) -> bool:
    return bool(radii) and min(radii) > _EXACT


def _is_undated(said: Statements, _: object) -> bool:
    parts = said.texts("mkg:inauguration", "mkg:construction", node=said.iri)
    return not any(said.values("mkg:edtf", node=part) for part in parts)


def _is_disputed(said: Statements, _: object) -> bool:
    return any(text.endswith("#disjoint") for text in said.texts("mkg:relation"))


def _is_undecided(said: Statements, _: object) -> bool:
    return said.first("mkg:decision").endswith("#undecided")


def _is_known_to_one(said: Statements, _: object) -> bool:
    return len(said.describers()) == 1


def _is_unnamed(said: Statements, _: object) -> bool:
    return not said.values("schema:name", "schema:alternateName", node=said.iri, graph=None)


def _without(*curies: str) -> Callable[[Statements, object], bool]:
    return lambda said, _: not _has(said, *curies)


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

"""Reads a constraint's query: may it be asked once for all focus nodes, and which triples can its answers rest on?

SHACL (section 5.3) asks a query anew for each focus node, with $this bound beforehand. To ask once for all and keep the
answers about focus nodes is the same where each answer binds $this in its patterns, and no filter or option looks at
$this where it is not bound yet. What is not plainly so counts as not so.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, product, zip_longest
from typing import Any, NamedTuple

from rdflib import URIRef
from rdflib.paths import MulPath, Path, SequencePath, ZeroOrOne
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Variable

__all__ = ["Reading", "read_query"]

_THIS = Variable("this")
_FAR = 8
_Triple = tuple[Any, Any, Any]


class Reading(NamedTuple):
    """What is known of a query.

    `at_once`: whether it may be asked once for all focus nodes. `anchor`: a predicate and an object that $this must
    have, as N-Triples writes them, ("", "") if none is sure. `steps`: over which predicates one gets from $this to the
    subjects of all its triples, step by step ("" is any predicate); None if they may be anywhere.
    """

    at_once: bool
    anchor: tuple[str, str]
    steps: tuple[frozenset[str], ...] | None


def read_query(query: str) -> Reading:
    """Read a SELECT query; whatever is unusual makes it one that is asked node by node."""
    pattern = prepareQuery(query).algebra.p
    if pattern.name == "Distinct":
        pattern = pattern.p
    if pattern.name != "Project" or not _plain(pattern.p) or not _certain(pattern.p):
        return Reading(at_once=False, anchor=("", ""), steps=None)
    steps = [_steps(block) for block in _blocks(pattern.p)]
    known = [each for each in steps if each is not None]
    together = tuple(frozenset().union(*level) for level in zip_longest(*known, fillvalue=frozenset[str]()))
    return Reading(True, _anchor(pattern.p), together if len(known) == len(steps) else None)


def _plain(part: Any) -> bool:  # noqa: ANN401 — rdflib's algebra has no types
    """Whether a pattern is made of triples, joins, unions, options and filters that see $this bound or not at all."""
    match part.name:
        case "BGP":
            return True
        case "Join" | "Union":
            return _plain(part.p1) and _plain(part.p2)
        case "Filter":
            return _plain(part.p) and (_THIS not in _variables(part.expr) or _certain(part.p))
        case "LeftJoin":
            optional = _variables(part.expr) | _variables(part.p2)
            return _plain(part.p1) and _plain(part.p2) and (_THIS not in optional or _certain(part.p1))
    return False


def _certain(part: Any) -> bool:  # noqa: ANN401
    """Whether every solution of a pattern binds $this."""
    match part.name:
        case "BGP":
            return any(_THIS in triple for triple in part.triples)
        case "Join":
            return _certain(part.p1) or _certain(part.p2)
        case "Union":
            return _certain(part.p1) and _certain(part.p2)
        case "Filter":
            return _certain(part.p)
        case "LeftJoin":
            return _certain(part.p1)
    return False


def _variables(part: object) -> set[Variable]:
    """Every variable that occurs anywhere in a part of a query."""
    if isinstance(part, Variable):
        return {part}
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list | tuple | set) else ()
    return {variable for each in inner for variable in _variables(each)}


def _anchor(part: Any) -> tuple[str, str]:  # noqa: ANN401
    """The first triple `$this <predicate> <object>` that no solution does without."""
    match part.name:
        case "BGP":
            for subject, predicate, obj in part.triples:
                if subject == _THIS and isinstance(predicate, URIRef) and isinstance(obj, URIRef):
                    return predicate.n3(), obj.n3()
        case "Join":
            first = _anchor(part.p1)
            return first if first[0] else _anchor(part.p2)
        case "Filter":
            return _anchor(part.p)
        case "LeftJoin":
            return _anchor(part.p1)
    return "", ""


def _blocks(part: object) -> Iterator[list[_Triple]]:
    """The triples of each basic graph pattern, those of EXISTS too, which rdflib keeps in a row."""
    if isinstance(part, dict):
        if getattr(part, "name", "") == "BGP":
            yield part["triples"]
            return
        if getattr(part, "name", "") == "TriplesBlock":
            for row in part["triples"]:
                yield [tuple(row[at : at + 3]) for at in range(0, len(row), 3)]
            return
        for each in part.values():
            yield from _blocks(each)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _blocks(each)


def _steps(triples: list[_Triple]) -> list[frozenset[str]] | None:
    """Over which predicates the subjects of these triples are reached from $this; None if they may be anywhere."""
    subjects = {subject for subject, _, _ in triples}
    places: dict[object, set[int]] = {_THIS: {0}}  # how many steps from $this a variable may stand
    over: dict[int, set[str]] = {}
    for _ in triples:
        for subject, predicate, obj in triples:
            ways = _ways(predicate)
            if ways is None:
                return None
            for place, way in product(places.get(subject, ()), ways):
                for step, each in enumerate(way if obj in subjects else way[:-1]):
                    over.setdefault(place + step, set()).add(each)
                if obj in subjects:
                    places.setdefault(obj, set()).add(place + len(way))
    if subjects - places.keys() or max(over, default=0) > _FAR:
        return None
    return [frozenset(over.get(step, ())) for step in range(max(over, default=-1) + 1)]


def _ways(predicate: object) -> list[tuple[str, ...]] | None:
    """The ways that a predicate or a path can go, as predicates one after the other; None where it may go anywhere."""
    if not isinstance(predicate, Path):
        return [(predicate.n3() if isinstance(predicate, URIRef) else "",)]
    if isinstance(predicate, SequencePath):
        parts = [_ways(each) for each in predicate.args]
        known = [each for each in parts if each is not None]
        return [tuple(chain(*way)) for way in product(*known)] if len(known) == len(parts) else None
    if isinstance(predicate, MulPath) and predicate.mod == ZeroOrOne:
        ways = _ways(predicate.path)
        return None if ways is None else [(), *ways]
    return None

"""Checks how terms are written: literals against their datatypes, IRIs against RFC 3987. No shape has to ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from memorial_kg import terms
from memorial_kg.terms import ILLEGAL_IN_IRI, Literal, Quad
from memorial_kg.values import quote
from memorial_kg.values.lexical import lexical_problem

__all__ = ["Miswritten", "miswritten", "miswritten_literals", "problem_of", "typed"]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Miswritten(NamedTuple):
    """A term that is not what it claims to be: the quad that holds it, the term, the constraint, and why."""

    quad: Quad
    value: str
    component: str
    message: str


def miswritten(quads: Iterable[Quad]) -> Iterator[Miswritten]:
    """Every ill-typed literal and every impossible IRI."""
    good: set[str] = set()  # most IRIs occur many times
    for quad in quads:
        for term in quad:
            if not term or term in good:
                continue
            problem = problem_of(term)
            if problem:
                yield Miswritten(quad, term, *problem)
            elif term.startswith("<"):
                good.add(term)


def miswritten_literals(lines: Iterable[str]) -> Iterator[Miswritten]:
    """Every ill-typed literal of lines of N-Triples whose IRIs an engine has read: much faster than looking at all."""
    good: set[str] = set()
    for line, term in typed(lines):
        if term not in good:
            problem = problem_of(term)
            if problem:
                yield Miswritten(terms.parse_line(line), term, *problem)
            else:
                good.add(term)


def typed(lines: Iterable[str]) -> list[tuple[str, str]]:
    """The lines of N-Triples that hold a literal with a datatype, each with that literal."""
    return [(line, line[:-2].split(" ", 2)[2]) for line in lines if '"^^<' in line and line.endswith("> .")]


@lru_cache(1 << 16)
def problem_of(term: str) -> tuple[str, str] | None:
    """The constraint that a term itself breaks, and why; None if it is fine."""
    if term.startswith("_:"):
        return None
    parsed = terms.parse_term(term)
    name = parsed.datatype if isinstance(parsed, Literal) else parsed
    trouble = _iri_problem(name)
    if trouble:
        return "NodeKindConstraintComponent", trouble
    if isinstance(parsed, Literal) and not parsed.language:
        trouble = lexical_problem(parsed.text, parsed.datatype)
    return ("DatatypeConstraintComponent", f"{trouble}.") if trouble else None


def _iri_problem(text: str) -> str:
    wrong = ILLEGAL_IN_IRI.search(text)
    if wrong:
        return f"{quote(text)} is not an IRI, for it holds {wrong.group()!r}: percent-encode it, or correct it."
    return (
        ""
        if _SCHEME.match(text)
        else f"{quote(text)} is not an IRI, for it has no scheme: write the whole of it, from https:// on."
    )

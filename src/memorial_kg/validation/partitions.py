"""Checks one graph's lines for a part of the things, in any process: for builds that never hold the whole."""

from __future__ import annotations

from collections.abc import Iterable

from memorial_kg.validation.checking import Engines, Found
from memorial_kg.validation.validating import bundled, bundled_fast

__all__ = ["check_lines"]


def check_lines(graph: str, lines: Iterable[str], context: Iterable[str] = ()) -> Found:
    """Check lines of one graph, given by its IRI ("" is the default graph), with the bundled shapes.

    Lines are N-Triples or N-Quads as `terms.lines` writes them, without line ends. They hold all that the graph says of
    some things; `context` holds what `context_needed` says of others, about which nothing is said here.
    """
    ending = f" <{graph}> ."
    own, others = ([_triple(line, ending) for line in each] if graph else [*each] for each in (lines, context))
    shapes, targets = bundled()
    return Engines(shapes, targets, bundled_fast()).check(graph, own, others)


def _triple(line: str, ending: str) -> str:
    """A line of N-Quads without its graph."""
    return f"{line[: -len(ending)]} ." if line.endswith(ending) else line

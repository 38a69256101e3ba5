"""Finds where something was written that validation speaks of: only what is asked for comes to this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from memorial_kg.pipeline.reading import records_of
from memorial_kg.pipeline.shared import Shared
from memorial_kg.spark.collecting import placed
from memorial_kg.spark.reading import PieceRead, Spot
from memorial_kg.spark.workers import at_work, packed
from memorial_kg.validation import Origins, origins_of
from memorial_kg.validation.origins import Written

if TYPE_CHECKING:
    from pyspark import RDD

__all__ = ["origins_about"]


def origins_about(shared: Shared, pieces: RDD[PieceRead], before: dict[Spot, int], nodes: set[str]) -> Origins:
    """The origins of these nodes."""
    if not nodes:
        return Origins()
    things = frozenset(nodes)
    ours = origins_of((*shared.editors, *shared.frame.sources), shared.base, shared.ontology).written
    theirs = pieces.mapPartitions(partial(_about, packed(shared), things, before)).collect()
    written = (*(each for each in ours if not things.isdisjoint(each.nodes)), *theirs)
    return Origins(tuple(sorted(written, key=lambda each: (each.record, not each.graph))))


def _about(
    content: bytes, things: frozenset[str], before: dict[Spot, int], pieces: Iterable[PieceRead]
) -> Iterator[Written]:
    with at_work(content) as shared:
        for piece in pieces:
            told = origins_of(records_of(placed(piece, before).read), shared.base, shared.ontology)
            yield from (each for each in told.written if not things.isdisjoint(each.nodes))

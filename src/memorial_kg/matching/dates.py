"""Compares the dates of two records: those of one event as they relate, those of its making and its opening loosely."""

from __future__ import annotations

from memorial_kg.matching.findings import Finding
from memorial_kg.matching.profiles import Profile
from memorial_kg.matching.statistics import Statistics
from memorial_kg.matching.weights import Weights
from memorial_kg.values import Relation, Span, relate_dates

__all__ = ["dates"]

# From the most exact on.
_EXACTNESS = ("day", "month", "year", "decade", "century", "interval")
_SAYS = {
    Relation.SAME: "",
    Relation.REFINES: ": the first is more precise",
    Relation.REFINED_BY: ": the second is more precise",
    Relation.OVERLAPS: ": they overlap",
}


def dates(a: Profile, b: Profile, _: Statistics, weights: Weights) -> Finding | None:
    """The best that the dates say: the openings, else the makings, else one with the other."""
    if a.opened and b.opened:
        return _related("opened", a.opened, b.opened, weights)
    if a.made and b.made:
        return _related("made", a.made, b.made, weights)
    one, other = a.opened or a.made, b.opened or b.made
    if not one or not other:
        return None
    relation = relate_dates(one, other)
    if relation is Relation.DISJOINT:
        return None
    words = f"{'opened' if a.opened else 'made'} {one} and {'opened' if b.opened else 'made'} {other}"
    return Finding("date", _points(one, other, relation, weights) * weights["date.crossed"], words)


def _related(verb: str, a: Span, b: Span, weights: Weights) -> Finding:
    relation = relate_dates(a, b)
    if relation is Relation.DISJOINT:
        days = _between(a, b)
        words = f"{verb} {a} and {b}: these contradict each other"
        return Finding("date", weights.step("date.days", days), words)
    words = f"both {verb} {a}" if a.edtf == b.edtf else f"{verb} {a} and {b}{_SAYS[relation]}"
    return Finding("date", _points(a, b, relation, weights), words)


def _points(a: Span, b: Span, relation: Relation, weights: Weights) -> float:
    if relation is Relation.OVERLAPS:
        return weights["date.overlaps"]
    return weights[f"date.{max((a.precision, b.precision), key=_EXACTNESS.index)}"]


def _between(a: Span, b: Span) -> int:
    """The days between two dates that contradict each other."""
    first, second = (a, b) if a.latest and b.earliest and a.latest < b.earliest else (b, a)
    return (second.earliest - first.latest).days if first.latest and second.earliest else 0

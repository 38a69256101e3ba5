"""Says how likely it is that a thing is the one that a row of a table means, and what speaks for it and against it.

A score goes from 0 to 100. It is the weighted mean of how well each thing that the row gives agrees with what the
graph says: the name, which weighs 10, and the properties, which weigh what `comparing.WEIGHTS` says of their kind. So a
property that agrees better than the name adds to the score, and one that agrees worse takes away. What the row gives
and no source says counts half, at half its weight: it speaks neither for the thing nor much against it.

100 means that everything that the row gives is the same as what is said of the thing, after folding; above 90, that it
differs in no more than a letter or so; 70, that a name is a part of the other, or that one property speaks against a
name that is the same. Things below 40 are not shown.

`match` is said of the first alone, and of it only where all of this holds: its score is at least 90; that of the next
is lower by at least 8; its name is the same after folding, or else a property agrees as well, since one letter may make
another person; and the editors have not left undecided whether it is the same as another. A row that gives an id, or
the IRI of a thing, means that thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from memorial_kg.server.reconciliation.comparing import WEIGHTS, Given, agreement, kind_of
from memorial_kg.server.reconciliation.entities import Entities
from memorial_kg.server.reconciliation.naming import SAME, name_alike

__all__ = ["LEAST", "Score", "choose", "score"]

LEAST = 40.0  # what has less is not shown
_NAME_WEIGHT = 10.0
_UNSAID, _UNSAID_WEIGHT = 0.5, 0.5
_SURE, _AHEAD = 90.0, 8.0
_AGREES = 0.9


class _Part(NamedTuple):
    """One thing that the row gives: how well it agrees (None where nothing is said), and its weight."""

    id: str
    agreement: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class Score:
    """What a thing scores for a row, and why."""

    name: str
    parts: tuple[_Part, ...]
    meant: bool = False  # the row gives its id
    undecided: bool = False

    @property
    def value(self) -> float:
        """From 0 to 100."""
        if self.meant:
            return 100.0
        weighed = [
            (_UNSAID, weight * _UNSAID_WEIGHT) if agrees is None else (agrees, weight)
            for _, agrees, weight in self.parts
        ]
        total = sum(weight for _, weight in weighed)
        return round(100 * sum(agrees * weight for agrees, weight in weighed) / total, 1) if total else 0.0

    @property
    def convincing(self) -> bool:
        """Tell whether, apart from all others, it is good enough to be chosen."""
        if self.meant:
            return True
        name = next((agrees for id_, agrees, _ in self.parts if id_ == "name"), None)
        others = any(agrees is not None and agrees >= _AGREES for id_, agrees, _ in self.parts if id_ != "name")
        known = name is not None and (name >= SAME or others)
        return known and self.value >= _SURE and not self.undecided

    @property
    def features(self) -> list[dict[str, object]]:
        """The parts from 0 to 100, what no source says, and whether the identity is undecided."""
        found: list[dict[str, object]] = [
            {"id": id_, "value": round(100 * agrees, 1)} for id_, agrees, _ in self.parts if agrees is not None
        ]
        found += [{"id": f"not-stated:{id_}", "value": True} for id_, agrees, _ in self.parts if agrees is None]
        return found + ([{"id": "undecided-identity", "value": True}] if self.undecided else [])


def score(
    entities: Entities,
    name: str,
    text: str,
    given: Mapping[str, Sequence[Given]],
) -> Score:
    """Score a thing for a row: the name that it gives ("" for none), and the values of properties."""
    parts = []
    if text:
        parts.append(_Part("name", name_alike(text, entities.names(name), entities.places(name)), _NAME_WEIGHT))
    for id_, values in given.items():
        known = entities.property(name, id_)
        kind = kind_of(known.key, entities.ontology.namespaces(known.key)) if known else "text"
        agrees = agreement(entities, name, known, values) if known else None
        parts.append(_Part(id_, agrees, WEIGHTS[kind]))
    return Score(name, tuple(parts), bool(text) and entities.id(text) == name, bool(entities.undecided(name)))


def choose(scores: Sequence[Score]) -> list[tuple[Score, bool]]:
    """The best first, and whether each is a match: the first at most."""
    ranked = sorted((each for each in scores if each.value >= LEAST), key=lambda each: (-each.value, each.name))
    meant = [each for each in ranked if each.meant]
    others = [each for each in ranked if not each.meant]
    ahead = bool(meant) or len(others) < 2 or others[0].value - others[1].value >= _AHEAD
    return [(each, not number and ahead and each.convincing) for number, each in enumerate([*meant, *others])]

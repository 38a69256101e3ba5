"""Finds candidates for the same memorial: pairs that meet in a block and score enough, and that nobody has decided yet.

A score goes from 0 to 100 and is a sum of points: `start`, and what each part of two records adds or takes away, as
`weights.toml` says. It is no probability of its own; of the pairs of two invented sources (`tests/matching/twins.py`,
10,000 records each), those with 40 to 49 points were right in 11 of 100 cases, with 50 to 59 in 62, with 60 to 69 in
94, and with 70 or more in over 98. It says in which order a person should look, and the reasons say why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeAlias

from memorial_kg.errors import UsageError
from memorial_kg.matching.blocking import blocks_of
from memorial_kg.matching.evidence import PARTS
from memorial_kg.matching.findings import Finding
from memorial_kg.matching.profiles import Profile, profiles_of
from memorial_kg.matching.statistics import Statistics, statistics_of
from memorial_kg.matching.weights import Weights, read_weights
from memorial_kg.records import Record
from memorial_kg.records.entities import Entities
from memorial_kg.values import did_you_mean

__all__ = ["Candidate", "Found", "Match", "Tell", "compared", "decided_pairs", "find_candidates", "score"]

Tell: TypeAlias = Callable[[str, int, int], None]
_Pair: TypeAlias = tuple[str, str]
_EVERY = 500  # records between two words of progress


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two memorials that may be one: the two records that say so best, with the score and the reasons."""

    one: Profile
    other: Profile
    score: float
    findings: tuple[Finding, ...]

    @property
    def pair(self) -> _Pair:
        """The ids of the two memorials, sorted."""
        return _pair(self.one.about, self.other.about)


@dataclass(frozen=True)
class Found:
    """The candidates, best first, and what was looked at and left out on the way."""

    candidates: tuple[Candidate, ...]
    records: int
    compared: int
    decided: int  # pairs that identity.yaml has decided, and that would have been proposed
    crowded: int = 0  # pairs that score enough, of memorials that have many better candidates
    left_out: tuple[tuple[str, int], ...] = ()
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the records of each memorial


@dataclass(frozen=True)
class Match:
    """What to match: sources (all, if none is named), whether within sources too, and the least score."""

    sources: tuple[str, ...] = ()
    within: bool = False
    least: float | None = None
    weights: Weights = field(default_factory=read_weights)


def score(a: Profile, b: Profile, counts: Statistics, weights: Weights) -> tuple[float, tuple[Finding, ...]]:
    """The score of two records, from 0 to 100, and what it is made of."""
    findings = tuple(found for part in PARTS if (found := part(a, b, counts, weights)))
    total = weights["start"] + sum(found.points for found in findings)
    return min(100.0, max(0.0, total)), findings


def find_candidates(
    records: Iterable[Record],
    entities: Entities,
    decisions: Iterable[Record],
    match: Match | None = None,
    tell: Tell = lambda *_: None,
) -> Found:
    """The candidates among the records of a workspace, but for pairs that its decisions have decided."""
    match = match or Match()
    profiles, together = compared(records, entities, match)
    counts = statistics_of(profiles)
    blocks = blocks_of(profiles, match.weights, within=match.within)
    best: dict[_Pair, Candidate] = {}
    least = match.weights["least"] if match.least is None else match.least
    looked = 0
    for number, one in enumerate(profiles):
        if not number % _EVERY:
            tell("comparing", number, len(profiles))
        for partner in sorted(blocks.partners(number)):
            other = profiles[partner]
            if one.about == other.about or (one.source == other.source and not match.within):
                continue
            looked += 1
            value, findings = score(one, other, counts, match.weights)
            if value >= least:
                _keep(best, Candidate(one, other, value, findings))
    kept, decided, crowded = _chosen(
        best.values(), decided_pairs(decisions, together), int(match.weights["blocking.most"])
    )
    return Found(kept, len(profiles), looked, decided, crowded, tuple(blocks.left_out), together)


def compared(
    records: Iterable[Record], entities: Entities, match: Match
) -> tuple[list[Profile], dict[str, tuple[str, ...]]]:
    """The profiles of the records that are to be matched, and the ids of all records of each memorial."""
    told = [record for record in records if record.about.startswith("memorial/")]
    known = {record.source for record in told}
    for source in match.sources:
        if source not in known:
            hint = did_you_mean(source, known) or f"there are {', '.join(sorted(known)) or 'none'}"
            raise UsageError(f"No source {source!r} has records of memorials: {hint}")
    together: dict[str, list[str]] = {}
    for record in told:
        together.setdefault(record.about, []).append(record.id)
    chosen = [record for record in told if not match.sources or record.source in match.sources]
    return profiles_of(chosen, entities), {about: tuple(ids) for about, ids in together.items()}


def decided_pairs(decisions: Iterable[Record], together: Mapping[str, Sequence[str]]) -> set[_Pair]:
    """The pairs of memorials about which a decision was made, whatever it says: same, distinct or undecided."""
    about = {record: thing for thing, ids in together.items() for record in ids}
    found: set[_Pair] = set()
    for decision in decisions:
        things = {about.get(each, each) for each in decision.claims["of"]}
        memorials = sorted(each for each in things if each.startswith("memorial/"))
        found.update(combinations(memorials, 2))
    return found


def _keep(best: dict[_Pair, Candidate], candidate: Candidate) -> None:
    """Keep of two memorials the two records that speak best for them."""
    known = best.get(candidate.pair)
    if known is None or candidate.score > known.score:
        best[candidate.pair] = candidate


def _chosen(candidates: Iterable[Candidate], decided: set[_Pair], most: int) -> tuple[tuple[Candidate, ...], int, int]:
    """Those to propose, best first; how many were decided, and how many have too many better ones beside them."""
    kept: list[Candidate] = []
    counts: dict[str, int] = {}
    skipped = crowded = 0
    for each in sorted(candidates, key=lambda each: (-each.score, each.pair)):
        if each.pair in decided:
            skipped += 1
        elif all(counts.get(about, 0) >= most for about in each.pair):
            crowded += 1
        else:
            kept.append(each)
            for about in each.pair:
                counts[about] = counts.get(about, 0) + 1
    return tuple(kept), skipped, crowded


def _pair(a: str, b: str) -> _Pair:
    return (a, b) if a < b else (b, a)

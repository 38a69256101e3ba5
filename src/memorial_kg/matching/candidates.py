"""Finds candidates for the same memorial: pairs that meet in a block and score enough, and that nobody has decided yet.

A score goes from 0 to 100 and is a sum of points: `start`, and what each part of two records adds or takes away, as
`weights.toml` says. It is no probability of its own; of the pairs of two invented sources (`tests/matching/twins.py`,
10,000 records each), those with 40 to 49 points were right in 10 of 100 cases, with 50 to 59 in 58, with 60 to 69 in
93, and with 70 or more in over 98. It says in which order a person should look, and the reasons say why.
"""

from __future__ import annotations

from collections import Counter
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

__all__ = [
    "Candidate",
    "Found",
    "Match",
    "Tell",
    "choose",
    "compared",
    "decided_pairs",
    "find_candidates",
    "keep_best",
    "pair_of",
    "score",
]

Tell: TypeAlias = Callable[[str, int, int], None]
Pair: TypeAlias = tuple[str, str]
_EVERY = 500  # records between two words of progress


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two memorials that may be one: the two records that say so best, with the score and the reasons."""

    one: Profile
    other: Profile
    score: float
    findings: tuple[Finding, ...]

    @property
    def pair(self) -> Pair:
        """The ids of the two memorials, sorted."""
        return pair_of(self.one, self.other)


@dataclass(frozen=True)
class Found:
    """The candidates, best first, and what was looked at and left out on the way."""

    candidates: tuple[Candidate, ...]
    records: int
    compared: int
    decided: int  # pairs that met in a block, and that identity.yaml has decided
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
    decided, skipped = decided_pairs(decisions, together), set()
    best: dict[Pair, Candidate] = {}
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
            if (pair := pair_of(one, other)) in decided:
                skipped.add(pair)
                continue
            value, findings = score(one, other, counts, match.weights)
            if value >= least:
                keep_best(best, Candidate(one, other, value, findings))
    kept, crowded = choose(best.values(), int(match.weights["blocking.most"]))
    return Found(kept, len(profiles), looked, len(skipped), crowded, tuple(blocks.left_out.items()), together)


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


def decided_pairs(decisions: Iterable[Record], together: Mapping[str, Sequence[str]]) -> set[Pair]:
    """The pairs of memorials about which a decision was made, whatever it says: same, distinct or undecided."""
    about = {record: thing for thing, ids in together.items() for record in ids}
    found: set[Pair] = set()
    for decision in decisions:
        things = {about.get(each, each) for each in decision.claims["of"]}
        memorials = sorted(each for each in things if each.startswith("memorial/"))
        found.update(combinations(memorials, 2))
    return found


def pair_of(one: Profile, other: Profile) -> Pair:
    """The ids of the two memorials, sorted."""
    return (one.about, other.about) if one.about < other.about else (other.about, one.about)


def keep_best(best: dict[Pair, Candidate], candidate: Candidate) -> None:
    """Keep of two memorials the two records that speak best for them."""
    known = best.get(candidate.pair)
    if known is None or candidate.score > known.score:
        best[candidate.pair] = candidate


def choose(candidates: Iterable[Candidate], most: int) -> tuple[tuple[Candidate, ...], int]:
    """Those to propose, best first, and the number of those whose memorials both have so many better ones."""
    kept: list[Candidate] = []
    counts: Counter[str] = Counter()
    crowded = 0
    for each in sorted(candidates, key=lambda each: (-each.score, each.pair)):
        if all(counts[about] >= most for about in each.pair):
            crowded += 1
        else:
            kept.append(each)
            counts.update(each.pair)
    return tuple(kept), crowded

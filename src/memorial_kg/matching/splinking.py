"""Scores pairs by Splink, which learns from the records themselves what each agreement is worth (Fellegi and Sunter).

It is for large pairs of sources: it needs many records to learn from. The score of a proposal is its probability, as a
number from 0 to 100; the reasons beside it, and their points, are ours, and do not add up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any, Final

from memorial_kg.errors import UsageError
from memorial_kg.matching.candidates import (
    Candidate,
    Found,
    Match,
    Tell,
    choose,
    compared,
    decided_pairs,
    keep_best,
    pair_of,
    score,
)
from memorial_kg.matching.profiles import Profile
from memorial_kg.matching.splink_model import learn, rows_of, settings
from memorial_kg.matching.statistics import Statistics, statistics_of
from memorial_kg.records import Record
from memorial_kg.records.entities import Entities

__all__ = ["LEAST_RECORDS", "find_with_splink"]

LEAST_RECORDS: Final = 1000  # of all sources: with fewer there is too little to learn from
_LEAST_CHANCE: Final = 0.001  # pairs that are less likely are not even counted


def find_with_splink(
    records: Iterable[Record],
    entities: Entities,
    decisions: Iterable[Record],
    match: Match | None = None,
    tell: Tell = lambda *_: None,
) -> Found:
    """The candidates by Splink's probability. Raises UsageError where it cannot learn, or is missing."""
    if not find_spec("splink"):
        raise UsageError("Splink is not installed: pip install 'memorial-kg[splink]', or leave --engine out")
    match = match or Match()
    profiles, together = compared(records, entities, match)
    if len(profiles) < LEAST_RECORDS:
        todo = "leave --engine out"
        raise UsageError(f"Splink learns from the records, and {len(profiles)} are too few for that: {todo}")
    if not match.within and len({each.source for each in profiles}) < 2:
        raise UsageError("There is one source only: say --within to look for the same memorial inside it")
    counts = statistics_of(profiles)
    decided, skipped = decided_pairs(decisions, together), set()
    best: dict[tuple[str, str], Candidate] = {}
    looked = 0
    least = match.weights["least"] if match.least is None else match.least
    for a, b, chance in _scored(profiles, counts, match, least / 100, tell):
        looked += 1
        one, other = profiles[a], profiles[b]
        if one.about == other.about:
            continue
        if (pair := pair_of(one, other)) in decided:
            skipped.add(pair)
            continue
        _, findings = score(one, other, counts, match.weights)
        keep_best(best, Candidate(one, other, 100 * chance, findings))
    kept, crowded = choose(best.values(), int(match.weights["blocking.most"]))
    return Found(kept, len(profiles), looked, len(skipped), crowded, together=together)


def _scored(
    profiles: Sequence[Profile], counts: Statistics, match: Match, least: float, tell: Tell
) -> list[tuple[int, int, float]]:
    """The pairs that are likely enough, each with its probability."""
    from splink import DuckDBAPI, Linker

    steps = ("reading", "learning", "comparing")
    tell(steps[0], 0, len(steps))
    table = rows_of(profiles, counts, match.weights)
    by_source: dict[str, list[dict[str, Any]]] = {}
    for row, profile in zip(table, profiles, strict=True):
        by_source.setdefault(profile.source, []).append(row)
    database = DuckDBAPI()
    tables = [
        database.register(each, dataset_display_name=f"s{n}") for n, (_, each) in enumerate(sorted(by_source.items()))
    ]
    columns = frozenset(table[0])
    linker = Linker(tables, settings(columns, len(tables), within=match.within), log_level="ERROR")
    tell(steps[1], 1, len(steps))
    learn(linker, columns)
    tell(steps[2], 2, len(steps))
    found = linker.inference.predict(threshold_match_probability=max(least, _LEAST_CHANCE))
    rows = found.query_sql("select number_l, number_r, match_probability from {this} order by number_l, number_r")
    return [(each["number_l"], each["number_r"], each["match_probability"]) for each in rows.as_record_list()]

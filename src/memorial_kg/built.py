"""What a build leaves in its folder: the names of its files, and what it says of itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from memorial_kg.errors import InputError
from memorial_kg.store import recover

__all__ = ["CATALOGUE", "DATASET", "ORIGINS", "PROFILES", "REPORTS", "STORE", "SUMMARY", "Summary", "read_summary"]

DATASET = "dataset"  # the stem of every dump; dataset.nq is the canonical one, of which the others are made
STORE = "store"
CATALOGUE = "catalogue.sqlite"
SUMMARY = "summary.json"
ORIGINS = "origins.jsonl"
REPORTS = {"turtle": "report.ttl", "json": "report.json"}

# The shapes in which the built graph lies ready, and the file of each.
PROFILES = {"": f"{DATASET}.nq", "wikibase": "wikibase.nq"}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build made, in numbers; `comparisons` are by relation, `disagreements` are sentences."""

    title: str
    base: str
    sources: int
    records: int
    memorials: int
    proposals: int
    entities: int
    quads: int
    comparisons: dict[str, int]
    disagreements: list[str]
    violations: int
    warnings: int
    files: list[str]


def read_summary(folder: Path) -> Summary:
    """What the last build said of itself.

    Raises InputError when nothing was built in the folder.
    """
    recover(folder)
    try:
        return Summary(**json.loads((folder / SUMMARY).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        todo = "run `memorial-kg build` first, or name its folder with --graph"
        raise InputError(f"{folder}: there is no built graph here; {todo}") from None

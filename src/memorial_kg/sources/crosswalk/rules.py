"""What a crosswalk is once it has been checked: plain data, from which the row → record functions are compiled."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from memorial_kg.ontology import Key
from memorial_kg.sources.crosswalk.paths import is_spread
from memorial_kg.sources.crosswalk.templates import Template
from memorial_kg.sources.readers.row import ReadingRules

__all__ = ["KEY_OF_RECORD", "Condition", "Crosswalk", "Fetch", "KeyRule", "Lookup", "RecordRule", "Split"]

# The name by which `about` calls what `key` made.
KEY_OF_RECORD: Final = "record"


@dataclass(frozen=True, slots=True)
class Fetch:
    """Where in a row a value stands: a column by its name, a path into nested values, or both empty."""

    columns: tuple[str, ...] = ()
    path: str = ""
    template: Template | None = None
    constant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds of a row or does not, and how the report says that it does not."""

    fetch: Fetch
    among: frozenset[str] | None
    not_among: frozenset[str] | None
    matches: re.Pattern[str] | None
    present: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Split:
    """How one cell holds several values."""

    by: str = ""
    quoting: bool = False
    json: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the words of a source mean, as written and by folded spelling; no meaning: a word known and left out."""

    name: str
    written: Mapping[str, tuple[str, ...]]
    meanings: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class KeyRule:
    """One rule: where a value stands, what is done with it, and to which key of the record it goes.

    `keys` are the keys on the way, `kind` says how the value is read; `part` is the id of one of several parts.
    """

    place: str
    line: int
    name: str
    keys: tuple[Key, ...]
    kind: str
    fetch: Fetch
    default: str
    nulls: frozenset[str]
    when: tuple[Condition, ...]
    html: bool
    split: Split | None
    join: str | None
    regex: re.Pattern[str] | None
    unmatched: str
    lookup: Lookup | None
    unknown: str
    language: str
    language_column: str
    date_order: str
    date_languages: tuple[str, ...]
    century: str
    unit: str
    order: tuple[str, ...]
    latitude_first: bool
    shapes: str
    decimals: int | None
    id: Template | None
    naming: Template | None
    part: str
    evidence: str

    @property
    def key(self) -> Key:
        """The key that takes the value itself."""
        return self.keys[-1]

    @property
    def several(self) -> bool:
        """Whether one row can give several values here, each of which has its place in a list."""
        return self.split is not None or self.several_by_path

    @property
    def several_by_path(self) -> bool:
        """Whether the way to the value goes through each item of a list."""
        return is_spread(self.fetch.path)

    @property
    def shown(self) -> str:
        """What of the source the rule reads, in words for people."""
        fetch = self.fetch
        return (
            " or ".join(fetch.columns) or fetch.path or (fetch.template.text if fetch.template else "the same always")
        )


@dataclass(frozen=True, slots=True)
class RecordRule:
    """Which rows become records, and how they are called."""

    key: tuple[Template, ...]
    about: Template
    only: tuple[Condition, ...]
    keeps_broken: bool


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The whole crosswalk of a source; `file` is its source.toml, and `line` finds the line of a place in it."""

    file: str
    line: Callable[[str], int]
    reading: ReadingRules
    language: str
    nulls: frozenset[str]
    ignore: frozenset[str]
    record: RecordRule
    keys: tuple[KeyRule, ...]

"""What a guess is: a column, the key that it may give, the rules, and the reasons in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from memorial_kg.sources.crosswalk.proposing.profiles import Column, Profile
from memorial_kg.values import visible

__all__ = ["Guess", "Setting", "counted", "examples", "mostly", "says", "shares", "toml", "where"]

_LONGEST_EXAMPLE: Final = 40
_MOSTLY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the whole source while its columns are looked at."""

    profile: Profile
    nulls: frozenset[str]
    date_languages: tuple[str, ...]
    prefix: str


@dataclass(slots=True)
class Guess:
    """What a column may mean: the reasons, the rules, and whether they hold unless a person says otherwise."""

    column: Column
    key: str
    why: list[str]
    rules: list[dict[str, str]] = field(default_factory=list)  # option → its value in TOML
    lookup: dict[str, str] = field(default_factory=dict)
    sure: bool = True
    hints: list[str] = field(default_factory=list)  # options for a person to choose, as comments


def toml(value: str) -> str:
    """A text as TOML has it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def counted(number: int, word: str) -> str:
    """A number of things, in words.

    >>> counted(1, "value"), counted(2100, "value")
    ('1 value', '2,100 values')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def examples(column: Column, nulls: frozenset[str], most: int = 3) -> str:
    """A few values of a column, the most frequent first."""
    shown = []
    for value, _ in column.said(nulls).most_common(most):
        text = visible(" ".join(value.split()))
        shown.append(text if len(text) <= _LONGEST_EXAMPLE else f"{text[: _LONGEST_EXAMPLE - 1]}…")
    return " | ".join(shown)


def where(column: Column) -> dict[str, str]:
    """Where a rule finds the values of a column."""
    rule = {"path" if column.nested else "column": toml(column.name)}
    return rule | ({"join": '"\\n"'} if column.of_lines else {})


def shares(column: Column, setting: Setting, test: Callable[[str], object]) -> tuple[int, int]:
    """In how many cells of a column a test holds, and how many say something."""
    return column.count(test, setting.nulls)


def mostly(column: Column, setting: Setting, test: Callable[[str], object]) -> bool:
    """Whether a test holds in more than half of the cells that say something."""
    held, said = shares(column, setting, test)
    return said > 0 and held > _MOSTLY * said


def says(column: Column, setting: Setting, what: str = "value") -> str:
    """How many values a column has, and some of them."""
    said = column.said(setting.nulls)
    return f"{counted(said.total(), what)}, {len(said):,} different: {examples(column, setting.nulls)}"

"""Reads the file that says what each agreement and each contradiction of two memorials weighs."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from memorial_kg.errors import InputError, Problem
from memorial_kg.values import did_you_mean, quote

__all__ = ["BUNDLED", "Steps", "Weights", "read_weights"]

BUNDLED: Final = Path(__file__).with_name("weights.toml")

Steps: TypeAlias = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Weights:
    """The numbers of a file of weights, by `part.name`; steps are limits, each with its points."""

    numbers: Mapping[str, float]
    steps: Mapping[str, Steps]

    def __getitem__(self, name: str) -> float:
        return self.numbers[name]

    def step(self, name: str, size: float) -> float:
        """The points of the first limit that a size does not exceed."""
        steps = self.steps[name]
        return next((points for limit, points in steps if size <= limit), steps[-1][1])


@cache
def read_weights(file: Path = BUNDLED) -> Weights:
    """Read a file of weights; what it leaves out is as in the bundled one. Every mistake is named in one InputError."""
    ours = _flat(tomllib.loads(BUNDLED.read_text(encoding="utf-8")))
    said = ours if file == BUNDLED else {**ours, **_checked(file, ours)}
    return Weights(
        {name: float(each) for name, each in said.items() if isinstance(each, int | float)},
        {name: tuple((float(a), float(b)) for a, b in each) for name, each in said.items() if isinstance(each, list)},
    )


def _flat(table: Mapping[str, object]) -> dict[str, object]:
    inner = {
        f"{part}.{name}": each for part, one in table.items() if isinstance(one, dict) for name, each in one.items()
    }
    return {**{name: each for name, each in table.items() if not isinstance(each, dict)}, **inner}


def _checked(file: Path, ours: Mapping[str, object]) -> dict[str, object]:
    try:
        said = _flat(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{file} is not TOML: {error}") from error
    problems = []
    for name, value in said.items():
        if name not in ours:
            todo = did_you_mean(name, ours) or "leave it out"
            problems.append(Problem(str(file), 0, "", name, "there is no such weight", "one of the bundled file", todo))
        elif not (_is_steps(value) if _is_steps(ours[name]) else _is_number(value)):
            form = "[[limit, points], …], limits ascending" if _is_steps(ours[name]) else "a number"
            problems.append(Problem(str(file), 0, "", name, f"{quote(str(value))} is no weight", form, "correct it"))
    if problems:
        raise InputError(problems=problems)
    return said


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_steps(value: object) -> bool:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return False
    if not all(isinstance(each, list) and len(each) == 2 and all(map(_is_number, each)) for each in value):
        return False
    limits = [each[0] for each in value]
    return limits == sorted(set(limits))

"""Validates the lines of one part, each graph by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from memorial_kg.errors import InputError
from memorial_kg.pipeline.shared import Shared
from memorial_kg.validation import Origins, Violation, validate

__all__ = ["Checked", "check"]


@dataclass(slots=True)
class Checked:
    """What validation found in a part: results, focus nodes, and the graphs that were looked at."""

    violations: list[Violation] = field(default_factory=list)
    focus: int = 0
    graphs: set[str] = field(default_factory=set)

    def add(self, other: Checked) -> None:
        """Take in what was found in another part."""
        self.violations += other.violations
        self.focus += other.focus
        self.graphs |= other.graphs


def check(shared: Shared, own: Mapping[str, set[str]], aside: Mapping[str, set[str]], origins: Origins) -> Checked:
    """The results about the things of a part; `aside` is what it says of others, which is not judged here."""
    lines = [line for each in (own, aside) for several in each.values() for line in several]
    try:
        report = validate(lines, origins=origins)
    except InputError:
        return Checked()
    mine = {line[: line.index("> ") + 1] for several in own.values() for line in several}
    return Checked([each for each in report.violations if each.focus in mine], report.checked, set(report.graphs))

"""Validates the lines of one part, each graph by itself; what it says of other things is context, and not judged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import astuple, dataclass, field, replace
from typing import Any

from memorial_kg.validation import Origins, Violation
from memorial_kg.validation.partitions import check_lines

__all__ = ["Checked", "check"]


@dataclass(slots=True)
class Checked:
    """What validation found in a part: results, focus nodes, and the graphs that were looked at."""

    violations: list[Violation] = field(default_factory=list)
    focus: int = 0
    graphs: set[str] = field(default_factory=set)

    def add(self, other: Checked, origins: Origins | None = None) -> None:
        """Take in what was found in another part, each result with the place that it comes from."""
        self.violations += _placed(other.violations, origins) if origins else other.violations
        self.focus += other.focus
        self.graphs |= other.graphs

    def nodes(self) -> set[str]:
        """The IRIs of the nodes that results are about, and of the things whose parts they are."""
        focus = {_bare(each.focus) for each in self.violations}
        return focus | {each.partition("#")[0] for each in focus}

    def plain(self) -> tuple[Any, ...]:
        """The same as values of plain types."""
        return [astuple(each) for each in self.violations], self.focus, self.graphs

    @classmethod
    def of(cls, violations: list[tuple[Any, ...]], focus: int, graphs: set[str]) -> Checked:
        """What `plain` gave."""
        return cls([Violation(*each) for each in violations], focus, graphs)


def check(base: str, own: Mapping[str, Collection[str]], aside: Mapping[str, Collection[str]]) -> Checked:
    """The results about the things of a part, of which `own` is all that is said, by the name of the source."""
    made = Checked()
    for name in sorted(own):
        if own[name]:
            graph = f"{base}source/{name}" if name else ""
            found = check_lines(graph, own[name], aside.get(name, ()))
            made.add(Checked(found.violations, found.checked, {graph}))
    return made


def _placed(violations: list[Violation], origins: Origins) -> Iterator[Violation]:
    for each in violations:
        record, file, line = origins.find(each.graph, _bare(each.focus), _bare(each.path))
        yield replace(each, record=record, file=file, line=line)


def _bare(term: str) -> str:
    """The IRI of an IRI term; anything else as it is."""
    return term[1:-1] if term.startswith("<") and term.endswith(">") else term

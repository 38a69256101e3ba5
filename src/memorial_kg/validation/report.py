"""What validation found: each violation with the constraint it breaks and the place it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["SEVERITIES", "SEVERITY_OF", "Report", "Severity", "Violation"]

Severity = Literal["violation", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")

# SHACL's names; any severity of someone's own making counts as the gravest: it was not declared to be less.
SEVERITY_OF: dict[str, Severity] = {"Warning": "warning", "Info": "info"}


@dataclass(frozen=True, slots=True)
class Violation:
    """One constraint that one node does not meet, whatever its severity.

    `focus` and `value` are terms as N-Triples writes them, `path` is a property path as SPARQL writes it; the last two
    may be "". `shape` and `graph` are IRIs: the shape that a person can look up, "" for what no shape needs to forbid
    (a date that is no date), and the graph, "" for the default graph. `component` is SHACL's name of the kind of
    constraint, or the IRI of someone's own kind. `record`, `file` and `line` lead to where the data was written, if
    that is known.
    """

    severity: Severity
    focus: str
    path: str
    value: str
    shape: str
    component: str
    message: str
    graph: str = ""
    record: str = ""
    file: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        """`file:line` as editors understand it, as far as it is known."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Report:
    """All results of one run, in an order that depends on nothing but them.

    `checked` counts the focus nodes, each once in every graph; `graphs` are the IRIs of the graphs, "" for the default.
    """

    violations: tuple[Violation, ...]
    checked: int
    graphs: tuple[str, ...]

    @classmethod
    def of(cls, found: Iterable[Violation], checked: int, graphs: Iterable[str]) -> Report:
        """The report of what was found, each result once, the worst first."""
        return cls(tuple(sorted(set(found), key=_order)), checked, tuple(graphs))

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and infos are advice."""
        return not self.count("violation")

    @property
    def verdict(self) -> str:
        """The sum of it in a line: `does not conform: 3 focus nodes in 1 graph; 2 violations`."""
        word = "conforms" if self.conforms else "does not conform"
        checked = f"{_counted(self.checked, 'focus node')} in {_counted(len(self.graphs), 'graph')}"
        found = ", ".join(_counted(number, each) for each in SEVERITIES if (number := self.count(each)))
        return f"{word}: {checked}{f'; {found}' if found else ''}"

    def count(self, severity: Severity) -> int:
        """How many results are of this severity."""
        return sum(each.severity == severity for each in self.violations)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _order(each: Violation) -> tuple[int | str, ...]:
    rank = SEVERITIES.index(each.severity)
    return (
        rank,
        each.file,
        each.line,
        each.graph,
        each.focus,
        each.path,
        each.component,
        each.value,
        each.shape,
        each.message,
    )

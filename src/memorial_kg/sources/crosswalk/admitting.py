"""Leads a draft through the strict door: what is refused there is taken out and named, the rest is kept."""

from __future__ import annotations

from memorial_kg.errors import Problem
from memorial_kg.records import Door, Record, Row
from memorial_kg.records.model import Origin, Tree

__all__ = ["admit"]

# Without one of these there is no record.
_NEEDED = ("", "record", "about", "locator")


def admit(tree: dict[str, Tree], file: str, line: int, door: Door) -> tuple[Record | None, list[Problem]]:
    """The record of a draft, or None, and what could not be kept of it; the draft is changed."""
    refused: list[Problem] = []
    origin = Origin(file, line)
    while True:
        record, problems = door.check(Row(tree, origin))
        if record is not None:
            return record, refused
        fatal = [problem for problem in problems if problem.key in _NEEDED]
        refused += [problem for problem in problems if not problem.key.startswith("evidence.")]
        taken = [_take_out(tree, problem.key.split(".")) for problem in _from_the_end(problems)] if not fatal else []
        # Each round makes the draft smaller, so that there is a last one.
        if fatal or not any(taken):
            return None, refused or problems


def _from_the_end(problems: list[Problem]) -> list[Problem]:
    """The last item of a list first, so that the numbers of the others stay true; inner places before outer ones."""
    once = {problem.key: problem for problem in problems}
    return sorted(once.values(), key=_numbers, reverse=True)


def _numbers(problem: Problem) -> list[int]:
    return [int(part) if part.isdigit() else 0 for part in problem.key.split(".")]


def _take_out(tree: Tree, path: list[str]) -> bool:
    """Take a value out of a draft, and what is then empty; evidence goes whole."""
    if path[0] == "evidence":
        path = path[:2]
    above = [tree]
    for part in path[:-1]:
        inner = _step(above[-1], part)
        if inner is None:
            return False
        above.append(inner)
    for holder, part in zip(reversed(above), reversed(path), strict=True):
        if _step(holder, part) is None:
            return False
        del holder[int(part) if isinstance(holder, list) else part]
        if holder:
            return True
    return True


def _step(holder: Tree, part: str) -> Tree:
    if isinstance(holder, dict):
        return holder.get(part)
    return holder[int(part)] if isinstance(holder, list) and part.isdigit() and int(part) < len(holder) else None

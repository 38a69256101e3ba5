"""Leads a draft through the strict door: what is refused there is taken out and named, the rest is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from memorial_kg.errors import Problem
from memorial_kg.records import Door, Record, Row
from memorial_kg.records.model import Origin, Tree

__all__ = ["admit"]

# Without one of these there is no record.
_NEEDED = ("", "record", "about", "locator")


def admit(
    tree: dict[str, Tree], origin: Origin, door: Door, before: Iterable[str] = ()
) -> tuple[Record | None, list[Problem]]:
    """The record of a draft, or None, and what could not be kept of it; the draft is changed.

    `before` are the keys whose values were refused before the draft came here.
    """
    refused: list[Problem] = []
    keys = [*before]
    while True:
        record, problems = door.check(Row(tree, origin))
        if record is not None:
            return record, [*dict.fromkeys(refused)]
        fatal = [problem for problem in problems if problem.key in _NEEDED]
        for problem in problems:
            if not problem.key.startswith("evidence."):
                refused.append(_consequence(problem) if _holds_one(problem.key, keys) else problem)
        keys += [_plain(problem.key) for problem in problems]
        taken = [_take_out(tree, problem.key.split(".")) for problem in _from_the_end(problems)] if not fatal else []
        # Each round makes the draft smaller, so that there is a last one.
        if fatal or not any(taken):
            return None, [*dict.fromkeys(refused)] or problems


def _plain(key: str) -> str:
    return ".".join(part for part in key.split(".") if not part.isdigit())


def _holds_one(key: str, refused: list[str]) -> bool:
    """Whether something inside what stands at a key was refused already."""
    inside = f"{_plain(key)}."
    return bool(key) and any(each.startswith(inside) for each in refused)


def _consequence(problem: Problem) -> Problem:
    """A part that needs what was refused goes with it: that is said, instead of what it lacks."""
    what = "it is left out whole, since a value that it needs was refused"
    return replace(problem, what=what, expected="", todo="mend that value")


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

"""Collects what is wrong with one row, each problem at its place and in words that say what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection

from memorial_kg.errors import Problem
from memorial_kg.records.model import Tree
from memorial_kg.records.rows import Path, Row, key_of, stands_at
from memorial_kg.values import ValueProblem, did_you_mean, quote

__all__ = ["MOST_MARKS", "Refusals", "clause", "word_for"]

# Looking for what was meant takes a millisecond for a hundred choices; nobody reads more guesses than these.
_MOST_GUESSES = 50
# The Stream-Safe Text Format (Unicode Standard Annex 15, section 13) allows 30 in a row; no language needs ten.
MOST_MARKS = 30


class Refusals:
    """What was found wrong with one row."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[Problem] = []
        self._guesses = 0

    def __len__(self) -> int:
        return len(self.problems)

    def add(self, path: Path, what: str, expected: str = "", todo: str = "") -> None:
        """Refuse what stands at a path, on the line of the nearest key that has one."""
        written, line = stands_at(path, self.row.origin)
        self.problems.append(Problem(self.row.origin.file, line, "", key_of(written), what, expected, todo))

    def guess(self, word: str, choices: Collection[str]) -> str:
        """Ask whether the most similar choice was meant; empty if none is similar, or if enough was asked."""
        self._guesses += 1 + len(choices) // 1000
        return did_you_mean(word, choices) if self._guesses <= _MOST_GUESSES else ""

    def value(self, check: Callable[[str], object], tree: Tree, path: Path) -> str | None:
        """A scalar that a value type accepts, as it was written; refuses anything else."""
        if not isinstance(tree, str):
            self.add(path, f"{word_for(tree)} stands here", "one value", "write the value alone")
            return None
        text = tree.strip(" \t\r\n")
        if not text:
            self.add(path, "it is empty", "a value", "leave the key out where the source says nothing")
            return None
        if _has_endless_letter(text):
            what = f"a letter of {quote(text)} has more than {MOST_MARKS} marks"
            self.add(path, what, "letters that can be read", "remove the marks that nobody can see")
            return None
        try:
            checked = check(text)
        except ValueProblem as problem:
            self.add(path, problem.what, problem.expected, problem.todo)
            return None
        return checked if isinstance(checked, str) else text

    def mapping(self, tree: Tree, path: Path, example: str = "") -> dict[str, Tree] | None:
        """A mapping, as it is; refuses anything else."""
        if isinstance(tree, dict):
            return tree
        self.add(
            path, f"{word_for(tree)} stands here", "a mapping of keys to values", example or "write `key: value` lines"
        )
        return None

    def finish(self, name: Tree) -> list[Problem]:
        """All problems in the order of the file, those of the reading among them, each with the record's name.

        Where something could not be read, what else is wrong there is only its echo.
        """
        unread = {problem.key for problem in self.row.problems if problem.key}
        found = [problem for problem in self.problems if not _is_in(problem.key, unread)]
        if self.row.problems and self.row.tree is None:
            found = []
        record = key_of((name,)) if isinstance(name, str) else ""
        named = (
            Problem(each.file, each.line, record, each.key, each.what, each.expected, each.todo)
            for each in (*self.row.problems, *found)
        )
        return sorted(named, key=lambda problem: problem.line)


def _is_in(key: str, unread: set[str]) -> bool:
    parts = key.split(".") if unread else []
    return any(".".join(parts[:end]) in unread for end in range(1, len(parts) + 1))


def _has_endless_letter(text: str) -> bool:
    """Whether a letter has so many combining marks that to put them in order would take forever."""
    if len(text) <= MOST_MARKS or text.isascii():
        return False
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MOST_MARKS:
            return True
    return False


def clause(message: str) -> str:
    """A sentence of the ontology as part of a message: without its capital and its full stop.

    >>> clause("A name is a text."), clause("EDTF is a format.")
    ('a name is a text', 'EDTF is a format')
    """
    begins_with_name = message[1:2].isupper()
    return (message[:1] if begins_with_name else message[:1].lower()) + message[1:].rstrip(".")


def word_for(tree: Tree) -> str:
    """What stands where something else was expected."""
    if isinstance(tree, str):
        return quote(tree) if tree.strip() else "nothing"
    return "a mapping" if isinstance(tree, dict) else "a list" if isinstance(tree, list) else "something unreadable"

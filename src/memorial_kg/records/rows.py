"""What reading a file gives: rows, each with where it stands and what was wrong with the way it was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from memorial_kg.errors import Problem
from memorial_kg.records.model import Origin, Tree
from memorial_kg.values import quote

__all__ = ["DEEPEST", "Item", "Path", "Row", "broken", "key_of", "stands_at"]

Path: TypeAlias = tuple[str | int, ...]

DEEPEST = 40  # No record needs more; without a limit, hostile nesting would exhaust the stack.


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a file: its tree, where it stands, and what was wrong with the way it was written."""

    tree: Tree
    origin: Origin
    problems: tuple[Problem, ...] = ()


@dataclass
class Item:
    """An item under construction."""

    file: str
    line: int
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, path: Path, what: str, expected: str = "", todo: str = "") -> None:
        """Note a problem, once."""
        problem = Problem(self.file, line, "", key_of(path), what, expected, todo)
        if problem not in self.problems[-1:]:
            self.problems.append(problem)

    def refuse_twice(self, line: int, path: Path) -> None:
        """Note that a mapping has a key more than once."""
        what = f"the key {quote(str(path[-1]))} stands here twice"
        self.refuse(line, path, what, "each key once", "put several values into a list")

    def refuse_depth(self, line: int, path: Path) -> None:
        """Note that something is nested too deeply."""
        self.refuse(line, path[:3], "it is nested too deeply", f"at most {DEEPEST} levels", "flatten the record")

    def row(self, tree: Tree) -> Row:
        """The finished row."""
        return Row(tree, Origin(self.file, self.line, self.lines), tuple(self.problems))


def broken(file: str, line: int, what: str, expected: str, todo: str) -> Row:
    """A row of which nothing but its problem is known."""
    return Row(None, Origin(file, line), (Problem(file, line, "", "", what, expected, todo),))


def stands_at(path: Path, origin: Origin) -> tuple[Path, int]:
    """A path as it was written, and its line: a value that stands alone has no number, although it is a list of one."""
    written: Path = ()
    line = origin.line
    for part in path:
        if isinstance(part, int) and origin.lines and (*written, part) not in origin.lines:
            continue
        written = (*written, part)
        line = origin.lines.get(written, line)
    return written, line


def key_of(path: Path) -> str:
    """A path as messages show it, with dots; what cannot be seen or printed is escaped, what is endless is cut."""
    return ".".join(part if isinstance(part, str) and _is_plain(part) else _shown(part) for part in path)


def _is_plain(part: str) -> bool:
    return len(part) <= 80 and part.isprintable()


def _shown(part: str | int) -> str:
    return str(part) if isinstance(part, int) else quote(part)

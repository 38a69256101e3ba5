"""Takes typed values out of a TOML table, and remembers which keys nobody asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from memorial_kg.errors import Problem
from memorial_kg.values import ValueProblem, did_you_mean

__all__ = ["Table"]


class Table:
    """One TOML table: a value of a wrong type, a missing one and an unknown key each become a problem in `problems`.

    `line` tells on which line of the file a place such as `harvest.keys[2].column` stands.
    """

    def __init__(
        self,
        values: Mapping[str, object],
        file: str,
        path: str,
        problems: list[Problem],
        line: Callable[[str], int] = lambda _: 0,
    ) -> None:
        self._values, self._file, self._path, self._problems, self._line = values, file, path, problems, line
        self._asked: list[str] = []

    def __contains__(self, key: str) -> bool:
        """Whether the table says anything under a key."""
        return key in self._values

    @property
    def place(self) -> str:
        """Where the table stands, such as `harvest.keys[2]`."""
        return self._path

    @property
    def sound(self) -> bool:
        """Whether no problem was named so far, here or in another table of the file."""
        return not self._problems

    @property
    def line(self) -> int:
        """The line on which the table begins."""
        return self._line(self._path)

    @property
    def names(self) -> list[str]:
        """The keys under which the table says anything."""
        return [*self._values]

    def know(self, key: str) -> None:
        """Take note that a key is one of this table's, whether or not it says anything."""
        self._asked.append(key)

    def is_text(self, key: str) -> bool:
        """Whether a text stands under a key, where a table could stand, too."""
        return isinstance(self._values.get(key), str)

    def string(self, key: str, *, needed: bool = False) -> str:
        """Take a text; empty if it is not there."""
        value = self._take(key, needed=needed)
        if value is None or isinstance(value, str):
            return value or ""
        self._refuse(key, value, "a text in quotation marks")
        return ""

    def one_of(self, key: str, choices: Sequence[str]) -> str:
        """Take one of some words; the first of them where another was given, which is a problem."""
        value = self.string(key, needed=True)
        if value and value not in choices:
            self._refuse(key, value, f"one of {', '.join(choices)}")
        return value if value in choices else choices[0]

    def flag(self, key: str) -> bool:
        """Take true or false; false if it is not there."""
        value = self._take(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self._refuse(key, value, "true or false")
        return False

    def number(self, key: str) -> int | None:
        """Take a whole number that is not negative; None if it is not there."""
        value = self._take(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        self._refuse(key, value, "a whole number, such as 6")
        return None

    def one_or_more(self, key: str) -> tuple[str, ...]:
        """Take a text, or a list of texts; empty if it is not there."""
        return (self.string(key),) if self.is_text(key) else self.strings(key)

    def strings(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; empty if it is not there."""
        value = self._take(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self._refuse(key, value, 'a list of texts, such as ["…", "…"]')
        return ()

    def strings_by_name(self, key: str) -> dict[str, str]:
        """Take a table whose names are free and whose values are texts; empty if it is not there."""
        value = self._take(key)
        if value is None:
            return {}
        if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
            return dict(value)
        self._refuse(key, value, 'a table of texts, such as { name = "…" }')
        return {}

    def table(self, key: str, *, needed: bool = False) -> Table:
        """Take a table; an empty one if it is not there."""
        value = self._take(key, needed=needed)
        if value is not None and not isinstance(value, dict):
            self._refuse(key, value, f"a table [{self._place(key)}]")
            value = None
        return Table(value or {}, self._file, self._place(key), self._problems if value else [], self._line)

    def tables(self, key: str) -> Iterator[Table]:
        """Take a list of tables, one after the other; none if it is not there."""
        value = self._take(key)
        if value is not None and not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
            self._refuse(key, value, f"a list of tables [[{self._place(key)}]]")
            return
        for number, item in enumerate(value or (), start=1):
            yield Table(item, self._file, f"{self._place(key)}[{number}]", self._problems, self._line)

    def close(self) -> None:
        """Name every key that nobody asked for: it is misspelt, or it does nothing."""
        for key in self._values:
            if key not in self._asked:
                todo = did_you_mean(key, self._asked) or "remove it"
                self.refuse(key, "is not a key here", f"one of {', '.join(self._asked)}", todo)

    def checked(self, key: str, check: Callable[[str], object], value: object) -> object:
        """Give what a check makes of a value; a refusal is a problem at the key, and gives None."""
        try:
            return check(str(value))
        except ValueProblem as problem:
            self.refuse(key, problem.what, problem.expected, problem.todo)
            return None

    def refuse(self, key: str, what: str, expected: str = "", todo: str = "") -> None:
        """Name a problem at a key of this table, or, without one, at the table itself."""
        place = self._place(key) if key else self._path
        self._problems.append(Problem(self._file, self._line(place), "", place, what, expected, todo))

    def _take(self, key: str, *, needed: bool = False) -> object:
        self._asked.append(key)
        value = self._values.get(key)
        if needed and (value is None or value == ""):
            self.refuse(key, "is missing", todo="add it")
        return value

    def _refuse(self, key: str, value: object, expected: str) -> None:
        self.refuse(key, f"{value!r} cannot be read", expected)

    def _place(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

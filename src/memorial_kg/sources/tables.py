"""Takes typed values out of a TOML table, and remembers which keys nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from memorial_kg.errors import Problem
from memorial_kg.values import did_you_mean

__all__ = ["Table"]


class Table:
    """One TOML table: a value of a wrong type, a missing one and an unknown key each become a problem in `problems`."""

    def __init__(self, values: Mapping[str, object], file: str, path: str, problems: list[Problem]) -> None:
        self._values, self._file, self._path, self._problems = values, file, path, problems
        self._asked: list[str] = []

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
        return Table(value or {}, self._file, self._place(key), self._problems if value else [])

    def tables(self, key: str) -> Iterator[Table]:
        """Take a list of tables, one after the other; none if it is not there."""
        value = self._take(key)
        if value is not None and not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
            self._refuse(key, value, f"a list of tables [[{self._place(key)}]]")
            return
        for number, item in enumerate(value or (), start=1):
            yield Table(item, self._file, f"{self._place(key)}[{number}]", self._problems)

    def close(self) -> None:
        """Name every key that nobody asked for: it is misspelt, or it does nothing."""
        for key in self._values:
            if key not in self._asked:
                todo = did_you_mean(key, self._asked) or "remove it"
                expected = f"one of {', '.join(self._asked)}"
                self._problems.append(Problem(self._file, 0, "", self._place(key), "is not a key here", expected, todo))

    def _take(self, key: str, *, needed: bool = False) -> object:
        self._asked.append(key)
        value = self._values.get(key)
        if needed and (value is None or value == ""):
            self._problems.append(Problem(self._file, 0, "", self._place(key), "is missing", "", "add it"))
        return value

    def _refuse(self, key: str, value: object, expected: str) -> None:
        self._problems.append(Problem(self._file, 0, "", self._place(key), f"{value!r} cannot be read", expected, ""))

    def _place(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

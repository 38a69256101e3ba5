"""What a value type says when it cannot keep a value."""

from __future__ import annotations

from memorial_kg.errors import InputError

__all__ = ["ValueProblem", "quote"]

_LONGEST_QUOTE = 80


class ValueProblem(InputError, ValueError):  # noqa: N818 - it is a `Problem` that does not know its place
    """A value cannot be kept: what it is, what was expected, and what to do.

    It knows nothing of files and keys; whoever does, makes a `memorial_kg.errors.Problem` of its three parts.

    >>> print(ValueProblem("'2016-13' has no month 13", "01 to 12", "correct the month"))
    '2016-13' has no month 13; expected 01 to 12; correct the month
    """

    # `expected` and `todo` need defaults: an exception is unpickled from its message alone, then given its fields.
    def __init__(self, what: str, expected: str = "", todo: str = "") -> None:
        self.what, self.expected, self.todo = what, expected, todo
        super().__init__(str(self))

    def __str__(self) -> str:
        return "; ".join(filter(None, (self.what, self.expected and f"expected {self.expected}", self.todo)))


def quote(text: str) -> str:
    r"""Quote a value on one line: invisible characters show as escapes, and a long text shows its beginning.

    >>> quote("a\tb"), quote("x" * 200)[-6:]
    ("'a\\tb'", "xxxx…'")
    """
    return repr(text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…")

"""The answer to a query, the same whichever engine gave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Answer", "Form", "Row"]

Form = Literal["select", "ask", "construct"]
Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query answers: rows of terms, yes or no, or lines of N-Triples.

    A term is the string that stands for it in N-Triples, as everywhere in the house (`_:b0` for a blank node of
    somebody else's graph); None is a variable without a value. Columns are in the order of the SELECT clause, or, for
    `SELECT *`, in the order in which the variables appear. DESCRIBE answers like CONSTRUCT.
    """

    form: Form
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    triples: tuple[str, ...] = ()  # sorted, each once, without line ends
    ordered: bool = False  # the query says in which order the rows come

    def __bool__(self) -> bool:
        """Tell whether there is anything in the answer; for ASK, the answer itself."""
        return bool(self.rows or self.triples or self.boolean)

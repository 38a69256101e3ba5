"""Finds the delimiter of a file by the one under which its rows agree on a number of cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Final

__all__ = ["DELIMITERS", "delimiter_of", "looks_delimited"]

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 1 << 16
_ROWS: Final = 200
_BEYOND_DOUBT: Final = 0.9


def delimiter_of(stream: io.TextIOWrapper, quotation: str = '"') -> str:
    r"""The delimiter of the text; a comma if there is none, which gives one column.

    >>> delimiter_of(io.TextIOWrapper(io.BytesIO(b"name;year\nA, B and C;1920\nD;1921\n")))
    ';'
    """
    sample = stream.read(_SAMPLE)
    if len(sample) == _SAMPLE:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    best = max(DELIMITERS, key=lambda delimiter: _fit(sample, delimiter, quotation))
    return best if _fit(sample, best, quotation) > (0.0, 0) else ","


def looks_delimited(sample: str) -> str:
    """The delimiter of a text that is a table beyond doubt; empty if it may be something else."""
    sample = sample[: sample.rfind("\n") + 1] or sample
    fits = {delimiter: _fit(sample, delimiter, '"') for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: fits[delimiter])
    return best if fits[best] > (_BEYOND_DOUBT, 1) and sample.count("\n") > 1 else ""


def _fit(sample: str, delimiter: str, quotation: str) -> tuple[float, int]:
    """How many of the rows have the commonest number of cells, and that number: a higher one speaks for a delimiter."""
    lines = io.StringIO(sample, newline="")
    rows = (csv.reader(lines, delimiter=delimiter, quotechar=quotation) if quotation
            else csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))  # fmt: skip
    widths: Counter[int] = Counter()
    try:
        for row, _ in zip(rows, range(_ROWS), strict=False):
            widths[len(row)] += bool(row)
    except csv.Error:
        return 0.0, 0
    cells, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return (round(times / widths.total(), 1), cells) if cells > 1 else (0.0, 0)

"""Reads CSV and TSV: a row at a time, with every row accounted for, however its quotation marks and cells were lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from memorial_kg.sources.readers.csv_lines import csv_rows
from memorial_kg.sources.readers.finding import file_problem
from memorial_kg.sources.readers.heading import headed_rows
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow
from memorial_kg.sources.readers.sniffing import delimiter_of
from memorial_kg.sources.readers.texts import encoding_of, open_text
from memorial_kg.values import quote

__all__ = ["read_csv", "read_tsv"]

_EXCEL_SAYS: Final = re.compile(r"sep=(.)[\r\n]*\Z", re.IGNORECASE)


def read_csv(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The rows of a file with delimiters: the declared one, that of `sep=` in the first line, or the one that fits."""
    yield from _read(source, rules, rules.delimiter)


def read_tsv(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The rows of a file with tabs between its cells."""
    yield from _read(source, rules, rules.delimiter or "\t")


def _read(source: Input, rules: ReadingRules, delimiter: str) -> Iterator[SourceRow]:
    for name, given in (("delimiter", delimiter), ("quote", rules.quote)):
        if len(given) > 1 or given in ("\r", "\n"):
            what = f"{name} = {quote(given)} is not one character"
            raise file_problem(source.name, what, 'a character such as ";" or "\\t"', f"correct harvest.{name}")
    encoding, _ = encoding_of(source, rules)
    with open_text(source, rules) as stream:
        stated = _EXCEL_SAYS.match(first := stream.readline(8))
    if not delimiter:
        with open_text(source, rules) as stream:
            delimiter = stated[1] if stated else delimiter_of(stream, rules.quote)
    with open_text(source, rules) as stream:
        skipped = 1 if stated and stream.readline() and first else 0
        rows = csv_rows(stream, delimiter, rules.quote, skipped)
        yield from headed_rows(rows, rules, source.name, encoding)

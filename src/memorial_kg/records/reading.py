"""Reads YAML and JSON Lines into rows: plain trees of strings, with the line of every key.

Every scalar is the string that was written (`NO` is Norway, `1.10` is not `1.1`). Aliases, anchors, tags and duplicate
keys are refused, so that a file means what it seems to say and cannot unfold into something larger than itself. A row
that cannot be read costs no other row.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from memorial_kg.records.jsonlines import json_lines
from memorial_kg.records.rows import Row, broken
from memorial_kg.records.yamllist import yaml_list

__all__ = ["Row", "read_rows"]

_JSON_LINES = (".jsonl", ".ndjson")
# The marks with which UTF-16 and UTF-32 begin (the Unicode standard, 23.8), where they begin with one.
_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_ENOUGH_TO_TELL = 4096


def read_rows(stream: BinaryIO, file: str) -> Iterator[Row]:
    """The rows of a file, one by one: JSON Lines when its name ends in .jsonl or .ndjson, else a YAML list.

    On standard input, JSON Lines are told by their first line, which is an object. A row that cannot be read comes with
    its problems; the rows before and after it are whole.
    """
    start = stream.read(_ENOUGH_TO_TELL)
    if start.startswith(_OTHER_MARKS) or start[:64].count(0) > len(start[:64]) // 4:
        yield broken(
            file, 1, "this is not a text in UTF-8, but UTF-16 or no text at all", "a file in UTF-8", "save it as UTF-8"
        )
    elif file.lower().endswith(_JSON_LINES) or _is_json_lines(start):
        yield from json_lines(_lines(start, stream), file)
    else:
        yield from yaml_list(start + stream.read(), file)


def _is_json_lines(start: bytes) -> bool:
    """Whether a text of unknown kind begins with an object on one line."""
    line = start.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")[0].rstrip()
    return line.startswith(b"{") and line != b"{"


def _lines(start: bytes, rest: BinaryIO) -> Iterator[bytes]:
    """The lines of a file whose beginning was read already."""
    *begun, last = start.split(b"\n")
    yield from begun
    yield last + rest.readline()
    yield from rest

"""Reads Markdown with YAML front matter: a file is a row of the front matter's keys, with the text below as `body`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from memorial_kg.records.model import Tree
from memorial_kg.records.yamllist import yaml_list
from memorial_kg.sources.readers.finding import Finding, file_problem, with_own
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow
from memorial_kg.sources.readers.texts import encoding_of, open_text

__all__ = ["read_markdown"]

_LARGEST: Final = 1 << 24  # characters
_FENCE: Final = re.compile(r"---[ \t]*\Z")
_END: Final = re.compile(r"(?:---|\.\.\.)[ \t]*\Z")


def read_markdown(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The one row of a file; every value of its front matter is the text that stands there (`1.10`, `null`, `no`)."""
    encoding, _ = encoding_of(source, rules)
    with open_text(source, rules) as stream:
        text = stream.read(_LARGEST + 1)
    if len(text) > _LARGEST:
        raise file_problem(
            source.name, f"it has more than {_LARGEST >> 20} million characters", "a page of Markdown", ""
        )
    where = Finding(source.name, PurePosixPath(source.name).name, 1, encoding)
    lines = re.split(r"\r\n|\r|\n", text)
    end = _end_of_front_matter(lines, where)
    matter = _front_matter(lines[1:end], where) if end else {}
    body = "\n".join(lines[end + 1 if end else 0 :])
    yield where.row(with_own(matter, {"body": body.strip("\n"), "path": source.name}, "front-matter"))


def _end_of_front_matter(lines: list[str], where: Finding) -> int:
    """The number of the line that ends the front matter, counted from 0; 0 if there is none."""
    if not _FENCE.match(lines[0]):
        if lines[0].rstrip() == "+++":
            where.refuse("", "its front matter is TOML", "YAML between two lines of ---", "convert it")
        return 0
    end = next((at for at, line in enumerate(lines[1:], start=1) if _END.match(line)), 0)
    if not end:
        where.refuse("", "its front matter does not end", "a line of ---", "add one below the last key")
    return end


def _front_matter(lines: list[str], where: Finding) -> dict[str, Tree]:
    """The front matter, read as the one item of a list: its lines are those of the file, moved to the right."""
    if not any(line.strip() and not line.lstrip().startswith("#") for line in lines):
        return {}
    item = "\n".join(["-", *(f"  {line}" if line else "" for line in lines)])
    rows = list(yaml_list(item.encode("utf-8"), where.file))
    problems = [replace(problem, record=where.locator) for row in rows for problem in row.problems]
    where.problems += problems
    tree = rows[0].tree if rows else None
    if isinstance(tree, dict):
        refused = {problem.key.partition(".")[0] for problem in problems}
        return {key: value for key, value in tree.items() if key not in refused}
    if not problems:
        where.refuse("", "its front matter is no mapping", "a key, a colon and a value on each line", "")
    return {}

"""What the tests of the readers share: a file written, and its rows read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from memorial_kg.sources.readers import ReadingRules, SourceRow, open_inputs

RULES = ReadingRules()


def rows_of(folder: Path, name: str, content: str | bytes, **rules: Any) -> list[SourceRow]:  # noqa: ANN401
    """Write a file, and read it under some rules."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return list(open_inputs([name], replace(RULES, **rules), folder=folder).rows())


def values_of(folder: Path, name: str, content: str | bytes, **rules: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """The values of the rows of a file that has no problems."""
    rows = rows_of(folder, name, content, **rules)
    assert [problem for row in rows for problem in row.problems] == []
    return [row.values for row in rows]


def problems_of(rows: list[SourceRow]) -> list[str]:
    """What is wrong with some rows: where, with what, and what is said."""
    return [f"{row.locator}|{problem.key}|{problem.what}" for row in rows for problem in row.problems]

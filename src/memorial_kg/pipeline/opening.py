"""Opens what was built: as a graph in memory, or as lines that are read when they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from memorial_kg.built import ORIGINS, PROFILES, read_summary
from memorial_kg.errors import InputError
from memorial_kg.knowledge import KnowledgeGraph
from memorial_kg.validation import Origins

__all__ = ["open_graph", "read_lines"]


def open_graph(folder: Path | str, *, profile: str = "") -> KnowledgeGraph:
    """A graph that was built into a folder, or its Wikibase profile.

    Raises InputError when there is none in the folder.
    """
    summary = read_summary(Path(folder))
    try:
        lines = [*read_lines(Path(folder) / PROFILES[profile])]
        with (Path(folder) / ORIGINS).open(encoding="utf-8", newline="\n") as told:
            origins = Origins.from_json_lines(told)
    except (OSError, ValueError) as error:
        raise InputError(f"{folder}: the built graph is damaged ({error}); build it again") from error
    if not profile and len(lines) != summary.quads:
        raise InputError(f"{folder}: the built graph is damaged ({PROFILES['']} is not as it was); build it again")
    return KnowledgeGraph(lines, summary.base, origins)


def read_lines(file: Path) -> Iterator[str]:
    """The lines of a dump, one by one: a literal may hold U+2028, which ends no line of N-Quads."""
    with file.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield line.removesuffix("\n")

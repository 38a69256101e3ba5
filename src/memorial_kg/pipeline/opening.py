"""Opens what was built: as a graph in memory, as lines that are read when they are needed, or to be exported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from memorial_kg.built import ORIGINS, PROFILES, Summary, read_summary
from memorial_kg.errors import InputError
from memorial_kg.export import Selection, SortedFile, export
from memorial_kg.knowledge import KnowledgeGraph
from memorial_kg.ontology import load_ontology
from memorial_kg.validation import Origins

__all__ = ["export_built", "open_graph", "read_lines"]


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
    if not profile:
        _check_count(len(lines), summary, folder)
    return KnowledgeGraph(lines, summary.base, origins)


def export_built(  # noqa: PLR0913 - four of them have names
    folder: Path | str,
    format_name: str,
    out: BinaryIO,
    *,
    profile: str = "",
    memorial: str = "",
    source: str = "",
) -> None:
    """Write a graph that was built into a folder in a format, as `open_graph(folder).export` does, without holding it.

    Raises InputError when there is none in the folder.
    """
    summary = read_summary(Path(folder))
    path = Path(folder) / PROFILES[profile]
    try:
        count, lines = _lines_in(path), SortedFile(path)
    except OSError as error:
        raise InputError(f"{folder}: the built graph is damaged ({error}); build it again") from error
    with closing(lines):
        if not profile:
            _check_count(count, summary, folder)
        selection = Selection(memorial, source)
        try:
            export(lines, format_name, ontology=load_ontology(), base=summary.base, selection=selection, out=out)
        except UnicodeDecodeError as error:
            raise InputError(f"{folder}: the built graph is damaged ({error}); build it again") from error


def _check_count(lines: int, summary: Summary, folder: Path | str) -> None:
    if lines != summary.quads:
        raise InputError(f"{folder}: the built graph is damaged ({PROFILES['']} is not as it was); build it again")


def _lines_in(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(piece.count(b"\n") for piece in iter(lambda: stream.read(1 << 20), b""))


def read_lines(file: Path) -> Iterator[str]:
    """The lines of a dump, one by one: a literal may hold U+2028, which ends no line of N-Quads."""
    with file.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield line.removesuffix("\n")

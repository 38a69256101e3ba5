"""Finds the workspace: what its editors say is read here, and where the files of its records are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from memorial_kg.errors import InputError
from memorial_kg.ontology import load_ontology
from memorial_kg.spark.folders import Folder, is_url, url_of
from memorial_kg.workspace import RecordFile, Workspace, read_frame, source_names

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["Frame", "Told", "find"]

_LINES = (".jsonl", ".ndjson")
_READ_HERE = (".toml", ".yaml", ".yml", ".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Told:
    """A file of records: its number, the source, the name for messages, where Spark finds it, and its bytes."""

    number: int
    source: str
    shown: str
    url: str
    size: int

    @property
    def in_lines(self) -> bool:
        """Whether it can be read from any of its lines on."""
        return self.url.lower().endswith(_LINES)


@dataclass(frozen=True, slots=True)
class Frame:
    """A workspace without its records, the names of its sources, and the files of its records."""

    workspace: Workspace
    sources: tuple[str, ...]
    files: tuple[Told, ...]

    @property
    def size(self) -> int:
        """The bytes of all records."""
        return sum(each.size for each in self.files)


def find(session: SparkSession, place: Path | str, scratch: Path) -> Frame:
    """Read a workspace of here, or of a file system of Spark's by its URL, but for its records.

    Raises InputError when there is none.
    """
    if not is_url(place):
        workspace, files = read_frame(place, load_ontology())
        told = _numbered((each, each.shown, url_of(each.path), _size(each)) for each in files)
        return Frame(workspace, tuple(source_names(workspace.folder)), told)
    folder = Folder(session, url_of(place))
    copy = scratch / (folder.name or "workspace")
    sizes = {f"{copy}/{path}": size for path, size in _fetched(folder, copy)}
    workspace, files = read_frame(copy, load_ontology())
    names = ((each, folder.url + str(each.path).removeprefix(str(copy))) for each in files)
    told = _numbered((each, url, url, sizes[str(each.path)]) for each, url in names)
    problems = (replace(each, file=each.file.replace(str(copy), folder.url)) for each in workspace.problems)
    return Frame(replace(workspace, problems=tuple(problems)), tuple(source_names(workspace.folder)), told)


def _size(file: RecordFile) -> int:
    return file.path.stat().st_size if file.path.is_file() else 0


def _numbered(files: Iterator[tuple[RecordFile, str, str, int]]) -> tuple[Told, ...]:
    return tuple(Told(number, file.source, shown, url, size) for number, (file, shown, url, size) in enumerate(files))


def _fetched(folder: Folder, copy: Path) -> Iterator[tuple[str, int]]:
    """Copy what is read here, and stand in for the files of records by empty ones of their names, with their sizes."""
    if not (folder / "sources").exists():
        todo = "make one with `memorial-kg init`, and copy it there"
        raise InputError(f"{folder.url}: there is no workspace here, for it has no folder `sources`; {todo}")
    (copy / "sources").mkdir(parents=True)
    _copied(folder, copy, ("dataset.toml", "identity.yaml"))
    if (folder / "entities").exists():
        entities = copy / "entities"
        entities.mkdir()
        _copied(folder / "entities", entities)
    for source in (folder / "sources").entries():
        if not source.is_folder or source.name.startswith("."):
            continue
        here = copy / "sources" / source.name
        here.mkdir()
        _copied(folder / "sources" / source.name, here, ("source.toml",))
        for each in (folder / "sources" / source.name).entries():
            if not each.is_folder and each.name != "source.toml":
                (here / each.name).touch()
                yield f"sources/{source.name}/{each.name}", each.size


def _copied(folder: Folder, copy: Path, names: tuple[str, ...] = ()) -> None:
    for each in folder.entries():
        if not each.is_folder and (each.name in names if names else each.name.endswith(_READ_HERE)):
            (copy / each.name).write_bytes(folder.read(each.name))

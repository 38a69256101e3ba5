"""Tells what two given paths are, and compares them as that: records, workspaces, or built graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from memorial_kg.built import PROFILES, read_summary
from memorial_kg.changes.graphs import diff_graphs
from memorial_kg.changes.labels import Label, base_of, labels_of
from memorial_kg.changes.lines import LinesFile
from memorial_kg.changes.model import ItemChange
from memorial_kg.changes.quads import record_lines
from memorial_kg.changes.workspaces import base_around, diff_sources, diff_workspaces, source_of
from memorial_kg.errors import InputError, Problem, UsageError
from memorial_kg.knowledge import build_graph
from memorial_kg.ontology import Ontology
from memorial_kg.workspace import DEFAULT_BASE, RECORD_FILES

__all__ = ["Given", "Kind", "Versions", "given"]

_QUADS = (".nq",)


class Kind(StrEnum):
    """What can be compared with its like."""

    RECORDS = "records"
    WORKSPACE = "workspace"
    GRAPH = "graph"


_SHOWN = {
    Kind.RECORDS: "the records of a source",
    Kind.WORKSPACE: "a workspace",
    Kind.GRAPH: "a built graph",
}


@dataclass(frozen=True, slots=True)
class Given:
    """One version, and what it is."""

    path: Path
    kind: Kind


def given(path: Path) -> Given:
    """What a path is: by what a folder holds, or by the ending of a file.

    Raises InputError for what is none of it.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    if path.is_dir():
        kind = next((kind for kind, holds in _FOLDERS if holds(path)), None)
    else:
        kind = next((kind for kind, endings in _FILES if path.suffix.lower() in endings), None)
    if kind is None:
        raise InputError(
            f"{path}: this is nothing that can be compared; name a file of records ({', '.join(RECORD_FILES)}), "
            "the folder of a source, a workspace, a built graph, or its dataset.nq"
        )
    return Given(path, kind)


def _holds_records(folder: Path) -> bool:
    return any(each.name == "source.toml" or each.suffix.lower() in RECORD_FILES for each in folder.iterdir())


_FILES = ((Kind.RECORDS, RECORD_FILES), (Kind.GRAPH, _QUADS))
_FOLDERS: tuple[tuple[Kind, Callable[[Path], bool]], ...] = (
    (Kind.GRAPH, lambda folder: (folder / PROFILES[""]).is_file()),
    (Kind.WORKSPACE, lambda folder: (folder / "sources").is_dir()),
    (Kind.RECORDS, _holds_records),
)


class Versions:
    """Two versions of one kind. `problems` holds what could not be compared, once `changes` or `lines` were read."""

    def __init__(self, old: Path, new: Path, ontology: Ontology, source: str = "") -> None:
        first, second = given(old), given(new)
        if first.kind is not second.kind:
            raise UsageError(
                f"{old} is {_SHOWN[first.kind]}, and {new} is {_SHOWN[second.kind]}: name two of the same kind"
            )
        self.kind, self.old, self.new, self.ontology = first.kind, old, new, ontology
        self.source = source or source_of(new) or source_of(old) or "source"
        self.problems: list[Problem] = []

    @contextmanager
    def changes(self) -> Iterator[Iterable[ItemChange]]:
        """Every item that differs, one by one."""
        if self.kind is Kind.GRAPH:
            with self._labels() as label:
                yield diff_graphs(*self._files(), base=self._base(), ontology=self.ontology, label=label)
        elif self.kind is Kind.WORKSPACE:
            yield diff_workspaces(self.old, self.new, self.ontology, self.problems)
        else:
            yield diff_sources(self.old, self.new, self.ontology, self.problems, self.source)

    def lines(self) -> tuple[Iterable[str], Iterable[str]]:
        """The quads of both versions, as sorted lines; of records, those by which they differ."""
        if self.kind is Kind.GRAPH:
            return self._files()
        if self.kind is Kind.WORKSPACE:
            old, new = (build_graph(each).lines for each in (self.old, self.new))
            return old, new
        base = base_around(self.new) or base_around(self.old) or DEFAULT_BASE
        return record_lines(self.old, self.new, self.ontology, self.problems, (self.source, base))

    def _files(self) -> tuple[LinesFile, LinesFile]:
        old, new = (LinesFile(_quads(each)) for each in (self.old, self.new))
        return old, new

    def _base(self) -> str:
        """What the ids of the new graph begin with, as its build says, or the dataset itself."""
        return read_summary(self.new).base if self.new.is_dir() else base_of(self.new) or DEFAULT_BASE

    @contextmanager
    def _labels(self) -> Iterator[Label]:
        """Labels of the new graph, and of the old one for what is gone."""
        with labels_of(_quads(self.new)) as new, labels_of(_quads(self.old)) as old:
            yield lambda iri: new(iri) or old(iri)


def _quads(path: Path) -> Path:
    return path / PROFILES[""] if path.is_dir() else path

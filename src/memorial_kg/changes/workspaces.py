"""Compares two workspaces, or two versions of one source, file by file, as their folders hold them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from memorial_kg.changes.keys import Comparer
from memorial_kg.changes.model import ItemChange, KeyChange
from memorial_kg.changes.records import record_change
from memorial_kg.changes.rows import Collection, diff_rows
from memorial_kg.errors import Problem
from memorial_kg.ontology import Ontology
from memorial_kg.records import Record, check_decision, check_entity, check_record
from memorial_kg.records.described import read_dataset, read_source
from memorial_kg.records.entities import Entities
from memorial_kg.values import ValueProblem, check_page_id
from memorial_kg.workspace import record_files, source_names

__all__ = ["base_around", "collection_of", "diff_sources", "diff_workspaces", "source_of"]


def diff_sources(
    old: Path, new: Path, ontology: Ontology, problems: list[Problem], source: str
) -> Iterator[ItemChange]:
    """What differs between two versions of a source: folders, or single files of records."""
    comparer = Comparer(ontology, _entities_around(new, ontology))
    if old.is_dir() and new.is_dir():
        yield from _described(old, new, comparer, problems)
    versions = collection_of(old, source, ontology), collection_of(new, source, ontology)
    yield from diff_rows(versions, comparer, problems, source)


def diff_workspaces(old: Path, new: Path, ontology: Ontology, problems: list[Problem]) -> Iterator[ItemChange]:
    """What differs between two workspaces: what they say of themselves, their sources, entities and decisions."""
    yield from _datasets(old, new, problems)
    # References are called by the new names; what only the old one knew by its old name.
    comparer = Comparer(ontology, _entities(new, ontology, _entities(old, ontology)))
    for name in sorted({*source_names(old), *source_names(new)}):
        before, after = (each / "sources" / name for each in (old, new))
        yield from _described(before, after, comparer, problems)
        versions = collection_of(before, name, ontology), collection_of(after, name, ontology)
        yield from diff_rows(versions, comparer, problems, name)
    yield from diff_rows((_entities_of(old, ontology), _entities_of(new, ontology)), comparer, problems, "entities")
    yield from diff_rows((_decisions_of(old, ontology), _decisions_of(new, ontology)), comparer, problems, "identity")


def source_of(path: Path) -> str:
    """The name of the source to which records belong: of the folder with its source.toml, or else ""."""
    folder = (path if path.is_dir() else path.parent).resolve()
    try:
        return check_page_id(folder.name) if (folder / "source.toml").exists() else ""
    except ValueProblem:
        return ""


def base_around(path: Path) -> str:
    """The IRI that the ids begin with in the workspace in which a source lies, or ""."""
    workspace = _workspace_around(path)
    return read_dataset(workspace / "dataset.toml", "", "")[0].base if workspace else ""


def collection_of(path: Path, source: str, ontology: Ontology) -> Collection:
    """The records of a file, or of the folder of a source; none where there is no such folder."""
    files = _files(path) if path.is_dir() or not path.exists() else (path,)
    return Collection(files, lambda row: check_record(row, source, ontology))


# -- folders -----------------------------------------------------------------------------------------------------------


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(record_files(folder)) if folder.is_dir() else ()


def _entities_of(workspace: Path, ontology: Ontology) -> Collection:
    return Collection(_files(workspace / "entities"), lambda row: check_entity(row, ontology), "id")


def _decisions_of(workspace: Path, ontology: Ontology) -> Collection:
    file = workspace / "identity.yaml"
    return Collection((file,) if file.exists() else (), lambda row: check_decision(row, ontology), "id")


def _entities(workspace: Path, ontology: Ontology, known: Entities | None = None) -> Entities:
    """The entities of a workspace, and those known before; what is wrong with them is told when they are compared."""
    found = (record for _, record in _entities_of(workspace, ontology).records(lambda *_: True, []))
    return Entities([*(known or {}).values(), *found], ontology)


def _entities_around(path: Path, ontology: Ontology) -> Entities:
    """The entities of the workspace in which a source lies, if it lies in one."""
    workspace = _workspace_around(path)
    return _entities(workspace, ontology) if workspace else Entities([], ontology)


def _workspace_around(path: Path) -> Path | None:
    folder = (path if path.is_dir() else path.parent).resolve()
    return folder.parent.parent if folder.parent.name == "sources" else None


# -- what a source and a workspace say of themselves -------------------------------------------------------------------


def _described(old: Path, new: Path, comparer: Comparer, problems: list[Problem]) -> Iterator[ItemChange]:
    before, after = (_source(each, new.name, comparer.ontology, problems) for each in (old, new))
    if (before or after) and before != after:
        yield record_change(before, after, comparer, new.name)


def _source(folder: Path, name: str, ontology: Ontology, problems: list[Problem]) -> Record | None:
    file = folder / "source.toml"
    if not file.exists():
        return None
    record, wrong = read_source(file, file.as_posix(), name, ontology)
    problems += wrong
    return record


def _datasets(old: Path, new: Path, problems: list[Problem]) -> Iterator[ItemChange]:
    said = []
    for each in (old, new):
        dataset, wrong = read_dataset(each / "dataset.toml", (each / "dataset.toml").as_posix(), "")
        problems += wrong
        said.append({key: _words(value) for key, value in asdict(dataset).items()})
    before, after = said
    keys = [KeyChange(key, key, before[key], after[key]) for key in before if before[key] != after[key]]
    if keys:
        yield ItemChange("", "dataset.toml", "changed", "", tuple(keys))


def _words(value: str | dict[str, str]) -> str:
    return value if isinstance(value, str) else ", ".join(f"“{text}” ({tag})" for tag, text in value.items())

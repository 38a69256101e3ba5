"""Reads a workspace, the folder in which someone keeps memorials, completely and through the strict door.

dataset.toml               title, description, licence, base IRI of the whole
sources/<name>/            source.toml, and records in any number of .yaml, .yml, .jsonl or .ndjson files
entities/*.yaml            people, organizations, places and events that several records name
identity.yaml              decisions what is one thing, each with its reason
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from memorial_kg.errors import InputError, Problem
from memorial_kg.ontology import Ontology, load_ontology
from memorial_kg.records import (
    Door,
    Record,
    Row,
    check_decision,
    check_entity,
    check_references,
    read_rows,
)
from memorial_kg.records.described import DEFAULT_BASE, Dataset, read_dataset, read_source
from memorial_kg.records.entities import Entities
from memorial_kg.values import quote

__all__ = [
    "DEFAULT_BASE",
    "RECORD_FILES",
    "Dataset",
    "RecordFile",
    "Workspace",
    "check_decisions",
    "nothing_told",
    "read_frame",
    "read_records",
    "read_workspace",
    "record_files",
    "source_names",
    "twice",
]

RECORD_FILES = (".yaml", ".yml", ".jsonl", ".ndjson")
_OTHER_DATA = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".json", ".geojson")
_NOT_RECORDS = ("corrections.yaml", "corrections.yml")

_Check = Callable[[Row], tuple[Record | None, list[Problem]]]


@dataclass(frozen=True)
class Workspace:
    """Everything that a workspace holds and that passed the door, and the problems of what did not."""

    folder: Path
    dataset: Dataset
    sources: tuple[Record, ...]
    records: tuple[Record, ...]
    entities: Entities
    decisions: tuple[Record, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class RecordFile:
    """A file of records, and the name of the source whose they are."""

    source: str
    path: Path

    @property
    def shown(self) -> str:
        """The path as messages show it."""
        return _shown(self.path)


def read_workspace(folder: Path | str, ontology: Ontology | None = None) -> Workspace:
    """Read a workspace whole. What is wrong in it is in `problems`; the good records are there in any case.

    Raises InputError when there is no workspace in the folder at all.
    """
    ontology = ontology or load_ontology()
    frame, files = read_frame(folder, ontology)
    problems, told = [*frame.problems], list[Record]()
    for each in files:
        found, wrong = read_records(each.path, each.source, ontology)
        told += found
        problems += wrong
    records = _once(told, problems)
    editors = (*frame.entities.values(), *frame.decisions)
    problems += check_references(records, editors, source_names(frame.folder), ontology)
    problems += check_decisions(frame.decisions, {record.id: record.about for record in records})
    problems += nothing_told(frame.folder, len(records), problems)
    return replace(frame, records=tuple(records), problems=tuple(sorted(problems)))


def read_frame(folder: Path | str, ontology: Ontology) -> tuple[Workspace, list[RecordFile]]:
    """A workspace without its records, and the files in which these are.

    Raises InputError when there is no workspace in the folder at all.
    """
    folder = Path(folder)
    if not (folder / "sources").is_dir():
        todo = "make one with `memorial-kg init`"
        raise InputError(f"{folder}: there is no workspace here, for it has no folder `sources`; {todo}")
    file = folder / "dataset.toml"
    dataset, problems = read_dataset(file, _shown(file), folder.resolve().name)
    sources, to_read = _read_sources(_source_folders(folder, problems), ontology, problems)
    files = record_files(folder / "entities") if (folder / "entities").is_dir() else []
    entities = _once(_checked(files, lambda row: check_entity(row, ontology), problems), problems)
    files = [folder / "identity.yaml"] if (folder / "identity.yaml").exists() else []
    decisions = _once(_checked(files, lambda row: check_decision(row, ontology), problems), problems)
    frame = Workspace(
        folder, dataset, tuple(sources), (), Entities(entities, ontology), tuple(decisions), tuple(problems)
    )
    return frame, to_read


def source_names(folder: Path) -> list[str]:
    """The names of the sources of a workspace."""
    return [each.name for each in _source_folders(folder, [])]


def nothing_told(folder: Path, records: int, problems: Collection[Problem]) -> Iterator[Problem]:
    """A problem when a workspace has no record, and nothing says why."""
    if not records and not problems:
        todo = "write some into sources/<name>/records.yaml"
        yield Problem(_shown(folder / "sources"), 0, "", "", "no source here has a record", todo=todo)


def read_records(
    file: Path, source: str, ontology: Ontology, shown: str = "", data: bytes | None = None
) -> tuple[list[Record], list[Problem]]:
    """The good records of one file, and the problems of the others; `data` is its content, if it was read."""
    problems: list[Problem] = []
    records = [*_checked([file], Door(ontology, source).check, problems, shown, data)]
    return records, problems


# -- files -------------------------------------------------------------------------------------------------------------


def _shown(file: Path) -> str:
    """A path as messages show it, beginning with the workspace as it was named."""
    return file.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _source_folders(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """The folders of the sources; those whose names begin with a point are somebody else's."""
    for each in sorted((folder / "sources").iterdir()):
        if each.is_dir() and not each.name.startswith("."):
            if folder.resolve().is_relative_to(each.resolve()):
                what = "the link leads back to a folder that holds it"
                problems.append(Problem(_shown(each), 0, "", "", what, "the folder of a source", "remove the link"))
            else:
                yield each


def record_files(folder: Path) -> list[Path]:
    """The files of records in a folder, but for hidden ones: editors and file systems leave some."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in RECORD_FILES and path.name not in _NOT_RECORDS and not path.name.startswith(".")
    )


def _read_sources(
    folders: Iterable[Path], ontology: Ontology, problems: list[Problem]
) -> tuple[list[Record], list[RecordFile]]:
    """What the sources say of themselves, and the files of their records."""
    sources: list[Record] = []
    told: list[RecordFile] = []
    for folder in folders:
        file = folder / "source.toml"
        source, wrong = read_source(file, _shown(file), folder.name, ontology)
        sources += [source] if source else []
        problems += wrong
        files = record_files(folder)
        problems += _unread(folder) if not files else ()
        told += (RecordFile(folder.name, each) for each in files)
    return sources, told


def _unread(folder: Path) -> Iterator[Problem]:
    """Data in a source's folder that nobody reads: beside records it may lie, instead of them it would be lost."""
    for each in sorted(folder.iterdir()):
        if each.suffix.lower() in _OTHER_DATA:
            todo = "make records of it with `memorial-kg harvest`; `memorial-kg crosswalk FILE` proposes how"
            yield Problem(_shown(each), 0, "", "", "this file is not read", "records.yaml or records.jsonl", todo)


def _checked(
    files: Iterable[Path], check: _Check, problems: list[Problem], shown: str = "", data: bytes | None = None
) -> Iterator[Record]:
    for file in files:
        name = shown or _shown(file)
        if data is None and file.exists() and not file.is_file():
            problems.append(Problem(name, 0, "", "", "this is no file", "a file of records", "give it another name"))
            continue
        try:
            with file.open("rb") if data is None else io.BytesIO(data) as stream:
                for row in read_rows(stream, name):
                    record, wrong = check(row)
                    problems += wrong
                    if record is not None:
                        yield record
        except OSError as error:
            what = f"it cannot be read: {error.strerror or error}"
            problems.append(Problem(name, 0, "", "", what, todo="see that the file exists and may be read"))


# -- what only the whole can get wrong ---------------------------------------------------------------------------------


def _once(records: Iterable[Record], problems: list[Problem]) -> list[Record]:
    """Each id once; a second record of the same id is a problem of its own."""
    seen: dict[str, Record] = {}
    for record in records:
        first = seen.setdefault(record.id, record)
        if first is not record:
            problems.append(twice(record, first))
    return [*seen.values()]


def twice(record: Record, first: Record) -> Problem:
    """The problem that another record has the same id."""
    what = f"{quote(record.id)} stands already at {first.origin.file}:{first.origin.line}"
    return _problem(record, "", what, "an id of its own", "give one of them another id")


def check_decisions(decisions: Iterable[Record], about: Mapping[str, str]) -> Iterator[Problem]:
    """A decision is about two or more, and what it decides about records is what the records say.

    `about` gives what each record is about, by the record's id.
    """
    for decision in decisions:
        of: list[str] = decision.claims["of"]
        word: str = decision.claims["decision"]
        if len(of) == 1 and of[0].startswith(("record/", "memorial/", "proposal/")):
            what = f"{quote(of[0])} stands here alone"
            yield _problem(decision, "of", what, "two or more records or things", "add what it is compared with")
        things = {about.get(each, each) for each in of if not each.startswith("record/") or each in about}
        memorials = {each for each in things if each.startswith("memorial/")}
        told = {about[each] for each in of if each in about}
        if word == "same-thing" and (len(memorials) > 1 or len(told) > 1):
            what = f"one thing has several ids here: {', '.join(sorted(memorials | told))}"
            todo = "write one id as `about` of every record, or change the decision"
            yield _problem(decision, "of", what, "one thing with one id", todo)
        if word == "distinct" and len(things) == 1 and len(of) > 1:
            what = f"the records are all about {things.pop()}"
            todo = "change `about` in one of the records, or the decision"
            yield _problem(decision, "of", what, "records about different things", todo)


def _problem(record: Record, key: str, what: str, expected: str, todo: str) -> Problem:
    origin = record.origin
    line = origin.lines.get((key,), origin.line) if key else origin.line
    return Problem(origin.file, line, record.key or record.about, key, what, expected, todo)

"""Reads a workspace, the folder in which someone keeps memorials, completely and through the strict door.

dataset.toml               title, description, licence, base IRI of the whole
sources/<name>/            source.toml, and records in any number of .yaml, .yml, .jsonl or .ndjson files
entities/*.yaml            people, organizations, places and events that several records name
identity.yaml              decisions what is one thing, each with its reason
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from memorial_kg.errors import InputError, Problem
from memorial_kg.ontology import Ontology, load_ontology
from memorial_kg.records import (
    Record,
    Row,
    check_decision,
    check_entity,
    check_record,
    check_references,
    read_rows,
)
from memorial_kg.records.described import DEFAULT_BASE, Dataset, read_dataset, read_source
from memorial_kg.records.entities import Entities
from memorial_kg.values import quote

__all__ = ["DEFAULT_BASE", "Dataset", "Workspace", "read_records", "read_workspace"]

_RECORD_FILES = (".yaml", ".yml", ".jsonl", ".ndjson")
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


def read_workspace(folder: Path | str, ontology: Ontology | None = None) -> Workspace:
    """Read a workspace whole. What is wrong in it is in `problems`; the good records are there in any case.

    Raises InputError when there is no workspace in the folder at all.
    """
    folder, ontology = Path(folder), ontology or load_ontology()
    if not (folder / "sources").is_dir():
        todo = "make one with `memorial-kg init`"
        raise InputError(f"{folder}: there is no workspace here, for it has no folder `sources`; {todo}")
    file = folder / "dataset.toml"
    dataset, problems = read_dataset(file, _shown(file), folder.resolve().name)
    folders = [*_source_folders(folder, problems)]
    sources, told = _read_sources(folders, ontology, problems)
    records = _once(told, problems)
    files = _record_files(folder / "entities") if (folder / "entities").is_dir() else []
    entities = _once(_checked(files, lambda row: check_entity(row, ontology), problems), problems)
    files = [folder / "identity.yaml"] if (folder / "identity.yaml").exists() else []
    decisions = _once(_checked(files, lambda row: check_decision(row, ontology), problems), problems)
    problems += check_references(records, (*entities, *decisions), (each.name for each in folders), ontology)
    problems += _check_decisions(decisions, records)
    if not records and not problems:
        todo = "write some into sources/<name>/records.yaml"
        problems.append(Problem(_shown(folder / "sources"), 0, "", "", "no source here has a record", todo=todo))
    return Workspace(
        folder,
        dataset,
        tuple(sources),
        tuple(records),
        Entities(entities, ontology),
        tuple(decisions),
        tuple(sorted(problems)),
    )


def read_records(file: Path, source: str, ontology: Ontology, shown: str = "") -> tuple[list[Record], list[Problem]]:
    """The good records of one file, and the problems of the others."""
    problems: list[Problem] = []
    records = [*_checked([file], lambda row: check_record(row, source, ontology), problems, shown)]
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


def _record_files(folder: Path) -> list[Path]:
    """The files of records in a folder, but for hidden ones: editors and file systems leave some."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in _RECORD_FILES and path.name not in _NOT_RECORDS and not path.name.startswith(".")
    )


def _read_sources(
    folders: Iterable[Path], ontology: Ontology, problems: list[Problem]
) -> tuple[list[Record], list[Record]]:
    """What the sources say of themselves, and their records."""
    sources: list[Record] = []
    records: list[Record] = []
    for folder in folders:
        file = folder / "source.toml"
        source, wrong = read_source(file, _shown(file), folder.name, ontology)
        sources += [source] if source else []
        problems += wrong
        files = _record_files(folder)
        problems += _unread(folder) if not files else ()
        for each in files:
            found, wrong = read_records(each, folder.name, ontology)
            records += found
            problems += wrong
    return sources, records


def _unread(folder: Path) -> Iterator[Problem]:
    """Data in a source's folder that nobody reads: beside records it may lie, instead of them it would be lost."""
    for each in sorted(folder.iterdir()):
        if each.suffix.lower() in _OTHER_DATA:
            todo = "write its rows as JSON Lines, one record a line; the README shows how"
            yield Problem(_shown(each), 0, "", "", "this file is not read", "records.yaml or records.jsonl", todo)


def _checked(files: Iterable[Path], check: _Check, problems: list[Problem], shown: str = "") -> Iterator[Record]:
    for file in files:
        name = shown or _shown(file)
        if file.exists() and not file.is_file():
            problems.append(Problem(name, 0, "", "", "this is no file", "a file of records", "give it another name"))
            continue
        try:
            with file.open("rb") as stream:
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
            what = f"{quote(record.id)} stands already at {first.origin.file}:{first.origin.line}"
            todo = "give one of them another id"
            problems.append(_problem(record, "", what, "an id of its own", todo))
    return [*seen.values()]


def _check_decisions(decisions: Iterable[Record], records: Iterable[Record]) -> Iterator[Problem]:
    """A decision is about two or more, and what it decides about records is what the records say."""
    about = {record.id: record.about for record in records}
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
